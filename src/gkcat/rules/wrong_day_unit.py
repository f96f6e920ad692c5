"""法律规定的是工作日，写成了日；或者规定的是日，写成了工作日。

为什么：“7日”含节假日，“7个工作日”不含，遇上长假相差一周以上，公众和单位算出的日期不一样。各项期限见 catalog/limits.yaml。

反例：
```yaml
deadline: 自信息形成或者变更之日起20日内
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gkcat.catalog import Catalog
from gkcat.deadline import Kind, Term, parse
from gkcat.finding import Fix, Problem
from gkcat.model import Disclosure, Entry
from gkcat.scope import Context
from gkcat.tables import Limit

CODE = "GK126"
NAME = "wrong-day-unit"
SEVERITY = "warning"

_DAYS = {"日", "工作日"}
_SUSPECT = {"日": {Kind.WITHIN, Kind.AT_LEAST}, "工作日": {Kind.AT_LEAST}}  # days by what they may be too few for
_HOLIDAY = 9  # days; the longest there is: what not even one makes long enough is too short for certain


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No term is counted in the unit that the limit that applies is not counted in, where that may make it fall short.

    What falls short for certain has its own finding.
    """
    terms = _suspect(disclosure.deadline)
    return _doubtful(disclosure, terms, context.catalog, context.entry) if terms and context.entry else ()


@lru_cache(maxsize=8192)
def _suspect(phrase: str) -> tuple[Term, ...]:
    """The terms counted in days that may be too few: working days at most are never."""
    return tuple([term for term in parse(phrase) if term.kind in _SUSPECT.get(term.unit, ())])


def _doubtful(disclosure: Disclosure, terms: Iterable[Term], catalog: Catalog, entry: Entry) -> Iterator[Problem]:
    for term in terms:
        applies = catalog.longest if term.kind is Kind.WITHIN else catalog.shortest
        found = applies(disclosure, entry)
        if found and {term.unit, found[1].unit} == _DAYS and _is_doubtful(term, found[1]):
            yield _problem(disclosure.deadline, term, *found)


def _is_doubtful(term: Term, allowed: Term) -> bool:
    """The same number of the other days; of a notice also one that may be shorter, in weeks without a holiday."""
    given, least = term.amount or 0, allowed.amount or 0
    if given == least or term.kind is Kind.WITHIN:
        return given == least
    if term.unit == "工作日":
        return least <= given + 2 * ((given + 3) // 5) + _HOLIDAY and given + 2 * ((given - 1) // 5) < least
    return given < least + 2 * ((least + 3) // 5) and least <= given


def _problem(deadline: str, term: Term, limit: Limit, allowed: Term) -> Problem:
    phrase = limit.longest if term.kind is Kind.WITHIN else limit.shortest
    message = f"时限“{deadline}”按{_spoken(term.unit)}计，法律规定的是{phrase}"
    written = re.findall(rf"(?<![0-9]){term.amount} *个? *(?:工作日|工作天|自然日|日|天)", deadline)
    words = written[0] if len(written) == 1 else ""
    unit = "个工作日" if allowed.unit == "工作日" else "日"
    fix = Fix(f"{allowed.amount}{unit}", safe=False) if words else None
    return Problem(("deadline",), message, f"依据{limit.basis}，请写{phrase}", words=words, fix=fix)


def _spoken(unit: str) -> str:
    return "工作日" if unit == "工作日" else "日（含节假日）"
