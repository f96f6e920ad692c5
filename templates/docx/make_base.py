"""Makes base.docx, the Word template of every document; kept so that the template can be made again.

The one rule: all that an office may wish to restyle (fonts, sizes, margins, page numbers) stands in base.docx,
by named style and by section; gkcat only fills it. Run ``python templates/docx/make_base.py``.

The template has four sections: the cover, pages before the tables (contents, explanations), upright pages and lying
pages. gkcat keeps those it needs, throws the sample words away and writes the book's marks into the headers.
Numbers are those of GB/T 9704-2012.
"""

from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
# What a machine without the font shall take in its place.
STAND_INS = {FANGSONG: "仿宋", HEITI: "SimHei", KAITI: "楷体", SONGTI: "SimSun", XIAOBIAOSONG: "FZXiaoBiaoSong-B05S"}

OPEN = "http://schemas.openxmlformats.org"
RELATION = f"{OPEN}/officeDocument/2006/relationships"
PACKAGE = f"{OPEN}/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument"
SPACES = f'xmlns:w="{OPEN}/wordprocessingml/2006/main" xmlns:r="{RELATION}"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CENTER = '<w:jc w:val="center"/>'
LEFT = '<w:jc w:val="left"/>'
# No air goes between Chinese and Latin, for columns are a few characters wide;
# and no mark may hang out of its line, which in a cell would be over the rule.
TIGHT = '<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
# No keep-with-next on the caption, which begins a page anyway: with it LibreOffice 7.4 cuts a merged cell further down.
CAPTION = "<w:keepLines/><w:pageBreakBefore/>"
BREAK = "<w:pageBreakBefore/>"
OUTLINE = CENTER + '<w:outlineLvl w:val="0"/>'
# 28 characters of 16 pt are 2 mm wider than the text; 0.25 pt off each makes the standard's 28 to a line.
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
HANGING = '<w:ind w:left="2900" w:hanging="1600"/>'
BLOCK = "<w:contextualSpacing/>"
SPARE = '<w:spacing w:val="-5"/>'


WIDE = round((210 - 28 - 26) * 1440 / 25.4)  # the text of an upright page


class Style(NamedTuple):
    """A paragraph style: half-points of size, twips of exact line, properties before and after the spacing."""

    key: str
    name: str
    font: str
    size: int
    line: int
    room: str = ""
    before: str = ""
    after: str = ""
    run: str = ""


# Names in English are Word's own: Chinese Word shows 标题, 副标题, 正文文本, 页眉, 页脚, and quarrels if we take them.
STYLES = (
    Style("Title", "Title", XIAOBIAOSONG, 44, 720, 'w:before="3400" w:after="240"', after=CENTER),
    Style("Subtitle", "Subtitle", KAITI, 32, 579, after=CENTER),
    Style("BodyText", "Body Text", FANGSONG, 32, 579, after=INDENT, run=SPARE),
    Style("CoverMark", "封面标记", KAITI, 32, 579, after=CENTER),
    Style("CoverFact", "封面事项", FANGSONG, 32, 579, 'w:before="1160"', after=HANGING + BLOCK + LEFT),
    Style("CoverSign", "封面署名", FANGSONG, 32, 579, 'w:before="2200"', after=BLOCK + CENTER),
    Style("FrontTitle", "前置标题", XIAOBIAOSONG, 44, 720, 'w:after="579"', BREAK, CENTER),
    Style(
        "TOC1",
        "toc 1",
        FANGSONG,
        32,
        579,
        "",
        f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{WIDE}"/></w:tabs>',
        LEFT,
    ),
    Style("TableTitle", "表题", HEITI, 32, 579, 'w:after="120"', CAPTION, OUTLINE),
    Style("TableHead", "表头", HEITI, 18, 240, "", TIGHT, CENTER),
    Style("TableText", "表文", FANGSONG, 18, 240, "", TIGHT, LEFT),
    Style("TableItem", "表文分条", FANGSONG, 18, 240, "", TIGHT, '<w:ind w:left="180" w:hanging="180"/>' + LEFT),
    Style("TableTextCenter", "表文居中", FANGSONG, 18, 240, "", TIGHT, CENTER),
    Style("Note", "注", FANGSONG, 21, 320, 'w:before="60"', after=LEFT),
    Style("Signature", "签署", FANGSONG, 24, 480, 'w:before="240"', "<w:keepLines/>", LEFT),
    Style("Header", "header", HEITI, 24, 320, after=LEFT),
    Style("Footer", "footer", SONGTI, 28, 320, after=LEFT),
)


