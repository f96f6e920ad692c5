"""同一单位内两个事项用了同一个编号。

为什么：编号是事项的身份，修订对照、审核意见和网页地址都靠它，重复就张冠李戴。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
  - id: zd-001
    name: 征地档案
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
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
  - id: zd-002
    name: 征地档案
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Problem
from gkcat.model import Entry, Unit
from gkcat.scope import Context

CODE = "GK201"
NAME = "duplicate-id"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Ids are unique in the unit, over all its files; the later one is blamed."""
    del context
    first: dict[str, Entry] = {}
    for entry in unit.entries:
        earlier = first.setdefault(entry.item.id, entry)
        if earlier is not entry:
            where, other = (replace(each.where, pointer=(*each.where.pointer, "id")) for each in (entry, earlier))
            message = f"编号“{entry.item.id}”与“{earlier.item.name}”重复"
            yield Problem(where, message, "请改用本单位没有用过的编号", related=(other,))
