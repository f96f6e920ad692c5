"""Review rounds from the first opinion to the gate, as the office, a reviewer and a liaison work them."""

from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from conftest import Gkcat
from gkcat.formatting import normal
from gkcat.reviews import aim
from test_gate import git

ITEMS = Path("units/zrzyj/zhengdi.yaml")
FIRST = Path("catalog/reviews/初审-zrzyj.yaml")
LAST = Path("catalog/reviews/审定-zrzyj.yaml")


@pytest.fixture
def desk(base: Path, gkcat: Gkcat) -> Path:
    """The base workspace in git, 初审 of zrzyj begun."""
    (base / ".gitignore").write_text("out/\nopinions/\n", encoding="utf-8")
    git(base, "init", "-q")
    commit(base)
    assert gkcat("review", "start", "初审", "-u", "zrzyj", "--on", "2026-10-16", cwd=base).code == 0
    return base


def commit(base: Path) -> None:
    git(base, "add", "-A")
    git(base, "commit", "-qm", "a step")


def swap(base: Path, old: str, new: str) -> None:
    path = base / ITEMS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def given(desk: Path, gkcat: Gkcat, pointer: str, text: str = "请写明", *more: str) -> str:
    ran = gkcat("review", "add", pointer, text, "--on", "2026-10-17", *more, cwd=desk)
    assert ran.code == 0, ran.err
    return ran.out.split("意见 ")[1].split("：")[0]


def done(gkcat: Gkcat, desk: Path, *words: str) -> str:
    ran = gkcat("review", *words, "--on", "2026-10-20", cwd=desk)
    assert ran.code == 0, ran.err
    return ran.out


def refused(gkcat: Gkcat, desk: Path, *words: str) -> str:
    before = {path: path.read_bytes() for path in desk.rglob("*.yaml")}
    ran = gkcat("review", *words, cwd=desk)
    assert ran.code == 2
    assert {path: path.read_bytes() for path in desk.rglob("*.yaml")} == before
    return ran.err


def state(gkcat: Gkcat, desk: Path, unit: str = "市自然资源局") -> str:
    lines = gkcat("review", "status", cwd=desk).out.splitlines()
    return next(line.split()[1] for line in lines if line.split()[:1] == [unit])


def status(gkcat: Gkcat, desk: Path, mark: str) -> str:
    lines = gkcat("review", "status", "-u", "zrzyj", cwd=desk).out.splitlines()
    return next(line.split()[1] for line in lines if line.startswith(mark))


# ── from beginning to end ────────────────────────────────────────────────────


