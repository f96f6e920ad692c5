"""The workspace at a git revision is read as it was, without a checkout, and no name becomes an option."""

import gc
import os
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import history
from conftest import Gkcat
from gkcat import RefusedError, git
from gkcat.pipeline import Crew, UnitTask, begin, check, load_catalog, load_unit
from gkcat.source import MAX_BYTES
from gkcat.workspace import Workspace

ITEMS = "units/jyj/jiaoyu.yaml"


@pytest.fixture
def repo(base: Path) -> Path:
    """The base workspace in two commits: the item of jyj renamed in the second, tagged v1 and v2."""
    history.begin(base)
    history.git(base, "tag", "v1")
    text = (base / ITEMS).read_text("utf-8")
    history.commit(
        base, "改名\n\n调整原因：名称以省厅文件为准\n", {ITEMS: text.replace("招生入学", "入学")}, on="2026-11-25"
    )
    history.git(base, "tag", "-a", "-m", "第二版", "v2", on="2026-11-26T01:00:00+08:00")
    return base


def name_at(workspace: Workspace) -> str:
    return load_unit(UnitTask(workspace, "jyj", begin()))[0].entries[0].item.name


# ── reading at a revision ────────────────────────────────────────────────────


def test_read_as_it_was_and_as_it_is(repo: Path) -> None:
    now = Workspace(repo)
    old = now.at("v1")
    assert (name_at(now), name_at(old), name_at(now.at("HEAD"))) == (
        "义务教育阶段入学",
        "义务教育阶段招生入学",
        "义务教育阶段入学",
    )
    assert old.unit_ids() == now.unit_ids()
    assert old.catalog_files() == now.catalog_files()
    assert old.unit_files("zrzyj") == now.unit_files("zrzyj")
    assert old.yaml_files() == now.yaml_files()
    assert old.read("catalog/catalog.yaml") == now.read("catalog/catalog.yaml")
    assert old.read("catalog") == old.read("nothing.yaml") == old.read("../base/catalog/catalog.yaml") == b""
    assert history.git(repo, "status", "--porcelain") == ""


def test_the_pipeline_works_on_it_also_in_processes(repo: Path) -> None:
    old = Workspace(repo).at("v1")
    assert check(old).findings == ()
    assert load_catalog(pickle.loads(pickle.dumps(old)), begin())[2] == ("zrzyj", "jyj")  # noqa: S301 - our own
    with ProcessPoolExecutor(2) as pool:
        assert check(old, crew=Crew(pool)) == check(old)


def test_a_workspace_that_is_a_folder_of_the_repository(base: Path) -> None:
    history.git(base.parent, "init", "-q", "-b", "main")
    (base.parent / "base.txt").write_text("outside", "utf-8")
    first = history.commit(base.parent, "all")
    workspace = Workspace(base)
    assert workspace.at("HEAD").yaml_files() == workspace.yaml_files()
    (base / ITEMS).write_text("domain: jiaoyu\nitems: []\n", "utf-8")
    (base.parent / "units").mkdir()
    (base.parent / "units/other.yaml").write_text("", "utf-8")
    assert workspace.changed_files("HEAD") == (ITEMS,)
    second = history.commit(base.parent, "empty")
    assert workspace.changed_files(first, second) == (ITEMS,)
    assert workspace.changed_units(first, second) == frozenset({"jyj"})
    assert [each.files for each in git.commits(base, first, second, "units")] == [(ITEMS,)]


def test_the_same_is_refused_as_on_disk(base: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "unit.yaml").write_text("name: secret\n", "utf-8")
    unit = base / "units/jyj"
    (unit / "powers.yaml").symlink_to(base / "units/jyj/unit.yaml")  # absolute: on disk within, at a revision unknown
    (unit / "a.yaml").symlink_to("../zrzyj/unit.yaml")
    (unit / "b.yaml").symlink_to("../../../outside/unit.yaml")
    (unit / "c.yaml").symlink_to("nothing.yaml")
    (unit / "d.yaml").symlink_to("d.yaml")
    (unit / "e.yml").write_text("", "utf-8")
    (unit / "f").mkdir()
    (unit / "f/g.yaml").write_text("", "utf-8")
    (unit / ".hidden.yaml").write_text("", "utf-8")
    (base / "units/mzj").symlink_to("jyj/./../zrzyj")
    (base / "units/loose.yaml").write_text("", "utf-8")
    (base / "catalog/reviews").mkdir()
    (base / "catalog/reviews/x.yaml").write_text("", "utf-8")
    (base / "catalog/more.yaml").write_text("", "utf-8")
    (base / "units/big").mkdir()
    (base / "units/big/unit.yaml").write_bytes(b"#" * (MAX_BYTES + 10))
    history.begin(base)
    disk, tree = Workspace(base), Workspace(base).at("HEAD")
    (unit / "powers.yaml").unlink()
    files, findings = tree.unit_files("jyj")
    absolute = [each for each in findings if each.where.path == "units/jyj/powers.yaml"]
    assert [each.message for each in absolute] == ["链接指向目录以外，没有读取"]
    assert files == disk.unit_files("jyj")[0]
    assert [each for each in findings if each not in absolute] == disk.unit_files("jyj")[1]
    assert tree.unit_ids() == disk.unit_ids()
    assert tree.catalog_files() == disk.catalog_files()
    assert tree.unit_files("mzj") == disk.unit_files("mzj")
    assert len(tree.read("units/big/unit.yaml")) == MAX_BYTES + 1
    assert tree.read("units/zrzyj/unit.yaml") == disk.read("units/zrzyj/unit.yaml")  # after what was passed over


