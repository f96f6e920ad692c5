"""What has to be published by when: each disclosure's deadline against its events and what is on record as published.

The one rule: an obligation is shown or counted, never lost; what can't be computed is in `untold` with its reason.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from gkcat.catalog import Catalog
from gkcat.days.dates import Again, Occasion, Once, Plan, Regular, Turn, Untold, hangs_on, last_day, plan, turns
from gkcat.days.workdays import Workdays
from gkcat.deadline import Kind, Term, parse
from gkcat.finding import Where
from gkcat.model import Disclosure, Entry, Unit

_SHORT = {"日", "工作日", "周"}  # of what comes so often only the next time is shown
ON_REQUEST = "依申请公开或者不予公开"


class State(StrEnum):
    """How an obligation stands on the day asked for."""

    OVERDUE = "逾期"
    TODAY = "今天到期"
    OPEN = "即将到期"
    SHOWING = "公示中"


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of the question, the last day looked ahead to, and the first day on which anything could be due."""

    on: date
    until: date
    since: date


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be published by ``due`` (or shown until then); ``cause`` is what that day follows from.

    ``missed``: how many times just before this one nothing was published either.
    """

    unit: Unit
    entry: Entry
    row: int
    state: State
    due: date
    cause: str
    missed: int = 0
    key: str = field(default="", compare=False)

    @property
    def disclosure(self) -> Disclosure:
        """The row of the catalogue."""
        return self.entry.item.disclosures[self.row]

    @property
    def id(self) -> str:
        """The item's full id."""
        return f"{self.unit.id}.{self.entry.item.id}"

    @property
    def where(self) -> Where:
        """Where the deadline stands."""
        return Where(self.entry.path, ("items", self.entry.index, "disclosures", self.row, "deadline"))

    @property
    def uid(self) -> str:
        """A mark for calendars: the same as long as item, stage (of several the first, second, …) and occasion are."""
        stage = self.disclosure.stage
        number = sum(each.stage == stage for each in self.entry.item.disclosures[: self.row])
        words = f"{self.id} {stage}{number or ''} {self.key}"
        return f"{sha256(words.encode()).hexdigest()[:32]}@gkcat"


@dataclass(frozen=True, slots=True)
class Agenda:
    """What there is to do: ``duties`` by date, ``untold`` as {unit id: {reason: how many disclosures}}.

    ``later``, ``met``: by unit, the disclosures that have something due only later, or nothing left to do.
    ``guessed``: the years touched of which the holidays are not known.
    """

    asked: Asked
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    untold: dict[str, Counter[str]]
    later: Counter[str]
    met: Counter[str]
    guessed: tuple[int, ...]

    def of(self, unit: str) -> list[Duty]:
        """One unit's duties."""
        return [duty for duty in self.duties if duty.unit.id == unit]

    def reasons(self) -> Counter[str]:
        """The reasons of all units together."""
        return sum(self.untold.values(), Counter[str]())


def agenda(catalog: Catalog, units: Sequence[Unit], asked: Asked) -> Agenda:
    """What is due or overdue on the day asked for, or due in the days after it."""
    workdays = Workdays.of(catalog.head.calendar) if catalog.head else Workdays()
    duties: list[Duty] = []
    untold: dict[str, Counter[str]] = {}
    later, met = Counter[str](), Counter[str]()
    for unit in units:
        own = untold.setdefault(unit.id, Counter())
        for entry in unit.entries:
            for row, disclosure in enumerate(entry.item.disclosures):
                base = Duty(unit, entry, row, State.OPEN, asked.on, "")
                found, reasons = _look(base, disclosure, asked, workdays)
                shown = [duty for duty in found if duty.due <= asked.until]
                later[unit.id] += bool(found) and not shown
                met[unit.id] += not found and not reasons
                duties += shown
                own.update(reasons)
    order = {unit.id: place for place, unit in enumerate(units)}
    duties.sort(key=lambda duty: (duty.due, order[duty.unit.id], duty.entry.path, duty.entry.index, duty.row))
    guessed = workdays.unknown([asked.on, asked.until, *(duty.due for duty in duties)])
    return Agenda(asked, tuple(units), tuple(duties), untold, later, met, guessed)


def overdue(unit: Unit, entry: Entry, row: int, asked: Asked, workdays: Workdays) -> list[Duty]:
    """What one disclosure is overdue with."""
    base = Duty(unit, entry, row, State.OPEN, asked.on, "")
    found, _ = _look(base, base.disclosure, asked, workdays)
    return [duty for duty in found if duty.state is State.OVERDUE]


# ── one disclosure ───────────────────────────────────────────────────────────


def active(disclosure: Disclosure) -> bool:
    """Whether it has to be published without being asked for."""
    scope = disclosure.scope
    return scope is None or (scope.degree != "不予公开" and scope.mode == "主动公开")


@dataclass(frozen=True, slots=True)
class _Case:
    """A disclosure being looked at: what is on record up to the day asked for."""

    base: Duty
    asked: Asked
    workdays: Workdays
    records: tuple[date, ...]

    def duty(self, due: date, cause: str, key: str, missed: int = 0) -> Duty:
        return replace(self.base, state=self._state(due), due=due, cause=cause, missed=missed, key=key)

    def _state(self, due: date) -> State:
        if due == self.asked.on:
            return State.TODAY
        return State.OVERDUE if due < self.asked.on else State.OPEN


