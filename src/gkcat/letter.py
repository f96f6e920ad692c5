"""目标责任书: one letter a unit, from the office's own Word template with named fields.

The one rule: the template decides every word; gkcat only fills its fields.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gkcat.book import file_name
from gkcat.catalog import Catalog
from gkcat.shipped import prefer
from gkcat.tables import Head
from gkcat.wordform import fill


def letters(catalog: Catalog, head: Head, units: Sequence[str], templates: Path, folder: Path) -> list[Path]:
    """Write a letter for each unit into the folder; raises RefusedError when the template is amiss."""
    template = prefer(templates, "docx/letter.docx")
    made = {unit: fill(template, _fields(catalog, head, unit), "责任书") for unit in units}
    names = {unit: file_name(f"{_label(catalog, unit)}目标责任书") for unit in made}
    times = Counter(names.values())
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for unit, document in made.items():
        alone = f"（{unit}）" if times[names[unit]] > 1 else ""  # two units may be called the same
        paths.append(folder / f"{names[unit]}{alone}.docx")
        paths[-1].write_bytes(document)
    return paths


def _fields(catalog: Catalog, head: Head, unit: str) -> dict[str, Any]:
    card = catalog.cards.get(unit)
    names = catalog.owner
    domains = [each for each in catalog.domains if unit in each.units or unit == each.lead]
    return {
        "行政区划": head.jurisdiction.name,
        "编制机关": head.issuer,
        "版本": head.edition,
        "标记": head.mark,
        "单位名称": card.name if card else unit,
        "单位简称": _label(catalog, unit),
        "责任领域": [{"名称": each.name, "牵头单位": names.get(each.lead, each.lead)} for each in domains],
        "工作阶段": [
            {"名称": each.name, "开始": _day(each.start), "结束": _day(each.end), "任务": "，".join(each.tasks)}
            for each in head.phases
        ],
    }


def _label(catalog: Catalog, unit: str) -> str:
    card = catalog.cards.get(unit)
    return card.label if card else unit


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
