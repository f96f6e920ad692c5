"""Reading and checking a workspace: unit by unit, on any executor, without a terminal.

The one rule: unit folders are the tasks; order of output is the roster's, whoever finishes first.
"""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from gkcat import CHINA, RefusedError, git, refusals
from gkcat.catalog import Catalog
from gkcat.comments import Ignore, ignores
from gkcat.finding import Finding, Problem, Report, Summary, Waiver, Where, stamp
from gkcat.model import Digest, Unit
from gkcat.office import read_office
from gkcat.reviews.files import path_of
from gkcat.reviews.opinion import Round, read_round, sorted_out
from gkcat.rules import check_index, check_unit
from gkcat.scope import Context, Index
from gkcat.source import locate, text_of
from gkcat.tables import Setting
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

Task = TypeVar("Task")
Result = TypeVar("Result")
FIRST_RULE = "GK100"  # what makes a file unreadable cannot be put up with
Lines = dict[tuple[str, int], str]
_WINDOW = 64  # tasks handed out ahead of the one waited for: bounds what is held, keeps workers busy


def run(work: Callable[[Task], Result], tasks: Iterable[Task], executor: Executor | None = None) -> Iterator[Result]:
    """Results in the order of tasks: plain map without an executor, a bounded window of submits with one."""
    if executor is None:
        yield from map(work, tasks)
        return
    waiting: deque[Future[Result]] = deque()
    rest = iter(tasks)
    waiting.extend(executor.submit(work, task) for task in islice(rest, _WINDOW))
    while waiting:
        result = waiting.popleft().result()
        waiting.extend(executor.submit(work, task) for task in islice(rest, 1))
        yield result


Track = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""Watches results come in, of so many, at this kind of work: the command line's progress bar."""


def _quiet(results: Iterable[Any], total: int, work: str) -> Iterable[Any]:
    del total, work
    return results


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work and who watches it."""

    executor: Executor | None = None
    track: Track = _quiet

    def each(self, work: Callable[[Task], Result], tasks: Sequence[Task], name: str) -> list[Result]:
        """The results of all tasks, in their order."""
        return list(self.track(run(work, tasks, self.executor), len(tasks), name))


ALONE = Crew()


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare Python's search for cycles: a catalogue has none, and growing it is searched again and again.

    Over 5,000 items a check takes 1.60 s of processor time for 1.68.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.freeze()  # and back, as old: else the next search would go through all that was made
            gc.unfreeze()
            gc.enable()


# ── load ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class UnitTask:
    """One unit of a workspace, checked as of ``today``, or only read without.

    ``run`` marks the run, so that no worker keeps a catalogue from an earlier one.
    """

    workspace: Workspace
    unit: str
    run: int
    today: date | None = field(default=None, compare=False)  # what was read to be checked need not be read to be built


@dataclass(frozen=True, slots=True)
class Checked:
    """What comes back of a unit: small, whatever its size."""

    digest: Digest
    findings: tuple[Finding, ...]
    lines: Lines
    ignores: tuple[Ignore, ...]


@lru_cache(maxsize=1)
def load_catalog(workspace: Workspace, run: int) -> tuple[Catalog, tuple[Finding, ...], tuple[str, ...]]:
    """As `office.read_office` gives it, read once a process and run."""
    del run
    return read_office(workspace)


@lru_cache(maxsize=4096)  # build renders from what check has read; cleared when a run begins
def load_unit(task: UnitTask) -> tuple[Unit, tuple[Finding, ...], tuple[Ignore, ...]]:
    """Read a unit folder: the unit, the findings of its files, and their ignore comments."""
    files, findings = task.workspace.unit_files(task.unit)
    unit, wrong = read_unit(task.unit, files)
    return unit, (*findings, *wrong), tuple(each for path, data in files.items() for each in _ignores(path, data))


def _ignores(path: str, data: bytes) -> list[Ignore]:
    return ignores(path, text_of(data)) if b"gkcat:" in data else []


@lru_cache(maxsize=1)
def review_names(workspace: Workspace, run: int) -> tuple[Mapping[str, tuple[str, ...]], tuple[Finding, ...]]:
    """The review rounds of each unit, in their order, and what else lies in catalog/reviews."""
    catalog, _, folders = load_catalog(workspace, run)
    stems, findings = workspace.review_names()
    rounds, wrong = sorted_out(stems, catalog.rounds, folders)
    return rounds, (*findings, *wrong)


def load_reviews(workspace: Workspace, unit: str, run: int) -> tuple[tuple[Round, ...], list[Finding]]:
    """A unit's review rounds in their order."""
    read = [
        read_round(name, unit, workspace.read(path_of(name, unit)))
        for name in review_names(workspace, run)[0].get(unit, ())
    ]
    return tuple(each for each, _ in read), [finding for _, findings in read for finding in findings]


