"""名册上的单位没有文件夹。

为什么：名册上有而没有文件夹，说明该单位还没有报送，汇总时会漏掉。

反例：
```yaml
# 文件 catalog/catalog.yaml
title: 示范市政务公开事项标准目录
jurisdiction: {name: 示范市, level: 县级}
issuer: 示范市人民政府办公室
edition: 2026年版
as_of: 2026-11-01
units: [zrzyj, jyj, mzj]
```

正例：
```yaml
# 文件 catalog/catalog.yaml
title: 示范市政务公开事项标准目录
jurisdiction: {name: 示范市, level: 县级}
issuer: 示范市人民政府办公室
edition: 2026年版
as_of: 2026-11-01
units: [zrzyj, jyj]
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.scope import Context, Index

CODE = "GK303"
NAME = "roster-unit-without-folder"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each unit of the roster has a folder under units/."""
    del context
    for number, unit in enumerate(index.catalog.roster):
        if unit not in index.digests:
            where = Where("catalog/catalog.yaml", ("units", number))
            yield Problem(where, f"名册上的单位 {unit} 没有文件夹", f"请建立 units/{unit}/ 并填报，或者从名册中划去")
