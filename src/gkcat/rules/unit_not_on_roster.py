"""有单位文件夹，名册上却没有这个单位。

为什么：名册以外的文件夹不会编入目录，多半是文件夹名写错，或者忘了登记。

反例：
```yaml
# 文件 units/zrzyju/unit.yaml
name: 示范市自然资源管理局
```

正例：
```yaml
# 文件 units/zrzyj/unit.yaml
name: 示范市自然资源局
short_name: 市自然资源局
```
"""

from collections.abc import Iterator
from difflib import get_close_matches

from gkcat.finding import Problem, Where
from gkcat.scope import Context, Index

CODE = "GK302"
NAME = "unit-not-on-roster"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each folder under units/ is on the roster of catalog.yaml."""
    del context
    roster = index.catalog.roster
    for unit in index.digests:
        if unit in roster or index.catalog.head is None:
            continue
        near = get_close_matches(unit, roster, 1, 0.6)
        cure = f"文件夹是不是应为 {near[0]}？" if near else "请在 catalog/catalog.yaml 的 units 中登记，或者移走文件夹"
        yield Problem(Where(f"units/{unit}/unit.yaml", line=1, column=1, end_column=2), f"名册上没有单位 {unit}", cure)