FILING = ("备案", "报备")
"""How a tag's name begins that marks what was filed."""


def load_filed(workspace: Workspace, unit: str, names: Sequence[str]) -> tuple[Round, ...]:
    """A unit's rounds of these names as the last filing has them; none without a filing, or outside git."""
    filed = _last_filing(workspace.root, workspace.revision or "HEAD")
    if not filed:
        return ()
    then = replace(workspace, overlay={}, revision=filed)
    found = [(name, then.read(path_of(name, unit))) for name in names]
    return tuple(read_round(name, unit, data)[0] for name, data in found if data)


@lru_cache(maxsize=1)
def _last_filing(root: Path, revision: str) -> str:
    try:
        found = [tag.commit for tag in git.tags(root, revision) if tag.name.startswith(FILING)]
    except RefusedError:
        return ""
    return found[-1] if found else ""


_RUNS = count()


def begin() -> int:
    """The number of a new run: nothing read for an earlier one is used again."""
    load_unit.cache_clear()
    _last_filing.cache_clear()
    return next(_RUNS)


# ── check ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a check: empty means all.

    ``paths``: show only what was found below them. ``units``: run the rules on these units only; the
    whole-catalogue rules run on all. ``select``, ``ignore``: beginnings of codes to show, not to show.
    """

    paths: tuple[str, ...] = ()
    units: frozenset[str] | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    today: date | None = None

    @property
    def partial(self) -> bool:
        """Whether some of what is found is not asked for."""
        return self.units is not None or bool(self.paths or self.select or self.ignore)

    def covers(self, path: str) -> bool:
        """Whether a file lies below what was asked for."""
        return not self.paths or any(
            path == each or path.startswith(each.rstrip("/") + "/") or each == "." for each in self.paths
        )

    def shows(self, finding: Finding) -> bool:
        """Whether a finding was asked for."""
        chosen = not self.select or finding.code.startswith(self.select)
        dropped = bool(self.ignore) and finding.code.startswith(self.ignore)
        return chosen and not dropped and self.covers(finding.where.path)


ALL = Question()


def today() -> date:
    """The day in China, wherever the machine stands."""
    return datetime.now(CHINA).date()


def check_task(task: UnitTask) -> Checked:
    """Read and check one unit."""
    catalog, _, _ = load_catalog(task.workspace, task.run)
    unit, findings, ignored = load_unit(task)
    if task.today is None:
        return Checked(unit.digest(), (), {}, ignored)
    reviews, wrong = load_reviews(task.workspace, task.unit, task.run)
    found = check_unit(Context(catalog, unit, task.today, reviews=reviews))
    placed, lines = _locate([*findings, *wrong, *found], task.workspace.read)
    return Checked(unit.digest(), tuple(placed), lines, ignored)


def check(workspace: Workspace, question: Question = ALL, crew: Crew = ALONE) -> Report:
    """Check the catalogue and report what was asked for."""
    return check_run(workspace, begin(), question, crew)


@uncollected()
def check_run(workspace: Workspace, number: int, question: Question, crew: Crew) -> Report:
    """Check as part of the run of this number."""
    catalog, findings, folders = load_catalog(workspace, number)
    chosen, day = question.units, question.today or today()
    tasks = [UnitTask(workspace, unit, number, day if chosen is None or unit in chosen else None) for unit in folders]
    units = crew.each(check_task, tasks, "校验")
    misnamed = review_names(workspace, number)[1]
    index = Index(catalog, {checked.digest.unit: checked.digest for checked in units})
    placed, lines = _locate([*findings, *misnamed, *check_index(index)], workspace.read)
    comments = [each for name in workspace.catalog_files()[0].items() for each in _catalog_ignores(*name)]
    others: list[Ignore] = []
    for checked, task in zip(units, tasks, strict=True):
        placed += checked.findings
        lines |= checked.lines
        (comments if task.today else others).extend(checked.ignores)
    kept, waived = put_up_with(placed, comments, others)
    settled, off = settle(kept, catalog.head.rules if catalog.head else {})
    shown = tuple(finding for finding in settled if question.shows(finding))
    let = tuple(each for each in (*waived, *off) if question.shows(each.finding))
    summary = _summary([checked.digest for checked in units], shown)
    return Report(shown, summary, lines, waived=let, partial=question.partial)


def place(workspace: Workspace, findings: Sequence[Finding]) -> Report:
    """A report of findings that no check has made."""
    placed, lines = _locate(findings, workspace.read)
    return Report(tuple(placed), _summary((), placed), lines)


def _catalog_ignores(name: str, data: bytes) -> list[Ignore]:
    return _ignores(f"catalog/{name}.yaml", data)


def put_up_with(
    findings: Sequence[Finding], comments: Sequence[Ignore], others: Sequence[Ignore] = ()
) -> tuple[list[Finding], list[Waiver]]:
    """Leave out what an ignore comment on the line names; a comment without use or reason is itself a finding.

    ``others`` stand in units whose own rules did not run: what they are for is not known, and not blamed.
    """
    by_line = {(comment.where.path, comment.where.line): comment for comment in (*comments, *others)}
    kept: list[Finding] = []
    waived: list[Waiver] = []
    used: set[tuple[Where, str]] = set()
    for finding in findings:
        comment = by_line.get((finding.where.path, finding.where.line))
        if comment and comment.reason and finding.code in comment.codes and finding.code >= FIRST_RULE:
            used.add((comment.where, finding.code))
            waived.append(Waiver(finding, comment.reason, beside=True))
        else:
            kept.append(finding)
    for comment in comments:
        kept += unused(comment, [code for code in comment.codes if (comment.where, code) not in used])
    return sorted(kept, key=_place), waived


def unused(comment: Ignore, codes: Sequence[str]) -> list[Finding]:
    """What is wrong with an ignore comment: no reason, or codes that nothing on its line has."""
    if not comment.reason or not comment.codes:
        message, cure = "忽略注释没有写代码或者理由", "写成 # gkcat: ignore[GK121] 理由"
    elif fixed := [code for code in codes if code < FIRST_RULE]:
        message, cure = f"{'、'.join(fixed)} 是文件写法的问题，不能忽略", "请改正这一行，删去这条注释"
    elif codes:
        message, cure = f"这一行没有 {'、'.join(codes)} 的问题，忽略注释没有用处", "请删去这条注释"
    else:
        return []
    return [stamp(Problem(comment.where, message, cure), refusals.IDLE_IGNORE, comment.where)]


def settle(findings: Iterable[Finding], settings: Mapping[str, Setting]) -> tuple[list[Finding], list[Waiver]]:
    """Give findings the severity that the office has set for their rule, and leave out what is off."""
    kept: list[Finding] = []
    off: list[Waiver] = []
    for finding in findings:
        setting = settings.get(finding.code)
        if setting is None:
            kept.append(finding)
        elif setting.severity == "off":
            off.append(Waiver(finding, setting.reason, beside=False))
        else:
            kept.append(replace(finding, severity=setting.severity))
    return kept, off


def _summary(digests: Sequence[Digest], findings: Sequence[Finding]) -> Summary:
    errors = sum(finding.severity == "error" for finding in findings)
    items = sum(len(digest.items) for digest in digests)
    rows = sum(digest.disclosures for digest in digests)
    return Summary(len(digests), items, rows, errors, len(findings) - errors)


def _locate(findings: Sequence[Finding], read: Callable[[str], bytes | None]) -> tuple[list[Finding], Lines]:
    """Look up line and column of the findings, file by file, and sort them by place."""
    wanted: dict[str, set[Where]] = {}
    for finding in findings:
        for where in (finding.where, *finding.related):
            wanted.setdefault(where.path, set()).add(where)
    places: dict[Where, Where] = {}
    lines: Lines = {}
    for path, wheres in wanted.items():
        text = text_of(read(path) or b"") if path.endswith(".yaml") else ""  # of a workbook there is nothing to show
        found = {where: where for where in wheres} | locate(text, wheres)
        rows = text.splitlines()
        lines |= {(path, at.line): rows[at.line - 1] for at in found.values() if 0 < at.line <= len(rows)}
        places |= found
    placed = [
        replace(each, where=places[each.where], related=tuple(places[where] for where in each.related))
        for each in findings
    ]
    placed.sort(key=_place)
    return placed, lines


def _place(finding: Finding) -> tuple[str, int, int, str, str]:
    where = finding.where
    return where.path, where.line, where.column, finding.code, finding.message
