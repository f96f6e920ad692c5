"""A Book as a Word document in the form of GB/T 9704-2012.

The one rule: looks stand in templates/docx/base.docx, by style and section; python-docx opens and saves the template,
and the contents are XML text let in between (8,000 rows take 0.5 s and 4 MB; parsed and moved by lxml, 3 s and 380 MB).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
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

from gkcat.book import Book, Column, HeadCell, Link, Table, cell_lines, head_cells
from gkcat.paper import ABOVE, FORBIDDEN, LOWEST, SIDE, Band, Line, Pen, Setting, Sheet, Slot, clean, lay, wrap

TITLE, SUBTITLE, MARK, FACT, SIGN, BODY = "Title", "Subtitle", "封面标记", "封面事项", "封面署名", "Body Text"
FRONT, ENTRY, CAPTION, NOTE, SIGNATURE = "前置标题", "toc 1", "表题", "注", "签署"
HEAD, TEXT, ITEMS, CENTERED, GRID = "表头", "表文", "表文分条", "表文居中", "清单表"
STYLES = (TITLE, SUBTITLE, MARK, FACT, SIGN, BODY, FRONT, ENTRY, CAPTION, NOTE, SIGNATURE)
STYLES += (HEAD, TEXT, ITEMS, CENTERED, GRID)
SECTIONS = ("封面", "前置页", "竖排表页", "横排表页")

CONTENTS, PREFACE, DATE = "目　录", "说　明", "年　　月　　日"
DARKEST = 96  # of 255 parts of ink: black words stay readable

MIDDLE = '<w:vAlign w:val="center"/>'
ALONE, BEGUN, JOINED = "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
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
    """What the template says: the room for tables, style ids and heights (a line, and the air about it) by name."""

    sheet: Sheet
    styles: dict[str, str]
    lines: dict[str, int]
    air: dict[str, int]

    def paragraph(self, style: str, text: str, more: str = "") -> str:
        """Set text as a paragraph; its new lines stay new lines."""
        return self.runs(style, f"{OPEN}{escape(clean(text)).replace(chr(10), BREAK)}{SHUT}", more)

    def runs(self, style: str, runs: str, more: str = "") -> str:
        """Make a paragraph of runs ready made."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{more}</w:pPr>{runs}</w:p>'

    def height(self, style: str, lines: int = 1) -> int:
        """The height of a paragraph of so many lines."""
        return lines * self.lines[style] + self.air[style]


class Chapter(NamedTuple):
    """A table, how it is laid out, and the bookmark its page number is found by."""

    table: Table
    setting: Setting
    bookmark: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cells of a column share, as XML ready made."""

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
            text = _joined(cell, f"{SHUT}</w:p>{begin}")
        return f"{self.cell}{state}{MIDDLE}</w:tcPr>{begin}{text}{SHUT}</w:p></w:tc>"


def package(book: Book, template: Path, numbers: Sequence[int] = ()) -> bytes:
    """The document; same book, same bytes.

    ``numbers`` are the tables' pages if a renderer has counted them; the contents are filled with a reckoning if not.
    """
    word = Document(str(template))
    page = _prepare(word, book)
    _describe(word, book)
    pen = Pen(page.sheet)
    chapters = [_chapter(table, at, pen, page) for at, table in enumerate(book.tables, 1)]
    pages = numbers or [chapter.setting.page for chapter in chapters]
    contents = {
        "cover": _cover(book, page),
        "front": _front(book, page, chapters, pages),
        "pages": _pages(book, page, chapters),
    }
    return _zip(word, contents)


def reckoned(book: Book, template: Path) -> list[int]:
    """The page each table is reckoned to begin on."""
    pen = Pen(_prepare(word := Document(str(template)), book).sheet)
    page = _page(word, word.sections[-1])
    return [_chapter(table, at, pen, page).setting.page for at, table in enumerate(book.tables, 1)]
