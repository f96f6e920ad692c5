"""A web page saved from a government site → a grid for each of its tables.

The one rule: nothing is fetched and nothing is run; a table that only holds other tables is layout, not a table.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Draughtsman, Grid, UnfitError
from gkcat.readers.package import MAX_PART, MAX_SIGNS, MAX_TABLES, only_so_many

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dd", "dt"}
_UNSEEN = {"script", "style", "noscript", "template", "head", "rt", "rp", "select", "option"}
_MOST = 2_000  # of a span; browsers stop at 65,534 rows and 1,000 columns
_CELLS = 2_000_000  # places of a table that spans may cover


def read(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The tables of a page. Raises UnfitError."""
    data = path.read_bytes()
    text = _decode(data)
    if text is None:
        return [], [
            tell(doubts.ENCODING, whole(path.name), "网页的编码认不出来", "请用浏览器打开，另存为 UTF-8 编码的网页")
        ]
    if len(data) > MAX_PART or data.count(b"<") + data.count(b"=") > MAX_SIGNS:
        message = "网页太大"
        raise UnfitError(message)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_DECLARED.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        message = "网页不完整或者已损坏"
        raise UnfitError(message) from None
    tables = [table for table in root.iter("table") if not _layout(table)]
    grids = [_table(table, path.name, number) for number, table in enumerate(tables[:MAX_TABLES], 1)]
    return [grid for grid in grids if grid.rows], [*only_so_many(len(tables), path.name)]


_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")  # lxml refuses a text that names its encoding


def _decode(data: bytes) -> str | None:
    """By the page's own word if that holds, else UTF-8, else GB18030."""
    found = _CHARSET.search(data[:4096])
    named = found[1].decode("ascii", "ignore").lower() if found else ""
    named = "gb18030" if named.startswith("gb") else named
    marked = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else []
    for encoding in (*marked, named, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding) if encoding else data.decode("utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _layout(table: Any) -> bool:
    return next(table.iterdescendants("table"), None) is not None


def _table(table: Any, source: str, number: int) -> Grid:
    draw = Draughtsman(source, f"表{number}")
    taken: set[tuple[int, int]] = set()
    for row, node in enumerate(table.iter("tr")):
        column = 0
        for cell in node.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            if len(taken) + rows * columns > _CELLS:
                message = "网页里的表格大得不合常理"
                raise UnfitError(message)
            taken.update((row + down, column + right) for down in range(rows) for right in range(columns))
            draw.put(row, column, _text(cell), rows, columns)
            column += columns
    return draw.done(caption="\n".join(_caption(table)), at=number)


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(int(text), _MOST)) if text.isascii() and text.isdecimal() else 1


def _caption(table: Any) -> list[str]:
    """What stands above a table: its own caption, the text before it, and the page's title."""
    lines = [_text(each) for each in table.iterchildren("caption")]
    before = table.getprevious()
    if before is not None and isinstance(before.tag, str) and before.tag != "table":
        lines.append(_text(before)[-200:])
    title = table.getroottree().getroot().find(".//title")
    return [line for line in (*lines, _text(title) if title is not None else "") if line]


# ── text ─────────────────────────────────────────────────────────────────────


def _text(node: Any) -> str:
    lines = "".join(_pieces(node)).split("\n")
    return "\n".join(filter(None, (line.strip(" ") for line in lines)))


def _pieces(node: Any) -> Iterator[str]:
    """The words below a node; the source's line ends are blanks, those that are seen are line ends."""
    if node.text:
        yield _BLANK.sub(" ", node.text)
    for each in node:
        name = each.tag if isinstance(each.tag, str) else ""
        if name == "br":
            yield "\n"
        elif name == "input" and each.get("type", "").lower() in {"checkbox", "radio"}:
            yield "☑" if each.get("checked") is not None else "□"
        elif name and name not in _UNSEEN:
            around = "\n" if name in _BLOCKS else ""
            yield around
            yield from _pieces(each)
            yield around
        if each.tail:
            yield _BLANK.sub(" ", each.tail)
