"""Which record of the new catalogue is which of the old: by id, else by likeness.

The one rule: nothing is matched twice, and who matches whom does not hang on the order of files.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

from gkcat.diff import ROWS, Record, Spot

Placed = tuple[Spot, Record]
Pair = tuple[Placed, Placed]

WITHIN, ACROSS, ROW, LINE = 0.5, 0.75, 0.6, 0.4
"""How alike two must be: items of one unit, of two units, disclosures of two stages, lines of content."""

_SAME = 0.9  # of texts: the same but for a word
_CROWD = 60  # what more than so many share tells nothing
_NEAREST = 8  # candidates looked at for each
_PAIRS = 250_000  # of two lists: with more, each is compared with those that stand as far down as it, or near
_NEAR = 20


def items(old: Sequence[Placed], new: Sequence[Placed]) -> list[Pair]:
    """The items of both sides in pairs; what is in none is new or gone."""
    ways: list[tuple[Callable[[Placed], Hashable], float]] = [
        (lambda one: (one[0].unit, one[0].file, one[1]["id"], one[1]["name"]), 0),
        (lambda one: (one[0].unit, one[1]["id"], one[1]["name"]), 0),
        (lambda one: (one[0].unit, one[1]["name"]), _SAME),  # numbered anew
        (lambda one: (one[0].unit, one[0].file, one[1]["id"]), 0),
        (lambda one: (one[0].unit, one[1]["id"]), 0),
        (lambda one: (one[0].file, one[1]["id"], one[1]["name"]), ACROSS),  # the unit's folder was renamed
    ]
    pairs: list[Pair] = []
    for key, least in ways:
        old, new = _equal(old, new, pairs, key, least)
    for least, key in ((WITHIN, lambda one: one[0].unit), (ACROSS, lambda one: one[0].file)):
        old, new = _alike(old, new, pairs, least, key)
    return pairs


def rows(old: Sequence[Record], new: Sequence[Record]) -> list[tuple[int, int]]:
    """The disclosures of an item in pairs of indexes: by stage, several of one stage by likeness, then any alike."""

    def score(one: int, other: int) -> float:
        return _row_likeness(old[one], new[other])

    stages: dict[str, tuple[list[int], list[int]]] = {}
    for side, records in enumerate((old, new)):
        for at, each in enumerate(records):
            stages.setdefault(each["stage"], ([], []))[side].append(at)
    pairs = [pair for ours, theirs in stages.values() for pair in best(ours, theirs, score, 0)]
    taken, given = {one for one, _ in pairs}, {other for _, other in pairs}
    rest = [at for at in range(len(old)) if at not in taken]
    spare = [at for at in range(len(new)) if at not in given]
    return pairs + best(rest, spare, score, ROW)


def lines(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines of content in pairs of indexes: those that are the same, then those reworded."""
    left = Counter(new)
    same: list[tuple[int, int]] = []
    where: dict[str, list[int]] = {}
    for at, line in enumerate(new):
        where.setdefault(line, []).append(at)
    for at, line in enumerate(old):
        if left[line]:
            left[line] -= 1
            same.append((at, where[line].pop(0)))
    done_old, done_new = {one for one, _ in same}, {other for _, other in same}
    ours = [at for at in range(len(old)) if at not in done_old]
    theirs = [at for at in range(len(new)) if at not in done_new]
    return same + best(ours, theirs, lambda one, other: likeness(old[one], new[other]), LINE)


def keyed(old: Sequence[Record], new: Sequence[Record], key: Callable[[Record], Hashable]) -> list[tuple[int, int]]:
    """Entries of a list in pairs of indexes, by their keys; of a key that is there twice each has its own."""
    places: dict[Hashable, list[int]] = {}
    for at, record in enumerate(new):
        places.setdefault(key(record), []).append(at)
    return [(at, places[key(each)].pop(0)) for at, each in enumerate(old) if places.get(key(each))]


