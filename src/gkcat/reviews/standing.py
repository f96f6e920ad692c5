"""Where a unit stands in the rounds of review, worked out from what is on record.

The one rule: a state is never typed by anybody; it follows from opinions, answers, marks of the content, and filings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkcat.model import Unit
from gkcat.reviews.aim import Aim, find
from gkcat.reviews.fingerprint import of_item
from gkcat.reviews.opinion import Opinion, Round

GATHERING, HANDED_IN, CHANGED, APPROVED, FILED = "梳理中", "已报送", "已修改", "审定", "备案"
RETURNED, PASSED = "退回", "通过"
"""Follow the round's name: 初审退回, 初审通过."""


@dataclass(frozen=True, slots=True)
class Case:
    """An opinion and what became of it: where it points now (None: nowhere), whether that has changed since.

    ``live``: its round is the last and not passed, so that what was settled is still watched here.
    """

    round: Round
    place: int
    opinion: Opinion
    aim: Aim | None
    changed: bool
    live: bool

    @property
    def open(self) -> bool:
        """Whether it still stands."""
        return self.opinion.closed is None

    @property
    def waits_for_unit(self) -> bool:
        """Whether it is the unit's turn: nothing answered or changed, or the reviewer spoke last."""
        replies = self.opinion.replies
        if replies:
            return bool(self.opinion.by) and replies[-1].by == self.opinion.by
        return not self.changed

    @property
    def moved(self) -> bool:
        """Whether it was settled with other words than those that stand there now."""
        sealed = self.opinion.closed.of if self.opinion.closed else ""
        return bool(sealed) and (self.aim is None or self.aim.mark != sealed)

    @property
    def lapsed(self) -> bool:
        """Whether its settling has lapsed; after its round was passed, the items are watched as they passed."""
        return self.live and self.moved

    @property
    def status(self) -> str:
        """It in two to four words, for tables."""
        if not self.open:
            return "销号后又改动" if self.lapsed else "已销号"
        if self.aim is None:
            return "所指内容已不在"
        if self.waits_for_unit:
            return "待修改"
        return "已答复" if self.opinion.replies else "已改动"


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's state, the round it is in, its opinions, and the items no longer as they were passed: (id, how)."""

    state: str
    round: str = ""
    cases: tuple[Case, ...] = ()
    lapsed: tuple[tuple[str, str], ...] = ()

    @property
    def open(self) -> int:
        """How many opinions still stand."""
        return sum(case.open for case in self.cases)

    @property
    def closed(self) -> int:
        """How many are settled."""
        return len(self.cases) - self.open

    @property
    def unit_turn(self) -> int:
        """How many wait for the unit to change or answer something."""
        return sum(case.open and case.waits_for_unit for case in self.cases)

    @property
    def office_turn(self) -> int:
        """How many wait for the reviewer to look at what was changed or answered."""
        return self.open - self.unit_turn


def standing(unit: Unit, reviews: Sequence[Round], rounds: Sequence[str], filed: Sequence[Round] = ()) -> Standing:
    """Where a unit stands. ``rounds`` are the catalogue's, ``filed`` the unit's rounds as the last filing has them."""
    every = tuple(case for each in reviews for case in cases(unit, each, last=each is reviews[-1]))
    if not reviews:
        return Standing(GATHERING)
    last = reviews[-1]
    gone = tuple(lapses(unit, last))
    return Standing(_state(unit, last, rounds, filed, gone), last.name, every, gone)


def _state(
    unit: Unit, last: Round, rounds: Sequence[str], filed: Sequence[Round], lapsed: Sequence[tuple[str, str]]
) -> str:
    if last.passed is not None:
        if lapsed:
            return CHANGED
        if not is_final(last.name, rounds):
            return last.name + PASSED
        return FILED if filed and filed[-1].name == last.name and filed[-1].passed == last.passed else APPROVED
    if not last.opinions:
        return HANDED_IN
    waiting = any(case.open and case.waits_for_unit for case in cases(unit, last))
    return last.name + RETURNED if waiting else CHANGED


def is_final(name: str, rounds: Sequence[str]) -> bool:
    """Whether to pass this round is to be approved: 审定 and what comes after it; without 审定 the last one."""
    first = rounds.index(APPROVED) if APPROVED in rounds else len(rounds) - 1
    return name in rounds[first:]


def cases(unit: Unit, one: Round, *, last: bool = True) -> Iterator[Case]:
    """The opinions of a round, the ``last`` or not, each with what it points at now."""
    live = last and one.passed is None
    for place, opinion in one.opinions:
        at = find(opinion, unit)
        yield Case(one, place, opinion, at, at is None or (bool(opinion.of) and at.mark != opinion.of), live)


def lapses(unit: Unit, one: Round) -> Iterator[tuple[str, str]]:
    """The items that are not as they were when the unit passed the round: (id, 又有改动 | 新增 | 已删去)."""
    if one.passed is None:
        return
    now = {entry.item.id: of_item(entry.item) for entry in unit.entries}
    for item, mark in now.items():
        if item not in one.passed.items:
            yield item, "新增"
        elif one.passed.items[item] != mark:
            yield item, "又有改动"
    yield from ((item, "已删去") for item in one.passed.items if item not in now)
