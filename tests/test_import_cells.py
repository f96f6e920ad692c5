"""One cell at a time: what it is read to be, what is said of it, what is left for the note."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from gkcat import doubts
from gkcat.catalog import Catalog
from gkcat.importing import lists, marks, values
from gkcat.importing.readings import READ, Known
from gkcat.importing.text import Said
from gkcat.readers import read
from gkcat.source import Plain
from gkcat.tables import Channel

NAMES = {marks.key(name): name for name in ("政府网站", "公示栏", "政务服务中心", "便民服务窗口")}
KNOWN = Known(Catalog(channels=tuple(Channel(name=name) for name in NAMES.values())), frozenset({"mzj", "市民政局"}))


def kinds(said: list[Said]) -> list[str]:
    return [each.kind.code for each in said]


READ_SO, DOUBTED = doubts.READ_SO.code, doubts.DOUBTED.code


# ── closed lists ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("read_", "text", "value", "left", "said"),
    [
        (values.degree, "全部公开", "全部公开", "", []),
        (values.degree, "全文公开", "全部公开", "", [READ_SO]),
        (values.degree, "■全部公开 □部分公开", "全部公开", "", []),
        (values.degree, "部分公开（隐去姓名）", "部分公开", "隐去姓名", []),
        (values.degree, "全部公开、部分公开", "全部公开", "", [DOUBTED]),
        (values.degree, "看情况", "", "看情况", []),
        (values.mode, "■主动公开 ■依申请公开", "主动公开", "也可以依申请公开", [DOUBTED]),
        (values.mode, "申请", "依申请公开", "", []),
        (values.mode, "其他办法", "", "其他办法", []),
    ],
)
def test_a_choice_of_one(
    read_: Callable[[str], tuple[str, str, list[Said]]], text: str, value: str, left: str, said: list[str]
) -> None:
    found, rest, told = read_(text)
    assert (found, rest, kinds(told)) == (value, left, said)


@pytest.mark.parametrize(
    ("text", "found", "left", "said"),
    [
        ("县级、乡镇", ["县级", "乡级"], "", []),
        ("县乡村级", ["县级", "乡级", "村级"], "", [READ_SO]),
        ("全国", [], "全国", []),
    ],
)
def test_levels(text: str, found: list[str], left: str, said: list[str]) -> None:
    names, rest, told = values.levels(text)
    assert (names, rest, kinds(told)) == (found, left, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("社会公众", "全社会", [READ_SO]),
        ("■全社会 □特定群体", "全社会", []),
        ("□全社会 ■特定群体：低保对象", "特定群体：低保对象", []),
        ("■全社会 ■特定群体", "全社会", [DOUBTED]),
        ("□全社会 □特定群体", "", [DOUBTED]),
        ("全社会、被征地农民", "全社会", [DOUBTED]),
        ("被征地农民", "特定群体：被征地农民", []),
        ("特定群体（被征地农民）", "特定群体：被征地农民", [READ_SO]),
        ("特定群体：___", "特定群体：待定", [DOUBTED]),
        ("√", "特定群体：待定", [DOUBTED]),
    ],
)
def test_whom_it_is_for(text: str, value: str, said: list[str]) -> None:
    found, told = values.audience(text)
    assert (found, kinds(told)) == (value, said)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("2026-3-5 00:00:00", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("三月五日", ""),
        ("2026-02-30", ""),
        ("2026年13月5日", ""),
        ("3月5日", ""),
    ],
)
def test_days(text: str, value: str) -> None:
    assert values.day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.市民政局", "市民政局"),
        ("市民政局；市财政局", "市民政局、市财政局"),
        ("市自然资\n源局", "市自然资源局"),
        ("市民政局\n市财政局", "市民政局、市财政局"),
    ],
)
def test_who_answers(text: str, value: str) -> None:
    assert values.owner(text, KNOWN.catalog) == (value, [])


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("每月10日前", "每月10日前", []),
        ("1.信息形成之日起3个工作日内\n2.每季度末", "信息形成之日起3个工作日内；每季度末", [DOUBTED]),
        ("看着办", "看着办", [DOUBTED]),
    ],
)
def test_deadlines(text: str, value: str, said: list[str]) -> None:
    found, told = values.deadline(text)
    assert (found, kinds(told)) == (value, said)


# ── channels ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found", "said"),
    [
        ("政府网站、公示栏", ["政府网站", "公示栏"], []),
        ("政府\n网站", ["政府网站"], []),
        ("公示\n栏、政府网站", ["公示栏", "政府网站"], []),
        ("政府网站公示栏", ["政府网站", "公示栏"], [READ_SO]),
        ("政府网站（首页）", ["政府网站"], [READ_SO]),
        ("□政府网站 □公示栏", [], [DOUBTED]),
        ("√政府网站 公示栏", ["政府网站"], [DOUBTED]),
        ("■其他：公示栏", ["公示栏"], []),
        ("■其他_墙报_", ["墙报"], [DOUBTED]),
        ("政府网站■ 公示栏□ ", ["政府网站"], []),
        ("（√）政府网站（ ）公示栏", ["政府网站"], []),
        ("■政府网站、公示栏", ["政府网站", "公示栏"], []),
        ("t政府网站 口公示栏", ["政府网站"], [DOUBTED]),
        ("便民服务窗口\n政府网站", ["便民服务窗口", "政府网站"], []),
        ("政府网站、办事窗口公示栏", ["政府网站", "办事窗口公示栏"], [DOUBTED]),
    ],
)
def test_channels(text: str, found: list[str], said: list[str]) -> None:
    names, told = marks.channels(text, NAMES)
    assert (names, kinds(told)) == (found, said)


# ── lists ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.甲；2.乙", ["甲", "乙"]),
        ("①甲②乙", ["甲", "乙"]),
        ("（一）甲（二）乙", ["甲", "乙"]),
        ("下列：1、甲2、乙", ["下列：", "甲", "乙"]),
        ("●甲 ●乙", ["甲", "乙"]),
        ("一次性补偿", ["一次性补偿"]),
        ("2017年第1号、第2号文件", ["2017年第1号、第2号文件"]),
        ("1.甲：（1）子（2）丑；2.乙", ["甲：（1）子（2）丑", "乙"]),
    ],
)
def test_entries(text: str, found: list[str]) -> None:
    assert lists.entries(text)[0] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《甲法》第三条《乙条例》第四条", ["《甲法》第三条", "《乙条例》第四条"]),
        ("《甲法》（主席令第1号）和《乙条例》", ["《甲法》（主席令第1号）", "《乙条例》"]),
        ("【法律】《甲法》【行政法规】《乙条例》", ["《甲法》", "《乙条例》"]),
        ("《甲法\n实施条例》", ["《甲法实施条例》"]),
        ("1.《甲法》2.《乙条例》", ["《甲法》", "《乙条例》"]),
        ("《甲法》；《乙条例》", ["《甲法》", "《乙条例》"]),
        ("《甲法》《乙条例》", ["《甲法》", "《乙条例》"]),
    ],
)
def test_citations(text: str, found: list[str]) -> None:
    assert lists.citations(text)[0] == found


# ── columns ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "text", "made", "left"),
    [
        ("scope", "全部公开\n主动公开\n特定群体：低保对象", {"scope.degree": "全部公开", "scope.mode": "主动公开",
          "scope.audience": "特定群体：低保对象"}, ""),
        ("scope", "■部分公开 ■依申请公开", {"scope.degree": "部分公开", "scope.mode": "依申请公开"}, ""),
        ("scope", "全部公开；面向社会；附说明", {"scope.degree": "全部公开", "scope.audience": "全社会"}, "附说明"),
        ("audience.group", "□", {}, ""),
        ("audience.group", "低保对象", {"scope.audience": "特定群体：低保对象"}, ""),
        ("secrecy.result", "可公开", {"secrecy.result": "可以公开"}, ""),
        ("secrecy.result", "再议", {}, "再议"),
        ("secrecy.on", "去年", {}, "去年"),
        ("published", "2026年3月5日 https://www.example.gov.cn/1.html",
         {"published": [{"on": "2026-03-05", "url": "https://www.example.gov.cn/1.html"}]}, ""),
        ("published", "已公开", {}, "已公开"),
        ("events", "2026年3月5日 决定作出", {"events": [{"on": "2026-03-05", "what": "决定作出"}]}, ""),
        ("events", "2026年3月5日", {}, "2026年3月5日"),
        ("events", "2026年2月30日 决定作出", {}, "2026年2月30日决定作出"),
        ("note", "隐去\n姓名", {"scope.note": "隐去姓名"}, ""),
        ("stage", "不知道", {"stage": ["不知道"]}, "不知道"),
    ],
)  # fmt: skip
def test_a_column(column: str, text: str, made: dict[str, Plain], left: str) -> None:
    found, _, rest = READ[column](text, KNOWN)
    assert (found, rest if column != "stage" else left) == (made, left)


# ── signs in documents ───────────────────────────────────────────────────────

BOX = '<w:sym w:font="Wingdings" w:char="F06E"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (f"{BOX}<w:t>政府网站</w:t>", "■政府网站"),
        ('<w:sym w:font="Wingdings" w:char="zz"/><w:t>甲</w:t>', "甲"),
        ('<w:sym w:font="Symbol" w:char="2022"/>', "•"),
        ('<w:sym w:font="Symbol" w:char="D800"/><w:t>甲</w:t>', "甲"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R甲</w:t>', "☑甲"),
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t>", "甲\n乙 丙-丁"),
        ('<w:fldChar><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar>', "☑"),
        ('<w:fldChar><w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData></w:fldChar>', "□"),
        ("<w:fldChar><w:ffData><w:checkBox/></w:ffData></w:fldChar>", "□"),
        ("<w:instrText>PAGE</w:instrText><w:t>甲</w:t>", "甲"),
    ],
)
def test_what_a_run_shows(tmp_path: Path, run: str, text: str) -> None:
    plain, path = tmp_path / "plain.docx", tmp_path / "表.docx"
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "此处"
    document.save(str(plain))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace("<w:t>此处</w:t>".encode(), run.encode()))
    grids, findings = read(path)
    assert ([grid.rows[0][0] for grid in grids], findings) == ([text], [])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "这是PDF 文件，不能导入"),
        ("a.csv", b"  \n", "这是空文件，不能导入"),
        ("a.csv", "事项名称,公开内容\n甲,乙\n".encode("utf-16"), ""),
        ("a.csv", b"a\x00b", "这是二进制文件"),
        ("a.xlsx", "事项名称,公开内容\n甲,乙\n".encode(), "内容却是文本表格"),
        ("a.csv", b"\xff\x80,\xff\n", "文字的编码认不出来"),
        ("a.html", b"<html>\xff\x80\xff<table><tr><td>x", "网页的编码认不出来"),
        ("a.html", "<html><table><tr><td>甲<br>乙<td rowspan=2>丙".encode("utf-16"), ""),
    ],
)
def test_what_a_file_is(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    grids, findings = read(tmp_path / name)
    assert said in "".join(finding.message for finding in findings)
    assert bool(grids) == (not said or "内容却是" in said)
    assert bool(findings) == bool(said)


@pytest.mark.parametrize("sign", list(",\t;，|"))
def test_what_separates_cells_is_not_what_separates_words(tmp_path: Path, sign: str) -> None:
    words = [other for other in "，；、" if other != sign]
    rows = [["事项名称", "公开内容"], *(["供养", "".join(f"甲{other}乙{other}" for other in words)] for _ in range(9))]
    path = tmp_path / "目录.csv"
    path.write_text("目录\n" + "".join(f"{sign.join(row)}\n" for row in rows), encoding="utf-8")
    assert [[*row] for row in read(path)[0][0].rows[1:]] == rows


def test_a_folder_or_nothing_is_no_file(tmp_path: Path) -> None:
    assert "这是文件夹" in read(tmp_path)[1][0].message
    assert "没有这个文件" in read(tmp_path / "无.csv")[1][0].message
