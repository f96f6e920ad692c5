"""规定时限超过法定的最长期限。

为什么：《中华人民共和国政府信息公开条例》第二十六条规定，主动公开的政府信息应当自形成或者变更之日起20个工作日内公开；行政许可、行政处罚决定为7个工作日（国办发〔2018〕118号）。各项期限见 catalog/limits.yaml。

反例：
```yaml
deadline: 自信息形成或者变更之日起30个工作日内
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import inf

from gkcat.deadline import Kind, Term, parse, workdays
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context
from gkcat.tables import Limit

CODE = "GK122"
NAME = "deadline-beyond-limit"
SEVERITY = "error"

_HOURS = {"小时", "分钟"}  # of which `workdays` counts any number as one


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No `within` clause is longer than the most special limit that applies."""
    days = _days(disclosure.deadline)
    if not days or context.entry is None or days <= context.catalog.tightest(disclosure, context.entry):
        return ()
    found = context.catalog.longest(disclosure, context.entry)
    return _beyond(disclosure.deadline, *found) if found else ()


@lru_cache(maxsize=8192)
def _days(phrase: str) -> float:
    """The working days that a phrase's longest `within` takes; infinite where they can't be told."""
    longest = 0.0
    for term in parse(phrase):
        if term.kind is Kind.WITHIN:
            longest = max(longest, inf if term.unit in _HOURS else workdays(term) or inf)
    return longest


def _beyond(phrase: str, limit: Limit, longest: Term) -> Iterator[Problem]:
    for term in parse(phrase):
        if term.kind is Kind.WITHIN and _longer(term, longest):
            message = f"时限“{phrase}”超过法定的{limit.longest}"
            yield Problem(("deadline",), message, f"依据{limit.basis}，最长为{limit.longest}")


def _longer(term: Term, longest: Term) -> bool:
    if term.unit == longest.unit:
        return (term.amount or 0) > (longest.amount or 0)
    given, allowed = workdays(term), workdays(longest)
    return given is not None and allowed is not None and given > allowed
