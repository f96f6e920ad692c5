"""check · build as functions: what the commands do, without a terminal.

The one rule: unit folders are the tasks; order of output is the roster's, whoever finishes first.
"""

import hashlib
import importlib
import json
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from gkcat import __version__, refusals, volumes
from gkcat.book import Book
from gkcat.catalog import Catalog, Setting, read_catalog
from gkcat.finding import Finding, Problem, Report, Summary, Where, stamp
from gkcat.layout import Layout, read_layout
from gkcat.model import Digest, Unit, UnitCard
from gkcat.rules import check_index, check_unit
from gkcat.scope import Context, Index
from gkcat.source import Ignore, ignores, locate, text_of
from gkcat.unit import read_card, read_unit
from gkcat.volumes import Catalogue
from gkcat.workspace import Workspace

Task = TypeVar("Task")
Result = TypeVar("Result")
CHINA = timezone(timedelta(hours=8))
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

# ── load ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class UnitTask:
    """One unit of a workspace, checked as of ``today``, or only read without.

    ``run`` marks the run, so that no worker keeps a catalogue from an earlier one.
    """

    workspace: Workspace
    unit: str
    run: int
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What comes back of a unit: small, whatever its size."""

    digest: Digest
    findings: tuple[Finding, ...]
    lines: Lines
    ignores: tuple[Ignore, ...]


@lru_cache(maxsize=1)
def load_catalog(workspace: Workspace, run: int) -> tuple[Catalog, tuple[Finding, ...], tuple[str, ...]]:
    """The catalogue, its findings, the unit folders in roster order; read once a process and run."""
    del run
    files, findings = workspace.catalog_files()
    folders, wrong = workspace.unit_ids()
    cards: dict[str, UnitCard] = {}
    for unit in folders:
        path = f"units/{unit}/unit.yaml"
        card, _ = read_card(path, workspace.read(path))  # its findings come with the unit
        if card:
            cards[unit] = card
    catalog, wrongs = read_catalog(files, cards)
    order = {unit: place for place, unit in enumerate(catalog.roster)}
    folders.sort(key=lambda unit: (order.get(unit, len(order)), unit))
    return catalog, (*findings, *wrong, *wrongs), tuple(folders)


@lru_cache(maxsize=4096)  # build renders from what check has read; cleared when a run begins
def load_unit(task: UnitTask) -> tuple[Unit, tuple[Finding, ...], tuple[Ignore, ...]]:
    """Read a unit folder: the unit, the findings of its files, and their ignore comments."""
    files, findings = task.workspace.unit_files(task.unit)
    unit, wrong = read_unit(task.unit, files)
    return unit, (*findings, *wrong), tuple(each for path, data in files.items() for each in _ignores(path, data))


def _ignores(path: str, data: bytes) -> list[Ignore]:
    return ignores(path, text_of(data)) if b"gkcat:" in data else []


_RUNS = count()


def _begin() -> int:
    load_unit.cache_clear()
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


def check_task(task: UnitTask) -> Checked:
    """Read and check one unit."""
    catalog, _, _ = load_catalog(task.workspace, task.run)
    unit, findings, ignored = load_unit(task)
    if task.today is None:
        return Checked(unit.digest(), (), {}, ())
    placed, lines = _locate([*findings, *check_unit(Context(catalog, unit, task.today))], task.workspace.read)
    return Checked(unit.digest(), tuple(placed), lines, ignored)


def check(workspace: Workspace, question: Question = ALL, crew: Crew = ALONE) -> Report:
    """Check the catalogue and report what was asked for."""
    return _check(workspace, _begin(), question, crew)


def _check(workspace: Workspace, number: int, question: Question, crew: Crew) -> Report:
    catalog, findings, folders = load_catalog(workspace, number)
    chosen, today = question.units, question.today or datetime.now(CHINA).date()
    tasks = [UnitTask(workspace, unit, number, today if chosen is None or unit in chosen else None) for unit in folders]
    units = crew.each(check_task, tasks, "校验")
    index = Index(catalog, {checked.digest.unit: checked.digest for checked in units})
    placed, lines = _locate([*findings, *check_index(index)], workspace.read)
    comments = [each for name in workspace.catalog_files()[0].items() for each in _catalog_ignores(*name)]
    for checked in units:
        placed += checked.findings
        lines |= checked.lines
        comments += checked.ignores
    settled = settle(put_up_with(placed, comments), catalog.head.rules if catalog.head else {})
    shown = tuple(finding for finding in settled if question.shows(finding))
    return Report(shown, _summary([checked.digest for checked in units], shown), lines)


def place(workspace: Workspace, findings: Sequence[Finding]) -> Report:
    """A report of findings that no check has made."""
    placed, lines = _locate(findings, workspace.read)
    return Report(tuple(placed), _summary((), placed), lines)


def _catalog_ignores(name: str, data: bytes) -> list[Ignore]:
    return _ignores(f"catalog/{name}.yaml", data)


def put_up_with(findings: Sequence[Finding], comments: Sequence[Ignore]) -> list[Finding]:
    """Leave out what an ignore comment on the line names; a comment without use or reason is itself a finding."""
    by_line = {(comment.where.path, comment.where.line): comment for comment in comments}
    kept: list[Finding] = []
    used: set[tuple[Where, str]] = set()
    for finding in findings:
        comment = by_line.get((finding.where.path, finding.where.line))
        if comment and comment.reason and finding.code in comment.codes and finding.code >= FIRST_RULE:
            used.add((comment.where, finding.code))
        else:
            kept.append(finding)
    for comment in comments:
        kept += unused(comment, [code for code in comment.codes if (comment.where, code) not in used])
    return sorted(kept, key=_place)


def unused(comment: Ignore, codes: Sequence[str]) -> list[Finding]:
    """What is wrong with an ignore comment: no reason, or codes that nothing on its line has."""
    if not comment.reason or not comment.codes:
        message, cure = "忽略注释没有写代码或者理由", "写成 # gkcat: ignore[GK121] 理由"
    elif codes:
        message, cure = f"这一行没有 {'、'.join(codes)} 的问题，忽略注释没有用处", "请删去这条注释"
    else:
        return []
    return [stamp(Problem(comment.where, message, cure), refusals.IDLE_IGNORE, comment.where)]


def settle(findings: Iterable[Finding], settings: Mapping[str, Setting]) -> Iterator[Finding]:
    """Give findings the severity that the office has set for their rule, and leave out what is off."""
    for finding in findings:
        setting = settings.get(finding.code)
        if setting is None:
            yield finding
        elif setting.severity != "off":
            yield replace(finding, severity=setting.severity)


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
        text = text_of(read(path) or b"")
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


# ── build ────────────────────────────────────────────────────────────────────

FORMATS = {"docx": "filing", "xlsx": "filing", "html": "site", "json": "data", "csv": "data"}
"""Format → the folder of out/ it goes to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to build: empty means all. A ``draft`` is made in spite of errors, and says 草稿 on every page."""

    units: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    draft: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The words each page must show besides the catalogue's own."""
        return ("草稿",) if self.draft else ()


