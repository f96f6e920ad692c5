"""A catalogue as plain records that can be compared: values as they take effect, not as they are written.

The one rule: what prints and works the same is the same here, whichever way the file says it: by defaults, by the
short or the full name of a unit, by another name of a channel.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gkcat.catalog import Catalog, owners
from gkcat.diff import ROWS, Record
from gkcat.model import Contract, Disclosure, Item, Scope, Unit
from gkcat.tables import TABLES

_SCOPE = tuple(Scope.model_fields)
_NO_SCOPE: Record = {"degree": "", "audience": "", "mode": "", "level": [], "note": ""}


Files = dict[tuple[str, str], list[Record]]


def snapshot(catalog: Catalog, units: Iterable[Unit], level: str, *, office: bool) -> Files:
    """The records of units by (unit, file), and with ``office`` those of catalog/; ``level`` is the usual one."""
    found: Files = {}
    bodies = _bodies(catalog)
    for unit in units:
        if unit.card:
            found[unit.id, "unit"] = [_plain(unit.card)]
        if unit.powers:
            found[unit.id, "powers"] = [_plain(power) for power in unit.powers]
        for entry in unit.entries:
            found.setdefault((unit.id, entry.domain), []).append(_item(entry.item, catalog, bodies, level))
    if office:
        if catalog.head:
            found["", "catalog"] = [_flat(_plain(catalog.head))]
        tables: dict[str, Sequence[Contract]] = {name: getattr(catalog, name) for name in TABLES}
        found |= {("", name): [_plain(entry) for entry in entries] for name, entries in tables.items() if entries}
    return found


def _plain(value: Contract) -> Record:
    return value.model_dump(mode="json")


def _bodies(catalog: Catalog) -> Mapping[str, str]:
    """Every name of a body → the one it is known by here: of a unit its id, which stays when it is renamed."""
    names: dict[str, str] = {}
    for subject in catalog.subjects:
        names |= dict.fromkeys((subject.name, *subject.short_names), subject.name)
    for unit, card in catalog.cards.items():
        names |= dict.fromkeys(filter(None, (unit, card.name, card.short_name)), unit)
    return names


def _item(item: Item, catalog: Catalog, bodies: Mapping[str, str], level: str) -> Record:
    rows = [_row(each, catalog, bodies, level) for each in item.disclosures]
    return {**item.model_dump(mode="json", exclude={ROWS}), ROWS: rows}


def _row(row: Disclosure, catalog: Catalog, bodies: Mapping[str, str], level: str) -> Record:
    plain = row.model_dump(mode="json")
    scope = plain.pop("scope") or _NO_SCOPE
    if row.scope:
        scope["level"] = scope["level"] or [level]
    plain["secrecy"] = {key: value for key, value in (plain["secrecy"] or {}).items() if value} or None
    plain["owner"] = "、".join(bodies.get(name, name) for name in owners(row.owner)) if row.owner else ""
    plain["channel"] = [catalog.channel_alias.get(name, name) for name in row.channel]
    return plain | {f"scope.{key}": scope[key] for key in _SCOPE}


def _flat(head: Record) -> Record:
    """The head's parts as keys of their own: site.title."""
    found: dict[str, Any] = {}
    for key, value in head.items():
        if isinstance(value, dict):
            found |= {f"{key}.{name}": each for name, each in value.items()}
        else:
            found[key] = value
    return found
