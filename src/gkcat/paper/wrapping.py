"""How words fill lines: what a line's end may part, how wide words are, how many lines they take.

The one rule: reckon rather too high than too low. Widths are in characters, a Chinese one being 1.
"""

import re
from functools import lru_cache

from gkcat.book import Ticks

LATIN = 0.56  # of a Chinese character: 0.5 in 仿宋_GB2312, up to 0.56 a digit in Noto Serif CJK
FORBIDDEN = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_OPENING, _CLOSING = "（《〈「『【〔“‘", "、，。；：！？）》〉」』】〕”’…—％℃·"
# What no line's end may part: a word or a character, with the marks that cling to it.
_UNIT = re.compile(f"[{_OPENING}]*(?:[!-~\xa0-\u024f]+|[^ ])[{_CLOSING}]*| +")
_PICTURE = 1.3  # an emoji
_BROAD = "mwMW@%—…"
_WIDE = {
    letter: 1.0 if letter in _BROAD else 0.75 if letter.isupper() else LATIN for letter in map(chr, range(32, 0x250))
}
_SEAM = re.compile("(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])")
_GAP = 0.22  # of a character: what LibreOffice leaves between Chinese and Latin, though the template says not to
_CODE = re.compile("[0-9A-Za-z]+")
_BETWEEN = "　"  # between two options on a line
_BARE, _SHORT = 2, 3  # characters: less than two to a line tear words, up to three may stand one below the other


def clean(text: str) -> str:
    """Drop what XML forbids, and tabs, which would shift the line."""
    return FORBIDDEN.sub("", text.replace("\t", " "))


def wide(text: str) -> float:
    """How wide words are on one line."""
    return sum(_WIDE.get(letter, 1.0 if letter < "\U00010000" else _PICTURE) for letter in text) + _GAP * len(
        _SEAM.findall(text)
    )


def wrap(text: str, room: float, hang: float = 0) -> list[str]:
    """Break text into lines of so many characters as Chinese is broken, later lines shorter by ``hang``."""
    if len(text) <= room:  # a single letter with the gaps at both its sides is as wide as a Chinese character
        return [text]
    lines: list[str] = []
    seams = {seam.start() for seam in _SEAM.finditer(text)}
    start, used, left = 0, 0.0, room
    for unit in _UNIT.finditer(text):
        word = unit[0]
        width = 1.0 if len(word) == 1 and "⺀" < word < "\U00010000" else wide(word)
        width += _GAP * (unit.start() in seams)
        if used and used + width > left and word[0] != " ":
            lines.append(text[start : unit.start()])
            start, used, left = unit.start(), 0.0, max(1.0, room - hang)
        while width > left and len(word) > 1:
            cut = max(1, int(len(word) * left / width))
            lines.append(text[start : start + cut])
            start, left = start + cut, max(1.0, room - hang)
            width, word = width * (len(word) - cut) / len(word), word[cut:]
        used += width
    return [*lines, text[start:]]


def even(text: str, room: float) -> list[str]:
    """Break a head into no more lines than it takes, but into even ones: 公开、方式 and not 公开方、式."""
    lines = wrap(text, room)
    while len(lines) > 1:
        room = max(wide(line.rstrip()) for line in lines) - LATIN / 2
        closer = wrap(text, room)
        if len(closer) > len(lines) or closer == lines:
            return lines
        lines = closer
    return lines


def upright(head: str, room: float) -> bool:
    """Whether a head had better run downwards: else each of its characters would be a line, and a number be torn."""
    return (room < _BARE and len(head) > _SHORT) or any(wide(code) > room for code in _CODE.findall(head))


@lru_cache(maxsize=1 << 12)
def options(cell: Ticks, room: float) -> tuple[str, ...]:
    """A closed list with its marks, two options to a line where both fit: a mark must not end a line."""
    lines: list[str] = []
    marked = cell.marked()
    while marked:
        pair = len(marked) > 1 and wide(marked[0] + _BETWEEN + marked[1]) <= room
        lines.append(_BETWEEN.join(marked[: 1 + pair]))
        marked = marked[1 + pair :]
    return tuple(lines)
