"""Findings as one JSON object, for programs.

The one rule: its shape is a public contract (see README) and only grows.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict

from gkcat.finding import Report


def lines(report: Report) -> Iterator[str]:
    """The object over several lines, findings in order."""
    body: dict[str, object] = {
        "findings": [finding.values() for finding in report.findings],
        "summary": asdict(report.summary),
    }
    if report.waived:
        body["waived"] = [each.finding.values() | {"reason": each.reason} for each in report.waived]
    yield from json.dumps(body, ensure_ascii=False, indent=1).split("\n")
