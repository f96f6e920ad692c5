"""附件1里的牵头单位或者责任单位不在名册上。

为什么：附件1划定的单位必须是名册上的单位，代号写错，责任就落空。

反例：
```yaml
# 文件 catalog/domains.yaml
domains:
  - {id: zhengdi, name: 征地补偿, lead: zrzyj, units: [zrzyj]}
  - {id: jiaoyu, name: 义务教育, lead: jiaoyuju, units: [jyj]}
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
from difflib import get_close_matches

from gkcat.finding import Fix, Pointer, Problem, Where
from gkcat.scope import Context, Index

CODE = "GK304"
NAME = "unknown-unit"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """The lead and the units of each domain are on the roster."""
    del context
    roster = index.catalog.roster
    for number, domain in enumerate(index.catalog.domains):
        named: list[tuple[Pointer, str]] = [(("lead",), domain.lead)] if domain.lead else []
        named += [(("units", place), unit) for place, unit in enumerate(domain.units)]
        for pointer, unit in named:
            if unit in roster or not roster:
                continue
            near = get_close_matches(unit, roster, 1, 0.5)
            cure = f"是不是想写 {near[0]}？" if near else "请写 catalog/catalog.yaml 名册中的单位代号"
            where = Where("catalog/domains.yaml", ("domains", number, *pointer))
            fix = Fix(near[0], safe=False) if near else None
            yield Problem(where, f"“{domain.name}”领域的单位 {unit} 不在名册上", cure, fix=fix)
