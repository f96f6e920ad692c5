"""Which files are read, and that nothing outside the workspace ever is."""

import shutil
from pathlib import Path

import pytest

from gkcat import RefusedError
from gkcat.shipped import DEFAULTS, names, prefer
from gkcat.source import MAX_BYTES
from gkcat.workspace import Workspace, find_root

SECRET = b"name: secret\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "unit.yaml").write_bytes(SECRET)
    return folder


def test_root_is_found_from_below(base: Path) -> None:
    assert find_root(base / "units" / "jyj") == base
    assert find_root(base) == base
    assert find_root(base / "units" / "jyj" / "jiaoyu.yaml") == base
    assert find_root(base.parent) is None


def test_files_in_order_of_their_names(base: Path) -> None:
    workspace = Workspace(base)
    assert workspace.unit_ids() == (["jyj", "zrzyj"], [])
    files, findings = workspace.unit_files("jyj")
    assert [*files] == ["units/jyj/jiaoyu.yaml", "units/jyj/unit.yaml"]
    assert findings == []
    assert files["units/jyj/unit.yaml"] == (base / "units/jyj/unit.yaml").read_bytes()


def test_catalog_files_by_name(base: Path) -> None:
    files, findings = Workspace(base).catalog_files()
    assert {"catalog", "domains", "laws"} <= files.keys()
    assert findings == []


def test_hidden_files_are_passed_over(base: Path) -> None:
    for folder in ("catalog", "units", "units/jyj"):
        (base / folder / ".DS_Store").write_bytes(b"\x00")
        (base / folder / ".jiaoyu.yaml.swp").write_bytes(b"\x00")
        (base / folder / "~$目录.xlsx").write_bytes(b"\x00")  # while Excel has it open
        (base / folder / "Thumbs.db").write_bytes(b"\x00")
        (base / folder / "desktop.ini").write_bytes(b"\x00")
    workspace = Workspace(base)
    found = [*workspace.catalog_files()[1], *workspace.unit_ids()[1], *workspace.unit_files("jyj")[1]]
    assert found == []


def test_reviews_belong_in_catalog(base: Path) -> None:
    (base / "catalog" / "reviews").mkdir()
    assert Workspace(base).catalog_files()[1] == []


@pytest.mark.parametrize("name", ["说明.txt", "jiaoyu.yml", "jiaoyu.YAML", "jiaoyu.yaml.bak", "jiaoyu.docx"])
def test_other_files_are_told(base: Path, name: str) -> None:
    (base / "units/jyj" / name).write_bytes(b"")
    files, findings = Workspace(base).unit_files("jyj")
    assert len(files) == 2
    assert [(each.code, each.where.path) for each in findings] == [("GK012", f"units/jyj/{name}")]


def test_folder_within_a_unit_is_told(base: Path) -> None:
    (base / "units/jyj/old.yaml").mkdir()
    assert [each.code for each in Workspace(base).unit_files("jyj")[1]] == ["GK012"]


def test_file_among_the_units_is_told(base: Path) -> None:
    (base / "units/jiaoyu.yaml").write_bytes(b"")
    ids, findings = Workspace(base).unit_ids()
    assert ids == ["jyj", "zrzyj"]
    assert [each.code for each in findings] == ["GK012"]


# ── links ────────────────────────────────────────────────────────────────────


def test_link_to_a_file_outside_is_not_read(base: Path, outside: Path) -> None:
    (base / "units/jyj/powers.yaml").symlink_to(outside / "unit.yaml")
    workspace = Workspace(base)
    files, findings = workspace.unit_files("jyj")
    assert SECRET not in files.values()
    assert [each.where.path for each in findings] == ["units/jyj/powers.yaml"]
    assert workspace.read("units/jyj/powers.yaml") == b""


def test_link_to_a_folder_outside_is_no_unit(base: Path, outside: Path) -> None:
    (base / "units/mzj").symlink_to(outside)
    workspace = Workspace(base)
    ids, findings = workspace.unit_ids()
    assert "mzj" not in ids
    assert [each.where.path for each in findings] == ["units/mzj"]
    assert workspace.read("units/mzj/unit.yaml") == b""
    assert SECRET not in workspace.unit_files("mzj")[0].values()


