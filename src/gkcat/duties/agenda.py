"""What is due, as a Book, as lines for a terminal, and as plain values for other programs.

The one rule: every form shows the same duties in the same order, and says what it does not show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from typer import style

from gkcat.book import Book, Column, Row, Table
from gkcat.catalog import Catalog
from gkcat.days.dates import Untold
from gkcat.days.workdays import known_years
from gkcat.duties.duty import ON_REQUEST, Agenda, Duty, State
from gkcat.finding import plain
from gkcat.model import Unit


def book(catalog: Catalog, found: Agenda) -> Book:
    """Two tables: how many by unit, and what by date."""
    head, asked = catalog.head, found.asked
    return Book(
        name="到期清单",
        title=(head.jurisdiction.name if head else "") + "政务公开到期清单",
        subtitle=f"截至 {asked.on}，往后到 {asked.until}",
        tables=(summary(found), listing(found)),
        marks=(head.mark,) if head and head.mark else (),
        notes=tuple(notes(found)),
        issuer=head.issuer if head else "",
        day=asked.on,
    )


_COUNTS = ("逾期", "今天", "将到期", "公示中", "以后", "已公开", "缺事件", "难推算", "无期限")


def summary(found: Agenda) -> Table:
    """How many by unit, the last row for all."""
    columns = (Column("name", ("责任单位",), 12), *(Column(name, (name,), 5, "center") for name in _COUNTS))
    rows: list[Row] = [(unit.label, *_counts(found, [unit])) for unit in found.units]
    if len(rows) != 1:
        rows.append(("合计", *_counts(found, found.units)))
    return Table("按责任单位", columns, tuple(rows))


def _counts(found: Agenda, units: Iterable[Unit]) -> tuple[int, ...]:
    ids = {unit.id for unit in units}
    states = Counter(duty.state for duty in found.duties if duty.unit.id in ids)
    reasons = sum((found.untold[unit] for unit in ids), Counter[str]())
    dateless = reasons[Untold.STANDING] + reasons[ON_REQUEST]
    missing = reasons[Untold.EVENT]
    return (
        *(states[state] for state in State),
        sum(found.later[unit] for unit in ids),
        sum(found.met[unit] for unit in ids),
        missing,
        reasons.total() - dateless - missing,
        dateless,
    )


_HEADS = (
    ("due", "到期日", 6),
    ("state", "状态", 6),
    ("unit", "责任单位", 7),
    ("id", "事项编号", 9),
    ("name", "事项名称", 12),
    ("stage", "公开环节", 5),
    ("deadline", "规定时限", 11),
    ("cause", "从何推算", 11),
    ("last", "最近公开", 6),
)
_NARROW = 7  # characters: such columns are centred


def listing(found: Agenda) -> Table:
    """What is due, by date."""
    columns = tuple(Column(key, (head,), width, "center" if width < _NARROW else "left") for key, head, width in _HEADS)
    return Table("逾期和到期", columns, tuple(_row(duty, found.asked.on) for duty in found.duties))


def _row(duty: Duty, on: date) -> Row:
    item, disclosure = duty.entry.item, duty.disclosure
    cause = (duty.cause, _missed(duty)) if duty.missed else duty.cause
    return (
        duty.due,
        told(duty, on),
        duty.unit.label,
        duty.id,
        item.name,
        disclosure.stage,
        disclosure.deadline,
        cause,
        last_record(duty, on),
    )


def _missed(duty: Duty) -> str:
    return f"此前还有 {duty.missed} 期没有公开"


def last_record(duty: Duty, on: date) -> date | None:
    """The latest day on record, up to the day asked for, on which the disclosure was published."""
    return max((one.on for one in duty.disclosure.published if one.on <= on), default=None)


def told(duty: Duty, on: date) -> str:
    """The state in words, with the days it is overdue or has left."""
    days = (duty.due - on).days
    match duty.state:
        case State.OVERDUE:
            return f"逾期{-days}天"
        case State.SHOWING:
            return f"公示还有{days}天" if days else "公示今天期满"
        case State.OPEN:
            return f"还有{days}天"
        case State.TODAY:
            return str(duty.state)


def notes(found: Agenda) -> Iterator[str]:
    """What the tables do not show, and how days were counted."""
    asked, reasons = found.asked, found.reasons()
    if later := found.later.total():
        yield f"{asked.until} 以后才到期的 {later} 条，没有列出。"
    for reason in (*Untold, ON_REQUEST):
        if number := reasons[reason]:
            yield (
                f"{reason}的 {number} 条，没有列出。" if reason == ON_REQUEST else f"{reason}：{number} 条，没有列出。"
            )
    yield f"定期公开的，{asked.since} 以前到期的不算；一期以内公开的算这一期，期末到期的放宽到下一期的前三分之一。"
    yield "期限按民法典第二百零一条至第二百零三条算：当天不算，最后一天遇休息日顺延到上班第一天；须提前公开的不顺延。"
    if found.guessed:
        years = "、".join(map(str, found.guessed))
        known = known_years()
        yield (
            f"{years} 年的放假安排还不知道（现有 {known[0]} 年至 {known[-1]} 年的），只按周末休息推算；"
            "安排公布后请更新程序，或者写进 catalog/catalog.yaml 的 calendar。"
        )


# ── for a terminal, for programs ─────────────────────────────────────────────


_COLOURS = {State.OVERDUE: "red", State.TODAY: "yellow"}


def lines(found: Agenda) -> Iterator[str]:
    """Two lines a duty: when, how it stands, who and what; below, what the day follows from."""
    asked = found.asked
    counted = Counter(duty.state for duty in found.duties)
    shown = "，".join(f"{state} {counted[state]} 条" for state in State if counted[state])
    yield f"截至 {asked.on}，往后到 {asked.until}：{shown or '没有逾期和到期的'}。"
    for duty in found.duties:
        item, disclosure = duty.entry.item, duty.disclosure
        last = last_record(duty, asked.on)
        state = style(told(duty, asked.on), fg=_COLOURS.get(duty.state))
        yield f"{duty.due}  {state}  {plain(f'{duty.unit.label}  {duty.id} {item.name}（{disclosure.stage}）')}"
        parts = [disclosure.deadline.replace("\n", ""), duty.cause, _missed(duty) if duty.missed else ""]
        parts.append(f"最近一次 {last}" if last else "没有公开记录")
        yield "            " + plain("；".join(filter(None, parts)))


def values(found: Agenda) -> dict[str, object]:
    """The agenda as plain values; dates as 2026-11-25, ``days`` until due, negative when overdue."""
    asked = found.asked
    return {
        "on": str(asked.on),
        "until": str(asked.until),
        "since": str(asked.since),
        "duties": [_value(duty, asked.on) for duty in found.duties],
        "later": found.later.total(),
        "met": found.met.total(),
        "untold": dict(sorted(found.reasons().items())),
        "guessed_years": list(found.guessed),
    }


def _value(duty: Duty, on: date) -> dict[str, object]:
    last = last_record(duty, on)
    return {
        "due": str(duty.due),
        "state": duty.state.name.lower(),
        "days": (duty.due - on).days,
        "unit": duty.unit.id,
        "id": duty.id,
        "name": duty.entry.item.name,
        "domain": duty.entry.domain,
        "stage": duty.disclosure.stage,
        "deadline": duty.disclosure.deadline,
        "cause": duty.cause,
        "missed": duty.missed,
        "last": str(last) if last else None,
        "path": duty.where.path,
        "pointer": duty.where.json_pointer,
        "uid": duty.uid,
    }
