"""Fixes and formatting: what is written means what was meant, and all else in the file stays."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import examples
import strategies
from conftest import Gkcat
from gkcat.finding import Where
from gkcat.mend import fix, form, save
from gkcat.pipeline import Question, check
from gkcat.refusals import ALL
from gkcat.rules import rules
from gkcat.source import parse, splice
from gkcat.workspace import Workspace

FIXABLE = [kind for kind in (*ALL, *(rule.kind for rule in rules())) if examples.examples(kind)]
ITEMS = Path("units/zrzyj/zhengdi.yaml")


@pytest.mark.parametrize("kind", FIXABLE, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_fix_of_the_wrong_example_gives_the_right_one(base: Path, kind: object) -> None:
    wrong, right = (examples.examples(kind)[title] for title in ("反例", "正例"))  # type: ignore[arg-type]
    examples.lay(base, wrong)
    workspace = Workspace(base)
    mended = fix(workspace, unsafe=True)
    offered = any(finding.fix for finding in check(workspace).findings)
    assert bool(mended.fixes) == offered
    if offered:
        for path, text in right.items():
            assert mended.files.get(path, workspace.read(path)).decode() == text


def test_some_rules_offer_fixes() -> None:
    assert len(FIXABLE) > 20


def test_quotes_come_where_they_are_needed() -> None:
    line, brackets = Where("x", ("a",)), Where("x", ("b", 0))
    assert splice("a: 甲\nb: [乙]\n", {line: "甲,丙", brackets: "乙,丁"}) == 'a: 甲,丙\nb: ["乙,丁"]\n'
    assert splice("a: 甲\nb: [乙]\n", {line: "甲: 丙"}) == 'a: "甲: 丙"\nb: [乙]\n'


def test_safe_fixes_leave_the_unsafe_ones(base: Path) -> None:
    path = base / ITEMS
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("channel: [政府网站", "channel: [市政府门户网站", 1).replace("stage: 决策", "stage: 决策公开", 1),
        encoding="utf-8",
    )
    safe, both = fix(Workspace(base)), fix(Workspace(base), unsafe=True)
    assert "市政府门户网站" not in safe.files[ITEMS.as_posix()].decode()
    assert "决策公开" in safe.files[ITEMS.as_posix()].decode()
    assert both.files[ITEMS.as_posix()].decode() == text


def test_fix_keeps_bom_line_ends_comments_and_mode(base: Path, gkcat: Gkcat) -> None:
    path = base / ITEMS
    text = "\ufeff# 首行\n" + path.read_text(encoding="utf-8").replace(
        "channel: [政府网站", "channel: [市政府门户网站 , # 渠道\n          公示栏", 1
    )
    if "公示栏, 公示栏" in text:
        text = text.replace("公示栏, 公示栏", "公示栏")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    gkcat("validate", "--fix", cwd=base)
    after = path.read_bytes()
    assert after == text.replace("市政府门户网站", "政府网站").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert not [name for name in path.parent.iterdir() if name.name.startswith(".")]


def test_diff_shows_and_does_not_write(base: Path, gkcat: Gkcat) -> None:
    path = base / ITEMS
    text = path.read_text(encoding="utf-8").replace("channel: [政府网站", "channel: [市政府门户网站", 1)
    path.write_text(text, encoding="utf-8")
    ran = gkcat("validate", "--diff", cwd=base)
    assert ran.code == 1
    assert any(line.startswith("-") and "市政府门户网站" in line for line in ran.out.splitlines())
    assert any(line.startswith("+") and "政府网站" in line for line in ran.out.splitlines())
    assert path.read_text(encoding="utf-8") == text


def test_that_there_is_nothing_to_mend_is_said(base: Path, gkcat: Gkcat) -> None:
    certain = gkcat("validate", "--diff", cwd=base)
    assert (certain.code, certain.out) == (0, "")
    assert "加 --unsafe-fixes" in certain.err
    assert gkcat("validate", "--diff", "--unsafe-fixes", cwd=base).err == "没有可以自动改正的问题。\n"


def test_fix_of_a_path_leaves_the_others(base: Path) -> None:
    for path in (ITEMS, Path("units/jyj/jiaoyu.yaml")):
        text = (base / path).read_text(encoding="utf-8").replace("[政府网站", "[市政府门户网站", 1)
        (base / path).write_text(text, encoding="utf-8")
    assert list(fix(Workspace(base), Question(("units/jyj",))).files) == ["units/jyj/jiaoyu.yaml"]


def test_save_writes_all_or_nothing(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (base / ITEMS).read_bytes()

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.fdopen", fail)
    with pytest.raises(OSError, match=r"^$"):
        save(Workspace(base), {ITEMS.as_posix(): b"x"})
    assert (base / ITEMS).read_bytes() == before
    assert {path.name for path in (base / ITEMS).parent.iterdir()} == {"unit.yaml", "zhengdi.yaml"}


def test_fmt_checks_writes_and_is_then_content(base: Path, gkcat: Gkcat) -> None:
    path = base / ITEMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n", "   \n", 1) + "\n\n\n", encoding="utf-8")
    assert gkcat("fmt", "--check", cwd=base).code == 1
    assert gkcat("fmt", cwd=base).code == 0
    assert gkcat("fmt", "--check", cwd=base).code == 0
    assert not form(Workspace(base))[0]


def test_fmt_refuses_what_it_cannot_read(base: Path, gkcat: Gkcat) -> None:
    (base / ITEMS).write_text("domain: zhengdi\nitems:\n  - id：x\n", encoding="utf-8")
    ran = gkcat("fmt", cwd=base)
    assert ran.code == 1
    assert "GK001" in ran.out
    assert "id：x" in (base / ITEMS).read_text(encoding="utf-8")


@given(st.lists(strategies.texts, min_size=1, max_size=4), st.data())
def test_a_spliced_value_is_read_back_and_all_else_stays(values: list[str], data: st.DataObject) -> None:
    lines = [
        f"  - {value!r} # 注{number}" if "'" not in value and "\\" not in value else f"  - x{number}"
        for number, value in enumerate(values)
    ]
    text = "# 头\nitems:\n" + "\n".join(lines) + "\n尾: 1 # 完\n"
    at = data.draw(st.integers(0, len(values) - 1))
    new = data.draw(strategies.texts)
    before, findings = parse("x", text.encode())
    assert not findings
    assert isinstance(before, dict)
    spliced = splice(text, {Where("x", ("items", at)): new})
    assert spliced is not None
    after, _ = parse("x", spliced.encode())
    items = before["items"]
    assert isinstance(items, list)
    assert after == before | {"items": [*items[:at], new, *items[at + 1 :]]}
    assert spliced.count("#") >= text.count("#") - values[at].count("#")