def test_whole_folders_that_are_links_outside(base: Path, tmp_path: Path) -> None:
    for name in ("catalog", "units"):
        shutil.move(base / name, tmp_path / f"moved-{name}")
        (base / name).symlink_to(tmp_path / f"moved-{name}")
    workspace = Workspace(base)
    assert workspace.catalog_files()[0] == {}
    assert workspace.unit_ids()[0] == []
    assert workspace.read("units/jyj/unit.yaml") == b""


def test_link_within_the_workspace_is_read(base: Path) -> None:
    (base / "units/jyj/powers.yaml").symlink_to(base / "units/jyj/unit.yaml")
    files, findings = Workspace(base).unit_files("jyj")
    assert findings == []
    assert files["units/jyj/powers.yaml"] == files["units/jyj/unit.yaml"]


@pytest.mark.parametrize("target", ["nothing.yaml", "powers.yaml"])
def test_link_to_nothing_or_to_itself(base: Path, target: str) -> None:
    (base / "units/jyj/powers.yaml").symlink_to(base / "units/jyj" / target)
    assert [each.code for each in Workspace(base).unit_files("jyj")[1]] == ["GK012"]


@pytest.mark.parametrize("path", ["../outside/unit.yaml", "units/../../outside/unit.yaml", "units", "nothing.yaml"])
def test_read_by_a_path_that_is_none(base: Path, outside: Path, path: str) -> None:
    assert (outside / "unit.yaml").is_file()
    assert Workspace(base).read(path) == b""


def test_absolute_path_is_not_read(base: Path, outside: Path) -> None:
    assert Workspace(base).read(str(outside / "unit.yaml")) == b""


# ── the rest ─────────────────────────────────────────────────────────────────


def test_of_a_file_too_large_only_the_beginning_is_read(base: Path) -> None:
    (base / "units/jyj/jiaoyu.yaml").write_bytes(b"#" * (MAX_BYTES + 1000))
    assert len(Workspace(base).unit_files("jyj")[0]["units/jyj/jiaoyu.yaml"]) == MAX_BYTES + 1


def test_overlay_goes_before_the_disk(base: Path) -> None:
    workspace = Workspace(base, {"units/jyj/jiaoyu.yaml": b"new", "catalog/laws.yaml": b"laws"})
    assert workspace.unit_files("jyj")[0]["units/jyj/jiaoyu.yaml"] == b"new"
    assert workspace.catalog_files()[0]["laws"] == b"laws"
    assert workspace.read("units/jyj/jiaoyu.yaml") == b"new"


def test_templates_own_or_shipped(base: Path, outside: Path) -> None:
    workspace = Workspace(base)
    assert workspace.templates() == DEFAULTS / "templates"
    (base / "templates").symlink_to(outside)
    assert workspace.templates() == DEFAULTS / "templates"
    (base / "templates").unlink()
    (base / "templates").mkdir()
    assert workspace.templates() == base / "templates"


def test_one_template_of_the_workspace_s_own_leaves_gkcat_s_for_the_rest(base: Path) -> None:
    own = base / "templates" / "layouts" / "mine.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("title: 我的表\nrows: items\ncolumns: []\n", encoding="utf-8")
    templates = Workspace(base).templates()
    assert prefer(templates, "layouts/mine.yaml") == own
    assert prefer(templates, "docx/base.docx") == DEFAULTS / "templates/docx/base.docx"
    assert {"layouts/mine.yaml", "layouts/qingdan.yaml"} < {*names(templates, "layouts")}


@pytest.mark.parametrize("name", ["docx/../../catalog/catalog.yaml", "layouts/../../../LICENSE", "layouts/link.yaml"])
def test_no_template_is_taken_from_elsewhere(base: Path, name: str) -> None:
    (base / "templates/layouts").mkdir(parents=True)
    (base / "templates/layouts/link.yaml").symlink_to(base / "catalog" / "catalog.yaml")
    with pytest.raises(RefusedError, match="通往别处"):
        prefer(Workspace(base).templates(), name)
