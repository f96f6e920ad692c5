"""Lists in one cell → their entries: what is disclosed, and the laws that are cited.

The one rule: an entry's words are the cell's own; only the numbers, bullets and stops between entries go.
"""

import re
from itertools import pairwise

from gkcat.doubts import DOUBTED, READ_SO
from gkcat.importing.text import TORN, Lines, Said, split, squeeze, tidy, unnumbered

# ── lists ────────────────────────────────────────────────────────────────────

_WRAP = 10  # lines shorter than this are entries of their own, not a text that was broken
_STOP = "。；;：:！？!?）)”》"
_NUMERALS = "一二三四五六七八九十"
_INLINE = (
    (re.compile(r"(?<![0-9.（(〔])([1-9][0-9]?)[.．、)）](?![0-9])"), "1", "2"),
    (re.compile(r"[（(]([1-9][0-9]?)[）)]"), "1", "2"),
    (re.compile(r"([①-⑳])"), "①", "②"),
    (re.compile(rf"[（(]([{_NUMERALS}])[）)]"), "一", "二"),
    (re.compile(rf"(?<![{_NUMERALS}第])([{_NUMERALS}])、"), "一", "二"),
)
"""Ways to number, each with the signs that no list so numbered is without."""


def entries(text: str) -> Lines:
    """The entries of a list in one cell: by numbers, ；, line ends; a line that was only broken is joined again."""
    plain = tidy(text)
    said: list[Said] = []
    optional = [part for part in re.findall(r"[〇○]\s*([^●〇○\n]{2,})", plain) if "●" in plain]
    parts = _by_bullets(plain) or numbered(plain)
    if parts:  # what is numbered again within an entry stays with it
        found = [each for part in parts for each in ([part] if numbered(part) else split(part, "；;"))]
    else:
        lines, torn = _by_lines(plain)
        found = [each for part in lines for each in split(part, "；;")]
        said += [Said(READ_SO, "格子里的断行按列窄折行理解，接成了一条", "本来是几条的，请分开写")] if torn else []
    found = [unnumbered(each).strip(" ；;") for each in found]
    found = [TORN.sub("", " ".join(each.split("\n"))) for each in found if each]
    if optional:
        words = "、".join(squeeze(each)[:12] for each in optional)
        said.append(Said(DOUBTED, f"标“〇”的可选项（{words}）与必选项一起列入了公开内容", "不公开的，请删去"))
    return found, said


def _by_bullets(text: str) -> list[str]:
    """Entries that each begin with a mark."""
    if not re.match(r"\s*[●〇○◆■▪•]", text) or len(re.findall("[●◆■▪•]", text)) + len(re.findall("[〇○]", text)) < 2:  # noqa: PLR2004 - one mark is no list
        return []
    return [
        part.replace("\n", "")
        for part in re.split(r"[●○◆■▪•]|(?:(?<=^)|(?<=[\s；;。]))〇|〇(?![一二三四五六七八九〇零])", text)
        if part.strip()
    ]


def numbered(text: str) -> list[str]:
    """Entries numbered 1 2 3, or ① ② ③, wherever they stand."""
    for pattern, one, two in _INLINE:
        if one not in text or two not in text:
            continue
        places: list[re.Match[str]] = []
        for found in pattern.finditer(text):
            if _count(found[1]) == len(places) + 1:
                places.append(found)
        if len(places) > 1:
            ends = [*(each.start() for each in places[1:]), len(text)]
            lead = [text[: places[0].start()].strip()]
            pieces = [text[each.end() : end].strip() for each, end in zip(places, ends, strict=True)]
            return [*filter(None, lead), *(piece.replace("\n", "") for piece in pieces)]
    return []


def _count(sign: str) -> int:
    if sign in _NUMERALS:
        return _NUMERALS.index(sign) + 1
    return int(sign) if sign.isascii() else ord(sign) - ord("①") + 1


