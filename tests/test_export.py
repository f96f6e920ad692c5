"""`gkcat form` and `gkcat export`: one unit for others to work on."""

import csv
import json
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from conftest import Gkcat
from gkcat import opendata

ITEMS = "units/zrzyj/zhengdi.yaml"
KINDS = ("xlsx", "docx", "csv", "json", "jsonl")


def test_jsonl_has_an_item_a_line_as_its_file_holds_it(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("export", "-u", "zrzyj", "-f", "jsonl", "--root", base)
    assert (ran.code, ran.err) == (0, "")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    first = lines[0]
    assert list(first)[:5] == ["full_id", "unit", "domain", "id", "name"]
    assert (first["full_id"], first["unit"], first["domain"]) == (f"zrzyj.{first['id']}", "zrzyj", "zhengdi")
    assert all(row["owner"] and row["channel"] and row["scope"]["degree"] for row in first["disclosures"])
    assert "audience" not in first["disclosures"][0]["scope"], "the file does not hold it"
    for line in lines:
        Draft202012Validator(opendata.line_schema()).validate(line)


def test_blank_keys_are_not_exported(base: Path, gkcat: Gkcat) -> None:
    path = base / ITEMS
    path.write_text(path.read_text(encoding="utf-8").replace(" 征地管理股", ""), encoding="utf-8")
    assert "section" not in json.loads(
        gkcat("export", "-u", "zrzyj", "-f", "jsonl", "--root", base).out.splitlines()[0]
    )


def test_json_is_the_open_data_of_the_unit(base: Path, gkcat: Gkcat) -> None:
    found = json.loads(gkcat("export", "-u", "zrzyj", "-f", "json", "--root", base).out)
    Draft202012Validator(opendata.schema()).validate(found)
    assert [unit["id"] for unit in found["units"]] == ["zrzyj"]


def test_json_of_a_layout_is_its_table(base: Path, gkcat: Gkcat) -> None:
    found = json.loads(gkcat("export", "-u", "zrzyj", "-f", "json", "-l", "qingdan", "--root", base).out)
    assert found["title"].endswith("政务公开事项清单")
    assert found["tables"][0]["rows"][0]["row.id"].startswith("zrzyj.")
    assert "草稿" in found["marks"]


def test_csv_carries_everything_under_one_head(base: Path, gkcat: Gkcat) -> None:
    rows = [*csv.DictReader(StringIO(gkcat("export", "-u", "zrzyj", "-f", "csv", "--root", base).out.lstrip("\ufeff")))]
    assert rows[0]["行号（勿改）"].endswith("#1")
    assert rows[0]["公开标准/规定时限"]


@pytest.mark.parametrize("kind", KINDS)
def test_same_files_same_bytes_on_standard_output_and_in_a_file(kind: str, base: Path, tmp_path: Path) -> None:
    call = [sys.executable, "-c", "from gkcat.cli import main; main()", "export", "-u", "zrzyj", "-f", kind]
    told = [*call, "--root", str(base)]
    streamed = subprocess.run([*told, "-o", "-"], check=True, capture_output=True)
    file = tmp_path / f"one.{kind}"
    saved = subprocess.run([*told, "-o", str(file)], check=True, capture_output=True)
    assert streamed.stdout == file.read_bytes()
    assert (streamed.stderr, saved.stdout) == (b"", b"")
    assert file.name in saved.stderr.decode()


def test_only_the_domains_asked_for(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    assert gkcat("export", "-u", "zrzyj", "-f", "jsonl", "-d", "jiaoyu", "--root", base).out == ""
    assert gkcat("export", "-u", "zrzyj", "-d", "zhengdi", "-o", tmp_path / "one.xlsx", "--root", base).code == 0
    assert load_workbook(tmp_path / "one.xlsx").sheetnames[:3] == ["目录", "填写说明", "征地补偿"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-u", "nobody"), "没有单位 nobody，可用的有：zrzyj"),
        (("-u", "zrzyj", "-f", "pdf"), "没有格式 pdf，可用的有：xlsx、docx"),
        (("-u", "zrzyj", "-l", "nothing"), "没有版式 nothing"),
        (("-u", "zrzyj", "-d", "nowhere"), "没有领域 nowhere"),
        (("-u", "zrzyj", "-f", "jsonl", "-l", "full"), "没有版式可选"),
        (("-u", "zrzyj", "-o", "nowhere/x.xlsx"), "没有文件夹 nowhere"),
    ],
)
def test_names_that_are_none_are_refused(words: tuple[str, ...], said: str, base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("export", *words, "--root", base, cwd=base)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_a_head_nothing_is_exported(base: Path, gkcat: Gkcat) -> None:
    (base / "catalog/catalog.yaml").write_text("units: [zrzyj]\n", encoding="utf-8")
    ran = gkcat("export", "-u", "zrzyj", "--root", base)
    assert (ran.code, ran.out) == (2, "")
    assert "catalog.yaml 读不下去" in ran.err


def test_what_cannot_be_read_is_not_left_out_silently(base: Path, gkcat: Gkcat) -> None:
    path = base / ITEMS
    path.write_text(path.read_text(encoding="utf-8").replace("name:", "nome:", 1), encoding="utf-8")
    ran = gkcat("export", "-u", "zrzyj", "-f", "jsonl", "--root", base)
    assert (ran.code, ran.out) == (1, "")
    assert "GK0" in ran.err
    assert "没有做" in ran.err
    other = gkcat("export", "-u", "zrzyj", "-d", "jiaoyu", "-f", "jsonl", "--root", base)
    assert (other.code, other.err) == (0, ""), "the file that was not asked for does not matter"


def test_a_file_with_other_contents_is_kept(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    assert gkcat("export", "-u", "zrzyj", "--root", base, cwd=tmp_path).code == 0
    (file,) = tmp_path.glob("*.xlsx")
    assert gkcat("export", "-u", "zrzyj", "--root", base, cwd=tmp_path).code == 0, "the same bytes"
    file.write_bytes(b"filled in")
    ran = gkcat("export", "-u", "zrzyj", "--root", base, "-o", tmp_path)
    assert (ran.code, file.read_bytes()) == (2, b"filled in")
    assert "里面可能有填好的" in ran.err
    assert gkcat("export", "-u", "zrzyj", "--root", base, "--force", cwd=tmp_path).code == 0
    assert file.read_bytes() != b"filled in"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_papers_that_are_no_filing_say_so(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    gkcat("export", "-u", "zrzyj", "-f", "docx", "-o", tmp_path / "one.docx", "--root", base)
    gkcat("export", "-u", "zrzyj", "-o", tmp_path / "one.xlsx", "--root", base)
    with ZipFile(tmp_path / "one.docx") as parts:
        assert "草稿" in parts.read("word/document.xml").decode()
    assert "草稿" not in str(load_workbook(tmp_path / "one.xlsx")["征地补偿"]["A1"].value)


# ── the blank form ───────────────────────────────────────────────────────────


def test_a_blank_form_has_a_sheet_for_each_domain_of_the_unit(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    ran = gkcat("form", "-u", "zrzyj", "--root", base, cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    (file,) = tmp_path.glob("*（空白）.xlsx")
    book = load_workbook(file)
    assert book.sheetnames == ["目录", "填写说明", "征地补偿"]
    assert all(box.value is None for line in book["征地补偿"].iter_rows(min_row=4) for box in line)


def test_a_blank_form_for_domains_that_are_named(base: Path) -> None:
    call = (
        sys.executable,
        "-c",
        "from gkcat.cli import main; main()",
        "form",
        "-u",
        "zrzyj",
        "-o",
        "-",
        "--root",
        base,
    )
    found = subprocess.run([*map(str, call), "-d", "jiaoyu"], check=True, capture_output=True).stdout
    assert load_workbook(BytesIO(found)).sheetnames[2] == "义务教育"


def test_a_unit_without_domains_needs_one_named(base: Path, gkcat: Gkcat) -> None:
    domains = base / "catalog/domains.yaml"
    kept = domains.read_text(encoding="utf-8").replace("zrzyj", "jyj")
    domains.write_text(kept, encoding="utf-8")
    (base / ITEMS).unlink()
    ran = gkcat("form", "-u", "zrzyj", "--root", base)
    assert ran.code == 2
    assert "没有领域分给 zrzyj，请用 --domain 指明" in ran.err


def test_a_blank_form_needs_the_units_card_alone(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    (base / ITEMS).write_text("items: [", encoding="utf-8")
    assert gkcat("form", "-u", "zrzyj", "--root", base, "-o", tmp_path).code == 0
    (base / "units/zrzyj/unit.yaml").write_text("name: [", encoding="utf-8")
    ran = gkcat("form", "-u", "zrzyj", "--root", base, "-o", tmp_path)
    assert (ran.code, ran.out) == (1, "")
