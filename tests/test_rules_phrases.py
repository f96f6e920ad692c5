"""How the deadlines of published catalogues are judged: silence where they are sound, the right word where not."""

from pathlib import Path

import pytest

from examples import ITEMS, around
from gkcat.deadline import Kind, parse
from gkcat.pipeline import check
from gkcat.workspace import Workspace

SOUND = """
信息形成或者变更之日起20个工作日内 · 自信息形成或变更之日起20个工作日内
自信息形成或者变更之日起20个工作日内予以公开 · 自该信息形成或者变更之日起20个工作日内
信息形成之日起20个工作日内 · 信息形成或变更之日起3个工作日内 · 信息形成20个工作日内公开
信息获取（形成变更）20个工作日内 · 信息形成（变更）20个工作日内 · 制定或获取信息之日起10个工作日内
自收到申请之日起7个工作日内 · 行政许可、行政处罚决定作出之日起7个工作日内
其他执法决定信息形成之日起20个工作日内 · 公示不少于5个工作日 · 公示期不少于30日 · 公告不少于十个工作日
决策前公开征求意见不少于30日 · 会前3日 · 会后5个工作日内 · 政策文件公布后3个工作日内 · 当日 · 实时公开
即时公开 · 长期公开 · 常年公开 · 动态更新 · 每月10日前 · 每季度末 · 每季度结束后15日内 · 每年1月31日前
每年3月底前 · 按年公开 · 每年更新一次
"""
SENT_BACK = {
    "20个工作日": {"GK123"},
    "20工作日": {"GK123"},
    "20个工作日内，公示期不少于7日": {"GK123", "GK124"},
    "及时公开": {"GK121"},
    "按进度及时公开": {"GK121"},
    "按规定时限公开": {"GK121"},
    "按照区财政统一部署执行": {"GK121"},
    "同上": {"GK121"},
    "根据实际情况": {"GK121"},
    "制定或获取信息之日起10个工作日内，公示7个工作日": {"GK124"},
    "制定或获取信息之日起10个工作日内,公示7个工作日": {"GK124", "GK151"},
    "信息获取(形成变更)20个工作日内": {"GK151"},
    "部门预算经本级财政部门批复后20日内公开": {"GK126"},  # the base catalogue has no limit for budgets
    "自信息形成之日起30个工作日内": {"GK122"},
    "": {"GK101"},
}
PHRASES = [phrase.strip() for line in SOUND.strip().splitlines() for phrase in line.split("·")]


@pytest.mark.parametrize(("phrase", "codes"), [*((phrase, set()) for phrase in PHRASES), *SENT_BACK.items()])
def test_a_phrase_is_judged_as_a_reviewer_would(phrase: str, codes: set[str], base: Path) -> None:
    text = around(f"deadline: {phrase}\n").encode()
    assert {finding.code for finding in check(Workspace(base, {ITEMS: text})).findings} == codes
    assert all(term.kind is not Kind.VAGUE for term in parse(phrase)) == ("GK121" not in codes)
