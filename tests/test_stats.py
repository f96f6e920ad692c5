"""Coverage by unit and by domain, as a Book and as lines for a terminal."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from gkcat import pipeline, stats
from gkcat.book import Book, Row, Table
from gkcat.catalog import Catalog
from gkcat.formats import csv, json, xlsx
from gkcat.model import Disclosure, Entry, Item, Unit, UnitCard, Withheld
from gkcat.shipped import DEFAULTS
from gkcat.tables import Domain, PowerType, Stage
from gkcat.workspace import Workspace

CATALOG = Catalog(
    domains=(Domain(id="zhengdi", name="征地补偿"), Domain(id="jiaoyu", name="义务教育")),
    stages=tuple(Stage(name=name) for name in ("决策", "服务", "结果")),
    power_types=(
        PowerType(name="行政许可", stages=("服务", "结果")),
        PowerType(name="行政征收", stages=("决策", "结果")),
        PowerType(name="政务信息"),
    ),
)


def item(kind: str, *stages: str, **more: object) -> Item:
    disclosures = tuple(Disclosure(stage=stage, content=("甲",)) for stage in stages)
    return Item.model_validate({"id": "a", "name": "甲", "power_type": kind, "disclosures": disclosures, **more})


def unit(name: str, *items: tuple[str, Item]) -> Unit:
    entries = tuple(Entry(each, "units/x.yaml", place, domain) for place, (domain, each) in enumerate(items))
    return Unit(name, UnitCard(name=name), (), entries)


UNITS = (
    unit(
        "资源局",
        ("zhengdi", item("行政许可", "服务", "结果", "结果")),
        ("zhengdi", item("行政征收", "结果")),
        ("zhengdi", item("政务信息", withheld=Withheld(reason="个人隐私", basis="甲"))),
    ),
    unit(
        "教育局",
        ("jiaoyu", item("行政许可", "服务", not_applicable={"结果": "乙"})),
        ("zhengdi", item("政务信息", "决策")),
    ),
    unit("空空局"),
)


def rows(table: Table) -> dict[object, Row]:
    return {row[0]: row[1:] for row in table.rows}


def test_units_by_stages() -> None:
    table, _ = stats.coverage(CATALOG, UNITS).tables
    assert [column.head[-1] for column in table.columns] == [
        "责任单位",
        "事项数",
        "内容数",
        "决策",
        "服务",
        "结果",
        "覆盖率%",
    ]
    assert rows(table) == {
        "资源局": (3, 4, 0, 1, 2, 75),
        "教育局": (2, 2, 1, 1, 0, 100),
        "空空局": (0, 0, 0, 0, 0, None),
        "合计": (5, 6, 1, 2, 2, 80),
    }


def test_domains_by_stages() -> None:
    _, table = stats.coverage(CATALOG, UNITS).tables
    assert rows(table) == {
        "征地补偿": (4, 5, 1, 1, 2, 75),
        "义务教育": (1, 1, 0, 1, 0, 100),
        "合计": (5, 6, 1, 2, 2, 80),
    }


def test_only_all_is_a_hundred() -> None:
    many = unit("甲", *[("zhengdi", item("行政许可", "服务", "结果"))] * 199, ("zhengdi", item("行政许可", "服务")))
    assert stats.coverage(CATALOG, [many]).tables[0].rows[0][-1] == 99


def of(root: Path) -> Book:
    workspace, number = Workspace(root), pipeline.begin()
    catalog, _, folders = pipeline.load_catalog(workspace, number)
    return stats.coverage(
        catalog, [pipeline.load_unit(pipeline.UnitTask(workspace, each, number))[0] for each in folders]
    )


def test_of_a_workspace(base: Path, tmp_path: Path) -> None:
    book = of(base)
    assert book.title == "示范市政务公开事项覆盖情况"
    assert [row[0] for row in book.tables[0].rows] == ["市自然资源局", "市教育局", "合计"]
    for form in (csv, json, xlsx):
        assert form.write(book, tmp_path, DEFAULTS / "templates").stat().st_size


def test_catalogue_that_can_not_be_read_gives_a_book_all_the_same(base: Path) -> None:
    for name in ("catalog", "stages", "power_types", "domains"):
        (base / f"catalog/{name}.yaml").write_text("甲", encoding="utf-8")
    book = of(base)
    assert book.title == "政务公开事项覆盖情况"
    assert book.tables[0].rows[-1] == ("合计", 3, 3, None)
    assert len(list(stats.lines(book))) > len(book.tables)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_are_aligned_and_leave_nothing_out(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in stats.lines(stats.coverage(CATALOG, UNITS))]
    first = plain[: plain.index("按领域")]
    shown = [line for line in first if line.split() and line.split()[-1].isdigit()]
    assert [line.split() for line in shown] == [
        ["资源局", "3", "4", "0", "1", "2", "75"],
        ["教育局", "2", "2", "1", "1", "0", "100"],
        ["空空局", "0", "0", "0", "0", "0"],
        ["合计", "5", "6", "1", "2", "2", "80"],
    ]
    assert len({cell_len(line) for line in shown if line.split()[0] != "空空局"}) == 1
    assert any("覆盖率" in line for line in first)


def test_a_name_is_no_markup() -> None:
    named = unit("[red]甲[/red]局")
    assert "[red]甲[/red]局" in "".join(stats.lines(stats.coverage(CATALOG, [named])))
