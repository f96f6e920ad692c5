"""The site as Books and on disk: pages that last, nothing twice, maps for machines."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from gkcat import RefusedError, opendata
from gkcat.book import Book, Column, Link, Row, Table
from gkcat.build import Choice, build, load_catalogue
from gkcat.model import Disclosure, Withheld
from gkcat.pipeline import begin
from gkcat.site import books as site
from gkcat.site import pages as paging
from gkcat.volumes import Catalogue
from gkcat.workspace import Workspace

REPOSITORY = Path(__file__).parents[1]
ADDRESS = "https://www.example.gov.cn/zwgk/"


@pytest.fixture(scope="module")
def source() -> Catalogue:
    return load_catalogue(Workspace(REPOSITORY), begin(), ())


def addressed(base: Path) -> Path:
    path = base / "catalog/catalog.yaml"
    site_lines = f"site:\n  base_url: {ADDRESS}\n  id_code: '6108810001'\n  keywords: [政务公开, 目录]\n"
    path.write_text(path.read_text(encoding="utf-8") + site_lines, encoding="utf-8")
    return base


def built(base: Path, *formats: str) -> Path:
    report, made = build(Workspace(base), base / "out", Choice(formats=formats))
    assert made, report.findings
    return made


# ── pages ────────────────────────────────────────────────────────────────────


def test_every_page_has_its_own_address_and_every_link_leads_to_one(source: Catalogue) -> None:
    pages = [*site.shared_pages(source), *site.downloads(source, [])]
    pages += [page for unit in source.units for page in site.unit_pages(source, unit)]
    names = [page.name for page in pages]
    assert len(names) == len(set(names))
    links = {
        cell.to
        for page in pages
        for table in page.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, Link)
    }
    links |= {link.to for page in pages for link in (*page.trail, *page.nav, *page.pages)}
    assert links <= set(names)


def test_items_pages_hold_their_own_disclosures_and_no_others(source: Catalogue) -> None:
    for unit in source.units:
        pages = {page.name: page for page in site.unit_pages(source, unit)}
        for entry in unit.entries:
            page = pages[f"items/{unit.id}/{entry.item.id}"]
            shown = [row[1] for table in page.tables for row in table.rows]
            assert shown == [each.content for each in entry.item.disclosures]
            facts = dict(page.facts)
            assert ("不予公开理由" in facts) == (entry.item.withheld is not None)


def test_stage_pages_hold_all_disclosures_of_the_stage(source: Catalogue) -> None:
    pages = [page for page in site.shared_pages(source) if page.name.startswith("stages/juece")]
    rows = sum(len(table.rows) for page in pages for table in page.tables)
    assert rows == sum(
        each.stage == "决策" for unit in source.units for entry in unit.entries for each in entry.item.disclosures
    )
    assert len(pages) > 1 or rows <= 150


def test_the_words_of_stage_addresses_are_told_apart() -> None:
    assert site.slugs(["决策", "绝策", "A/../b", "！", "？"]) == {
        "决策": "juece", "绝策": "juece2", "A/../b": "ab", "！": "4", "？": "5",
    }  # fmt: skip


def table(rows: int, group: int) -> Table:
    body: tuple[Row, ...] = tuple((at // group, at) for at in range(rows))
    return Table("表", (Column("a", ("甲",), merge=True), Column("b", ("乙",))), body, tuple(range(0, rows, group)))


@pytest.mark.parametrize(("rows", "group", "pages"), [(0, 1, 1), (150, 1, 1), (151, 1, 2), (600, 7, 4), (400, 300, 2)])
def test_long_pages_are_cut_between_groups(rows: int, group: int, pages: int) -> None:
    book = Book("units/a", "甲", (table(rows, group),), address=f"{ADDRESS}units/a.html", facts=(("数", 1),))
    made = [*paging.paged(book)]
    assert len(made) == pages
    assert [row for page in made for table in page.tables for row in table.rows] == [*book.tables[0].rows]
    firsts = [page.tables[0].rows[0][0] for page in made if page.tables[0].rows]
    assert len(firsts) == len(set(firsts)), "no group stands on two pages"
    assert [page.name for page in made] == ["units/a", *(f"units/a.{n}" for n in range(2, pages + 1))]
    assert all(page.address == f"{ADDRESS}{page.name}.html" for page in made)
    assert [bool(page.facts) for page in made] == [True] + [False] * (pages - 1)


def test_without_the_layouts_of_the_site_the_office_is_told(source: Catalogue) -> None:
    without = Catalogue(source.catalog, source.head, source.units, {})
    with pytest.raises(RefusedError, match=r"没有 site-home\.yaml"):
        list(site.shared_pages(without))


def test_a_sheet_for_the_board_is_made_and_led_to_only_where_something_stands_on_it(source: Catalogue) -> None:
    head = source.head.model_copy(update={"site": source.head.site.model_copy(update={"base_url": ADDRESS})})
    known = replace(source, head=head)
    unit = next(each for each in source.units if each.id == "mzj")
    withheld = replace(unit.entries[0], item=unit.entries[0].item.model_copy(update=WITHHELD))
    for entries, sheets in (((), 0), ((withheld,), 0), ((withheld, unit.entries[1]), 1)):
        pages = {page.name: page for page in site.unit_pages(known, replace(unit, entries=entries))}
        assert ("notices/mzj" in pages) == bool(sheets)
        assert ("公示栏用页" in dict(pages["units/mzj"].facts)) == bool(sheets)
    assert dict(pages["notices/mzj"].facts)["公开事项"] == 1, "as many as are listed"


WITHHELD = {
    "disclosures": (),
    "withheld": Withheld(reason="个人隐私", basis="《中华人民共和国政府信息公开条例》第十五条"),
}


def test_a_page_on_which_nothing_is_listed_says_so(source: Catalogue) -> None:
    none = replace(source, units=tuple(replace(unit, entries=()) for unit in source.units))
    pages = {page.name: page for page in (*site.shared_pages(none), *site.unit_pages(none, none.units[0]))}
    for name in ("domains/zhengdi-buchang", "stages/juece", f"units/{none.units[0].id}", "withheld"):
        assert pages[name].notes == ("目录里暂时没有这方面的公开事项。",), name
    assert not next(page for page in site.shared_pages(source) if page.name == "withheld").notes


def test_the_column_of_a_page_is_the_one_it_stands_in(source: Catalogue) -> None:
    """《政府网站发展指引》: a page's ColumnName is its own column's, not that of the site's whole branch."""
    unit = next(each for each in source.units if each.id == "mzj")
    pages = {page.name: dict(page.meta) for page in (*site.shared_pages(source), *site.unit_pages(source, unit))}
    named = {name: pages[name]["ColumnName"] for name in ("items/mzj/bzzf-001", "units/mzj", "about")}
    assert named == {"items/mzj/bzzf-001": "保障性住房", "units/mzj": "单位", "about": "说明"}


