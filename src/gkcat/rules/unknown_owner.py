"""责任主体不是名册上的单位，也不是登记过的其他机构。

为什么：责任主体写成名册上没有的名称，公众不知道找谁，检查时也落实不到单位。

反例：
```yaml
owner: 市自然资源管理局
```

正例：
```yaml
owner: 市自然资源局
```
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from gkcat.catalog import is_vague_owner, joined, owners
from gkcat.finding import Fix, Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK103"
NAME = "unknown-owner"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Each body named is a unit (id, name or short name) or stands in catalog/subjects.yaml."""
    known = context.catalog.owner
    return () if not known or not disclosure.owner or disclosure.owner in known else _unknown(disclosure.owner, known)


def _unknown(owner: str, known: Mapping[str, str]) -> Iterator[Problem]:
    for name in owners(owner):
        if name in known or is_vague_owner(name):
            continue
        if parts := joined(name, known):
            whole = "、".join(parts)
            cure = f"几个单位用顿号隔开，写作 {whole}"
            yield Problem(("owner",), f"责任主体“{name}”没有用顿号隔开", cure, words=name, fix=Fix(whole))
            continue
        near = get_close_matches(name, known, 1, 0.6)
        cure = (
            f"是不是想写 {near[0]}？"
            if near
            else "请写名册上的单位名称或简称；其他机构先请市政府办登记到 catalog/subjects.yaml"
        )
        fix = Fix(near[0], safe=False) if near else None
        yield Problem(("owner",), f"责任主体“{name}”不在单位名册上", cure, words=name, fix=fix)
