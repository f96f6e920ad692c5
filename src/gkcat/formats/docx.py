"""DOCX: the book as a Word document in the form of GB/T 9704-2012.

The one rule: looks stand in templates/docx/base.docx, by style and section; here rows become XML, parsed once a table.
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
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Length, Pt

from gkcat.book import Book, Cell, Column, HeadCell, Link, Row, Table, cell_lines, head_cells

TITLE, SUBTITLE, MARK, FACT, SIGN, BODY = "Title", "Subtitle", "封面标记", "封面事项", "封面署名", "Body Text"
CAPTION, NOTE, HEAD, TEXT, CENTERED, GRID = "表题", "注", "表头", "表文", "表文居中", "清单表"
STYLES = (TITLE, SUBTITLE, MARK, FACT, SIGN, BODY, CAPTION, NOTE, HEAD, TEXT, CENTERED, GRID)

SIDE, ABOVE = 57, 40  # margins of a cell in twips: 1 mm and 2 pt
NARROWEST = 320  # a column holds one character, whatever its share
BAND, BAND_HEIGHT = 6, 1 / 3  # rows, and share of the page, that merged cells may span; they stay on one page
TALL = 0.8  # a row estimated above this share of a page may break over pages: one that did not fit would be cut off
FORBIDDEN = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ALONE, BEGUN, JOINED, TORN = "alone", "begun", "joined", "torn"  # how a cell stands to those above and below
MIDDLE = '<w:vAlign w:val="center"/>'
STATES = {
    ALONE: MIDDLE,
    BEGUN: f'<w:vMerge w:val="restart"/>{MIDDLE}',
    JOINED: f'<w:vMerge w:val="continue"/>{MIDDLE}',
    TORN: "",
}
KEEP = "<w:keepNext/>"
ENDPOINT = '<w:spacing w:before="0" w:line="20" w:lineRule="exact"/>'  # Word wants a paragraph after a table
OPEN, SHUT = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"
NEXT = '</w:t><w:br/><w:t xml:space="preserve">'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


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
        start = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{more}</w:pPr>'
        return f"{start}{OPEN}{_clean(text).replace(chr(10), NEXT)}{SHUT}</w:p>"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cells of a column share: characters to a line, and their beginnings ready made."""

    room: int
    merge: bool
    starts: dict[tuple[str, bool], str]
    joints: tuple[str, str]

    def cell(self, text: str, state: str, keep: bool) -> str:
        """Write a cell; ``keep`` holds it on the page of the row below."""
        return f"{self.starts[state, keep]}{text.replace(chr(10), self.joints[keep])}{SHUT}</w:p></w:tc>"


class Line(NamedTuple):
    """A row ready to be set: its cells as XML text, its height, and its height but for columns that merge."""

    texts: tuple[str, ...]
    full: int
    own: int


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write folder/<book.name>.docx in the styles of templates/docx/base.docx; same book, same bytes."""
    word = Document(str(templates / "docx" / "base.docx"))
    page = _prepare(word, book)
    cover, pages = word.element.body
    for xml in _cover(book, page):
        cover.addprevious(parse_xml(xml))
    for xml in _pages(book, page):
        pages.addprevious(parse_xml(xml))
    _describe(word, book)
    path = folder / f"{book.name}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    _save(word, path)
    return path


def _prepare(word: Word, book: Book) -> Page:
    """Write the marks into the headers and clear the template down to two sections: the cover's and the tables'."""
    sections = list(word.sections)
    turn = WD_ORIENT.LANDSCAPE if book.landscape else WD_ORIENT.PORTRAIT
    styles = {style.name: style.style_id for style in word.styles if style.name}
    chosen = [at for at, section in enumerate(sections) if at and section.orientation == turn]
    if not chosen or not set(STYLES) <= set(styles):
        message = f"Word模板不完整：须有封面、竖版、横版三节，以及样式{'、'.join(STYLES)}"
        raise ValueError(message)
    for section in sections:
        _mark(section, "　".join(book.marks))
    _keep_sections(word, chosen[0])
    return _page(word, sections[chosen[0]], styles)


def _mark(section: Section, marks: str) -> None:
    """Write the marks into each header of its own the section has."""
    for header in (section.header, section.even_page_header, section.first_page_header):
        if not header.is_linked_to_previous:
            header.paragraphs[0].text = FORBIDDEN.sub("", marks)


def _keep_sections(word: Word, chosen: int) -> None:
    """Leave the body with the cover's section, ended by a paragraph, and the chosen one."""
    body = word.element.body
    properties = body.xpath(".//w:sectPr")
    for at, section in enumerate(properties):
        if at not in {0, chosen}:
            for reference in section.xpath("./*/@r:id"):
                word.part.drop_rel(reference)
    body[:] = [parse_xml(f"<w:p {nsdecls('w')}><w:pPr/></w:p>"), properties[chosen]]
    body[0][0].append(properties[0])


