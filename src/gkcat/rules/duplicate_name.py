"""同一单位内两个事项名称相同。

为什么：名称相同，公众分不清是哪一项，多半是同一事项填了两次。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
  - id: zd-002
    name: 征地信访个案材料
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
    name: 征地信访办理档案
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Problem
from gkcat.model import Entry, Unit
from gkcat.scope import Context

CODE = "GK202"
NAME = "duplicate-name"
SEVERITY = "error"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Names are unique in the unit, over all its files; the later one is blamed."""
    del context
    first: dict[str, Entry] = {}
    for entry in unit.entries:
        earlier = first.setdefault(entry.item.name, entry)
        if earlier is not entry:
            where, other = (replace(each.where, pointer=(*each.where.pointer, "name")) for each in (entry, earlier))
            message = f"事项名称“{entry.item.name}”与 {earlier.item.id} 重复"
            yield Problem(where, message, "请合并为一个事项，或者在名称里写明区别", related=(other,))
