"""Changing words of a text that YAML spreads over several lines, in the very lines where they stand.

The one rule: what can't be told for certain is left to the caller (None), who reads the file again in any case.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_BLANK = re.compile(r"\s+")
_QUOTED_BLANK = re.compile(r"(?:\\(?:\r\n|\r|\n)|\s)+")  # in double quotes a line that ends in \ goes on
_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n)")


def changed(raw: str, old: str, new: str) -> str | None:
    """The scalar as it stands in the file, sign and quotes and all, with ``old`` made ``new`` in place."""
    header = _HEADER.match(raw)
    start = header.end() if header else int(raw[:1] in {"'", '"'})
    places = _places(raw, old, start, _QUOTED_BLANK if raw[:1] == '"' else _BLANK)
    if places is None:
        return None
    for begin, end, words in reversed([*_edits(old, new)]):
        left = places[begin][0] if begin < len(old) else places[-1][1]
        right = places[end - 1][1] if end > begin else left
        raw = raw[:left] + words + raw[right:]
    return raw


def _edits(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    if len(old) == len(new):  # signs made wide; a likeness may be found across lines, and those would move
        yield from ((at, at + 1, new[at]) for at in range(len(old)) if old[at] != new[at])
        return
    for kind, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield begin, end, new[first:last]


def _places(raw: str, value: str, at: int, blanks: re.Pattern[str]) -> list[tuple[int, int]] | None:
    """For each sign of a value, from where to where it stands in the file; None when the two do not run along."""
    places: list[tuple[int, int]] = []
    for sign in value:
        blank = blanks.match(raw, at)
        if sign.isspace() or blank is None:
            end = blank.end() if blank else at + (raw[at : at + 1] == sign)
        else:  # a blank that YAML has folded away
            at = blank.end()
            end = at + (raw[at : at + 1] == sign)
        if end == at and not sign.isspace():
            return None
        places.append((at, end))
        at = end
    return places or None
