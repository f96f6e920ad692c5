"""The DOCX is what an office files: it must reopen, repeat its head, keep its words and be the same bytes each time."""

import re
import runpy
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Row as DocxRow
from hypothesis import given
from hypothesis import strategies as st

from gkcat import RefusedError
from gkcat.book import Book, Column, Link, Row, Table, Ticks
from gkcat.formats.docx import write
from gkcat.paper.filling import Pen, Sheet, close, lay
from gkcat.paper.ooxml import compose
from gkcat.paper.wrapping import wrap

OpenXmlValidator = import_module("openxml_audit").OpenXmlValidator  # it has no types
TEMPLATES = Path(__file__).parents[1] / "templates"
BASE = TEMPLATES / "docx" / "base.docx"
COLUMNS = (
    Column("number", ("序号",), 3, "center"),
    Column("group", ("公开事项", "一级事项"), 6, merge=True),
    Column("name", ("公开事项", "事项名称"), 8, merge=True),
    Column("content", ("公开内容",), 20),
    Column("channel", ("公开方式",), 8),
    Column("link", ("链接",), 6, "center"),
)
CHANNELS = ("政府网站", "公示栏")
BAD = '<b>&amp;"]]>\x00\x0b\ud800\ufffe\u0085 =1+1\t|'


def row(number: int, name: str, content: tuple[str, ...] = ("征收范围", "补偿标准")) -> Row:
    ticks = Ticks(CHANNELS, frozenset(CHANNELS[:1]))
    return (number, "征地报批", name, content, ticks, Link("查看", 'https://example.gov.cn/a"\\b?x=1&y=2'))


def table(*groups: int) -> Table:
    """Make a table of groups of so many rows."""
    rows = [row(at, f"事项{group}") for group, size in enumerate(groups) for at in range(size)]
    starts = tuple(sum(groups[:at]) for at in range(len(groups)))
    return Table("征地补偿领域", COLUMNS, tuple(rows), starts)


def book(*tables: Table) -> Book:
    return Book(
        name="标准目录/zhengdi",
        title="神木市政务公开事项标准目录",
        tables=tables or (replace(table(3, 1), notes=("注：本表由市政府办编制。",)), table(2)),
        subtitle="（征地补偿领域）",
        marks=("示例", "草稿"),
        facts=(("编制单位", "市自然资源局"), ("施行日期", date(2026, 12, 1))),
        notes=("本目录每年修订一次。",),
        issuer="神木市人民政府办公室",
        day=date(2026, 11, 1),
    )


def opened(tmp_path: Path, of: Book) -> Word:
    return Document(str(write(of, tmp_path, TEMPLATES)))


def xml(path: Path, member: str = "word/document.xml") -> str:
    with ZipFile(path) as package:
        return package.read(member).decode()


def texts(of: DocxRow) -> list[str]:
    return ["\n".join(p.text for p in cell.paragraphs) for cell in of.cells]


def body_rows(path: Path) -> list[str]:
    rows = re.findall("<w:tr>.*?</w:tr>", xml(path))
    return [each for each in rows if "<w:tblHeader/>" not in each]


@pytest.mark.parametrize("landscape", [True, False])
def test_openxml_audit_finds_nothing(tmp_path: Path, *, landscape: bool) -> None:
    hostile = replace(
        table(1), title=BAD, rows=((1, BAD, BAD, (BAD, BAD), BAD, Link(BAD, "https://x/" + BAD)),), notes=(BAD,)
    )
    of = replace(book(table(3, 1), hostile), landscape=landscape, seal=BAD, signature=(BAD, "审核人"))
    path = write(of, tmp_path, TEMPLATES)
    result = OpenXmlValidator().validate(path)
    assert result.is_valid
    assert result.errors == []


def test_openxml_audit_finds_nothing_in_the_template() -> None:
    assert OpenXmlValidator().validate(BASE).errors == []
    with ZipFile(BASE) as package:
        assert not [name for name in package.namelist() if "stylesWithEffects" in name]


