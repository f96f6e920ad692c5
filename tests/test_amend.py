"""Values put into YAML as text: what comes out means what was meant, all else stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcat.amend import Put, amend
from gkcat.source import Plain, parse

PATH = "catalog/reviews/初审-mzj.yaml"


def made(source: str, *puts: Put) -> str | None:
    data = amend(PATH, source.encode(), [*puts])
    return None if data is None else data.decode()


@pytest.mark.parametrize(
    ("source", "put", "result"),
    [
        ("a: {r: 可}   # c\n", Put(("a",), "of", "0123456789ab"), "a: {r: 可, of: 0123456789ab}   # c\n"),
        ("a: {r: 可}\n", Put(("a",), "of", "123456789012"), 'a: {r: 可, of: "123456789012"}\n'),
        ("a: {r: 可}\n", Put(("a",), "of", "12345678901e"), "a: {r: 可, of: 12345678901e}\n"),
        ("a: {r: 可}\n", Put(("a",), "of", "1234567890e1"), 'a: {r: 可, of: "1234567890e1"}\n'),
        ("a: {r: 可, }\n", Put(("a",), "on", "2026-10-12"), "a: {r: 可, on: 2026-10-12}\n"),
        ("a: {}\n", Put(("a",), "on", "2026-10-12"), "a: {on: 2026-10-12}\n"),
        ("a:\n  b: 一 # 注\nc: 二\n", Put(("a",), "d", "三: 四"), 'a:\n  b: 一 # 注\n  d: "三: 四"\nc: 二\n'),
        ("a:\n  b:\n    - 一\n# 完\n", Put(("a",), "d", "三"), "a:\n  b:\n    - 一\n  d: 三\n# 完\n"),
        ("a: >-\n  长\n  文\n\nb: 二\n", Put((), "c", "三"), "a: >-\n  长\n  文\n\nb: 二\nc: 三\n"),
        ("a:   # 空\nb: 二\n", Put((), "a", "三"), "a: 三   # 空\nb: 二\n"),
        ("a: '旧'\n", Put((), "a", "新"), "a: '新'\n"),
        ("a: 一", Put((), "b", "二"), "a: 一\nb: 二"),
        ("a: 一\r\nb: 二\r\n", Put((), "c", "三"), "a: 一\r\nb: 二\r\nc: 三\r\n"),
        ("s: {a: 一, b: 二}\n", Put((), "s", {"b": "三", "c": "四"}), "s: {a: 一, b: 三, c: 四}\n"),
        ("s:\n  a: 一\n", Put((), "s", {"a": "二", "c": "四"}), "s:\n  a: 二\n  c: 四\n"),
        ("s: {}\n", Put((), "s", {"a": "二"}), "s: {a: 二}\n"),
        ("l:\n- 一 # 注\n", Put(("l",), None, ["二", "三"]), "l:\n- 一 # 注\n- 二\n- 三\n"),
        ("l: [一]\n", Put(("l",), None, ["二", "三"]), "l: [一, 二, 三]\n"),
        ("l: [] # 空\n", Put(("l",), None, [{"a": "一"}]), "l: # 空\n  - a: 一\n"),
        ("l:\nm: 一\n", Put(("l",), None, [{"a": "一", "b": ["二"]}]), "l:\n  - a: 一\n    b: [二]\nm: 一\n"),
        ("\ufeffa: 一\n", Put((), "b", "二"), "\ufeffa: 一\nb: 二\n"),
    ],
)
def test_put(source: str, put: Put, result: str) -> None:
    assert made(source, put) == result


@pytest.mark.parametrize(
    ("source", "put"),
    [
        ("a: 一\n", Put(("b",), "c", "三")),  # no such place
        ("a: 一\n", Put(("a",), "c", "三")),  # a text has no keys
        ("a: 一\n", Put(("a",), None, ["三"])),  # nor entries
        ("a: [一]\n", Put((), "a", "三")),  # a list is not replaced
        ("a: {b: 一 # 注\n  }\n", Put(("a",), "c", "三")),  # a comment before the bracket would swallow it
        ("", Put((), None, ["三"])),
        ("a: [\n", Put((), "b", "三")),
    ],
)
def test_what_can_not_be_done_gives_nothing(source: str, put: Put) -> None:
    assert made(source, put) is None


def test_a_file_in_normal_form_stays_so() -> None:
    long = "很长的意见" * 12
    text = made(
        "opinions:\n  - id: 0000000a\n    text: 甲\n",
        Put(("opinions", 0), "closed", {"on": "2026-10-12", "note": long}),
    )
    assert text == f"opinions:\n  - id: 0000000a\n    text: 甲\n    closed:\n      on: 2026-10-12\n      note: {long}\n"


words = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12)
entries = st.lists(st.dictionaries(st.sampled_from(["id", "text", "by"]), words, min_size=1), min_size=1, max_size=3)


@given(entries, entries, st.booleans())
def test_entries_come_back_as_they_were_given(
    first: list[dict[str, str]],
    more: list[dict[str, str]],
    flow: bool,  # noqa: FBT001 - hypothesis fills it
) -> None:
    start = "opinions: []  # 空\n# 完\n" if flow else "# 始\nopinions:\n# 完\n"
    once: list[Plain] = [{**each} for each in first]
    twice: list[Plain] = [{**each} for each in more]
    text = made(start, Put(("opinions",), None, once), Put(("opinions",), None, twice))
    assert text is not None
    assert parse(PATH, text.encode()) == ({"opinions": [*once, *twice]}, [])
    assert "# 完" in text
