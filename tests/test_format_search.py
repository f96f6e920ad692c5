"""The search index: every bigram of every line, in the file of its first character."""

import json
import re
from pathlib import Path

import pytest

from gkcat.bigrams import DIGITS
from gkcat.book import Book, Column, Link, Row, Table
from gkcat.formats import search

COLUMNS = tuple(
    Column(head, (head,), choices=choices)
    for head, choices in (
        ("事项", ()),
        ("领域", ("征地", "教育")),
        ("方式", ("网站", "公报")),
        ("首字母", ()),
        ("文字", ()),
    )
)
ROWS: tuple[Row, ...] = (
    (
        Link("征地补偿", "items/zrzyj/zd-001"),
        ("征地",),
        ("公报", "网站"),
        ("征地补偿", "市局"),
        ("征地补偿", "征收范围\n和面积"),
    ),
    (Link("Ｌｅｄ屏", "items/jyj/jy-001"), ("教育",), (), "Ｌｅｄ屏", ("Ｌｅｄ屏", "𠮷野")),
)
Files = dict[str, tuple[str, object]]


def written(folder: Path, rows: tuple[Row, ...] = ROWS) -> Files:
    """The files by name: (version, content)."""
    paths = search.write(Book("search", "查找", (Table("查找", COLUMNS, rows),)), folder, folder)
    assert sorted(paths) == sorted((folder / "search").iterdir())
    found: Files = {}
    for path in paths:
        said = re.fullmatch(r'gkcat\("(\w+)","(\w+)",(.*)\);\n', path.read_text(encoding="utf-8"), re.DOTALL)
        assert said
        assert said[1] == path.stem
        found[said[1]] = said[2], json.loads(said[3])
    return found


def bigrams(files: Files) -> dict[str, str]:
    shards = [content for name, (_, content) in files.items() if re.fullmatch(r"s\d+", name)]
    return {pair: packed for shard in shards if isinstance(shard, dict) for pair, packed in shard.items()}


def test_every_pair_of_neighbours_is_there_and_in_the_shard_of_its_first(tmp_path: Path) -> None:
    files = written(tmp_path)
    found = bigrams(files)
    assert found["征地"].split()[0] == DIGITS[0], "the first item: no gap before it"
    assert " " in found["征地"], "in the title too"
    assert " " not in found["范围"], "not in the title"
    assert " " in found["db"], "by its first letters as well"
    assert " " not in found["sj"], "a unit's letters are not the title's"
    assert {"led"[:2], "𠮷野", "野\n", "zd", "db", "bc", "屏\n"} <= found.keys()
    assert "围\n" not in found, "a line break within a line is a blank"
    for name, (_, content) in files.items():
        if re.fullmatch(r"s\d+", name) and isinstance(content, dict):
            assert {ord(pair[0]) % 16 for pair in content} <= {int(name[1:])}


def test_filters_know_their_order_and_each_items_values(tmp_path: Path) -> None:
    _, start = written(tmp_path)["start"]
    assert isinstance(start, dict)
    domain, channel = start["facets"]
    assert domain["values"] == ["征地", "教育"]
    values = [[channel["values"][at] for at in channel["sets"][ord(sign) - 48]] for sign in channel["items"]]
    assert values == [["公报", "网站"], []]


def test_titles_and_lines_are_those_of_the_book(tmp_path: Path) -> None:
    files = written(tmp_path)
    assert files["t0"][1] == [["征地补偿", "items/zrzyj/zd-001"], ["Ｌｅｄ屏", "items/jyj/jy-001"]]
    assert files["x0"][1] == ["征地补偿\n征收范围 和面积\nzdbc sj", "Ｌｅｄ屏\n𠮷野\nledp"]


def test_all_files_of_a_build_say_the_same_version_and_another_build_another(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a"), written(tmp_path / "b", ROWS[:1])
    assert len({version for version, _ in first.values()}) == 1
    assert first["start"][0] != second["start"][0]
    assert written(tmp_path / "c") == first


def test_more_items_make_more_files(tmp_path: Path) -> None:
    rows = tuple((Link(f"事项{at}", f"items/a/{at}"), (), (), f"事项{at}", (f"事项{at}",)) for at in range(1001))
    names = [*written(tmp_path, rows)]
    assert sum(name.startswith("t") for name in names) == 11
    assert sum(name.startswith("x") for name in names) == 21
    assert sum(bool(re.fullmatch(r"s\d+", name)) for name in names) == 64


def test_hostile_text_cannot_leave_its_string(tmp_path: Path) -> None:
    text = '");alert(1)//\u2028</script>\ud800__proto__'
    rows = ((Link(text, "items/a/b"), (text,), (), text, (text,)),)
    assert written(tmp_path, rows)["t0"][1] == [[text.replace("\ud800", "?"), "items/a/b"]]


@pytest.mark.parametrize(
    ("words", "letters"),
    [("征地补偿", "zdbc"), ("重大行政决策", "zdxzjc"), ("LED 屏", "ledp"), ("", ""), ("（试行）", "（sx）")],
)
def test_initials(words: str, letters: str) -> None:
    assert search.initials(words) == search.normal(letters)
