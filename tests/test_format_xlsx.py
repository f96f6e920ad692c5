"""A Book as an Excel workbook: what an office expects of it, read again with openpyxl."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as Box
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator  # type: ignore[import-untyped]  # no stubs, no py.typed

from gkcat.book import Book, Cell, Column, Link, Table, Ticks, unsealed
from gkcat.formats import xlsx

UNITS = tuple(f"神木市第{number}人民政府办公室" for number in range(40))
COLUMNS = (
    Column("number", ("序号",), 3, "center"),
    Column("group", ("公开事项", "一级事项"), 6, "center", merge=True),
    Column("name", ("公开事项", "事项名称"), 8, merge=True),
    Column("unit", ("责任部门",), 8, "center", choices=UNITS),
    Column("content", ("公开内容",), 18),
    Column("channel", ("公开方式",), 9, choices=("政府网站", "公示栏")),
    Column("degree", ("公开程度",), 5, "center", choices=("全部公开", "部分公开", "不予公开")),
    Column("open", ("主动",), 3, "center"),
    Column("day", ("日期",), 6, "center"),
    Column("page", ("网址",), 10),
)
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "{=1+1}", "http://a.cn/", "0610881001", "_x0041_", "＝1+1")
LONG = tuple(f"{number}.申请条件、程序、期限、所需提交的全部材料目录" for number in range(45))
TICKS = Ticks(("政府网站", "公示栏"), frozenset({"公示栏"}))


def row(number: int, content: Cell, channel: Cell = "公示栏", page: Cell = None) -> tuple[Cell, ...]:
    return (number, "征地", "补偿方案", UNITS[0], content, channel, "全部公开", True, date(2017, 11, 20), page)


ROWS = (
    row(1, LONG, TICKS, Link("查看", "https://www.example.cn/a?b=1&c=<2>#d")),
    row(1, ("一", "二", "三"), ("政府网站", "公示栏"), Link("坏", "javascript:alert(1)")),
    row(2, "控\x00制\x08字\ud800符\r\n下一行\ufffe", page=Link("站内", "units/mzj")),
    *(row(number, text) for number, text in enumerate(HOSTILE, 3)),
)
BOOK = Book(
    "out/附件2",
    "标准目录",
    (Table("征地补偿", COLUMNS, ROWS, (0, 2, *range(3, len(ROWS))), ("=注",)), Table("义务教育", COLUMNS, ROWS[:1])),
    subtitle="试点版",
    marks=("示例", "草稿&1"),
    facts=(
        ("编制单位", "办公室"),
        ("事项数", 2),
        ("电话", ("1", "2")),
        ("网站", Link("门户", "http://www.example.cn/")),
    ),
    notes=("说明",),
    issuer="神木市人民政府",
    day=date(2017, 11, 20),
)


def reload(book: Book, folder: Path) -> Workbook:
    return load_workbook(xlsx.write(book, folder, folder))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return reload(BOOK, tmp_path_factory.mktemp("xlsx"))


@pytest.fixture
def sheet(workbook: Workbook) -> Worksheet:
    found = workbook["征地补偿"]
    assert isinstance(found, Worksheet)
    return found


def boxes(sheet: Worksheet) -> Iterator[Box]:
    for line in sheet.iter_rows():
        yield from (box for box in line if isinstance(box, Box))


def rules(sheet: Worksheet) -> dict[str, DataValidation]:
    return {str(rule.sqref)[:1]: rule for rule in sheet.data_validations.dataValidation}


def names(folder: Path, *titles: str) -> list[str]:
    tables = tuple(Table(title, COLUMNS, ()) for title in titles)
    return [name for name in reload(replace(BOOK, tables=tables), folder).sheetnames if name not in {"目录", "选项"}]


def test_path_and_folders(tmp_path: Path) -> None:
    assert xlsx.write(BOOK, tmp_path / "new", tmp_path) == tmp_path / "new" / "out" / "附件2.xlsx"


def test_same_book_same_bytes(tmp_path: Path) -> None:
    first, second = (xlsx.write(BOOK, tmp_path / name, tmp_path).read_bytes() for name in "ab")
    assert first == second


def test_without_a_day_no_clock(tmp_path: Path) -> None:
    assert str(reload(replace(BOOK, day=None), tmp_path).properties.created) == "1980-01-01 00:00:00"


@pytest.mark.parametrize("version", [FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365])
def test_audit_finds_nothing(version: FileFormat, tmp_path: Path) -> None:
    result = OpenXmlValidator(file_format=version).validate(xlsx.write(BOOK, tmp_path, tmp_path))
    assert [str(error) for error in result.errors] == []


def test_properties(workbook: Workbook) -> None:
    properties = workbook.properties
    assert (properties.title, properties.subject, properties.creator) == ("标准目录", "试点版", "神木市人民政府")
    assert str(properties.created) == str(properties.modified) == "2017-11-20 00:00:00"


def test_first_sheet_says_what_is_in_the_book(workbook: Workbook) -> None:
    assert workbook.sheetnames == ["目录", "征地补偿", "义务教育", "选项"]
    lines = [[value for value in line if value is not None] for line in workbook["目录"].iter_rows(values_only=True)]
    assert [line for line in lines if line] == [
        ["标准目录（示例、草稿&1）\n试点版"],
        ["神木市人民政府　2017年11月20日"],
        ["编制单位", "办公室"],
        ["事项数", 2],
        ["电话", "1\n2"],
        ["网站", "门户"],
        ["序号", "表名", "行数"],
        [1, "征地补偿", len(ROWS)],
        [2, "义务教育", 1],
        ["说明"],
    ]
    links = {box.value: box.hyperlink for box in boxes(workbook["目录"]) if box.hyperlink}
    assert links["征地补偿"].location == "'征地补偿'!A1"
    assert links["门户"].target == "http://www.example.cn/"


def test_head_is_merged_as_it_is_nested(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "征地补偿（示例、草稿&1）"
    assert [sheet[place].value for place in ("A2", "B2", "B3", "C3", "D2")] == [
        "序号", "公开事项", "一级事项", "事项名称", "责任部门",
    ]  # fmt: skip
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:J1", "A2:A3", "B2:C2", "D2:D3", "J2:J3"} < merged
    assert sheet["B3"].font.name == "黑体"


def test_screen_and_print(sheet: Worksheet) -> None:
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.auto_filter.ref == f"A3:J{len(ROWS) + 3}"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_page_number_below_and_marks_above_each_page(tmp_path: Path) -> None:
    # openpyxl takes the 1 after && for a font size: read what stands in the file.
    with ZipFile(xlsx.write(BOOK, tmp_path, tmp_path)) as parts:
        for number in (1, 2, 3):
            text = unescape(parts.read(f"xl/worksheets/sheet{number}.xml").decode())
            assert '<oddFooter>&C&"宋体,Regular"&12— &P —</oddFooter>' in text
            assert '<oddHeader>&R&"黑体,Regular"&12 示例、草稿&&1</oddHeader>' in text


def test_portrait(tmp_path: Path) -> None:
    assert reload(replace(BOOK, landscape=False), tmp_path)["征地补偿"].page_setup.orientation == "portrait"


def test_body_repeats_text_and_merges_nothing(sheet: Worksheet) -> None:
    assert [sheet.cell(line, 3).value for line in (4, 5)] == ["补偿方案", "补偿方案"]
    body = range(4, 4 + len(ROWS))
    assert not [area for area in sheet.merged_cells.ranges if area.min_row in body]


def test_types(sheet: Worksheet) -> None:
    assert [sheet[f"{column}4"].value for column in "AFH"] == [1, "□政府网站\n■公示栏", "√"]
    assert isinstance(sheet["I4"].value, datetime)
    assert str(sheet["I4"].value) == "2017-11-20 00:00:00"
    assert sheet["I4"].number_format == "yyyy-mm-dd"
    assert sheet["E5"].value == "一\n二\n三"
    assert sheet["J7"].value is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [(date(1899, 1, 1), "1899-01-01"), (10**20, str(10**20)), (-5, -5), (0, 0), (False, None)],
)
def test_what_excel_cannot_count_is_text(cell: Cell, value: object, tmp_path: Path) -> None:
    book = replace(BOOK, tables=(Table("表", (Column("x", ("一",)),), ((cell,),)),))
    assert reload(book, tmp_path)["表"]["A3"].value == value


def test_only_web_links_are_links(sheet: Worksheet) -> None:
    links = {box.coordinate: box.hyperlink for box in boxes(sheet) if box.hyperlink}
    assert list(links) == ["J4"]
    assert (links["J4"].target, links["J4"].location) == ("https://www.example.cn/a?b=1&c=%3c2%3e", "d")
    assert [sheet[place].value for place in ("J4", "J5", "J6")] == ["查看", "坏", "站内"]


def test_text_stays_text(workbook: Workbook, sheet: Worksheet) -> None:
    assert not [box.coordinate for page in workbook.worksheets for box in boxes(page) if box.data_type == "f"]
    assert tuple(sheet.cell(line, 5).value for line in range(7, 7 + len(HOSTILE))) == HOSTILE
    quoted = [sheet.cell(line, 5).quotePrefix for line in range(7, 7 + len(HOSTILE))]
    assert quoted == [text[0] in "=+-@＝" for text in HOSTILE]
    assert sheet["E6"].value == "控制字符\n下一行"


def test_text_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    book = replace(BOOK, tables=(Table("表", (Column("x", ("一",)),), (("字" * 40_000,), ("😀" * 20_000,))),))
    for line in (3, 4):
        value = str(reload(book, tmp_path)["表"].cell(line, 1).value)
        assert value.endswith("（超出单元格上限，后略）")
        assert len(value.encode("utf-16-le")) // 2 <= 32_767


def test_look(sheet: Worksheet) -> None:
    box = sheet["E5"]
    assert (box.font.name, box.alignment.wrap_text, box.alignment.vertical) == ("宋体", True, "center")
    assert box.border.left.style == box.border.bottom.style == "thin"
    assert sheet["D5"].alignment.horizontal == "center"


def printed(sheet: Worksheet) -> float:
    """The points at which the body's 10 are printed, one page of A4 wide; a column has 5 pixels besides its units."""
    shown = [each for each in sheet.column_dimensions.values() if not each.hidden]
    pixels = sum(each.width * 7 * ((each.max or 1) - (each.min or 1) + 1) for each in shown)
    return 10 * (297 - 2 * 0.4 * 25.4) / (pixels / 96 * 25.4)


