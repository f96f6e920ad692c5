"""A table as it was read from a file, before anybody has asked what it means.

The one rule: a merged cell's text is said in every place it covers, and where it really stands is remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gkcat.finding import Where


class UnfitError(Exception):
    """A file, part or table that is not read; the message is for the user."""


Place = tuple[int, int]
"""(row, column) in a grid, both from 0."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of text, row by row, all rows as long as the longest.

    ``source`` is the file's name, ``name`` the sheet's or 表1, ``at`` the table's number in its file, from 1.
    ``numbers`` are the rows' numbers in the file, from 1: rows without any text are left out.
    ``covered`` tells of each place within a merged cell where that cell begins (a merged cell's first place is not
    in it). ``caption`` is what stands above the table, outside it; ``below``: nothing but blank lines parts it from the
    table before. ``ours``: `gkcat build` made it, so that a blank cell means nothing but blank.
    """

    source: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    covered: Mapping[Place, Place] = field(default_factory=dict)
    caption: str = ""
    at: int = 1
    ours: bool = False
    below: bool = False

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self.rows[0]) if self.rows else 0

    def number(self, row: int) -> int:
        """A row's number in the file, from 1."""
        return self.numbers[row] if self.numbers else row + 1

    def address(self, row: int, column: int) -> str:
        """A place as a spreadsheet names it: ``D17``."""
        return f"{letters(column)}{self.number(row)}"

    def where(self, row: int, column: int = 0, until: int | None = None) -> Where:
        """A place as findings show it: ``目录.xlsx[市民政局]!D17``, or ``…!D17:D20`` up to a row."""
        ends = "" if until is None or until == row else f":{self.address(until, column)}"
        path = f"{self.source}[{self.name}]!{self.address(row, column)}{ends}"
        return Where(path, line=self.number(row), column=column + 1, end_column=column + 2)

    def part(self, first: int, last: int) -> "Grid":
        """Its rows from ``first`` to before ``last``; they keep their numbers."""
        covered = {
            (row - first, column): (up - first, left)
            for (row, column), (up, left) in self.covered.items()
            if first <= up and row < last
        }
        numbers = tuple(self.number(row) for row in range(first, last))
        return replace(self, rows=self.rows[first:last], numbers=numbers, covered=covered)


def letters(column: int) -> str:
    """A column, from 0, as a spreadsheet names it: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(slots=True)
class Draughtsman:
    """Draws a grid cell by cell: `put` in any order, then `done`. Wider or longer than the limits is cut and told.

    Of more cells than any catalogue has, UnfitError is raised.
    """

    source: str
    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)
    cut: bool = False

    def put(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> None:
        """Put a cell that reaches over some rows and columns."""
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            self.cut = self.cut or bool(text.strip())
            return
        if text.strip():
            self.texts[row, column] = text
            self._bound()
        if rows > 1 or columns > 1:
            self.cover(row, column, rows, columns)

    def cover(self, row: int, column: int, rows: int, columns: int) -> None:
        """Let the cell at a place reach over some rows and columns."""
        if (row, column) not in self.texts:
            return  # a merged cell without text covers nothing that matters
        for down in range(row, min(row + rows, MAX_ROWS)):
            for right in range(column, min(column + columns, MAX_COLUMNS)):
                if (down, right) != (row, column):
                    self.covered[down, right] = (row, column)
            self._bound()

    def _bound(self) -> None:
        if len(self.texts) + len(self.covered) > MAX_CELLS:
            message = f"表格里的单元格超过 {MAX_CELLS // 10_000} 万个"
            raise UnfitError(message)

    def done(self, *, caption: str = "", at: int = 1, ours: bool = False, below: bool = False) -> Grid:
        """The grid, rows without text left out and the empty columns at its right end as well."""
        for place, origin in self.covered.items():
            self.texts[place] = self.texts[origin]
        kept = sorted({row for row, _ in self.texts})
        where = {row: number for number, row in enumerate(kept)}
        width = max((column for _, column in self.texts), default=-1) + 1
        rows = [[""] * width for _ in kept]
        for (row, column), text in self.texts.items():
            rows[where[row]][column] = text
        covered = {
            (where[row], column): (where[up], left)
            for (row, column), (up, left) in self.covered.items()
            if row in where
        }
        numbers = tuple(row + 1 for row in kept)
        return Grid(self.source, self.name, tuple(map(tuple, rows)), numbers, covered, caption, at, ours, below)


MAX_ROWS = 1_048_576
"""Excel's own limit; rows that hold nothing cost nothing."""
MAX_CELLS = 600_000
"""Of texts and merged places together: 40,000 rows of the national form; they take 150 MB."""
MAX_COLUMNS = 256
"""Of the widest catalogue seen, ten times."""
