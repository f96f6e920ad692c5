"""Findings as a comment on a pull request, in GitHub's Markdown.

The one rule: what a finding quotes is shown as it stands and does nothing: no link, mention, picture or table cell.
"""

import re
from collections import Counter
from collections.abc import Iterator

from gkcat.finding import Finding, Report
from gkcat.reports.concise import LEVELS, summary

MAX_LENGTH = 65_536
"""GitHub's limit of a comment, in characters."""

_SHOWN_OPEN = 20  # more findings than these are folded away
_MAX_TEXT = 500  # of one message, path or name
_ROOM = MAX_LENGTH - 500  # what the closing lines and the sentence on the rest need at most
_MARK = "<!-- gkcat -->"  # by which a workflow finds its earlier comment and replaces it

_SPECIAL = re.compile(r"([\\`*_~\[\]<>|$&])")
# GitHub makes mentions, references, links and emoji from the finished text, where a backslash is no longer seen: a
# space of no width after the sign is what stops it.
_LINKED = re.compile(r"(@|#(?=\w)|:(?=/|[\w+-]+:)|\bwww(?=\.)|\bgh-(?=\d)|\b(?:mailto|xmpp):)", re.IGNORECASE)
_NO_WIDTH = "\u200b"


def lines(report: Report) -> Iterator[str]:
    """A sentence, a table of counts by code, then the findings by file; within GitHub's length."""
    yield _MARK
    yield f"**gkcat** {summary(report)}"
    if report.findings:
        head = [*_table(report)]
        yield from head
        yield from _folded(report, _ROOM - sum(map(length, head)))


def _table(report: Report) -> Iterator[str]:
    yield from ("", "| 代码 | 问题 | 轻重 | 处数 |", "|---|---|---|--:|")
    counts = Counter((each.code, each.name, each.severity) for each in report.findings)
    for (code, name, severity), number in counts.most_common():
        title = report.title(code) or name
        yield f"| {safe(code)} | {safe(title)} | {LEVELS[severity]} | {number} |"
    yield ""


def _folded(report: Report, room: int) -> Iterator[str]:
    """The findings by file while there is room; folded away when they are many."""
    many = len(report.findings) > _SHOWN_OPEN
    if many:
        yield from (f"<details><summary>逐条查看（共 {len(report.findings)} 条）</summary>", "")
    left = len(report.findings)
    for text, is_finding in _by_file(report):
        room -= length(text)
        if room < 0:
            break
        yield from text.split("\n")
        left -= is_finding
    if many:
        yield from ("", "</details>")
    if left:
        yield from ("", f"其余 {left} 条没有列出，请在本机运行 gkcat validate 查看。")


def _by_file(report: Report) -> Iterator[tuple[str, bool]]:
    """Lines, each with whether it is a finding; a file's heading comes in one piece with its first finding."""
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        files.setdefault(finding.where.path, []).append(finding)
    for path, found in files.items():
        heading = f"\n<b>{safe(path)}</b>\n\n"
        for finding in found:
            yield heading + _line(finding), True
            heading = ""


def _line(finding: Finding) -> str:
    cure = f"（{safe(finding.help)}）" if finding.help else ""
    place = f"第 {finding.where.line} 行 " if finding.where.line else ""
    return f"- {place}{LEVELS[finding.severity]} {safe(finding.code)} {safe(finding.message)}{cure}"


def safe(text: str) -> str:
    """Text that GitHub shows as it stands: one line, no markup, nothing it would make a link of."""
    short = text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"
    plain = "".join(sign if sign.isprintable() else " " for sign in short)
    return _SPECIAL.sub(r"\\\1", _LINKED.sub(rf"\1{_NO_WIDTH}", plain))


def length(text: str) -> int:
    """Characters as GitHub counts at the strictest: UTF-16 units, and the line's end."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2 + 1
