"""The gate of --final: what is filed has no error, its secrecy reviews, and stands in git."""

import json
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import Gkcat

ITEMS = Path("units/zrzyj/zhengdi.yaml")


def git(base: Path, *words: str) -> str:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.invalid")
    return subprocess.run(["git", "-C", str(base), *who, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def filed(base: Path) -> Path:
    """The base workspace, all committed."""
    (base / ".gitignore").write_text("out/\n", encoding="utf-8")
    git(base, "init", "-q")
    git(base, "add", "-A")
    git(base, "commit", "-qm", "base")
    return base


def test_a_filing_is_stamped_and_listed(filed: Path, gkcat: Gkcat) -> None:
    ran = gkcat("build", "--final", "--format", "docx", "--format", "xlsx", cwd=filed)
    assert ran.code == 0, ran.out
    manifest = json.loads((filed / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["workspace"]["commit"] == git(filed, "rev-parse", "HEAD").strip()
    sheet = load_workbook(filed / "out/filing/报备清单.xlsx").worksheets[-1]
    listed = {row[1]: row[4] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    documents = {each["path"]: each["sha256"] for each in manifest["files"] if "报备清单" not in each["path"]}
    assert listed == documents


def test_only_a_filing_is_not_for_comment(filed: Path, gkcat: Gkcat) -> None:
    gkcat("build", "--format", "html", cwd=filed)
    assert "征求意见稿" in (filed / "out/site/index.html").read_text(encoding="utf-8")
    gkcat("build", "--final", "--format", "html", cwd=filed)
    assert "征求意见稿" not in (filed / "out/site/index.html").read_text(encoding="utf-8")


def test_uncommitted_changes_stand_against_it(filed: Path, gkcat: Gkcat) -> None:
    path = filed / ITEMS
    path.write_text(path.read_text(encoding="utf-8") + "# 改\n", encoding="utf-8")
    ran = gkcat("build", "--final", cwd=filed)
    assert ran.code == 1
    assert "GK017" in ran.out
    assert ITEMS.as_posix() in ran.out
    assert not (filed / "out").exists()


def test_a_missing_secrecy_review_stands_against_it(filed: Path, gkcat: Gkcat) -> None:
    path = filed / ITEMS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "secrecy" not in line), encoding="utf-8")
    git(filed, "commit", "-qam", "without")
    assert gkcat("validate", cwd=filed).code == 0
    ran = gkcat("build", "--final", cwd=filed)
    assert ran.code == 1
    assert "错误 GK160" in ran.out


def without_reviews(root: Path, comment: str = "") -> None:
    path = root / ITEMS
    text = path.read_text(encoding="utf-8").replace("      - stage: 决策\n", f"      - stage: 决策{comment}\n")
    text = "".join(line for line in text.splitlines(keepends=True) if "secrecy" not in line)
    path.write_text(text.replace("      - stage: 结果\n", f"      - stage: 结果{comment}\n"), encoding="utf-8")


def switch(root: Path, setting: str) -> None:
    path = root / "catalog/catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"rules:\n  {setting}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("comment", "setting"),
    [
        ("", "GK160: {severity: off, reason: 今年先不要求}"),
        ("", "GK160: {severity: warning, reason: 从宽}"),
        (" # gkcat: ignore[GK160] 已口头同意", "GK134: {severity: error}"),
    ],
)
def test_reviews_can_be_waived_for_comment_but_not_for_filing(
    comment: str, setting: str, filed: Path, gkcat: Gkcat
) -> None:
    without_reviews(filed, comment)
    switch(filed, setting)
    git(filed, "commit", "-qam", "waived")
    assert gkcat("validate", cwd=filed).code == 0
    ran = gkcat("build", "--final", cwd=filed)
    assert ran.code == 1
    assert ran.out.count("错误 GK160") == 2
    assert ("停用、忽略都不算" in ran.out) == ("warning" not in setting)


def test_a_comment_may_say_that_a_number_is_no_persons_but_no_switch_may(filed: Path, gkcat: Gkcat) -> None:
    path = filed / "units/jyj/unit.yaml"
    text = path.read_text(encoding="utf-8").replace('"12345"', '"13800138000" # gkcat: ignore[GK209] 单位值班专用号码')
    path.write_text(text, encoding="utf-8")
    git(filed, "commit", "-qam", "number")
    ran = gkcat("build", "--final", "--format", "json", cwd=filed)
    assert ran.code == 0
    assert "另有 1 处按写明的理由放过" in ran.out
    path.write_text(text.replace(" # gkcat: ignore[GK209] 单位值班专用号码", ""), encoding="utf-8")
    switch(filed, "GK209: {severity: off, reason: 单位值班专用号码}")
    git(filed, "commit", "-qam", "off")
    assert gkcat("validate", cwd=filed).code == 0
    assert "错误 GK209" in gkcat("build", "--final", "--format", "json", cwd=filed).out


def test_outside_git_it_says_so(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("build", "--final", cwd=base)
    assert ran.code == 2
    assert "git" in ran.err


def test_since_checks_the_units_changed(filed: Path, gkcat: Gkcat) -> None:
    for name in (ITEMS, Path("units/jyj/jiaoyu.yaml")):
        path = filed / name
        path.write_text(path.read_text(encoding="utf-8").replace("[政府网站", "[市政府门户网站", 1), encoding="utf-8")
    git(filed, "commit", "-qm", "both", "units/jyj")
    assert "units/jyj" not in gkcat("validate", "--since", "HEAD", cwd=filed).out
    assert ITEMS.as_posix() in gkcat("validate", "--since", "HEAD", cwd=filed).out
    assert "units/jyj" in gkcat("validate", "--since", "HEAD~1", cwd=filed).out
    assert gkcat("validate", "--since", "--output=x", cwd=filed).code == 2
    assert not (filed / "x").exists()
    assert gkcat("validate", "--since", "没有", cwd=filed).code == 2


def test_since_a_branch_leaves_out_what_others_have_done_meanwhile(filed: Path, gkcat: Gkcat) -> None:
    jyj = filed / "units/jyj/jiaoyu.yaml"
    jyj.write_text(jyj.read_text(encoding="utf-8").replace("[政府网站", "[门户网站", 1), encoding="utf-8")
    git(filed, "commit", "-qam", "faulty")
    git(filed, "branch", "mine")
    jyj.write_text(jyj.read_text(encoding="utf-8").replace("[门户网站", "[政府网站", 1), encoding="utf-8")
    git(filed, "commit", "-qam", "others")
    git(filed, "branch", "others")
    git(filed, "checkout", "-q", "mine")
    assert gkcat("validate", "--since", "others", cwd=filed).code == 0
    assert gkcat("validate", "--since", "others~1", cwd=filed).code == 0
    assert gkcat("validate", cwd=filed).code == 1


def test_since_a_line_of_its_own_compares_with_it(filed: Path, gkcat: Gkcat) -> None:
    git(filed, "checkout", "-q", "--orphan", "fresh")
    git(filed, "commit", "-qm", "again")
    jyj = filed / "units/jyj/jiaoyu.yaml"
    jyj.write_text(jyj.read_text(encoding="utf-8").replace("[政府网站", "[门户网站", 1), encoding="utf-8")
    for name in ("master", "main"):
        ran = gkcat("validate", "--since", name, cwd=filed)
        assert ran.code in {1, 2}
    assert "units/jyj" in gkcat("validate", "--since", "HEAD", cwd=filed).out


def test_a_filing_is_no_draft(filed: Path, gkcat: Gkcat) -> None:
    ran = gkcat("build", "--final", "--force-draft", cwd=filed)
    assert ran.code == 2
    assert "不能同时用" in ran.err


def test_of_a_filing_pdf_is_made_too_so_that_pages_are_known(filed: Path, gkcat: Gkcat) -> None:
    assert gkcat("build", "--final", "--unit", "jyj", cwd=filed).code == 0
    sheet = load_workbook(filed / "out/filing/报备清单.xlsx").worksheets[-1]
    pages = {str(row[1]): row[2] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    for path, number in pages.items():
        assert (number is None) == path.endswith(".xlsx")
        assert number is None or int(str(number)) > 1
    assert {Path(path).suffix for path in pages} == {".docx", ".pdf", ".xlsx"}


def test_without_libreoffice_a_filing_goes_without_pages(
    filed: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkcat.libreoffice.PROGRAMS", ("no-such-office",))
    assert gkcat("build", "--final", "--unit", "jyj", cwd=filed).code == 0
    sheet = load_workbook(filed / "out/filing/报备清单.xlsx").worksheets[-1]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert {row[2] for row in rows} == {None}
    assert not any(str(row[1]).endswith(".pdf") for row in rows)
