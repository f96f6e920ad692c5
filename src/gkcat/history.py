"""What changed between two revisions of a workspace, or one and the work tree.

The one rule: the cost follows the change: of the units only the files that differ are read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gkcat import RefusedError, git, refusals
from gkcat.catalog import Catalog
from gkcat.diff import Change, Diff, Side
from gkcat.diff.compare import compare
from gkcat.diff.snapshot import snapshot
from gkcat.office import read_office
from gkcat.source import Plain, parse
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

TRAILER = "调整原因"
"""The line of a commit's message that says why: 调整原因：机构改革，职责并入市教体局."""

_MAIN = ("origin/main", "origin/master", "main", "master")
_MANY = 200  # commits to one file; with more, reasons are given by the file


def usual(workspace: Workspace) -> str:
    """What the work tree is compared with when nothing is said.

    On a branch, where it left the main one; on that, the last tag; else the last commit.
    """
    root = workspace.root
    git.resolve(root, "HEAD")  # says so when nothing was ever committed
    here = git.ask(root, "rev-parse", "--abbrev-ref", "HEAD").strip()
    main = next((name for name in _MAIN if _is_there(root, name)), "")
    if main and here not in {"main", "master"}:
        return git.merge_base(root, "HEAD", main)
    tags = git.tags(root)
    return tags[-1].name if tags else "HEAD"


def between(workspace: Workspace, old: str, new: str = "", units: Collection[str] = ()) -> Diff:
    """What changed from a revision to another, or to the work tree; of these units only, if any are named.

    Raises RefusedError when git or a revision is not there, or has no catalogue.
    """
    was, now = workspace.at(old), workspace.at(new) if new else replace(workspace, revision="")
    files = workspace.changed_files(was.revision, now.revision)
    theirs = _Read(now, files)
    ours = _Read(was, files, theirs.catalog if _same_office(files) else None)
    head = theirs.catalog.head or ours.catalog.head
    level = head.jurisdiction.level if head else ""
    of_office = any(path.startswith("catalog/") for path in files) and not units
    pair = [snapshot(one.catalog, one.units, level, office=of_office) for one in (ours, theirs)]
    changes = [change for change in compare(*pair) if _is_sure(change, ours.unread, theirs.unread)]
    if units:
        changes = [one for one in changes if {spot.unit for spot in (one.before, one.after) if spot} & {*units}]
    names = _names(ours, theirs)
    rank = {unit: place for place, unit in enumerate(names)}
    changes.sort(key=lambda change: rank.get(change.spot.unit, -1))
    return Diff(
        _side(workspace, old, was),
        _side(workspace, new, now),
        tuple(_explained(workspace, was.revision, now.revision, changes)),
        names,
        {domain.id: domain.name for one in (ours, theirs) for domain in one.catalog.domains},
        tuple(sorted(ours.unread | theirs.unread)),
    )


def _same_office(files: Iterable[str]) -> bool:
    """Whether the office's lists and the units' cards are what they were: read once then, 60 ms less for 40 units."""
    parts = [path.split("/") for path in files]
    return all(part[0] == "units" and part[2:] != ["unit.yaml"] for part in parts)


class _Read:
    """One side, read: the office's lists, and of the units the files that differ."""

    def __init__(self, workspace: Workspace, files: Iterable[str], catalog: Catalog | None = None) -> None:
        office = read_office(workspace) if catalog is None else (catalog, (), ())
        self.catalog, wrong = office[0], [*office[1]]
        known = {*files}
        folders, _ = workspace.unit_ids()
        touched = {path.split("/")[1] for path in known if path.startswith("units/")}
        rank = {unit: place for place, unit in enumerate(self.catalog.cards)}
        self.units = []
        for unit in sorted(touched & {*folders}, key=lambda unit: (rank.get(unit, len(rank)), unit)):
            data, unread = workspace.unit_files(unit, known)
            read, bad = read_unit(unit, data)
            self.units.append(read)
            wrong += [*unread, *bad]
        self.unread = {each.where.path for each in wrong if each.code != refusals.MERGE_CONFLICT.code} & known


def _is_sure(change: Change, old: Collection[str], new: Collection[str]) -> bool:
    """Whether a record that is gone, or new, was not only hidden from us by a file that can't be read."""
    if change.before is None or change.after is None:
        return change.spot.path not in (new if change.after is None else old)
    return True


def _names(*sides: _Read) -> dict[str, str]:
    """The units' names by id, in the order of the latest roster; those of before come after."""
    order: dict[str, None] = {}
    labels: dict[str, str] = {}
    for one in sides:
        labels |= {unit: card.label for unit, card in one.catalog.cards.items()}
    for one in reversed(sides):
        order |= dict.fromkeys((*one.catalog.roster, *one.catalog.cards, *(unit.id for unit in one.units)))
    return {unit: labels.get(unit, unit) for unit in order}


def _side(workspace: Workspace, name: str, at: Workspace) -> Side:
    if not at.revision:
        return Side()
    commit = git.commit(workspace.root, at.revision)
    shown = commit.id[:8] if name.startswith(commit.id[:8]) else name
    return Side(shown, commit.id, commit.on, commit.subject)


def _is_there(root: Path, revision: str) -> bool:
    try:
        return bool(git.resolve(root, revision))
    except RefusedError:
        return False


# ── reasons ──────────────────────────────────────────────────────────────────


def _explained(workspace: Workspace, old: str, new: str, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, each with the reasons of the commits that made it."""
    root = workspace.root
    touching: dict[str, list[git.Commit]] = {}
    for commit in git.commits(root, old, new or "HEAD", "catalog", "units") if changes else ():
        for path in commit.files:
            touching.setdefault(path, []).append(commit)
    for change in changes:
        paths = sorted({spot.path for spot in (change.before, change.after) if spot})
        found = [(commit, path, len(touching.get(path, ()))) for path in paths for commit in touching.get(path, ())]
        reasons = [
            commit.trailer(TRAILER)
            for commit, path, many in reversed(found)
            if commit.trailer(TRAILER) and _made(root, commit, path, change, alone=many == 1 or many > _MANY)
        ]
        yield replace(change, reason="；".join(dict.fromkeys(reasons)))


def _made(root: Path, commit: git.Commit, path: str, change: Change, *, alone: bool) -> bool:
    """Whether a commit to a file had to do with this item of it: one among several may speak of another item."""
    return alone or change.what not in {"item", "disclosure"} or change.id in _touched(root, commit.id, path)


@lru_cache(maxsize=1024)
def _touched(root: Path, commit: str, path: str) -> frozenset[str]:
    """The ids of the items that a commit changed in a file, against its first parent.

    All of them when it has none: of the first commit, or of the last one that a shallow clone has.
    """
    before = _texts(root, f"{commit}^", path) if _is_there(root, f"{commit}^") else {}
    after = _texts(root, commit, path)
    return frozenset(id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_))


def _texts(root: Path, revision: str, path: str) -> Mapping[str, tuple[Plain, Plain]]:
    """The items of a file by id, each with the file's defaults."""
    plain, _ = parse(path, Workspace(root, revision=git.resolve(root, revision)).read(path))
    listed = plain.get("items") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(listed, list):
        return {}
    defaults = plain.get("defaults", "")
    return {str(item.get("id", "")): (item, defaults) for item in listed if isinstance(item, dict)}