def test_no_search_engine_is_to_keep_the_page_that_is_shown_for_none(source: Catalogue) -> None:
    pages = {page.name: page for page in site.shared_pages(source)}
    assert ("robots", "noindex") in pages["404"].meta
    assert ("robots", "noindex") not in pages["index"].meta


# ── on disk ──────────────────────────────────────────────────────────────────


def test_the_site_holds_its_downloads_by_itself_and_nothing_takes_room_twice(base: Path) -> None:
    out = built(base)
    offered = [path for path in (out / "site/files").rglob("*") if path.is_file() and path.name != "datasets.json"]
    assert {path.relative_to(out / "site/files") for path in offered} == {
        path.relative_to(out) for folder in ("filing", "data") for path in (out / folder).rglob("*") if path.is_file()
    }
    assert all(path.samefile(out / path.relative_to(out / "site/files")) for path in offered)


def test_what_is_filed_first_is_offered_first(source: Catalogue) -> None:
    """附件1 and 附件2 on top: by name 不予公开事项清单 would be."""
    titles = ("不予公开事项清单", "政务公开事项标准目录", "政务公开责任单位表", "责任书")
    paths = [f"filing/神木市{title}.docx" for title in titles] + ["filing/领域/征地补偿政务公开事项标准目录.docx"]
    (page,) = site.downloads(source, [(path, 1) for path in sorted(paths)])
    shown = [cell.text for row in page.tables[0].rows for cell in row if isinstance(cell, Link)]
    assert shown == [paths[at].rpartition("/")[2] for at in (2, 1, 0, 3, 4)]


