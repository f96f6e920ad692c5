"""YAML as plain strings, and the places of things in it."""

from io import StringIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gkcat.finding import Finding, Where
from gkcat.source import MAX_DEPTH, Plain, locate, parse, text_of

PATH = "units/zrzyj/zhengdi.yaml"


def read(text: str) -> Plain:
    """A sound text's value."""
    plain, findings = parse(PATH, text.encode())
    assert findings == []
    assert plain is not None
    return plain


def refused(text: str | bytes) -> list[Finding]:
    _, findings = parse(PATH, text.encode() if isinstance(text, str) else text)
    return findings


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in refused(text)]


def at(text: str, *pointer: str | int, words: str = "", key: bool = False) -> tuple[int, int, int]:
    """(line, column, end column) of a place."""
    where = Where(PATH, pointer, words, key)
    found = locate(text, [where])[where]
    return found.line, found.column, found.end_column


# ── every scalar is the string that stands in the file ───────────────────────


@pytest.mark.parametrize(
    "scalar",
    ["001", "0o17", "010", "1_000", "1.0", "1e3", ".inf", "yes", "No", "on", "true", "null", "~", "2017-10-12"],
)
def test_scalars_are_verbatim(scalar: str) -> None:
    assert read(f"a: {scalar}\nb: [{scalar}]\n") == {"a": scalar, "b": [scalar]}


def test_keys_are_verbatim() -> None:
    assert read("001: a\nyes: b\nnull: c\n") == {"001": "a", "yes": "b", "null": "c"}


def test_blank_values_are_empty_strings() -> None:
    assert read("a:\nb: ''\nc: [x, '']\n") == {"a": "", "b": "", "c": ["x", ""]}


@pytest.mark.parametrize("text", ["", "\n\n", "# 以后再填\n", "---\n"])
def test_empty_file_is_an_empty_string(text: str) -> None:
    assert read(text) == ""


def test_block_scalars() -> None:
    assert read("a: |\n  甲\n  乙\nb: >-\n  丙\n  丁\n") == {"a": "甲\n乙\n", "b": "丙 丁"}


def test_quotes_and_escapes() -> None:
    assert read("a: '它''s'\nb: \"甲\\n\\u4e59\"\n") == {"a": "它's", "b": "甲\n乙"}


def test_comments_are_no_content() -> None:
    assert read("# 头\na: 甲 # 旁注\n# 中\nb: 甲#乙\n") == {"a": "甲", "b": "甲#乙"}


@pytest.mark.parametrize(
    "value", ["《甲》第一条", "甲：乙", "甲:乙", "https://example.gov.cn/a?b=1#c", "甲 - 乙", "a, b"]
)
def test_signs_within_a_plain_value(value: str) -> None:
    assert read(f"a: {value}\n") == {"a": value}


@pytest.mark.parametrize(
    "text",
    [
        "- APP：可以下载\n- 联系电话：12345\n",
        "a:\n  - WTO：甲\n",
        "a: 甲-乙\n",
        "- a-b\n",
        "a: |\n  ● 甲\n  乙\n  - 丙\n",
        "a:\n  ——甲\n",
    ],
)
def test_lawful_text_that_looks_like_a_slip(text: str) -> None:
    assert codes(text) == []


def test_a_dash_that_would_be_swallowed_is_placed_whatever_the_line_ends() -> None:
    (finding,) = refused("a: 甲\r\nb:\r\n  乙\r\n  - 丙\r\n")
    assert (finding.where.line, finding.where.column) == (4, 3)


def test_bom_and_crlf() -> None:
    plain, findings = parse(PATH, "\ufeffa: 甲\r\nb:\r\n  - 乙\r\n  - |\r\n    丙\r\n    丁\r\n".encode())
    assert findings == []
    assert plain == {"a": "甲", "b": ["乙", "丙\n丁\n"]}


def test_places_with_bom_and_crlf() -> None:
    text = text_of("\ufeffa: 甲\r\nb:\r\n  - 乙\r\n".encode())
    assert at(text, "a") == (1, 4, 5)
    assert at(text, "b", 0) == (3, 5, 6)


