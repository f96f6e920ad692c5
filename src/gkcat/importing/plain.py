"""What stands in the file, defaults applied, as plain values: to compare with what a table says.

The one rule: two ways to write the same are equal.
"""

from typing import Any

from gkcat.importing.around import Mapped
from gkcat.model import Disclosure, Scope
from gkcat.source import Plain


def scope_of(scope: Scope | None) -> Mapped:
    """公开程度 as a mapping, with what goes without saying."""
    if scope is None:
        return {}
    plain: Mapped = {"degree": scope.degree, "audience": scope.audience, "mode": scope.mode}
    return plain | filled({"level": [*scope.level], "note": scope.note})


def secrecy_of(disclosure: Disclosure) -> Mapped:
    """保密审查 as a mapping; empty when there is none."""
    held = disclosure.secrecy
    return {"result": held.result, "by": held.by, "on": str(held.on)} if held else {}


def seal_of(disclosure: Disclosure) -> Mapped:
    """The mark of what was reviewed, which no table shows: a new date or body in a table is no new review."""
    held = disclosure.secrecy
    return {"of": held.of} if held and held.of else {}


def copied(plain: Any) -> Any:
    """A copy to change; five times as fast as copy.deepcopy, which asks of everything whether it was there before."""
    if isinstance(plain, dict):
        return {key: copied(each) for key, each in plain.items()}
    return [copied(each) for each in plain] if isinstance(plain, list) else plain


def filled(plain: Mapped) -> Mapped:
    """A mapping without what is empty."""
    return {key: value for key, value in plain.items() if value}


def plain_of(disclosure: Disclosure, key: str) -> Plain:
    """What a disclosure has under a key, defaults applied, as its file would say it."""
    if key == "published":
        return [{"url": each.url, "on": str(each.on)} for each in disclosure.published]
    if key == "events":
        return [{"on": str(each.on), "what": each.what} for each in disclosure.events]
    value = getattr(disclosure, key)
    return [*value] if isinstance(value, tuple) else value or ""


def as_short(value: Plain, before: Plain | None) -> Plain:
    """A list of one as a text alone where one stood."""
    if isinstance(before, str) and isinstance(value, list) and len(value) == 1:
        return value[0]
    return value


def equal(one: Plain | None, other: Plain | None) -> bool:
    """Whether two values mean the same: a text alone stands for a list of it, nothing for an empty one."""
    return _several(one) == _several(other)


def _several(value: Plain | None) -> Plain:
    if not value:
        return []
    return [value] if isinstance(value, str) else value
