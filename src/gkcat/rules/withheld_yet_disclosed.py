"""事项写明不予公开，却又列了公开内容。

为什么：两种写法互相矛盾，无法判断到底公开不公开。部分公开的，应在公开程度里写明。

反例：
```yaml
withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
name: 征地补偿安置方案
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK142"
NAME = "withheld-yet-disclosed"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """A withheld item has no disclosures."""
    del context
    if item.withheld is None or not item.disclosures:
        return ()
    cure = "请删去 withheld 或 disclosures；部分公开的，保留公开内容并写 degree: 部分公开"
    return [Problem(("withheld",), f"“{item.name}”写明不予公开，却又列了公开内容", cure)]
