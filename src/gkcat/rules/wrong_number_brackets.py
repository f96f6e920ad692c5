"""文号的年份没有用六角括号〔〕。

为什么：《党政机关公文格式》（GB/T 9704—2012）规定，发文字号的年份用六角括号括入。括号不一致，按文号检索就会漏掉。

反例：
```yaml
content: 国办发[2017]42号文件落实情况、征求意见、会议审议和政策解读
```

正例：
```yaml
content: 国办发〔2017〕42号文件落实情况、征求意见、会议审议和政策解读
```
"""

import re
from collections.abc import Iterable, Iterator

from gkcat.finding import Fix, Problem, difference
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK152"
NAME = "wrong-number-brackets"
SEVERITY = "warning"

# From the closing sign on: a search that begins with the digits takes 3 times as long.
_SUSPECT = re.compile(r"[〕\])）】﹞}〗］](?<=[0-9\s].)(?<!〔[0-9]{4}〕)\s*第?\s*[0-9]")
_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff])\s*(?P<open>[〔\[(（【﹝{〖［])\s*(?P<year>(?:19|20)\d{2})\s*(?P<close>[〕\])）】﹞}〗］])\s*"
    r"(?=第?\s*\d{1,5}\s*号)"
)


def check(item: Item, context: Context) -> Iterable[Problem]:
    """The year of a document number stands in 〔〕."""
    del context
    return () if item.plain or not _SUSPECT.search(item.prose) else _found(item)


def _found(item: Item) -> Iterator[Problem]:
    for at, text in item.texts():
        wrong = [found for found in _NUMBER.finditer(text) if (found["open"], found["close"]) != ("〔", "〕")]
        if wrong:
            mended = _NUMBER.sub(r"〔\g<year>〕", text)
            words, new = difference(text, mended)
            shown = wrong[0]["open"] + wrong[0]["year"] + wrong[0]["close"]
            cure = f"应写作 〔{wrong[0]['year']}〕"
            yield Problem(at, f"文号的年份写成了“{shown}”，应当用六角括号", cure, words=words, fix=Fix(new))
