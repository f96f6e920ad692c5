"""One measurement in a process of its own: `python jobs.py JOB WORKSPACE FOLDER` prints what it found as JSON.

The one rule: a job begins with empty caches (so each has its own process) and times the work alone, imports and
preparation before it. What it writes into the folder is left there.
"""

import gc
import json
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import finding
import floors

from gkcat import build as building
from gkcat import pipeline, volumes
from gkcat.book import Book, cell_lines
from gkcat.deadline import parse
from gkcat.model import Disclosure, Item, Unit
from gkcat.rules import rules
from gkcat.scope import Context, Index
from gkcat.site import books as site_pages
from gkcat.workspace import Workspace

FORMATS = ("docx", "xlsx", "html", "json", "csv")

Found = dict[str, Any]


def timed(work: Callable[[], Any]) -> Found:
    """Seconds of a piece of work."""
    start = perf_counter()
    made = work()
    return {"seconds": perf_counter() - start, "made": made}


# ── validate ─────────────────────────────────────────────────────────────────


def validate(workspace: Workspace, _: Path) -> Found:
    """Check alone; the rules are imported, and their patterns compiled, before the clock runs, as the floor's are."""
    rules()
    for phrase in ("20个工作日内", "长期公开", "每年1月31日前", "公示不少于5日", "及时"):
        parse(phrase)
    return timed(lambda: _sound(pipeline.check(workspace)))


def validate_two(workspace: Workspace, _: Path) -> Found:
    """Check with two processes, their start included."""

    def work() -> int:
        with ProcessPoolExecutor(2) as pool:
            return _sound(pipeline.check(workspace, crew=pipeline.Crew(pool)))

    return timed(work)


def validate_floor(workspace: Workspace, _: Path) -> Found:
    """Read the same files into the same types."""
    return timed(lambda: len(floors.items(workspace.root)))


def _sound(report: Any) -> int:
    """A catalogue with findings would measure something else."""
    if report.findings:
        message = f"the generated catalogue is not sound: {report.findings[:3]}"
        raise SystemExit(message)
    return int(report.summary.items)


def each_rule(workspace: Workspace, _: Path) -> Found:
    """Seconds of each rule's check() over all its subjects, with the phrases of deadlines read beforehand."""
    source = _source(workspace)
    phrases = [each.deadline for unit in source.units for entry in unit.entries for each in entry.item.disclosures]
    parse.cache_clear()
    start = perf_counter()
    for phrase in phrases:
        parse(phrase)
    found = {"deadlines read": perf_counter() - start}
    subjects = _subjects(source)
    gc.disable()  # as in the run
    for rule in rules():
        start = perf_counter()
        for subject, context in subjects[rule.scope]:
            list(rule.check(subject, context))
        found[f"{rule.kind.code} {rule.kind.name}"] = perf_counter() - start
    return {"seconds": sum(found.values()), "rules": found}


def _subjects(source: volumes.Catalogue) -> dict[type, list[tuple[Any, Any]]]:
    found: dict[type, list[tuple[Any, Any]]] = {Disclosure: [], Item: [], Unit: [], Index: []}
    index = Index(source.catalog, {unit.id: unit.digest() for unit in source.units})
    found[Index].append((index, index))
    for unit in source.units:
        found[Unit].append((unit, _context(source, unit)))
        for entry in unit.entries:
            around = _context(source, unit, entry)
            found[Item].append((entry.item, around))
            found[Disclosure] += [(disclosure, around) for disclosure in entry.item.disclosures]
    return found


def _context(source: volumes.Catalogue, unit: Unit, entry: Any = None) -> Context:
    return Context(catalog=source.catalog, unit=unit, entry=entry, today=source.head.as_of)


# ── build ────────────────────────────────────────────────────────────────────


def _source(workspace: Workspace) -> volumes.Catalogue:
    return building.load_catalogue(workspace, -1, ())


def _filed(workspace: Workspace) -> Book:
    """The city's volume of 附件2: all rows in a table for each domain."""
    return volumes.city(_source(workspace), "attachment2")


def _data(workspace: Workspace) -> Book:
    return volumes.data(_source(workspace), "full")


def _strings(book: Book) -> floors.Strings:
    return [(table.title, [[cell_lines(cell) for cell in row] for row in table.rows]) for table in book.tables]


def _rows(book: Book) -> int:
    return sum(len(table.rows) for table in book.tables)


def bind(workspace: Workspace, _: Path) -> Found:
    """Model into a Book."""
    source = _source(workspace)
    found = timed(lambda: volumes.city(source, "attachment2"))
    return found | {"rows": _rows(found["made"])}


def _write(form: str, book: Book, workspace: Workspace, folder: Path) -> Found:
    write = import_module(f"gkcat.formats.{form}").write
    return timed(lambda: write(book, folder, workspace.templates())) | {"rows": _rows(book)}


def docx(workspace: Workspace, folder: Path) -> Found:
    """Write the filed volume."""
    return _write("docx", _filed(workspace), workspace, folder)


def docx_floor(workspace: Workspace, folder: Path) -> Found:
    """Write its strings."""
    tables = _strings(_filed(workspace).shown())
    return timed(lambda: floors.docx(tables, workspace.templates() / "docx/base.docx", folder / "floor.docx"))


def xlsx(workspace: Workspace, folder: Path) -> Found:
    """Write the filed volume."""
    return _write("xlsx", _filed(workspace), workspace, folder)


def xlsx_floor(workspace: Workspace, folder: Path) -> Found:
    """Write its strings."""
    book = _filed(workspace)
    tables, centered = _strings(book), [column.align == "center" for column in book.tables[0].columns]
    return timed(lambda: floors.xlsx(tables, centered, folder / "floor.xlsx"))


