"""The Book: tables ready to be set, the one form between the model and every format.

The one rule: a renderer sees nothing else, so whatever can be said as a Book comes out in every format.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple

_LINE = 12  # characters, marks included: two options no longer than this together stand on one line


@dataclass(frozen=True, slots=True)
class Ticks:
    """A closed list with marks: ■ before each option chosen, □ before the others."""

    options: tuple[str, ...]
    chosen: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anything to mark."""
        return bool(self.options)

    def marked(self) -> list[str]:
        """The options, each behind its mark."""
        return [("■" if option in self.chosen else "□") + option for option in self.options]

    def lines(self) -> tuple[str, ...]:
        """The options marked, two short ones to a line as the national form has them."""
        marked = self.marked()
        lines: list[str] = []
        while marked:
            pair = len(marked) > 1 and len(marked[0] + marked[1]) <= _LINE
            lines.append("　".join(marked.pop(0) for _ in range(1 + pair)))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: ``to`` is a page of the same site (``units/mzj``), a file of it, or http(s).

    A file stands below ``files/`` and is named with its ending.
    """

    text: str
    to: str

    def __hash__(self) -> int:
        """By where it leads alone: in half the time, and tables are full of links."""
        return hash(self.to)


Cell = str | tuple[str, ...] | bool | int | date | Ticks | Link | None
"""What may stand in a cell; the Python type is the cell's type.

str: text · tuple: lines · bool: tick · int: number · date · Ticks · Link · None: blank.
"""

Align = Literal["left", "center"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head from the top row down (nested heads share their beginning).

    ``width`` is its share of the page, in Chinese characters, which paper may change to suit what stands in it,
    from ``narrowest`` to ``widest`` (0: as the format thinks fit); ``merge`` lets equal cells of a group become
    one; ``choices`` is the closed list its text is taken from, if there is one, ``offers`` what is often written;
    ``shade`` asks for a darker ground the larger the number; ``key`` names the value it carries, in the words of the
    YAML contract, ``tick`` the one choice of it that a column stands for. In a form ``hint`` tells how to fill
    a cell, ``day`` that dates stand in it, and ``pin`` keeps the column in sight; a ``hidden`` one is for machines.
    """

    key: str
    head: tuple[str, ...]
    width: float = 10
    align: Align = "left"
    merge: bool = False
    choices: tuple[str, ...] = ()
    shade: bool = False
    offers: tuple[str, ...] = ()
    hint: str = ""
    day: bool = False
    pin: bool = False
    hidden: bool = False
    narrowest: float = 0
    widest: float = 0
    tick: str = ""


