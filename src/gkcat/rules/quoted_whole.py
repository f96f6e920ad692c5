"""整段文字放在中文引号里。

为什么：中文引号“”会照原样印出来。写法上需要引号的，用半角双引号，它不会印出来；只引用一部分文字的，才用中文引号。

反例：
```yaml
name: “征地补偿安置方案”
```

正例：
```yaml
name: 征地补偿安置方案
```
"""

import re
from collections.abc import Iterable, Iterator

from gkcat.finding import Fix, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK158"
NAME = "quoted-whole"
SEVERITY = "warning"

_QUOTED = re.compile(r"“([^“”]+)”|‘([^‘’]+)’")


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No text is a quotation from end to end."""
    del context
    return _found(item) if "”" in item.prose or "’" in item.prose else ()


def _found(item: Item) -> Iterator[Problem]:
    for at, text in item.texts():
        if found := _QUOTED.fullmatch(text):
            words = found[1] or found[2]
            certain = "content" not in at  # an entry of the content may be a term that is always quoted
            yield Problem(
                at, f"整段文字放在引号里，引号会印出来：{text}", f"请写 {words}", fix=Fix(words, safe=certain)
            )
