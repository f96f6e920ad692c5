"""Which Books there are: the filing volumes and the open data.

The one rule: a volume is a layout over some units; nothing is said here that a layout file could say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from urllib.parse import quote

from gkcat import RefusedError
from gkcat.book import Book, Cell, Column, Row, Table, file_name
from gkcat.catalog import Catalog
from gkcat.layout import Layout, bind, guide
from gkcat.model import Unit
from gkcat.tables import Domain, Head


@dataclass(frozen=True, slots=True)
class Told:
    """One change as it is told: of which item, what happened, old and new lines, why.

    ``former`` is the unit and id that it had before, when by this change it has others.
    """

    unit: str
    item: str
    name: str
    stage: str
    what: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    reason: str = ""
    former: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What a version changed against the one before; ``since`` names that when the version has no name of its own."""

    name: str
    on: date | None
    changes: tuple[Told, ...]
    since: str = ""

    @property
    def title(self) -> str:
        """How it is spoken of."""
        day = f"（{self.on.year}年{self.on.month}月{self.on.day}日）" if self.on else ""
        return f"{self.name or f'{self.since}以来'}{day}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that volumes are made of; ``marks`` are the words each page must show besides the catalogue's own.

    ``updates`` are what the versions changed, the oldest first; only the site asks for them. ``commit`` is what a
    filing is made from.
    """

    catalog: Catalog
    head: Head
    units: tuple[Unit, ...]
    layouts: Mapping[str, Layout]
    marks: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    commit: str = ""

    def unit(self, name: str) -> Unit:
        """The unit with this id."""
        return next(unit for unit in self.units if unit.id == name)

    def all_marks(self) -> tuple[str, ...]:
        """示例 and the like, then 草稿 and the like."""
        return tuple(filter(None, (self.head.mark, *self.marks)))


def needed(source: Catalogue, name: str) -> Layout:
    """A layout that the site or the data cannot do without; a workspace's own templates may lack it."""
    if name not in source.layouts:
        message = f"templates/layouts 里没有 {name}.yaml；请从自带的模板复制，或者移走 templates 改用自带的模板"
        raise RefusedError(message)
    return source.layouts[name]


def site_address(source: Catalogue) -> str:
    """Where the site is for good, without a slash at its end; empty while it has no address."""
    return source.head.site.base_url.rstrip("/")


def address(source: Catalogue, path: str) -> str:
    """Where a page of the site is for good; empty while the site has no address."""
    base = site_address(source)
    return f"{base}/{quote(path)}.html" if base else ""


# ── filing and data ──────────────────────────────────────────────────────────


def city(source: Catalogue, name: str) -> Book:
    """The merged volume of a layout for the whole jurisdiction."""
    layout = source.layouts[name]
    title = source.head.jurisdiction.name + layout.title
    book = _volume(source, layout, file_name(title), source.units)
    about = _cover(source, source.head.issuer, source.units)
    return replace(book, title=title, facts=about, address=address(source, "index"))


def of_domain(source: Catalogue, name: str, domain: Domain) -> Book:
    """A layout for one domain, over all units, in a folder that no unit's id can name."""
    layout = source.layouts[name]
    title = source.head.jurisdiction.name + layout.title
    own = ((unit, unit.by_domain.get(domain.id)) for unit in source.units)
    units = [replace(unit, entries=tuple(entries)) for unit, entries in own if entries]
    book = _volume(source, layout, f"领域/{file_name(domain.name + layout.title)}", units, domain.id)
    cover = _cover(source, source.head.issuer, units)
    there = address(source, f"domains/{domain.id}")
    return replace(book, title=title, subtitle=f"{domain.name}领域", facts=cover, address=there)


def own(source: Catalogue, name: str, unit: Unit, *, form: bool = False) -> Book:
    """One unit's volume of a layout, in the unit's own folder; where the layout can be one, a ``form`` if wanted."""
    layout = source.layouts[name]
    full = unit.card.name if unit.card else unit.id
    book = _volume(source, layout, f"{unit.id}/{file_name(unit.label + layout.title)}", (unit,))
    if layout.form and form:
        kept = assigned(source.catalog, unit) if "form" in layout.volumes else ()
        book = replace(book, tables=_form(source, layout, unit, kept))
    title = source.head.jurisdiction.name + layout.title
    there = address(source, f"units/{unit.id}")
    return replace(book, title=title, subtitle=full, issuer=full, facts=_cover(source, full, (unit,)), address=there)


