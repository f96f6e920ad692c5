"""The normal form: what it looks like, that it is stable, and that meaning and comments survive it."""

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gkcat import formatting, refusals
from gkcat.formatting import normal
from gkcat.model import Disclosure, Item, Scope
from gkcat.source import parse

ROOT = Path(__file__).parents[1]
ITEMS = "units/zrzyj/zhengdi.yaml"
OTHER = "catalog/reviews/zrzyj.yaml"  # of no form yet: keys stay as they stand
SAMPLES = sorted(path for part in ("catalog", "units", "templates/layouts") for path in (ROOT / part).rglob("*.yaml"))


def formed(text: str, path: str = OTHER) -> str:
    """The normal form, found stable and of the same meaning."""
    data, findings = normal(path, text.encode())
    assert findings == []
    assert data is not None
    assert normal(path, data) == (data, [])
    assert parse(path, data) == parse(path, text.encode())
    return data.decode()


# ── the whole file ───────────────────────────────────────────────────────────

UNTIDY = """\
# yaml-language-server: $schema=../../schema/items.schema.json


items:

- name: '征地补偿安置方案'
  # 编号沿用 2017 年的
  id:    zd-001
  basis:
  - 《土地管理法》第四十七条  # 第一款


  # 实施条例待补
  power_type: 行政征收
  disclosures:
      - content: [ 征收范围 , '用途: 公益' ]
        stage: "决策"
        # 此处按条例原文
        deadline: >-
          自方案拟定之日起
          10个工作日内
        scope: { note: 隐去个人身份信息, degree: 部分公开 }
      # 以下待补
# 第二项
- {id: zd-002, name: 征地信访个案材料, withheld: {basis: 《条例》第十五条, reason: 个人隐私}, power_code: "0610881001"}
# 完
# 领域
domain: zhengdi   # 与文件名一致
"""

TIDY = """\
# yaml-language-server: $schema=../../schema/items.schema.json

# 完
# 领域
domain: zhengdi   # 与文件名一致

items:
  # 编号沿用 2017 年的
  - id: zd-001
    name: 征地补偿安置方案

    # 实施条例待补
    power_type: 行政征收
    basis:
      - 《土地管理法》第四十七条  # 第一款
    disclosures:
      - stage: 决策
        content: [征收范围, "用途: 公益"]
        # 此处按条例原文
        deadline: 自方案拟定之日起 10个工作日内
        scope: {degree: 部分公开, note: 隐去个人身份信息}
      # 以下待补

  # 第二项
  - id: zd-002
    name: 征地信访个案材料
    power_code: "0610881001"
    withheld: {reason: 个人隐私, basis: 《条例》第十五条}
"""


def test_untidy_file() -> None:
    assert formed(UNTIDY, ITEMS) == TIDY


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_sample_files_have_a_normal_form(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    assert Counter(re.findall("#.*", formed(text, name))) == Counter(re.findall("#.*", text))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_mark(ending: str, mark: str) -> None:
    assert formed(mark + "a: 甲  # 注\n\n\nb: |\n  乙\n\n".replace("\n", ending)) == "a: 甲  # 注\n\nb: |\n  乙\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("\n\n# 甲\n\n\n# 乙 \n\n", "# 甲\n\n# 乙\n"),
        ("a: b", "a: b\n"),
        ("---\na: b\n...\n", "a: b\n"),
        ("--- # 甲\n- a\n...\n# 乙\n", "# 甲\n- a\n# 乙\n"),
        ("一句话  # 甲\n", "一句话\n# 甲\n"),
        ("[]\n", "[]\n"),
        ("{ # 甲\n}\n", "{}\n# 甲\n"),
        ("[a, b]\n", "- a\n- b\n"),
        ("? a\n: b\n", "a: b\n"),
    ],
)
def test_whole_documents(text: str, expected: str) -> None:
    assert formed(text) == expected


# ── key order ────────────────────────────────────────────────────────────────


def turned(model: type[Item | Disclosure | Scope], **deeper: str) -> str:
    """All keys of a model from the last to the first, in brackets."""
    return "{" + ", ".join(f"{key}: {deeper.get(key, '甲')}" for key in reversed(model.model_fields)) + "}"


