"""A Book as JSON: read again with the json module."""

import json as reader
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gkcat.book import Book, Cell, Column, Link, Table, Ticks
from gkcat.formats import json

COLUMNS = (Column("name", ("公开事项", "事项名称")), Column("content", ("公开内容",)))
BOOK = Book(
    "out/目录",
    "标题",
    (Table("甲", COLUMNS, (("一", ("上", "下")),), notes=("注",)),),
    subtitle="副题",
    marks=("示例",),
    facts=(("事项数", 2), ("电话", ("1", "2"))),
    notes=("说明",),
    issuer="办公室",
    day=date(2017, 11, 20),
)


def load(book: Book, folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = reader.loads(json.write(book, folder, folder).read_bytes())
    return loaded


def test_path_and_folders(tmp_path: Path) -> None:
    assert json.write(BOOK, tmp_path / "new", tmp_path) == tmp_path / "new" / "out" / "目录.json"


def test_the_whole_book(tmp_path: Path) -> None:
    assert load(BOOK, tmp_path) == {
        "title": "标题",
        "subtitle": "副题",
        "marks": ["示例"],
        "issuer": "办公室",
        "day": "2017-11-20",
        "facts": [["事项数", 2], ["电话", ["1", "2"]]],
        "tables": [
            {
                "title": "甲",
                "columns": [
                    {"key": "name", "head": ["公开事项", "事项名称"]},
                    {"key": "content", "head": ["公开内容"]},
                ],
                "rows": [{"name": "一", "content": ["上", "下"]}],
                "notes": ["注"],
            },
        ],
        "notes": ["说明"],
    }


def test_bytes(tmp_path: Path) -> None:
    data = json.write(BOOK, tmp_path, tmp_path).read_bytes()
    assert "标题".encode() in data
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    assert data == json.write(BOOK, tmp_path, tmp_path).read_bytes()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None),
        (True, True),
        (False, False),
        (0, 0),
        (10**20, 10**20),
        ("", ""),
        ((), []),
        (date(2017, 11, 20), "2017-11-20"),
        (Ticks(("丙", "甲", "乙"), frozenset({"乙", "丙"})), ["丙", "乙"]),
        (Link("查看", "https://www.example.cn/"), {"text": "查看", "href": "https://www.example.cn/"}),
        ("=1+1", "=1+1"),
        ('"</script>\x00\n', '"</script>\x00\n'),
        ("半\ud800个", "半?个"),
    ],
)
def test_cells_keep_their_type(cell: Cell, value: object, tmp_path: Path) -> None:
    book = replace(BOOK, tables=(Table("表", COLUMNS[1:], ((cell,),)),))
    found = load(book, tmp_path)["tables"][0]["rows"][0]["content"]
    assert found == value
    assert type(found) is type(value)


def test_a_value_over_several_columns_loses_nothing(tmp_path: Path) -> None:
    columns = tuple(Column("mode", ("公开方式", head)) for head in ("主动", "依申请", "其他"))
    table = load(replace(BOOK, tables=(Table("表", columns, ((True, None, False),)),)), tmp_path)["tables"][0]
    assert table["rows"] == [{"mode": True, "mode_2": None, "mode_3": False}]
    assert [column["key"] for column in table["columns"]] == ["mode", "mode_2", "mode_3"]


def test_an_empty_book(tmp_path: Path) -> None:
    assert load(Book("空", "空", ()), tmp_path) == {
        "title": "空", "subtitle": "", "marks": [], "issuer": "", "day": None, "facts": [], "tables": [], "notes": [],
    }  # fmt: skip
