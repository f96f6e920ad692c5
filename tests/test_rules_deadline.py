"""Rules on deadlines: triggers, several at once, notices too short, days of the wrong kind."""

import pytest

from asking import CATALOG, TODAY, ask, disclosure, item
from gkcat.catalog import Catalog
from gkcat.finding import Problem
from gkcat.model import Entry, Unit
from gkcat.rules import no_trigger, notice_too_short, several_deadlines, wrong_day_unit
from gkcat.scope import Context
from gkcat.tables import Limit


@pytest.mark.parametrize(
    "deadline", ["20个工作日内", "24小时内", "7日内公开", "在3个工作日内", "20个工作日内，公示期不少于7日"]
)
def test_no_trigger(deadline: str) -> None:
    assert len(ask(no_trigger.check, disclosure(deadline=deadline))) == 1


@pytest.mark.parametrize(
    "deadline",
    [
        "自信息形成或者变更之日起20个工作日内",
        "信息形成20个工作日内",
        "公示期不少于7日",
        "长期公开",
        "实时公开",
        "每年1月31日前",
        "每季度结束后15日内",
        "会议召开前3日",
        "2026年9月1日前",
        "及时公开",
        "按规定时限公开",
        "读不懂的时限",
        "自批准之日起5个工作日内，10个工作日内办结",
    ],
)
def test_trigger_is_there_or_another_rule_speaks(deadline: str) -> None:
    assert ask(no_trigger.check, disclosure(deadline=deadline)) == []


@pytest.mark.parametrize(
    "deadline",
    ["自批准之日起10个工作日内，公示期不少于7日", "自批准之日起5个工作日内；每年1月31日前", "10个工作日内，公示7日"],
)
def test_several_deadlines(deadline: str) -> None:
    assert len(ask(several_deadlines.check, disclosure(deadline=deadline))) == 1


@pytest.mark.parametrize(
    "deadline",
    [
        "自批准之日起10个工作日内",
        "自批准之日起10个工作日内，长期公开",
        "自批准之日起10个工作日内，法律法规另有规定的，从其规定",
        "自批准之日起，10个工作日内公开",
        "自批准之日起10个工作日内，及时更新",
        "每年1月31日、7月31日前",
        "",
        "读不懂，也读不懂",
    ],
)
def test_one_deadline(deadline: str) -> None:
    assert ask(several_deadlines.check, disclosure(deadline=deadline)) == []


def limited(*, longest: str = "", shortest: str = "") -> Catalog:
    return Catalog(
        head=CATALOG.head, limits=(Limit(name="甲", longest=longest, shortest=shortest, basis="《甲法》第一条"),)
    )


def notice(deadline: str, shortest: str) -> list[Problem]:
    return ask(notice_too_short.check, disclosure(deadline=deadline), limited(shortest=shortest))


@pytest.mark.parametrize(
    ("deadline", "shortest"),
    [
        ("公告不少于29日", "30日"),
        ("公示期不少于4个工作日", "5个工作日"),
        ("公示期不少于3日", "5个工作日"),
        ("征求意见不少于10个工作日", "30日"),
        ("公告不少于1周", "10日"),
        ("公告不少于3天", "7日"),
        ("公告不少于1个月", "60日"),
    ],
)
def test_notice_too_short(deadline: str, shortest: str) -> None:
    assert len(notice(deadline, shortest)) == 1


@pytest.mark.parametrize(
    ("deadline", "shortest"),
    [
        ("公告不少于30日", "30日"),
        ("公告不少于60日", "30日"),
        ("公示期不少于5个工作日", "7日"),
        ("公示期不少于5日", "5个工作日"),
        ("征求意见不少于20个工作日", "30日"),
        ("公告不少于1个月", "30日"),
        ("公告不少于4周", "28日"),
        ("公告不少于10日", ""),
        ("自批准之日起3日内", "30日"),
        ("听证会召开前3日", "30日"),
        ("公示期不少于72小时", "3日"),
    ],
)
def test_notice_long_enough_or_not_certain(deadline: str, shortest: str) -> None:
    assert notice(deadline, shortest) == []


