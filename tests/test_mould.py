"""Each page is held against what jinja2 makes of it alone."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup, escape

from gkcat import mould
from gkcat.formats import html

TEMPLATES = (
    "<h1>{{ a }}</h1>{{ b }}{{ a }}{% if b %}[{{ b }}]{% else %}none{% endif %}",
    "{% if a and not b or c %}{{ a }}{% elif b %}{{ b }}{% endif %}{{ n }}",
    "{{ a|upper }}{{ b|length }}{% if a == b %}same{% endif %}",
    "{% set a = b %}{{ a }}{% for b in [a, 'x'] %}{{ b }}{{ c }}{% else %}{{ a }}{% endfor %}",
    "{% for each in listed if each != b %}{{ each }}{{ a }}{% endfor %}",
    "{% macro shown(a) %}{{ a }}{{ b }}{% endmacro %}{{ shown(c)|upper }}{{ a }}",
    "{% filter upper %}{{ a }}{% endfilter %}{% autoescape false %}{{ b }}{% endautoescape %}{{ c }}",
    "{% include 'part' %}{{ a }}",
    "{% for each in [[1, [2]]] recursive %}{{ a }}{{ loop(each[1:])|upper }}{% endfor %}",
    "{{ a if b else c }}{{ listed|join }}{{ n }}",
    "{{ listed }}",
    "{{ a }}\0b\0{{ b }}",
)
WORDS = ("", "x", "<b>&amp;", Markup("<b>&amp;"), "\0a\0")


def environment(text: str) -> Environment:
    loader = DictLoader({"page": text, "part": "{{ a|upper }}{{ b }}"})
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def made(text: str) -> mould.Mould:
    return mould.Mould(environment(text), "page", lambda words: str(escape(words)), lambda words: words)


def values() -> Iterator[dict[str, object]]:
    for a, b, c in product(WORDS, repeat=3):
        for n, listed in ((True, []), (False, ["x", "<"])):
            yield {"a": a, "b": b, "c": c, "n": n, "listed": listed}


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_page_is_what_the_template_gives_for_it_alone(text: str) -> None:
    filled, alone = made(text), environment(text).get_template("page")
    for each in values():
        assert filled.fill(each).decode() == alone.render(each), each


@given(st.lists(st.tuples(st.text(), st.text()), min_size=2, max_size=6))
def test_any_words_stand_in_their_places(pages: list[tuple[str, str]]) -> None:
    filled, alone = made(TEMPLATES[0]), environment(TEMPLATES[0]).get_template("page")
    for a, b in pages:
        assert filled.fill({"a": a, "b": b}).decode() == alone.render({"a": a, "b": b})


def test_the_template_is_filled_once_a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    filled = made(TEMPLATES[0])
    times: list[str] = []
    once = filled._made

    def made_again(given: Mapping[str, object]) -> mould.Kind:
        times.append(str(given))
        return once(given)

    monkeypatch.setattr(filled, "_made", made_again)
    for number in range(20):
        filled.fill({"a": f"title {number}", "b": "said" if number % 2 else ""})
    assert len(times) == 2


def test_kinds_are_not_kept_without_end() -> None:
    filled = made("{{ a|upper }}")
    for number in range(200):
        assert filled.fill({"a": f"x{number}"}).decode() == f"X{number}"
    assert len(filled._kinds) <= 64


def test_a_page_by_itself_is_cleaned_only_of_what_the_template_prints() -> None:
    """Its own words are clean, and may be many: a domain's page is a megabyte of them."""
    cleaned: list[str] = []

    def clean(words: str) -> str:
        cleaned.append(words)
        return words

    filled = mould.Mould(environment("<p>{{ a }}{{ listed }}"), "page", str, clean)
    assert filled.fill({"a": "long", "listed": ["x"]}) == b"<p>long[&#39;x&#39;]"
    assert cleaned == ["<p>", "[&#39;x&#39;]"]


def test_what_is_not_given_is_missed() -> None:
    with pytest.raises(UndefinedError):
        made("{{ a }}{{ b }}").fill({"a": "x"})


def test_the_site_s_own_page_is_made_of_slots() -> None:
    """Else each page would be filled anew, and nobody would notice but by the clock."""
    own = html._mould(Path(__file__).parents[1] / "templates")
    assert own.others == ["notes", "pages", "sections"]
