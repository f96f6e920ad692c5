"""Findings for people: the line, a caret under the very words, what to write instead.

The one rule: the caret stands under the words in any terminal, so widths are measured, not counted.
"""

import shutil
from collections.abc import Iterator

from rich.cells import cell_len
from typer import style

from gkcat.finding import Finding, Report, Where, plain
from gkcat.reports.concise import LEVELS, summary

_COLOURS = {"error": "red", "warning": "yellow"}


def lines(report: Report) -> Iterator[str]:
    """Each finding as rustc shows one, then one line of summary; colours as ANSI codes."""
    width = shutil.get_terminal_size().columns
    for finding in report.findings:
        yield from _finding(finding, report, width)
        yield ""
    yield summary(report)


def _finding(finding: Finding, report: Report, width: int) -> Iterator[str]:
    where, colour = finding.where, _COLOURS[finding.severity]
    level = style(f"{LEVELS[finding.severity]} {finding.code}", fg=colour, bold=True)
    yield f"{level} {style(finding.message, bold=True)} [{finding.name}]"
    number = str(where.line)
    gutter = " " * len(number)
    yield f"{gutter}{style('-->', fg='blue')} {plain(where.path)}:{where.line}:{where.column}"
    text = report.lines.get((where.path, where.line), "")
    if text.strip():
        shown, caret = _crop(text, where, width - len(number) - 3)
        bar = style("|", fg="blue")
        yield f"{gutter} {bar}"
        yield f"{style(number, fg='blue')} {bar} {shown}"
        yield f"{gutter} {bar} {style(caret, fg=colour)}"
    for related in finding.related:
        yield f"{gutter} = 另见 {plain(related.path)}:{related.line}:{related.column}"
    if finding.help:
        yield f"{gutter} = {style('怎么改', fg='green')}：{finding.help}"


def _crop(text: str, where: Where, width: int) -> tuple[str, str]:
    """The line and its caret line, cut with … to what fits the terminal around the place."""
    text = plain(text.replace("\t", " "))
    start, end = where.column - 1, max(where.end_column - 1, where.column)
    lead = ""
    while start > 1 and cell_len(text[:end]) > width and cell_len(text[:start]) > width // 3:
        text, start, end, lead = text[1:], start - 1, end - 1, "…"
    room = width - cell_len(lead)
    if cell_len(text) > room:
        while cell_len(text) > room - 1:
            text = text[:-1]
        end = min(end, len(text))
        text += "…"
    indent = cell_len(lead + text[:start])
    return lead + text, " " * indent + "^" * max(1, cell_len(text[start:end]))