def test_copies_are_made_where_the_disk_has_no_links(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.link", fail)
    out = built(base, "html", "csv")
    assert (out / "site/files/data/full.csv").read_bytes() == (out / "data/full.csv").read_bytes()


def test_an_address_gives_a_map_codes_and_sheets_for_the_board(base: Path) -> None:
    out = built(addressed(base), "html")
    locations = [each.text or "" for each in ET.parse(out / "site/sitemap.xml").iter() if each.tag.endswith("loc")]  # noqa: S314 - our own file
    pages = {path.relative_to(out / "site").as_posix() for path in (out / "site").rglob("*.html")} - {"404.html"}
    assert {each.removeprefix(ADDRESS) for each in locations} == pages
    assert f"Sitemap: {ADDRESS}sitemap.xml\n" in (out / "site/robots.txt").read_text(encoding="utf-8")
    sheet = (out / "site/notices/jyj.html").read_text(encoding="utf-8")
    assert f'rel="canonical" href="{ADDRESS}units/jyj.html"' in sheet
    assert "<svg" in sheet
    item = next((out / "site/items/jyj").glob("*.html")).read_text(encoding="utf-8")
    assert '<meta name="SiteIDCode" content="6108810001">' in item
    assert '<meta name="SiteDomain" content="www.example.gov.cn">' in item
    assert '<meta name="ColumnKeywords" content="政务公开；目录">' in item


def test_two_builds_with_an_address_are_the_same_to_the_byte(base: Path) -> None:
    files = [
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        for out in (built(addressed(base)), built(base))
    ]
    assert files[0] == files[1]


def test_without_an_address_there_is_neither(base: Path) -> None:
    out = built(base, "html")
    assert not (out / "site/sitemap.xml").exists()
    assert not (out / "site/notices").exists()
    assert "canonical" not in (out / "site/index.html").read_text(encoding="utf-8")


# ── open data ────────────────────────────────────────────────────────────────


def test_the_nested_data_keep_to_their_schema_and_hold_everything(source: Catalogue) -> None:
    said = json.loads(json.dumps(opendata.catalogue(source, source.units)))
    Draft202012Validator.check_schema(opendata.schema())
    Draft202012Validator(opendata.schema()).validate(said)
    items = [item for unit in said["units"] for item in unit["items"]]
    assert len({item["full_id"] for item in items}) == len(items)
    entries = [entry for unit in source.units for entry in unit.entries]
    kept = set(Disclosure.model_fields)
    for item, entry in zip(items, entries, strict=True):
        again = [Disclosure.model_validate({key: row[key] for key in kept & row.keys()}) for row in item["disclosures"]]
        assert tuple(again) == entry.item.disclosures
    terms = [term for item in items for row in item["disclosures"] for term in row["terms"]]
    assert {"within", "periodic", "standing"} <= {term["kind"] for term in terms}


def test_the_schema_beside_the_data_is_the_one_in_the_repository(base: Path) -> None:
    out = built(base, "json")
    said = (out / "data" / opendata.SCHEMA).read_text(encoding="utf-8")
    assert said == (REPOSITORY / "schema" / opendata.SCHEMA).read_text(encoding="utf-8"), "run gkcat schema"
    one = json.loads((out / "data/units/jyj.json").read_text(encoding="utf-8"))
    assert [unit["id"] for unit in one["units"]] == ["jyj"]
    assert (out / "data/units" / one["$schema"]).resolve() == out / "data" / opendata.SCHEMA


def test_what_is_for_the_office_alone_is_not_in_the_open_data(source: Catalogue) -> None:
    said = opendata.catalogue(source, source.units)
    assert not {"liaison", "leader"} & {key for unit in json.loads(json.dumps(said))["units"] for key in unit}


def test_the_data_are_described_with_size_and_checksum(base: Path) -> None:
    out = built(addressed(base), "html", "csv", "xlsx")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    known = {file["path"]: file for file in manifest["files"]}
    said = json.loads((out / "site/files/datasets.json").read_text(encoding="utf-8"))
    assert len(said["dcat:distribution"]) > 2
    page = (out / "site/downloads.html").read_text(encoding="utf-8")
    assert '"encodingFormat": "text/csv"' in page
    for each in said["dcat:distribution"]:
        assert each["dcat:downloadURL"].isascii()
        path = unquote(each["dcat:downloadURL"]).removeprefix(f"{ADDRESS}files/")
        assert each["dcat:byteSize"] == known[path]["bytes"]
        assert each["spdx:checksum"]["spdx:checksumValue"] == known[path]["sha256"]


def test_the_database_holds_every_table(base: Path) -> None:
    out = built(base, "sqlite")
    with closing(sqlite3.connect(out / "data/catalog.sqlite")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {"单位", "领域", "事项", "政务公开事项全要素表"} <= set(tables)
        assert database.execute('SELECT count(*) FROM "单位"').fetchone() == (2,)