def test_keys_stand_in_the_order_of_the_models() -> None:
    item = turned(Item, disclosures=f"[{turned(Disclosure, scope=turned(Scope))}]")
    plain: Any = parse(ITEMS, formed(f"{{items: [{item}], domain: a}}", ITEMS).encode())[0]
    assert list(plain) == ["domain", "items"]
    assert list(plain["items"][0]) == list(Item.model_fields)
    assert list(plain["items"][0]["disclosures"][0]) == list(Disclosure.model_fields)
    assert list(plain["items"][0]["disclosures"][0]["scope"]) == list(Scope.model_fields)


def test_unknown_keys_come_last_as_they_stood() -> None:
    text = "items:\n  - z: 1\n    name: 甲\n    y: 2\n    id: a\n"
    assert formed(text, ITEMS) == "items:\n  - id: a\n    name: 甲\n    z: 1\n    y: 2\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("units/a/unit.yaml", "kind: 甲\nname: 乙\n", "name: 乙\nkind: 甲\n"),
        ("units/a/powers.yaml", "powers:\n- {name: 甲, code: '01'}\n", 'powers:\n  - {code: "01", name: 甲}\n'),
        ("catalog/catalog.yaml", "edition: 甲\ntitle: 乙\n", "title: 乙\nedition: 甲\n"),
        ("catalog/catalog.yaml", "phases:\n- {end: 甲, name: 乙}\n", "phases:\n  - {name: 乙, end: 甲}\n"),
        ("catalog/withholding.yaml", "reasons: [{basis: 甲, name: 乙}]", "reasons:\n  - {name: 乙, basis: 甲}\n"),
        ("catalog/unknown.yaml", "b: 甲\na: 乙\n", "b: 甲\na: 乙\n"),
        (
            "templates/layouts/a.yaml",
            "columns:\n- columns:\n  - {value: stage, head: 甲}\n  head: 乙\n",
            "columns:\n  - head: 乙\n    columns:\n      - {head: 甲, value: stage}\n",
        ),
    ],
)
def test_each_kind_of_file_has_its_order(path: str, text: str, expected: str) -> None:
    assert formed(text, path) == expected


def test_codes_of_rules_keep_their_order() -> None:
    text = "rules:\n  GK131: off\n  GK101: {reason: 甲, severity: off}\n"
    assert formed(text, "catalog/catalog.yaml") == "rules:\n  GK131: off\n  GK101: {severity: off, reason: 甲}\n"


# ── comments ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: # 甲\n  b: 乙\n", "a: # 甲\n  b: 乙\n"),
        ("a:\n  # 甲\n  乙 # 丙\n", "# 甲\na: 乙 # 丙\n"),
        ("a: | # 甲\n  乙\n  丙\n # 丁\nb:\n", "a: | # 甲\n  乙\n  丙\n# 丁\nb:\n"),
        ("- # 甲\n  a: 乙\n-\n\n  # 丙\n  - b\n", "# 甲\n- a: 乙\n\n# 丙\n- - b\n"),
        ("- - # 甲\n    - b # -\n  # - 乙\n  - c\n", "# 甲\n- - - b # -\n  # - 乙\n  - c\n"),
        ("- | # 甲\n  乙\n  -\n\n- # - 丙\n  丁\n", "- | # 甲\n  乙\n  -\n\n# - 丙\n- 丁\n"),
        ("a: 　  # 甲\n", "a: 　  # 甲\n"),
        ("a: [b, # 甲\n  c # 乙\n  # 丙\n  ] # 丁\n", "a: # 丁\n  - b # 甲\n  - c # 乙\n  # 丙\n"),
        ("a: [ # 甲\n  b]\n", "a: [b] # 甲\n"),
        ("a: [ # 甲\n  # 乙\n ] # 丙\n", "# 乙\n# 丙\na: [] # 甲\n"),
        ("a: {b: # 甲\n   c, # 乙\n   d: e}\n", "a:\n  # 乙\n  b: c # 甲\n  d: e\n"),
        ("a:\n- b\n# 甲\nc: d\n", "a:\n  - b\n# 甲\nc: d\n"),
        ("a:\n- b\n # 甲\n# 乙\n", "a:\n  - b\n  # 甲\n# 乙\n"),
        ("a:\n  b:\n    - c\n    # 甲\n  # 乙\n# 丙\n", "a:\n  b:\n    - c\n    # 甲\n  # 乙\n# 丙\n"),
        ("a:\n  # 暂无\nb:\n", "a:\n# 暂无\nb:\n"),
        ("a: '甲 # 乙' #丙\nb: 丁#戊\n", 'a: "甲 # 乙" #丙\nb: 丁#戊\n'),
        ("a: 甲\t# 乙\t\n", "a: 甲 # 乙\n"),
    ],
)
def test_comments_stay_with_what_they_speak_of(text: str, expected: str) -> None:
    assert formed(text) == expected


