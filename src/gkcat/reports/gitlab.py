"""Findings as a GitLab Code Quality report (artifacts:reports:codequality), shown on the merge request.

The one rule: a finding keeps its fingerprint when lines move above it, so that GitLab does not call it new.
"""

import json
from collections.abc import Iterator

from gkcat.finding import Finding, Report, fingerprints

_SEVERITY = {"error": "major", "warning": "minor"}


def lines(report: Report) -> Iterator[str]:
    """A JSON array over several lines, findings in order; empty when there are none."""
    marks = fingerprints(report.findings)
    body = [_finding(*each) for each in zip(report.findings, marks, strict=True)]
    yield from json.dumps(body, ensure_ascii=False, indent=1).split("\n")


def _finding(finding: Finding, fingerprint: str) -> dict[str, object]:
    message = f"{finding.message}；{finding.help}" if finding.help else finding.message
    return {
        "description": f"{finding.code} {message}",
        "check_name": finding.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[finding.severity],
        "location": {"path": finding.where.path, "lines": {"begin": max(1, finding.where.line)}},
    }
