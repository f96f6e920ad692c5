"""事项没有写明公开依据。

为什么：公开或者不公开都要有依据，报备时逐项核对。

反例：
```yaml
basis: []
```

正例：
```yaml
basis:
  - 《中华人民共和国土地管理法》第四十七条
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK130"
NAME = "missing-basis"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """An item that is disclosed cites at least one law; a withheld one cites it in `withheld`."""
    del context
    if any(item.basis) or not item.disclosures:
        return ()
    cure = "请补写 basis，逐条写明文件全称（用书名号）和条款，如 《中华人民共和国土地管理法》第四十七条"
    return [Problem(("basis",), f"“{item.name}”缺少公开依据", cure)]
