"""How far the catalogue covers what it should, by unit and by domain: a Book, and its lines for a terminal.

The one rule: items are counted, never judged; which stages an item must cover is the catalogue's say (`demanded`).
"""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text

from gkcat.book import Book, Cell, Column, Row, Table, cell_lines
from gkcat.catalog import Catalog
from gkcat.finding import plain
from gkcat.model import Entry, Unit, entries_of
from gkcat.paper.wrapping import wrap

Group = tuple[str, Sequence[Entry]]
"""A unit or a domain: its name and its items."""

_WHOLE = 100
_ANY = 1000
_NAME, _NUMBER, _HEAD = 12, 4, 6  # columns of the terminal: the least of a name, of a number, the most of its head
_NOTE = (
    "各环节下为涉及该环节的事项数。",
    "覆盖率：按权力类型应当覆盖的环节中，已有公开内容的占百分之几（舍去小数）；写明不适用的环节不计，没有应当覆盖的环节则空着。",
)


def coverage(catalog: Catalog, units: Sequence[Unit]) -> Book:
    """Two tables, 单位×环节 and 领域×环节, the last row for all. What could not be read is not counted."""
    by_unit = [(unit.label, unit.entries) for unit in units]
    by_domain = [(each.name, entries_of(units, each.id)) for each in catalog.domains]
    head = catalog.head
    return Book(
        name="覆盖情况",
        title=(head.jurisdiction.name if head else "") + "政务公开事项覆盖情况",
        tables=(_table(catalog, "责任单位", by_unit), _table(catalog, "领域", by_domain)),
        marks=(head.mark,) if head and head.mark else (),
        notes=_NOTE,
        issuer=head.issuer if head else "",
        day=head.as_of if head else None,
    )


def _table(catalog: Catalog, kind: str, groups: Sequence[Group]) -> Table:
    entries = [entry for _, each in groups for entry in each]
    rows = [_row(catalog, name, each) for name, each in groups]
    return Table(f"按{kind}", _columns(catalog, kind), (*rows, _row(catalog, "合计", entries)))


def _columns(catalog: Catalog, kind: str) -> tuple[Column, ...]:
    stages = [Column(f"stage.{name}", ("涉及各环节的事项数", name), 4, "center", shade=True) for name in catalog.stage]
    return (
        Column("name", (kind,), 12),
        Column("items", ("事项数",), 5, "center"),
        Column("disclosures", ("内容数",), 6, "center"),
        *stages,
        Column("covered", ("覆盖率%",), 6, "center"),
    )


def _row(catalog: Catalog, name: str, entries: Sequence[Entry]) -> Row:
    contents = sum(len(entry.item.disclosures) for entry in entries)
    counts = [sum(stage in entry.item.stages for entry in entries) for stage in catalog.stage]
    return (name, len(entries), contents, *counts, _covered(catalog, entries))


def _covered(catalog: Catalog, entries: Sequence[Entry]) -> Cell:
    """How many of a hundred demanded stages are there; None when none is demanded."""
    demanded = covered = 0
    for entry in entries:
        stages = catalog.demanded(entry.item)
        demanded += len(stages)
        covered += len(entry.item.stages.intersection(stages))
    return covered * _WHOLE // demanded if demanded else None


# ── for a terminal ───────────────────────────────────────────────────────────


def lines(book: Book) -> Iterator[str]:
    """The book as text at the terminal's width, colours as ANSI codes; Chinese characters are two columns wide."""
    out = StringIO()
    width = shutil.get_terminal_size().columns
    console = Console(file=out, width=width, force_terminal=True, color_system="standard", highlight=False)
    for grid in map(_grid, book.tables):
        least = Measurement.get(console, console.options.update(max_width=_ANY), grid).minimum
        console.width = max(width, least)  # too narrow a terminal breaks lines, where rich would leave columns out
        console.print(grid)
    console.width = width
    for line in (line for note in book.notes for line in wrap(note, width / 2)):
        console.print(Text(line.rstrip(), style="dim"))
    yield from (line.rstrip() for line in out.getvalue().splitlines())


def _grid(table: Table) -> Grid:
    grid = Grid(title=Text(table.title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=0)
    first, *rest = table.columns
    grid.add_column(Text(first.head[-1]), overflow="fold", min_width=_NAME)
    for number, column in enumerate(rest, 1):
        head = Text(column.head[-1])
        if any(_worded(row[number]) for row in table.rows):
            grid.add_column(head, overflow="fold", min_width=_NUMBER)
        else:
            grid.add_column(head, justify="right", overflow="fold", min_width=_NUMBER, max_width=_HEAD)
    for row in table.rows:
        grid.add_row(*map(_text, row), style="bold" if row is table.rows[-1] else "")
    return grid


def _worded(cell: Cell) -> bool:
    """Whether a cell is words or a date, not a number."""
    return isinstance(cell, date) or (isinstance(cell, str) and cell != "" and not cell.isdecimal())


def _text(cell: Cell) -> Text:
    return Text(plain("".join(cell_lines(cell))))