def test_the_whole_story(desk: Path, gkcat: Gkcat) -> None:
    assert state(gkcat, desk) == "已报送"
    assert state(gkcat, desk, "市教育局") == "梳理中"
    one = given(desk, gkcat, "zrzyj.zd-001/决策/deadline", "请改为工作日以外也能核对的说法")
    other = given(desk, gkcat, "zrzyj.zd-001/公开依据", "请补充实施条例")
    assert state(gkcat, desk) == "初审退回"
    assert gkcat("validate", cwd=desk).out.count("GK220") == 2
    swap(desk, "起10个工作日内", "起7个工作日内")
    assert status(gkcat, desk, one) == "已改动"
    assert state(gkcat, desk) == "初审退回"
    done(gkcat, desk, "reply", one[:4], "已改为7个工作日")
    done(gkcat, desk, "reply", other, "条例没有相应条款", "--as", "不采纳")
    assert state(gkcat, desk) == "已修改"
    done(gkcat, desk, "reject", other, "第二十六条即是")
    assert state(gkcat, desk) == "初审退回"
    assert "退回再改（第二十六条即是）" in gkcat("validate", cwd=desk).out
    swap(desk, "第四十七条\n", "第四十七条\n      - 《中华人民共和国土地管理法》第四十八条\n")
    done(gkcat, desk, "reply", other, "已补充")
    assert "初审还有2条意见没有销号" in refused(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    assert "不能开始审定" in refused(gkcat, desk, "start", "审定", "-u", "zrzyj")
    done(gkcat, desk, "close", one, other)
    assert state(gkcat, desk) == "已修改"
    done(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    assert state(gkcat, desk) == "初审通过"
    assert gkcat("validate", cwd=desk).out.endswith("没有发现问题。\n")
    commit(desk)
    done(gkcat, desk, "start", "审定", "-u", "zrzyj", "-u", "jyj")
    done(gkcat, desk, "pass", "审定", "-u", "zrzyj", "-u", "jyj", "--by", "领导小组办公室")
    assert state(gkcat, desk) == "审定"
    done(gkcat, desk, "clear", "zrzyj.zd-001")
    assert state(gkcat, desk) == "审定"
    commit(desk)
    assert gkcat("build", "--final", "--format", "csv", cwd=desk).code == 0
    swap(desk, "补偿标准说明", "补偿标准说明和安置途径")
    commit(desk)
    assert state(gkcat, desk) == "已修改"
    found = gkcat("validate", cwd=desk).out
    assert "GK180 2026-10-20 保密审查以后，“决策”环节" in found
    assert "GK221 审定通过以后，事项 zd-001 又有改动" in found
    ran = gkcat("build", "--final", "--format", "csv", cwd=desk)
    assert ran.code == 1
    assert "错误 GK180" in ran.out
    assert "错误 GK221" in ran.out
    done(gkcat, desk, "clear", "zrzyj.zd-001/决策")
    done(gkcat, desk, "pass", "审定", "-u", "zrzyj")
    commit(desk)
    assert gkcat("build", "--final", "--format", "csv", cwd=desk).code == 0
    for path in (FIRST, LAST, ITEMS):
        data = (desk / path).read_bytes()
        assert normal(path.as_posix(), data) == (data, [])


def test_open_opinions_and_units_not_approved_close_the_gate(desk: Path, gkcat: Gkcat) -> None:
    given(desk, gkcat, "zrzyj.zd-002/name")
    commit(desk)
    ran = gkcat("build", "--final", cwd=desk)
    assert ran.code == 1
    assert "错误 GK220 初审意见还没有修改：请写明（征地信访个案材料 · 事项名称）" in ran.out
    assert "错误 GK018 市自然资源局还没有通过审定，现为“初审退回”" in ran.out
    assert "错误 GK018 市教育局还没有通过审定，现为“梳理中”" in ran.out
    assert not (desk / "out").exists()


def test_no_comment_settles_an_opinion(desk: Path, gkcat: Gkcat) -> None:
    given(desk, gkcat, "zrzyj.zd-002/name")
    swap(desk, "name: 征地信访个案材料", "name: 征地信访个案材料  # gkcat: ignore[GK220] 已沟通")
    commit(desk)
    assert "GK220" not in gkcat("validate", cwd=desk).out
    assert "错误 GK220" in gkcat("build", "--final", cwd=desk).out


def test_reading_writes_nothing(desk: Path, gkcat: Gkcat) -> None:
    given(desk, gkcat, "zrzyj.zd-001/决策")
    before = {path: path.read_bytes() for path in desk.rglob("*.yaml")}
    for words in (["validate"], ["review", "status"], ["review", "print"], ["build", "--format", "csv"]):
        assert gkcat(*words, cwd=desk).code == 0
    assert {path: path.read_bytes() for path in desk.rglob("*.yaml")} == before


# ── what an opinion points at ────────────────────────────────────────────────

TWO = """\
      - stage: 结果
        content: 征地补偿费用使用情况
        deadline: 每年1月31日前
      - stage: 结果
        content: 补偿费用发放情况
"""


def test_it_is_found_again_after_a_move_and_an_edit(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-001/结果/deadline")
    swap(desk, "      - stage: 结果\n        content: 补偿费用发放情况\n", TWO)
    assert status(gkcat, desk, mark) == "待修改"
    assert "安置方案 · 结果 · 规定时限" in gkcat("review", "status", "-u", "zrzyj", cwd=desk).out
    swap(desk, "content: 补偿费用发放情况", "content: 征地补偿费用发放情况")
    assert status(gkcat, desk, mark) == "待修改"
    swap(desk, "自信息形成或者变更之日起20个工作日内", "自信息形成或者变更之日起10个工作日内")
    assert status(gkcat, desk, mark) == "已改动"


def test_it_follows_a_disclosure_to_another_stage(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-001/结果/stage", "应为执行环节")
    swap(desk, "stage: 结果", "stage: 执行")
    assert status(gkcat, desk, mark) == "已改动"


def test_it_is_told_when_it_points_at_nothing_any_more(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-002", "与 zd-001 重复")
    swap(desk, "id: zd-002", "id: zd-003")
    assert "GK222 初审意见所指的 zrzyj.zd-002 已经不在" in gkcat("validate", cwd=desk).out
    assert status(gkcat, desk, mark) == "所指内容已不在"
    done(gkcat, desk, "close", mark)
    assert "GK222" not in gkcat("validate", cwd=desk).out


def test_two_of_a_stage_are_told_apart(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "      - stage: 结果\n        content: 补偿费用发放情况\n", TWO)
    told = refused(gkcat, desk, "add", "zrzyj.zd-001/结果/deadline", "请核对")
    assert "有2条“结果”" in told
    assert "结果2 补偿费用发放情况" in told
    assert "有2条" in refused(gkcat, desk, "add", "zrzyj.zd-001/结果3", "请核对")
    given(desk, gkcat, "zrzyj.zd-001/结果2/deadline", "请核对")
    assert "was: 自信息形成或者变更之日起20个工作日内" in (desk / FIRST).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        ("mzj.a-1", "没有单位 mzj"),
        ("zrzyj.zd-009", "没有事项 zd-009；有 zd-001、zd-002"),
        ("zrzyj/决策", "没有写事项编号"),
        ("zrzyj.zd-001/管理", "没有环节或者栏目“管理”；环节有 决策、结果"),
        ("zrzyj.zd-002/结果", "环节有 没有公开内容"),
        ("zrzyj.zd-001/决策/x", "没有栏目“x”"),
        ("zrzyj.zd-001/决策/content/1", "没有栏目“content/1”"),
    ],
)
def test_a_pointer_to_nothing_is_refused(desk: Path, gkcat: Gkcat, pointer: str, told: str) -> None:
    assert told in refused(gkcat, desk, "add", pointer, "意见")


@pytest.mark.parametrize(
    ("field", "was"),
    [
        ("/决策/scope", "全部公开"),
        ("/结果/公开程度", "部分公开；特定群体：被征地农民；隐去个人身份信息"),
        ("/结果/secrecy", "可以公开；局保密审查领导小组；2026-10-12"),
        ("/决策/published", ""),
        ("/决策/channel", "政府网站；公示栏"),
        ("/not_applicable", ""),
        ("/name", "征地补偿安置方案"),
        ("", "征地补偿安置方案"),
    ],
)
def test_what_stood_there_is_kept(desk: Path, gkcat: Gkcat, field: str, was: str) -> None:
    given(desk, gkcat, f"zrzyj.zd-001{field}")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert (f"was: {was}\n" in text) if was else ("was:" not in text)


def test_fields_of_every_kind_have_words(desk: Path, gkcat: Gkcat) -> None:
    given(desk, gkcat, "zrzyj.zd-002/withheld")
    swap(desk, "    power_type: 行政征收\n", "    power_type: 行政征收\n    not_applicable: {管理: 没有管理环节}\n")
    url = '        published: [{url: "https://www.example.gov.cn/1.html", on: 2026-10-20}]\n'
    swap(desk, "      - stage: 结果\n", f"{url}      - stage: 结果\n")
    given(desk, gkcat, "zrzyj.zd-001/not_applicable")
    given(desk, gkcat, "zrzyj.zd-001/决策/published")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert "was: 个人隐私；《中华人民共和国政府信息公开条例》第十五条" in text
    assert "was: 管理：没有管理环节" in text
    assert "was: https://www.example.gov.cn/1.html；2026-10-20" in text


# ── taking over ──────────────────────────────────────────────────────────────


def test_findings_are_taken_over_once(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "自方案拟定之日起10个工作日内", "及时公开")
    swap(desk, "  channel: [政府网站, 公示栏]", "  channel: [市政府门户网站, 公示栏]")
    assert "转入" in done(gkcat, desk, "take", "-u", "zrzyj", "-u", "zrzyj", "--select", "gk121")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert text.count("code:") == 1
    assert "stage: 决策\n    row: 征收范围、土地现状、征收目的\n    field: deadline\n    code: GK121" in text
    assert "没有新的问题" in done(gkcat, desk, "take", "-u", "zrzyj", "--select", "GK121")
    assert "转入" in done(gkcat, desk, "take", "-u", "zrzyj")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert text.count("code: GK121") == 1
    assert "没有新的问题" in done(gkcat, desk, "take", "-u", "zrzyj")
    assert (desk / FIRST).read_text(encoding="utf-8") == text


def test_what_was_settled_is_not_taken_again_until_it_changes(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "自方案拟定之日起10个工作日内", "及时公开")
    done(gkcat, desk, "take", "-u", "zrzyj")
    (mark,) = [line.split()[-1] for line in (desk / FIRST).read_text(encoding="utf-8").splitlines() if "- id:" in line]
    done(gkcat, desk, "close", mark, "--note", "照省厅文件")
    commit(desk)
    done(gkcat, desk, "start", "审定", "-u", "zrzyj")
    assert "没有新的问题" in done(gkcat, desk, "take", "-u", "zrzyj")
    swap(desk, "及时公开", "按规定时限公开")
    assert "转入1条审定意见" in done(gkcat, desk, "take", "-u", "zrzyj")


def test_findings_of_the_unit_and_of_the_file_are_opinions_too(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "    power_type: 其他行政权力\n", "    power_type: 其他行政权力\n    power_code: '0610881999'\n")
    path = desk / "units/zrzyj/powers.yaml"
    path.write_text("powers:\n  - {code: '0610881001', name: 征地审批, type: 行政许可}\n", encoding="utf-8")
    done(gkcat, desk, "take", "-u", "zrzyj")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert "item: zd-002\n    field: power_code\n" in text
    assert "    code: GK2" in text


# ── what is refused ──────────────────────────────────────────────────────────


def test_a_round_begins_on_what_is_committed(desk: Path, gkcat: Gkcat) -> None:
    assert "初审已经开始" in refused(gkcat, desk, "start", "初审", "-u", "zrzyj")
    assert "没有“再审”这个轮次" in refused(gkcat, desk, "start", "再审", "-u", "zrzyj")
    swap(desk, "补偿标准说明", "补偿标准")
    assert "没有提交到 git" in refused(gkcat, desk, "start", "审定", "-u", "zrzyj")
    commit(desk)
    done(gkcat, desk, "start", "审定", "-u", "jyj")
    assert "不能再开始它前面的初审" in refused(gkcat, desk, "start", "初审", "-u", "jyj")
    assert git(desk, "rev-parse", "HEAD").strip() in (desk / "catalog/reviews/审定-jyj.yaml").read_text(
        encoding="utf-8"
    )


def test_rounds_may_have_other_names(base: Path, gkcat: Gkcat) -> None:
    path = base / "catalog/catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "rounds: [初审, 审定, 2027年调整]\n", encoding="utf-8")
    git(base, "init", "-q")
    commit(base)
    done(gkcat, base, "start", "2027年调整", "-u", "zrzyj")
    done(gkcat, base, "pass", "2027年调整", "-u", "zrzyj")
    assert state(gkcat, base) == "审定"
    path.write_text(path.read_text(encoding="utf-8").replace("审定, ", "复审, "), encoding="utf-8")
    assert state(gkcat, base) == "审定"


def test_without_a_round_there_is_nothing_to_say(base: Path, gkcat: Gkcat) -> None:
    told = refused(gkcat, base, "add", "zrzyj.zd-001", "意见")
    assert "gkcat review start 初审 --unit zrzyj" in told
    assert "还没有开始" in refused(gkcat, base, "pass", "审定", "-u", "zrzyj")
    assert "还没有审核意见" in refused(gkcat, base, "print")
    assert "没有编号为 abc 的意见" in refused(gkcat, base, "close", "abc")
    assert "git" in refused(gkcat, base, "start", "初审", "-u", "zrzyj")


def test_opinions_are_given_and_answered_once(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-001")
    assert f"已经提过，编号 {mark}" in refused(gkcat, desk, "add", "zrzyj.zd-001", "请写明", "--on", "2026-10-17")
    assert "请写明意见" in refused(gkcat, desk, "add", "zrzyj.zd-001", " ")
    assert "请写明怎样修改" in refused(gkcat, desk, "reply", mark, " ")
    assert "请写明为什么" in refused(gkcat, desk, "reject", mark, " ")
    assert "--as 只能写" in refused(gkcat, desk, "reply", mark, "已改", "--as", "同意")
    assert "gkcat review reject" in refused(gkcat, desk, "reply", mark, "已改", "--by", "示范市人民政府办公室")
    assert "还没有答复也没有修改" in refused(gkcat, desk, "close", mark)
    assert "写法不对" in refused(gkcat, desk, "close", mark, "--note", "撤回", "--on", "10月")
    done(gkcat, desk, "close", mark, "--note", "撤回")
    assert "已经销号" in refused(gkcat, desk, "close", mark)
    assert "已经销号，不再答复" in refused(gkcat, desk, "reply", mark, "已改")


def test_a_short_id_must_mean_one_opinion(desk: Path, gkcat: Gkcat) -> None:
    entries = [f"  - {{id: ab00000{number}, text: 甲, on: 2026-10-18}}\n" for number in (1, 2)]
    text = f"started:\nopinions:\n{''.join(entries)}"
    (desk / FIRST).write_text(text, encoding="utf-8")
    assert "请多写几位：ab000001（市自然资源局）、ab000002" in refused(gkcat, desk, "close", "ab", "--note", "撤回")
    done(gkcat, desk, "reply", "AB000001", "已补充")
    done(gkcat, desk, "reject", "ab000001", "还缺一项")
    done(gkcat, desk, "close", "ab000001", "ab000002", "--note", "撤回")


def test_a_settled_opinion_lapses_and_is_settled_again(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-001/决策/content")
    swap(desk, "补偿标准说明", "补偿标准说明和安置途径")
    done(gkcat, desk, "close", mark)
    swap(desk, "和安置途径", "")
    assert status(gkcat, desk, mark) == "销号后又改动"
    assert f"GK221 初审意见 {mark} 销号以后，内容又有改动" in gkcat("validate", cwd=desk).out
    done(gkcat, desk, "close", mark)
    assert status(gkcat, desk, mark) == "已销号"


def test_a_unit_with_errors_or_without_items_does_not_pass(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "自方案拟定之日起10个工作日内", "及时公开")
    assert "还有1个错误" in refused(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    (desk / ITEMS).unlink()
    assert "还没有事项" in refused(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    assert gkcat("review", "print", cwd=desk).code == 0


def test_an_earlier_round_passes_no_more(desk: Path, gkcat: Gkcat) -> None:
    done(gkcat, desk, "start", "审定", "-u", "zrzyj")
    assert "已经进入审定" in refused(gkcat, desk, "pass", "初审", "-u", "zrzyj")


def test_passing_again_leaves_comments(desk: Path, gkcat: Gkcat) -> None:
    done(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    path = desk / FIRST
    path.write_text(path.read_text(encoding="utf-8") + "# 会上口头通过\n", encoding="utf-8")
    swap(desk, "补偿标准说明", "补偿标准")
    done(gkcat, desk, "pass", "初审", "-u", "zrzyj")
    assert path.read_text(encoding="utf-8").count("passed:") == 1
    assert "# 会上口头通过" in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("passed:", "passed :"), encoding="utf-8")
    assert "改不下去" in refused(gkcat, desk, "pass", "初审", "-u", "zrzyj")


def test_what_can_not_be_read_is_not_worked_on(desk: Path, gkcat: Gkcat) -> None:
    (desk / FIRST).write_text("started:\nopinion: []\n", encoding="utf-8")
    assert "读不下去" in refused(gkcat, desk, "add", "zrzyj.zd-001", "意见")
    (desk / FIRST).write_text("opinions: [\n", encoding="utf-8")
    assert "读不下去" in refused(gkcat, desk, "status", "-u", "zrzyj")


def test_a_form_that_can_not_be_added_to_is_left_alone(desk: Path, gkcat: Gkcat) -> None:
    (desk / FIRST).write_text("{started: {on: 2026-10-16 # 注\n  }}\n", encoding="utf-8")
    assert "接不下去" in refused(gkcat, desk, "add", "zrzyj.zd-001", "意见") or "gkcat fmt" in refused(
        gkcat, desk, "add", "zrzyj.zd-001", "意见"
    )


# ── clearance ────────────────────────────────────────────────────────────────


def test_a_clearance_needs_a_result_and_a_body(desk: Path, gkcat: Gkcat) -> None:
    swap(desk, "  secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}\n", "")
    assert "还没有保密审查" in refused(gkcat, desk, "clear", "zrzyj.zd-001")
    assert "--result 只能写" in refused(gkcat, desk, "clear", "zrzyj.zd-001", "--result", "公开")
    assert "没有公开内容" in refused(gkcat, desk, "clear", "zrzyj.zd-002")
    assert "应写成 zrzyj.事项编号" in refused(gkcat, desk, "clear", "zrzyj")
    assert "应写成 zrzyj.事项编号" in refused(gkcat, desk, "clear", "zrzyj.zd-001/决策/content")
    done(gkcat, desk, "clear", "zrzyj.zd-001/结果", "--result", "部分公开", "--by", "局办公室")
    done(gkcat, desk, "clear", "zrzyj.zd-001/决策", "--result", "可以公开", "--by", "局办公室")
    text = (desk / ITEMS).read_text(encoding="utf-8")
    assert text.count("by: 局办公室, on: 2026-10-20, of: ") == 2
    assert "# 涉及个人隐私，依法不予公开。" in text
    assert gkcat("validate", cwd=desk).out.startswith("检查了")


def test_a_date_changed_in_a_form_is_no_new_review(desk: Path, gkcat: Gkcat) -> None:
    done(gkcat, desk, "clear", "zrzyj.zd-001")
    path = desk / "zrzyj.xlsx"
    assert gkcat("export", "--unit", "zrzyj", "-f", "xlsx", "-o", path, cwd=desk).code == 0
    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    days = [cell for cell in cells if str(cell.value)[:10] == "2026-10-20"]
    for cell in days:
        cell.value = date(2026, 10, 21)
    book.save(path)
    assert days
    assert gkcat("import", path, "--unit", "zrzyj", cwd=desk).code == 0
    text = (desk / ITEMS).read_text(encoding="utf-8").replace('"', "")
    assert text.count("on: 2026-10-21, of: ") == 2


# ── two branches ─────────────────────────────────────────────────────────────


def test_no_opinion_is_lost_in_a_merge(desk: Path, gkcat: Gkcat) -> None:
    one = given(desk, gkcat, "zrzyj.zd-001/决策", "请写明听证")
    (desk / "base.yaml").write_bytes((desk / FIRST).read_bytes())
    other = given(desk, gkcat, "zrzyj.zd-001/结果", "请写明名单")
    (desk / "theirs.yaml").write_bytes((desk / FIRST).read_bytes())
    (desk / FIRST).write_bytes((desk / "base.yaml").read_bytes())
    third = given(desk, gkcat, "zrzyj.zd-002", "名称笼统")
    done(gkcat, desk, "reply", one, "已写明")
    assert gkcat("merge-file", "base.yaml", FIRST, "theirs.yaml", cwd=desk).code == 0
    for name in ("base.yaml", "theirs.yaml"):
        (desk / name).unlink()
    assert {status(gkcat, desk, mark) for mark in (other, third)} == {"待修改"}
    assert status(gkcat, desk, one) == "已答复"


# ── on paper ─────────────────────────────────────────────────────────────────


def test_the_sheet_of_opinions(desk: Path, gkcat: Gkcat) -> None:
    one = given(desk, gkcat, "zrzyj.zd-002/name", "名称笼统")
    other = given(desk, gkcat, "zrzyj.zd-001/决策/deadline", "时限过长")
    whole = given(desk, gkcat, "zrzyj", "遗漏土地征收公告")
    lost = given(desk, gkcat, "zrzyj.zd-001/结果", "不宜公开")
    done(gkcat, desk, "reply", one, "与清单一致", "--as", "不采纳")
    done(gkcat, desk, "close", one, "--note", "同意")
    done(gkcat, desk, "reply", other, "已改")
    done(gkcat, desk, "reject", other, "没有看到")
    ran = gkcat("review", "print", "--round", "初审", cwd=desk)
    assert ran.out == "已生成 1 份意见表（DOCX、XLSX）到 opinions\n"
    sheet = load_workbook(desk / "opinions/市自然资源局初审意见表.xlsx").worksheets[-1]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[1] for row in rows] == [whole, other, lost, one]
    assert rows[1][2:10] == (
        "zd-001\n征地补偿安置方案",
        "决策\n规定时限",
        "自方案拟定之日起10个工作日内",
        "时限过长",
        "√",
        None,
        None,
        "已改（2026-10-20）\n没有看到（退回 2026-10-20）",
    )
    assert rows[3][6:] == (None, None, "√", "与清单一致（2026-10-20）", "已销号\n2026-10-20\n同意")
    text = "\n".join(
        paragraph.text for paragraph in Document(str(desk / "opinions/市自然资源局初审意见表.docx")).paragraphs
    )
    assert "示范市政务公开事项标准目录初审意见表" in text
    again = gkcat("review", "print", "-u", "zrzyj", "-o", "again", cwd=desk)
    assert again.code == 0
    for kind in ("docx", "xlsx"):
        name = f"市自然资源局初审意见表.{kind}"
        assert (desk / "again" / name).read_bytes() == (desk / "opinions" / name).read_bytes()


def test_a_name_from_yaml_never_leaves_the_folder_of_sheets(desk: Path, gkcat: Gkcat) -> None:
    path = desk / "units/zrzyj/unit.yaml"
    path.write_text("name: ../../坏\nshort_name: ../../坏\n", encoding="utf-8")
    assert gkcat("review", "print", cwd=desk).code == 0
    assert {path.name for path in (desk / "opinions").iterdir()} == {"坏初审意见表.docx", "坏初审意见表.xlsx"}


def test_since_checks_the_units_whose_reviews_changed(desk: Path, gkcat: Gkcat) -> None:
    commit(desk)
    given(desk, gkcat, "zrzyj.zd-002/name")
    ran = gkcat("validate", "--since", "HEAD", cwd=desk)
    assert "GK220" in ran.out
    assert "检查了 2 个单位" in ran.out


def test_a_round_does_not_begin_on_units_that_git_has_never_seen(base: Path, gkcat: Gkcat) -> None:
    git(base, "init", "-q")
    git(base, "add", "catalog")
    git(base, "commit", "-qm", "catalog only")
    ran = gkcat("review", "start", "初审", "-u", "zrzyj", cwd=base)
    assert (ran.code, "没有提交到 git" in ran.err) == (2, True)


def test_no_more_of_a_line_is_compared_than_tells_it(desk: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "的" * 500
    swap(desk, "stage: 结果\n        content: 补偿费用发放情况", f"stage: 决策\n        content: {long}")
    mark = given(desk, gkcat, "zrzyj.zd-001/决策2")
    seen: list[int] = []

    def matcher(_junk: object, one: str, other: str, *, autojunk: bool) -> SequenceMatcher[str]:
        seen.extend((len(one), len(other)))
        return SequenceMatcher(None, one, other, autojunk=autojunk)

    monkeypatch.setattr(aim, "SequenceMatcher", matcher)
    assert f"{mark}  待修改" in gkcat("review", "status", "-u", "zrzyj", cwd=desk).out
    assert max(seen) == 200


def test_what_is_broken_elsewhere_keeps_nobody_from_answering(desk: Path, gkcat: Gkcat) -> None:
    mark = given(desk, gkcat, "zrzyj.zd-001")
    commit(desk)
    done(gkcat, desk, "start", "初审", "-u", "jyj")
    (desk / "units/jyj/jiaoyu.yaml").write_text("items: [", encoding="utf-8")
    assert "已记录答复" in done(gkcat, desk, "reply", mark, "已经写明")
    assert "units/jyj" in refused(gkcat, desk, "add", "jyj.jy-001", "请写明")


def test_nothing_is_written_through_a_link(desk: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    commit(desk)
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = desk / "catalog/reviews"
    folder.rename(tmp_path / "reviews")
    folder.symlink_to(outside)
    assert "通到目录以外" in refused(gkcat, desk, "start", "初审", "-u", "jyj")
    assert [*outside.iterdir()] == []


def test_words_that_are_no_utf_8_are_refused(desk: Path, gkcat: Gkcat) -> None:
    assert "认不出的字符" in refused(gkcat, desk, "add", "zrzyj.zd-001", "坏\udcff字")


@pytest.mark.parametrize("old", ["    stage: 决策\n", "    field: deadline\n"])
def test_an_opinion_about_no_field_is_a_finding(desk: Path, gkcat: Gkcat, old: str) -> None:
    given(desk, gkcat, "zrzyj.zd-001/决策/deadline")
    text = (desk / FIRST).read_text(encoding="utf-8")
    assert old in text
    (desk / FIRST).write_text(text.replace(old, "" if "stage" in old else "    field: mark\n"), encoding="utf-8")
    ran = gkcat("validate", "--format", "concise", cwd=desk)
    assert (ran.code, "“栏目”不能写成" in ran.out) == (1, True)
    assert "读不下去" in refused(gkcat, desk, "status")
