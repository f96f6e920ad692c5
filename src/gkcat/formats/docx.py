"""DOCX: the book as a Word document that an office prints, seals and files.

The one rule: what it looks like is gkcat.paper.ooxml's and the template's business; here it only becomes a file.
"""

from pathlib import Path

from gkcat.book import Book
from gkcat.paper.ooxml import compose
from gkcat.shipped import prefer


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write folder/<book.name>.docx in the styles of templates/docx/base.docx; same book, same bytes."""
    document, _ = compose(book, prefer(templates, "docx/base.docx"))
    path = folder / f"{book.name}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document)
    return path
