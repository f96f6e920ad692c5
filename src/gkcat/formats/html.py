"""A Book as a page of a static site that needs neither script nor server.

The one rule: text reaches a page only through markupsafe, and a link leads to the site's pages or to http(s).
"""

import re
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gkcat import RefusedError
from gkcat.book import Book, Cell, Column, HeadCell, Link, Row, Table, Ticks, cell_lines, head_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Form = Callable[[tuple[int, ...]], Markup]  # see _form

PART = 100
"""Rows to a table of the page: a phone takes 18 s for 2,000 in one table, 1.5 s for 140."""
WIDE = 6
"""With more columns than this a table scrolls where it has no room, until the page is so narrow that rows are cards."""

PAGE = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*")  # no scheme, no "..", nothing absolute
WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
CONTROL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LINES = Markup("<p>%s</p>")
NEXT = Markup("</p><p>")
ON = Markup('<p class="on">■%s</p>')
OFF = Markup('<p class="off">□%s</p>')
INSIDE = Markup('<a href="%s">%s</a>')
OUTSIDE = Markup('<a href="%s" rel="noopener noreferrer">%s</a>')
CELL = Markup('<td data-label="%s"%s%s>%%s</td>')
"""Makes a format: one for a whole row is 1.5 times as fast as a loop of the template over its cells."""
ROW = Markup("<tr>%s</tr>")
CENTER = Markup(' class="c"')
ROWSPAN = Markup(' rowspan="%d"')


class Part(NamedTuple):
    """Rows of a table that stand in one table of the page, group by group."""

    id: str
    first: int
    last: int
    groups: list[list[Markup]]


class Section(NamedTuple):
    """A table of the Book on the page."""

    id: str
    table: Table
    widths: list[int]
    head: list[list[HeadCell]]
    parts: list[Part]
    wide: bool


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.html`` and return its path."""
    path = folder / f"{book.name}.html"
    root = "../" * book.name.count("/")
    text = _render(
        templates / "site",
        book=book,
        root=root,
        trail=[_cell(link, root) for link in book.trail],
        facts=[(label, _cell(value, root)) for label, value in book.facts],
        sections=[_section(f"t{number}", table, root) for number, table in enumerate(book.tables, 1)],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CONTROL.sub("", text), encoding="utf-8", newline="\n")
    return path


def assets(folder: Path, templates: Path) -> list[Path]:
    """Copy ``templates/site/assets`` into ``folder/assets``, once a site; the paths written."""
    source = templates / "site" / "assets"
    written = []
    for path in sorted(source.rglob("*")):
        if path.is_file() and _stays(path, source):
            target = folder / "assets" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            written.append(target)
    return written


def _render(site: Path, **page: object) -> str:
    """Fill the page; whatever a workspace's own template does wrong is said in one sentence."""
    try:
        return _template(site).render(**page)
    except Exception as error:  # a template may fail in any way that Python can
        line = f"第 {error.lineno} 行" if isinstance(error, TemplateSyntaxError) else ""
        message = (
            f"网页模板 {site / 'page.html.j2'} {line}有误，生成不了网页；请改正，或者移走 templates/site 改用自带的模板"
        )
        raise RefusedError(message) from error


@lru_cache
def _template(site: Path) -> Template:
    """Compile the page, once for each folder of templates."""

    def load(name: str) -> str | None:
        path = site / name
        return path.read_text(encoding="utf-8") if path.is_file() and _stays(path, site) else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")


def _stays(path: Path, folder: Path) -> bool:
    """Whether the path is below the folder even when links are followed: a workspace may be a stranger's."""
    return path.resolve().is_relative_to(folder.resolve())


# ── tables ───────────────────────────────────────────────────────────────────


def _section(name: str, table: Table, root: str) -> Section:
    head: list[list[HeadCell]] = [[] for _ in range(max(len(column.head) for column in table.columns))]
    for cell in head_cells(table.columns):
        head[cell.row].append(cell)
    parts = [*_parts(name, table, root)] if table.rows else []
    return Section(name, table, _widths(table.columns), head, parts, len(table.columns) > WIDE)


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """Whole per cents, for the classes w1 to w100: the site's policy allows no style attributes."""
    total = sum(column.width for column in columns) or 1
    return [min(100, max(3, round(100 * column.width / total))) for column in columns]


def _parts(name: str, table: Table, root: str) -> "Iterator[Part]":
    form = cache(partial(_form, table.columns))
    for number, spans in enumerate(_cut(table), 1):
        groups = [[*_group(table, table.rows[start:end], form, root)] for start, end in spans]
        yield Part(f"{name}-{number}", spans[0][0] + 1, spans[-1][1], groups)


def _cut(table: Table) -> list[list[tuple[int, int]]]:
    """The groups in parts of about even length near ``PART`` rows; a group longer than that is cut itself."""
    total = len(table.rows)
    size = -(-total // -(-total // PART))
    parts: list[list[tuple[int, int]]] = [[]]
    for start, end in table.spans():
        for first in range(start, end, PART):
            if parts[-1] and first - parts[-1][0][0] >= size:
                parts.append([])
            parts[-1].append((first, min(first + PART, end)))
    return parts


def _group(table: Table, rows: tuple[Row, ...], form: "Form", root: str) -> "Iterator[Markup]":
    """The rows of a group; a cell spans rows only where it holds for all of them: a card shows it once, on top."""
    first, *others = rows
    reach = [len(rows) if column.merge else 1 for column in table.columns]
    for row in others:
        reach = [n if a == b else 1 for n, a, b in zip(reach, first, row, strict=True)]
    yield form(tuple(reach)) % tuple(_cell(cell, root) for cell in first)
    below = tuple(int(n == 1) for n in reach) if others else ()
    for row in others:
        yield form(below) % tuple(_cell(cell, root) for cell, there in zip(row, below, strict=True) if there)


def _form(columns: tuple[Column, ...], reach: tuple[int, ...]) -> Markup:
    """A row as a format with a cell for each column; one that reaches over 0 rows is left out.

    The label is shown where rows are cards.
    """
    return ROW % Markup().join(
        CELL
        % (
            "·".join(column.head).replace("%", "%%"),
            CENTER if column.align == "center" else "",
            ROWSPAN % rows if rows > 1 else "",
        )
        for column, rows in zip(columns, reach, strict=True)
        if rows
    )


# ── cells ────────────────────────────────────────────────────────────────────


def _cell(cell: Cell, root: str) -> str:
    """What a cell holds: Markup, or text that is escaped where it is put."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, tuple):
        return _lines(cell)
    if isinstance(cell, Ticks):
        return _ticks(cell)
    if isinstance(cell, Link):
        return _link(cell, root)
    return "".join(cell_lines(cell))


@lru_cache(maxsize=4096)
def _lines(lines: tuple[str, ...]) -> Markup:
    return LINES % NEXT.join(lines) if lines else Markup()


@lru_cache(maxsize=4096)
def _ticks(cell: Ticks) -> Markup:
    """Each option by itself, the chosen ones plainly; the same choices come again and again."""
    return Markup().join((ON if option in cell.chosen else OFF) % option for option in cell.options)


def _link(link: Link, root: str) -> str:
    if PAGE.fullmatch(link.to):
        return INSIDE % (f"{root}{quote(link.to)}.html", link.text)
    return OUTSIDE % (link.to, link.text) if WEB.fullmatch(link.to) else link.text
