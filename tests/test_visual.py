"""Documents as they are printed: each page is rendered by LibreOffice and its words are found where they belong."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest

from gkcat.book import Book, Column, Row, Table, Ticks
from gkcat.formats import docx, pdf

TEMPLATES = Path(__file__).parents[1] / "templates"
MILLIMETRE = 72 / 25.4
FONTS = {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}
CHANNELS = ("政府网站", "政府公报", "公示栏", "政务服务中心")
COLUMNS = (
    Column("number", ("序号",), 3, "center"),
    Column("group", ("公开事项", "领域"), 4, "center", merge=True),
    Column("name", ("公开事项", "事项名称"), 9, merge=True),
    Column("content", ("公开标准", "公开内容"), 20),
    Column("basis", ("公开标准", "公开依据"), 16, merge=True),
    Column("deadline", ("公开标准", "规定时限"), 9),
    Column("channel", ("公开标准", "公开方式"), 8),
    Column("note", ("备注",), 5),
)
BASIS = ("《中华人民共和国土地管理法》第四十七条", "《国有土地上房屋征收与补偿条例》（国务院令第590号）第十条")
LIMIT = "自信息形成或者变更之日起20个工作日内"


class Word(NamedTuple):
    """A word and its box on the page, in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Sheet(NamedTuple):
    """A page as printed."""

    width: float
    height: float
    words: list[Word]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


class Paper(NamedTuple):
    """A document, its pages, and where it lies."""

    docx: Path
    pdf: Path
    sheets: list[Sheet]


def table(
    title: str,
    items: int,
    rows: int = 3,
    content: tuple[str, ...] = ("征收范围、土地现状和征收目的", "补偿方式和标准，安置对象"),
) -> Table:
    ticks = Ticks(CHANNELS, frozenset(CHANNELS[:1]))
    body = [
        (
            item * rows + at + 1,
            "征地补偿",
            f"〔{title}{item}〕公告",
            content,
            BASIS,
            LIMIT,
            ticks,
            "隐去身份证号" if at else "",
        )
        for item in range(items)
        for at in range(rows)
    ]
    return Table(title, COLUMNS, tuple(body), tuple(range(0, items * rows, rows)), ("注：公开方式以本表为准。",))


def volume(name: str, *tables: Table, landscape: bool = True) -> Book:
    return Book(
        name=name,
        title="神木市政务公开事项标准目录",
        tables=tables,
        subtitle="神木市自然资源局",
        marks=("示例", "征求意见稿"),
        facts=(("编制单位", "神木市自然资源局"), ("版本", "2026年版"), ("目录规模", "公开事项8项，公开内容17条")),
        notes=("要素：应当公开的具体内容，一项一行。", "公开程度：全部公开、部分公开、不予公开。"),
        issuer="神木市自然资源局",
        day=date(2026, 11, 1),
        landscape=landscape,
        seal="（盖章处）",
        signature=("单位负责人", "审核人", "填报人", "联系电话"),
    )


ADDRESS = "https://www.example.gov.cn/zwgk/xxgk/units/ziran-ziyuan.html"
NASTY: tuple[str | tuple[str, ...], ...] = (
    tuple(f"第{at}项要素" for at in range(120)),
    "征收范围和补偿标准，" * 300,
    "A" * 400,
    "https://www.example.gov.cn/" + "xxgk-" * 60,
    "שלום עולם مرحبا بالعالم " * 20,
    "👍🏽🏠✅" * 40,
    "一\x00二\x0b三\ud800四\ufffe五\t六\u200b七\u2028八",
    "（" * 60,
    "、" * 60,
    "　" * 50 + "空格",
)


def nasty() -> Table:
    """Cells such as no catalogue has, in each kind of column."""
    many = Ticks((*CHANNELS, *(f"第{at}种公开渠道" for at in range(30))), frozenset(CHANNELS))
    rows: list[Row] = []
    for at, words in enumerate(NASTY, 1):
        plain: Row = (at, "590", "事项", words, BASIS, LIMIT, many, "20")
        rows += [plain, (at, words, words, words, words, words, many, words)]
    return Table("怪字", COLUMNS, tuple(rows), notes=("注：公开方式以本表为准。",))


