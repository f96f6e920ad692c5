"""Two changes of one YAML file put together, by entry and key instead of by line (`gkcat merge-file`).

The one rule: what comes out is read again and must say what was meant, with every conflict marked in the file; what
can't be merged so is left to git.

A file is cut into a tree of lines: each pair of a mapping and each entry of a list has its own lines and the comments
above it, so what nobody touched comes out as it stood. Entries are known by their ids, disclosures by their stage,
lines by what they say, else by likeness.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from gkcat.diff.match import best, likeness
from gkcat.source import CONFLICT, Plain, events_of, parse

_BOM = b"\xef\xbb\xbf"
_KEYS = ("id", "code", "name", "stage", "title", "url")
"""By what an entry of a list is known: the first of these it has; with ``unit`` beside an id, both."""

_REWORDED, _CHANGED = 0.5, 0.8
"""How alike a line, or a whole entry, must be to count as the same one changed."""

_OPENING, _CLOSING = (MappingStartEvent, SequenceStartEvent), (MappingEndEvent, SequenceEndEvent)
_EMPTY = re.compile(r"^([^#]*?:)[ \t]*(?:\[[ \t]*\]|\{[ \t]*\})?([ \t]*#.*)?$")
_SHOWN = 60  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the sides changed differently: the way to it by names, what ours says and what theirs says."""

    where: tuple[str, ...]
    ours: str
    theirs: str


@dataclass(slots=True)
class _Part:
    """A pair of a mapping (with a key) or an entry of a list (without), as lines.

    ``above`` are the comments and blank lines over it, ``own`` its lines, ``column`` where it begins. ``of`` says
    whether it has parts, as a mapping or a list: then ``head`` is the line of its key, and an entry's dash is blank in
    the lines of its parts.
    """

    above: list[str]
    own: list[str]
    column: int
    plain: Plain
    key: str | None = None
    of: str = ""
    head: list[str] = field(default_factory=list)
    parts: "list[_Part]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """By what it is known among its neighbours."""
        if self.key is not None:
            return self.key
        if not isinstance(self.plain, dict):
            return str(self.plain)
        key = next((key for key in _KEYS if key in self.plain), next(iter(self.plain), ""))
        unit = f"{self.plain['unit']}." if key == "id" and "unit" in self.plain else ""
        return f"{unit}{self.plain.get(key, '')}"

    @property
    def label(self) -> str:
        """How it is spoken of: zd-001（征地补偿安置方案）."""
        title = self.plain.get("name", "") if isinstance(self.plain, dict) and self.key is None else ""
        return f"{self.name}（{title}）" if title and title != self.name else self.name


def merge(path: str, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, list[Conflict]] | None:
    """The merged file and what was in conflict; None when one can't be read, or it would not mean what it should."""
    trees = [_tree(path, data) for data in (base, ours, theirs)]
    if any(tree is None for tree in trees):
        return None
    one, two, three = cast("list[_Part]", trees)
    work = _Merge()
    parts = work.parts(one.parts, two.parts, three.parts, ())
    lines = [*(line for part in parts for line in (*part.above, *part.own)), *_above(one.above, two.above, three.above)]
    text = "".join(f"{line}\n" for line in lines)
    after, findings = parse(path, text.encode())
    if (after or {}) != _plain(parts, "mapping") or any(each.name != "merge-conflict" for each in findings):
        return None
    end = "\r\n" if b"\r\n" in ours else "\n"
    return (_BOM if ours.startswith(_BOM) else b"") + text.replace("\n", end).encode(), work.conflicts


# ── merging ──────────────────────────────────────────────────────────────────


