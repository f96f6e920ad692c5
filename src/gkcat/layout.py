"""The model → tables, as layout files (templates/layouts/*.yaml) say.

The one rule: a column is a line of layout YAML; what it may show is a name in `FIELDS`, never code.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gkcat.book import Cell, Column, Row, Table, Ticks, cell_lines, said
from gkcat.catalog import Catalog
from gkcat.fields import FIELDS, Line, Value
from gkcat.finding import Finding, Where
from gkcat.model import Contract, Lines, Text, Unit, entries_of
from gkcat.reading import read
from gkcat.shipped import names, prefer
from gkcat.source import parse
from gkcat.tables import Domain as DomainRow

# ── layout files ─────────────────────────────────────────────────────────────


def _known(value: object) -> object:
    if isinstance(value, str) and value not in FIELDS:
        message = f"没有这个取值，可用的有：{'、'.join(FIELDS)}"
        raise ValueError(message)
    return value


class ColumnSpec(Contract):
    """A column, or a head over several.

    ``tick`` marks √ where the value is or begins with it;
    ``ticks`` shows the whole closed list with marks, ``each`` gives every entry of it a column.
    ``hint``, ``pin`` and ``hidden`` are for the form that a unit's workbook is.
    """

    head: Text = Field(title="列名", description="表头上的字")
    value: Annotated[str, BeforeValidator(_known, json_schema_input_type=Text)] = Field(
        "", title="取值", description="这一列显示什么；有下级列的不写"
    )
    width: float = Field(10, title="宽度", description="相对宽度，约为几个汉字", gt=0, le=200)
    narrowest: float = Field(
        0, title="最窄", description="印制时按内容调整，不窄于此；不写则为宽度的四分之三", ge=0, le=200
    )
    widest: float = Field(0, title="最宽", description="印制时按内容调整，不宽于此；不写则为宽度的1.6倍", ge=0, le=400)
    align: Literal["left", "center"] = Field("left", title="对齐", description="靠左或者居中")
    merge: bool = Field(default=False, title="合并", description="上下相同的格子合并")
    tick: str = Field("", title="勾选", description="取值等于或以此开头时打 √")
    ticks: bool = Field(default=False, title="列出全部选项", description="列出全部选项，选中的打勾")
    each: bool = Field(default=False, title="每个选项一列")
    join: str = Field(
        "", title="连写", description="一格里的几项连成一行，中间用这个标点，如 、；不写则一项一行", max_length=3
    )
    shade: bool = Field(default=False, title="按数值着色")
    hint: str = Field("", title="填写提示", description="填报表里选中格子时显示的话，告诉填报的人怎么写")
    pin: bool = Field(default=False, title="固定", description="填报表里左右滚动时留在原处")
    hidden: bool = Field(default=False, title="隐藏", description="只在工作簿里有，隐藏；供导入时认行用")
    columns: tuple["ColumnSpec", ...] = Field((), title="下级列", description="这个表头下面的各列")


class FactSpec(Contract):
    """A line of a card: label and value."""

    head: Text = Field(title="名称", description="左边的名称")
    value: Annotated[str, BeforeValidator(_known, json_schema_input_type=Text)] = Field(
        title="取值", description="右边显示什么"
    )


class Layout(Contract):
    """A kind of table. ``rows``: what a row is; ``tables``: one table for each of what."""

    title: Text = Field(title="表名", description="印在表上方的名称")
    rows: Literal["disclosures", "items", "withheld", "entries", "domains", "units"] = Field(
        title="每行",
        description="一行是什么：disclosures 公开内容，items 事项，withheld 不予公开事项，"
        "entries 公开内容和没有公开内容的事项，domains 领域，units 单位",
    )
    tables: Literal["domain", "all"] = Field("all", title="分表", description="domain 每个领域一张表，all 合为一张")
    landscape: bool = Field(default=True, title="横排", description="横排写 true，竖排写 false")
    volumes: Lines = Field(
        (),
        title="成册范围",
        description="用在哪些册子里：city 全市，unit 各单位，domain 各领域，data 开放数据，"
        "form 各单位的填报表（不进报备稿）",
    )
    formats: Lines = Field((), title="文件格式", description="只做这些格式，如 xlsx；不写则不限")
    form: bool = Field(default=False, title="可填报", description="各单位的工作簿做成可以填写、可以导入的表")
    facts: tuple[FactSpec, ...] = Field((), title="卡片")
    preface: Lines = Field((), title="编制说明", description="印在目录之后、表格之前，每段一条")
    notes: Lines = Field((), title="说明", description="印在表下方的说明，每条一项")
    signature: Lines = Field((), title="签字栏", description="印在最后，每人一项，如 单位负责人")
    columns: tuple[ColumnSpec, ...] = Field(title="各列")


NO_LAYOUT = "synonyms"
"""The file among the layouts that is none: the words of heads, for import."""


def read_layout(path: str, data: bytes) -> tuple[Layout | None, list[Finding]]:
    """Read one layout file."""
    plain, findings = parse(path, data)
    if plain is None:
        return None, findings
    layout, wrong = read(Layout, plain, Where(path))
    return layout, findings + wrong


def read_layouts(templates: Path) -> tuple[dict[str, Layout], list[Finding]]:
    """All layouts by name, a workspace's own and gkcat's, and what is wrong in them."""
    layouts: dict[str, Layout] = {}
    findings: list[Finding] = []
    for name in names(templates, "layouts"):
        path = prefer(templates, name)
        if path.suffix == ".yaml" and path.stem != NO_LAYOUT:
            layout, wrong = read_layout(f"templates/{name}", path.read_bytes())
            findings += wrong
            layouts |= {path.stem: layout} if layout else {}
    return layouts, findings


def spread(layout: Layout, catalog: Catalog, units: Sequence[Unit] = ()) -> Layout:
    """The layout with a column in place of each entry of the closed lists that ask for it, as these units need them."""
    return layout.model_copy(update={"columns": tuple(_spread(spec, catalog, units) for spec in layout.columns)})


def _spread(spec: ColumnSpec, catalog: Catalog, units: Sequence[Unit]) -> ColumnSpec:
    if spec.columns:
        return spec.model_copy(update={"columns": tuple(_spread(each, catalog, units) for each in spec.columns)})
    value = FIELDS.get(spec.value)
    if not spec.each or value is None:
        return spec
    names = value.each(catalog, units) if value.each else value.choices(catalog) if value.choices else ()
    columns = (spec.model_copy(update={"head": name, "each": False, "tick": name}) for name in names)
    return spec.model_copy(update={"columns": tuple(columns)})


def leaves(specs: Iterable[ColumnSpec], above: tuple[str, ...] = ()) -> Iterator[tuple[ColumnSpec, tuple[str, ...]]]:
    """The columns proper with their heads from the top down."""
    for spec in specs:
        head = (*above, spec.head)
        if spec.columns:
            yield from leaves(spec.columns, head)
        else:
            yield spec, head


# ── model → tables ───────────────────────────────────────────────────────────


def bind(  # noqa: PLR0913 - what is left out is said by name
    layout: Layout,
    catalog: Catalog,
    units: Sequence[Unit],
    only: str = "",
    form: Collection[str] | None = None,
    *,
    stage: str = "",
) -> tuple[Table, ...]:
    """The tables of a layout over these units: numbered through, without empty ones, ``only`` one domain.

    With ``form`` they are to be filled in, and those of these domains are there though they are empty. With ``stage``
    no other stage's disclosures are shown.
    """
    layout = spread(layout, catalog, units)
    columns = tuple(_column(spec, head, catalog) for spec, head in leaves(layout.columns))
    getters = [_getter(spec, catalog) for spec, _ in leaves(layout.columns)]
    if not columns:
        return ()
    is_numbered = any(spec.value == "number" for spec, _ in leaves(layout.columns))
    tables: list[Table] = []
    number = 0
    for domain, title, lots in _grouped(layout, catalog, units, only, stage):
        rows: list[Row] = []
        groups: list[int] = []
        for lines in lots:
            groups.append(len(rows))
            for line in lines:
                number += 1
                numbered = line._replace(number=number) if is_numbered else line
                rows.append(tuple([get(numbered) for get in getters]))
        if rows or (form is not None and (not domain or domain in form)):
            table = Table(title, columns, tuple(rows), tuple(groups), layout.notes, form=form is not None)
            tables.append(table)
    return tuple(tables)


def guide(layout: Layout, catalog: Catalog) -> Table:
    """How to fill in a layout's form: a row for each column that has a hint."""
    columns = (Column("", ("栏目",), 8), Column("", ("怎么填",), 48), Column("", ("可以填的",), 48))
    rows: list[Row] = []
    for spec, head in leaves(spread(layout, catalog).columns):
        column = _column(spec, head, catalog)
        if column.hint and not column.hidden:
            listed = "、".join(column.choices or column.offers)
            rows.append((head[-1], column.hint, listed))
    return Table(GUIDE, columns, tuple(rows))


