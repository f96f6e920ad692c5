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

from collections.abc import Iterable, Iterator, Mapping

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context
from gkcat.tables import Element

CODE = "GK144"
NAME = "missing-element"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Each element of a stage is recognised in the contents that the item has for the stage, taken together."""
    stages = context.catalog.stage
    texts: dict[str, str] = {}
    for disclosure in item.disclosures:
        stage = disclosure.stage
        if stage in stages and disclosure.content:
            said = "\n".join(disclosure.content)
            texts[stage] = f"{texts[stage]}\n{said}" if stage in texts else said
    missing: dict[str, list[Element]] = {}
    for stage, text in texts.items():
        for element in stages[stage].elements:
            for word in element.words:  # any() takes twice as long
                if word in text:
                    break
            else:
                missing.setdefault(stage, []).append(element)
    return _missing(item, missing) if missing else ()


def _missing(item: Item, elements: Mapping[str, Iterable[Element]]) -> Iterator[Problem]:
    for stage, missing in elements.items():
        if names := _demanded(item, stage, missing):
            first = next(place for place, each in enumerate(item.disclosures) if each.stage == stage and each.content)
            cure = f"请补写；确实没有的，写 not_applicable: {{{stage}.{names[0]}: 不适用的理由}}"
            message = f"“{item.name}”的{stage}环节没有写到{'、'.join(names)}"
            yield Problem(("disclosures", first, "content"), message, cure)


def _demanded(item: Item, stage: str, elements: Iterable[Element]) -> list[str]:
    """Those that the item's power type is to have and that it does not say are not applicable."""
    return [
        element.name
        for element in elements
        if element.words  # without, nothing could be recognised
        and (not element.power_types or item.power_type in element.power_types)
        and f"{stage}.{element.name}" not in item.not_applicable
    ]
