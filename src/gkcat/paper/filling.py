"""Paper: how words fill a line, lines a row and rows a page, reckoned before anything is printed.

The one rule: reckon rather too high than too low, so that what is meant for one page stands on one page.

Heights and widths are twips (1/1440 inch); widths of text are characters, a Chinese one being 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from gkcat.book import Column, HeadCell, Link, Row, Table, Ticks, cell_lines, head_cells
from gkcat.paper.widths import HANG, HANGING_ROOM, RULE, characters, choose
from gkcat.paper.wrapping import clean, even, options, upright, wide, wrap

ABOVE = 40  # the margin above and below in a cell: 2 pt
LOWEST = 400  # a row of one line has air
FLOWING = 240  # air above a table that begins no page
LAST = 20  # the lowest paragraph there is, which Word wants after a table
AGAIN = "续"
WEB = ("http://", "https://")


class Sheet(NamedTuple):
    """The room on a page, and the size and line of a table's text."""

    width: int
    height: int
    size: int
    line: int


class Slot(NamedTuple):
    """What a column lets its cells have: characters to a line, and how far the second line stands in."""

    room: float
    merge: bool
    hang: float


class Line(NamedTuple):
    """A row ready to be set: each cell as lines (a link as itself), and how many lines on paper it takes."""

    cells: tuple[tuple[str, ...] | Link, ...]
    counts: tuple[int, ...]


class Band(NamedTuple):
    """Rows of one item that stand on one page, equal neighbours merged; each row's height, and what it must be given.

    The two differ where a row's own words make it as high as it is.
    """

    lines: Sequence[Line]
    heights: Sequence[int]
    floors: Sequence[int]


class Setting(NamedTuple):
    """A table laid out: widths of its columns, height of its head, its bands; its first page, and if it begins that."""

    widths: list[int]
    slots: list[Slot]
    head: int
    bands: list[Band]
    page: int
    fresh: bool


@dataclass(slots=True)
class Pen:
    """Where on which page the next thing goes."""

    sheet: Sheet
    page: int = 0
    at: int = 0

    def turn(self, at: int = 0) -> None:
        """Begin a page."""
        self.page += 1
        self.at = at


def fit(tables: Sequence[Table], sheet: Sheet) -> list[list[int]]:
    """The widths of each table's columns, the same where the columns are, chosen from all that stands in them."""
    found: dict[tuple[Column, ...], list[int]] = {}
    for columns in dict.fromkeys(table.columns for table in tables):
        rows: list[Row] = []
        spans: list[tuple[int, int]] = []
        for table in tables:
            if table.columns == columns:
                spans += [(len(rows) + first, len(rows) + last) for first, last in table.spans()]
                rows += table.rows
        found[columns] = choose(columns, rows, spans, sheet.width, sheet.size)
    return [found[table.columns] for table in tables]


