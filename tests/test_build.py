"""Build: the same bytes every time, all or nothing, and never over what is not gkcat's."""

import errno
import json
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # no stubs, no py.typed

from conftest import Gkcat
from gkcat import RefusedError
from gkcat.build import FORMATS, Choice, build
from gkcat.layout import read_layouts
from gkcat.pipeline import Crew, check, run
from gkcat.workspace import Workspace

REPOSITORY = Path(__file__).parents[1]
VAGUE = ("deadline: 自信息形成或者变更之日起20个工作日内", "deadline: 及时公开")


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def broken(base: Path) -> Path:
    path = base / "units/zrzyj/zhengdi.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("deadline: ")
    path.write_text(f"{head}deadline: 及时公开\n{tail.partition(chr(10))[2]}", encoding="utf-8")
    return base


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of this repository, built once."""
    out = tmp_path_factory.mktemp("demonstration") / "out"
    report, made = build(Workspace(REPOSITORY), out, Choice())
    assert made == out, report.findings
    return out


def test_the_demonstration_catalogue_has_no_errors_and_its_promised_size() -> None:
    report = check(Workspace(REPOSITORY))
    assert not [finding for finding in report.findings if finding.severity == "error"]
    assert report.summary.units >= 16
    assert report.summary.disclosures >= 450
    per_domain: dict[str, int] = {}
    for path in (REPOSITORY / "units").glob("*/*.yaml"):
        per_domain[path.stem] = per_domain.get(path.stem, 0) + path.read_text(encoding="utf-8").count("\n  - id: ")
    domains = {name: count for name, count in per_domain.items() if name not in ("unit", "powers")}
    assert len(domains) == 8
    assert min(domains.values()) >= 20


def test_the_manifest_lists_every_file_with_its_checksum(demonstration: Path) -> None:
    manifest = json.loads((demonstration / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == ["gkcat", "workspace", "files", "counts"]
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    there = {path: value for path, value in digest(demonstration).items() if path != "manifest.json"}
    assert listed == there
    assert all((demonstration / file["path"]).stat().st_size == file["bytes"] for file in manifest["files"])


def test_every_unit_with_items_has_its_own_volumes_and_pages(demonstration: Path) -> None:
    for folder in (REPOSITORY / "units").iterdir():
        filed = {path.suffix for path in (demonstration / "filing" / folder.name).iterdir()}
        assert filed == {".docx", ".xlsx"}
        assert (demonstration / "site" / "units" / f"{folder.name}.html").is_file()


def test_documents_are_marked_as_a_demonstration(demonstration: Path) -> None:
    word = Document(str(demonstration / "filing" / "神木市政务公开事项标准目录.docx"))
    assert any("示例" in paragraph.text for paragraph in word.paragraphs)
    sheet = load_workbook(demonstration / "filing" / "神木市政务公开事项标准目录.xlsx").worksheets[1]
    assert any("示例" in str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
    assert "示例" in (demonstration / "site" / "index.html").read_text(encoding="utf-8")


def test_two_builds_are_the_same_to_the_byte_with_one_job_and_with_two(base: Path, tmp_path: Path) -> None:
    build(Workspace(base), tmp_path / "one", Choice())
    with ProcessPoolExecutor(2) as pool:
        build(Workspace(base), tmp_path / "two", Choice(), Crew(pool))
    with ThreadPoolExecutor(2) as threads:
        build(Workspace(base), tmp_path / "three", Choice(), Crew(threads))
    assert digest(tmp_path / "one") == digest(tmp_path / "two") == digest(tmp_path / "three")


@pytest.mark.parametrize("layout", ["withheld", "qingdan"])
def test_who_has_nothing_to_file_files_that(base: Path, tmp_path: Path, layout: str) -> None:
    for items in (path for path in (base / "units/jyj").glob("*.yaml") if path.stem not in {"unit", "powers"}):
        items.unlink()
    wanted = Choice(units=("jyj",), layouts=(layout,), formats=("docx", "xlsx"), draft=True)
    build(Workspace(base), tmp_path / "out", wanted)
    (document,) = (tmp_path / "out/filing/jyj").glob("*.docx")
    (workbook,) = (tmp_path / "out/filing/jyj").glob("*.xlsx")
    word = Document(str(document))
    assert [len(table.rows) for table in word.tables] == [1 if layout == "withheld" else 2]
    said = [paragraph.text for paragraph in word.paragraphs]
    assert "本表没有内容。" in said
    assert "单位负责人" in said[-2]
    assert "本表没有内容。" in {cell.value for row in load_workbook(workbook).worksheets[-1] for cell in row}


def test_findings_are_the_same_with_one_job_and_with_two(base: Path) -> None:
    workspace = Workspace(broken(base))
    with ProcessPoolExecutor(2) as pool:
        assert check(workspace, crew=Crew(pool)) == check(workspace)


def test_results_come_in_the_order_of_tasks_in_a_bounded_window() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(run(lambda number: -number, range(500), pool)) == [-number for number in range(500)]


def test_with_an_error_nothing_is_written(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("build", cwd=broken(base))
    assert ran.code == 1
    assert "GK121" in ran.out
    assert not (base / "out").exists()
    assert not [path for path in base.iterdir() if path.name.startswith(".out")]


def test_a_forced_draft_says_so_on_every_page(base: Path, gkcat: Gkcat) -> None:
    assert gkcat("build", "--force-draft", cwd=broken(base)).code == 0
    for page in (base / "out" / "site").rglob("*.html"):
        assert "草稿" in page.read_text(encoding="utf-8"), page
    word = Document(str(base / "out/filing/zrzyj/市自然资源局政务公开事项标准目录.docx"))
    assert all("草稿" in "".join(part.text for part in section.header.paragraphs) for section in word.sections)


def test_a_build_that_fails_leaves_the_old_one(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(base)
    build(workspace, base / "out", Choice())
    before = digest(base / "out")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("gkcat.formats.xlsx.write", fail)
    with pytest.raises(OSError, match="full"):
        build(workspace, base / "out", Choice())
    assert digest(base / "out") == before
    assert [path.name for path in base.iterdir() if "out" in path.name] == ["out"]


def test_a_folder_that_is_not_gkcats_is_never_replaced(base: Path, gkcat: Gkcat) -> None:
    (base / "papers").mkdir()
    (base / "papers" / "重要.txt").write_text("不可丢", encoding="utf-8")
    ran = gkcat("build", "--out", "papers", cwd=base)
    assert ran.code == 2
    assert "不敢覆盖" in ran.err
    assert (base / "papers" / "重要.txt").is_file()


@pytest.mark.parametrize(
    ("choice", "word"),
    [(Choice(units=("x",)), "单位"), (Choice(formats=("pptx",)), "格式"), (Choice(layouts=("x",)), "版式")],
)
def test_a_name_that_is_none_is_refused(base: Path, choice: Choice, word: str) -> None:
    with pytest.raises(RefusedError, match=f"没有{word}"):
        build(Workspace(base), base / "out", choice)


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_one_format_alone(base: Path, kind: str) -> None:
    build(Workspace(base), base / "out", Choice(formats=(kind,)))
    folders = {path.name for path in (base / "out").iterdir() if path.is_dir()}
    assert folders == {FORMATS[kind], *(["forms"] if kind == "xlsx" else [])}


def test_one_unit_and_layout_alone(base: Path) -> None:
    build(Workspace(base), base / "out", Choice(units=("jyj",), formats=("docx",), layouts=("qingdan",)))
    assert [path for path in digest(base / "out") if path != "manifest.json"] == [
        "filing/jyj/市教育局政务公开事项清单.docx"
    ]


def test_a_faulty_layout_stops_the_build_with_its_place(base: Path, gkcat: Gkcat) -> None:
    shutil.copytree(REPOSITORY / "templates", base / "templates")
    path = base / "templates/layouts/qingdan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: item.group", "value: item.grup"), encoding="utf-8")
    ran = gkcat("build", cwd=base)
    assert ran.code == 1
    assert "templates/layouts/qingdan.yaml:" in ran.out
    assert not (base / "out").exists()


def test_names_from_yaml_never_leave_the_folder(base: Path) -> None:
    path = base / "units/jyj/unit.yaml"
    path.write_text("name: ../../坏\nshort_name: /etc/../市教育局\n", encoding="utf-8")
    domain = base / "units/jyj/jiaoyu.yaml"
    domain.write_text(domain.read_text(encoding="utf-8").replace("owner: 市教育局", "owner: jyj"), encoding="utf-8")
    _, made = build(Workspace(base), base / "deep" / "out", Choice(draft=True))
    assert made is not None
    assert {path.name for path in (base / "deep").iterdir()} == {"out"}
    assert not (base.parent / "坏").exists()


def test_two_layouts_of_one_title_are_refused(base: Path, gkcat: Gkcat) -> None:
    folder = base / "templates" / "layouts"
    folder.mkdir(parents=True)
    (folder / "zhidu.yaml").write_bytes((REPOSITORY / "templates/layouts/qingdan.yaml").read_bytes())
    ran = gkcat("build", "-f", "xlsx", cwd=base)
    assert ran.code == 2
    assert "同名：filing/示范市政务公开事项清单.xlsx" in ran.err
    assert not (base / "out").exists()


def test_what_comes_to_no_file_is_refused(base: Path, gkcat: Gkcat) -> None:
    for words in (("-u", "jyj", "-f", "csv"), ("-f", "json", "-l", "attachment2"), ("-f", "sqlite", "-l", "full")):
        ran = gkcat("build", *words, cwd=base)
        assert (ran.code, "没有文件可做" in ran.err) == (2, True)
        assert not (base / "out").exists()


def test_a_name_given_twice_is_meant_once(base: Path, gkcat: Gkcat) -> None:
    assert gkcat("build", "-u", "jyj", "-u", "jyj", "-f", "docx", "-f", "docx", "-l", "qingdan", cwd=base).code == 0


def test_of_one_domain_no_other_is_counted(base: Path) -> None:
    build(Workspace(base), base / "out", Choice(domains=("jiaoyu",), formats=("xlsx",), layouts=("attachment1",)))
    sheet = load_workbook(base / "out/filing/领域/义务教育政务公开责任单位表.xlsx").worksheets[-1]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[:2] for row in rows] == [(1, "义务教育")]


def test_forms_are_no_part_of_the_filing_nor_of_the_site(demonstration: Path) -> None:
    forms = [path.name for path in (demonstration / "forms" / "mzj").iterdir()]
    assert forms == ["市民政局政务公开事项填报表.xlsx"]
    assert not [path for folder in ("filing", "site") for path in (demonstration / folder).rglob("*填报表*")]


def test_of_one_unit_its_own_papers_and_form_are_made(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    assert gkcat("build", "--unit", "zrzyj", "--root", base, "--out", tmp_path / "out").code == 0
    made = {path.relative_to(tmp_path / "out").parts[0] + path.suffix for path in (tmp_path / "out").rglob("*zrzyj/*")}
    assert {"filing.docx", "filing.xlsx", "forms.xlsx"} <= made
    names = {path.stem for path in (tmp_path / "out" / "filing").rglob("*.*")}
    assert names == {"市自然资源局政务公开事项清单", "市自然资源局政务公开事项标准目录"}


def test_a_form_is_made_as_a_document_where_that_is_asked_for(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    words = ("--layout", "form", "--format", "docx", "--unit", "zrzyj")
    assert gkcat("build", *words, "--root", base, "--out", tmp_path / "out").code == 0
    (made,) = (tmp_path / "out" / "forms" / "zrzyj").iterdir()
    told = "".join(node.text or "" for node in Document(str(made)).element.body.iter() if node.text)
    assert "审查日期" in told
    assert "zrzyj." not in told, "ids are for workbooks"


def test_a_layout_of_the_office_s_own_comes_out_in_every_format(base: Path) -> None:
    path = base / "templates" / "layouts" / "hotline.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "title: 热线对照表\nrows: disclosures\nvolumes: [city, unit, data]\ncolumns:\n"
        "  - head: 问什么\n    columns:\n      - {head: 事项, value: item.name, width: 12, merge: true}\n"
        "      - {head: 何时公开, value: deadline, width: 10, narrowest: 8, widest: 12}\n",
        encoding="utf-8",
    )
    build(Workspace(base), base / "out", Choice(formats=("docx", "xlsx", "csv", "json")))
    made = {path for path in digest(base / "out") if "hotline" in path or "热线" in path}
    assert made == {
        "filing/示范市热线对照表.docx",
        "filing/示范市热线对照表.xlsx",
        "filing/jyj/市教育局热线对照表.docx",
        "filing/jyj/市教育局热线对照表.xlsx",
        "filing/zrzyj/市自然资源局热线对照表.docx",
        "filing/zrzyj/市自然资源局热线对照表.xlsx",
        "data/hotline.csv",
        "data/hotline.json",
    }
    assert (base / "out/filing/jyj/市教育局政务公开事项清单.docx").is_file(), "gkcat's own layouts stay"


def test_every_layout_is_sound_in_word_and_excel(base: Path) -> None:
    layouts, _ = read_layouts(Workspace(base).templates())
    filed = tuple(name for name in layouts if not name.startswith(("site-", "data-")))
    assert {"attachment1", "attachment2", "national", "qingdan", "withheld", "channels", "coverage"} <= {*filed}
    build(Workspace(base), base / "out", Choice(formats=("docx", "xlsx"), layouts=filed))
    made = [path for path in (base / "out").rglob("*") if path.suffix in {".docx", ".xlsx"}]
    assert len(made) >= 2 * len(filed)
    assert {path.name: OpenXmlValidator().validate(path).errors for path in made} == {path.name: [] for path in made}
