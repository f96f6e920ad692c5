"""What the search of the site reads, as a Book: a row an item.

The one rule: an item is found by every line that its page shows of it, and by no other.
"""

from collections.abc import Iterable, Iterator

from gkcat.book import Book, Cell, Column, Link, Table
from gkcat.model import MODES, PUBLIC, Entry, Unit
from gkcat.volumes import Catalogue

WITHHELD = "不予公开"


def search_book(source: Catalogue) -> Book:
    """What the search reads: a row an item, a link, values to filter by, names to find by their initials, lines."""
    catalog = source.catalog
    heads: tuple[tuple[str, Iterable[str]], ...] = (
        ("事项", ()),
        ("领域", (domain.name for domain in catalog.domains)),
        ("单位", (unit.label for unit in source.units)),
        ("环节", catalog.stage),
        ("权力类型", catalog.power_type),
        ("公开方式", catalog.channel),
        ("公开形式", MODES),
        ("公开对象", (PUBLIC,)),
        ("拼音首字母", ()),
        ("文字", ()),
    )
    columns = tuple(Column(head, (head,), choices=tuple(choices)) for head, choices in heads)
    rows = tuple(tuple(_searched(source, unit, entry)) for unit in source.units for entry in unit.entries)
    return Book("search", "查找", (Table("查找", columns, rows),))


def _searched(source: Catalogue, unit: Unit, entry: Entry) -> Iterator[Cell]:
    item, domain = entry.item, source.catalog.domain.get(entry.domain)
    rows = item.disclosures
    scopes = [each.scope for each in rows if each.scope]
    yield Link(item.name, f"items/{unit.id}/{item.id}")
    yield (domain.name,) if domain else ()
    yield (unit.label,)
    yield _distinct([each.stage for each in rows])
    yield (item.power_type,)
    yield _distinct([channel for each in rows for channel in each.channel])
    yield (WITHHELD,) if item.withheld else _distinct([scope.mode for scope in scopes])
    yield _distinct([scope.audience for scope in scopes]) or (() if item.withheld else (PUBLIC,))
    yield _distinct((item.name, *_names(unit)))
    yield tuple(filter(None, _lines(unit, entry)))


def _lines(unit: Unit, entry: Entry) -> Iterator[str]:
    """Every line an item is found by, its name first."""
    item = entry.item
    yield item.name
    yield item.group
    for each in item.disclosures:
        yield from each.content
        yield each.owner
        yield each.deadline
        yield each.scope.note if each.scope else ""
    yield from item.basis
    yield item.section
    yield from _names(unit)
    if item.withheld:
        yield f"{WITHHELD}：{item.withheld.reason}"
        yield item.withheld.basis


def _names(unit: Unit) -> tuple[str, ...]:
    """What a unit is called, in short and in full."""
    return _distinct((unit.label, unit.card.name if unit.card else unit.label))


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
