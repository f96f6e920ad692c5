"""A page's template filled once for all pages of a kind; what differs from page to page is let in afterwards.

The one rule: a page comes out as if the template had been filled for it alone, whatever the template does.

What a template only prints, or only asks whether it is there, changes nothing else on the page: of such values
(`slots`) marks are printed the first time, and each page puts its own in their places. What it does anything else with
(filters, compares, goes through) makes a page one of another kind, or one by itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping

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
        self._kinds: dict[tuple[object, ...], list[str]] = {}

    def fill(self, values: Mapping[str, object]) -> str:
        """The page with these values under their names."""
        kind = self._kind(values)
        if kind is None:
            return self._clean(self._template.render(values))
        parts = self._kinds.get(kind)
        if parts is None:
            parts = self._kinds[kind] = self._parts(values)
            if len(self._kinds) > _KINDS:
                self._kinds.pop(next(iter(self._kinds)))
        html = self._html
        own = {
            name: value if isinstance(value := values[name], Markup) else html(str(value)) for name in set(parts[1::2])
        }
        page = parts.copy()
        page[1::2] = [own[name] for name in parts[1::2]]
        return "".join(page)

    def _kind(self, values: Mapping[str, object]) -> tuple[object, ...] | None:
        """What the pages of a kind have in common; none for a page by itself, for which the template is filled anew."""
        if self._others is None:
            return None
        said = [values.get(name) for name in self._slots]
        others = [values.get(name) for name in self._others]
        types = tuple(map(type, said))
        if not _WORDS.issuperset(types) or not all(not other or type(other) in _WORDS for other in others):
            return None
        if any("\0" in other for other in others if isinstance(other, str)):  # it could be taken for a mark
            return None
        return (types, tuple(map(bool, said)), *[(type(other), other or None) for other in others])

    def _parts(self, values: Mapping[str, object]) -> list[str]:
        """What is the same on all pages of a kind, each but the last before the name of what stands there."""
        marks = {name: Markup(f"\0{name}\0") for name in self._slots if values[name] and values[name] is not True}  # noqa: S704 - names, no words
        parts = _MARK.split(self._template.render({**values, **marks}))
        parts[::2] = map(self._clean, parts[::2])
        return parts


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