def test_aligned_comments_stay_aligned() -> None:
    text = "a: '甲'          # 一\nb: [甲,  乙]     # 二\nc: 丙丁戊己庚辛    # 三\n"
    assert formed(text) == "a: 甲            # 一\nb: [甲, 乙]      # 二\nc: 丙丁戊己庚辛    # 三\n"


def test_comments_at_the_top_stay_there() -> None:
    text = "# $schema\n\n# 事项\nitems: []\n# 领域\ndomain: a\n"
    assert formed(text, ITEMS) == "# $schema\n\n# 领域\ndomain: a\n\n# 事项\nitems: []\n"


def test_comment_to_ignore_a_finding_keeps_its_line() -> None:
    text = "a: [" + ", ".join(["政府网站"] * 20) + "]  # gkcat: ignore[GK131] 原话\n"
    assert formed(text) == text


# ── blank lines ──────────────────────────────────────────────────────────────


def test_blank_lines_between_items() -> None:
    text = "domain: a\nitems:\n\n- id: a\n# 乙\n\n- id: b\n\n\n\n# 丙\n- id: c\n"
    expected = "domain: a\n\nitems:\n  - id: a\n\n  # 乙\n\n  - id: b\n\n  # 丙\n  - id: c\n"
    assert formed(text, ITEMS) == expected


def test_blank_lines_elsewhere_are_kept_single() -> None:
    text = "\n\na: 甲\n \n   \nb:\n\n\n  - 乙\n\n\n\n  - 丙\nc: 丁\n\n\n"
    assert formed(text) == "a: 甲\n\nb:\n  - 乙\n\n  - 丙\nc: 丁\n"


# ── brackets ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [ 甲,乙 , ]\n", "a: [甲, 乙]\n"),
        ("a: {b: 甲,c: [乙,丙]}\n", "a: {b: 甲, c: [乙, 丙]}\n"),
        ("a: {b: , c}\n", 'a: {b: "", c: ""}\n'),
        ("a:\n- 甲\n- 乙\n", "a:\n  - 甲\n  - 乙\n"),
        ("a: [{b: 甲}, {b: 乙}]\n", "a:\n  - {b: 甲}\n  - {b: 乙}\n"),
        ("a: [b: 甲, [乙]]\n", "a:\n  - {b: 甲}\n  - [乙]\n"),
        ("a: {b: {c: 甲}}\n", "a:\n  b: {c: 甲}\n"),
        ("a: [甲\n   乙, '丙\n\n   丁']\n", 'a: [甲 乙, "丙\\n丁"]\n'),
        ("a: []\nb: {}\n", "a: []\nb: {}\n"),
        ("a: [甲,\n\n  {b: 乙}]\n", "a:\n  - 甲\n  - {b: 乙}\n"),
    ],
)
def test_brackets(text: str, expected: str) -> None:
    assert formed(text) == expected


@pytest.mark.parametrize(
    ("words", "lines"),
    [("x" * 91, 1), ("x" * 92, 3), ("甲" * 45 + "x", 1), ("甲" * 46, 3), ("“" * 91, 1), ("“" * 92, 3)],
)
def test_brackets_hold_a_hundred_columns(words: str, lines: int) -> None:
    assert len(formed(f"k: [{words}, 乙]  # 注\n").splitlines()) == lines


def test_slip_look_alike_at_the_start_of_a_line_gets_quotes() -> None:
    text = "items:\n  - name：甲: 乙\n    id: a\n"
    assert formed(text, ITEMS) == 'items:\n  - id: a\n    "name：甲": 乙\n'


