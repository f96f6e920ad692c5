"""Finding the numbers of persons in texts that are to be published: identity cards, mobile phones, bank cards.

The one rule: what is said of a number never repeats it whole.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

Place = TypeVar("Place")

_WIDE: dict[int, int | str] = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}
_WIDE |= dict.fromkeys(map(ord, "－–—‐‑"), "-") | dict.fromkeys(map(ord, "\u3000\xa0"), " ")
SUSPECT = re.compile(r"[0-9０-９](?=[0-9０-９ \u3000\xa0－–—‐‑-]{10})(?:[ \u3000\xa0－–—‐‑-]?[0-9０-９]){10}")
"""What any such number holds; one search of all texts tells that there is none, the sooner for the look ahead."""

# A code of something else says so: 项目编号、宗地代码. Whose number it is (账号、卡号) is another matter.
_CODE = re.compile(r"(?:编号|编码|代码|证号|文号|批号|单号|标段号|合同号|条码)[为是]?[：:]? *\Z")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")  # what looks like a number there is the page's
_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9A-Za-z_][-.])"
_AFTER = r"(?![0-9A-Za-z_])(?![-.][0-9A-Za-z_])"
_IDENTITY = re.compile(rf"{_BEFORE}[1-8][0-9]{{5}}[ -]?[0-9]{{8}}[ -]?[0-9]{{3}}[0-9Xx]{_AFTER}")
_MOBILE = re.compile(
    rf"(?:(?<![0-9A-Za-z_])(?:\+|00)86[ -]?|{_BEFORE}(?:86[ -]?)?)"
    r"(?:13[0-9]|14[014-9]|15[0-35-9]|16[2567]|17[0-8]|18[0-9]|19[0-35-9])[ -]?[0-9]{4}[ -]?[0-9]{4}"
    rf"{_AFTER}"
)
_CARD = re.compile(rf"{_BEFORE}[3-9][0-9]{{3}}(?:[ -]?[0-9]){{9,15}}{_AFTER}")
_ISSUERS = re.compile(
    r"(?:62|81)[0-9]{14,17}|4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}"
    r"|(?:9558|9559|60[0-9]{2}|68[0-9]{2})[0-9]{12}(?:[0-9]{3})?"
)
_REGIONS = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BLANKS = str.maketrans("", "", " -")
_NAMES = {_IDENTITY: "身份证号", _MOBILE: "手机号", _CARD: "银行卡号"}
_SHOWN = 3  # digits left at each end

CURE = "请删去；需要联系电话的，写单位的办公电话"


def private_numbers(texts: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str, str]]:
    """Each number of a person in some texts: (the text's place, the number as it stands, what to say of it)."""
    for at, text in texts:
        if SUSPECT.search(text):
            plain = _ADDRESS.sub(lambda found: "_" * len(found[0]), text.translate(_WIDE))
            for start, end, kind in _numbers(plain):
                number = text[start:end]
                yield at, number, f"含有{kind}“{_hidden(number)}”"


def _hidden(number: str) -> str:
    return number[:_SHOWN] + "*" * (len(number) - 2 * _SHOWN) + number[-_SHOWN:]


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """The personal numbers in a text, each once: (start, end, what it is)."""
    seen: set[str] = set()
    for pattern, name in _NAMES.items():
        for found in pattern.finditer(text):
            digits = found[0].translate(_BLANKS).upper()
            if digits not in seen and _is_personal(pattern, digits, text[: found.start()]):
                seen.add(digits)
                yield found.start(), found.end(), name


def _is_personal(pattern: re.Pattern[str], digits: str, before: str) -> bool:
    if pattern is _IDENTITY:
        return _is_identity(digits)
    return not _CODE.search(before) and (pattern is _MOBILE or _is_card(digits))


def _is_identity(number: str) -> bool:
    """Region, date of birth and check sign as in GB 11643."""
    if int(number[:2]) not in _REGIONS:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return date(1900, 1, 1) <= born <= date(2100, 1, 1) and number[-1] == _CHECKS[total % 11]


def _is_card(number: str) -> bool:
    """An issuer's prefix with its lengths, and the check digit of ISO/IEC 7812 (Luhn)."""
    if not _ISSUERS.fullmatch(number):
        return False
    doubled = (divmod(int(digit) * (1 + at % 2), 10) for at, digit in enumerate(reversed(number)))
    return sum(map(sum, doubled)) % 10 == 0
