"""The normal form of a YAML file of the workspace (`gkcat fmt`), so that two people's files differ only in content.

The one rule: what is given is read again and has the same meaning and the same comments, else nothing is given.

ruamel's round trip ties each comment to the token before it, so a key that moves leaves its own comment behind
and takes its neighbour's. Here the parser's events make a tree in which a comment hangs on the key or entry it
speaks of, and the tree is written anew: 860 items/s of 30 lines each, against 140.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import PurePosixPath
from types import GenericAlias
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from rich.cells import cell_len
from ruamel.yaml.resolver import implicit_resolvers

from gkcat import refusals
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.layout import NO_LAYOUT, Layout
from gkcat.model import Contract, Defaults, Item, Power, UnitCard
from gkcat.reviews.opinion import Sheet
from gkcat.source import Plain, parse
from gkcat.synonyms import Synonyms
from gkcat.tables import TABLES, Head
from gkcat.tree import BLANK, Entry, Node, Note, comments_of, tree_of

MAX_WIDTH = 100
"""Columns, wide characters counted two, in which a list or mapping may stay on one line."""


def normal(path: str, data: bytes) -> tuple[bytes | None, list[Finding]]:
    """The file in normal form; ``path`` from the root tells its kind. None with the findings when refused."""
    before, findings = parse(path, data)
    if before is None or findings:
        return None, findings
    root, comments = tree_of(plain_text(data))
    return written(path, root, before, comments)


def plain_text(data: bytes) -> str:
    """A sound file as text with one kind of line end."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def written(path: str, root: Node, meant: Plain, comments: Counter[str]) -> tuple[bytes | None, list[Finding]]:
    """A tree in normal form; None with the finding unless it is read again as what was meant, with these comments."""
    result = "".join(f"{line}\n" for line in _document(root, _form(path)))
    data = result.encode()
    after, wrong = parse(path, data)
    if wrong or after != meant or comments_of(result) != comments:
        return None, [_unsafe(path)]
    return data, []


def _unsafe(path: str) -> Finding:
    where = Where(path, line=1, column=1, end_column=2)
    message = "为避免改变内容，没有改写，文件保持原样"
    return stamp(Problem(where, message, "请对照规范的样子手工调整，再运行一次"), refusals.UNSAFE_REWRITE, where)


# ── the order of keys ────────────────────────────────────────────────────────


class _Items(Contract):
    """units/<unit>/<domain>.yaml."""

    domain: str
    defaults: Defaults
    items: tuple[Item, ...]


def _form(path: str) -> Any:
    """What the contract says of the top of a file: a model, a ``dict[…, …]``, or None when it says nothing."""
    match PurePosixPath(path).parts:
        case ("units", _, name):
            return {"unit.yaml": UnitCard, "powers.yaml": _table(Power)}.get(name, _Items)
        case ("catalog", "reviews", _):
            return Sheet
        case ("catalog", name):
            tables = {f"{table}.yaml": _table(kind) for table, kind in TABLES.items()}
            return {"catalog.yaml": Head, **tables}.get(name)
        case ("templates", "layouts", name):
            return {f"{NO_LAYOUT}.yaml": Synonyms}.get(name, Layout)
    return None


def _table(kind: type[Contract]) -> Any:
    """A file of one key, whatever its name, and a list below it."""
    return GenericAlias(dict, (str, kind))


@cache
def _shape(annotation: Any) -> Any:
    """The model or dict within an annotation such as ``tuple[Disclosure, ...]`` or ``Scope | None``."""
    if get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return annotation
    return next(filter(None, map(_shape, get_args(annotation))), None)


@cache
def _fields(form: Any) -> dict[str, tuple[int, Any]]:
    """The keys of a model → (rank, what is below)."""
    if form is None or get_origin(form) is dict:
        return {}
    return {name: (rank, _shape(info.annotation)) for rank, (name, info) in enumerate(form.model_fields.items())}