Row = tuple[Cell, ...]
Look = Literal["table", "grid", "cards", "bars"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. ``groups`` are the indexes of the rows that begin a group (one item each).

    ``look`` asks a format that can for cards (the first cell on top), bars (the second cell as a length) or a grid:
    numbers under narrow heads, which stays a table where others become cards.
    Into a ``form`` people will write: its cells, and rows below the last.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    look: Look = "table"
    form: bool = False

    def shown(self) -> "Table":
        """The table without its hidden columns, for what people read."""
        kept = [at for at, column in enumerate(self.columns) if not column.hidden]
        if len(kept) == len(self.columns):
            return self
        columns = tuple(self.columns[at] for at in kept)
        return replace(self, columns=columns, rows=tuple(tuple(row[at] for at in kept) for row in self.rows))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Each group as (first row, row after the last); without groups each row is one."""
        if self.rows:
            starts = self.groups or tuple(range(len(self.rows)))
            yield from zip(starts, (*starts[1:], len(self.rows)), strict=True)


@dataclass(frozen=True, slots=True)
class Book:
    """One document, workbook or page.

    ``name`` is the file's name without its ending (of a title, see `file_name`), or the page's path in the site;
    ``marks`` are words that must be seen on each page (示例, 草稿); ``facts`` are label and value lines of the cover or
    card; ``trail`` the pages above it; ``seal`` stands on the cover where the seal goes; ``signature`` names who signs
    below the last table, each before a blank. ``address`` is where the page is for good, ``nav`` the pages that
    every page leads to, ``pages`` the pages that a long one was cut into, ``meta`` what it says to machines by name,
    ``about`` what it is about in schema.org's words, ``stamp`` what the file's properties say of its source.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    subtitle: str = ""
    marks: tuple[str, ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()
    notes: tuple[str, ...] = ()
    trail: tuple[Link, ...] = ()
    issuer: str = ""
    day: date | None = None
    landscape: bool = True
    seal: str = ""
    signature: tuple[str, ...] = ()
    address: str = ""
    nav: tuple[Link, ...] = ()
    pages: tuple[Link, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    about: Mapping[str, object] | None = None
    stamp: tuple[tuple[str, str], ...] = ()

    def shown(self) -> "Book":
        """The book without the hidden columns of its tables."""
        return replace(self, tables=tuple(table.shown() for table in self.tables))


ROW_ID = "row.id"
"""The key of the column that tells machines what a row is."""
SEALED = "|"
"""In a workbook, what parts that from the marks of the row's other cells."""
_MARK = 6  # signs of 64 each: of 10,000 cells that somebody changed one in 7 million looks unchanged


def sealed(columns: tuple[Column, ...], row: Row) -> Row:
    """The row with marks of its cells behind its id, if it has one: by them import knows which were changed since."""
    at = next((at for at, column in enumerate(columns) if column.key == ROW_ID), -1)
    if at < 0 or not row[at]:
        return row
    shown = (pair for pair in zip(columns, row, strict=True) if not pair[0].hidden)
    marks = "".join(mark(column.key, column.tick, "\n".join(cell_lines(cell))) for column, cell in shown)
    return (*row[:at], f"{row[at]}{SEALED}{marks}", *row[at + 1 :])


def unsealed(text: str) -> tuple[str, frozenset[str]]:
    """A row's id and the marks of its cells."""
    name, _, marks = text.partition(SEALED)
    return name, frozenset(marks[at : at + _MARK] for at in range(0, len(marks), _MARK))


@lru_cache(maxsize=1 << 14)  # most cells of a table are like others
def mark(key: str, tick: str, text: str) -> str:
    """A mark of what a cell says, whatever blanks stand in it; of a ticked list line ends are as good as blanks."""
    ticked = "■" in text or "□" in text
    lines = [text] if ticked else text.split("\n")
    words = [("" if ticked else " ").join(line.split()) for line in lines]
    said = "\n".join(filter(None, words))
    return urlsafe_b64encode(sha256(f"{key}\n{tick}\n{said}".encode()).digest())[:_MARK].decode()


def file_name(title: str) -> str:
    """A title as a file's name: without what a path could take amiss, and cut in its middle to what a disk takes."""
    name = _UNSAFE.sub("", title) or "目录"
    return name if len(name) <= 2 * _HALF else f"{name[:_HALF]}…{name[-_HALF:]}"


_UNSAFE = re.compile(r"[^\w（）〔〕-]+")
_HALF = 28  # characters: 227 bytes at the most with both halves, of 255 that most disks allow


class HeadCell(NamedTuple):
    """A cell of the head: its words and the rows and columns it stands over."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def head_cells(columns: tuple[Column, ...]) -> list[HeadCell]:
    """Lay nested heads out as merged cells: neighbours that share their beginning stand under one.

    A short head reaches down to the bottom row.
    """
    depth = max((len(column.head) for column in columns), default=0)
    cells: list[HeadCell] = []
    for level in range(depth):
        start = 0
        while start < len(columns):
            path = columns[start].head[: level + 1]
            end = start + 1
            if len(path) > level:
                nested = len(columns[start].head) > level + 1
                while nested and end < len(columns) and columns[end].head[: level + 1] == path:
                    end += 1
                rows = 1 if nested else depth - level
                cells.append(HeadCell(path[level], level, start, rows, end - start))
            start = end
    return cells


def said(cell: Cell) -> bool:
    """Whether anything stands in a cell."""
    return bool(cell) or (cell == 0 and cell is not False)  # a number does


def cell_lines(cell: Cell) -> tuple[str, ...]:
    """A cell as lines of text, the same in every format that has only text."""
    if isinstance(cell, Ticks):
        return cell.lines()
    if isinstance(cell, Link):
        return (cell.text,)
    if isinstance(cell, tuple):
        return cell
    if cell is None or cell is False or cell == "":
        return ()
    return ("√",) if cell is True else (str(cell),)