# ── quotes and texts ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"甲乙"', "甲乙"),
        ("'甲乙'", "甲乙"),
        ("甲乙", "甲乙"),
        ("甲“乙”’s", "甲“乙”’s"),
        ('"https://a.gov.cn/x?y=1#z"', "https://a.gov.cn/x?y=1#z"),
        ("'0610881001'", '"0610881001"'),
        ("0610881001", "0610881001"),
        ('"2017-10-12"', '"2017-10-12"'),
        ("2017-10-12", "2017-10-12"),
        ('"0912-8350000"', '"0912-8350000"'),
        ('"12.5"', '"12.5"'),
        ('"1e5"', '"1e5"'),
        ('"0x1F"', '"0x1F"'),
        ('"12:30"', '"12:30"'),
        ('"yes"', '"yes"'),
        ('"Off"', '"Off"'),
        ('"true"', '"true"'),
        ('"null"', '"null"'),
        ('"~"', '"~"'),
        ('""', '""'),
        ("''", '""'),
        ('"12345热线"', "12345热线"),
        ("'甲: 乙'", '"甲: 乙"'),
        ("'甲 # 乙'", '"甲 # 乙"'),
        ("'甲#乙'", "甲#乙"),
        ("'*甲'", '"*甲"'),
        ("'- 甲'", '"- 甲"'),
        ("'[甲]'", '"[甲]"'),
        ("'@甲'", '"@甲"'),
        ("' 甲 '", '" 甲 "'),
        ("'　'", '"　"'),
        ("'甲　'", '"甲　"'),
        ("甲　", "甲　"),
        ("'甲''乙\"丙'", "甲'乙\"丙"),
        ("'\"甲\"'", '"\\"甲\\""'),
        ('"甲\\x7f\\u2028\\ufeff\\0"', '"甲\\u007f\\u2028\\ufeff\\u0000"'),
        ('"😀"', "😀"),
        ("甲\n  乙", "甲 乙"),
        ('"甲\n  乙"', "甲 乙"),
        ("甲\n\n  乙", "|-\n  甲\n  乙"),
        ('"甲\n\n  乙"', '"甲\\n乙"'),
        ("|\n    甲\n\n      乙", "|\n  甲\n\n    乙"),
        ("|2\n    甲\n   乙", "|2\n    甲\n   乙"),
        ("|+\n  甲", "|\n  甲"),
        ("|+\n  甲\n", '"甲\\n\\n"'),
        ("|-\n  甲", "甲"),
        ("|-\n  12", '"12"'),
        (">\n  甲\n  乙\n\n  丙", "|\n  甲 乙\n  丙"),
        ("|\n", '""'),
    ],
)
def test_texts(given: str, expected: str) -> None:
    assert formed(f"k: {given}\n") == f"k: {expected}\n"
    assert formed(f"k: {expected}\n") == f"k: {expected}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'甲 乙': 1\n", "甲 乙: 1\n"),
        ("'12': 1\n", '"12": 1\n'),
        ("'- 甲': 1\n", '"- 甲": 1\n'),
        ("{'甲, 乙': 1}\n", "甲, 乙: 1\n"),
        ("a: {'甲, 乙': 1}\n", 'a: {"甲, 乙": 1}\n'),
        ('"甲\\n乙": 1\n', '"甲\\n乙": 1\n'),
        ("'name：甲': 1\n", '"name：甲": 1\n'),
        ("- 'id：甲'\n- '甲：乙'\n", '- "id：甲"\n- 甲：乙\n'),
    ],
)
def test_quotes_of_keys_and_entries(text: str, expected: str) -> None:
    assert formed(text) == expected


def test_long_text_is_never_folded() -> None:
    text = f"k: {'甲乙 ' * 200}丙\n"
    assert formed(text) == text


# ── refusals ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["a: [b\n", "a: 1\na: 2\n", "a: &b c\n", "a: *b\n", "a: b\n---\nc: d\n", "? [a]\n: b\n", "a: 1\nb：2\n"]
)
def test_what_cannot_be_read_is_refused_with_its_findings(text: str) -> None:
    _, findings = parse(ITEMS, text.encode())
    assert findings
    assert normal(ITEMS, text.encode()) == (None, findings)


@pytest.mark.parametrize("data", [b"\xff", "a: 甲".encode("gb18030"), b"a: \x01", b"# " + b"x" * (4 << 20)])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert normal(ITEMS, data) == (None, parse(ITEMS, data)[1])


