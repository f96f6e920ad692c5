"""The normal form of a YAML file of the workspace (`gkcat fmt`), so that two people's files differ only in content.

The one rule: what is given is read again and has the same meaning and the same comments, else nothing is given.

ruamel's round trip ties each comment to the token before it, so a key that moves leaves its own comment behind
and takes its neighbour's. Here the parser's events make a tree in which a comment hangs on the key or entry it
speaks of, and the tree is written anew: 860 items/s of 30 lines each, against 140.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import PurePosixPath
from types import GenericAlias
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from rich.cells import cell_len
from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.resolver import implicit_resolvers

from gkcat import refusals
from gkcat.catalog import TABLES, Head
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.layout import NO_LAYOUT, Layout
from gkcat.model import Contract, Defaults, Item, Power, UnitCard
from gkcat.opinion import Sheet
from gkcat.source import parse
from gkcat.synonyms import Synonyms

MAX_WIDTH = 100
"""Columns, wide characters counted two, in which a list or mapping may stay on one line."""


def normal(path: str, data: bytes) -> tuple[bytes | None, list[Finding]]:
    """The file in normal form; ``path`` from the root tells its kind. None with the findings when refused."""
    before, findings = parse(path, data)
    if before is None or findings:
        return None, findings
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    events = _events(text)
    notes = [*_notes(text, events)]
    lines = _document(_Reader(text, events, notes).read(), _form(path))
    result = "".join(f"{line}\n" for line in lines)
    after, wrong = parse(path, result.encode())
    if wrong or after != before or _texts(notes) != _texts(_notes(result, _events(result))):
        return None, [_unsafe(path)]
    return result.encode(), []


def _texts(notes: Iterable["_Note"]) -> Counter[str]:
    return Counter(note.text for note in notes)


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


def _below(form: Any, key: "_Node | None") -> Any:
    """What the contract says of the value of a key; entries of a list are of their list's form."""
    if key is None:
        return form
    if get_origin(form) is dict:
        return _shape(get_args(form)[1])
    return _fields(form).get(key.value, (0, None))[1]


# ── the tree ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Note:
    """A comment. ``own``: alone on its line, and ``blank`` whether the line above is empty.

    ``column`` from 0 in characters, ``edge`` in columns of the screen; ``gap`` to what stands before it.
    """

    start: int
    end: int
    text: str
    own: bool
    blank: bool
    column: int
    edge: int
    gap: int


@dataclass(slots=True)
class _Node:
    """A text, a mapping or a list. ``flow``: it, or what a text stands in, has brackets.

    Of a text, ``style`` is its sign in YAML and ``kept`` tells that it stands in the file just as it reads;
    of a collection, ``below`` are the comments that end it.
    """

    kind: Literal["text", "mapping", "list"] = "text"
    flow: bool = False
    value: str = ""
    style: str = ""
    kept: bool = False
    entries: "list[_Entry]" = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """A pair of a mapping or an entry of a list, with the lines above it, comments or blank, that go where it goes."""

    above: list[str]
    key: _Node | None = None
    beside: _Note | None = None
    value: _Node = field(default_factory=_Node)


# ── reading ──────────────────────────────────────────────────────────────────

_BLANK = " \t"  # what YAML takes for space; a wide space is text
_COMMENT = re.compile("#[^\n\x85\u2028\u2029]*")  # to YAML's end of a line
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(?=#)")  # of a block scalar: no other may begin so
_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)
_COLLECTIONS = {*_OPENING, *_CLOSING}


def _events(text: str) -> list[Any]:
    kinds = (ScalarEvent, StreamEndEvent, *_COLLECTIONS)
    return [event for event in YAML(typ="safe").parse(text) if isinstance(event, kinds)]


def _notes(text: str, events: Sequence[Any]) -> Iterator[_Note]:
    """The comments of a file: between scalars, each # begins one."""
    done = 0
    for event in events:
        if type(event) in _COLLECTIONS:
            continue
        start = event.start_mark.index
        yield from (_note(text, found) for found in _COMMENT.finditer(text, done, start))
        header = _HEADER.match(text, start) if type(event) is ScalarEvent else None
        if header and (found := _COMMENT.match(text, header.end())):
            yield _note(text, found)
        done = event.end_mark.index