def wide(columns: int, width: float, cell: Cell = "自信息形成或者变更之日起20个工作日内") -> Book:
    heads = tuple(Column(f"c{at}", (f"第{at}栏",), width) for at in range(columns))
    hidden = Column("id", ("行号（勿改）",), 8, hidden=True)
    return replace(BOOK, tables=(Table("宽表", (*heads, hidden), ((cell,) * columns + ("x",),)),))


def test_what_is_wide_is_printed_as_large_as_in_the_document(tmp_path: Path) -> None:
    sheet = reload(wide(13, 8.2), tmp_path)["宽表"]
    assert sheet.page_setup.paperSize == 9
    assert 8.9 < printed(sheet) < 9.1


def test_what_is_narrow_keeps_the_layout_s_width(tmp_path: Path) -> None:
    sheet = reload(wide(4, 8), tmp_path)["宽表"]
    assert 15 < printed(sheet) < 25
    assert 15 < sheet.column_dimensions["A"].width < 18


def test_a_column_is_as_wide_as_its_words_want(tmp_path: Path) -> None:
    columns = tuple(Column(f"c{at}", (f"第{at}栏",), 20) for at in range(5))
    rows = tuple((at, "短", "短", "长" * 300, "短") for at in range(9))
    sheet = reload(replace(BOOK, tables=(Table("表", columns, rows),)), tmp_path)["表"]
    assert sheet.column_dimensions["D"].width > 1.5 * sheet.column_dimensions["B"].width


