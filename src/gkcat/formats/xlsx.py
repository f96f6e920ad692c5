"""A Book as an Excel workbook: one sheet a table, after a list of the sheets.

The one rule: a cell holds what the Book says and nothing is merged in the body, so filter, sort and import work.

A form is protected without a password: title and head are locked, all else is free, down to the last row and out to
the last column, for Excel sorts and deletes only rows in which no cell is locked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import count
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # XlsxWriter ships neither stubs nor py.typed
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # as above
from xlsxwriter.utility import xl_range, xl_range_abs  # type: ignore[import-untyped]  # as above

from gkcat.book import Book, Cell, Column, HeadCell, Link, Table, Ticks, cell_lines, head_cells, sealed
from gkcat.paper.filling import Sheet as Room
from gkcat.paper.filling import fit
from gkcat.paper.widths import RULE, SIDE
from gkcat.paper.wrapping import options, upright, wrap

CONTENTS, LISTS = "目录", "选项"
MADE = "政务公开事项标准目录"
EPOCH = date(1980, 1, 1)  # for a book without a day: never the clock
BODY, DENSE, TITLE = 10, 8, 16  # font sizes, in points
SONG = {"font_name": "宋体", "font_size": BODY, "font_family": 3, "font_charset": 134, "font_scheme": "none"}
HEI = {**SONG, "font_name": "黑体"}
OPTIONS = {
    # 10,000 rows of 13 columns, writing alone: shared strings in memory 10,600 rows/s, 623 KB, 34 MB more at the peak;
    # constant_memory 6,800 rows/s, 843 KB, 5 MB (openpyxl write-only 3,000 rows/s, 1,053 KB). So not constant_memory;
    # besides, it excludes in_memory, which alone gives the zip members one stamp and mode on every machine. With types
    # and row heights this module writes 6,400 rows/s, 43 MB.
    "in_memory": True,
    **dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False),
}

BOXED = {"border": 1, "text_wrap": True, "valign": "vcenter"}
LEFT, CENTER = {**SONG, **BOXED, "align": "left"}, {**SONG, **BOXED, "align": "center"}
HEAD = {**HEI, **BOXED, "align": "center", "bg_color": "#EDEDED"}
PENS = {
    "title": {**HEI, "font_size": TITLE, "align": "center", "valign": "vcenter", "text_wrap": True},
    "head": HEAD,
    "upright": {**HEAD, "rotation": 270},  # XlsxWriter's word for one character below the other
    "left": LEFT,
    "center": CENTER,
    "date": {**CENTER, "num_format": "yyyy-mm-dd"},
    "link": {**LEFT, "font_color": "#0563C1", "underline": 1},
    # =1+1 stays text even when a clerk edits its cell; full-width signs begin a formula too in a Chinese Excel.
    "guard": {**LEFT, "quote_prefix": True},
    # For text that Excel's tallest row can't show.
    "dense": {**LEFT, "font_size": DENSE, "valign": "top", "quote_prefix": True},
    "note": {**SONG, "text_wrap": True, "valign": "top"},
    "sign": {**SONG, "align": "center"},
}
FREE = {name: {**look, "locked": False} for name, look in PENS.items() if name not in {"title", "head", "upright"}}
# What is typed into a cell for text stays as it is (0610881001, 3-5, =1); old Excel shows ##### for long text there.
CODES = {f"{name}@": {**FREE[name], "num_format": "@"} for name in ("left", "center")}
SPARES = {f"spare {name}": {**look, "border": 0} for name, look in (FREE | CODES).items()}
"""The cells of a form below its rows: they get lines when something is written into their row."""
FORM = PENS | FREE | CODES | SPARES | {"locked note": PENS["note"], "lined": {"border": 1}}
PROSE = 12  # characters: in columns so wide stands text that no one takes for a number
ALLOWED = dict.fromkeys(
    (
        *("format_cells", "format_columns", "format_rows", "insert_rows", "insert_hyperlinks", "delete_rows"),
        *("sort", "autofilter", "objects", "scenarios"),
    ),
    True,
)
CHARACTER, UNIT, PADDING = 200, 105, 75  # twips: of the body, of a column's width, and what Excel adds to that
A4, A3, EDGE = 9, 8, 0.4  # paper by Excel's numbers; the margin at its left and right, in inches
# Twips: no table is wider than can be printed at 9 points on A4, lying or standing; one so wide that its columns could
# not be read then, a form, goes on A3 at 7 points.
LYING, STANDING, WIDE = (
    int(side - 2 * EDGE * 1440) * BODY // points for side, points in ((16_838, 9), (11_906, 9), (23_811, 7))
)
WIDEST, HIDDEN = 26_250, 16  # the latter in units, for whoever has Excel show a hidden column
LONGEST_HINT, LONGEST_HINT_TITLE = 255, 32  # Excel's limits
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
TALLEST, LONGEST = 409.0, 32_767  # Excel's limits: points of a row, UTF-16 units of a cell
BROAD = 8  # characters: in columns so wide what is torn at a line's end matters little
SURE = 1.8  # of a character's two bytes, since letters may be broader than half of one
LONGEST_LIST, LONGEST_NAME, LONGEST_HEADER = 255, 31, 100  # the last is ours, within Excel's 255
EXACT = 10**15  # Excel keeps 15 digits of a number
FIRST_YEAR = 1901  # Excel believes in 1900-02-29, and in nothing before 1900
SPARE = 200  # rows below the table that have drop-downs too, for those a clerk adds
RULED, RULED_HEIGHT = 20, 30  # rows of an empty form that have lines from the first, to look like one on paper too
ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WEB = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)

Lists = dict[tuple[str, ...], str]
"""Closed lists too long to stand in a drop-down, and the range of the hidden sheet where each stands."""


class Paper(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]  # XlsxWriter has no types, as above
    """A worksheet that can be a form, in what XlsxWriter has no words for."""

    rest: tuple[int, xlsxwriter.format.Format] | None = None

    def open(self, column: int, pen: xlsxwriter.format.Format) -> None:
        """Give all columns from this one on a look, and let Excel reckon a row's height anew when a cell changes."""
        self.rest = column, pen

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]]) -> None:
        if self.rest and tag == "row":
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _xml_end_tag(self, tag: str) -> None:
        if self.rest and tag == "cols":
            first, pen = self.rest
            # Not by set_column: it would have XlsxWriter look for 16,384 cells in each row.
            columns = ("min", first + 1), ("max", self.xls_colmax)
            style = pen._get_xf_index()  # noqa: SLF001 - XlsxWriter has no public way to name a format in XML
            self._xml_empty_tag("col", [*columns, ("width", 9.140625), ("style", style)])
        super()._xml_end_tag(tag)