class _Merge:
    """One merge: what it found in conflict."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []

    def parts(
        self, base: Sequence[_Part], ours: Sequence[_Part], theirs: Sequence[_Part], where: tuple[str, ...]
    ) -> list[_Part]:
        """The parts of a collection merged, where ours has them, and what was added after what it was added after."""
        column = next((part.column for part in (*ours, *theirs)), 0)
        sides = (_Side(base, ours), _Side(base, theirs))
        made: dict[int, _Part] = {}
        for at, part in enumerate(base):
            found = self.part(part, sides[0].get(at), sides[1].get(at), where)
            if found is not None:
                made[at] = _at(found, column)
        fresh = self.fresh(sides[0].new(), sides[1].new(), where)
        result: list[_Part] = []
        for anchor in (-1, *_order(sides, made)):
            result += [made[anchor]] if anchor >= 0 else []
            groups = [
                [_at(part, column) for at in side.after(anchor, made) for part in fresh[number].get(at, ())]
                for number, side in enumerate(sides)
            ]
            for group in sorted(filter(None, groups), key=lambda group: group[0].name):
                result += group
        return result

    def fresh(
        self, ours: dict[int, _Part], theirs: dict[int, _Part], where: tuple[str, ...]
    ) -> tuple[dict[int, list[_Part]], dict[int, list[_Part]]]:
        """What each side added, by its index; of what both added under one name, one, or both in conflict."""
        found = {at: [part] for at, part in ours.items()}, {at: [part] for at, part in theirs.items()}
        for at, part in ours.items():
            to = next((to for to, other in theirs.items() if other.name == part.name and found[1][to]), None)
            if to is None:
                continue
            other = theirs[to]
            if part.plain == other.plain or part.key is not None or _is_one(part.plain, other.plain):
                merged = self.part(None, part, other, where)
                found[0][at], found[1][to] = [merged] if merged else [], []
            elif isinstance(part.plain, dict) and {"id", "code"} & part.plain.keys():
                self.conflicts.append(Conflict((*where, part.name), part.label, other.label))
                words = [f"{CONFLICT}双方新增的这两项用了同一个编号，请给其中一项另编"]
                found[0][at] = [part, _marked(_at(other, part.column), words)]
                found[1][to] = []
        return found

    def part(
        self, base: _Part | None, ours: _Part | None, theirs: _Part | None, where: tuple[str, ...]
    ) -> _Part | None:
        """One part merged; None when it goes."""
        if ours is None or theirs is None:
            left = ours or theirs
            if left is None or base is None or left.plain == base.plain:
                return None
            return self.gone(left, where, ours=ours is not None)
        above = _above(base.above if base else [], ours.above, theirs.above)
        chosen = _chosen(base, ours, theirs, _same)
        inner = None if chosen else _opened(base, ours, theirs)
        if inner:
            return self.inside(*inner, above=above, where=(*where, ours.label))
        chosen = chosen or _chosen(base, ours, theirs, lambda one, other: one.plain == other.plain)
        if chosen:
            return replace(chosen, above=above)
        self.conflicts.append(Conflict((*where, ours.label), _shown(ours), _shown(theirs)))
        return _marked(replace(ours, above=above), _quoted(theirs))

    def gone(self, left: _Part, where: tuple[str, ...], *, ours: bool) -> _Part:
        """What one side deleted and the other changed stays, and is marked."""
        told = ("", "（已删去）")
        values = (_shown(left), told[1]) if ours else (told[1], _shown(left))
        self.conflicts.append(Conflict((*where, left.label), *values))
        who = "对方删去了这一项，我方作了改动" if ours else "我方删去了这一项，对方作了改动"
        return _marked(left, [f"{CONFLICT}{who}，请决定去留"])

    def inside(self, base: _Part, ours: _Part, theirs: _Part, *, above: list[str], where: tuple[str, ...]) -> _Part:
        """A part with parts, merged part by part."""
        parts = self.parts(base.parts, ours.parts, theirs.parts, where)
        head = theirs.head if ours.head == base.head else ours.head
        plain = _plain(parts, ours.of)
        if not parts:
            head = [_EMPTY.sub(r"\1 []\2" if ours.of == "list" else r"\1 {}\2", head[0])] if head else head
        own = [*head, *(line for part in parts for line in (*part.above, *part.own))]
        if ours.key is None:
            own = _dashed(own, ours.column)
        return replace(ours, above=above, own=own, plain=plain, head=head, parts=parts)


class _Side:
    """How one side's parts go with those of the base."""

    def __init__(self, base: Sequence[_Part], parts: Sequence[_Part]) -> None:
        self.parts = parts
        self.of_base = _pairs(base, parts)
        self.base_of = {to: at for at, to in self.of_base.items()}

    def get(self, at: int) -> _Part | None:
        """What became of a part of the base."""
        return self.parts[self.of_base[at]] if at in self.of_base else None

    def new(self) -> dict[int, _Part]:
        """The parts that are new here."""
        return {at: part for at, part in enumerate(self.parts) if at not in self.base_of}

    def order(self, made: Iterable[int]) -> list[int]:
        """The parts of the base in the order of this side."""
        there = set(made)
        return [self.base_of[at] for at in range(len(self.parts)) if self.base_of.get(at, -1) in there]

    def after(self, anchor: int, made: Iterable[int]) -> list[int]:
        """The new parts that stand after one of the base's (-1: before all), by their indexes here."""
        there, last, found = set(made), -1, []
        for at in range(len(self.parts)):
            if at not in self.base_of:
                found += [at] if last == anchor else []
            elif self.base_of[at] in there:
                last = self.base_of[at]
        return found


