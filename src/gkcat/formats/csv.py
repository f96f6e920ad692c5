"""A Book as CSV that Excel opens by a double click: UTF-8 with a byte order mark, CRLF.

The one rule: a row of the file is a row of a table, under one head, and names its table in the first column.
"""

import csv
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from gkcat.book import Book, Cell, Table, cell_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "表名"
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")  # full-width signs begin a formula too in a Chinese Excel
CONTROL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.csv`` and return its path."""
    del templates  # data has no look
    path = folder / f"{book.name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(_lines(book))
    return path


def _lines(book: Book) -> "Iterator[list[str | int]]":
    """Give the tables one after the other; where the columns change, an empty line and a new head."""
    marks = f"（{'、'.join(book.marks)}）" if book.marks else ""
    for number, (head, tables) in enumerate(groupby(book.tables, _head)):
        if number:
            yield []
        yield [_guard(word) for word in (TABLE, *head)]
        for table in tables:
            name = _guard(table.title + marks)
            for row in table.rows:
                yield [name, *map(_value, row)]


def _head(table: Table) -> tuple[str, ...]:
    """Flatten the nested head: 公开事项/事项名称."""
    return tuple("/".join(column.head) for column in table.columns)


def _value(cell: Cell) -> str | int:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell  # a number may begin with a minus: it is no text
    return _guard("\n".join(cell_lines(cell)))


def _guard(text: str) -> str:
    """Drop control characters, and put an apostrophe before text that a spreadsheet would take for a formula."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "'" + text if FORMULA.match(text) else text
