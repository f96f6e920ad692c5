r"""文字里夹有看不见的字符。

为什么：零宽空格、软连字符、书写方向控制符多是从网页或者 Word 里粘贴来的，看不出来，却会使名称对不上、检索不到，方向控制符还会让显示的内容与实际不一致。

反例：
```yaml
content:
  - "征收范围、土地\u200b现状、征收目的"
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```

正例：
```yaml
content:
  - "征收范围、土地现状、征收目的"
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```
"""

import re
from collections.abc import Iterable, Iterator

from gkcat.finding import Fix, Problem, difference
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK156"
NAME = "invisible-character"
SEVERITY = "warning"

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]"
)


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No text holds a sign that takes no room."""
    del context
    return () if item.plain or not _UNSEEN.search(item.prose) else _found(item)


def _found(item: Item) -> Iterator[Problem]:
    for at, text in item.texts():
        if found := _UNSEEN.findall(text):
            words, new = difference(text, _UNSEEN.sub("", text))
            codes = "、".join(dict.fromkeys(f"U+{ord(sign):04X}" for sign in found))
            yield Problem(at, f"夹有看不见的字符（{codes}）", "请删去，或者在此处重新输入", words=words, fix=Fix(new))
