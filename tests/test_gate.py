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
