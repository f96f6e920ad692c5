"""权责清单里的一项权力或者服务没有对应的公开事项。

为什么：公开事项要依据权责清单和公共服务事项全面梳理，清单里有而目录里没有，就是漏项。

反例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
  - {code: "0610001002", name: 土地权属争议处理, type: 其他行政权力}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    power_code: "0610001001"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
  - {code: "0610001002", name: 土地权属争议处理, type: 其他行政权力}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    power_code: "0610001001"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
  - id: zd-003
    name: 土地权属争议调查材料
    power_type: 其他行政权力
    power_code: "0610001002"
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.scope import Context

CODE = "GK205"
NAME = "power-not-covered"
SEVERITY = "warning"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Each entry of powers.yaml is the power of an item, or the one that an item's unknown code must mean."""
    del context
    if not unit.powers or not unit.powers_whole or not unit.complete:
        return
    codes = {power.code for power in unit.powers}
    used = {entry.item.power_code for entry in unit.entries}
    if codes <= used:
        return
    stray = [entry.item for entry in unit.entries if entry.item.power_code and entry.item.power_code not in codes]
    meant = [unit.power_meant(item) for item in stray]
    for place, power in enumerate(unit.powers):
        if power.code not in used and power not in meant:
            where = Where(f"units/{unit.id}/powers.yaml", ("powers", place, "code"))
            message = f"“{power.name}”（{power.code}）没有对应的公开事项"
            yield Problem(where, message, "请补报事项，或者在相应事项里写上这个 power_code")
