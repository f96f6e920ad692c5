"""没有保密审查的记录。

为什么：《中华人民共和国政府信息公开条例》第十七条规定，公开政府信息以前应当依法审查。没有记录，出了问题说不清是否审查过。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地补偿费用发放
    power_type: 其他行政权力
    basis:
      - 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放、落实情况
        owner: 市自然资源局
        deadline: 自信息形成或者变更之日起20个工作日内
        channel: [政府网站]
        scope: 全部公开
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地补偿费用发放
    power_type: 其他行政权力
    basis:
      - 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放、落实情况
        owner: 市自然资源局
        deadline: 自信息形成或者变更之日起20个工作日内
        channel: [政府网站]
        scope: 全部公开
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK160"
NAME = "missing-secrecy-review"
SEVERITY = "warning"

_CURE = "请补写 secrecy: {result: 可以公开, by: 审查机构, on: 审查日期}；全文件相同的，可以写在 defaults 里"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """The review before disclosure is on record; defaults that could not be read have their own finding."""
    if disclosure.secrecy is not None or (context.entry and "secrecy" in context.entry.excused):
        return ()
    return [Problem(("secrecy",), f"“{disclosure.stage}”环节的公开内容没有保密审查记录", _CURE)]