GUIDE = "填写说明"
"""The table, and so the sheet, that tells how to fill in a form."""


def facts(layout: Layout) -> Callable[[Line], tuple[tuple[str, Cell], ...]]:
    """The layout's card of a thing, without what is blank; for many things one after the other."""
    getters = [(fact.head, FIELDS[fact.value].get) for fact in layout.facts]

    def card(line: Line) -> tuple[tuple[str, Cell], ...]:
        found = [(head, get(line)) for head, get in getters]
        return tuple([each for each in found if said(each[1])])

    return card


def _column(spec: ColumnSpec, head: tuple[str, ...], catalog: Catalog) -> Column:
    value = FIELDS.get(spec.value)
    choices, offers = _lists(spec, value, catalog) if value else ((), ())
    day = value is not None and value.day
    return Column(
        spec.value,
        head,
        spec.width,
        spec.align,
        spec.merge,
        choices,
        spec.shade,
        offers,
        spec.hint,
        day=day,
        pin=spec.pin,
        hidden=spec.hidden,
        narrowest=spec.narrowest,
        widest=spec.widest,
        tick=spec.tick,
    )


Cells = dict[tuple[str, str], Callable[[Line], Cell]]
"""What `bind` puts into the cells of a column, by the value and tick it carries."""


def cells_of(layout: Layout, catalog: Catalog) -> Cells:
    """What the columns of a layout show of a line."""
    return {(spec.value, spec.tick): _getter(spec, catalog) for spec, _ in leaves(spread(layout, catalog).columns)}


