"""Tables as they are published (tests/cases/import): what comes in right without help, and that the rest is reported.

The one rule: truth.yaml is what a careful clerk would have typed; where the import differs, case.yaml names the cell,
and a finding must point at it.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import tables
from conftest import CASES, Snapshot
from gkcat.cli.exchange import _line, _reading_order
from gkcat.finding import Finding
from gkcat.importing import import_file
from gkcat.importing.around import TO_FILL
from gkcat.pipeline import begin, load_catalog
from gkcat.source import Plain, parse
from gkcat.workspace import Workspace

ROOT = Path(__file__).parents[1]
FOLDERS = sorted(path.parent for path in (CASES / "import").glob("*/case.yaml"))
RIGHT = 0.95


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's catalogue and units, without any items."""
    root = tmp_path_factory.mktemp("import") / "workspace"
    shutil.copytree(ROOT / "catalog", root / "catalog")
    for card in (ROOT / "units").glob("*/unit.yaml"):
        (root / "units" / card.parent.name).mkdir(parents=True)
        shutil.copy(card, root / "units" / card.parent.name)
    return root


def mapping(path: Path) -> dict[str, Plain]:
    plain, findings = parse(path.name, path.read_bytes())
    assert isinstance(plain, dict), findings
    return plain


def brought_in(folder: Path, empty: Path, tmp_path: Path) -> tuple[Plain, bytes, list[Finding]]:
    case = mapping(folder / "case.yaml")
    file = tables.build(next(folder.glob("input*")), tmp_path)
    workspace = Workspace(empty)
    catalog, _, _ = load_catalog(workspace, begin())
    domain = str(case.get("domain", ""))
    files, findings = import_file(workspace, catalog, file, str(case["unit"]), domain=domain)
    assert len(files) == 1, findings
    data = next(iter(files.values()))
    plain, wrong = parse("items", data)
    assert plain is not None, wrong
    return plain, data, findings


def leaves(plain: Plain, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its pointer, but for ids and what the table could not tell."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            if key != "id":
                yield from leaves(value, f"{at}/{key}")
    elif isinstance(plain, list):
        for number, value in enumerate(plain):
            yield from leaves(value, f"{at}/{number}")
    elif plain != TO_FILL:
        yield at, plain


def differing(truth: Plain, made: Plain) -> tuple[set[str], int]:
    """The pointers at which two differ, and how many texts there are."""
    one, other = dict(leaves(truth)), dict(leaves(made))
    return {at for at in one.keys() | other.keys() if one.get(at) != other.get(at)}, len(one.keys() | other.keys())


def covers(finding: Finding, cell: str) -> bool:
    """Whether a finding's address takes a cell in."""
    found = re.search(r"!([A-Z]+)([0-9]+)(?::[A-Z]+([0-9]+))?$", finding.where.path)
    column, row = re.fullmatch(r"([A-Z]+)([0-9]+)", cell).groups()  # type: ignore[union-attr]  # a case names a cell
    return bool(found and found[1] == column and int(found[2]) <= int(row) <= int(found[3] or found[2]))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_comes_in_wrong_is_reported(folder: Path, empty: Path, tmp_path: Path, snapshot: Snapshot) -> None:
    made, _, findings = brought_in(folder, empty, tmp_path)
    wrong, _ = differing(mapping(folder / "truth.yaml"), made)
    known = mapping(folder / "case.yaml").get("wrong", {})
    assert isinstance(known, dict)
    assert wrong == set(known)
    for cell in known.values():
        assert any(covers(finding, str(cell)) for finding in findings), cell
    report = "".join(f"{_line(each)}\n" for each in sorted(findings, key=_reading_order))
    snapshot(report, f"import/{folder.name}/expected.txt")


def test_nearly_all_cells_come_in_right_without_help(empty: Path, tmp_path: Path) -> None:
    wrong = texts = 0
    for folder in FOLDERS:
        made, _, _ = brought_in(folder, empty, tmp_path)
        differ, number = differing(mapping(folder / "truth.yaml"), made)
        wrong, texts = wrong + len(differ), texts + number
    assert len(FOLDERS) >= 25
    assert 1 - wrong / texts >= RIGHT, f"{texts - wrong} of {texts}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_same_table_again_changes_nothing(folder: Path, empty: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(empty, tmp_path / "again"))
    case = mapping(folder / "case.yaml")
    file = tables.build(next(folder.glob("input*")), tmp_path)
    for round_ in range(2):
        workspace = Workspace(root)
        catalog, _, _ = load_catalog(workspace, begin())
        domain = str(case.get("domain", ""))
        files, findings = import_file(workspace, catalog, file, str(case["unit"]), domain=domain)
        assert len(files) == 1 - round_, findings
        for path, data in files.items():
            (root / path).write_bytes(data)
