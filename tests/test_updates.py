"""What changed from version to version: its page, each item's own history, the Atom feed."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gkcat.book import Link
from gkcat.build import Choice, build, load_catalogue
from gkcat.pipeline import begin
from gkcat.site import books as site
from gkcat.site import updates
from gkcat.volumes import Catalogue, Told, Update
from gkcat.workspace import Workspace

REPOSITORY = Path(__file__).parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"

LONGER = Told("mzj", "bzzf-001", "住房救助", "服务", "时限延长", ("10日内",), ("20日内",), "机构改革")
GONE = Told("mzj", "bzzf-099", "已并入的事项", "", "删除事项", ("甲", "乙"), ())
STRANGE = Told("none", "x-1", "<b>\x00", "", "更名", ("&",), ("]]>",))
FIRST = Update("2025年版", date(2025, 11, 1), (GONE, LONGER))
LAST = Update("", date(2026, 11, 25), (LONGER, replace(LONGER, stage="", what="更名"), STRANGE), "2025年版")


@pytest.fixture(scope="module")
def source() -> Catalogue:
    read = load_catalogue(Workspace(REPOSITORY), begin(), ())
    return replace(read, updates=(FIRST, LAST))


def with_address(source: Catalogue) -> Catalogue:
    head = source.head
    return replace(
        source, head=head.model_copy(update={"site": head.site.model_copy(update={"base_url": "https://a.cn/b"})})
    )


def test_the_latest_version_stands_first_and_items_lead_to_their_pages(source: Catalogue) -> None:
    page = next(iter(updates.update_pages(source)))
    assert page.name == "updates"
    assert [table.title for table in page.tables] == ["2025年版以来（2026年11月25日）", "2025年版（2025年11月1日）"]
    newer, older = page.tables
    assert newer.groups == (0, 2), "the changes of one item stand together"
    assert newer.rows[0] == (
        Link("住房救助", "items/mzj/bzzf-001"), Link("市民政局", "units/mzj"),
        "服务：时限延长", ("10日内",), ("20日内",), "机构改革",
    )  # fmt: skip
    assert newer.rows[2][1:3] == ("none", "更名"), "a unit that is no more is named by its id"
    assert older.rows[0][0] == Link("已并入的事项", "items/mzj/bzzf-099"), "where its page says that it is no more"


def test_a_version_without_changes_says_so(source: Catalogue) -> None:
    page = next(iter(updates.update_pages(replace(source, updates=(Update("甲", None, ()),)))))
    assert page.tables[0].title == "甲"
    assert page.tables[0].notes == ("公开事项没有变化。",)


def test_without_versions_the_page_says_so(source: Catalogue) -> None:
    page = next(iter(updates.update_pages(replace(source, updates=()))))
    assert page.tables == ()
    assert page.notes == (updates.NONE,)


def test_an_item_has_its_own_history_and_no_other(source: Catalogue) -> None:
    pages = {page.name: page for page in site.unit_pages(source, source.unit("mzj"))}
    own = pages["items/mzj/bzzf-001"].tables[-1]
    assert own.title == "修改记录"
    assert [row[:2] for row in own.rows] == [
        ("2025年版以来（2026年11月25日）", "服务：时限延长"),
        ("2025年版以来（2026年11月25日）", "更名"),
        ("2025年版（2025年11月1日）", "服务：时限延长"),
    ]
    assert [table.title for table in pages["items/mzj/bzzf-002"].tables] == ["公开内容"]


def entries(source: Catalogue) -> list[ET.Element]:
    return ET.fromstring(updates.feed(source)).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


def told(entry: ET.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def test_the_feed_has_an_entry_an_item_and_version_the_latest_first(source: Catalogue) -> None:
    found = entries(source)
    assert [told(each, "title") for each in found] == [
        "市民政局：住房救助",
        "none：<b>",
        "市民政局：已并入的事项",
        "市民政局：住房救助",
    ]
    assert told(found[0], "summary") == (
        "2025年版以来（2026年11月25日）：服务环节时限延长，原为“10日内”，现为“20日内”；更名，原为“10日内”，现为“20日内”"
    )
    assert told(found[2], "summary") == "2025年版（2025年11月1日）：删除事项，原为“甲、乙”"
    assert [told(each, "updated")[:10] for each in found] == ["2026-11-25"] * 2 + ["2025-11-01"] * 2
    assert len({told(each, "id") for each in found}) == 4
    links = [each.find(f"{ATOM}link") for each in found]
    assert [link.get("href") for link in links if link is not None] == [
        "items/mzj/bzzf-001.html", "items/none/x-1.html", "items/mzj/bzzf-099.html", "items/mzj/bzzf-001.html",
    ]  # fmt: skip


def test_the_feed_knows_its_address_and_is_the_same_at_each_build(source: Catalogue) -> None:
    addressed = with_address(source)
    assert updates.feed(addressed) == updates.feed(addressed)
    feed = ET.fromstring(updates.feed(addressed))  # noqa: S314 - likewise
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "https://a.cn/b/updates.html",
        "self": "https://a.cn/b/updates.xml",
    }
    assert feed.findtext(f"{ATOM}updated") == "2026-11-25T00:00:00+08:00"
    assert feed.findtext(f"{ATOM}id") != ET.fromstring(updates.feed(source)).findtext(f"{ATOM}id")  # noqa: S314


def test_the_feed_holds_the_latest_only(source: Catalogue) -> None:
    many = tuple(replace(LONGER, item=f"i-{number}") for number in range(150))
    assert len(entries(replace(source, updates=(FIRST, replace(LAST, changes=many))))) == 100
    assert entries(replace(source, updates=())) == []


def test_a_site_has_its_feed_and_every_page_says_where(base: Path) -> None:
    _, made = build(Workspace(base), base / "out", Choice(formats=("html",)))
    assert made
    assert (made / "site/updates.xml").is_file()
    item = next((made / "site/items").rglob("*.html")).read_text(encoding="utf-8")
    assert 'type="application/atom+xml" title="更新记录" href="../../updates.xml"' in item
