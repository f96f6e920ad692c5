"""规定时限没有写明从何时起算。

为什么：“20个工作日内”不写起点，无法算出哪一天到期，等于没有期限。《中华人民共和国政府信息公开条例》第二十六条的期限，自政府信息形成或者变更之日起算。

反例：
```yaml
deadline: 20个工作日内
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
"""

from collections.abc import Iterable

from gkcat.deadline import Kind, parse
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK123"
NAME = "no-trigger"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """A `within` term that comes first says from when; a later one may run from the same event."""
    del context
    terms = parse(disclosure.deadline)
    if not terms or terms[0].trigger or terms[0].kind is not Kind.WITHIN:
        return ()
    cure = f"请在前面写明起算的事件，如 自信息形成或者变更之日起{disclosure.deadline}"
    return [Problem(("deadline",), f"时限“{disclosure.deadline}”没有写明从何时起算", cure)]
