"""Ten weeks of a catalogue in one story, in a real git repository: what everyone sees, and that nothing is lost.

Six units fill in, two liaisons change one file, three rounds of review, an item renamed, an id retired, the filing,
an adjustment afterwards. Each week's commands and what they print are one snapshot: tests/cases/story/.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from conftest import CASES, Gkcat, Ran, Snapshot
from gkcat import pipeline
from gkcat.pipeline import UnitTask, begin, load_catalog, load_unit
from gkcat.workspace import Workspace

UNITS = {
    "zrzyj": ("市自然资源局", "zhengdi", "征地补偿"),
    "jyj": ("市教育局", "jiaoyu", "义务教育"),
    "mzj": ("市民政局", "jiuzhu", "社会救助"),
    "zjj": ("市住建局", "zhufang", "保障性住房"),
    "cgj": ("市城管局", "shizheng", "市政服务"),
    "spj": ("市审批局", "jiaoyi", "公共资源交易"),
}
HEAD = """\
title: 示范市政务公开事项标准目录
jurisdiction: {name: 示范市, level: 县级}
issuer: 示范市人民政府办公室
edition: 2025年版
as_of: 2025-09-01
units: [zrzyj, jyj, mzj, zjj, cgj, spj]
rounds: [初审, 复审, 审定]
phases:
  - {name: 梳理阶段, start: 2025-09-01, end: 2025-09-19}
  - {name: 审定阶段, start: 2025-09-20, end: 2025-10-24}
  - {name: 落实阶段, start: 2025-10-25, end: 2026-06-30}
"""
FORM = "自信息形成或者变更之日起20个工作日内"


def item(mark: str, name: str, unit: str, *rows: tuple[str, str, str], power_type: str = "政务信息") -> str:
    """An item's lines; a row is (stage, content, deadline)."""
    lines = [f"  - id: {mark}", f"    name: {name}", f"    power_type: {power_type}", "    basis:"]
    lines += ["      - 《中华人民共和国政府信息公开条例》第二十条", "    disclosures:"]
    for stage, content, deadline in rows:
        lines += [f"      - stage: {stage}", f"        content: {content}", f"        owner: {UNITS[unit][0]}"]
        lines += [f"        deadline: {deadline}", "        channel: [政府网站]", "        scope: 全部公开"]
        lines += ["        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-09-05}"]
    return "".join(f"{line}\n" for line in lines)