def test_the_most_special_minimum_counts() -> None:
    limits = (
        Limit(name="甲", shortest="30日", basis="《甲法》第一条"),
        Limit(name="乙", shortest="10日", stages=("决策",), words=("公告",), basis="《乙法》第一条"),
        Limit(
            name="丙", shortest="60日", stages=("结果",), words=("公告",), domains=("zhengdi",), basis="《丙法》第一条"
        ),
    )
    catalog = Catalog(head=CATALOG.head, limits=limits)
    given = disclosure(deadline="公告不少于15日", content="征收公告")
    assert ask(notice_too_short.check, given, catalog) == []
    assert len(ask(notice_too_short.check, disclosure(deadline="公告不少于15日"), catalog)) == 1


def unit(deadline: str, **limit: str) -> list[Problem]:
    return ask(wrong_day_unit.check, disclosure(deadline=deadline), limited(**limit))


@pytest.mark.parametrize(
    ("deadline", "limit", "right"),
    [
        ("自批准之日起20日内", {"longest": "20个工作日"}, "20个工作日"),
        ("自批准之日起20天内", {"longest": "20个工作日"}, "20个工作日"),
        ("公示期不少于5日", {"shortest": "5个工作日"}, "5个工作日"),
        ("公告不少于30个工作日", {"shortest": "30日"}, "30日"),
        ("公示期不少于6日", {"shortest": "5个工作日"}, "5个工作日"),
        ("征求意见不少于20个工作日", {"shortest": "30日"}, "30日"),
        ("自批准之日起二十日内", {"longest": "20个工作日"}, ""),
        ("自2026年1月20日起20日内", {"longest": "20个工作日"}, ""),
    ],
)
def test_wrong_day_unit(deadline: str, limit: dict[str, str], right: str) -> None:
    (problem,) = unit(deadline, **limit)
    assert (problem.fix.text if problem.fix else "") == right
    assert not (problem.fix and problem.fix.safe)


@pytest.mark.parametrize(
    ("deadline", "limit"),
    [
        ("自批准之日起20个工作日内", {"longest": "20个工作日"}),
        ("自批准之日起10日内", {"longest": "20个工作日"}),
        ("自批准之日起20个工作日内", {"longest": "20日"}),  # too long: another rule's
        ("自批准之日起20日内", {"shortest": "20个工作日"}),
        ("公示期不少于20日", {"longest": "20个工作日"}),
        ("公示期不少于7日", {"shortest": "5个工作日"}),
        ("征求意见不少于22个工作日", {"shortest": "30日"}),
        ("征求意见不少于10个工作日", {"shortest": "30日"}),  # too short for certain: another rule's
        ("公示期不少于3日", {"shortest": "5个工作日"}),  # likewise
        ("每季度结束后20日内", {"longest": "20个工作日"}),
        ("会议召开前20日", {"longest": "20个工作日"}),
        ("自批准之日起20小时内", {"longest": "20个工作日"}),
        ("长期公开", {"longest": "20个工作日"}),
        ("自批准之日起20日内", {}),
    ],
)
def test_right_day_unit(deadline: str, limit: dict[str, str]) -> None:
    assert unit(deadline, **limit) == []


def test_words_of_a_limit_are_looked_for_in_the_name_and_in_a_deadline_within_a_time() -> None:
    budget = Limit(name="预算", longest="20日", words=("部门预算",), basis="《甲法》第一条")
    notice = Limit(name="公告", shortest="30日", words=("安置方案公告",), basis="《乙法》第一条")
    catalog = Catalog(head=CATALOG.head, limits=(*limited(longest="20个工作日").limits, budget, notice))
    assert ask(wrong_day_unit.check, disclosure(deadline="部门预算经本级财政部门批复后20日内公开"), catalog) == []
    assert len(ask(wrong_day_unit.check, disclosure(deadline="经本级财政部门批复后20日内公开"), catalog)) == 1
    assert ask(notice_too_short.check, disclosure(deadline="安置方案公告不少于10日"), catalog) == []
    named = item(name="补偿安置方案公告", deadline="公告不少于10日")
    entry = Entry(named, "units/zrzyj/zhengdi.yaml", 0, "zhengdi")
    context = Context(catalog, Unit("zrzyj", None, entries=(entry,)), TODAY, entry)
    assert len([*notice_too_short.check(named.disclosures[0], context)]) == 1
