"""Widths of columns, chosen from what stands in them within the bounds that the layout sets.

The one rule: the layout's shares hold unless other widths make the table lower; the same rows, the same widths.

Widths are twips (1/1440 inch), the cell's margins included. A sample of the rows decides: more of them change little.
The demonstration's 507 rows stand on 119 pages for 131 in 附件2's form; a table of 13 columns takes 0.06 s.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from gkcat.book import Cell, Column, Row, Ticks, cell_lines
from gkcat.paper.wrapping import LATIN, clean, even, options, wide

LEAST = 320  # a column holds one character, whatever its share
SIDE = 57  # the margin at either side of a cell: 1 mm
RULE = 10  # a line of the table: half a point, which LibreOffice takes from the words and Word does not
NARROWEST, WIDEST = 0.75, 1.6  # of its share, where the layout sets no bounds
SAMPLE = 40  # rows
STEPS = (16, 8, 4, 2, 1, 0.5)  # half characters that one column gives another at a time
PAGE = 30  # lines
ROWS_A_HEAD = 5  # the head stands above so many rows, on each page again
SMALL = 0.02  # of a line: what text weighs, line for line, that makes its row no higher
PHRASE, TORN = 6, 0.5  # characters of a phrase that had better stay whole, and what its tearing weighs, in lines
RAGGED = 0.3  # of a character stays empty at a line's end, on the average
HANG, HANGING_ROOM = 1, 7  # lines after the first of an element stand in by so much, in columns so wide
AIR = 0.2  # of a character beside a code, lest it be parted
PAIR = 2.0  # characters: a column of single characters, one below the other, can't be read
LONGEST_WORD = 14  # letters and digits of a code, which no line's end should part
WORD = re.compile("[0-9A-Za-z]+")

Span = tuple[int, int]


class Measured(NamedTuple):
    """A cell by the widths of its lines and of its longest code, in characters; or the list it ticks.

    ``parts`` are the lines, or all of the list in one.
    """

    widths: tuple[float, ...]
    word: float
    ticks: Ticks | None
    parts: tuple[float, ...]


class Bounds(NamedTuple):
    """The least and the most that a column may have."""

    least: int
    most: int


@dataclass(slots=True)
class Trial:
    """Columns of measured cells in groups, to be tried with other widths; ``size`` is a character's.

    ``known`` keeps the lines of a column by its width.
    """

    columns: Sequence[Column]
    cells: Sequence[Sequence[Measured]]
    spans: Sequence[Span]
    size: int
    known: dict[tuple[int, int], tuple[list[int], float]] = field(default_factory=dict)

    def column(self, at: int, width: int) -> tuple[list[int], float]:
        """Lines of a column's cells by row, or by group where equal cells become one, the last its head's.

        Then what its text and its torn phrases weigh though they make no row higher.
        """
        key = (at, width)
        if key not in self.known:
            room = max(1.0, characters(width, self.size))
            column = self.columns[at]
            hang = HANG if column.align == "left" and room >= HANGING_ROOM else 0
            counts = [_lines(cell, room, hang) for cell in self.cells[at]]
            share = 1.0
            if column.merge:
                share = len(self.spans) / len(counts)
                counts = [max(counts[first:last]) for first, last in self.spans]
            torn = sum(room < part <= PHRASE for cell in self.cells[at] for part in cell.widths)
            text = sum(max(1, part / room) for cell in self.cells[at] for part in cell.parts)
            head = len(even(column.head[-1], room)) if column.head else 1
            self.known[key] = [*counts, head], (text * SMALL + torn * TORN) * share + head * SMALL
        return self.known[key]

    def cost(self, widths: Sequence[int]) -> float:
        """The height of all rows in lines, and a little for lines that make no row higher."""
        own: list[list[int]] = [[1] * (self.spans[-1][1] + 1)] * 2
        merged: list[list[int]] = []
        small = 0.0
        for at, width in enumerate(widths):
            lines, weight = self.column(at, width)
            (merged if self.columns[at].merge else own).append(lines)
            small += weight
        heights: list[int] = [max(row) for row in zip(*own, strict=True)]
        head = heights.pop()
        groups = [sum(heights[first:last]) for first, last in self.spans]
        least = [heights[first] for first, _ in self.spans]
        for column in merged:
            groups = [max(pair) for pair in zip(groups, column, strict=False)]
            least = [max(pair) for pair in zip(least, column, strict=False)]
            head = max(head, column[-1])
        # On each page half of what must stand together is left empty, on the average.
        empty = sum(least) / len(least) / 2 / PAGE
        height = sum(groups) + head * len(heights) / ROWS_A_HEAD
        return height * (1 + empty) + small


def characters(width: int, size: int) -> float:
    """How many characters go into a line of a column."""
    return (width - 2 * SIDE - RULE) / size


def choose(columns: Sequence[Column], rows: Sequence[Row], spans: Sequence[Span], width: int, size: int) -> list[int]:
    """Widths that fill ``width`` to the last twip and make the rows, in groups ``spans``, as low as can be."""
    numbers = [_number([row[at] for row in rows], size) for at in range(len(columns))]
    rows, spans = _sample(rows, spans)
    cells = [[_measured(row[at]) for row in rows] for at in range(len(columns))]
    start, bounds = _start(columns, cells, width, size, numbers)
    if not spans:
        return start
    trial = Trial(columns, cells, spans, size)
    widths, cost = start, trial.cost(start)
    for step in (round(half * size / 2) for half in STEPS):
        while True:
            closer = _exchange(trial, widths, bounds, step)
            found = trial.cost(closer)
            if found >= cost - SMALL / 2:
                break
            widths, cost = closer, found
    return widths


def _exchange(trial: Trial, widths: list[int], bounds: Sequence[Bounds], step: int) -> list[int]:
    """Give to the column to which a step is worth most, from the one to which it is worth least."""
    places = range(len(widths))
    gains = {at: trial.cost(_moved(widths, at, step)) for at in places if widths[at] + step <= bounds[at].most}
    taker = min(gains, key=gains.__getitem__, default=-1)
    losses = {
        at: trial.cost(_moved(widths, at, -step))
        for at in places
        if at != taker and widths[at] - step >= bounds[at].least
    }
    giver = min(losses, key=losses.__getitem__, default=-1)
    return widths if min(taker, giver) < 0 else _moved(_moved(widths, taker, step), giver, -step)


def _moved(widths: Sequence[int], at: int, step: int) -> list[int]:
    return [width + step if place == at else width for place, width in enumerate(widths)]


# ── bounds ───────────────────────────────────────────────────────────────────


def _start(
    columns: Sequence[Column], cells: Sequence[Sequence[Measured]], width: int, size: int, least: Sequence[int]
) -> tuple[list[int], list[Bounds]]:
    """The layout's shares of the width, and what each column may have."""
    scale = width / (sum(column.width for column in columns) or 1)
    words = [round(max((cell.word for cell in column), default=0) * size) + 2 * SIDE + RULE for column in cells]
    held = [max(pair) for pair in zip(words, least, strict=True)]
    start = share([column.width for column in columns], width, held)
    bounds = []
    for column, now, word in zip(columns, start, held, strict=True):
        narrowest = max(word, round((column.narrowest or NARROWEST * column.width) * scale))
        widest = round((column.widest or WIDEST * column.width) * scale)
        bounds.append(Bounds(min(narrowest, now), max(widest, now)))
    return start, bounds


