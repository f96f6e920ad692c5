"""One unit for others to work on: a form to fill in, papers, data, each as the bytes of one file.

The one rule: what comes out depends on the files of the workspace alone, so the same files give the same bytes.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from gkcat import RefusedError, opendata, volumes
from gkcat.book import Book
from gkcat.build import FILLED_IN
from gkcat.finding import Report
from gkcat.layout import read_layouts
from gkcat.model import Unit
from gkcat.pipeline import UnitTask, begin, load_catalog, load_unit, place
from gkcat.volumes import Catalogue
from gkcat.workspace import Workspace

FORM = "form"
"""The layout that carries everything: what is filled in, and read by machines."""
LAYOUTS = {"xlsx": FORM, "docx": "attachment2", "csv": FORM, "json": "", "jsonl": ""}
"""Format → its layout when none is asked for; none at all for nested data."""
TEXT = frozenset({"csv", "json", "jsonl"})
_MARK = "草稿"  # what is filed is made by build, which checks it first


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: what to call it, its bytes, and how many items stand in it."""

    name: str
    data: bytes
    items: int = 0


def export(
    workspace: Workspace, unit: str, form: str, layout: str = "", domains: Sequence[str] = ()
) -> tuple[Made | None, Report]:
    """A unit, or its items in these domains, in a format; None when a file could not be read: items would be missing.

    Raises RefusedError for names that are none.
    """
    _among("格式", form, LAYOUTS)
    source, own, report = _load(workspace, unit, domains)
    if report.summary.errors:
        return None, report
    layout = layout or LAYOUTS[form]
    if form == "jsonl":
        if layout:
            message = "jsonl 每行一个事项，没有版式可选；请去掉 --layout，或者改用 json"
            raise RefusedError(message)
        lines = [json.dumps(opendata.exported(own, entry), ensure_ascii=False) for entry in own.entries]
        return Made(f"{own.id}.jsonl", _text(lines), len(own.entries)), report
    if not layout:
        body = json.dumps(opendata.catalogue(source, (own,)), ensure_ascii=False, indent=1)
        return Made(f"{own.id}.json", _text([body]), len(own.entries)), report
    _among("版式", layout, source.layouts)
    marked = source if layout == FORM else replace(source, marks=(_MARK,))
    book = volumes.own(marked, layout, own, form=form in FILLED_IN)
    return _made(book, form, workspace, len(own.entries)), report


def blank(workspace: Workspace, unit: str, domains: Sequence[str] = ()) -> tuple[Made | None, Report]:
    """An empty form for a unit: a sheet for each of these domains, else for each that it answers for."""
    source, own, report = _load(workspace, unit, domains)
    if own.card is None and report.summary.errors:
        return None, report
    volumes.needed(source, FORM)
    chosen = domains or volumes.assigned(source.catalog, own)
    if not chosen:
        message = f"没有领域分给 {unit}，请用 --domain 指明；可用的有：{'、'.join(source.catalog.domain)}"
        raise RefusedError(message)
    return _made(volumes.blank(source, FORM, own, chosen), "xlsx", workspace, 0), report


def _load(workspace: Workspace, unit: str, domains: Sequence[str]) -> tuple[Catalogue, Unit, Report]:
    """What a unit's volumes are made of, the unit with its items in these domains, what could not be read of them."""
    number = begin()
    catalog, _, folders = load_catalog(workspace, number)
    if catalog.head is None:
        message = "catalog/catalog.yaml 读不下去，请先运行 gkcat validate"
        raise RefusedError(message)
    _among("单位", unit, folders)
    for domain in domains:
        _among("领域", domain, catalog.domain)
    own, findings, _ = load_unit(UnitTask(workspace, unit, number))
    layouts, wrong = read_layouts(workspace.templates())
    if domains:
        own = replace(own, entries=tuple(entry for entry in own.entries if entry.domain in domains))
        files = {f"units/{unit}/{name}.yaml" for name in (*domains, "unit")}
        findings = tuple(each for each in findings if each.where.path in files)
    return Catalogue(catalog, catalog.head, (own,), layouts), own, place(workspace, (*findings, *wrong))


def _among(kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        message = f"没有{kind} {name}，可用的有：{'、'.join(known)}"
        raise RefusedError(message)


def _made(book: Book, form: str, workspace: Workspace, items: int) -> Made:
    with TemporaryDirectory(prefix="gkcat-") as folder:
        path: Path = import_module(f"gkcat.formats.{form}").write(book, Path(folder), workspace.templates())
        return Made(path.name, path.read_bytes(), items)


def _text(lines: Sequence[str]) -> bytes:
    """Lines as UTF-8, each ended; half of a surrogate pair is no character."""
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
