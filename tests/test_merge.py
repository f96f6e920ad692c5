"""Two changes of one file go together by entry and key; what can't is shown as two values, and nothing is lost."""

import json
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import history
from conftest import Gkcat
from gkcat.merge import merge
from gkcat.source import parse

PATH = "units/zrzyj/zhengdi.yaml"
BASE = (Path(__file__).parent / "cases/base" / PATH).read_text("utf-8")
NEW = """
  - id: zd-003
    name: 土地征收公告
    power_type: 公共服务
    withheld: {reason: 个人隐私, basis: 《条例》第十五条}
"""


def changed(*pairs: tuple[str, str], text: str = BASE) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def merged(base: str, ours: str, theirs: str) -> tuple[str, int]:
    """The merged text and the number of conflicts; it is sound YAML in any case."""
    found = merge(PATH, base.encode(), ours.encode(), theirs.encode())
    assert found is not None
    text = found[0].decode()
    assert parse(PATH, found[0])[0] is not None
    return text, len(found[1])


# ── the property ─────────────────────────────────────────────────────────────

_WORDS = st.text("征地补偿安置方案公示结果：#- '\"[]{}&*!|>%@`ab01", min_size=1, max_size=8)
_FIELDS = ("name", "group", "power_type", "basis", "stage", "content", "deadline", "channel")
Edit = tuple[str, str, Any]


def written(items: list[dict[str, Any]]) -> str:
    """Items as a file with comments, in block form."""
    text = "# 本单位的事项\ndomain: zhengdi\n\nitems:\n" if items else "domain: zhengdi\nitems: []\n"
    for item in items:
        text += f"\n  # 说明 {item['id']}\n  - id: {item['id']}\n"
        for key in ("name", "group", "power_type"):
            text += f"    {key}: {json.dumps(item[key], ensure_ascii=False)}\n"
        text += _listed("basis", item["basis"], 4) + "    disclosures:\n"
        for row in item["disclosures"]:
            text += f"      - stage: {row['stage']}\n" + _listed("content", row["content"], 8)
            text += f"        deadline: {json.dumps(row['deadline'], ensure_ascii=False)}  # 规定时限\n"
            text += f"        channel: [{', '.join(row['channel'])}]\n"
    return text


