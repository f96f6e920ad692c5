"""An Excel workbook → a grid for each sheet.

The one rule: sheets and texts are streamed, so a million blank rows cost time in proportion and no memory; formulas
are never reckoned, their last values are taken and said.

Not openpyxl: its read-only mode does not know merged cells, and its whole mode holds every formatted blank cell.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import MAX_ROWS, Draughtsman, Grid, UnfitError
from gkcat.readers.package import MAX_TABLES, Package, Parser, main_part, only_so_many, open_package, relations

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile("[A-Z]{1,3}")
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_DIGITS = 9  # of a row's number; those of Excel have seven
_BLANK, _EMPTY = 20_000, 1_000_000  # rows and cells without text on end, after which nothing more is expected
_OURS = {"选项"}  # the hidden sheet of closed lists that `gkcat build` writes
_MAX_TEXT = 50_000_000  # characters of one file's cells


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    package: Package
    source: str
    strings: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    epoch: datetime = WINDOWS_EPOCH
    room: int = _MAX_TEXT
    ours: bool = False
    findings: list[Finding] = field(default_factory=list)

    def spend(self, length: int) -> None:
        """Take note of so many characters. Raises UnfitError when all together are too many."""
        self.room -= length
        if self.room < 0:
            message = f"表格里的文字超过 {_MAX_TEXT // 10_000} 万字"
            raise UnfitError(message)


@dataclass(slots=True)
class _Cell:
    """The cell being read."""

    row: int = 0
    column: int = 0
    kind: str = ""
    style: int = 0
    formula: bool = False
    text: str = ""


def read(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The sheets of a workbook. Raises UnfitError or one of package.BROKEN."""
    package = open_package(path)
    with package.zip:
        main, root = main_part(package, "xl/workbook.xml", "工作簿")
        book = _Book(package, path.name)
        book.findings += _active(package, path.name)
        book.ours = _is_ours(package)
        parts = relations(package, main)
        _share(book, root, main, parts)
        return [*_sheets(book, root, main, parts)], book.findings


def _share(book: _Book, root: Any, main: str, parts: dict[str, tuple[str, str, bool]]) -> None:
    """Read what the sheets share: texts, which formats are dates, and from when days are counted."""
    if any(each.get("date1904") in {"1", "true"} for each in _all(root, "workbookPr")):
        book.epoch = MAC_EPOCH
    for kind, target, outside in parts.values():
        if outside or kind not in {"sharedStrings", "styles"}:
            continue
        part = _path(main, target)
        if kind == "styles":
            tree = book.package.tree(part)
            book.dates = {*_date_styles(tree)} if tree is not None else set()
        elif part in book.package.names:
            parser = Parser(f"其中的 {part} ", _Strings(book))
            for piece in book.package.stream(part):
                parser.feed(piece)
            parser.close()


def _sheets(book: _Book, root: Any, main: str, parts: dict[str, tuple[str, str, bool]]) -> Iterator[Grid]:
    sheets = [*_all(root, "sheet")]
    book.findings += only_so_many(len(sheets), book.source)
    for number, each in enumerate(sheets[:MAX_TABLES], 1):
        name = each.get("name", f"表{number}")
        kind, target, outside = parts.get(each.get(_ID) or each.get(_STRICT_ID) or "", ("", "", False))
        part = _path(main, target)
        if kind != "worksheet" or outside or part not in book.package.names:
            continue
        hidden = each.get("state", "visible") != "visible"
        if hidden and name in _OURS:
            continue
        grid = _sheet(book, part, name, number)
        if hidden and grid.rows:
            book.findings.append(
                tell(doubts.SKIPPED_TABLE, grid.where(0), f"工作表“{name}”是隐藏的，没有导入", "要导入的，请先取消隐藏")
            )
        elif grid.rows:
            yield grid


