"""What `gkcat build` writes comes back by import as it was: alone, and over the files it was made from."""

import importlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import strategies
from conftest import CASES
from gkcat.book import Book
from gkcat.finding import Finding
from gkcat.importing import import_file
from gkcat.layout import bind, read_layout
from gkcat.model import Disclosure, Item, Unit
from gkcat.pipeline import begin, load_catalog
from gkcat.revision import revised
from gkcat.shipped import DEFAULTS
from gkcat.source import Plain
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

PATH = "units/zrzyj/zhengdi.yaml"
TEMPLATES = DEFAULTS / "templates"
HELD = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink whole workspaces takes minutes
)


@contextmanager
def workspace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(CASES / "base", Path(folder) / "base"))
        (root / PATH).unlink()
        yield root


def plain(item: Item) -> dict[str, Plain]:
    made: dict[str, Plain] = item.model_dump(mode="json", exclude_defaults=True)
    return made


def write(root: Path, items: list[Item]) -> bytes:
    data, findings = revised(PATH, b"", {"domain": "zhengdi", "items": [plain(item) for item in items]})
    assert data is not None
    assert not findings
    (root / PATH).write_bytes(data)
    return data


def unit(root: Path) -> Unit:
    files, _ = Workspace(root).unit_files("zrzyj")
    return read_unit("zrzyj", files)[0]


def built(root: Path, name: str, form: str) -> Path:
    """The workspace's unit in a layout, as a file of a format."""
    layout, _ = read_layout(f"templates/layouts/{name}.yaml", (TEMPLATES / "layouts" / f"{name}.yaml").read_bytes())
    assert layout is not None
    catalog, _, _ = load_catalog(Workspace(root), begin())
    book = Book(
        name, layout.title, bind(layout, catalog, [unit(root)]), landscape=layout.landscape, signature=layout.signature
    )
    made: Path = importlib.import_module(f"gkcat.formats.{form}").write(book, root.parent, TEMPLATES)
    return made


def imported(root: Path, file: Path) -> tuple[dict[str, bytes], list[Finding]]:
    catalog, _, _ = load_catalog(Workspace(root), begin())
    return import_file(Workspace(root), catalog, file, "zrzyj", domain="zhengdi")


def items_of(data: bytes) -> list[Item]:
    read, findings = read_unit(
        "zrzyj", {PATH: data, "units/zrzyj/unit.yaml": (CASES / "base/units/zrzyj/unit.yaml").read_bytes()}
    )
    assert not findings
    return [entry.item for entry in read.entries]


items = strategies.listed(strategies.disclosed)


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv"])
@given(items=items)
@HELD
def test_the_full_layout_comes_back_whole(form: str, items: list[Item]) -> None:
    with workspace() as root:
        write(root, items)
        file = built(root, "full", form)
        (root / PATH).unlink()
        files, findings = imported(root, file)
        assert PATH in files, findings
        assert items_of(files[PATH]) == items


@given(items=items)
@HELD
def test_the_form_comes_back_whole_but_for_events(items: list[Item]) -> None:
    bare = [
        item.model_copy(
            update={"disclosures": tuple(each.model_copy(update={"events": ()}) for each in item.disclosures)}
        )
        for item in items
    ]
    with workspace() as root:
        write(root, bare)
        file = built(root, "form", "xlsx")
        (root / PATH).unlink()
        files, findings = imported(root, file)
        assert PATH in files, findings
        assert items_of(files[PATH]) == bare


@pytest.mark.parametrize("form", ["xlsx", "docx"])
@pytest.mark.parametrize("layout", ["full", "attachment2", "national"])
@given(items=items)
@HELD
def test_over_its_own_file_nothing_changes(layout: str, form: str, items: list[Item]) -> None:
    if (layout, form) == ("national", "docx"):  # no ids: of neighbours with one name (GK202) one may look like a part
        items = [next(same) for _, same in groupby(items, lambda item: item.name)]
    with workspace() as root:
        write(root, items)
        files, findings = imported(root, built(root, layout, form))
        assert not files, (files, findings)
        assert not [each for each in findings if each.severity == "error"]


def shown(item: Item, layout: str) -> object:
    """An item as far as a layout shows it."""
    rows: list[dict[str, object]] = []
    for row in item.disclosures:
        scope = row.scope
        level = (scope.level or ("县级",)) if scope else ()
        own: object = None
        both: dict[str, object] = {"content": row.content, "owner": row.owner, "deadline": row.deadline}
        if layout == "attachment2":
            own = (scope.degree, scope.audience, scope.mode, scope.level, scope.note) if scope else None
            rows.append({**both, "stage": row.stage, "channel": row.channel, "scope": own})
        else:
            own = (scope.audience, scope.mode, sorted(level)) if scope else None
            rows.append({**both, "channel": {*row.channel}, "scope": own})
    common = (item.name, item.basis, tuple(map(str, rows)) if layout == "attachment2" else tuple(map(_sorted, rows)))
    return (*common, item.power_type, item.section) if layout == "attachment2" else (*common, item.group)


def _sorted(row: dict[str, object]) -> str:
    return str({key: sorted(value) if isinstance(value, set) else value for key, value in row.items()})


@pytest.mark.parametrize("form", ["xlsx", "docx"])
@pytest.mark.parametrize("layout", ["attachment2", "national"])
@given(items=st.lists(strategies.disclosed, min_size=1, max_size=4, unique_by=lambda item: item.name))
@HELD
def test_what_a_layout_shows_comes_back(layout: str, form: str, items: list[Item]) -> None:
    with workspace() as root:
        items = [item.model_copy(update={"id": f"zd-{at:03}"}) for at, item in enumerate(items)]
        write(root, items)
        file = built(root, layout, form)
        (root / PATH).unlink()
        files, findings = imported(root, file)
        assert PATH in files, findings
        assert [shown(item, layout) for item in items_of(files[PATH])] == [shown(item, layout) for item in items]


def test_an_item_whose_last_rows_go_over_with_the_signature_is_one_item() -> None:
    row = Disclosure(
        stage="结果", content=("补偿费用发放情况",), owner="市自然资源局", deadline="长期公开", channel=("公示栏",)
    )
    with workspace() as root:
        for number in range(1, 40):  # until the page has no room for the signature
            rows = tuple(row.model_copy(update={"content": (f"第{at}批补偿费用",)}) for at in range(number))
            items = [Item(id="zd-001", name="征地补偿", power_type="行政征收", disclosures=rows)]
            write(root, items)
            file = built(root, "attachment2", "docx")
            if len(Document(str(file)).tables) > 1:
                break
        assert number > 1
        assert not imported(root, file)[0], "over its own file"
        (root / PATH).unlink()
        files, _ = imported(root, file)
        assert [len(item.disclosures) for item in items_of(files[PATH])] == [number]


def test_a_ground_longer_than_a_page_comes_back_whole_over_its_own_file() -> None:
    row = Disclosure(
        stage="结果", content=("补偿费用",), owner="市自然资源局", deadline="长期公开", channel=("公示栏",)
    )
    basis = ("《办法》第一条", "《关于" + "加强动态监测分层分类救助工作" * 60 + "的意见》")
    with workspace() as root:
        write(root, [Item(id="zd-001", name="征地补偿", power_type="行政征收", basis=basis, disclosures=(row,))])
        file = built(root, "attachment2", "docx")
        assert [cell.text for cell in Document(str(file)).tables[0].columns[0].cells].count("1") == 1
        files, findings = imported(root, file)
        assert "GK430" in {finding.code for finding in findings}, "it goes on from a page before"
        assert not files