def test_the_template_can_be_made_again(tmp_path: Path) -> None:
    runpy.run_path(str(BASE.with_name("make_base.py")))["make"](tmp_path / "base.docx")
    assert (tmp_path / "base.docx").read_bytes() == BASE.read_bytes()


def test_the_same_book_is_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write(book(), tmp_path / name, TEMPLATES) for name in "ab")
    assert first.relative_to(tmp_path / "a") == Path("标准目录/zhengdi.docx")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as package:
        members = package.infolist()
    assert [member.filename for member in members] == sorted(member.filename for member in members)
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_core_properties_come_from_the_book(tmp_path: Path) -> None:
    core = opened(tmp_path, replace(book(), title="目" * 300 + "\x00")).core_properties
    assert core.title == "目" * 255
    assert core.author == core.last_modified_by == "神木市人民政府办公室"
    assert core.created is not None
    assert core.created.date() == date(2026, 11, 1)


def test_the_cover(tmp_path: Path) -> None:
    lines = [(p.style.name, p.text) for p in opened(tmp_path, book()).paragraphs if p.style and p.text]
    assert lines[:7] == [
        ("Title", "神木市政务公开事项标准目录"),
        ("Subtitle", "（征地补偿领域）"),
        ("封面标记", "（示例、草稿）"),
        ("封面事项", "编制单位：市自然资源局"),
        ("封面事项", "施行日期：2026年12月1日"),
        ("封面署名", "神木市人民政府办公室"),
        ("封面署名", "2026年11月1日"),
    ]
    assert lines[7:] == [
        ("前置标题", "目　录"),
        ("前置标题", "说　明"),
        ("Body Text", "本目录每年修订一次。"),
        ("表题", "征地补偿领域"),
        ("注", "注：本表由市政府办编制。"),
        ("表题", "征地补偿领域"),
    ]


def test_the_seal_has_its_place_between_issuer_and_day(tmp_path: Path) -> None:
    lines = [p.text for p in opened(tmp_path, replace(book(), seal="（盖章处）")).paragraphs]
    assert lines[5:8] == ["神木市人民政府办公室", "（盖章处）", "2026年11月1日"]


def test_the_cover_has_the_code_of_its_address(tmp_path: Path) -> None:
    addressed = replace(book(), address='https://a.cn/b"&<.html')
    path = write(addressed, tmp_path, TEMPLATES)
    first = path.read_bytes()
    assert write(addressed, tmp_path, TEMPLATES).read_bytes() == first
    word = Document(str(path))
    (shape,) = word.inline_shapes
    assert shape.width == shape.height == Mm(30)
    assert shape._inline.docPr.get("descr") == f"二维码：{addressed.address}"
    assert f"扫码看网上目录：{addressed.address}" in [each.text for each in word.paragraphs]
    assert OpenXmlValidator().validate(str(path)).is_valid
    assert not opened(tmp_path, book()).inline_shapes


def test_the_contents_are_a_field_filled_with_links_and_pages(tmp_path: Path) -> None:
    path = write(book(table(*[2] * 40), replace(table(1), title="甲&乙")), tmp_path, TEMPLATES)
    contents = re.search("<w:sdtContent>(.*?)</w:sdtContent>", xml(path))
    assert contents
    orders = re.findall("<w:instrText [^>]*>(.*?)</w:instrText>", contents[1])
    assert orders == [' TOC \\o "1-1" \\h \\z \\u ', " PAGEREF _Toc00000001 \\h ", " PAGEREF _Toc00000002 \\h "]
    assert contents[1].count('w:fldCharType="begin"') == contents[1].count('w:fldCharType="end"') == 3
    said = re.findall('<w:t xml:space="preserve">(.*?)</w:t>', contents[1])
    assert said[:3] == ["征地补偿领域", "1", "甲&amp;乙"]
    assert int(said[3]) > 1
    assert xml(path).count('w:name="_Toc0000000') == 2
    # Either would make Word ask each reader whether to trust the file.
    assert "w:dirty" not in xml(path)
    assert "updateFields" not in xml(path, "word/settings.xml")


