"""文字里有个人的身份证号、手机号或者银行卡号。

为什么：目录是全文公开的，《中华人民共和国个人信息保护法》第三十四条要求国家机关处理个人信息不得超出履行法定职责所必需的范围和限度。号码一旦公开就收不回来。

反例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况，反馈电话13800138000
  - 补偿标准说明
```

正例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况，反馈电话12345
  - 补偿标准说明
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.privacy import CURE, SUSPECT, private_numbers
from gkcat.scope import Context

CODE = "GK163"
NAME = "personal-data"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No text holds such a number; the message itself shows only its ends."""
    del context
    if item.plain or not SUSPECT.search(item.prose):
        return ()
    return [Problem(at, message, CURE, words=number) for at, number, message in private_numbers(item.texts())]