def test_change_of_meaning_is_refused() -> None:
    result, (finding,) = normal(ITEMS, f"? {'k' * 1025}\n: 甲\n".encode())  # too long for a key before a colon
    assert result is None
    assert (finding.code, finding.name) == ("GK015", "unsafe-rewrite")
    assert finding.where.path == ITEMS
    assert "没有改写" in finding.message
    assert refusals.UNSAFE_REWRITE in refusals.ALL


def test_loss_of_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_indented", lambda _lines, _indent: [])
    assert normal(ITEMS, b"domain: a\n")[1] == []
    result, (finding,) = normal(ITEMS, "domain: a\n# 甲\n".encode())
    assert result is None
    assert finding.code == "GK015"


# ── anything goes in, the same comes out ─────────────────────────────────────


WORDS = [
    "甲",
    "公开内容",
    " ",
    "  ",
    ": ",
    ":",
    " #",
    "#",
    '"',
    "'",
    "\\",
    "- ",
    "-",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
]
WORDS += [
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "~",
    "null",
    "yes",
    "0",
    "12",
    "2017-10-12",
    "😀",
    "ABC：",
    "：",
    "\t",
]
WORDS += ["<<", "=", "---", "...", "\n", "\n\n", "\n ", "\u2028", "\x85", "\ufeff", "\x7f", "\u3000"]
KEYS = [*Item.model_fields, *Disclosure.model_fields, "备注", "12", "a b", "a: b"]
MARKED = re.compile("#(?: |! - )?§.*")
Value = str | list["Value"] | dict[str, "Value"]


