"""权责清单里一个权力编码写了两次。

为什么：编码是权力的身份，一码两项，事项对应的是哪一项就说不清。

反例：
```yaml
# 文件 units/zrzyj/powers.yaml
powers:
  - {code: "0610001001", name: 征地信访事项办理, type: 其他行政权力}
  - {code: "0610001001", name: 征地信访事项复查, type: 其他行政权力}
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

from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.scope import Context

CODE = "GK208"
NAME = "duplicate-power-code"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Codes are unique in powers.yaml; the later one is blamed."""
    del context
    if not unit.powers_whole:
        return
    first: dict[str, int] = {}
    for place, power in enumerate(unit.powers):
        earlier = first.setdefault(power.code, place)
        if earlier != place:
            where, other = (Where(f"units/{unit.id}/powers.yaml", ("powers", at, "code")) for at in (place, earlier))
            message = f"权力编码“{power.code}”与“{unit.powers[earlier].name}”重复"
            yield Problem(where, message, "请核对权责清单，改正编码或者删去重复的一条", related=(other,))
