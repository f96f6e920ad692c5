"""审核意见所指的内容找不到了。

为什么：意见指着事项编号、环节和栏目。事项删去、换了编号，或者整条公开内容删去以后，意见没有了着落，要由审核人员看过再销号，不能不了了之。

反例：
```yaml
# 文件 catalog/reviews/初审-zrzyj.yaml
opinions:
  - {id: 5c1f0a7e, item: zd-009, text: 与 zd-002 重复，建议合并, on: 2026-10-18}
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
# 文件 catalog/reviews/初审-zrzyj.yaml
opinions:
  - {id: 5c1f0a7e, item: zd-009, text: 与 zd-002 重复，建议合并, on: 2026-10-18, closed: {on: 2026-10-20}}
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

from gkcat.finding import Problem
from gkcat.model import Unit
from gkcat.reviews.standing import cases
from gkcat.scope import Context

CODE = "GK222"
NAME = "lost-opinion"
SEVERITY = "warning"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """What an open opinion points at is there; of a unit not read whole nobody can tell."""
    if not unit.complete:
        return
    for one in context.reviews:
        for case in cases(unit, one):
            if case.open and case.aim is None:
                opinion = case.opinion
                at = "/".join(filter(None, (f"{unit.id}.{opinion.item}", opinion.stage, opinion.field)))
                message = f"{one.name}意见所指的 {at} 已经不在：{opinion.text}"
                cure = f"请审核人员看过，没有问题的运行 gkcat review close {opinion.id}"
                yield Problem(one.where(case.place), message, cure)
