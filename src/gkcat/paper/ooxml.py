"""A Book as a Word document in the form of GB/T 9704-2012.

The one rule: looks stand in the template, by style and section; python-docx opens and saves that, and the contents
are XML text let in between (8,000 rows take 0.5 s and 4 MB; parsed and moved by lxml, 3 s and 380 MB).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as Word
from docx.shared import Mm
from lxml import etree

from gkcat import codes
from gkcat.book import Book, Column, HeadCell, Link, Table, cell_lines, head_cells
from gkcat.paper.filling import (
    ABOVE,
    FLOWING,
    LAST,
    Band,
    Line,
    Pen,
    Setting,
    close,
    fit,
    head_heights,
    head_lines,
    lay,
)
from gkcat.paper.template import (
    BODY,
    CAPTION,
    CENTERED,
    ENTRY,
    FACT,
    FRONT,
    HEAD,
    ITEMS,
    MARK,
    NOTE,
    OPEN,
    SHUT,
    SIGN,
    SIGNATURE,
    SUBTITLE,
    TEXT,
    TITLE,
    Page,
    prepare,
    save,
)
from gkcat.paper.widths import SIDE
from gkcat.paper.wrapping import FORBIDDEN, clean

CONTENTS, PREFACE, DATE = "目　录", "说　明", "年　　月　　日"
DARKEST = 96  # of 255 parts of ink: black words stay readable

MIDDLE = '<w:vAlign w:val="center"/>'
ALONE, BEGUN, JOINED = "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
DOWNWARDS = '<w:textDirection w:val="tbRl"/>'
KEEP = "<w:keepNext/>"
STAY = '<w:pageBreakBefore w:val="0"/>'
END = f'<w:spacing w:before="0" w:line="{LAST}" w:lineRule="exact"/>'
MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE))
)


class Chapter(NamedTuple):
    """A table as it is laid out, the bands set apart to go with what follows, and the notes below it."""

    table: Table
    setting: Setting
    apart: list[Band]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cells of a column share, as XML ready made; ``hang`` if elements are to hang."""

    hang: float
    cell: str
    begin: tuple[str, str]  # a paragraph up to its text: free, and kept with the row below
    items: tuple[str, str]  # likewise, where each paragraph is an element of several

    def write(self, cell: tuple[str, ...] | Link, state: str, *, keep: bool) -> str:
        """Write a cell; ``keep`` holds it on the page of the row below."""
        if isinstance(cell, Link):
            text, begin = _link(cell), self.begin[keep]
        else:
            begin = (self.items if self.hang and len(cell) > 1 else self.begin)[keep]
            text = _joined(cell).replace("\n", f"{SHUT}</w:p>{begin}")
        return f"{self.cell}{state}{MIDDLE}</w:tcPr>{begin}{text}{SHUT}</w:p></w:tc>"


def compose(book: Book, template: Path, numbers: Sequence[int] = (), *, odd: bool = True) -> tuple[bytes, list[int]]:
    """The document and the pages its contents name for the tables; same book, same bytes.

    ``numbers`` are those pages if a renderer has counted them; they are reckoned if not. A renderer that leaves a page
    blank by itself where an odd number would stand on an even page wants no sections that are ``odd``.
    """
    book = book.shown()
    word, page = prepare(template, book, odd=odd)
    chapters = _chapters(book, page)
    pages = [*numbers] or [chapter.setting.page for chapter in chapters]
    contents = {
        "cover": _cover(book, page, _scan(word, book.address) if book.address else ""),
        "front": _front(book, page, pages),
        "pages": _pages(book, page, chapters),
    }
    return save(word, contents), pages


# ── cover, contents, explanations ────────────────────────────────────────────


