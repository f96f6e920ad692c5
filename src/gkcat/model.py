"""A unit's contract in types: what an item and its disclosures are made of.

The one rule: keys are English and few, every title and value that a citizen reads is Chinese, word for word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from zlib import crc32

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gkcat.finding import Pointer, Where

DEGREES = ("全部公开", "部分公开", "不予公开")
MODES = ("主动公开", "依申请公开")
LEVELS = ("省级", "市级", "县级", "乡级", "村级")
PUBLIC = "全社会"
GROUP_MARK = "特定群体："

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _lines(value: object) -> object:
    """A single text stands for a list of one; a key left blank for none."""
    if type(value) is str:
        return (value,) if value else ()
    return value


def _iso(value: object) -> object:
    """Dates are written 2017-10-12 and no other way: pydantic would take bare numbers as well."""
    if isinstance(value, str) and not _ISO_DATE.match(value):
        message = "日期应写成 2017-10-12 的样子"
        raise ValueError(message)
    return value


def _scope(value: object) -> object:
    """`scope: 全部公开` is short for `scope: {degree: 全部公开}`."""
    return {"degree": value} if type(value) is str and value else value or None


def _audience(value: object) -> object:
    if isinstance(value, str) and value != PUBLIC and not (value.startswith(GROUP_MARK) and value[len(GROUP_MARK) :]):
        message = "公开对象应写“全社会”或“特定群体：……”"
        raise ValueError(message)
    return value


Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]
Day = Annotated[date, BeforeValidator(_iso)]
Text = Annotated[str, Field(min_length=1)]
ItemId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Degree = Literal["全部公开", "部分公开", "不予公开"]
Mode = Literal["主动公开", "依申请公开"]
Level = Literal["省级", "市级", "县级", "乡级", "村级"]


class Contract(BaseModel):
    """The common settings: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Scope(Contract):
    """公开程度：how fully, to whom, on request or not, at which levels."""

    degree: Degree = Field(title="公开程度")
    audience: Annotated[str, BeforeValidator(_audience)] = Field(PUBLIC, title="公开对象")
    mode: Mode = Field("主动公开", title="公开形式")
    level: Annotated[tuple[Level, ...], BeforeValidator(_lines)] = Field((), title="公开层级")
    note: str = Field("", title="说明")


class Secrecy(Contract):
    """保密审查：the pre-disclosure review of 《政府信息公开条例》第十七条."""

    result: Literal["可以公开", "部分公开", "不予公开"] = Field(title="审查结论")
    by: Text = Field(title="审查机构")
    on: Day = Field(title="审查日期")


class Published(Contract):
    """落实：where and since when a disclosure can be seen."""

    url: Text = Field(title="网址")
    on: Day = Field(title="公开日期")


ScopeField = Annotated[Scope | None, BeforeValidator(_scope)]


class Defaults(Contract):
    """What a disclosure of the file has when it does not say otherwise."""

    owner: str = Field("", title="责任主体")
    deadline: str = Field("", title="规定时限")
    channel: Lines = Field((), title="公开方式")
    scope: ScopeField = Field(None, title="公开程度")
    secrecy: Secrecy | None = Field(None, title="保密审查")


class Disclosure(Contract):
    """公开内容：one row of 附件2."""

    stage: Text = Field(title="公开环节")
    content: Lines = Field((), title="公开内容")
    owner: str = Field("", title="责任主体")
    deadline: str = Field("", title="规定时限")
    channel: Lines = Field((), title="公开方式")
    scope: ScopeField = Field(None, title="公开程度")
    secrecy: Secrecy | None = Field(None, title="保密审查")
    published: tuple[Published, ...] = Field((), title="落实情况")

    def texts(self) -> Iterator[tuple[Pointer, str]]:
        """Every text of its own words, with its pointer below the disclosure."""
        for number, text in enumerate(self.content):
            yield ("content", number), text
        if self.owner:
            yield ("owner",), self.owner
        if self.deadline:
            yield ("deadline",), self.deadline
        if self.scope:
            yield ("scope", "audience"), self.scope.audience
            if self.scope.note:
                yield ("scope", "note"), self.scope.note


