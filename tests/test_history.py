"""`gkcat diff`: two revisions of a real repository, in every form; what is read, and why things were changed."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from rich.cells import cell_len

import history
from conftest import Gkcat, Ran, Snapshot
from gkcat import editions, pipeline
from gkcat import history as revisions
from gkcat.diff import Change
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

JYJ, ZRZYJ = "units/jyj/jiaoyu.yaml", "units/zrzyj/zhengdi.yaml"
_NEW = """\
  - id: jy-002
    name: 学生资助
    power_type: 公共服务
    disclosures:
      - stage: 服务
        content: [资助条件, 办理材料]
        owner: jyj
        deadline: 长期公开
        channel: [政府网站]
        scope: 全部公开
"""


def change(root: Path, path: str, *pairs: tuple[str, str]) -> None:
    text = (root / path).read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (root / path).write_text(text, "utf-8")


@pytest.fixture
def repo(base: Path) -> Path:
    """The base workspace, tagged v1; two commits after it, one of them with a reason."""
    history.begin(base)
    history.git(base, "tag", "v1")
    change(
        base,
        ZRZYJ,
        ("10个工作日内", "15个工作日内"),
        ("[政府网站, 公示栏]", "[政府网站]"),
        ("          - 补偿标准说明\n", ""),
        ("  # 涉及个人隐私，依法不予公开。\n", ""),
    )
    history.commit(base, "时限延长\n\n调整原因：机构改革，\n  审查环节增加\n", on="2026-11-25")
    narrowed = "        scope: {degree: 部分公开, audience: 特定群体：适龄儿童家长, note: 隐去身份证号码}\n" + _NEW
    change(base, JYJ, ("招生入学", "入学报名"), ("        scope: 全部公开\n", narrowed))
    change(base, "units/jyj/unit.yaml", ("办公室", "政务公开科"))
    change(base, "catalog/channels.yaml", ("channels:", "channels:\n  - {name: 手机报}"))
    history.commit(base, "入学报名改名", on="2026-11-26")
    return base


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns, and a day that does not pass."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(pipeline, "today", lambda: date(2026, 11, 30))


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_in_every_form(repo: Path, gkcat: Gkcat, snapshot: Snapshot, form: str) -> None:
    ran = gkcat("diff", "v1", "HEAD", "--format", form, cwd=repo)
    assert (ran.code, ran.err) == (0, "")
    commits = {history.git(repo, "rev-parse", name): name for name in ("v1", "HEAD")}
    text = ran.out
    for commit, name in commits.items():
        text = text.replace(commit, f"<{name}>")
    snapshot(text, f"diff/expected-{form}.txt")


def test_counts_by_unit(repo: Path, gkcat: Gkcat, snapshot: Snapshot) -> None:
    snapshot(gkcat("diff", "v1", "HEAD", "--stat", cwd=repo).out, "diff/expected-stat.txt")
    assert "合计" in gkcat("diff", "HEAD", "--stat", cwd=repo).out


def test_nothing_is_cut_off_at_80_columns(repo: Path, gkcat: Gkcat) -> None:
    shown = gkcat("diff", "v1", cwd=repo).out.splitlines()
    assert max(map(cell_len, shown)) <= 80


def test_json_of_the_work_tree(repo: Path, gkcat: Gkcat) -> None:
    body = json.loads(gkcat("diff", "HEAD", "--format", "json", cwd=repo).out)
    assert body == {"old": body["old"], "new": None, "counts": {}, "changes": [], "unread": []}
    assert body["old"]["on"] == "2026-11-26"


# ── what it is compared with ─────────────────────────────────────────────────


def test_by_default_with_the_last_tag(repo: Path, gkcat: Gkcat) -> None:
    assert gkcat("diff", cwd=repo).out.startswith("工作区与v1（2026-11-24，建立目录）相比")


def test_on_a_branch_with_where_it_left(repo: Path, gkcat: Gkcat) -> None:
    history.git(repo, "checkout", "-qb", "branch")
    start = history.git(repo, "rev-parse", "main")[:8]
    history.git(repo, "checkout", "-q", "main")
    history.commit(repo, "旁的")
    history.git(repo, "checkout", "-q", "branch")
    assert gkcat("diff", cwd=repo).out.startswith(f"工作区与{start}（2026-11-26，入学报名改名）相比，事项没有变化。")


def test_without_tags_with_the_last_commit(repo: Path, gkcat: Gkcat) -> None:
    history.git(repo, "tag", "-d", "v1")
    assert "事项没有变化" in gkcat("diff", cwd=repo).out
    change(repo, JYJ, ("入学报名", "报名"))
    assert "1个单位的1个事项有变化" in gkcat("diff", cwd=repo).out


# ── what is a change and what is not ─────────────────────────────────────────


def changes(repo: Path, old: str = "HEAD", *units: str) -> list[Change]:
    return [*revisions.between(Workspace(repo), old, "", units).changes]


def test_another_way_to_say_the_same_is_no_change(repo: Path) -> None:
    change(
        repo,
        JYJ,
        ("items:", "defaults: {channel: [政府网站]}\nitems:"),
        ("        channel: [政府网站]\n", ""),
        ("owner: jyj", "owner: 示范市教育局"),
        ("deadline: 长期公开", "deadline: '长期公开'"),
    )
    change(repo, ZRZYJ, ("scope: 全部公开", "scope: {degree: 全部公开, audience: 全社会, level: [县级]}"))
    assert changes(repo) == []


def test_only_what_differs_is_read(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(repo, JYJ, ("入学报名", "报名"))
    read: list[str] = []

    def reading(unit: str, files: Mapping[str, bytes]) -> object:
        read.append(unit)
        return read_unit(unit, files)

    monkeypatch.setattr(revisions, "read_unit", reading)
    assert [each.grade for each in changes(repo)] == ["renamed"]
    assert read == ["jyj", "jyj"]


def test_one_unit_alone(repo: Path, gkcat: Gkcat) -> None:
    assert {each.spot.unit for each in changes(repo, "v1", "zrzyj")} == {"zrzyj"}
    assert "市教育局" not in gkcat("diff", "v1", "--unit", "zrzyj", cwd=repo).out
    assert "没有单位 nobody" in gkcat("diff", "v1", "--unit", "nobody", cwd=repo).err


def test_a_unit_that_came_and_one_that_went(repo: Path, gkcat: Gkcat) -> None:
    history.git(repo, "mv", "units/jyj", "units/jtj")
    change(repo, "units/jtj/unit.yaml", ("市教育局", "市教体局"))
    found = changes(repo)
    assert {(each.grade, each.what, each.id) for each in found} == {
        ("unit", "unit", ""),
        ("moved", "item", "jy-001"),
        ("moved", "item", "jy-002"),
        ("owner", "disclosure", "jy-001"),  # the name it gives is nobody's now
    }
    out = gkcat("diff", cwd=repo).out
    assert "- 市教育局　义务教育" in out
    assert "+ 市教体局　义务教育" in out


def test_a_unit_renamed_is_the_same_unit(repo: Path) -> None:
    change(repo, "units/jyj/unit.yaml", ("市教育局", "市教体局"))
    change(repo, JYJ, ("市教育局", "市教体局"))
    assert [(each.field, each.old, each.new) for each in changes(repo)] == [
        ("name", "示范市教育局", "示范市教体局"),
        ("short_name", "市教育局", "市教体局"),
    ]


def test_withheld_is_the_strongest(repo: Path, gkcat: Gkcat) -> None:
    text = (repo / JYJ).read_text("utf-8")
    first = text.index("    disclosures:")
    (repo / JYJ).write_text(text[:first] + "    withheld: {reason: 个人隐私, basis: 《条例》第十五条}\n", "utf-8")
    assert [each.grade for each in changes(repo)] == ["withheld", "removed", "removed"]
    shown = gkcat("diff", cwd=repo).out
    assert "▼ 改为不予公开　不予公开\n      + 个人隐私，《条例》第十五条" in shown


def test_what_cannot_be_read_is_neither_new_nor_gone(repo: Path, gkcat: Gkcat) -> None:
    change(repo, ZRZYJ, ("    power_type: 行政征收\n", "    power_tipe: 行政征收\n"))
    found = revisions.between(Workspace(repo), "HEAD")
    assert (found.changes, found.unread) == ((), (ZRZYJ,))
    ran = gkcat("diff", "--fail-on", "removed", "HEAD", cwd=repo)
    assert ran.code == 1
    assert "没有读完" in ran.out
    assert "不能确认" in ran.err
    assert "没有读完" in gkcat("diff", "HEAD", "--format", "markdown", cwd=repo).out
    history.commit(repo, "broken")
    assert revisions.between(Workspace(repo), "HEAD", "HEAD~1").changes == ()


# ── stopping ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("grades", "code"),
    [("withheld", 0), ("narrowed,renamed", 1), ("longer-deadline、widened", 1), ("less-open", 1), (" ", 0)],
)
def test_fail_on(repo: Path, gkcat: Gkcat, grades: str, code: int) -> None:
    ran = gkcat("diff", "v1", "--fail-on", grades, cwd=repo)
    assert (ran.code, "不通过" in ran.err) == (code, bool(code))


def test_wrong_words_are_told(repo: Path, gkcat: Gkcat) -> None:
    assert "longer-deadline（时限延长）" in gkcat("diff", "v1", "--fail-on", "longer", cwd=repo).err
    assert "没有 pdf 这种格式" in gkcat("diff", "v1", "--format", "pdf", cwd=repo).err
    assert "没有版本 --output=x" in gkcat("diff", "--", "--output=x", cwd=repo).err
    assert "没有变化" in gkcat("diff", "v1", "--reason", "jyj.zz-1=并入", cwd=repo).err


# ── reasons ──────────────────────────────────────────────────────────────────


def reasons(repo: Path) -> set[tuple[str, str]]:
    return {(each.id, each.reason) for each in changes(repo, "v1")}


def test_the_reason_of_the_commit_that_changed_the_item(repo: Path) -> None:
    change(repo, JYJ, ("学生资助", "困难学生资助"))
    history.commit(repo, "改\n\n调整原因: 省厅统一名称")
    change(repo, JYJ, ("困难学生资助", "家庭困难学生资助"))
    history.commit(repo, "再改\n\n调整原因：按审核意见")
    found = reasons(repo)
    assert ("zd-001", "机构改革，审查环节增加") in found
    assert ("jy-001", "") in found  # in the same file, but those commits had nothing to do with it
    assert ("jy-002", "省厅统一名称；按审核意见") in found


def test_a_commit_that_made_the_file(repo: Path) -> None:
    (repo / "units/jyj/zhengdi.yaml").write_text(
        "domain: zhengdi\nitems:\n" + _NEW.replace("jy-002", "zd-009"), "utf-8"
    )
    history.commit(repo, "新领域\n\n调整原因：职责划入")
    (repo / "units/jyj/zhengdi.yaml").write_text("domain: zhengdi\nitems: []\n", "utf-8")
    history.commit(repo, "清空")
    (repo / "units/jyj/zhengdi.yaml").write_text(
        "domain: zhengdi\nitems:\n" + _NEW.replace("jy-002", "zd-009"), "utf-8"
    )
    history.commit(repo, "又写上")
    assert ("zd-009", "职责划入") in reasons(repo)


def test_reasons_given_by_hand(repo: Path, gkcat: Gkcat) -> None:
    given = ("--reason", "按审核意见修改", "--reason", "jyj.jy-002=新增职责")
    body = json.loads(gkcat("diff", "v1", "--format", "json", *given, cwd=repo).out)
    found = {each["id"]: each["reason"] for each in body["changes"]}
    assert (found["zd-001"], found["jy-001"], found["jy-002"]) == (
        "机构改革，审查环节增加",
        "按审核意见修改",
        "新增职责",
    )


def test_reasons_are_asked_for_on_a_terminal(repo: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def prompt(words: str, **_: object) -> str:
        asked.append(words)
        return "年度调整"

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", prompt)
    made = gkcat("diff", "v1", "--format", "xlsx", cwd=repo)
    assert "out/diff" in made.out
    assert len(asked) == 1
    assert "年度调整" in cells(next((repo / "out/diff").glob("*.xlsx")))


# ── documents ────────────────────────────────────────────────────────────────


def cells(path: Path) -> set[str]:
    book = load_workbook(path)
    return {str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell}


def test_the_adjustment_tables(repo: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    def made() -> Ran:
        return gkcat("diff", "v1", "--format", "xlsx", "--out", tmp_path, cwd=repo)

    ran = made()
    path = next(tmp_path.glob("*.xlsx"))
    assert path.name == "示范市政务公开事项标准目录动态调整表.xlsx"
    assert path.name in ran.out
    found = cells(path)
    assert {"动态调整表", "新旧对照表", "单位信息和全市规定调整表"} <= found
    assert {"时限延长", "新增事项", "机构改革，审查环节增加", "征地补偿安置方案\n（zd-001）"} <= found
    assert any("规定时限由“自方案拟定之日起10个工作日内”改为“自方案拟定之日起15个工作日内”" in cell for cell in found)
    assert any("公开内容删去“补偿标准说明”" in cell for cell in found)
    first = path.read_bytes()
    made()
    assert path.read_bytes() == first
    assert gkcat("diff", "v1", "--format", "docx", "--out", tmp_path, cwd=repo).code == 0
    assert next(tmp_path.glob("*.docx")).stat().st_size > 10_000


def test_nothing_changed_makes_no_document(repo: Path, gkcat: Gkcat) -> None:
    assert "没有生成文件" in gkcat("diff", "HEAD", "--format", "docx", cwd=repo).out
    assert not (repo / "out").exists()


# ── editions ─────────────────────────────────────────────────────────────────


def test_editions_tag_by_tag(repo: Path) -> None:
    history.git(repo, "tag", "v2")
    change(repo, JYJ, ("学生资助", "困难学生资助"))
    history.commit(repo, "改", on="2026-11-28")
    history.git(repo, "tag", "v3")
    found = editions.editions(Workspace(repo))
    assert [(each.name, str(each.on), len(each.diff.changes)) for each in found] == [
        ("v2", "2026-11-26", len(found[0].diff.changes)),
        ("v3", "2026-11-28", 1),
    ]
    assert found[1].diff.changes[0].new == "困难学生资助"


def test_no_git_no_editions(base: Path) -> None:
    assert editions.editions(Workspace(base)) == ()


def test_a_tag_before_the_catalogue(base: Path, tmp_path: Path) -> None:
    history.git(tmp_path, "init", "-q", "-b", "main")
    (base / "catalog").rename(base / "later")
    history.commit(tmp_path, "no catalogue yet")
    history.git(tmp_path, "tag", "v0")
    (base / "later").rename(base / "catalog")
    history.commit(tmp_path, "catalogue", on="2026-11-25")
    history.git(tmp_path, "tag", "v1")
    assert editions.editions(Workspace(base)) == ()


# ── the forms in their corners ───────────────────────────────────────────────


def test_the_office_and_powers(repo: Path, gkcat: Gkcat) -> None:
    change(repo, "catalog/catalog.yaml", ("title: ", "title: 新"))
    power = 'powers:\n  - {code: "1", name: 招生, type: 公共服务}\n'
    history.commit(repo, "权责清单", {"units/jyj/powers.yaml": power})
    change(repo, "units/jyj/powers.yaml", ("name: 招生", "name: 招生入学"))
    out = gkcat("diff", "HEAD~1", cwd=repo).out
    assert "目录基本信息" in out
    assert "全市规定变更　目录名称" in out
    assert "权责清单 招生入学" in out
    assert "单位信息变更　名称" in gkcat("diff", "HEAD", cwd=repo).out


def test_values_of_every_kind(repo: Path, gkcat: Gkcat) -> None:
    published = "        published: [{url: 'https://x.gov.cn/1', on: 2026-11-01}]\n"
    change(repo, JYJ, ("        scope: 全部公开\n", "        scope: 全部公开\n" + published))
    change(repo, JYJ, ("content: [资助条件, 办理材料]", "content: [办理材料, 资助条件]"))
    change(
        repo,
        ZRZYJ,
        ("    power_type: 行政征收\n", "    power_type: 行政征收\n    not_applicable: {管理: 没有}\n"),
        ("      - stage: 结果\n", "      - stage: 解读\n"),
    )
    out = gkcat("diff", "HEAD", cwd=repo).out
    for words in (
        "https://x.gov.cn/1，2026-11-01",
        "管理：没有",
        "次序调整",
        "▼ 环节改为不适用",
        "环节变更　解读 · 公开环节",
    ):
        assert words in out
    made = gkcat("diff", "HEAD", "--format", "xlsx", "--out", repo / "out", cwd=repo)
    assert made.code == 0
    assert any("公开内容的先后调整" in cell for cell in cells(next((repo / "out").glob("*.xlsx"))))


def test_a_whole_item_withheld_is_shown(repo: Path, gkcat: Gkcat) -> None:
    text = (repo / ZRZYJ).read_text("utf-8")
    start = text.index("  - id: zd-002")
    (repo / ZRZYJ).write_text(text[:start] + "  - {id: zd-009, name: 空的事项, power_type: 公共服务}\n", "utf-8")
    out = gkcat("diff", "HEAD", cwd=repo).out
    assert "- 不予公开：个人隐私，《中华人民共和国政府信息公开条例》第十五条" in out
    assert "+ 空的事项" in out


def test_a_comment_has_its_limit_and_quotes_nothing_that_acts(repo: Path, gkcat: Gkcat) -> None:
    hostile = "![x](http://x) @everyone <script> | #1 `" + "长" * 400
    items = "".join(
        f"  - {{id: x-{number}, name: {json.dumps(hostile)}, power_type: 公共服务}}\n" for number in range(300)
    )
    change(repo, JYJ, ("items:\n", "items:\n" + items))
    out = gkcat("diff", "HEAD", "--format", "markdown", cwd=repo).out
    assert len(out.encode("utf-16-le")) // 2 <= 65_536
    assert "其余" in out
    assert "<details>" in out
    assert "<script>" not in out
    assert "@everyone" not in out
    assert "![x](" not in out


def test_more_than_a_few_lines_are_cut_in_a_comment(repo: Path, gkcat: Gkcat) -> None:
    change(repo, JYJ, ("content: [资助条件, 办理材料]", "content: [甲一, 乙二, 丙三, 丁四]"))
    assert "；……" in gkcat("diff", "HEAD", "--format", "markdown", cwd=repo).out


def test_the_site_tells_the_editions_and_what_came_since(repo: Path, gkcat: Gkcat) -> None:
    history.git(repo, "tag", "v2")
    assert [each.title for each in editions.updates(Workspace(repo), -1)] == ["v2（2026年11月26日）"]
    change(repo, JYJ, ("学生资助", "困难学生资助"))
    found = editions.updates(Workspace(repo), -2)
    assert [each.title for each in found] == ["v2（2026年11月26日）", "v2以来"]
    assert [(each.unit, each.item, each.what, each.old, each.new) for each in found[1].changes] == [
        ("jyj", "jy-002", "更名", ("学生资助",), ("困难学生资助",))
    ]
    gkcat("build", "--format", "html", "--force-draft", cwd=repo)
    page = (repo / "out/site/updates.html").read_text("utf-8")
    assert "困难学生资助" in page
    assert "时限延长" in page
    assert "机构改革，审查环节增加" in page
    history.git(repo, "checkout", "-q", "--orphan", "empty")
    history.git(repo, "rm", "-rqf", "--cached", ".")
    history.git(repo, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    history.git(repo, "tag", "v0")
    assert editions.updates(Workspace(repo), -3) == ()


def test_nothing_that_is_quoted_is_obeyed_by_a_terminal(repo: Path, gkcat: Gkcat) -> None:
    (repo / "README").write_text("", "utf-8")
    history.commit(repo, "\x1b]0;标题\x07提交")
    change(repo, JYJ, ("name: 义务教育阶段入学报名", 'name: "坏\\e[2J名"'))
    for words in (["diff"], ["diff", "HEAD~1"], ["due"], ["report", "week"], ["diff", "--stat"]):
        ran = gkcat(*words, cwd=repo)
        assert ran.code == 0, ran.err
        assert not {"\x1b", "\x07"} & {*ran.out}, words
    assert "坏\ufffd[2J名" in gkcat("diff", cwd=repo).out


def test_reasons_are_told_where_the_history_is_cut_off(repo: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    for number in (1, 2):
        change(repo, JYJ, ("阶段", f"阶段{number}"))
        history.commit(repo, f"改名\n\n调整原因：第{number}次\n", on="2026-11-26")
    cut = tmp_path / "cut"
    history.git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repo}", cut)
    history.git(cut, "fetch", "-q", "--depth", "1", "origin", "tag", "v1")
    ran = gkcat("diff", "v1", "HEAD", cwd=cut)
    assert (ran.code, "第1次；第2次" in ran.out) == (0, True), ran.err


def test_where_nothing_was_ever_committed_it_is_said(base: Path, gkcat: Gkcat) -> None:
    history.git(base, "init", "-q")
    for words in (["diff"], ["report", "week"], ["validate", "--since", "HEAD"]):
        ran = gkcat(*words, cwd=base)
        assert (ran.code, "还没有提交过" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_all_reckoning_is_a_finding_or_refused(repo: Path, gkcat: Gkcat, day: str) -> None:
    assert gkcat("report", "week", "--on", day, cwd=repo).code == 2
    calendar = f"calendar:\n  off: [{{on: {day}, until: {day}, reason: 调休}}]\n"
    change(repo, "catalog/catalog.yaml", ("as_of: 2026-11-01\n", f"as_of: {day}\n{calendar}"))
    assert gkcat("validate", "--format", "concise", cwd=repo).out.count("GK011") == 3
    assert gkcat("due", cwd=repo).code == 2
