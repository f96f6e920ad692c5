"""The office's Word template: opened and measured, its samples thrown out, saved with contents let in.

The one rule: looks stand in templates/docx/base.docx, by style and section; what is missing there is said, not made up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.section import Section
from docx.shared import Length, Pt
from docx.styles.style import ParagraphStyle
from lxml import etree

from gkcat import RefusedError
from gkcat.book import Book
from gkcat.paper.filling import Sheet
from gkcat.paper.wrapping import FORBIDDEN, clean, wrap

TITLE, SUBTITLE, MARK, FACT, SIGN, BODY = "Title", "Subtitle", "封面标记", "封面事项", "封面署名", "Body Text"
FRONT, ENTRY, CAPTION, NOTE, SIGNATURE = "前置标题", "toc 1", "表题", "注", "签署"
HEAD, TEXT, ITEMS, CENTERED, GRID = "表头", "表文", "表文分条", "表文居中", "清单表"
STYLES = frozenset((TITLE, SUBTITLE, MARK, FACT, SIGN, BODY, FRONT, ENTRY, CAPTION, NOTE, SIGNATURE)) | {
    *(HEAD, TEXT, ITEMS, CENTERED, GRID)
}
SECTIONS = ("封面", "前置页", "竖排表页", "横排表页")

TWIP = 635  # EMU, python-docx's unit
OPEN, SHUT = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"
BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


class Look(NamedTuple):
    """What the template says of a paragraph style: its id, and in twips its size, line, and air above and below."""

    id: str
    size: int
    line: int
    air: int


@dataclass(frozen=True, slots=True)
class Page:
    """The room for tables, the paragraph styles by name, the id of the tables' style."""

    sheet: Sheet
    looks: dict[str, Look]
    grid: str

    def paragraph(self, style: str, text: str, more: str = "") -> str:
        """Set text as a paragraph; its new lines stay new lines."""
        return self.runs(style, f"{OPEN}{escape(clean(text)).replace(chr(10), BREAK)}{SHUT}", more)

    def runs(self, style: str, runs: str, more: str = "") -> str:
        """Make a paragraph of runs ready made."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.looks[style].id}"/>{more}</w:pPr>{runs}</w:p>'

    def height(self, style: str, text: str = "") -> int:
        """Reckon a paragraph's height."""
        look = self.looks[style]
        return len(wrap(clean(text), self.sheet.width / look.size)) * look.line + look.air


# ── template ─────────────────────────────────────────────────────────────────


def prepare(path: Path, book: Book, *, odd: bool = True) -> tuple[Word, Page]:
    """Open the template, describe the book in it, and leave of its body the sections wanted, emptied.

    Those that begin on an odd page begin on any unless ``odd``.
    Raises RefusedError for a file that is no such template.
    """
    try:
        word = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        message = f"Word 模板 {path.name} 打不开：不是完好的 docx 文件，请用 Word 另存为 docx，或改用自带的模板"
        raise RefusedError(message) from error
    _describe(word, book)
    sections = list(word.sections)
    looks = {style.name: _look(style) for style in word.styles if isinstance(style, ParagraphStyle) and style.name}
    grids = {style.name for style in word.styles if style.type == WD_STYLE_TYPE.TABLE}
    if len(sections) != len(SECTIONS) or not looks.keys() >= STYLES - {GRID} or GRID not in grids:
        message = f"Word 模板 {path.name} 须有{'、'.join(SECTIONS)}四节，并有这些样式：{'、'.join(sorted(STYLES))}"
        raise RefusedError(message)
    for section in sections:
        _mark(section, "　".join(book.marks))
        if not odd and section.start_type == WD_SECTION.ODD_PAGE:
            section.start_type = WD_SECTION.NEW_PAGE
    body = 3 if book.landscape else 2
    sheet = _sheet(sections[body], looks[TEXT])
    front = {1: "front"} if book.notes or len(book.tables) > 1 else {}
    _clear(word, {0: "cover", **front, body: "pages"})
    return word, Page(sheet, looks, word.styles[GRID].style_id)


def _look(style: ParagraphStyle) -> Look:
    """Read a style (16 on 22 pt, should it leave it open)."""
    form = style.paragraph_format
    size = style.font.size or Pt(16)
    spacing = form.line_spacing
    line = spacing if isinstance(spacing, Length) else round(size * 4 / 3 * (spacing or 1))
    air = (form.space_before or 0) + (form.space_after or 0)
    return Look(style.style_id, size // TWIP, line // TWIP, air // TWIP)


def _mark(section: Section, marks: str) -> None:
    """Write the marks into every header of the section's own."""
    for header in (section.header, section.even_page_header, section.first_page_header):
        if not header.is_linked_to_previous:
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            first.text = FORBIDDEN.sub("", marks)


def _clear(word: Word, wanted: dict[int, str]) -> None:
    """Empty the body but for the ends of the sections wanted, before each a comment where its contents go."""
    body = word.element.body
    parts: list[etree._Element] = []
    idle: set[str] = set()
    for at, section in enumerate(body.xpath(".//w:sectPr")):
        if at not in wanted:
            idle.update(section.xpath("./*/@r:id"))
            continue
        end = section
        if wanted[at] != "pages":
            end = section.getparent().getparent()
            for run in end.xpath("./w:r"):
                end.remove(run)
        parts += [etree.Comment(wanted[at]), end]
    body[:] = parts
    for reference in sorted(idle.difference(body.xpath(".//w:sectPr/*/@r:id"))):
        word.part.drop_rel(reference)


def _sheet(section: Section, text: Look) -> Sheet:
    """Measure the room on a page."""
    across = (section.page_width, section.left_margin, section.right_margin)
    down = (section.page_height, section.top_margin, section.bottom_margin)
    width, height = (((sheet or 0) - (one or 0) - (other or 0)) // TWIP for sheet, one, other in (across, down))
    return Sheet(width, height, text.size, text.line)


# ── package ──────────────────────────────────────────────────────────────────


def _describe(word: Word, book: Book) -> None:
    """Set the core properties from the book alone; 255 characters are all they hold."""
    core = word.core_properties
    core.title = FORBIDDEN.sub("", book.title)[:255]
    core.author = core.last_modified_by = FORBIDDEN.sub("", book.issuer)[:255]
    core.language, core.revision = "zh-CN", 1
    core.subject = FORBIDDEN.sub("", book.subtitle)[:255]
    core.keywords = FORBIDDEN.sub("", "、".join((*book.marks, *(value for _, value in book.stamp))))[:255]
    core.comments = FORBIDDEN.sub("", "；".join(f"{key}：{value}" for key, value in book.stamp))[:255]
    if book.day:
        core.created = core.modified = datetime.combine(book.day, time())


def save(word: Word, contents: dict[str, Iterator[str]]) -> bytes:
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
