"""事项的权力类型与权责清单不一致。

为什么：权力类型取自权责清单，它决定事项应当覆盖哪些环节；两处不一致，公开要求就会降低或者出错。

反例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 政务信息
    power_code: "0610001001"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    power_code: "0610001001"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Fix, Problem, Where
from gkcat.model import Unit
from gkcat.scope import Context

CODE = "GK207"
NAME = "power-type-differs"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """An item's power type is that of its power; a type that is none has its own finding."""
    if not unit.powers or not unit.powers_whole:
        return
    types = context.catalog.power_type
    places = {power.code: place for place, power in reversed([*enumerate(unit.powers)])}
    for entry in unit.entries:
        item, place = entry.item, places.get(entry.item.power_code)
        if place is None or item.power_type == unit.powers[place].type or (types and item.power_type not in types):
            continue
        listed = unit.powers[place].type
        where = replace(entry.where, pointer=(*entry.where.pointer, "power_type"))
        message = f"权力类型写的是“{item.power_type}”，权责清单里 {item.power_code} 是“{listed}”"
        fix = Fix(listed, safe=False) if listed in types else None
        other = Where(f"units/{unit.id}/powers.yaml", ("powers", place, "type"))
        yield Problem(where, message, "请核对权责清单，改成一致", fix=fix, related=(other,))
