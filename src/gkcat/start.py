"""A new workspace: the vocabularies that hold everywhere, and one unit as the pattern for the others.

The one rule: what is laid down passes `gkcat validate`, and nothing that stands there already is touched.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from gkcat import RefusedError
from gkcat.catalog import read_catalog
from gkcat.schema import schemas, text
from gkcat.shipped import DEFAULTS
from gkcat.unit import read_card

_PATTERN = DEFAULTS / "templates" / "start"
_GENERAL = ("stages", "power_types", "channels", "laws", "limits", "withholding")
"""The tables of our own catalogue that no place is named in, but for lines that begin with its name."""
_CARD = "units/zfb/unit.yaml"
_HERE = "神木"
_NAME = re.compile(r"\w{2,40}")
_HIDDEN = {"gitignore": ".gitignore", "gitattributes": ".gitattributes"}
"""Names that would do their work on the pattern itself if they stood there as they are."""


def start(folder: Path, name: str, level: str, issuer: str, day: date) -> dict[str, bytes]:
    """The files of a new workspace by path: for this place (神木市) at this level, compiled by this office.

    Raises RefusedError when the folder holds anything but hidden files, or the name is none.
    """
    if folder.exists() and (not folder.is_dir() or any(not path.name.startswith(".") for path in folder.iterdir())):
        message = f"{folder} 里已经有文件，没有动；请另选一个空文件夹"
        raise RefusedError(message)
    for words in (name, issuer):
        if not _NAME.fullmatch(words):
            message = f"名称“{words}”里只能有汉字、字母和数字，如 神木市"
            raise RefusedError(message)
    files = dict(_pattern(name=name, level=level, issuer=issuer, today=day))
    files |= {f"catalog/{table}.yaml": _general(table, name) for table in _GENERAL}
    card, _ = read_card(_CARD, files[_CARD])
    tables = {Path(path).stem: data for path, data in files.items() if path.startswith("catalog/")}
    catalog, _ = read_catalog(tables, {Path(_CARD).parent.name: card} if card else {})
    return files | {f"schema/{kind}.schema.json": text(body).encode() for kind, body in schemas(catalog).items()}


def _pattern(**words: object) -> Iterator[tuple[str, bytes]]:
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - YAML and Markdown; the words are checked above
    for path in sorted(_PATTERN.rglob("*")):
        if path.is_file():
            at = path.relative_to(_PATTERN).as_posix()
            yield _HIDDEN.get(at, at), environment.from_string(path.read_text("utf-8")).render(words).encode()


def _general(table: str, name: str) -> bytes:
    lines = (DEFAULTS / "catalog" / f"{table}.yaml").read_text("utf-8").replace(f"{_HERE}市", name).splitlines()
    return "".join(f"{line}\n" for line in lines if _HERE not in line).encode()