def _order(sides: Sequence[_Side], made: dict[int, _Part]) -> list[int]:
    """The parts of the base in the order of the side that changed it, ours first; those it lacks after their former."""
    orders = [side.order(made) for side in sides]
    order = next((each for each in orders if each != sorted(each)), None)
    if order is None:
        return sorted(made)
    for at in sorted({*made}.difference(order)):
        former = max((each for each in order if each < at), default=None)
        order.insert(0 if former is None else order.index(former) + 1, at)
    return order


def _pairs(base: Sequence[_Part], other: Sequence[_Part]) -> dict[int, int]:
    """Which part of the base is which of the other: by name; of one name, and of what is left of lists, by likeness."""
    names: dict[str, tuple[list[int], list[int]]] = {}
    for side, parts in enumerate((base, other)):
        for at, part in enumerate(parts):
            names.setdefault(part.name, ([], []))[side].append(at)

    said = [[_said(part) for part in parts] for parts in (base, other)]

    def alike(one: int, two: int) -> float:
        return likeness(said[0][one], said[1][two])

    pairs: dict[int, int] = {}
    for ours, theirs in names.values():
        one_each = len(ours) * len(theirs) == 1
        pairs |= {ours[0]: theirs[0]} if one_each else dict(best(ours, theirs, alike, 0))
    taken = set(pairs.values())
    rest = [at for at, part in enumerate(base) if at not in pairs and part.key is None]
    spare = [at for at, part in enumerate(other) if at not in taken and part.key is None]
    least = _CHANGED if any(isinstance(base[at].plain, dict) for at in rest) else _REWORDED
    return pairs | dict(best(rest, spare, alike, least))


def _said(part: _Part) -> str:
    """What an entry says, without the indent and dash that make any two short lines alike."""
    return "\n".join(line.strip().removeprefix("- ") for line in part.own)


def _chosen(base: _Part | None, ours: _Part, theirs: _Part, same: Callable[[_Part, _Part], bool]) -> _Part | None:
    """The side that changed a part, when one of them did not or both did the same."""
    if base and same(ours, base):
        return theirs
    return ours if (base and same(theirs, base)) or same(ours, theirs) else None


def _is_one(ours: Plain, theirs: Plain) -> bool:
    """Whether two new entries of one id are the same thing, written twice."""
    return (
        isinstance(ours, dict) and isinstance(theirs, dict) and "id" in ours and ours.get("name") == theirs.get("name")
    )


def _opened(base: _Part | None, ours: _Part, theirs: _Part) -> tuple[_Part, _Part, _Part] | None:
    """The three as parts with parts of one kind; an empty one is any kind."""
    of = ours.of or theirs.of
    known = [part for part in (base, ours, theirs) if part is not None]
    if not of or any(part.of != of and part.plain not in ("", [], {}) for part in known):
        return None
    full = ours if ours.of else theirs
    empty = replace(full, own=[], parts=[])
    opened = [part if part.of else replace(empty, above=part.above, head=full.head) for part in known]
    return (opened[0], opened[-2], opened[-1]) if base else (empty, opened[0], opened[1])


def _above(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """Comments three ways: both sides' when both changed them."""
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    return [*ours, *(line for line in theirs if line.strip() and line not in ours and line not in base)]


def _plain(parts: Sequence[_Part], of: str) -> Any:
    if of == "mapping":
        return {part.key: part.plain for part in parts}
    return [part.plain for part in parts]


# ── lines ────────────────────────────────────────────────────────────────────


def _same(one: _Part, other: _Part) -> bool:
    return one.plain == other.plain and _shifted(one.own, -one.column) == _shifted(other.own, -other.column)


def _at(part: _Part, column: int) -> _Part:
    """The part moved to another column."""
    by = column - part.column
    if not by:
        return part
    return replace(part, above=_shifted(part.above, by), own=_shifted(part.own, by), column=column)


def _shifted(lines: Sequence[str], by: int) -> list[str]:
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines]


def _dashed(lines: Sequence[str], column: int) -> list[str]:
    """An entry's lines with its dash on the first that is no comment."""
    at = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), None)
    if at is None:
        return [" " * column + "- {}"]
    line = lines[at]
    return [*lines[:at], f"{line[:column]}-{line[column + 1 :]}", *lines[at + 1 :]]