def test_a_date_is_not_crossed_out_for_want_of_room(tmp_path: Path) -> None:
    columns = (Column("day", ("日",), 1), Column("text", ("文",), 90))
    sheet = reload(replace(BOOK, tables=(Table("表", columns, ((date(2026, 11, 20), "长" * 900),)),)), tmp_path)["表"]
    assert sheet.column_dimensions["A"].width > len("2026-11-20")


def test_a_long_head_over_a_narrow_column_stands_upright(tmp_path: Path) -> None:
    heads = ("公共资源交易平台", "12345热线", "其他", *(f"第{at}种平台名称" for at in range(30)))
    columns = (Column("name", ("事项名称",), 20), *(Column(head, ("公开平台", head), 1, "center") for head in heads))
    sheet = reload(replace(BOOK, tables=(Table("表", columns, (("事项", *[True] * len(heads)),)),)), tmp_path)["表"]
    assert [sheet.cell(3, at).alignment.textRotation for at in (2, 3, 4)] == [255, 255, 0]
    assert (sheet.row_dimensions[3].height or 0) > 8 * 14


def test_a_hidden_column_makes_no_row_or_head_higher(tmp_path: Path) -> None:
    columns = (Column("name", ("事项",), 20), Column("id", ("行号（勿改）",), 8, hidden=True))
    sheet = reload(replace(BOOK, tables=(Table("表", columns, (("事项", "a-very-long-id" * 9),)),)), tmp_path)["表"]
    assert max(sheet.row_dimensions[line].height or 0 for line in (2, 3)) < 30


