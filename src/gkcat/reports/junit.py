"""Findings as JUnit XML, which nearly every CI shows: a file is a test, failed by its errors.

The one rule: what comes out is well-formed XML whatever a finding quotes; characters XML can't hold are dropped.
"""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gkcat.finding import Finding, Report
from gkcat.reports.concise import LEVELS, summary

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lines(report: Report) -> Iterator[str]:
    """One test suite; without findings it holds one test, passed, since an empty suite counts as none run."""
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        files.setdefault(finding.where.path, []).append(finding)
    failures = sum(any(each.severity == "error" for each in found) for found in files.values())
    counts = {"tests": str(len(files) or 1), "failures": str(failures), "errors": "0"}
    top = Element("testsuites", {"name": "gkcat", **counts})
    suite = SubElement(top, "testsuite", {"name": "政务公开目录", **counts, "skipped": "0"})
    for path, found in files.items():
        _file(suite, path, found)
    if not files:
        SubElement(suite, "testcase", {"classname": "gkcat", "name": "全部文件"})
    SubElement(suite, "system-out").text = _xml(summary(report))
    indent(top, " ")
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield from tostring(top, encoding="unicode").split("\n")


def _file(suite: Element, path: str, found: Sequence[Finding]) -> None:
    """A test; all its errors are one failure, since Jenkins shows but one of several."""
    case = SubElement(suite, "testcase", {"classname": "gkcat", "name": _xml(path), "file": _xml(path)})
    errors = [each for each in found if each.severity == "error"]
    if errors:
        kinds = "、".join(dict.fromkeys(each.code for each in errors))
        failure = SubElement(case, "failure", {"type": kinds, "message": f"{len(errors)} 个错误"})
        failure.text = "\n".join(_line(each) for each in errors)
    warnings = [_line(each) for each in found if each.severity == "warning"]
    if warnings:
        SubElement(case, "system-out").text = "\n".join(warnings)


def _line(finding: Finding) -> str:
    where = finding.where
    cure = f"；{finding.help}" if finding.help else ""
    level = LEVELS[finding.severity]
    return _xml(f"{where.path}:{where.line}:{where.column}: {finding.code} {level} {finding.message}{cure}")


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
