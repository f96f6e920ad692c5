"""通报: the draft of a circular on progress, from the office's own Word template with named fields.

The one rule: the template decides every fixed word; the sentences are `briefing`'s.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gkcat.finding import Kind
from gkcat.reporting.briefing import day, kind_of, overview, problems, steps, title
from gkcat.reporting.progress import Line, Progress, total_change
from gkcat.shipped import prefer
from gkcat.wordform import fill

CELLS = 20
"""How many cells of the chart the longest bar takes."""

_BAR, _NONE = "7F7F7F", "FFFFFF"
_AMISS, _POOR, _GOOD = "F2DCDB", "FDE9D9", "EAF1DD"
"""Grounds of cells: light, so that black words stay readable and are told apart when printed black and white."""


def bulletin(found: Progress, kinds: Sequence[Kind], name: str, templates: Path, folder: Path) -> Path:
    """Write the draft into the folder. Raises RefusedError when the template is amiss."""
    made = fill(prefer(templates, "docx/report.docx"), _fields(found, kinds, name), "通报")
    path = folder / f"进展情况{kind_of(name)}-{found.on}.docx"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    return path


def _fields(found: Progress, kinds: Sequence[Kind], name: str) -> dict[str, Any]:
    head = found.head
    return {
        "标题": title(found, name),
        "行政区划": head.jurisdiction.name,
        "编制机关": head.issuer,
        "标记": head.mark,
        "种类": kind_of(name),
        "开始": day(found.since),
        "截止": day(found.on),
        "版本": found.revision[:12],
        "总体进展": [*overview(found)],
        "存在问题": problems(found, kinds),
        "下一步": steps(found),
        "状态": _chart(found),
        "单位": [_row(number, line, found) for number, line in enumerate(found.lines, 1)],
        "合计": _sum(found),
    }


def _chart(found: Progress) -> list[dict[str, Any]]:
    """The bars: for each state its number, and the ground of each cell."""
    longest = max(found.states.values(), default=1)
    bars = []
    for state, number in found.states.items():
        full = max(1, round(number * CELLS / max(longest, CELLS)))
        bars.append({"名称": state, "个数": number, "格": [_BAR] * full + [_NONE] * (CELLS - full)})
    return bars


def _row(number: int, line: Line, found: Progress) -> dict[str, Any]:
    covered = line.coverage
    return {
        "序号": number,
        "名称": line.label,
        "状态": line.standing.state,
        "事项数": len(line.unit.entries),
        "内容数": line.disclosures,
        "覆盖率": "" if covered is None else f"{covered}%",
        "错误": line.errors,
        "提醒": line.warnings,
        "未销号": line.standing.open,
        "变化": str(line.change),
        "最近修改": line.touched.isoformat()[5:] if line.touched else "",
        "进度": f"逾期{(found.on - line.late.end).days}天" if line.late else "",
        "状态底色": _GOOD if line.rank > 1 else _NONE,
        "覆盖底色": _NONE if covered is None else _POOR if covered < _WHOLE else _GOOD,
        "错误底色": _AMISS if line.errors else _NONE,
        "进度底色": _AMISS if line.late else _NONE,
    }


_WHOLE = 100


def _sum(found: Progress) -> dict[str, Any]:
    lines = found.lines
    return {
        "事项数": sum(len(line.unit.entries) for line in lines),
        "内容数": sum(line.disclosures for line in lines),
        "覆盖率": "" if found.coverage is None else f"{found.coverage}%",
        "错误": sum(line.errors for line in lines),
        "提醒": sum(line.warnings for line in lines),
        "未销号": sum(line.standing.open for line in lines),
        "变化": str(total_change(found)),
    }
