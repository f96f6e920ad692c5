"""What an item's address leads to when the item is no more: retired, renumbered, handed over, its unit gone."""

from dataclasses import replace
from pathlib import Path

import pytest

import history
from examples import lay
from gkcat.book import Book, Link
from gkcat.build import Choice, build, load_catalogue, preview
from gkcat.pipeline import begin
from gkcat.site import books as site
from gkcat.site.gone import gone
from gkcat.volumes import Catalogue, Told, Update
from gkcat.workspace import Workspace

ITEMS = "units/zrzyj/zhengdi.yaml"
RETIRED = """\
retired:
  - {unit: zrzyj, id: zd-900, name: 征地信访登记, on: 2026-10-30, reason: 已并入征地补偿安置方案}
  - {unit: zrzyj, id: zd-901}
  - {unit: zrzyj, id: zd-001, name: 仍在目录里}
"""


def made(root: Path) -> Path:
    _, out = build(Workspace(root), root.parent / "out", Choice(formats=("html",), draft=True))
    assert out
    return out / "site"


def renamed(root: Path, old: str, new: str) -> None:
    path = root / ITEMS
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def source(base: Path) -> Catalogue:
    return load_catalogue(Workspace(base), begin(), ())


def after(source: Catalogue, *changes: Told) -> Catalogue:
    """The catalogue with versions of one change each."""
    return replace(source, updates=tuple(Update(f"v{at}", None, (each,)) for at, each in enumerate(changes)))


def told(item: str, *, unit: str = "zrzyj", former: tuple[str, str] | None = None) -> Told:
    return Told(unit, item, f"名称{item}", "", "编号变更" if former else "删除事项", (), (), "", former)


# ── from the office's list ───────────────────────────────────────────────────


def test_a_retired_item_keeps_its_page_with_day_and_reason(base: Path) -> None:
    lay(base, {"catalog/retired.yaml": RETIRED})
    items = made(base) / "items/zrzyj"
    page = (items / "zd-900.html").read_text(encoding="utf-8")
    for words in ("<h1>征地信访登记</h1>", "已撤销", "2026-10-30", "已并入征地补偿安置方案", "../../units/zrzyj.html"):
        assert words in page
    assert "<h1>zrzyj.zd-901</h1>" in (items / "zd-901.html").read_text(encoding="utf-8")
    assert "已撤销" not in (items / "zd-001.html").read_text(encoding="utf-8"), "an item that is there has its own page"


def test_a_preview_of_one_unit_makes_the_same_pages(base: Path, tmp_path: Path) -> None:
    lay(base, {"catalog/retired.yaml": RETIRED})
    out, choice = tmp_path / "out", Choice(formats=("html",), draft=True)
    preview(Workspace(base), out, choice)
    whole = {path.relative_to(out) for path in out.rglob("*.html")}
    preview(Workspace(base), out, choice, saved=[str(base / "units/jyj/jiaoyu.yaml")])
    assert {path.relative_to(out) for path in out.rglob("*.html")} == whole
    assert Path("site/items/zrzyj/zd-900.html") in whole


# ── from the versions ────────────────────────────────────────────────────────


def test_a_removed_and_a_renumbered_item_are_known_from_the_tags(base: Path) -> None:
    history.begin(base)
    history.git(base, "tag", "v1")
    renamed(base, "id: zd-001", "id: zd-011")
    text = (base / ITEMS).read_text(encoding="utf-8")
    lay(base, {ITEMS: text[: text.index("  # 涉及个人隐私")]})
    history.commit(base, "改编号，撤一项", on="2026-11-25")
    history.git(base, "tag", "v2")
    site = made(base)
    moved = (site / "items/zrzyj/zd-001.html").read_text(encoding="utf-8")
    assert '<a href="../../items/zrzyj/zd-011.html">征地补偿安置方案（市自然资源局）</a>' in moved
    assert "已移到别处" in moved
    removed = (site / "items/zrzyj/zd-002.html").read_text(encoding="utf-8")
    assert "<h1>征地信访个案材料</h1>" in removed
    assert "<h2>修改记录</h2>" in removed
    assert "v2（2026年11月25日）" in removed
    assert 'href="items/zrzyj/zd-002.html"' in (site / "updates.html").read_text(encoding="utf-8")
    assert 'href="items/zrzyj/zd-002.html"' in (site / "updates.xml").read_text(encoding="utf-8")


def test_an_item_handed_over_and_renumbered_leads_to_its_new_unit(base: Path) -> None:
    history.begin(base)
    history.git(base, "tag", "v1")
    text = (base / ITEMS).read_text(encoding="utf-8")
    (base / ITEMS).unlink()
    lay(base, {"units/jyj/zhengdi.yaml": text.replace("id: zd-001", "id: zd-011")})
    history.commit(base, "移交", on="2026-11-25")
    history.git(base, "tag", "v2")
    site = made(base)
    assert sorted(path.name for path in (site / "items/zrzyj").iterdir()) == ["zd-001.html", "zd-002.html"]
    assert "items/jyj/zd-011.html" in (site / "items/zrzyj/zd-001.html").read_text(encoding="utf-8")
    assert "items/jyj/zd-002.html" in (site / "items/zrzyj/zd-002.html").read_text(encoding="utf-8")


def test_an_item_that_moved_twice_leads_to_where_it_is(source: Catalogue) -> None:
    twice = after(source, told("b", former=("zrzyj", "a")), told("zd-001", former=("zrzyj", "b")))
    found = gone(twice)
    assert {place: each.now for place, each in found.items()} == {
        ("zrzyj", "a"): ("zrzyj", "zd-001"),
        ("zrzyj", "b"): ("zrzyj", "zd-001"),
    }


def test_what_moved_and_came_back_or_went_round_has_no_end_that_is_not_there(source: Catalogue) -> None:
    back = after(source, told("b", former=("zrzyj", "zd-001")), told("zd-001", former=("zrzyj", "b")))
    assert {place: each.now for place, each in gone(back).items()} == {("zrzyj", "b"): ("zrzyj", "zd-001")}
    lost = after(source, told("b", former=("zrzyj", "a")), told("b"))
    assert {each.now for each in gone(lost).values()} == {None}


def test_items_of_a_unit_that_is_no_more_have_pages_too(source: Catalogue) -> None:
    past = after(source, told("x-1", unit="old"), told("../up", unit="zrzyj"), told("x", unit="../.."))
    pages: dict[str, Book] = {page.name: page for page in site.shared_pages(past)}
    page = pages["items/old/x-1"]
    assert page.trail[-1] == Link("单位", "units"), "the unit has no page to lead to"
    assert [table.title for table in page.tables] == ["修改记录"]
    assert [name for name in pages if name.startswith("items/")] == ["items/old/x-1"], "an id that is none is no path"
