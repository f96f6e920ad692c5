"""附件1划定的责任单位在该领域没有一个事项。

为什么：划定了责任就应当有事项，没有就是漏报；确实没有的，应从附件1中划去。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items: []
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.scope import Context, Index

CODE = "GK301"
NAME = "assigned-domain-without-items"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each unit of 附件1 has an item in its domain; units that could not be read whole are left in peace."""
    del context
    for number, domain in enumerate(index.catalog.domains):
        for place, unit in enumerate(domain.units):
            digest = index.digests.get(unit)
            if digest is None or not digest.complete:
                continue
            if all(brief.domain != domain.id for brief in digest.items):
                where = Where("catalog/domains.yaml", ("domains", number, "units", place))
                message = f"{digest.label}是“{domain.name}”领域的责任单位，却没有一个事项"
                yield Problem(where, message, f"请补报 units/{unit}/{domain.id}.yaml，或者从附件1中划去")
