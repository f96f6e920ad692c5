"""起算事件与规定时限对不上。

为什么：到期日从规定时限里写的那件事推算；事件写的是别的事，或者时限根本不从哪件事起算，就推算不出到期日。

反例：
```yaml
deadline: 自行政许可决定作出之日起7个工作日内
events:
  - {on: 2025-10-12, what: 收到申请}
```

正例：
```yaml
deadline: 自行政许可决定作出之日起7个工作日内
events:
  - {on: 2025-10-12, what: 行政许可决定作出：2025年第3批}
```
"""

from collections.abc import Iterable, Iterator

from gkcat.days.dates import hangs_on, occasions
from gkcat.deadline import parse
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK173"
NAME = "event-off-deadline"
SEVERITY = "warning"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """An event is what the deadline speaks of; of a deadline that can't be read nothing is said."""
    del context
    return _off(disclosure) if disclosure.events and parse(disclosure.deadline) else ()


def _off(disclosure: Disclosure) -> Iterator[Problem]:
    terms = occasions(disclosure.deadline)
    for number, event in enumerate(disclosure.events):
        if not terms:
            cure = "请删去 events；时限确实从这件事起算的，改写规定时限"
            message = f"规定时限“{disclosure.deadline}”不从哪件事起算，这条记录没有用处"
            yield Problem(("events", number, "what"), message, cure)
        elif not any(hangs_on(term, event.what) for term in terms):
            named = "”或者“".join(term.trigger for term in terms)
            cure = f"请照时限里的原话写“{named}”，后面可以用冒号补充"
            yield Problem(("events", number, "what"), f"“{event.what}”不是规定时限里的起算点", cure)
