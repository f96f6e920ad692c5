"""Tables and cells of a Book as HTML.

The one rule: text becomes HTML only in `text`, and a link leads to the site's pages and files or to http(s).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote

from markupsafe import escape

from gkcat.book import Cell, Column, HeadCell, Link, Row, Table, Ticks, cell_lines, head_cells

PART = 100
"""Rows to a table of the page: a phone takes 18 s for 2,000 in one table, 1.5 s for 140."""
WIDE = 6
"""With more columns than this a table scrolls where it has no room, until the page is so narrow that rows are cards."""
LONG = 40
"""A table of so many rows is laid out when it is scrolled to; a shorter one at once, so that nothing jumps."""
SHADES = 5
"""Grounds from light to dark, for columns shaded by their numbers: the classes s1 to s5."""

PAGE = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*")  # no scheme, no "..", nothing absolute
FILE = re.compile(r"files(/[\w（）〔〕-][\w（）〔〕.-]*)+")
CONTROL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What neither HTML nor XML may hold."""
_SPECIAL = re.compile("[^\t\n\r !#-%(-;=?-~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""That, and what HTML has other words for: as one class, which is searched for in a third of the time of two."""
WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)

_CENTER = ' class="c"'
_ROWS = ' rowspan="%d"'
_CELLS = 32768  # 20 MB; at 5,000 items the pages of stages and domains have 20,000 that differ


Made = TypeVar("Made")


class Same(Generic[Made]):
    """What is made of some values, kept for these very objects: to compare links takes longer than to use them.

    The values are kept as well, so that no other object can come to have the number of one that is gone.
    """

    def __init__(self, make: Callable[..., Made], kept: int = 1024) -> None:
        """Keep what ``make`` gives for words and the values beside them, for so many of them."""
        self._make, self._kept = make, kept
        self._known: dict[tuple[object, ...], tuple[tuple[object, ...], Made]] = {}

    def __call__(self, words: str, *values: object) -> Made:
        """What is made of the words and the values."""
        key = (words, *map(id, values))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._kept:
                self._known.clear()
            known = self._known[key] = (values, self._make(words, *values))
        return known[1]


def clean(page: str) -> str:
    """A page without what HTML may not hold; most have nothing of it, and to see that takes half the time."""
    return page if page.replace("\n", "").isprintable() else CONTROL.sub("", page)


class Cells(dict[Cell, str]):
    """Cells as HTML, each made once, for pages from which ``root`` leads to the site's root.

    Most cells stand on several pages or are like others. Numbers are not kept: 1 and True would be the same.
    """

    def __init__(self, root: str) -> None:
        """Begin without any."""
        super().__init__()
        self._root = root

    def __missing__(self, cell: Cell) -> str:
        """Make what has not come up."""
        html = cell_html(cell, self._root)
        if not isinstance(cell, int):
            if len(self) >= _CELLS:
                self.clear()
            self[cell] = html
        return html


cells_at = lru_cache(maxsize=8)(Cells)


class Look(NamedTuple):
    """What all tables with the same columns have in common; ``forms`` are filled as they are asked for (`_form`)."""

    columns: tuple[Column, ...]
    head: str
    merged: tuple[int, ...]
    shaded: tuple[int, ...]
    single: tuple[int, ...]
    forms: dict[tuple[int, ...], str]


class Part(NamedTuple):
    """Rows of a table that stand in one table of the page."""

    id: str
    first: int
    last: int
    html: str


class Section(NamedTuple):
    """A table of the Book on the page: its heading, its parts for the page's contents, all of it as HTML."""

    id: str
    name: str
    parts: tuple[Part, ...]
    html: str


def text(words: str) -> str:
    """Words as HTML; most have nothing to escape, and to see that takes a tenth of the time of escaping them."""
    return str(escape(CONTROL.sub("", words))) if _SPECIAL.search(words) else words


def card(facts: Sequence[tuple[str, Cell]], root: str) -> str:
    """Label and value lines; short ones, all numbers, stand in one row."""
    if not facts:
        return ""
    cells = cells_at(root)
    lines = "".join([f"<div><dt>{cells[label]}</dt><dd>{cells[value]}</dd></div>\n" for label, value in facts])
    counts = ' class="counts"' if all(type(value) is int for _, value in facts) else ""
    return f"<dl{counts}>\n{lines}</dl>\n"


def section(number: int, table: Table, title: str, root: str) -> Section:
    """The table as a section; ``title`` is the page's, which is not said twice; ``root`` leads to the site's root."""
    name, id_ = table.title or title, f"t{number}"
    parts = tuple(_PARTS[table.look](id_, table, name, root)) if table.rows else ()
    hidden = ' class="hidden"' if name == title else ""
    body = "".join(part.html for part in parts) or '<p class="note">暂无。</p>\n'
    notes = "".join(f'<p class="note">{text(note)}</p>\n' for note in table.notes)
    shown = notes + body if table.look == "cards" else body + notes  # cards have no head to explain them
    html = f'<section id="{id_}">\n<h2{hidden}>{text(name)}</h2>\n{shown}</section>\n'
    return Section(id_, name, parts, html)