class Story:
    """The repository, the day, and all that was printed this week."""

    def __init__(self, root: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> None:
        self.root, self.gkcat, self.snapshot = root, gkcat, snapshot
        self.monkeypatch = monkeypatch
        self.said: list[str] = []
        self.known: set[str] = set()
        for key, value in {
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "示范市",
            "GIT_AUTHOR_EMAIL": "a@example.gov.cn",
            "GIT_COMMITTER_NAME": "示范市",
            "GIT_COMMITTER_EMAIL": "a@example.gov.cn",
            "COLUMNS": "100",
            "NO_COLOR": "1",
        }.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setattr(pipeline, "today", lambda: self.day)
        self.on("2025-09-01")

    def on(self, day: str) -> None:
        """Another day."""
        self.day = date.fromisoformat(day)
        for key in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            self.monkeypatch.setenv(key, f"{day}T09:00:00+08:00")

    def git(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"git {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def run(self, *words: str, code: int = 0) -> Ran:
        """gkcat, what it printed kept for the week's snapshot; hashes and places differ, words do not."""
        ran = self.gkcat(*words, cwd=self.root)
        shown = re.sub(r"\x1b\[[0-9;]*m", "", ran.out + ran.err).replace(str(self.root), "目录")
        shown = re.sub(r"\b[0-9a-f]{40}\b", "<提交>", shown)
        shown = re.sub(r"(版本 )[0-9a-f]{7,12}\b", r"\1<提交>", shown)
        self.said += [
            f"$ gkcat {' '.join(words)}",
            *(line.rstrip() for line in shown.splitlines()),
            f"[{ran.code}]",
            "",
        ]
        assert ran.code == code, ran.out + ran.err
        return ran

    def file(self, unit: str) -> Path:
        return self.root / f"units/{unit}/{UNITS[unit][1]}.yaml"

    def put(self, unit: str, *items: str) -> None:
        """Add items at the end of a unit's file."""
        path = self.file(unit)
        text = path.read_text("utf-8") if path.is_file() else f"domain: {UNITS[unit][1]}\nitems:\n"
        path.write_text(text + "".join(items), encoding="utf-8")

    def swap(self, unit: str, old: str, new: str) -> None:
        """Change the first such words of a unit's file."""
        text = self.file(unit).read_text("utf-8")
        assert old in text
        self.file(unit).write_text(text.replace(old, new, 1), encoding="utf-8")

    def held(self) -> set[str]:
        """Every item, disclosure stage, record, retired id, opinion and answer that the files hold."""
        workspace, run = Workspace(self.root), begin()
        catalog, _, folders = load_catalog(workspace, run)
        found = {f"retired {each.unit}.{each.id}" for each in catalog.retired}
        for unit in folders:
            for entry in load_unit(UnitTask(workspace, unit, run))[0].entries:
                found.add(f"item {unit}.{entry.item.id}")
                found |= {f"row {unit}.{entry.item.id} {each.stage}" for each in entry.item.disclosures}
        for path in sorted((self.root / "catalog/reviews").glob("*.yaml")):
            text = path.read_text("utf-8")
            found |= {
                f"{path.stem} {each}" for each in re.findall(r"^\s*(?:- )?(?:id|text|note): .+$", text, re.MULTILINE)
            }
        return found

    def end(self, week: int, *, gone: frozenset[str] = frozenset()) -> None:
        """The week is over: what it printed is as it was, and nothing is lost that was not given up on purpose."""
        now = self.held()
        assert self.known - now == gone
        self.known = now
        self.snapshot("\n".join(self.said), f"story/expected-week-{week:02}.txt")
        self.said.clear()


@pytest.fixture
def story(tmp_path: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> Story:
    """A repository with what the office decides, and the folders of six units."""
    root = tmp_path / "catalogue"
    shutil.copytree(CASES / "base/catalog", root / "catalog")
    (root / "catalog/catalog.yaml").write_text(HEAD, encoding="utf-8")
    domains = [
        f"  - {{id: {each}, name: {name}, lead: {unit}, units: [{unit}]}}\n" for unit, (_, each, name) in UNITS.items()
    ]
    (root / "catalog/domains.yaml").write_text("domains:\n" + "".join(domains), encoding="utf-8")
    (root / "catalog/limits.yaml").write_text("limits: []\n", encoding="utf-8")
    for unit, (name, _, _) in UNITS.items():
        folder = root / "units" / unit
        folder.mkdir(parents=True)
        card = f'name: 示范{name}\nshort_name: {name}\nkind: 政府部门\npublic_phone: "12345"\n'
        (folder / "unit.yaml").write_text(card, encoding="utf-8")
    (root / ".gitignore").write_text("out/\nopinions/\ndue/\n", encoding="utf-8")
    told = Story(root, gkcat, monkeypatch, snapshot)
    told.git("init", "-q", "-b", "main")
    driver = f"{shlex.quote(sys.executable)} -c 'from gkcat.cli import main; main()' merge-file %O %A %B --path %P"
    told.git("config", "merge.gkcat.driver", driver)
    (root / ".gitattributes").write_text(
        "units/*/*.yaml merge=gkcat\ncatalog/reviews/*.yaml merge=gkcat\n", encoding="utf-8"
    )
    told.commit("建立目录")
    return told


RESULT, GUIDE, TOLD = "办理结果和落实情况", "办事指南、办理流程和办理结果", "政策解读和问答"


def fill_in(story: Story) -> None:
    """Weeks one and two: six liaisons, each on a branch of their own."""
    first = {
        "zrzyj": [item("zd-001", "征地补偿安置方案", "zrzyj", ("服务", GUIDE, "长期公开"), ("结果", RESULT, FORM))],
        "jyj": [
            item("jy-001", "义务教育招生入学", "jyj", ("服务", GUIDE, "每年6月30日前"), ("结果", RESULT, "及时公开"))
        ],
        "mzj": [
            item("mz-001", "最低生活保障", "mzj", ("结果", RESULT, "每月10日前")),
            item("mz-002", "临时救助", "mzj", ("结果", RESULT, "每季度结束后15日内")),
        ],
    }
    second = {
        "zjj": [
            item("zj-001", "公租房分配", "zjj", ("服务", GUIDE, "长期公开"), ("结果", RESULT, "公示不少于7个工作日"))
        ],
        "cgj": [
            item("cg-001", "城市道路占用", "cgj", ("服务", GUIDE, FORM), ("解读", TOLD, "政策文件公布后3个工作日内")),
            item("cg-002", "交易场地占用", "cgj", ("结果", RESULT, FORM)),
        ],
        "spj": [item("sp-001", "公共资源交易结果", "spj", ("结果", RESULT, FORM))],
    }
    for week, day, units in ((1, "2025-09-08", first), (2, "2025-09-15", second)):
        story.on(day)
        for unit, items in units.items():
            story.git("switch", "-qc", f"{unit}-{week}", "main")
            story.put(unit, *items)
            story.commit(f"{UNITS[unit][0]}填报")
        story.git("switch", "-q", "main")
        story.git("merge", "-q", "-m", "合并各单位填报", *(f"{unit}-{week}" for unit in units))
        story.run("validate", "--format", "concise", code=1)
        story.run("stats")
        story.end(week)


def mend(story: Story) -> None:
    """Week three: the office looks at the numbers, the liaison mends, 初审 begins."""
    story.on("2025-09-22")
    story.run("report", "week", "--on", "2025-09-22")
    story.swap("jyj", "deadline: 及时公开", f"deadline: {FORM}")
    story.commit("市教育局改写时限")
    story.run("validate", "--format", "concise")
    units = [word for unit in UNITS for word in ("-u", unit)]
    story.run("review", "start", "初审", *units, "--on", "2025-09-22")
    story.run("review", "add", "zrzyj.zd-001/结果/deadline", "请写明与公告期限的衔接", "--on", "2025-09-23")
    story.run("review", "add", "mzj.mz-002", "名称请与权责清单一致", "--on", "2025-09-23")
    story.run("review", "add", "zjj.zj-001/结果", "请补充公示的渠道", "--on", "2025-09-24")
    story.run("review", "status")
    story.commit("初审意见")
    story.end(3)


def marks(story: Story, unit: str) -> list[str]:
    """The ids of a unit's opinions, in their order."""
    found: list[str] = []
    for path in sorted((story.root / "catalog/reviews").glob(f"*-{unit}.yaml")):
        found += re.findall(r"^\s*- id: (\S+)$", path.read_text("utf-8"), re.MULTILINE)
    return found


def answer(story: Story) -> None:
    """Week four: the units answer; one answer is not enough; an item is renamed, the opinion on it stands."""
    story.on("2025-09-28")  # a Sunday that is worked
    story.swap("zrzyj", f"deadline: {FORM}", "deadline: 自信息形成或者变更之日起15个工作日内")
    story.swap("mzj", "name: 临时救助", "name: 临时救助给付")
    story.swap("zjj", "channel: [政府网站]", "channel: [政府网站, 公示栏]")
    story.run("review", "reply", marks(story, "zrzyj")[0], "已改为15个工作日", "--on", "2025-09-28")
    story.run("review", "reply", marks(story, "mzj")[0], "已按权责清单改名", "--on", "2025-09-28")
    story.run("review", "reply", marks(story, "zjj")[0], "已加公示栏", "--on", "2025-09-28")
    story.run("review", "reject", marks(story, "zjj")[0], "加错了环节，请加在结果环节", "--on", "2025-09-29")
    story.run("review", "status", "-u", "mzj", "-u", "zjj")
    story.commit("答复初审意见")
    story.run("diff", "HEAD~1")
    story.end(4)


def collide(story: Story) -> None:
    """Week five: two liaisons add to one file, two reviewers to one round; all of it is there afterwards."""
    story.on("2025-10-08")
    added = {
        "甲": item("mz-003", "孤儿基本生活保障", "mzj", ("结果", RESULT, FORM)),
        "乙": item("mz-004", "特困人员供养", "mzj", ("结果", RESULT, FORM)),
    }
    for who, text in added.items():
        story.git("switch", "-qc", who, "main")
        story.put("mzj", text)
        story.run("review", "add", "mzj.mz-001", f"{who}：请写明公开的范围", "--on", "2025-10-08")
        story.commit(f"{who}增加事项")
    story.git("switch", "-q", "main")
    story.git("merge", "-q", "甲")
    story.git("merge", "-q", "-m", "合并乙", "乙")
    both = story.held()
    assert {"item mzj.mz-003", "item mzj.mz-004"} <= both
    story.run("validate", "--format", "concise")
    for mark in marks(story, "mzj")[1:]:
        story.run("review", "close", mark, "--note", "已口头说明，不需修改", "--on", "2025-10-08")
    story.commit("撤回两条意见")
    for who, name in (("丙", "特困人员救助供养"), ("丁", "特困供养对象保障")):
        story.git("switch", "-qc", who, "main")
        story.swap("mzj", "name: 特困人员供养", f"name: {name}")
        story.commit(f"{who}改名")
    story.git("switch", "-q", "main")
    story.git("merge", "-q", "丙")
    story.git("merge", "-q", "-m", "合并丁", "丁", code=1)
    story.run("validate", "--format", "concise", code=1)
    text = story.file("mzj").read_text("utf-8")
    assert "特困人员救助供养" in text
    assert "特困供养对象保障" in text  # both values of the one field stand there
    story.said += [line.strip() for line in text.splitlines() if "特困" in line]
    story.file("mzj").write_text(story.git("show", "丙:units/mzj/jiuzhu.yaml"), encoding="utf-8")
    story.commit("合并丁，商定用丙的名称")


def settle(story: Story) -> None:
    """Week five: what was answered well is settled, 初审 passes, and not before."""
    collide(story)
    story.on("2025-10-09")
    story.run("review", "pass", "初审", "-u", "zjj", "--on", "2025-10-09", code=2)
    before, _, after = story.file("zjj").read_text("utf-8").rpartition("channel: [政府网站]")
    story.file("zjj").write_text(f"{before}channel: [政府网站, 公示栏]{after}", encoding="utf-8")
    story.run("review", "reply", marks(story, "zjj")[0], "已加在结果环节", "--on", "2025-10-09")
    story.run("review", "close", *(marks(story, unit)[0] for unit in ("zrzyj", "mzj", "zjj")), "--on", "2025-10-09")
    story.commit("改正、销号")
    units = [word for unit in UNITS for word in ("-u", unit)]
    story.run("review", "pass", "初审", *units, "--on", "2025-10-09")
    story.run("review", "status")
    story.commit("初审通过")
    story.end(5)


def retire(story: Story) -> None:
    """Week six, 复审: an item that two units have is given up by one; its id is never given again."""
    story.on("2025-10-13")
    units = [word for unit in UNITS for word in ("-u", unit)]
    story.run("review", "start", "复审", *units, "--on", "2025-10-13")
    story.run("review", "add", "cgj.cg-002", "与市审批局的事项重复，请撤销", "--on", "2025-10-13")
    story.commit("复审意见")
    text = story.file("cgj").read_text("utf-8")
    story.file("cgj").write_text(text[: text.index("  - id: cg-002")], encoding="utf-8")
    story.run("retire", "cgj.cg-002", "由市审批局统一公开", "--on", "2025-10-14")
    story.run("review", "reply", marks(story, "cgj")[-1], "已撤销", "--on", "2025-10-14")
    story.commit("撤销重复事项")
    story.put("cgj", item("cg-002", "路灯维护", "cgj", ("结果", RESULT, FORM)))
    story.run("validate", "--format", "concise", code=1)
    story.git("checkout", "-q", "--", "units")
    story.run("review", "close", marks(story, "cgj")[-1], "--on", "2025-10-15")
    story.run("review", "pass", "复审", *units, "--on", "2025-10-15")
    story.run("review", "status", "-u", "cgj")
    story.commit("复审通过")
    story.end(6, gone=frozenset({"item cgj.cg-002", "row cgj.cg-002 结果"}))


def decide(story: Story) -> None:
    """Week seven, 审定: passed, and the secrecy reviews are marked on what was reviewed."""
    story.on("2025-10-20")
    units = [word for unit in UNITS for word in ("-u", unit)]
    story.run("review", "start", "审定", *units, "--on", "2025-10-20")
    for unit in UNITS:
        for mark in re.findall(r"^  - id: (\S+)$", story.file(unit).read_text("utf-8"), re.MULTILINE):
            story.run("review", "clear", f"{unit}.{mark}", "--on", "2025-10-20")
    story.run("review", "pass", "审定", *units, "--by", "领导小组办公室", "--on", "2025-10-21")
    story.commit("审定")
    story.run("review", "print")
    story.run("review", "status")
    story.run("report", "month", "--on", "2025-10-24")
    story.end(7)


def file_it(story: Story) -> None:
    """Week eight: the filing, stamped with the commit, and the tag by which it is known."""
    story.on("2025-10-27")
    story.run("build", "--final", "--format", "docx", "--format", "json")
    manifest = json.loads((story.root / "out/manifest.json").read_text("utf-8"))
    assert manifest["workspace"]["commit"] == story.git("rev-parse", "HEAD").strip()
    assert manifest["counts"]["items"] == sum(each.startswith("item ") for each in story.known)
    story.said += [each["path"] for each in manifest["files"]]
    story.git("tag", "报备-2025")
    story.run("review", "status")
    story.end(8)


def carry_out(story: Story) -> None:
    """Week nine: what has happened and what was published is put on record; what is due follows from it."""
    story.on("2025-11-03")
    record = '        published:\n          - {url: "https://www.example.gov.cn/1.html", on: 2025-11-03}\n'
    story.swap("mzj", "        deadline: 每月10日前\n", f"        deadline: 每月10日前\n{record}")
    event = "        events:\n          - {on: 2025-10-28, what: 成交结果形成：第1批}\n"
    story.swap("spj", f"        deadline: {FORM}\n", f"        deadline: {FORM}\n{event}")
    story.commit("记下公开情况和起算事件")
    story.run("due", "--within", "60d")
    story.run("due", "--on", "2025-12-01", "--unit", "spj", "--strict", code=1)
    story.run("due", "--format", "ics")
    story.run("evidence")
    story.run("validate", "--format", "concise")
    story.end(9)


def adjust(story: Story) -> None:
    """Week ten: a deadline is made longer for a reason; the gate closes until it is reviewed again."""
    story.on("2025-11-10")
    old = "自信息形成或者变更之日起15个工作日内"
    story.swap("zrzyj", old, FORM)
    story.commit("放宽征地补偿结果的时限\n\n调整原因: 省厅统一时限")
    story.run("diff", "报备-2025")
    story.run("diff", "报备-2025", "--format", "markdown")
    story.run("diff", "报备-2025", "--format", "docx")
    story.run("diff", "报备-2025", "--fail-on", "longer-deadline", code=1)
    story.run("build", "--final", "--format", "json", code=1)
    story.run("review", "clear", "zrzyj.zd-001", "--on", "2025-11-11")
    story.run("review", "pass", "审定", "-u", "zrzyj", "--on", "2025-11-11")
    story.commit("动态调整")
    story.run("build", "--final", "--format", "json")
    story.run("report", "week", "--on", "2025-11-14")
    story.end(10)


def test_ten_weeks(story: Story) -> None:
    for week in (fill_in, mend, answer, settle, retire, decide, file_it, carry_out, adjust):
        week(story)
    assert story.git("status", "--porcelain") == ""
    assert story.git("fsck", "--no-dangling") == ""
