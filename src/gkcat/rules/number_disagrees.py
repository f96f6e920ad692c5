"""公开依据的文号与法规表不一致。

为什么：文号写错，公众按文号查不到文件；法律法规修订后重新公布的，文号随之改变，旧文号指向的是旧文本。现行文本的文号见 catalog/laws.yaml。

反例：
```yaml
basis:
  - 《中华人民共和国土地管理法》（主席令第28号）第四十七条
```

正例：
```yaml
basis:
  - 《中华人民共和国土地管理法》（主席令第32号）第四十七条
```
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from gkcat.finding import Fix, Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context
from gkcat.tables import Law

CODE = "GK133"
NAME = "number-disagrees"
SEVERITY = "error"

_SIGNS = "零〇一二两三四五六七八九十百千"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_BRACKETS = re.compile(r"[〔\[［【﹝〖{(（]\s*((?:19|20)\d{2})\s*[〕\]］】﹞〗})）]")
_ORDER = re.compile(rf"[令第]+(?P<year>\d{{4}}年)?第?(?P<number>\d+|[{_SIGNS}]+)号令?")  # 令第32号, 第32号令
_WRITTEN = re.compile(
    rf"[^（）()，,；;。条]*?(?:〔\d{{4}}〕\s*第?\d+号|令\s*(?:\d{{4}}年)?第?(?:\d+|[{_SIGNS}]+)号|第(?:\d+|[{_SIGNS}]+)号令)"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def check(item: Item, context: Context) -> Iterable[Problem]:
    """A number in brackets after a title is that of the version in force; a repealed law has its own finding."""
    if context.catalog.cites_well(item):
        return ()
    known = context.catalog.law
    return [
        _problem(at, title, wrong, law)
        for at, title, rest in item.cites
        if "号" in rest
        and (law := known.get(title))
        and law.number
        and not law.repealed
        and (wrong := _wrong(rest, law.number))
    ]


def _problem(at: Pointer, title: str, wrong: str, law: Law) -> Problem:
    message = f"《{title}》的文号写成了“{wrong}”，法规表里是“{law.number}”"
    since = f"，{law.effective.year}年{law.effective.month}月{law.effective.day}日起施行" if law.effective else ""
    cure = f"现行文本的文号是 {law.number}{since}；条款请一并核对"
    return Problem(at, message, cure, words=wrong, fix=Fix(law.number, safe=False))


@lru_cache(maxsize=4096)
def _wrong(rest: str, number: str) -> str:
    """The first number written after a title, as it stands, when none of those written is the law's own."""
    plain = _BRACKETS.sub(_same_length, rest.translate(_WIDE))
    written = [*_WRITTEN.finditer(plain)]
    own = _key(_BRACKETS.sub(r"〔\1〕", number))
    if not written or any(_agree(_key(match[0]), own) for match in written):
        return ""
    first = written[0]
    return rest[first.start() : first.end()].strip(" 、")


def _same_length(match: re.Match[str]) -> str:
    """The year in its right brackets, blanks outside, so that places stay what they are."""
    return f"〔{match[1]}〕".ljust(len(match[0]))


def _key(number: str) -> tuple[str, str]:
    """What must be equal: (year, number) of an order, whoever is said to have issued it; else (number, "")."""
    plain = re.sub(r"\s", "", number)
    if "〔" not in plain and (found := _ORDER.search(plain)):
        return (found["year"] or "").rstrip("年"), f"令{_value(found['number'])}"
    return plain.replace("〕第", "〕").replace("〕0", "〕"), ""


def _agree(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """An order's year may be left out."""
    return one == other or (bool(one[1]) and one[1] == other[1] and not (one[0] and other[0]))


def _value(text: str) -> int:
    """32, 三十二 and 七一一 as numbers."""
    if text.isdecimal():
        return int(text)
    if not set(text) & set(_TENS):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total, ones = 0, 0
    for sign in text:
        if sign in _TENS:
            total, ones = total + (ones or 1) * _TENS[sign], 0
        else:
            ones = _DIGITS[sign]
    return total + ones
