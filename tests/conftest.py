"""What tests share: a sound workspace, gkcat run in process, and texts compared with files.

The one rule: a snapshot is written only when asked for with ``--snapshot-update``.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from gkcat import cli

settings.register_profile("gkcat", deadline=None)  # a shared machine is slow at times; what is slow is for `make bench`
settings.load_profile("gkcat")

CASES = Path(__file__).parent / "cases"
Snapshot = Callable[[str, str], None]
_USED = pytest.StashKey[set[Path]]()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A small, complete workspace in which there is nothing to find."""
    return Path(shutil.copytree(CASES / "base", tmp_path / "base"))


# ── gkcat in process ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of gkcat came to."""

    code: int
    out: str
    err: str


Gkcat = Callable[..., Ran]


@pytest.fixture
def gkcat(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Gkcat:
    """Run ``gkcat(*arguments, cwd=folder)`` as the program would, without leaving the process."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["gkcat", *map(str, arguments)])
            if cwd is not None:
                patch.chdir(cwd)
            capsys.readouterr()
            code = cli._run()
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


# ── snapshots: the files expected* below tests/cases ─────────────────────────


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update",
        action="store_true",
        help="write the snapshots; a whole run in one process removes stale ones",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_USED] = set()


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """Compare ``snapshot(text, name)`` with the file of this name (its last part expected*) below tests/cases."""

    def compare(text: str, name: str) -> None:
        path = CASES / name
        assert path.name.startswith("expected"), "so that a stale snapshot can be told from a source"
        request.config.stash[_USED].add(path)
        if request.config.getoption("--snapshot-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no snapshot {path}: look at the text, then pytest --snapshot-update\n{text}"
        assert text == path.read_bytes().decode("utf-8")

    return compare


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remove snapshots no test asked for, when updating and every test had the chance to ask."""
    config = session.config
    whole = not (config.option.keyword or config.option.markexpr or config.option.file_or_dir)
    alone = not hasattr(config, "workerinput") and not config.getoption("numprocesses", None)
    if config.getoption("--snapshot-update") and whole and alone and exitstatus == pytest.ExitCode.OK:
        used = config.stash[_USED]
        for path in CASES.rglob("expected*"):
            if path.is_file() and path not in used:
                path.unlink()