@dataclass(frozen=True, slots=True)
class BuildTask:
    """One lot of output: a volume in one format, or a part of the site."""

    workspace: Workspace
    run: int
    folder: str
    marks: tuple[str, ...]
    format: str
    layout: str = ""
    unit: str = ""


class RefusedError(Exception):
    """The environment does not allow it: said in one Chinese sentence, exit 2."""


def load_layouts(workspace: Workspace) -> tuple[dict[str, Layout], list[Finding]]:
    """All layouts by name, from the workspace's templates or gkcat's own."""
    layouts: dict[str, Layout] = {}
    findings: list[Finding] = []
    for path in sorted((workspace.templates() / "layouts").glob("*.yaml")):
        layout, wrong = read_layout(f"templates/layouts/{path.name}", path.read_bytes())
        findings += wrong
        if layout:
            layouts[path.stem] = layout
    return layouts, findings


@lru_cache(maxsize=1)
def load_catalogue(workspace: Workspace, run_number: int, marks: tuple[str, ...]) -> Catalogue:
    """All that volumes are made of; a unit that could not be read whole is there with what could."""
    catalog, _, folders = load_catalog(workspace, run_number)
    units = tuple(load_unit(UnitTask(workspace, unit, run_number))[0] for unit in folders)
    layouts, _ = load_layouts(workspace)
    if catalog.head is None:
        message = "catalog/catalog.yaml 读不下去，无法生成"
        raise RefusedError(message)
    return Catalogue(catalog, catalog.head, units, layouts, marks)


def build_task(task: BuildTask) -> list[str]:
    """Write one lot; the paths written, from the folder."""
    source = load_catalogue(task.workspace, task.run, task.marks)
    templates = task.workspace.templates()
    folder = Path(task.folder) / FORMATS[task.format]
    write = importlib.import_module(f"gkcat.formats.{task.format}").write
    return [write(book, folder, templates).relative_to(task.folder).as_posix() for book in _books(source, task)]