# ── what is refused, and where ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2\n", "GK003", 2, 1),
        ("a:\n  - {乙: 1, 乙: 2}\n", "GK003", 2, 12),
        ("a: &x 甲\n", "GK004", 1, 4),
        ("甲乙: !!str 丙\n", "GK004", 1, 5),
        ("a: ! 丙\n", "GK004", 1, 4),
        ("<<: {a: 1}\n", "GK004", 1, 1),
        ("a: 1\n---\nb: 2\n", "GK005", 2, 1),
        ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, "GK007", 1, 3 + MAX_DEPTH),
        ("[a]: 1\n", "GK001", 1, 1),
        ("a: [甲\n", "GK001", 1, 4),
        ("a: 'x\n\n\n", "GK001", 1, 4),
        ("a: 甲\nb乙\n", "GK001", 2, 1),
        ("a: 甲\n  bc：乙\n", "GK001", 2, 5),
        ("a: [甲, 12:30]\n", "GK001", 1, 10),
        ("a:\n  -甲\n", "GK001", 2, 3),
    ],
)
def test_refused_at_its_place(text: str, code: str, line: int, column: int) -> None:
    (finding,) = refused(text)
    assert (finding.code, finding.where.line, finding.where.column) == (code, line, column)


def test_alias_is_refused_with_its_anchor() -> None:
    assert [(each.code, each.where.column) for each in refused("a: [&x 甲, *x]\n")] == [("GK004", 5), ("GK004", 11)]


def test_what_an_alias_stands_for_is_not_made_up() -> None:
    plain, _ = parse(PATH, b"a: &x [1]\nb: *x\n")
    assert plain is None


def test_aliases_are_never_expanded() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert set(codes("\n".join(lines))) == {"GK004"}


def test_one_refusal_hides_no_other() -> None:
    assert codes("a: 1\na: 2\nb: &x 3\nc: !t 4\n") == ["GK003", "GK004", "GK004"]


def test_depth_allowed() -> None:
    assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["GK007"]


@pytest.mark.parametrize("text", ["甲: \x00", "甲: \x1b[31m", "甲: \x7f", "甲: \ufffe", "甲: \x0c"])
def test_control_characters(text: str) -> None:
    (finding,) = refused(text)
    assert (finding.code, finding.where.column) == ("GK002", 4)


UNSEEN = [*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("frame", ["a: 甲{}乙\n", "a: 1\n{}b: 2\n", "a: '{}'\n", "# {}\na: 1\n", "a: |\n  甲{}\n"])
def test_whatever_cannot_be_printed_is_told_first(frame: str) -> None:
    for code in (code for code in UNSEEN if code not in (0x09, 0x0A, 0x0D, 0x85)):
        (finding,) = refused(frame.format(chr(code)))
        assert (finding.code, f"U+{code:04X}" in finding.message) == ("GK002", True)


def test_gbk_is_named() -> None:
    (finding,) = refused("a: 甲\nb: 征地\n".encode("gbk"))
    assert (finding.code, finding.where.line, finding.where.column) == ("GK002", 1, 4)
    assert "GBK" in finding.help


def test_utf16_is_refused() -> None:
    assert codes("a: 甲\n".encode("utf-16")) == ["GK002"]


# ── places ───────────────────────────────────────────────────────────────────

TEXT = """\
domain: zhengdi   # 领域
items:
  - id: zd-001
    名称: 征地补偿  # 旁注
    basis:
      - 《甲》和《乙》第一条
      - "《丙》"
    note: 第一行《甲》
      第二行《乙》
    content: |
      第一行
      第二行
    empty:
    flow: {a: [甲, 乙丙], b: }
"""
ITEM = ("items", 0)


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        (("domain",), (1, 9, 16)),
        ((*ITEM,), (3, 5, 15)),
        ((*ITEM, "名称"), (4, 9, 13)),
        ((*ITEM, "basis", 0), (6, 9, 19)),
        ((*ITEM, "basis", 1), (7, 9, 14)),
        ((*ITEM, "flow", "a", 0), (14, 16, 17)),
        ((*ITEM, "flow", "a", 1), (14, 19, 21)),
    ],
)
def test_values(pointer: tuple[str | int, ...], expected: tuple[int, int, int]) -> None:
    assert at(TEXT, *pointer) == expected


