"""build: the catalogue as filing documents, open data and a site, in one folder.

The one rule: everything is written into a new folder that takes the old one's place when all went well.
"""

import hashlib
import importlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from gkcat import RefusedError, __version__, libreoffice, publish, refusals, volumes
from gkcat.book import Book
from gkcat.editions import updates
from gkcat.finding import Finding, Problem, Report, Where, stamp
from gkcat.layout import Layout, read_layouts
from gkcat.pipeline import (
    ALL,
    ALONE,
    FIRST_RULE,
    Crew,
    UnitTask,
    begin,
    check_run,
    load_catalog,
    load_reviews,
    load_unit,
    place,
    review_names,
    today,
    uncollected,
)
from gkcat.reporting import briefing
from gkcat.reporting.progress import progress
from gkcat.reviews.standing import is_final, standing
from gkcat.rules import rules
from gkcat.swap import swapped
from gkcat.volumes import Catalogue
from gkcat.workspace import Workspace

FORMATS = {
    "docx": "filing",
    "xlsx": "filing",
    "html": "site",
    "json": "data",
    "csv": "data",
    "pdf": "filing",
    "sqlite": "data",
}
"""Format → the folder of out/ it goes to."""

FORMS = "forms"
"""The folder of out/ for what people fill in."""

FILLED_IN = {"xlsx"}
"""Formats that people fill in."""

ASKED_FOR = {"pdf"}
"""Formats made only when asked for: they need a program that may not be there, and time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to build: empty means all.

    A ``draft`` is made in spite of errors, and says 草稿 on every page. A ``final`` one is what is filed
    (报备稿): it must pass the gate. All else is for comment (征求意见稿). ``internal`` adds a page on progress.
    With ``whole`` not even a draft is made while a file can't be read whole: what it holds would be missing.
    """

    units: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    draft: bool = False
    final: bool = False
    internal: bool = False
    whole: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The words each page must show besides the catalogue's own."""
        if self.draft:
            return ("草稿",)
        return () if self.final else ("征求意见稿",)


@dataclass(frozen=True, slots=True)
class BuildTask:
    """One lot of output: a volume in one format, or a part of the site, or a ``lot`` of volumes as PDF."""

    workspace: Workspace
    run: int
    folder: str
    marks: tuple[str, ...]
    format: str
    layout: str = ""
    unit: str = ""
    domain: str = ""
    commit: str = ""
    lot: tuple["BuildTask", ...] = ()


@lru_cache(maxsize=1)
def load_catalogue(workspace: Workspace, run_number: int, marks: tuple[str, ...], commit: str = "") -> Catalogue:
    """All that volumes are made of; a unit that could not be read whole is there with what could."""
    catalog, _, folders = load_catalog(workspace, run_number)
    units = tuple(load_unit(UnitTask(workspace, unit, run_number))[0] for unit in folders)
    layouts, _ = read_layouts(workspace.templates())
    if catalog.head is None:
        message = "catalog/catalog.yaml 读不下去，无法生成"
        raise RefusedError(message)
    return Catalogue(catalog, catalog.head, units, layouts, marks, commit=commit)


def build_task(task: BuildTask) -> list[str]:
    """Write one lot; the paths written, from the folder."""
    source = load_catalogue(task.workspace, task.run, task.marks, task.commit)
    templates = task.workspace.templates()
    if task.format == "html":
        source = replace(source, updates=updates(task.workspace, task.run))
        with uncollected():
            return publish.site_part(source, Path(task.folder), templates, task.unit)
    if task.lot:
        return _write_lot(source, task)
    if not task.layout:
        out = Path(task.folder)
        return publish.database(source, out, templates) if task.format == "sqlite" else publish.open_data(source, out)
    form = importlib.import_module(f"gkcat.formats.{task.format}")
    books = list(_books(source, task))
    folder = Path(task.folder) / _place(source, task)
    return [form.write(book, folder, templates).relative_to(task.folder).as_posix() for book in books]


def _place(source: Catalogue, task: BuildTask) -> str:
    """The folder of out/ for a volume: the site offers what is filed, not forms to be filled in."""
    return FORMS if "form" in source.layouts[task.layout].volumes else FORMATS[task.format]


