"""Rules on the office's vocabularies: channels as people write them, owners, and the tables' own references."""

from datetime import date

import pytest

from asking import CATALOG, TODAY, ask, disclosure, item, mended
from gkcat.catalog import Catalog, joined
from gkcat.finding import Problem, Where
from gkcat.model import Unit
from gkcat.rules import (
    unknown_channel,
    unknown_law,
    unknown_name_in_catalog,
    unknown_owner,
    unsound_basis_in_catalog,
    vague_owner,
)
from gkcat.scope import Context, Index
from gkcat.tables import Channel, Domain, Element, Law, Limit, PowerType, Reason, Stage, Subject

CHANNELS = (
    Channel(name="政府网站", aliases=("门户网站",)),
    Channel(name="政府公报"),
    Channel(name="公示栏", label="社区/企事业单位/村公示栏（电子屏）"),
    Channel(name="其他"),
)
OFFICE = Catalog(
    channels=CHANNELS,
    subjects=(Subject(name="市发展和改革局"), Subject(name="市教育局"), Subject(name="市自然资源局")),
)


def channel(name: str) -> Problem | None:
    found = ask(unknown_channel.check, disclosure(channel=[name]), OFFICE)
    assert len(found) <= 1
    return found[0] if found else None


# ── channels ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("门户网站", "政府网站"),
        ("政府网站 ", "政府网站"),
        ("政府 网站", "政府网站"),
        ("■政府网站", "政府网站"),
        ("√ 门户网站", "政府网站"),
        ("☑政府公报", "政府公报"),
        ("社区/企事业单位/村公示栏(电子屏)", "公示栏"),
        ("社区／企事业单位／村公示栏（电子屏）", "公示栏"),
    ],
)
def test_a_channel_under_another_name_is_mended(name: str, meant: str) -> None:
    problem = channel(name)
    assert problem is not None
    assert problem.fix is not None
    assert (problem.fix.text, problem.fix.safe) == (meant, True)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("□政府网站", "没有勾选"),
        ("□其他_", "没有勾选"),
        ("口政府网站", "看不出是否勾选"),
        ("t政府网站", "看不出是否勾选"),
        ("■政府网站□政府公报", "勾选清单"),
        ("□政府网站 □政府公报", "勾选清单"),
        ("政府网站、门户网站、公示栏", "把几个公开方式写成了一个"),
        ("其他：微信群", "没有“其他：微信群”"),
        ("其他（微信群）", "没有“其他（微信群）”"),
        ("钉钉", "没有“钉钉”"),
    ],
)
def test_what_only_a_person_can_decide_is_not_mended(name: str, told: str) -> None:
    problem = channel(name)
    assert problem is not None
    assert told in problem.message
    assert problem.fix is None


def test_of_a_copied_form_only_what_was_chosen_is_offered() -> None:
    problem = channel("■政府网站 □政府公报 ■门户网站 √公示栏")
    assert problem is not None
    assert "channel: [政府网站, 政府网站, 公示栏]" in problem.help


def test_a_channel_nearly_right_is_asked_about() -> None:
    problem = channel("政府网占")
    assert problem is not None
    assert problem.fix is not None
    assert not problem.fix.safe


def test_without_a_list_of_channels_nothing_is_unknown() -> None:
    assert ask(unknown_channel.check, disclosure(channel="钉钉"), Catalog()) == []


# ── owners ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("owner", "whole"),
    [
        ("市自然资源局,市教育局", "市自然资源局、市教育局"),
        ("市自然资源局 市教育局", "市自然资源局、市教育局"),
        ("市自然资源局/市教育局；市发展和改革局", "市自然资源局、市教育局、市发展和改革局"),
        ("市自然资源局和市教育局", "市自然资源局、市教育局"),
        ("市自然资源局以及市教育局", "市自然资源局、市教育局"),
    ],
)
def test_owners_joined_by_another_sign(owner: str, whole: str) -> None:
    found = ask(unknown_owner.check, disclosure(owner=owner), OFFICE)
    assert mended(owner, found) == whole
    assert ask(unknown_owner.check, disclosure(owner=whole), OFFICE) == []


def test_a_name_with_a_joint_in_it_is_one_name() -> None:
    assert ask(unknown_owner.check, disclosure(owner="市发展和改革局"), OFFICE) == []
    assert joined("市发展和改革局,市教育局", OFFICE.owner) == ("市发展和改革局", "市教育局")
    assert joined("市发展和改革委", OFFICE.owner) == ()