def _forms(workspace: Workspace) -> list[Book]:
    """The form of each unit."""
    source = _source(workspace)
    return [volumes.own(source, "form", unit, form=True) for unit in source.units]


def form(workspace: Workspace, folder: Path) -> Found:
    """Write a form for each unit."""
    books = _forms(workspace)
    write = import_module("gkcat.formats.xlsx").write
    found = timed(lambda: [write(book, folder, workspace.templates()) for book in books])
    return found | {"rows": sum(len(table.rows) for book in books for table in book.tables if table.form)}


def form_floor(workspace: Workspace, folder: Path) -> Found:
    """Write the strings of their rows, a workbook a unit."""
    books = [replace(book, tables=tuple(each for each in book.tables if each.form)) for book in _forms(workspace)]
    centered = [column.align == "center" for column in books[0].tables[0].columns]
    lots = [(_strings(book), folder / f"{number}.xlsx") for number, book in enumerate(books)]

    def work() -> None:
        for tables, path in lots:
            floors.xlsx(tables, centered, path)

    return timed(work)


def html(workspace: Workspace, folder: Path) -> Found:
    """Write the filed volume as one page."""
    return _write("html", _filed(workspace), workspace, folder)


def html_floor(workspace: Workspace, folder: Path) -> Found:
    """Write its strings."""
    tables = _strings(_filed(workspace).shown())
    return timed(lambda: floors.html(tables, folder / "floor.html"))


def site(workspace: Workspace, folder: Path) -> Found:
    """Make all Books of the site and write them."""
    source = _source(workspace)
    write = import_module("gkcat.formats.html").write

    def work() -> tuple[int, int]:
        pages = rows = 0
        for unit in (None, *source.units):
            for book in site_pages.shared_pages(source) if unit is None else site_pages.unit_pages(source, unit):
                write(book, folder, workspace.templates())
                pages, rows = pages + 1, rows + _rows(book)
        return pages, rows

    found = timed(work)
    pages, rows = found["made"]
    return found | {"pages": pages, "rows": rows}


def site_floor(workspace: Workspace, folder: Path) -> Found:
    """Write the strings of the same pages by a page's least template, without gkcat's making of them."""
    source = _source(workspace)
    books = [book for unit in source.units for book in site_pages.unit_pages(source, unit)]
    pages = [(folder / f"{book.name}.html", _strings(book)) for book in [*site_pages.shared_pages(source), *books]]
    for place in {path.parent for path, _ in pages}:
        place.mkdir(parents=True, exist_ok=True)
    return timed(lambda: floors.site(pages))


def site_made(workspace: Workspace, folder: Path) -> Found:
    """Write the whole site, its search and maps included, of what is read and checked, as `gkcat build` does."""
    number = pipeline.begin()
    pipeline.check_run(workspace, number, pipeline.ALL, pipeline.ALONE)
    return finding.made(building.load_catalogue(workspace, number, ()), folder, workspace.templates())


def site_searched(workspace: Workspace, folder: Path) -> Found:
    """Search the whole site in a browser."""
    made = site_made(workspace, folder)
    return made | finding.searched(_source(workspace), folder / "site")


def data_json(workspace: Workspace, folder: Path) -> Found:
    """Write the open data."""
    return _write("json", _data(workspace), workspace, folder)


def data_json_floor(workspace: Workspace, folder: Path) -> Found:
    """Write the same object."""
    book = _data(workspace)
    path = import_module("gkcat.formats.json").write(book, folder, workspace.templates())
    body = json.loads(path.read_text(encoding="utf-8"))
    return timed(lambda: floors.data_json(body, folder / "floor.json"))


def data_csv(workspace: Workspace, folder: Path) -> Found:
    """Write the open data."""
    return _write("csv", _data(workspace), workspace, folder)


def data_csv_floor(workspace: Workspace, folder: Path) -> Found:
    """Write the same strings."""
    rows = [["\n".join(cell) for cell in row] for _, rows in _strings(_data(workspace)) for row in rows]
    return timed(lambda: floors.data_csv(rows, folder / "floor.csv"))


def build(form: str) -> Callable[[Workspace, Path], Found]:
    """All that `gkcat build --format` does in one process."""
    return lambda workspace, folder: timed(
        lambda: _sound(building.build(workspace, folder / "out", building.Choice(formats=(form,)))[0])
    )


JOBS: dict[str, Callable[[Workspace, Path], Found]] = {
    "validate": validate,
    "validate-two": validate_two,
    "validate-floor": validate_floor,
    "rules": each_rule,
    "bind": bind,
    "docx": docx,
    "docx-floor": docx_floor,
    "xlsx": xlsx,
    "xlsx-floor": xlsx_floor,
    "form": form,
    "form-floor": form_floor,
    "html": html,
    "html-floor": html_floor,
    "site": site,
    "site-floor": site_floor,
    "site-made": site_made,
    "site-searched": site_searched,
    "json": data_json,
    "json-floor": data_json_floor,
    "csv": data_csv,
    "csv-floor": data_csv_floor,
    **{f"build-{form}": build(form) for form in FORMATS},
}


def main() -> None:
    """Do one job."""
    _, name, root, folder = sys.argv
    rules()
    found = JOBS[name](Workspace(Path(root).resolve()), Path(folder))
    found.pop("made", None)
    # Linux counts in KiB; a small parent matters, for a child begins with its parent's peak.
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))  # noqa: T201 - this is how a job answers


if __name__ == "__main__":
    main()
