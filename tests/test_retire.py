"""Retiring an item: what is refused, and what comes out of catalog/retired.yaml."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gkcat import RefusedError
from gkcat.catalog import read_catalog
from gkcat.formatting import normal
from gkcat.pipeline import check
from gkcat.retire import PATH, retire
from gkcat.tables import Retired
from gkcat.workspace import Workspace
from history import commit, git

DAY = date(2026, 11, 24)
ITEMS = "units/zrzyj/zhengdi.yaml"


def listed(data: bytes) -> list[Retired]:
    catalog, findings = read_catalog({"retired": data}, {})
    assert not [finding for finding in findings if finding.where.path == PATH]
    return list(catalog.retired)


def retired(root: Path, full_id: str = "jyj.jy-009", reason: str = "并入招生入学") -> str:
    files, told = retire(Workspace(root), full_id, reason, DAY)
    assert files.keys() == {PATH}
    assert [full_id in line for line in told] == [True]
    return files[PATH].decode()


def refusal(root: Path, full_id: str, reason: str = "并入招生入学") -> str:
    with pytest.raises(RefusedError) as caught:
        retire(Workspace(root), full_id, reason, DAY)
    return str(caught.value)


def test_first_of_all_makes_the_file(base: Path) -> None:
    text = retired(base)
    assert listed(text.encode()) == [Retired(unit="jyj", id="jy-009", on=DAY, reason="并入招生入学")]
    assert normal(PATH, text.encode()) == (text.encode(), [])
    (base / PATH).write_text(text, encoding="utf-8")
    assert check(Workspace(base)).findings == ()
    assert "jyj.jy-009 已经登记撤销（2026-11-24）" in refusal(base, "jyj.jy-009")


def test_the_id_may_not_come_back(base: Path) -> None:
    (base / PATH).write_text(retired(base, "jyj.jy-009"), encoding="utf-8")
    path = base / "units/jyj/jiaoyu.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("jy-001", "jy-009"), encoding="utf-8")
    assert [finding.code for finding in check(Workspace(base)).findings] == ["GK204"]


@pytest.mark.parametrize(
    "old",
    [
        "retired:\n  - {unit: zrzyj, id: zd-009} # 旧\n",
        "# 说明\nretired:\n  # 一\n  - unit: zrzyj\n    id: zd-009\n    reason: 已废\n\n  # 完\n",
        "retired:\n- {unit: zrzyj, id: zd-009}",
        "retired:\n    - unit: zrzyj\n      id: zd-009\n",
        "\ufeffretired:\r\n  - {unit: zrzyj, id: zd-009}\r\n",
    ],
)
def test_is_added_after_the_others_and_all_else_stands(base: Path, old: str) -> None:
    (base / PATH).write_text(old, encoding="utf-8", newline="")
    text = retired(base)
    assert text.startswith(old)
    assert [entry.id for entry in listed(text.encode())] == ["zd-009", "jy-009"]
    assert ("\r\n" in text) == ("\r\n" in old)
    assert "\n" not in text.replace("\r\n", "") if "\r\n" in old else True


@pytest.mark.parametrize("old", ["retired: []\n", "retired:\n", "# 还没有\nretired: [ ] # 空\n"])
def test_is_added_to_an_empty_list(base: Path, old: str) -> None:
    (base / PATH).write_text(old, encoding="utf-8")
    text = retired(base)
    assert [entry.id for entry in listed(text.encode())] == ["jy-009"]
    assert all(comment in text for comment in ("# 还没有", "# 空") if comment in old)


def test_a_form_that_can_not_be_added_to_is_left_alone(base: Path) -> None:
    (base / PATH).write_text("retired: [{unit: zrzyj, id: zd-009}]\n", encoding="utf-8")
    assert "接不下去" in refusal(base, "jyj.jy-009")


@pytest.mark.parametrize(
    ("full_id", "told"),
    [
        ("jyj.jy-001", "units/jyj/jiaoyu.yaml 里，请先从中删去"),
        ("mzj.mz-001", "名册上没有单位 mzj"),
        ("jy-001", "不是事项的全编号"),
        ("jyj.", "不是事项的全编号"),
        ("jyj.jy-001.2", "不是事项的全编号"),
        ("jyj.../../x", "不是事项的全编号"),
        ("jyj.jy-009\n", "不是事项的全编号"),
    ],
)
def test_refused(base: Path, full_id: str, told: str) -> None:
    assert told in refusal(base, full_id)


def test_an_id_that_never_was_is_refused_where_git_knows(base: Path) -> None:
    git(base, "init", "-q")
    assert "jy-009" in retired(base), "nothing is committed: nobody can tell"
    path = base / "units/jyj/jiaoyu.yaml"
    text = path.read_text(encoding="utf-8")
    commit(base, "with the item", {"units/jyj/jiaoyu.yaml": text.replace("jy-001", "jy-009")})
    commit(base, "without it", {"units/jyj/jiaoyu.yaml": text})
    assert "jy-009" in retired(base)
    assert "从来没有过编号 jy-008" in refusal(base, "jyj.jy-008")
    assert "从来没有过编号 jy-00，" in refusal(base, "jyj.jy-00")


@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_refused_without_a_reason(base: Path, reason: str) -> None:
    assert "理由" in refusal(base, "jyj.jy-009", reason)


def test_refused_when_the_units_files_can_not_tell(base: Path) -> None:
    (base / "units/jyj/jiaoyu.yaml").write_text("domain: jiaoyu\nitems: [\n", encoding="utf-8")
    assert "看不出" in refusal(base, "jyj.jy-009")


def test_refused_when_a_file_of_the_unit_was_not_read(base: Path) -> None:
    (base / "units/jyj/jiaoyu2.yml").write_text("items: []\n", encoding="utf-8")
    assert "看不出" in refusal(base, "jyj.jy-009")


@pytest.mark.parametrize("text", ["", "甲", "retired: 甲\n", "retired:\n  - {unit: jyj}\n", "a: [\n"])
def test_refused_when_the_list_is_broken(base: Path, text: str) -> None:
    (base / PATH).write_text(text, encoding="utf-8")
    assert "请先运行 gkcat validate 改正" in refusal(base, "jyj.jy-009")


def test_refused_when_the_list_is_a_link_that_leads_outside(base: Path) -> None:
    outside = base.parent / "outside.yaml"
    outside.write_text("retired: []\n", encoding="utf-8")
    (base / PATH).symlink_to(outside)
    assert "请先运行 gkcat validate 改正" in refusal(base, "jyj.jy-009")


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20).filter(str.strip))
@example("见: 通知 # 三")
@example("- 甲")
@example('"并入"[某事项')
@example("null")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_reason_comes_back_as_it_was(base: Path, reason: str) -> None:
    assert [entry.reason for entry in listed(retired(base, reason=reason).encode())] == [" ".join(reason.split())]
