"""内容是占位的文字，没有填写。

为什么：“待定”“略”“×××”印到正式目录里，等于没有公开。确实还不能确定的，先不列这一项。

反例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况待补充
  - 补偿标准说明
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

from gkcat.blanks import HAS_ONE, IS_ONE, may_hold
from gkcat.citation import cited
from gkcat.deadline import Kind, parse
from gkcat.finding import Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK150"
NAME = "placeholder"
SEVERITY = "error"

_TITLE = re.compile(r"《[^《》]*》")


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No text is a placeholder or ends in one; what other rules say of owner, deadline and titles is left to them."""
    del context
    return _found(item) if may_hold(item.prose, plain=item.plain) else ()


def _found(item: Item) -> Iterator[Problem]:
    for at, text in item.texts():
        if _is_elsewhere(at, text):
            continue
        if at[0] != "not_applicable" and IS_ONE.match(text):  # there it is no reason, which has its own finding
            yield Problem(at, f"“{text}”只是占位，没有填写内容", "请填写实际内容；没有内容的，删去这一项")
        elif found := HAS_ONE.search(_without_titles(at, text)):
            yield Problem(at, f"“{text}”里的“{found[0]}”只是占位", "请填写实际内容，或者删去未定的部分", words=found[0])


def _is_elsewhere(at: Pointer, text: str) -> bool:
    """Whether another rule finds fault with this text for the same reason."""
    key = at[-1]
    if key == "deadline":
        terms = parse(text)
        return not terms or any(term.kind is Kind.VAGUE for term in terms)
    return key == "owner" or at[0] == "withheld" or (at[0] == "basis" and not cited(text))


def _without_titles(at: Pointer, text: str) -> str:
    """A basis without its titles, the places kept: 《××办法》 is an unknown law."""
    return _TITLE.sub(lambda found: "　" * len(found[0]), text) if at[0] == "basis" else text