@dataclass(slots=True)
class Sheet:
    """A sheet that is written downwards: ``row`` is the next one."""

    paper: xlsxwriter.worksheet.Worksheet
    pens: dict[str, xlsxwriter.format.Format]
    widths: tuple[float, ...]
    row: int = 0

    def page(self, book: Book) -> None:
        """Set up columns and print: one page wide, on A3 what is too wide for A4; page number below, marks above."""
        for number, width in enumerate(self.widths):
            self.paper.set_column(number, number, width or HIDDEN)
        self.paper.set_paper(A3 if sum(self.widths) * UNIT > LYING else A4)
        if book.landscape:
            self.paper.set_landscape()
        self.paper.set_margins(left=EDGE, right=EDGE, top=0.75, bottom=0.75)
        self.paper.center_horizontally()
        self.paper.fit_to_pages(1, 0)
        self.paper.set_footer('&C&"宋体,Regular"&12— &P —')
        if book.marks:
            words = " ".join(_clean("、".join(book.marks)).split())[:LONGEST_HEADER]
            self.paper.set_header('&R&"黑体,Regular"&12 ' + words.replace("&", "&&"))

    def spread(self, cell: HeadCell, pen: str) -> None:
        """Write text over its cells, merged if more than one."""
        if cell.rows * cell.columns > 1:
            last = cell.row + cell.rows - 1, cell.column + cell.columns - 1
            self.paper.merge_range(cell.row, cell.column, *last, "", self.pens[pen])
        self.paper.write_string(cell.row, cell.column, _clean(cell.text), self.pens[pen])

    def lines(self, texts: Iterable[str], pen: str, points: float = BODY) -> None:
        """Write texts over the whole width, one below the other."""
        for text in texts:
            self.paper.set_row(self.row, min(TALLEST, _height(_clean(text), sum(self.widths), points)))
            self.spread(HeadCell(text, self.row, 0, 1, len(self.widths)), pen)
            self.row += 1

    def cells(self, cells: tuple[Cell, ...], pens: tuple[str, ...]) -> None:
        """Write a row of typed cells, as tall as its text."""
        texts = [_clean("\n".join(_lines(cell, width))) for cell, width in zip(cells, self.widths, strict=False)]
        heights = [_height(text, width) if width else 0 for text, width in zip(texts, self.widths, strict=False)]
        for column, height in enumerate(heights):
            dense = height > TALLEST
            if dense:
                heights[column] = min(TALLEST, _height(texts[column], self.widths[column], DENSE))
            self.put(column, cells[column], texts[column], "dense" if dense else pens[column])
        self.paper.set_row(self.row, max(heights))
        self.row += 1

    def put(self, column: int, cell: Cell, text: str, pen: str) -> None:
        """Write one cell by its type; text is never anything but text."""
        place, look = (self.row, column), self.pens[pen]
        match cell:
            case int() if not isinstance(cell, bool) and abs(cell) < EXACT:
                self.paper.write_number(*place, cell, look)
            case date() if cell.year >= FIRST_YEAR:
                self.paper.write_datetime(*place, cell, self.pens["date"])
            case Link() if WEB.fullmatch(to := _clean(cell.to)):
                self.paper.write_url(*place, to, self.pens["link"], text or to)
            case _ if text:
                guarded = text[0] in "=+-@＝＋－＠" and pen != "dense"
                self.paper.write_string(*place, text, self.pens["guard"] if guarded else look)
            case _:
                self.paper.write_blank(*place, None, look)