# ── cells ────────────────────────────────────────────────────────────────────


def cell_html(cell: Cell, root: str) -> str:
    """What a cell holds."""
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, tuple):
        return _lines(cell)
    if isinstance(cell, Ticks):
        return _ticks(cell)
    if isinstance(cell, Link):
        return link_html(cell, root)
    if isinstance(cell, date):
        return cell.isoformat()
    return "".join(cell_lines(cell))


def link_html(link: Link, root: str) -> str:
    """A link to a page or file of the site or to another site; what leads elsewhere stays words."""
    words = text(link.text)
    path = link.to if link.to.isascii() else quote(link.to)  # nothing else of FILE or PAGE is to be quoted
    if FILE.fullmatch(link.to):
        return f'<a href="{root}{path}" download>{words}</a>'
    if PAGE.fullmatch(link.to):
        return f'<a href="{root}{path}.html">{words}</a>'
    if WEB.fullmatch(link.to):
        return f'<a href="{text(link.to)}" rel="noopener noreferrer">{words}</a>'
    return words


def _lines(lines: tuple[str, ...]) -> str:
    whole = "</p><p>".join(lines)
    if "://" in whole or _SPECIAL.search("".join(lines)):
        whole = "</p><p>".join([_line(line) for line in lines])
    return f"<p>{whole}</p>" if lines else ""


def _line(line: str) -> str:
    """A line of text; a web address at its end is a link."""
    words, _, address = line.rpartition(" ") if "://" in line else ("", "", "")
    if not WEB.fullmatch(address):
        return text(line)
    return f"{text(words)} {link_html(Link(address, address), '')}"


def _ticks(cell: Ticks) -> str:
    """Each option by itself, the chosen ones plainly."""
    return "".join(
        f'<p class="on">■{text(option)}</p>' if option in cell.chosen else f'<p class="off">□{text(option)}</p>'
        for option in cell.options
    )


# ── tables ───────────────────────────────────────────────────────────────────


def _tables(id_: str, table: Table, name: str, root: str) -> Iterator[Part]:
    look, cells = _look("", table.columns), cells_at(root)
    darkest = _darkest(table, look.shaded) if look.shaded else {}
    grid = table.look == "grid"
    wide = len(table.columns) > WIDE and not grid
    parts = _cut(table)
    for number, spans in enumerate(parts, 1):
        groups = [f"<tbody>\n{_group(look, table.rows[a:b], darkest, cells)}</tbody>\n" for a, b in spans]
        part, first, last = f"{id_}-{number}", spans[0][0] + 1, spans[-1][1]
        words = name if len(parts) == 1 else f"{name}（第{first}–{last}行，共{len(table.rows)}行）"
        kinds = ("grid" if grid else "rows", *(["wide"] if wide else []), *(["long"] if last - first >= LONG else []))
        before, after = _around(part, words, kinds, alone=len(parts) == 1)
        yield Part(part, first, last, f"{before}{look.head}{''.join(groups)}{after}")


@lru_cache(maxsize=256)  # one table on each of most pages
def _around(part: str, words: str, kinds: tuple[str, ...], *, alone: bool) -> tuple[str, str]:
    """What stands around the head and the rows of one table of the page: its caption above all."""
    wide = "wide" in kinds
    tag = "section" if wide else "div"
    region = f' tabindex="0" aria-labelledby="{part}-caption"' if wide else ""
    hidden = ' class="hidden"' if alone else ""
    return (
        f'<{tag} class="{" ".join(("part", *kinds))}" id="{part}"{region}>\n<table>\n'
        f'<caption id="{part}-caption"{hidden}>{text(words)}</caption>\n'
    ), f"</table>\n</{tag}>\n"


@lru_cache(maxsize=256)
def _looked(columns: tuple[Column, ...]) -> Look:
    merged = tuple(at for at, column in enumerate(columns) if column.merge)
    shaded = tuple(at for at, column in enumerate(columns) if column.shade)
    return Look(columns, _head(columns), merged, shaded, (1,) * len(columns), {})


_look = Same(lambda _, columns: _looked(columns))


def _head(columns: tuple[Column, ...]) -> str:
    """Column widths and the nested head."""
    rows: list[list[HeadCell]] = [[] for _ in range(max(len(column.head) for column in columns))]
    for cell in head_cells(columns):
        rows[cell.row].append(cell)
    lines = "\n".join(f"<tr>{''.join(map(_head_cell, row))}</tr>" for row in rows)
    widths = "".join(f'<col class="w{width}">' for width in _widths(columns))
    return f"<colgroup>{widths}</colgroup>\n<thead>\n{lines}\n</thead>\n"