def blank(source: Catalogue, name: str, unit: Unit, domains: Sequence[str]) -> Book:
    """A layout as an empty form for these domains, named for the unit."""
    layout = source.layouts[name]
    book = own(source, name, replace(unit, entries=()))
    tables = _form(source, layout, replace(unit, entries=()), domains)
    facts = (("填报单位", book.subtitle), ("版本", source.head.edition))
    return replace(book, name=file_name(f"{unit.label}{layout.title}（空白）"), tables=tables, facts=facts)


def assigned(catalog: Catalog, unit: Unit) -> list[str]:
    """The domains a unit answers for, or has items in, in the catalogue's order."""
    used = {entry.domain for entry in unit.entries}
    return [each.id for each in catalog.domains if unit.id in (each.lead, *each.units) or each.id in used]


def _form(source: Catalogue, layout: Layout, unit: Unit, domains: Sequence[str]) -> tuple[Table, ...]:
    """How to fill it in, then a table for each domain."""
    tables = bind(layout, source.catalog, (unit,), form=domains)
    return (guide(layout, source.catalog), *tables)


def data(source: Catalogue, name: str) -> Book:
    """A layout as open data, named by the layout."""
    return replace(_volume(source, source.layouts[name], name, source.units), title=source.head.title)


def filing_list(source: Catalogue, files: Sequence[tuple[object, ...]]) -> Book:
    """报备清单: [(path, SHA-256, bytes, pages or None)…] as a table, numbered."""
    heads = (("序号", 4), ("文件", 30), ("页数", 5), ("字节数", 7), ("SHA-256 校验值", 34))
    columns = tuple(Column(head, (head,), width, "center" if width < _NARROW else "left") for head, width in heads)
    rows = tuple((number, path, pages, size, sha) for number, (path, sha, size, pages) in enumerate(files, 1))
    table = Table("报备清单", columns, cast("tuple[Row, ...]", rows), notes=(_PAGES_KNOWN,))
    title = f"{source.head.jurisdiction.name}{source.head.edition}政务公开事项标准目录报备清单"
    return _book(source, "报备清单", title, [table])


_NOTHING = "本表没有内容。"
_PAGES_KNOWN = "页数由同时生成的 PDF 计得；电子表格不计页数，没有生成 PDF 的文件页数空着。"
_NARROW = 10  # characters: such columns are centred


def _volume(source: Catalogue, layout: Layout, name: str, units: Sequence[Unit], only: str = "") -> Book:
    tables = bind(layout, source.catalog, units, only) or _none(source, layout)
    book = _book(source, name, layout.title, tables)
    return replace(book, landscape=layout.landscape, notes=layout.preface, signature=layout.signature, seal="（盖章）")


def _none(source: Catalogue, layout: Layout) -> tuple[Table, ...]:
    """A table without rows that says so: who has nothing to file hands that in too."""
    whole = layout.model_copy(update={"tables": "all"})
    return tuple(replace(table, form=False, notes=(_NOTHING,)) for table in bind(whole, source.catalog, (), form=()))


def _book(source: Catalogue, name: str, title: str, tables: Sequence[Table]) -> Book:
    """A Book with what all of them share."""
    head = source.head
    stamp = (("版本", head.edition), ("时效基准日", str(head.as_of)), ("提交", source.commit))
    said = tuple((key, value) for key, value in stamp if value)
    marks = source.all_marks()
    return Book(name, title, tuple(tables), marks=marks, issuer=head.issuer, day=head.as_of, stamp=said)


def _cover(source: Catalogue, compiler: str, units: Sequence[Unit]) -> tuple[tuple[str, Cell], ...]:
    entries = [entry for unit in units for entry in unit.entries]
    rows = sum(len(entry.item.disclosures) for entry in entries)
    counted = f"公开事项{len(entries)}项，公开内容{rows}条"
    return (("编制单位", compiler), ("版本", source.head.edition), ("目录规模", counted))
