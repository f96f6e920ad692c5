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
from collections.abc import Iterator

from gkcat.catalog import cited
from gkcat.deadline import Kind, parse
from gkcat.finding import Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK150"
NAME = "placeholder"
SEVERITY = "error"

_LATER = r"待(?:定|补充?|完善|填写?|填报|补报|确定|明确|核实|更新)"
_WHOLE = (
    rf"[（(【\[]?(?:(?:内容|暂时?|尚|具体|此处|另行)*{_LATER}|暂(?:无|缺|空)(?:内容|信息|资料|数据)?|无|空"
    r"|(?:内容|此处|以下|下)?从?略|(?:内容)?(?:同[上前左]|如上)(?:述|所述|一?[条项行格])?"
    r"|(?:请|此处)(?:填写|输入|补充).{0,12}|(?i:N/?A|null|none|nil|test)|测试)[）)】\]]?[。.…]*"
    r"|[-—–_/\\|.·…。、*＊?？]+"
)
_PART = (
    rf"(?<![接招优厚虐等期款看善])(?:{_LATER}(?=[。…]*$)|(?<=[（(【\[]){_LATER}(?=[）)】\]]))|(?<=[（(])[下从]?略(?=[）)])"
    r"|(?<=[\u4e00-\u9fff])同上(?=[。…]*$)|(?<![A-Za-z])(?i:TODO|TBD|FIXME)(?![A-Za-z])"
    r"|[（(【\[](?:此处|待)(?:填写|补充|输入)[^）)】\]]*[）)】\]]"
    r"|(?<![A-Za-z])(?:20)?(?:[XxＸｘ]{2,4}|[×✕╳]{2,})(?![A-Za-z])|(?<![A-Za-z])[XxＸ×](?=年|月|日|个工作日)"
    r"|(?<=第)[XxＸ×○](?=[条款项号])|[□]{2,}|_{3,}|＿{2,}"
)
# What a placeholder begins with, or holds, told in a twentieth of the time.
_BEGINS = re.compile(r"\n[（(【\[内暂尚具此另待无空略以下从同如请NnTt测\-—–_/\\|.·…。、*＊?？]")
_HOLDS = re.compile(r"[待略此TtFfXxＸｘ×✕╳○□_＿]")
_IS_ONE = re.compile(rf"(?:{_WHOLE})\Z")
_HAS_ONE = re.compile(_PART)
_TITLE = re.compile(r"《[^《》]*》")


def check(item: Item, context: Context) -> Iterator[Problem]:
    """No text is a placeholder or ends in one; what other rules say of owner, deadline and titles is left to them."""
    del context
    prose = "\n" + item.prose
    if not _BEGINS.search(prose) and not _HOLDS.search(prose) and "同上" not in prose:
        return
    for at, text in item.texts():
        if _is_elsewhere(at, text):
            continue
        if at[0] != "not_applicable" and _IS_ONE.match(text):  # there it is no reason, which has its own finding
            yield Problem(at, f"“{text}”只是占位，没有填写内容", "请填写实际内容；没有内容的，删去这一项")
        elif found := _HAS_ONE.search(_without_titles(at, text)):
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
