"""The wheel: what is installed carries templates, schemas and vocabularies, and works without this repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
RUN = [sys.executable, "-c", "from gkcat.cli import main; main()"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as members:
        members.extractall(folder / "site")
    return folder / "site"


def test_a_county_can_begin_with_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    measuring = {name for name in os.environ if name.startswith("COVERAGE")}  # the wheel is no part of src/
    alone = {name: value for name, value in os.environ.items() if name not in measuring}
    alone["PYTHONPATH"] = str(installed)
    for words in (["init", ".", "--name", "府谷县"], ["validate", "--strict"], ["build", "--jobs", "1"]):
        done = subprocess.run([*RUN, *words], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out/filing/府谷县政务公开事项标准目录.docx").is_file()
    assert "府谷县" in (tmp_path / "out/site/index.html").read_text("utf-8")


def test_the_wheel_has_all_that_lies_in_the_repository(installed: Path) -> None:
    for name in ("templates", "schema"):
        here = {path.relative_to(REPOSITORY) for path in (REPOSITORY / name).rglob("*") if path.is_file()}
        shipped = {
            path.relative_to(installed / "gkcat/defaults")
            for path in (installed / "gkcat/defaults" / name).rglob("*")
            if path.is_file()
        }
        assert shipped == {path for path in here if "__pycache__" not in path.parts}
