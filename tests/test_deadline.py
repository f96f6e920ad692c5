"""The deadline grammar: what clerks write is read, what is read is written back, nothing raises."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkcat import deadline
from gkcat.deadline import Kind, Term, parse, render, workdays


def within(amount: int, unit: str = "工作日", trigger: str = "") -> Term:
    return Term(Kind.WITHIN, amount, unit, trigger)


def at_least(amount: int, unit: str = "工作日", trigger: str = "公示") -> Term:
    return Term(Kind.AT_LEAST, amount, unit, trigger)


def before(trigger: str, amount: int | None = None, unit: str = "") -> Term:
    return Term(Kind.BEFORE, amount, unit, trigger)


def every(unit: str, point: str = "", amount: int | None = None) -> Term:
    return Term(Kind.PERIODIC, amount, unit, point)


def vague(words: str) -> tuple[Term, ...]:
    return (Term(Kind.VAGUE, trigger=words),)


NOW = (Term(Kind.REALTIME),)
ALWAYS = (Term(Kind.STANDING),)

PUBLISHED = {  # every phrase gathered from published catalogues
    "信息形成或者变更之日起20个工作日内": (within(20, trigger="信息形成或者变更"),),
    "自信息形成或变更之日起20个工作日内": (within(20, trigger="信息形成或变更"),),
    "自信息形成或者变更之日起20个工作日内予以公开": (within(20, trigger="信息形成或者变更"),),
    "自该信息形成或者变更之日起20个工作日内": (within(20, trigger="该信息形成或者变更"),),
    "信息形成之日起20个工作日内": (within(20, trigger="信息形成"),),
    "信息形成或变更之日起3个工作日内": (within(3, trigger="信息形成或变更"),),
    "信息形成20个工作日内公开": (within(20, trigger="信息形成"),),
    "信息获取(形成变更)20个工作日内": (within(20, trigger="信息获取(形成变更)"),),
    "信息形成(变更)20个工作日内": (within(20, trigger="信息形成(变更)"),),
    "制定或获取信息之日起10个工作日内": (within(10, trigger="制定或获取信息"),),
    "制定或获取信息之日起10个工作日内,公示7个工作日": (
        within(10, trigger="制定或获取信息"),
        at_least(7),
    ),
    "20个工作日": (within(20),),
    "20工作日": (within(20),),
    "部门预算经本级财政部门批复后20日内公开": (within(20, "日", "部门预算经本级财政部门批复"),),
    "自收到申请之日起7个工作日内": (within(7, trigger="收到申请"),),
    "行政许可、行政处罚决定作出之日起7个工作日内": (within(7, trigger="行政许可、行政处罚决定作出"),),
    "其他执法决定信息形成之日起20个工作日内": (within(20, trigger="其他执法决定信息形成"),),
    "公示不少于5个工作日": (at_least(5),),
    "公示期不少于30日": (at_least(30, "日"),),
    "公告不少于十个工作日": (at_least(10, trigger="公告"),),
    "决策前公开征求意见不少于30日": (at_least(30, "日", "决策前公开征求意见"),),
    "会前3日": (before("会", 3, "日"),),
    "会后5个工作日内": (within(5, trigger="会"),),
    "政策文件公布后3个工作日内": (within(3, trigger="政策文件公布"),),
    "当日": NOW,
    "实时公开": NOW,
    "即时公开": NOW,
    "及时公开": vague("及时公开"),
    "长期公开": ALWAYS,
    "常年公开": ALWAYS,
    "动态更新": ALWAYS,
    "每月10日前": (every("月", "10日前"),),
    "每季度末": (every("季度", "末"),),
    "每季度结束后15日内": (every("季度", "结束后15日内"),),
    "每年1月31日前": (every("年", "1月31日前"),),
    "每年3月底前": (every("年", "3月底前"),),
    "按年公开": (every("年"),),
    "每年更新一次": (every("年"),),
    "按进度及时公开": vague("按进度及时公开"),
    "按规定时限公开": vague("按规定时限公开"),
    "按照区财政统一部署执行": vague("按照区财政统一部署执行"),
    "同上": vague("同上"),
    "根据实际情况": vague("根据实际情况"),
}

WRITTEN = {  # what else a clerk may write
    "决定作出后24小时内": (within(24, "小时", "决定作出"),),
    "招标文件发出之日起5日内": (within(5, "日", "招标文件发出"),),
    "自受理之日起不超过20个工作日": (within(20, trigger="受理"),),
    "信息形成之日起,20个工作日内": (within(20, trigger="信息形成"),),
    "三个月内": (within(3, "月"),),
    "开学一周内": (within(1, "周", "开学"),),
    "作出决定次日起7日内": (within(7, "日", "作出决定次日"),),
    "其中行政许可决定作出之日起7个工作日内": (within(7, trigger="行政许可决定作出"),),
    "自然资源局批准后10日内": (within(10, "日", "自然资源局批准"),),
    "自自然资源局批准之日起10日内": (within(10, "日", "自然资源局批准"),),
    "自行政处罚决定作出之日起7个工作日内": (within(7, trigger="行政处罚决定作出"),),
    "自学期开学之日起10日内": (within(10, "日", "学期开学"),),
    "自主管部门批准之日起10日内": (within(10, "日", "主管部门批准"),),
    "自主招生结束后10日内": (within(10, "日", "自主招生结束"),),
    "从业人员登记之日起10日内": (within(10, "日", "从业人员登记"),),
    "20个工作日内;法律、法规另有规定的,从其规定。": (within(20),),
    "20个工作日内(法律法规另有规定的除外)": (within(20),),
    "信息形成之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的,从其规定。": (
        within(20, trigger="信息形成"),
    ),
    "征求意见期限不少于30日": (at_least(30, "日", "征求意见"),),
    "公告期不少于十个工作日": (at_least(10, trigger="公告"),),
    "公示期为7天": (at_least(7, "日"),),
    "公示期:7个工作日": (at_least(7),),
    "入学前公示不少于5个工作日": (at_least(5, trigger="入学前公示"),),
    "方案批准之日起10个工作日内公示不少于7日": (
        within(10, trigger="方案批准"),
        at_least(7, "日"),
    ),
    "20个工作日内,并公示7日": (within(20), at_least(7, "日")),
    "会议召开前3日": (before("会议召开", 3, "日"),),
    "会议召开3日前": (before("会议召开", 3, "日"),),
    "开标前5日": (before("开标", 5, "日"),),
    "新学期开学前10日": (before("新学期开学", 10, "日"),),
    "招生工作开始前15个工作日": (before("招生工作开始", 15, "工作日"),),
    "停水前24小时": (before("停水", 24, "小时"),),
    "提前24小时告知": (before("", 24, "小时"),),
    "会前至少3日": (before("会", 3, "日"),),
    "会议召开前": (before("会议召开"),),
    "2026年12月31日前": (before("2026年12月31日"),),
    "二〇二六年十二月三十一日之前": (before("2026年12月31日"),),
    "2026年底": (before("2026年底"),),
    "次年3月底前": (before("次年3月底"),),
    "1月31日前": (before("1月31日"),),
    "每年9月": (every("年", "9月"),),
    "每年三月份": (every("年", "3月"),),
    "每年1月、7月": (every("年", "1月、7月"),),
    "每年年底前": (every("年", "底前"),),
    "年底前": (every("年", "底前"),),
    "于每年底前公开": (every("年", "底前"),),
    "年终考核结束后10日内": (within(10, "日", "年终考核结束"),),
    "每年年终考核结束后10日内": (every("年", "年终考核结束后10日内"),),
    "每月5号前": (every("月", "5日前"),),
    "每月前5个工作日内": (every("月", "前5个工作日内"),),
    "每季度首月10日前": (every("季度", "首月10日前"),),
    "每季度至少公开一次": (every("季度"),),
    "每半年更新一次": (every("半年"),),
    "每两年一次": (every("年", amount=2),),
    "每3个月更新一次": (every("月", amount=3),),
    "每年2次": (every("年", "2次"),),
    "每周一": (every("周", "一"),),
    "每年定期公开": (every("年"),),
    "每周一次": (every("周"),),
    "每学期开学后20个工作日内": (every("学期", "开学后20个工作日内"),),
    "每年预算批复之日起20日内": (every("年", "预算批复后20日内"),),
    "每年6月30日前公示不少于7日": (every("年", "6月30日前"), at_least(7, "日")),
    "决定作出后即时公开": (Term(Kind.REALTIME, trigger="决定作出"),),
    "信息形成当日": (Term(Kind.REALTIME, trigger="信息形成"),),
    "与文件印发同步公开": (Term(Kind.REALTIME, trigger="文件印发"),),
    "长期公开,动态更新": ALWAYS * 2,
    "适时": vague("适时"),
    "待定": vague("待定"),
    "视情况而定": vague("视情况而定"),
    "信息形成后及时公开": vague("信息形成后及时公开"),
    "按照《条例》第二十六条规定执行": vague("按照《条例》第二十六条规定执行"),
    "信息形成之日起20个工作日内\n行政许可决定作出之日起7个工作日内": (
        within(20, trigger="信息形成"),
        within(7, trigger="行政许可决定作出"),
    ),
}

UNREADABLE = [
    *("", " ", "。", "hello", "hello之日起20日内", "桌子", "桌子20个工作日内", "桌子前"),
    *("20个工作日内外星人", "外星人,20个工作日内", "20个工作日内,外星人", "20个工作日外"),
    *("0个工作日内", "12345个工作日内", "1.5个工作日", "十十日内", "①20日内", "一百二日内"),
    *("3月内", "后10日内", "2026年13月1日前", "每年2月40日前", "每年桌子", "每桌子"),
    *("信息形成之日起外星人之日起20日内", "10日内外星人之日起20日内", "(公示7日,公告5日)"),
    *("同上外星人", "及时外星人", "按桌子", "长期外星人", "当日外星人", "法律另有规定的除外"),
]


@pytest.mark.parametrize(("phrase", "terms"), [*PUBLISHED.items(), *WRITTEN.items()])
def test_reads(phrase: str, terms: tuple[Term, ...]) -> None:
    assert parse(phrase) == terms


@pytest.mark.parametrize("phrase", UNREADABLE)
def test_refuses(phrase: str) -> None:
    assert parse(phrase) == ()


@pytest.mark.parametrize("phrase", [*PUBLISHED, *WRITTEN])
def test_how_it_is_typed_changes_nothing(phrase: str) -> None:
    half = "0123456789,;:()"
    full = "０１２３４５６７８９，；：（）"
    assert parse(phrase.translate(str.maketrans(half, full))) == parse(phrase)
    if "\n" not in phrase:
        assert parse(f" {'　'.join(phrase)}\n") == parse(phrase)
        assert parse(phrase.rstrip("。") + "。") == parse(phrase)
    assert parse(re.sub("[日]内", "天内", phrase).replace("工作天", "工作日")) == parse(phrase)


@given(st.integers(1, 199))
def test_chinese_numerals_are_numbers(number: int) -> None:
    ones = "零一二三四五六七八九"
    hundreds, tens = number // 100, number // 10 % 10
    words = "一百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else ones[tens]) + "十"
    elif hundreds and number % 10:
        words += "零"
    words += ones[number % 10] if number % 10 else ""
    assert parse(f"信息形成后{words}个工作日内") == parse(f"信息形成后{number}个工作日内")


AMOUNTS = st.integers(1, 9999)
UNITS = st.sampled_from(["工作日", "日", "小时", "月", "季度", "年", "周", "分钟"])
EVENTS = st.sampled_from(
    [
        *(
            "信息形成或者变更",
            "自然资源局批准",
            "从业人员登记",
            "会",
            "作出决定次日",
            "《办法》施行",
        ),
        *(
            "行政许可、行政处罚决定作出",
            "在建工程竣工",
            "2026年预算批复",
            "并网验收",
            "计划(稿)下达",
        ),
    ]
)
DAYS = st.builds("{}月{}日".format, st.integers(1, 12), st.integers(1, 31))
POINTS = st.one_of(
    st.just(""),
    DAYS.map("{}前".format),
    st.integers(2, 99).map("{}次".format),
    st.builds("{}后{}日内".format, EVENTS, AMOUNTS),
    st.builds("{}前{}小时".format, EVENTS, AMOUNTS),
)
TERMS = st.one_of(
    st.builds(Term, st.just(Kind.WITHIN), AMOUNTS, UNITS, EVENTS | st.just("")),
    st.builds(Term, st.just(Kind.BEFORE), AMOUNTS, UNITS, EVENTS | st.just("")),
    st.builds(before, DAYS | st.sampled_from(["会议召开", "2026年底", "次月5日"])),
    st.builds(Term, st.just(Kind.AT_LEAST), AMOUNTS, UNITS, st.sampled_from(["", "公示", "公告"])),
    st.builds(every, st.sampled_from(["年", "半年", "季度", "学期"]), POINTS),
    st.builds(every, st.sampled_from(["年", "月", "季度"]), POINTS, st.integers(2, 99)),
    st.builds(Term, st.just(Kind.REALTIME), st.none(), st.just(""), EVENTS | st.just("")),
    st.just(Term(Kind.STANDING)),
)


@given(TERMS)
def test_what_is_written_reads_the_same(term: Term) -> None:
    assert parse(render(term)) == (term,)


SHARDS = """
自 从 在 于 并 且 同时 其中 与 该 信息 形成 之 日 之日 之日起 当日 次日 起 后 以后 前 之前 提前
提 时 的 期 满 为 应 20 十 三 一 个 个工作日 日 天 月 年 周 季度 小时 内 以内 每 每年 每月 按 逐
至少 不少于 不超过 12月 31日 2026年 底 末 公示 公开 公布 更新 一次 2次 动态 实时 长期 及时 定期
规定 按照 另有规定的除外 国家 会 ( ) 、 , ; 。 / 然 业 度 号 份
"""


@given(st.lists(st.sampled_from(SHARDS.split()), min_size=1, max_size=9).map("".join))
@example("自后10日内")
@example("从从业人员登记以后3日内")
@example("提之前3日内")
@example("公示期期应当不少于3日")
@example("与自文件印发同步公开")
@example("每季自度结束后15日内")
@example("每年自年底前31日")
@example("每年6月30日前公示应不少于7日")
@example("每季度提之前5日内")
@example("每年公布按0一次前公示不少于7日")
def test_whatever_is_read_is_written_so_that_it_reads_the_same(phrase: str) -> None:
    for term in parse(phrase):
        assert parse(render(term)) == (term,), render(term)


@given(st.text())
@example("\ud800之日起二十日内")
@example("每" * 200)
@example("之日起十" * 50)
@example("零" * 7 + "日内")
def test_nothing_raises(text: str) -> None:
    assert isinstance(parse(text), tuple)


def test_a_long_phrase_never_meets_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(deadline, "_clauses")
    assert parse("公示" * 5000) == ()
    assert parse("信" * 201) == ()


def test_terms_are_read_once() -> None:
    assert parse("信息形成后20个工作日内") is parse("信息形成后20个工作日内")


@pytest.mark.parametrize(
    ("term", "phrase"),
    [
        (within(20, trigger="信息形成或者变更"), "自信息形成或者变更之日起20个工作日内"),
        (within(3, "月", "自然资源局批准"), "自自然资源局批准之日起3个月内"),
        (within(7, "日", "作出决定次日"), "自作出决定次日起7日内"),
        (within(5, trigger="会"), "会后5个工作日内"),
        (at_least(7), "公示不少于7个工作日"),
        (before("会", 3, "日"), "会前3日"),
        (before("", 3, "日"), "提前3日"),
        (before("2026年12月31日"), "2026年12月31日前"),
        (every("年", "1月31日前"), "每年1月31日前"),
        (every("月", amount=3), "每3个月公开一次"),
        (every("年", "2次"), "每年公开2次"),
        (Term(Kind.REALTIME, trigger="决定作出"), "决定作出后实时公开"),
        (Term(Kind.VAGUE), "及时公开"),
    ],
)
def test_renders(term: Term, phrase: str) -> None:
    assert render(term) == phrase


@pytest.mark.parametrize(
    ("term", "days"),
    [
        (within(20), 20),
        (within(7, "日"), 5),
        (within(1, "月"), 30 * 5 / 7),
        (within(24, "小时"), 1),
        (within(2, "周"), 10),
        (within(1, "学期"), None),
        (at_least(7), None),
        (before("会", 3, "日"), None),
        (every("年"), None),
    ],
)
def test_measures_in_working_days(term: Term, days: float | None) -> None:
    assert workdays(term) == (None if days is None else pytest.approx(days))
