"""How far each unit is: items, coverage, faults, opinions, changes in a period, state, against the plan's phases.

The one rule: everything is counted from the files, git and the findings; same revision and same day, same progress.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gkcat import RefusedError, git
from gkcat.book import Book, Cell, Column, Row, Table
from gkcat.catalog import Catalog
from gkcat.finding import Finding
from gkcat.model import Entry, Unit
from gkcat.pipeline import (
    ALONE,
    Crew,
    Question,
    UnitTask,
    begin,
    check_run,
    load_catalog,
    load_filed,
    load_reviews,
    load_unit,
)
from gkcat.reviews.fingerprint import of_item
from gkcat.reviews.standing import APPROVED, FILED, GATHERING, HANDED_IN, Standing, standing
from gkcat.tables import Head, Phase
from gkcat.workspace import Workspace

TOLD_ELSEWHERE = ("GK220", "GK221", "GK222")
"""Findings that are opinions and lapses, which have columns of their own."""

_WHOLE = 100
_DUE = (("梳理", 1, "报送"), ("审", 2, "通过审定"), ("汇总", 3, "备案"), ("备案", 3, "备案"))
"""Words in a phase's name → how far a unit must be when it ends, and what that is called."""

_RANKS = {GATHERING: 0, APPROVED: 2, FILED: 3}
"""How far a state is; every other one is under review: 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a unit's items in the period: ids added, changed, removed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        """增2 改3 删1; nothing when nothing did."""
        counted = (("增", self.added), ("改", self.changed), ("删", self.removed))
        return " ".join(f"{word}{len(ids)}" for word, ids in counted if ids)


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's progress. ``late`` is the first phase it has not done what it ends with, ``due`` what that is."""

    unit: Unit
    standing: Standing
    coverage: int | None
    errors: int
    warnings: int
    change: Change
    touched: date | None
    late: Phase | None = None
    due: str = ""

    @property
    def label(self) -> str:
        """The unit in words."""
        return self.unit.label

    @property
    def rank(self) -> int:
        """How far it is: 0 gathering, 1 under review, 2 approved, 3 filed."""
        return _RANKS.get(self.standing.state, 1)

    @property
    def disclosures(self) -> int:
        """How many it has."""
        return sum(len(entry.item.disclosures) for entry in self.unit.entries)


@dataclass(frozen=True, slots=True)
class Progress:
    """All units' progress on a day, and since when; ``revision`` was read, ``dirty`` with changes not in git."""

    catalog: Catalog
    head: Head
    on: date
    since: date
    revision: str
    dirty: bool
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def coverage(self) -> int | None:
        """Of all units together."""
        return coverage(self.catalog, [entry for line in self.lines for entry in line.unit.entries])

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of the plan that run on the day."""
        return tuple(phase for phase in self.head.phases if phase.start <= self.on <= phase.end)

    @property
    def states(self) -> Mapping[str, int]:
        """How many units are in each state, in the order of the way they go."""
        found = Counter(line.standing.state for line in self.lines)
        first = [GATHERING, HANDED_IN]
        last = [APPROVED, FILED]
        between = sorted(found.keys() - {*first, *last})
        return {state: found[state] for state in (*first, *between, *last) if found[state]}


def progress(workspace: Workspace, on: date, since: date, crew: Crew = ALONE) -> Progress:
    """Read, check and count. Raises RefusedError outside git, and when catalog.yaml can't be read."""
    number = begin()
    report = check_run(workspace, number, Question(today=on), crew)
    catalog, _, folders = load_catalog(workspace, number)
    if catalog.head is None:
        message = "catalog/catalog.yaml 读不下去，请先运行 gkcat validate"
        raise RefusedError(message)
    revision = workspace.commit()
    reviewed = [load_reviews(workspace, name, number)[0] for name in folders]
    units = [load_unit(UnitTask(workspace, name, number))[0] for name in folders]
    days = _touched(workspace, revision)
    changes = _changes(workspace, units, git.at_day(workspace.root, since, revision))
    lines = []
    for unit, reviews in zip(units, reviewed, strict=True):
        filed = load_filed(workspace, unit.id, [each.name for each in reviews])
        stands = standing(unit, reviews, catalog.rounds, filed)
        errors, warnings = _counted(report.findings, unit.id)
        late, due = _late(catalog.head.phases, _RANKS.get(stands.state, 1), on)
        covered = coverage(catalog, unit.entries)
        change = changes.get(unit.id, Change())
        lines.append(Line(unit, stands, covered, errors, warnings, change, days.get(unit.id), late, due))
    dirty = not workspace.revision and bool(workspace.uncommitted())
    return Progress(catalog, catalog.head, on, since, revision, dirty, tuple(lines), report.findings)


