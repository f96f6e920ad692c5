"""事项名称或者公开内容、公开依据的条目前面，自己写了序号。

为什么：序号由版式统一编排。自己写的序号会与编排的重复，增删一条以后也会错乱。

反例：
```yaml
content:
  - 1.征收范围、土地现状、征收目的
  - 2.方案征求意见、听证和会议审议情况
  - 3.补偿标准说明
```

正例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```
"""

import re
from collections.abc import Iterable, Iterator

from gkcat.finding import Fix, Pointer, Problem, difference
from gkcat.model import Item
from gkcat.prose import list_number
from gkcat.scope import Context

CODE = "GK155"
NAME = "typed-list-number"
SEVERITY = "warning"

_SECOND = re.compile(r"[；;，,。、\s]+(?:2[.．、)）]|[(（][2二][)）]|二[、)）])|[②⑵⒉㈡]")
_NEXT = re.compile(
    r"[；;，,。、\s]*(?:[\u2460-\u249b\u3220-\u3229][、.．]?|(?<=[；;，,。、\s])"
    r"(?:[0-9]{1,2}[.．、)）](?![0-9])|[(（](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]|[一二三四五六七八九十]{1,3}[、)）]))\s*"
)


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No name and no entry of content or basis begins with a number or bullet of its own."""
    del context
    return () if item.plain else _found(item)


def _found(item: Item) -> Iterator[Problem]:
    for at, text in (*((key, text) for key, text in item.texts() if key in _NAMES), *item.listed()):
        number = list_number(text)
        if number and at not in _NAMES and _SECOND.search(text, len(number)):
            yield _run_together(at, text, number)
        elif number:
            words, new = difference(text, text[len(number) :])
            message = f"“{number.strip()}”是自己写的序号"
            yield Problem(at, message, "请删去，序号由版式统一编排", words=words, fix=Fix(new))


_NAMES: tuple[Pointer, ...] = (("name",), ("group",))


def _run_together(at: Pointer, text: str, number: str) -> Problem:
    """Several numbered things in one entry: which is a person's to part."""
    parts = [part.strip() for part in _NEXT.split(text[len(number) :]) if part.strip()]
    cure = f"请分开写成 {len(parts)} 条，每条另起一行，不写序号"
    words, new = difference(text, "；".join(parts))
    return Problem(at, "一条里写了几项，各有自己写的序号", cure, words=words, fix=Fix(new, safe=False))