def _note(text: str, found: re.Match[str]) -> _Note:
    start = found.start()
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    bare = before.rstrip(_BLANK)
    return _Note(
        start=start,
        end=found.end(),
        text=found[0].rstrip(_BLANK),
        own=not bare,
        blank=_blank_above(text, start),
        column=len(before),
        edge=cell_len(before),
        gap=len(before) - len(bare),
    )


def _blank_above(text: str, at: int) -> bool:
    """Whether a thing is the first of its line and the line above is empty."""
    line = text.rfind("\n", 0, at) + 1
    if not line or text[line:at].strip(_BLANK):
        return False
    return not text[text.rfind("\n", 0, line - 1) + 1 : line - 1].strip(_BLANK)


class _Reader:
    """Events and comments → the tree."""

    def __init__(self, text: str, events: Sequence[Any], notes: Sequence[_Note]) -> None:
        self.text = text
        self.events = iter(events)
        self.notes = deque(notes)
        self.done = 0  # all before it is behind us
        self.owner: _Entry | None = None  # whose line it is: a comment at its end belongs to it

    def read(self) -> _Node:
        """The whole file; comments that are left end it."""
        event = next(self.events)
        root = _Node("list") if type(event) is StreamEndEvent else self.node(event, in_flow=False, outer=-1)
        root.below += self.take(len(self.text) + 1)
        return root

    def node(self, event: Any, *, in_flow: bool, outer: int) -> _Node:
        """The value that begins with an event; ``outer`` is the column of the block collection around it."""
        if type(event) is ScalarEvent:
            return self.scalar(event, in_flow=in_flow)
        node = _Node("mapping" if type(event) is MappingStartEvent else "list", event.flow_style)
        column = outer if node.flow else event.start_mark.column
        self.done = max(self.done, event.start_mark.index)
        owner = self.owner
        for following in self.events:
            if type(following) in _CLOSING:
                self.close(node, following, max(column, outer + 1), owner)
                break
            self.entry(node, following, column)
        return node

    def scalar(self, event: Any, *, in_flow: bool) -> _Node:
        start, end = event.start_mark.index, event.end_mark.index
        self.done = max(self.done, end)
        kept = not event.style and self.text[start:end] == event.value
        return _Node("text", in_flow, event.value, event.style, kept)

    def entry(self, node: _Node, event: Any, column: int) -> None:
        """Read one pair or list entry."""
        start = event.start_mark.index
        dashed = node.kind == "list" and not node.flow
        at = self.dash() if dashed else start
        entry = _Entry(self.take(at))
        if not node.flow and _blank_above(self.text, at):
            entry.above.append("")
        node.entries.append(entry)
        if dashed:  # what stands between the dash and its content has no place there in the normal form
            self.owner = None
            entry.above += self.take(start)
        self.owner = entry
        if node.kind == "mapping":
            entry.key = self.scalar(event, in_flow=node.flow)
            event = next(self.events)
            if type(event) is ScalarEvent or event.flow_style:
                entry.above += self.take(event.start_mark.index)
        entry.value = self.node(event, in_flow=node.flow, outer=column)

    def close(self, node: _Node, event: Any, floor: int, owner: _Entry | None) -> None:
        """Give a collection the comments that end it: in a block, those indented like it and not like what follows."""
        if not node.flow:
            last = event.start_mark.index >= len(self.text)
            node.below += self.take(event.start_mark.index, floor if last else max(floor, event.start_mark.column + 1))
            return
        lines = self.take(event.end_mark.index)
        (node.below if node.entries or owner is None else owner.above).extend(lines)
        self.done, self.owner = max(self.done, event.end_mark.index), owner

    def dash(self) -> int:
        """The place of the next dash."""
        at = self.text.index("-", self.done)
        for note in self.notes:
            if note.start > at:
                break
            if note.end > at:
                at = self.text.index("-", note.end)
        self.done = at + 1
        return at

    def take(self, end: int, floor: int = 0) -> list[str]:
        """The lines of comments up to a place; one beside something goes to it, one left of ``floor`` stops it."""
        lines: list[str] = []
        while self.notes and self.notes[0].start < end:
            note = self.notes[0]
            if note.own and note.column < floor:
                break
            self.notes.popleft()
            self.done = max(self.done, note.end)
            if note.own or self.owner is None:
                lines += [""] * note.blank + [note.text]
            elif self.owner.beside is None:
                self.owner.beside = note
            else:
                self.owner.above.append(note.text)
        return lines


