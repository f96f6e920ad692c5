"""责任书: the office's template decides the words, gkcat fills the fields."""

import importlib
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from conftest import Gkcat

REPOSITORY = Path(__file__).parents[1]


def words(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_letter_for_each_unit_of_the_roster(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("letter", cwd=base)
    assert ran.code == 0
    assert {path.name for path in (base / "letters").iterdir()} == {
        "市自然资源局目标责任书.docx",
        "市教育局目标责任书.docx",
    }
    text = words(base / "letters" / "市教育局目标责任书.docx")
    assert "1.义务教育（牵头单位：市教育局）。" in text
    assert "征地补偿" not in text
    assert "乙方（盖章）：" in text
    assert "示范市教育局" in text.splitlines()
    assert "{" not in text


def test_phases_come_from_the_catalogue(tmp_path: Path, gkcat: Gkcat) -> None:
    gkcat("letter", "--unit", "mzj", "--out", tmp_path, "--root", REPOSITORY)
    text = words(tmp_path / "市民政局目标责任书.docx")
    assert "2.梳理阶段（2026年9月10日—2026年10月15日）：梳理公开事项，编制标准目录，报送初审。" in text
    assert "（示例）" in text


def test_without_phases_and_domains_no_part_is_empty(base: Path, gkcat: Gkcat) -> None:
    (base / "catalog/domains.yaml").write_text(
        "domains:\n  - {id: zhengdi, name: 征地补偿, lead: zrzyj, units: [zrzyj]}\n", "utf-8"
    )
    gkcat("letter", "--unit", "jyj", cwd=base)
    text = words(base / "letters" / "市教育局目标责任书.docx").splitlines()
    assert text[text.index("二、责任领域") + 1] == "以责任单位表划定的领域为准。"
    assert text[text.index("三、工作任务和完成时限") + 1].startswith("按示范市人民政府办公室通知的时间")


def test_the_same_letter_has_the_same_bytes(base: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    for name in ("one", "two"):
        gkcat("letter", "--unit", "jyj", "--out", tmp_path / name, cwd=base)
    one, two = (next((tmp_path / name).iterdir()).read_bytes() for name in ("one", "two"))
    assert one == two


def test_hostile_names_stay_words(base: Path, gkcat: Gkcat) -> None:
    path = base / "units/jyj/unit.yaml"
    path.write_text("name: <w:b/>{{ 7*7 }}&局\nshort_name: 市教育局\n", encoding="utf-8")
    gkcat("letter", "--unit", "jyj", cwd=base)
    assert "<w:b/>{{ 7*7 }}&局" in words(base / "letters" / "市教育局目标责任书.docx")


@pytest.mark.parametrize("field", ["{{ 单位名称.没有() }}", "{{ 单位名称", "{{ ''.__class__.__mro__ }}"])
def test_a_faulty_template_is_told_in_a_sentence(base: Path, gkcat: Gkcat, field: str) -> None:
    folder = base / "templates" / "docx"
    folder.mkdir(parents=True)
    document = Document()
    document.add_paragraph(field)
    document.save(str(folder / "letter.docx"))
    ran = gkcat("letter", cwd=base)
    assert ran.code == 2
    assert "责任书模板" in ran.err


def test_a_field_that_is_none_is_named(base: Path, gkcat: Gkcat) -> None:
    folder = base / "templates" / "docx"
    folder.mkdir(parents=True)
    document = Document()
    document.add_paragraph("{{ 单位名 }}")
    document.save(str(folder / "letter.docx"))
    ran = gkcat("letter", cwd=base)
    assert (ran.code, "没有“单位名”这个字段" in ran.err) == (2, True)


@pytest.mark.parametrize("data", [b"", b"broken", (REPOSITORY / "templates/docx/letter.docx").read_bytes()[:3000]])
def test_a_template_that_is_no_document_is_told(base: Path, gkcat: Gkcat, data: bytes) -> None:
    folder = base / "templates" / "docx"
    folder.mkdir(parents=True)
    (folder / "letter.docx").write_bytes(data)
    ran = gkcat("letter", cwd=base)
    assert (ran.code, "打不开" in ran.err) == (2, True)
    assert not (base / "letters").exists()


def test_units_of_one_name_have_a_letter_each_and_a_long_name_is_cut(base: Path, gkcat: Gkcat) -> None:
    for unit in ("zrzyj", "jyj"):
        (base / f"units/{unit}/unit.yaml").write_text(f"name: {'很长的名称' * 20}办公室\n", encoding="utf-8")
    ran = gkcat("letter", cwd=base)
    assert "2 份" in ran.out
    names = sorted(path.name for path in (base / "letters").iterdir())
    assert [name.partition("责任书")[2] for name in names] == ["（jyj）.docx", "（zrzyj）.docx"]
    assert all(len(name.encode()) < 256 for name in names)


def test_unknown_unit(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("letter", "--unit", "x", cwd=base)
    assert ran.code == 2
    assert "名册上没有单位 x" in ran.err


def test_the_template_is_as_its_script_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "letter.docx"
    monkeypatch.syspath_prepend(REPOSITORY / "templates/docx")
    importlib.import_module("make_letter").make().save(str(made))
    with ZipFile(made) as one, ZipFile(REPOSITORY / "templates/docx/letter.docx") as two:
        assert one.read("word/document.xml") == two.read("word/document.xml")