def _cover(book: Book, page: Page, scan: str) -> Iterator[str]:
    """Set the cover; ``scan`` is the run with the code of its address, if it has one."""
    yield page.paragraph(TITLE, book.title, _HIGHER if scan else "")
    if book.subtitle:
        yield page.paragraph(SUBTITLE, book.subtitle)
    if book.marks:
        yield page.paragraph(MARK, f"（{'、'.join(book.marks)}）")
    for label, value in book.facts:
        said = _day(value) if isinstance(value, date) else "；".join(cell_lines(value))
        yield page.paragraph(FACT, f"{label}：{said}")
    if scan:
        yield page.runs(FACT, scan, _FREE)
        yield page.paragraph(FACT, f"扫码看网上目录：{book.address}")
    signed = filter(None, (book.issuer, book.seal, _day(book.day) if book.day else ""))
    for at, words in enumerate(signed):
        yield page.paragraph(SIGN, words, _CLOSER if scan and at == 0 else "")


_HIGHER, _CLOSER = '<w:spacing w:before="1700" w:after="240"/>', '<w:spacing w:before="800"/>'
"""Beside a picture the cover's spaces are less, so that the signature stays on the page."""

_FREE = '<w:spacing w:line="240" w:lineRule="auto"/>'
"""As high as the picture: in a line of set height it would be cut."""


def _scan(word: Word, address: str) -> str:
    """Put the code of an address among the document's pictures, and make the run that shows it."""
    inline = word.part.new_pic_inline(BytesIO(codes.png(address)), width=Mm(30))
    inline.docPr.set("descr", f"二维码：{address}")
    return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"


def _day(day: date) -> str:
    """Write a date as officials do."""
    return f"{day.year}年{day.month}月{day.day}日"


def _front(book: Book, page: Page, pages: Sequence[int]) -> Iterator[str]:
    """Set the contents of a book of several tables, then its notes."""
    if len(book.tables) > 1:
        yield page.paragraph(FRONT, CONTENTS, STAY)  # the section has just begun a page
        yield from _contents(book, page, pages)
    for at, note in enumerate(book.notes):
        if at == 0:
            yield page.paragraph(FRONT, PREFACE, "" if len(book.tables) > 1 else STAY)
        yield page.paragraph(BODY, note)


def _contents(book: Book, page: Page, pages: Sequence[int]) -> Iterator[str]:
    """Write a TOC field over the captions' outline level, filled.

    Neither w:dirty nor w:updateFields: with either Word asks each reader whether to update fields that may refer to
    other files. So the numbers must be right as they stand: they are reckoned as the pages are.
    """
    order = ' TOC \\o "1-1" \\h \\z \\u '
    gallery = '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
    yield f"<w:sdt><w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr><w:sdtContent>"
    last = len(book.tables)
    for at, (table, number) in enumerate(zip(book.tables, pages, strict=True), 1):
        begin = f"{_char('begin')}{_order(order)}{_char('separate')}" if at == 1 else ""
        place = _char("begin") + _order(f" PAGEREF {_bookmark(at)} \\h ") + _char("separate")
        words = f"{OPEN}{escape(_line(table.title or book.title))}{SHUT}<w:r><w:tab/></w:r>"
        link = f"{words}{place}{OPEN}{number}{SHUT}{_char('end')}"
        end = _char("end") if at == last else ""
        anchor = f'<w:hyperlink w:anchor="{_bookmark(at)}" w:history="1">{link}</w:hyperlink>'
        yield page.runs(ENTRY, f"{begin}{anchor}{end}")
    yield "</w:sdtContent></w:sdt>"


def _bookmark(at: int) -> str:
    return f"_Toc{at:08}"


