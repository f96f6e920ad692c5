"""A form filled in by a clerk and imported again changes exactly what was edited; comments stay."""

import difflib
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Gkcat

ITEMS = "units/zrzyj/zhengdi.yaml"
SHEET, BODY = "征地补偿", 4
OFFICE = shutil.which("soffice")
Edit = Callable[[Worksheet, dict[str, int]], None]


@pytest.fixture
def commented(base: Path) -> Path:
    """The base workspace with comments in all the places that people put them."""
    path = base / ITEMS
    text = path.read_text(encoding="utf-8")
    text = text.replace("    name: 征地补偿", "    name: 征地补偿安置方案  # 名称与省目录一致\n#").replace(
        "\n#安置方案", ""
    )
    text = text.replace("      - stage: 结果", "      # 每年底集中公开\n      - stage: 结果  # 见会议纪要")
    path.write_text(text, encoding="utf-8")
    assert text.count("#") == 4
    return base


def columns(sheet: Worksheet) -> dict[str, int]:
    """The columns by the last words of their heads."""
    cells = range(1, sheet.max_column + 1)
    return {str(sheet.cell(3, at).value or sheet.cell(2, at).value): at for at in cells}


def last_row(sheet: Worksheet, heads: dict[str, int]) -> int:
    named = [row for row in range(BODY, sheet.max_row + 1) if sheet.cell(row, heads["事项名称"]).value]
    return named[-1]


def filled_in(file: Path, edit: Edit) -> Path:
    book = load_workbook(file)
    sheet = book[SHEET]
    assert isinstance(sheet, Worksheet)
    edit(sheet, columns(sheet))
    book.save(file)
    return file


def changed(before: str, after: str) -> list[str]:
    """The lines taken out and put in."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


class Desk:
    """A liaison's desk: take the form, fill it in, import it, see what became of the file."""

    def __init__(self, root: Path, folder: Path, gkcat: Gkcat) -> None:
        self.root, self.folder, self.gkcat = root, folder, gkcat
        self.said = ""

    @property
    def text(self) -> str:
        return (self.root / ITEMS).read_text(encoding="utf-8")

    def form(self, *words: str) -> Path:
        file = self.folder / ("form.docx" if "docx" in words else "form.xlsx")
        ran = self.gkcat("export", "-u", "zrzyj", "-o", file, "--root", self.root, "--force", *words)
        assert ran.code == 0, ran.err
        return file

    def bring_in(self, file: Path, *words: str) -> list[str]:
        before = self.text
        ran = self.gkcat("import", file, "-u", "zrzyj", "--root", self.root, *words)
        assert ran.code == 0, ran.out
        self.said = ran.out
        assert self.text.count("#") == before.count("#") or "--prune" in words, "comments stay"
        return changed(before, self.text)

    def edited(self, edit: Edit, *words: str) -> list[str]:
        return self.bring_in(filled_in(self.form(), edit), *words)


@pytest.fixture
def desk(commented: Path, tmp_path: Path, gkcat: Gkcat) -> Desk:
    return Desk(commented, tmp_path, gkcat)


@pytest.mark.parametrize("layout", ["form", "attachment2", "full", "national"])
def test_what_was_not_edited_is_not_changed(layout: str, desk: Desk) -> None:
    assert (
        desk.bring_in(
            filled_in(desk.form("-l", layout), lambda *_: None) if layout == "form" else desk.form("-l", layout)
        )
        == []
    )


def test_an_office_with_one_template_of_its_own_keeps_the_form(desk: Desk) -> None:
    (desk.root / "templates" / "docx").mkdir(parents=True)
    assert desk.bring_in(desk.form()) == []
    assert "GK42" not in desk.said, "no head had to be guessed at"


def test_one_cell(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["规定时限"]).value = "自方案拟定之日起5个工作日内"

    assert desk.edited(edit) == [
        "-        deadline: 自方案拟定之日起10个工作日内",
        "+        deadline: 自方案拟定之日起5个工作日内",
    ]
    assert "0 个提醒" in desk.said