def test_known_pages_stand_in_the_contents(tmp_path: Path) -> None:
    document, said = compose(book(), BASE, (1, 77))
    (tmp_path / "a.docx").write_bytes(document)
    assert said == [1, 77]
    assert '<w:t xml:space="preserve">77</w:t>' in xml(tmp_path / "a.docx")


def test_one_table_has_no_contents(tmp_path: Path) -> None:
    path = write(book(table(1)), tmp_path, TEMPLATES)
    assert "目　录" not in xml(path)
    assert "说　明" in xml(path)
    assert len(opened(tmp_path, replace(book(table(1)), notes=())).sections) == 2


@pytest.mark.parametrize(("landscape", "lines"), [(True, 1), (False, 2)])
def test_who_signs_stands_below_the_last_table(tmp_path: Path, *, landscape: bool, lines: int) -> None:
    signing = ("单位负责人", "审核人", "填报人", "联系电话")
    word = opened(tmp_path, replace(book(), signature=signing, landscape=landscape))
    found = [p.text for p in word.paragraphs if p.style and p.style.name == "签署"]
    assert re.findall("[^：\t]+(?=：)", "".join(found)) == [*signing]
    assert len(found) == lines + 1
    assert found[-1] == "年　　月　　日"
    assert word.paragraphs[-1].text == found[-1]


def test_notes_that_all_tables_share_stand_once(tmp_path: Path) -> None:
    same = replace(table(1), notes=("注：同。",))
    assert [p.text for p in opened(tmp_path, book(same, same, same)).paragraphs].count("注：同。") == 1
    apart = opened(tmp_path, replace(book(same, table(1), same), name="b"))
    assert [p.text for p in apart.paragraphs].count("注：同。") == 2


def test_notes_and_signatures_take_a_row_along_to_the_next_page(tmp_path: Path) -> None:
    for rows in range(8, 40):
        word = opened(tmp_path, replace(book(table(*[1] * rows)), signature=("审核人",)))
        if len(word.tables) == 2:
            first, last = word.tables
            assert [texts(each) for each in first.rows[:2]] == [texts(each) for each in last.rows[:2]]
            assert len(first.rows) + len(last.rows) - 4 == rows
            break
    else:
        pytest.fail("no table ended at its page's end")


@pytest.mark.parametrize("lines", [1, 8, 15, 16, 17, 18, 19, 40])
@pytest.mark.parametrize("rows", [1, 2])
def test_what_follows_a_table_never_stands_alone_on_a_page(lines: int, rows: int) -> None:
    sheet, tail = Sheet(12_000, 8_000, 200, 300), 1_500
    small, large = (1, "甲"), (2, tuple(f"第{at}项" for at in range(lines)))
    columns = (Column("number", ("序号",), 3), Column("content", ("公开内容",), 20))
    for at in range(0, sheet.height, 250):
        pen = Pen(sheet, 1, at)
        setting = lay(Table("表", columns, (small, large)[-rows:]), [3_000, 9_000], pen, 400, tail)
        page = pen.page
        _, apart = close(setting, pen, tail)
        assert pen.page == page or apart, at


def test_a_small_table_stays_on_the_page_and_a_large_one_begins_its_own() -> None:
    _, said = compose(book(table(2), table(2), table(*[4] * 10), table(1)), BASE)
    assert said[:3] == [1, 1, 2]


@pytest.mark.parametrize(("landscape", "text_width"), [(True, 225), (False, 156)])
def test_pages(tmp_path: Path, *, landscape: bool, text_width: int) -> None:
    word = opened(tmp_path, replace(book(), landscape=landscape))
    cover, front, pages = word.sections
    assert front.orientation == WD_ORIENT.PORTRAIT
    assert cover.orientation == WD_ORIENT.PORTRAIT
    assert [round(edge.mm) for edge in (cover.top_margin, cover.bottom_margin, cover.left_margin) if edge] == [
        37,
        35,
        28,
    ]
    assert pages.orientation == (WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT)
    assert pages.page_width
    assert pages.left_margin
    assert pages.right_margin
    assert round((pages.page_width - pages.left_margin - pages.right_margin) / 36000) == text_width
    for header in (cover.header, cover.even_page_header):
        assert header.paragraphs[0].text == "示例　草稿"
    assert pages.header.is_linked_to_previous
    assert pages.even_page_header.is_linked_to_previous
    assert not any(
        run.text for foot in (cover.footer, cover.even_page_footer) for p in foot.paragraphs for run in p.runs
    )


