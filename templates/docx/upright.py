"""An upright page in the styles of base.docx, for documents that are filled field by field.

The one rule: what letter.docx and report.docx share stands here; their words stand in their own scripts.
"""

from copy import deepcopy
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

BASE = Path(__file__).with_name("base.docx")


def begin(title: str, below: float) -> Word:
    """An empty page of base.docx under a title, which stands at the top with so many points below it."""
    word = Document(str(BASE))
    body = word.element.body
    upright = [section for section in word.sections if section.orientation == WD_ORIENT.PORTRAIT][-1]
    page = deepcopy(upright._sectPr)
    for element in list(body):
        body.remove(element)
    body.append(page)
    first = word.add_paragraph(title, style="Title").paragraph_format
    first.space_before, first.space_after = Pt(0), Pt(below)
    return word


def heading(word: Word, text: str) -> Paragraph:
    """A heading of the first level: in 黑体 (GB/T 9704-2012, 7.3.3), on the page of what follows it."""
    paragraph = word.add_paragraph(text, style="Body Text")
    paragraph.paragraph_format.keep_with_next = True
    fonts = paragraph.runs[0]._r.get_or_add_rPr()._add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), "黑体")
    return paragraph
