"""What a repository's tags come to on the site: the page of updates, an item's history, the feed."""

from datetime import date
from pathlib import Path

import pytest

import history
from gkcat.build import Choice, build
from gkcat.editions import updates
from gkcat.pipeline import begin
from gkcat.site.updates import NONE
from gkcat.volumes import Update
from gkcat.workspace import Workspace

ITEMS = "units/zrzyj/zhengdi.yaml"


def change(root: Path, old: str, new: str) -> None:
    path = root / ITEMS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def read(root: Path) -> tuple[Update, ...]:
    return updates(Workspace(root), begin())


def pages(root: Path, name: str = "out") -> Path:
    _, made = build(Workspace(root), root.parent / name, Choice(formats=("html",), draft=True))
    assert made
    return made / "site"


@pytest.fixture
def repo(base: Path) -> Path:
    """Tagged v1; a longer deadline tagged v2; a review and fewer channels after it."""
    history.begin(base)
    history.git(base, "tag", "v1")
    change(base, "10个工作日内", "15个工作日内")
    history.commit(base, "时限延长\n\n调整原因：机构改革\n", on="2026-11-25")
    history.git(base, "tag", "v2")
    change(base, "[政府网站, 公示栏]", "[政府网站]")
    history.commit(base, "公示栏撤了", on="2026-11-26")
    return base


def test_each_tag_is_told_against_the_one_before_and_then_what_came_since(repo: Path) -> None:
    first, last = read(repo)
    assert (first.name, first.since) == ("v2", "")
    assert [each.what for each in first.changes] == ["时限延长"]
    assert "15个工作日内" in "".join(first.changes[0].new)
    assert first.changes[0].reason == "机构改革"
    assert (last.name, last.since, last.on) == ("", "v2", date(2026, 11, 26))
    assert {each.what for each in last.changes} == {"公开方式减少"}


def test_the_site_tells_it_on_three_places_and_each_time_the_same(repo: Path) -> None:
    site = pages(repo)
    text = (site / "updates.html").read_text(encoding="utf-8")
    assert text.index("v2以来") < text.index("时限延长")
    assert "机构改革" in text
    own = [path for path in (site / "items").rglob("*.html") if "修改记录" in path.read_text(encoding="utf-8")]
    assert [path.parent.name for path in own] == ["zrzyj"] * len(own)
    assert own
    assert "时限延长" in (site / "updates.xml").read_text(encoding="utf-8")
    again = pages(repo, "again")
    assert {path.relative_to(site): path.read_bytes() for path in site.rglob("*.*") if path.is_file()} == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*.*") if path.is_file()
    }


def test_what_is_the_offices_own_business_is_not_told(repo: Path) -> None:
    history.git(repo, "tag", "v3")
    change(repo, "secrecy: {result: 可以公开", "secrecy: {result: 部分公开")
    assert read(repo)[-1].name == "v3"


def test_changed_words_say_of_what(repo: Path) -> None:
    history.git(repo, "tag", "v3")
    change(repo, "补偿标准说明", "补偿标准的说明")
    said = [each.what for each in read(repo)[-1].changes]
    assert said
    assert all("：" in each or each.startswith("公开内容") for each in said)


def test_without_tags_or_git_the_page_says_so(base: Path) -> None:
    assert read(base) == ()
    assert NONE in (pages(base) / "updates.html").read_text(encoding="utf-8")
    history.begin(base)
    assert read(base) == ()


def test_a_tag_older_than_the_catalogue_is_passed_over(tmp_path: Path, base: Path) -> None:
    kept = base.rename(tmp_path / "kept")
    base.mkdir()
    (base / "a.txt").write_text("甲", encoding="utf-8")
    history.begin(base)
    history.git(base, "tag", "v0")
    for each in kept.iterdir():
        each.rename(base / each.name)
    assert read(base) == ()
