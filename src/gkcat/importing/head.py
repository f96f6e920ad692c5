"""The head of a table: where it stands, and what each column below it carries.

The one rule: a column is known by its head word; what the cells below look like only decides between several meanings
of one word.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from gkcat import doubts
from gkcat.deadline import parse as parse_deadline
from gkcat.doubts import tell
from gkcat.finding import Finding
from gkcat.grid import Grid
from gkcat.synonyms import Words, bare


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: its head in words, and the value of `layout.FIELDS` it carries, none if unknown.

    ``option``: a tick in it means this. ``stage``: all it says is of this stage, where stages stand side by side.
    """

    at: int
    head: str
    value: str = ""
    option: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a grid: its rows from ``first`` to before ``last``, the columns below it, the lines above it."""

    first: int
    last: int
    columns: tuple[Column, ...]
    layout: str = ""
    titles: tuple[str, ...] = ()

    def has(self, value: str) -> bool:
        """Whether a column carries a value."""
        return any(column.value == value for column in self.columns)


# ── finding the head ─────────────────────────────────────────────────────────

_DEEPEST = 3
_FURTHEST = 60  # rows above the head that titles and cover lines may take
_LONGEST_WORD = 60  # characters of a head word with the legend of its marks
_TITLES_ABOVE = 3  # lines
_OURS = 10_000  # the score of a head that is to the letter that of a layout
_NAMES = {"item.name", "item.group"}
_TELLING = {
    "content",
    "item.basis",
    "owner",
    "owner.verbatim",
    "deadline",
    "channel",
    "item.power_type",
    "stage",
    "scope",
}
_TELLING |= {"degree", "audience", "mode", "withheld.reason", "item.power_code", "level"}


def find_head(grid: Grid, known: Words) -> tuple[Head | None, list[Finding]]:
    """The head of a grid, None when it has none; ambiguous columns are said."""
    score, first, depth = _best(grid, range(min(_FURTHEST, len(grid.rows))), known)
    if not score:
        return None, []
    return _columns(grid, first, first + depth, known)


def tables(grid: Grid, known: Words) -> list[Grid]:
    """The tables that stand one under another in a grid, each with the lines that are its title; else the grid."""
    heads = [*_heads(grid, known)]
    best = max((score for score, _, _ in heads), default=0)
    heads = [head for head in heads if head[0] * 2 >= best]
    if not heads or (len(heads) == 1 and heads[0][1] < _FURTHEST):
        return [grid]
    begins = [_title_above(grid, first) for _, first, _ in heads]
    begins[0] = 0 if heads[0][1] < _FURTHEST else begins[0]
    return [grid.part(first, last) for first, last in pairwise((*begins, len(grid.rows)))]


def _heads(grid: Grid, known: Words) -> Iterator[tuple[int, int, int]]:
    """Every head of a grid but those that only say the one above again: (score, first row, row after the last)."""
    row = 0
    above: list[tuple[str, str, str] | None] = []
    words: frozenset[str] = frozenset()
    while row < len(grid.rows):
        near = takewhile(lambda each: _may_begin(grid, each, known), range(row, min(row + _DEEPEST, len(grid.rows))))
        score, first, depth = _best(grid, near, known)
        if not score or _says_again(grid, range(first, first + depth), words):
            row += 1
            continue
        meant = [_meant(path, known) for path in _paths(grid, first, first + depth)]
        if meant != above:
            yield score, first, first + depth
        above, row = meant, first + depth
        words = head_words(grid, Head(first, row, ()))


def _best(grid: Grid, firsts: Iterable[int], known: Words) -> tuple[int, int, int]:
    """The best head that begins in one of some rows: (score, first row, how many rows)."""
    best = (0, 0, 0)
    for first in firsts:
        for depth in range(1, min(_DEEPEST, len(grid.rows) - first) + 1):
            score = _score(grid, first, depth, known)
            if score > best[0]:
                best = (score, first, depth)
    return best


def _may_begin(grid: Grid, row: int, known: Words) -> bool:
    """Whether most texts of a row are words of heads; of most rows the first few tell that they are not."""
    texts = {text for text in grid.rows[row] if text and not text.isspace()}
    strange = 0
    for text in texts if len(texts) > 1 or grid.width == 1 else ():
        strange += len(text) > _LONGEST_WORD or not known.knows(text)
        if strange * 2 > len(texts):
            return False
    return len(texts) > 1 or grid.width == 1


def _says_again(grid: Grid, rows: range, words: frozenset[str]) -> bool:
    """Whether rows say nothing but the head above."""
    return all(bare(text) in words for row in rows for text in grid.rows[row] if text.strip())


def _title_above(grid: Grid, row: int) -> int:
    """Where the lines of one text begin that stand right above a head: the title of its table."""
    for _ in range(_TITLES_ABOVE):
        if not row or len({text for text in grid.rows[row - 1] if text.strip()}) != 1:
            break
        row -= 1
    return row


def _score(grid: Grid, first: int, depth: int, known: Words) -> int:
    """How much of a head some rows are: how many different columns they name; 0 if it can't be one."""
    if not all(_speaks(grid, row, known) for row in range(first, first + depth)):
        return 0
    found = set()
    unknown = 0
    paths = _paths(grid, first, first + depth)
    if ours := _laid_out(paths, known)[1]:
        return _OURS + len(ours)
    for path in paths:
        meant = _meant(path, known)
        found |= {meant} if meant else set()
        unknown += bool(path) and not meant
    values = {value for value, _, _ in found}
    if not values & _NAMES or not values & _TELLING or unknown > len(found):
        return 0
    return len(found) * 4 - unknown + depth


