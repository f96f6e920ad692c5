"""A page's template filled once for all pages of a kind; what differs from page to page is let in afterwards.

The one rule: a page comes out as if the template had been filled for it alone, whatever the template does.

What a template only prints, or only asks whether it is there, changes nothing else on the page: of such values
(`slots`) marks are printed, and each page puts its own in their places: the first of a kind fills the template for all.
What it does anything else with (filters, compares, goes through) makes a page one of another kind, or one by itself.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.meta import find_undeclared_variables
from markupsafe import Markup

_KINDS = 64  # kinds of pages that are kept; a site has about ten
_SAID = frozenset((str, Markup))
_WORDS = _SAID | {bool}
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
        self._kinds: Kinds = {}
        self._mark = f"\0{token_hex(8)}"  # which no template and no value can have in it
        self._marked = re.compile(rf"{self._mark}(\w+)\0", re.ASCII)
        self.slots = slots(parsed)
        others = find_undeclared_variables(parsed).difference(self.slots)
        self.others = None if any(parsed.find_all(_ELSEWHERE)) else sorted(others)

    def fill(self, values: Mapping[str, Any]) -> bytes:
        """The page with these values under their names, in UTF-8."""
        kind = self.kind(values)
        return kind.fill(values) if kind else self._clean(self._template.render(values)).encode()

    def kind(self, values: Mapping[str, Any]) -> "Kind | None":
        """The kind that the page with these values is of; none where other templates are handed them."""
        if self.others is None:
            return None
        key = _key(values, self.slots, self.others)
        if key is None:
            return self._made(values)
        return self._kinds[key] if key in self._kinds else _kept(self._kinds, key, self._made(values))

    def _made(self, values: Mapping[str, Any]) -> "Kind":
        words = [name for name in self.slots if type(values.get(name)) in _SAID and values[name]]
        marks = {name: Markup(f"{self._mark}{name}\0") for name in words}  # noqa: S704 - names, no words
        parts = self._marked.split(self._template.render({**values, **marks}))
        return Kind(self._html, [self._clean(part).encode() for part in parts[::2]], parts[1::2])


class Given:
    """A mould for pages that have some values in common: these are let in once a kind, and not looked at again."""

    def __init__(self, mould: Mould, common: Mapping[str, Any]) -> None:
        """Begin without a kind."""
        self._mould, self._common = mould, common
        self._slots = [name for name in mould.slots if name not in common]
        self._others = [name for name in mould.others or () if name not in common]
        self._kinds: Kinds = {}

    def fill(self, own: Mapping[str, Any]) -> bytes:
        """The page with these values besides; what is common goes before."""
        key = _key(own, self._slots, self._others)
        if key in self._kinds:
            return self._kinds[key].fill(own)
        values = {**own, **self._common}
        kind = self._mould.kind(values)
        if key is None or kind is None:
            return kind.fill(values) if kind else self._mould.fill(values)
        return _kept(self._kinds, key, kind.given(self._common)).fill(own)


class Kind:
    """What is the same on all pages of a kind: ``parts``, and the names of what stands between them."""

    def __init__(self, html: Words, parts: list[bytes], names: list[str]) -> None:
        """Lay the parts out with room between them."""
        self._html, self._names = html, names
        self._page = [b""] * (len(parts) + len(names))
        self._page[::2] = parts

    def fill(self, values: Mapping[str, Any]) -> bytes:
        """The page with these values."""
        said = {name: self._said(values[name]) for name in self._names}
        page = self._page.copy()
        page[1::2] = map(said.__getitem__, self._names)
        return b"".join(page)

    def given(self, common: Mapping[str, Any]) -> "Kind":
        """The kind with these values let in."""
        parts, names = self._page[:1], []
        for name, after in zip(self._names, self._page[2::2], strict=True):
            if name in common:
                parts[-1] += self._said(common[name]) + after
            else:
                names.append(name)
                parts.append(after)
        return Kind(self._html, parts, names)

    def _said(self, value: Any) -> bytes:
        return (value if isinstance(value, Markup) else self._html(value)).encode()


Kinds = dict[Hashable, Kind]


def _kept(kinds: Kinds, key: Hashable, kind: Kind) -> Kind:
    if len(kinds) >= _KINDS:
        kinds.clear()
    kinds[key] = kind
    return kind


def _key(values: Mapping[str, Any], slots: Sequence[str], others: Sequence[str]) -> Hashable:
    """What pages of a kind have in common; none for a page by itself."""
    said, rest = [*map(values.get, slots)], [*map(values.get, others)]
    types = tuple(map(type, said))
    if not _WORDS.issuperset(types) or (any(rest) and not all(map(_comparable, rest))):
        return None
    return (types, tuple(map(bool, said)), *map(type, rest), *[other or None for other in rest])


def _comparable(value: object) -> bool:
    """Whether a value can be told from others as it is."""
    return not value or type(value) in _WORDS


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
