"""Layouts: what a table shows, and that a table that shows everything can be read back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

import strategies
from gkcat.book import Cell, Row, Table, Ticks, cell_lines
from gkcat.catalog import Catalog
from gkcat.fields import FIELDS, Draft, Line
from gkcat.layout import NO_LAYOUT, ColumnSpec, Layout, bind, facts, guide, leaves, read_layout
from gkcat.model import Disclosure, Entry, Item, Level, Scope, Unit, UnitCard, Withheld
from gkcat.shipped import DEFAULTS
from gkcat.source import Plain
from gkcat.tables import Channel, Domain, Head, Jurisdiction, PowerType, Stage

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


def unbind(layout: Layout, table: Table) -> list[Draft]:
    """A table as the items that it shows: rows of one item stand together and share its id, or its name."""
    specs = [spec for spec, _ in leaves(layout.columns)]
    items: list[Draft] = []
    for row in table.rows:
        draft = _draft(specs, row)
        if not items or _draft_identity(items[-1]) != _draft_identity(draft):
            items.append(draft)
        item = items[-1].item
        if draft.withheld:
            item["withheld"] = draft.withheld
        rows = item.setdefault("disclosures", []) if draft.row else None
        if isinstance(rows, list):
            rows.append(_disclosure(draft))
    return items


def _draft_identity(draft: Draft) -> tuple[str, str, Plain | None]:
    return draft.unit, draft.domain, draft.item.get("id") or draft.item.get("name")


def _draft(specs: Sequence[ColumnSpec], row: Row) -> Draft:
    draft = Draft()
    ticked: dict[str, list[str]] = {}
    for spec, cell in zip(specs, row, strict=True):
        if spec.tick:
            ticked.setdefault(spec.value, []).extend([spec.tick] * bool(cell_lines(cell)))
            continue
        value = FIELDS.get(spec.value)
        if value and value.put:
            value.put(draft, _chosen(cell, spec.join))
    for name, chosen in ticked.items():
        put = FIELDS[name].put
        if put:
            put(draft, tuple(chosen))
    return draft


def _chosen(cell: Cell, join: str = "") -> tuple[str, ...]:
    if join:
        return tuple(part for line in cell_lines(cell) for part in line.split(join))
    if isinstance(cell, Ticks):
        return tuple(option for option in cell.options if option in cell.chosen)
    return cell_lines(cell)


def _disclosure(draft: Draft) -> dict[str, Plain]:
    parts: Mapping[str, dict[str, Plain]] = {"scope": draft.scope, "secrecy": draft.secrecy}
    return draft.row | {key: part for key, part in parts.items() if part}


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


PATHS = [path for path in sorted(LAYOUTS.glob("*.yaml")) if path.stem != NO_LAYOUT]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_layout_reads_and_binds(path: Path) -> None:
    for table in bind(layout(path.stem), CATALOG, [unit([ITEM])]):
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize(
    ("own", "levels"),
    [
        ("县级", ["县级", "乡级"]),
        ("市级", ["市级", "县级", "乡级"]),
        ("省级", ["省级", "市级", "县级", "乡级"]),
        ("村级", ["村级"]),
    ],
)
def test_the_national_form_has_a_column_for_each_level_there_is(own: Level, levels: list[str]) -> None:
    head = Head(
        title="目录",
        jurisdiction=Jurisdiction(name="示范市", level=own),
        issuer="办公室",
        edition="一",
        as_of=date(2026, 1, 1),
        units=("zrzyj",),
    )
    row = Disclosure(stage="结果", scope=Scope(degree="全部公开"))
    usual = ITEM.model_copy(update={"disclosures": (row,)})
    table = only(bind(layout("national"), replace(CATALOG, head=head), [unit([usual])]))
    found = [at for at, column in enumerate(table.columns) if column.head[0] == "公开层级"]
    assert [table.columns[at].head[1] for at in found] == levels
    assert [table.rows[0][at] for at in found] == [level == own for level in levels], (
        "its own level, where none is given"
    )
    other = row.model_copy(update={"scope": Scope(degree="全部公开", level=("村级", "省级"))})
    items = [ITEM.model_copy(update={"disclosures": (other,)})]
    table = only(bind(layout("national"), replace(CATALOG, head=head), [unit(items)]))
    marked = [column.tick for column, cell in zip(table.columns, table.rows[0], strict=True) if cell is True]
    assert {"省级", "村级"} <= {*marked}, "whatever is used has a column"


def test_a_layout_without_columns_makes_no_table() -> None:
    assert bind(Layout(title="表", rows="items", columns=()), CATALOG, [unit([ITEM])]) == ()


@given(strategies.listed(strategies.disclosed))
def test_the_full_layout_carries_everything(items: list[Item]) -> None:
    full = layout("full")
    drafts = unbind(full, only(bind(full, CATALOG, [unit(items)])))
    assert [Item.model_validate(draft.item) for draft in drafts] == items
    assert {(draft.unit, draft.domain) for draft in drafts} == {("zrzyj", "zhengdi")}


@given(strategies.listed(strategies.disclosed | strategies.withheld))
def test_the_form_carries_everything_without_a_column_for_ids_to_see(items: list[Item]) -> None:
    form = layout("form")
    drafts = unbind(form, only(bind(form, CATALOG, [unit(items)], form=())))
    assert [Item.model_validate(draft.item) for draft in drafts] == items
    assert {draft.unit for draft in drafts} == {"zrzyj"}
    assert [spec.value for spec, _ in leaves(form.columns) if spec.hidden] == ["row.id"]


def test_a_form_has_a_table_for_each_domain_though_it_is_empty() -> None:
    form = layout("form")
    tables = bind(form, CATALOG, [unit([ITEM])], form=("zhengdi", "jiaoyu"))
    assert [(table.title, len(table.rows), table.form) for table in tables] == [
        ("征地补偿", 2, True),
        ("义务教育", 0, True),
    ]
    assert [row[-1] for row in tables[0].rows] == ["zrzyj.zd-001#1", "zrzyj.zd-001#2"]
    assert not any(table.form for table in bind(form, CATALOG, [unit([ITEM])]))


def test_a_row_without_an_id_is_a_new_item() -> None:
    form = layout("form")
    table = only(bind(form, CATALOG, [unit([ITEM])], form=()))
    (draft,) = unbind(form, replace(table, rows=((*table.rows[0][:-1], None),)))
    assert "id" not in draft.item
    assert draft.item["name"] == ITEM.name


def test_the_guide_tells_of_each_column_that_is_seen_how_to_fill_it() -> None:
    for name in ("form", "attachment2"):
        told = guide(layout(name), CATALOG)
        heads = [head[-1] for spec, head in leaves(layout(name).columns) if not spec.hidden]
        assert [row[0] for row in told.rows] == heads
        assert all(len(str(row[1])) <= 255 for row in told.rows), "Excel shows no more"
    offered = {row[0]: row[2] for row in guide(layout("form"), CATALOG).rows}
    assert offered["公开方式"] == "政府网站、公示栏"
    assert offered["公开程度"] == "全部公开、部分公开、不予公开"
    assert "自信息形成或者变更之日起20个工作日内" in str(offered["规定时限"])


def test_of_a_closed_list_with_several_to_a_cell_the_names_are_offered_only() -> None:
    columns = {column.key: column for column in only(bind(layout("form"), CATALOG, [unit([ITEM])])).columns}
    assert (columns["channel"].choices, columns["channel"].offers) == ((), ("政府网站", "公示栏"))
    assert (columns["stage"].choices[0], columns["stage"].offers) == ("决策", ())
    assert columns["owner.verbatim"].offers == ()
    assert columns["secrecy.on"].day
    assert columns["item.name"].pin


def test_hidden_columns_are_not_shown() -> None:
    table = only(bind(layout("attachment2"), CATALOG, [unit([ITEM])]))
    shown = table.shown()
    assert [column.key for column in shown.columns] == [column.key for column in table.columns][:-1]
    assert shown.rows[0] == table.rows[0][:-1]
    assert shown.shown() is shown


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


def test_one_stage_shows_its_own_disclosures_and_the_items_that_have_one() -> None:
    withheld = Item(id="b", name="乙", power_type="其他行政权力", withheld=Withheld(reason="个人隐私", basis="依据"))
    units = [unit([ITEM, withheld])]
    stages = [row[1] for row in only(bind(layout("full"), CATALOG, units, stage="决策")).rows if "决策" in row]
    assert len(only(bind(layout("full"), CATALOG, units, stage="决策")).rows) == len(stages) == 1
    own = Layout(title="事项", rows="items", columns=(ColumnSpec(head="事项", value="item.name"),))
    assert only(bind(own, CATALOG, units, stage="决策")).rows == (("征地补偿安置方案",),)
    assert bind(own, CATALOG, units, stage="执行") == ()


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
    card = dict(facts(layout("site-item"))(Line(CATALOG, 0, unit([]), CATALOG.domains[0], entry)))
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


def test_several_values_may_stand_on_one_line_and_are_read_back() -> None:
    text = "title: 表\nrows: disclosures\ncolumns:\n  - {head: 编号, value: item.id}\n"
    text += "  - {head: 公开方式, value: channel, join: 、}\n"
    joined, wrong = read_layout("templates/layouts/x.yaml", text.encode())
    assert joined
    assert not wrong
    disclosure = ITEM.disclosures[0].model_copy(update={"channel": ("政府网站", "公示栏")})
    item = ITEM.model_copy(update={"disclosures": (disclosure,)})
    table = only(bind(joined, CATALOG, [unit([item])]))
    assert table.rows[0][1] == "政府网站、公示栏"
    assert unbind(joined, table)[0].item["disclosures"] == [{"channel": ["政府网站", "公示栏"]}]
