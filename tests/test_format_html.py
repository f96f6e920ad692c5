"""A Book as a page: read again with the standard library's HTML parser."""

import json
import os
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gkcat import RefusedError, markup
from gkcat.book import Book, Cell, Column, Link, Row, Table, Ticks
from gkcat.formats import html

TEMPLATES = Path(__file__).parents[1] / "templates"
COLUMNS = (
    Column("number", ("序号",), width=3, align="center", merge=True),
    Column("name", ("公开事项", "事项名称"), merge=True),
    Column("type", ("公开事项", "权力类型"), merge=True),
    Column("content", ("公开内容",), width=20),
)
ROWS: tuple[Row, ...] = (
    (1, "甲", "行政许可", ("上", "下")),
    (1, "甲", "行政给付", "一行"),
    (2, "乙", "行政检查", None),
)
BOOK = Book("domains/zhengdi", "征地补偿", (Table("公开事项", COLUMNS, ROWS, (0, 2)),))
HOSTILE = "\"'><script>alert(1)</script>&amp;{{ 7 * 7 }}%s%(x)s%"
VOID = {"meta", "link", "col", "input", "br"}


class Page(HTMLParser):
    """What a page holds: each element with its attributes and the text inside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(text)
        assert not self._open, "each element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inner: list[str] = []
        self.elements.append((tag, {name: value or "" for name, value in attrs}, inner))
        if tag not in VOID:
            self._open.append((tag, inner))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, inner in self._open:
            inner.append(data)

    def all(self, tag: str, **wanted: str) -> list[str]:
        """The text of each such element."""
        return [
            "".join(inner).strip()
            for name, has, inner in self.elements
            if name == tag and wanted.items() <= has.items()
        ]

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [has for name, has, _ in self.elements if name == tag]


def page(book: Book, folder: Path) -> Page:
    return Page(html.write(book, folder, TEMPLATES).read_text(encoding="utf-8"))


def one(cell: Cell, folder: Path, name: str = "units/mzj") -> Page:
    return page(Book(name, "标题", (Table("表", COLUMNS[3:], ((cell,),)),)), folder)


# ── the page ─────────────────────────────────────────────────────────────────


def test_path_folders_and_bytes(tmp_path: Path) -> None:
    path = html.write(BOOK, tmp_path / "site", TEMPLATES)
    assert path == tmp_path / "site" / "domains" / "zhengdi.html"
    first = path.read_bytes()
    assert html.write(BOOK, tmp_path / "site", TEMPLATES).read_bytes() == first
    assert b"\r" not in first


@pytest.mark.parametrize(("name", "root"), [("index", ""), ("units/mzj", "../"), ("items/mzj/bzzf-001", "../../")])
def test_everything_is_relative_to_the_page(name: str, root: str, tmp_path: Path) -> None:
    trail = (Link("首页", "index"), Link("民政局", "units/mzj"))
    read = page(replace(BOOK, name=name, trail=trail), tmp_path)
    assert {each["href"] for each in read.attributes("link")} == {root + "assets/style.css", root + "assets/icon.svg"}
    assert [each["src"] for each in read.attributes("script")] == [root + "assets/site.js"]
    assert {each["href"] for each in read.attributes("a")} == {
        "#content",
        root + "index.html",
        root + "units/mzj.html",
    }


def test_frame_of_the_page(tmp_path: Path) -> None:
    book = replace(
        BOOK,
        subtitle="副题",
        marks=("示例", "草稿"),
        issuer="市政府办",
        day=date(2017, 11, 2),
        trail=(Link("公开目录", "index"),),
        notes=("说明一",),
    )
    read = page(book, tmp_path)
    assert read.attributes("html") == [{"lang": "zh-CN"}]
    assert read.all("title") == ["［示例·草稿］征地补偿 - 公开目录"]
    assert read.all("p", **{"class": "site"}) == ["公开目录"]
    assert read.all("p", **{"class": "marks"}) == ["示例草稿"]
    assert read.all("p", **{"class": "subtitle"}) == ["副题"]
    assert read.all("p", **{"class": "note"}) == ["说明一"]
    assert read.all("h1") == ["征地补偿"]
    assert read.all("li", **{"aria-current": "page"}) == ["征地补偿"]
    assert "".join(read.all("footer")).split() == ["编制单位：市政府办", "版本日期：2017年11月2日", "示例、草稿"]
    meta = {each["name"]: each["content"] for each in read.attributes("meta") if "name" in each}
    assert meta["viewport"] == "width=device-width, initial-scale=1"
    assert meta["description"] == "征地补偿，副题，市政府办，2017年11月2日"
    assert meta["PubDate"] == "2017-11-02"


def test_home_page_has_no_trail_and_no_marks(tmp_path: Path) -> None:
    read = page(replace(BOOK, name="index"), tmp_path)
    assert read.all("p", **{"class": "site"}) == ["征地补偿"]
    assert "当前位置" not in read.text
    assert "marks" not in read.text


SITE = replace(
    BOOK,
    name="items/mzj/bzzf-001",
    title="救助 </script><b>&",
    address="https://www.example.gov.cn/zwgk/items/mzj/bzzf-001.html",
    trail=(Link("公开目录", "index"), Link("领域", "domains")),
    nav=(Link("首页", "index"), Link("查找", "search")),
    meta=(("SiteDomain", "www.example.gov.cn"), ("ColumnName", '领"域')),
)


@pytest.mark.parametrize("book", [BOOK, SITE, replace(SITE, name="search"), replace(SITE, name="index")])
def test_only_the_sites_own_files_run_and_nothing_comes_from_elsewhere(book: Book, tmp_path: Path) -> None:
    read = page(replace(book, facts=(("网址", Link("外", "https://example.com")),)), tmp_path)
    policy = next(each["content"] for each in read.attributes("meta") if "http-equiv" in each)
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    tags = {tag for tag, _, _ in read.elements}
    assert not tags & {"iframe", "img", "style", "base", "object"}
    for text, has in zip(read.all("script"), read.attributes("script"), strict=True):
        if has.get("type") == "application/ld+json":
            json.loads(text)
        else:
            assert not text
            assert re.fullmatch(r"(\.\./)*assets/\w+\.js", has["src"])
    names = {name for _, attributes, _ in read.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}
    sources = [has["src"] for _, has, _ in read.elements if "src" in has]
    assert not [source for source in sources if ":" in source or source.startswith("/")]


def test_an_address_is_said_to_machines_and_drawn_as_a_code(tmp_path: Path) -> None:
    read = page(SITE, tmp_path)
    assert {"rel": "canonical", "href": SITE.address} in read.attributes("link")
    meta = {each.get("name") or each.get("property"): each.get("content") for each in read.attributes("meta")}
    assert meta["SiteDomain"] == "www.example.gov.cn"
    assert meta["ColumnName"] == '领"域'
    assert meta["og:url"] == SITE.address
    said = json.loads(next(iter(read.all("script", type="application/ld+json"))))
    steps = [(each["position"], each["name"], each["item"]) for each in said["@graph"][0]["itemListElement"]]
    assert steps == [
        (1, "公开目录", "https://www.example.gov.cn/zwgk/index.html"),
        (2, "领域", "https://www.example.gov.cn/zwgk/domains.html"),
        (3, SITE.title, SITE.address),
    ]
    assert read.attributes("svg")[0]["class"] == "code"
    assert not page(replace(SITE, address=""), tmp_path).attributes("svg")


def test_the_page_for_wrong_addresses_knows_its_root(tmp_path: Path) -> None:
    lost = replace(SITE, name="404", address="https://www.example.gov.cn/zwgk/404.html")
    assert page(lost, tmp_path).attributes("script")[0]["src"] == "/zwgk/assets/site.js"
    assert page(replace(lost, address=""), tmp_path).attributes("script")[0]["src"] == "assets/site.js"


def test_nav_search_and_pager(tmp_path: Path) -> None:
    book = replace(BOOK, name="index", nav=SITE.nav, pages=(Link("第1页", "index"), Link("第2页", "index.2")))
    read = page(book, tmp_path)
    assert [each["href"] for each in read.attributes("a")][-1] == "index.2.html"
    assert read.all("li", **{"aria-current": "page"}) == ["第1页"]
    assert read.attributes("form") == [{"class": "search", "action": "search.html", "method": "get"}]
    assert not page(replace(book, nav=()), tmp_path).attributes("form")


def test_cards_have_the_first_cell_on_top(tmp_path: Path) -> None:
    rows: tuple[Row, ...] = ((Link("甲<", "units/a"), "许可"), ("乙", None))
    read = page(replace(BOOK, tables=(Table("卡片", COLUMNS[1:3], rows, look="cards"),)), tmp_path)
    assert read.all("li") == ["甲<公开事项·权力类型 许可", "乙"]
    assert read.all("p", **{"class": "name"}) == ["甲<", "乙"]


def test_bars_are_a_table_with_lengths(tmp_path: Path) -> None:
    columns = (Column("name", ("方式",)), Column("count", ("条数",)))
    rows: tuple[Row, ...] = (("网站", 40), ("公报", 1), ("电话", 0))
    read = page(replace(BOOK, tables=(Table("条形", columns, rows, look="bars"),)), tmp_path)
    assert read.all("th", scope="row") == ["网站", "公报", "电话"]
    assert read.all("td") == ["40", "1", "0"]
    assert [has["class"] for has in read.attributes("span")] == ["bar w75", "bar w2", "bar w0"]


def test_shaded_columns_are_darker_the_larger_the_number(tmp_path: Path) -> None:
    columns = (Column("a", ("甲",), shade=True), Column("b", ("乙",), shade=True), Column("c", ("丙",)))
    rows: tuple[Row, ...] = ((1, 10, 10), (0, 5, 10))
    read = page(replace(BOOK, tables=(Table("深浅", columns, rows),)), tmp_path)
    assert [has["class"] for has in read.attributes("span")] == ["s1", "s5", "s3"]
    assert read.all("td") == ["1", "10", "10", "0", "5", "10"]


def test_a_line_that_ends_with_an_address_leads_there(tmp_path: Path) -> None:
    read = one(("2026-10-20 https://example.com/?a=1&b=2", "见 javascript://alert(1)", "https://a b"), tmp_path)
    assert [each["href"] for each in read.attributes("a")] == ["#content", "https://example.com/?a=1&b=2"]
    assert read.all("p") == [
        "标题",
        "2026-10-20 https://example.com/?a=1&b=2",
        "见 javascript://alert(1)",
        "https://a b",
    ]


def test_facts_are_a_list_of_definitions(tmp_path: Path) -> None:
    facts = (("依据", ("一", "二")), ("事项", 12), ("领域", Link("征地", "domains/zhengdi")), ("无", None))
    read = page(replace(BOOK, facts=facts), tmp_path)
    assert read.all("dt") == ["依据", "事项", "领域", "无"]
    assert read.all("dd") == ["一二", "12", "征地", ""]


def test_portrait_is_said_to_the_printer(tmp_path: Path) -> None:
    assert page(BOOK, tmp_path).attributes("body") == [{}]
    assert page(replace(BOOK, landscape=False), tmp_path).attributes("body") == [{"class": "portrait"}]


# ── tables ───────────────────────────────────────────────────────────────────


def test_nested_head(tmp_path: Path) -> None:
    read = page(BOOK, tmp_path)
    assert list(zip(read.all("th"), read.attributes("th"), strict=True)) == [
        ("序号", {"scope": "col", "rowspan": "2"}),
        ("公开事项", {"scope": "colgroup", "colspan": "2"}),
        ("公开内容", {"scope": "col", "rowspan": "2"}),
        ("事项名称", {"scope": "col"}),
        ("权力类型", {"scope": "col"}),
    ]
    assert [each["class"] for each in read.attributes("col")] == ["w7", "w23", "w23", "w47"]
    assert read.all("caption") == ["公开事项"]


def test_what_holds_for_a_group_spans_its_rows(tmp_path: Path) -> None:
    read = page(BOOK, tmp_path)
    cells = [(text, has.get("rowspan")) for text, has in zip(read.all("td"), read.attributes("td"), strict=True)]
    assert cells == [
        ("1", "2"), ("甲", "2"), ("行政许可", None), ("上下", None),
        ("行政给付", None), ("一行", None),
        ("2", None), ("乙", None), ("行政检查", None), ("", None),
    ]  # fmt: skip
    assert len(read.all("tbody")) == 2


def test_what_holds_for_some_rows_of_a_group_is_repeated(tmp_path: Path) -> None:
    rows = (("甲", "一"), ("甲", "二"), ("乙", "三"))
    read = page(replace(BOOK, tables=(Table("表", COLUMNS[1:3], rows, (0,)),)), tmp_path)
    assert read.all("td") == ["甲", "一", "甲", "二", "乙", "三"]
    assert "rowspan" not in {name for has in read.attributes("td") for name in has}


def test_cells_carry_their_label_and_place(tmp_path: Path) -> None:
    cells = page(BOOK, tmp_path).attributes("td")
    assert cells[0] == {"data-label": "序号", "class": "c", "rowspan": "2"}
    assert cells[2] == {"data-label": "公开事项·权力类型"}


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    read = page(replace(BOOK, tables=(Table("空表", COLUMNS, (), notes=("表注",)),)), tmp_path)
    assert read.all("h2") == ["空表"]
    assert read.all("p", **{"class": "note"}) == ["暂无。", "表注"]
    assert not read.all("table")


@pytest.mark.parametrize(("rows", "lengths"), [(100, [100]), (101, [51, 50]), (250, [84, 84, 82])])
def test_a_long_table_is_split(rows: int, lengths: list[int], tmp_path: Path) -> None:
    table = Table("长表", COLUMNS[3:], tuple((f"第{i}行",) for i in range(rows)), notes=("表注",))
    read = page(replace(BOOK, tables=(table,)), tmp_path)
    assert [text.count("第") for text in read.all("table")] == [n + (len(lengths) > 1) for n in lengths]
    assert read.all("td") == [f"第{i}行" for i in range(rows)]
    assert read.all("p", **{"class": "note"}) == ["表注"]


def test_parts_end_where_groups_end(tmp_path: Path) -> None:
    rows = tuple((1 + i // 7, f"事项{i // 7}", "许可", f"内容{i}") for i in range(210))
    table = Table("长表", COLUMNS, rows, tuple(range(0, 210, 7)))
    read = page(replace(BOOK, tables=(table,)), tmp_path)
    assert read.all("caption") == [
        "长表（第1–70行，共210行）",
        "长表（第71–140行，共210行）",
        "长表（第141–210行，共210行）",
    ]
    assert {has["rowspan"] for has in read.attributes("td") if "rowspan" in has} == {"7"}


def test_a_group_too_long_for_a_part_is_cut(tmp_path: Path) -> None:
    rows = tuple(("甲", f"内容{i}") for i in range(230))
    read = page(replace(BOOK, tables=(Table("表", COLUMNS[1::2], rows, (0,)),)), tmp_path)
    assert [has["rowspan"] for has in read.attributes("td") if "rowspan" in has] == ["100", "100", "30"]
    assert read.all("td", **{"data-label": "公开事项·事项名称"}) == ["甲"] * 3


def test_jump_links_lead_somewhere(tmp_path: Path) -> None:
    long = Table("长表", COLUMNS[3:], tuple((f"第{i}行",) for i in range(150)))
    read = page(replace(BOOK, tables=(*BOOK.tables, long)), tmp_path)
    ids = [has["id"] for _, has, _ in read.elements if "id" in has]
    assert len(ids) == len(set(ids))
    jumps = [has["href"][1:] for has in read.attributes("a") if has["href"].startswith("#")]
    assert jumps == ["content", "t1", "t2", "t2-1", "t2-2"]
    assert set(jumps) <= set(ids)


# ── cells ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "text"),
    [("字", "字"), (("上", "下"), "<p>上</p><p>下</p>"), ((), ""), (True, "√"), (False, ""), (None, ""), ("", ""),
     (-7, "-7"), (0, "0"), (date(2017, 10, 12), "2017-10-12"), ("=1+1", "=1+1"), ("a\nb", "a\nb")],
)  # fmt: skip
def test_cells(cell: Cell, text: str, tmp_path: Path) -> None:
    assert f'<td data-label="公开内容">{text}</td>' in one(cell, tmp_path).text


def test_ticks_show_what_is_not_chosen_as_such(tmp_path: Path) -> None:
    read = one(Ticks(("网站", "公报", "公示栏"), frozenset({"网站", "公示栏", "表外"})), tmp_path)
    assert read.all("p", **{"class": "on"}) == ["■网站", "■公示栏"]
    assert read.all("p", **{"class": "off"}) == ["□公报"]


@pytest.mark.parametrize(
    ("to", "href"),
    [
        ("index", "../index.html"),
        ("items/mzj/bzzf-001", "../items/mzj/bzzf-001.html"),
        ("units/民政", "../units/%E6%B0%91%E6%94%BF.html"),
        ("https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2"),
        ("HTTP://example.com", "HTTP://example.com"),
        ("files/filing/目录（一）.docx", "../files/filing/%E7%9B%AE%E5%BD%95%EF%BC%88%E4%B8%80%EF%BC%89.docx"),
    ],
)
def test_links(to: str, href: str, tmp_path: Path) -> None:
    link = one(Link("字", to), tmp_path).attributes("a")[-1]
    assert link["href"] == href
    assert link.get("rel") == ("noopener noreferrer" if "://" in to else None)


@pytest.mark.parametrize(
    "to",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.c",
        "//evil.example",
        "/etc/passwd",
        "../../etc/passwd",
        "units/../../x",
        "units/.ssh",
        "file:///etc/passwd",
        "files/../x",
        "files//x",
        "files/.ssh",
        "https://",
        "https://a b",
        "https://a\nb",
        "http:evil.example",
        "units\\x",
        "",
        ".",
        "units/",
        "x?y",
        'x"y',
    ],
)
def test_other_links_are_only_words(to: str, tmp_path: Path) -> None:
    read = one(Link("字", to), tmp_path)
    assert [each["href"] for each in read.attributes("a")] == ["#content"]
    assert read.all("td") == ["字"]


# ── hostile input ────────────────────────────────────────────────────────────


def test_text_stays_text_everywhere(tmp_path: Path) -> None:
    columns = (Column("a", (HOSTILE, HOSTILE), merge=True), Column("b", (HOSTILE, "b")), Column("c", ("c",)))
    cells = (HOSTILE, (HOSTILE, HOSTILE), Ticks((HOSTILE,), frozenset({HOSTILE})))
    more = (HOSTILE, Link(HOSTILE, "https://example.com/" + "\"'><script>"), None)
    book = Book(
        "index",
        HOSTILE,
        (Table(HOSTILE, columns, (cells, more), (0,), (HOSTILE,)),),
        HOSTILE,
        (HOSTILE,),
        ((HOSTILE, HOSTILE),),
        (HOSTILE,),
        (Link(HOSTILE, "index"), Link(HOSTILE, HOSTILE)),
        HOSTILE,
    )
    read = page(book, tmp_path)
    assert read.attributes("script") == [{"src": "assets/site.js"}]
    assert read.all("td") == [HOSTILE, HOSTILE * 2, "■" + HOSTILE, HOSTILE, ""]
    assert read.all("h1") == read.all("dt") == read.all("dd") == [HOSTILE]
    assert read.attributes("td")[0]["data-label"] == f"{HOSTILE}·{HOSTILE}"
    assert read.all("li", **{"aria-current": "page"}) == [HOSTILE]


def test_characters_no_page_may_hold_are_dropped(tmp_path: Path) -> None:
    text = one("上\x00\x0b\x1f\x7f\x85\ud800\ufffe下\t\U00020000", tmp_path).text
    assert ">上下\t\U00020000</td>" in text


# ── templates and assets ─────────────────────────────────────────────────────


def site(folder: Path, text: str) -> Path:
    (folder / "site" / "assets").mkdir(parents=True)
    (folder / "site" / "page.html.j2").write_text(text, encoding="utf-8")
    return folder


def test_a_workspace_has_its_own_page(tmp_path: Path) -> None:
    own = site(tmp_path, "{% include 'head.j2' %}{{ book.title }}")
    (own / "site" / "head.j2").write_text("<b>", encoding="utf-8")
    assert html.write(replace(BOOK, title="<i>"), tmp_path, own).read_text(encoding="utf-8") == "<b>&lt;i&gt;"


def test_templates_run_in_a_sandbox(tmp_path: Path) -> None:
    own = site(tmp_path, "{{ book.__class__.__mro__ }}")
    with pytest.raises(RefusedError, match="网页模板"):
        html.write(BOOK, tmp_path, own)


def test_templates_do_not_read_outside_their_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    own = site(tmp_path / "a", "{% include '../../secret' %}")
    with pytest.raises(RefusedError, match="网页模板"):
        html.write(BOOK, tmp_path, own)
    linked = site(tmp_path / "b", "{% include 'link' %}")
    (linked / "site" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(RefusedError, match="网页模板"):
        html.write(BOOK, tmp_path, linked)


def test_assets_are_copied_once_a_site(tmp_path: Path) -> None:
    written = html.assets(tmp_path / "site", TEMPLATES)
    assert [path.name for path in written] == ["icon.svg", "search.js", "share.png", "site.js", "style.css"]
    assert all(path.read_bytes() == (TEMPLATES / "site" / "assets" / path.name).read_bytes() for path in written)


def test_assets_that_lead_elsewhere_are_refused(tmp_path: Path) -> None:
    own = site(tmp_path / "own", "")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (own / "site" / "assets" / "link.css").symlink_to(tmp_path / "secret")
    with pytest.raises(RefusedError, match="通往别处"):
        html.assets(tmp_path / "out", own)


def test_own_assets_stand_beside_gkcat_s(tmp_path: Path) -> None:
    own = site(tmp_path / "own", "")
    (own / "site" / "assets" / "up").symlink_to(tmp_path)
    (own / "site" / "assets" / "style.css").write_text("a{}", encoding="utf-8")
    (own / "site" / "assets" / "more.css").write_text("b{}", encoding="utf-8")
    made = html.assets(tmp_path / "out", own)
    shipped = {path.name for path in (TEMPLATES / "site" / "assets").iterdir()}
    assert {path.name for path in made} == shipped | {"more.css"}
    assert (tmp_path / "out" / "assets" / "style.css").read_text(encoding="utf-8") == "a{}"


def test_the_stylesheet_loads_nothing_and_knows_each_class(tmp_path: Path) -> None:
    style = (TEMPLATES / "site" / "assets" / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face|gradient|box-shadow", style)
    assert all(f".w{n}{{width:{n}%}}" in style for n in range(1, 101))
    book = replace(BOOK, marks=("示例",), trail=(Link("首页", "index"),), subtitle="副题", landscape=False)
    used = {name for _, has, _ in page(book, tmp_path).elements for name in has.get("class", "").split()}
    assert {name for name in used if f".{name}" not in style} == set()


def contrast(one: str, two: str) -> float:
    """WCAG's ratio of two colours #rrggbb or #rgb."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(two)))
    return (bright + 0.05) / (dark + 0.05)


