"""DOCX: the book as a Word document in the form of GB/T 9704-2012.

The one rule: looks stand in templates/docx/base.docx, by style and section; python-docx opens and saves the template,
and the contents are XML text let in between (8,000 rows take 0.5 s and 4 MB; parsed and moved by lxml, 3 s and 380 MB).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.section import Section
from docx.shared import Length, Pt
from lxml import etree

from gkcat.book import Book, Cell, Column, HeadCell, Link, Row, Table, cell_lines, head_cells

TITLE, SUBTITLE, MARK, FACT, SIGN, BODY = "Title", "Subtitle", "封面标记", "封面事项", "封面署名", "Body Text"
CAPTION, NOTE, HEAD, TEXT, CENTERED, GRID = "表题", "注", "表头", "表文", "表文居中", "清单表"
STYLES = (TITLE, SUBTITLE, MARK, FACT, SIGN, BODY, CAPTION, NOTE, HEAD, TEXT, CENTERED, GRID)

SIDE, ABOVE = 57, 40  # margins of a cell in twips: 1 mm and 2 pt
LOWEST = 400  # a row of one line has air
NARROWEST = 320  # a column holds one character, whatever its share
BAND, BAND_HEIGHT = 6, 1 / 3  # rows, and share of the page, that merged cells may span
TALL = 0.8  # a row estimated above this share of a page may break over pages: one that did not fit would be cut off
FORBIDDEN = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

MIDDLE = '<w:vAlign w:val="center"/>'
ALONE, BEGUN, JOINED, TORN = MIDDLE, f'<w:vMerge w:val="restart"/>{MIDDLE}', f"<w:vMerge/>{MIDDLE}", ""
WHOLE = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{LOWEST}" w:hRule="atLeast"/></w:trPr>'
KEEP = "<w:keepNext/>"
STAY = '<w:pageBreakBefore w:val="0"/>'
END = '<w:spacing w:before="0" w:line="20" w:lineRule="exact"/>'
OPEN, SHUT = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"
BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE))
)


@dataclass(frozen=True, slots=True)
class Page:
    """What the template says: the room for text, size and line of a table's text (twips), style ids by name."""

    width: int
    height: int
    size: int
    line: int
    styles: dict[str, str]

    def paragraph(self, style: str, text: str, more: str = "") -> str:
        """Set text as a paragraph; its new lines stay new lines."""
        runs = _clean(text).replace("\n", BREAK)
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{more}</w:pPr>{OPEN}{runs}{SHUT}</w:p>'


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cells of a column share: characters to a line, and the XML ready made for its cells."""

    room: int
    merge: bool
    cell: str
    begin: tuple[str, str]  # a paragraph up to its text: free, and kept with the row below
    joint: tuple[str, str]  # from one line to the next, likewise

    def write(self, text: str, state: str, *, keep: bool) -> str:
        """Write a cell; ``keep`` holds it on the page of the row below."""
        lines = text.replace("\n", self.joint[keep])
        return f"{self.cell}{state}</w:tcPr>{self.begin[keep]}{lines}{SHUT}</w:p></w:tc>"


class Line(NamedTuple):
    """A row ready to be set: its cells as XML text, its height, and its height but for columns that merge."""

    texts: tuple[str, ...]
    full: int
    own: int


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write folder/<book.name>.docx in the styles of templates/docx/base.docx; same book, same bytes."""
    word = Document(str(templates / "docx" / "base.docx"))
    page = _prepare(word, book)
    _describe(word, book)
    package = _package(word, {"cover": _cover(book, page), "pages": _pages(book, page)})
    path = folder / f"{book.name}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(package)
    return path