def _speaks(grid: Grid, row: int, known: Words) -> bool:
    """Whether a row may be one of a head: more than one text, which a title is not, and a word of heads among them."""
    texts = {text for text in grid.rows[row] if text}
    return (len(texts) > 1 or grid.width == 1) and any(known.knows(text) for text in texts)


def _paths(grid: Grid, first: int, last: int) -> list[tuple[str, ...]]:
    """Each column's head words from the top down; where nothing is merged, an upper word reaches to the right."""
    paths: list[tuple[str, ...]] = []
    reach: dict[int, str] = {}
    for column in range(grid.width):
        path: list[str] = []
        for row in range(first, last):
            text = grid.rows[row][column].strip()
            if text:
                reach[row] = text if _heads_others(grid, row, column, last) else ""
            elif any(grid.rows[below][column].strip() for below in range(row + 1, last)) and not path:
                text = reach.get(row, "")
            if text and (not path or bare(path[-1]) != bare(text)):
                path.append(text)
        if len(path) == 1 and "/" in path[0] and last - first == 1:
            path = path[0].split("/")
        paths.append(tuple(path))
    return paths


def _heads_others(grid: Grid, row: int, column: int, last: int) -> bool:
    """Whether a head word has others below it, and so may stand over the columns to its right as well."""
    word = grid.rows[row][column].strip()
    below = (grid.rows[each][column].strip() for each in range(row + 1, last))
    return any(text and text != word for text in below)


def _meant(path: Sequence[str], known: Words) -> tuple[str, str, str] | None:
    """What a head can mean first of all: (value, option, stage)."""
    values = _values(path, known)
    if values:
        return values[0], "", _stage(path[:-1], known)
    tick = _tick(path, known)
    return (*tick, "") if tick else None


def _values(path: Sequence[str], known: Words) -> tuple[str, ...]:
    """What the last word of a head can mean; the words above it are asked when it means nothing alone."""
    if not path:
        return ()
    alone = known.values.get(bare(path[-1]), ())
    whole = known.values.get(bare("".join(path[-2:])), ())
    return whole or alone


def _tick(path: Sequence[str], known: Words) -> tuple[str, str] | None:
    if not path:
        return None
    found = known.ticks.get(bare(path[-1])) or known.ticks.get(bare("".join(path[-2:])))
    if found:
        return found
    above = bare(path[-2]) if len(path) > 1 else ""
    channel = known.channels.get(bare(path[-1]))
    return ("channel", channel) if channel and "channel" in known.values.get(above, ()) else None


