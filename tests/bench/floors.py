"""The floors: what the bare libraries need for the same bytes in, or the same strings out.

The one rule: no check, no convenience and nothing of gkcat's but the contract's types; each is the fastest way that
the library's own manual shows.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import jinja2
import xlsxwriter  # type: ignore[import-untyped]  # XlsxWriter ships neither stubs nor py.typed
from docx import Document
from docx.oxml.ns import qn
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # ruamel has it from its C module, without types
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from gkcat.model import Item

Strings = Sequence[tuple[str, Sequence[Sequence[Sequence[str]]]]]
"""Tables as (title, rows of cells of lines)."""

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><body>
{% for title, rows in tables %}<h2>{{ title }}</h2><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{% for line in cell %}{{ line }}<br>{% endfor %}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}</body></html>"""


def items(root: Path) -> list[Item]:
    """Read every file of a workspace, and the items into types."""
    found: list[Item] = []
    for path in (*root.glob("catalog/*.yaml"), *root.glob("units/*/*.yaml")):
        plain = _plain(path.read_text(encoding="utf-8"))
        found += [Item.model_validate(item) for item in plain.get("items", ())]
    return found


def _plain(text: str) -> Any:
    """The parser's events as plain strings, with no look at what YAML could hide."""
    top: list[Any] = []
    stack: list[Any] = []
    node: Any = top
    key: str | None = None
    for event in iter(CParser(text).get_event, None):
        kind = type(event)
        if kind is ScalarEvent:
            if type(node) is list:
                node.append(event.value)
            elif key is None:
                key = event.value
            else:
                node[key] = event.value
                key = None
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            value: Any = {} if kind is MappingStartEvent else []
            if type(node) is list:
                node.append(value)
            else:
                node[key] = value
            stack.append(node)
            node, key = value, None
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            node = stack.pop()
    return top[0]


def docx(tables: Strings, base: Path, path: Path) -> None:
    """Open the template, clone a row for each row, and set its texts."""
    word = Document(str(base))
    for title, rows in tables:
        word.add_paragraph(title)
        table = word.add_table(1, len(rows[0]))
        pattern = table.rows[0]._tr
        for paragraph in list(pattern.iter(qn("w:p"))):
            paragraph.add_r().add_t("")
        for row in rows:
            line = deepcopy(pattern)
            for cell, texts in zip(line.tc_lst, row, strict=True):
                _paragraphs(cell.p_lst[0], texts)
            table._tbl.append(line)
        pattern.getparent().remove(pattern)
    word.save(str(path))


def _paragraphs(first: Any, texts: Sequence[str]) -> None:
    for more in reversed(texts[1:]):
        other = deepcopy(first)
        other[-1][-1].text = more
        first.addnext(other)
    first[-1][-1].text = texts[0] if texts else ""


def xlsx(tables: Strings, centered: Sequence[bool], path: Path) -> None:
    """Write each table to a sheet, in gkcat's mode, with one shared format per kind of column."""
    workbook = xlsxwriter.Workbook(str(path), {"in_memory": True})
    look = {"text_wrap": True, "valign": "top", "border": 1}
    kinds = {kind: workbook.add_format({**look, "align": "center" if kind else "left"}) for kind in (True, False)}
    formats = [kinds[kind] for kind in centered]
    for _, rows in tables:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, texts in enumerate(row):
                sheet.write_string(number, column, "\n".join(texts), formats[column])
    workbook.close()


def html(tables: Strings, path: Path) -> None:
    """Render one page of tables."""
    site([(path, tables)])


def site(pages: Iterable[tuple[Path, Strings]]) -> None:
    """Render pages of tables."""
    template = jinja2.Environment(autoescape=True).from_string(PAGE)
    for path, tables in pages:
        path.write_text(template.render(tables=tables), encoding="utf-8")


def data_json(body: object, path: Path) -> None:
    """Write the same object in the same form."""
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def data_csv(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write the same rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