def _head_cell(cell: HeadCell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f'<th scope="{"colgroup" if columns else "col"}"{rows}{columns}>{text(cell.text)}</th>'


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """Whole per cents, for the classes w1 to w100: the site's policy allows no style attributes."""
    total = sum(column.width for column in columns) or 1
    return [min(100, max(3, round(100 * column.width / total))) for column in columns]


def _cut(table: Table) -> list[list[tuple[int, int]]]:
    """The groups in parts of about even length near ``PART`` rows; a group longer than that is cut itself."""
    total = len(table.rows)
    if total <= PART:  # as most
        return [[*table.spans()]]
    size = -(-total // -(-total // PART))
    parts: list[list[tuple[int, int]]] = [[]]
    for start, end in table.spans():
        for first in range(start, end, PART):
            if parts[-1] and first - parts[-1][0][0] >= size:
                parts.append([])
            parts[-1].append((first, min(first + PART, end)))
    return parts


def _group(look: Look, rows: tuple[Row, ...], darkest: Mapping[int, int], cells: Cells) -> str:
    """The rows of a group; a cell spans rows only where it holds for all of them: a card shows it once, on top."""
    if not look.merged or len(rows) == 1:
        form = _form(look, look.single)
        return "".join([form % _cells(row, darkest, cells) for row in rows])
    first, *others = rows
    reach = [*look.single]
    for at in look.merged:
        if all(row[at] == first[at] for row in others):
            reach[at] = len(rows)
    below = tuple([int(n == 1) for n in reach])
    form = _form(look, below)
    lines = [form % tuple(compress(_cells(row, darkest, cells), below)) for row in others]
    return "".join((_form(look, tuple(reach)) % _cells(first, darkest, cells), *lines))


def _form(look: Look, reach: tuple[int, ...]) -> str:
    """A row as a format with a cell for each column; one that reaches over 0 rows is left out.

    The label is shown where rows are cards. A format for a whole row is 1.5 times as fast as a loop over its cells.
    """
    form = look.forms.get(reach)
    if form is None:
        cells = (
            f'<td data-label="{text("·".join(column.head)).replace("%", "%%")}"'
            f"{_CENTER if column.align == 'center' else ''}{_ROWS % rows if rows > 1 else ''}>%s</td>"
            for column, rows in zip(look.columns, reach, strict=True)
            if rows
        )
        form = look.forms[reach] = f"<tr>{''.join(cells)}</tr>\n"
    return form


def _darkest(table: Table, shaded: Sequence[int]) -> dict[int, int]:
    """The columns shaded by their numbers, each with the largest number of all of them."""
    largest = max((cell for row in table.rows for at in shaded if isinstance(cell := row[at], int)), default=0)
    return dict.fromkeys(shaded, largest) if largest else {}


def _cells(row: Row, darkest: Mapping[int, int], cells: Cells) -> tuple[str, ...]:
    """The cells of a row; one in a shaded column on a ground the darker the larger its number is."""
    if not darkest:
        return tuple(map(cells.__getitem__, row))
    return tuple([_shaded(cell, darkest.get(at, 0), cells) for at, cell in enumerate(row)])


def _shaded(cell: Cell, darkest: int, cells: Cells) -> str:
    if not darkest or not isinstance(cell, int):
        return cells[cell]
    return f'<span class="s{-(-SHADES * cell // darkest)}">{cell}</span>' if cell else "0"


# ── cards and bars ───────────────────────────────────────────────────────────


def _cards(id_: str, table: Table, name: str, root: str) -> Iterator[Part]:
    """Each row a card: its first cell on top, then label and value of the others."""
    del name
    heads = [text("·".join(column.head)) for column in table.columns]
    cards = "".join(
        f'<li><p class="name">{cell_html(row[0], root)}</p>'
        + "".join(
            f"<p>{head} {_inline(cell, root)}</p>"
            for head, cell in zip(heads[1:], row[1:], strict=True)
            if cell_lines(cell)
        )
        + "</li>\n"
        for row in table.rows
    )
    yield Part(f"{id_}-1", 1, len(table.rows), f'<ul class="cards" id="{id_}-1">\n{cards}</ul>\n')


def _inline(cell: Cell, root: str) -> str:
    """A cell within a paragraph: lines become clauses."""
    return text("，".join(cell)) if isinstance(cell, tuple) else cell_html(cell, root)


def _bars(id_: str, table: Table, name: str, root: str) -> Iterator[Part]:
    """Two columns, words and number; the number is also shown as a length, for those who see it."""
    longest = max((cell for _, cell, *_ in table.rows if isinstance(cell, int)), default=0) or 1
    heads = "".join(f'<th scope="col">{text("·".join(column.head))}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{cell_html(label, root)}</th><td><span class="bar w{_share(number, longest)}"></span>'
        f"{cell_html(number, root)}</td></tr>\n"
        for label, number, *_ in table.rows
    )
    table_html = f'<table class="bars" id="{id_}-1">\n<caption class="hidden">{text(name)}</caption>\n'
    yield Part(
        f"{id_}-1",
        1,
        len(table.rows),
        f"{table_html}<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
    )


def _share(number: Cell, longest: int) -> int:
    """Whole per cents of the room for bars, which leaves a quarter for the number."""
    return max(1, round(75 * number / longest)) if isinstance(number, int) and number else 0


_PARTS = {"table": _tables, "grid": _tables, "cards": _cards, "bars": _bars}