def _by_lines(text: str) -> tuple[list[str], bool]:
    """Entries by line ends, where a line's end is not just where the column was too narrow; and whether it was."""
    lines = [each for each in text.split("\n") if each.strip()]
    if len(lines) < 2:  # noqa: PLR2004 - one line
        return lines, False
    widths = [len(each) for each in lines]
    even = len(lines) > 2 and max(widths[:-1]) - min(widths[:-1]) <= 1 and widths[-1] <= max(widths[:-1])  # noqa: PLR2004 - two lines tell nothing
    running = all("、" in each or "，" in each for each in lines[:-1])
    stopped = any(each[-1] in _STOP for each in lines[:-1])
    torn = even and not stopped and (min(widths[:-1]) >= _WRAP or running)
    joined = [lines[0]]
    for above, below in pairwise(lines):
        if torn or above[-1] in "、，,（(《和与及" or below[0] in "、，。；）)》":
            joined[-1] += below
        else:
            joined.append(below)
    return joined, len(joined) < len(lines)


# ── citations ────────────────────────────────────────────────────────────────

_TAG = re.compile(
    r"[【\[](?:法律|行政法规|法规|地方性法规|条例|规章|部门规章|规范性文件|部门规章及规范性文件|政策文件|其他|地方政府规章|政策)[^】\]]{0,12}[】\]]"
)
_LINK = re.compile(r"(?:[、，,;；。.\s]|以及|及其|和|及|与|或)*")
_FULL = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")


def citations(text: str) -> Lines:
    """The laws a cell cites, each with its number and articles: apart by numbers, stops, line ends, or nothing."""
    plain = tidy(text)
    said: list[Said] = []
    if _TAG.search(plain):
        kinds = "、".join(dict.fromkeys(tag[1:-1] for tag in _TAG.findall(plain)))
        said.append(Said(READ_SO, f"依据前面的分类（{kinds}）没有编入", "依据的性质由法规表（laws.yaml）记载"))
        plain = _TAG.sub("\n", plain)
    found: list[str] = []
    for part in numbered(plain) or _cited_lines(plain):
        found += _cites(unnumbered(part))
    return [*dict.fromkeys(found)], said


def _cited_lines(text: str) -> list[str]:
    """Lines, those joined that only go on: a title or a bracket is still open, or no title begins."""
    lines: list[str] = []
    for each in filter(None, text.split("\n")):
        open_ = bool(lines) and (lines[-1].count("《") > lines[-1].count("》") or _depth(lines[-1]) > 0)
        goes_on = bool(lines) and (each[0] in "（(第〔》）)、，,；;" or lines[-1][-1] in "、，,")
        if open_ or (goes_on and "《" in lines[-1]):
            lines[-1] += each
        else:
            lines.append(each)
    return lines


def _depth(text: str) -> int:
    return len(re.findall("[（(]", text)) - len(re.findall("[）)]", text))


def _cites(text: str) -> list[str]:
    """One line's citations: each title begins one, with the words before it that belong to it."""
    titles = [*_FULL.finditer(text)]
    outer = [each for each in titles if _depth(text[: each.start()]) <= 0]
    if len(outer) < 2:  # noqa: PLR2004 - nothing to take apart
        return [each for part in split(text, "；;") if (each := part.strip(" 、，,；;。"))]
    starts = [0]
    for before, after in pairwise(outer):
        between = text[before.end() : after.start()]
        cut = _cut_between(between)
        starts.append(before.end() + cut)
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip(" \n、，,；;。") for start, end in zip(starts, ends, strict=True)]
    pieces = [re.sub(r"^(?:以及|及其|和|及|与)|(?:以及|及其|和|及|与)$", "", piece) for piece in pieces]
    return [piece for piece in pieces if piece]


def _cut_between(between: str) -> int:
    """Where, between two titles, the second citation begins: after the first one's number and articles."""
    stops = [found.end() for found in re.finditer(r"[；;。\n]", between)]
    if stops:
        return stops[-1]
    tail = re.search(r"(?:[、，,\s]|以及|及其|和|及|与)*$", between)
    if tail and tail[0]:
        return tail.start()
    last = max(
        between.rfind("）"),
        between.rfind(")"),
        between.rfind("条"),
        between.rfind("款"),
        between.rfind("项"),
        between.rfind("号"),
    )
    return last + 1 if last >= 0 else 0
