"""Every value that a table may show: how to get it from the model, how to put it back, what it may be.

The one rule: a value has one name, in the words of the YAML contract, and a layout says the rest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from gkcat.book import ROW_ID, Cell, Link, unsealed
from gkcat.catalog import Catalog
from gkcat.days.due import date_rule
from gkcat.model import DEGREES, GROUP_MARK, LEVELS, MODES, PUBLIC, Disclosure, Entry, Unit
from gkcat.source import Plain
from gkcat.tables import Domain as DomainRow


class Line(NamedTuple):
    """What one row of a table speaks of; what a row kind has not stays None.

    ``place`` is the disclosure's in its item, from 1. A named tuple, for there is one for each row of each table: it
    is made in a quarter of the time that a frozen dataclass takes.
    """

    catalog: Catalog
    number: int = 0
    unit: Unit | None = None
    domain: DomainRow | None = None
    entry: Entry | None = None
    disclosure: Disclosure | None = None
    entries: Sequence[Entry] = ()
    place: int = 0


Put = Callable[["Draft", tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class Value:
    """A value a column may show: how to get it, how to put it back, the closed list it is taken from.

    ``each`` are those of it that get a column where each gets one, if not all do; ``of`` gives the cell for one of
    them. ``many``: a cell holds several of the list, so that it is only offered. ``offers`` is what is often written
    where no list is closed. ``day`` marks dates.
    """

    get: Callable[[Line], Cell]
    put: Put | None = None
    choices: Callable[[Catalog], Iterable[str]] | None = None
    of: Callable[[Line, str], Cell] | None = None
    many: bool = False
    offers: Callable[[Catalog], Iterable[str]] | None = None
    day: bool = False
    each: Callable[[Catalog, Sequence[Unit]], Iterable[str]] | None = None


@dataclass(slots=True)
class Draft:
    """An item as it is read back from rows: the plain forms of its file."""

    unit: str = ""
    domain: str = ""
    item: dict[str, Plain] = field(default_factory=dict)
    row: dict[str, Plain] = field(default_factory=dict)
    scope: dict[str, Plain] = field(default_factory=dict)
    secrecy: dict[str, Plain] = field(default_factory=dict)
    withheld: dict[str, Plain] = field(default_factory=dict)


# ── values ───────────────────────────────────────────────────────────────────


def _item(key: str, *, lines: bool = False, choices: Callable[[Catalog], Iterable[str]] | None = None) -> Value:
    def get(line: Line) -> Cell:
        return getattr(line.entry.item, key) if line.entry else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.item[key] = list(text) if lines else "".join(text)

    return Value(get, put, choices)


def _row(key: str, *, lines: bool = False, choices: Callable[[Catalog], Iterable[str]] | None = None) -> Value:
    def get(line: Line) -> Cell:
        return getattr(line.disclosure, key) if line.disclosure else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.row[key] = list(text) if lines else "".join(text)

    return Value(get, put, choices)


def _part(part: Literal["scope", "secrecy"], key: str, *, lines: bool = False, choices: Sequence[str] = ()) -> Value:
    def get(line: Line) -> Cell:
        holder = getattr(line.disclosure, part) if line.disclosure else None
        return getattr(holder, key) if holder else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            getattr(draft, part)[key] = list(text) if lines else "".join(text)

    return Value(get, put, (lambda _: choices) if choices else None)


def _withheld(key: str, choices: Callable[[Catalog], Iterable[str]] | None = None) -> Value:
    def get(line: Line) -> Cell:
        held = line.entry.item.withheld if line.entry else None
        return getattr(held, key) if held else None

    def put(draft: Draft, text: tuple[str, ...]) -> None:
        if text:
            draft.withheld[key] = "".join(text)

    return Value(get, put, choices)


def row_id(line: Line) -> Cell:
    """What a row is, for machines: unit.item, and of a disclosure # and its place in the item, from 1."""
    if line.unit is None or line.entry is None:
        return None
    return f"{line.unit.id}.{line.entry.item.id}" + (f"#{line.place}" if line.place else "")


def _put_row_id(draft: Draft, text: tuple[str, ...]) -> None:
    unit, _, item = unsealed("".join(text))[0].partition("#")[0].partition(".")
    if item:
        draft.unit, draft.item["id"] = unit, item


def _owner(line: Line) -> Cell:
    """Units are named by their short names, whatever name the file uses."""
    return line.catalog.printed(line.disclosure.owner) if line.disclosure else None


def _scope(line: Line) -> Cell:
    """公开程度 in full: the degree, then whatever differs from the usual."""
    scope = line.disclosure.scope if line.disclosure else None
    return _scope_lines(scope.degree, scope.audience, scope.mode, scope.level) if scope else None


@lru_cache(maxsize=1024)  # of its parts: to compare scopes takes three times as long
def _scope_lines(degree: str, audience: str, mode: str, level: tuple[str, ...]) -> tuple[str, ...]:
    others = (audience if audience != PUBLIC else "", mode if mode != MODES[0] else "", "、".join(level))
    return tuple(filter(None, (degree, *others)))