def _stage(above: Sequence[str], known: Words) -> str:
    """The stage that the words above a column name."""
    for word in above:
        name = bare(word)
        for stage in known.catalog.stage:
            if name in {stage, f"{stage}公开", f"{stage}环节", f"{stage}阶段"}:
                return stage
    return ""


def _columns(grid: Grid, first: int, last: int, known: Words) -> tuple[Head, list[Finding]]:
    paths = _paths(grid, first, last)
    titles = tuple(text for row in grid.rows[:first] for text in row if text)
    name, placed = _laid_out(paths, known)
    if placed:
        meanings = [placed.get(at) or _beside(path, placed.values(), known) for at, path in enumerate(paths)]
        columns = [Column(at, _shown(paths[at]), value, tick) for at, (value, tick) in enumerate(meanings)]
        return Head(first, last, tuple(columns), name, titles), []
    body = range(last, min(len(grid.rows), last + 200))
    settled = _settle(grid, body, paths, known)
    findings = [
        tell(
            doubts.HEAD_READ,
            grid.where(first, at),
            f"列名“{_shown(paths[at])}”按{_TITLES.get(value, value)}理解",
            "请核对",
        )
        for at, (value, _, _) in settled.items()
        if len({*_values(paths[at], known)} - {"scope"}) > 1 and value != "owner" and _unlike(paths[at], value)
    ]
    columns = [Column(at, _shown(path), *settled.get(at, ("", "", ""))) for at, path in enumerate(paths)]
    return Head(first, last, tuple(columns), titles=titles), findings


def _beside(path: Sequence[str], placed: Collection[tuple[str, str]], known: Words) -> tuple[str, str]:
    """What a column between those of a layout carries: another level, the same value as the levels beside it."""
    value, tick, _ = _meant(path, known) or ("", "", "")
    same = f"{value}.effective"
    return (same if tick and any(each == same for each, _ in placed) else value), tick


_TITLES = {
    "mode": "主动公开还是依申请公开",
    "channel": "公开渠道",
    "audience": "公开对象",
    "scope": "公开程度",
    "degree": "公开程度",
    "department": "责任部门",
    "owner": "责任主体",
    "unit": "单位",
    "item.section": "责任科室",
    "stage": "公开环节",
    "note": "说明",
}


def _laid_out(paths: Sequence[tuple[str, ...]], known: Words) -> tuple[str, dict[int, tuple[str, str]]]:
    """The layout whose columns are all there, be there others between them: the one with most; else nothing."""
    plain = tuple(tuple(map(bare, path)) for path in paths)
    placed = [(shape.layout, shape.among(plain)) for shape in known.layouts]
    return max(placed, key=lambda each: len(each[1]), default=("", {}))


def _unlike(path: Sequence[str], value: str) -> bool:
    """Whether a column was not taken for just what its head says."""
    return bare(path[-1]) != _TITLES.get(value, value)


def _shown(path: Sequence[str]) -> str:
    return "/".join(re.sub(r"\s+", "", word) for word in path)


def _settle(grid: Grid, body: range, paths: Sequence[tuple[str, ...]], known: Words) -> dict[int, tuple[str, str, str]]:
    """Give each column one meaning: first where there is but one, then by the cells, then by the order of the file."""
    settled: dict[int, tuple[str, str, str]] = {}
    taken: set[tuple[str, str]] = set()
    open_: list[tuple[int, tuple[str, ...], str]] = []
    for at, path in enumerate(paths):
        values, stage = _values(path, known), _stage(path[:-1], known)
        if not values:
            if tick := _tick(path, known):
                settled[at] = (*tick, "")
            continue
        if len(values) == 1 and (values[0], stage) not in taken:
            settled[at] = (values[0], "", stage)
            taken.add((values[0], stage))
        else:
            open_.append((at, values, stage))
    for at, values, stage in open_:
        free = [value for value in values if (value, stage) not in taken]
        if free:
            value = max(free, key=lambda each: (_looks(grid, body, at, each, known), -free.index(each)))
            settled[at] = (value, "", stage)
            taken.add((value, stage))
    return _levels_of_item(settled, open_)