def _prepare(word: Word, book: Book) -> Page:
    """Write the marks into the headers, and leave of the body two sections: the cover's and the tables'."""
    sections = list(word.sections)
    styles = {style.name: style.style_id for style in word.styles if style.name}
    turn = WD_ORIENT.LANDSCAPE if book.landscape else WD_ORIENT.PORTRAIT
    chosen = [at for at, section in enumerate(sections) if at and section.orientation == turn]
    if not chosen or not styles.keys() >= set(STYLES):
        message = f"Word 模板须有封面、竖排页、横排页三节，并有这些样式：{'、'.join(STYLES)}"
        raise ValueError(message)
    for section in sections:
        _mark(section, "　".join(book.marks))
    _clear(word, chosen[0])
    return _page(word, sections[chosen[0]], styles)


def _mark(section: Section, marks: str) -> None:
    """Write the marks into every header of the section's own."""
    for header in (section.header, section.even_page_header, section.first_page_header):
        if not header.is_linked_to_previous:
            header.paragraphs[0].text = FORBIDDEN.sub("", marks)


def _clear(word: Word, chosen: int) -> None:
    """Empty the body but for the ends of two sections, with comments where the contents go."""
    body = word.element.body
    ends = body.xpath(".//w:sectPr")
    for at, section in enumerate(ends):
        for reference in section.xpath("./*/@r:id") if at not in {0, chosen} else ():
            word.part.drop_rel(reference)
    cover = ends[0].getparent().getparent()
    for run in cover.xpath("./w:r"):
        cover.remove(run)
    body[:] = [etree.Comment("cover"), cover, etree.Comment("pages"), ends[chosen]]


