"""What `gkcat import` does with what is there already: ids given, retired, new; twins; tables of one sheet; pruning."""

from pathlib import Path

import pytest

from conftest import Gkcat

ITEMS = "units/zrzyj/zhengdi.yaml"
HEAD = "事项编号,事项名称,权力类型,公开环节,公开内容,公开依据,规定时限,责任主体,公开方式\n"


def row(name: str, content: str = "补偿标准", id_: str = "") -> str:
    words = "《中华人民共和国土地管理法》第四十七条,自信息形成之日起20个工作日内,市自然资源局,政府网站"
    return f"{id_},{name},行政征收,结果,{content},{words}\n"


class Desk:
    """A unit's file of items, and tables that are brought in beside it."""

    def __init__(self, root: Path, folder: Path, gkcat: Gkcat) -> None:
        self.root, self.folder, self.gkcat, self.said = root, folder, gkcat, ""

    @property
    def text(self) -> str:
        return (self.root / ITEMS).read_text("utf-8")

    def bring(self, table: str, *words: str, code: int = 0) -> str:
        """What is said, the file written."""
        file = self.folder / "征地补偿.csv"
        file.write_text(table, encoding="utf-8")
        ran = self.gkcat("import", file, "--unit", "zrzyj", "--root", self.root, *words)
        assert ran.code == code, ran.out + ran.err
        return ran.out


@pytest.fixture
def desk(base: Path, tmp_path: Path, gkcat: Gkcat) -> Desk:
    return Desk(base, tmp_path, gkcat)


def test_a_table_without_a_domain_is_told_which_the_unit_has(desk: Desk) -> None:
    entries = (("zhengdi", "征地补偿", "zrzyj"), ("jiaoyu", "义务教育", "zrzyj"), ("fupin", "扶贫救灾", "jyj"))
    listed = "".join(
        f"  - {{id: {each}, name: {name}, lead: {unit}, units: [{unit}]}}\n" for each, name, unit in entries
    )
    (desk.root / "catalog/domains.yaml").write_text(f"domains:\n{listed}", "utf-8")
    file = desk.folder / "目录.csv"
    file.write_text(HEAD + row("征地预公告"), encoding="utf-8")
    ran = desk.gkcat("import", file, "--unit", "zrzyj", "--root", desk.root)
    assert ran.code == 1
    assert "请用 --domain 写明领域的代号：zhengdi（征地补偿）、jiaoyu（义务教育） [" in ran.out


# ── ids ──────────────────────────────────────────────────────────────────────


def test_a_new_item_gets_the_number_after_all_that_were_ever_given(desk: Desk) -> None:
    retired = "retired:\n  - {unit: zrzyj, id: zd-007, name: 旧事项, on: 2026-10-20, reason: 并入 zd-001}\n"
    (desk.root / "catalog/retired.yaml").write_text(retired, "utf-8")
    desk.bring(HEAD + row("征地预公告") + row("征地公告", "公告全文"))
    assert [line for line in desk.text.splitlines() if "- id: " in line] == [
        "  - id: zd-001",
        "  - id: zd-002",
        "  - id: zd-008",
        "  - id: zd-009",
    ]


def test_an_id_that_is_retired_or_no_id_is_not_given_again(desk: Desk) -> None:
    retired = "retired:\n  - {unit: zrzyj, id: zd-007, name: 旧事项, on: 2026-10-20, reason: 并入 zd-001}\n"
    (desk.root / "catalog/retired.yaml").write_text(retired, "utf-8")
    said = desk.bring(HEAD + row("征地预公告", id_="zd-007") + row("征地公告", "公告全文", id_="第3号"))
    assert "征地补偿.csv[表1]!A2: GK445 提醒 编号“zd-007”不能用" in said
    assert "改为 zd-008" in said
    assert "编号“第3号”不能用" in said
    assert "id: zd-007" not in desk.text


def test_an_id_of_the_tables_own_is_kept(desk: Desk) -> None:
    said = desk.bring(HEAD + row("征地预公告", id_="zd-100"))
    assert "GK445" not in said
    assert "id: zd-100" in desk.text


def test_an_id_tells_an_item_whatever_its_name(desk: Desk) -> None:
    desk.bring(HEAD + row("征地补偿安置方案公告", id_="zd-001"))
    assert "  - id: zd-001\n    name: 征地补偿安置方案公告\n" in desk.text
    assert desk.text.count("- id: ") == 2


# ── twins ────────────────────────────────────────────────────────────────────


TWIN = """
  - id: zd-003
    name: 征地补偿安置方案
    group: 土地复垦
    power_type: 行政征收
    basis: 《中华人民共和国土地管理法》第四十七条
    disclosures:
      - {stage: 结果, content: 复垦费用, deadline: 自信息形成之日起20个工作日内}
"""


