"""审核通过或者意见销号以后，内容又有改动。

为什么：审核通过的是当时的内容。通过以后又改的，没有经过审核，报备的就不是审定的那一份。改动确有必要的，再审核一次。

反例：
```yaml
# 文件 catalog/reviews/审定-zrzyj.yaml
passed: {on: 2026-10-24, by: 示范市人民政府办公室, items: {zd-002: "cba06b5736fa"}}
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
# 文件 catalog/reviews/审定-zrzyj.yaml
passed: {on: 2026-10-24, by: 示范市人民政府办公室, items: {zd-002: "16f367831145"}}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.reviews.opinion import Round
from gkcat.reviews.standing import cases, lapses
from gkcat.scope import Context

CODE = "GK221"
NAME = "lapsed-review"
SEVERITY = "warning"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """What the last round has passed, or settled before it passes, is what stands there now."""
    if not context.reviews or not unit.complete:
        return
    last = context.reviews[-1]
    if last.passed is not None:
        yield from _passed(unit, last)
        return
    for case in cases(unit, last):
        if case.lapsed and case.aim is not None:
            message = (
                f"{last.name}意见 {case.opinion.id} 销号以后，内容又有改动：{case.opinion.text}（{case.aim.label}）"
            )
            cure = f"请审核人员再核对，同意的运行 gkcat review close {case.opinion.id}"
            yield Problem(case.aim.where, message, cure, related=(last.where(case.place),))


def _passed(unit: Unit, last: Round) -> Iterator[Problem]:
    places = {entry.item.id: entry for entry in unit.entries}
    cure = (
        f"请再审核一次，同意的运行 gkcat review pass {last.name} --unit {unit.id}；另开一轮的，运行 gkcat review start"
    )
    for item, how in lapses(unit, last):
        entry = places.get(item)
        listed = Where(last.path, ("passed", "items", item), key=True)
        message = f"{last.name}通过以后，事项 {item} {how}，没有经过审核"
        if entry is None:
            yield Problem(listed, message, cure)
        else:
            related = (listed,) if last.passed and item in last.passed.items else ()
            yield Problem(entry.where, message, cure, related=related)
