"""A page's template filled once for all pages of a kind; what differs from page to page is let in afterwards.

The one rule: a page comes out as if the template had been filled for it alone, whatever the template does.

What a template only prints, or only asks whether it is there, changes nothing else on the page: of such values
(`slots`) marks are printed the first time, and each page puts its own in their places. What it does anything else with
(filters, compares, goes through) makes a page one of another kind, or one by itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment, Template, nodes
from jinja2.meta import find_undeclared_variables
from markupsafe import Markup

_KINDS = 64  # kinds of pages that are kept; a site has about ten
_MARK = re.compile("\0([A-Za-z_]+)\0")
_WORDS = frozenset((str, Markup, bool))
_ELSEWHERE = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
"""What hands all values on to templates that are not read here."""

Words = Callable[[str], str]


class Mould:
    """A template that is filled again and again.

    ``html`` makes words HTML, as jinja2 does of all that is no Markup; ``clean`` ends what the template printed itself.
    """

    def __init__(self, environment: Environment, name: str, html: Words, clean: Words) -> None:
        """Compile the template of that name, which the environment's loader finds."""
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        parsed = environment.parse(source)
        self._template: Template = environment.get_template(name)
        self._html, self._clean = html, clean
        self._slots = slots(parsed)
        others = find_undeclared_variables(parsed).difference(self._slots)
        self._others = None if "\0" in source or any(parsed.find_all(_ELSEWHERE)) else sorted(others)
        self._kinds: dict[tuple[object, ...], _Kind] = {}

    def fill(self, values: Mapping[str, Any]) -> bytes:
        """The page with these values under their names, in UTF-8."""
        key = self._key(values)
        if key is None:
            return self._clean(self._template.render(values)).encode()
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = self._made(values)
            if len(self._kinds) > _KINDS:
                self._kinds.pop(next(iter(self._kinds)))
        own = {name: values[name].encode() for name in kind.markup}
        own |= {name: self._html(values[name]).encode() for name in kind.words}
        page = kind.parts.copy()
        page[1::2] = map(own.__getitem__, kind.names)
        return b"".join(page)

    def _key(self, values: Mapping[str, Any]) -> tuple[object, ...] | None:
        """What the pages of a kind have in common; none for a page by itself, for which the template is filled anew."""
        if self._others is None:
            return None
        said, others = [*map(values.get, self._slots)], [*map(values.get, self._others)]
        types = tuple(map(type, said))
        if not _WORDS.issuperset(types) or (any(others) and not all(map(_comparable, others))):
            return None
        return (types, tuple(map(bool, said)), *map(type, others), *[other or None for other in others])

    def _made(self, values: Mapping[str, Any]) -> "_Kind":
        marks = {name: Markup(f"\0{name}\0") for name in self._slots if values[name] and values[name] is not True}  # noqa: S704 - names, no words
        parts = _MARK.split(self._template.render({**values, **marks}))
        names = parts[1::2]
        words = {name for name in names if type(values[name]) is str}
        return _Kind([self._clean(part).encode() for part in parts], names, words, {*names} - words)


def _comparable(value: object) -> bool:
    """Whether a value can be told from others as it is; one with the sign of marks in it could be taken for one."""
    return not value or (type(value) in _WORDS and not (isinstance(value, str) and "\0" in value))


class _Kind(NamedTuple):
    """What is the same on all pages of a kind: parts, each but the last before the name of what stands there.

    ``names`` are these names; ``words`` stand for what is no HTML yet, ``markup`` for what is.
    """

    parts: list[bytes]
    names: list[str]
    words: set[str]
    markup: set[str]


def slots(template: nodes.Template) -> tuple[str, ...]:
    """The names of which a template only prints what they stand for, or asks whether they stand for anything."""
    plain: set[str] = set()
    other: set[str] = set()
    for name, is_plain in _names(template.body):
        (plain if is_plain else other).add(name)
    return tuple(sorted(plain - other))


def _names(body: list[nodes.Node]) -> Iterator[tuple[str, bool]]:
    """Each name that is used, and whether only as a slot may be."""
    for node in body:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                yield from _plain(each) if isinstance(each, nodes.Name) else _used(each)
        elif isinstance(node, nodes.If):
            yield from _asked(node.test)
            yield from _names([*node.body, *node.elif_, *node.else_])
        elif isinstance(node, nodes.For) and not node.recursive:
            for part in (node.target, node.iter, node.test):
                yield from _used(part) if part else ()
            yield from _names([*node.body, *node.else_])
        else:
            yield from _used(node)


def _asked(test: nodes.Node) -> Iterator[tuple[str, bool]]:
    if isinstance(test, nodes.And | nodes.Or | nodes.Not):
        for each in test.iter_child_nodes():
            yield from _asked(each)
    else:
        yield from _plain(test) if isinstance(test, nodes.Name) else _used(test)


def _plain(name: nodes.Name) -> Iterator[tuple[str, bool]]:
    yield name.name, True


def _used(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    """Every name in something else, macros' parameters and names that are set included."""
    for name in [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name):
        yield name.name, False