@pytest.mark.parametrize("landscape", [True, False])
def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(tmp_path: Path, *, landscape: bool) -> None:
    pages = opened(tmp_path, replace(book(), landscape=landscape)).sections[-1]
    for footer, side in ((pages.footer, "right"), (pages.even_page_footer, "left")):
        element = footer._element
        assert "".join(t.text for t in element.iter(qn("w:t"))) == "— 1 —"
        assert " PAGE " in "".join(t.text for t in element.iter(qn("w:instrText")))
        assert element.xpath(".//w:jc/@w:val") == [side]
        assert element.xpath(".//w:textDirection/@w:val") == (["tbRl"] if landscape else [])


def test_the_unused_section_leaves_nothing_behind(tmp_path: Path) -> None:
    for at, (notes, footers) in enumerate([(("说明",), 6), ((), 4)]):
        path = write(replace(book(table(1)), name=str(at), notes=notes), tmp_path, TEMPLATES)
        with ZipFile(path) as package:
            assert len([name for name in package.namelist() if "footer" in name]) == footers


def test_every_font_is_set_and_no_theme_wins() -> None:
    styles = xml(BASE, "word/styles.xml")
    assert "Theme" not in styles
    for fonts in re.findall("<w:rFonts [^>]*>", styles):
        assert {script: fonts.count(f"w:{script}=") for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
            "ascii": 1, "hAnsi": 1, "eastAsia": 1, "cs": 1,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Body Text", "仿宋_GB2312", 16),
        ("表题", "黑体", 16),
        ("表头", "黑体", 9),
        ("表文", "仿宋_GB2312", 9),
    ],
)
def test_styles(style: str, font: str, size: float) -> None:
    found = Document(str(BASE)).styles[style]
    assert (found.font.name, found.font.size.pt) == (font, size)


def test_the_caption_is_of_the_first_outline_level() -> None:
    assert Document(str(BASE)).styles["表题"].element.xpath(".//w:outlineLvl/@w:val") == ["0"]


def test_the_head_is_nested_and_repeats(tmp_path: Path) -> None:
    rows = opened(tmp_path, book()).tables[0].rows
    assert texts(rows[0]) == ["序号", "公开事项", "公开事项", "公开内容", "公开方式", "链接"]
    assert texts(rows[1]) == ["序号", "一级事项", "事项名称", "公开内容", "公开方式", "链接"]
    marks = [
        [tr.xpath("count(./w:trPr/w:tblHeader)"), tr.xpath("count(./w:trPr/w:cantSplit)")]
        for tr in (r._tr for r in rows)
    ]
    assert marks == [[1, 1], [1, 1], *[[0, 1]] * 4]


def test_widths_agree_and_fill_the_page(tmp_path: Path) -> None:
    columns = (Column("a", ("甲",), 1), Column("b", ("乙",), 300), Column("c", ("丙",), 0), Column("d", ("丁",), 100))
    path = write(book(Table("表", columns, (("一", "二", "三", "四"),))), tmp_path, TEMPLATES)
    grid = [int(width) for width in re.findall('<w:gridCol w:w="(\\d+)"', xml(path))]
    assert [int(width) for width in re.findall('<w:tcW w:w="(\\d+)"', body_rows(path)[0])] == grid
    assert f'<w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>' in xml(path)
    assert abs(sum(grid) - 225 / 25.4 * 1440) < 3
    assert min(grid) > 290
    assert 2.9 < grid[1] / grid[3] < 3.1