class Withheld(Contract):
    """不予公开：the lawful reason and its article."""

    reason: str = Field("", title="不予公开理由")
    basis: str = Field("", title="不予公开依据")


class Item(Contract):
    """公开事项：one entry of the 清单, with its disclosures or the reason why there are none."""

    id: ItemId = Field(title="事项编号")
    name: Text = Field(title="事项名称")
    group: str = Field("", title="一级事项")
    power_type: Text = Field(title="权力类型")
    power_code: str = Field("", title="权力编码")
    section: str = Field("", title="责任科室")
    basis: Lines = Field((), title="公开依据")
    disclosures: tuple[Disclosure, ...] = Field((), title="公开内容")
    not_applicable: dict[str, str] = Field(default_factory=dict, title="不适用的环节")
    withheld: Withheld | None = Field(None, title="不予公开")

    def texts(self) -> Iterator[tuple[Pointer, str]]:
        """Every text that would be printed or published, with its pointer below the item."""
        yield ("name",), self.name
        for key in ("group", "section"):
            if text := getattr(self, key):
                yield (key,), text
        for number, basis in enumerate(self.basis):
            yield ("basis", number), basis
        for number, disclosure in enumerate(self.disclosures):
            for pointer, text in disclosure.texts():
                yield ("disclosures", number, *pointer), text
        if self.withheld and self.withheld.basis:
            yield ("withheld", "basis"), self.withheld.basis


class UnitCard(Contract):
    """unit.yaml: who the unit is."""

    name: Text = Field(title="单位名称")
    short_name: str = Field("", title="单位简称")
    kind: str = Field("", title="单位类别")
    public_phone: str = Field("", title="公开电话")
    liaison: str = Field("", title="联络员")
    leader: str = Field("", title="主管负责同志")

    @property
    def label(self) -> str:
        """The name for tables: short where there is a short one."""
        return self.short_name or self.name


class Power(Contract):
    """One entry of the unit's 权责清单 or 公共服务事项 (powers.yaml)."""

    code: Text = Field(title="权力编码")
    name: Text = Field(title="名称")
    type: Text = Field(title="类型")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and where it stands. ``inherited`` names, by disclosure, the keys that came from defaults."""

    item: Item
    path: str
    index: int
    domain: str
    inherited: tuple[frozenset[str], ...] = ()
    excused: frozenset[str] = frozenset()

    @property
    def where(self) -> Where:
        """The item's own place."""
        return Where(self.path, ("items", self.index))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit folder as it was read. ``domains`` are those it has a file for; ``complete`` that all was read."""

    id: str
    card: UnitCard | None
    powers: tuple[Power, ...] = ()
    entries: tuple[Entry, ...] = ()
    domains: tuple[str, ...] = ()
    complete: bool = True

    @property
    def label(self) -> str:
        """The unit's name for tables, its id when unit.yaml could not be read."""
        return self.card.label if self.card else self.id

    def digest(self) -> "Digest":
        """What the whole-catalogue rules and the summary need to know of the unit."""
        rows = sum(len(entry.item.disclosures) for entry in self.entries)
        items = tuple(_brief(entry) for entry in self.entries)
        return Digest(self.id, self.label, self.domains, items, rows, complete=self.complete)


@dataclass(frozen=True, slots=True)
class Brief:
    """An item as other units need to know it; the marks are equal when what they stand for is."""

    id: str
    name: str
    domain: str
    where: Where
    deadlines: int
    scopes: int
    basis: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A unit in brief: small enough to come back from a worker."""

    unit: str
    label: str
    domains: tuple[str, ...]
    items: tuple[Brief, ...]
    disclosures: int
    complete: bool


def _brief(entry: Entry) -> Brief:
    item = entry.item
    deadlines = _mark(sorted({f"{each.stage} {each.deadline}" for each in item.disclosures}))
    scopes = _mark(sorted({f"{each.stage} {each.scope}" for each in item.disclosures}))
    return Brief(item.id, item.name, entry.domain, entry.where, deadlines, scopes, _mark(sorted(item.basis)))


def _mark(parts: list[str]) -> int:
    """A number for a text, the same in every process (Python's own hash is not)."""
    return crc32("\n".join(parts).encode())
