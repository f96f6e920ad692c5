"""The built site in a real browser: search, filters, keyboard, phone and desk, without a server, without scripts.

The one rule: nothing is skipped. Without chromium or html-validate the tests fail and say what installs them.
"""

import functools
import http.server
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect, sync_playwright
from pypdf import PdfReader

from examples import lay
from gkcat.book import cell_lines
from gkcat.build import Choice, build, load_catalogue
from gkcat.formats.search import initials, normal
from gkcat.pipeline import begin
from gkcat.serve import Bell, server
from gkcat.site.searching import search_book
from gkcat.workspace import Workspace

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
BIN = Path(sys.executable).parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
KINDS = (
    "index.html", "search.html?q=征地", "search.html?q=没有这样的词", "domains.html", "domains/zhengdi-buchang.html",
    "units.html", "units/zjj.html", "stages.html", "stages/juece.html", "items/mzj/bzzf-001.html", "withheld.html",
    "attachment1.html", "overview.html", "downloads.html", "about.html", "404.html", "stages/jieguo.2.html",
    "items/zrzyj/zdbc-015.html", "updates.html",
)  # fmt: skip
"""A page of every kind."""
SIZES = {320: 640, 390: 844, 1280: 900}
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"
LONG = "超长" * 60 + "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 3
RIGHT_TO_LEFT = "\u202eمرحبا\u202c事项"

CHECKED = 100
"""As many are made sure of at once; of more the page says 约."""


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository's catalogue."""
    out = tmp_path_factory.mktemp("site") / "out"
    _, made = build(Workspace(REPOSITORY), out, Choice(formats=("html", "csv", "json")))
    assert made
    return out / "site"


