"""How much of the catalogue is carried out (落实): disclosures with a published record that can be opened, as a Book.

The one rule: what need not be published without being asked for is not counted; an address nobody has asked is taken
at its word, and the table says so.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from gkcat.book import Book, Column, Row, Table
from gkcat.catalog import Catalog
from gkcat.duties.answers import Answer, Reached
from gkcat.duties.duty import active
from gkcat.model import Disclosure, Unit

Group = tuple[str, Sequence[Disclosure]]
"""A unit or a domain: its name and its disclosures."""

_WHOLE = 100
_HEADS = ("应公开", "有记录", "能打开", "打不开", "待核实", "完成率%")


def completion(
    catalog: Catalog, units: Sequence[Unit], answers: Mapping[str, Answer], on: date, asked: date | None = None
) -> Book:
    """Two tables, by unit and by domain, the last row for all. ``asked`` is the day the answers are of, if any are."""
    head = catalog.head
    by_unit = [(unit.label, _active(unit)) for unit in units]
    by_domain = [(each.name, [row for unit in units for row in _active(unit, each.id)]) for each in catalog.domains]
    return Book(
        name="落实情况",
        title=(head.jurisdiction.name if head else "") + "政务公开落实情况",
        subtitle=f"截至 {on}",
        tables=(_table("责任单位", by_unit, answers, on), _table("领域", by_domain, answers, on)),
        marks=(head.mark,) if head and head.mark else (),
        notes=_notes(asked),
        issuer=head.issuer if head else "",
        day=on,
    )


def _notes(asked: date | None) -> tuple[str, ...]:
    checked = (
        f"网址按 {asked} 的检查结果：打不开的不算完成；网站不让程序访问的、检查时还没有的列入待核实，暂算完成。"
        if asked
        else "网址没有检查，有记录即暂算完成，全部列入待核实；用 gkcat links --format json 检查后，加 --links 计入。"
    )
    return (
        "应公开：应当主动公开的公开内容条数；不予公开和依申请公开的不计。有记录：写明了公开网址和日期的。",
        "完成率：应公开的里面，至少有一个网址没有发现打不开的，占百分之几（舍去小数）。",
        checked,
    )


def _active(unit: Unit, domain: str = "") -> list[Disclosure]:
    entries = unit.by_domain.get(domain, ()) if domain else unit.entries
    return [row for entry in entries for row in entry.item.disclosures if active(row)]


def _table(kind: str, groups: Sequence[Group], answers: Mapping[str, Answer], on: date) -> Table:
    columns = (Column("name", (kind,), 12), *(Column(name, (name,), 5, "center") for name in _HEADS))
    rows = [_row(name, rows, answers, on) for name, rows in groups]
    return Table(f"按{kind}", columns, (*rows, _row("合计", [row for _, own in groups for row in own], answers, on)))


def _row(name: str, rows: Sequence[Disclosure], answers: Mapping[str, Answer], on: date) -> Row:
    best = [_best(row, answers, on) for row in rows]
    live = sum(each in {Reached.LIVE, Reached.MOVED} for each in best)
    dead, unsure = best.count(Reached.DEAD), best.count(Reached.UNSURE)
    done = live + unsure
    return name, len(rows), done + dead, live, dead, unsure, done * _WHOLE // len(rows) if rows else None


def _best(row: Disclosure, answers: Mapping[str, Answer], on: date) -> Reached | None:
    """The best that any record of a disclosure came to; None without a record."""
    found = {answers[one.url].state if one.url in answers else Reached.UNSURE for one in row.published if one.on <= on}
    order = (Reached.LIVE, Reached.MOVED, Reached.UNSURE, Reached.DEAD)
    return next((state for state in order if state in found), None)