def _char(kind: str) -> str:
    """A part of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _order(text: str) -> str:
    """What a field is to do."""
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


# ── tables ───────────────────────────────────────────────────────────────────


def _chapters(book: Book, page: Page) -> list[Chapter]:
    """Lay the tables out one after another; notes that all of them share stand once, below the last."""
    pen = Pen(page.sheet)
    fitted = fit(book.tables, page.sheet)
    same = len({table.notes for table in book.tables}) == 1
    chapters = []
    for at, (table, widths) in enumerate(zip(book.tables, fitted, strict=True), 1):
        last = at == len(book.tables)
        notes = table.notes if last or not same else ()
        tail = sum(page.height(NOTE, note) for note in notes)
        tail += sum(page.height(SIGNATURE) for _ in _signing(book, page)) if last else 0
        setting = lay(table, widths, pen, page.height(CAPTION, table.title or book.title), tail or LAST)
        chapters.append(Chapter(table, *close(setting, pen, tail or LAST), notes))
    return chapters


def _pages(book: Book, page: Page, chapters: Sequence[Chapter]) -> Iterator[str]:
    """Set each table between its caption and its notes, and below the last who signs."""
    signing = [*_signing(book, page)]
    for at, (table, setting, apart, notes) in enumerate(chapters, 1):
        last = at == len(chapters)
        tail = [page.paragraph(NOTE, note, KEEP * (last and bool(signing))) for note in notes] + signing * last
        yield _caption(at, table.title or book.title, setting, page)
        if table.columns:
            yield from _table(table, setting, setting.bands, page)
        if apart:
            yield page.paragraph(NOTE, "", f"<w:pageBreakBefore/>{END}")
            yield from _table(table, setting, apart, page)
        yield from tail or [page.paragraph(NOTE, "", END)]


def _caption(at: int, title: str, setting: Setting, page: Page) -> str:
    """Set a table's title, which the contents lead to; its style begins a page where none has just begun."""
    more = STAY if at == 1 else "" if setting.fresh else f'{KEEP}{STAY}<w:spacing w:before="{FLOWING}"/>'
    mark = f'<w:bookmarkStart w:id="{at}" w:name="{_bookmark(at)}"/>'
    words = f'{mark}{OPEN}{escape(_line(title))}{SHUT}<w:bookmarkEnd w:id="{at}"/>'
    return page.runs(CAPTION, words, more)


