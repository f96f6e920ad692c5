"""Head words and what they mean: templates/layouts/synonyms.yaml, the layouts' own heads, the channels' names.

The one rule: a head word is data; a workspace's own synonyms.yaml wins over gkcat's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field

from gkcat.book import ROW_ID
from gkcat.catalog import Catalog
from gkcat.fields import FIELDS
from gkcat.finding import Finding, Where
from gkcat.layout import Layout, leaves, spread
from gkcat.model import Contract, Lines, Text
from gkcat.reading import read
from gkcat.source import parse


def _known(value: object) -> object:
    if isinstance(value, str) and value not in FIELDS:
        message = f"没有这个取值，可用的有：{'、'.join(FIELDS)}"
        raise ValueError(message)
    return value


_Name = Annotated[str, BeforeValidator(_known, json_schema_input_type=Text)]


class Tick(Contract):
    """A column of ticks: what a tick in it means."""

    value: _Name = Field(title="取值")
    option: Text = Field(title="选中时的内容")
    heads: Lines = Field(title="列名")


class Synonyms(Contract):
    """templates/layouts/synonyms.yaml."""

    columns: dict[_Name, Lines] = Field(title="各列的列名")
    ticks: tuple[Tick, ...] = Field((), title="打勾的列")
    stages: dict[Text, Lines] = Field(default_factory=dict, title="能断定公开环节的词语")
    power_types: dict[Text, Lines] = Field(default_factory=dict, title="能断定权力类型的词语")


def read_synonyms(path: str, data: bytes) -> tuple[Synonyms | None, list[Finding]]:
    """Read synonyms.yaml."""
    plain, findings = parse(path, data)
    if plain is None:
        return None, findings
    synonyms, wrong = read(Synonyms, plain, Where(path))
    return synonyms, findings + wrong


# ── ready to be looked up ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shape:
    """A layout's head: each column's words from the top down, bare, and the (value, tick) it carries."""

    layout: str
    heads: tuple[tuple[str, ...], ...]
    values: tuple[tuple[str, str], ...]

    def among(self, paths: tuple[tuple[str, ...], ...]) -> dict[int, tuple[str, str]]:
        """Where its columns stand among those found, in whatever order; empty when one is not there.

        Of a form, known by its hidden column, some may be gone; and a document has no hidden column.
        """
        found: dict[int, tuple[str, str]] = {}
        missing = False
        for head, value in zip(self.heads, self.values, strict=True):
            at = next((place for place, path in enumerate(paths) if path == head and place not in found), -1)
            if at >= 0:
                found[at] = value
            missing = missing or (at < 0 and value != (ROW_ID, ""))
        a_form = (ROW_ID, "") in found.values() and len(found) >= _TELLING
        return found if a_form or not missing else {}


_TELLING = 4  # columns of a form that must be left for it to be known


@dataclass(frozen=True)
class Words:
    """All by which heads are known: synonyms, the layouts, the channels' names."""

    values: Mapping[str, tuple[str, ...]]
    ticks: Mapping[str, tuple[str, str]]
    layouts: tuple["Shape", ...]
    above: frozenset[str]
    catalog: Catalog
    channels: Mapping[str, str]

    def knows(self, text: str) -> bool:
        """Whether a text is a word that heads have, a stage's and a channel's name included."""
        word = bare(text)
        named = word in self.values or word in self.ticks or word in self.channels or word in self.above
        return named or any(word.startswith(stage) for stage in self.catalog.stage)


def words(synonyms: Synonyms, layouts: Mapping[str, Layout], catalog: Catalog) -> Words:
    """Make ready to look heads up."""
    values: dict[str, list[str]] = {}
    for value, heads in synonyms.columns.items():
        for head in heads:
            values.setdefault(bare(head), []).append(value)
    ticks = {bare(head): (tick.value, tick.option) for tick in synonyms.ticks for head in tick.heads}
    shapes: list[Shape] = []
    for name, layout in layouts.items():
        found = [*leaves(spread(layout, catalog).columns)]
        if any(spec.value == "item.name" for spec, _ in found) and len(found) >= _TELLING:
            paths = tuple(tuple(map(bare, head)) for _, head in found)
            shapes.append(Shape(name, paths, tuple((spec.value, spec.tick) for spec, _ in found)))
    above = frozenset(word for shape in shapes for path in shape.heads for word in path)
    shapes.sort(key=lambda shape: -len(shape.heads))
    names = {bare(name): channel.name for channel in catalog.channels for name in (channel.name, *channel.aliases)}
    return Words({head: tuple(found) for head, found in values.items()}, ticks, tuple(shapes), above, catalog, names)


_ASIDE = re.compile(r"[（(【\[〔][^（(【\[〔）)】\]〕]*[）)】\]〕]|[“\"‘'][^”\"’']*[”\"’']表示\S*")
_STOPS = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff、，,。.:：;；*★※/\\|＊·—–-]+")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A head word without what varies: blanks, stops, what stands in brackets, the legend of its marks."""
    squeezed = re.sub(r"\s+", "", text)
    short = _STOPS.sub("", _ASIDE.sub("", squeezed))
    return short or _STOPS.sub("", squeezed)
