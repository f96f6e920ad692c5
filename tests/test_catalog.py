"""The office's decisions, read from catalog/, and what they leave open when they can't be read."""

from pathlib import Path

import pytest

from conftest import CASES
from gkcat.catalog import Catalog, owners, read_catalog
from gkcat.citation import cited
from gkcat.finding import Finding
from gkcat.model import UnitCard
from gkcat.tables import OPTIONAL, TABLES

BASE = {path.stem: path.read_bytes() for path in (CASES / "base" / "catalog").iterdir()}
CARDS = {
    "zrzyj": UnitCard(name="示范市自然资源局", short_name="市自然资源局"),
    "jyj": UnitCard(name="示范市教育局"),
}


def catalog(**changed: str) -> tuple[Catalog, list[Finding]]:
    return read_catalog(BASE | {name: text.encode() for name, text in changed.items()}, CARDS)


def test_base() -> None:
    read, findings = catalog()
    assert findings == []
    assert read.unread == frozenset()
    assert read.roster == ("zrzyj", "jyj")
    assert read.domain["zhengdi"].name == "征地补偿"
    assert read.firm.channels == read.channels


def test_look_up() -> None:
    read, _ = catalog()
    assert read.channel_alias["村公示栏"] == "公示栏"
    assert read.channel_alias["社区/企事业单位/村公示栏（电子屏）"] == "公示栏"
    assert read.law["土地管理法"] is read.law["中华人民共和国土地管理法"]
    assert read.stage["决策"].five
    assert not read.stage["解读"].five
    assert not read.power_type["公共服务"].powers


def test_owners_by_any_of_their_names() -> None:
    read, _ = catalog()
    assert {read.owner[name] for name in ("zrzyj", "示范市自然资源局", "市自然资源局")} == {"市自然资源局"}
    assert read.owner["jyj"] == "示范市教育局"
    assert read.owner["市政府"] == "示范市人民政府"


def test_special_limits_come_first() -> None:
    read, _ = catalog()
    assert [limit.weight for limit, _, _ in read.terms] == [2, 2, 0]


@pytest.mark.parametrize("name", TABLES)
def test_missing_file(name: str) -> None:
    read, findings = read_catalog({other: data for other, data in BASE.items() if other != name}, CARDS)
    assert [each.code for each in findings] == ([] if name in OPTIONAL else ["GK014"])
    assert getattr(read, name) == ()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("text", ["", "甲", "- 甲\n", "甲: 乙\n", "a: [\n", "\x00"])
def test_broken_file_is_told_and_no_ground_to_judge(name: str, text: str) -> None:
    read, findings = catalog(**{name: text})
    assert findings
    assert {each.where.path for each in findings} == {f"catalog/{name}.yaml"}
    assert name in read.unread
    assert getattr(read.firm, name) == ()


def test_bad_entry_leaves_the_others_for_print_but_not_for_judging() -> None:
    read, findings = catalog(channels="channels:\n  - {name: 政府网站}\n  - {nmae: 公示栏}\n")
    assert len(findings) == 1
    assert [channel.name for channel in read.channels] == ["政府网站"]
    assert read.firm.channels == ()
    assert read.firm.laws == read.laws


def test_no_owner_is_judged_while_a_name_is_unknown() -> None:
    read, _ = read_catalog(BASE, {"jyj": CARDS["jyj"]})
    assert read.owner["示范市教育局"] == "示范市教育局"
    assert read.firm.owner == {}
    assert catalog(subjects="subjects: 甲\n")[0].firm.owner == {}


def test_head_missing_or_broken() -> None:
    for files in ({}, {"catalog": b"title: [\n"}):
        read, findings = read_catalog({name: data for name, data in BASE.items() if name != "catalog"} | files, CARDS)
        assert len(findings) == 1
        assert read.head is None
        assert read.roster == ()


@pytest.mark.parametrize(
    ("name", "text", "pointer"),
    [
        ("channels", "channels:\n  - {name: 甲}\n  - {name: 甲}\n", ("channels", 1, "name")),
        ("laws", "laws:\n  - {title: 甲}\n  - {title: 乙}\n  - {title: 甲}\n", ("laws", 2, "title")),
        ("domains", "domains:\n  - {id: a, name: 甲}\n  - {id: a, name: 乙}\n", ("domains", 1, "id")),
    ],
)
def test_entry_written_twice(name: str, text: str, pointer: tuple[str | int, ...]) -> None:
    _, (finding,) = catalog(**{name: text})
    assert (finding.code, finding.where.pointer) == ("GK011", pointer)
    assert len(finding.related) == 1


def test_entry_written_twice_after_one_that_cannot_be_read() -> None:
    text = "domains:\n  - {id: 大写, name: 甲}\n  - {id: a, name: 甲}\n  - {id: a, name: 乙}\n"
    _, findings = catalog(domains=text)
    assert [each.where.pointer for each in findings if "两次" in each.message] == [("domains", 2, "id")]


def test_retired_ids_are_a_units_own() -> None:
    same = "retired:\n  - {unit: zrzyj, id: a}\n  - {unit: jyj, id: a}\n  - {unit: zrzyj, id: b}\n"
    assert catalog(retired=same)[1] == []
    assert len(catalog(retired=same + "  - {unit: jyj, id: a}\n")[1]) == 1


@pytest.mark.parametrize("phrase", ["二十来天", "及时", "长期公开", "0"])
def test_limit_that_can_not_be_read(phrase: str) -> None:
    _, (finding,) = catalog(limits=f"limits:\n  - {{name: 甲, longest: {phrase}, basis: 乙}}\n")
    assert (finding.code, finding.where.pointer) == ("GK011", ("limits", 0, "longest"))


def test_rule_is_switched_off_for_a_reason_only() -> None:
    head = BASE["catalog"].decode()
    assert catalog(catalog=head + "rules:\n  GK120: {severity: off, reason: 已请示}\n")[1] == []
    assert len(catalog(catalog=head + "rules:\n  GK120: {severity: off}\n")[1]) == 1
    assert len(catalog(catalog=head + "rules:\n  GK001: {severity: off, reason: 已请示}\n")[1]) == 1


def test_cited() -> None:
    assert cited("《甲》第一条和《乙》") == ("甲", "乙")
    assert cited("《关于印发《甲》的通知》") == ("关于印发《甲》的通知",)
    assert cited("甲第一条") == ()


def test_owners_are_joined_by_a_pause_mark() -> None:
    assert list(owners("甲、 乙")) == ["甲", "乙"]


def test_shipped_catalog_is_sound() -> None:
    folder = Path(__file__).parents[1] / "catalog"
    _, findings = read_catalog({path.stem: path.read_bytes() for path in folder.glob("*.yaml")}, CARDS)
    assert findings == []
