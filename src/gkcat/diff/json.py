"""A diff for other programs, as JSON.

The one rule: keys and grades are stable; the words beside them are for people and may be bettered.
"""

import json
from collections.abc import Iterator
from typing import Any

from gkcat.diff import Change, Diff, Side, Spot, show


def lines(diff: Diff) -> Iterator[str]:
    """One JSON object, indented; its shape is told in the README."""
    body = {
        "old": _side(diff.old),
        "new": _side(diff.new),
        "counts": diff.counts(),
        "changes": [_change(diff, change) for change in diff.changes],
        "unread": list(diff.unread),
    }
    yield from json.dumps(body, ensure_ascii=False, indent=2).splitlines()


def _side(side: Side) -> dict[str, Any] | None:
    """Null for the work tree."""
    if not side.commit:
        return None
    return {"revision": side.name, "commit": side.commit, "on": str(side.on), "subject": side.subject}


def _change(diff: Diff, change: Change) -> dict[str, Any]:
    return {
        "grade": change.grade,
        "title": show.title(change),
        "less_open": change.less_open,
        "what": change.what,
        "unit": change.spot.unit,
        "unit_name": diff.unit(change.spot.unit),
        "id": change.id,
        "name": change.name,
        "stage": change.stage,
        "field": change.field,
        "field_title": show.field(change),
        "old": _told(change.old),
        "new": _told(change.new),
        "before": _spot(change.before),
        "after": _spot(change.after),
        "reason": change.reason,
    }


def _spot(spot: Spot | None) -> dict[str, Any] | None:
    """Where it stands: the file, its index there, and the disclosure's index or null."""
    return {"path": spot.path, "index": spot.at, "row": spot.row if spot.row >= 0 else None} if spot else None


def _told(value: Any) -> Any:
    """A value; of a whole record, and what is in it, only the keys that say something."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items() if each not in (None, "", [], {})}
    return [_told(each) for each in value] if isinstance(value, list) else value
