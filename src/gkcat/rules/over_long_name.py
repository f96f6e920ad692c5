"""事项名称超过40个字。

为什么：名称印在清单的窄栏里，也用作网页标题，过长就要折成许多行，不便查找；细节应写在公开内容里。

反例：
```yaml
name: 市自然资源局组织实施的农村集体所有土地征收过程中涉及的征地补偿安置方案的拟订、公告和听证
```

正例：
```yaml
name: 征地补偿安置方案的拟订、公告和听证
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK154"
NAME = "over-long-name"
SEVERITY = "warning"

_LONGEST = 40  # characters


def check(item: Item, context: Context) -> Iterable[Problem]:
    """A name has at most 40 characters."""
    del context
    if len(item.name) <= _LONGEST:
        return ()
    message = f"事项名称有 {len(item.name)} 个字，超过 {_LONGEST} 个字"
    return [Problem(("name",), message, "请只写事项本身，把范围、依据等细节移到公开内容里")]