def test_few_formats(workbook: Workbook) -> None:
    assert len({box.style_id for sheet in workbook.worksheets for box in boxes(sheet)}) <= len(xlsx.PENS) + 1


def test_rows_are_as_tall_as_their_text_and_excel_allows(sheet: Worksheet) -> None:
    heights = [sheet.row_dimensions[line].height or 0 for line in (4, 5, 7)]
    assert 408 < heights[0] <= 409
    assert 408 > heights[1] > heights[2] > 0
    assert (sheet["E4"].font.size, sheet["E5"].font.size) == (xlsx.DENSE, xlsx.BODY)


def test_short_choices_stand_in_the_drop_down(sheet: Worksheet) -> None:
    rule = rules(sheet)["G"]
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", '"全部公开,部分公开,不予公开"', None)
    assert str(rule.sqref).startswith("G4:")


def test_long_choices_stand_in_a_hidden_sheet_once(workbook: Workbook, sheet: Worksheet) -> None:
    assert rules(sheet)["D"].formula1 == "'选项'!$A$1:$A$40"
    assert rules(workbook["义务教育"])["D"].formula1 == "'选项'!$A$1:$A$40"
    assert workbook["选项"].sheet_state == "hidden"
    assert tuple(value for (value,) in workbook["选项"].iter_rows(values_only=True)) == UNITS


def test_choices_with_a_comma_stand_in_the_hidden_sheet(tmp_path: Path) -> None:
    table = Table("表", (Column("x", ("一",), choices=("甲,乙", "丙")),), (("丙",),))
    assert rules(reload(replace(BOOK, tables=(table,)), tmp_path)["表"])["A"].formula1 == "'选项'!$A$1:$A$2"


def test_several_choices_in_a_cell_only_warn(sheet: Worksheet) -> None:
    assert rules(sheet)["F"].errorStyle == "warning"


def test_notes_stand_below_an_empty_row(sheet: Worksheet) -> None:
    last = 3 + len(ROWS)
    assert sheet.cell(last + 1, 1).value is None
    assert sheet.cell(last + 2, 1).value == "=注"


