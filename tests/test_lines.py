"""Words changed in place: a text of several lines keeps its lines, its sign and its quotes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from gkcat.finding import Where
from gkcat.lines import changed
from gkcat.source import parse, splice

HARD = """\
# 头注
items: # 项
  - >-
    征收范围,土地现状
    征收目的 (附图)
  # 乙
  - |
    1.方案征求意见,听证
      国办发[2017]42号

  - "补偿标准,\\
     说明,
     附表"   # 丙
  - '单引''号,
    里的'
  - 自方案拟定之日起10个工作日内,
    公布
  - [甲,
     "乙,丙
      丁"]
"""
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_commas_made_wide_where_they_stand(end: str) -> None:
    text = HARD.replace("\n", end)
    plain, findings = parse("x", text.encode())
    assert not findings
    assert isinstance(plain, dict)
    edits = {Where("x", ("items", number), words=","): "，" for number in (0, 1, 2, 4)}
    spliced = splice(text, edits | {Where("x", ("items", 5, 1), words=","): "，"})
    assert spliced is not None
    first, second = "    征收范围,土地现状", "听证"
    for old in ("征收范围,", "意见,", "标准,\\", "说明,", "日内,", '"乙,'):
        text = text.replace(old, old.replace(",", "，"))
    assert spliced == text
    assert first.replace(",", "，") in spliced
    assert second in spliced


def test_quotes_within_quotes_are_written_anew() -> None:
    text = "a: '单引''号,\n  里的'\n"
    assert splice(text, {Where("x", ("a",), words=","): "，"}) == "a: '单引''号， 里的'\n"


@pytest.mark.parametrize("raw", ["完全不同\n的文字", "征收\n目", ""])
def test_what_does_not_run_along_is_left(raw: str) -> None:
    assert changed(raw, "征收 目的", "征收 范围") is None


def test_at_the_very_end() -> None:
    assert changed("征收\n  目的", "征收 目的", "征收 目的等") == "征收\n  目的等"


lines = st.lists(strategies.texts.map(str.strip).filter(bool), min_size=2, max_size=4)


@given(lines, st.sampled_from(["|", "|-", ">", ">-"]), st.data())
def test_a_block_keeps_its_lines(words: list[str], sign: str, data: st.DataObject) -> None:
    text = f"a: {sign} # 注\n" + "".join(f"    {line}\n" for line in words) + "b: 1\n"
    plain, findings = parse("x", text.encode())
    assume(not findings and isinstance(plain, dict) and [*plain] == ["a", "b"])
    assert isinstance(plain, dict)
    value = plain["a"]
    assert isinstance(value, str)
    at = data.draw(st.integers(0, len(value) - 1).filter(lambda place: not value[place].isspace()))
    new = value[:at] + "新" + value[at + 1 :]
    spliced = splice(text, {Where("x", ("a",)): new})
    assert spliced is not None
    assert parse("x", spliced.encode())[0] == plain | {"a": new}
    assert spliced.count("\n") == text.count("\n")
    assert spliced.endswith("b: 1\n")
    assert f"a: {sign} # 注" in spliced
