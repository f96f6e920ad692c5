"""A deadline's terms on the calendar: the last day counted from an event, and the days of a term that comes again.

The one rule: a day is given only where the phrase settles it; else the reason is given why it can't be.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gkcat.days.workdays import Workdays
from gkcat.deadline import Kind, Term, parse

DAY = timedelta(days=1)
_MONTHS = {"月": 1, "季度": 3, "半年": 6, "年": 12}
_DAYS = {"日": 1, "周": 7}
_HOURS = {"小时": 24, "分钟": 24 * 60}


class Untold(StrEnum):
    """Why a term has no day, in the words of the notes below a table."""

    VAGUE = "时限含糊或者读不懂"
    STANDING = "长期公开，没有到期日"
    EVENT = "没有登记起算事件（events）"
    RECORD = "几年、几期一次的，没有上一次的公开记录"
    TERM = "按学期、学年公开，起止日期各校自定"
    POINT = "没有写明一期里的哪一天"
    REACH = "推算出的日子太远"


# ── terms that run from a day ────────────────────────────────────────────────


def last_day(term: Term, day: date, workdays: Workdays) -> date | None:
    """The last day of a term that hangs on something which happens on ``day``; None when it can't be counted.

    《中华人民共和国民法典》第二百零一条: the day of the event does not count. 第二百零二条: months and years end on the
    day of the same number, else on the month's last. 第二百零三条: of a rest the day after it is the last. Backwards
    (会前3日) nothing is put off, for that would shorten the notice; hours end where the day they fall on ends, and
    what must come before an event without saying how long, on the day before it.
    """
    try:
        if term.kind is Kind.BEFORE:
            return _shift(term, day, -1, workdays)
        if term.kind is Kind.REALTIME:
            return day
        end = _shift(term, day, 1, workdays)
        return end if term.unit in _HOURS else workdays.settled(end)
    except (OverflowError, ValueError):  # beyond the year 9999
        return None


def _shift(term: Term, day: date, way: int, workdays: Workdays) -> date:
    amount, unit = term.amount or 0, term.unit
    if not amount:
        return day - DAY
    if unit == "工作日":
        return workdays.step(day, way * amount)
    if unit in _MONTHS:
        return months_on(day, way * amount * _MONTHS[unit])
    if unit in _HOURS:
        return day + way * (amount // _HOURS[unit]) * DAY
    return day + way * amount * _DAYS[unit] * DAY


def months_on(day: date, number: int) -> date:
    """The day of the same number so many months on, or the month's last (第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# ── periods ──────────────────────────────────────────────────────────────────