@lru_cache(maxsize=4096)
def _below(form: Any, key: str | None) -> Any:
    """What the contract says of the value of a key; entries of a list are of their list's form."""
    if key is None:
        return form
    if get_origin(form) is dict:
        return _shape(get_args(form)[1])
    return _fields(form).get(key, (0, None))[1]


# ── writing ──────────────────────────────────────────────────────────────────


def _document(root: Node, form: Any) -> list[str]:
    """The lines of the file. What stands above the first key, or above a blank line there, stays at the top."""
    if not root.entries:
        bare = _inline(root, form) if root.kind == "text" or root.flow else None
        return _trim([bare or "", *root.below])
    first = root.entries[0]
    above = _trim(first.above)
    cut = max((at for at, line in enumerate(above) if not line), default=len(above))
    first.above = above[cut:]
    return [*above[:cut], *above[cut : cut + 1], *_block(root, form, "")]


def _block(node: Node, form: Any, indent: str) -> list[str]:
    """The lines of a collection in block form, the first of them not empty."""
    lines: list[str] = []
    for entry in _ordered(node, form):
        written = _entry(entry, form, indent)
        if _stands_apart(entry, node, form):
            written = ["", *_trim(written)]
        lines += written
    return _trim(lines + _indented(node.below, indent))


def _ordered(node: Node, form: Any) -> list[Entry]:
    """The entries in the contract's order; unknown keys come last, as they stood."""
    if node.kind == "list":
        return node.entries
    ranks = _fields(form)
    return sorted(node.entries, key=lambda entry: ranks.get(entry.key.value if entry.key else "", (99, None))[0])


def _stands_apart(entry: Entry, node: Node, form: Any) -> bool:
    """Whether a blank line goes above: `items:` and every item but the first."""
    return (form is Item and node.kind == "list") or (
        form is _Items and entry.key is not None and entry.key.value == "items"
    )


def _entry(entry: Entry, form: Any, indent: str) -> list[str]:
    """A pair or list entry with its comments."""
    above = _single(_indented(entry.above, indent)) if entry.above else []
    lead = indent + (_text(entry.key, _KEY) + ":" if entry.key else "-")
    below = _below(form, entry.key.value if entry.key else None)
    literal = _literal(entry.value)
    if literal:
        return [*above, _beside(f"{lead} {literal[0]}", entry.beside), *_indented(literal[1:], indent + "  ")]
    line = _one_line(entry, below, lead)
    if line is not None:
        return [*above, _beside(line, entry.beside)]
    lines = _block(entry.value, below, indent + "  ")
    if entry.key:
        return [*above, _beside(lead, entry.beside), *lines]
    beside = [indent + entry.beside.text] if entry.beside else []
    dash = next(at for at, line in enumerate(lines) if line and not line.lstrip().startswith("#"))
    hoisted = [line[2:] for line in lines[:dash]]  # comments of the first key go above the dash
    return [*_single([*above, *beside, *hoisted]), f"{lead} {lines[dash].lstrip()}", *lines[dash + 1 :]]


def _one_line(entry: Entry, form: Any, lead: str) -> str | None:
    """The entry on one line; None when it needs a block. A `gkcat: ignore` speaks of its line: this stays one."""
    node = entry.value
    if node.kind == "text":
        return f"{lead} {_text(node, _ENTRY)}".rstrip(" ")
    text = _inline(node, form)
    if text is None:
        return None
    line = f"{lead} {text}"
    pinned = not node.entries or (entry.beside is not None and "gkcat:" in entry.beside.text)
    return line if pinned or cell_len(line) <= MAX_WIDTH else None


def _inline(node: Node, form: Any) -> str | None:
    """A value in brackets: only what was so, has no comments inside and nests no further than a list in a mapping."""
    if node.kind == "text":
        return _text(node, _BETWEEN_BRACKETS)
    commented = node.below or any(entry.above or entry.beside for entry in node.entries)
    if node.entries and (commented or not node.flow):
        return None
    parts: list[str] = []
    for entry in _ordered(node, form):
        below = _below(form, entry.key.value if entry.key else None)
        text = _inline(entry.value, below) if _nests(node, entry.value) else None
        if text is None:
            return None
        parts.append(f"{_text(entry.key, _KEY_BETWEEN_BRACKETS)}: {text}" if entry.key else text)
    inner = ", ".join(parts)
    return f"{{{inner}}}" if node.kind == "mapping" else f"[{inner}]"


