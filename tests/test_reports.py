"""The reports for machines and for pull requests: each in its own format, whatever a finding quotes.

cases/sarif-schema.json is the SARIF 2.1.0 schema as @microsoft/jest-sarif 1.0.0-beta.0 (npm, MIT) ships it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from cmarkgfm import github_flavored_markdown_to_html  # type: ignore[import-untyped]  # a C binding without types
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]  # likewise
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker
from lxml import html

from conftest import CASES
from examples import ITEMS
from gkcat.finding import Finding, Kind, Problem, Report, Severity, Summary, Waiver, Where, fingerprints, stamp
from gkcat.pipeline import check
from gkcat.refusals import ALL
from gkcat.reports import names
from gkcat.rules import rules
from gkcat.workspace import Workspace

HOSTILE = (
    "100%\r\n::error::假的,a:b=c",
    "| 一 | `二` | ``三`` | <script>alert(1)</script> <img src=x onerror=y>",
    "@octocat #1 owner/repo#2 GH-3 https://evil.example www.evil.example a@evil.example mailto:a@b.cn :shipit:",
    "[点我](https://evil.example) ![图](https://evil.example/x.png) [1]: https://evil.example",
    "**粗** __粗__ ~~删~~ $\\frac{1}{2}$ &lt;b&gt; &amp; \\ \\| -->  ]]> <!-- ",
    "控制\x00\x01\x0b\x1b[31m字符\u2028\ufffe\ud800\x7f",
    "</details></td></testcase>'\"",
)
PATH = "units/zrzyj/征地 补偿%|`@x`.yaml"
HOLLOW = Report((), Summary(2, 3, 4))


def found(message: str, path: str = PATH, line: int = 3, severity: Severity = "error", code: str = "GK121") -> Finding:
    where = Where(path, ("items", 0, "deadline"), line=line, column=5, end_column=9)
    return Finding(where, code, "vague-deadline", severity, message, "请写 {明确} 的期限")


def report(findings: Iterable[Finding], kinds: Iterable[Kind] = ()) -> Report:
    listed = tuple(findings)
    errors = sum(each.severity == "error" for each in listed)
    summary = Summary(2, 3, 4, errors, len(listed) - errors)
    return Report(listed, summary, kinds={kind.code: kind for kind in kinds})


def pages() -> list[Kind]:
    return [*ALL, *(rule.kind for rule in rules())]


def lines(form: str, shown: Report) -> Iterator[str]:
    yield from import_module(f"gkcat.reports.{form}").lines(shown)


def text(form: str, shown: Report) -> str:
    return "\n".join(lines(form, shown))


@pytest.mark.parametrize("form", names())
def test_every_report_says_something_when_there_is_nothing_to_find(form: str) -> None:
    assert text(form, HOLLOW).strip()


@pytest.mark.parametrize("form", names())
def test_every_report_shows_every_finding_of_a_real_check(form: str, base: Path) -> None:
    path = base / ITEMS
    path.write_text(path.read_text(encoding="utf-8").replace("决策", "决策公开"), encoding="utf-8")
    checked = check(Workspace(base))
    assert checked.findings
    shown = text(form, checked)
    assert shown.count("决策公开") >= len(checked.findings)


# ── github ───────────────────────────────────────────────────────────────────


def commands(shown: Report) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands as GitHub's runner reads them: (name, properties, message)."""
    read: list[tuple[str, dict[str, str], str]] = []
    for line in re.split(r"\r\n|\r|\n", text("github", shown)):
        match = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line, re.DOTALL)
        assert match, f"not a command: {line!r}"
        pairs = (pair.split("=", 1) for pair in match[2].split(","))
        read.append((match[1], {key: unescaped(value) for key, value in pairs}, unescaped(match[3])))
    return read