def test_keys() -> None:
    assert at(TEXT, *ITEM, "名称", key=True) == (4, 5, 7)
    assert at(TEXT, *ITEM, "flow", "a", key=True) == (14, 12, 13)


def test_blank_value_is_shown_by_its_key() -> None:
    assert at(TEXT, *ITEM, "empty") == (13, 5, 10)
    assert at(TEXT, *ITEM, "flow", "b") == (14, 24, 25)


def test_words_within_a_value() -> None:
    assert at(TEXT, *ITEM, "basis", 0, words="乙") == (6, 14, 15)
    assert at(TEXT, *ITEM, "basis", 1, words="丙") == (7, 11, 12)


def test_words_on_a_later_line() -> None:
    assert at(TEXT, *ITEM, "note", words="乙") == (9, 11, 12)
    assert at(TEXT, *ITEM, "content", words="第二行") == (12, 7, 10)


def test_words_that_do_not_stand_there_give_the_value() -> None:
    assert at(TEXT, *ITEM, "名称", words="没有") == at(TEXT, *ITEM, "名称")


def test_pointer_to_nothing_gives_its_parent() -> None:
    assert at(TEXT, *ITEM, "owner") == at(TEXT, *ITEM)
    assert at(TEXT, *ITEM, "flow", "c", 3, "d")[:2] == (14, 11)
    assert at(TEXT, "nothing")[:2] == (1, 1)


def test_single_text_for_a_list() -> None:
    assert at("a: 甲乙\n", "a", 0) == (1, 4, 6)
    assert at("a: 甲乙\n", "a", 0, words="乙") == (1, 5, 6)


def test_characters_beyond_the_first_plane_count_one() -> None:
    assert at("a: [𠮷𠮷, 乙]\n", "a", 1) == (1, 9, 10)


def test_places_already_known_are_left() -> None:
    assert locate(TEXT, [Where(PATH, line=3, column=1)]) == {}


def test_places_in_a_broken_file() -> None:
    assert at("a: [\n", "a") == (1, 1, 5)


# ── any input ────────────────────────────────────────────────────────────────

FRAGMENTS = [
    *"-:?#&*!|>%@`'\"[]{},\\~<=",
    *"\n\r\t \u3000\xa0\u2028\ufeff：、甲乙",
    "- ",
    ": ",
    "  ",
    "---",
    "...",
    "<<",
    "a",
    "0x1",
]


def hold(data: bytes) -> None:
    plain, findings = parse(PATH, data)
    assert plain is not None or findings, "what was not read is told"
    lines = text_of(data).splitlines()
    for finding in findings:
        where = finding.where
        assert 1 <= where.line <= max(1, len(lines))
        assert 1 <= where.column <= len((lines or [""])[where.line - 1]) + 1
        assert where.column < where.end_column


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    hold(data)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_any_fragments_of_yaml(text: str) -> None:
    hold(text.encode())


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join), st.lists(st.sampled_from(["a", "甲", 0, 1])))
def test_locate_takes_any_text(text: str, pointer: list[str | int]) -> None:
    for where in (
        Where(PATH, tuple(pointer)),
        Where(PATH, tuple(pointer), words="甲"),
        Where(PATH, tuple(pointer), key=True),
    ):
        found = locate(text, [where])[where]
        assert found.line >= 1
        assert 1 <= found.column < found.end_column


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\u2028\u2029\ufeff")
)
PLAIN = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)


def other(text: str) -> Plain:
    """The same text by ruamel's pure loader, which knows strings only."""
    loaded: Plain = YAML(typ="base", pure=True).load(text)
    return loaded


@given(PLAIN)
def test_agrees_with_the_pure_loader(plain: Plain) -> None:
    stream = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.width = 2**20
    writer.allow_unicode = True
    writer.dump(plain, stream)
    text = stream.getvalue()
    assume(not parse(PATH, text.encode())[1])  # what looks like a slip is refused on purpose
    assert read(text) == other(text) == plain