def test_twins_are_told_apart_by_what_they_disclose(desk: Desk) -> None:
    (desk.root / ITEMS).write_text(desk.text.rstrip("\n") + "\n" + TWIN, "utf-8")
    said = desk.bring(HEAD + row("征地补偿安置方案", "复垦费用"))
    assert "GK443" in said
    assert "按内容对应到 zd-003" in said
    kept, _, third = desk.text.partition("  - id: zd-003")
    assert "补偿费用发放情况" in kept
    assert third.count("stage:") == 1


def test_two_rows_of_one_name_are_one_item(desk: Desk) -> None:
    desk.bring(HEAD + row("征地预公告", "公告") + row("征地预公告", "听证结果"))
    assert desk.text.count("name: 征地预公告") == 1
    assert desk.text.count("- stage: 结果") == 3


def test_two_items_of_one_name_apart_in_the_table_stay_two(desk: Desk) -> None:
    desk.bring(HEAD + row("征地预公告", "公告") + row("征地公告", "公告全文") + row("征地预公告", "听证结果"))
    assert desk.text.count("name: 征地预公告") == 2


# ── pruning ──────────────────────────────────────────────────────────────────


def test_items_that_the_table_lacks_stay_and_are_told(desk: Desk) -> None:
    said = desk.bring(HEAD + row("征地补偿安置方案"))
    assert "GK444" in said
    assert "原有的 1 个事项表里没有，照旧保留：征地信访个案材料" in said
    assert "zd-002" in desk.text


def test_items_that_the_table_lacks_go_with_prune_and_their_comments_with_them(desk: Desk) -> None:
    said = desk.bring(HEAD + row("征地补偿安置方案", "补偿费用发放情况"), "--prune")
    assert "GK447" in said
    assert "请用 gkcat retire 登记它们的编号：zd-002" in said
    assert "zd-002" not in desk.text
    assert "# 涉及个人隐私" not in desk.text
    assert "“征地补偿安置方案”原有的 1 条公开内容表里没有，删去了" in said
    assert "征收范围" not in desk.text


def test_other_domains_are_not_pruned(desk: Desk) -> None:
    other = desk.root / "units/zrzyj/fangwu-zhengshou.yaml"
    before = other.read_bytes() if other.exists() else b""
    desk.bring(HEAD + row("征地补偿安置方案"), "--prune")
    assert (other.read_bytes() if other.exists() else b"") == before


# ── tables of one sheet ──────────────────────────────────────────────────────

FIRST = HEAD + row("征地预公告") + row("征地公告", "公告全文")
SECOND = """\
序号,公开事项,公开依据,公开内容（要素）,公开时限,公开主体
1,土地复垦,《土地复垦条例》第三条,复垦方案,每年3月底前,市自然资源局
"""


def test_tables_under_one_another_all_come_in(desk: Desk) -> None:
    said = desk.bring(f"{FIRST}\n表二 土地复垦\n{SECOND}")
    assert "上下有 2 个表，这里是第 2 个，逐个读取" in said
    assert "征地补偿.csv[表1]!A5: GK430" in said
    for words in ("征地预公告", "征地公告", "土地复垦", "复垦方案", "每年3月底前"):
        assert words in desk.text
    assert "公开事项" not in desk.text
    assert "name: 表二" not in desk.text


def test_the_first_table_is_read_though_the_second_has_more_columns(desk: Desk) -> None:
    desk.bring(SECOND + FIRST)
    assert "土地复垦" in desk.text
    assert "征地预公告" in desk.text


def test_a_head_said_again_with_other_words_does_not_begin_a_table(desk: Desk) -> None:
    again = SECOND.splitlines()[0].replace("公开时限", "时限").replace("公开主体", "责任主体")
    said = desk.bring(f"{SECOND}{again}\n2,同上,同上,复垦费用,每年3月底前,市自然资源局\n")
    assert "逐个读取" not in said
    assert desk.text.count("name: 土地复垦") == 1


def test_a_head_far_down_is_found(desk: Desk) -> None:
    desk.bring("".join(f"第{number}条 编制说明\n" for number in range(1, 80)) + "\n征地补偿目录\n" + SECOND)
    assert "复垦方案" in desk.text


def test_a_sheet_or_table_can_be_chosen(desk: Desk) -> None:
    said = desk.bring(SECOND, "--table", "2", code=1)
    assert "没有指定的表“第 2 个”" in said
    assert "文件里有：1 表1" in said
    assert "没有指定的表“乙”" in desk.bring(SECOND, "--sheet", "乙", code=1)
    desk.bring(SECOND, "--table", "1", "--sheet", "表1")
    assert "复垦方案" in desk.text
