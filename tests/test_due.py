"""A deadline as a date rule: what each kind of phrase comes to in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcat.days.due import date_rule


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("自信息形成或者变更之日起20个工作日内", "从“信息形成或者变更”那天起算，当天不算，第20个工作日是最后一天；周末和法定节假日不算在内。"),
        ("部门预算批复后20日内公开", "从“部门预算批复”那天起算，当天不算，满20日的那天是最后一天；最后一天遇法定节假日的，顺延到节后第一天。"),
        ("20个工作日内", "没有写明从哪天起算，当天不算，第20个工作日是最后一天；周末和法定节假日不算在内。"),
        ("事故发生后2小时内", "从“事故发生”那天起算，2小时以内公开。"),
        ("公示不少于5个工作日", "公示的时间：开始当天不算，至少5个工作日。"),
        ("会议召开前3日", "在“会议召开”之前公开，至少提前3日。"),
        ("招生开始前", "在“招生开始”之前公开。"),
        ("9月1日前", "在“9月1日”之前公开。"),
        ("每年1月31日前", "每年公开一次，时间是1月31日前。"),
        ("每季度结束后15日内", "每季度公开一次，时间是结束后15日内。"),
        ("每年公开2次", "每年公开2次。"),
        ("每3年公开一次", "每3年公开一次。"),
        ("实时公开", "信息形成的当天就公开。"),
        ("长期公开", "一直公开，随时可以查到。"),
    ],
)  # fmt: skip
def test_each_kind_in_words(phrase: str, words: str) -> None:
    assert date_rule(phrase) == (words,)


def test_each_clause_is_a_sentence() -> None:
    assert len(date_rule("自名单确定之日起5个工作日内，公示不少于7日")) == 2


@pytest.mark.parametrize("phrase", ["及时公开", "胡写的", ""])
def test_what_says_nothing_is_not_explained(phrase: str) -> None:
    assert date_rule(phrase) == ()


@given(st.text(max_size=40))
def test_any_text_is_borne(phrase: str) -> None:
    assert all(line.endswith("。") for line in date_rule(phrase))
