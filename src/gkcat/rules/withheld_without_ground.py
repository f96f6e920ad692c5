"""不予公开没有法定理由，或者没有写明依据的条款。

为什么：《中华人民共和国政府信息公开条例》第十三条规定，除第十四条、第十五条、第十六条规定的情形外，政府信息应当公开。不公开的理由由 catalog/withholding.yaml（负面清单）统一规定，不得自拟。

反例：
```yaml
disclosures: []
withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》}
```

正例：
```yaml
disclosures: []
withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from gkcat.citation import names_article
from gkcat.finding import Fix, Problem
from gkcat.model import Item, Withheld
from gkcat.scope import Context
from gkcat.tables import Reason

CODE = "GK165"
NAME = "withheld-without-ground"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """A withheld item has a reason of catalog/withholding.yaml and cites an article."""
    return () if item.withheld is None else _found(item.withheld, context.catalog.reason)


def _found(withheld: Withheld, reasons: Mapping[str, Reason]) -> Iterator[Problem]:
    if not withheld.reason or (reasons and withheld.reason not in reasons):
        yield _reason(withheld.reason, tuple(reasons))
    if not names_article(withheld.basis):
        yield _basis(withheld.basis, reasons.get(withheld.reason))


def _reason(reason: str, known: tuple[str, ...]) -> Problem:
    at = ("withheld", "reason")
    options = f"请从以下选一个：{'、'.join(known)}" if known else "请写明法定理由，如 个人隐私"
    if not reason:
        return Problem(at, "没有写明不予公开的理由", options)
    near = get_close_matches(reason, known, 1, 0.4)
    fix = Fix(near[0], safe=False) if near else None
    return Problem(at, f"“{reason}”不是法定的不予公开理由", f"是不是想写 {near[0]}？" if near else options, fix=fix)


def _basis(basis: str, reason: Reason | None) -> Problem:
    message = f"不予公开的依据“{basis}”没有写明条款" if basis else "没有写明不予公开的依据"
    cure = f"请写明文件和条款，如 {reason.basis if reason else '《中华人民共和国政府信息公开条例》第十五条'}"
    fix = Fix(reason.basis, safe=False) if reason and basis and reason.basis.startswith(basis) else None
    return Problem(("withheld", "basis"), message, cure, fix=fix)
