"""责任主体写成“相关部门”一类的泛称。

为什么：《中华人民共和国政府信息公开条例》第十条规定，谁制作、谁保存，谁负责公开。写成泛称，公众不知道找谁，检查时也落实不到单位。

反例：
```yaml
owner: 相关部门
```

正例：
```yaml
owner: 市自然资源局
```
"""

from collections.abc import Iterable
from functools import lru_cache

from gkcat.catalog import is_vague_owner, owners
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK104"
NAME = "vague-owner"
SEVERITY = "error"

_CURE = "请写明具体单位的名称或者简称；几个单位共同负责的，用顿号隔开，牵头单位在前"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No body named is a general term."""
    if disclosure.owner in context.catalog.owner:
        return ()
    return [
        Problem(("owner",), f"责任主体“{name}”是泛称，没有指明单位", _CURE, words=name)
        for name in _vague(disclosure.owner)
    ]


@lru_cache(maxsize=1024)
def _vague(owner: str) -> tuple[str, ...]:
    return tuple(filter(is_vague_owner, owners(owner)))