def coverage(catalog: Catalog, entries: Sequence[Entry]) -> int | None:
    """How many of a hundred of the five stages that are demanded are there; None when none is demanded."""
    five = {stage.name for stage in catalog.stages if stage.five}
    demanded = covered = 0
    for entry in entries:
        stages = five.intersection(catalog.demanded(entry.item))
        demanded += len(stages)
        covered += len(stages & entry.item.stages)
    return covered * _WHOLE // demanded if demanded else None


def _counted(findings: Sequence[Finding], unit: str) -> tuple[int, int]:
    below = f"units/{unit}/"
    own = [each for each in findings if each.where.path.startswith(below) and each.code not in TOLD_ELSEWHERE]
    errors = sum(each.severity == "error" for each in own)
    return errors, len(own) - errors


def _late(phases: Sequence[Phase], rank: int, on: date) -> tuple[Phase | None, str]:
    """The first phase that is over and that the unit is not done with."""
    for phase in phases:
        asked, due = next(((asked, due) for word, asked, due in _DUE if word in phase.name), (0, ""))
        if phase.end < on and rank < asked:
            return phase, due
    return None, ""


def _touched(workspace: Workspace, revision: str) -> Mapping[str, date]:
    """The day on which each unit's folder was last changed in git."""
    days: dict[str, date] = {}
    for path, on in git.touched(workspace.root, revision, "units").items():
        unit = path.split("/")[1]
        days[unit] = max(on, days.get(unit, on))
    return days


def _changes(workspace: Workspace, units: Sequence[Unit], base: str) -> Mapping[str, Change]:
    """What became of each unit's items since a commit; before the first commit there was nothing."""
    if not base:
        return {unit.id: Change(added=tuple(entry.item.id for entry in unit.entries)) for unit in units}
    then = Workspace(workspace.root, revision=base)
    changed = {path.split("/")[1] for path in workspace.changed_files(base, workspace.revision) if path.count("/") > 1}
    found: dict[str, Change] = {}
    for unit in units:
        if unit.id in changed:
            old = load_unit(UnitTask(then, unit.id, -1))[0]
            found[unit.id] = _change(_marks(old), _marks(unit))
    return found


def _marks(unit: Unit) -> dict[str, str]:
    return {entry.item.id: of_item(entry.item) for entry in unit.entries}


def _change(old: Mapping[str, str], new: Mapping[str, str]) -> Change:
    return Change(
        added=tuple(item for item in new if item not in old),
        changed=tuple(item for item in new if item in old and new[item] != old[item]),
        removed=tuple(item for item in old if item not in new),
    )


# ── as tables ────────────────────────────────────────────────────────────────

