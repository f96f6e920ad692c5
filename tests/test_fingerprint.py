"""A mark depends on what is said, not on how it is written, and is the same for ever."""

from pathlib import Path

import pytest

from gkcat.model import Item, Unit
from gkcat.reviews.fingerprint import of_clearance, of_disclosure, of_item, of_unit
from gkcat.unit import read_unit

CARD = b"name: \xe7\x94\xb2\n"
PLAIN = """\
domain: zhengdi
items:
  - id: zd-001
    name: 征地补偿安置方案
    power_type: 行政征收
    basis:
      - 《中华人民共和国土地管理法》第四十七条
    disclosures:
      - stage: 决策
        content:
          - 征收范围、土地现状、征收目的
          - 补偿标准说明
        owner: 市自然资源局
        deadline: 自方案拟定之日起10个工作日内
        channel: [政府网站, 公示栏]
        scope: 全部公开
      - stage: 结果
        content: 补偿费用发放情况
        owner: 市自然资源局
        deadline: 长期公开
        channel: [政府网站]
        scope: {degree: 部分公开, level: [乡级, 县级], note: 隐去个人身份信息}
"""
OTHERWISE = """\
# 换一种写法
domain: zhengdi
defaults:
  owner: "市自然资源局"
  scope: {degree: 全部公开, audience: 全社会, mode: 主动公开}
items:
  - power_type: 行政征收
    id: zd-009
    name: '征地补偿安置方案 '
    disclosures:
      - scope: {note: 隐去个人身份信息, level: [县级, 乡级], degree: 部分公开}
        channel: 政府网站
        stage: 结果
        content: [补偿费用发放情况]
        deadline: 长期公开
        published:
          - {url: "https://www.example.gov.cn/1", on: 2026-10-20}
      - stage: 决策
        content: [征收范围、土地现状、征收目的, 补偿标准说明]
        deadline: 自方案拟定之日起10个工作日内   # 起算点
        channel:
          - 政府网站
          - 公示栏
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
    basis: 《中华人民共和国土地管理法》第四十七条
"""


def unit(text: str) -> Unit:
    read, findings = read_unit("zrzyj", {"units/zrzyj/unit.yaml": CARD, "units/zrzyj/zhengdi.yaml": text.encode()})
    assert not findings
    return read


def item(text: str) -> Item:
    return unit(text).entries[0].item


def test_marks_are_for_ever() -> None:
    """Written into users' files: a new gkcat may not give others."""
    one = item(PLAIN)
    assert of_item(one) == "7f3b8153597d"
    assert [of_disclosure(each) for each in one.disclosures] == ["6c7128053cff", "65dde8b1e5e8"]
    assert [of_clearance(one, each) for each in one.disclosures] == ["b9957bf44bfc", "13376a69b584"]
    assert of_unit([one]) == "525591bcae7c"


def test_the_way_it_is_written_does_not_matter() -> None:
    one, other = item(PLAIN), item(OTHERWISE)
    assert of_item(one) == of_item(other)
    assert of_clearance(one, one.disclosures[0]) == of_clearance(other, other.disclosures[1])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: 征地补偿安置方案", "name: 征地补偿方案"),
        ("power_type: 行政征收", "power_type: 行政征收\n    group: 征地"),
        ("power_type: 行政征收", "power_type: 行政征收\n    not_applicable: {管理: 无}"),
        ("第四十七条", "第四十八条"),
        ("补偿标准说明", "补偿标准"),
        ("- 补偿标准说明\n", "- 补偿标准\n          - 说明\n"),
        ("全部公开", "不予公开"),
        ("note: 隐去个人身份信息", "note: 隐去姓名"),
        ("长期公开", "每年公开"),
        ("owner: 市自然资源局\n        deadline: 长期", "owner: 市财政局\n        deadline: 长期"),
        ("channel: [政府网站]", "channel: [公示栏]"),
    ],
)
def test_any_change_of_content_is_another_mark(old: str, new: str) -> None:
    assert old in PLAIN
    assert of_item(item(PLAIN)) != of_item(item(PLAIN.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "lapses"),
    [
        ("长期公开", "每年公开", False),
        ("owner: 市自然资源局\n        deadline: 长期", "owner: 市财政局\n        deadline: 长期", False),
        ("补偿费用发放情况", "补偿费用发放情况和名单", True),
        ("channel: [政府网站]", "channel: [公示栏]", True),
        ("degree: 部分公开", "degree: 全部公开", True),
        ("name: 征地补偿安置方案", "name: 征地补偿方案", True),
        ("第四十七条", "第四十八条", False),
    ],
)
def test_a_clearance_asks_what_is_shown_to_whom_and_where(old: str, new: str, lapses: bool) -> None:  # noqa: FBT001 - a table's column
    assert old in PLAIN
    one, other = item(PLAIN), item(PLAIN.replace(old, new, 1))
    before, after = (of_clearance(each, each.disclosures[1]) for each in (one, other))
    assert (before != after) == lapses


def test_a_withheld_item_has_one_and_a_unit_of_its_items() -> None:
    about = "withheld: {reason: 个人隐私, basis: 《甲》第一条}"
    held = f"domain: a\nitems:\n  - {{id: a-1, name: 甲, power_type: 乙, {about}}}\n"
    path = Path("units/zrzyj/a.yaml").as_posix()
    first, _ = read_unit("zrzyj", {"units/zrzyj/unit.yaml": CARD, path: held.encode()})
    other, _ = read_unit("zrzyj", {"units/zrzyj/unit.yaml": CARD, path: held.replace("隐私", "信息").encode()})
    assert of_item(first.entries[0].item) != of_item(other.entries[0].item)
    assert of_unit([first.entries[0].item]) != of_unit([other.entries[0].item])
    assert of_unit([]) == of_unit(())
