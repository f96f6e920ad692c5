"""The weekly and monthly report: counted from files, git and findings, told in words, the same bytes again."""

import importlib
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from rich.cells import cell_len
from rich.text import Text

from conftest import Gkcat
from gkcat.reporting import briefing
from gkcat.reporting.progress import Change, Progress, progress, states
from gkcat.workspace import Workspace
from test_gate import git

ITEMS = Path("units/zrzyj/zhengdi.yaml")
REPOSITORY = Path(__file__).parents[1]
PHASES = """\
phases:
  - {name: 梳理阶段, start: 2026-09-10, end: 2026-10-15, tasks: [梳理公开事项, 报送初审]}
  - {name: 审定阶段, start: 2026-10-16, end: 2026-10-25, tasks: [提出初审意见]}
  - {name: 汇总阶段, start: 2026-10-26, end: 2026-10-31}
  - {name: 落实阶段, start: 2026-11-01, end: 2027-06-30}
"""


def commit(base: Path, day: str) -> None:
    """Commit all as of a day in China."""
    git(base, "add", "-A")
    git(base, "commit", "-q", "--allow-empty", "-m", "a step", "--date", f"{day}T09:00:00+08:00")
    stamp = f"{day}T09:00:00+08:00"
    git(base, "-c", "core.editor=true", "rebase", "-q", "--committer-date-is-author-date", "--root")
    assert git(base, "log", "-1", "--format=%cI").startswith(stamp[:10])


def swap(base: Path, path: Path, old: str, new: str) -> None:
    text = (base / path).read_text(encoding="utf-8")
    assert old in text
    (base / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def plan(base: Path) -> Path:
    """The base workspace with phases, committed on 2026-10-10."""
    path = base / "catalog/catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8") + PHASES, encoding="utf-8")
    git(base, "init", "-q")
    commit(base, "2026-10-10")
    return base


def found(plan: Path, on: str, since: str = "2026-10-16") -> Progress:
    return progress(Workspace(plan), date.fromisoformat(on), date.fromisoformat(since))


def amiss(plan: Path, on: str, since: str = "2026-10-16") -> str:
    return "\n".join(briefing.problems(found(plan, on, since), ()))


def next_steps(plan: Path, on: str) -> str:
    return "\n".join(briefing.steps(found(plan, on)))


# ── counted ──────────────────────────────────────────────────────────────────


def test_what_changed_is_told_by_content_not_by_form(plan: Path) -> None:
    swap(plan, ITEMS, "    group: 征地审查报批\n", "    # 只加一句注释\n    group: 征地审查报批\n")
    commit(plan, "2026-10-18")
    assert [line.change for line in found(plan, "2026-10-20").lines] == [Change(), Change()]
    swap(plan, ITEMS, "补偿标准说明", "补偿标准")
    swap(plan, ITEMS, "id: zd-002", "id: zd-003")
    commit(plan, "2026-10-19")
    first, other = found(plan, "2026-10-20").lines
    assert (str(first.change), str(other.change)) == ("增1 改1 删1", "")
    assert first.change == Change(("zd-003",), ("zd-001",), ("zd-002",))
    assert (first.touched, other.touched) == (date(2026, 10, 19), date(2026, 10, 10))
    assert str(found(plan, "2026-10-20", "2026-10-19").lines[0].change) == ""
    assert str(found(plan, "2026-10-20", "2026-10-01").lines[0].change) == "增2"


def test_coverage_counts_the_five_stages_that_are_demanded(plan: Path) -> None:
    whole = found(plan, "2026-10-12")
    assert whole.coverage == 100
    swap(plan, ITEMS, "stage: 决策", "stage: 解读")
    assert found(plan, "2026-10-12").lines[0].coverage == 0
    swap(plan, ITEMS, "power_type: 行政征收", "power_type: 没有的类型")
    assert found(plan, "2026-10-12").lines[0].coverage is None


def test_who_is_late_and_since_when(plan: Path, gkcat: Gkcat) -> None:
    assert [line.late for line in found(plan, "2026-10-15").lines] == [None, None]
    assert "梳理阶段已于2026年10月15日结束，市自然资源局、市教育局还没有报送，逾期5天。" in amiss(plan, "2026-10-20")
    gkcat("review", "start", "初审", "-u", "zrzyj", "--on", "2026-10-14", cwd=plan)
    assert "市教育局还没有报送，逾期5天。" in amiss(plan, "2026-10-20")
    told = amiss(plan, "2026-11-02")
    assert "审定阶段已于2026年10月25日结束，市自然资源局还没有通过审定，逾期8天。" in told
    for name in ("zrzyj", "jyj"):
        gkcat("review", "start", "审定", "-u", name, cwd=plan)
        gkcat("review", "pass", "审定", "-u", name, "--on", "2026-10-24", cwd=plan)
    assert "汇总阶段已于2026年10月31日结束，市自然资源局、市教育局还没有备案" in amiss(plan, "2026-11-02")
    commit(plan, "2026-10-28")
    git(plan, "tag", "备案-2026")
    whole = found(plan, "2026-11-02")
    assert [line.standing.state for line in whole.lines] == ["备案", "备案"]
    assert [line.late for line in whole.lines] == [None, None]
    assert briefing.problems(whole, ()) == ["没有发现问题。"]
    swap(plan, ITEMS, "补偿标准说明", "补偿标准")
    assert [line.standing.state for line in found(plan, "2026-11-02").lines] == ["已修改", "备案"]
    assert "备案" in gkcat("review", "status", cwd=plan).out