def write(book: Book, folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.xlsx`` and return its path."""
    del templates  # a workbook's look is here, not in a template
    path = folder / f"{book.name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    # The default font is what column widths are counted in: half a Chinese character of the body.
    workbook = xlsxwriter.Workbook(str(path), {**OPTIONS, "default_format_properties": dict(SONG)})
    workbook.set_properties(_properties(book))
    workbook.set_custom_property("gkcat", MADE)  # by which import knows that a blank cell means blank
    pens = {name: workbook.add_format(look) for name, look in PENS.items()}
    filled = any(table.form for table in book.tables)
    free = {name: workbook.add_format(look) for name, look in FORM.items()} if filled else pens
    names = _sheet_names(book)
    # One bare table needs no list of sheets, and then bears the book's title itself.
    listed = len(book.tables) != 1 or bool(book.facts or book.notes)
    if listed:
        _contents(Sheet(workbook.add_worksheet(CONTENTS), pens, (14, 78, 14)), book, names)
    lists: Lists = {}
    for name, table, widths in zip(names, book.tables, _widths(book), strict=True):
        titles = (table.title,) if listed else (book.title, book.subtitle, table.title)
        paper = workbook.add_worksheet(name, Paper)
        _table(Sheet(paper, free if table.form else pens, widths), book, table, titles, lists)
    if lists:
        _lists(workbook.add_worksheet(LISTS), lists)
    try:
        workbook.close()
    except FileCreateError as error:  # XlsxWriter's own name for what the system said
        raise error.args[0] from None
    return path


def _widths(book: Book) -> list[tuple[float, ...]]:
    """The columns of each table as wide as the layout says, or else as its words need to be printed large enough."""
    found: dict[tuple[Column, ...], tuple[float, ...]] = {}
    for columns in dict.fromkeys(table.columns for table in book.tables):
        shown = [column for column in columns if not column.hidden]
        natural = round(sum(max(column.width, 2) * CHARACTER + 2 * SIDE + RULE for column in shown))
        most = WIDE if natural > WIDEST else LYING if book.landscape else STANDING
        same = [_plain(table) for table in book.tables if table.columns == columns]
        fitted = iter(fit(same, Room(min(natural, most), 0, CHARACTER, 0))[0])
        found[columns] = tuple(0 if column.hidden else (next(fitted) - PADDING) / UNIT for column in columns)
    return [found[table.columns] for table in book.tables]


def _plain(table: Table) -> Table:
    """The table as widths are to be chosen for it: nothing merged, and for a form whatever stands in it."""
    table = table.shown()
    columns = tuple(replace(column, merge=False) for column in table.columns)
    return replace(table, columns=columns, groups=(), rows=() if table.form else table.rows)


SCALE = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": "#FFFFFF",
    "max_color": "#7FA8D9",
}
"""A darker ground the larger the number; black on the darkest has a contrast of 8."""


def _sheet_names(book: Book) -> list[str]:
    """Name each table's sheet after its title, legal in Excel and no two alike."""
    taken = {CONTENTS, LISTS, "history"}  # Excel keeps History for itself
    names = []
    for table in book.tables:
        stem = " ".join(re.sub(r"[\[\]:*?/\\']", " ", _clean(table.title)).split()) or "表"
        for number in count(1):
            end = f"({number})" if number > 1 else ""
            name = _cut(stem, LONGEST_NAME - len(end)).rstrip() + end
            if name.casefold() not in taken:
                break
        taken.add(name.casefold())
        names.append(name)
    return names


def _properties(book: Book) -> dict[str, str | datetime]:
    words = {"title": book.title, "subject": book.subtitle, "author": book.issuer, "keywords": "、".join(book.marks)}
    words["comments"] = "；".join(f"{key}：{value}" for key, value in book.stamp)
    created = datetime.combine(book.day or EPOCH, time(), UTC)
    return {**{key: _clean(word) for key, word in words.items()}, "company": _clean(book.issuer), "created": created}


def _cut(text: str, units: int) -> str:
    """Cut text to so many UTF-16 units, which is how Excel counts."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


@lru_cache(maxsize=4096)  # likewise
def _clean(text: str) -> str:
    """Drop what XML can't hold, keep one kind of line break, and cut, visibly, what no cell can hold."""
    text = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST // 2 and _cut(text, LONGEST) != text:
        text = _cut(text, LONGEST - 20) + "……（超出单元格上限，后略）"
    return text


@lru_cache(maxsize=1 << 13)  # an item's words come again in each of its rows: 23 % fewer calls in forms
def _height(text: str, width: float, points: float = BODY) -> float:
    """Points of height that wrapped text takes; GBK has two bytes for a full-width character, one for a half-width."""
    room = _room(width) * BODY / points
    return sum(_count(line, room) for line in text.split("\n")) * points * 1.4 + 6


@lru_cache(maxsize=1 << 14)  # elements and citations come again even where whole cells do not
def _count(line: str, room: float) -> int:
    """How many lines a line takes: broken where it is narrow, where it is wide reckoned from its length, in a tenth."""
    size = len(line.encode("gbk", "replace"))
    if size < room * SURE:
        return 1
    return len(wrap(line, room)) if room < BROAD else -(-size // int(2 * room - 1))


def _lines(cell: Cell, width: float) -> tuple[str, ...]:
    """A cell's lines; a list that is ticked has two options to a line where there is room for them."""
    return options(cell, _room(width)) if isinstance(cell, Ticks) else cell_lines(cell)


def _room(width: float) -> float:
    """How many characters of the body go into a line of a column."""
    return max(1.0, (width * UNIT + PADDING - 2 * SIDE - RULE) / CHARACTER)


def _title(book: Book, titles: tuple[str, ...]) -> str:
    """Join the titles, each once, the first with the book's marks."""
    first, *rest = dict.fromkeys(filter(None, titles)) or ("",)
    return "\n".join((first + (f"（{'、'.join(book.marks)}）" if book.marks else ""), *rest))


def _contents(sheet: Sheet, book: Book, names: list[str]) -> None:
    """Write the first sheet: the book's title and facts, and a link to each table."""
    sheet.page(book)
    sheet.paper.hide_gridlines(2)
    sheet.lines((_title(book, (book.title, book.subtitle)),), "title", TITLE)
    day = f"{book.day.year}年{book.day.month}月{book.day.day}日" if book.day else ""
    sheet.lines(("　".join(filter(None, (book.issuer, day))),), "sign")
    sheet.row += 1
    for label, value in book.facts:
        sheet.spread(HeadCell("", sheet.row, 1, 1, 2), "left")
        sheet.cells((label, value if isinstance(value, int | Link) else cell_lines(value)), ("center", "left"))
    sheet.row += bool(book.facts)
    sheet.cells(("序号", "表名", "行数"), ("head",) * 3)
    for number, (name, table) in enumerate(zip(names, book.tables, strict=True), 1):
        sheet.cells((number, table.title, len(table.rows)), ("center", "left", "center"))
        place, words = f"internal:'{name}'!A1", _clean(table.title) or name
        sheet.paper.write_url(sheet.row - 1, 1, place, sheet.pens["link"], words)
    sheet.row += bool(book.notes)
    sheet.lines(book.notes, "note")


def _table(sheet: Sheet, book: Book, table: Table, titles: tuple[str, ...], lists: Lists) -> None:
    """Write a table's sheet: title, head, rows, notes; the notes of a form come first, for rows are added below."""
    sheet.page(book)
    sheet.lines((_title(book, titles),), "title", TITLE)
    sheet.lines(table.notes if table.form else (), "locked note")
    top = sheet.row
    _head(sheet, table.columns)
    body, pens = sheet.row, tuple(_pen(column) if table.form else column.align for column in table.columns)
    for row in table.rows:
        sheet.cells(sealed(table.columns, row), pens)
    last, spare = max(sheet.row, body + 1) - 1, SPARE if table.form else 0
    pinned = [at for at, column in enumerate(table.columns, 1) if column.pin]
    sheet.paper.freeze_panes(body, max(pinned, default=0))
    sheet.paper.repeat_rows(top, body - 1)
    sheet.paper.autofilter(body - 1, 0, last + spare, len(pens) - 1)
    # 0610881001 is a code: no green corner beside it.
    sheet.paper.ignore_errors({"number_stored_as_text": xl_range(body, 0, last + spare, len(pens) - 1)})
    for number, column in enumerate(table.columns):
        if column.hidden:
            sheet.paper.set_column(number, number, HIDDEN, None, {"hidden": True})
        area = xl_range(body, number, last + SPARE, number)
        if column.shade:
            sheet.paper.conditional_format(body, number, last, number, SCALE)
        if table.form and not column.hidden:
            sheet.paper.data_validation(area, _asked(column, lists))
        elif column.choices:
            # A cell of several lines holds several choices, which no drop-down can make: there it only warns.
            several = any(isinstance(row[number], tuple) for row in table.rows)
            sheet.paper.data_validation(area, _rule(column.choices, lists, "warning" if several else "stop"))
    if table.form:
        _open(sheet, table.columns, body, last)
    else:
        sheet.row = last + 2  # an empty row, else the filter would take the notes for rows
        sheet.lines(table.notes, "note")


# ── a form ───────────────────────────────────────────────────────────────────


def _pen(column: Column) -> str:
    return column.align + ("" if column.width >= PROSE else "@")


def _open(sheet: Sheet, columns: tuple[Column, ...], body: int, last: int) -> None:
    """Make a sheet a form: all below the head may be changed; an empty one has lines to write on."""
    paper = sheet.paper
    for number, column in enumerate(columns):
        pen = sheet.pens["spare date" if column.day else f"spare {_pen(column)}"]
        paper.set_column(number, number, sheet.widths[number] or HIDDEN, pen, {"hidden": column.hidden})
    for row in range(body, body + RULED) if sheet.row == body else ():
        paper.set_row(row, RULED_HEIGHT)
        for number, column in enumerate(columns):
            paper.write_blank(row, number, None, sheet.pens["date" if column.day else _pen(column)])
    area = xl_range_abs(body, 0, body, len(columns) - 1).replace(f"${body + 1}", str(body + 1))
    lined = {"type": "formula", "criteria": f"=COUNTA({area})>0", "format": sheet.pens["lined"]}
    paper.conditional_format(body, 0, last + SPARE, len(columns) - 1, lined)
    paper.open(len(columns), sheet.pens["spare left"])
    paper.protect("", ALLOWED)


def _asked(column: Column, lists: Lists) -> dict[str, object]:
    """What a cell of a form asks for: a choice, a day, or words; the hint beside it while it is being filled."""
    title = _cut(" ".join(_clean(column.head[-1]).split()), LONGEST_HINT_TITLE)
    hint: dict[str, object] = {}
    if column.hint:
        hint = {"input_title": title, "input_message": _cut(_clean(column.hint), LONGEST_HINT)}
    if column.choices:
        return hint | _rule(column.choices, lists, "stop")
    if column.offers:
        return hint | _rule(column.offers, lists, "stop") | {"show_error": False}
    if column.day:
        days = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return hint | days | {"error_type": "warning", "error_message": "日期请写成 2026-10-12 的样子。"}
    return hint | {"validate": "any"}


# ── head and lists ───────────────────────────────────────────────────────────


def _head(sheet: Sheet, columns: tuple[Column, ...]) -> None:
    """Write the nested head, each row as tall as its words, a deep cell over the rows it stands on."""
    cells = head_cells(columns)
    heights = [20.0] * max(cell.row + cell.rows for cell in cells)
    pens = dict.fromkeys(cells, "head")
    for cell in sorted((cell for cell in cells if not columns[cell.column].hidden), key=lambda cell: cell.rows):
        end = cell.row + cell.rows
        words, room = _clean(cell.text), sum(sheet.widths[cell.column : cell.column + cell.columns])
        if upright(words, _room(room)):
            pens[cell], room = "upright", 0
        heights[end - 1] += max(0, _height(words, room) + 2 - sum(heights[cell.row : end]))
    for number, height in enumerate(heights, sheet.row):
        sheet.paper.set_row(number, min(TALLEST, height))
    for cell in cells:
        sheet.spread(cell._replace(row=cell.row + sheet.row), pens[cell])
    sheet.row += len(heights)


def _rule(choices: tuple[str, ...], lists: Lists, kind: str) -> dict[str, str | list[str]]:
    """Put a closed list into the drop-down itself if Excel lets it stand there, else into the hidden sheet."""
    source: str | list[str] = [_clean(choice) for choice in choices]
    joined = ",".join(source)
    plain = all(word and word == word.strip() and not re.search(r'^=|[,"\n]', word) for word in source)
    if not plain or _cut(joined, LONGEST_LIST) != joined:
        number = len(lists)
        source = lists.setdefault(choices, f"='{LISTS}'!{xl_range_abs(0, number, len(choices) - 1, number)}")
    return {"validate": "list", "source": source, "error_type": kind, "error_message": "请从下拉列表中选择。"}


def _lists(paper: xlsxwriter.worksheet.Worksheet, lists: Lists) -> None:
    paper.hide()
    for number, choices in enumerate(lists):
        for row, choice in enumerate(choices):
            paper.write_string(row, number, _clean(choice))