def test_a_table_says_what_it_is(tmp_path: Path) -> None:
    text = xml(write(book(replace(table(2), title='甲"乙')), tmp_path, TEMPLATES))
    assert "<w:tblCaption w:val='甲\"乙'/>" in text
    assert 'w:val="共2行，各列依次为：序号、公开事项—一级事项、公开事项—事项名称、公开内容、公开方式、链接"' in text


def test_cells(tmp_path: Path) -> None:
    columns = tuple(Column(str(at), (str(at),), 9, narrowest=9, widest=9) for at in range(8))
    values = (
        "甲\n乙",
        ("丙", "丁"),
        True,
        7,
        date(2026, 3, 5),
        Ticks(CHANNELS, frozenset({"公示栏"})),
        Link("本页", "units/mzj"),
        None,
    )
    rows = opened(tmp_path, book(Table("表", columns, (values,)))).tables[0].rows
    assert texts(rows[1]) == ["甲\n乙", "丙\n丁", "√", "7", "2026-03-05", "□政府网站\n■公示栏", "本页", ""]


def test_a_mark_stays_with_its_option_in_a_narrow_column(tmp_path: Path) -> None:
    columns = (Column("a", ("甲",), 8, widest=8), Column("b", ("乙",), 60))
    rows = opened(tmp_path, book(Table("表", columns, ((Ticks(CHANNELS, frozenset()), "一"),)))).tables[0].rows
    assert texts(rows[1])[0] == "□政府网站\n□公示栏"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = replace(table(1), title=BAD, rows=(row(1, BAD, (BAD,)),), notes=(BAD,))
    word = opened(
        tmp_path, replace(book(hostile), marks=(BAD,), notes=(BAD,), title=BAD, issuer=BAD, facts=((BAD, BAD),))
    )
    clean = '<b>&amp;"]]> =1+1 |'
    assert texts(word.tables[0].rows[2])[2:4] == [clean, clean]
    assert word.paragraphs[0].text == clean
    assert word.sections[0].header.paragraphs[0].text == clean.replace(" |", "|")


def test_a_link_is_a_field_that_cannot_be_broken_out_of(tmp_path: Path) -> None:
    path = write(book(table(1)), tmp_path, TEMPLATES)
    assert (
        '<w:instrText xml:space="preserve"> HYPERLINK "https://example.gov.cn/a%22%5Cb?x=1&amp;y=2" </w:instrText>'
        in xml(path)
    )
    other = replace(table(1), rows=((1, "", "", "", "", Link("点我", "javascript:alert(1)")),))
    assert "javascript" not in xml(write(replace(book(other), name="b"), tmp_path, TEMPLATES))


def test_a_small_group_is_merged_and_kept_on_one_page(tmp_path: Path) -> None:
    first, second, third, single = body_rows(write(book(table(3, 1)), tmp_path, TEMPLATES))
    assert [each.count('<w:vMerge w:val="restart"/>') for each in (first, second, third, single)] == [2, 0, 0, 0]
    assert [each.count("<w:vMerge/>") for each in (first, second, third, single)] == [0, 2, 2, 0]
    for each in (first, second):
        assert each.count("<w:keepNext/>") == each.count("<w:p>")
    for each in (third, single):
        assert "<w:keepNext/>" not in each


def test_a_long_group_is_cut_where_a_page_ends_and_says_its_words_again(tmp_path: Path) -> None:
    rows = body_rows(write(book(table(40)), tmp_path, TEMPLATES))
    starts = [at for at, each in enumerate(rows) if "事项0" in each]
    assert len(starts) > 2
    assert starts[0] == 0
    assert [at for at, each in enumerate(rows, 1) if "<w:keepNext/>" not in each] == [*starts[1:], 40]


def test_rows_share_what_their_merged_cell_needs_more(tmp_path: Path) -> None:
    tall = tuple(f"第{at}条" for at in range(12))
    columns = (Column("a", ("甲",), 10), Column("b", ("乙",), 10, merge=True))
    rows = body_rows(write(book(Table("表", columns, (("一", tall), ("二", tall)), (0,))), tmp_path, TEMPLATES))
    heights = [int(height) for each in rows for height in re.findall('<w:trHeight w:val="(\\d+)"', each)]
    assert sum(heights) >= 12 * 240
    assert heights[0] == heights[1]
    assert sum(each.count("第0条") for each in rows) == 1


