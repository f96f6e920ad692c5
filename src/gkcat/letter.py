"""目标责任书: one letter a unit, from the office's own Word template with named fields.

The one rule: the template decides every word; gkcat only fills its fields, in jinja2's sandbox.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it ships no types
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gkcat import RefusedError
from gkcat.catalog import Catalog, Head
from gkcat.shipped import prefer
from gkcat.volumes import file_name

_EPOCH = (1980, 1, 1, 0, 0, 0)


def letters(catalog: Catalog, head: Head, units: Sequence[str], templates: Path, folder: Path) -> list[Path]:
    """Write a letter for each unit into the folder; raises RefusedError when the template is amiss."""
    template = prefer(templates, "docx/letter.docx")
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(template, folder / f"{file_name(_label(catalog, unit))}目标责任书.docx", _fields(catalog, head, unit))
        for unit in units
    ]


def _write(template: Path, path: Path, fields: dict[str, Any]) -> Path:
    document, made = DocxTemplate(str(template)), BytesIO()
    try:
        document.render(fields, ImmutableSandboxedEnvironment(), autoescape=True)
    except TemplateError as error:
        message = f"责任书模板 {template} 里的字段写错了，请对照自带的模板改正"
        raise RefusedError(message) from error
    document.save(made)
    path.write_bytes(_same_bytes(made))
    return path


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


def _same_bytes(package: BytesIO) -> bytes:
    """The package with members sorted and stamped alike, so that the same letter has the same bytes."""
    made = BytesIO()
    with ZipFile(package) as members, ZipFile(made, "w", ZIP_DEFLATED) as copy:
        for name in sorted(members.namelist()):
            copy.writestr(ZipInfo(name, _EPOCH), members.read(name), ZIP_DEFLATED)
    return made.getvalue()
