"""What a killed build leaves behind is cleared by the next one, and nothing that is not a killed build's."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from gkcat.swap import DAY, KEPT, MARK, swapped


def left(out: Path, host: str, process: int, age: float = 0, name: str = "x") -> Path:
    """Make a folder as a run of that process leaves it."""
    folder = out.parent / f".{out.name}-{name}"
    folder.mkdir()
    mark = folder / MARK
    mark.write_text(f"{host}\n{process}\n", encoding="utf-8")
    then = mark.stat().st_mtime - age
    os.utime(mark, (then, then))
    return folder


def dead() -> int:
    """Give the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def build(out: Path) -> None:
    with swapped(out) as folder:
        (folder / "manifest.json").write_text("new", encoding="utf-8")


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    folder = left(tmp_path / "out", platform.node(), dead())
    build(tmp_path / "out")
    assert not folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["manifest.json"]


def test_what_somebody_builds_in_is_kept(tmp_path: Path) -> None:
    kept = [
        left(tmp_path / "out", platform.node(), os.getpid(), DAY * 9, "mine"),
        left(tmp_path / "out", platform.node(), 1, DAY * 9, "root"),
        left(tmp_path / "out", "another", dead(), DAY / 2, "elsewhere"),
        left(tmp_path / "papers", platform.node(), dead()),
    ]
    build(tmp_path / "out")
    assert all(folder.is_dir() for folder in kept)


def test_of_another_machine_a_day_must_pass(tmp_path: Path) -> None:
    folder = left(tmp_path / "out", "another", os.getpid(), DAY + 9)
    build(tmp_path / "out")
    assert not folder.exists()


@pytest.mark.parametrize("words", [None, "", "没有行", "host\nnobody\n", f"{platform.node()}\n{10**30}\n"])
def test_only_what_bears_the_mark_is_cleared(tmp_path: Path, words: str | None) -> None:
    folder = tmp_path / ".out-x"
    folder.mkdir()
    if words is not None:
        (folder / MARK).write_text(words, encoding="utf-8")
    build(tmp_path / "out")
    assert folder.is_dir() == (words is None or ("10**" not in words and str(10**30) not in words))


def test_a_link_is_no_folder_of_ours(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = left(tmp_path / "elsewhere" / "out", platform.node(), dead())
    (tmp_path / ".out-link").symlink_to(target)
    build(tmp_path / "out")
    assert target.is_dir()


def test_what_was_set_aside_when_a_run_was_killed_goes_back(tmp_path: Path) -> None:
    folder = left(tmp_path / "out", platform.node(), dead())
    (folder / KEPT).mkdir()
    (folder / KEPT / "manifest.json").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), swapped(tmp_path / "out"):
        _ = 1 // 0
    assert (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
