"""A Book as an SQLite database that datasette opens: a table each, and full-text search over the words of each.

The one rule: the same Book gives the same bytes; names and values are only ever bound or quoted.

The search is FTS5's with the trigram tokenizer: any three neighbouring characters are found, parts of words too. Two
are found by the query that `description` gives to datasette. A table's search table is <name>_fts; datasette knows it
by its content="<name>", in these quotes.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from gkcat.book import Book, Cell, Table, cell_lines

_LARGEST = 2**63 - 1


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.sqlite`` and return its path."""
    del templates  # data has no look
    path = folder / f"{book.name}.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("BEGIN")
        names: set[str] = set()
        for table in book.tables:
            if table.columns:
                _table(base, _unique(table.title or "表", names), table)
        base.execute("COMMIT")
    return path


def description(path: Path, title: str) -> dict[str, object]:
    """What datasette is told of a database by `--metadata`: its title, and for each table a search for any words."""
    queries: dict[str, object] = {}
    with closing(sqlite3.connect(path)) as base:
        found = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        for (name,) in [*found]:
            if "_fts" not in name:
                columns = [row[1] for row in base.execute(f"PRAGMA table_info({_quoted(name)})")]
                whole = " || char(10) || ".join(f"coalesce({_quoted(column)}, '')" for column in columns)
                sql = f"SELECT * FROM {_quoted(name)} WHERE instr({whole}, :词语) > 0 LIMIT 1000"  # noqa: S608 - quoted
                queries[f"查找{name}"] = {"sql": sql, "title": f"查找{name}：任意几个连着的字"}
    return {"title": title, "databases": {path.stem: {"queries": queries}}}


def _table(base: sqlite3.Connection, name: str, table: Table) -> None:
    taken = {"rank", "rowid"}  # FTS5 keeps these for itself
    columns = [_unique("·".join(column.head) or "列", taken) for column in table.columns]
    # S608: a statement has no place for names but in its text, and `_quoted` leaves none of them a way out
    base.execute(f"CREATE TABLE {_quoted(name)} ({', '.join(map(_quoted, columns))})")
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {_quoted(name)} VALUES ({marks})"  # noqa: S608 - see above
    base.executemany(insert, (tuple(map(_value, row)) for row in table.rows))
    words = ", ".join(map(_quoted, columns))
    search = _quoted(f"{name}_fts")
    base.execute(f"CREATE VIRTUAL TABLE {search} USING fts5({words}, content={_quoted(name)}, tokenize='trigram')")
    base.execute(f"INSERT INTO {search} ({search}) VALUES ('rebuild')")  # noqa: S608 - see above


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unique(name: str, taken: set[str]) -> str:
    """A name that SQLite takes and that is not there yet: capitals do not tell names apart."""
    plain = name.replace("\0", "") or "表"
    found = next(
        each
        for each in (plain if number == 1 else f"{plain}_{number}" for number in range(1, len(taken) + 2))
        if each.lower() not in taken
    )
    taken.add(found.lower())
    return found


def _value(cell: Cell) -> str | int | None:
    if isinstance(cell, int):
        return int(cell) if abs(cell) <= _LARGEST else str(cell)
    text = "\n".join(cell_lines(cell)).encode("utf-8", "replace").decode()
    return text or None
