"""Review rounds as tables: where each unit stands, and the sheet of opinions that goes to a unit and comes back.

The one rule: what is counted and told is `standing`'s; nothing here decides.
"""

from collections.abc import Iterator, Sequence

from gkcat.book import Book, Column, Row, Table, file_name
from gkcat.catalog import Catalog
from gkcat.model import Unit
from gkcat.reviews.aim import title
from gkcat.reviews.opinion import ADOPTED, Round
from gkcat.reviews.standing import Case, Standing, cases

Reviewed = tuple[Unit, Sequence[Round]]
"""A unit and its rounds."""

_NAME = 30  # characters of an item's name in a line for a terminal


def overview(catalog: Catalog, reviewed: Sequence[tuple[Unit, Standing]]) -> Book:
    """各单位审核情况: a row a unit, the last for all."""
    columns = (
        Column("unit", ("责任单位",), 12),
        Column("state", ("状态",), 6, "center"),
        Column("opinions", ("意见", "意见数"), 4, "center"),
        Column("unit.turn", ("意见", "待修改"), 5, "center"),
        Column("office.turn", ("意见", "待销号"), 5, "center"),
        Column("closed", ("意见", "已销号"), 5, "center"),
        Column("lapsed", ("失效",), 5, "center"),
    )
    rows = [_counted(unit.label, one.state, [one]) for unit, one in reviewed]
    total = _counted("合计", "", [one for _, one in reviewed])
    return _book(
        catalog, "审核情况", "政务公开事项标准目录审核情况", [Table("各单位审核情况", columns, (*rows, total))]
    )


def _counted(label: str, state: str, found: Sequence[Standing]) -> Row:
    said = sum(len(one.cases) for one in found)
    turns = (sum(one.unit_turn for one in found), sum(one.office_turn for one in found))
    return (label, state, said, *turns, sum(one.closed for one in found), sum(len(one.lapsed) for one in found))


def listed(unit: Unit, one: Standing) -> Iterator[str]:
    """A unit's opinions for a terminal: id and state, what it is about, what it says, what was answered."""
    for case in one.cases:
        opinion = case.opinion
        where = case.aim.label if case.aim else "/".join(filter(None, (opinion.item, opinion.stage)))
        yield f"{opinion.id}  {case.status}  {case.round.name}  {f'{opinion.item} {where}'.strip()}"
        yield f"          意见：{opinion.text}"
        for reply in opinion.replies:
            yield f"          {reply.adopted or '退回'}：{reply.text}（{reply.by} {reply.on}）"
    for item, how in one.lapsed:
        yield f"{unit.id}.{item}  {one.round}通过以后{how}"


def sheet(catalog: Catalog, unit: Unit, one: Round) -> Book:
    """初审意见表: the opinions of a round in the order of the unit's items, with columns for what became of them."""
    order = {entry.item.id: number for number, entry in enumerate(unit.entries, 1)}
    found = sorted(cases(unit, one), key=lambda case: (order.get(case.opinion.item, 0), case.place))
    rows = tuple(_row(number, case) for number, case in enumerate(found, 1))
    full = unit.card.name if unit.card else unit.id
    started = one.started
    facts = (
        ("责任单位", full),
        ("审核轮次", one.name),
        ("审核版本", started.revision[:12] if started else ""),
        ("意见条数", f"{len(found)}条，已销号{sum(not case.open for case in found)}条"),
    )
    head = catalog.head
    area = head.jurisdiction.name if head else ""
    notes = (
        "“采纳情况”和“修改情况或者理由”由责任单位填写；不采纳、部分采纳的，写明理由。",
        "意见编号用于答复：gkcat review reply 编号 修改情况。",
    )
    empty = () if rows else ("本轮没有提出意见。",)
    return Book(
        name=file_name(f"{unit.label}{one.name}意见表"),
        title=f"{area}政务公开事项标准目录{one.name}意见表",
        tables=(Table(f"{unit.label}{one.name}意见", _COLUMNS, rows, notes=(*empty, *notes)),),
        subtitle=full,
        marks=(head.mark,) if head and head.mark else (),
        facts=tuple((label, value) for label, value in facts if value),
        issuer=head.issuer if head else "",
        day=started.on if started else None,
        signature=("审核单位（盖章）", "责任单位（盖章）"),
    )


_COLUMNS = (
    Column("number", ("序号",), 3, "center"),
    Column("id", ("意见编号",), 7, "center"),
    Column("item", ("事项",), 9),
    Column("field", ("环节、栏目",), 6),
    Column("was", ("提意见时的内容",), 13),
    Column("text", ("审核意见",), 14),
    *(Column(f"adopted.{word}", ("采纳情况", word), 3, "center") for word in ADOPTED),
    Column("reply", ("修改情况或者理由",), 14),
    Column("status", ("销号",), 7, "center"),
)


def _row(number: int, case: Case) -> Row:
    opinion = case.opinion
    answers = [reply for reply in opinion.replies if reply.adopted]
    adopted = answers[-1].adopted if answers else ""
    name = case.aim.entry.item.name if case.aim and case.aim.entry else ""
    item = (opinion.item, name) if name else (opinion.item or "整个单位",)
    place = tuple(filter(None, (opinion.stage, title(opinion.field) if opinion.field else "")))
    told = tuple(f"{reply.text}（{'' if reply.adopted else '退回 '}{reply.on}）" for reply in opinion.replies)
    closed = opinion.closed
    status = (case.status, closed.on.isoformat(), *filter(None, [closed.note])) if closed else (case.status,)
    ticks = (adopted == word for word in ADOPTED)
    return (number, opinion.id, item, place, opinion.was, opinion.text, *ticks, told, status)


def _book(catalog: Catalog, name: str, words: str, tables: Sequence[Table]) -> Book:
    head = catalog.head
    return Book(
        name=name,
        title=(head.jurisdiction.name if head else "") + words,
        tables=tuple(tables),
        marks=(head.mark,) if head and head.mark else (),
        issuer=head.issuer if head else "",
        day=head.as_of if head else None,
    )