def test_both_palettes_can_be_read() -> None:
    style = (TEMPLATES / "site" / "assets" / "style.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--(\w+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(palettes) == 2
    for colours in palettes:
        for ground in ("paper", "shade"):
            for text in ("ink", "quiet", "link", "visited", "mark"):
                assert contrast(colours[ground], colours[text]) >= 4.5, (ground, text)
        for ground in ("found", "s1", "s2", "s3", "s4", "s5"):
            assert contrast(colours[ground], colours["ink"]) >= 4.5, ground


def test_a_page_is_whole_though_the_disk_takes_it_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = html.write(BOOK, tmp_path / "at once", TEMPLATES).read_bytes()
    write_some = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write_some(file, data[:700]))
    assert html.write(BOOK, tmp_path / "in pieces", TEMPLATES).read_bytes() == whole
    assert len(whole) > 700


def test_a_page_is_not_to_be_run(tmp_path: Path) -> None:
    assert html.write(BOOK, tmp_path, TEMPLATES).stat().st_mode & 0o111 == 0


def test_cells_are_made_once_but_for_numbers_and_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = markup.Cells("../")
    assert [cells[cell] for cell in (1, True, 0, False, None, "", ())] == ["1", "√", "0", "", "", "", ""]
    assert (cells[Link("甲", "units/a")], cells["甲", "units/a"]) == (
        '<a href="../units/a.html">甲</a>',
        "<p>甲</p><p>units/a</p>",
    )
    monkeypatch.setattr(markup, "_CELLS", 10)
    assert [cells[f"{number}<"] for number in range(30)] == [f"{number}&lt;" for number in range(30)]
    assert len(cells) <= 10
