"""公开内容或者公开依据的每一条前面自己写了序号。

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

from collections.abc import Iterator

from gkcat.finding import Fix, Problem, difference
from gkcat.model import Item, list_number
from gkcat.scope import Context

CODE = "GK155"
NAME = "typed-list-number"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterator[Problem]:
    """No entry of content or basis begins with a number or bullet of its own."""
    del context
    if not item.numbered:
        return
    for at, text in item.listed():
        if number := list_number(text):
            words, new = difference(text, text[len(number) :])
            message = f"“{number.strip()}”是自己写的序号"
            yield Problem(at, message, "请删去，序号由版式统一编排", words=words, fix=Fix(new))
