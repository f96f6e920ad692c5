"""Each code's page is its proof: the 反例 gives exactly this code, the 正例 nothing."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import CASES, Gkcat
from examples import ITEMS, around, examples, files, lay
from gkcat import doubts, refusals
from gkcat.duties import answers
from gkcat.finding import Kind
from gkcat.model import Disclosure, Item, Unit
from gkcat.pipeline import check
from gkcat.rules import Rule, rules
from gkcat.scope import Index
from gkcat.workspace import Workspace

RULES = [rule.kind for rule in rules()]
KINDS = [*refusals.ALL, *RULES]
EVERY = sorted([*KINDS, *answers.ALL, *doubts.ALL], key=lambda kind: kind.code)
"""Those of imported tables as well."""
WITHOUT_EXAMPLES = {
    "not-utf8": "not-utf8",  # what is wrong can't be shown in a text; each has a case of this name in cases/validate
    "too-large": "too-large",
    "too-deep": "too-deep",
    "missing-file": "missing-catalog-file",
}
OF_REWRITING = {"unsafe-rewrite", "uncommitted", "not-approved"}  # said when a file is to be rewritten, or filed
SHOWN = [kind for kind in KINDS if kind.name not in {*WITHOUT_EXAMPLES, *OF_REWRITING}]
FOUND = [kind for kind in KINDS if kind.name not in OF_REWRITING]
by_name = pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
by_shown = pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.name)


def found(root: Path) -> Counter[str]:
    return Counter(finding.code for finding in check(Workspace(root)).findings)


def test_base_is_sound(base: Path) -> None:
    assert found(base) == {}


def test_standard_items_file_is_sound(base: Path) -> None:
    lay(base, {ITEMS: around("")})
    assert found(base) == {}


@by_shown
def test_bad_example_gives_exactly_its_code(kind: Kind, base: Path) -> None:
    lay(base, examples(kind)["反例"])
    assert set(found(base)) == {kind.code}


@by_shown
def test_good_example_gives_nothing(kind: Kind, base: Path) -> None:
    lay(base, examples(kind)["正例"])
    assert found(base) == {}


@by_shown
def test_examples_differ(kind: Kind) -> None:
    shown = examples(kind)
    assert shown["反例"] != shown["正例"]


@by_name
def test_page_has_title_reason_and_examples(kind: Kind) -> None:
    title, _, rest = kind.doc.partition("\n\n")
    assert re.fullmatch(r"[^\n]+。", title)
    assert kind.title == title
    heads = re.findall(r"^(为什么|反例|正例)：", rest, re.MULTILINE)
    assert heads == (["为什么", "反例", "正例"] if kind in SHOWN else ["为什么"])


@pytest.mark.parametrize(("name", "case"), WITHOUT_EXAMPLES.items())
def test_page_without_examples_has_a_case(name: str, case: str) -> None:
    code = next(kind.code for kind in KINDS if kind.name == name)
    assert f": {code} " in (CASES / "validate" / case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", FOUND, ids=lambda kind: kind.name)
def test_every_code_has_a_case(kind: Kind) -> None:
    reports = (path.read_text(encoding="utf-8") for path in (CASES / "validate").glob("*/expected.txt"))
    assert any(f": {kind.code} " in report for report in reports)


def test_codes_and_names_are_unique_and_in_order() -> None:
    assert len({kind.code for kind in EVERY}) == len({kind.name for kind in EVERY}) == len(EVERY)
    assert all(before.code < after.code for before, after in pairwise(RULES))
    assert all(re.fullmatch(r"GK\d{3}", kind.code) for kind in EVERY)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.name) for kind in EVERY)
    assert {kind.severity for kind in EVERY} <= {"error", "warning"}


def test_refusals_have_the_first_hundred_codes() -> None:
    assert all("GK001" <= kind.code <= "GK099" for kind in refusals.ALL)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.kind.name)
def test_code_tells_the_scope(rule: Rule) -> None:
    scopes: dict[str, tuple[type, ...]] = {"GK1": (Disclosure, Item), "GK2": (Unit,), "GK3": (Index,)}
    assert rule.scope in scopes[rule.kind.code[:3]]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.kind.name)
def test_module_is_named_for_its_rule(rule: Rule) -> None:
    assert rule.check.__module__ == f"gkcat.rules.{rule.kind.name.replace('-', '_')}"


@by_name
def test_explain_by_code_and_by_name(kind: Kind, gkcat: Gkcat) -> None:
    page = f"{kind.code} {kind.name}\n\n{kind.doc}"
    assert [gkcat("explain", asked).out for asked in (kind.code, kind.code.lower(), kind.name)] == [page] * 3


def test_explain_lists_all(gkcat: Gkcat) -> None:
    assert [line.split()[0] for line in gkcat("explain").out.splitlines()] == [kind.code for kind in EVERY]


# ── the composing of examples itself ─────────────────────────────────────────


def test_fragment_replaces_a_key_of_the_disclosure() -> None:
    text = around("deadline: 及时公开 # 原话\n")
    assert "\n        deadline: 及时公开 # 原话\n        channel:" in text
    assert text.count("deadline") == 1


def test_fragment_replaces_keys_of_the_item() -> None:
    text = around("withheld: {reason: 个人隐私}\ndisclosures: []\n")
    assert text.endswith("    withheld: {reason: 个人隐私}\n    disclosures: []\n")
    assert "stage" not in text


def test_fragment_of_a_slip_takes_the_place_of_what_was_meant() -> None:
    text = around("deadlin: 及时\n")
    assert "deadlin: 及时" in text
    assert "deadline:" not in text


def test_first_key_keeps_the_dash() -> None:
    assert "items:\n  - id: zd-009\n    name:" in around("id: zd-009\n")


def test_several_files_in_one_example() -> None:
    assert files("# 文件 a/b.yaml\nx: 1\n# 文件 单位.yaml\n# 注\ny: 2\n") == {
        "a/b.yaml": "x: 1\n",
        "单位.yaml": "# 注\ny: 2\n",
    }
