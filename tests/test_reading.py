"""Plain strings into typed values; every mismatch in Chinese and at its place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from gkcat.finding import Finding, Where
from gkcat.model import Defaults, Disclosure, Item, Scope, Secrecy, UnitCard
from gkcat.reading import as_list, as_mapping, meant, read, read_each
from gkcat.tables import TABLES, Head

AT = Where("a.yaml", ("items", 3))
SECRECY = {"result": "可以公开", "by": "局保密审查领导小组", "on": "2026-10-12"}


def faults(model: type[BaseModel], plain: object) -> list[Finding]:
    value, findings = read(model, plain, AT)
    assert (value is None) == bool(findings)
    return findings


def fault(model: type[BaseModel], plain: object) -> Finding:
    (finding,) = faults(model, plain)
    return finding


def test_texts_become_types() -> None:
    secrecy, findings = read(Secrecy, SECRECY, AT)
    assert findings == []
    assert secrecy == Secrecy(result="可以公开", by="局保密审查领导小组", on=date(2026, 10, 12))


def test_single_text_stands_for_a_list() -> None:
    for given_content in ("甲", ["甲"]):
        disclosure, _ = read(Disclosure, {"stage": "决策", "content": given_content}, AT)
        assert disclosure is not None
        assert disclosure.content == ("甲",)


def test_short_scope() -> None:
    disclosure, _ = read(Disclosure, {"stage": "决策", "scope": "全部公开"}, AT)
    assert disclosure is not None
    assert disclosure.scope == Scope(degree="全部公开")


def test_blank_is_left_out() -> None:
    disclosure, findings = read(Disclosure, {"stage": "决策", "content": "", "scope": ""}, AT)
    assert findings == []
    assert disclosure == Disclosure(stage="决策")


@pytest.mark.parametrize(
    "given_date",
    ["2017年10月12日", "2017/10/12", "2017.10.12", "２０１７年10月12号", "20171012", "1507766400", "2017-02-30", ""],
)
def test_dates_are_written_one_way(given_date: str) -> None:
    finding = fault(Secrecy, SECRECY | {"on": given_date})
    assert finding.code == "GK011"
    assert finding.where.pointer == ("items", 3, "on")
    assert "2017-10-12" in finding.help


def test_a_day_written_another_way_is_told_as_it_should_be() -> None:
    assert fault(Secrecy, SECRECY | {"on": "2026年1月2日"}).help == "请写成 2026-01-02"
    assert fault(Secrecy, SECRECY | {"on": "2026.13.2"}).help == "日期应写成 2017-10-12 的样子"


def test_a_wide_colon_within_braces_hides_no_key() -> None:
    (finding,) = read(Secrecy, {"result": "可以公开", "by：局办公室": "", "on": "2026-01-02"}, AT)[1]
    assert finding.message == "冒号写成了全角“：”"
    assert finding.help.endswith("by: 局办公室")


def test_of_two_options_as_near_none_is_named() -> None:
    finding = fault(Disclosure, {"stage": "决策", "scope": "公开"})
    assert (finding.help, finding.fix) == ("请选一个照写", None)


@pytest.mark.parametrize("name", ["ZD-001", "zd_001", "征地", "-zd", "zd--1", "../zd", "zd/1", "z" * 41])
def test_ids_are_plain(name: str) -> None:
    assert fault(Item, {"id": name, "name": "甲", "power_type": "乙"}).code == "GK011"


def test_choice_names_the_nearest() -> None:
    finding = fault(Scope, {"degree": "大部分公开"})
    assert finding.help == "是不是想写 部分公开？"
    assert finding.fix is not None
    assert (finding.fix.text, finding.fix.safe) == ("部分公开", False)


def test_choice_without_a_near_one_has_no_fix() -> None:
    finding = fault(Scope, {"degree": "保密"})
    assert finding.fix is None
    assert "全部公开、部分公开、不予公开" in finding.message


def test_unknown_key() -> None:
    finding = fault(Disclosure, {"stage": "决策", "deadlin": "甲"})
    assert (finding.code, finding.where.pointer, finding.where.key) == ("GK008", ("items", 3, "deadlin"), True)
    assert finding.help == "是不是想写 deadline（规定时限）？"


def test_chinese_key_is_told_its_name() -> None:
    assert "deadline" in fault(Disclosure, {"stage": "决策", "规定时限": "甲"}).help


def test_missing_key_is_told_at_the_whole() -> None:
    finding = fault(Disclosure, {"content": "甲"})
    assert (finding.code, finding.where.pointer) == ("GK009", ("items", 3))


def test_slip_of_a_needed_key_is_one_fault() -> None:
    assert fault(Disclosure, {"stag": "决策"}).code == "GK008"


def test_slip_beside_the_key_itself_is_told_too() -> None:
    assert fault(Disclosure, {"stage": "决策", "stag": "决策"}).code == "GK008"


def test_slip_excuses_its_own_place_only() -> None:
    plain = {"id": "zd", "name": "甲", "power_type": "乙", "disclosures": [{"stag": "决策"}, {"content": "丙"}]}
    assert [(each.code, each.where.pointer[-2:]) for each in faults(Item, plain)] == [
        ("GK008", (0, "stag")),
        ("GK009", ("disclosures", 1)),
    ]


def test_all_faults_of_a_value_are_told() -> None:
    plain = {"id": "甲", "power_type": ["乙"], "remark": "丙"}
    assert {each.code for each in faults(Item, plain)} == {"GK008", "GK009", "GK010", "GK011"}


def test_each_entry_is_read_for_itself() -> None:
    good, findings = read_each(Secrecy, [SECRECY, "文字", SECRECY], AT)
    assert [index for index, _ in good] == [0, 2]
    assert [each.where.pointer for each in findings] == [("items", 3, 1)]


def test_as_list() -> None:
    assert as_list(["甲"], AT) == (["甲"], [])
    assert as_list("", AT) == ([], [])
    assert [each.code for each in as_list({"甲": "乙"}, AT)[1]] == ["GK010"]


def test_as_mapping() -> None:
    keys = {"domain": "领域", "items": "公开事项"}
    assert as_mapping({"domain": "a", "items": []}, AT, keys, ["items"]) == ({"domain": "a", "items": []}, [])
    assert [each.code for each in as_mapping({"domain": "a"}, AT, keys, ["items"])[1]] == ["GK009"]
    assert [each.code for each in as_mapping({"item": []}, AT, keys, ["items"])[1]] == ["GK008"]
    assert [each.message for each in as_mapping("", AT, keys)[1]] == ["文件里没有内容"]
    assert [each.code for each in as_mapping(["甲"], AT, keys)[1]] == ["GK010"]


def test_meant() -> None:
    assert [meant(Defaults, key) for key in ("ower", "Channel", "公开程度", "remark")] == [
        "owner",
        "channel",
        "scope",
        "",
    ]


PLAIN = st.recursive(
    st.sampled_from(["", "甲", "2026-10-12", "全部公开", "zd-001", "true", "12"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *Item.model_fields,
                    *Disclosure.model_fields,
                    *Scope.model_fields,
                    *Head.model_fields,
                    "rules",
                    "GK121",
                    "甲",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
MODELS: list[type[BaseModel]] = [Item, Defaults, UnitCard, Head, *TABLES.values()]


@given(st.sampled_from(MODELS), PLAIN)
def test_any_value_is_read_or_told_in_chinese(model: type[BaseModel], plain: object) -> None:
    for finding in faults(model, plain):
        assert finding.code in {"GK008", "GK009", "GK010", "GK011"}
        assert finding.where.pointer[:2] == AT.pointer
        assert not any(word in finding.message + finding.help for word in ("Input", "should", "valid", "[key]", "None"))