def test_owners_joined_with_nobody_in_particular() -> None:
    for owner in ("市自然资源局及相关部门", "市自然资源局等有关单位", "市自然资源局等"):
        (problem,) = ask(unknown_owner.check, disclosure(owner=owner), OFFICE)
        assert len(ask(vague_owner.check, disclosure(owner=mended(owner, [problem])), OFFICE)) == 1


# ── laws ─────────────────────────────────────────────────────────────────────


def test_a_ground_for_withholding_is_looked_up_as_well() -> None:
    withheld = {"reason": "个人隐私", "basis": "《政府信息管理条例》第十五条"}
    (problem,) = ask(unknown_law.check, item(withheld=withheld, disclosures=[]))
    assert problem.at == ("withheld", "basis")


def test_what_withholding_cites_wants_title_marks_too() -> None:
    withheld = {"reason": "国家秘密", "basis": "保密法第九条"}
    (problem,) = ask(unknown_law.check, item(withheld=withheld, disclosures=[]))
    assert problem.at == ("withheld", "basis")
    assert "没有用书名号" in problem.message


def test_a_local_measure_is_not_taken_for_the_law_it_carries_out() -> None:
    (problem,) = ask(unknown_law.check, item(basis="《某省实施〈中华人民共和国土地管理法〉办法》第三条"))
    assert problem.fix is None


# ── the tables' own references ───────────────────────────────────────────────


def index(check: object, catalog: Catalog) -> list[tuple[Where, str]]:
    found = check.check(Index(catalog, {}), Context(catalog, Unit("", None), TODAY))  # type: ignore[attr-defined]  # a rule's module
    return [(problem.at, problem.message) for problem in found]


def test_names_that_no_table_has() -> None:
    catalog = Catalog(
        stages=(Stage(name="结果", elements=(Element(name="名单", power_types=("行政许可", "许可")),)),),
        power_types=(PowerType(name="行政许可", stages=("结果", "结果公开")),),
        limits=(
            Limit(name="甲", longest="7日", domains=("x",), stages=("决策",), power_types=("罚",), basis="《甲》"),
        ),
        laws=(
            Law(title="甲法", replaced_by="乙法"),
            Law(title="丙法", short=("丙",)),
            Law(title="丁法", replaced_by="丙"),
        ),
    )
    assert [(at.path, at.pointer) for at, _ in index(unknown_name_in_catalog, catalog)] == [
        ("catalog/power_types.yaml", ("power_types", 0, "stages", 1)),
        ("catalog/stages.yaml", ("stages", 0, "elements", 0, "power_types", 1)),
        ("catalog/limits.yaml", ("limits", 0, "power_types", 0)),
        ("catalog/limits.yaml", ("limits", 0, "stages", 0)),
        ("catalog/laws.yaml", ("laws", 0, "replaced_by")),
    ]  # no word of domains, of which there is no list here


def test_a_limit_may_speak_of_a_domain_that_is_not_here() -> None:
    domains = (Domain(id="zhengdi-buchang", name="征地补偿"),)
    limits = tuple(
        Limit(name=name, longest="7日", domains=(name,), basis="《甲》") for name in ("yiwu-jiaoyu", "zhengdi-bucang")
    )
    (found,) = index(unknown_name_in_catalog, Catalog(domains=domains, limits=limits))
    assert found[0].pointer == ("limits", 1, "domains", 0)


def test_grounds_of_the_tables_are_in_force() -> None:
    laws = (
        Law(title="甲法", repealed=date(2020, 1, 1), replaced_by="乙法"),
        Law(title="旧法", repealed=date(2020, 1, 1)),
        Law(title="乙法", effective=date(2020, 1, 1)),
        Law(title="丙法", effective=date(2030, 1, 1)),
    )
    bases = (
        "《甲法》第一条",
        "《旧法》第一条",
        "《乙法》第一条",
        "《丙法》第一条",
        "《戊法》第一条",
        "国办发〔2018〕118号",
    )
    limits = tuple(Limit(name=basis, longest="7日", basis=basis) for basis in bases)
    catalog = Catalog(head=CATALOG.head, laws=laws, limits=limits, withholding=(Reason(name="甲", basis="《甲法》"),))
    assert [(at.pointer, at.words, message) for at, message in index(unsound_basis_in_catalog, catalog)] == [
        (("limits", 0, "basis"), "甲法", "《甲法》已经废止"),
        (("limits", 1, "basis"), "旧法", "《旧法》已经废止"),
        (("limits", 3, "basis"), "丙法", "《丙法》目前尚未施行"),
        (("limits", 4, "basis"), "戊法", "法规表里没有《戊法》"),
        (("reasons", 0, "basis"), "甲法", "《甲法》已经废止"),
    ]
    assert index(unsound_basis_in_catalog, Catalog(limits=limits)) == []
