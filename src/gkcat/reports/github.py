"""Findings as GitHub workflow commands: a mark at the line in the pull request's list of changes.

The one rule: a finding's text is data and can't become a command, so it is escaped as GitHub's toolkit does.
GitHub shows ten errors and ten warnings a step; the last line says how many there are.
"""

from collections.abc import Iterator

from gkcat.finding import Finding, Report
from gkcat.reports.concise import summary


def lines(report: Report) -> Iterator[str]:
    """One command a finding, then the summary as a notice."""
    for finding in report.findings:
        title = " ".join(filter(None, (finding.code, report.title(finding.code) or finding.name)))
        message = f"{finding.message}；{finding.help}" if finding.help else finding.message
        properties = ",".join(f"{key}={_property(value)}" for key, value in [*_place(finding), ("title", title)])
        yield f"::{finding.severity} {properties}::{_data(message)}"
    yield f"::notice title=gkcat::{_data(summary(report))}"


def _place(finding: Finding) -> list[tuple[str, str]]:
    """The place, as far as it is known: GitHub takes a line of 0 for an error of ours."""
    where = finding.where
    numbers = (("line", where.line), ("col", where.column), ("endColumn", where.end_column))
    return [("file", where.path), *((key, str(number)) for key, number in numbers if number)]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
