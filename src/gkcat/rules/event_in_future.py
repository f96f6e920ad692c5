"""起算事件的日期还没有到。

为什么：到期日从起算事件推算，没有发生的事不能作为起点。只有会议、听证、开工等在时限里写明“……前”公开的，才可以提前登记。

反例：
```yaml
deadline: 自征地批准之日起10个工作日内
events:
  - {on: 2925-10-12, what: 征地批准：第3批次}
```

正例：
```yaml
deadline: 自征地批准之日起10个工作日内
events:
  - {on: 2025-10-12, what: 征地批准：第3批次}
```
"""

from collections.abc import Iterable, Iterator
from datetime import date

from gkcat.days.dates import hangs_on, occasions
from gkcat.deadline import Kind
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK172"
NAME = "event-in-future"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Only what a disclosure has to come before may be on record ahead of its day."""
    return _early(disclosure, context.today) if disclosure.events else ()


def _early(disclosure: Disclosure, today: date) -> Iterator[Problem]:
    for number, event in enumerate(disclosure.events):
        if event.on > today and not _ahead(disclosure.deadline, event.what):
            cure = "请核对日期；还没有发生的，发生以后再登记"
            yield Problem(("events", number, "on"), f"“{event.what}”的日期 {event.on} 还没有到", cure)


def _ahead(phrase: str, what: str) -> bool:
    return any(term.kind is Kind.BEFORE and hangs_on(term, what) for term in occasions(phrase))
