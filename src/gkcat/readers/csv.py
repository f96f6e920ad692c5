"""A CSV file → one grid.

The one rule: the encoding is proved by decoding all of it, never guessed from a part.
"""

import csv
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Draughtsman, Grid, UnfitError

_SIGNS = ",\t;，|"
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")  # an apostrophe that keeps a spreadsheet from reckoning
_ROWS, _FIELDS = 200_000, 4_000_000
_START, _SEEN = 200_000, 100  # characters and rows that tell what separates the cells


def read(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The one table of a CSV file."""
    text = decode(path.read_bytes())
    if text is None:
        return [], [
            tell(doubts.ENCODING, whole(path.name), "文字的编码认不出来", "请另存为“CSV UTF-8”或者 .xlsx 再导入")
        ]
    csv.field_size_limit(1 << 20)
    sign = _sign(text)
    if text.count(sign) + text.count("\n") > _FIELDS:
        message = f"表格里的单元格超过 {_FIELDS // 10_000} 万个"
        raise UnfitError(message)
    draw = Draughtsman(path.name, "表1")
    cut = False
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            if number >= _ROWS:
                cut = True
                break
            for column, cell in enumerate(row):
                draw.put(number, column, cell[1:] if _GUARDED.match(cell) else cell)
    except csv.Error:
        message = "不是完整的 CSV 表格，或者已损坏"
        raise UnfitError(message) from None
    findings = (
        [tell(doubts.CUT, whole(path.name), f"超过 {_ROWS} 行，后面的没有读", "请拆成几个文件")]
        if cut or draw.cut
        else []
    )
    grid = draw.done()
    return [grid] if grid.rows else [], findings


def decode(data: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark, or GB18030; None when it is none of them."""
    encodings = ["utf-8-sig", "gb18030"]
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings.insert(0, "utf-16")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _sign(text: str) -> str:
    """What separates the cells: the sign by which most rows are of one width; ， and ； stand in sentences too."""
    return max(_SIGNS, key=lambda sign: (*_even(text[:_START], sign), -_SIGNS.index(sign)))


def _even(start: str, sign: str) -> tuple[float, int]:
    """The share of the rows that are of one width, and their cells; one cell to a row is no table."""
    try:
        rows = csv.reader(io.StringIO(start, newline=""), delimiter=sign)
        widths = Counter(len(row) for row in islice(rows, _SEEN) if row)
    except csv.Error:
        return 0, 0
    wide = ((rows, width) for width, rows in widths.items() if width > 1)
    rows_alike, width = max(wide, default=(0, 0))
    return rows_alike / max(1, widths.total()), rows_alike * width
