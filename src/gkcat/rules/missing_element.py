"""公开内容没有写到该环节应当公开的要素。

为什么：实施方案规定了各环节应当公开的要素，如决策要有预公开、会议、文件和解读，管理要有执法依据、裁量基准和救济途径；要素和识别词语见 catalog/stages.yaml。

反例：
```yaml
content:
  - 征收范围、土地现状、征收目的
```

正例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```
"""

from collections.abc import Iterator

from gkcat.catalog import Stage
from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK144"
NAME = "missing-element"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterator[Problem]:
    """Each element of a stage is recognised in the contents that the item has for the stage, taken together."""
    stages = context.catalog.stage
    texts: dict[str, str] = {}
    first: dict[str, int] = {}
    for number, disclosure in enumerate(item.disclosures):
        name = disclosure.stage
        if name in stages and disclosure.content:
            texts[name] = "\n".join((texts.get(name, ""), *disclosure.content))
            first.setdefault(name, number)
    for name, text in texts.items():
        missing = _missing(item, stages[name], text)
        if missing:
            listed = "、".join(missing)
            cure = f"请补写；确实没有的，写 not_applicable: {{{name}.{missing[0]}: 不适用的理由}}"
            yield Problem(("disclosures", first[name], "content"), f"{name}环节没有写到{listed}", cure)


def _missing(item: Item, stage: Stage, text: str) -> list[str]:
    return [
        element.name
        for element in stage.elements
        if not any([word in text for word in element.words])
        and element.words
        and (not element.power_types or item.power_type in element.power_types)
        and f"{stage.name}.{element.name}" not in item.not_applicable
    ]
