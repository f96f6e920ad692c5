"""Makes report.docx, the draft of a circular on progress with named fields, in the styles of base.docx.

The one rule: the office may replace report.docx by its own; the fields are those of gkcat's bulletin.py.
"""

from pathlib import Path

from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from upright import begin, heading

HERE = Path(__file__).parent
CELLS = 20
WIDE = 156  # millimetres between the margins
SIGNED = {"{{ 编制机关 }}": Pt(32), "{{ 截止 }}": Pt(64)}  # two and four characters from the margin (GB/T 9704, 7.3.5)
COLUMNS = (
    ("序号", 8, "{{ 单位.序号 }}", "", ""),
    ("责任单位", 31, "{{ 单位.名称 }}", "", "合计"),
    ("状态", 15, "{{ 单位.状态 }}", "单位.状态底色", ""),
    ("事项", 9, "{{ 单位.事项数 }}", "", "{{ 合计.事项数 }}"),
    ("内容", 9, "{{ 单位.内容数 }}", "", "{{ 合计.内容数 }}"),
    ("覆盖率", 12, "{{ 单位.覆盖率 }}", "单位.覆盖底色", "{{ 合计.覆盖率 }}"),
    ("错误", 8, "{{ 单位.错误 }}", "单位.错误底色", "{{ 合计.错误 }}"),
    ("提醒", 8, "{{ 单位.提醒 }}", "", "{{ 合计.提醒 }}"),
    ("意见未销", 8, "{{ 单位.未销号 }}", "", "{{ 合计.未销号 }}"),
    ("本期变化", 15, "{{ 单位.变化 }}", "", "{{ 合计.变化 }}"),
    ("最近修改", 15, "{{ 单位.最近修改 }}", "", ""),
    ("进度", 18, "{{ 单位.进度 }}", "单位.进度底色", ""),
)


def make() -> Word:
    """The template: title, how far, the chart, what is amiss, what is to be done, signature, the table."""
    word = begin("{{ 标题 }}", 10)
    word.add_paragraph("（通报稿{% if 标记 %}，{{ 标记 }}{% endif %}）", style="Subtitle")
    word.add_paragraph("现将{{ 开始 }}至{{ 截止 }}政务公开事项标准目录编制工作进展情况通报如下。", style="Body Text")
    _part(word, "一、总体进展", "总体进展")
    word.add_paragraph("各状态单位数", style="表题").paragraph_format.page_break_before = False
    _chart(word)
    _part(word, "二、存在问题", "存在问题", numbered=True)
    _part(word, "三、下一步工作", "下一步[:-1]", numbered=True)
    # the last sentence goes with the signature, which may not stand alone on a page
    for words in ("{{ 下一步 | length }}.{{ 下一步[-1] }}", "", "{{ 编制机关 }}", "{{ 截止 }}"):
        line = word.add_paragraph(words, style="Body Text")
        line.paragraph_format.keep_with_next = words != "{{ 截止 }}"
        if words in SIGNED:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = SIGNED[words]
    word.add_paragraph("附：进展情况汇总表（截至{{ 截止 }}）", style="表题")
    _units(word)
    word.add_paragraph(
        "覆盖率为五公开覆盖率，按权力类型应当覆盖的环节计算；变化为事项的增、改、删。统计版本：{{ 版本 }}。", style="注"
    )
    return word


def _part(word: Word, head: str, field: str, *, numbered: bool = False) -> None:
    heading(word, head)
    word.add_paragraph(f"{{%p for 句 in {field} %}}", style="Body Text")
    word.add_paragraph("{{ loop.index }}.{{ 句 }}" if numbered else "{{ 句 }}", style="Body Text")
    word.add_paragraph("{%p endfor %}", style="Body Text")


def _chart(word: Word) -> None:
    """A bar a state, of shaded cells."""
    cell = (WIDE - 26 - 14) / CELLS
    table = _table(word, [26, *[cell] * CELLS, 14])
    _row(table, ["{%tr for 状态 in 状态 %}"])
    bar = _row(
        table, ["{{ 状态.名称 }}", *[f"{{% cellbg 状态.格[{at}] %}}" for at in range(CELLS)], "{{ 状态.个数 }}个"]
    )
    for one in bar[1:-1]:
        _unruled(one)
    _row(table, ["{%tr endfor %}"])


def _units(word: Word) -> None:
    table = _table(word, [width for _, width, _, _, _ in COLUMNS])
    heads = _row(table, [head for head, _, _, _, _ in COLUMNS], "表头")
    head = heads[0]._tc.getparent().get_or_add_trPr()
    for tag in ("w:cantSplit", "w:tblHeader"):
        head.append(OxmlElement(tag))
    _row(table, ["{%tr for 单位 in 单位 %}"])
    _row(table, [(f"{{% cellbg {ground} %}}" if ground else "") + field for _, _, field, ground, _ in COLUMNS])
    _row(table, ["{%tr endfor %}"])
    _row(table, [total for _, _, _, _, total in COLUMNS], "表头")


def _table(word: Word, widths: list[float]) -> Table:
    table = word.add_table(rows=0, cols=len(widths), style="清单表")
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")  # columns are a few characters wide: half of Word's own
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "45")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    table._tbl.tblPr.insert(len(table._tbl.tblPr) if look is None else table._tbl.tblPr.index(look), margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Table, texts: list[str], style: str = "表文居中") -> list:  # type: ignore[type-arg]  # python-docx's cells
    cells = list(table.add_row().cells)
    for at, cell in enumerate(cells):
        cell.width = table.columns[at].width
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        cell.paragraphs[0].style = style
        if at < len(texts):
            cell.paragraphs[0].text = texts[at]
    return cells


def _unruled(cell) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - python-docx's cell
    """No lines between the cells of a bar, or it would be a grid."""
    borders = OxmlElement("w:tcBorders")
    for side in ("w:left", "w:right"):
        line = OxmlElement(side)
        line.set(qn("w:val"), "nil")
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


if __name__ == "__main__":
    make().save(str(HERE / "report.docx"))