BOOKS = (
    volume("怪字", nasty()),
    volume("横排", table("征地", 14), table("拆迁", 9), table("低保", 1, 1)),
    replace(volume("竖排", table("征地", 6), landscape=False), address=ADDRESS),
    volume("小表", *(table(f"领域{at:02}", 1, 1, ("要素",) * (at % 5 * 3 + 1)) for at in range(16))),
    volume("长行", table("征地", 1, 1, tuple(f"第{at}项应当公开的要素及其说明" for at in range(90)))),
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    folder = tmp_path_factory.mktemp("papers")
    made = pdf.write_all(BOOKS, folder, TEMPLATES)
    return {
        book.name: Paper(docx.write(book, folder, TEMPLATES), path, list(sheets(path)))
        for book, path in zip(BOOKS, made, strict=True)
    }


@pytest.fixture(scope="module", params=[book.name for book in BOOKS])
def paper(request: pytest.FixtureRequest, papers: dict[str, Paper]) -> Paper:
    return papers[request.param]


def sheets(path: Path) -> Iterator[Sheet]:
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    for page in boxes.split("<page ")[1:]:
        width, height = (float(size) for size in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page)
        yield Sheet(width, height, [Word(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in found])


def tables(paper: Paper) -> list[Sheet]:
    """The pages after the cover, contents and explanations."""
    return paper.sheets[next(at for at, sheet in enumerate(paper.sheets) if "公开标准" in sheet.text) :]


def edges(paper: Paper, sheet: Sheet) -> list[float]:
    """Where the columns' rules stand, from the document's own grid."""
    with ZipFile(paper.docx) as package:
        grid = re.search("<w:tblGrid>(.*?)</w:tblGrid>", package.read("word/document.xml").decode())
    assert grid
    widths = [int(width) / 20 for width in re.findall('w:w="(\\d+)"', grid[1])]
    left = (35 if sheet.width > sheet.height else 28) * MILLIMETRE
    return [left + sum(widths[:at]) for at in range(len(widths) + 1)]


def body(paper: Paper, sheet: Sheet) -> list[Word]:
    """The words below the table's head and above notes and signatures, without the page number."""
    words = [word for word in sheet.words if word.left > edges(paper, sheet)[0] - 1]
    top = max(word.bottom for word in words if word.text == "公开内容")
    ends = [word.top for word in words if word.text.startswith(("注：", "单位负责人"))]
    floor = min(
        [*ends, sheet.height - 26 * MILLIMETRE if sheet.width > sheet.height else sheet.height - 35 * MILLIMETRE]
    )
    return [word for word in words if top < word.top < floor]


def test_pages_are_a4_and_counted(paper: Paper) -> None:
    assert len(paper.sheets) == pdf.pages(paper.pdf)
    assert {(round(min(sheet[:2])), round(max(sheet[:2]))) for sheet in paper.sheets} == {(595, 842)}
    assert all(len(sheet.words) > 2 for sheet in tables(paper)), "a blank page"


def test_what_is_numbered_begins_on_a_right_hand_page(paper: Paper) -> None:
    """A volume is printed on both sides: blank are the cover's back, and the page before the tables if need be."""
    before = len(paper.sheets) - len(tables(paper))
    blank = [at for at, sheet in enumerate(paper.sheets) if not sheet.words]
    assert before % 2 == 0
    assert blank == ([1] if paper.sheets[before - 1].words else [1, before - 1])


def test_the_cover_has_all_an_office_looks_for(paper: Paper) -> None:
    said = paper.sheets[0].text
    for words in ("神木市政务公开事项标准目录", "（示例、征求意见稿）", "编制单位", "（盖章处）", "2026年11月1日"):
        assert words in said
    assert "—" not in said


def test_the_contents_name_the_pages_the_tables_stand_on(papers: dict[str, Paper]) -> None:
    paper = papers["横排"]
    named = dict(re.findall(r"(征地|拆迁|低保)\.+(\d+)", paper.sheets[2].text))
    starts = {
        word.text: at
        for at, sheet in enumerate(tables(paper), 1)
        for word in sheet.words
        if word.text in named and word.bottom - word.top > 15
    }
    assert {title: int(number) for title, number in named.items()} == starts
    assert len(starts) == 3


@pytest.mark.parametrize("name", ["横排", "小表"])
def test_the_reckoned_contents_are_those_counted(papers: dict[str, Paper], name: str) -> None:
    """So the document shows the right pages before anybody updates its fields."""
    with ZipFile(papers[name].docx) as package:
        contents = package.read("word/document.xml").decode().partition("</w:sdtContent>")[0]
    reckoned = re.findall(r'<w:t xml:space="preserve">(\d+)</w:t>', contents)
    assert reckoned == re.findall(r"\.{9,}(\d+)", papers[name].sheets[2].text)
    assert len(reckoned) == len(next(book for book in BOOKS if book.name == name).tables)


def test_each_page_of_a_table_has_the_head_and_the_mark(paper: Paper) -> None:
    for sheet in tables(paper):
        assert {"示例", "征求意见稿", "公开事项", "公开标准", "事项名称", "规定时限"} <= {
            word.text for word in sheet.words
        }


def test_page_numbers_stand_outside_and_in_order(paper: Paper) -> None:
    for at, sheet in enumerate(tables(paper), 1):
        lying = sheet.width > sheet.height
        edge = edges(paper, sheet)[0]
        outer = [
            word for word in sheet.words if (word.right < edge if lying else word.top > sheet.height - 35 * MILLIMETRE)
        ]
        digits = [word for word in outer if word.text.strip("—").isdigit() or word.text == "—"]
        assert "".join(sorted(word.text for word in digits)).strip("—") == str(at)
        # Turned with the page, its foot is at the left: odd numbers at the right of that, which is below.
        middle = sum(word.top if lying else word.left for word in digits) / len(digits)
        assert (middle > (sheet.height if lying else sheet.width) / 2) == bool(at % 2)


def test_no_word_stands_outside_its_cell(paper: Paper) -> None:
    for sheet in tables(paper):
        rules = edges(paper, sheet)
        words = body(paper, sheet)
        assert words
        for word in words:
            assert any(left - 0.5 <= word.left and word.right <= right + 0.5 for left, right in pairwise(rules)), word


def test_no_table_runs_over_the_margins(paper: Paper) -> None:
    for sheet in tables(paper):
        lying = sheet.width > sheet.height
        top, bottom, right = (28, 26, 37) if lying else (37, 35, 26)
        for word in (word for word in sheet.words if word.left > edges(paper, sheet)[0] - 1):
            marked = word.bottom < top * MILLIMETRE
            numbered = not lying and word.top > sheet.height - bottom * MILLIMETRE
            assert marked or numbered or word.bottom <= sheet.height - bottom * MILLIMETRE + 1, word
            assert word.right <= sheet.width - right * MILLIMETRE + 1, word


def test_a_merged_cell_says_its_words_once_on_each_page_its_rows_stand_on(papers: dict[str, Paper]) -> None:
    """A page's end within a merged cell would leave rows without their item's name."""
    merged = 0
    for sheet in tables(papers["横排"])[:-1]:
        words = body(papers["横排"], sheet)
        numbers = [int(w.text) for w in words if w.text.isdigit() and w.left < edges(papers["横排"], sheet)[1]]
        named = [int(item) for item in re.findall(r"〔(?:征地|拆迁)(\d+)〕", "".join(word.text for word in words))]
        assert sorted(named) == sorted({(number - 1) // 3 for number in numbers})
        merged += len(numbers) > len(named)
    assert merged > 2


def test_a_number_is_not_torn(paper: Paper) -> None:
    words = {word.text for sheet in tables(paper) for word in body(paper, sheet)}
    assert any("20" in word for word in words)
    assert any("590" in word for word in words)


def test_signatures_stand_on_the_last_page_below_rows(paper: Paper) -> None:
    last = paper.sheets[-1]
    assert body(paper, last)
    for words in ("注：公开方式以本表为准。", "单位负责人：", "审核人：", "填报人：", "联系电话："):
        assert words in last.text


def test_a_row_longer_than_a_page_goes_on(papers: dict[str, Paper]) -> None:
    said = "".join(sheet.text for sheet in tables(papers["长行"]))
    assert len(tables(papers["长行"])) > 2
    assert said.count("续") == len(tables(papers["长行"])) - 1
    assert all(said.count(f"第{at}项") == 1 for at in range(90))


def test_the_standard_s_fonts_are_named_and_no_others(paper: Paper) -> None:
    with ZipFile(paper.docx) as package:
        named = {
            name
            for member in package.namelist()
            if member.startswith("word/") and member.endswith(".xml") and "theme" not in member
            for name in re.findall('<w:rFonts w:ascii="(.*?)"', package.read(member).decode())
        }
    assert named == FONTS