def _lists(spec: ColumnSpec, value: Value, catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The closed list of a column, and the words offered where none is closed."""
    if spec.tick or spec.ticks:
        return (), ()
    choices = tuple(value.choices(catalog)) if value.choices else ()
    offers = tuple(value.offers(catalog)) if value.offers else ()
    return ((), choices) if value.many else (choices, offers)


def _getter(spec: ColumnSpec, catalog: Catalog) -> Callable[[Line], Cell]:
    value = FIELDS.get(spec.value)
    if value is None:
        return lambda _: None
    if spec.tick and value.of:
        return partial(_one_of, value.of, spec.tick)
    if spec.tick:
        return lambda line: any(
            each == spec.tick or each.startswith(f"{spec.tick}：") for each in cell_lines(value.get(line))
        )
    if spec.ticks and value.choices:
        return partial(_ticks, value, tuple(value.choices(catalog)))
    if spec.join:
        return lambda line: spec.join.join(cell_lines(value.get(line)))
    return value.get


def _ticks(value: Value, options: tuple[str, ...], line: Line) -> Cell:
    """The list with marks; what was chosen beside it stands below."""
    chosen = cell_lines(value.get(line))
    return Ticks((*options, *(name for name in chosen if name not in options)), frozenset(chosen))


def _one_of(of: Callable[[Line, str], Cell], name: str, line: Line) -> Cell:
    return of(line, name)


def _grouped(
    layout: Layout, catalog: Catalog, units: Sequence[Unit], only: str, stage: str
) -> Iterator[tuple[str, str, Iterator[list[Line]]]]:
    """Each table: its domain's id if it is of one, its title, the lines of each item, domain or unit."""
    domains = [domain for domain in catalog.domains if only in ("", domain.id)]
    if layout.rows == "domains":
        lots = ([Line(catalog, domain=each, entries=entries_of(units, each.id))] for each in domains)
        yield "", layout.title, lots
    elif layout.rows == "units":
        yield "", layout.title, ([Line(catalog, unit=unit, entries=unit.entries)] for unit in units)
    elif layout.tables == "domain":
        for domain in domains:
            yield domain.id, domain.name, _item_lines(layout, catalog, units, (domain,), stage)
    else:
        yield "", layout.title, _item_lines(layout, catalog, units, domains, stage)


def _item_lines(
    layout: Layout, catalog: Catalog, units: Sequence[Unit], domains: Iterable[DomainRow], stage: str
) -> Iterator[list[Line]]:
    split, whole = layout.rows in ("disclosures", "entries"), layout.rows in ("items", "entries")
    for domain, unit in product(domains, units):
        for entry in unit.by_domain.get(domain.id, ()):
            item = entry.item
            if stage and stage not in item.stages:
                continue
            if split and item.disclosures:
                yield [
                    Line(catalog, 0, unit, domain, entry, disclosure, (), place)
                    for place, disclosure in enumerate(item.disclosures, 1)
                    if not stage or disclosure.stage == stage
                ]
            elif whole or (not split and item.withheld is not None):
                yield [Line(catalog, 0, unit, domain, entry)]
