"""Rules on completeness (stages and elements), powers, retired ids, and the whole catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from asking import CATALOG, TODAY, ask, disclosure, item
from gkcat.catalog import Catalog, read_catalog
from gkcat.finding import Pointer, Problem, Where
from gkcat.model import Entry, Item, Power, Unit
from gkcat.rules import (
    bad_not_applicable,
    bad_rule_setting,
    domain_without_lead_or_items,
    duplicate_entry,
    duplicate_power_code,
    missing_element,
    missing_stage,
    power_not_covered,
    power_type_differs,
    retired_id,
    rules,
    same_item_differs,
    unknown_power_code,
)
from gkcat.scope import Context, Index
from gkcat.tables import Channel, Domain, Head, Law, Retired, Subject
from gkcat.unit import read_unit

ROOT = Path(__file__).parents[1]
SHIPPED, _ = read_catalog({path.stem: path.read_bytes() for path in (ROOT / "catalog").glob("*.yaml")}, {})


def told(problems: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def pointer(problem: Problem) -> Pointer:
    assert isinstance(problem.at, Where)
    return problem.at.pointer


# ── stages ───────────────────────────────────────────────────────────────────


def covering(power_type: str, *stages: str, **given: object) -> Item:
    return item(power_type=power_type, disclosures=[disclosure(stage=stage) for stage in stages], **given)


@pytest.mark.parametrize(
    "sound",
    [
        covering("行政许可", "服务", "结果"),
        covering("行政许可", "结果", "服务", "管理", "解读"),
        covering("行政征收", "决策", "执行", "结果"),
        covering("行政征收", "决策", "结果", not_applicable={"执行": "由镇人民政府组织实施"}),
        covering("行政处罚", not_applicable={"管理": "甲", "结果": "乙"}),
        covering("其他行政权力", "回应"),
        covering("政务信息", "结果"),
        covering("行政审批", "结果"),  # unknown-power-type has spoken
        covering("行政许可", "服务公开", "结果"),  # unknown-stage has spoken
        covering("行政许可"),  # neither-disclosed-nor-withheld has spoken
        covering("行政许可", withheld={"reason": "个人隐私", "basis": "甲"}),
        covering("行政许可", "服务", withheld={"reason": "个人隐私", "basis": "甲"}),  # withheld-yet-disclosed has
        covering("行政许可", "服务", not_applicable={"结果": ""}),  # bad-not-applicable has
    ],
    ids=lambda sound: f"{sound.power_type} {[each.stage for each in sound.disclosures]}",
)
def test_stages_are_covered(sound: Item) -> None:
    assert ask(missing_stage.check, sound, SHIPPED) == []


def test_missing_stages_are_named_together() -> None:
    (problem,) = ask(missing_stage.check, covering("行政征收", "执行"), SHIPPED)
    assert problem.message == "“征地补偿”是行政征收事项，缺少决策、结果环节的公开内容"
    assert problem.at == ("disclosures",)


@pytest.mark.parametrize("table", ["stages", "power_types"])
def test_no_stage_is_demanded_where_the_tables_are_not_known(table: str) -> None:
    unknown = replace(SHIPPED, **{table: ()})  # type: ignore[arg-type]  # each table has its own kind
    assert ask(missing_stage.check, covering("行政征收", "执行"), unknown) == []


# ── elements ─────────────────────────────────────────────────────────────────


def elements(power_type: str, stage: str, *content: str, **given: object) -> list[str]:
    rows = [disclosure(stage=stage, content=each.split("；")) for each in content]
    return told(ask(missing_element.check, item(power_type=power_type, disclosures=rows, **given), SHIPPED))


@pytest.mark.parametrize(
    ("power_type", "stage", "content"),
    [
        ("行政规划", "决策", "规划草案、公众意见征集情况；市政府常务会审议情况；规划文本；政策问答"),
        ("政务信息", "决策", "座谈会听取意见情况；局长办公会研究情况；印发的通知；起草说明"),
        ("其他行政权力", "决策", "拟定方案公示；经局党组会集体讨论；批复；理由"),
        ("行政许可", "决策", "审批结论及理由；批准文件"),
        ("公共服务", "决策", "收费标准；制定依据的说明"),
        ("公共服务", "执行", "年度任务和完成时间；由各镇负责；投诉电话；完成情况"),
        ("政务信息", "执行", "实施方案、工作进度；牵头单位；举报信箱"),
        ("行政处罚", "管理", "执法主体；法律、法规依据；裁量基准；立案、调查、决定程序；申请复议、提起诉讼的途径"),
        ("行政检查", "管理", "检查权限；检查依据和检查方式；罚款幅度；检查结果；陈述申辩权利"),
        ("公共服务", "管理", "管养职责；管理制度；养护流程"),
        ("政务信息", "管理", "职能；有关规定；工作步骤"),
        ("行政许可", "服务", "申请条件和材料；受理、审查、送达程序；审批时限"),
        ("公共服务", "服务", "服务对象和范围；办理环节；当场办结"),
        ("行政许可", "结果", "许可决定书文号、被许可人名称"),
        ("行政处罚", "结果", "处罚决定书"),
        ("行政给付", "结果", "救助对象名单；救助金拨付到人"),
        ("政务信息", "解读", "一张图读懂；专家解释"),
        ("公共服务", "回应", "热点问题办理结果"),
        ("政务信息", "评价", "第三方测评"),
    ],
)
def test_sound_wording_is_recognised(power_type: str, stage: str, content: str) -> None:
    assert elements(power_type, stage, content) == []


def test_missing_elements_are_named_together_stage_by_stage() -> None:
    assert elements("行政处罚", "管理", "执法人员名单；执法依据") == [
        "“征地补偿”的管理环节没有写到职责权限、裁量基准、执法流程、执法结果、救济途径"
    ]


def test_the_contents_of_a_stage_are_taken_together() -> None:
    assert elements("公共服务", "服务", "办事指南", "办理流程", "办结时限") == []


def test_blame_stands_at_the_first_content_of_the_stage() -> None:
    rows = [disclosure(stage="结果", content="处罚决定"), disclosure(stage="服务"), disclosure(stage="服务")]
    (problem,) = ask(missing_element.check, item(power_type="行政处罚", disclosures=rows), SHIPPED)
    assert problem.at == ("disclosures", 1, "content")


def test_an_element_may_be_declared_not_applicable() -> None:
    given = {"not_applicable": {"服务.办事过程": "当场办结"}}
    assert elements("公共服务", "服务", "申请材料、办结时限") == ["“征地补偿”的服务环节没有写到办事过程"]
    assert elements("公共服务", "服务", "申请材料、办结时限", **given) == []


def test_without_content_or_vocabulary_nothing_is_missed() -> None:
    blank = item(disclosures=[disclosure(stage="管理", content=[]), disclosure(stage="管里", content="甲")])
    assert ask(missing_element.check, blank, SHIPPED) == []
    assert ask(missing_element.check, item(content="甲"), replace(SHIPPED, stages=())) == []


# ── not applicable ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "reason", "fault"),
    [
        ("执行", "由镇人民政府组织实施", ""),
        ("执行.监督方式", "由上级统一公布", ""),
        ("决策.会议", "不经会议决定", ""),
        ("执行", "", "没有写明“执行”为什么不适用"),
        ("执行", " 不适用 ", "没有写明“执行”为什么不适用"),
        *(
            ("执行", words, "没有写明“执行”为什么不适用")
            for words in ("暂无", "待定", "待补充", "尚未确定", "略", "/", "——", "不涉及")
        ),
        ("执行", "没有建设内容", ""),
        ("执行", "待遇由社保机构发放", ""),
        ("决策.会议", "无", "没有写明“决策.会议”为什么不适用"),
        ("决策", "依申请办理", "写明决策环节不适用，却又列了决策环节的公开内容"),
        ("实施", "由镇人民政府组织实施", "没有“实施”这个环节或者要素"),
        ("决策。会议", "不经会议决定", "没有“决策。会议”这个环节或者要素"),
        ("决策.投票", "不经投票", "没有“决策.投票”这个环节或者要素"),
        ("会议", "不经会议决定", "没有“会议”这个环节或者要素"),
    ],
)
def test_not_applicable(key: str, reason: str, fault: str) -> None:
    problems = ask(bad_not_applicable.check, item(not_applicable={key: reason}), SHIPPED)
    assert told(problems) == ([fault] if fault else [])
    assert all(problem.at == ("not_applicable", key) for problem in problems)


def test_a_slip_is_told_what_it_may_mean() -> None:
    (problem,) = ask(bad_not_applicable.check, item(not_applicable={"决策。会议": "不经会议决定"}), SHIPPED)
    assert problem.help == "是不是想写 决策.会议？"


def test_without_stages_only_the_reason_is_asked_for() -> None:
    given = item(not_applicable={"甲": "乙", "丙": ""})
    assert len(ask(bad_not_applicable.check, given, replace(SHIPPED, stages=()))) == 1


# ── powers ───────────────────────────────────────────────────────────────────

POWERS = (("0610001001", "土地征收", "行政征收"), ("0610001002", "土地争议处理", "其他行政权力"))


def unit(
    codes: Mapping[str, str],
    powers: Iterable[tuple[str, str, str]] = POWERS,
    *,
    complete: bool = True,
    powers_whole: bool = True,
) -> Unit:
    """A unit with these powers and an item for each code of {code: power type}."""
    listed = tuple(Power(code=code, name=name, type=kind) for code, name, kind in powers)
    entries = tuple(
        Entry(item(id=f"zd-{place}", name=f"甲{place}", power_code=code, power_type=kind), "units/z/a.yaml", place, "a")
        for place, (code, kind) in enumerate(codes.items())
    )
    return Unit("zrzyj", None, listed, entries, complete=complete, powers_whole=powers_whole)


def of_unit(whole: Unit) -> dict[str, list[Problem]]:
    checks = (power_not_covered, unknown_power_code, power_type_differs, duplicate_power_code)
    context = Context(CATALOG, whole, TODAY)
    found = {module.CODE: [*module.check(whole, context)] for module in checks}
    return {code: problems for code, problems in found.items() if problems}


SOUND = {"0610001001": "行政征收", "0610001002": "其他行政权力"}


@pytest.mark.parametrize(
    "sound",
    [
        unit(SOUND),
        unit({**SOUND, "": "政务信息"}),
        unit({"": "政务信息"}, ()),
        unit({"": "政务信息"}, complete=False),  # what covers the powers may stand in what was not read
        unit({"0610009999": "行政征收"}, powers_whole=False),  # so may the power
        unit({"0610001001": "行政审批", "0610001002": "其他行政权力"}),  # unknown-power-type has spoken
    ],
)
def test_powers_and_items_agree(sound: Unit) -> None:
    assert of_unit(sound) == {}


def test_a_power_that_no_item_covers() -> None:
    (problem,) = of_unit(unit({"0610001001": "行政征收"}))["GK205"]
    assert problem.message == "“土地争议处理”（0610001002）没有对应的公开事项"
    assert problem.at == Where("units/zrzyj/powers.yaml", ("powers", 1, "code"))


def test_a_code_of_no_power_is_found_once() -> None:
    found = of_unit(unit({"0610001001": "行政征收", "061000102": "其他行政权力"}))
    assert found.keys() == {"GK206"}  # the power that is meant is not called uncovered too
    (problem,) = found["GK206"]
    assert problem.help == "是不是想写 0610001002（土地争议处理）？"
    assert problem.fix is not None
    assert (problem.fix.text, problem.fix.safe) == ("0610001002", False)


def test_a_code_that_is_like_several_is_mended_by_none() -> None:
    found = of_unit(unit({"0610001003": "行政征收"}))
    assert [problem.fix for problem in found["GK206"]] == [None]
    assert len(found["GK205"]) == len(POWERS)


def test_an_item_of_the_powers_name_means_it() -> None:
    whole = unit({"9": "行政征收"}, [("0610001001", "甲0", "行政征收")])
    assert [problem.fix.text for problem in of_unit(whole)["GK206"] if problem.fix] == ["0610001001"]


def test_a_code_without_any_powers() -> None:
    (problem,) = of_unit(unit({"0610001001": "行政征收"}, ()))["GK206"]
    assert "补入 units/zrzyj/powers.yaml" in problem.help


def test_a_type_that_differs() -> None:
    found = of_unit(unit({**SOUND, "0610001001": "行政处罚"}))
    assert found.keys() == {"GK207"}
    (problem,) = found["GK207"]
    assert problem.fix is not None
    assert (problem.fix.text, problem.fix.safe) == ("行政征收", False)
    assert problem.related == (Where("units/zrzyj/powers.yaml", ("powers", 0, "type")),)


def test_a_type_that_is_none_is_not_copied() -> None:
    found = of_unit(unit({"0610001001": "行政征收"}, [("0610001001", "土地征收", "征收")]))
    assert [problem.fix for problem in found["GK207"]] == [None]


def test_a_code_twice() -> None:
    found = of_unit(unit(SOUND, [*POWERS, ("0610001001", "重复", "行政处罚")]))
    assert found.keys() == {"GK208"}
    (problem,) = found["GK208"]
    assert pointer(problem) == ("powers", 2, "code")
    assert [where.pointer for where in problem.related] == [("powers", 0, "code")]


def test_powers_with_a_bad_entry_are_not_whole() -> None:
    text = 'powers:\n  - {code: "1", name: 甲, type: 行政征收}\n  - {code: "2"}\n'
    files = {"units/z/unit.yaml": "name: 甲".encode(), "units/z/powers.yaml": text.encode()}
    read, findings = read_unit("z", files)
    assert findings
    assert [power.code for power in read.powers] == ["1"]
    assert not read.powers_whole
    assert of_unit(read) == {}


# ── retired ids ──────────────────────────────────────────────────────────────

GONE = (
    Retired(unit="jyj", id="zd-0"),
    Retired(unit="zrzyj", id="zd-9"),
    Retired(unit="zrzyj", id="zd-1", name="旧事项", on=date(2025, 12, 31)),
)


def test_a_retired_id_is_the_units_own() -> None:
    whole = unit(SOUND)
    (problem,) = retired_id.check(whole, Context(replace(CATALOG, retired=GONE), whole, TODAY))
    assert problem.message == "编号“zd-1”已经撤销，不能再用（原为“旧事项”，2025-12-31撤销）"
    assert pointer(problem) == ("items", 1, "id")
    assert problem.related == (Where("catalog/retired.yaml", ("retired", 2, "id")),)


# ── the whole catalogue ──────────────────────────────────────────────────────


def index(catalog: Catalog, **items: Iterable[Item]) -> Index:
    units = [
        Unit(name, None, (), tuple(Entry(each, f"units/{name}/a.yaml", at, "a") for at, each in enumerate(given)))
        for name, given in items.items()
    ]
    return Index(catalog, {each.id: each.digest() for each in units})


def differing(*items: Item) -> list[str]:
    units = {f"u{number}": (each,) for number, each in enumerate(items)}
    whole = index(CATALOG, **units)
    return told(same_item_differs.check(whole, Context(CATALOG, Unit("x", None), TODAY)))


@pytest.mark.parametrize(
    "other",
    [
        item(),
        item(id="b", owner="市教育局", content="别的内容"),  # who and what may well differ
        item(name="别的事项", deadline="每年1月31日前", basis="《乙》"),
        item(disclosures=[disclosure(stage="结果", deadline="每年1月31日前")]),  # another stage
        item(disclosures=[disclosure(), disclosure(stage="结果", deadline="每年1月31日前")]),
        item(deadline=""),  # missing-field has spoken
        item(basis=[]),  # missing-basis has
        item(disclosures=[disclosure(scope=None)]),
        item(disclosures=[], withheld={"reason": "个人隐私", "basis": "《乙》"}),
    ],
)
def test_the_same_item_alike(other: Item) -> None:
    assert differing(item(), other) == []


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        (item(deadline="每年1月31日前"), "时限"),
        (item(disclosures=[disclosure(scope={"degree": "部分公开", "note": "甲"})]), "公开程度"),
        (item(basis=["《乙》"]), "依据"),
        (item(deadline="每年1月31日前", basis="《乙》"), "时限、依据"),
    ],
)
def test_the_same_item_unlike(other: Item, parts: str) -> None:
    assert differing(item(), other, item()) == [f"u1的“征地补偿”与u0的同名事项{parts}不同"]


def test_two_items_of_one_unit_are_not_compared() -> None:
    whole = index(CATALOG, a=(item(), item(deadline="每年1月31日前")))
    assert [*same_item_differs.check(whole, Context(CATALOG, Unit("x", None), TODAY))] == []


def domains(*rows: Domain, **items: Iterable[Item]) -> list[str]:
    whole = index(replace(CATALOG, domains=rows), **items)
    return told(domain_without_lead_or_items.check(whole, Context(CATALOG, Unit("x", None), TODAY)))


def test_a_domain_has_a_lead_and_items() -> None:
    assert domains(Domain(id="a", name="甲", lead="u"), u=[item()]) == []
    assert domains(Domain(id="a", name="甲"), u=[item()]) == ["“甲”领域没有牵头单位"]
    assert domains(Domain(id="b", name="乙", lead="u"), u=[item()]) == ["“乙”领域没有划定责任单位，也没有一个事项"]
    assert len(domains(Domain(id="b", name="乙"), u=[item()])) == 1


def test_items_that_are_missing_are_found_at_the_units() -> None:
    assert domains(Domain(id="b", name="乙", lead="u", units=("u",)), u=[item()]) == []  # GK301 says who


def test_a_domain_is_not_called_empty_while_a_unit_is_not_read_whole() -> None:
    digest = replace(Unit("u", None).digest(), complete=False)
    whole = Index(replace(CATALOG, domains=(Domain(id="b", name="乙", lead="u"),)), {"u": digest})
    assert [*domain_without_lead_or_items.check(whole, Context(CATALOG, Unit("x", None), TODAY))] == []


def test_settings_name_rules() -> None:
    head = CATALOG.head
    assert isinstance(head, Head)
    known = [rule.kind.code for rule in rules()]
    named = {code: {"severity": "warning", "reason": "甲"} for code in [*known, "GK999"]}
    catalog = replace(CATALOG, head=Head.model_validate(head.model_dump(mode="json") | {"rules": named}))
    (problem,) = bad_rule_setting.check(index(catalog), Context(catalog, Unit("x", None), TODAY))
    assert problem.at == Where("catalog/catalog.yaml", ("rules", "GK999"), key=True)


def entries(catalog: Catalog) -> list[tuple[str, Pointer]]:
    problems = duplicate_entry.check(index(catalog), Context(catalog, Unit("x", None), TODAY))
    return [(problem.at.path, problem.at.pointer) for problem in problems if isinstance(problem.at, Where)]


def test_names_are_shared_by_no_two_entries() -> None:
    assert entries(SHIPPED) == []
    assert entries(CATALOG) == []
    channels = (
        Channel(name="甲", label="甲", aliases=("甲", "乙", "乙")),  # again in one entry: nobody is misled
        Channel(name="丙", label="乙"),
        Channel(name="丁", aliases=("戊", "甲")),
        Channel(name="戊"),
    )
    assert entries(Catalog(channels=channels)) == [
        ("catalog/channels.yaml", ("channels", 1, "label")),
        ("catalog/channels.yaml", ("channels", 2, "aliases", 1)),
        ("catalog/channels.yaml", ("channels", 3, "name")),
    ]


def test_tables_are_apart() -> None:
    laws = (Law(title="甲"), Law(title="乙", short=("甲",)))
    subjects = (Subject(name="甲"), Subject(name="乙", short_names=("丙",)))
    assert entries(Catalog(laws=laws, subjects=subjects)) == [("catalog/laws.yaml", ("laws", 1, "short", 0))]