def test_sheet_names_are_legal_and_differ(tmp_path: Path) -> None:
    assert names(tmp_path, "目录", "甲/乙", "甲:乙", "'[x]'", "", "History", "A", "a") == [
        "目录(2)", "甲 乙", "甲 乙(2)", "x", "表", "History(2)", "A", "a(2)",
    ]  # fmt: skip
    long = names(tmp_path, "长" * 40, "长" * 40, "😀" * 20)
    assert long == ["长" * 31, "长" * 28 + "(2)", "😀" * 15]


def test_one_bare_table_has_the_title_itself(tmp_path: Path) -> None:
    bare = replace(BOOK, tables=BOOK.tables[:1], facts=(), notes=(), marks=())
    workbook = reload(bare, tmp_path)
    assert workbook.sheetnames == ["征地补偿", "选项"]
    assert workbook["征地补偿"]["A1"].value == "标准目录\n试点版\n征地补偿"


def test_nothing_in_the_book_or_the_table(tmp_path: Path) -> None:
    assert reload(replace(BOOK, tables=()), tmp_path).sheetnames == ["目录"]
    empty = reload(replace(BOOK, tables=(Table("空", COLUMNS, ()),)), tmp_path)["空"]
    assert empty.auto_filter.ref == "A3:J4"
    assert str(rules(empty)["G"].sqref) == "G4:G204"


# ── a form ───────────────────────────────────────────────────────────────────

FORM_COLUMNS = (
    Column("name", ("事项", "名称"), 9, hint="印在目录里的名称", pin=True),
    Column("kind", ("事项", "类型"), 5, "center", choices=("甲", "乙"), hint="选一个"),
    Column("content", ("内容",), 20),
    Column("channel", ("方式",), 8, offers=("网站", "公示栏"), hint="字" * 300),
    Column("day", ("日期" * 20,), 6, "center", day=True, hint="写成 2026-10-12"),
    Column("row.id", ("行号",), 8, hidden=True),
)
FORM_ROWS: tuple[tuple[Cell, ...], ...] = (
    ("方案", "甲", ("一", "二"), ("网站", "公示栏"), date(2026, 10, 12), "a.b-1#1"),
    ("=1+1", "乙", "长" * 20_000, None, None, "a.b-2"),
)
FORM = replace(
    BOOK,
    tables=(Table("征地", FORM_COLUMNS, FORM_ROWS, notes=("注",), form=True), Table("空", FORM_COLUMNS, (), form=True)),
)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return reload(FORM, tmp_path_factory.mktemp("form"))


def test_a_form_locks_its_head_and_nothing_below(form: Workbook) -> None:
    sheet = form["征地"]
    protection = sheet.protection
    assert (protection.sheet, protection.password) == (True, None)
    forbidden = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter")
    assert not any(getattr(protection, name) for name in forbidden), "allowed"
    assert protection.insertColumns
    assert protection.deleteColumns
    locked = {box.row for box in boxes(sheet) if box.protection.locked}
    assert locked == {1, 2, 3, 4}, "title, notes, head"


def test_a_form_is_free_down_to_the_last_row_and_out_to_the_last_column(form: Workbook, tmp_path: Path) -> None:
    with ZipFile(xlsx.write(FORM, tmp_path, tmp_path)) as parts:
        text = parts.read("xl/worksheets/sheet2.xml").decode()
    widths = [*re.finditer(r'<col min="(\d+)" max="(\d+)"[^>]*style="(\d+)"', text)]
    assert (widths[0][1], widths[-1][2]) == ("1", "16384")
    looks = form._cell_styles  # type: ignore[attr-defined]  # openpyxl has no public list of them
    assert all(not form._protections[looks[int(each[3])].protectionId].locked for each in widths)  # type: ignore[attr-defined]  # likewise


def test_rows_of_a_form_grow_as_they_are_filled(tmp_path: Path) -> None:
    with ZipFile(xlsx.write(FORM, tmp_path, tmp_path)) as parts:
        form, plain = (parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (2, 1))
    assert 'ht="' in form
    assert "customHeight" not in form.partition("<sheetData>")[2]
    assert "customHeight" in plain


