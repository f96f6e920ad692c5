"""规定时限读不懂。

为什么：读不懂的时限无法核对是否合法，也无法计算何时到期。

反例：
```yaml
deadline: 二十左右
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
"""

from collections.abc import Iterable

from gkcat.deadline import parse
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK120"
NAME = "unreadable-deadline"
SEVERITY = "error"

_CURE = "请写明自何时起、多少个工作日以内，如 自信息形成或者变更之日起20个工作日内"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """The phrase is one that gkcat.deadline reads."""
    del context
    if not disclosure.deadline or parse(disclosure.deadline):
        return ()
    return [Problem(("deadline",), f"时限“{disclosure.deadline}”读不懂", _CURE)]