def _write_lot(source: Catalogue, task: BuildTask) -> list[str]:
    """Write volumes as PDF with one start of the program, which is most of the time that one takes."""
    root = Path(task.folder)
    books = [
        replace(book, name=f"{_place(source, one)}/{book.name}") for one in task.lot for book in _books(source, one)
    ]
    made = importlib.import_module("gkcat.formats.pdf").write_all(books, root, task.workspace.templates())
    return [path.relative_to(root).as_posix() for path in made]


def _books(source: Catalogue, task: BuildTask) -> Iterator[Book]:
    if FORMATS[task.format] == "data":
        yield volumes.data(source, task.layout)
    elif task.unit:
        yield volumes.own(source, task.layout, source.unit(task.unit), form=task.format in FILLED_IN)
    elif task.domain:
        yield volumes.of_domain(source, task.layout, source.catalog.domain[task.domain])
    else:
        yield volumes.city(source, task.layout)


def build(
    workspace: Workspace, out: Path, choice: Choice, crew: Crew = ALONE, only: frozenset[str] | None = None
) -> tuple[Report, Path | None]:
    """Check, then write everything into a new folder and put it in place of ``out``.

    With an error nothing is written and the path is None, unless it is a draft. With ``only`` the pages of other units
    are taken over from what stands in ``out``.
    """
    number = begin()
    report = _with_layouts(workspace, check_run(workspace, number, ALL, ALONE))
    if choice.final:
        report = gate(workspace, report, number)
    if (report.summary.errors and not choice.draft) or (choice.whole and not _is_whole(report)):
        return report, None
    commit = workspace.commit() if choice.final else ""
    source = load_catalogue(workspace, number, choice.marks, commit)
    _known(choice, source)
    with swapped(out) as folder:
        tasks = [
            *_lots(dict.fromkeys(_tasks(workspace, source, choice, number, folder)))
        ]  # who names one twice means it once
        if not tasks:
            raise RefusedError(_NOTHING)
        kept: list[str] = []
        if only is not None:
            tasks = [task for task in tasks if task.unit in {publish.SHARED, publish.INDEX, *only}]
            kept = publish.keep(out, folder, [unit.id for unit in source.units if unit.id not in only])
        written = [*kept, *(path for paths in crew.each(build_task, tasks, "生成") for path in paths)]
        _apart(written)
        if choice.final:
            written += _filing_list(folder, source, workspace, sorted(written))
        if any(task.format == "html" for task in tasks):
            listed = [_listed(folder, path) for path in sorted(written)]
            told = replace(source, updates=updates(workspace, number))
            written += publish.finish(told, folder, workspace.templates(), listed)
        if choice.internal:
            written += publish.internal(source, folder, workspace.templates(), _progress(workspace))
        _manifest(folder, source, sorted(written), commit)
    return report, out


def _is_whole(report: Report) -> bool:
    """Whether every file could be read whole."""
    return not any(each.code < FIRST_RULE and each.severity == "error" for each in report.findings)


_NOTHING = (
    "所选的单位、领域、格式和版式合在一起没有文件可做：json、csv 只用开放数据的版式，只做全市的；"
    "一个单位的请用 gkcat export"
)


def _apart(written: Sequence[str]) -> None:
    """Refuse two files of one name: the second has taken the first one's place."""
    twice = [path for path, times in Counter(written).items() if times > 1]
    if twice:
        names = "、".join(twice[:3]) + ("等" if len(twice) > 3 else "")  # noqa: PLR2004 - enough to see which
        message = f"有几份文件同名：{names}；请把它们的表名（templates/layouts 里的 title）或者领域的名称改成不一样的"
        raise RefusedError(message)


def _progress(workspace: Workspace) -> Book:
    """The month's progress as of today, for the office's own page: the one thing built that asks what day it is."""
    on = today()
    found = progress(workspace, on, briefing.begins(on, briefing.MONTH))
    return briefing.book(found, [*refusals.ALL, *(rule.kind for rule in rules())], briefing.MONTH)


def preview(
    workspace: Workspace, out: Path, choice: Choice, crew: Crew = ALONE, saved: Iterable[str] | None = None
) -> tuple[Report, Path | None]:
    """Build for looking at, again and again in one process, as `build` does: templates are read anew.

    ``saved`` are the files saved since the last time, if that went well: when they hold only items of some units, no
    other unit's pages are written (5,000 items in 40 units: a third of the time; the rest is checking and search).
    """
    publish.forget()
    return build(workspace, out, choice, crew, None if saved is None else _own(workspace, saved))