def _put_scope(draft: Draft, text: tuple[str, ...]) -> None:
    for words in text:
        if words.startswith(GROUP_MARK) or words == PUBLIC:
            draft.scope["audience"] = words
        elif words in MODES:
            draft.scope["mode"] = words
        elif all(part in LEVELS for part in words.split("、")):
            draft.scope["level"] = list(words.split("、"))
        else:
            draft.scope["degree"] = words


def _group_of(line: Line) -> Cell:
    """The group alone where the audience is not everybody."""
    scope = line.disclosure.scope if line.disclosure else None
    return scope.audience.removeprefix(GROUP_MARK) if scope and scope.audience != PUBLIC else None


def _put_group(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.scope["audience"] = GROUP_MARK + "".join(text)


def _level(line: Line) -> Cell:
    """The levels, by default the jurisdiction's own."""
    scope = line.disclosure.scope if line.disclosure else None
    own = (line.catalog.head.jurisdiction.level,) if line.catalog.head else ()
    return scope.level or own if scope else None


def _levels(catalog: Catalog, units: Sequence[Unit]) -> list[str]:
    """From the jurisdiction's own level down to 乡级, as the national form has them, and whatever others are used."""
    scopes = (row.scope for unit in units for entry in unit.entries for row in entry.item.disclosures)
    used = {level for scope in scopes if scope for level in scope.level}
    own = LEVELS.index(catalog.head.jurisdiction.level if catalog.head else _COUNTY)
    return [level for at, level in enumerate(LEVELS) if level in used or own <= at <= max(own, _TOWN)]


_COUNTY, _TOWN = "县级", LEVELS.index("乡级")


def _channels(line: Line) -> tuple[str, ...]:
    """The channels an item uses anywhere."""
    found = {name for each in line.entry.item.disclosures for name in each.channel} if line.entry else set()
    return tuple(name for name in line.catalog.channel if name in found)


def _covering(line: Line, stage: str) -> Cell:
    """How many items have a disclosure of the stage."""
    return sum([stage in entry.item.stages for entry in line.entries])


def _not_applicable(line: Line) -> Cell:
    return tuple([f"{key}：{reason}" for key, reason in line.entry.item.not_applicable.items()]) if line.entry else None


def _put_not_applicable(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.item["not_applicable"] = {key: reason for key, _, reason in (words.partition("：") for words in text)}


def _events(line: Line) -> Cell:
    return tuple(f"{one.on} {one.what}" for one in line.disclosure.events) if line.disclosure else None


def _put_events(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.row["events"] = [dict(zip(("on", "what"), words.split(" ", 1), strict=False)) for words in text]


def _published(line: Line) -> Cell:
    return tuple([f"{one.on} {one.url}" for one in line.disclosure.published]) if line.disclosure else None


def _put_published(draft: Draft, text: tuple[str, ...]) -> None:
    if text:
        draft.row["published"] = [dict(zip(("on", "url"), words.split(" ", 1), strict=False)) for words in text]


def _put_domain(draft: Draft, text: tuple[str, ...]) -> None:
    draft.domain = "".join(text)


def _put_unit(draft: Draft, text: tuple[str, ...]) -> None:
    draft.unit = "".join(text)


def _department(line: Line) -> Cell:
    section = line.entry.item.section if line.entry else ""
    return tuple(filter(None, (line.unit.label, section))) if line.unit else None


def _full_basis(line: Line) -> Cell:
    return tuple(map(line.catalog.in_full, line.entry.item.basis)) if line.entry else None


def _withheld_about(line: Line) -> Cell:
    held = line.entry.item.withheld if line.entry else None
    reason = line.catalog.reason.get(held.reason) if held else None
    return reason.about if reason else None


def _stages(line: Line) -> Cell:
    """The stages an item covers, in the catalogue's order."""
    if line.entry is None:
        return None
    return "、".join(filter(line.entry.item.stages.__contains__, line.catalog.stage))


def _openness(line: Line) -> Cell:
    held = line.entry.item.withheld if line.entry else None
    return "不予公开" if held else "公开"


def _link(line: Line) -> Cell:
    if line.entry is None or line.unit is None:
        return None
    return _page(line.entry.item.name, "items", line.unit.id, line.entry.item.id)


def _unit_link(line: Line) -> Cell:
    return _page(line.unit.label, "units", line.unit.id) if line.unit else None


def _domain_link(line: Line) -> Cell:
    return _page(line.domain.name, "domains", line.domain.id) if line.domain else None


@lru_cache(maxsize=8192)  # each of them stands in several tables, and is known again there
def _page(words: str, *path: str) -> Link:
    return Link(words, "/".join(path))


def _phrases(_: Catalog) -> Iterable[str]:
    """Deadlines as they should be written."""
    return Disclosure.model_fields["deadline"].examples or ()


def _owners(catalog: Catalog) -> Iterable[str]:
    cards = (catalog.cards[unit].label for unit in catalog.roster if unit in catalog.cards)
    return dict.fromkeys((*cards, *(each.name for each in catalog.subjects)))


def _names(line: Line, units: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.catalog.owner.get(unit, unit) for unit in units)


def _full_id(line: Line) -> Cell:
    return f"{line.unit.id}.{line.entry.item.id}" if line.unit and line.entry else None


def _requests(line: Line) -> Cell:
    """Where to ask for information: the unit's own place, else the one for all."""
    card = line.unit.card if line.unit else None
    common = line.catalog.head.site.requests if line.catalog.head else None
    place = (card.requests if card else None) or common
    return place.lines() if place else None


def _card(key: str) -> Value:
    return Value(lambda line: getattr(line.unit.card, key) if line.unit and line.unit.card else None)


FIELDS: dict[str, Value] = {
    ROW_ID: Value(row_id, _put_row_id),
    "number": Value(lambda line: line.number),
    "domain": Value(lambda line: line.domain.name if line.domain else None),
    "domain.id": Value(lambda line: line.domain.id if line.domain else None, _put_domain),
    "domain.link": Value(_domain_link),
    "domain.lead": Value(lambda line: "".join(_names(line, [line.domain.lead])) if line.domain else None),
    "domain.units": Value(lambda line: _names(line, line.domain.units) if line.domain else None),
    "domain.note": Value(lambda line: line.domain.note if line.domain else None),
    "unit": Value(lambda line: line.unit.label if line.unit else None),
    "unit.id": Value(lambda line: line.unit.id if line.unit else None, _put_unit),
    "unit.link": Value(_unit_link),
    "unit.name": _card("name"),
    "unit.kind": _card("kind"),
    "unit.public_phone": _card("public_phone"),
    "unit.requests": Value(_requests),
    "count.items": Value(lambda line: len(line.entries)),
    "count.disclosures": Value(lambda line: sum([len(entry.item.disclosures) for entry in line.entries])),
    "count.withheld": Value(lambda line: sum(entry.item.withheld is not None for entry in line.entries)),
    "department": Value(_department),
    "item.id": _item("id"),
    "item.full_id": Value(_full_id),
    "item.name": _item("name"),
    "item.link": Value(_link),
    "item.group": _item("group"),
    "item.power_type": _item("power_type", choices=lambda catalog: catalog.power_type),
    "item.power_code": _item("power_code"),
    "item.section": _item("section"),
    "item.basis": _item("basis", lines=True),
    "item.basis.full": Value(_full_basis),
    "item.stages": Value(_stages),
    "item.channels": Value(
        _channels,
        choices=lambda catalog: catalog.channel,
        of=lambda line, name: name in _channels(line),
    ),
    "count.stages": Value(
        lambda line: tuple(f"{stage}{_covering(line, stage)}" for stage in line.catalog.stage),
        choices=lambda catalog: [stage.name for stage in catalog.stages if stage.five],
        of=_covering,
    ),
    "item.not_applicable": Value(_not_applicable, _put_not_applicable),
    "item.openness": Value(_openness),
    "withheld.reason": _withheld("reason", lambda catalog: catalog.reason),
    "withheld.basis": replace(
        _withheld("basis"), offers=lambda catalog: dict.fromkeys(each.basis for each in catalog.withholding)
    ),
    "withheld.about": Value(_withheld_about),
    "stage": _row("stage", choices=lambda catalog: catalog.stage),
    "content": _row("content", lines=True),
    "owner": Value(_owner, _row("owner").put, offers=_owners),
    "owner.verbatim": replace(_row("owner"), offers=_owners),
    "deadline": replace(_row("deadline"), offers=_phrases),
    "deadline.rule": Value(lambda line: date_rule(line.disclosure.deadline) if line.disclosure else None),
    "channel": replace(
        _row("channel", lines=True, choices=lambda catalog: [each.name for each in catalog.channels if each.listed]),
        many=True,
    ),
    "scope": Value(_scope, _put_scope),
    "degree": _part("scope", "degree", choices=DEGREES),
    "audience": replace(_part("scope", "audience"), offers=lambda _: (PUBLIC, GROUP_MARK)),
    "audience.group": Value(_group_of, _put_group),
    "level.effective": Value(_level, _part("scope", "level", lines=True).put, each=_levels),
    "mode": _part("scope", "mode", choices=MODES),
    "level": replace(_part("scope", "level", lines=True), offers=lambda _: LEVELS),
    "note": _part("scope", "note"),
    "secrecy.result": _part("secrecy", "result", choices=("可以公开", "部分公开", "不予公开")),
    "secrecy.by": _part("secrecy", "by"),
    "secrecy.on": Value(
        lambda line: line.disclosure.secrecy.on if line.disclosure and line.disclosure.secrecy else None,
        _part("secrecy", "on").put,
        day=True,
    ),
    "events": Value(_events, _put_events),
    "published": Value(_published, _put_published),
}
"""Every value a layout may name."""
