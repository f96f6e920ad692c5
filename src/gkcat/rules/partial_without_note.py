"""部分公开或者不予公开，没有说明哪些内容不公开。

为什么：不公开是例外，应当说明隐去什么、为什么。不说明，公众无法判断公开得是否完整，经办人也不知道该隐去哪些。

反例：
```yaml
scope: 部分公开
```

正例：
```yaml
scope: {degree: 部分公开, note: 隐去身份证件号码和银行账号}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK164"
NAME = "partial-without-note"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """What is left out is said."""
    del context
    scope = disclosure.scope
    if scope is None or scope.degree == "全部公开" or scope.note.strip():
        return ()
    cure = f"请写 scope: {{degree: {scope.degree}, note: 哪些内容不公开}}，如 note: 隐去身份证件号码"
    return [Problem(("scope", "note"), f"公开程度是“{scope.degree}”，没有说明哪些内容不公开", cure)]