def test_the_ids_of_a_form_are_hidden_and_stay(form: Workbook) -> None:
    sheet = form["征地"]
    assert sheet.column_dimensions["F"].hidden
    assert not sheet.column_dimensions["A"].hidden
    assert [unsealed(str(sheet.cell(line, 6).value))[0] for line in (5, 6)] == ["a.b-1#1", "a.b-2"]


def test_cells_of_a_form_tell_how_to_fill_them(form: Workbook) -> None:
    found = rules(form["征地"])
    assert (found["A"].type, found["A"].promptTitle, found["A"].prompt) == (None, "名称", "印在目录里的名称")
    assert (found["B"].type, found["B"].prompt, found["B"].errorStyle) == ("list", "选一个", None)
    assert (found["D"].type, found["D"].showErrorMessage, len(found["D"].prompt or "")) == ("list", False, 255)
    assert (found["E"].type, found["E"].errorStyle, len(found["E"].promptTitle or "")) == ("date", "warning", 32)
    assert "C" not in found, "nothing to say"
    assert "F" not in found
    assert str(found["A"].sqref) == "A5:A206"


def test_what_is_typed_into_a_form_stays_as_it_is(form: Workbook) -> None:
    sheet = form["征地"]
    assert [sheet.cell(5, column).number_format for column in range(1, 7)] == [
        "@", "@", "General", "@", "yyyy-mm-dd", "@",
    ]  # fmt: skip
    assert sheet["A6"].quotePrefix


def test_a_form_keeps_names_in_sight_and_notes_above_its_head(form: Workbook) -> None:
    sheet = form["征地"]
    assert (sheet["A2"].value, sheet.freeze_panes, sheet.print_title_rows) == ("注", "B5", "$3:$4")
    assert sheet.auto_filter.ref == "A4:F206"


def test_lines_come_when_a_row_is_filled_and_an_empty_form_has_some(form: Workbook) -> None:
    lined = form["征地"].conditional_formatting
    assert [(str(each.sqref), each.rules[0].formula) for each in lined] == [("A5:F206", ["COUNTA($A5:$F5)>0"])]
    assert form["征地"]["A7"].border.left.style is None
    assert form["空"].cell(3 + xlsx.RULED, 1).border.left.style == "thin"


def test_wide_forms_are_for_large_paper(tmp_path: Path) -> None:
    wide = replace(FORM, tables=(Table("宽", (Column("x", ("一",), 140),), (), form=True),))
    assert reload(wide, tmp_path)["宽"].page_setup.paperSize == 8
    assert reload(FORM, tmp_path)["征地"].page_setup.paperSize == 9


def test_audit_finds_nothing_in_a_form(tmp_path: Path) -> None:
    path = xlsx.write(FORM, tmp_path, tmp_path)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    assert path.read_bytes() == xlsx.write(FORM, tmp_path / "again", tmp_path).read_bytes()


def test_a_column_for_machines_is_hidden_in_what_is_filed_too(tmp_path: Path) -> None:
    columns = (Column("a", ("甲",)), Column("id", ("行号",), hidden=True))
    path = xlsx.write(Book("表", "表", (Table("表", columns, (("一", "x.1"),)),)), tmp_path, tmp_path)
    sheet = load_workbook(path).worksheets[-1]
    assert [sheet.column_dimensions[letter].hidden for letter in "AB"] == [False, True]


def test_properties_say_of_which_edition_and_commit_it_is(tmp_path: Path) -> None:
    stamp = (("版本", "2026年版"), ("提交", "0a1b2c"))
    path = xlsx.write(Book("表", "表", (), stamp=stamp), tmp_path, tmp_path)
    assert load_workbook(path).properties.description == "版本：2026年版；提交：0a1b2c"


def test_what_the_system_does_not_let_be_written_is_said_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        xlsx.write(Book("表", "表", BOOK.tables[:1]), tmp_path, tmp_path)
