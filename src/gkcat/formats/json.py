"""A Book as JSON for other programs: title and facts, then each table as objects by column key.

The one rule: a value keeps its type, and the same Book gives the same bytes.
"""

import json
from datetime import date
from itertools import count
from pathlib import Path

from gkcat.book import Book, Cell, Column, Link, Table, Ticks, cell_lines

Value = str | int | bool | list[str] | dict[str, str] | None


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.json`` and return its path."""
    del templates  # data has no look
    path = folder / f"{book.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(values(book), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # Half of a surrogate pair is no character: UTF-8 can't hold it.
    path.write_bytes(text.encode("utf-8", "replace"))
    return path


def values(book: Book) -> dict[str, object]:
    """The Book as plain values."""
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "marks": book.marks,
        "issuer": book.issuer,
        "day": _value(book.day),
        "facts": [[label, _value(value)] for label, value in book.facts],
        "tables": [_table(table) for table in book.tables],
        "notes": book.notes,
    }


def _table(table: Table) -> dict[str, object]:
    keys = _keys(table.columns)
    return {
        "title": table.title,
        "columns": [{"key": key, "head": column.head} for key, column in zip(keys, table.columns, strict=True)],
        "rows": [dict(zip(keys, map(_value, row), strict=True)) for row in table.rows],
        "notes": table.notes,
    }


def _keys(columns: tuple[Column, ...]) -> list[str]:
    """Name each column's value; a key that comes again (a value over several columns) is numbered, so none is lost."""
    keys: list[str] = []
    for column in columns:
        names = (column.key if number == 1 else f"{column.key}_{number}" for number in count(1))
        keys.append(next(name for name in names if name not in keys))
    return keys


def _value(cell: Cell) -> Value:
    match cell:
        case Ticks():
            return [option for option in cell.options if option in cell.chosen]
        case Link():
            return {"text": cell.text, "href": cell.to}
        case tuple():
            return list(cell_lines(cell))
        case date():
            return cell.isoformat()
        case _:
            return cell
