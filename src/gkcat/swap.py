"""A folder built aside that takes another's place when all went well.

The one rule: what was there stays until the new one is whole; what a killed run left behind, the next one clears away.
"""

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from gkcat import RefusedError

MARK = ".gkcat-building"  # in each folder built aside: the machine and the process that builds it
KEPT = "out"  # in the folder set aside: what stood in the place before
DAY = 86_400  # seconds after which a folder of another machine, or of a system without signals, is taken for left


@contextmanager
def swapped(out: Path) -> Iterator[Path]:
    """A new folder beside ``out`` that takes its place when all went well, and is gone when not.

    Raises RefusedError when something stands there that gkcat did not make.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    _clear(out)
    if out.exists() and not (out.is_dir() and ((out / "manifest.json").is_file() or not any(out.iterdir()))):
        message = f"{out} 里有别的东西，不是 gkcat 生成的，不敢覆盖；请另选 --out"
        raise RefusedError(message)
    folder = _aside(out)
    try:
        yield folder
        (folder / MARK).unlink()
        folder.chmod(0o755)
        old = _aside(out)
        if out.exists():
            out.rename(old / KEPT)
        folder.rename(out)
        shutil.rmtree(old)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _aside(out: Path) -> Path:
    """A new hidden folder beside ``out``, marked as this process's."""
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    (folder / MARK).write_text(f"{platform.node()}\n{os.getpid()}\n", encoding="utf-8")
    return folder


def _clear(out: Path) -> None:
    """Remove what killed runs left beside ``out``; what one of them had just set aside goes back to its place."""
    for folder in sorted(out.parent.iterdir()):
        ours = folder.name.startswith(f".{out.name}-") and not folder.is_symlink()
        if not ours or not _left(folder / MARK):
            continue
        if (folder / KEPT).is_dir() and not out.exists():
            (folder / KEPT).rename(out)
        shutil.rmtree(folder, ignore_errors=True)


def _left(mark: Path) -> bool:
    """Whether the folder is gkcat's, and nobody builds in it any more."""
    try:
        host, process = mark.read_text(encoding="utf-8").split("\n")[:2]
        age = time() - mark.stat().st_mtime
    except (OSError, ValueError):  # no mark: not ours to remove
        return False
    if os.name != "posix" or host != platform.node() or not process.isdecimal():
        return age > DAY
    with suppress(PermissionError):  # it lives, as somebody else's
        try:
            os.kill(int(process), 0)  # asks whether it lives; sends nothing
        except (ProcessLookupError, OverflowError):
            return True
    return False