def kept(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The most pairs whose order is the same on both sides; all others were moved."""
    ends: list[int] = []
    tails: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(pairs):
        at = bisect_left(ends, pair[1])
        ends[at:] = [pair[1], *ends[at + 1 :]]
        tails[at:] = [pair, *tails[at + 1 :]]
        before[pair] = tails[at - 1] if at else None
    found: set[tuple[int, int]] = set()
    last = tails[-1] if tails else None
    while last:
        found.add(last)
        last = before[last]
    return found


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1, by pairs of neighbouring signs."""
    if one == other:
        return 1.0
    ours, theirs = _grams(one), _grams(other)
    return 2 * len(ours & theirs) / ((len(ours) + len(theirs)) or 1)


@lru_cache(maxsize=8192)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _body(item: Record) -> str:
    withheld = item["withheld"] or {}
    content = [line for row in item[ROWS] for line in row["content"]]
    return "\n".join([*item["basis"], *content, *withheld.values()])


def _item_likeness(one: Placed, other: Placed) -> float:
    return (likeness(one[1]["name"], other[1]["name"]) + likeness(_body(one[1]), _body(other[1]))) / 2


def _row_likeness(one: Record, other: Record) -> float:
    return likeness("\n".join(one["content"]), "\n".join(other["content"]))


def _equal(
    old: Sequence[Placed],
    new: Sequence[Placed],
    pairs: list[Pair],
    key: Callable[[Placed], Hashable],
    least: float,
) -> tuple[list[Placed], list[Placed]]:
    """Pair those of the same key and at least so alike in body; what is left of both sides."""
    places: dict[Hashable, list[Placed]] = {}
    for one in new:
        places.setdefault(key(one), []).append(one)
    left: list[Placed] = []
    taken: set[Spot] = set()
    for one in old:
        known = places.get(key(one), [])
        other = next((each for each in known if not least or likeness(_body(one[1]), _body(each[1])) >= least), None)
        if other is None:
            left.append(one)
        else:
            known.remove(other)
            taken.add(other[0])
            pairs.append((one, other))
    return left, [one for one in new if one[0] not in taken]


def _alike(
    old: Sequence[Placed], new: Sequence[Placed], pairs: list[Pair], least: float, group: Callable[[Placed], str]
) -> tuple[list[Placed], list[Placed]]:
    """Pair the most alike within a group; candidates share a line of content or a rare piece of their names."""
    index: dict[Hashable, list[int]] = {}
    for at, one in enumerate(new):
        for mark in _marks(one, group):
            index.setdefault(mark, []).append(at)
    scores: list[tuple[float, int, int]] = []
    for at, one in enumerate(old):
        near: Counter[int] = Counter()
        for mark in _marks(one, group):
            found = index.get(mark, ())
            if len(found) <= _CROWD:
                near.update(found)
        scores += [(-_item_likeness(one, new[other]), at, other) for other, _ in near.most_common(_NEAREST)]
    done_old: set[int] = set()
    done_new: set[int] = set()
    for score, ours, theirs in sorted(scores):
        if -score >= least and ours not in done_old and theirs not in done_new:
            pairs.append((old[ours], new[theirs]))
            done_old.add(ours)
            done_new.add(theirs)
    return [each for at, each in enumerate(old) if at not in done_old], [
        each for at, each in enumerate(new) if at not in done_new
    ]


def _marks(one: Placed, group: Callable[[Placed], str]) -> set[tuple[str, str]]:
    item = one[1]
    content = [line for row in item[ROWS] for line in row["content"]]
    return {(group(one), mark) for mark in (*_grams(item["name"]), *content)}


def best(
    old: Sequence[int], new: Sequence[int], score: Callable[[int, int], float], least: float
) -> list[tuple[int, int]]:
    """Pairs of indexes, the most alike first; those equally alike in their order."""
    found: list[tuple[int, int]] = []
    scores = sorted((-score(one, other), one, other) for one, other in _candidates(old, new))
    done_old: set[int] = set()
    done_new: set[int] = set()
    for value, one, other in scores:
        if -value >= least and one not in done_old and other not in done_new:
            found.append((one, other))
            done_old.add(one)
            done_new.add(other)
    return found


def _candidates(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every pair; of two long lists only those near each other, for a thousand lines have a million pairs."""
    few = len(old) * len(new) <= _PAIRS
    for place, one in enumerate(old):
        near = new if few else new[max(0, place - _NEAR) : place + _NEAR]
        yield from ((one, other) for other in near)
