"""A Word document → a grid for each table of its body.

The one rule: only the text a reader sees is taken: no deleted words, no fields' orders, no reading aids; symbols of
lost fonts become the marks they stood for.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Draughtsman, Grid
from gkcat.readers.package import MAX_TABLES, Package, main_part, only_so_many, open_package, relations

_SYMBOL_PLANES = (0x00, 0xF0)  # a symbol font has its signs there
_SYMBOLS = {
    "wingdings": {
        **dict.fromkeys((0x6E, 0x67), "■"),
        **dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), "□"),
        **dict.fromkeys((0xFC, 0xFE), "☑"),
        **dict.fromkeys((0xFB, 0xFD), "☒"),
        **dict.fromkeys((0x74, 0x75), "◆"),
        0x6C: "●",
        0xA1: "○",
    },
    "wingdings 2": {**dict.fromkeys((0x50, 0x52, 0x98), "☑"), 0xA3: "□", 0x2A: "□", 0xA2: "■", 0x51: "☒", 0x54: "☒"},
}
"""Symbol fonts → code → the mark it shows."""
_ABOVE = 3  # paragraphs above a table that may name it
_OURS = "，各列依次为："  # in the description of the tables that `gkcat build` writes
_MOST = 200  # a span larger than this is a slip


def read(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The tables of a document. Raises UnfitError or one of package.BROKEN."""
    package = open_package(path)
    with package.zip:
        main, root = main_part(package, "word/document.xml", "正文")
        tables = [*_all(root, "tbl")]
        findings = [*_active(package, main, path.name), *only_so_many(len(tables), path.name)]
        grids = [_table(table, path.name, number) for number, table in enumerate(tables[:MAX_TABLES], 1)]
    return [grid for grid in grids if grid.rows], findings


# ── tables ───────────────────────────────────────────────────────────────────


def _table(table: Any, source: str, number: int) -> Grid:
    draw = Draughtsman(source, f"表{number}")
    begun: dict[int, tuple[int, int]] = {}  # column → (row, columns) of the merged cell that goes on below
    covers: dict[tuple[int, int], tuple[int, int]] = {}
    for row, node in enumerate(_rows(table)):
        column = _number(node, "trPr/gridBefore")
        for cell in _cells(node):
            columns = max(1, min(_MOST, _number(cell, "tcPr/gridSpan") or 1))
            merge = _child(cell, "tcPr/vMerge")
            above = begun.get(column) if merge is not None and _value(merge, "continue") == "continue" else None
            if above:
                covers[above[0], column] = (row - above[0] + 1, above[1])
            else:
                draw.put(row, column, _text(cell))
                covers[row, column] = (1, columns)
                begun[column] = (row, columns)
            if merge is None:
                begun.pop(column, None)
            column += columns
    for (row, column), (rows, columns) in covers.items():
        draw.cover(row, column, rows, columns)
    ours = any(_OURS in each.get(_w(each, "val"), "") for each in _all(table, "tblDescription"))
    lines, below = _above(table)
    return draw.done(caption="\n".join(lines), at=number, ours=ours, below=below)


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, not those of tables within it, nor those whose deletion is tracked."""
    for each in _below(table, "tr"):
        if _child(each, "trPr/del") is None:
            yield each


def _cells(row: Any) -> Iterator[Any]:
    yield from _below(row, "tc")


def _below(node: Any, name: str) -> Iterator[Any]:
    """The nodes of a name below a node, also within content controls and tracked insertions."""
    for each in node:
        if _name(each) == name:
            yield each
        elif _name(each) in {"sdt", "sdtContent", "ins", "customXml", "moveTo"}:
            yield from _below(each, name)


def _above(table: Any) -> tuple[list[str], bool]:
    """The nearest paragraphs with text above a table, up to the table before it; and whether it is right below that."""
    lines: list[str] = []
    for each in table.itersiblings(preceding=True):
        if _name(each) == "tbl" or len(lines) == _ABOVE:
            return lines, not lines
        if _name(each) == "p" and (text := "".join(_runs(each)).strip()):
            lines.insert(0, text)
    return lines, False


# ── text ─────────────────────────────────────────────────────────────────────


def _text(cell: Any) -> str:
    """A cell's paragraphs as lines; a table within it is a table of its own."""
    return "\n".join("".join(_runs(each)) for each in _below(cell, "p"))


def _runs(node: Any) -> Iterator[str]:
    for each in node:
        match _name(each):
            case "t":
                yield _shown(each)
            case "br" | "cr":
                yield "\n"
            case "tab" | "ptab":
                yield " "
            case "noBreakHyphen":
                yield "-"
            case "sym":
                yield _symbol(each.get(_w(each, "font"), ""), each.get(_w(each, "char"), ""))
            case "checkBox":
                yield "☑" if _ticked(each) else "□"
            case "del" | "moveFrom" | "Fallback" | "rPr" | "pPr" | "txbxContent" | "rt" | "sdtPr" | "instrText":
                pass
            case _:
                yield from _runs(each)


def _shown(text: Any) -> str:
    """Words; those in a symbol font are the marks they show."""
    words = text.text or ""
    run = text.getparent()
    fonts = _child(run, "rPr/rFonts") if run is not None else None
    font = fonts.get(_w(fonts, "ascii"), "") if fonts is not None else ""
    marks = _SYMBOLS.get(font.lower())
    return "".join(marks.get(ord(sign) & 0xFF, sign) if ord(sign) >> 8 in _SYMBOL_PLANES else sign
                   for sign in words) if marks else words  # fmt: skip


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    number &= 0xFFFF
    known = _SYMBOLS.get(font.lower(), {}).get(number & 0xFF)
    return known or ("" if 0xD800 <= number < 0xE000 else chr(number))  # noqa: PLR2004 - halves of pairs


def _ticked(box: Any) -> bool:
    for name in ("checked", "default"):
        node = _child(box, name)
        if node is not None:
            return _value(node, "1") not in {"0", "false", "off"}
    return False


# ── XML ──────────────────────────────────────────────────────────────────────


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _w(node: Any, name: str) -> str:
    """An attribute's full name: in the namespace of its element, be it the strict or the usual one."""
    return f"{node.tag.rpartition('}')[0]}}}{name}"


def _child(node: Any, path: str) -> Any:
    for name in path.split("/"):
        node = next((each for each in node if _name(each) == name), None)
        if node is None:
            return None
    return node


def _value(node: Any, default: str) -> str:
    return str(node.get(_w(node, "val"), default))


def _number(node: Any, path: str) -> int:
    found = _child(node, path)
    text = _value(found, "") if found is not None else ""
    return min(int(text), _MOST) if text.isdecimal() else 0


def _all(root: Any, name: str) -> Iterator[Any]:
    """The nodes of a name anywhere, in their order, but for what only older programs would show."""
    for each in root.iter("{*}" + name):
        if not any(_name(up) == "Fallback" for up in each.iterancestors()):
            yield each


def _active(package: Package, main: str, source: str) -> Iterator[Finding]:
    """Say macros and what the document would fetch from elsewhere; links that a reader clicks are none of it."""
    if any(name.endswith("vbaProject.bin") for name in package.names):
        yield tell(doubts.ACTIVE, whole(source), "文件里有宏，没有理会", "请核对来源是否可靠")
    parts = [main, posixpath.join(posixpath.dirname(main), "settings.xml")]
    kinds = {kind for part in parts for kind, _, outside in relations(package, part).values() if outside}
    if kinds - {"hyperlink"}:
        yield tell(doubts.ACTIVE, whole(source), "文件要从外部取模板或者图片，没有理会", "请核对来源是否可靠")
