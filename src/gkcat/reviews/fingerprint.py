"""A mark for what was reviewed, so that a review lapses when it is no longer what stands there.

The one rule: a mark depends on what is said, never on how it is written, and is the same in every version of gkcat.

A mark is the first 12 hexadecimal digits of the SHA-256 of UTF-8 text: one line ``key: value`` for each value that
is not empty, in the order given here, where the entries of a list make a line each. Values are those that count, with
what `defaults` give filled in; blanks at their ends are left out, a line break within counts as one blank. So file,
place, order of keys, quotes and comments do not matter, and a key that the contract gains later changes no mark of an
item that does not use it.

- An item: name, group, power_type, power_code, section, basis, not_applicable (``环节=理由``, sorted), withheld.reason,
  withheld.basis, then ``disclosure`` with the mark of each disclosure, sorted: their order does not matter.
- A disclosure: stage, content, owner, deadline, channel, and the scope.
- A clearance (保密审查), which asks what is shown to whom and where: the item's name, stage, content, channel and the
  scope. Who answers for it and by when may change without a new one.
- The scope: degree, audience, mode, level (sorted), note.
- A unit: ``item`` with ``编号=mark`` of each item, sorted.

What never counts: id, secrecy, published and what else is noted about a disclosure after it was reviewed.
"""

from collections.abc import Iterable
from hashlib import sha256

from gkcat.model import Disclosure, Item

Pairs = Iterable[tuple[str, str | Iterable[str]]]


def of_item(item: Item) -> str:
    """The mark of all that an item says."""
    held = item.withheld
    return _mark(
        [
            *((key, getattr(item, key)) for key in ("name", "group", "power_type", "power_code", "section", "basis")),
            ("not_applicable", sorted(f"{key}={reason}" for key, reason in item.not_applicable.items())),
            ("withheld.reason", held.reason if held else ""),
            ("withheld.basis", held.basis if held else ""),
            ("disclosure", sorted(map(of_disclosure, item.disclosures))),
        ]
    )


def of_disclosure(disclosure: Disclosure) -> str:
    """The mark of all that a disclosure says."""
    own = [(key, getattr(disclosure, key)) for key in ("stage", "content", "owner", "deadline", "channel")]
    return _mark([*own, *_scope(disclosure)])


def of_clearance(item: Item, disclosure: Disclosure) -> str:
    """The mark of what a 保密审查 judges of a disclosure."""
    own = [(key, getattr(disclosure, key)) for key in ("stage", "content", "channel")]
    return _mark([("name", item.name), *own, *_scope(disclosure)])


def of_unit(items: Iterable[Item]) -> str:
    """The mark of all that a unit's items say."""
    return _mark([("item", sorted(f"{item.id}={of_item(item)}" for item in items))])


def of_words(words: Iterable[str]) -> str:
    """The mark of one field: its lines."""
    return _mark([("words", words)])


def _scope(disclosure: Disclosure) -> Pairs:
    scope = disclosure.scope
    if scope is None:
        return []
    return [
        ("scope.degree", scope.degree),
        ("scope.audience", scope.audience),
        ("scope.mode", scope.mode),
        ("scope.level", sorted(scope.level)),
        ("scope.note", scope.note),
    ]


def _mark(pairs: Pairs) -> str:
    told = [(key, (value,) if isinstance(value, str) else value) for key, value in pairs]
    lines = [f"{key}: {' '.join(word.split())}" for key, words in told for word in words if word.strip()]
    return sha256("\n".join(lines).encode()).hexdigest()[:12]
