"""PDF: the same pages as the Word document, set by LibreOffice from it.

The one rule: nothing is laid out here; the page numbers of the contents are those that LibreOffice counted.

LibreOffice sets the city's 131 pages in 3 s; a volume of ten costs 1.4 s alone and 0.4 s among many, since most of it
is LibreOffice's start. typst sets the same rows in 0.7 s, but on other pages than the document's, and would need a
second copy of every look that templates/docx/base.docx holds.
"""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import md5
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader
from pypdf.generic import Destination

from gkcat import RefusedError, libreoffice
from gkcat.book import Book
from gkcat.paper.ooxml import compose
from gkcat.shipped import prefer

# Untagged: tags make the city's volume 6 MB of 0.8, and the site is for screen readers. Blank pages stand there too, or
# what is printed on both sides would have its odd numbers on the left.
FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
PACKAGE = "apt install libreoffice-writer-nogui"
START, EACH = 180, 60  # seconds to wait, for the program and for each document, before it is taken to hang
EPOCH = date(1980, 1, 1)  # for a book without a day: never the clock
STAMP = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
SERIAL = re.compile(rb"(?<=[</ ])[0-9A-F]{32}(?=[>\n])")  # the trailer's /ID twice, /DocChecksum once


class ProgramError(RefusedError):
    """LibreOffice is missing or failed: one Chinese sentence for the user."""


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write folder/<book.name>.pdf; raise ProgramError without LibreOffice. Same book and machine, same bytes."""
    return write_all((book,), folder, templates)[0]


def write_all(books: Sequence[Book], folder: Path, templates: Path) -> list[Path]:
    """Write several books with one start of LibreOffice, three times as fast as one by one."""
    template = prefer(templates, "docx/base.docx")
    paths = [folder / f"{book.name}.pdf" for book in books]
    with TemporaryDirectory(prefix="gkcat-") as name:
        work = Path(name)
        said = [_compose(book, work / f"{at}.docx", template) for at, book in enumerate(books)]
        _convert([work / f"{at}.docx" for at in range(len(books))], templates)
        wrong = list(_misled(said, work))
        for at, counted in wrong:
            _compose(books[at], work / f"{at}.docx", template, counted)
        _convert([work / f"{at}.docx" for at, _ in wrong], templates)
        for at, (book, path) in enumerate(zip(books, paths, strict=True)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_timeless((work / f"{at}.pdf").read_bytes(), book.day or EPOCH))
    return paths


def pages(path: Path) -> int:
    """How many pages a PDF has."""
    with PdfReader(path) as reader:
        return len(reader.pages)


def _compose(book: Book, path: Path, template: Path, numbers: Sequence[int] = ()) -> list[int]:
    # LibreOffice 7.4 gives the first page of an odd section no room for its header, and turns it to odd by itself.
    document, said = compose(book, template, numbers, odd=False)
    path.write_bytes(document)
    return said if len(book.tables) > 1 else []


def _misled(said: Sequence[list[int]], work: Path) -> Iterator[tuple[int, list[int]]]:
    """Each book whose contents name another page than its table stands on, with the right pages."""
    for at, numbers in enumerate(said):
        counted = _counted(work / f"{at}.pdf") if numbers else []
        if len(counted) == len(numbers) and counted != numbers:
            yield at, counted


def _counted(path: Path) -> list[int]:
    """The pages of the tables, the first being on page 1: LibreOffice makes a bookmark of each caption."""
    with PdfReader(path) as reader:
        marks = [mark for mark in reader.outline if isinstance(mark, Destination)]
        found = [reader.get_destination_page_number(mark) or 0 for mark in marks]
    return [number - found[0] + 1 for number in found]


def _convert(paths: Sequence[Path], templates: Path) -> None:
    """Have LibreOffice write a PDF beside each document."""
    if not paths:
        return
    if not libreoffice.program():
        message = f"生成 PDF 要用 LibreOffice，本机没有找到；请先安装（Debian：{PACKAGE}），或只生成 docx"
        raise ProgramError(message)
    fonts = {"FONTCONFIG_FILE": str(prefer(templates, "docx/fonts.conf"))} | os.environ
    time = START + EACH * len(paths)
    code, words = libreoffice.convert(paths, FILTER, paths[0].parent, time, fonts)
    if code is None:
        message = "LibreOffice 久无回应，PDF 没有生成；请关掉其他 LibreOffice 窗口再试"
        raise ProgramError(message)
    if code or not all(path.with_suffix(".pdf").is_file() for path in paths):
        message = f"LibreOffice 没能生成 PDF：{words.splitlines()[-1] if words else '原因不明'}"
        raise ProgramError(message)


def _timeless(data: bytes, day: date) -> bytes:
    """Put the book's day for the clock's, and a serial number made of the contents for one made of the clock."""
    data = STAMP.sub(f"{day:%Y%m%d}000000".encode(), data)
    body, mark, trailer = data.rpartition(b"trailer")
    blank = SERIAL.sub(b"0" * 32, trailer)
    serial = md5(body + blank, usedforsecurity=False).hexdigest().upper().encode()
    return body + mark + SERIAL.sub(serial, trailer)