def _levels_of_item(
    settled: dict[int, tuple[str, str, str]], open_: Sequence[tuple[int, tuple[str, ...], str]]
) -> dict[int, tuple[str, str, str]]:
    """Of several columns that name items the last one does, and those before it are groups, the upper first."""
    names = sorted({at for at, (value, _, _) in settled.items() if value == "item.name"} | {
        at for at, values, _ in open_ if "item.name" in values and at not in settled
    })  # fmt: skip
    groups = [at for at, (value, _, _) in settled.items() if value == "item.group"]
    for at in names[:-1]:
        settled[at] = ("item.group", "", "")
    if names:
        settled[names[-1]] = ("item.name", "", "")
    elif groups:
        settled[max(groups)] = ("item.name", "", "")
    return settled


def _looks(grid: Grid, body: range, column: int, value: str, known: Words) -> float:
    """The share of a column's cells that look like a value; a half where nobody can tell."""
    like = _LOOKS.get(value)
    cells = [text for row in body if (text := re.sub(r"\s+", "", grid.rows[row][column]))]
    if like is None or not cells:
        return 0.5
    return sum(like(text, known) for text in cells) / len(cells)


def _has(pattern: str) -> Callable[[str, Words], bool]:
    found = re.compile(pattern)
    return lambda text, _: bool(found.search(text))


def _channel_like(text: str, known: Words) -> bool:
    return bool(re.search("[■□☑☐√]", text)) or any(name in text for name in known.channels if len(name) > 1)


_LOOKS: dict[str, Callable[[str, Words], bool]] = {
    "mode": _has("^[■□☑√]?(主动|依申请|申请)"),
    "channel": _channel_like,
    "audience": _has("社会|公众|群体|对象|群众|当事人|申请人"),
    "scope": _has("全部公开|部分公开|不予公开|主动|依申请"),
    "degree": _has("^[■□☑√]?(全部|部分|不予)公开|^公开$"),
    "level": _has("[省市县区乡镇村]级|街道"),
    "stage": _has("^[■□☑√]?(决策|执行|管理|服务|结果|解读|回应|评价)"),
    "item.power_type": _has("^(行政|其他|公共服务|政务信息)"),
    "item.section": _has("[股科室处办]$"),
    "number": _has("^[0-9一二三四五六七八九十]+$"),
    "department": _has("局|办|中心|委|镇|街道"),
    "deadline": lambda text, _: bool(parse_deadline(text)),
}


# ── rows that are no rows ────────────────────────────────────────────────────

_LONGEST_NUMBER = 10  # characters of a column's number with its brackets and blanks


def repeats_head(grid: Grid, row: int, head: Head, words_of_head: frozenset[str]) -> bool:
    """Whether a row says the head again, as printed tables do on each page."""
    texts = [text for text in grid.rows[row] if text.strip()]
    if len(texts) < min(3, len(head.columns)):
        return False
    strange = 0
    for text in texts:  # most rows are told by their first cells: to look at all took 0.6 s of 10,000 rows
        strange += bare(text) not in words_of_head
        if strange > 0.2 * len(texts):
            return False
    return True


def head_words(grid: Grid, head: Head) -> frozenset[str]:
    """The words of a head, bare."""
    rows = grid.rows[head.first : head.last]
    return frozenset(bare(text) for row in rows for text in row if text.strip())


def numbers_columns(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: 1 2 3 4, （1）（2）, A B C."""
    cells = [text for text in grid.rows[row] if text.strip()]
    if any(len(text) > _LONGEST_NUMBER for text in cells):
        return False
    texts = [bare(text) or re.sub(r"\D", "", text) for text in cells]
    digits = [re.sub(r"\D", "", text) for text in cells]
    if len(texts) < grid.width * 0.6 or len(texts) < 3:  # noqa: PLR2004 - two numbers may be anything
        return False
    plain = [int(text) for text in digits if text]
    counted = len(plain) == len(digits) and all(b - a in {0, 1} for a, b in pairwise(plain)) and plain[-1] > plain[0]
    return counted or texts == [chr(65 + number) for number in range(len(texts))]