def unescaped(value: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        value = value.replace(code, sign)
    return value


def test_github_gets_one_command_a_finding_and_a_notice() -> None:
    kinds = [kind for kind in pages() if kind.code == "GK121"]
    shown = report([found("及时公开"), found("同上", severity="warning")], kinds)
    first, second, last = commands(shown)
    assert first == (
        "error",
        {"file": PATH, "line": "3", "col": "5", "endColumn": "9", "title": f"GK121 {kinds[0].title.rstrip('。')}"},
        "及时公开；请写 {明确} 的期限",
    )
    assert second[0] == "warning"
    assert last == ("notice", {"title": "gkcat"}, "检查了 2 个单位、3 个事项、4 条公开内容：1 个错误，1 个提醒。")


@pytest.mark.parametrize("message", HOSTILE)
def test_github_reads_back_hostile_text_as_it_was(message: str) -> None:
    (name, properties, shown), _ = commands(report([found(message, path=message)]))
    assert (name, properties["file"], shown) == ("error", message, f"{message}；请写 {{明确}} 的期限")


def test_github_is_not_told_a_line_that_is_not_known() -> None:
    (_, properties, _), _ = commands(report([replace(found("缺少文件"), where=Where("catalog"))]))
    assert properties.keys() == {"file", "title"}


# ── gitlab ───────────────────────────────────────────────────────────────────


def test_gitlab_gets_what_its_code_quality_report_documents() -> None:
    shown = report([found(message) for message in HOSTILE] + [found("提醒", severity="warning", line=0)])
    issues = json.loads(text("gitlab", shown))
    for issue, finding in zip(issues, shown.findings, strict=True):
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert finding.message in issue["description"]
        assert issue["check_name"] == "vague-deadline"
        assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"])
        assert issue["severity"] == {"error": "major", "warning": "minor"}[finding.severity]
        assert issue["location"] == {"path": PATH, "lines": {"begin": max(1, finding.where.line)}}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert json.loads(text("gitlab", HOLLOW)) == []


def test_fingerprints_stand_when_lines_move_and_tell_equal_findings_apart() -> None:
    one, moved, other = found("及时", line=3), found("及时", line=40), found("同上", line=3)
    assert [*fingerprints([one])] == [*fingerprints([moved])] != [*fingerprints([other])]
    assert len({*fingerprints([one, moved, one])}) == 3
    assert [*fingerprints([one, other])] == [*fingerprints([other, one])][::-1]


# ── sarif ────────────────────────────────────────────────────────────────────


def sarif(shown: Report) -> Any:
    log = json.loads(text("sarif", shown))
    schema = json.loads((CASES / "sarif-schema.json").read_text(encoding="utf-8"))
    Draft4Validator(schema, format_checker=FormatChecker()).validate(log)
    return log["runs"][0]


def test_sarif_fits_the_schema_and_describes_every_rule() -> None:
    run = sarif(report([found(message) for message in HOSTILE], pages()))
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == sorted(kind.code for kind in pages())
    for rule in described:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert not rule["fullDescription"]["text"].startswith("为什么")
        assert rule["shortDescription"]["text"] in rule["help"]["text"]
    for result in run["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"] == "GK121"


def test_sarif_without_pages_describes_what_was_found() -> None:
    run = sarif(report([found("及时公开"), found("提醒", code="GK130", severity="warning")]))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["GK121", "GK130"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


def test_sarif_tells_what_was_let_pass_and_why() -> None:
    waived = (Waiver(found("甲"), "已请示", beside=True), Waiver(found("乙", code="GK134"), "从宽", beside=False))
    shown = replace(report([found("丙")]), waived=waived)
    run = sarif(shown)
    results = run["results"]
    assert [each.get("suppressions") for each in results] == [
        None,
        [{"kind": "inSource", "justification": "已请示"}],
        [{"kind": "external", "justification": "从宽"}],
    ]
    assert {each["id"] for each in run["tool"]["driver"]["rules"]} == {"GK121", "GK134"}


def test_json_tells_what_was_let_pass_only_when_something_was() -> None:
    assert "waived" not in json.loads(text("json", report([found("丙")])))
    shown = replace(report([]), waived=(Waiver(found("甲"), "已请示", beside=True),))
    (told,) = json.loads(text("json", shown))["waived"]
    assert (told["code"], told["reason"]) == ("GK121", "已请示")


def test_sarif_places_are_relative_and_counted_in_characters() -> None:
    first = replace(found("重复"), related=(Where("units/jyj/jiaoyu.yaml", line=7, column=1, end_column=3),))
    run = sarif(report([first, replace(found("缺少文件"), where=Where("catalog"))]))
    assert run["columnKind"] == "unicodeCodePoints"
    near, far = run["results"]
    place = near["locations"][0]["physicalLocation"]
    uri = "units/zrzyj/%E5%BE%81%E5%9C%B0%20%E8%A1%A5%E5%81%BF%25%7C%60%40x%60.yaml"
    assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert "%SRCROOT%" in run["originalUriBaseIds"]
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 9}
    related = near["relatedLocations"][0]["physicalLocation"]
    assert (related["artifactLocation"]["uri"], related["region"]["startLine"]) == ("units/jyj/jiaoyu.yaml", 7)
    assert "region" not in far["locations"][0]["physicalLocation"]
    assert near["partialFingerprints"] == {"findingHash/v1": next(fingerprints([first]))}


def test_sarif_makes_no_link_of_what_a_finding_quotes() -> None:
    (result,) = sarif(report([found("[点我](https://evil.example) [甲]")]))["results"]
    assert result["message"]["text"].startswith("\\[点我](https://evil.example) [甲]")


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    assert sarif(HOLLOW)["results"] == []


# ── junit ────────────────────────────────────────────────────────────────────


def suite(shown: Report) -> ET.Element:
    top = ET.fromstring(text("junit", shown).encode("utf-8", "replace"))  # noqa: S314 - gkcat's own output
    (only,) = top
    assert {key: top.get(key) for key in ("tests", "failures")} == {key: only.get(key) for key in ("tests", "failures")}
    return only


def test_junit_has_a_test_a_file_failed_by_errors_only() -> None:
    shown = report([found("及时公开"), found("同上"), found("提醒", path="catalog/laws.yaml", severity="warning")])
    only = suite(shown)
    assert (only.get("tests"), only.get("failures")) == ("2", "1")
    bad, good = only.findall("testcase")
    assert (bad.get("name"), good.get("name")) == (PATH, "catalog/laws.yaml")
    (failure,) = bad
    assert failure.get("message") == "2 个错误"
    assert (failure.text or "").count("\n") == 1
    assert good.find("failure") is None
    assert "提醒" in (good.findtext("system-out") or "")


@pytest.mark.parametrize("message", HOSTILE)
def test_junit_is_well_formed_whatever_is_quoted(message: str) -> None:
    kept = "".join(sign for sign in message if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\ud800"))
    (case,) = suite(report([found(message, path=message)])).findall("testcase")
    assert case.get("name") == kept
    assert kept.replace("\r\n", "\n") in (case.findtext("failure") or "").replace("\r\n", "\n")


def test_junit_of_nothing_is_one_passed_test() -> None:
    only = suite(HOLLOW)
    assert (only.get("tests"), only.get("failures")) == ("1", "0")
    (case,) = only.findall("testcase")
    assert [*case] == []


# ── markdown ─────────────────────────────────────────────────────────────────

OURS = {"div", "p", "b", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "details", "summary"}


def page(shown: Report) -> html.HtmlElement:
    """The comment as GitHub's own parser makes it, raw HTML let through."""
    made = github_flavored_markdown_to_html(text("markdown", shown), Options.CMARK_OPT_UNSAFE)
    return html.fragment_fromstring(made, create_parent="div")


def plain(element: html.HtmlElement) -> str:
    return element.text_content().replace("\u200b", "")


def test_markdown_is_a_sentence_a_table_and_the_findings_by_file() -> None:
    kinds = [kind for kind in pages() if kind.code == "GK121"]
    shown = page(report([found("及时公开"), found("同上"), found("缺少依据", path="b.yaml", code="GK130")], kinds))
    assert "检查了 2 个单位" in plain(shown.findall("p")[0])
    rows = [[plain(cell).strip() for cell in row] for row in shown.iter("tr")]
    title = kinds[0].title.rstrip("。")
    assert rows == [
        ["代码", "问题", "轻重", "处数"],
        ["GK121", title, "错误", "2"],
        ["GK130", "vague-deadline", "错误", "1"],
    ]
    assert [plain(each) for each in shown.iter("b")] == [PATH, "b.yaml"]
    assert next(plain(each) for each in shown.iter("li")) == "第 3 行 错误 GK121 及时公开（请写 {明确} 的期限）"
    assert shown.find("details") is None


@pytest.mark.parametrize("message", HOSTILE)
def test_markdown_shows_hostile_text_as_it_stands_and_does_nothing_with_it(message: str) -> None:
    harmless(message)


@given(st.lists(st.sampled_from("*_`~[]()<>!|\\&$#@:/.-+=\"'aw1 \n征"), max_size=40).map("".join))
def test_markdown_does_nothing_with_any_signs(message: str) -> None:
    harmless(message)


def harmless(message: str) -> None:
    shown = page(report([found(message, path=message or "x")]))
    assert {element.tag for element in shown.iter() if isinstance(element.tag, str)} <= OURS
    assert all(set(element.keys()) <= {"align"} for element in shown.iter())
    assert sum(not isinstance(element.tag, str) for element in shown.iter()) == 1, "one comment, our mark"
    (item,) = shown.iter("li")
    expected = "".join(sign if sign.isprintable() else " " for sign in message)
    assert squeezed(plain(item)) == squeezed(f"第 3 行 错误 GK121 {expected}（请写 {{明确}} 的期限）")
    raw = shown.text_content()  # GitHub makes links of these in the finished text
    assert not re.search(r"@\w|#\w|://|www\.|\bgh-\d|:[\w+-]+:|mailto:\w", raw, re.IGNORECASE)


def squeezed(words: str) -> str:
    return " ".join(words.split())


def test_markdown_folds_many_findings_away() -> None:
    shown = page(report([found(f"第{number}个") for number in range(21)]))
    (details,) = shown.findall("details")
    assert len([*details.iter("li")]) == 21
    assert "21 条" in plain(details.findall("summary")[0])


def test_markdown_keeps_within_a_comment_and_says_how_many_are_left_out() -> None:
    shown = text("markdown", report([found("𠀀" * 300 + str(number)) for number in range(500)]))
    assert 60_000 < len(shown.encode("utf-16-le")) // 2 <= 65_536
    listed = len(re.findall(r"^- 第", shown, re.MULTILINE))
    assert f"其余 {500 - listed} 条没有列出" in shown
    assert shown.count("<details>") == shown.count("</details>") == 1


def test_markdown_of_nothing_is_its_sentence() -> None:
    assert (
        text("markdown", HOLLOW) == "<!-- gkcat -->\n**gkcat** 检查了 2 个单位、3 个事项、4 条公开内容：没有发现问题。"
    )


# ── what a terminal or a log would obey ──────────────────────────────────────


@pytest.mark.parametrize("form", ["concise", "pretty"])
def test_a_name_cannot_speak_to_the_terminal_or_the_log(form: str) -> None:
    shown = text(form, report([found("甲", path="units/a\n::error::假的\x1b[2J\u202e.yaml")]))
    assert "\x1b" not in re.sub(r"\x1b\[\d*m", "", shown)
    assert "\u202e" not in shown
    assert not any(line.startswith("::") for line in shown.splitlines())


def test_what_a_finding_quotes_is_made_plain_when_it_is_stamped() -> None:
    kind = Kind("GK199", "x", "error", "")
    finding = stamp(Problem((), "“一\n二\x1b[31m三\u202e”　好", "写\r\n作"), kind, Where(PATH))
    assert finding.message == "“一 二\ufffd[31m三\ufffd”　好"
    assert finding.help == "写 作"
