"""A snapshot and changes → the snapshot that the changes make of it: by this it is known that they say all.

The one rule: nothing is known of the new snapshot but what the changes say.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy

from gkcat.diff import ORDER, PLACE, ROWS, WHOLE, Change, Record, Snapshot, Spot

Files = dict[tuple[str, str], list[Record]]


def apply(old: Snapshot, changes: Iterable[Change]) -> Files:
    """The snapshot that the changes make of the old one; files without records are left out."""
    records: dict[tuple[Spot | None, Spot | None], list[Change]] = {}
    for change in changes:
        records.setdefault((_whole(change.before), _whole(change.after)), []).append(change)
    keys = {**old, **{after[:2]: () for _, after in records if after}}
    found = {key: _List(old.get(key, ())) for key in keys}
    for (before, after), told in records.items():
        record = _applied(deepcopy(old[before[:2]][before.at]) if before else {}, told)
        if before and after and not any(change.field in {PLACE, ORDER} and change.row < 0 for change in told):
            found[before[:2]].replace(before.at, record)
            continue
        if before:
            found[before[:2]].drop(before.at)
        if after:
            found[after[:2]].put(after.at, record)
    return {key: each.made() for key, each in found.items() if each.made()}


class _List:
    """A list under changes: what is put in comes to stand at its index among the others as they are at last."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.kept: dict[int, Record] = dict(enumerate(records))
        self.new: dict[int, Record] = {}

    def replace(self, at: int, record: Record) -> None:
        self.kept[at] = record

    def drop(self, at: int) -> None:
        del self.kept[at]

    def put(self, at: int, record: Record) -> None:
        self.new[at] = record

    def made(self) -> list[Record]:
        made = [self.kept[at] for at in sorted(self.kept)]
        for at in sorted(self.new):
            made.insert(at, self.new[at])
        return made


def _whole(spot: Spot | None) -> Spot | None:
    """The item that a disclosure's place is in."""
    return spot._replace(row=-1) if spot else None


def _applied(record: Record, changes: Iterable[Change]) -> Record:
    """A record with its fields and disclosures changed; an empty one becomes what was added."""
    rows: dict[tuple[int, int], list[Change]] = {}
    for change in changes:
        if change.row >= 0 and change.before and change.after:
            rows.setdefault((change.before.row, change.after.row), []).append(change)
        elif change.field == WHOLE:
            record = deepcopy(change.new) if change.new else record
        elif change.field not in {PLACE, ORDER}:
            _set(record, change)
    if rows:
        record[ROWS] = _rows_applied(record[ROWS], rows)
    return record


def _rows_applied(old: Sequence[Record], rows: Mapping[tuple[int, int], Sequence[Change]]) -> list[Record]:
    made = _List(old)
    for (before, after), changes in rows.items():
        row = deepcopy(old[before]) if before >= 0 else {}
        for change in changes:
            if change.field == WHOLE:
                row = deepcopy(change.new) if change.new else row
            elif change.field != ORDER:
                _set(row, change)
        if before >= 0 and after >= 0 and not any(change.field == ORDER for change in changes):
            made.replace(before, row)
            continue
        if before >= 0:
            made.drop(before)
        if after >= 0:
            made.put(after, row)
    return made.made()


def _set(record: Record, change: Change) -> None:
    """Put a field; None stands for a key that is not there, or for a part that an item has not."""
    record[change.field] = deepcopy(change.new)