def test_other_than_files_and_links(repo: Path) -> None:
    """A submodule in a unit's folder is told, as what it is not."""
    inner = repo / "units/jyj/inner.yaml"
    inner.mkdir()
    history.begin(inner)
    history.git(repo, "-c", "advice.addEmbeddedRepo=false", "add", "units/jyj/inner.yaml")
    history.git(repo, "commit", "-qm", "submodule")
    findings = Workspace(repo).at("HEAD").unit_files("jyj")[1]
    assert [each.message for each in findings] == ["不是普通文件，没有读取"]


def test_an_overlay_lies_over_a_revision(repo: Path) -> None:
    old = Workspace(repo).at("v1")
    assert Workspace(repo, {ITEMS: b"new"}, old.revision).read(ITEMS) == b"new"
    assert Workspace(repo, {ITEMS: b"new"}).at("v1").read(ITEMS) == old.read(ITEMS)


def test_git_that_answers_for_long_ends_when_it_is_not_needed(repo: Path) -> None:
    Workspace(repo).at("v1").read(ITEMS)
    process = git._objects(repo, os.getpid()).process
    git._objects.cache_clear()
    gc.collect()
    assert process.returncode is not None


def test_an_object_that_is_not_there_is_no_file(repo: Path) -> None:
    assert git._blob(repo, "0" * 40, 10) == b""
    process = git._objects(repo, os.getpid()).process
    process.kill()
    process.wait()
    with pytest.raises(RefusedError, match="git"):
        git._blob(repo, "0" * 40, 10)
    git._objects.cache_clear()


# ── revisions ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["nothing", "--help", "-v", "--output=evil", "v1..v2", "", "HEAD:units", "a\0b", "^v1"]
)
def test_what_is_no_revision_is_said(repo: Path, name: str) -> None:
    for ask in (lambda: Workspace(repo).at(name), lambda: Workspace(repo).changed_units(name or "-")):
        with pytest.raises(RefusedError, match="没有版本"):
            ask()
    assert not (repo / "evil").exists()


def test_no_catalogue_at_a_revision(repo: Path) -> None:
    history.git(repo, "checkout", "-q", "--orphan", "empty")
    history.git(repo, "rm", "-rqf", "--cached", ".")
    history.git(repo, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    with pytest.raises(RefusedError, match="还没有政务公开目录"):
        Workspace(repo).at("empty")


def test_without_a_repository(base: Path) -> None:
    with pytest.raises(RefusedError, match="git 的管理之下"):
        Workspace(base).at("HEAD")


def test_without_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RefusedError, match="没有找到 git"):
        Workspace(repo).at("HEAD")


def test_a_shallow_clone_is_said(repo: Path, tmp_path: Path) -> None:
    history.git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{repo}", "shallow")
    clone = tmp_path / "shallow"
    assert git.shallow(clone)
    assert not git.shallow(repo)
    with pytest.raises(RefusedError, match="浅克隆"):
        Workspace(clone).at("v1")
    history.git(clone, "checkout", "-q", "--orphan", "other")
    history.commit(clone, "apart")
    with pytest.raises(RefusedError, match=r"没有共同的来历.*浅克隆"):
        git.merge_base(clone, "main", "other")


def test_merge_base(repo: Path) -> None:
    history.git(repo, "checkout", "-qb", "branch", "v1")
    history.commit(repo, "besides", {"units/jyj/x.yaml": ""})
    assert git.merge_base(repo, "main", "branch") == history.git(repo, "rev-parse", "v1")
    history.git(repo, "checkout", "-q", "--orphan", "other")
    history.commit(repo, "apart")
    with pytest.raises(RefusedError, match=r"没有共同的来历$"):
        git.merge_base(repo, "main", "other")