def test_states_come_in_the_order_of_the_way(plan: Path, gkcat: Gkcat) -> None:
    gkcat("review", "start", "审定", "-u", "jyj", cwd=plan)
    gkcat("review", "add", "jyj.jy-001", "请核对", cwd=plan)
    assert list(found(plan, "2026-10-20").states.items()) == [("梳理中", 1), ("审定退回", 1)]
    assert states(found(plan, "2026-10-20")).look == "bars"


# ── told ─────────────────────────────────────────────────────────────────────


def test_sentences_name_what_and_whom(plan: Path, gkcat: Gkcat) -> None:
    swap(plan, ITEMS, "自方案拟定之日起10个工作日内", "及时公开")
    swap(plan, ITEMS, "stage: 决策", "stage: 解读")
    gkcat("review", "start", "初审", "-u", "jyj", cwd=plan)
    for text in ("请核对时限", "请补充依据"):
        gkcat("review", "add", "jyj.jy-001", text, cwd=plan)
    sentences = amiss(plan, "2026-10-20")
    assert "校验错误：GK121（GK121）1处，市自然资源局1处。" in sentences
    assert "意见未改：审核意见还有2条没有修改，市教育局2条。" in sentences
    assert "覆盖不全：市自然资源局（0%）的事项" in sentences
    swap(plan, Path("units/jyj/jiaoyu.yaml"), "录取结果", "录取结果、名单")
    assert "意见待核：已经修改、答复的2条意见还没有核对销号，市教育局2条。" in amiss(plan, "2026-10-20")
    asked = next_steps(plan, "2026-10-20")
    assert "审定阶段2026年10月25日结束，还有5天，主要任务：提出初审意见。" in asked
    assert "汇总阶段2026年10月26日开始，请提前做好准备。" in asked
    assert "请市自然资源局抓紧梳理，尽快报送初审。" in asked
    assert "请市自然资源局逐条改正校验错误" in asked
    assert "示范市人民政府办公室对已经答复的意见及时核对" in asked
    assert "今天到期" in next_steps(plan, "2026-10-31")
    assert "本期（2026年10月16日以后）新增事项0项、修改2项、删去0项。" in "\n".join(
        briefing.overview(found(plan, "2026-10-20"))
    )


def test_what_changed_after_it_passed_and_who_did_well(plan: Path, gkcat: Gkcat) -> None:
    gkcat("review", "start", "审定", "-u", "zrzyj", "-u", "jyj", cwd=plan)
    gkcat("review", "pass", "审定", "-u", "zrzyj", "-u", "jyj", cwd=plan)
    swap(plan, ITEMS, "补偿标准说明", "补偿标准")
    assert "审后改动：市自然资源局1项在审核通过以后又有改动" in amiss(plan, "2026-10-20")
    assert "市教育局已通过审定，内容没有错误。" in list(briefing.overview(found(plan, "2026-10-20")))
    assert "重新报审" in next_steps(plan, "2026-10-20")


def test_units_without_items_or_progress(plan: Path) -> None:
    (plan / "units/jyj/jiaoyu.yaml").unlink()
    told = amiss(plan, "2026-10-12")
    assert "没有事项：市教育局还没有梳理出公开事项。" in told
    assert "进展缓慢：市自然资源局还没有通过审定，本期事项没有变化。" in told


