"""保密审查的结论与公开程度矛盾。

为什么：审查结论是不予公开的，不能公开；结论是部分公开的，不能全部公开。照目录公开出去，就可能泄密或者侵犯隐私。

反例：
```yaml
scope: 全部公开
secrecy: {result: 部分公开, by: 局保密审查领导小组, on: 2026-10-12}
```

正例：
```yaml
scope: {degree: 部分公开, note: 隐去个人身份信息}
secrecy: {result: 部分公开, by: 局保密审查领导小组, on: 2026-10-12}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK161"
NAME = "review-forbids"
SEVERITY = "error"

_AT = ("secrecy", "result")


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No more is disclosed than the review allows."""
    del context
    scope, secrecy = disclosure.scope, disclosure.secrecy
    if scope is None or secrecy is None or secrecy.result == "可以公开" or scope.degree == "不予公开":
        return ()
    if secrecy.result == "不予公开":
        cure = "请把公开程度改为 不予公开 并说明理由，整个事项都不公开的写 withheld；审查结论记错的，请更正"
        return [Problem(_AT, f"保密审查结论是“不予公开”，公开程度却是“{scope.degree}”", cure)]
    if scope.degree == "全部公开":
        cure = "请把公开程度改为 部分公开，并在 note 中说明哪些内容不公开；审查结论记错的，请更正"
        return [Problem(_AT, "保密审查结论是“部分公开”，公开程度却是“全部公开”", cure)]
    return ()
