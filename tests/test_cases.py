"""Broken workspaces, one thing wrong in each, and the report a clerk gets: cases/validate/<case>/expected.txt.

A case is files laid over cases/base; ``removed.txt`` lists files of base it does without.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import CASES, Gkcat, Snapshot

FOLDER = CASES / "validate"
ITEMS = "units/zrzyj/zhengdi.yaml"


def too_large(root: Path) -> None:
    with (root / ITEMS).open("a", encoding="utf-8") as file:
        file.write("# 误存的内容\n" * 300_000)


def link_outside(root: Path) -> None:
    outside = root.parent / "outside.yaml"
    outside.write_text("password: 不该读到\n", encoding="utf-8")
    (root / "units/jyj/powers.yaml").symlink_to(outside)


def link_broken(root: Path) -> None:
    (root / "units/jyj/powers.yaml").symlink_to(root / "units/jyj/nothing.yaml")


def folder_link_outside(root: Path) -> None:
    outside = root.parent / "outside"
    shutil.copytree(root / "units/jyj", outside)
    (root / "units/mzj").symlink_to(outside)


MADE: dict[str, Callable[[Path], None]] = {
    "too-large": too_large,  # 5 MiB are not for git
    "link-outside": link_outside,  # nor are links
    "link-broken": link_broken,
    "folder-link-outside": folder_link_outside,
}
NAMES = sorted({path.name for path in FOLDER.iterdir()} | MADE.keys())


@pytest.mark.parametrize("name", NAMES)
def test_report(name: str, base: Path, gkcat: Gkcat, snapshot: Snapshot) -> None:
    lay(name, base)
    ran = gkcat("validate", "--format", "concise", "--root", base)
    *findings, _summary = ran.out.splitlines()
    assert findings, "a case has something wrong"
    assert ran.code == int(any(" 错误 " in line for line in findings))
    assert not ran.err
    snapshot(ran.out, f"validate/{name}/expected.txt")


def lay(name: str, root: Path) -> None:
    if name in MADE:
        MADE[name](root)
        return
    case = FOLDER / name
    sources = [path for path in case.rglob("*") if path.is_file() and path.name != "expected.txt"]
    assert sources, f"case {name} changes nothing"
    for path in sources:
        if path.name == "removed.txt":
            for removed in path.read_text(encoding="utf-8").split():
                (root / removed).unlink()
        else:
            target = root / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