def test_tags_the_oldest_first(repo: Path) -> None:
    blob = history.git(repo, "rev-parse", "HEAD:catalog/catalog.yaml")
    history.git(repo, "tag", "of-a-file", blob)
    history.git(repo, "checkout", "-qb", "branch", "v1")
    history.commit(repo, "besides")
    history.git(repo, "tag", "on-a-branch")
    first, second = history.git(repo, "rev-parse", "v1"), history.git(repo, "rev-parse", "v2^{commit}")
    assert git.tags(repo, "main") == (
        git.Tag("v1", first, date(2026, 11, 24)),
        git.Tag("v2", second, date(2026, 11, 26)),
    )


# ── commits ──────────────────────────────────────────────────────────────────


def test_commits_with_their_files_and_trailers(repo: Path) -> None:
    found = git.commit(repo, "v2")
    assert (found.on, found.subject, found.files) == (date(2026, 11, 25), "改名", ())
    assert found.trailer("调整原因") == "名称以省厅文件为准"
    assert found.trailer("依据") == ""
    assert git.commit(repo, "v1").subject == "建立目录"
    history.git(repo, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    history.commit(repo, "\x01奇怪\x01", {"units/jyj/新 文件.yaml": "", "README": ""})
    named = [(each.subject, each.files) for each in git.commits(repo, "v1", "HEAD", "units")]
    assert named == [("\x01奇怪\x01", ("units/jyj/新 文件.yaml",)), ("改名", (ITEMS,))]
    assert [each.subject for each in git.commits(repo, "v2", "HEAD")] == ["\x01奇怪\x01"]


def test_a_merge_touches_what_it_brought(repo: Path) -> None:
    history.git(repo, "checkout", "-qb", "branch")
    history.commit(repo, "写了", {"units/jyj/x.yaml": ""})
    history.git(repo, "checkout", "-q", "main")
    history.commit(repo, "旁的", {"units/zrzyj/y.yaml": ""})
    history.git(repo, "merge", "-q", "--no-ff", "-m", "合并\n\n调整原因: 机构改革，\n 职责并入", "branch")
    merged = [each for each in git.commits(repo, "v2", "HEAD", "units") if each.subject == "合并"]
    assert [(each.files, each.trailer("调整原因")) for each in merged] == [
        (("units/jyj/x.yaml",), "机构改革，职责并入")
    ]


def test_changed_files(repo: Path) -> None:
    workspace = Workspace(repo)
    assert workspace.changed_files("v1", "v2") == (ITEMS,)
    assert workspace.changed_units("v1", "v2") == frozenset({"jyj"})
    assert workspace.changed_units("v2") == frozenset()
    shutil.rmtree(repo / "units/zrzyj")
    (repo / "units/jyj/新.yaml").write_text("", "utf-8")
    assert workspace.changed_files("v2") == ("units/jyj/新.yaml", "units/zrzyj/unit.yaml", "units/zrzyj/zhengdi.yaml")
    (repo / "catalog/laws.yaml").unlink()
    assert workspace.changed_units("v2") is None


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("1700000000 +9999", date(2023, 11, 15)),
        ("1700000000 +2400", date(2023, 11, 15)),
        ("99999999999999 +0800", date(1970, 1, 1)),
        ("-1 +0800", date(1970, 1, 1)),
        ("soon +0800", date(1970, 1, 1)),
    ],
)
def test_a_commit_may_say_any_time(repo: Path, gkcat: Gkcat, when: str, day: date) -> None:
    tree, parent = history.git(repo, "rev-parse", "HEAD^{tree}", "HEAD").split()
    made = repo / "made"
    made.write_text(f"tree {tree}\nparent {parent}\nauthor 甲 <a@b> {when}\ncommitter 甲 <a@b> {when}\n\n改\n", "utf-8")
    odd = history.git(repo, "hash-object", "-t", "commit", "-w", "--literally", made)
    assert git.commit(repo, odd).on == day
    assert gkcat("diff", "v1", odd, cwd=repo).code == 0


def test_a_tag_may_have_any_name_and_time(repo: Path) -> None:
    history.git(repo, "tag", "-a", "-m", "", "v3\u2028\x85年", on="@99999999999999 +0800")
    assert ("v3\u2028\x85年", date(1970, 1, 1)) in [(tag.name, tag.on) for tag in git.tags(repo)]


def test_the_users_own_settings_change_nothing(repo: Path) -> None:
    before = git.commit(repo, "v2"), Workspace(repo).uncommitted()
    history.git(repo, "config", "log.showSignature", "true")
    history.git(repo, "config", "color.ui", "always")
    assert (git.commit(repo, "v2"), Workspace(repo).uncommitted()) == before
    (repo / "README").write_text("", "utf-8")
    history.git(repo, "config", "status.showUntrackedFiles", "no")
    assert Workspace(repo).uncommitted() == ["README"]


def test_the_day_before_there_was_git_has_no_commit(repo: Path) -> None:
    assert git.at_day(repo, date(1900, 1, 1)) == ""
    assert git.at_day(repo, date(2026, 11, 24)) == history.git(repo, "rev-parse", "v1")
