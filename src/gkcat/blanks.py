"""Telling words that only hold a place (待定, 略, ×××) from words that say something.

The one rule: what is also a word of the trade (待遇, 省略号, 3XL) is no placeholder.
"""

import re

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
_HOLDS = re.compile(r"[TtFfXxＸｘ×✕╳○□_＿]")
IS_ONE = re.compile(rf"(?:{_WHOLE})\Z")
HAS_ONE = re.compile(_PART)
"""A text that is nothing else; and what of a text is one."""


def may_hold(texts: str, *, plain: bool = False) -> bool:
    """Whether texts, a line each, can hold a placeholder at all; ``plain`` ones are known to hold no odd signs."""
    words = "待" in texts or "略" in texts or "此" in texts or "同上" in texts  # each in a tenth of a pattern's time
    return words or bool((not plain and _HOLDS.search(texts)) or _BEGINS.search("\n" + texts))
