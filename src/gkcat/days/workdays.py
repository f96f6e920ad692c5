"""Working days (工作日) in China: weekends, public holidays and make-up days, and what the office adds of its own.

The one rule: a year whose holidays are not known yet is named (`unknown`), with weekends as the only days off in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from types import ModuleType

from pydantic import Field, ValidationInfo, field_validator

from gkcat.model import Contract, Day, Text

_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST = 31  # days of one entry: longer is a slip of the year


class DayChange(Contract):
    """Days that are worked, or not, otherwise than the calendar says; ``until`` makes it a stretch."""

    on: Day = Field(title="日期", description="哪一天，写成 2027-02-05 的样子；几天连着的，写第一天")
    until: Day | None = Field(None, title="到哪天", description=f"几天连着的，写最后一天；最长 {_LONGEST} 天")
    reason: Text = Field(title="理由", description="依据什么通知", examples=["国务院办公厅2027年放假安排"])

    @field_validator("until")
    @classmethod
    def _later(cls, until: date | None, info: ValidationInfo) -> date | None:
        on = info.data.get("on")
        if until and on and not on <= until < on + _LONGEST * _DAY:
            message = f"最后一天应在第一天之后，连头带尾不超过 {_LONGEST} 天"
            raise ValueError(message)
        return until

    def days(self) -> Iterator[date]:
        """Each day of the stretch."""
        for number in range(((self.until or self.on) - self.on).days + 1):
            yield self.on + number * _DAY


class LocalDays(Contract):
    """What the office adds to the national calendar, for a year not known yet or a local holiday."""

    off: tuple[DayChange, ...] = Field((), title="加放的假", description="不上班的日子，每条写日期和理由")
    work: tuple[DayChange, ...] = Field((), title="加上的班", description="要上班的日子（调休），每条写日期和理由")


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar to count by. A day that is both off and work here is worked."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    @classmethod
    def of(cls, local: LocalDays) -> "Workdays":
        """The calendar with the office's own days."""
        off, work = ((day for change in changes for day in change.days()) for changes in (local.off, local.work))
        return cls(frozenset(off), frozenset(work))

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        if day in self.work:
            return True
        return day not in self.off and _works(day)

    def settled(self, day: date) -> date:
        """The last day of a term that would end on ``day``; of a rest (法定休假日) the day after it ends.

        《中华人民共和国民法典》第二百零三条.
        """
        while not self.works(day):
            day += _DAY
        return day

    def step(self, day: date, number: int) -> date:
        """The number-th working day after ``day``, or before it when negative; the day itself never counts.

        《中华人民共和国民法典》第二百零一条.
        """
        one = _DAY if number > 0 else -_DAY
        for _ in range(abs(number)):
            day += one
            while not self.works(day):
                day += one
        return day

    def unknown(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years among these days of which the holidays are not known, but for those the office has given."""
        given = {day.year for day in self.off}
        return tuple(sorted({day.year for day in days} - given - {*known_years()}))


@cache
def known_years() -> range:
    """The years whose holidays the table has (chinesecalendar, from the notices of the State Council's office)."""
    days = _table().constants.holidays
    return range(min(days).year, max(days).year + 1)


@lru_cache(maxsize=4096)
def _works(day: date) -> bool:
    """As the national calendar has it; of a year it does not know by the weekday alone."""
    if day.year in known_years():
        return bool(_table().is_workday(day))
    return day.weekday() < _SATURDAY


@cache
def _table() -> ModuleType:
    """The table, read when first counted with: 11 ms that `validate` need not pay."""
    import chinese_calendar  # noqa: PLC0415 - see above

    table: ModuleType = chinese_calendar
    return table
