"""公开方式不是规范名称。

为什么：同一个渠道有几种叫法，就无法按渠道汇总，也无法勾选到国家指引的渠道清单里。

反例：
```yaml
channel: [市政府门户网站]
```

正例：
```yaml
channel: [政府网站]
```
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from gkcat.finding import Fix, Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK110"
NAME = "unknown-channel"
SEVERITY = "error"

_JOINED = re.compile(r"[、，,；;\s]+")


def check(disclosure: Disclosure, context: Context) -> Iterator[Problem]:
    """Each channel is a canonical name of catalog/channels.yaml; an alias is told its canonical name."""
    channels = context.catalog.channel
    for number, name in enumerate(disclosure.channel):
        if name in channels or not channels:
            continue
        alias = context.catalog.channel_alias.get(name)
        if alias:
            fix = Fix(alias)
            yield Problem(("channel", number), f"“{name}”不是规范名称", f"规范名称是 {alias}", fix=fix)
            continue
        several = _JOINED.split(name.strip("【】[]"))
        if len(several) > 1 and all(each in channels or each in context.catalog.channel_alias for each in several):
            cure = f"请分开写：channel: [{', '.join(several)}]（方括号和逗号用半角）"
            yield Problem(("channel", number), f"“{name}”把几个公开方式写成了一个", cure)
            continue
        near = get_close_matches(name, channels, 1, 0.5)
        yield _unknown(number, name, near[0] if near else "", "、".join(channels))


def _unknown(number: int, name: str, near: str, options: str) -> Problem:
    cure = f"是不是想写 {near}？" if near else f"请从以下选写，每个渠道一条：{options}"
    fix = Fix(near, safe=False) if near else None
    return Problem(("channel", number), f"没有“{name}”这个公开方式", cure, fix=fix)
