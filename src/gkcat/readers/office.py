"""Old .doc and .xls (and what else LibreOffice reads) → grids, by letting LibreOffice turn them into new ones.

The one rule: LibreOffice works on a copy in a folder of its own, and what it made is read like any stranger's file.
"""

import importlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from gkcat import doubts, libreoffice
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Grid, UnfitError

_SECONDS = 120
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_EXCEL = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The tables of an old file. Raises UnfitError."""
    data = path.read_bytes()
    if _LOCKED in data:
        message = "文件设了打开密码"
        raise UnfitError(message)
    if data.startswith(_OLE) and not any(name in data for name in (_WORD, *_EXCEL)):
        message = "里面没有 Word 文档或者 Excel 工作簿，文件不完整或者已损坏"
        raise UnfitError(message)
    kind = "docx" if _is_word(data, path) else "xlsx"
    if not libreoffice.program():
        return [], [_without(path, "读旧格式的文件要用 LibreOffice，而它没有安装")]
    with tempfile.TemporaryDirectory(prefix="gkcat-") as folder:
        made = _convert(path, Path(folder), kind)
        if made is None:
            return [], [_without(path, "LibreOffice 没有转换成功，文件可能设了密码或者已损坏")]
        grids, findings = importlib.import_module(f"gkcat.readers.{kind}").read(made)
    named = [replace(grid, source=path.name) for grid in grids]
    return named, [replace(each, where=replace(each.where, path=each.where.path.replace(made.name, path.name, 1)))
                   for each in findings]  # fmt: skip


def _is_word(data: bytes, path: Path) -> bool:
    """Whether it is a text rather than a workbook: by what the file names its streams, else by its ending."""
    if data.startswith(b"{\\rtf") or _WORD in data:
        return True
    if any(name in data for name in _EXCEL):
        return False
    return path.suffix.lower() in {".doc", ".rtf", ".odt", ".wps"} or b'progid="Word' in data[:4096]


def _convert(path: Path, folder: Path, kind: str) -> Path | None:
    """Let LibreOffice convert a copy under a plain name; None when nothing came of it."""
    copy = folder / f"table{path.suffix.lower() if path.suffix.isascii() else ''}"
    shutil.copyfile(path, copy)
    try:
        code, _ = libreoffice.convert([copy], kind, folder / "out", _SECONDS)
    except OSError:
        return None
    return next((folder / "out").glob(f"*.{kind}"), None) if code == 0 else None


def _without(path: Path, fault: str) -> Finding:
    ending = ".docx" if path.suffix.lower() in {".doc", ".wps", ".rtf"} else ".xlsx"
    return tell(doubts.NO_OFFICE, whole(path.name), fault, f"请用 Word、Excel 或者 WPS 另存为 {ending} 再导入")
