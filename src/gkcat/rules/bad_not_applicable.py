"""不适用的环节写得不对：没有这个环节或者要素，没有写理由，或者这个环节其实有公开内容。

为什么：不适用是对应当公开的环节的例外，写明是哪一个、为什么，审核人员才能认可。

反例：
```yaml
not_applicable: {执行公开: 属于年度计划，由项目单位另行公开执行情况}
```

正例：
```yaml
not_applicable: {执行: 属于年度计划，由项目单位另行公开执行情况}
```
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context
from gkcat.tables import Stage

CODE = "GK146"
NAME = "bad-not-applicable"
SEVERITY = "error"

_NO_REASON = re.compile(
    r"(?:|[暂没]?[无有]|从?略|不适用|不涉及|同[上前]|(?:待|暂未?|尚未?)[定补确完填核明].{0,2}|[-—/\\.·×xX*?？]+)\Z"
)


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Each key is a stage that the item has not, or stage.element, and its value a reason."""
    return _found(item, context.catalog.stage) if item.not_applicable else ()


def _found(item: Item, stages: Mapping[str, Stage]) -> Iterator[Problem]:
    found = item.stages
    for key, reason in item.not_applicable.items():
        at = ("not_applicable", key)
        if stages and key not in stages and not _is_element(key, stages):
            yield Problem(at, f"没有“{key}”这个环节或者要素", _cure(key, stages), key=True)
        elif key in found:
            cure = "请删去这一条；只是其中某个要素不适用的，写 环节.要素: 理由"
            yield Problem(at, f"写明{key}环节不适用，却又列了{key}环节的公开内容", cure, key=True)
        elif _NO_REASON.match(reason.strip()):
            yield Problem(at, f"没有写明“{key}”为什么不适用", f"请写明理由，如 {key}: 依申请办理，不涉及决策")


def _is_element(key: str, stages: Mapping[str, Stage]) -> bool:
    stage, _, name = key.partition(".")
    return stage in stages and any(element.name == name for element in stages[stage].elements)


def _cure(key: str, stages: Mapping[str, Stage]) -> str:
    elements = [f"{stage.name}.{element.name}" for stage in stages.values() for element in stage.elements]
    near = get_close_matches(key, [*stages, *elements], 1, 0.5)
    return f"是不是想写 {near[0]}？" if near else f"请写环节（{'、'.join(stages)}）或者 环节.要素，如 {elements[0]}"