def _marked(part: _Part, words: Sequence[str]) -> _Part:
    return replace(part, above=[*part.above, *(" " * part.column + line for line in words)])


def _quoted(theirs: _Part) -> list[str]:
    """Their lines as comments."""
    lines = [line for line in _shifted(theirs.own, -theirs.column) if line.strip()]
    if len(lines) == 1:
        return [f"{CONFLICT}对方写作 {lines[0]}"]
    return [f"{CONFLICT}对方写作", *(f"#   {line}" for line in lines)]


def _shown(part: _Part) -> str:
    text = " ".join(line.strip() for line in part.own)
    text = text.removeprefix(f"{part.key}:").strip() if part.key else text.removeprefix("- ")
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


# ── reading ──────────────────────────────────────────────────────────────────


def _tree(path: str, data: bytes) -> _Part | None:
    """The file as parts, what stands below the last of them in ``above``; None when it is not to be merged so."""
    plain, findings = parse(path, data)
    if findings or not (isinstance(plain, dict) or plain == ""):
        return None
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    try:
        return _Reader(lines, list(events_of(text))).root(plain)
    except (YAMLError, ValueError, StopIteration):  # a way to write it that has no lines of its own
        return None


class _Reader:
    """Events and lines → parts. ``lines`` have the dashes of entries blanked as these are opened."""

    def __init__(self, lines: list[str], stream: Sequence[Any]) -> None:
        self.text = lines
        self.lines = [*lines]
        self.events = iter([event for event in stream if isinstance(event, (*_OPENING, *_CLOSING, ScalarEvent))])

    def root(self, plain: Plain) -> _Part:
        first: Any = next(self.events, None)
        if first is None or plain in ("", {}):
            return _Part(self.text, [], 0, {}, of="mapping")
        if first.flow_style:
            raise ValueError
        parts, end = self.collection(first, 0, plain)
        return _Part(self.text[end:], self.text[:end], 0, plain, of="mapping", parts=parts)

    def collection(self, opening: Any, begin: int, plain: Any) -> tuple[list[_Part], int]:
        """The parts of a block collection, and the line after its last."""
        parts: list[_Part] = []
        end = begin
        for event in self.events:
            if type(event) in _CLOSING:
                break
            if type(opening) is MappingStartEvent:
                part, last = self.pair(event, end, plain)
            else:
                part, last = self.entry(event, end, plain[len(parts)], opening.start_mark.column)
            parts.append(part)
            end = last
        return parts, end

    def pair(self, key: Any, end: int, plain: Any) -> tuple[_Part, int]:
        start, value = key.start_mark.line, next(self.events)
        part = _Part(self.lines[end:start], [], key.start_mark.column, plain[key.value], key.value)
        if _is_block(value) and value.start_mark.line > start:
            part.head = [self.lines[start]]
            part.of = "mapping" if type(value) is MappingStartEvent else "list"
            part.parts, last = self.collection(value, start + 1, part.plain)
        else:
            last = max(self.leaf(value), start + 1)
        part.own = self.lines[start:last]
        if part.of:  # its lines as they stand, with the dashes of the entries below it
            part.own = [*part.head, *self.text[start + 1 : last]]
        return part, last

    def entry(self, value: Any, end: int, plain: Plain, column: int) -> tuple[_Part, int]:
        start = next(
            line
            for line in range(value.start_mark.line, end - 1, -1)
            if self.text[line][column : column + 1] == "-" and not self.lines[line][:column].strip()
        )
        part = _Part(self.lines[end:start], [], column, plain)
        if type(value) is MappingStartEvent and _is_block(value) and value.start_mark.line == start:
            self.lines[start] = f"{self.lines[start][:column]} {self.lines[start][column + 1 :]}"
            part.of = "mapping"
            part.parts, last = self.collection(value, start, plain)
        else:
            last = max(self.leaf(value), start + 1)
        part.own = self.text[start:last]
        return part, last

    def leaf(self, event: Any) -> int:
        """Pass over a value; the line after it."""
        depth = int(type(event) in _OPENING)
        while depth:
            event = next(self.events)
            depth += (type(event) in _OPENING) - (type(event) in _CLOSING)
        mark = event.end_mark
        block = type(event) is ScalarEvent and event.style in ("|", ">") and not mark.column
        return int(mark.line) + (not block)


def _is_block(event: Any) -> bool:
    return type(event) in _OPENING and not event.flow_style