def test_many_units_and_kinds_are_counted_not_listed(plan: Path) -> None:
    names = [f"单位{number}" for number in range(7)]
    assert briefing.named(names) == "单位0、单位1、单位2、单位3、单位4等7个单位"
    assert briefing.counted([(name, 2) for name in names], "处").endswith("单位42处等7个单位")
    path = plan / ITEMS
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("自方案拟定之日起10个工作日内", "及时公开"),
        ("自信息形成或者变更之日起20个工作日内", "20个工作日"),
        ("owner: 市自然资源局", "owner: 相关部门"),
        ("[政府网站, 公示栏]", "[市政府门户网站, 公示栏]"),
        ("行政征收", "征收"),
        ("第四十七条\n", "第四十七条\n      - 《没有的法》第一条\n"),
        ("征收范围、土地现状、征收目的", "征收范围：待定"),
        ("reason: 个人隐私", "reason: 不便公开"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    assert "校验错误：其他" in amiss(plan, "2026-10-12")


# ── printed ──────────────────────────────────────────────────────────────────


def test_the_terminal_has_80_columns(plan: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = gkcat("report", "week", "--on", "2026-10-20", cwd=plan)
    assert ran.code == 0
    rows = ran.out.split("总体进展")[0].splitlines()
    assert max(cell_len(Text.from_ansi(row).plain) for row in rows) <= 80
    assert "逾期5天" in ran.out
    assert "本期（2026年10月13日以后）各单位的事项没有变化。" in ran.out


def test_the_same_revision_and_days_give_the_same_bytes(plan: Path, gkcat: Gkcat) -> None:
    words = ("report", "month", "--on", "2026-10-20", "--since", "2026-10-01", "--at", "HEAD")
    for name in ("one", "two"):
        assert gkcat(*words, "-o", name, cwd=plan).code == 0
        swap(plan, ITEMS, "补偿", "补足")
    made = sorted(path.name for path in (plan / "one").iterdir())
    assert made == ["进展情况月报-2026-10-20.docx", "进展情况汇总表-2026-10-20.docx", "进展情况汇总表-2026-10-20.xlsx"]
    for name in made:
        assert (plan / "one" / name).read_bytes() == (plan / "two" / name).read_bytes()
    text = "\n".join(each.text for each in Document(str(plan / "one" / made[0])).paragraphs)
    assert "示范市政务公开目录编制进展情况月报" in text
    assert "1.进度滞后：梳理阶段已于2026年10月15日结束" in text
    assert "{" not in text
    table = Document(str(plan / "one" / made[0])).tables[-1]
    assert [cell.text for cell in table.rows[1].cells][:5] == ["1", "市自然资源局", "梳理中", "2", "2"]
    assert [cell.text for cell in table.rows[-1].cells][:5] == ["", "合计", "", "3", "3"]
    sheet = load_workbook(plan / "one" / made[2])["进展情况汇总表"]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[1] for row in rows] == ["市自然资源局", "市教育局"]


def test_changes_that_are_not_in_git_are_said(plan: Path) -> None:
    swap(plan, ITEMS, "补偿标准", "补偿的标准")
    book = briefing.book(found(plan, "2026-10-20"), (), briefing.WEEK)
    assert str(book.facts[1][1]).endswith("（另有未提交的改动）")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["year"], "没有“year”这种报告"),
        (["week", "--on", "昨天"], "日期 昨天 写法不对"),
        (["week", "--on", "2026-10-20", "--since", "2026-10-20"], "要早于截止日期"),
        (["week", "--at", "没有"], "没有版本 没有"),
    ],
)
def test_refused(plan: Path, gkcat: Gkcat, words: list[str], told: str) -> None:
    ran = gkcat("report", *words, cwd=plan)
    assert ran.code == 2
    assert told in ran.err


def test_refused_without_a_head_or_a_template(plan: Path, gkcat: Gkcat) -> None:
    folder = plan / "templates" / "docx"
    folder.mkdir(parents=True)
    document = Document()
    document.add_paragraph("{{ 标题.没有() }}")
    document.save(str(folder / "report.docx"))
    ran = gkcat("report", "week", "-o", "made", cwd=plan)
    assert ran.code == 2
    assert "通报模板" in ran.err
    (plan / "catalog/catalog.yaml").write_text("title: [\n", encoding="utf-8")
    ran = gkcat("report", "week", cwd=plan)
    assert ran.code == 2
    assert "catalog/catalog.yaml 读不下去" in ran.err


def test_begins_a_week_or_a_month_before() -> None:
    assert briefing.begins(date(2026, 10, 20), briefing.WEEK) == date(2026, 10, 13)
    assert briefing.begins(date(2026, 10, 20), briefing.MONTH) == date(2026, 9, 20)
    assert briefing.begins(date(2026, 3, 31), briefing.MONTH) == date(2026, 2, 28)


def test_the_page_for_internal_use_is_made_only_when_asked(plan: Path, gkcat: Gkcat) -> None:
    assert gkcat("build", "--format", "html", cwd=plan).code == 0
    assert not (plan / "out/site/internal").exists()
    assert gkcat("build", "--format", "html", "--internal", cwd=plan).code == 0
    page = (plan / "out/site/internal/progress.html").read_text(encoding="utf-8")
    assert "内部资料" in page
    assert '<meta name="robots" content="noindex,nofollow">' in page
    assert "进展情况汇总表" in page
    others = [path for path in (plan / "out/site").rglob("*.html") if path.parent.name != "internal"]
    assert not any("internal/" in path.read_text(encoding="utf-8") for path in others)


def test_the_template_is_as_its_script_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "report.docx"
    monkeypatch.syspath_prepend(REPOSITORY / "templates/docx")
    importlib.import_module("make_report").make().save(str(made))
    kept = Document(str(REPOSITORY / "templates/docx/report.docx"))
    assert Document(str(made)).element.body.xml == kept.element.body.xml