def twips(millimetres: float) -> int:
    """Word's unit of length."""
    return round(millimetres * 1440 / 25.4)


def letters(font: str, half_points: int, more: str = "") -> str:
    """One font for every script, and no theme attribute, since a theme would win."""
    fonts = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts {fonts}/>{more}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def define(style: Style) -> str:
    """Write one paragraph style out, complete in itself."""
    run = letters(style.font, style.size, style.run)
    own = "" if style.name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style.key}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{style.before}<w:spacing {style.room} w:line="{style.line}" '
        f'w:lineRule="exact"/>{style.after}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def table_styles() -> str:
    """Word's plain table, and ours with single lines."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '</w:tblPr></w:style><w:style w:type="table" w:customStyle="1" w:styleId="Catalogue"><w:name w:val="清单表"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr></w:style>'
    )


def styles() -> str:
    """word/styles.xml."""
    text = letters(FANGSONG, 32)
    # Latin is English: as Chinese, LibreOffice would break a number anywhere.
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    return (
        f"{XML}<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>{text}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:spacing w:line="579" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{text}</w:rPr></w:style>{''.join(define(each) for each in STYLES)}{table_styles()}</w:styles>"
    )


def paragraph(style_id: str, runs: str, more: str = "") -> str:
    """Make a paragraph of one style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/>{more}</w:pPr>{runs}</w:p>'


