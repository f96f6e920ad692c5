"""事项既没有公开内容，也没有写明不予公开。

为什么：“以公开为常态、不公开为例外”，列入清单的事项要么公开，要么说明不公开的法定理由。

反例：
```yaml
disclosures: []
```

正例：
```yaml
withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
disclosures: []
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK141"
NAME = "neither-disclosed-nor-withheld"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """An item has disclosures or is withheld, never neither."""
    del context
    if item.disclosures or item.withheld is not None:
        return ()
    cure = "请补写 disclosures；依法不予公开的，写 withheld: {reason: 理由, basis: 依据}"
    return [Problem(("disclosures",), f"“{item.name}”既没有公开内容，也没有写明不予公开", cure)]