def lay(table: Table, widths: list[int], pen: Pen, caption: int, tail: int = 0) -> Setting:
    """Lay a table out from where the pen is: on a new page, unless all of it fits on what is left of this one.

    ``caption`` is the height of the line above it, ``tail`` of what follows it: the last row is cut so low that both
    have room on a page. The pen is left below the last row.
    """
    slots = [_slot(column, width, pen.sheet) for column, width in zip(table.columns, widths, strict=True)]
    head = sum(head_heights(table.columns, widths, pen.sheet)) + RULE  # the line above it
    most = (pen.sheet.height - caption - head - 2 * ABOVE - RULE) // pen.sheet.line
    most_of_last = most - (-(-tail // pen.sheet.line) if tail < pen.sheet.height // 2 else 0)
    mosts = [most] * (len(table.rows) - 1) + [most_of_last]
    groups = [_group(table.rows[first:last], slots, mosts[first:last]) for first, last in table.spans()]
    room = pen.sheet.height - pen.at - caption - head - tail
    fresh = pen.page == 0 or not _fits(groups, slots, pen.sheet, room - FLOWING)
    if fresh:
        pen.turn()
    page = pen.page
    pen.at += caption + head + (0 if fresh else FLOWING)
    bands = [band for group in groups for band in _bands(group, slots, pen, head)]
    return Setting(widths, slots, head, bands, page, fresh)


def close(setting: Setting, pen: Pen, height: int) -> tuple[Setting, list[Band]]:
    """Go down by what follows a table, uncut; over to the next page it takes rows along, given as bands of their own.

    So notes and signatures never stand alone on a page: the last band goes with them, or its last row if that is all
    there is room for.
    """
    if pen.at + height <= pen.sheet.height or not setting.bands:
        pen.at += height
        return setting, []
    pen.turn(setting.head)
    *before, band = setting.bands
    if setting.head + sum(band.heights) + height > pen.sheet.height:
        line = pen.sheet.line
        before += [_band(band.lines[:-1], setting.slots, line)] * (len(band.lines) > 1)
        band = _band(band.lines[-1:], setting.slots, line)
    pen.at += sum(band.heights) + height
    return (setting._replace(bands=before), [band]) if before else (setting, [])


def head_heights(columns: tuple[Column, ...], widths: Sequence[int], sheet: Sheet) -> list[int]:
    """The height of each row of the head."""
    cells = head_cells(columns)
    heights = [0] * max((cell.row + cell.rows for cell in cells), default=0)
    for cell in sorted(cells, key=lambda cell: cell.rows):
        last = cell.row + cell.rows
        lines = head_lines(cell, widths, sheet)
        need = round((wide(cell.text) + 1) * sheet.size) if lines is None else len(lines) * sheet.line
        heights[last - 1] += max(0, need + 2 * ABOVE + RULE - sum(heights[cell.row : last]))
    return heights


def head_lines(cell: HeadCell, widths: Sequence[int], sheet: Sheet) -> tuple[str, ...] | None:
    """The lines of a head, about even; None where it stands upright, as a long one over a narrow column does."""
    room = characters(sum(widths[cell.column : cell.column + cell.columns]), sheet.size)
    text = clean(cell.text)
    return None if upright(text, room) else tuple(even(text, room))


def _slot(column: Column, width: int, sheet: Sheet) -> Slot:
    room = characters(width, sheet.size)
    return Slot(room, column.merge, HANG if column.align == "left" and room >= HANGING_ROOM else 0)


@lru_cache(maxsize=1 << 14)
def _fill(lines: tuple[str, ...], slot: Slot) -> tuple[tuple[str, ...], int]:
    """Clean a cell's lines and count them as set; a catalogue repeats itself, so the answers are kept."""
    kept = tuple([part for line in lines for part in clean(line).split("\n")])
    hang = slot.hang if len(kept) > 1 else 0
    return kept, sum(len(wrap(line, slot.room, hang)) for line in kept)


def _line(row: Row, slots: Sequence[Slot]) -> Line:
    cells: list[tuple[str, ...] | Link] = []
    counts: list[int] = []
    for cell, slot in zip(row, slots, strict=True):
        lines, count = _fill(options(cell, slot.room) if isinstance(cell, Ticks) else cell_lines(cell), slot)
        cells.append(cell if isinstance(cell, Link) and cell.to.startswith(WEB) else lines)
        counts.append(count)
    return Line(tuple(cells), tuple(counts))


# ── rows higher than a page ──────────────────────────────────────────────────


def _group(rows: Sequence[Row], slots: Sequence[Slot], mosts: Sequence[int]) -> list[Line]:
    """The rows of a group, each of no more lines than may be: what is longer goes on in rows marked 续."""
    group: list[Line] = []
    above: Line | None = None
    for row, most in zip(rows, mosts, strict=True):
        line = _line(row, slots)
        group += [line] if max(line.counts, default=0) <= most else _parts(line, above, slots, max(1, most))
        above = line
    return group


def _parts(line: Line, above: Line | None, slots: Sequence[Slot], most: int) -> list[Line]:
    """Cut a row too high: long cells go on, short ones are said again."""
    columns: list[list[tuple[str, ...] | Link]] = []
    for at, (cell, count, slot) in enumerate(zip(line.cells, line.counts, slots, strict=True)):
        if count <= most or isinstance(cell, Link):
            columns.append([cell])
            continue
        parts = list(_cut(cell, slot, max(1, most - 1)))  # a line is left for the mark
        said = (
            slot.merge and above is not None and above.cells[at] == cell
        )  # whole in the rows above, so its end will do
        columns.append([*parts[-1:]] if said else [*parts])
    parts_of = max(map(len, columns))
    rows = [[_part(column, at, slot) for column, slot in zip(columns, slots, strict=True)] for at in range(parts_of)]
    for cells in rows[1:]:
        first = cells[0]
        if not isinstance(first, Link):
            cells[0] = (*first, AGAIN) if len(columns[0]) == 1 else (AGAIN, *first)
    return [_line(tuple(cells), slots) for cells in rows]


def _part(column: list[tuple[str, ...] | Link], at: int, slot: Slot) -> tuple[str, ...] | Link:
    if at < len(column):
        return column[at]
    return column[-1] if len(column) == 1 or slot.merge else ()


def _cut(lines: tuple[str, ...], slot: Slot, most: int) -> Iterator[tuple[str, ...]]:
    """Cut a cell into parts of so many lines on paper, between elements where that can be."""
    part: list[str] = []
    left = most
    for line in lines:
        pieces = wrap(line, slot.room, slot.hang)
        if part and left < len(pieces) <= most:
            yield tuple(part)
            part, left = [], most
        while len(pieces) > left:
            yield (*part, "".join(pieces[:left]))
            pieces, part, left = pieces[left:], [], most
        part.append("".join(pieces))
        left -= len(pieces)
    yield tuple(part)


# ── rows that stay together ──────────────────────────────────────────────────


def _fits(groups: Sequence[Sequence[Line]], slots: Sequence[Slot], sheet: Sheet, room: int) -> bool:
    """Whether all groups fit in so much room, each in one band."""
    for group in groups:
        if len(group) * LOWEST > room:
            return False
        room -= sum(_band(group, slots, sheet.line).heights)
    return room >= 0


def _bands(group: Sequence[Line], slots: Sequence[Slot], pen: Pen, head: int) -> Iterator[Band]:
    """Cut a group where pages end, so that none ends within a merged cell; each band says the merged words again."""
    merging = any(slot.merge for slot in slots)
    while group:
        band = None
        for taken in range(1, len(group) + 1 if merging else 2):
            longer = _band(group[:taken], slots, pen.sheet.line)
            if pen.at + sum(longer.heights) > pen.sheet.height and (band or pen.at > head):
                break
            band = longer
        if band is None:
            pen.turn(head)
            continue
        pen.at += sum(band.heights)
        yield band
        group = group[len(band.lines) :]


def _band(lines: Sequence[Line], slots: Sequence[Slot], leading: int) -> Band:
    """Give each row its own height, and an even share of what a merged cell needs more."""
    merging = [at for at, slot in enumerate(slots) if slot.merge and len(lines) > 1]
    own = [max((n for at, n in enumerate(line.counts) if at not in merging), default=1) for line in lines]
    heights = [max(LOWEST, _height(count, leading)) for count in own]
    floors = [LOWEST] * len(lines)
    for column in merging:
        start = 0
        for _, same in groupby(lines, key=lambda line: line.cells[column]):
            run = list(same)
            end = start + len(run)
            lack = _height(run[0].counts[column], leading) - sum(heights[start:end])
            for at in range(start, end) if lack > 0 else ():
                heights[at] += -(-lack // len(run))
                floors[at] = heights[at]
            start = end
    return Band(lines, heights, floors)


def _height(count: int, leading: int) -> int:
    return count * leading + 2 * ABOVE + RULE