def number(side: str) -> str:
    """“— 1 —” at one side, one character in."""
    field = '<w:fldChar w:fldCharType="{}"/>'
    parts = ("<w:t>— </w:t>", field.format("begin"), '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
             field.format("separate"), "<w:t>1</w:t>", field.format("end"), "<w:t> —</w:t>")  # fmt: skip
    runs = "".join(f"<w:r>{part}</w:r>" for part in parts).replace("<w:t>", '<w:t xml:space="preserve">')
    return paragraph("Footer", runs, f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>')


def turned(side: str) -> str:
    """Turn it for a lying page: at the upright page's foot, which is now at the left, and turned with it.

    A floating table of one cell: LibreOffice misplaces a drawing's text box here, and Word sets both alike.
    """
    place = f'w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{twips(24.5)}" w:tblpY="{twips(28)}"'
    none = "".join(f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("left", "right"))
    width = f'w:w="{twips(7)}" w:type="dxa"'
    return (
        f'<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" {place}/><w:tblW {width}/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{none}</w:tblCellMar><w:tblCaption w:val="页码"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{twips(7)}"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{twips(156)}" '
        f'w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW {width}/><w:textDirection w:val="tbRl"/>'
        f'<w:vAlign w:val="center"/></w:tcPr>{number(side)}</w:tc></w:tr></w:tbl>{paragraph("Footer", "")}'
    )


def pages() -> dict[str, str]:
    """Headers (the cover's, which the other sections take over) and footers, by the part's name."""
    blank = paragraph("Footer", "")
    feet = (blank, blank, number("right"), number("left"), turned("right"), turned("left"))
    head = f"{XML}<w:hdr {SPACES}>{paragraph('Header', '')}</w:hdr>"
    footers = {f"footer{at}": f"{XML}<w:ftr {SPACES}>{foot}</w:ftr>" for at, foot in enumerate(feet, 1)}
    return {"header1": head, "header2": head} | footers


def section(parts: tuple[str, ...], page: str, number_from: str = "") -> str:
    """Make a section: its headers and footers (odd pages first), and its page.

    What has page numbers begins on a right-hand page, as a volume printed on both sides must: the back of the cover
    stays blank, and so does the page before the tables if need be.
    """
    kinds = ("default", "even")
    begin = "oddPage" if number_from else "nextPage"
    refs = "".join(
        f'<w:{part[:6]}Reference w:type="{kind}" r:id="{part}"/>' for part, kind in zip(parts, kinds * 2, strict=False)
    )
    return f'<w:sectPr>{refs}<w:type w:val="{begin}"/>{page}{number_from}</w:sectPr>'


def page(high: float, wide: float, edges: tuple[float, ...], turn: str = "") -> str:
    """Make a page: its size, and its edges top, right, bottom, left, header, footer, in millimetres."""
    names = ("top", "right", "bottom", "left", "header", "footer")
    margins = " ".join(f'w:{name}="{twips(edge)}"' for name, edge in zip(names, edges, strict=True))
    return f'<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turn}/><w:pgMar {margins} w:gutter="0"/>'


def document() -> str:
    """Make word/document.xml: the four sections, and each style shown once for whoever restyles it."""
    sample = "".join(paragraph(style.key, f"<w:r><w:t>样式：{style.name}</w:t></w:r>") for style in STYLES[:-2])
    upright = page(297, 210, (37, 26, 35, 28, 16, 25))
    lying = page(210, 297, (28, 37, 26, 35, 16, 12), ' w:orient="landscape"')
    cover = section(("header1", "header2", "footer1", "footer2"), upright)
    one, roman = '<w:pgNumType w:start="1"/>', '<w:pgNumType w:fmt="upperRoman" w:start="1"/>'
    front, plain = (section(("footer3", "footer4"), upright, start) for start in (roman, one))
    least = '<w:spacing w:before="0" w:line="20" w:lineRule="exact"/>'
    ends = (paragraph("BodyText", "", least + end) for end in (cover, front, plain))
    last = paragraph("BodyText", "") + section(("footer5", "footer6"), lying, one)
    return f"{XML}<w:document {SPACES}><w:body>{sample}{''.join(ends)}{last}</w:body></w:document>"


def settings() -> str:
    """word/settings.xml: pages differ left and right; Word's layout of 2013 and later."""
    return (
        f'{XML}<w:settings {SPACES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat></w:settings>'
    )


def font_table() -> str:
    """word/fontTable.xml."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in STAND_INS.items()
    )
    return f"{XML}<w:fonts {SPACES}>{fonts}</w:fonts>"


def theme() -> str:
    """Make word/theme.xml: Word wants one though no style of ours leans on it, so python-docx's is lent."""
    return Document().part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode()


def relations(targets: dict[str, tuple[str, str]]) -> str:
    """Make a .rels part."""
    lines = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, (kind, to) in targets.items())
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def content_types(parts: dict[str, str]) -> str:
    """[Content_Types].xml of these parts and the two every package has."""
    lines = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    kinds = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    base = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items())
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{base}{lines}</Types>'


def members() -> dict[str, str]:
    """Every member of the package by name."""
    parts = {"styles": styles(), "settings": settings(), "fontTable": font_table(), "theme": theme()} | pages()
    kinds = {part: part.rstrip("0123456789") for part in parts}
    types = {f"word/{part}.xml": f"{CONTENT}.wordprocessingml.{kind}+xml" for part, kind in kinds.items()}
    types["word/theme.xml"] = f"{CONTENT}.theme+xml"
    types["word/document.xml"] = f"{CONTENT}.wordprocessingml.document.main+xml"
    types["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    outer = {
        "document": (f"{RELATION}/officeDocument", "word/document.xml"),
        "core": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    }
    return {
        "[Content_Types].xml": content_types(types),
        "_rels/.rels": relations(outer),
        "docProps/core.xml": f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>',
        "word/_rels/document.xml.rels": relations({k: (f"{RELATION}/{v}", f"{k}.xml") for k, v in kinds.items()}),
        "word/document.xml": document(),
    } | {f"word/{part}.xml": text for part, text in parts.items()}


def make(path: Path) -> None:
    """Write the template; the same bytes each time."""
    with ZipFile(path, "w") as package:
        for name, text in sorted(members().items()):
            stamp = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            package.writestr(stamp, text, ZIP_DEFLATED)


if __name__ == "__main__":
    make(Path(__file__).with_name("base.docx"))
