"""What was found ⇄ what is in the file: which item is which, which row is which disclosure.

The one rule: the surest likeness decides first: an id, then a name, then the words that are disclosed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from gkcat import doubts
from gkcat.importing.found import Found, Row, Told
from gkcat.importing.text import Said, squeeze
from gkcat.model import Disclosure, Entry, Item
from gkcat.source import Plain

_SURELY, _PERHAPS = 0.8, 0.6
_MOST = 10_000  # pairs of rows of one item that are compared word for word; beyond, only equal ones are known
Fits = Callable[[Row, int], bool]


# ── items ────────────────────────────────────────────────────────────────────


def match_items(found: Sequence[Found], entries: Sequence[Entry], told: list[Told]) -> dict[int, Entry]:
    """Which item of the file each found one is, by its place in ``found``; what was only supposed goes to ``told``."""
    matched: dict[int, Entry] = {}
    by_id = {entry.item.id: entry for entry in entries}
    for at, each in enumerate(found):
        entry = by_id.pop(each.text("id"), None)
        if entry:
            matched[at] = entry
    by_name: dict[str, list[Entry]] = {}
    for entry in by_id.values():
        by_name.setdefault(squeeze(entry.item.name), []).append(entry)
    for at, each in enumerate(found):
        twins = by_name.get(squeeze(each.text("name")), [])
        if at not in matched and twins and not each.text("id"):
            entry = _nearest(each, twins)
            if len(twins) > 1:
                message = f"原有几个事项都叫“{entry.item.name}”，按内容对应到 {entry.item.id}"
                told.append(Told(each.grid, each.at, 0, Said(doubts.TWINS, message, "请核对")))
            twins.remove(entry)
            matched[at] = entry
    _match_renamed(found, [entry for twins in by_name.values() for entry in twins], matched, told)
    return matched


def _nearest(found: Found, twins: Sequence[Entry]) -> Entry:
    """Of items of one name the one of the same group that discloses most of the same."""
    group = squeeze(found.text("group"))
    return max(twins, key=lambda twin: (squeeze(twin.item.group) == group, _alike(found, twin)))


def _match_renamed(
    found: Sequence[Found], entries: Sequence[Entry], matched: dict[int, Entry], told: list[Told]
) -> None:
    """An item under a new name is known by what it discloses."""
    by_line: dict[str, list[Entry]] = {}
    for entry in entries:
        for text in _lines_of(entry.item):
            by_line.setdefault(text, []).append(entry)
    taken: set[int] = set()
    for at, each in enumerate(found):
        if at in matched or each.text("id"):
            continue
        shared = Counter(
            entry.index for text in _lines_found(each) for entry in by_line.get(text, ()) if entry.index not in taken
        )
        best = shared.most_common(1)
        near = next((entry for entry in entries if best and entry.index == best[0][0]), None)
        if near and _alike(each, near) >= _SURELY:
            taken.add(near.index)
            matched[at] = near
            message = f"名称没有对上，内容与“{near.item.name}”（{near.item.id}）相同，按改名处理"
            told.append(Told(each.grid, each.at, 0, Said(doubts.DOUBTED, message, "请核对")))


def _lines_of(item: Item) -> set[str]:
    """What an item discloses, entry by entry."""
    return {squeeze(text) for each in item.disclosures for text in each.content}


def _lines_found(found: Found) -> set[str]:
    parts = (row.parts.get("content") for row in found.rows)
    return {squeeze(str(text)) for part in parts if part and isinstance(part.value, list) for text in part.value}


def _alike(found: Found, entry: Entry) -> float:
    """How much two items disclose the same, from 0 to 1."""
    one, other = _lines_found(found), _lines_of(entry.item)
    return len(one & other) / len(one | other) if one and other else 0.0


# ── rows ─────────────────────────────────────────────────────────────────────


def pair_rows(
    rows: Sequence[Row], old: Sequence[Disclosure], stands: Callable[[Row, int, str], bool], was: Fits
) -> dict[int, int]:
    """Which disclosure each row is, by their places.

    Of the same content and stage, else the same content, else of the place that a form of ours tells, else alike,
    else in the same place.
    ``was(row, place)``: whether the file says what the row said when a form was made.
    ``stands(row, place, key)``: whether the cells say just what is in the file, of the key or (empty) of all keys.
    """
    contents = [squeeze("".join(each.content)) for each in old]

    def same_content(row: Row, at: int) -> bool:
        part = row.parts.get("content")
        return part is not None and (_joined(part.value) == contents[at] or stands(row, at, "content"))

    def same_stage(row: Row, at: int) -> bool:
        part = row.parts.get("stage")
        return part is not None and part.value == old[at].stage

    def no_other_stage(row: Row, at: int) -> bool:
        return "stage" not in row.parts or same_stage(row, at)

    ways: list[Fits] = [
        lambda row, at: row.place == at + 1 and same_content(row, at),
        lambda row, at: same_content(row, at) and no_other_stage(row, at) and stands(row, at, ""),
        lambda row, at: same_content(row, at) and no_other_stage(row, at),
        same_content,
        lambda row, at: row.place == at + 1 and was(row, at),
        was,
        lambda row, at: row.place == at + 1,
    ]
    if len(rows) * len(old) <= _MOST:
        ways.append(lambda row, at: same_stage(row, at) and _ratio(row, contents[at]) >= _PERHAPS)
        ways.append(lambda row, at: _ratio(row, contents[at]) >= _PERHAPS)
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))
    for fits in ways:
        _take(rows, free, pairs, fits)
    if len(rows) == len(old):
        for place, row in enumerate(rows):
            if place not in pairs and place in free and no_other_stage(row, place):
                pairs[place] = place
                del free[place]
    return pairs


def _take(rows: Sequence[Row], free: dict[int, None], pairs: dict[int, int], fits: Fits) -> None:
    """Give each row that has none yet the first free disclosure that fits."""
    for place, row in enumerate(rows):
        if place not in pairs and (at := next((at for at in free if fits(row, at)), -1)) >= 0:
            pairs[place] = at
            del free[at]


def _joined(value: Plain) -> str:
    return squeeze("".join(map(str, value)) if isinstance(value, list) else str(value))


def _ratio(row: Row, content: str) -> float:
    """How alike a row's content is to another, from 0 to 1."""
    part = row.parts.get("content")
    own = _joined(part.value) if part else ""
    if not own or not content or min(len(own), len(content)) < _PERHAPS * max(len(own), len(content)) / 2:
        return 0.0
    return SequenceMatcher(None, own, content, autojunk=False).ratio()
