"""Items that are no more: what their addresses lead to, so that an old link or code on a wall is no dead end.

The one rule: an address once given out says what became of its item, and where that can be found now.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gkcat.book import Book, Cell, Link, Table
from gkcat.site.pages import page_of
from gkcat.tables import Retired
from gkcat.volumes import Catalogue

Address = tuple[str, str]
"""A unit's id and an item's."""

_NOTE = "这个事项已经不在目录里。网页保留着，从旧的链接、二维码来的人可以查对。"
_MOVED = "这个事项换了编号或者责任单位，内容仍在目录里，请看下面的链接。"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of an item: its last name, where it stands now if anywhere, what the office's list says of it."""

    name: str
    now: Address | None = None
    retired: Retired | None = None


def gone(source: Catalogue, units: AbstractSet[str] | None = None) -> dict[Address, Gone]:
    """The items that stood in the catalogue once and do not now, by their old addresses; of these ``units`` only.

    Known from what the versions changed, and from the office's list of retired items. Only the units that these speak
    of are gone through: each unit asks when its pages are made.
    """
    names, onward = _told(source)
    listed = source.catalog.retired_id
    asked = {former: _last(former, onward) for former in (*names, *listed) if units is None or former[0] in units}
    told = {unit for pair in asked.items() for unit, _ in pair}
    here = {(unit.id, entry.item.id) for unit in source.units if unit.id in told for entry in unit.entries}
    found: dict[Address, Gone] = {}
    for former in sorted(asked.keys() - here):
        now, entry = asked[former], listed.get(former)
        if all(map(_ID.fullmatch, former)):
            name = (entry.name if entry else "") or names.get(former) or ".".join(former)
            found[former] = Gone(name, now if now in here else None, entry)
    return found


def _told(source: Catalogue) -> tuple[dict[Address, str], dict[Address, Address]]:
    """The last name of each address that any version speaks of, and the address that came after it, if one did."""
    names: dict[Address, str] = {}
    onward: dict[Address, Address] = {}
    for update in source.updates:
        for each in update.changes:
            place = (each.unit, each.item)
            names[place] = each.name
            if each.former:
                names[each.former] = each.name
                onward[each.former] = place
                onward.pop(place, None)  # what came back is there
    return names, onward


def _last(former: Address, onward: Mapping[Address, Address]) -> Address:
    """Where an item came to in the end."""
    passed: set[Address] = set()
    while former in onward and former not in passed:
        passed.add(former)
        former = onward[former]
    return former


def gone_pages(source: Catalogue, found: Mapping[Address, Gone], changed: Mapping[Address, Table]) -> Iterator[Book]:
    """The pages of these items; ``changed`` are the changes of each."""
    labels = {unit.id: unit.label for unit in source.units}
    for (unit, item), each in found.items():
        above = [Link("单位", "units"), *([Link(labels[unit], f"units/{unit}")] if unit in labels else [])]
        yield page_of(
            source,
            f"items/{unit}/{item}",
            each.name,
            [changed[unit, item]] if (unit, item) in changed else [],
            *above,
            subtitle=labels.get(unit, ""),
            card=tuple(_card(source, f"{unit}.{item}", each)),
            notes=(_MOVED if each.now else _NOTE,),
        )


def _card(source: Catalogue, full_id: str, each: Gone) -> Iterator[tuple[str, Cell]]:
    yield "事项编号", full_id
    yield "现在的情况", "已移到别处" if each.now else "已撤销"
    if each.now:
        unit, item = each.now
        entry = next(entry for entry in source.unit(unit).entries if entry.item.id == item)
        yield "现在看这里", Link(f"{entry.item.name}（{source.unit(unit).label}）", f"items/{unit}/{item}")
    if each.retired and each.retired.on:
        yield "撤销日期", each.retired.on
    if each.retired and each.retired.reason:
        yield "撤销理由", each.retired.reason