def period(unit: str, day: date) -> tuple[date, date]:
    """The first and last day of the calendar's period of this unit that a day lies in."""
    if unit in _MONTHS:
        size = _MONTHS[unit]
        first = date(day.year, (day.month - 1) // size * size + 1, 1)
        return first, months_on(first, size) - DAY
    if unit == "周":
        monday = day - day.weekday() * DAY
        return monday, monday + 6 * DAY
    return day, day


def period_name(unit: str, day: date) -> str:
    """What a period is called: 2026年第3季度, 2026年10月."""
    first, last = period(unit, day)
    match unit:
        case "年":
            return f"{day.year}年"
        case "半年":
            return f"{day.year}年{'上' if day.month <= _HALF else '下'}半年"
        case "季度":
            return f"{day.year}年第{(day.month + 2) // 3}季度"
        case "月":
            return f"{day.year}年{day.month}月"
        case "周":
            return f"{first} 至 {last} 一周"
        case _:
            return f"{day}"


_HALF = 6

Points = Callable[[date, date], list[date]]
"""The days in a period, given its first and last, on which something is due or is counted from."""


@dataclass(frozen=True, slots=True)
class Regular:
    """A term that comes again every ``unit``: its days in a period, and how the last day follows from each.

    ``lag``: counted from the end of the period it tells of (每季度结束后15日内). ``free``: no day is named.
    """

    unit: str
    points: Points
    tail: Term | None = None
    lag: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Once:
    """A term that ends on one day of the calendar, or runs from it."""

    day: date
    tail: Term | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A term that hangs on an event: its day is known when the event is on record."""

    term: Term


@dataclass(frozen=True, slots=True)
class Again:
    """A term that comes every so many periods: its next day follows from the last time."""

    term: Term


Plan = Regular | Once | Occasion | Again | Untold


@dataclass(frozen=True, slots=True)
class Turn:
    """One time of a regular term: ``opens`` is the first day whose publication counts for it."""

    opens: date
    due: date
    name: str


def turns(regular: Regular, first: date, last: date, workdays: Workdays) -> Iterator[Turn]:
    """The turns due from ``first`` to ``last``, and the one after them."""
    start, end = period(regular.unit, first - _reach(regular.tail))
    while True:
        if regular.unit != "工作日" or workdays.works(start):
            for turn in _turns_of(regular, start, end, workdays):
                if turn.due >= first:
                    yield turn
                if turn.due > last:
                    return
        start, end = period(regular.unit, end + DAY)


def _reach(tail: Term | None) -> timedelta:
    """More days than lie between a period and its turns: a working day is at most two days in a year's mean."""
    amount, unit = (tail.amount or 0, tail.unit) if tail else (0, "")
    days = {"工作日": 2} | _DAYS | {unit: 31 * size for unit, size in _MONTHS.items()}
    return (40 + amount * days.get(unit, 1)) * DAY


def _regular(unit: str, points: Points, tail: Term | None = None, *, lag: bool = False, free: bool = False) -> Plan:
    """A term that comes again, unless it ends years after its period: a slip of the pen, and no end of looking."""
    return Regular(unit, points, tail, lag, free) if _reach(tail) < _FAR else Untold.REACH


_FAR = 3700 * DAY


def _turns_of(regular: Regular, start: date, end: date, workdays: Workdays) -> Iterator[Turn]:
    points = sorted(regular.points(start, end))
    opens = end + DAY if regular.lag else start if regular.free else _opening(points, start, end)
    for point in points:
        due = last_day(regular.tail, point, workdays) if regular.tail else workdays.settled(point)
        if due:  # `_regular` sees to it
            yield Turn(opens, due, period_name(regular.unit, start))
        opens = point + DAY


def _opening(points: list[date], start: date, end: date) -> date:
    """The first day whose publication counts: the period's, but of what is due in its last third a third later.

    For that is late more often than early: 每年12月31日前, published on 5 January, is the old year's.
    """
    length = end - start
    return start + (points[0] - start) // 3 if (points[-1] - start) * 3 > length * 2 else start


# ── what kind of term it is ──────────────────────────────────────────────────

_FIXED = re.compile(
    r"(?:(?P<year>[12]\d{3})年|[次翌当本]年)?(?:(?P<monthly>[次当本])月)?"
    r"(?:(?P<month>1[0-2]|[1-9])月)?(?:(?P<day>\d{1,2})日|(?P<end>[底末]))?"
)
_ENDS = re.compile(r"(?:本?(?P<unit>年|半年|季|月|周)度?)?(?:结束|终了|期满|届满|[底末])")
_UNITS = {"季": "季度"}


def plan(term: Term) -> Plan:
    """How the days of a term are found."""
    match term.kind:
        case Kind.VAGUE:
            return Untold.VAGUE
        case Kind.STANDING:
            return Untold.STANDING
        case Kind.PERIODIC:
            return _periodic(term)
        case Kind.WITHIN | Kind.BEFORE:
            return _bound(term)
        case _:
            return Occasion(term)


def _bound(term: Term) -> Plan:
    """A term bound to a date, the end of a period, or an event."""
    tail = term if term.amount else None
    fixed = _FIXED.fullmatch(term.trigger) if term.trigger else None
    if fixed:
        return _fixed(fixed, tail)
    ends = _ENDS.fullmatch(term.trigger)
    if ends and ends["unit"] and term.kind is Kind.WITHIN:
        return _regular(_UNITS.get(ends["unit"], ends["unit"]), _end, tail, lag=True)
    return Occasion(term)


def _fixed(found: re.Match[str], tail: Term | None) -> Plan:
    """A day of the calendar: of one year, or of each year or month."""
    month, number = int(found["month"] or 0), int(found["day"] or 31)
    whole = not (found["day"] or found["end"]) and month > 0  # 9月前: before it begins
    if found["monthly"]:
        return _regular("月", lambda start, _: [_day_of(start.year, start.month, number)], tail)

    def day(year: int) -> date:
        return date(year, month, 1) - DAY if whole else _day_of(year, month or 12, number)

    return (
        Once(day(int(found["year"])), tail)
        if found["year"]
        else _regular("年", lambda start, _: [day(start.year)], tail)
    )


def _day_of(year: int, month: int, day: int) -> date:
    """A day of a month, which may name more days than it has."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _end(_: date, end: date) -> list[date]:
    return [end]


_OR = re.compile(r"或者|或|以及|及|和|、")
_ANY = re.compile(
    r"(?:该|政府|相关)*(?:信息)?(?:(?:形成|变更|产生|获取|生成|制作|制定|更新)(?:该|政府|相关)*(?:信息)?)?"
)


def hangs_on(term: Term, what: str) -> bool:
    """Whether what happened is what a term hangs on: the words of one of its triggers, in any order, or some of them.

    信息形成或者变更 is whatever makes the information.
    """
    said = {*what}
    for trigger in _OR.split(term.trigger):
        words = {*trigger}
        if _ANY.fullmatch(trigger) or words <= said or (said <= words and len(what) > 1):
            return True
    return False


def occasions(phrase: str) -> list[Term]:
    """The terms of a deadline that hang on an event."""
    return [found.term for found in map(plan, parse(phrase)) if isinstance(found, Occasion)]


# ── points in a period ───────────────────────────────────────────────────────


def _periodic(term: Term) -> Plan:
    if term.unit in {"学期", "学年"}:
        return Untold.TERM
    if term.amount:
        return Untold.POINT if term.trigger else Again(term)
    inner = next(iter(parse(term.trigger)), None) if term.trigger else None
    if inner and inner.kind in {Kind.WITHIN, Kind.BEFORE} and inner.amount:
        if inner.kind is Kind.WITHIN and _ENDS.fullmatch(inner.trigger):
            return _regular(term.unit, _end, inner, lag=True)
        return Occasion(inner)
    points = _points(term.unit, term.trigger)
    free = not term.trigger or term.trigger.endswith("次")
    return _regular(term.unit, *points, free=free) if points else Untold.POINT


_AND = re.compile(r"[、和]")
_UNTIL = re.compile(r"[至-]")
_IN_MONTH = {"底": 31, "末": 31, "终": 31, "上旬": 10, "中旬": 20, "下旬": 31, "": 31}
_PLACE = re.compile(
    r"(?P<month>\d{1,2}月|[首末次]月|第[1-3]个月)?(?:(?P<day>\d{1,2})日|(?P<part>底|末|终|[上中下]旬))?"
)
_QUARTER = re.compile(r"第?([1-4])季度[底末]?")
_HALVES = re.compile(r"([上下])半年")
_FIRST_DAYS = re.compile(r"前(\d{1,2})(?:个(工作)|)日内")
_WEEKDAYS = "一二三四五六日"
_OF_QUARTER = {"首月": 0, "第1个月": 0, "次月": 1, "第2个月": 1, "第3个月": 2}


def _points(unit: str, trigger: str) -> tuple[Points, Term | None] | None:
    """The days of a period that a point in it names, and what is counted from them; None for what names none."""
    words = trigger.removesuffix("前")
    if not words or words in {"底", "末", "终"}:
        return _end, None
    if found := _FIRST_DAYS.fullmatch(words):
        within = Term(Kind.WITHIN, int(found[1]), "工作日" if found[2] else "日")
        return (lambda start, _: [start - DAY]), within
    if words.endswith("次"):
        return _times(unit, int(words[:-1]))
    days = _days(unit, words, before=words != trigger)
    return (days, None) if days else None


def _days(unit: str, words: str, *, before: bool) -> Points | None:
    if unit == "周":
        return (lambda start, _: [start + _WEEKDAYS.index(words) * DAY]) if words in _WEEKDAYS else None
    if unit == "年" and (found := _QUARTER.fullmatch(words) or _HALVES.fullmatch(words)):
        month = {"上": 6, "下": 12}.get(found[1]) or int(found[1]) * 3
        return lambda start, _: [_day_of(start.year, month, 31)]
    places = [_PLACE.fullmatch(_UNTIL.split(part)[-1]) for part in _AND.split(_month_wise(words))]
    named = [place for place in places if place and place[0]]
    if len(named) < len(places) or not all(_fits(unit, place["month"] or "") for place in named):
        return None
    return lambda start, end: [_placed(place, start, end, before=before) for place in named]


def _fits(unit: str, month: str) -> bool:
    """Whether a month is named as it must be in a period of this unit."""
    if unit == "年":
        return month[:1].isdigit()
    return not month if unit == "月" else unit in _MONTHS and bool(month) and not month[:1].isdigit()


def _month_wise(words: str) -> str:
    """1月、7月10日 names the 10th of both: what is said of the last month holds for those before it."""
    found = re.fullmatch(r"((?:\d{1,2}月[、和])+)(\d{1,2}月)(\d{1,2}日|[底末]|[上中下]旬)", words)
    return re.sub(r"月(?=[、和])", f"月{found[3]}", words) if found else words


def _placed(place: re.Match[str], start: date, end: date, *, before: bool) -> date:
    named = place["month"] or ""
    if not named:
        first = start
    elif named[0].isdigit():
        first = date(start.year, int(named[:-1]), 1)
    else:
        first = end.replace(day=1) if named == "末月" else months_on(start, _OF_QUARTER[named])
    if before and named and not (place["day"] or place["part"]):
        return first - DAY  # 每年3月前: before it begins
    return _day_of(first.year, first.month, int(place["day"] or _IN_MONTH[place["part"] or ""]))


def _times(unit: str, number: int) -> tuple[Points, None] | None:
    """So many times in a period: once in each of its equal parts, if it has such in months."""
    size = _MONTHS.get(unit, 0)
    if not size or size % number:
        return None
    step = size // number
    return (lambda start, _: [months_on(start, step * (part + 1)) - DAY for part in range(number)]), None
