"""A unit folder read item by item."""

from collections.abc import Mapping

import pytest

from gkcat.finding import Finding
from gkcat.model import Unit
from gkcat.unit import read_unit

CARD = "name: 示范市自然资源局\nshort_name: 市自然资源局\n"
HEAD = "domain: zhengdi\n"
ITEM = """\
  - id: {id}
    name: {id}号事项
    power_type: 其他行政权力
    disclosures:
      - stage: 决策
        content: 甲
"""


def unit(files: Mapping[str, str]) -> tuple[Unit, list[Finding]]:
    return read_unit("zrzyj", {f"units/zrzyj/{name}.yaml": text.encode() for name, text in files.items()})


def items(text: str) -> tuple[Unit, list[Finding]]:
    return unit({"unit": CARD, "zhengdi": text})


def item(name: str) -> str:
    return ITEM.format(id=name)


def test_whole_folder() -> None:
    read, findings = unit(
        {
            "unit": CARD,
            "powers": 'powers:\n  - {code: "001", name: 甲, type: 行政征收}\n',
            "zhengdi": HEAD + "items:\n" + item("zd-1") + item("zd-2"),
            "jiaoyu": "domain: jiaoyu\nitems:\n" + item("jy-1"),
        }
    )
    assert findings == []
    assert read.complete
    assert read.label == "市自然资源局"
    assert [power.code for power in read.powers] == ["001"]
    assert read.domains == ("zhengdi", "jiaoyu")
    assert [(entry.item.id, entry.index, entry.domain) for entry in read.entries] == [
        ("zd-1", 0, "zhengdi"),
        ("zd-2", 1, "zhengdi"),
        ("jy-1", 0, "jiaoyu"),
    ]
    assert read.entries[1].where.pointer == ("items", 1)
    digest = read.digest()
    assert (digest.unit, digest.disclosures, digest.complete) == ("zrzyj", 3, True)


def test_unit_without_card() -> None:
    read, findings = unit({"zhengdi": HEAD + "items:\n" + item("zd-1")})
    assert [each.code for each in findings] == ["GK014"]
    assert read.card is None
    assert read.label == "zrzyj"


def test_bad_item_hides_no_other() -> None:
    read, findings = items(HEAD + "items:\n" + item("zd-1") + item("ZD-2") + "  - 文字\n" + item("zd-4"))
    assert [entry.item.id for entry in read.entries] == ["zd-1", "zd-4"]
    assert [entry.index for entry in read.entries] == [0, 3]
    assert [each.where.pointer[:2] for each in findings] == [("items", 1), ("items", 2)]
    assert not read.complete


def test_bad_file_hides_no_other() -> None:
    read, findings = unit({"unit": CARD, "zhengdi": "items: [\n", "jiaoyu": "domain: jiaoyu\nitems:\n" + item("jy-1")})
    assert [entry.item.id for entry in read.entries] == ["jy-1"]
    assert [each.code for each in findings] == ["GK001"]
    assert read.domains == ("zhengdi", "jiaoyu")
    assert not read.complete


@pytest.mark.parametrize("rest", ["", "items: 甲\n", "items: {甲: 乙}\n", "itemz:\n" + item("zd-1")])
def test_file_without_its_list_is_not_complete(rest: str) -> None:
    read, findings = items(HEAD + rest)
    assert len(findings) == 1
    assert not read.complete


def test_empty_list_is_complete() -> None:
    read, findings = items(HEAD + "items: []\n")
    assert (read.complete, findings) == (True, [])


def test_domain_must_be_the_files_name() -> None:
    _, findings = items("domain: jiaoyu\nitems: []\n")
    assert [(each.code, each.where.pointer) for each in findings] == [("GK013", ("domain",))]


@pytest.mark.parametrize("name", ["征地", "Zhengdi", "zheng_di", "zhengdi-", "zhengdi.2"])
def test_misnamed_file_is_told_and_not_read(name: str) -> None:
    read, findings = unit({"unit": CARD, name: "不去读: ["})
    assert [(each.code, each.where.path) for each in findings] == [("GK012", f"units/zrzyj/{name}.yaml")]
    assert read.entries == ()


# ── defaults ─────────────────────────────────────────────────────────────────

DEFAULTS = HEAD + "defaults:\n  owner: 市自然资源局\n  channel: [政府网站]\n  scope: 全部公开\n"


def test_defaults_fill_what_is_left_out() -> None:
    read, findings = items(DEFAULTS + "items:\n" + item("zd-1") + "        owner: 市教育局\n")
    assert findings == []
    (entry,) = read.entries
    (disclosure,) = entry.item.disclosures
    assert disclosure.owner == "市教育局"
    assert disclosure.channel == ("政府网站",)
    assert disclosure.scope is not None
    assert disclosure.scope.degree == "全部公开"
    assert entry.inherited == (frozenset({"channel", "scope"}),)


def test_blank_in_a_disclosure_is_its_own() -> None:
    read, _ = items(DEFAULTS + "items:\n" + item("zd-1") + "        owner:\n")
    assert read.entries[0].item.disclosures[0].owner == ""
    assert "owner" not in read.entries[0].inherited[0]


def test_broken_default_is_told_once_and_the_others_hold() -> None:
    text = DEFAULTS.replace("全部公开", "大部公开") + "items:\n" + item("zd-1") + item("zd-2")
    read, findings = items(text)
    assert [each.where.pointer for each in findings] == [("defaults", "scope", "degree")]
    assert [entry.item.disclosures[0].owner for entry in read.entries] == ["市自然资源局"] * 2
    assert all(entry.excused == {"scope"} for entry in read.entries)


def test_slip_of_a_default_excuses_the_key_that_was_meant() -> None:
    read, findings = items(DEFAULTS.replace("owner", "ower") + "items:\n" + item("zd-1"))
    assert [each.code for each in findings] == ["GK008"]
    assert "owner" in read.entries[0].excused


def test_slip_beside_the_default_itself_takes_nothing_away() -> None:
    read, _ = items(DEFAULTS + "  ower: 市教育局\nitems:\n" + item("zd-1"))
    assert read.entries[0].item.disclosures[0].owner == "市自然资源局"


def test_defaults_of_no_shape_excuse_all() -> None:
    read, findings = items(HEAD + "defaults: 同上\nitems:\n" + item("zd-1"))
    assert [each.where.pointer for each in findings] == [("defaults",)]
    assert {"owner", "channel", "scope", "deadline"} <= read.entries[0].excused


def test_default_changes_no_file_but_its_own() -> None:
    read, _ = unit(
        {
            "unit": CARD,
            "zhengdi": DEFAULTS + "items:\n" + item("zd-1"),
            "jiaoyu": "domain: jiaoyu\nitems:\n" + item("jy-1"),
        }
    )
    assert [entry.item.disclosures[0].owner for entry in read.entries] == ["市自然资源局", ""]