@pytest.fixture(scope="session")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the same catalogue when it knows its address: codes, the sheet for the notice board, maps."""
    root = tmp_path_factory.mktemp("addressed")
    for name in ("catalog", "units", "templates"):
        shutil.copytree(REPOSITORY / name, root / name)
    head = root / "catalog/catalog.yaml"
    lines = "  base_url: https://www.example.gov.cn/zwgk/\n  id_code: '6108810001'\n"
    head.write_text(head.read_text(encoding="utf-8") + lines, encoding="utf-8")
    _, made = build(Workspace(root), root / "out", Choice(formats=("html", "csv")))
    assert made
    return made / "site"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.fail(f"no {CHROMIUM}: `make test` installs it, or tests/system.sh chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(demonstration: Path) -> Iterator[str]:
    yield from _served(demonstration)


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open an address; at the end nothing has gone wrong in the page and nothing was asked of another host."""
    pages: list[Page] = []
    wrong: list[str] = []
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        wrong.append(dialog.message)
        dialog.dismiss()

    def visit(url: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Page:
        size = ViewportSize(width=width, height=SIZES[width])
        context = browser.new_context(
            viewport=size,
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", refuse)
        page.on("request", lambda request: asked.append(request.url))
        pages.append(page)
        page.goto(url)
        return page

    yield visit
    for page in pages:
        page.context.close()
    assert not wrong
    assert {urlsplit(url).hostname for url in asked} <= {"127.0.0.1", None}


def settled(page: Page) -> None:
    """Wait until the search has listed and checked what it found."""
    page.wait_for_selector("#hits[data-done]", state="attached")


def found(page: Page) -> list[str]:
    """The addresses of all hits."""
    settled(page)
    more = page.locator("#more")
    while more.is_visible():
        before = page.locator("#hits > li").count()
        more.click()
        page.wait_for_function("n => document.querySelectorAll('#hits > li').length > n", arg=before)
    return [urlsplit(link.evaluate("a => a.href")).path for link in page.locator("#hits .name a").all()]


# ── every kind of page ───────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (390, "light"), (1280, "light")])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_accessible_and_fits(
    kind: str, width: int, scheme: str, address: str, visit: Open
) -> None:
    page = visit(address + kind, width=width, scheme=scheme)
    if kind.startswith("search"):
        settled(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("mode", ["大字", "简洁"])
def test_large_type_and_plain_mode_stay_on(mode: str, address: str, visit: Open) -> None:
    page = visit(address + "index.html", width=320)
    before = page.locator("h1").evaluate("h => parseFloat(getComputedStyle(h).fontSize)")
    page.get_by_role("button", name=mode).click()
    assert page.locator("h1").evaluate("h => parseFloat(getComputedStyle(h).fontSize)") > before
    page.goto(address + "items/mzj/bzzf-001.html")
    expect(page.get_by_role("button", name=mode)).to_have_attribute("aria-pressed", "true")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name=mode).click()
    expect(page.get_by_role("button", name=mode)).to_have_attribute("aria-pressed", "false")


def faults(folder: Path) -> str:
    """What html-validate has to say of all pages of a folder."""
    program = Path(sys.prefix) / "html/node_modules/html-validate/bin/html-validate.mjs"
    if not program.is_file():
        pytest.fail(f"no {program}: `make test` installs it, or make .venv/html.stamp")
    call = [str(BIN / "node"), str(program), "--config", str(HERE / "html/htmlvalidate.json"), str(folder)]
    done = subprocess.run([*call, "--formatter", "text"], check=False, capture_output=True, text=True, cwd=folder)
    return done.stdout + done.stderr


def test_every_page_is_valid_html(demonstration: Path, addressed: Path) -> None:
    assert faults(demonstration) == ""
    assert faults(addressed) == ""


def test_the_judge_of_html_sees_faults(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<!DOCTYPE html><p>a<p id=x id=x><div></p>", encoding="utf-8")
    assert "a.html:1:" in faults(tmp_path)


@pytest.mark.parametrize("width", SIZES)
def test_the_sheet_for_the_notice_board_is_accessible_and_fits(width: int, addressed: Path, visit: Open) -> None:
    for url in _served(addressed):
        page = visit(f"{url}notices/mzj.html", width=width)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.get_by_text("手机扫码看全部内容")).to_be_visible()


def test_the_sheet_for_the_notice_board_is_printed_upright_on_a4(addressed: Path, visit: Open, tmp_path: Path) -> None:
    page = visit((addressed / "notices/zfb.html").as_uri())
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    sheet = PdfReader(tmp_path / "sheet.pdf").pages[0]
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    page = visit((addressed / "items/mzj/bzzf-001.html").as_uri())
    page.pdf(path=tmp_path / "item.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "item.pdf").pages
    assert round(pages[0].mediabox.width) == 842
    words = "".join(normal("".join(each.extract_text() for each in pages)).split())
    assert "跳到正文" not in words
    assert "怎样算日期" in words


def test_bars_and_shades_are_printed(demonstration: Path, visit: Open) -> None:
    """Browsers leave grounds out on paper, and these grounds are the picture."""
    page = visit((demonstration / "overview.html").as_uri())
    page.emulate_media(media="print")
    for kind in (".bar", ".s1", ".s5"):
        assert page.locator(kind).first.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact", kind


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.links += [value for name, value in attrs if name in {"href", "src", "action"} and value]
        self.ids += [value for name, value in attrs if name == "id" and value]


def test_every_link_of_the_site_leads_to_a_file_of_the_site(demonstration: Path) -> None:
    for path in sorted(demonstration.rglob("*.html")):
        read = _Links(path.read_text(encoding="utf-8"))
        assert len(read.ids) == len(set(read.ids)), path
        for link in read.links:
            parts = urlsplit(urljoin(path.as_uri(), link))
            if parts.scheme == "file":
                assert Path(unquote(parts.path)).is_file(), (path, link)
                assert Path(unquote(parts.path)).is_relative_to(demonstration), (path, link)
            if link.startswith("#"):
                assert link[1:] in read.ids, (path, link)


# ── search ───────────────────────────────────────────────────────────────────


def test_from_the_home_page_to_an_item_and_back(address: str, visit: Open) -> None:
    page = visit(address + "index.html", width=390)
    page.get_by_label("查找公开事项").fill("征地补偿")
    page.get_by_role("button", name="查找", exact=True).click()
    page.wait_for_url("**/search.html?q=*")
    settled(page)
    expect(page.locator("#hits mark").first).to_have_text("征地补偿")
    first = page.locator("#hits .name a").first
    name = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    settled(page)
    expect(page.get_by_label("查找公开事项")).to_have_value("征地补偿")


def test_filters_have_counts_that_hold_and_are_kept_in_the_address(address: str, visit: Open) -> None:
    page = visit(address + "search.html?q=补助")
    settled(page)
    everything = page.locator("#count").inner_text()
    label = page.locator("#facets fieldset", has_text="环节").locator("label").filter(has_text="结果").first
    number = label.locator(".number").inner_text()
    label.click()
    expect(page.locator("#count")).to_have_text(f"共{number}项")
    assert "环节=结果" in unquote(page.url)
    page.reload()
    expect(page.locator("#count")).to_have_text(f"共{number}项")
    expect(page.get_by_role("checkbox", name=f"结果 {number}")).to_be_checked()
    page.get_by_label("查找公开事项").fill("住房")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "住房" in unquote(url))
    page.go_back()
    expect(page.locator("#count")).to_have_text(f"共{number}项")
    page.go_back()
    expect(page.locator("#count")).to_have_text(everything)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


@pytest.mark.parametrize(("mode", "width"), [("简洁", 1280), ("大字", 390)])
def test_filters_that_are_on_are_seen_in_every_mode(mode: str, width: int, address: str, visit: Open) -> None:
    """Who comes by an address with filters in it must see why so little is found, and be able to undo it."""
    page = visit(f"{address}search.html", width=width)
    settled(page)
    page.get_by_role("button", name=mode).click()
    assert page.locator("#filters").is_visible() == (mode != "简洁")
    page.goto(f"{address}search.html?q=补助&环节=结果&公开方式=政府网站")
    settled(page)
    expect(page.locator("#filters > summary")).to_have_text("筛选（已选2个条件）")
    expect(page.locator("#filters > summary")).to_be_visible()
    page.locator("#filters").evaluate("f => f.open = true")
    for _ in range(2):
        page.locator("#facets input:checked").first.click()
    expect(page.locator("#filters > summary")).to_have_text("筛选")


def test_every_filter_the_catalogue_has_is_there(address: str, visit: Open) -> None:
    page = visit(address + "search.html")
    settled(page)
    legends = page.locator("#facets legend").all_inner_texts()
    assert legends == ["领域", "单位", "环节", "权力类型", "公开方式", "公开形式", "公开对象"]


def test_the_keyboard_alone_is_enough(address: str, visit: Open) -> None:
    page = visit(address + "search.html")
    settled(page)

    def tab_to(role: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", role):
                return
        pytest.fail(f"no way by keyboard to {role}")

    tab_to("#q")
    page.keyboard.type("低保")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")
    expect(page.locator("#hits mark").first).to_have_text("低保")
    tab_to("#facets input")
    chosen = page.evaluate("document.activeElement.value")
    page.keyboard.press("Space")
    page.wait_for_url(lambda url: chosen in unquote(url))
    assert page.evaluate("document.activeElement.value") == chosen, "focus stays where it was"
    tab_to("#hits a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/**")


@pytest.mark.parametrize(
    "query",
    [
        "smzj",
        "smszrzyhghj",
        "zdbc",
        "ZDBC",
        "ｚｄｂｃ",
        "征地 公示",
        "地补",
        "社会救助暂行办法",
        "征",
        "12345",
        "LED",
        "不予公开",
        "个人隐私",
    ],
)
def test_pinyin_parts_of_words_and_several_words(query: str, address: str, visit: Open) -> None:
    page = visit(f"{address}search.html?q={quote(query)}")
    assert {*found(page)} == {*scanned(query)}


def scanned(query: str) -> list[str]:
    """What a scan of every line finds."""
    words = normal(query).split()
    rows = search_book(load_catalogue(Workspace(REPOSITORY), begin(), ())).tables[0].rows
    hits = []
    for row in rows:
        lines = [normal(line) for line in (*cell_lines(row[-1]), *map(initials, cell_lines(row[-2])))]
        if all(any(word in line for line in lines) for word in words):
            hits.append(f"/{getattr(row[0], 'to', '')}.html")
    return hits


def test_search_finds_what_a_scan_finds_and_nothing_else(address: str, visit: Open) -> None:
    chance = random.Random(6)  # noqa: S311 - a sample, no secret
    rows = search_book(load_catalogue(Workspace(REPOSITORY), begin(), ())).tables[0].rows
    lines = [line for row in rows for line in cell_lines(row[-1]) if len(line) > 8]
    page = visit(address + "search.html")
    for number in range(24):
        line = chance.choice(lines)
        start = chance.randrange(len(line) - 7)
        words = [line[start : start + 2 + number % 5]]
        words += [chance.choice(lines)[:2]] if number % 3 == 0 else []
        query = " ".join(words)
        page.goto(f"{address}search.html?q={quote(query)}")
        hits = found(page)
        assert sorted(hits) == sorted(scanned(query)), query
        said = "没有找到" if not hits else f"共{len(hits)}项" if len(hits) <= CHECKED else f"{len(hits)}项"
        expect(page.locator("#count")).to_contain_text(said)


def test_a_unit_is_found_by_its_initials_and_by_words_pasted_with_signs_that_nobody_sees(
    address: str, visit: Open
) -> None:
    page = visit(f"{address}search.html?q={quote(chr(0x200B) + ' smzj' + chr(0x2060))}")
    hits = found(page)
    assert hits
    assert all(hit.startswith("/items/mzj/") for hit in hits)
    page.goto(f"{address}search.html?q=%20%20")
    settled(page)
    expect(page.locator("#count")).to_contain_text("可以输入词语或者勾选筛选条件")


def test_what_is_not_found_leads_to_the_units(address: str, visit: Open) -> None:
    page = visit(address + "search.html?q=火星移民")
    settled(page)
    expect(page.locator("#count")).to_contain_text("没有找到")
    expect(page.get_by_role("heading", name="没有找到？向单位申请公开")).to_be_visible()
    expect(page.locator(".cards li").first).to_contain_text("12345")
    expect(page.locator("main")).to_contain_text("市政务服务中心政府信息公开窗口")
    expect(page.locator(".cards li", has_text="市民政局")).to_contain_text("社会救助股政务公开窗口，市民政局办公楼一楼")


# ── without a server, without scripts ────────────────────────────────────────


def test_search_and_links_work_from_a_disk(demonstration: Path, visit: Open) -> None:
    page = visit((demonstration / "index.html").as_uri(), width=390)
    page.get_by_label("查找公开事项").fill("危房改造")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    settled(page)
    page.locator("#facets").evaluate("f => f.parentElement.open = true")
    page.locator("#facets label").first.click()
    page.wait_for_url(lambda url: "领域" in unquote(url))
    page.locator("#hits .name a").first.click()
    page.wait_for_url("**/items/**")
    expect(page.locator("h1")).not_to_be_empty()


def test_without_scripts_every_item_can_be_reached(address: str, visit: Open) -> None:
    page = visit(address + "search.html", scripts=False)
    expect(page.locator("noscript p")).to_be_visible()
    page.get_by_role("link", name="领域", exact=True).click()
    page.get_by_role("link", name="征地补偿", exact=True).click()
    page.locator("table a").first.click()
    expect(page.locator("h2", has_text="公开内容")).to_be_visible()


def test_the_preview_shows_the_page_again_after_a_save(demonstration: Path, visit: Open) -> None:
    bell = Bell()
    with server(demonstration, 0, bell) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        page = visit(f"http://127.0.0.1:{made.server_port}/index.html")
        expect(page.get_by_role("button", name="大字")).to_be_visible()
        loads: list[Page] = []
        page.on("load", lambda loaded: loads.append(loaded))  # noqa: PLW0108 - playwright wants a function of its own
        for _ in range(200):
            if loads:
                break
            bell.ring()
            page.wait_for_timeout(50)
        assert loads
        # It waits for the next save: cut off by the server, it would say so. To close it while it still loads what the
        # last ring asked for can take for ever, to send it elsewhere can't.
        page.goto("about:blank")
        made.shutdown()


# ── hostile names ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", [HOSTILE, LONG, RIGHT_TO_LEFT, "{{ 7 * 7 }}${7*7}", "</title><b>", "\\u003c\u2028'\");"]
)
def test_hostile_names_are_only_words(name: str, base: Path, tmp_path: Path, visit: Open) -> None:
    path = base / "units/zrzyj/zhengdi.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("    name: ")
    said = name.replace("'", "''").replace("\u2028", " ")
    lay(base, {"units/zrzyj/zhengdi.yaml": f"{head}    name: '{said}'\n{tail.partition(chr(10))[2]}"})
    _, made = build(Workspace(base), tmp_path / "out", Choice(formats=("html",), draft=True))
    assert made
    shown = name.replace("\u2028", " ")
    item = next((made / "site/items/zrzyj").glob("*.html"))
    for url in _served(made / "site"):
        page = visit(f"{url}items/zrzyj/{item.name}", width=320)
        assert page.locator("h1").text_content() == shown
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.goto(f"{url}search.html?q={quote(shown[:20])}")
        settled(page)
        assert page.locator("#hits .name").first.text_content() == shown
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.goto(f"{url}search.html?q={quote(HOSTILE)}")
        settled(page)
        assert page.locator("main script, main img, main b").count() == 0
    assert faults(made / "site") == ""
