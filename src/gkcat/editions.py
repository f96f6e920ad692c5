"""The editions of a catalogue, tag by tag, and what each changed in the words of the site.

The one rule: what is told is the public's business; what only the office needs to know of is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from gkcat import RefusedError, git
from gkcat.diff import WHOLE, Change, Diff, Spot, show
from gkcat.history import between
from gkcat.volumes import Told, Update
from gkcat.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Edition:
    """A tag and what it changed against the tag before it."""

    name: str
    on: date
    diff: Diff


def editions(workspace: Workspace) -> tuple[Edition, ...]:
    """Every tag of the present history after the first; none where there is no git, no tag or no catalogue."""
    try:
        tags = git.tags(workspace.root)
    except RefusedError:
        return ()
    found: list[Edition] = []
    for old, new in pairwise(tags):
        try:
            found.append(Edition(new.name, new.on, between(workspace, old.name, new.name)))
        except RefusedError:  # the catalogue is younger than the older tag
            continue
    return tuple(found)


@lru_cache(maxsize=2)
def updates(workspace: Workspace, run: int) -> tuple[Update, ...]:
    """The editions as the site tells them, and what was changed since the last one; looked up once a run.

    What came since is dated by the last commit, for a build must not hang on today's date.
    """
    del run
    found = [Update(each.name, each.on, told(each.diff)) for each in editions(workspace)]
    last = _last_tag(workspace)
    since = told(between(workspace, last)) if last else ()
    if not since:
        return tuple(found)
    here = git.commit(workspace.root)
    day = here.on if here.id != git.resolve(workspace.root, last) else None  # all of it is not in git yet
    return (*found, Update("", day, since, last))


def told(diff: Diff) -> tuple[Told, ...]:
    """The changes of items and their disclosures in words, as far as they are the public's business."""
    ids = {each.after: str(each.old) for each in diff.changes if each.grade == "renumbered" and each.what == "item"}
    return tuple(
        Told(
            change.spot.unit,
            change.id,
            change.name,
            change.stage,
            _happened(change),
            *_sides(diff, change),
            change.reason,
            _former(change, ids),
        )
        for change in diff.changes
        if change.what in {"item", "disclosure"} and change.grade not in _INNER
    )


_INNER = {"secrecy", "order"}
"""Grades that only the office needs to know of."""


def _happened(change: Change) -> str:
    """What happened; words that were changed also say of what."""
    named = change.grade == "wording" and change.field != WHOLE
    return f"{show.title(change)}：{show.field(change)}" if named else show.title(change)


def _former(change: Change, ids: Mapping[Spot | None, str]) -> tuple[str, str] | None:
    """The unit and id that an item had before, when it has others now; ``ids`` are the old ones of new places."""
    if change.what != "item" or change.before is None or change.after is None:
        return None
    before = (change.before.unit, ids.get(change.after, change.id))
    return before if before != (change.after.unit, change.id) else None


def _sides(diff: Diff, change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that differ; none for a side where there was nothing."""
    old, new = (() if lines == (show.NOTHING,) else lines for lines in show.differing(diff, change))
    return old, new


def _last_tag(workspace: Workspace) -> str:
    """The last tag that has a catalogue; empty where there is none."""
    try:
        tags = git.tags(workspace.root)
        return tags[-1].name if tags and workspace.at(tags[-1].name) else ""
    except RefusedError:
        return ""