def _listed(key: str, lines: list[str], indent: int) -> str:
    blank = " " * indent
    return f"{blank}{key}:\n" + "".join(f"{blank}  - {json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _row(draw: st.DrawFn, stage: str) -> dict[str, Any]:
    content = draw(st.lists(_WORDS, min_size=1, max_size=3, unique=True))
    return {"stage": stage, "content": content, "deadline": draw(_WORDS), "channel": ["政府网站"]}


def _item(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    stages = draw(st.lists(st.sampled_from(["决策", "执行", "结果"]), min_size=1, unique=True))
    head = {"id": id_, "name": f"{draw(_WORDS)}{id_}", "group": draw(_WORDS), "power_type": draw(_WORDS)}
    return {
        **head,
        "basis": draw(st.lists(_WORDS, min_size=1, max_size=3, unique=True)),
        "disclosures": [_row(draw, stage) for stage in stages],
    }


@st.composite
def independent(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Any]:
    """A file, what two people made of it without touching the same thing, and what both together come to."""
    base = [_item(draw, f"a-{number}") for number in range(draw(st.integers(1, 4)))]
    both = deepcopy(base)
    sides = (deepcopy(base), deepcopy(base))
    for at, item in enumerate(base):
        if draw(st.integers(0, 5)) == 0 and len(base) > 1:
            side = sides[draw(st.integers(0, 1))]
            _gone(side, item["id"])
            _gone(both, item["id"])
            continue
        for change in _changes(draw, item, at):
            for files in (sides[draw(st.integers(0, 1))], both):
                change(next(each for each in files if each["id"] == item["id"]))
    for number in range(draw(st.integers(0, 3))):
        new = _item(draw, f"b-{number}")
        side = sides[draw(st.integers(0, 1))]
        side.insert(draw(st.integers(0, len(side))), new)
        both.append(new)
    return base, *sides, {item["id"]: item for item in both}


def _gone(items: list[dict[str, Any]], id_: str) -> None:
    items[:] = [each for each in items if each["id"] != id_]


def _changes(draw: st.DrawFn, item: dict[str, Any], at: int) -> list[Callable[[dict[str, Any]], None]]:
    """Changes of different fields of one item."""
    found = [_put(key, f"{draw(_WORDS)}{at}") for key in ("name", "group", "power_type") if draw(st.booleans())]
    if draw(st.booleans()):
        found.append(_more(f"新依据{draw(_WORDS)}"))
    for place in range(len(item["disclosures"])):
        if draw(st.booleans()):
            found.append(_put("deadline", draw(_WORDS), place))
        if draw(st.booleans()):
            found.append(_put("content", [draw(_WORDS), "全新的内容"], place))
    return found


def _put(key: str, new: Any, place: int = -1) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        (item["disclosures"][place] if place >= 0 else item)[key] = new

    return change


def _more(line: str) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        item["basis"].append(line)

    return change


@settings(max_examples=60)
@given(independent())
def test_independent_edits_come_together_in_either_order(found: tuple[Any, Any, Any, Any]) -> None:
    base, ours, theirs, both = found
    texts = [written(each) for each in (base, ours, theirs)]
    one, conflicts = merged(*texts)
    other, again = merged(texts[0], texts[2], texts[1])
    assert conflicts == again == 0
    plain: Any = parse(PATH, one.encode())[0]
    assert plain == parse(PATH, other.encode())[0]
    assert {item["id"]: item for item in plain["items"]} == both
    kept = [item["id"] for item in plain["items"] if item["id"].startswith("a")]
    assert kept == sorted(kept)
    for item in both:
        assert one.count(f"# 说明 {item}\n") == 1


@settings(max_examples=30)
@given(independent())
def test_one_side_alone_comes_out_as_it_was_written(found: tuple[Any, Any, Any, Any]) -> None:
    base, ours, _, _ = found
    texts = [written(each) for each in (base, ours)]
    assert merged(texts[0], texts[1], texts[0]) == (texts[1], 0)
    assert merged(texts[0], texts[0], texts[1]) == (texts[1], 0)
    assert merged(texts[0], texts[1], texts[1]) == (texts[1], 0)


# ── examples ─────────────────────────────────────────────────────────────────


def test_two_who_add_items_do_not_conflict() -> None:
    other = NEW.replace("zd-003", "zd-004").replace("土地征收公告", "听证公告")
    assert merged(BASE, BASE + NEW, BASE + other) == (BASE + NEW + other, 0)
    assert merged(BASE, BASE + other, BASE + NEW) == (BASE + NEW + other, 0)


def test_two_fields_of_one_disclosure() -> None:
    ours, theirs = ("10个工作日", "15个工作日"), ("补偿标准说明", "补偿标准的说明")
    assert merged(BASE, changed(ours), changed(theirs)) == (changed(ours, theirs), 0)


def test_one_id_for_two_items() -> None:
    text, conflicts = merged(BASE, BASE + NEW, BASE + NEW.replace("土地征收公告", "听证公告"))
    assert conflicts == 1
    assert text.count("id: zd-003") == 2
    assert "# 冲突：双方新增的这两项用了同一个编号" in text


def test_one_item_added_by_both_with_one_difference() -> None:
    text, conflicts = merged(BASE, BASE + NEW, BASE + NEW.replace("第十五条", "第十六条"))
    assert (conflicts, text.count("id: zd-003")) == (1, 1)
    assert merged(BASE, BASE + NEW, BASE + NEW) == (BASE + NEW, 0)


def test_two_values_of_one_field() -> None:
    text, conflicts = merged(BASE, changed(("10个工作日", "15个工作日")), changed(("10个工作日", "20个工作日")))
    assert conflicts == 1
    mark = "        # 冲突：对方写作 deadline: 自方案拟定之日起20个工作日内\n"
    assert text == changed(
        ("        deadline: 自方案拟定之日起10个工作日内", f"{mark}        deadline: 自方案拟定之日起15个工作日内")
    )


def test_deleted_by_one_and_changed_by_the_other() -> None:
    start = BASE.index("\n  # 涉及个人隐私")
    without, other = BASE[:start], changed(("征地信访个案材料", "信访个案材料"))
    text, conflicts = merged(BASE, without, other)
    assert (conflicts, "我方删去了这一项，对方作了改动" in text, "信访个案材料" in text) == (1, True, True)
    text, conflicts = merged(BASE, other, without)
    assert (conflicts, "对方删去了这一项，我方作了改动" in text, "信访个案材料" in text) == (1, True, True)
    assert merged(BASE, without, BASE) == (without, 0)


def test_several_lines_against_one() -> None:
    ours = changed(("        content: 补偿费用发放情况\n", "        content: 发放情况\n"))
    theirs = changed(("        content: 补偿费用发放情况\n", "        content:\n          - 补偿\n          - 名单\n"))
    text, conflicts = merged(BASE, ours, theirs)
    assert conflicts == 1
    assert "        # 冲突：对方写作\n        #   content:\n        #     - 补偿\n        #     - 名单\n" in text
    text, conflicts = merged(BASE, theirs, ours)
    assert (conflicts, "# 冲突：对方写作 content: 发放情况" in text) == (1, True)


def test_all_items_deleted_together() -> None:
    base = "items:\n  - id: a\n  - id: b # 二\n"
    assert merged(base, "items:\n  - id: b # 二\n", "items:\n  - id: a\n") == ("items: []\n", 0)
    assert merged(base, "items: []\n", base + "  - id: c\n") == ("items:\n  - id: c\n", 0)
    assert merged("a: {}\n", "a:\n  b: 1\n", "a:\n  c: 2\n") == ("a:\n  b: 1\n  c: 2\n", 0)


def test_a_file_that_both_made() -> None:
    ours, theirs = "powers:\n  - {code: '1', name: 甲}\n", "powers:\n  - {code: '2', name: 乙}\n"
    assert merged("", ours, theirs) == ("powers:\n  - {code: '1', name: 甲}\n  - {code: '2', name: 乙}\n", 0)


def test_another_indent_is_kept_within_the_file() -> None:
    base = "items:\n- id: a\n  name: 甲\n"
    theirs = "items:\n  - id: a\n    name: 甲\n  - id: b\n    name: 乙\n"
    assert merged(base, base.replace("甲", "丙"), theirs)[0] == "items:\n- id: a\n  name: 丙\n- id: b\n  name: 乙\n"


def test_order_changed_by_one_side() -> None:
    base = "content:\n  - 一条\n  - 两款\n  - 叁项\n"
    ours = "content:\n  - 叁项\n  - 一条\n  - 两款\n"
    assert merged(base, ours, base + "  - 肆目\n") == ("content:\n  - 叁项\n  - 肆目\n  - 一条\n  - 两款\n", 0)
    assert merged(base, base, ours) == (ours, 0)


def test_comments_of_both_sides_stay() -> None:
    base = "# 甲\na: 1\nb: 2\n# 尾\n"
    ours, theirs = "# 甲\n# 我\na: 1\nb: 3\n# 尾\n", "# 甲\n# 你\na: 4\nb: 2\n# 尾\n# 完\n"
    assert merged(base, ours, theirs) == ("# 甲\n# 我\n# 你\na: 4\nb: 3\n# 尾\n# 完\n", 0)


def test_block_texts_and_endings_stay() -> None:
    base = "a: |\n  一\n\n  # 不是注释\nb: 1\nc: 2\n"
    text, conflicts = merged(base, base.replace("b: 1", "b: 3"), base.replace("c: 2", "c: 4"))
    assert (text, conflicts) == (base.replace("b: 1", "b: 3").replace("c: 2", "c: 4"), 0)
    windows = "\ufeff" + base.replace("\n", "\r\n")
    text, _ = merged(windows, windows.replace("b: 1", "b: 3"), base.replace("c: 2", "c: 4"))
    assert text == windows.replace("b: 1", "b: 3").replace("c: 2", "c: 4")


@pytest.mark.parametrize("text", ["a: [", "- a\n", "a: &x 1\n", "{a: 1}\n", "a: 1\na: 2\n", "? a\n: 1\n"])
def test_what_cannot_be_read_so_is_left_to_git(text: str) -> None:
    found = merge(PATH, BASE.encode(), text.encode(), BASE.encode())
    assert found is None or found[0].decode() == text


# ── as git calls it ──────────────────────────────────────────────────────────


def files(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return paths


def test_the_command(tmp_path: Path, gkcat: Gkcat) -> None:
    paths = files(tmp_path, BASE, BASE + NEW, changed(("10个工作日", "15个工作日")))
    assert gkcat("merge-file", *paths).code == 0
    assert paths[1].read_text("utf-8") == changed(("10个工作日", "15个工作日")) + NEW
    paths = files(tmp_path, BASE, changed(("10个工作日", "9个工作日")), changed(("10个工作日", "15个工作日")))
    ran = gkcat("merge-file", *paths, "--path", PATH)
    assert ran.code == 1
    assert f"冲突：{PATH}　公开事项　zd-001（征地补偿安置方案）　公开内容　决策　规定时限" in ran.err
    assert "我方：自方案拟定之日起9个工作日内" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "ours", "theirs"]
    paths = files(tmp_path, "name: 甲局\n", "name: 乙局\n", "name: 丙局\n")
    assert "单位名称" in gkcat("merge-file", *paths, "--path", "units/zrzyj/unit.yaml").err
    assert "没有" in gkcat("merge-file", *paths[:2], tmp_path / "nothing").err


def test_what_is_no_yaml_is_merged_by_lines(tmp_path: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = files(tmp_path, "[\n一\n二\n三\n", "[\n壹\n二\n三\n", "[\n一\n二\n叁\n")
    assert gkcat("merge-file", *paths).code == 0
    assert paths[1].read_text("utf-8") == "[\n壹\n二\n叁\n"
    paths = files(tmp_path, "[\n一\n", "[\n壹\n", "[\n弌\n")
    ran = gkcat("merge-file", *paths)
    assert (ran.code, "<<<<<<< " in paths[1].read_text("utf-8")) == (1, True)
    assert "按行合并" in ran.err
    monkeypatch.setenv("PATH", "")
    assert gkcat("merge-file", *paths).code == 1


def test_as_a_driver_of_git(base: Path, gkcat: Gkcat) -> None:
    """Two branches that append items merge; a conflict stops the merge, and cannot be filed unnoticed."""
    history.begin(base)
    call = f"{sys.executable} -c 'from gkcat.cli import main; main()' merge-file %O %A %B --path %P"
    history.git(base, "config", "merge.gkcat.driver", call)
    (base / ".gitattributes").write_text("units/*/*.yaml merge=gkcat\n", "utf-8")
    history.commit(base, "driver")
    history.git(base, "checkout", "-qb", "other")
    history.commit(base, "theirs", {PATH: BASE + NEW.replace("zd-003", "zd-004")})
    history.git(base, "checkout", "-q", "main")
    history.commit(base, "ours", {PATH: BASE + NEW})
    history.git(base, "merge", "-q", "--no-edit", "other")
    assert (base / PATH).read_text("utf-8") == BASE + NEW + NEW.replace("zd-003", "zd-004")
    text = (base / PATH).read_text("utf-8")
    history.git(base, "checkout", "-qb", "third")
    history.commit(base, "theirs", {PATH: changed(("10个工作日", "15个工作日"), text=text)})
    history.git(base, "checkout", "-q", "main")
    history.commit(base, "ours", {PATH: changed(("10个工作日", "20个工作日"), text=text)})
    with pytest.raises(Exception, match="merge"):
        history.git(base, "merge", "-q", "--no-edit", "third")
    ran = gkcat("validate", "--format", "concise", cwd=base)
    assert ran.code == 1
    assert "[merge-conflict]" in ran.out
    assert ran.out.count("merge-conflict") == 1


def test_what_git_has_torn_is_told(base: Path, gkcat: Gkcat) -> None:
    torn = changed(("    name: 征地补偿安置方案\n", "<<<<<<< HEAD\n    name: 甲\n=======\n    name: 乙\n>>>>>>> x\n"))
    (base / PATH).write_text(torn, "utf-8")
    ran = gkcat("validate", "--format", "concise", cwd=base)
    assert "[merge-conflict]" in ran.out
    assert f"{PATH}:10:1" in ran.out


def test_moved_by_one_side_deleted_by_the_other() -> None:
    base = "content:\n" + "".join(f"  - 第{at}条\n" for at in range(6))
    ours = "content:\n" + "".join(f"  - 第{at}条\n" for at in (5, 0, 1, 3, 4))
    theirs = base.replace("  - 第3条\n", "") + "  - 新增\n"
    assert merged(base, ours, theirs)[0] == "content:\n" + "".join(
        f"  - {line}\n" for line in ("第5条", "新增", "第0条", "第1条", "第4条")
    )
