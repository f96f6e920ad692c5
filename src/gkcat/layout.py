"""The model ⇄ tables, as layout files (templates/layouts/*.yaml) say; both directions.

The one rule: a column is a line of layout YAML; what it may show is a name in `FIELDS`, never code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import groupby
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gkcat.book import Cell, Column, Link, Row, Table, Ticks, cell_lines
from gkcat.catalog import Catalog, cited, owners
from gkcat.catalog import Domain as DomainRow
from gkcat.due import date_rule
from gkcat.finding import Finding, Where
from gkcat.model import GROUP_MARK, LEVELS, MODES, PUBLIC, Contract, Disclosure, Entry, Lines, Scope, Text, Unit
from gkcat.reading import read
from gkcat.source import Plain, parse


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of a table speaks of; what a row kind has not stays None."""

    catalog: Catalog
    number: int = 0
    unit: Unit | None = None
    domain: DomainRow | None = None
    entry: Entry | None = None
    disclosure: Disclosure | None = None
    entries: Sequence[Entry] = ()


Put = Callable[["Draft", tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class Value:
    """A value a column may show: how to get it, how to put it back, the closed list it is taken from.

    ``of`` gives the cell for one entry of that list, for columns that stand for `each` of it.
    """

    get: Callable[[Line], Cell]
    put: Put | None = None
    choices: Callable[[Catalog], Iterable[str]] | None = None
    of: Callable[[Line, str], Cell] | None = None


@dataclass(slots=True)
class Draft:
    """An item as it is read back from rows: the plain forms of its file."""

    unit: str = ""
    domain: str = ""
    item: dict[str, Plain] = field(default_factory=dict)
    row: dict[str, Plain] = field(default_factory=dict)
    scope: dict[str, Plain] = field(default_factory=dict)
    secrecy: dict[str, Plain] = field(default_factory=dict)
    withheld: dict[str, Plain] = field(default_factory=dict)


# ── values ───────────────────────────────────────────────────────────────────


def _item(key: str, *, lines: bool = False, choices: Callable[[Catalog], Iterable[str]] | None = None) -> Value:
    def get(line: Line) -> Cell:
        return getattr(line.entry.item, key) if line.entry else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.item[key] = list(text) if lines else "".join(text)

    return Value(get, put, choices)


def _row(key: str, *, lines: bool = False, choices: Callable[[Catalog], Iterable[str]] | None = None) -> Value:
    def get(line: Line) -> Cell:
        return getattr(line.disclosure, key) if line.disclosure else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.row[key] = list(text) if lines else "".join(text)

    return Value(get, put, choices)


def _part(part: Literal["scope", "secrecy"], key: str, *, lines: bool = False, choices: Sequence[str] = ()) -> Value:
    def get(line: Line) -> Cell:
        holder = getattr(line.disclosure, part) if line.disclosure else None
        return getattr(holder, key) if holder else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            getattr(draft, part)[key] = list(text) if lines else "".join(text)

    return Value(get, put, (lambda _: choices) if choices else None)


def _withheld(key: str) -> Value:
    def get(line: Line) -> Cell:
        held = line.entry.item.withheld if line.entry else None
        return getattr(held, key) if held else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.withheld[key] = "".join(text)

    return Value(get, put)


def _owner(line: Line) -> Cell:
    """Units are named by their short names, whatever name the file uses."""
    if line.disclosure is None:
        return None
    names = line.catalog.owner
    return "、".join(names.get(name, name) for name in owners(line.disclosure.owner))


def _scope(line: Line) -> Cell:
    """公开程度 in full: the degree, then whatever differs from the usual."""
    scope = line.disclosure.scope if line.disclosure else None
    return _scope_lines(scope) if scope else None


@lru_cache(maxsize=1024)
def _scope_lines(scope: Scope) -> tuple[str, ...]:
    audience = scope.audience if scope.audience != PUBLIC else ""
    mode = scope.mode if scope.mode != MODES[0] else ""
    return tuple(filter(None, (scope.degree, audience, mode, "、".join(scope.level))))


def _put_scope(draft: Draft, text: tuple[str, ...]) -> None:
    for words in text:
        if words.startswith(GROUP_MARK) or words == PUBLIC:
            draft.scope["audience"] = words
        elif words in MODES:
            draft.scope["mode"] = words
        elif all(part in LEVELS for part in words.split("、")):
            draft.scope["level"] = list(words.split("、"))
        else:
            draft.scope["degree"] = words


def _group_of(line: Line) -> Cell:
    """The group alone where the audience is not everybody."""
    scope = line.disclosure.scope if line.disclosure else None
    return scope.audience.removeprefix(GROUP_MARK) if scope and scope.audience != PUBLIC else None


def _put_group(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.scope["audience"] = GROUP_MARK + "".join(text)


def _level(line: Line) -> Cell:
    """The levels, by default the jurisdiction's own."""
    scope = line.disclosure.scope if line.disclosure else None
    own = (line.catalog.head.jurisdiction.level,) if line.catalog.head else ()
    return scope.level or own if scope else None


def _channels(line: Line) -> tuple[str, ...]:
    """The channels an item uses anywhere."""
    found = {name for each in line.entry.item.disclosures for name in each.channel} if line.entry else set()
    return tuple(name for name in line.catalog.channel if name in found)


def _covering(line: Line, stage: str) -> Cell:
    """How many items have a disclosure of the stage."""
    return sum(any(each.stage == stage for each in entry.item.disclosures) for entry in line.entries)


def _not_applicable(line: Line) -> Cell:
    return tuple(f"{key}：{reason}" for key, reason in line.entry.item.not_applicable.items()) if line.entry else None


def _put_not_applicable(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.item["not_applicable"] = {key: reason for key, _, reason in (words.partition("：") for words in text)}


def _published(line: Line) -> Cell:
    return tuple(f"{one.on} {one.url}" for one in line.disclosure.published) if line.disclosure else None


def _put_published(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.row["published"] = [dict(zip(("on", "url"), words.split(" ", 1), strict=False)) for words in text]


def _put_domain(draft: Draft, text: tuple[str, ...]) -> None:
    draft.domain = "".join(text)


def _put_unit(draft: Draft, text: tuple[str, ...]) -> None:
    draft.unit = "".join(text)


def _department(line: Line) -> Cell:
    section = line.entry.item.section if line.entry else ""
    return tuple(filter(None, (line.unit.label, section))) if line.unit else None


def _full_basis(line: Line) -> Cell:
    """公开依据 word for word, each followed by what the table of laws knows besides: full title, number, date."""
    if line.entry is None:
        return None
    return tuple(basis + _known_law(line.catalog, basis) for basis in line.entry.item.basis)


def _known_law(catalog: Catalog, basis: str) -> str:
    notes: list[str] = []
    for title in cited(basis):
        law = catalog.law.get(title)
        if law is None:
            continue
        parts = [f"全称《{law.title}》"] if law.title != title else []
        parts += [law.number] if law.number and law.number not in basis else []
        parts += [f"{law.effective.year}年{law.effective.month}月{law.effective.day}日起施行"] if law.effective else []
        notes += ["，".join(parts)] if parts else []
    return f"（{'；'.join(notes)}）" if notes else ""


def _withheld_about(line: Line) -> Cell:
    held = line.entry.item.withheld if line.entry else None
    reason = line.catalog.reason.get(held.reason) if held else None
    return reason.about if reason else None


def _stages(line: Line) -> Cell:
    """The stages an item covers, in the catalogue's order."""
    if line.entry is None:
        return None
    found = {disclosure.stage for disclosure in line.entry.item.disclosures}
    return "、".join([stage for stage in line.catalog.stage if stage in found])


def _openness(line: Line) -> Cell:
    held = line.entry.item.withheld if line.entry else None
    return "不予公开" if held else "公开"


def _link(line: Line) -> Cell:
    if line.entry is None or line.unit is None:
        return None
    return Link(line.entry.item.name, f"items/{line.unit.id}/{line.entry.item.id}")


def _unit_link(line: Line) -> Cell:
    return Link(line.unit.label, f"units/{line.unit.id}") if line.unit else None


def _domain_link(line: Line) -> Cell:
    return Link(line.domain.name, f"domains/{line.domain.id}") if line.domain else None


def _names(line: Line, units: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.catalog.owner.get(unit, unit) for unit in units)


def _card(key: str) -> Value:
    return Value(lambda line: getattr(line.unit.card, key) if line.unit and line.unit.card else None)


FIELDS: dict[str, Value] = {
    "number": Value(lambda line: line.number),
    "domain": Value(lambda line: line.domain.name if line.domain else None),
    "domain.id": Value(lambda line: line.domain.id if line.domain else None, _put_domain),
    "domain.link": Value(_domain_link),
    "domain.lead": Value(lambda line: "".join(_names(line, [line.domain.lead])) if line.domain else None),
    "domain.units": Value(lambda line: _names(line, line.domain.units) if line.domain else None),
    "domain.note": Value(lambda line: line.domain.note if line.domain else None),
    "unit": Value(lambda line: line.unit.label if line.unit else None),
    "unit.id": Value(lambda line: line.unit.id if line.unit else None, _put_unit),
    "unit.link": Value(_unit_link),
    "unit.name": _card("name"),
    "unit.kind": _card("kind"),
    "unit.public_phone": _card("public_phone"),
    "count.items": Value(lambda line: len(line.entries)),
    "count.disclosures": Value(lambda line: sum(len(entry.item.disclosures) for entry in line.entries)),
    "count.withheld": Value(lambda line: sum(entry.item.withheld is not None for entry in line.entries)),
    "department": Value(_department),
    "item.id": _item("id"),
    "item.name": _item("name"),
    "item.link": Value(_link),
    "item.group": _item("group"),
    "item.power_type": _item("power_type", choices=lambda catalog: catalog.power_type),
    "item.power_code": _item("power_code"),
    "item.section": _item("section"),
    "item.basis": _item("basis", lines=True),
    "item.basis.full": Value(_full_basis),
    "item.stages": Value(_stages),
    "item.channels": Value(
        _channels,
        choices=lambda catalog: catalog.channel,
        of=lambda line, name: name in _channels(line),
    ),
    "count.stages": Value(
        lambda line: tuple(f"{stage}{_covering(line, stage)}" for stage in line.catalog.stage),
        choices=lambda catalog: [stage.name for stage in catalog.stages if stage.five],
        of=_covering,
    ),
    "item.not_applicable": Value(_not_applicable, _put_not_applicable),
    "item.openness": Value(_openness),
    "withheld.reason": _withheld("reason"),
    "withheld.basis": _withheld("basis"),
    "withheld.about": Value(_withheld_about),
    "stage": _row("stage", choices=lambda catalog: catalog.stage),
    "content": _row("content", lines=True),
    "owner": Value(_owner, _row("owner").put),
    "owner.verbatim": _row("owner"),
    "deadline": _row("deadline"),
    "deadline.rule": Value(lambda line: date_rule(line.disclosure.deadline) if line.disclosure else None),
    "channel": _row(
        "channel", lines=True, choices=lambda catalog: [each.name for each in catalog.channels if each.listed]
    ),
    "scope": Value(_scope, _put_scope),
    "degree": _part("scope", "degree", choices=("全部公开", "部分公开", "不予公开")),
    "audience": _part("scope", "audience"),
    "audience.group": Value(_group_of, _put_group),
    "level.effective": Value(_level, _part("scope", "level", lines=True).put),
    "mode": _part("scope", "mode", choices=MODES),
    "level": _part("scope", "level", lines=True),
    "note": _part("scope", "note"),
    "secrecy.result": _part("secrecy", "result", choices=("可以公开", "部分公开", "不予公开")),
    "secrecy.by": _part("secrecy", "by"),
    "secrecy.on": Value(
        lambda line: line.disclosure.secrecy.on if line.disclosure and line.disclosure.secrecy else None,
        _part("secrecy", "on").put,
    ),
    "published": Value(_published, _put_published),
}
"""Every value a layout may name."""

_MANY_VALUED = {"channel", "level"}  # a cell holds several of the closed list: no drop-down for the whole cell


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
    """

    head: Text = Field(title="列名", description="表头上的字")
    value: Annotated[str, BeforeValidator(_known, json_schema_input_type=Text)] = Field(
        "", title="取值", description="这一列显示什么；有下级列的不写"
    )
    width: float = Field(10, title="宽度", description="相对宽度，约为几个汉字", gt=0, le=200)
    align: Literal["left", "center"] = Field("left", title="对齐", description="靠左或者居中")
    merge: bool = Field(default=False, title="合并", description="上下相同的格子合并")
    tick: str = Field("", title="勾选", description="取值等于或以此开头时打 √")
    ticks: bool = Field(default=False, title="列出全部选项", description="列出全部选项，选中的打勾")
    each: bool = Field(default=False, title="每个选项一列")
    shade: bool = Field(default=False, title="按数值着色")
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
    rows: Literal["disclosures", "items", "withheld", "domains", "units"] = Field(
        title="每行",
        description="一行是什么：disclosures 公开内容，items 事项，withheld 不予公开事项，domains 领域，units 单位",
    )
    tables: Literal["domain", "all"] = Field("all", title="分表", description="domain 每个领域一张表，all 合为一张")
    landscape: bool = Field(default=True, title="横排", description="横排写 true，竖排写 false")
    volumes: Lines = Field(
        (), title="成册范围", description="用在哪些册子里：city 全市，unit 各单位，domain 各领域，data 开放数据"
    )
    facts: tuple[FactSpec, ...] = Field((), title="卡片")
    preface: Lines = Field((), title="编制说明", description="印在目录之后、表格之前，每段一条")
    notes: Lines = Field((), title="说明", description="印在表下方的说明，每条一项")
    signature: Lines = Field((), title="签字栏", description="印在最后，每人一项，如 单位负责人")
    columns: tuple[ColumnSpec, ...] = Field((), title="各列")


def read_layout(path: str, data: bytes) -> tuple[Layout | None, list[Finding]]:
    """Read one layout file."""
    plain, findings = parse(path, data)
    if plain is None:
        return None, findings
    layout, wrong = read(Layout, plain, Where(path))
    return layout, findings + wrong


def spread(layout: Layout, catalog: Catalog) -> Layout:
    """The layout with a column in place of each entry of the closed lists that ask for it."""
    return layout.model_copy(update={"columns": tuple(_spread(spec, catalog) for spec in layout.columns)})


def _spread(spec: ColumnSpec, catalog: Catalog) -> ColumnSpec:
    if spec.columns:
        return spec.model_copy(update={"columns": tuple(_spread(each, catalog) for each in spec.columns)})
    value = FIELDS.get(spec.value)
    if not spec.each or value is None or value.choices is None:
        return spec
    columns = (spec.model_copy(update={"head": name, "each": False, "tick": name}) for name in value.choices(catalog))
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


def bind(layout: Layout, catalog: Catalog, units: Sequence[Unit], only: str = "") -> tuple[Table, ...]:
    """The tables of a layout over these units: numbered through, without empty ones, ``only`` one domain."""
    layout = spread(layout, catalog)
    columns = tuple(_column(spec, head, catalog) for spec, head in leaves(layout.columns))
    getters = [_getter(spec, catalog) for spec, _ in leaves(layout.columns)]
    tables: list[Table] = []
    number = 0
    for title, lines in _grouped(layout, catalog, units, only):
        rows: list[Row] = []
        groups: list[int] = []
        for _, same in groupby(lines, key=_identity):
            groups.append(len(rows))
            for line in same:
                number += 1
                numbered = _numbered(line, number)
                rows.append(tuple([get(numbered) for get in getters]))
        if rows:
            tables.append(Table(title, columns, tuple(rows), tuple(groups), layout.notes))
    return tuple(tables)


def facts(layout: Layout, line: Line) -> tuple[tuple[str, Cell], ...]:
    """The layout's card for one thing, without what is blank."""
    found = ((fact.head, FIELDS[fact.value].get(line)) for fact in layout.facts)
    return tuple((head, cell) for head, cell in found if cell_lines(cell))


def _identity(line: Line) -> tuple[str, str, int]:
    """What makes neighbouring rows one group: the same item of the same unit, domain or unit."""
    return (line.unit.id if line.unit else "", line.domain.id if line.domain else "", id(line.entry))


def _numbered(line: Line, number: int) -> Line:
    return Line(line.catalog, number, line.unit, line.domain, line.entry, line.disclosure, line.entries)


def _column(spec: ColumnSpec, head: tuple[str, ...], catalog: Catalog) -> Column:
    value = FIELDS.get(spec.value)
    closed = value and value.choices and not spec.tick and not spec.ticks and spec.value not in _MANY_VALUED
    choices = tuple(value.choices(catalog)) if closed and value and value.choices else ()
    return Column(spec.value, head, spec.width, spec.align, spec.merge, choices, spec.shade)


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
    return value.get


def _ticks(value: Value, options: tuple[str, ...], line: Line) -> Cell:
    """The list with marks; what was chosen beside it stands below."""
    chosen = cell_lines(value.get(line))
    return Ticks((*options, *(name for name in chosen if name not in options)), frozenset(chosen))


def _one_of(of: Callable[[Line, str], Cell], name: str, line: Line) -> Cell:
    return of(line, name)


def _grouped(
    layout: Layout, catalog: Catalog, units: Sequence[Unit], only: str
) -> Iterator[tuple[str, Iterator[Line]]]:
    if layout.rows == "domains":
        yield layout.title, _domain_lines(catalog, units)
    elif layout.rows == "units":
        yield layout.title, (Line(catalog, unit=unit, entries=unit.entries) for unit in units)
    elif layout.tables == "domain":
        for domain in catalog.domains:
            if only in ("", domain.id):
                yield domain.name, _item_lines(layout, catalog, units, (domain,))
    else:
        domains = [domain for domain in catalog.domains if only in ("", domain.id)]
        yield layout.title, _item_lines(layout, catalog, units, domains)


def _domain_lines(catalog: Catalog, units: Sequence[Unit]) -> Iterator[Line]:
    for domain in catalog.domains:
        entries = [entry for unit in units for entry in unit.entries if entry.domain == domain.id]
        yield Line(catalog, domain=domain, entries=entries)


def _item_lines(
    layout: Layout, catalog: Catalog, units: Sequence[Unit], domains: Iterable[DomainRow]
) -> Iterator[Line]:
    for domain in domains:
        for unit in units:
            for entry in unit.entries:
                if entry.domain == domain.id:
                    yield from _entry_lines(layout, Line(catalog, 0, unit, domain, entry))


def _entry_lines(layout: Layout, line: Line) -> Iterator[Line]:
    entry = line.entry
    if entry is None:
        return
    if layout.rows == "disclosures":
        for disclosure in entry.item.disclosures:
            yield Line(line.catalog, 0, line.unit, line.domain, entry, disclosure)
    elif layout.rows == "items" or entry.item.withheld is not None:
        yield line


# ── tables → items ───────────────────────────────────────────────────────────


def unbind(layout: Layout, table: Table) -> list[Draft]:
    """Read a table back into items as their files would hold them: each draft's ``item``, in order.

    Rows of one item stand together and share its id, or its name where the layout shows no id.
    What the layout does not show is not there; ticks and lines are read as they were written.
    """
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
            value.put(draft, _chosen(cell))
    for name, chosen in ticked.items():
        put = FIELDS[name].put
        if put:
            put(draft, tuple(chosen))
    return draft


def _chosen(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Ticks):
        return tuple(option for option in cell.options if option in cell.chosen)
    return cell_lines(cell)


def _disclosure(draft: Draft) -> dict[str, Plain]:
    parts: Mapping[str, dict[str, Plain]] = {"scope": draft.scope, "secrecy": draft.secrecy}
    return draft.row | {key: part for key, part in parts.items() if part}
