"""单位信息或者权责清单里有个人的身份证号、手机号或者银行卡号。

为什么：unit.yaml 和 powers.yaml 里的内容要印在目录里、放在网站上，公开电话应当写单位的办公电话。个人的号码一旦公开就收不回来。

反例：
```yaml
# 文件 units/jyj/unit.yaml
name: 示范市教育局
short_name: 市教育局
public_phone: "13800138000"
```

正例：
```yaml
# 文件 units/jyj/unit.yaml
name: 示范市教育局
short_name: 市教育局
public_phone: "12345"
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.model import Unit, every_text
from gkcat.privacy import CURE, SUSPECT, private_numbers
from gkcat.scope import Context

CODE = "GK209"
NAME = "personal-data-of-unit"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """No text of the unit's card holds such a number, nor one of its powers, if those could be read whole."""
    del context
    powers = unit.powers if unit.powers_whole else ()
    if not SUSPECT.search("\n".join(f"{each.code}\n{each.name}" for each in powers)):
        powers = ()  # looked at by all their keys only if need be: 3 ms for 30 in 5,000 items
    for name, value in (("unit", unit.card), ("powers", {"powers": powers})):
        for at, number, message in private_numbers(every_text(value)):
            yield Problem(Where(f"units/{unit.id}/{name}.yaml", at, number), message, CURE)
