"""What a table was found to hold: items, their rows, each value with the cells it was read from, and what to say.

The one rule: nothing is dropped: a cell becomes a value, goes into the note, or is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gkcat import doubts
from gkcat.doubts import tell
from gkcat.finding import Finding
from gkcat.grid import Grid
from gkcat.importing.head import Column, Head
from gkcat.importing.text import Said
from gkcat.source import Plain


class Told(NamedTuple):
    """A finding about a cell, before those of neighbouring cells are put together."""

    grid: Grid
    row: int
    column: int
    said: Said


@dataclass(frozen=True, slots=True)
class Part:
    """A value, the cells it comes from as (column, text), and what to say of it."""

    value: Plain
    cells: tuple[tuple[Column, str], ...] = ()
    said: tuple[Told, ...] = ()


@dataclass(slots=True)
class Row:
    """A disclosure as it was read: parts by key (``stage``, ``scope.degree`` …), and what has no home but the note.

    ``grid``: not always that of its item, which may begin on one page and end on another, in a table cut in two.
    ``marks``: of its cells when a form of ours was made; ``untouched``: none was changed since.
    ``place``: of the disclosure in its item, from 1, where a form of ours tells it.
    ``continued``: it was put together from rows on two pages, so that its lines may be broken where none ends.
    """

    grid: Grid
    at: int
    parts: dict[str, Part] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    place: int = 0
    continued: bool = False
    marks: frozenset[str] = frozenset()
    untouched: bool = False

    @property
    def says(self) -> bool:
        """Whether it says anything that is a disclosure's own."""
        return any(part.value for key, part in self.parts.items() if not key.startswith("scope."))


@dataclass(slots=True)
class Found:
    """An item as it was read: its own parts by key, then its rows. ``exact``: gkcat wrote its cells.

    ``marks``: of the cells of all its rows when a form of ours was made. ``continued``: as of a row.
    """

    grid: Grid
    at: int
    head: Head
    exact: bool = False
    domain: str = ""
    unit: str = ""
    marks: frozenset[str] = frozenset()
    parts: dict[str, Part] = field(default_factory=dict)
    continued: bool = False
    rows: list[Row] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A part's value as text; empty when it has none."""
        part = self.parts.get(key)
        return part.value if part and isinstance(part.value, str) else ""


@dataclass(slots=True)
class Harvest:
    """What came of tables: items, rows that have no home, and what there is to say."""

    found: list[Found] = field(default_factory=list)
    remarks: list[tuple[Grid, int, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def gather(self, more: "Harvest") -> None:
        """Take in what came of a further table."""
        self.found += more.found
        self.remarks += more.remarks
        self.told += more.told


_FOR_ALL = (doubts.TO_FILL, doubts.INFERRED)
"""What concerns a column that is not there: said once a table."""


def findings(told: Iterable[Told]) -> Iterator[Finding]:
    """Findings of what was told, one for a run of neighbouring cells of a column that say the same."""
    runs: list[list[Told]] = []
    last: dict[tuple[int, int, Said], list[Told]] = {}
    for each in told:
        key = (id(each.grid), each.column, each.said)
        run = last.get(key)
        if run and (each.row - run[-1].row <= 1 or each.said.kind in _FOR_ALL):
            run.append(each)
        else:
            last[key] = [each]
            runs.append(last[key])
    for run in runs:
        first, said = run[0], run[0].said
        rows = {each.row for each in run}
        more = f"（共 {len(rows)} 处）" if len(rows) > 1 else ""
        until = run[-1].row if said.kind not in _FOR_ALL else None
        yield tell(said.kind, first.grid.where(first.row, max(0, first.column), until), said.message + more, said.cure)
