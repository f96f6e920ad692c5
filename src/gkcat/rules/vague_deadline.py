"""规定时限含糊。

为什么：“及时”“按规定”“同上”没有可以核对的日期，审核时一律退回。

反例：
```yaml
deadline: 及时公开
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
"""

from collections.abc import Iterable

from gkcat.deadline import Kind, kinds
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK121"
NAME = "vague-deadline"
SEVERITY = "error"

_CURE = "请写明自何时起、多少个工作日以内，如 自信息形成或者变更之日起20个工作日内"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """No clause of the deadline is of the vague kind."""
    del context
    if Kind.VAGUE not in kinds(disclosure.deadline):
        return ()
    return [Problem(("deadline",), f"时限“{disclosure.deadline}”含糊，没有可以核对的期限", _CURE)]