def _page(word: Word, section: Section, styles: dict[str, str]) -> Page:
    """Measure the room on a page, and the text of a table (9 on 12 pt, should a style leave it open)."""
    across = (section.page_width, section.left_margin, section.right_margin)
    down = (section.page_height, section.top_margin, section.bottom_margin)
    width, height = (((sheet or 0) - (one or 0) - (other or 0)) // 635 for sheet, one, other in (across, down))
    text = word.styles[TEXT]
    size, line = text.font.size or Pt(9), text.paragraph_format.line_spacing
    return Page(width, height, size // 635, (line if isinstance(line, Length) else size * 4 // 3) // 635, styles)


def _cover(book: Book, page: Page) -> Iterator[str]:
    """Set the cover."""
    yield page.paragraph(TITLE, book.title)
    if book.subtitle:
        yield page.paragraph(SUBTITLE, book.subtitle)
    if book.marks:
        yield page.paragraph(MARK, f"（{'、'.join(book.marks)}）")
    for label, value in book.facts:
        said = _day(value) if isinstance(value, date) else "；".join(cell_lines(value))
        yield page.paragraph(FACT, f"{label}：{said}")
    if book.issuer:
        yield page.paragraph(SIGN, book.issuer)
    if book.day:
        yield page.paragraph(SIGN, _day(book.day))


def _day(day: date) -> str:
    """Write a date as officials do."""
    return f"{day.year}年{day.month}月{day.day}日"


def _pages(book: Book, page: Page) -> Iterator[str]:
    """Set the book's notes, then each table between its caption and its notes."""
    for note in book.notes:
        yield page.paragraph(BODY, note)
    for at, table in enumerate(book.tables):
        # The style begins a page, where the section has just begun one for the first.
        yield page.paragraph(CAPTION, table.title or book.title, "" if at else STAY)
        if table.columns:
            yield from _table(table, page)
        for note in table.notes:
            yield page.paragraph(NOTE, note)
        if not table.notes:  # Word wants a paragraph after a table: the least that can be
            yield page.paragraph(NOTE, "", END)


def _table(table: Table, page: Page) -> Iterator[str]:
    """Write a table, a row or a few at a time."""
    widths = _widths(table.columns, page.width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    words = f"共{len(table.rows)}行，各列依次为：{'、'.join('—'.join(column.head) for column in table.columns)}"
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{page.styles[GRID]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar><w:tblLook w:val="0620"/>'
        f"<w:tblCaption w:val={_attribute(table.title)}/><w:tblDescription w:val={_attribute(words)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    yield from _head(table.columns, widths, page)
    yield from _rows(table, widths, page)
    yield "</w:tbl>"


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """Share the width out to the last twip, no column too narrow for a character."""
    total = sum(column.width for column in columns) or 1
    shares = [max(column.width / total, NARROWEST / width) for column in columns]
    edges = [round(width * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [after - before for before, after in pairwise(edges)]


def _frame(page: Page, style: str, width: int, *, merge: bool = False, across: int = 1) -> Frame:
    """Make ready all of a cell that can be known before its text is."""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
    start = f'<w:p><w:pPr><w:pStyle w:val="{page.styles[style]}"/>'
    free, kept = f"{start}</w:pPr>{OPEN}", f"{start}{KEEP}</w:pPr>{OPEN}"
    room = max(1, (width - 2 * SIDE) // page.size)
    return Frame(room, merge, cell, (free, kept), (f"{SHUT}</w:p>{free}", f"{SHUT}</w:p>{kept}"))


def _head(columns: tuple[Column, ...], widths: list[int], page: Page) -> Iterator[str]:
    """Write the rows of the head, which every page repeats."""
    cells = head_cells(columns)
    owners = {(row, cell.column): cell for cell in cells for row in range(cell.row, cell.row + cell.rows)}
    for row in range(max((cell.row + cell.rows for cell in cells), default=0)):
        column, parts = 0, []
        while column < len(columns):
            cell = owners.get((row, column), HeadCell("", row, column, 1, 1))
            width = sum(widths[column : column + cell.columns])
            state = ALONE if cell.rows == 1 else BEGUN if cell.row == row else JOINED
            text = "" if state == JOINED else _clean(cell.text)
            parts.append(_frame(page, HEAD, width, across=cell.columns).write(text, state, keep=True))
            column += cell.columns
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(parts)}</w:tr>"


def _rows(table: Table, widths: list[int], page: Page) -> Iterator[str]:
    """Write the rows of the body, group by group."""
    frames = [
        _frame(page, CENTERED if column.align == "center" else TEXT, width, merge=column.merge)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    heads = zip(table.columns, frames, strict=True)
    head = max(len(column.head) + len("".join(column.head)) // frame.room for column, frame in heads)
    tall = TALL * (page.height - page.line * head)
    for first, last in table.spans() if table.rows else ():
        lines = [_line(row, frames, page) for row in table.rows[first:last]]
        for band in _bands(lines, frames, BAND_HEIGHT * page.height):
            yield from _band(band, frames, tall)


def _line(row: Row, frames: list[Frame], page: Page) -> Line:
    """Make a row's text and estimate its height."""
    cells = [_text(cell, frame.room) for frame, cell in zip(frames, row, strict=True)]
    counts = [count for _, count in cells]
    own = [count for count, frame in zip(counts, frames, strict=True) if not frame.merge]
    full, less = (max(LOWEST, max(some, default=1) * page.line + 2 * ABOVE) for some in (counts, own))
    return Line(tuple([text for text, _ in cells]), full, less)


def _bands(lines: list[Line], frames: list[Frame], limit: float) -> Iterator[list[Line]]:
    """Cut a group into bands small enough to stay on one page by keep-with-next, so that no page's end cuts a merge.

    Word keeps them so, and so did LibreOffice 7.4 with all of 2,364 bands (three merged cells it drew in two parts);
    without keep-with-next a page's end cut one band in six. A longer group says its words once a band.
    """
    merging = [at for at, frame in enumerate(frames) if frame.merge]
    band: list[Line] = []
    height = 0
    for line in lines:
        joins = bool(band) and all(band[-1].texts[at] == line.texts[at] for at in merging)
        more = line.own if joins else line.full
        if band and (not merging or len(band) == BAND or height + more > limit):
            yield band
            band, height, more = [], 0, line.full
        band.append(line)
        height += more
    if band:
        yield band


def _band(band: list[Line], frames: list[Frame], tall: float) -> Iterator[str]:
    """Write rows that stay on one page, equal neighbours merged; only a row that stands alone may be torn."""
    for at, line in enumerate(band):
        keep = at + 1 < len(band)
        torn = len(band) == 1 and line.full > tall
        cells = []
        for column, (frame, text) in enumerate(zip(frames, line.texts, strict=True)):
            state = TORN if torn else _state(band, at, column) if frame.merge else ALONE
            cells.append(frame.write("" if state == JOINED else text, state, keep=keep))
        yield f"<w:tr>{'' if torn else WHOLE}{''.join(cells)}</w:tr>"


def _state(band: list[Line], at: int, column: int) -> str:
    """Tell how a cell of a column that merges stands to those above and below."""
    text = band[at].texts[column]
    if at and band[at - 1].texts[column] == text:
        return JOINED
    return BEGUN if at + 1 < len(band) and band[at + 1].texts[column] == text else ALONE


def _text(cell: Cell, room: int) -> tuple[str, int]:
    """Make a cell's XML text, and count its lines in a column of so many characters."""
    if isinstance(cell, Link) and cell.to.startswith(("http://", "https://")):
        return _link(cell), _set((cell.text,), room)[1]
    return _set(cell_lines(cell), room)


def _link(link: Link) -> str:
    """Write a link as a field: python-docx reads its words back, and thousands of relationships would be slow."""
    address = escape(quote(FORBIDDEN.sub("", link.to), safe=":/?#[]@!$&()*+,;=%~"))
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    order = f'<w:r><w:instrText xml:space="preserve"> HYPERLINK "{address}" </w:instrText></w:r>'
    return f"{SHUT}{begin}{order}{middle}{OPEN}{_clean(link.text).replace(chr(10), ' ')}{SHUT}{end}{OPEN}"


@lru_cache(maxsize=1 << 14)
def _set(lines: tuple[str, ...], room: int) -> tuple[str, int]:
    """Clean the lines and count them as set; a catalogue repeats itself, so the answers are kept."""
    text = "\n".join(map(_clean, lines))
    # Bytes of UTF-8 and characters together are four for a Chinese character, two for a Latin letter.
    wide = ((len(line.encode()) + len(line)) / 4 for line in text.split("\n"))
    return text, sum(max(1, ceil(width / room)) for width in wide)


def _clean(text: str) -> str:
    """Drop what XML forbids, and tabs, which would shift the line; escape the rest."""
    return escape(FORBIDDEN.sub("", text.replace("\t", " ")))


def _attribute(text: str) -> str:
    """Write text as an attribute's value, in its quotes."""
    return quoteattr(FORBIDDEN.sub("", text))


def _describe(word: Word, book: Book) -> None:
    """Set the core properties from the book alone; 255 characters are all they hold."""
    core = word.core_properties
    core.title = FORBIDDEN.sub("", book.title)[:255]
    core.author = core.last_modified_by = FORBIDDEN.sub("", book.issuer)[:255]
    core.language, core.revision = "zh-CN", 1
    if book.day:
        core.created = core.modified = datetime.combine(book.day, time())


def _package(word: Word, contents: dict[str, Iterator[str]]) -> bytes:
    """Save with the contents let in at their comments, and members sorted and stamped alike for the same bytes."""
    saved, made = BytesIO(), BytesIO()
    word.save(saved)
    body = word.part.partname.lstrip("/")
    with ZipFile(saved) as members, ZipFile(made, "w") as package:
        for name in sorted(members.namelist()):
            stamp = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            stamp.compress_type = ZIP_DEFLATED
            text = members.read(name)
            with package.open(stamp, "w") as member:
                for piece in _fill(text, contents) if name == body else (text,):
                    member.write(piece)
    return made.getvalue()


def _fill(text: bytes, contents: dict[str, Iterator[str]]) -> Iterator[bytes]:
    """Put the contents where the comments stand."""
    for at, piece in enumerate(re.split(rb"<!--(\w+)-->", text)):
        yield from (xml.encode() for xml in contents[piece.decode()]) if at % 2 else (piece,)
