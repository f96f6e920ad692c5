"""调整了轻重的规则并不存在。

为什么：代码写错，该停用的没有停用，该从严的没有从严，而且没有人会发现。

反例：
```yaml
# 文件 catalog/catalog.yaml
title: 示范市政务公开事项标准目录
jurisdiction: {name: 示范市, level: 县级}
issuer: 示范市人民政府办公室
edition: 2026年版
as_of: 2026-11-01
units: [zrzyj, jyj]
rules:
  GK199: {severity: warning, reason: 首批试点单位从宽}
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
rules:
  GK121: {severity: warning, reason: 首批试点单位从宽}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.rules import rules
from gkcat.scope import Context, Index

CODE = "GK307"
NAME = "bad-rule-setting"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each code under `rules` of catalog.yaml is a rule's."""
    del context
    if index.catalog.head is None or not index.catalog.head.rules:
        return
    known = {rule.kind.code for rule in rules()}
    for code in index.catalog.head.rules:
        if code not in known:
            where = Where("catalog/catalog.yaml", ("rules", code), key=True)
            yield Problem(where, f"没有 {code} 这条规则", "运行 gkcat explain 可以看全部代码；不用的请删去这一行")