def test_only_equal_neighbours_of_one_group_are_merged(tmp_path: Path) -> None:
    mixed = replace(table(3), rows=(row(1, "甲"), row(2, "乙"), row(3, "乙")))
    rows = body_rows(write(book(mixed), tmp_path, TEMPLATES))
    assert [each.count("vMerge") for each in rows] == [1, 2, 2]
    apart = body_rows(
        write(replace(book(replace(table(1, 1), rows=(row(1, "甲"), row(2, "甲")))), name="b"), tmp_path, TEMPLATES)
    )
    assert not any("vMerge" in each for each in apart)


def test_a_row_higher_than_a_page_goes_on_in_rows_marked_so(tmp_path: Path) -> None:
    content = tuple(f"第{at}项内容" for at in range(200))
    path = write(book(replace(table(2), rows=(row(1, "甲", content), row(2, "甲")))), tmp_path, TEMPLATES)
    rows = [texts(each) for each in Document(str(path)).tables[0].rows[2:]]
    parts, low = rows[:-1], rows[-1]
    assert len(parts) > 4
    assert [each[0] for each in parts] == ["1", *["1\n续"] * (len(parts) - 1)]
    assert low[0] == "2"
    assert {each[2] for each in rows} == {"甲"}
    assert "\n".join(each[3] for each in parts) == "\n".join(content)
    assert all("cantSplit" in each for each in body_rows(path))


def test_one_element_higher_than_a_page_loses_nothing(tmp_path: Path) -> None:
    long = "征收范围、土地现状" * 400
    columns = (Column("content", ("公开内容",), 20), Column("name", ("事项名称",), 20))
    word = opened(tmp_path, book(Table("表", columns, ((long, "甲"),))))
    parts = [texts(each)[0] for each in word.tables[0].rows[1:]]
    assert len(parts) > 2
    assert all(part.startswith("续\n") for part in parts[1:])
    assert "".join(part.removeprefix("续\n") for part in parts) == long


@given(
    st.text(st.sampled_from("征地补偿，。《》〔2017〕第 12ABC-/é“”（）"), max_size=60),
    st.floats(1, 20),
    st.sampled_from([0, 1]),
)
def test_lines_hold_all_words_and_no_more_than_fits(text: str, room: float, hang: int) -> None:
    lines = wrap(text, room, hang)
    assert "".join(lines) == text
    assert all(len(line.rstrip()) * 0.5 <= room + 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("自信息形成之日起20个工作日内", 9, ["自信息形成之日起", "20个工作日内"]),
        ("征收范围、补偿标准。", 4, ["征收范", "围、补偿", "标准。"]),
        ("依据《办法》第三条", 3, ["依据", "《办", "法》第", "三条"]),
        ("（民发〔2021〕57号）", 6, ["（民发", "〔2021〕57", "号）"]),
    ],
)
def test_lines_break_as_chinese_does(text: str, room: float, lines: list[str]) -> None:
    assert wrap(text, room) == lines


def test_a_column_holds_its_numbers_in_one_piece(tmp_path: Path) -> None:
    columns = (Column("number", ("序号",), 1, "center"), *(Column(str(at), (str(at),), 30) for at in range(8)))
    path = write(book(Table("表", columns, ((12345, *"一二三四五六七八"),))), tmp_path, TEMPLATES)
    assert int(re.findall('<w:gridCol w:w="(\\d+)"', xml(path))[0]) >= 5 * 90 + 2 * 57


def test_larger_numbers_have_a_darker_ground(tmp_path: Path) -> None:
    columns = (Column("a", ("甲",), 10, shade=True), Column("b", ("乙",), 10))
    path = write(book(Table("表", columns, ((0, 9), (1, 9), (4, 9), (True, 9)))), tmp_path, TEMPLATES)
    fills = re.findall('w:fill="(..)..(..)"', xml(path))
    assert len(fills) == 2
    assert int(fills[0][0], 16) > int(fills[1][0], 16) > 128
    assert OpenXmlValidator().validate(path).errors == []


