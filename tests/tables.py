r"""Tables as text that is easy to review → the XLSX, DOCX or CSV file that a clerk would have.

The one rule: a line is a row, | stands between cells, < joins a cell with the one on its left, ^ with the one above,
\n is a line break in a cell; `=== name` begins a table, and what stands above the first is text above it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import docx
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


@dataclass
class Drawn:
    """A table: its name, the rows of cells, the lines above it."""

    name: str
    above: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def spans(self) -> list[tuple[int, int, int, int]]:
        """Each cell's place and reach: (row, column, rows, columns)."""
        found = []
        for row, cells in enumerate(self.rows):
            for column, text in enumerate(cells):
                if text not in {"<", "^"}:
                    found.append((row, column, *self._reach(row, column)))
        return found

    def _reach(self, row: int, column: int) -> tuple[int, int]:
        wide = 1
        while column + wide < len(self.rows[row]) and self.rows[row][column + wide] == "<":
            wide += 1
        deep = 1
        while row + deep < len(self.rows) and self.rows[row + deep][column : column + 1] == ["^"]:
            deep += 1
        return deep, wide


def draw(text: str) -> list[Drawn]:
    """The tables of a description."""
    tables: list[Drawn] = []
    above: list[str] = []
    for line in text.splitlines():
        if line.startswith("==="):
            tables.append(Drawn(line.strip("= "), above))
            above = []
        elif not tables:
            above.append(line)
        else:
            tables[-1].rows.append([_cell(each) for each in line.split("|")])
    return tables


def _cell(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text.strip(" ").replace("\\n", "\n"))


def build(source: Path, folder: Path) -> Path:
    """The file that a description or a text stands for."""
    name = source.name.removesuffix(".grid").replace(".gb18030", "")
    made = folder / name
    if source.suffix != ".grid":
        encoding = "gb18030" if ".gb18030." in source.name or 'charset="gbk"' in source.read_text("utf-8") else "utf-8"
        made.write_text(source.read_text("utf-8"), encoding=encoding, newline="")
        return made
    tables = draw(source.read_text("utf-8"))
    (_xlsx if made.suffix == ".xlsx" else _docx)(tables, made)
    return made


def _xlsx(tables: list[Drawn], made: Path) -> None:
    book = Workbook()
    for number, table in enumerate(tables):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = table.name
        for row, column, deep, wide in table.spans():
            sheet.cell(row + 1, column + 1, table.rows[row][column] or None)
            if deep > 1 or wide > 1:
                sheet.merge_cells(
                    start_row=row + 1, start_column=column + 1, end_row=row + deep, end_column=column + wide
                )
    book.save(made)


def _docx(tables: list[Drawn], made: Path) -> None:
    document = docx.Document()
    for table in tables:
        for line in table.above:
            document.add_paragraph(line)
        drawn = document.add_table(len(table.rows), max(map(len, table.rows)))
        for row, column, deep, wide in table.spans():
            cell = drawn.cell(row, column)
            if deep > 1 or wide > 1:
                cell = cell.merge(drawn.cell(row + deep - 1, column + wide - 1))
            cell.text = table.rows[row][column]
        document.add_paragraph()
    document.save(str(made))
