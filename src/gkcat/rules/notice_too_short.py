"""公示、公告、征求意见的期限短于法定的最短期限。

为什么：公示期不足，程序违法，其后的决定可能被撤销。如《中华人民共和国土地管理法》第四十七条规定，征地补偿安置方案公告至少三十日。各项期限见 catalog/limits.yaml。

反例：
```yaml
content:
  - 征地补偿安置方案公告、听证和会议审议情况
  - 补偿标准说明
deadline: 公告不少于10日
```

正例：
```yaml
content:
  - 征地补偿安置方案公告、听证和会议审议情况
  - 补偿标准说明
deadline: 公告不少于30日
```
"""

from collections.abc import Iterable, Iterator

from gkcat.deadline import Kind, Term, kinds, parse
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context
from gkcat.tables import Limit

CODE = "GK125"
NAME = "notice-too-short"
SEVERITY = "error"

_HOLIDAY = 9  # days; the longest there is
_DAYS = {"日": (1.0, 1.0), "周": (7.0, 7.0), "月": (28.0, 31.0), "季度": (90.0, 92.0), "年": (365.0, 366.0)}


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No `at_least` term is shorter than the most special minimum that applies."""
    if Kind.AT_LEAST not in kinds(disclosure.deadline) or context.entry is None:
        return ()
    found = context.catalog.shortest(disclosure, context.entry)
    return _too_short(disclosure.deadline, *found) if found else ()


def _too_short(phrase: str, limit: Limit, shortest: Term) -> Iterator[Problem]:
    for term in parse(phrase):
        if term.kind is Kind.AT_LEAST and _is_shorter(term, shortest):
            message = f"时限“{phrase}”短于法定的{limit.shortest}"
            yield Problem(("deadline",), message, f"依据{limit.basis}，不少于{limit.shortest}")


def _is_shorter(term: Term, shortest: Term) -> bool:
    """Whether a notice is too short for certain, whenever it begins."""
    if term.unit == shortest.unit:
        return (term.amount or 0) < (shortest.amount or 0)
    given, allowed = _span(term), _span(shortest)
    return given is not None and allowed is not None and given[1] < allowed[0]


def _span(term: Term) -> tuple[float, float] | None:
    """The fewest and the most days that a length of time can take."""
    amount = term.amount or 0
    if term.unit == "工作日":  # no weekend between them, or one at each end and a holiday as well
        return amount, amount + 2 * ((amount + 3) // 5) + _HOLIDAY
    if term.unit == "小时":
        return amount / 24, amount / 24
    least, most = _DAYS.get(term.unit, (0.0, 0.0))
    return (amount * least, amount * most) if most else None
