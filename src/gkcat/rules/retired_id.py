"""事项用了已经撤销的编号。

为什么：编号是事项的身份，撤销后永不再用；旧编号给了新事项，修订对照和网页地址就会张冠李戴。已撤销的编号见 catalog/retired.yaml。

反例：
```yaml
# 文件 catalog/retired.yaml
retired:
  - {unit: zrzyj, id: zd-002, name: 征地档案查询, on: 2025-12-31, reason: 并入不动产登记资料查询}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 catalog/retired.yaml
retired:
  - {unit: zrzyj, id: zd-002, name: 征地档案查询, on: 2025-12-31, reason: 并入不动产登记资料查询}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-003
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.scope import Context
from gkcat.tables import Retired

CODE = "GK204"
NAME = "retired-id"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """No item has an id that catalog/retired.yaml lists for the unit."""
    retired = context.catalog.retired_id
    if not retired:
        return
    for entry in unit.entries:
        gone = retired.get((unit.id, entry.item.id))
        if gone is None:
            continue
        where = replace(entry.where, pointer=(*entry.where.pointer, "id"))
        place = context.catalog.retired.index(gone)
        listed = Where("catalog/retired.yaml", ("retired", place, "id"))
        message = f"编号“{entry.item.id}”已经撤销，不能再用{_about(gone)}"
        yield Problem(where, message, "请改用本单位没有用过的编号", related=(listed,))


def _about(gone: Retired) -> str:
    told = "，".join(filter(None, (f"原为“{gone.name}”" if gone.name else "", f"{gone.on}撤销" if gone.on else "")))
    return f"（{told}）" if told else ""