@pytest.mark.parametrize(
    "odd",
    [
        Table("空表", COLUMNS, ()),
        Table("无列", (), ()),
        Table("", COLUMNS[:1], ((1,),)),
        Table("缺", (Column("a", ()),), (("一",),)),
    ],
)
def test_odd_tables_come_out(tmp_path: Path, odd: Table) -> None:
    path = write(book(odd), tmp_path, TEMPLATES)
    assert OpenXmlValidator().validate(path).errors == []


def test_a_book_of_nothing_comes_out(tmp_path: Path) -> None:
    path = write(Book("空", "空", ()), tmp_path, TEMPLATES)
    assert OpenXmlValidator().validate(path).errors == []
    assert [p.text for p in Document(str(path)).paragraphs if p.text] == ["空"]


def test_a_template_without_our_styles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docx").mkdir()
    Document().save(str(tmp_path / "docx" / "base.docx"))
    with pytest.raises(RefusedError, match="四节，并有这些样式"):
        write(book(), tmp_path, tmp_path)


@pytest.mark.parametrize("style", ["表题", "清单表"])
def test_a_style_of_another_kind_is_not_taken_for_ours(tmp_path: Path, style: str) -> None:
    (tmp_path / "docx").mkdir()
    word = Document(str(BASE))
    word.styles[style].name = "别名"
    word.styles.add_style(style, WD_STYLE_TYPE.CHARACTER)
    word.save(str(tmp_path / "docx" / "base.docx"))
    with pytest.raises(RefusedError, match="并有这些样式"):
        write(book(), tmp_path, tmp_path)


def test_a_template_may_have_no_line_in_its_header_and_lines_set_by_number(tmp_path: Path) -> None:
    (tmp_path / "docx").mkdir()
    word = Document(str(BASE))
    for section in word.sections:
        for line in section.header.paragraphs:
            line._p.getparent().remove(line._p)
    word.styles["表文"].paragraph_format.line_spacing = 3.0
    word.save(str(tmp_path / "docx" / "base.docx"))
    made = Document(str(write(book(), tmp_path, tmp_path)))
    assert {section.header.paragraphs[0].text for section in made.sections} == {"示例　草稿"}
    two = book(table(*[1] * 40), table(*[1] * 9))
    assert compose(two, tmp_path / "docx" / "base.docx")[1][1] > compose(two, BASE)[1][1]


def test_properties_say_of_which_edition_and_commit_it_is(tmp_path: Path) -> None:
    stamp = (("版本", "2026年版"), ("提交", "0a1b2c"))
    core = opened(tmp_path, replace(book(), stamp=stamp)).core_properties
    assert core.comments == "版本：2026年版；提交：0a1b2c"
    assert core.keywords == "示例、草稿、2026年版、0a1b2c"
    assert core.subject == "（征地补偿领域）"


def test_a_template_that_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docx").mkdir()
    for data in (b"", b"no zip", BASE.read_bytes()[:2000]):
        (tmp_path / "docx" / "base.docx").write_bytes(data)
        with pytest.raises(RefusedError, match="打不开"):
            write(book(), tmp_path, tmp_path)


def test_a_long_head_over_a_narrow_column_runs_downwards_in_a_row_that_holds_it(tmp_path: Path) -> None:
    columns = (Column("a", ("平台", "12345政务服务热线"), 1, widest=1), Column("b", ("平台", "其他"), 40))
    text = xml(write(book(Table("表", columns, ((True, "甲"),))), tmp_path, TEMPLATES))
    assert text.count('<w:textDirection w:val="tbRl"/>') == 1
    heads = re.findall('<w:trHeight w:val="(\\d+)" w:hRule="atLeast"/><w:tblHeader/>', text)
    assert int(heads[1]) > 9 * 180
