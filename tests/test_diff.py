"""Changes say all that changed, by the right grade, and no more."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edits
from applying import apply
from gkcat.diff import GRADES, ORDER, ROWS, Change, Spot, match
from gkcat.diff.compare import compare
from gkcat.diff.grade import grade

Files = edits.Files


def without_empty(files: Files) -> Files:
    return {key: found for key, found in files.items() if found}


# ── the property ─────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(st.data())
def test_the_changes_make_the_new_of_the_old(data: st.DataObject) -> None:
    old = data.draw(edits.catalogues())
    new = data.draw(edits.edited(old))
    changes = compare(old, new)
    assert apply(old, changes) == without_empty(new)
    assert all(change.grade in GRADES for change in changes)
    assert all(change.old != change.new for change in changes if change.field != ORDER)


@settings(max_examples=25)
@given(edits.catalogues(), edits.catalogues())
def test_so_it_is_for_any_two(old: Files, new: Files) -> None:
    assert apply(old, compare(old, new)) == without_empty(new)
    assert apply(new, compare(new, old)) == without_empty(old)


@settings(max_examples=10)
@given(edits.catalogues())
def test_nothing_changed_is_no_change(files: Files) -> None:
    assert compare(files, files) == []


def test_what_of_the_office_and_of_units_is_applied_as_well() -> None:
    old: Files = {
        ("", "channels"): [{"name": "微信"}, {"name": "网站"}, {"name": "广播"}],
        ("", "retired"): [{"unit": "jyj", "id": "a"}, {"unit": "zrzyj", "id": "a"}],
        ("jyj", "unit"): [{"name": "教育局"}],
        ("jyj", "powers"): [{"code": "1", "name": "甲"}, {"code": "1", "name": "乙"}],
    }
    new: Files = {
        ("", "channels"): [{"name": "广播"}, {"name": "微信", "label": "政务微信"}, {"name": "电视"}],
        ("", "retired"): [{"unit": "jyj", "id": "b"}, {"unit": "zrzyj", "id": "a", "name": "名"}],
        ("jyj", "powers"): [{"code": "1", "name": "甲"}, {"code": "1", "name": "丙"}],
        ("mzj", "unit"): [{"name": "民政局"}],
    }
    changes = compare(old, new)
    assert apply(old, changes) == new
    assert {change.grade for change in changes} == {"catalog", "unit", "order"}
    assert {(change.what, change.id) for change in changes if change.what == "power"} == {("power", "1")}


# ── who is whose successor ───────────────────────────────────────────────────


def record(id_: str, name: str, *rows: dict[str, Any], **given: Any) -> dict[str, Any]:
    head = {"group": "", "power_type": "公共服务", "power_code": "", "section": "", "basis": [], "not_applicable": {}}
    return {"id": id_, "name": name, **head, "withheld": None, ROWS: [row(**each) for each in rows], **given}


def row(stage: str = "服务", content: tuple[str, ...] = ("报名条件、办理材料",), **given: Any) -> dict[str, Any]:
    scope: dict[str, Any] = {"scope.degree": "全部公开", "scope.audience": "全社会", "scope.mode": "主动公开"}
    scope |= {"scope.level": ["县级"], "scope.note": ""}
    rest = {"owner": "jyj", "deadline": "长期公开", "channel": ["政府网站"], "secrecy": None, "published": []}
    return {"stage": stage, "content": [*content], **rest, **scope, **given}


def told(old: Files, new: Files) -> list[tuple[str, str, str]]:
    """Each change in short: (grade, id, field)."""
    return [(change.grade, change.id, change.field) for change in compare(old, new)]


JY = ("jyj", "jiaoyu")


def test_renamed_with_its_id_kept() -> None:
    assert told({JY: [record("a", "招生入学", {})]}, {JY: [record("a", "学位申请", {})]}) == [("renamed", "a", "name")]


def test_another_id_and_another_name_but_alike() -> None:
    old, new = record("a", "义务教育阶段招生入学", {}), record("b", "义务教育阶段入学", {})
    assert told({JY: [old]}, {JY: [new]}) == [("renumbered", "b", "id"), ("renamed", "b", "name")][::-1]


def test_ids_that_slid_up_when_one_was_deleted() -> None:
    names = ("招生入学", "学生资助", "校车安全")
    rows = [{"content": (f"{name}的条件和材料",)} for name in names]
    old = [record(f"a-{at}", name, rows[at]) for at, name in enumerate(names)]
    new = [record("a-0", names[1], rows[1]), record("a-1", names[2], rows[2])]
    assert told({JY: old}, {JY: new}) == [
        ("renumbered", "a-0", "id"),
        ("renumbered", "a-1", "id"),
        ("removed", "a-0", ""),
    ]


def test_nothing_alike_is_new_and_gone() -> None:
    old, new = record("a", "招生入学", {}), record("b", "校车", {"content": ("线路、站点",)})
    assert told({JY: [old]}, {JY: [new]}) == [("added", "b", ""), ("removed", "a", "")]


def test_handed_over_to_another_unit() -> None:
    moved = {("mzj", "jiaoyu"): [record("m-1", "招生入学", {})]}
    changes = compare({JY: [record("a", "招生入学", {})]}, moved)
    assert [change.grade for change in changes] == ["moved", "renumbered"]
    assert (changes[0].old, changes[0].new) == (["jyj", "jiaoyu"], ["mzj", "jiaoyu"])


def test_two_units_with_like_items_are_not_mixed_up() -> None:
    """What one town lets go and another takes up is no handing over when it is in another field."""
    old = {("binhe", "jiaoyu"): [record("a", "招生入学", {})]}
    new = {("xisha", "zhengdi"): [record("b", "招生入学", {})]}
    assert [grade for grade, *_ in told(old, new)] == ["removed", "added"]


def test_the_same_id_twice_by_mistake() -> None:
    old = [record("a", "招生入学", {}), record("a", "学生资助", {"content": ("条件",)})]
    assert told({JY: old}, {JY: old[::-1]}) == [("order", "a", "order")]


def test_many_alike_are_told_apart_by_what_is_rare() -> None:
    names = [f"{place}小学招生入学" for place in "甲乙丙丁戊己庚辛壬癸" for _ in range(1)]
    old = [record(f"a-{at}", name, {"content": (name + "的条件",)}) for at, name in enumerate(names)]
    new = [record(f"b-{at}", name + "办法", {"content": (name + "的条件",)}) for at, name in enumerate(names)]
    changes = compare({JY: old}, {JY: new})
    assert [(change.old, change.new) for change in changes if change.grade == "renumbered"] == [
        (f"a-{at}", f"b-{at}") for at in range(len(names))
    ]


def test_crowds_are_passed_over() -> None:
    """When hundreds share every piece of their names, only what is theirs alone counts."""
    old = [record(f"a-{at}", "招生", {"content": (f"第{at}号",)}) for at in range(100)]
    new = [record(f"b-{at}", "招生事项", {"content": (f"第{at}号",)}) for at in range(100)]
    changes = compare({JY: old}, {JY: new})
    assert {(change.old, change.new) for change in changes if change.grade == "renumbered"} == {
        (f"a-{at}", f"b-{at}") for at in range(100)
    }


def test_disclosures_by_stage_then_by_likeness() -> None:
    old = record("a", "招生", {"stage": "服务"}, {"stage": "结果", "content": ("录取结果",)}, {"stage": "结果"})
    new = record("a", "招生", {"stage": "结果"}, {"stage": "结果", "content": ("录取结果公示",)}, {"stage": "解读"})
    found = [(each.grade, each.stage, each.old, each.new) for each in compare({JY: [old]}, {JY: [new]})]
    assert ("wording", "结果", ["录取结果"], ["录取结果公示"]) in found
    assert ("stage", "解读", "服务", "解读") in found
    assert {grade for grade, *_ in found} == {"wording", "stage", "order"}


def test_disclosures_come_and_go() -> None:
    old, new = record("a", "招生", {}), record("a", "招生", {"stage": "结果", "content": ("录取名单",)})
    changes = compare({JY: [old]}, {JY: [new]})
    assert [(each.grade, each.what, each.stage, each.row) for each in changes] == [
        ("added", "disclosure", "结果", 0),
        ("removed", "disclosure", "服务", 0),
    ][:: 1 if changes[0].grade == "added" else -1]


# ── grades ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("自批准之日起7个工作日内", "自批准之日起20个工作日内", "longer-deadline"),
        ("自批准之日起20个工作日内", "自批准之日起7个工作日内", "shorter-deadline"),
        ("自批准之日起20个工作日内", "自批准之日起20日内", "shorter-deadline"),
        ("自信息形成或变更之日起20个工作日内", "自信息形成或者变更之日起30个工作日内", "longer-deadline"),
        ("自批准之日起20个工作日内", "批准后20个工作日内公开", "wording"),
        ("自批准之日起20个工作日内", "自印发之日起10个工作日内", "deadline"),
        ("20个工作日内", "自印发之日起10个工作日内", "shorter-deadline"),
        ("实时公开", "自批准之日起7个工作日内", "longer-deadline"),
        ("自批准之日起7个工作日内", "批准后实时公开", "shorter-deadline"),
        ("自批准之日起24小时内", "自批准之日起1个工作日内", "wording"),
        ("公示不少于7个工作日", "公示不少于5个工作日", "shorter-notice"),
        ("公示不少于5日", "公示不少于7日", "longer-notice"),
        ("公示不少于7日", "公告不少于5日", "deadline"),
        ("会议召开前3日", "会议召开前5日", "shorter-deadline"),
        ("会议召开前5日", "会议召开前3日", "longer-deadline"),
        ("2026年6月30日前", "2026年7月31日前", "deadline"),
        ("6月30日前", "7月31日前", "longer-deadline"),
        ("每月公开一次", "每季度公开一次", "longer-deadline"),
        ("每季度公开一次", "每月公开一次", "shorter-deadline"),
        ("每年1月31日前", "每年3月底前", "longer-deadline"),
        ("每月10日前", "每月5日前", "shorter-deadline"),
        ("每季度结束后15日内", "每季度结束后20日内", "longer-deadline"),
        ("每年公开一次", "每年公开2次", "deadline"),
        ("每年第一季度", "每年上半年", "deadline"),
        ("长期公开", "自批准之日起7个工作日内", "deadline"),
        ("长期公开", "常年公开", "wording"),
        ("及时公开", "适时公开", "deadline"),
        ("及时公开", "看情况吧", "deadline"),
        ("自批准之日起7个工作日内", "", "deadline"),
        ("自批准之日起7个工作日内，公示5日", "自批准之日起10个工作日内，公示5日", "longer-deadline"),
        ("自批准之日起7个工作日内，公示5日", "自批准之日起10个工作日内，公示7日", "deadline"),
        ("自批准之日起7个工作日内，公示5日", "自批准之日起7个工作日内", "deadline"),
    ],
)
def test_deadlines(old: str, new: str, expected: str) -> None:
    assert grade("disclosure", "deadline", old, new) == expected


@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("withheld", None, {"reason": "个人隐私", "basis": ""}, "withheld"),
        ("withheld", {"reason": "个人隐私", "basis": ""}, None, "disclosed"),
        ("withheld", {"reason": "个人隐私"}, {"reason": "商业秘密"}, "basis"),
        ("scope.degree", "全部公开", "部分公开", "narrowed"),
        ("scope.degree", "部分公开", "全部公开", "widened"),
        ("scope.degree", "部分公开", "不予公开", "withheld"),
        ("scope.degree", "不予公开", "部分公开", "disclosed"),
        ("scope.degree", "", "部分公开", "wording"),
        ("scope.audience", "全社会", "特定群体：村民", "narrowed"),
        ("scope.audience", "特定群体：村民", "全社会", "widened"),
        ("scope.audience", "特定群体：村民", "特定群体：居民", "wording"),
        ("scope.mode", "主动公开", "依申请公开", "narrowed"),
        ("scope.mode", "依申请公开", "主动公开", "widened"),
        ("scope.mode", "", "主动公开", "wording"),
        ("scope.level", ["县级", "乡级"], ["县级"], "narrowed"),
        ("scope.level", ["县级"], ["县级", "乡级"], "widened"),
        ("scope.level", ["县级"], ["乡级"], "narrowed"),
        ("scope.level", [], ["乡级"], "wording"),
        ("channel", ["网站", "公示栏"], ["网站", "广播"], "channel-dropped"),
        ("channel", ["网站"], ["网站", "广播"], "channel-added"),
        ("channel", ["网站", "广播"], ["广播", "网站"], "order"),
        ("content", ["申请条件", "办理材料"], ["申请条件"], "content-dropped"),
        ("content", ["申请条件"], ["申请条件", "办理材料"], "content-added"),
        ("content", ["申请条件说明", "办理材料"], ["申请条件的说明", "办理材料"], "wording"),
        ("content", ["申请条件", "办理材料"], ["办理材料", "申请条件"], "order"),
        ("content", ["申请条件", "申请条件"], ["申请条件"], "content-dropped"),
        ("not_applicable", {}, {"决策": "不涉及"}, "waived"),
        ("not_applicable", {"决策": "不涉及"}, {}, "demanded"),
        ("not_applicable", {"决策": "不涉及"}, {"决策": "没有"}, "wording"),
        ("published", [], [{"url": "https://x.cn"}], "published"),
        ("published", [{"url": "https://x.cn"}], [], "unpublished"),
        ("published", [{"url": "https://x.cn"}], [{"url": "https://y.cn"}], "wording"),
        ("owner", "jyj", "mzj", "owner"),
        ("basis", [], ["《教育法》"], "basis"),
        ("group", "甲", "乙", "wording"),
    ],
)
def test_grades(field: str, old: Any, new: Any, expected: str) -> None:
    assert grade("disclosure", field, old, new) == expected


def test_a_change_of_nowhere_is_the_offices() -> None:
    assert Change("catalog", "title", "a", "b", None, None).what == "catalog"
    assert Spot("", "laws", 0).path == "catalog/laws.yaml"


# ── much at once ─────────────────────────────────────────────────────────────


def test_of_long_lists_not_every_pair_is_compared() -> None:
    asked: list[tuple[int, int]] = []

    def score(one: int, other: int) -> float:
        asked.append((one, other))
        return float(one == other)

    many = range(2000)
    assert match.best(many, many, score, 1) == [(at, at) for at in many]
    assert len(asked) <= 2000 * 40


def test_many_disclosures_of_many_stages_keep_their_own() -> None:
    old = [{"stage": f"环节{at % 3}", "content": [f"内容{at}"]} for at in range(9)]
    new = [*old[5:], {"stage": "别的", "content": ["内容4"]}]
    assert sorted(match.rows(old, new)) == [(4, 4), (5, 0), (6, 1), (7, 2), (8, 3)]
