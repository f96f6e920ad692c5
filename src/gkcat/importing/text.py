"""One cell's text without what is not seen, and what there is to say of it.

The one rule: words are never changed here; only blanks, unseen signs and the width of digits are.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from gkcat.finding import Kind
from gkcat.prose import list_number


class Said(NamedTuple):
    """What there is to say of a cell."""

    kind: Kind
    message: str
    cure: str = ""


Lines = tuple[list[str], list[Said]]
One = tuple[str, list[Said]]

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile("[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·\U00020000-\U0003ffff"
TORN = re.compile(f"(?<=[{_HAN}]) (?![^ ]{{1,14}}令第)(?=[{_HAN}0-9])|(?<=[0-9]) (?=[{_HAN}])")
"""A blank within Chinese words; not the one between two bodies that issue an order together (国资委 财政部令第32号)."""


_KEPT = 1 << 14  # texts: a catalogue repeats itself, 270,000 cells of 2,000 rows are a few thousand


@lru_cache(maxsize=_KEPT)
def tidy(text: str) -> str:
    """Text without what is not seen, digits and letters of half width, blanks within Chinese words taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    text = UNSEEN.sub("", text).translate(_WIDE)
    lines = (TORN.sub("", _BLANKS.sub(" ", line).strip(" ")) for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


@lru_cache(maxsize=_KEPT)
def line(text: str) -> str:
    """A text that is one line, however it was broken; Latin words keep a blank between them."""
    return TORN.sub("", " ".join(filter(None, tidy(text).split("\n"))))


@lru_cache(maxsize=_KEPT)
def squeeze(text: str) -> str:
    """A text without any blank, to compare by."""
    return re.sub(r"\s+", "", tidy(text))


_SAME = re.compile(r"[（(]?(?:同上[格行]?|同前|同左|如上|〃|″|“|''|\")[）)。.]?")


@lru_cache(maxsize=_KEPT)
def is_as_above(text: str) -> bool:
    """Whether a cell says that it is as the one above."""
    return bool(_SAME.fullmatch(squeeze(text)))


_NOTHING = re.compile(r"[-—–_/\\|.·…。、*＊×]+|无|空|/")


@lru_cache(maxsize=_KEPT)
def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: 无, /, —."""
    return bool(_NOTHING.fullmatch(squeeze(text)))


def unnumbered(text: str) -> str:
    """A text without the number or bullet before it."""
    return text[len(list_number(text)) :]


def split(text: str, stops: str) -> list[str]:
    """Split at stops that stand outside brackets and quotes."""
    if not any(stop in text for stop in stops):
        return [text.strip()] if text.strip() else []
    parts, depth = [""], 0
    for sign in text:
        depth = max(0, depth + (sign in "（(《〈【“[「") - (sign in "）)》〉】”]」"))
        if sign in stops and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in (each.strip() for each in parts) if part]