def _books(source: Catalogue, task: BuildTask) -> Iterator[Book]:
    if task.format == "html":
        yield from volumes.site_unit(source, source.unit(task.unit)) if task.unit else volumes.site_home(source)
    elif FORMATS[task.format] == "data":
        yield volumes.data(source, task.layout)
    elif task.unit:
        yield volumes.own(source, task.layout, source.unit(task.unit))
    else:
        yield volumes.city(source, task.layout)


def build(workspace: Workspace, out: Path, choice: Choice, crew: Crew = ALONE) -> tuple[Report, Path | None]:
    """Check, then write everything into a new folder and put it in place of ``out``.

    With an error nothing is written and the path is None, unless it is a draft.
    """
    number = _begin()
    report = _with_layouts(workspace, _check(workspace, number, ALL, ALONE))
    if report.summary.errors and not choice.draft:
        return report, None
    source = load_catalogue(workspace, number, choice.marks)
    _known(choice, source)
    with _swapped(out) as folder:
        tasks = [*_tasks(workspace, source, choice, number, folder)]
        written = [path for paths in crew.each(build_task, tasks, "生成") for path in paths]
        if any(task.format == "html" for task in tasks):
            written += _assets(workspace, folder)
        _manifest(folder, source, sorted(written))
    return report, out


def _with_layouts(workspace: Workspace, report: Report) -> Report:
    """The report with what is wrong in the layout files."""
    _, wrong = load_layouts(workspace)
    placed, lines = _locate(wrong, workspace.read)
    summary = replace(report.summary, errors=report.summary.errors + len(placed))
    return Report((*report.findings, *placed), summary, {**report.lines, **lines})


def _known(choice: Choice, source: Catalogue) -> None:
    """Refuse names that are none: a misspelt one would quietly build nothing."""
    for kind, chosen, known in (
        ("单位", choice.units, [unit.id for unit in source.units]),
        ("格式", choice.formats, [*FORMATS]),
        ("版式", choice.layouts, [*source.layouts]),
    ):
        for name in chosen:
            if name not in known:
                message = f"没有{kind} {name}，可用的有：{'、'.join(known)}"
                raise RefusedError(message)


def _tasks(workspace: Workspace, source: Catalogue, choice: Choice, number: int, folder: Path) -> Iterator[BuildTask]:
    """The largest lots first, so that no worker is left with one at the end."""

    def task(kind: str, layout: str = "", unit: str = "") -> BuildTask:
        return BuildTask(workspace, number, str(folder), choice.marks, kind, layout, unit)

    units = choice.units or tuple(unit.id for unit in source.units if unit.entries)
    layouts = {name: each for name, each in source.layouts.items() if name in (choice.layouts or source.layouts)}
    for kind in choice.formats or tuple(FORMATS):
        place = FORMATS[kind]
        whole = "data" if place == "data" else "city"
        if place == "site":
            yield from (task(kind, unit=unit) for unit in ("", *(each.id for each in source.units)))
            continue
        if not choice.units:
            yield from (task(kind, name) for name, layout in layouts.items() if whole in layout.volumes)
        if place == "filing":
            yield from (
                task(kind, name, unit) for name, each in layouts.items() if "unit" in each.volumes for unit in units
            )


def _assets(workspace: Workspace, folder: Path) -> list[str]:
    html = importlib.import_module("gkcat.formats.html")
    return [path.relative_to(folder).as_posix() for path in html.assets(folder / "site", workspace.templates())]


def _manifest(folder: Path, source: Catalogue, written: Sequence[str]) -> None:
    entries = [entry for unit in source.units for entry in unit.entries]
    files = [_listed(folder, path) for path in written]
    body = {
        "gkcat": __version__,
        "workspace": {"title": source.head.title, "edition": source.head.edition, "as_of": str(source.head.as_of)},
        "files": files,
        "counts": {
            "units": len(source.units),
            "items": len(entries),
            "disclosures": sum(len(entry.item.disclosures) for entry in entries),
            "withheld": sum(entry.item.withheld is not None for entry in entries),
            "files": len(files),
        },
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _listed(folder: Path, path: str) -> dict[str, object]:
    data = (folder / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


@contextmanager
def _swapped(out: Path) -> Iterator[Path]:
    """A new folder beside ``out`` that takes its place when all went well, and is gone when not."""
    if out.exists() and not (out.is_dir() and ((out / "manifest.json").is_file() or not any(out.iterdir()))):
        message = f"{out} 里有别的东西，不是 gkcat 生成的，不敢覆盖；请另选 --out"
        raise RefusedError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield folder
        folder.chmod(0o755)
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
        if out.exists():
            out.rename(old / "out")
        folder.rename(out)
        shutil.rmtree(old)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
