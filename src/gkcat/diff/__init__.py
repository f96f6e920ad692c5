"""What changed between two catalogues, in the office's words: values, and what the grades mean.

The one rule: the changes say all: the new catalogue can be made of the old one and them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Record = dict[str, Any]
"""A thing in plain values: an item, a power, a unit's card, an entry of one of the office's lists."""

Snapshot = Mapping[tuple[str, str], Sequence[Record]]
"""A catalogue, or a part of it, as records by (unit, file's name without ending); the office's files have no unit."""

ROWS = "disclosures"
"""The key of an item under which its own records are."""

WHOLE, PLACE, ORDER = "", "place", "order"
"""Fields of a change that are no key: all of a record; the [unit, file] it stands in; its number there."""


class Spot(NamedTuple):
    """Where a record stands in a snapshot: the unit, the file, its index there, and the disclosure's, if it is one."""

    unit: str
    file: str
    at: int
    row: int = -1

    @property
    def path(self) -> str:
        """The file by its path from the root."""
        return f"units/{self.unit}/{self.file}.yaml" if self.unit else f"catalog/{self.file}.yaml"


class Grade(NamedTuple):
    """What a grade is called, and whether by it the public sees less (-1), more (1) or neither (0)."""

    title: str
    openness: int = 0


GRADES: Mapping[str, Grade] = {
    "withheld": Grade("改为不予公开", -1),
    "disclosed": Grade("改为公开", 1),
    "removed": Grade("删除", -1),
    "added": Grade("新增", 1),
    "moved": Grade("移交"),
    "narrowed": Grade("公开范围缩小", -1),
    "channel-dropped": Grade("公开方式减少", -1),
    "longer-deadline": Grade("时限延长", -1),
    "shorter-notice": Grade("公示期缩短", -1),
    "content-dropped": Grade("公开内容减少", -1),
    "waived": Grade("环节改为不适用", -1),
    "unpublished": Grade("落实记录减少", -1),
    "widened": Grade("公开范围扩大", 1),
    "channel-added": Grade("公开方式增加", 1),
    "shorter-deadline": Grade("时限缩短", 1),
    "longer-notice": Grade("公示期延长", 1),
    "content-added": Grade("公开内容增加", 1),
    "demanded": Grade("环节改为适用", 1),
    "published": Grade("落实记录增加", 1),
    "owner": Grade("责任主体变更"),
    "deadline": Grade("时限改写"),
    "renamed": Grade("更名"),
    "renumbered": Grade("编号变更"),
    "stage": Grade("环节变更"),
    "power": Grade("权力类型或编码变更"),
    "basis": Grade("依据变更"),
    "secrecy": Grade("保密审查变更"),
    "wording": Grade("文字改动"),
    "order": Grade("次序调整"),
    "unit": Grade("单位信息变更"),
    "catalog": Grade("全市规定变更"),
}
"""Every grade by its name, which never changes, the strongest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: of an item, a disclosure, a unit, a power, or one of the office's lists.

    ``field`` is the key of the contract (``deadline``, ``scope.degree``), or WHOLE, PLACE or ORDER; ``old`` and
    ``new`` are plain values, None for a whole record that is not there. ``before`` and ``after`` are its places, None
    where there is none (a disclosure that is not there has its item's); ``id``, ``name`` and ``stage`` say of what it
    is, as it is after, or was; all changes of one have the same ``reason``.
    """

    grade: str
    field: str
    old: Any
    new: Any
    before: Spot | None
    after: Spot | None
    id: str = ""
    name: str = ""
    stage: str = ""
    reason: str = ""

    @property
    def spot(self) -> Spot:
        """Where it is, or was."""
        return self.after or self.before or Spot("", "", 0)

    @property
    def row(self) -> int:
        """The index of the disclosure it is of, as it is or was; -1 if it is of none."""
        rows = (spot.row for spot in (self.after, self.before) if spot)
        return next((row for row in rows if row >= 0), -1)

    @property
    def what(self) -> str:
        """What it is of: item, disclosure, unit, power or catalog."""
        spot = self.spot
        if not spot.unit:
            return "catalog"
        return {"unit": "unit", "powers": "power"}.get(spot.file, "disclosure" if self.row >= 0 else "item")

    @property
    def less_open(self) -> bool:
        """Whether the public sees less, or later, than before."""
        return GRADES[self.grade].openness < 0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: a git revision as it was named, or the work tree (all empty)."""

    name: str = ""
    commit: str = ""
    on: date | None = None
    subject: str = ""

    @property
    def label(self) -> str:
        """How it is spoken of: v1（2026-11-24，建立目录）."""
        about = "，".join(filter(None, (str(self.on or ""), self.subject)))
        return f"{self.name}（{about}）" if about else self.name or "工作区"


@dataclass(frozen=True, slots=True)
class Diff:
    """All that changed between two sides.

    ``units`` and ``domains`` are names by id, in the order of print; ``unread`` the files that could not be read
    whole on one side: what they hold is neither called new nor gone.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many changes there are of each grade, the strongest first."""
        found = Counter(change.grade for change in self.changes)
        return {grade: found[grade] for grade in GRADES if grade in found}

    def unit(self, name: str) -> str:
        """A unit's name for print."""
        return self.units.get(name, name)


def items(changes: Iterable[Change]) -> dict[tuple[str, str], list[Change]]:
    """The changes of items and their disclosures by (unit, id), in their order."""
    found: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.what in {"item", "disclosure"}:
            found.setdefault((change.spot.unit, change.id), []).append(change)
    return found