def _nests(outer: Node, inner: Node) -> bool:
    """Whether a value may stand within the brackets of another."""
    return inner.kind == "text" or (outer.kind == "mapping" and inner.kind == "list")


def _indented(lines: Iterable[str], indent: str) -> list[str]:
    return [indent + line if line else "" for line in lines]


def _beside(line: str, note: Note | None) -> str:
    """Put a comment at the end of a line; those that were aligned keep their column where there is room."""
    if note is None:
        return line
    gap = max(1, note.gap) if note.gap <= _CLOSE else max(_CLOSE, note.edge - cell_len(line))
    return line + " " * gap + note.text


_CLOSE = 2  # spaces before a comment that is not aligned with others


def _single(lines: Sequence[str]) -> list[str]:
    """With one empty line for several."""
    return [line for at, line in enumerate(lines) if line or not at or lines[at - 1]]


def _trim(lines: list[str]) -> list[str]:
    """Without empty lines at the beginning."""
    return lines[next((at for at, line in enumerate(lines) if line), len(lines)) :]


# ── scalars ──────────────────────────────────────────────────────────────────

_ENTRY, _BETWEEN_BRACKETS, _KEY, _KEY_BETWEEN_BRACKETS = "- {}", "[{}]", "{}: x", "{{{}: x}}"
"""Where a scalar may stand. What is good after a dash is good after a key as well."""

_PLAIN = re.compile("[\u4e00-\u9fff《][\u4e00-\u9fff0-9A-Za-z，。、；：《》（）〔〕“”/.-]*")
"""Texts that every reader of YAML takes for themselves, wherever they stand: they begin with a Chinese sign and have
none of YAML's own, nor a blank. Asking the parser about each took 1.3 of the 2.4 s for 10,000 rows."""

_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _text(node: Node, place: str) -> str:
    """A scalar on one line, in quotes only where YAML, or another reader of YAML, would need them."""
    if node.kept and place == (_BETWEEN_BRACKETS if node.flow and node.value else _ENTRY):
        return node.value  # as it stood, where it stood: nothing to ask the parser
    if _PLAIN.fullmatch(node.value):
        return node.value
    if (not node.style or _only_text(node.value)) and _reads(place, node.value):
        return node.value
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(node.value, ensure_ascii=False))


@lru_cache(maxsize=1 << 14)
def _only_text(value: str) -> bool:
    """Whether any reader of YAML sees a text: no number, date, truth or nothing, and no space that is not seen."""
    lettered = any(sign.isalpha() or not sign.isascii() for sign in value)
    resolved = any(pattern.match(value) for _, _, pattern, _ in implicit_resolvers)
    return lettered and not resolved and value == value.strip()


@lru_cache(maxsize=4096)
def _reads(place: str, value: str) -> bool:
    """Whether a text without quotes is read as itself."""
    if not value or "\n" in value:
        return False
    plain, findings = parse("", place.format(value).encode())
    return not findings and isinstance(plain, list | dict) and list(plain) == [value]


def _literal(node: Node) -> list[str]:
    """A text of several lines, from the sign on; empty when it was not written so or can't be."""
    value = node.value
    if "\n" not in value or node.flow or node.style in {"'", '"'}:
        return []
    ended = value.endswith("\n")
    texts = value.removesuffix("\n").split("\n")
    if not texts[-1] or any(text and not text.strip(BLANK) for text in texts):
        return []  # the reader would take these lines for blank ones between entries
    deeper = "2" if value.lstrip("\n")[0] in BLANK else ""
    lines = [f"|{deeper}{'' if ended else '-'}", *texts]
    plain, findings = parse("", "\n  ".join([f"- {lines[0]}", *texts]).encode() + b"\n")
    return lines if not findings and plain == [value] else []