def _own(workspace: Workspace, saved: Iterable[str]) -> frozenset[str] | None:
    """The units whose items or powers the files hold; None when one may concern others too, as names of units do."""
    found: set[str] = set()
    for path in map(Path, saved):
        parts = path.relative_to(workspace.root).parts if path.is_relative_to(workspace.root) else ()
        if len(parts) != len(("units", "mzj", "a.yaml")) or parts[0] != "units" or parts[-1] == "unit.yaml":
            return None
        found.add(parts[1])
    return frozenset(found)


def gate(workspace: Workspace, report: Report, number: int) -> Report:
    """What stands against filing, besides errors: `_NEEDED`, units not approved, changes not in git.

    《政府信息公开条例》第十七条 asks for the review before disclosure; the commit is what the office can be held to.
    The rules the gate needs count as errors however the office has set them, and are heard even when switched off. A
    comment may say that a number is not a person's; it can't stand for a review.
    """
    heard = [each.finding for each in report.waived if each.finding.code in (_REVIEWS if each.beside else _NEEDED)]
    again = [replace(each, help="；".join(filter(None, (each.help, _STRICT)))) for each in heard]
    placed = place(workspace, [*_not_approved(workspace, number), *map(_uncommitted, workspace.uncommitted())])
    findings = [*(_strict(each) for each in (*report.findings, *again)), *placed.findings]
    errors = sum(each.severity == "error" for each in findings)
    waived = tuple(each for each in report.waived if each.finding not in heard)
    summary = replace(report.summary, errors=errors, warnings=len(findings) - errors)
    lines = {**report.lines, **placed.lines}
    return replace(report, findings=tuple(findings), summary=summary, lines=lines, waived=waived)


_REVIEWS = {"GK160", "GK161", "GK162", "GK180", "GK220", "GK221", "GK222"}
_NEEDED = _REVIEWS | {"GK163", "GK209", "GK309"}
_STRICT = "报备稿必须检查这一条，停用、忽略都不算"


def _strict(finding: Finding) -> Finding:
    return replace(finding, severity="error") if finding.code in _NEEDED else finding


def _not_approved(workspace: Workspace, number: int) -> Iterator[Finding]:
    """Once there are rounds of review at all, each unit with items has passed the last of them."""
    catalog, _, folders = load_catalog(workspace, number)
    if not review_names(workspace, number)[0]:
        return
    for name in folders:
        unit, _, _ = load_unit(UnitTask(workspace, name, number))
        last = load_reviews(workspace, name, number)[0][-1:]
        if unit.entries and not any(each.passed and is_final(each.name, catalog.rounds) for each in last):
            where = Where(f"units/{name}/unit.yaml")
            message = f"{unit.label}还没有通过审定，现为“{standing(unit, last, catalog.rounds).state}”"
            cure = f"请完成审核，通过后运行 gkcat review pass 审定 --unit {name}"
            yield stamp(Problem(where, message, cure), refusals.NOT_APPROVED, where)


def _uncommitted(path: str) -> Finding:
    where = Where(path, line=1, column=1, end_column=2)
    return stamp(Problem(where, "有改动还没有提交到 git", "请提交后再生成报备稿"), refusals.UNCOMMITTED, where)


def _filing_list(folder: Path, source: Catalogue, workspace: Workspace, written: Sequence[str]) -> list[str]:
    """报备清单: every file of the filing with its pages, size and checksum."""
    listed = [_listed(folder, path) for path in written if path.startswith("filing/")]
    book = volumes.filing_list(source, [(*each.values(), _pages(folder, str(each["path"]))) for each in listed])
    write = importlib.import_module("gkcat.formats.xlsx").write
    return [write(book, folder / "filing", workspace.templates()).relative_to(folder).as_posix()]


def _pages(folder: Path, path: str) -> int | None:
    """The pages of a document: known when its PDF was made with it. A workbook has as many as a printer makes."""
    if path.endswith(".xlsx"):
        return None
    made = (folder / path).with_suffix(".pdf")
    pages: int | None = importlib.import_module("gkcat.formats.pdf").pages(made) if made.is_file() else None
    return pages


