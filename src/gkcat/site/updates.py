"""更新记录: what changed from version to version, as a page, as an item's own history and as an Atom feed.

The one rule: what is said of a version depends on the versions alone, never on the clock or the machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from gkcat.book import Book, Cell, Column, Link, Row, Table
from gkcat.markup import CONTROL
from gkcat.site.gone import gone
from gkcat.site.pages import page_of, paged, site_title
from gkcat.volumes import Catalogue, Told, address

NONE = "目录还没有标记过两个可以比较的版本，这里暂时没有内容。"
FEED = "updates.xml"
_ENTRIES = 100
"""The latest entries that the feed holds: readers ask again and again."""


def update_pages(source: Catalogue) -> Iterator[Book]:
    """The page of all changes, the latest version first."""
    known = _known(source)
    names = {unit.id: unit.label for unit in source.units}
    tables = [
        Table(update.title, _COLUMNS, rows, _starts(update.changes), () if rows else ("公开事项没有变化。",))
        for update in reversed(source.updates)
        for rows in [tuple(_row(known, names, each) for each in update.changes)]
    ]
    notes = ("各版本相比，哪些公开事项有变化。事项页上另有该事项自己的修改记录。",) if tables else (NONE,)
    yield from paged(page_of(source, "updates", "更新记录", tables, notes=notes))


def history(source: Catalogue, unit: str) -> dict[str, Table]:
    """The changes of each item of a unit that had any, the latest first."""
    rows: dict[str, list[Row]] = {}
    for update in reversed(source.updates):
        for each in update.changes:
            if each.unit == unit:
                what = f"{each.stage}：{each.what}" if each.stage else each.what
                rows.setdefault(each.item, []).append((update.title, what, each.old, each.new, each.reason))
    return {item: Table("修改记录", _OWN, tuple(found)) for item, found in rows.items()}


def feed(source: Catalogue) -> str:
    """The changes as an Atom feed (RFC 4287), an entry an item and version, the latest first.

    Ids are made of the catalogue's address, the version's name and the item's id: the same at each build.
    """
    head = source.head
    base = address(source, "").removesuffix(".html")
    root = base or f"urn:gkcat:{head.jurisdiction.name}:{head.title}"
    days = [update.on for update in source.updates if update.on]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<title>{_text(site_title(source))}更新记录</title>",
        f"<id>urn:uuid:{uuid5(NAMESPACE_URL, root)}</id>",
        f"<updated>{_moment(max(days, default=head.as_of))}</updated>",
        f"<author><name>{_text(head.issuer)}</name></author>",
        f'<link rel="alternate" href={quoteattr(f"{base}updates.html")}/>',
        *([f'<link rel="self" href={quoteattr(base + FEED)}/>'] if base else []),
        *_entries(source, root, base),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


# ── rows ─────────────────────────────────────────────────────────────────────

_HEADS: tuple[tuple[str, float, bool], ...] = (
    ("公开事项", 12, True),
    ("责任单位", 7, True),
    ("变化", 8, False),
    ("原来", 16, False),
    ("现在", 16, False),
    ("原因", 8, False),
)
_COLUMNS = tuple(Column(head, (head,), width, merge=merge) for head, width, merge in _HEADS)
_OWN = (Column("版本", ("版本",), 9), *(replace(column, merge=False) for column in _COLUMNS[2:]))


def _row(known: set[tuple[str, str]], names: dict[str, str], each: Told) -> Row:
    there = (each.unit, each.item) in known
    item: Cell = Link(each.name, f"items/{each.unit}/{each.item}") if there else each.name
    unit: Cell = Link(names[each.unit], f"units/{each.unit}") if each.unit in names else each.unit
    what = f"{each.stage}：{each.what}" if each.stage else each.what
    return (item, unit, what, each.old, each.new, each.reason)


def _known(source: Catalogue) -> set[tuple[str, str]]:
    """The items that have a page: those that are, and those that were."""
    return {(unit.id, entry.item.id) for unit in source.units for entry in unit.entries} | gone(source).keys()


def _starts(changes: Sequence[Told]) -> tuple[int, ...]:
    """The rows at which another item begins."""
    marks = [(each.unit, each.item) for each in changes]
    return tuple(at for at, mark in enumerate(marks) if not at or mark != marks[at - 1])


# ── feed ─────────────────────────────────────────────────────────────────────


def _entries(source: Catalogue, root: str, base: str) -> Iterator[str]:
    known = _known(source)
    names = {unit.id: unit.label for unit in source.units}
    left = _ENTRIES
    for update in reversed(source.updates):
        for start, end in Table("", (), ((),) * len(update.changes), _starts(update.changes)).spans():
            if not left:
                return
            left -= 1
            first = update.changes[start]
            page = f"items/{first.unit}/{first.item}" if (first.unit, first.item) in known else "updates"
            told = "；".join(map(_said, update.changes[start:end]))
            mark = uuid5(NAMESPACE_URL, f"{root} {update.name} {update.since} {first.unit}.{first.item}")
            yield (
                f"<entry><title>{_text(f'{names.get(first.unit, first.unit)}：{first.name}')}</title>"
                f"<id>urn:uuid:{mark}</id><updated>{_moment(update.on or source.head.as_of)}</updated>"
                f"<link href={quoteattr(f'{base}{page}.html')}/>"
                f"<summary>{_text(f'{update.title}：{told}')}</summary></entry>"
            )


def _said(each: Told) -> str:
    stage = f"{each.stage}环节" if each.stage else ""
    old, new = ("、".join(lines) for lines in (each.old, each.new))
    return f"{stage}{each.what}" + (f"，原为“{old}”" if old else "") + (f"，现为“{new}”" if new else "")


def _text(words: str) -> str:
    """Words as XML: what XML cannot hold is left out."""
    return escape(CONTROL.sub("", words))


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"
