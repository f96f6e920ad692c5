"""Retiring an item: its id goes into catalog/retired.yaml and is never given again.

The one rule: the list is only ever added to, as text, and what comes out is read again and compared.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

from gkcat import RefusedError, git
from gkcat.amend import one_line
from gkcat.catalog import read_catalog
from gkcat.source import Plain, parse
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

PATH = "catalog/retired.yaml"
_NEW = """\
# yaml-language-server: $schema=../schema/retired.schema.json
# 已撤销的事项：编号不再使用。由 gkcat retire 登记。
retired:
"""
_BOM = b"\xef\xbb\xbf"
_EMPTY = re.compile(r"^(retired:)[ \t]*\[[ \t]*\]", re.MULTILINE)
_DASH = re.compile(r"^( *)- ", re.MULTILINE)


def retire(workspace: Workspace, full_id: str, reason: str, on: date) -> tuple[dict[str, bytes], list[str]]:
    """The file as it would be with the item ``<unit>.<id>`` in it, and what was done, in sentences.

    Raises RefusedError, in Chinese, while the item still stands in the unit's files, when it is retired already,
    when the unit is none of the roster's, when the files can't tell, or when git knows that there never was such an id.
    """
    unit, _, item = full_id.partition(".")
    entry = {"unit": unit, "id": item, "on": on.isoformat(), "reason": one_line(reason)}
    if not item or not all(map(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z").match, (unit, item))):
        _refuse(f"“{full_id}”不是事项的全编号，应写成 单位代号.事项编号，如 zrzyj.zdbc-001")
    if not entry["reason"]:
        _refuse("请写明撤销的理由，如：并入征地补偿安置方案")
    _retirable(workspace, unit, item)
    return {PATH: _added(workspace.read(PATH), entry)}, [f"已登记撤销 {full_id}，这个编号不再使用。"]


def _retirable(workspace: Workspace, unit: str, item: str) -> None:
    """Refuse what may not be retired."""
    files, unread = workspace.catalog_files()
    catalog, _ = read_catalog(files, {})
    if unit not in catalog.roster:
        _refuse(f"名册上没有单位 {unit}，请核对 catalog/catalog.yaml 的 units")
    if "retired" in catalog.unread or any(finding.where.path == PATH for finding in unread):
        _refuse(f"{PATH} 有错误，请先运行 gkcat validate 改正")
    gone = catalog.retired_id.get((unit, item))
    if gone is not None:
        _refuse(f"{unit}.{item} 已经登记撤销" + (f"（{gone.on}）" if gone.on else ""))
    files, unread = workspace.unit_files(unit)
    read, _ = read_unit(unit, files)
    for entry in read.entries:
        if entry.item.id == item:
            _refuse(f"{unit}.{item}（{entry.item.name}）还在 {entry.path} 里，请先从中删去，再登记撤销")
    if unread or not read.complete:
        _refuse(f"units/{unit} 里有读不下去的文件，看不出 {item} 是否已经删去，请先运行 gkcat validate 改正")
    if not _may_have_been(workspace.root, unit, item):
        _refuse(f"git 的记录里，units/{unit} 从来没有过编号 {item}，请核对；gkcat diff 可以看到删去了哪些事项")


def _may_have_been(root: Path, unit: str, item: str) -> bool:
    """Whether the id was ever in the unit's files; so it is taken to be where git can't tell."""
    try:
        return git.shallow(root) or git.mentioned(root, item, f"units/{unit}")
    except RefusedError:
        return True


def _added(data: bytes, entry: dict[str, str]) -> bytes:
    """The file with the entry after the others, comments and all else as they stand."""
    bom, text = data[: len(_BOM)] == _BOM, data.decode("utf-8-sig") or _NEW
    before, _ = parse(PATH, text.encode())
    meant = [*_entries(before), entry]
    new = next((form for form in _forms(text, entry) if _entries(parse(PATH, form.encode())[0]) == meant), "")
    if not new:
        _refuse(f"{PATH} 的写法接不下去；请改成每条另起一行、以“- ”开头，再试一次")
    return (_BOM if bom else b"") + new.encode()


def _entries(plain: Plain | None) -> list[Plain]:
    listed = plain.get("retired") if isinstance(plain, dict) else None
    return listed if isinstance(listed, list) else []


def _forms(text: str, entry: dict[str, str]) -> Iterator[str]:
    """Ways to write it, the plainest first: the reason without and with quotes."""
    end = "\r\n" if "\r\n" in text else "\n"
    body = _EMPTY.sub(r"\1", text)
    body += "" if body.endswith("\n") else end
    found = _DASH.search(body)
    indent = found[1] if found else "  "
    for reason in (entry["reason"], json.dumps(entry["reason"], ensure_ascii=False)):
        rows = [f"{key}: {value}" for key, value in (entry | {"reason": reason}).items()]
        yield body + f"{indent}- " + f"{end}{indent}  ".join(rows) + end


def _refuse(message: str) -> NoReturn:
    raise RefusedError(message)
