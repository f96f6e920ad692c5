"""单位填报了附件1没有划给它的领域。

为什么：领域的责任单位由市政府办在 catalog/domains.yaml（附件1）中统一划定，不在其中的单位填报，汇总时会重复或者遗漏。

反例：
```yaml
# 文件 units/zrzyj/jiaoyu.yaml
domain: jiaoyu
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
from difflib import get_close_matches

from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.scope import Context

CODE = "GK203"
NAME = "domain-not-assigned"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Each file's domain exists, and 附件1 names the unit among those responsible."""
    domains = context.catalog.domain
    if not domains:
        return
    for name in unit.domains:
        where = Where(f"units/{unit.id}/{name}.yaml", ("domain",))
        if name not in domains:
            near = get_close_matches(name, domains, 1, 0.5)
            cure = f"是不是想写 {near[0]}？" if near else f"现有领域：{'、'.join(domains)}"
            yield Problem(where, f"没有“{name}”这个领域", cure)
        elif unit.id not in (*domains[name].units, domains[name].lead):
            message = f"附件1没有把“{domains[name].name}”领域划给{unit.label}"
            yield Problem(where, message, "请移走这个文件，或者请市政府办在 catalog/domains.yaml 中增补责任单位")
