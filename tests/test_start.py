"""gkcat init: a new workspace that passes, and nothing of the user's touched."""

from pathlib import Path

import pytest

from conftest import Gkcat
from gkcat.model import LEVELS
from gkcat.shipped import TEMPLATES


@pytest.mark.parametrize("level", LEVELS)
def test_a_new_workspace_has_nothing_to_find_and_builds(tmp_path: Path, gkcat: Gkcat, level: str) -> None:
    ran = gkcat("init", "目录", "--name", "府谷县", "--level", level, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    new = tmp_path / "目录"
    assert gkcat("validate", "--strict", cwd=new).out.endswith("没有发现问题。\n")
    assert gkcat("fmt", "--check", cwd=new).code == 0
    assert gkcat("build", "--format", "csv", cwd=new).code == 0
    assert "府谷县人民政府办公室" in (new / "units/zfb/unit.yaml").read_text("utf-8")


def test_of_our_own_place_nothing_is_left(tmp_path: Path, gkcat: Gkcat) -> None:
    gkcat("init", "目录", "--name", "府谷县", "--issuer", "府谷县政务公开办公室", cwd=tmp_path)
    for path in (tmp_path / "目录").rglob("*.yaml"):
        assert "神木" not in path.read_text("utf-8"), path
    assert "issuer: 府谷县政务公开办公室\n" in (tmp_path / "目录/catalog/catalog.yaml").read_text("utf-8")


def test_the_schema_for_editors_is_the_new_catalogues_own(tmp_path: Path, gkcat: Gkcat) -> None:
    gkcat("init", ".", "--name", "府谷县", cwd=tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "schema").iterdir()}
    gkcat("schema", cwd=tmp_path)
    assert before == {name: (tmp_path / "schema" / name).read_bytes() for name in before}


def test_a_folder_with_git_alone_is_empty(tmp_path: Path, gkcat: Gkcat) -> None:
    (tmp_path / ".git").mkdir()
    assert gkcat("init", ".", "--name", "府谷县", cwd=tmp_path).code == 0
    assert "填报表" in (tmp_path / ".gitignore").read_text("utf-8")
    assert "units/*/*.yaml merge=gkcat" in (tmp_path / ".gitattributes").read_text("utf-8")


def test_a_folder_in_use_is_left_alone(tmp_path: Path, gkcat: Gkcat) -> None:
    (tmp_path / "笔记.txt").write_text("x", "utf-8")
    ran = gkcat("init", ".", "--name", "府谷县", cwd=tmp_path)
    assert ran.code == 2
    assert "请另选一个空文件夹" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["笔记.txt"]


@pytest.mark.parametrize("words", [["--name", "a: b"], ["--name", "县"], ["--name", "县", "--level", "区级"]])
def test_what_is_no_place_is_refused(tmp_path: Path, gkcat: Gkcat, words: list[str]) -> None:
    ran = gkcat("init", "目录", *words, cwd=tmp_path)
    assert ran.code == 2
    assert not (tmp_path / "目录").exists()


def test_a_template_is_copied_to_be_made_the_office_s_own(base: Path, gkcat: Gkcat) -> None:
    listed = gkcat("template", cwd=base).out.split()
    assert {"docx/base.docx", "docx/letter.docx", "layouts/qingdan.yaml", "site/page.html.j2"} <= {*listed}
    assert not [name for name in listed if name.endswith(".py") or name.startswith("start/")]
    ran = gkcat("template", "docx/letter.docx", "layouts/qingdan.yaml", cwd=base)
    assert ran.code == 0
    assert "已复制 templates/docx/letter.docx" in ran.out
    own = base / "templates/docx/letter.docx"
    assert own.read_bytes() == (TEMPLATES / "docx/letter.docx").read_bytes()
    assert gkcat("build", "--format", "docx", "--unit", "jyj", cwd=base).code == 0


@pytest.mark.parametrize(
    ("name", "said"), [("docx/none.docx", "没有模板"), ("../x", "没有模板"), ("docx/base.docx", "没有覆盖")]
)
def test_a_template_is_never_written_over(base: Path, gkcat: Gkcat, name: str, said: str) -> None:
    own = base / "templates/docx/base.docx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine")
    ran = gkcat("template", name, cwd=base)
    assert ran.code == 2
    assert said in ran.err
    assert own.read_bytes() == b"mine"