def share(shares: Sequence[float], width: int, least: Sequence[int]) -> list[int]:
    """Share the width out to the last twip, none narrower than its least while there is room."""
    held: dict[int, float] = {}
    scale, short = 0.0, [-1]
    while short:
        free = [at for at in range(len(shares)) if at not in held]
        scale = (width - sum(held.values())) / (sum(shares[at] for at in free) or 1)
        short = [at for at in free if shares[at] * scale < least[at]]
        held |= {at: least[at] for at in short}
    parts = [held.get(at, each * scale) for at, each in enumerate(shares)]
    edges = [round(width * sum(parts[:at]) / (sum(parts) or 1)) for at in range(len(parts) + 1)]
    return [after - before for before, after in pairwise(edges)]


# ── cells ────────────────────────────────────────────────────────────────────


def _number(cells: Sequence[Cell], size: int) -> int:
    """The width that holds a character, or the longest number or date in one piece."""
    numbers = (str(cell) for cell in cells if isinstance(cell, int | date) and not isinstance(cell, bool))
    digits = max(map(len, numbers), default=1)
    return max(LEAST, round((digits * LATIN + AIR) * size) + 2 * SIDE + RULE)


def _sample(rows: Sequence[Row], spans: Sequence[Span]) -> tuple[Sequence[Row], list[Span]]:
    """Some of the groups, evenly from all, and of long ones the beginning."""
    taken: list[Row] = []
    kept: list[Span] = []
    for first, last in spans[:: -(-len(rows) // SAMPLE) or 1]:
        kept.append((len(taken), len(taken) + min(last - first, SAMPLE)))
        taken += rows[first : min(last, first + SAMPLE)]
    return taken, kept


def _measured(cell: Cell) -> Measured:
    if isinstance(cell, Ticks):
        return Measured((), 0, cell, (sum(map(wide, cell.marked())),))
    lines = [clean(part) for line in cell_lines(cell) for part in line.split("\n")]
    runs = (run[0] for line in lines for run in WORD.finditer(line))
    word = max((wide(run) for run in runs if len(run) <= LONGEST_WORD), default=0.0)
    widths = tuple(map(wide, lines))
    return Measured(widths, max(word + AIR, min(PAIR, max(widths, default=1.0))), None, widths)


def _lines(cell: Measured, room: float, hang: int) -> int:
    """About how many lines a cell takes."""
    widths = [*map(wide, options(cell.ticks, room))] if cell.ticks else cell.widths
    later = max(1.0, room - RAGGED - (hang if len(cell.widths) > 1 else 0))
    return max(1, sum(1 if width <= room else 1 + ceil((width - room + RAGGED) / later) for width in widths))
