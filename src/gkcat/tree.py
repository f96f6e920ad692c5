"""YAML text → a tree in which each comment hangs on the key or entry it speaks of.

The one rule: every comment of the text is in the tree once, and moves with what it hangs on.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rich.cells import cell_len
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from gkcat.source import events_of


@dataclass(frozen=True, slots=True)
class Note:
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
class Node:
    """A text, a mapping or a list. ``flow``: it, or what a text stands in, has brackets.

    Of a text, ``style`` is its sign in YAML and ``kept`` tells that it stands in the file just as it reads;
    of a collection, ``below`` are the comments that end it.
    """

    kind: Literal["text", "mapping", "list"] = "text"
    flow: bool = False
    value: str = ""
    style: str = ""
    kept: bool = False
    entries: "list[Entry]" = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A pair of a mapping or an entry of a list, with the lines above it, comments or blank, that go where it goes."""

    above: list[str]
    key: Node | None = None
    beside: Note | None = None
    value: Node = field(default_factory=Node)


# ── reading ──────────────────────────────────────────────────────────────────

BLANK = " \t"  # what YAML takes for space; a wide space is text
_COMMENT = re.compile("#[^\n\x85\u2028\u2029]*")  # to YAML's end of a line
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(?=#)")  # of a block scalar: no other may begin so
_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)
_COLLECTIONS = {*_OPENING, *_CLOSING}


_TELLING = (ScalarEvent, StreamEndEvent, *_COLLECTIONS)


def tree_of(text: str) -> tuple[Node, Counter[str]]:
    """The tree of a text that `source.parse` has found sound, and its comments."""
    events = [event for event in events_of(text) if isinstance(event, _TELLING)]
    notes = [*_notes(text, events)]
    return _Reader(text, events, notes).read(), Counter(note.text for note in notes)


def comments_of(text: str) -> Counter[str]:
    """The comments of a text that `source.parse` has found sound."""
    events = (event for event in events_of(text) if isinstance(event, _TELLING))
    return Counter(note.text for note in _notes(text, events))


def _notes(text: str, events: Iterable[Any]) -> Iterator[Note]:
    """The comments of a text: between scalars, each # begins one. Behind the last # no event is asked for."""
    done, last = 0, text.rfind("#")
    if last < 0:
        return
    for event in events:
        if type(event) in _COLLECTIONS:
            continue
        if done > last:
            return
        start = event.start_mark.index
        yield from (_note(text, found) for found in _COMMENT.finditer(text, done, start))
        header = _HEADER.match(text, start) if type(event) is ScalarEvent else None
        if header and (found := _COMMENT.match(text, header.end())):
            yield _note(text, found)
        done = event.end_mark.index


def _note(text: str, found: re.Match[str]) -> Note:
    start = found.start()
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    bare = before.rstrip(BLANK)
    return Note(
        start=start,
        end=found.end(),
        text=found[0].rstrip(BLANK),
        own=not bare,
        blank=_blank_above(text, start),
        column=len(before),
        edge=cell_len(before),
        gap=len(before) - len(bare),
    )


def _blank_above(text: str, at: int) -> bool:
    """Whether a thing is the first of its line and the line above is empty."""
    line = text.rfind("\n", 0, at) + 1
    if not line or text[line:at].strip(BLANK):
        return False
    return not text[text.rfind("\n", 0, line - 1) + 1 : line - 1].strip(BLANK)


class _Reader:
    """Events and comments → the tree."""

    def __init__(self, text: str, events: Sequence[Any], notes: Sequence[Note]) -> None:
        self.text = text
        self.events = iter(events)
        self.notes = deque(notes)
        self.done = 0  # all before it is behind us
        self.owner: Entry | None = None  # whose line it is: a comment at its end belongs to it

    def read(self) -> Node:
        """The whole file; comments that are left end it."""
        event = next(self.events)
        root = Node("list") if type(event) is StreamEndEvent else self.node(event, in_flow=False, outer=-1)
        root.below += self.take(len(self.text) + 1)
        return root

    def node(self, event: Any, *, in_flow: bool, outer: int) -> Node:
        """The value that begins with an event; ``outer`` is the column of the block collection around it."""
        if type(event) is ScalarEvent:
            return self.scalar(event, in_flow=in_flow)
        node = Node("mapping" if type(event) is MappingStartEvent else "list", event.flow_style)
        column = outer if node.flow else event.start_mark.column
        self.done = max(self.done, event.start_mark.index)
        owner = self.owner
        for following in self.events:
            if type(following) in _CLOSING:
                self.close(node, following, max(column, outer + 1), owner)
                break
            self.entry(node, following, column)
        return node

    def scalar(self, event: Any, *, in_flow: bool) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        self.done = max(self.done, end)
        kept = not event.style and self.text[start:end] == event.value
        return Node("text", in_flow, event.value, event.style, kept)

    def entry(self, node: Node, event: Any, column: int) -> None:
        """Read one pair or list entry."""
        start = event.start_mark.index
        dashed = node.kind == "list" and not node.flow
        at = self.dash() if dashed else start
        entry = Entry(self.take(at))
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

    def close(self, node: Node, event: Any, floor: int, owner: Entry | None) -> None:
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
