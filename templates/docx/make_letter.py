"""Makes letter.docx, the 目标责任书 with named fields, in the styles of base.docx.

The one rule: the office may replace letter.docx by its own; the fields are what the office's handbook names.
"""

from pathlib import Path

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.shared import Pt
from upright import begin, heading

HERE = Path(__file__).parent
PARTS = (
    (
        "一、工作目标",
        (
            "全面梳理{{ 单位简称 }}政务公开事项，编制政务公开事项标准目录。",
            "做到公开事项全面精准、名称规范、指向明确、分类科学，并实行动态调整。",
        ),
    ),
    (
        "二、责任领域",
        (
            "{%p for 领域 in 责任领域 %}",
            "{{ loop.index }}.{{ 领域.名称 }}（牵头单位：{{ 领域.牵头单位 }}）。",
            "{%p else %}",
            "以责任单位表划定的领域为准。",
            "{%p endfor %}",
        ),
    ),
    (
        "三、工作任务和完成时限",
        (
            "{%p for 阶段 in 工作阶段 %}",
            "{{ loop.index }}.{{ 阶段.名称 }}（{{ 阶段.开始 }}—{{ 阶段.结束 }}）：{{ 阶段.任务 }}。",
            "{%p else %}",
            "按{{ 编制机关 }}通知的时间，完成事项梳理、送审修改、报备和公开。",
            "{%p endfor %}",
        ),
    ),
    (
        "四、工作要求",
        (
            "（一）单位主要领导负总责，确定一位主管负责同志和一名联络员，做到机构、领导、人员三到位。",
            "（二）严格落实公开前保密审查机制，妥善处理好政务公开与保守国家秘密的关系。",
            "（三）每周报送工作进展情况，按目录全面公开，及时自查总结。",
        ),
    ),
    (
        "五、检查考核",
        ("按月检查并通报结果。成效突出的予以表扬；工作不力的通报批评，限期整改仍不到位的，启动约谈问责机制。",),
    ),
)
SIGNED = (
    ("甲方（盖章）：", "乙方（盖章）："),
    ("{{ 编制机关 }}", "{{ 单位名称 }}"),
    ("负责人：", "负责人："),
    ("年　　月　　日", "年　　月　　日"),
)


def make() -> Word:
    """The template: title, opening, five parts, two signatures side by side."""
    word = begin("{{ 行政区划 }}政务公开标准化规范化工作目标责任书", 16)
    word.add_paragraph("{%p if 标记 %}", style="Body Text")
    word.add_paragraph("（{{ 标记 }}）", style="Subtitle")
    word.add_paragraph("{%p endif %}", style="Body Text")
    word.add_paragraph(
        "为做好{{ 行政区划 }}政务公开标准化规范化工作，落实责任，{{ 编制机关 }}与{{ 单位名称 }}签订本责任书。",
        style="Body Text",
    )
    for title, paragraphs in PARTS:
        heading(word, title)
        for paragraph in paragraphs:
            word.add_paragraph(paragraph, style="Body Text")
    for text in ("本责任书一式两份，甲乙双方各执一份。", ""):
        word.add_paragraph(text, style="Body Text").paragraph_format.keep_with_next = True
    _sign(word)
    return word


def _sign(word: Word) -> None:
    """Two columns, which stay on one page with the line above them."""
    table = word.add_table(rows=0, cols=2)
    for pair in SIGNED:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(row.cells, pair, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style, paragraph.text = "Body Text", text
            paragraph.paragraph_format.first_line_indent = Pt(0)
            paragraph.paragraph_format.keep_with_next = pair is not SIGNED[-1]


if __name__ == "__main__":
    make().save(str(HERE / "letter.docx"))
