"""权力编码不在本单位的权责清单里。

为什么：事项要与权责清单一一对应；编码写错，就核对不出哪些权力已经公开、哪些漏了。

反例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访事项办理
    power_type: 其他行政权力
    power_code: "061001001"
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
    name: 征地信访事项办理
    power_type: 其他行政权力
    power_code: "0610001001"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Fix, Problem
from gkcat.model import Unit
from gkcat.scope import Context

CODE = "GK206"
NAME = "unknown-power-code"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Each power code stands in the unit's powers.yaml, if that could be read whole."""
    del context
    if not unit.powers_whole:
        return
    codes = {power.code for power in unit.powers}
    for entry in unit.entries:
        code = entry.item.power_code
        if not code or code in codes:
            continue
        where = replace(entry.where, pointer=(*entry.where.pointer, "power_code"))
        near = unit.power_meant(entry.item)
        cure = (
            f"是不是想写 {near.code}（{near.name}）？"
            if near
            else f"请核对权责清单；确有这项权力的，补入 units/{unit.id}/powers.yaml"
        )
        fix = Fix(near.code, safe=False) if near else None
        yield Problem(where, f"权力编码“{code}”不在{unit.label}的权责清单里", cure, fix=fix)
