"""事项缺少其权力类型应当覆盖的环节。

为什么：“五公开”要求逐项逐环节梳理公开内容；每一权力类型应当覆盖的环节由 catalog/power_types.yaml 规定，缺了就是漏填。确实没有的环节，应在 not_applicable 中写明理由。

反例：
```yaml
power_type: 公共服务
disclosures:
  - stage: 解读
    content: 招生入学政策解读问答
    owner: 市自然资源局
    deadline: 政策文件公布后3个工作日内
    channel: [政府网站]
    scope: 全部公开
    secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
```

正例：
```yaml
power_type: 公共服务
not_applicable: {服务: 只作政策解读，不受理申请}
disclosures:
  - stage: 解读
    content: 招生入学政策解读问答
    owner: 市自然资源局
    deadline: 政策文件公布后3个工作日内
    channel: [政府网站]
    scope: 全部公开
    secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK143"
NAME = "missing-stage"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Each stage that the power type demands is there; a stage under a name that is none may be the missing one."""
    demanded = context.catalog.demanded(item)
    if not demanded:
        return ()
    found = item.stages
    if found.issuperset(demanded) or not found <= context.catalog.stage.keys():
        return ()
    missing = [stage for stage in demanded if stage not in found]
    message = f"“{item.name}”是{item.power_type}事项，缺少{'、'.join(missing)}环节的公开内容"
    cure = f"请补写{'、'.join(missing)}环节；确实没有的，写 not_applicable: {{{missing[0]}: 不适用的理由}}"
    return [Problem(("disclosures",), message, cure, key=True)]
