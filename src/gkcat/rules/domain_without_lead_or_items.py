"""领域没有牵头单位，或者没有任何单位填报事项。

为什么：每个领域都要有单位牵头，也要有事项；没有的，附件1和目录里就空着一块。

反例：
```yaml
# 文件 catalog/domains.yaml
domains:
  - {id: zhengdi, name: 征地补偿, units: [zrzyj]}
  - {id: jiaoyu, name: 义务教育, lead: jyj, units: [jyj]}
```

正例：
```yaml
# 文件 catalog/domains.yaml
domains:
  - {id: zhengdi, name: 征地补偿, lead: zrzyj, units: [zrzyj]}
  - {id: jiaoyu, name: 义务教育, lead: jyj, units: [jyj]}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.scope import Context, Index

CODE = "GK306"
NAME = "domain-without-lead-or-items"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each domain has a lead and an item; what its responsible units have not reported is found unit by unit."""
    del context
    filled = {brief.domain for digest in index.digests.values() for brief in digest.items}
    whole = all(digest.complete for digest in index.digests.values())
    for place, domain in enumerate(index.catalog.domains):
        empty = whole and not domain.units and domain.id not in filled
        lacks = [*["没有牵头单位"] * (not domain.lead), *["没有划定责任单位，也没有一个事项"] * empty]
        if lacks:
            where = Where("catalog/domains.yaml", ("domains", place, "name"))
            cure = "请补写 lead: 牵头单位代号" if not domain.lead else "请补写 units: [责任单位代号]，并由其填报事项"
            yield Problem(where, f"“{domain.name}”领域{'，'.join(lacks)}", cure)