def test_a_line_of_a_cell(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        box = sheet.cell(BODY, heads["公开内容"])
        box.value = f"{box.value}\n  社会稳定风险评估结论　\n\n"

    assert desk.edited(edit) == ["+          - 社会稳定风险评估结论"]


def test_a_new_item_in_the_blank_rows(desk: Desk) -> None:
    new = {
        "事项名称": "土地征收预公告",
        "权力类型": "行政征收",
        "公开依据": "《中华人民共和国土地管理法》第四十七条",
        "公开环节": "决策",
        "公开内容": "征收范围\n征收目的",
        "责任主体": "市自然资源局",
        "规定时限": "公示期不少于10个工作日",
        "公开方式": "政府网站\n公示栏",
        "公开程度": "全部公开",
    }

    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        row = last_row(sheet, heads) + 1
        for head, text in new.items():
            sheet.cell(row, heads[head]).value = text

    lines = desk.edited(edit)
    assert not [line for line in lines if line.startswith("-")]
    assert "+  - id: zd-003" in lines
    assert "+    name: 土地征收预公告" in lines
    assert "+          - 征收目的" in lines
    assert "保密审查空着，导入后按文件开头的通用填写" in desk.said
    assert f"写了 1 个文件（{ITEMS}）" in desk.said


def test_a_row_that_says_as_above_is_one_more_of_the_item_above(desk: Desk) -> None:
    new = {
        "事项名称": "同上",
        "公开环节": "解读",
        "公开内容": "征收政策问答",
        "规定时限": "同上",
        "公开方式": "政府网站",
    }

    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        row = last_row(sheet, heads) + 1
        for head, text in {"事项名称": "土地征收预公告", "权力类型": "行政征收", "规定时限": "每月10日前"}.items():
            sheet.cell(row, heads[head]).value = text
        for head, text in new.items():
            sheet.cell(row + 1, heads[head]).value = text

    lines = desk.edited(edit)
    assert [line for line in lines if "- id:" in line] == ["+  - id: zd-003"]
    assert lines.count("+        deadline: 每月10日前") == 2


def test_a_row_copied_and_changed_is_one_more(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        row = last_row(sheet, heads) + 1
        for at in heads.values():
            sheet.cell(row, at).value = sheet.cell(BODY, at).value
        sheet.cell(row, heads["公开环节"]).value = "解读"
        sheet.cell(row, heads["公开内容"]).value = "征地政策问答"

    lines = desk.edited(edit)
    assert not [line for line in lines if line.startswith("-")]
    assert "+      - stage: 解读" in lines
    assert "保密审查空着" not in desk.said


def test_a_deleted_row_stays_in_the_file_until_pruned(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.delete_rows(BODY + 1)
        assert sheet.cell(BODY + 1, heads["事项名称"]).value == "征地信访个案材料"

    assert desk.edited(edit) == []
    assert "1 条公开内容表里没有，照旧保留" in desk.said
    gone = desk.edited(edit, "--prune")
    assert gone
    assert [line for line in gone if line.startswith("+")] == ["+      # 见会议纪要"], "the comment stays"
    assert "stage: 决策" in desk.text
    assert "征地信访个案材料" in desk.text


def test_sorted_rows_are_still_themselves(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        rows = [[box.value for box in row] for row in sheet.iter_rows(min_row=BODY, max_row=last_row(sheet, heads))]
        for place, row in enumerate(reversed(rows), BODY):
            for at, value in enumerate(row, 1):
                sheet.cell(place, at).value = value
        sheet.cell(BODY + 2, heads["规定时限"]).value = "自方案拟定之日起5个工作日内"

    assert desk.edited(edit) == [
        "-        deadline: 自方案拟定之日起10个工作日内",
        "+        deadline: 自方案拟定之日起5个工作日内",
    ]


def test_merged_cells_and_trailing_blanks_change_nothing(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        for head in ("一级事项", "事项名称", "公开依据"):
            sheet.merge_cells(start_row=BODY, end_row=BODY + 1, start_column=heads[head], end_column=heads[head])
        for row in range(BODY + 3, BODY + 40):
            sheet.cell(row, heads["公开内容"]).value = "　 "

    assert desk.edited(edit) == []


@pytest.mark.parametrize("day", [datetime(2026, 10, 20), "2026.10.20", "2026年10月20日", 46315])  # noqa: DTZ001 - a cell's date has no zone
def test_a_day_however_it_is_typed(day: datetime | str | int, desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["审查日期"]).value = day

    (line,) = desk.edited(edit)
    assert "secrecy: " in line
    assert "2026-10-20" in line


def test_a_column_of_the_clerks_own_is_kept_and_told(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.insert_cols(heads["公开环节"])
        sheet.cell(3, heads["公开环节"]).value = "经办意见"
        sheet.cell(BODY, heads["公开环节"]).value = "再核"

    desk.edited(edit)
    assert "经办意见" in desk.said
    assert "再核" in desk.text


# ── other programs, other formats ────────────────────────────────────────────


def resaved(file: Path, kind: str) -> Path:
    """The file as another program writes it."""
    assert OFFICE, "tests/system.sh installs LibreOffice"
    out = file.parent / "resaved"
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    call = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(file)]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    return out / f"{file.stem}.{kind}"


def test_a_form_saved_by_another_program_changes_only_what_was_edited(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["规定时限"]).value = "自方案拟定之日起5个工作日内"

    file = resaved(filled_in(desk.form(), edit), "xlsx")
    assert desk.bring_in(file) == [
        "-        deadline: 自方案拟定之日起10个工作日内",
        "+        deadline: 自方案拟定之日起5个工作日内",
    ]
    assert "0 个提醒" in desk.said
    sheet = load_workbook(file)[SHEET]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["Y"].hidden


def test_a_document_edited_in_word_changes_only_what_was_edited(desk: Desk) -> None:
    file = desk.form("-f", "docx")
    word = Document(str(file))
    for paragraph in word.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if paragraph.text == "自方案拟定之日起10个工作日内":
            paragraph.text = "自方案拟定之日起5个工作日内"
    word.save(str(file))
    assert desk.bring_in(file) == [
        "-        deadline: 自方案拟定之日起10个工作日内",
        "+        deadline: 自方案拟定之日起5个工作日内",
    ]


# ── a form that is older than the file ───────────────────────────────────────

OLD, MENDED = "自方案拟定之日起10个工作日内", "自方案拟定之日起7个工作日内"


def mended(desk: Desk, *changes: tuple[str, str]) -> None:
    """The file as somebody else has changed it since the form was made."""
    text = desk.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (desk.root / ITEMS).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("layout", ["form", "attachment2", "national"])
def test_an_old_form_does_not_put_back_what_was_mended(layout: str, desk: Desk) -> None:
    file = desk.form("-l", layout)
    mended(desk, (OLD, MENDED), ("隐去个人身份信息", "隐去身份证号码"), ("征地管理股", "耕保股"))
    assert desk.bring_in(file) == []
    assert "GK449" in desk.said
    assert "照文件保留" in desk.said


def test_a_form_that_is_not_older_says_nothing(desk: Desk) -> None:
    desk.bring_in(desk.form())
    assert "0 个提醒" in desk.said


def test_cells_changed_on_one_side_take_that_side(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["公开环节"]).value = "执行"
        sheet.cell(BODY, heads["责任科室"]).value = "耕保股"

    file = desk.form()
    mended(desk, (OLD, MENDED), ("补偿标准说明", "补偿标准"))
    assert desk.bring_in(filled_in(file, edit)) == [
        "-    section: 征地管理股",
        "+    section: 耕保股",
        "-      - stage: 决策",
        "+      - stage: 执行",
    ]
    assert "GK448" not in desk.said


def test_a_cell_changed_on_both_sides_stays_as_the_file_has_it_and_is_told(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["规定时限"]).value = "自方案拟定之日起5个工作日内"
        for row in (BODY, BODY + 1):
            sheet.cell(row, heads["责任科室"]).value = None

    file = desk.form()
    mended(desk, (OLD, MENDED), ("征地管理股", "耕保股"))
    assert desk.bring_in(filled_in(file, edit)) == []
    assert f"[{SHEET}]!J{BODY}: GK448" in desk.said
    assert f"填报表写“自方案拟定之日起5个工作日内”，文件写“{MENDED}”，照文件保留" in desk.said
    assert "填报表写“空着”，文件写“耕保股”" in desk.said


def test_both_sides_changed_alike_is_no_conflict(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["规定时限"]).value = MENDED

    file = desk.form()
    mended(desk, (OLD, MENDED))
    assert desk.bring_in(filled_in(file, edit)) == []
    assert "0 个提醒" in desk.said


def test_a_row_changed_in_the_form_is_found_though_its_place_in_the_file_moved(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY + 1, heads["公开内容"]).value = "补偿费用发放到户的情况"

    file = desk.form()
    new = "      - {stage: 执行, content: 测量结果, deadline: 测量结束后5个工作日内}\n"
    mended(desk, ("    disclosures:\n", f"    disclosures:\n{new}"))
    assert desk.bring_in(filled_in(file, edit)) == [
        "-        content: 补偿费用发放情况",
        "+        content: 补偿费用发放到户的情况",
    ]


def test_what_was_taken_out_of_the_file_does_not_come_back(desk: Desk) -> None:
    file = desk.form()
    text = desk.text
    at = text.index("  # 涉及个人隐私")
    (desk.root / ITEMS).write_text(text[:at].replace("# 每年底集中公开", ""), encoding="utf-8")
    mended(desk, ("      - stage: 结果  # 见会议纪要", "      - stage: 结果"))
    rows = desk.text.index("      - stage: 结果")
    (desk.root / ITEMS).write_text(desk.text[:rows].rstrip(" \n") + "\n", encoding="utf-8")
    assert desk.bring_in(file) == []
    assert "2 行文件里已经没有了，没有再加上：征地补偿安置方案、征地信访个案材料" in desk.said


def test_a_retired_item_comes_back_from_no_old_form_even_into_an_empty_file(desk: Desk) -> None:
    file = desk.form()
    (desk.root / "catalog/retired.yaml").write_text(
        "retired:\n  - {unit: zrzyj, id: zd-002, name: 征地信访个案材料, on: 2026-10-20, reason: 合并}\n",
        encoding="utf-8",
    )
    (desk.root / ITEMS).write_text("domain: zhengdi\nitems: []\n", encoding="utf-8")
    desk.gkcat("import", file, "-u", "zrzyj", "--root", desk.root)
    assert "zd-001" in desk.text
    assert "zd-002" not in desk.text
    assert "征地信访" not in desk.text


def test_a_retired_item_that_was_changed_comes_in_under_a_new_id(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY + 2, heads["不予公开依据"]).value = "《中华人民共和国政府信息公开条例》第十六条"

    file = desk.form()
    (desk.root / "catalog/retired.yaml").write_text(
        "retired:\n  - {unit: zrzyj, id: zd-002, name: 征地信访个案材料, on: 2026-10-20, reason: 合并}\n",
        encoding="utf-8",
    )
    at = desk.text.index("  # 涉及个人隐私")
    (desk.root / ITEMS).write_text(desk.text[:at], encoding="utf-8")
    assert "+  - id: zd-003" in desk.bring_in(filled_in(file, edit))
    assert "GK445" in desk.said


def test_a_form_goes_into_another_workspace_whole(desk: Desk) -> None:
    file = desk.form()
    (desk.root / ITEMS).unlink()
    desk.gkcat("import", file, "-u", "zrzyj", "--root", desk.root)
    assert "zd-001" in desk.text
    assert "zd-002" in desk.text


def test_an_old_form_prunes_nothing(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        del heads
        sheet.delete_rows(BODY + 1)

    file = filled_in(desk.form(), edit)
    mended(desk, (OLD, MENDED))
    before = desk.text
    ran = desk.gkcat("import", file, "-u", "zrzyj", "--root", desk.root, "--prune")
    assert (ran.code, desk.text) == (1, before)
    assert "GK446" in ran.out
    assert "会删去后来添的内容" in ran.out


def test_a_column_beside_the_form_is_told_by_its_own_head(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(3, max(heads.values()) + 1).value = "经办意见"
        sheet.cell(BODY, max(heads.values()) + 1).value = "再核"

    desk.edited(edit)
    assert "不认识列名“经办意见”" in desk.said
    assert "经办意见：再核" in desk.text
    assert "行号" not in desk.text
    assert "行号" not in desk.said


def test_a_form_saved_as_an_old_workbook_changes_only_what_was_edited(desk: Desk) -> None:
    def edit(sheet: Worksheet, heads: dict[str, int]) -> None:
        sheet.cell(BODY, heads["规定时限"]).value = "自方案拟定之日起5个工作日内"
        sheet.cell(BODY, heads["审查日期"]).value = datetime(2026, 10, 20)  # noqa: DTZ001 - Excel knows no zones

    mended_file = filled_in(desk.form(), edit)
    lines = desk.bring_in(resaved(mended_file, "xls"))
    assert "+        deadline: 自方案拟定之日起5个工作日内" in lines
    assert "2026-10-20" in "".join(lines)
    assert sum(line.startswith("+") for line in lines) == 2
