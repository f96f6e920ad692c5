"""Findings one a line, `path:line:column: CODE message`, for editors, grep and logs.

The one rule: one finding, one line.
"""

from collections.abc import Iterator

from gkcat.finding import Finding, Report, plain

LEVELS = {"error": "错误", "warning": "提醒"}


def lines(report: Report) -> Iterator[str]:
    """Each finding on its line, then one line of summary."""
    yield from map(line, report.findings)
    yield summary(report)


def line(finding: Finding) -> str:
    """One finding on one line."""
    where = finding.where
    cure = f"；{finding.help}" if finding.help else ""
    level = LEVELS[finding.severity]
    place = f"{plain(where.path)}:{where.line}:{where.column}"
    return f"{place}: {finding.code} {level} {finding.message}{cure} [{finding.name}]"


def summary(report: Report) -> str:
    """What was checked and what was found, in one line."""
    found = report.summary
    checked = f"检查了 {found.units} 个单位、{found.items} 个事项、{found.disclosures} 条公开内容"
    counts = f"{found.errors} 个错误，{found.warnings} 个提醒" if found.errors or found.warnings else ""
    told = counts or "没有发现问题"
    if report.partial:
        told = f"所看的部分有 {counts}" if counts else f"所看的部分{told}"
    waived = f"；另有 {len(report.waived)} 处按写明的理由放过" if report.waived else ""
    return f"{checked}：{told}{waived}。"