def _signing(book: Book, page: Page) -> Iterator[str]:
    """Set who signs, each before a blank, and a blank date: lines that stay together."""
    if not book.signature:
        return
    across = min(4 if book.landscape else 2, len(book.signature))
    width = page.sheet.width // across
    ends = [(width * (at + 1) - width // 12, width * (at + 1)) for at in range(across)]
    stops = "".join(
        f'<w:tab w:val="left" w:leader="underscore" w:pos="{end}"/><w:tab w:val="left" w:pos="{next_}"/>'
        for end, next_ in ends
    )
    for first in range(0, len(book.signature), across):
        labels = (
            f"{OPEN}{escape(_line(label))}：{SHUT}<w:r><w:tab/></w:r>" for label in book.signature[first:][:across]
        )
        yield page.runs(SIGNATURE, "<w:r><w:tab/></w:r>".join(labels), f"{KEEP}<w:tabs>{stops}</w:tabs>")
    yield page.paragraph(SIGNATURE, DATE, '<w:jc w:val="right"/>')


def _table(table: Table, setting: Setting, bands: Sequence[Band], page: Page) -> Iterator[str]:
    """Write a table, or the end of it, a row at a time."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in setting.widths)
    words = f"共{len(table.rows)}行，各列依次为：{'、'.join('—'.join(column.head) for column in table.columns)}"
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{page.grid}"/><w:tblW w:w="{sum(setting.widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar><w:tblLook w:val="0620"/>'
        f"<w:tblCaption w:val={_attribute(table.title)}/><w:tblDescription w:val={_attribute(words)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    yield from _head(table.columns, setting.widths, page)
    frames = [
        _frame(page, CENTERED if column.align == "center" else TEXT, width, slot.hang)
        for column, width, slot in zip(table.columns, setting.widths, setting.slots, strict=True)
    ]
    darkest = _darkest(table)
    for band in bands:
        yield from _band(band, table.columns, frames, darkest)
    yield "</w:tbl>"


def _frame(page: Page, style: str, width: int, hang: float = 0, across: int = 1) -> Frame:
    """Make ready all of a cell that can be known before its text is."""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
    starts = [f'<w:p><w:pPr><w:pStyle w:val="{page.looks[name].id}"/>' for name in (style, ITEMS)]
    begin, items = ((f"{start}</w:pPr>{OPEN}", f"{start}{KEEP}</w:pPr>{OPEN}") for start in starts)
    return Frame(hang, cell, begin, items)


def _head(columns: tuple[Column, ...], widths: Sequence[int], page: Page) -> Iterator[str]:
    """Write the rows of the head, which every page repeats; long words over narrow columns run downwards."""
    cells = head_cells(columns)
    owners = {(row, cell.column): cell for cell in cells for row in range(cell.row, cell.row + cell.rows)}
    for row, height in enumerate(head_heights(columns, widths, page.sheet)):
        column, parts = 0, []
        while column < len(columns):
            cell = owners.get((row, column), HeadCell("", row, column, 1, 1))
            width = sum(widths[column : column + cell.columns])
            state = ALONE if cell.rows == 1 else BEGUN if cell.row == row else JOINED
            lines = head_lines(cell, widths, page.sheet)
            turn = DOWNWARDS if lines is None else ""
            text = () if state == JOINED else lines or (clean(cell.text),)
            parts.append(_frame(page, HEAD, width, across=cell.columns).write(text, state + turn, keep=True))
            column += cell.columns
        properties = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/><w:tblHeader/>'
        yield f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(parts)}</w:tr>"


def _band(band: Band, columns: Sequence[Column], frames: Sequence[Frame], darkest: int) -> Iterator[str]:
    """Write rows that stay on one page by keep-with-next, equal neighbours merged.

    Word keeps them so, and so did LibreOffice 7.4 with all of 2,364 bands (three merged cells it drew in two parts);
    without keep-with-next a page's end cut one band in six.
    """
    last = len(band.lines) - 1
    for at, (line, floor) in enumerate(zip(band.lines, band.floors, strict=True)):
        cells = []
        for number, (column, frame, cell) in enumerate(zip(columns, frames, line.cells, strict=True)):
            state = _state(band.lines, at, number) if column.merge else ALONE
            shade = _shade(cell, darkest) if column.shade else ""
            cells.append(frame.write(() if state == JOINED else cell, state + shade, keep=at < last))
        height = f'<w:trHeight w:val="{floor}" w:hRule="atLeast"/>'
        yield f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(cells)}</w:tr>"


def _state(lines: Sequence[Line], at: int, column: int) -> str:
    """Tell how a cell of a column that merges stands to those above and below."""
    cell = lines[at].cells[column]
    if at and lines[at - 1].cells[column] == cell:
        return JOINED
    return BEGUN if at + 1 < len(lines) and lines[at + 1].cells[column] == cell else ALONE


def _darkest(table: Table) -> int:
    """The largest number of the columns to be shaded."""
    shaded = [at for at, column in enumerate(table.columns) if column.shade]
    numbers = (cell for row in table.rows for at in shaded if isinstance(cell := row[at], int))
    return max(numbers, default=0) if shaded else 0


def _shade(cell: tuple[str, ...] | Link, darkest: int) -> str:
    """Give a number's cell its ground: the larger, the darker."""
    number = int(cell[0]) if isinstance(cell, tuple) and cell and cell[0].isdecimal() else 0
    if not 0 < number <= darkest:
        return ""
    light = 255 - DARKEST * number // darkest
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{light:02X}{light:02X}{light:02X}"/>'


def _link(link: Link) -> str:
    """Write a link as a field: python-docx reads its words back, and thousands of relationships would be slow."""
    address = escape(quote(FORBIDDEN.sub("", link.to), safe=":/?#[]@!$&()*+,;=%~"))
    field = _char("begin") + _order(f' HYPERLINK "{address}" ') + _char("separate")
    return f"{SHUT}{field}{OPEN}{escape(_line(link.text))}{SHUT}{_char('end')}{OPEN}"


@lru_cache(maxsize=1 << 14)
def _joined(lines: tuple[str, ...]) -> str:
    """Escape a cell's lines; a catalogue repeats itself, so the answers are kept."""
    return escape("\n".join(lines))


def _line(text: str) -> str:
    """Clean text that must stay on one line of XML."""
    return clean(text).replace("\n", " ")


def _attribute(text: str) -> str:
    """Write text as an attribute's value, in its quotes."""
    return quoteattr(FORBIDDEN.sub("", text))
