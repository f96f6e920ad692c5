"""Layouts: what a table shows, and that a table that shows everything can be read back."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

import strategies
from gkcat.book import Table, Ticks
from gkcat.catalog import Catalog, Channel, Domain, PowerType, Stage
from gkcat.fields import Line
from gkcat.layout import ColumnSpec, Layout, bind, facts, leaves, read_layout, unbind
from gkcat.model import Disclosure, Entry, Item, Scope, Unit, UnitCard, Withheld
from gkcat.workspace import DEFAULTS

LAYOUTS = DEFAULTS / "templates" / "layouts"
CARD = UnitCard(name="示范市自然资源局", short_name="市自然资源局")
CATALOG = Catalog(
    domains=(
        Domain(id="zhengdi", name="征地补偿", lead="zrzyj", units=("zrzyj",)),
        Domain(id="jiaoyu", name="义务教育"),
    ),
    stages=tuple(Stage(name=name, five=True) for name in ("决策", "执行", "管理", "服务", "结果")),
    power_types=(PowerType(name="行政许可"),),
    channels=(Channel(name="政府网站"), Channel(name="公示栏")),
    cards={"zrzyj": CARD},
)


def layout(name: str) -> Layout:
    read, findings = read_layout(name, (LAYOUTS / f"{name}.yaml").read_bytes())
    assert read is not None
    assert not findings
    return read


def unit(items: list[Item], domain: str = "zhengdi") -> Unit:
    entries = tuple(Entry(item, f"units/zrzyj/{domain}.yaml", at, domain) for at, item in enumerate(items))
    return Unit("zrzyj", CARD, (), entries, (domain,))


def only(tables: tuple[Table, ...]) -> Table:
    assert len(tables) == 1
    return tables[0]


ITEM = Item(
    id="zd-001",
    name="征地补偿安置方案",
    power_type="行政征收",
    section="征地管理股",
    basis=("《中华人民共和国土地管理法》第四十七条",),
    disclosures=(
        Disclosure(
            stage="结果",
            content=("结果甲",),
            owner="zrzyj",
            deadline="长期公开",
            channel=("公示栏",),
            scope=Scope(degree="部分公开", audience="特定群体：被征地农民", level=("县级", "乡级"), note="隐去住址"),
        ),
        Disclosure(stage="决策", content=("内容甲", "内容乙"), owner="市自然资源局", scope=Scope(degree="全部公开")),
    ),
)


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_layout_reads_and_binds(path: Path) -> None:
    for table in bind(layout(path.stem), CATALOG, [unit([ITEM])]):
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)


@given(strategies.listed(strategies.disclosed))
def test_the_full_layout_carries_everything(items: list[Item]) -> None:
    full = layout("full")
    drafts = unbind(full, only(bind(full, CATALOG, [unit(items)])))
    assert [Item.model_validate(draft.item) for draft in drafts] == items
    assert {(draft.unit, draft.domain) for draft in drafts} == {("zrzyj", "zhengdi")}


@given(strategies.listed(strategies.withheld))
def test_the_withheld_layout_carries_reason_and_basis(items: list[Item]) -> None:
    held = layout("withheld")
    drafts = unbind(held, only(bind(held, CATALOG, [unit(items)])))
    back = [Item.model_validate(draft.item) for draft in drafts]
    assert [(item.id, item.name, item.withheld) for item in back] == [
        (item.id, item.name, item.withheld) for item in items
    ]


def test_items_of_two_units_with_one_id_stay_apart() -> None:
    full = layout("full")
    one, other = unit([ITEM]), Unit("jyj", CARD, (), unit([ITEM]).entries, ("zhengdi",))
    assert len(unbind(full, only(bind(full, CATALOG, [one, other])))) == 2


def test_attachment2_says_what_the_file_says() -> None:
    table = only(bind(layout("attachment2"), CATALOG, [unit([ITEM])]))
    shown = dict(zip((column.key for column in table.columns), table.rows[0], strict=True))
    assert table.title == "征地补偿"
    assert table.groups == (0,)
    assert shown["number"] == 1
    assert shown["department"] == ("市自然资源局", "征地管理股")
    assert shown["owner"] == "市自然资源局"
    assert shown["scope"] == ("部分公开", "特定群体：被征地农民", "县级、乡级")
    assert shown["note"] == "隐去住址"
    assert table.rows[1][-3] == ("全部公开",)


def test_tables_by_domain_leave_out_empty_domains_and_number_through() -> None:
    units = [unit([ITEM]), unit([ITEM], "jiaoyu")]
    tables = bind(layout("attachment2"), CATALOG, units)
    assert [table.title for table in tables] == ["征地补偿", "义务教育"]
    assert [row[0] for table in tables for row in table.rows] == [1, 2, 3, 4]


def test_ticks_and_a_tick_column_go_both_ways() -> None:
    spec = Layout(
        title="国家样表",
        rows="disclosures",
        columns=(
            ColumnSpec(head="编号", value="item.id"),
            ColumnSpec(head="环节", value="stage"),
            ColumnSpec(head="渠道", value="channel", ticks=True),
            ColumnSpec(
                head="公开层级",
                columns=(
                    ColumnSpec(head="县级", value="level", tick="县级"),
                    ColumnSpec(head="乡级", value="level", tick="乡级"),
                ),
            ),
            ColumnSpec(head="特定群体", value="audience", tick="特定群体"),
        ),
    )
    table = only(bind(spec, CATALOG, [unit([ITEM])]))
    assert [head for _, head in leaves(spec.columns)][3] == ("公开层级", "县级")
    assert table.rows[0][2] == Ticks(("政府网站", "公示栏"), frozenset({"公示栏"}))
    assert table.rows[0][3:] == (True, True, True)
    assert table.rows[1][3:] == (False, False, False)
    back = unbind(spec, table)[0].item["disclosures"]
    assert isinstance(back, list)
    assert back[0] == {
        "stage": "结果",
        "channel": ["公示栏"],
        "scope": {"level": ["县级", "乡级"], "audience": "特定群体"},
    }


def test_a_card_leaves_out_what_is_blank() -> None:
    entry = unit(
        [Item(id="a", name="甲", power_type="其他行政权力", withheld=Withheld(reason="个人隐私", basis="依据"))]
    ).entries[0]
    card = dict(facts(layout("site-item"), Line(CATALOG, 0, unit([]), CATALOG.domains[0], entry)))
    assert card["不予公开理由"] == "个人隐私"
    assert "责任科室" not in card


def test_an_unknown_value_is_a_finding_at_its_place() -> None:
    read, findings = read_layout(
        "templates/layouts/x.yaml", "title: 表\nrows: items\ncolumns:\n  - {head: 列, value: item.nam}\n".encode()
    )
    assert read is None
    assert [finding.code for finding in findings] == ["GK011"]
    assert findings[0].where.pointer == ("columns", 0, "value")
    assert "item.name" in findings[0].help


def test_dates_stay_dates() -> None:
    item = ITEM.model_copy(
        update={
            "disclosures": (
                Disclosure.model_validate(
                    {"stage": "决策", "secrecy": {"result": "可以公开", "by": "办公室", "on": "2026-10-12"}}
                ),
            )
        }
    )
    full = layout("full")
    row = only(bind(full, CATALOG, [unit([item])])).rows[0]
    assert date(2026, 10, 12) in row