def _page(word: Word, section: Section, styles: dict[str, str]) -> Page:
    """Measure the room on a page and the text of a table (9 on 12 pt, should a style leave it open)."""
    across = (section.page_width, section.left_margin, section.right_margin)
    down = (section.page_height, section.top_margin, section.bottom_margin)
    width, height = (((sheet or 0) - (one or 0) - (other or 0)) // 635 for sheet, one, other in (across, down))
    text = word.styles[TEXT]
    size = text.font.size or Pt(9)
    line = text.paragraph_format.line_spacing
    return Page(width, height, size // 635, line // 635 if isinstance(line, Length) else size // 476, styles)


def _cover(book: Book, page: Page) -> Iterator[str]:
    """The paragraphs of the cover."""
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
    """A date as officials write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _pages(book: Book, page: Page) -> Iterator[str]:
    """The book's notes, then each table between its caption and its notes."""
    for note in book.notes:
        yield page.paragraph(BODY, note)
    for at, table in enumerate(book.tables):
        # The style begins a page; the first caption stands on the section's first page anyway.
        yield page.paragraph(CAPTION, table.title or book.title, "" if at else '<w:pageBreakBefore w:val="0"/>')
        if table.columns:
            yield _table(table, page)
        for note in table.notes:
            yield page.paragraph(NOTE, note)
        if not table.notes:
            yield page.paragraph(NOTE, "", ENDPOINT)


def _table(table: Table, page: Page) -> str:
    """Write the table as XML text."""
    widths = _widths(table.columns, page.width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    words = f"共{len(table.rows)}行，各列依次为：{'、'.join('—'.join(column.head) for column in table.columns)}"
    rows = "".join((*_head(table.columns, widths, page), *_rows(table, widths, page)))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{page.styles[GRID]}"/><w:tblW w:w="{sum(widths)}" '
        f'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0620"/>'
        f"<w:tblCaption w:val={_attribute(table.title)}/><w:tblDescription w:val={_attribute(words)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """Share the width out to the last twip, no column too narrow for a character."""
    total = sum(column.width for column in columns) or 1
    shares = [max(column.width / total, NARROWEST / width) for column in columns]
    edges = [round(width * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [after - before for before, after in pairwise(edges)]


def _frame(style: str, width: int, page: Page, *, merge: bool = False, across: int = 1) -> Frame:
    """Make ready all that can be known before the text is."""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    begin = f'<w:p><w:pPr><w:pStyle w:val="{page.styles[style]}"/>'
    opened = (f"{begin}</w:pPr>{OPEN}", f"{begin}{KEEP}</w:pPr>{OPEN}")
    starts = {
        (state, keep): f"{cell}{span}{how}</w:tcPr>{opened[keep]}"
        for state, how in STATES.items()
        for keep in (False, True)
    }
    joints = (f"{SHUT}</w:p>{opened[False]}", f"{SHUT}</w:p>{opened[True]}")
    return Frame(max(1, (width - 2 * SIDE) // page.size), merge, starts, joints)


def _head(columns: tuple[Column, ...], widths: list[int], page: Page) -> Iterator[str]:
    """Write the rows of the head, which every page repeats."""
    cells = head_cells(columns)
    owners = {(row, cell.column): cell for cell in cells for row in range(cell.row, cell.row + cell.rows)}
    for row in range(max(cell.row + cell.rows for cell in cells)):
        column, parts = 0, []
        while column < len(columns):
            cell = owners.get((row, column), HeadCell("", row, column, 1, 1))
            width = sum(widths[column : column + cell.columns])
            state = ALONE if cell.rows == 1 else BEGUN if cell.row == row else JOINED
            text = "" if state == JOINED else _clean(cell.text)
            parts.append(_frame(HEAD, width, page, across=cell.columns).cell(text, state, keep=True))
            column += cell.columns
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(parts)}</w:tr>"


def _rows(table: Table, widths: list[int], page: Page) -> Iterator[str]:
    """Write the rows of the body, group by group."""
    styles = [CENTERED if column.align == "center" else TEXT for column in table.columns]
    frames = [
        _frame(style, width, page, merge=column.merge)
        for style, width, column in zip(styles, widths, table.columns, strict=True)
    ]
    depths = (
        len(column.head) + len("".join(column.head)) // frame.room
        for column, frame in zip(table.columns, frames, strict=True)
    )
    tall = TALL * (page.height - page.line * max(depths))
    for first, last in table.spans():
        lines = [_line(row, frames, page) for row in table.rows[first:last]]
        for band in _bands(lines, frames, BAND_HEIGHT * page.height):
            yield from _band(band, frames, tall)


def _line(row: Row, frames: list[Frame], page: Page) -> Line:
    """Make a row's text and estimate its height."""
    cells = [_text(cell, frame.room) for frame, cell in zip(frames, row, strict=True)]
    full = max(count for _, count in cells)
    own = max((count for (_, count), frame in zip(cells, frames, strict=True) if not frame.merge), default=1)
    return Line(tuple(text for text, _ in cells), full * page.line + 2 * ABOVE, own * page.line + 2 * ABOVE)


def _bands(lines: list[Line], frames: list[Frame], limit: float) -> Iterator[list[Line]]:
    """Cut a group into bands small enough to be kept on one page, so that a merged cell is never cut by a page's end.

    LibreOffice 7.4 and Word keep such rows together by keep-with-next; a longer group says its words once a band.
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
    """Write rows that stay on one page, equal neighbours merged; only a row alone may be torn."""
    for at, line in enumerate(band):
        keep = at + 1 < len(band)
        torn = len(band) == 1 and line.full > tall
        states = (_state(band, at, column) if frame.merge else ALONE for column, frame in enumerate(frames))
        cells = "".join(
            frame.cell("" if state == JOINED else text, TORN if torn else state, keep=keep)
            for frame, text, state in zip(frames, line.texts, states, strict=True)
        )
        whole = "" if torn else "<w:trPr><w:cantSplit/></w:trPr>"
        yield f"<w:tr>{whole}{cells}</w:tr>"


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
    """Write a link as a field: thousands of relationships would be slow, and python-docx reads its text back."""
    address = escape(quote(link.to, safe=":/?#[]@!$&()*+,;=%~"))
    order = f'<w:r><w:instrText xml:space="preserve"> HYPERLINK "{address}" </w:instrText></w:r>'
    words = _clean(link.text).replace("\n", " ")
    begin, middle, end = (FIELD.format(kind) for kind in ("begin", "separate", "end"))
    return f"{SHUT}{begin}{order}{middle}{OPEN}{words}{SHUT}{end}{OPEN}"


@lru_cache(maxsize=1 << 14)
def _set(lines: tuple[str, ...], room: int) -> tuple[str, int]:
    """Clean lines, and count them as set; much of a catalogue repeats, so the answers are kept."""
    text = "\n".join(map(_clean, lines))
    # A Chinese character has three bytes, a Latin letter one: bytes and characters together are four a wide one.
    wide = ((len(line.encode()) + len(line)) / 4 for line in text.split("\n"))
    return text, sum(max(1, ceil(width / room)) for width in wide)


def _clean(text: str) -> str:
    """Drop what XML forbids (and tabs, which would shift the line) and escape the rest."""
    return escape(FORBIDDEN.sub("", text.replace("\t", " ")))


def _attribute(text: str) -> str:
    """The same as an attribute's value, in its quotes."""
    return quoteattr(FORBIDDEN.sub("", text))


def _describe(word: Word, book: Book) -> None:
    """Set the core properties from the book alone."""
    core = word.core_properties
    core.title, core.author, core.last_modified_by = (
        FORBIDDEN.sub("", text)[:255] for text in (book.title, book.issuer, book.issuer)
    )
    core.language, core.revision = "zh-CN", 1
    if book.day:
        core.created = core.modified = datetime.combine(book.day, time())


def _save(word: Word, path: Path) -> None:
    """Write the package's members sorted and stamped alike: same book, same bytes."""
    raw = BytesIO()
    word.save(raw)
    with ZipFile(raw) as members, ZipFile(path, "w") as package:
        for name in sorted(members.namelist()):
            package.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), members.read(name), ZIP_DEFLATED)
