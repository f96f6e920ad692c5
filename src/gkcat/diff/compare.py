"""Two snapshots → their changes.

The one rule: every difference of two snapshots is in some change, and nothing else is: tests/applying.py makes the new
one of the old one and them.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import Any

from gkcat.diff import GRADES, ORDER, PLACE, ROWS, WHOLE, Change, Record, Snapshot, Spot, match
from gkcat.diff.grade import grade

_RANK = {name: rank for rank, name in enumerate(GRADES)}
_SINGLE = {"unit", "catalog"}
_KEYED = {"unit", "powers"}
"""Files of a unit that hold no items."""


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """What must be done to the old to get the new: by place, the strongest first at each."""
    changes: list[Change] = []
    pairs = match.items(_items(old), _items(new))
    for key in {**old, **new}:
        if _holds_items(key):
            continue
        ours, theirs = old.get(key, ()), new.get(key, ())
        known = match.keyed(ours, theirs, partial(identity, key[1]))
        pairs += [((Spot(*key, at), ours[at]), (Spot(*key, to), theirs[to])) for at, to in known]
    still = _still(pairs)
    for one, other in pairs:
        changes += _record(one, other, still=(one[0], other[0]) in still)
    changes += _alone(old, new, pairs)
    changes.sort(key=_order)
    return changes


def identity(file: str, record: Record) -> str:
    """By what an entry of a list is known: its first key, and where that is a unit, the id with it.

    Files of one record, a unit's card and the catalogue's head, need no name for it.
    """
    if file in _SINGLE:
        return ""
    first = next(iter(record), "")
    return f"{record[first]}.{record['id']}" if first == "unit" and "id" in record else str(record.get(first, ""))


# ── comparing ────────────────────────────────────────────────────────────────


def _holds_items(key: tuple[str, str]) -> bool:
    return bool(key[0]) and key[1] not in _KEYED


def _items(snapshot: Snapshot) -> list[match.Placed]:
    return [
        (Spot(*key, at), record)
        for key, records in sorted(snapshot.items())
        if _holds_items(key)
        for at, record in enumerate(records)
    ]


def _still(pairs: Iterable[match.Pair]) -> set[tuple[Spot, Spot]]:
    """The pairs that stayed where they were but for what came and went around them."""
    files: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (before, _), (after, _) in pairs:
        if before[:2] == after[:2]:
            files.setdefault(before[:2], []).append((before.at, after.at))
    return {(Spot(*key, one), Spot(*key, other)) for key, found in files.items() for one, other in match.kept(found)}


def _record(one: match.Placed, other: match.Placed, *, still: bool) -> Iterator[Change]:
    """What changed of a record that is there on both sides."""
    (before, old), (after, new) = one, other
    id_, name = identity(after.file, new), _name(new)
    if before[:2] != after[:2]:
        yield Change("moved", PLACE, [*before[:2]], [*after[:2]], before, after, id_, name)
    elif not still:
        yield Change("order", ORDER, before.at + 1, after.at + 1, before, after, id_, name)
    yield from _fields(old, new, Change("", "", None, None, before, after, id_, name))
    if old.get(ROWS) != new.get(ROWS):
        yield from _rows(one, other, id_, name)


def _fields(old: Record, new: Record, like: Change) -> Iterator[Change]:
    for key in {**old, **new}:
        ours, theirs = old.get(key), new.get(key)
        if key != ROWS and ours != theirs:
            yield replace(like, grade=grade(like.what, key, ours, theirs), field=key, old=ours, new=theirs)


def _rows(one: match.Placed, other: match.Placed, id_: str, name: str) -> Iterator[Change]:
    """What changed of an item's disclosures."""
    (before, old), (after, new) = (one[0], one[1][ROWS]), (other[0], other[1][ROWS])
    pairs = match.rows(old, new)
    still = match.kept(pairs)
    for ours, theirs in pairs:
        spots = before._replace(row=ours), after._replace(row=theirs)
        like = Change("order", ORDER, ours + 1, theirs + 1, *spots, id_, name, new[theirs]["stage"])
        if (ours, theirs) not in still:
            yield like
        yield from _fields(old[ours], new[theirs], like)
    for at in sorted({*range(len(old))} - {ours for ours, _ in pairs}):
        yield Change("removed", WHOLE, old[at], None, before._replace(row=at), after, id_, name, old[at]["stage"])
    for at in sorted({*range(len(new))} - {theirs for _, theirs in pairs}):
        yield Change("added", WHOLE, None, new[at], before, after._replace(row=at), id_, name, new[at]["stage"])


def _alone(old: Snapshot, new: Snapshot, pairs: Sequence[match.Pair]) -> Iterator[Change]:
    """The records that are there on one side only."""
    for spot, record in _rest(old, {one[0] for one, _ in pairs}):
        yield _lone(Change("removed", WHOLE, record, None, spot, None, identity(spot.file, record), _name(record)))
    for spot, record in _rest(new, {other[0] for _, other in pairs}):
        yield _lone(Change("added", WHOLE, None, record, None, spot, identity(spot.file, record), _name(record)))


def _rest(snapshot: Snapshot, done: AbstractSet[Spot]) -> Iterator[match.Placed]:
    for key, records in snapshot.items():
        for at, record in enumerate(records):
            if Spot(*key, at) not in done:
                yield Spot(*key, at), record


def _lone(change: Change) -> Change:
    """Of what is no item, it does not matter much whether it came, went or changed."""
    return change if change.what == "item" else replace(change, grade=grade(change.what, WHOLE, None, None))


def _name(record: Record) -> str:
    return str(record.get("name", record.get("title", "")))


def _order(change: Change) -> tuple[Any, ...]:
    spot = change.spot
    gone = change.after is None
    return (spot.unit, spot.file, gone, spot.at, change.row, _RANK[change.grade], change.field)
