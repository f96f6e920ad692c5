"""Findings as one JSON object, for programs.

The one rule: its shape is a public contract (see README) and only grows.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict

from gkcat.finding import Finding, Report


def lines(report: Report) -> Iterator[str]:
    """The object over several lines, findings in order."""
    body: dict[str, object] = {
        "findings": [_finding(finding) for finding in report.findings],
        "summary": asdict(report.summary),
    }
    if report.waived:
        body["waived"] = [_finding(each.finding) | {"reason": each.reason} for each in report.waived]
    yield from json.dumps(body, ensure_ascii=False, indent=1).split("\n")


def _finding(finding: Finding) -> dict[str, object]:
    where = finding.where
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_column": where.end_column,
        "pointer": where.json_pointer,
        "fixable": finding.fix is not None,
    }
