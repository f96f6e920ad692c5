"""A Book as a database: tables, search, the same bytes."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from gkcat.book import Book, Column, Row, Table
from gkcat.formats import sqlite

COLUMNS = (Column("id", ("编号",)), Column("name", ("公开事项", "名称")), Column("n", ("条数",)))
ROWS: tuple[Row, ...] = (("zd-001", ("征地补偿", "安置方案"), 3), ("zd-002", None, date(2026, 11, 1)))
HOSTILE = "a\"; DROP TABLE x; --'"


def rows(path: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query, values).fetchall()


def test_each_table_is_a_table_with_flattened_heads(tmp_path: Path) -> None:
    path = sqlite.write(Book("catalog", "目录", (Table("事项", COLUMNS, ROWS),)), tmp_path, tmp_path)
    assert rows(path, 'SELECT "编号", "公开事项·名称", "条数" FROM "事项"') == [
        ("zd-001", "征地补偿\n安置方案", 3),
        ("zd-002", None, "2026-11-01"),
    ]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_words_and_parts_of_words_are_found(tmp_path: Path) -> None:
    path = sqlite.write(Book("catalog", "目录", (Table("事项", COLUMNS, ROWS),)), tmp_path, tmp_path)
    query = 'SELECT a."编号" FROM "事项_fts" f JOIN "事项" a ON a.rowid = f.rowid WHERE "事项_fts" MATCH ?'
    assert rows(path, query, "地补偿") == [("zd-001",)]
    assert rows(path, query, "补偿金") == []
    assert rows(path, 'SELECT "编号" FROM "事项" WHERE "公开事项·名称" LIKE ?', "%征地%") == [("zd-001",)]


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    book = Book("catalog", "目录", (Table("事项", COLUMNS, ROWS * 500),))
    first = sqlite.write(book, tmp_path / "a", tmp_path).read_bytes()
    assert sqlite.write(book, tmp_path / "b", tmp_path).read_bytes() == first
    assert sqlite.write(book, tmp_path / "a", tmp_path).read_bytes() == first


def test_names_that_are_alike_empty_or_hostile_are_told_apart(tmp_path: Path) -> None:
    columns = tuple(Column(str(at), (head,)) for at, head in enumerate(("A", "a", HOSTILE, "", "\0")))
    table = Table(HOSTILE, columns, ((HOSTILE, "2", 2**70, "\ud800", True),))
    path = sqlite.write(Book("catalog", "目录", (table, table, Table("", columns, ()))), tmp_path, tmp_path)
    names = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE \"%'")]
    assert [HOSTILE, f"{HOSTILE}_2", "表"] == [name for name in names if "_fts" not in str(name)]
    quoted = HOSTILE.replace('"', '""')
    assert rows(path, f'SELECT * FROM "{quoted}"') == [(HOSTILE, "2", str(2**70), "?", 1)]  # noqa: S608 - quoted above


def test_datasette_knows_the_search_and_is_given_one_for_any_words(tmp_path: Path) -> None:
    odd = Table(HOSTILE, COLUMNS, ROWS)
    path = sqlite.write(Book("catalog", "目录", (Table("事项", COLUMNS, ROWS), odd)), tmp_path, tmp_path)
    known = rows(path, """SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL TABLE%USING FTS%content="事项"%'""")
    assert known == [("事项_fts",)]
    said = sqlite.description(path, "目录")
    assert said["title"] == "目录"
    databases: Any = said["databases"]
    queries = databases["catalog"]["queries"]
    assert list(queries) == ["查找事项", f"查找{HOSTILE}"]
    for query in queries.values():
        with closing(sqlite3.connect(path)) as base:
            assert [row[0] for row in base.execute(query["sql"], {"词语": "补偿"})] == ["zd-001"]
            assert [row[0] for row in base.execute(query["sql"], {"词语": "2026"})] == ["zd-002"]
            assert base.execute(query["sql"], {"词语": "金补"}).fetchall() == []
