"""Files of all kinds → grids, chosen by what a file holds, not by what it is called.

The one rule: a file is a stranger's; whatever is wrong with it is a finding, and nothing of it is run or followed.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Grid, UnfitError
from gkcat.readers.package import BROKEN, MAX_FILE, is_package, open_package

if TYPE_CHECKING:
    from collections.abc import Callable

Read = tuple[list[Grid], list[Finding]]

_NAMES = {
    "xlsx": "Excel 工作簿",
    "docx": "Word 文档",
    "html": "网页",
    "csv": "文本表格",
    "office": "旧格式的 Office 文件",
}
_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et"),
    "docx": (".docx", ".docm", ".dotx", ".dotm", ".wps"),
    "html": (".html", ".htm", ".xhtml"),
    "csv": (".csv", ".txt", ".tsv"),
    "office": (".doc", ".xls", ".rtf", ".ods", ".odt", ".wps", ".et", ".xml"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINS = 65_536  # bytes that tell what a file is
_OTHERS = {b"%PDF": "PDF 文件", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!": "RAR 压缩包"}


def read(path: Path) -> Read:
    """The tables of a file in their order, and what there is to say of the file."""
    try:
        kind, findings = _kind(path)
        if not kind:
            return [], findings
        module = importlib.import_module(f"gkcat.readers.{kind}")
        reading: Callable[[Path], Read] = module.read
        grids, wrong = reading(path)
    except UnfitError as error:
        return [], [_unfit(path, str(error))]
    except BROKEN as error:
        return [], [_broken(path, error)]
    return grids, [*findings, *wrong]


def _kind(path: Path) -> tuple[str, list[Finding]]:
    """Which reader is to read a file; none with the findings when none can."""
    size = path.stat().st_size
    if size > MAX_FILE:
        return "", [_unfit(path, f"文件有 {size >> 20} 兆字节，超过 {MAX_FILE >> 20} 兆字节")]
    with path.open("rb") as file:
        start = file.read(_BEGINS)
    kind, fault = _packaged(path) if is_package(path) else _told_by(start, path)
    if fault:
        return "", [fault]
    ending = path.suffix.lower()
    fits = not ending or ending in _ENDINGS[kind]
    return kind, [] if fits else [_mislabelled(path, kind)]


def _packaged(path: Path) -> tuple[str, Finding | None]:
    package = open_package(path)
    with package.zip:
        if "word/document.xml" in package.names:
            return "docx", None
        if any(name.startswith("xl/") for name in package.names):
            return "xlsx", None
        if "content.xml" in package.names and "mimetype" in package.names:
            return "office", None
    return "", _unknown(path, "压缩包，里面没有 Word 文档或者 Excel 工作簿")


def _told_by(start: bytes, path: Path) -> tuple[str, Finding | None]:  # noqa: PLR0911 - one answer a kind of file
    if not start.strip():
        return "", _unknown(path, "空文件")
    if start.startswith(_OLE):
        return "office", None
    for mark, name in _OTHERS.items():
        if start.startswith(mark):
            return "", _unknown(path, name)
    text = _plain(start).lower()
    if text.lstrip("\ufeff \r\n").startswith("{\\rtf") or "<?mso-application" in text:
        return "office", None
    if any(mark in text for mark in ("<html", "<table", "<!doctype html")):
        return "html", None
    if "\0" in text:
        return "", _unknown(path, "二进制文件")
    return "csv", None


def _plain(start: bytes) -> str:
    """The beginning as text, near enough to look for marks in."""
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return start.decode("utf-16", "ignore")
    return start.decode("latin-1")


# ── what is said of a file ───────────────────────────────────────────────────


def _unknown(path: Path, what: str) -> Finding:
    cure = "请提供 Excel（.xlsx）、Word（.docx）、网页（.html）或者 CSV 文件"
    return tell(doubts.UNKNOWN_FILE, whole(path.name), f"这是{what}，不能导入", cure)


def _mislabelled(path: Path, kind: str) -> Finding:
    message = f"扩展名是“{path.suffix}”，内容却是{_NAMES[kind]}，照内容读取"
    return tell(doubts.MISLABELLED, whole(path.name), message, "请核对是不是想要的文件")


def _unfit(path: Path, fault: str) -> Finding:
    kind = doubts.TOO_MUCH
    if "密码" in fault:
        kind = doubts.PROTECTED
    elif "损坏" in fault or "实体" in fault:
        kind = doubts.DAMAGED
    cure = "请用 Office 打开后把目录表格复制到新文件，另存再导入"
    return tell(kind, whole(path.name), f"{fault}，没有导入", cure)


def _broken(path: Path, error: Exception) -> Finding:
    if isinstance(error, FileNotFoundError):
        return tell(doubts.UNKNOWN_FILE, whole(path.name), "没有这个文件", "请核对文件名和位置")
    if isinstance(error, IsADirectoryError):
        return tell(doubts.UNKNOWN_FILE, whole(path.name), "这是文件夹，不是文件", "请写明文件")
    if isinstance(error, PermissionError):
        return tell(doubts.UNKNOWN_FILE, whole(path.name), "没有权限读取这个文件", "请核对文件的权限，或者复制一份")
    cure = "请重新下载，或者用 Office 打开修复后另存"
    return tell(doubts.DAMAGED, whole(path.name), "文件不完整或者已损坏，没有导入", cure)