def _look(base: Duty, disclosure: Disclosure, asked: Asked, workdays: Workdays) -> tuple[list[Duty], set[str]]:
    """All that is to be done, and why for a part of the deadline nothing can be said."""
    if not active(disclosure):
        return [], {ON_REQUEST}
    terms = parse(disclosure.deadline)
    if not terms:
        return [], {Untold.VAGUE}
    case = _Case(base, asked, workdays, tuple(sorted({one.on for one in disclosure.published if one.on <= asked.on})))
    duties: list[Duty] = []
    reasons: set[str] = set()
    for number, term in enumerate(terms):
        found = _of_plan(case, plan(term), str(number))
        if isinstance(found, Untold):
            reasons.add(found)
        else:
            duties += found
    return duties, reasons


def _of_plan(case: _Case, found: Plan, key: str) -> list[Duty] | Untold:
    match found:
        case Untold():
            return found
        case Regular():
            return [*_of_turns(case, found, key)]
        case Once():
            return _of_day(case, found, key)
        case Again():
            return _again(case, found.term, key)
        case Occasion(term):
            return _shown(case, term, key) if term.kind is Kind.AT_LEAST else _of_events(case, term, key)


def _of_turns(case: _Case, regular: Regular, key: str) -> Iterator[Duty]:
    """The last turn if it was missed, with those missed just before it, and those to come that have not been met.

    Older ones are history once a later one has been met, even ahead of its day.
    """
    asked = case.asked
    coming = [*turns(regular, asked.since, asked.until, case.workdays)]
    ends = [*(turn.opens for turn in coming[1:]), date.max][: len(coming)]  # none before the catalogue's own day
    met = [_between(case.records, turn.opens, end) for turn, end in zip(coming, ends, strict=True)]
    past = sum(turn.due < asked.on for turn in coming)
    missed = 0 if any(met[past:]) else next((number for number, done in enumerate(reversed(met[:past])) if done), past)
    if missed:
        yield _of_turn(case, coming[past - 1], key, missed - 1)
    ahead = [turn for turn, done in zip(coming[past:], met[past:], strict=True) if not done]
    for turn in ahead[:1] if regular.unit in _SHORT else ahead:
        yield _of_turn(case, turn, key)


def _between(records: Sequence[date], first: date, end: date) -> bool:
    """Whether any of the sorted records is from ``first`` on and before ``end``."""
    return bisect_left(records, first) < bisect_left(records, end)


def _of_turn(case: _Case, turn: Turn, key: str, missed: int = 0) -> Duty:
    return case.duty(turn.due, turn.name, f"{key} {turn.due}", missed)


def _of_day(case: _Case, once: Once, key: str) -> list[Duty] | Untold:
    """A day of the calendar; whatever was published, on it or not, has met it."""
    due = last_day(once.tail, once.day, case.workdays) if once.tail else case.workdays.settled(once.day)
    if due is None:
        return Untold.REACH
    return [] if case.records or due < case.asked.since else [case.duty(due, f"{once.day}", key)]


def _again(case: _Case, term: Term, key: str) -> list[Duty] | Untold:
    """Every so many periods: counted from the last time."""
    if not case.records:
        return Untold.RECORD
    last = case.records[-1]
    due = last_day(term._replace(kind=Kind.WITHIN), last, case.workdays)
    return [case.duty(due, f"上一次 {last}", f"{key} {last}")] if due else Untold.REACH


def _events(case: _Case, term: Term) -> list[tuple[date, str]]:
    """What has happened that a term hangs on, or will, the earliest first and each once."""
    events = {(event.on, event.what) for event in case.base.disclosure.events if hangs_on(term, event.what)}
    return sorted(event for event in events if term.kind is Kind.BEFORE or event[0] <= case.asked.on)


def _of_events(case: _Case, term: Term, key: str) -> list[Duty] | Untold:
    """Each event asks for a publication of its own: the first not yet taken, after it or, where so bound, before it."""
    events = _events(case, term)
    if not events:
        return Untold.EVENT
    duties: list[Duty] = []
    before, at = date.min, 0
    for on, what in events:
        first, last = (before, on) if term.kind is Kind.BEFORE else (on, date.max)
        at = bisect_left(case.records, first, at)  # both are sorted: what is passed over serves no later event either
        due = last_day(term, on, case.workdays)
        if case.records[at : at + 1] and case.records[at] <= last:
            at += 1
        elif due is None:
            return Untold.REACH
        else:
            duties.append(case.duty(due, f"{on} {what}", f"{key} {on} {what}"))
        before = on
    return duties


def _shown(case: _Case, term: Term, key: str) -> list[Duty] | Untold:
    """The earliest day on which a public notice may end, from when it was put up."""
    starts = sorted({*case.records, *(on for on, _ in _events(case, term))})
    if not starts:
        return Untold.EVENT
    ends = [(start, last_day(term, start, case.workdays)) for start in starts]
    return [
        replace(case.duty(end, f"{start} 开始", f"{key} {start}"), state=State.SHOWING)
        for start, end in ends
        if end and end >= case.asked.on
    ]
