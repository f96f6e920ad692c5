"""Fixes and formatting: the commands that write into users' files.

The one rule: nothing is written before the new text was read again and means what was meant; then by rename.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkcat import RefusedError
from gkcat.finding import Finding, Report, Where
from gkcat.formatting import normal
from gkcat.pipeline import ALL, Question, check
from gkcat.source import splice
from gkcat.workspace import Workspace

_PASSES = 10  # a fix may uncover another; what is not done by then goes round in circles
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it: new contents by path, how many fixes, and what is left."""

    files: Mapping[str, bytes]
    fixes: int
    report: Report


def fix(workspace: Workspace, question: Question = ALL, *, unsafe: bool = False) -> Mended:
    """Apply fixes in memory, pass by pass; overlapping ones wait for the next pass. Nothing is written."""
    files: dict[str, bytes] = {}
    fixes = 0
    for _ in range(_PASSES):
        now = Workspace(workspace.root, files)
        report = check(now, question)
        done = 0
        for path, edits in _edits(report.findings, unsafe=unsafe).items():
            data, count = _apply(now.read(path), edits)
            if count:
                files = {**files, path: data}
                done += count
        fixes += done
        if not done:
            break
    return Mended(files, fixes, report)


def form(workspace: Workspace, question: Question = ALL) -> tuple[dict[str, bytes], list[Finding]]:
    """The files that are not in normal form, as they would be; and what stood in the way."""
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for path in workspace.yaml_files():
        if not question.covers(path):
            continue
        old = workspace.read(path)
        new, wrong = normal(path, old)
        findings += wrong
        if new is not None and new != old:
            files[path] = new
    return files, findings


def save(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    """Write files beside the old ones, then rename: a file is the old one or the new one, never half of either.

    Raises RefusedError before anything is replaced when a link leads one of them out of the workspace.
    """
    ready: list[tuple[str, Path]] = []
    try:
        for name, data in files.items():
            path = (workspace.root / name).resolve()
            if not path.is_relative_to(workspace.root.resolve()):
                message = f"{name} 经由链接通到目录以外，没有写入；请删去链接，再试一次"
                raise RefusedError(message)
            handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
            ready.append((temporary, path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        while ready:
            temporary, path = ready.pop()
            Path(temporary).replace(path)
    finally:
        for temporary, _ in ready:
            Path(temporary).unlink(missing_ok=True)


def _edits(findings: Iterable[Finding], *, unsafe: bool) -> dict[str, dict[Where, str]]:
    """The fixes to make in this pass, by file: one at a pointer, the others wait."""
    edits: dict[str, dict[Where, str]] = {}
    taken: set[tuple[str, object]] = set()
    for finding in findings:
        where = finding.where
        if finding.fix is None or not (finding.fix.safe or unsafe) or (where.path, where.pointer) in taken:
            continue
        taken.add((where.path, where.pointer))
        edits.setdefault(where.path, {})[where] = finding.fix.text
    return edits


def _apply(data: bytes, edits: Mapping[Where, str]) -> tuple[bytes, int]:
    """The edited file and how many edits were made: all at once, or those that can be made one by one."""
    bom, text = data[: len(_BOM)] == _BOM, data.decode("utf-8-sig")
    spliced = splice(text, edits)
    if spliced is not None:
        return _encode(spliced, bom=bom), len(edits)
    return _one_by_one(text, list(edits.items()), bom=bom)


def _one_by_one(text: str, edits: Sequence[tuple[Where, str]], *, bom: bool) -> tuple[bytes, int]:
    done = 0
    for where, new in edits:
        spliced = splice(text, {where: new})
        if spliced is not None:
            text, done = spliced, done + 1
    return _encode(text, bom=bom), done


def _encode(text: str, *, bom: bool) -> bytes:
    return (_BOM if bom else b"") + text.encode()