class Writer:
    """Writes a file as untidily as chance will have it, with numbered comments everywhere."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.comments = 0
        self.after_literal = False

    def one_in(self, number: int) -> bool:
        return not self.chance.randrange(number)

    # what to write

    def file(self) -> str:
        items: list[Value] = [self.mapping(2) for _ in range(self.chance.randrange(4))]
        keys: dict[str, Value] = {
            "domain": self.words(),
            "defaults": self.mapping(1),
            "items": items,
            "备注": self.words(),
        }
        top = self.chance.sample([*keys], self.chance.randint(1, 4))
        start, end = self.chance.choice(["", "---\n", "--- # §0\n"]), self.chance.choice(["", "\n", "\n\n"])
        return start + "\n".join([*self.block({key: keys[key] for key in top}, 0), *self.above()]) + end

    def mapping(self, depth: int) -> dict[str, Value]:
        return {key: self.value(depth) for key in self.chance.sample(KEYS, self.chance.randint(1, 5))}

    def value(self, depth: int) -> Value:
        if depth < 0 or self.one_in(2):
            return self.words()
        if self.one_in(2):
            return self.mapping(depth - 1)
        return [self.value(depth - 1) for _ in range(self.chance.randrange(4))]

    def words(self) -> str:
        return "".join(self.chance.choices(WORDS, k=self.chance.choice([0, 1, 1, 2, 3, 5])))

    # how to write it

    def above(self) -> list[str]:
        """Blank lines and comments; below a literal, one that is indented would be part of it."""
        lines: list[str] = []
        while self.one_in(4):
            indent = 0 if self.after_literal else self.chance.randrange(9)
            lines.append(self.chance.choice(["", " " * indent, " " * indent + self.comment()]))
        return lines

    def beside(self, gap: str = "") -> str:
        return (gap or self.chance.choice([" ", "  ", "\t", " " * 9])) + self.comment() if self.one_in(6) else ""

    def comment(self) -> str:
        self.comments += 1
        return f"#{self.chance.choice(['', ' ', '! - '])}§{self.comments}" + self.chance.choice(
            ["", " - 甲: '乙", " # [", '  "']
        )

    def block(self, value: Value, indent: int) -> list[str]:
        lines: list[str] = []
        pad = " " * indent
        pairs = value.items() if isinstance(value, dict) else [(None, each) for each in value]
        for key, each in pairs:
            lines += self.above()
            lines += self.entry(pad + ("-" if key is None else self.text(key, "{}: x") + ":"), each, indent)
        return lines

    def entry(self, lead: str, value: Value, indent: int) -> list[str]:
        self.after_literal = False
        if isinstance(value, str) and not self.one_in(4):
            return [f"{lead} {self.text(value, '- {}')}{self.beside()}"]
        if isinstance(value, str):
            return self.long_text(lead, value, indent + self.chance.randint(1, 3))
        if not value or self.one_in(3):
            return f"{lead} {self.flow(value, indent + self.chance.randint(1, 3))}{self.beside()}".split("\n")
        least = 0 if isinstance(value, list) and not lead.endswith("-") else 1
        deeper = indent + self.chance.randint(least, 4)
        if lead.endswith("-") and deeper > indent + 1 and self.one_in(2):
            first, *rest = self.block(value, deeper)
            if first.startswith(" " * deeper) and first[deeper:] and "#" not in first[: deeper + 1]:
                return [lead + " " * (deeper - indent - 1) + first[deeper:], *rest]
            return [lead + self.beside(), first, *rest]
        return [lead + self.beside(), *self.block(value, deeper)]

    def text(self, value: str, place: str) -> str:
        value = value if place == "- {}" else re.sub(r"\s", " ", value)
        plain, findings = parse("", place.format(value).encode())
        if not findings and isinstance(plain, list | dict) and list(plain) == [value] and "\n" not in value:
            return value if not self.one_in(4) else f'"{value}"' if value.isalnum() else value
        if not re.search("[\n\x7f\x85\u2028\ufeff]", value) and self.one_in(2):
            return "'" + value.replace("'", "''") + "'"
        return re.sub(
            "[\x7f\x85\u2028\ufeff]", lambda bad: f"\\u{ord(bad[0]):04x}", json.dumps(value, ensure_ascii=False)
        )

    def long_text(self, lead: str, value: str, indent: int) -> list[str]:
        """A text on several lines: in a block, in quotes or plain."""
        words = re.sub("[\x7f\x85\u2028\ufeff]", "乙", value).split("\n")
        pad = " " * indent
        self.after_literal = True
        if self.one_in(3):
            return [f"{lead} '甲", *(pad + each.replace("'", "").strip() for each in words), f"{pad}'{self.beside()}"]
        if self.one_in(3):
            return [f"{lead} 甲", "", f"{pad}乙", f"{pad}丙{self.beside()}"]
        sign = self.chance.choice("|>") + self.chance.choice(["", "", "-", "+"])
        first = "丁" if words[0][:1] in {"", " ", "\t", "-"} else ""
        return [f"{lead} {sign}{self.beside()}", *(pad + each for each in [first + words[0], *words[1:]])]

    def flow(self, value: Value, indent: int) -> str:
        if isinstance(value, str):
            return self.text(value, "[{}]") or '""'
        pairs = value.items() if isinstance(value, dict) else [(None, each) for each in value]
        parts = [
            ("" if key is None else f"{self.text(key, '{{{}: x}}')}: ") + self.flow(each, indent) for key, each in pairs
        ]
        inner = "".join(part + ("," if at < len(parts) else "") + self.gap(indent) for at, part in enumerate(parts, 1))
        return f"{{{self.gap(indent)}{inner}}}" if isinstance(value, dict) else f"[{self.gap(indent)}{inner}]"

    def gap(self, indent: int) -> str:
        """Space between the parts of brackets, now and then a new line and a comment."""
        if not self.one_in(8):
            return " "
        return self.beside(" ") + "".join(f"\n{line}" for line in self.above()) + "\n" + " " * indent


@settings(max_examples=400, deadline=None)
@given(st.integers(0), st.sampled_from([ITEMS, "catalog/domains.yaml", OTHER]))
def test_meaning_and_comments_survive(seed: int, path: str) -> None:
    text = Writer(random.Random(seed)).file()  # noqa: S311 - a reproducible muddle is wanted, no secret
    plain, findings = parse(path, text.encode())
    assume(plain is not None and not findings)
    result = formed(text, path)
    assert Counter(MARKED.findall(result)) == Counter(MARKED.findall(text))
    assert "|" in result or not re.search(r"[ \t]\n|\n\n\n", result)


@given(st.from_regex(formatting._PLAIN, fullmatch=True))
def test_what_is_written_without_asking_the_parser_is_read_as_itself(text: str) -> None:
    assert formatting._only_text(text)
    places = formatting._ENTRY, formatting._BETWEEN_BRACKETS, formatting._KEY, formatting._KEY_BETWEEN_BRACKETS
    assert all(formatting._reads(place, text) for place in places)
