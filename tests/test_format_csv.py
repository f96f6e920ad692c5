"""A Book as CSV: read again with the csv module."""

import csv as reader
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gkcat.book import Book, Cell, Column, Link, Table, Ticks
from gkcat.formats import csv

COLUMNS = (Column("name", ("公开事项", "事项名称")), Column("content", ("公开内容",)))
BOOK = Book("out/目录", "标题", (Table("甲", COLUMNS, (("一", ("上", "下")),)), Table("乙", COLUMNS, (("二", None),))))


def lines(book: Book, folder: Path) -> list[list[str]]:
    with csv.write(book, folder, folder).open(encoding="utf-8-sig", newline="") as file:
        return list(reader.reader(file, strict=True))


def one(cell: Cell, folder: Path) -> str:
    return lines(replace(BOOK, tables=(Table("表", COLUMNS[1:], ((cell,),)),)), folder)[1][1]


def test_path_and_folders(tmp_path: Path) -> None:
    assert csv.write(BOOK, tmp_path / "new", tmp_path) == tmp_path / "new" / "out" / "目录.csv"


def test_bytes_are_for_excel_and_always_the_same(tmp_path: Path) -> None:
    data = csv.write(BOOK, tmp_path, tmp_path).read_bytes()
    assert data == '\ufeff表名,公开事项/事项名称,公开内容\r\n甲,一,"上\n下"\r\n乙,二,\r\n'.encode()
    assert data == csv.write(BOOK, tmp_path, tmp_path).read_bytes()


def test_tables_with_the_same_head_stand_under_one(tmp_path: Path) -> None:
    assert lines(BOOK, tmp_path) == [
        ["表名", "公开事项/事项名称", "公开内容"],
        ["甲", "一", "上\n下"],
        ["乙", "二", ""],
    ]


def test_another_head_begins_after_an_empty_line(tmp_path: Path) -> None:
    book = replace(BOOK, tables=(BOOK.tables[0], Table("丙", COLUMNS[:1], (("三",),))))
    assert lines(book, tmp_path)[2:] == [[], ["表名", "公开事项/事项名称"], ["丙", "三"]]


def test_marks_are_seen_on_each_row(tmp_path: Path) -> None:
    assert [line[0] for line in lines(replace(BOOK, marks=("示例", "草稿")), tmp_path)][1:] == [
        "甲（示例、草稿）", "乙（示例、草稿）",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\n=1", "＝1+1"])
def test_formulas_stay_text(text: str, tmp_path: Path) -> None:
    assert one(text, tmp_path) == "'" + text
    assert one((text, "下"), tmp_path) == "'" + text + "\n下"


def test_formulas_in_titles_and_heads_stay_text(tmp_path: Path) -> None:
    book = replace(BOOK, tables=(Table("=甲", (Column("x", ("=乙",)),), (("丙",),)),))
    assert lines(book, tmp_path) == [["表名", "'=乙"], ["'=甲", "丙"]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, ""),
        (True, "√"),
        (False, ""),
        (-5, "-5"),
        (0, "0"),
        (date(2017, 11, 20), "2017-11-20"),
        (Ticks(("网站", "公示栏"), frozenset({"网站"})), "■网站　□公示栏"),
        (Link("查看", "https://www.example.cn/"), "查看"),
        ('引"号,逗;号', '引"号,逗;号'),
        ("控\x00制\ud800字\r\n符\r行", "控制字\n符\n行"),
        ("0610881001", "0610881001"),
        ("1-2 = 3", "1-2 = 3"),
    ],
)
def test_cells(cell: Cell, value: str, tmp_path: Path) -> None:
    assert one(cell, tmp_path) == value


def test_no_tables(tmp_path: Path) -> None:
    assert lines(replace(BOOK, tables=()), tmp_path) == []