# ── writing ──────────────────────────────────────────────────────────────────


def _document(root: _Node, form: Any) -> list[str]:
    """The lines of the file. What stands above the first key, or above a blank line there, stays at the top."""
    if not root.entries:
        bare = _inline(root, form) if root.kind == "text" or root.flow else None
        return _trim([bare or "", *root.below])
    first = root.entries[0]
    above = _trim(first.above)
    cut = max((at for at, line in enumerate(above) if not line), default=len(above))
    first.above = above[cut:]
    return [*above[:cut], *above[cut : cut + 1], *_block(root, form, "")]


def _block(node: _Node, form: Any, indent: str) -> list[str]:
    """The lines of a collection in block form, the first of them not empty."""
    lines: list[str] = []
    for entry in _ordered(node, form):
        written = _entry(entry, form, indent)
        if _stands_apart(entry, node, form):
            written = ["", *_trim(written)]
        lines += written
    return _trim(lines + _indented(node.below, indent))


def _ordered(node: _Node, form: Any) -> list[_Entry]:
    """The entries in the contract's order; unknown keys come last, as they stood."""
    ranks = _fields(form) if node.kind == "mapping" else {}
    return sorted(node.entries, key=lambda entry: ranks.get(entry.key.value if entry.key else "", (99, None))[0])


def _stands_apart(entry: _Entry, node: _Node, form: Any) -> bool:
    """Whether a blank line goes above: `items:` and every item but the first."""
    return (form is Item and node.kind == "list") or (
        form is _Items and entry.key is not None and entry.key.value == "items"
    )


def _entry(entry: _Entry, form: Any, indent: str) -> list[str]:
    """A pair or list entry with its comments."""
    above = _single(_indented(entry.above, indent))
    lead = indent + (_text(entry.key, _KEY) + ":" if entry.key else "-")
    below = _below(form, entry.key)
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


def _one_line(entry: _Entry, form: Any, lead: str) -> str | None:
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


def _inline(node: _Node, form: Any) -> str | None:
    """A value in brackets: only what was so, has no comments inside and nests no further than a list in a mapping."""
    if node.kind == "text":
        return _text(node, _BETWEEN_BRACKETS)
    commented = node.below or any(entry.above or entry.beside for entry in node.entries)
    if node.entries and (commented or not node.flow):
        return None
    parts: list[str] = []
    for entry in _ordered(node, form):
        text = _inline(entry.value, _below(form, entry.key)) if _nests(node, entry.value) else None
        if text is None:
            return None
        parts.append(f"{_text(entry.key, _KEY_BETWEEN_BRACKETS)}: {text}" if entry.key else text)
    inner = ", ".join(parts)
    return f"{{{inner}}}" if node.kind == "mapping" else f"[{inner}]"


def _nests(outer: _Node, inner: _Node) -> bool:
    """Whether a value may stand within the brackets of another."""
    return inner.kind == "text" or (outer.kind == "mapping" and inner.kind == "list")


def _indented(lines: Iterable[str], indent: str) -> list[str]:
    return [indent + line if line else "" for line in lines]


def _beside(line: str, note: _Note | None) -> str:
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

_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _text(node: _Node, place: str) -> str:
    """A scalar on one line, in quotes only where YAML, or another reader of YAML, would need them."""
    if node.kept and place == (_BETWEEN_BRACKETS if node.flow and node.value else _ENTRY):
        return node.value  # as it stood, where it stood: nothing to ask the parser
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


def _literal(node: _Node) -> list[str]:
    """A text of several lines, from the sign on; empty when it was not written so or can't be."""
    value = node.value
    if "\n" not in value or node.flow or node.style in {"'", '"'}:
        return []
    ended = value.endswith("\n")
    texts = value.removesuffix("\n").split("\n")
    if not texts[-1] or any(text and not text.strip(_BLANK) for text in texts):
        return []  # the reader would take these lines for blank ones between entries
    deeper = "2" if value.lstrip("\n")[0] in _BLANK else ""
    lines = [f"|{deeper}{'' if ended else '-'}", *texts]
    plain, findings = parse("", "\n  ".join([f"- {lines[0]}", *texts]).encode() + b"\n")
    return lines if not findings and plain == [value] else []