def _with_layouts(workspace: Workspace, report: Report) -> Report:
    """The report with what is wrong in the layout files."""
    _, wrong = read_layouts(workspace.templates())
    placed = place(workspace, wrong)
    summary = replace(report.summary, errors=report.summary.errors + placed.summary.errors)
    findings = (*report.findings, *placed.findings)
    return replace(report, findings=findings, summary=summary, lines={**report.lines, **placed.lines})


def _known(choice: Choice, source: Catalogue) -> None:
    """Refuse names that are none: a misspelt one would quietly build nothing."""
    for kind, chosen, known in (
        ("单位", choice.units, [unit.id for unit in source.units]),
        ("领域", choice.domains, [*source.catalog.domain]),
        ("格式", choice.formats, [*FORMATS]),
        ("版式", choice.layouts, [*source.layouts]),
    ):
        for name in chosen:
            if name not in known:
                message = f"没有{kind} {name}，可用的有：{'、'.join(known)}"
                raise RefusedError(message)


def _tasks(workspace: Workspace, source: Catalogue, choice: Choice, number: int, folder: Path) -> Iterator[BuildTask]:
    """The largest lots first, so that no worker is left with one at the end."""
    task = partial(BuildTask, workspace, number, str(folder), choice.marks, commit=source.commit)
    layouts = {name: each for name, each in source.layouts.items() if name in (choice.layouts or source.layouts)}
    whole = not (choice.units or choice.domains)
    for kind in choice.formats or _usual(choice):
        if FORMATS[kind] == "site":
            yield from (task(kind, unit=part) for part in publish.parts(source))
            continue
        if kind in _WHOLE and whole and not choice.layouts:
            yield task(kind)
        if kind == "sqlite":
            continue
        for name, layout in layouts.items():
            volumes_of = _volumes_of(layout, kind, choice, whole=whole)
            if whole and volumes_of & {"city", "data"}:
                yield task(kind, name)
            if "unit" in volumes_of and (whole or choice.units):
                yield from (task(kind, name, unit=unit) for unit in choice.units or _at_work(source))
            if "domain" in volumes_of and (whole or choice.domains):
                yield from (task(kind, name, domain=each) for each in choice.domains or source.catalog.domain)


def _usual(choice: Choice) -> list[str]:
    """The formats made when none is named; of a filing PDF too where it can be made, so that pages are known."""
    filed = ASKED_FOR if choice.final and libreoffice.program() else set()
    return [kind for kind in FORMATS if kind not in ASKED_FOR or kind in filed]


def _lots(tasks: Iterable[BuildTask]) -> Iterator[BuildTask]:
    """The tasks, those for PDF some at a time."""
    papers: list[BuildTask] = []
    for task in tasks:
        if task.format == "pdf":
            papers.append(task)
        else:
            yield task
    for start in range(0, len(papers), _LOT):
        yield replace(papers[start], lot=tuple(papers[start : start + _LOT]))


_LOT = 16  # PDFs made with one start of LibreOffice


def _volumes_of(layout: Layout, kind: str, choice: Choice, *, whole: bool) -> set[str]:
    """The volumes of a layout in a format: any that were asked for; a form is for each unit, and not filed."""
    if kind not in (layout.formats or FORMATS) and not (choice.layouts and choice.formats):
        return set()
    if FORMATS[kind] == "data":
        return {"data"} & {*layout.volumes}
    if choice.layouts:
        return _ANY
    used = {"unit" if name == "form" and not choice.final else name for name in layout.volumes}
    if whole:
        return used & _ANY
    return (used & {"unit"}) | ({"domain"} if used & {"city", "domain"} else set())


def _at_work(source: Catalogue) -> list[str]:
    return [unit.id for unit in source.units if unit.entries]


_WHOLE = {"json", "sqlite"}
"""Formats in which the whole catalogue is one file besides."""
_ANY = {"city", "unit", "domain"}
"""Volumes that are filed."""


def _manifest(folder: Path, source: Catalogue, written: Sequence[str], commit: str) -> None:
    entries = [entry for unit in source.units for entry in unit.entries]
    files = [_listed(folder, path) for path in written]
    about = {"title": source.head.title, "edition": source.head.edition, "as_of": str(source.head.as_of)}
    body = {
        "gkcat": __version__,
        "workspace": about | ({"commit": commit} if commit else {}),
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
