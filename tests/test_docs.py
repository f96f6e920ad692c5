"""The generated pages are as the code says: `make docs` writes them, this compares."""

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from conftest import Gkcat

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """docs/make.py as a module."""
    spec = importlib.util.spec_from_file_location("make", REPOSITORY / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_fresh(make: ModuleType) -> None:
    for path, text in make.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run `make docs`"


def test_help_is_chinese_and_fits_80_columns() -> None:
    text = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")
    for english in ("Usage", "Options", "Commands", "Show this", "default:", "[required]"):
        assert english not in text


def test_links_between_pages_lead_somewhere() -> None:
    for page in [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_the_item_that_the_handbook_shows_passes(tmp_path: Path, gkcat: Gkcat) -> None:
    for folder in ("catalog", "units"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns("reviews"))
    page = (REPOSITORY / "docs/联络员手册.md").read_text("utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "units/zfbzzx/baozhang-zhufang.yaml"
    text = (
        path.read_text("utf-8") + "\n" + shown.replace("bzzf-003", "bzzf-099").replace("name: 公", "name: 手册里的公")
    )
    path.write_text(text, "utf-8")
    ran = gkcat("validate", path, "--format", "concise", "--root", tmp_path)
    assert (ran.code, ran.out.count("\n")) == (0, 1), ran.out


def test_sections_of_the_handbooks_are_numbered_in_order() -> None:
    for page in (REPOSITORY / "docs").glob("*手册.md"):
        heads = re.findall(r"^## ([一二三四五六七八九十]+)、", page.read_text("utf-8"), re.MULTILINE)
        assert heads == list("一二三四五六七八九十")[: len(heads)], page.name