def _sheet(book: _Book, part: str, name: str, number: int) -> Grid:
    """Stream one sheet; after a great blank only the merged cells, which stand at the end, are looked for."""
    draw = Draughtsman(book.source, name)
    reader = _Reader(book, draw)
    parser = Parser(f"工作表“{name}”", reader)
    tail = b""
    for piece in book.package.stream(part):
        if not reader.blank:
            parser.feed(piece)
        tail = reader.skim(tail + piece) if reader.blank else b""
    if not reader.blank:
        parser.close()
    reader.finish()
    if draw.cut or reader.beyond:
        grid = draw.done(at=number)
        place = grid.where(len(grid.rows) - 1) if grid.rows else whole(book.source)
        book.findings.append(
            tell(doubts.CUT, place, f"工作表“{name}”大片空白以外还有内容，没有读", "请删去空白的行和列")
        )
    return draw.done(at=number, ours=book.ours)


class _Texts:
    """The events of a part that has texts: what `v`, `t` and `is` hold, without the reading aids (拼音)."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.parts: list[str] = []
        self.open = self.aids = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """A text begins; only what stands in `t` and `v` is one."""
        if name == "rPh":
            self.aids = True
        elif name in _TEXTS:
            self.open = not self.aids

    def data(self, text: str) -> None:
        """A piece of text. Raises UnfitError when all together are too long."""
        if self.open:
            self.parts.append(text)
            self.book.spend(len(text))

    def end(self, name: str) -> None:
        """A text ends."""
        if name == "rPh":
            self.aids = False
        elif name in _TEXTS:
            self.open = False

    def take(self) -> str:
        """All the text since this was asked last."""
        text = "".join(self.parts)
        self.parts.clear()
        return text


_TEXTS = {"t", "v"}


class _Strings(_Texts):
    """The events of the shared texts."""

    def end(self, name: str) -> None:
        """An entry may have several runs of text."""
        super().end(name)
        if name == "si":
            self.book.strings.append(_unescape(self.take()))


class _Reader(_Texts):
    """The events of a sheet → cells; ``blank`` when a great blank lies behind the last text."""

    def __init__(self, book: _Book, draw: Draughtsman) -> None:
        super().__init__(book)
        self.draw = draw
        self.cell = _Cell()
        self.row = -1
        self.last = -1  # the last row with text
        self.empty = 0  # cells since
        self.merges: set[tuple[int, int, int, int]] = set()
        self.blank = self.beyond = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """A row or cell begins; one without a place follows the one before."""
        if name == "c":
            column = _column(given.get("r", "").rstrip("0123456789"))
            column = self.cell.column + 1 if column < 0 else column
            style = given.get("s", "")
            self.cell = _Cell(self.row, column, given.get("t", "n"), int(style) if style.isdecimal() else 0)
        elif name == "row":
            number = given.get("r", "")
            self.row = int(number[:_DIGITS]) - 1 if number.isdecimal() else self.row + 1
            self.cell = _Cell(self.row, -1)
        elif name == "f":
            self.cell.formula = True
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))
        else:
            super().start(name, given)

    def end(self, name: str) -> None:
        """A cell is put when it ends."""
        if name == "c":
            self.cell.text = self.take()
            self.empty += 1
            if self.cell.text or self.cell.formula:
                self._put(self.cell)
        elif name == "row":
            self.blank = self.row - self.last > _BLANK or self.empty > _EMPTY
        else:
            super().end(name)

    def _put(self, cell: _Cell) -> None:
        text = _value(self.book, cell)
        if cell.formula:
            self._tell_formula(cell, text)
        if text.strip() and cell.row < MAX_ROWS:
            self.last, self.empty = cell.row, 0
            self.book.spend(len(text))
            self.draw.put(cell.row, cell.column, text)

    def _tell_formula(self, cell: _Cell, text: str) -> None:
        """Say each formula, and those that came to nothing or to an error most of all."""
        place = Grid(self.draw.source, self.draw.name, (), ()).where(cell.row, cell.column)
        shown = f"取了结果“{text[:20]}”" if text and cell.kind != "e" else "没有可用的结果，按空白处理"
        self.book.findings.append(tell(doubts.FORMULA, place, f"单元格里是公式，{shown}", "请核对，最好粘贴成数值"))

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        start, end = _REF.fullmatch(first), _REF.fullmatch(last)
        if start and end:
            self.merges.add((_column(start[1]), int(start[2]) - 1, _column(end[1]), int(end[2]) - 1))

    def skim(self, seen: bytes) -> bytes:
        """Look through what follows a great blank for merged cells, and for text that is not read; its end again."""
        self.beyond = self.beyond or b"<v>" in seen or b"<t>" in seen or b"<t " in seen
        for left, top, right, bottom in _MERGED.findall(seen):
            self.merges.add((_column(left.decode()), int(top) - 1, _column(right.decode()), int(bottom) - 1))
        return seen[-200:]

    def finish(self) -> None:
        """Spread merged cells, as far as there are rows with text."""
        for left, top, right, bottom in sorted(self.merges):
            self.draw.cover(top, left, min(bottom, self.last + 1) - top + 1, right - left + 1)


# ── values ───────────────────────────────────────────────────────────────────


def _value(book: _Book, cell: _Cell) -> str:
    text = cell.text
    match cell.kind:
        case "s":
            return book.strings[int(text)] if text.isdecimal() and int(text) < len(book.strings) else ""
        case "b":
            return "是" if text == "1" else "否"
        case "e":
            return ""
        case "n" | "":
            return _number(book, cell)
    return _unescape(text)


def _number(book: _Book, cell: _Cell) -> str:
    """A number as Excel would show it, a day as 2017-10-12."""
    try:
        number = float(cell.text)
        if cell.style in book.dates:
            day: Any = from_excel(number, book.epoch)
            return str(day.date()) if isinstance(day, datetime) else str(day)
    except (ValueError, OverflowError, TypeError):
        return cell.text
    return format(number, ".15g") if abs(number) < 1e15 else cell.text  # noqa: PLR2004 - Excel keeps 15 digits


def _date_styles(tree: Any) -> Iterator[int]:
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in _all(tree, "numFmt")}
    for formats in _all(tree, "cellXfs"):
        for number, each in enumerate(_all(formats, "xf")):
            key = each.get("numFmtId", "0")
            code = own.get(key) or BUILTIN_FORMATS.get(int(key) if key.isdecimal() else 0, "")
            if code and is_date_format(code):
                yield number


def _unescape(text: str) -> str:
    """Excel writes control characters as _x000D_; half of a surrogate pair is no character."""
    if "_x" not in text:
        return text
    signs = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return signs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


@lru_cache(maxsize=1024)
def _column(name: str) -> int:
    """A column by its letters, from 0; -1 if there are none or others."""
    if not _LETTERS.fullmatch(name):
        return -1
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _all(node: Any, name: str) -> Iterator[Any]:
    yield from node.iter(_MAIN + name, _STRICT + name)


def _path(main: str, target: str) -> str:
    """A part's name: targets are relative to the part that names them, or from the top."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(main)}/{target}")


def _is_ours(package: Package) -> bool:
    """Whether `gkcat build` made the workbook: its own property says so, and Excel keeps that when it saves."""
    tree = package.tree("docProps/custom.xml")
    return tree is not None and any(each.get("name") == "gkcat" for each in tree)


def _active(package: Package, source: str) -> Iterator[Finding]:
    """Say macros and links to other files; neither is touched."""
    for name, what in (
        ("vbaProject.bin", "宏"),
        ("externalLinks/", "指向其他文件的链接"),
        ("connections.xml", "数据连接"),
    ):
        if any(name in part for part in package.names):
            yield tell(doubts.ACTIVE, whole(source), f"文件里有{what}，没有理会", "请核对来源是否可靠")
