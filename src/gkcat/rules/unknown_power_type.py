"""权力类型不是规定的名称。

为什么：权力类型取自权责清单，决定一个事项应当覆盖哪些环节；名称不一致就无法核对。

反例：
```yaml
power_type: 行政审批
```

正例：
```yaml
power_type: 行政许可
```
"""

from collections.abc import Iterable
from difflib import get_close_matches

from gkcat.catalog import seen_as
from gkcat.finding import Fix, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK140"
NAME = "unknown-power-type"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """The power type is one of catalog/power_types.yaml."""
    types = context.catalog.power_type
    if not types or item.power_type in types:
        return ()
    if meant := seen_as(item.power_type, types):
        return [Problem(("power_type",), f"“{meant}”里夹有空格或者看不见的字符", f"请重新输入 {meant}", fix=Fix(meant))]
    near = get_close_matches(item.power_type, types, 1, 0.7)
    cure = f"是不是想写 {near[0]}？" if near else f"请从以下选一个：{'、'.join(types)}"
    fix = Fix(near[0], safe=False) if near else None
    return [Problem(("power_type",), f"没有“{item.power_type}”这个权力类型", cure, fix=fix)]