_FULL = (
    Column("number", ("序号",), 3, "center"),
    Column("unit", ("责任单位",), 11),
    Column("state", ("状态",), 6, "center"),
    Column("items", ("事项数",), 4, "center"),
    Column("disclosures", ("公开内容数",), 5, "center"),
    Column("coverage", ("五公开覆盖率%",), 6, "center"),
    Column("errors", ("校验", "错误"), 4, "center", shade=True),
    Column("warnings", ("校验", "提醒"), 4, "center", shade=True),
    Column("open", ("审核意见", "未销号"), 5, "center", shade=True),
    Column("closed", ("审核意见", "已销号"), 5, "center"),
    Column("change", ("本期事项变化",), 7, "center"),
    Column("touched", ("最近修改",), 7, "center"),
    Column("late", ("进度",), 9),
)
_BRIEF = ("unit", "state", "items", "coverage", "errors", "warnings", "open", "change", "late")
"""The columns that a terminal has room for, and their heads there."""
_HEADS = {"unit": "责任单位", "coverage": "覆盖%", "items": "事项", "open": "意见", "change": "变化"}


def table(found: Progress) -> Table:
    """进展情况汇总表: a row a unit, the last for all."""
    rows = [_row(number, line, found.on) for number, line in enumerate(found.lines, 1)]
    return Table("进展情况汇总表", _FULL, (*rows, _total(found)), notes=_NOTES)


_NOTES = (
    "状态由审核记录、内容标记和备案标签算出；五公开覆盖率按权力类型应当覆盖的环节计算，写明不适用的不计。",
    "本期事项变化：增、改、删的事项数，只改格式的不计。审核意见未销号的，包括等待核对的。",
)


def brief(found: Progress) -> Book:
    """The same table with what a terminal has room for."""
    whole = table(found)
    kept = [at for at, column in enumerate(_FULL) if column.key in _BRIEF]
    columns = tuple(Column(each.key, (_HEADS.get(each.key, each.head[-1]),)) for each in (_FULL[at] for at in kept))
    rows = tuple(tuple(row[at] for at in kept) for row in whole.rows)
    return Book("进展", "进展", (Table(f"{found.head.jurisdiction.name}进展情况（{found.on}）", columns, rows),))


def _row(number: int, line: Line, on: date) -> Row:
    stands = line.standing
    late = f"逾期{(on - line.late.end).days}天" if line.late else ""
    return (
        number,
        line.label,
        stands.state,
        len(line.unit.entries),
        line.disclosures,
        line.coverage,
        line.errors,
        line.warnings,
        stands.open,
        stands.closed,
        str(line.change),
        line.touched,
        late,
    )


def _total(found: Progress) -> Row:
    lines = found.lines
    late = sum(line.late is not None for line in lines)
    every: list[Cell] = [
        None,
        "合计",
        None,
        sum(len(line.unit.entries) for line in lines),
        sum(line.disclosures for line in lines),
        found.coverage,
        str(sum(line.errors for line in lines)),  # words are not shaded: a sum would be the darkest of its column
        str(sum(line.warnings for line in lines)),
        str(sum(line.standing.open for line in lines)),
        sum(line.standing.closed for line in lines),
        str(total_change(found)),
        max((line.touched for line in lines if line.touched), default=None),
        f"逾期{late}个单位" if late else "",
    ]
    return tuple(every)


def total_change(found: Progress) -> Change:
    """What became of all units' items."""
    parts = [line.change for line in found.lines]
    return Change(
        tuple(item for part in parts for item in part.added),
        tuple(item for part in parts for item in part.changed),
        tuple(item for part in parts for item in part.removed),
    )


def states(found: Progress) -> Table:
    """How many units are in each state, as bars where a format has them."""
    columns = (Column("state", ("状态",), 8), Column("units", ("单位数",), 8, "center", shade=True))
    return Table("各状态单位数", columns, tuple(found.states.items()), look="bars")


def schedule(found: Progress) -> Iterator[Row]:
    """The plan's phases on the day: name, days, how far."""
    for phase in found.head.phases:
        yield (phase.name, f"{phase.start} 至 {phase.end}", _when(phase, found.on))


def _when(phase: Phase, on: date) -> str:
    if on < phase.start:
        return f"还有{(phase.start - on).days}天开始"
    if on > phase.end:
        return "已结束"
    return f"还有{(phase.end - on).days}天" if on < phase.end else "今天结束"
