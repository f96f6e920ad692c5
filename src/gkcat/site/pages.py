"""What the pages of the site share: address, trail, what they say to machines, and how a long one is cut.

The one rule: a page's address is made of ids that never change, so that a link once given out stays good.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

from gkcat.book import Book, Cell, Column, Link, Look, Row, Table
from gkcat.volumes import Catalogue, address

PAGE_ROWS = 100
"""Rows to a page: a phone takes 18 s for 2,000 in one table, 1.5 s for 140."""
NAV = (
    Link("首页", "index"),
    Link("查找", "search"),
    Link("领域", "domains"),
    Link("单位", "units"),
    Link("环节", "stages"),
    Link("总览", "overview"),
    Link("更新", "updates"),
    Link("下载", "downloads"),
    Link("说明", "about"),
)


def site_title(source: Catalogue) -> str:
    """The site's own name."""
    return source.head.site.title or source.head.title


def simple(title: str, heads: Sequence[str], rows: Iterable[Row], look: Look = "table") -> Table:
    """A table of plain columns."""
    return Table(title, tuple(Column(head, (head,)) for head in heads), tuple(rows), look=look)


def page_of(  # noqa: PLR0913 - a page has as many parts as it has
    source: Catalogue,
    path: str,
    title: str,
    tables: Sequence[Table],
    *above: Link,
    subtitle: str = "",
    card: tuple[tuple[str, Cell], ...] = (),
    notes: tuple[str, ...] = (),
) -> Book:
    """A page of the site: under the home page, unless it is that."""
    page = below(source, *above, title=title)
    page = named(page, source, path, title, tables, subtitle=subtitle, card=card, notes=notes)
    return replace(page, trail=()) if path == "index" else page


def below(source: Catalogue, *above: Link, title: str = "") -> Book:
    """What all pages below these have in common; ``title`` names the column of one that stands below none."""
    head = source.head
    return Book(
        "",
        "",
        (),
        marks=source.all_marks(),
        issuer=head.issuer,
        day=head.as_of,
        trail=(Link(site_title(source), "index"), *above),
        nav=NAV,
        meta=_meta(source, above[-1].text if above else title),
    )


def named(  # noqa: PLR0913 - likewise
    page: Book,
    source: Catalogue,
    path: str,
    title: str,
    tables: Sequence[Table],
    *,
    subtitle: str,
    card: tuple[tuple[str, Cell], ...],
    notes: tuple[str, ...] = (),
) -> Book:
    """The page at a path, of its kind: with its own title, tables and other parts.

    What it takes over is named: to copy a page part by part takes twice as long, and there is one for each item.
    """
    there = address(source, path)
    own = (path, title, tuple(tables), subtitle, page.marks, card, notes, page.trail, page.issuer, page.day)
    return Book(*own, address=there, nav=page.nav, meta=page.meta)


def _meta(source: Catalogue, column: str) -> tuple[tuple[str, str], ...]:
    """What the guide for government sites wants said of a page (《政府网站发展指引》, 国办发〔2017〕47号)."""
    site = source.head.site
    said = (
        ("SiteDomain", urlsplit(site.base_url).hostname or ""),
        ("SiteIDCode", site.id_code),
        ("ColumnName", column),
        ("ColumnDescription", site.description),
        ("ColumnKeywords", "；".join(site.keywords)),
        ("ColumnType", site.column_type),
    )
    return tuple((name, content) for name, content in said if content)


def paged(book: Book) -> Iterator[Book]:
    """The page, or as many as its rows need, each named after the first: units/mzj, units/mzj.2.

    An id has no dot, so that no other page can have that name.
    """
    parts = [*_parted(book.tables)]
    if len(parts) <= 1:
        yield book
        return
    names = [book.name if number == 1 else f"{book.name}.{number}" for number in range(1, len(parts) + 1)]
    pages = tuple(Link(f"第{number}页", name) for number, name in enumerate(names, 1))
    for number, (name, tables) in enumerate(zip(names, parts, strict=True), 1):
        there = book.address.replace(quote(book.name), quote(name))
        shown = book if number == 1 else replace(book, facts=(), notes=())
        yield replace(shown, name=name, tables=tuple(tables), pages=pages, address=there)


def _parted(tables: Sequence[Table]) -> Iterator[list[Table]]:
    """The tables in lots of about even length; a group is never cut."""
    total = sum(len(table.rows) for table in tables)
    size = total / max(1, -(-total // (PAGE_ROWS * 3 // 2)))  # a little over is not worth another page
    lot: list[Table] = []
    room = size
    for table in tables:
        spans = [*table.spans()]
        first = 0
        for start, end in spans:
            if room <= 0:
                if start > first:
                    lot.append(part(table, first, start))
                yield lot
                lot, first, room = [], start, room + size
            room -= end - start
        lot.append(part(table, first, len(table.rows)))
    yield lot


def part(table: Table, first: int, last: int) -> Table:
    """Some rows of a table, from group to group."""
    start, end = bisect_left(table.groups, first), bisect_left(table.groups, last)
    groups = tuple([start - first for start in table.groups[start:end]])
    return replace(table, rows=table.rows[first:last], groups=groups)
