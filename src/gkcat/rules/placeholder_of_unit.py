"""单位信息或者权责清单里是占位的文字，没有填写。

为什么：单位名称、公开电话等要印在目录和责任书里、放在网站上，“待定”“×××”印出去，公众找不到人。

反例：
```yaml
# 文件 units/jyj/unit.yaml
name: 示范市教育局
short_name: 市教育局
public_phone: 待补充
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

from gkcat.blanks import HAS_ONE, IS_ONE, may_hold
from gkcat.finding import Problem, Where
from gkcat.model import Unit, every_text
from gkcat.scope import Context

CODE = "GK210"
NAME = "placeholder-of-unit"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """No text of the unit's card is a placeholder or holds one, nor a name of its powers, if those were read whole."""
    del context
    texts = [(("unit", at), text) for at, text in every_text(unit.card)]
    powers = unit.powers if unit.powers_whole else ()
    texts += [(("powers", ("powers", place, "name")), power.name) for place, power in enumerate(powers)]
    if not may_hold("\n".join(text for _, text in texts)):
        return
    for (name, at), text in texts:
        found = IS_ONE.match(text) or HAS_ONE.search(text)
        if found:
            where = Where(f"units/{unit.id}/{name}.yaml", at, found[0])
            yield Problem(where, f"“{text}”只是占位，没有填写内容", "请填写实际内容；没有的，删去这一行")
