"""What is due: deadlines against events and published records, unit by unit, in every form it is shown in."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

import strategies
from conftest import Gkcat
from examples import around, lay
from gkcat.catalog import Catalog
from gkcat.days.dates import Occasion, Once, Regular, Untold, hangs_on, last_day, occasions, period_name, plan, turns
from gkcat.days.workdays import Workdays
from gkcat.deadline import parse
from gkcat.duties import agenda, evidence
from gkcat.duties.answers import Answer, Reached
from gkcat.duties.duty import ON_REQUEST, Agenda, Asked
from gkcat.duties.duty import agenda as look
from gkcat.duties.ical import calendar
from gkcat.model import Disclosure, Entry, Item, Unit, UnitCard
from gkcat.shipped import DEFAULTS
from gkcat.tables import Domain

ON = date(2026, 11, 25)
ASKED = Asked(ON, date(2026, 12, 25), date(2026, 11, 1))


def disclosure(deadline: str, **given: object) -> Disclosure:
    plain = {"stage": "结果", "content": "名单", "deadline": deadline, "channel": "政府网站", "scope": "全部公开"}
    for key, name in (("events", "what"), ("published", "url")):
        if key in given:
            given[key] = tuple({"on": on, name: words} for on, words in given[key])  # type: ignore[attr-defined]  # pairs
    return Disclosure.model_validate(plain | given)


def unit(*rows: Disclosure, name: str = "mzj") -> Unit:
    item = Item(id="dj-001", name="最低生活保障", power_type="行政给付", disclosures=rows)
    return Unit(name, UnitCard(name="示范市民政局"), (), (Entry(item, f"units/{name}/dibao.yaml", 0, "dibao"),))


def due(*rows: Disclosure, asked: Asked = ASKED) -> list[tuple[str, str, str]]:
    found = look(Catalog(), [unit(*rows)], asked)
    return [(str(duty.due), str(duty.state), duty.cause) for duty in found.duties]


def untold(row: Disclosure) -> list[str]:
    return [*look(Catalog(), [unit(row)], ASKED).reasons()]


# ── events ───────────────────────────────────────────────────────────────────

LICENCE = "自行政许可决定作出之日起7个工作日内"


def test_an_event_sets_the_day() -> None:
    made = "行政许可决定作出：第3批"
    assert due(disclosure(LICENCE, events=[("2026-11-20", made)])) == [("2026-12-01", "即将到期", f"2026-11-20 {made}")]
    assert due(disclosure(LICENCE, events=[("2026-11-16", made)]))[0][:2] == ("2026-11-25", "今天到期")
    assert due(disclosure(LICENCE, events=[("2026-11-02", made)]))[0][:2] == ("2026-11-11", "逾期")


def test_each_event_asks_for_a_publication_of_its_own() -> None:
    events = [
        ("2026-11-02", "行政许可决定作出"),
        ("2026-11-09", "行政许可决定作出"),
        ("2026-11-16", "作出行政许可决定"),
    ]
    found = due(
        disclosure(LICENCE, events=events, published=[("2026-10-30", "a"), ("2026-11-10", "a"), ("2026-11-11", "b")])
    )
    assert found == [("2026-11-25", "今天到期", "2026-11-16 作出行政许可决定")]


def test_the_same_event_written_twice_is_one() -> None:
    twice = [("2026-11-20", "行政许可决定作出"), ("2026-11-20", "行政许可决定作出")]
    assert len(due(disclosure(LICENCE, events=twice))) == 1


def test_what_is_on_record_after_the_day_asked_for_has_not_happened_yet() -> None:
    events, published = [("2026-11-20", "行政许可决定作出")], [("2026-11-23", "a")]
    before = Asked(date(2026, 11, 21), date(2026, 12, 25), date(2026, 11, 1))
    assert len(due(disclosure(LICENCE, events=events, published=published), asked=before)) == 1
    assert due(disclosure(LICENCE, events=events, published=published)) == []
    assert untold(disclosure(LICENCE, events=[("2026-11-26", "行政许可决定作出")])) == [Untold.EVENT]


def test_before_an_event() -> None:
    row = disclosure("听证会召开前7个工作日", events=[("2026-12-10", "听证会召开：水价调整")])
    assert due(row) == [("2026-12-01", "即将到期", "2026-12-10 听证会召开：水价调整")]
    done = [("2026-11-24", "a")]
    assert due(disclosure("听证会召开前7个工作日", events=[("2026-12-10", "听证会召开")], published=done)) == []
    two = [("2026-11-20", "听证会召开"), ("2026-12-10", "听证会召开")]
    met = [("2026-11-10", "a")]
    assert due(disclosure("听证会召开前7个工作日", events=two, published=met)) == [
        ("2026-12-01", "即将到期", "2026-12-10 听证会召开")
    ]


def test_a_notice_may_end_when_its_time_is_over() -> None:
    row = disclosure("公示期不少于7日", published=[("2026-11-23", "a"), ("2026-10-01", "b")])
    assert due(row) == [("2026-11-30", "公示中", "2026-11-23 开始")]
    assert due(disclosure("公示期不少于7日", events=[("2026-11-23", "公示")])) == [
        ("2026-11-30", "公示中", "2026-11-23 开始")
    ]
    assert untold(disclosure("公示期不少于7日")) == [Untold.EVENT]


def test_every_clause_counts() -> None:
    row = disclosure("自名单确定之日起5个工作日内，公示不少于7日", events=[("2026-11-23", "名单确定")])
    assert due(row) == [("2026-11-30", "即将到期", "2026-11-23 名单确定")]
    assert untold(row) == [Untold.EVENT]


# ── what comes again ─────────────────────────────────────────────────────────


def test_monthly() -> None:
    monthly = "每月10日前"
    assert due(disclosure(monthly)) == [("2026-11-10", "逾期", "2026年11月"), ("2026-12-10", "即将到期", "2026年12月")]
    assert due(disclosure(monthly, published=[("2026-11-24", "a")])) == [("2026-12-10", "即将到期", "2026年12月")]
    assert due(disclosure(monthly, published=[("2026-10-09", "a")]))[0] == ("2026-11-10", "逾期", "2026年11月")


def test_missed_before() -> None:
    long = Asked(ON, date(2026, 12, 25), date(2026, 8, 1))
    (late, _) = look(Catalog(), [unit(disclosure("每月10日前", published=[("2026-09-05", "a")]))], long).duties
    assert (late.due, late.missed) == (date(2026, 11, 10), 1)  # October; August is history, since September was met


def test_one_that_is_met_ahead_of_its_day_makes_the_last_one_history() -> None:
    asked = Asked(date(2026, 11, 5), date(2026, 11, 30), date(2026, 9, 1))
    assert due(disclosure("每月10日前", published=[("2026-11-03", "a")]), asked=asked) == []


def test_quarters_are_told_after_they_end() -> None:
    row = "每季度结束后15日内"
    january = Asked(date(2027, 1, 10), date(2027, 1, 31), date(2026, 11, 1))
    assert due(disclosure(row), asked=january) == [("2027-01-15", "即将到期", "2026年第4季度")]
    assert due(disclosure(row, published=[("2026-12-31", "a")]), asked=january)[0][0] == "2027-01-15"
    assert due(disclosure(row, published=[("2027-01-04", "a")]), asked=january) == []


def test_what_is_due_at_the_end_of_a_year_is_often_late() -> None:
    row, spring = "每年12月31日前", Asked(date(2027, 3, 1), date(2027, 12, 31), date(2026, 11, 1))
    assert due(disclosure(row, published=[("2027-01-05", "a")]), asked=spring) == [("2027-12-31", "即将到期", "2027年")]


def test_of_what_comes_daily_only_the_next_is_shown() -> None:
    assert [each[0] for each in due(disclosure("每个工作日公开"))] == ["2026-11-24", "2026-11-25"]
    assert [each[0] for each in due(disclosure("每周五"))] == ["2026-11-20", "2026-11-27"]
    asked = Asked(date(2026, 10, 8), date(2026, 10, 9), date(2026, 9, 30))
    assert [each[0] for each in due(disclosure("每个工作日公开"), asked=asked)] == ["2026-09-30", "2026-10-08"]


def test_a_day_of_the_calendar() -> None:
    assert due(disclosure("2026年11月30日前")) == [("2026-11-30", "即将到期", "2026-11-30")]
    assert due(disclosure("2026年10月1日前")) == []
    assert due(disclosure("2026年11月30日前", published=[("2026-05-01", "a")])) == []
    assert due(disclosure("自2026年11月20日起10日内")) == [("2026-11-30", "即将到期", "2026-11-20")]


def test_every_so_many_years_from_the_last_time() -> None:
    assert due(disclosure("每3年公开一次", published=[("2023-12-01", "a")])) == [
        ("2026-12-01", "即将到期", "上一次 2023-12-01")
    ]
    assert untold(disclosure("每3年公开一次")) == [Untold.RECORD]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (disclosure("及时公开"), Untold.VAGUE),
        (disclosure("胡写的"), Untold.VAGUE),
        (disclosure(""), Untold.VAGUE),
        (disclosure("长期公开"), Untold.STANDING),
        (disclosure(LICENCE), Untold.EVENT),
        (disclosure("每学期公开一次"), Untold.TERM),
        (disclosure("每年年初"), Untold.POINT),
        (disclosure("每年5次"), Untold.POINT),
        (disclosure("每2个月10日前"), Untold.POINT),
        (disclosure("自2026年9月1日起9999年内"), Untold.REACH),
        (disclosure(LICENCE.replace("7个工作日", "9999年"), events=[("2026-11-02", "行政许可决定作出")]), Untold.REACH),
        (disclosure("每季度结束后9999年内"), Untold.REACH),
        (disclosure("自9月1日起9999个工作日内"), Untold.REACH),
        (disclosure("每99年公开一次", published=[("2026-11-02", "a")]), None),
        (disclosure("每月10日前", scope="不予公开"), ON_REQUEST),
        (disclosure("每月10日前", scope={"degree": "全部公开", "mode": "依申请公开"}), ON_REQUEST),
    ],
)
def test_what_can_not_be_computed_is_counted_with_its_reason(row: Disclosure, reason: str | None) -> None:
    assert untold(row) == ([reason] if reason else [])


POINTS = {
    "月底前公开": ("2026-11-02", "2026-11-30", "2026-12-31"),  # 10-31 周六
    "每季度末月20日前": ("2026-12-21",),
    "每季度首月10日前": ("2027-01-11",),
    "每季度第2个月15日前": ("2026-11-16", "2027-02-15"),
    "每年3月底前": ("2027-03-31",),
    "每年3月前": ("2027-03-01",),  # 2-28 周日
    "每年3月": ("2027-03-31",),
    "每年1月、7月": ("2027-02-01",),  # 1-31 周日
    "每年1月、7月10日前": ("2027-01-11",),
    "每年6月和12月底前": ("2026-12-31",),
    "每年第1季度": ("2027-03-31",),
    "每年上半年": ("2027-06-30",),
    "每年公开2次": ("2026-12-31",),
    "每半年结束后15日内": ("2027-01-15",),
    "每月前10日内": ("2026-11-10", "2026-12-10"),
    "每月上旬": ("2026-11-10", "2026-12-10"),
    "每月10日、20日": ("2026-11-10", "2026-11-20"),
    "每月5日至10日": ("2026-11-10",),
    "每周公开一次": ("2026-11-02", "2026-11-09"),
    "9月前公开": ("2027-08-31",),
    "次年1月31日前": ("2027-02-01",),
    "次月10日前": ("2026-11-10",),
    "当月底前": ("2026-11-02", "2026-11-30"),
    "年度结束后4个月内": ("2027-04-30",),
    "12月20日前5日": ("2026-12-15",),
}


@pytest.mark.parametrize("phrase", POINTS)
def test_points_in_a_period(phrase: str) -> None:
    found = plan(parse(phrase)[0])
    assert isinstance(found, Regular)
    days = [str(turn.due) for turn in turns(found, date(2026, 11, 1), date(2027, 4, 1), Workdays())]
    assert days[: len(POINTS[phrase])] == [*POINTS[phrase]]


@pytest.mark.parametrize("phrase", ["每半年6月底前", "每季度5日前", "每周公开2次", "每日公开2次"])
def test_points_that_name_no_day(phrase: str) -> None:
    assert plan(parse(phrase)[0]) is Untold.POINT


def test_an_event_within_a_period_and_a_month_of_one_year() -> None:
    assert isinstance(plan(parse("每年考核结束后10日内")[0]), Occasion)
    assert plan(parse("2026年9月前")[0]) == Once(date(2026, 8, 31))


def test_names_of_periods() -> None:
    names = [period_name(each, ON) for each in ("年", "半年", "季度", "月", "周", "日")]
    assert names == [
        "2026年",
        "2026年下半年",
        "2026年第4季度",
        "2026年11月",
        "2026-11-23 至 2026-11-29 一周",
        "2026-11-25",
    ]
    assert period_name("半年", date(2026, 6, 30)) == "2026年上半年"


@pytest.mark.parametrize(
    ("phrase", "what", "hangs"),
    [
        (LICENCE, "行政许可决定作出", True),
        (LICENCE, "作出行政许可决定：第3批", True),
        (LICENCE, "决定作出", True),
        (LICENCE, "收到申请", False),
        ("自信息形成或者变更之日起20个工作日内", "常务会议通过", True),
        ("自收到申请或者通知之日起5日内", "收到申请", True),
        ("实时公开", "发生事故", True),
        ("会前3日", "常务会议", True),
    ],
)
def test_events_are_known_by_the_deadlines_own_words(phrase: str, what: str, hangs: bool) -> None:  # noqa: FBT001
    (term,) = occasions(phrase)
    assert hangs_on(term, what) == hangs


@given(st.integers(1, 60), st.dates(date(2004, 1, 1), date(2026, 9, 1)))
def test_so_many_working_days_lie_between(number: int, day: date) -> None:
    own = Workdays()
    (term,) = parse(f"自信息形成之日起{number}个工作日内")
    last = last_day(term, day, own)
    assert last is not None
    passed = [day + timedelta(days=each) for each in range(1, (last - day).days + 1)]
    assert sum(map(own.works, passed)) == number
    assert own.works(last)


@given(st.lists(strategies.disclosures, max_size=3), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_any_disclosure_is_shown_or_counted(rows: list[Disclosure], on: date) -> None:
    one = unit(*rows)
    found = look(Catalog(), [one], Asked(on, on + timedelta(days=30), on - timedelta(days=90)))
    named = {duty.row for duty in found.duties}
    assert len(named) + found.reasons().total() + found.later.total() + found.met.total() >= len(rows)
    assert [*found.duties] == sorted(found.duties, key=lambda duty: duty.due)
    assert "".join(agenda.lines(found))
    assert calendar(found, "甲", found.duties) == calendar(found, "甲", found.duties)


# ── the forms ────────────────────────────────────────────────────────────────


def several() -> Agenda:
    rows = (
        disclosure("每月10日前"),
        disclosure(
            LICENCE, events=[("2026-11-16", "行政许可决定作出：第3批，含补发")], published=[("2026-11-02", "a")]
        ),
        disclosure("公示期不少于7日", published=[("2026-11-18", "a"), ("2026-11-23", "b")]),
        disclosure("每年3月31日前"),
        disclosure("长期公开"),
        disclosure("实时公开", events=[("2026-11-02", "调整")], published=[("2026-11-02", "a")]),
        disclosure("每周五", published=[("2026-11-19", "a")]),
    )
    long = Asked(ON, date(2027, 1, 9), date(2026, 9, 1))
    return look(Catalog(), [unit(*rows), unit(name="zjj")], long)


def test_lines() -> None:
    assert [*agenda.lines(several())] == [
        "截至 2026-11-25，往后到 2027-01-09：逾期 1 条，今天到期 1 条，即将到期 2 条，公示中 2 条。",
        "2026-11-10  \x1b[31m逾期15天\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        "            每月10日前；2026年11月；此前还有 2 期没有公开；没有公开记录",
        "2026-11-25  \x1b[33m今天到期\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        f"            {LICENCE}；2026-11-16 行政许可决定作出：第3批，含补发；最近一次 2026-11-02",
        "2026-11-25  公示今天期满\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        "            公示期不少于7日；2026-11-18 开始；最近一次 2026-11-23",
        "2026-11-27  还有2天\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        "            每周五；2026-11-23 至 2026-11-29 一周；最近一次 2026-11-19",
        "2026-11-30  公示还有5天\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        "            公示期不少于7日；2026-11-23 开始；最近一次 2026-11-23",
        "2026-12-10  还有15天\x1b[0m  示范市民政局  mzj.dj-001 最低生活保障（结果）",
        "            每月10日前；2026年12月；没有公开记录",
    ]
    nothing = look(Catalog(), [unit()], ASKED)
    assert [*agenda.lines(nothing)] == ["截至 2026-11-25，往后到 2026-12-25：没有逾期和到期的。"]


def test_the_summary_and_what_is_not_shown() -> None:
    found = several()
    table = agenda.summary(found)
    assert [column.head[0] for column in table.columns] == [
        "责任单位", "逾期", "今天", "将到期", "公示中", "以后", "已公开", "缺事件", "难推算", "无期限",
    ]  # fmt: skip
    assert table.rows == (
        ("示范市民政局", 1, 1, 2, 2, 1, 1, 0, 0, 1),
        ("示范市民政局", 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ("合计", 1, 1, 2, 2, 1, 1, 0, 0, 1),
    )
    notes = [*agenda.notes(found)]
    assert notes[:2] == ["2027-01-09 以后才到期的 1 条，没有列出。", "长期公开，没有到期日：1 条，没有列出。"]
    assert "2027 年的放假安排还不知道" in notes[-1]
    hidden = look(Catalog(), [unit(disclosure("长期公开", scope="不予公开"))], ASKED)
    assert "依申请公开或者不予公开的 1 条，没有列出。" in [*agenda.notes(hidden)]
    assert len(agenda.summary(hidden).rows) == 1  # of one unit there is nothing to add up


def test_a_calendar_for_any_client() -> None:
    found = several()
    data = calendar(found, "示范市民政局政务公开到期", found.of("mzj"))
    assert data == calendar(found, "示范市民政局政务公开到期", found.of("mzj"))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    read = Calendar.from_ical(data)
    events: list[Any] = [*read.walk("VEVENT")]
    assert read["X-WR-CALNAME"] == "示范市民政局政务公开到期"
    assert [str(event["DTSTART"].dt) for event in events] == [str(duty.due) for duty in found.duties]
    assert all(event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) for event in events)
    assert [str(event["SUMMARY"]) for event in events[:3]] == [
        "已逾期：最低生活保障（结果）",
        "应公开：最低生活保障（结果）",
        "公示期满：最低生活保障（结果）",
    ]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert len([*read.walk("VALARM")]) == len(events) - 1  # what is overdue rings no more
    assert "从何推算：2026-11-16 行政许可决定作出：第3批，含补发" in str(events[1]["DESCRIPTION"])


def test_a_duty_keeps_its_uid_while_time_goes_on() -> None:
    row = disclosure("每月10日前")
    later = Asked(date(2026, 12, 9), date(2027, 1, 1), date(2026, 12, 1))
    now, then = (look(Catalog(), [unit(row)], asked).duties[-1] for asked in (ASKED, later))
    assert (now.due, now.uid) == (then.due, then.uid)


def test_two_duties_of_one_stage_on_one_day_have_each_their_uid() -> None:
    found = look(Catalog(), [unit(disclosure("每月10日前"), disclosure("每月10日前"))], ASKED)
    assert [duty.row for duty in found.duties] == [0, 1, 0, 1]
    assert len({duty.uid for duty in found.duties}) == 4


# ── evidence ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ({}, (4, 3, 0, 0, 3, 75)),
        ({"a": Reached.LIVE, "b": Reached.DEAD, "c": Reached.UNSURE}, (4, 3, 1, 1, 1, 50)),
        ({"a": Reached.MOVED, "b": Reached.LIVE, "c": Reached.LIVE}, (4, 3, 3, 0, 0, 75)),
    ],
)
def test_completion(answers: Mapping[str, Reached], counts: tuple[int, ...]) -> None:
    rows = (
        disclosure("长期公开", published=[("2026-11-02", "a"), ("2026-11-02", "b")]),
        disclosure("长期公开", published=[("2026-11-02", "b")]),
        disclosure("长期公开", published=[("2026-11-02", "c"), ("2026-12-02", "a")]),
        disclosure("长期公开"),
        disclosure("长期公开", scope="不予公开", published=[("2026-11-02", "a")]),
    )
    catalog = Catalog(domains=(Domain(id="dibao", name="社会救助"), Domain(id="jiaoyu", name="义务教育")))
    known = {url: Answer(url, state) for url, state in answers.items()}
    book = evidence.completion(catalog, [unit(*rows)], known, ON, ON if known else None)
    by_unit, by_domain = book.tables
    assert by_unit.rows == (("示范市民政局", *counts), ("合计", *counts))
    assert by_domain.rows == (("社会救助", *counts), ("义务教育", 0, 0, 0, 0, 0, None), ("合计", *counts))
    assert ("2026-11-25" in book.notes[-1]) == bool(known)


# ── the commands ─────────────────────────────────────────────────────────────


@pytest.fixture
def busy(base: Path) -> Path:
    """The base workspace with an event that is overdue on 25 November 2026."""
    path = base / "units/zrzyj/zhengdi.yaml"
    old = "        deadline: 自方案拟定之日起10个工作日内\n"
    new = f"{old}        events:\n          - {{on: 2026-10-12, what: 方案拟定}}\n"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return base


def test_due_in_the_terminal(busy: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = gkcat("due", "--on", "2026-11-25", "--root", busy)
    assert ran.code == 0
    assert ran.out.splitlines()[:3] == [
        "截至 2026-11-25，往后到 2026-12-25：逾期 1 条。",
        "2026-10-26  逾期30天  市自然资源局  zrzyj.zd-001 征地补偿安置方案（决策）",
        "            自方案拟定之日起10个工作日内；2026-10-12 方案拟定；没有公开记录",
    ]
    assert "没有登记起算事件（events）：1 条，没有列出。" in ran.out
    assert gkcat("due", "--on", "2026-11-25", "--strict", "--root", busy).code == 1
    assert gkcat("due", "--on", "2026-11-25", "--strict", "--unit", "jyj", "--root", busy).code == 0


def test_due_for_programs(busy: Path, gkcat: Gkcat) -> None:
    ran = gkcat("due", "--on", "2026-11-25", "--within", "2m", "--format", "json", "--root", busy)
    body = json.loads(ran.out)
    (duty,) = body.pop("duties")
    assert body == {
        "on": "2026-11-25",
        "until": "2027-01-25",
        "since": "2026-11-01",
        "later": 1,
        "met": 0,
        "untold": {"没有登记起算事件（events）": 1},
        "guessed_years": [2027],
    }
    assert len(duty.pop("uid")) == 38
    assert duty == {
        "due": "2026-10-26",
        "state": "overdue",
        "days": -30,
        "unit": "zrzyj",
        "id": "zrzyj.zd-001",
        "name": "征地补偿安置方案",
        "domain": "zhengdi",
        "stage": "决策",
        "deadline": "自方案拟定之日起10个工作日内",
        "cause": "2026-10-12 方案拟定",
        "missed": 0,
        "last": None,
        "path": "units/zrzyj/zhengdi.yaml",
        "pointer": "/items/0/disclosures/0/deadline",
    }


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv", "ics"])
def test_due_as_files_of_the_same_bytes(form: str, busy: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        ran = gkcat("due", "--on", "2026-11-25", "--format", form, "--out", folder, "--root", busy)
        assert ran.code == 0
        made.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert [*made[0]] == ["zrzyj.ics"] if form == "ics" else made[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--on", "2026-13-01"], "日期 2026-13-01 写法不对"),
        (["--on", "0001-01-01"], "2004 年至 2099 年"),
        (["--since", "昨天"], "日期 昨天 写法不对"),
        (["--within", "一个月"], "--within 一个月 写法不对"),
        (["--within", "9999d"], "最多往后看三年"),
        (["--within", "99m"], "最多往后看三年"),
        (["--unit", "nobody"], "没有单位 nobody，可用的有：zrzyj、jyj"),
        (["--format", "doc"], "没有 doc 这种格式"),
    ],
)
def test_due_refuses_in_a_sentence(words: list[str], told: str, base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("due", *words, "--root", base)
    assert ran.code == 2
    assert told in ran.err


@pytest.mark.parametrize("day", ["2027-06-01", "2999-12-31"])
def test_nothing_is_due_before_the_catalogue_s_own_day(day: str, base: Path, gkcat: Gkcat) -> None:
    lay(base, {"units/zrzyj/zhengdi.yaml": around("deadline: 每季度结束后15日内\n")})
    head = base / "catalog/catalog.yaml"
    head.write_text(re.sub("as_of: .*", f"as_of: {day}", head.read_text(encoding="utf-8")), encoding="utf-8")
    ran = gkcat("due", "--on", "2026-11-25", "--within", "30d", "--root", base)
    assert ran.code == 0, ran.err


def test_weeks_and_days_ahead(base: Path, gkcat: Gkcat) -> None:
    for within, until in (("2w", "2026-12-09"), ("10", "2026-12-05"), ("3天", "2026-11-28")):
        ran = gkcat("due", "--on", "2026-11-25", "--within", within, "--root", base)
        assert f"往后到 {until}" in ran.out


def test_the_office_s_own_days_count(busy: Path, gkcat: Gkcat) -> None:
    path = busy / "catalog/catalog.yaml"
    local = "calendar:\n  off:\n    - {on: 2026-10-26, until: 2026-10-27, reason: 示范市庆}\n"
    path.write_text(path.read_text(encoding="utf-8") + local, encoding="utf-8")
    assert "2026-10-28  逾期28天" in gkcat("due", "--on", "2026-11-25", "--root", busy).out


def test_evidence_in_every_form(base: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    assert "合计" in gkcat("evidence", "--root", base).out
    ran = gkcat("evidence", "--out", tmp_path, "--root", base)
    assert ran.code == 0
    assert sorted(path.name for path in tmp_path.glob("落实*")) == ["落实情况.docx", "落实情况.xlsx"]
    assert gkcat("evidence", "--format", "doc", "--root", base).code == 2


def test_a_catalogue_that_can_not_be_read(base: Path, gkcat: Gkcat) -> None:
    (base / "catalog/catalog.yaml").write_text("甲", encoding="utf-8")
    for command in ("due", "evidence"):
        ran = gkcat(command, "--root", base)
        assert ran.code == 2
        assert "catalog/catalog.yaml 读不下去" in ran.err


def test_books_bear_a_catalogue_without_a_head(tmp_path: Path) -> None:
    from gkcat.formats import json as form  # noqa: PLC0415 - beside json itself

    for book in (agenda.book(Catalog(), several()), evidence.completion(Catalog(), [], {}, ON)):
        assert form.write(book, tmp_path, DEFAULTS / "templates").stat().st_size
