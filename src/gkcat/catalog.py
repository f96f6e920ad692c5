"""catalog/ → what the office has decided for everybody: vocabularies, roster, laws, limits.

The one rule: no rule blames a unit for what is missing in a list that could not be read whole (`Catalog.firm`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gkcat import refusals
from gkcat.deadline import Term, parse
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.model import Contract, Day, Disclosure, Entry, ItemId, Level, Lines, Text, UnitCard
from gkcat.reading import as_list, as_mapping, read
from gkcat.source import Plain
from gkcat.source import parse as parse_yaml

UnitId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Jurisdiction(Contract):
    """The government whose catalogue this is."""

    name: Text = Field(title="行政区划名称")
    level: Level = Field("县级", title="行政层级")


class Phase(Contract):
    """A stretch of the plan (进度安排)."""

    name: Text = Field(title="阶段名称")
    start: Day = Field(title="开始日期")
    end: Day = Field(title="结束日期")
    tasks: Lines = Field((), title="工作任务")


class Site(Contract):
    """The public site."""

    title: str = Field("", title="网站标题")
    description: str = Field("", title="网站说明")
    base_url: str = Field("", title="网站地址")
    contact: str = Field("", title="联系方式")


def _switched(value: object) -> object:
    """A rule is switched off for a stated reason only."""
    if isinstance(value, Mapping) and value.get("severity") == "off" and not value.get("reason"):
        message = "停用规则要写明理由，如 {severity: off, reason: ……}"
        raise ValueError(message)
    return value


class Setting(Contract):
    """How severe a rule is here."""

    severity: Literal["error", "warning", "off"] = Field(title="轻重")
    reason: str = Field("", title="理由")


RuleCode = Annotated[str, Field(pattern=r"^GK[1-9][0-9]{2}$")]


class Head(Contract):
    """catalog.yaml."""

    title: Text = Field(title="目录名称")
    mark: str = Field("", title="标记")
    jurisdiction: Jurisdiction = Field(title="行政区划")
    issuer: Text = Field(title="编制机关")
    edition: Text = Field(title="版本")
    as_of: Day = Field(title="时效基准日")
    units: tuple[UnitId, ...] = Field(title="责任单位名册")
    phases: tuple[Phase, ...] = Field((), title="工作阶段")
    rules: dict[RuleCode, Annotated[Setting, BeforeValidator(_switched)]] = Field(default_factory=dict, title="规则")
    site: Site = Field(default_factory=Site, title="网站")


class Domain(Contract):
    """领域 and who answers for it: a row of 附件1."""

    id: ItemId = Field(title="领域代号")
    name: Text = Field(title="领域名称")
    lead: str = Field("", title="牵头单位")
    units: tuple[str, ...] = Field((), title="责任单位")
    note: str = Field("", title="说明")


class Element(Contract):
    """What a stage must disclose, and the words by which it is recognised."""

    name: Text = Field(title="要素名称")
    words: Lines = Field((), title="识别词语")


class Stage(Contract):
    """公开环节: the five (五公开), then 解读, 回应, 评价."""

    name: Text = Field(title="环节名称")
    five: bool = Field(default=False, title="属于五公开")
    elements: tuple[Element, ...] = Field((), title="要素")


class PowerType(Contract):
    """权力类型, and the stages an item of that type must cover."""

    name: Text = Field(title="权力类型名称")
    powers: bool = Field(default=True, title="属于权责清单")
    stages: Lines = Field((), title="应当覆盖的环节")


class Channel(Contract):
    """公开方式: the canonical name, the full name for print, and what people write instead."""

    name: Text = Field(title="规范名称")
    label: str = Field("", title="全称")
    group: str = Field("", title="类别")
    listed: bool = Field(default=True, title="列入勾选清单")
    aliases: Lines = Field((), title="别名")


class Law(Contract):
    """A law that may be cited: full title without 《》, number of the version in force."""

    title: Text = Field(title="法律法规名称")
    number: str = Field("", title="文号")
    effective: Day | None = Field(None, title="施行日期")
    repealed: Day | None = Field(None, title="废止日期")
    replaced_by: str = Field("", title="替代文件")
    articles: bool = Field(default=True, title="以条编号")
    short: Lines = Field((), title="简称")


def _phrase(value: object) -> object:
    """A limit that can't be read would quietly not be applied."""
    if isinstance(value, str) and value and not any(term.amount for term in parse(value)):
        message = "期限应写成 20个工作日 的样子"
        raise ValueError(message)
    return value


class Limit(Contract):
    """A statutory deadline: ``longest`` until disclosure, or ``shortest`` for a public notice."""

    name: Text = Field(title="期限名称")
    longest: Annotated[str, BeforeValidator(_phrase)] = Field("", title="最长期限")
    shortest: Annotated[str, BeforeValidator(_phrase)] = Field("", title="最短期限")
    power_types: Lines = Field((), title="适用的权力类型")
    stages: Lines = Field((), title="适用的环节")
    domains: Lines = Field((), title="适用的领域")
    words: Lines = Field((), title="适用的词语")
    basis: Text = Field(title="依据")

    @property
    def weight(self) -> int:
        """How special it is: the number of its conditions."""
        return sum(map(bool, (self.power_types, self.stages, self.domains, self.words)))

    def applies(self, disclosure: Disclosure, entry: Entry) -> bool:
        """Whether all its conditions hold for a disclosure of the entry."""
        return (
            (not self.power_types or entry.item.power_type in self.power_types)
            and (not self.stages or disclosure.stage in self.stages)
            and (not self.domains or entry.domain in self.domains)
            and (not self.words or any(word in line for word in self.words for line in disclosure.content))
        )


class Reason(Contract):
    """A lawful reason for not disclosing (负面清单)."""

    name: Text = Field(title="理由名称")
    basis: Text = Field(title="依据")
    about: str = Field("", title="说明")


class Subject(Contract):
    """A body off the roster that may answer for a disclosure."""

    name: Text = Field(title="机构名称")
    short_names: Lines = Field((), title="简称")


class Retired(Contract):
    """An item that is no more: its id is never given again."""

    unit: UnitId = Field(title="单位代号")
    id: ItemId = Field(title="事项编号")
    name: str = Field("", title="事项名称")
    on: Day | None = Field(None, title="撤销日期")
    reason: str = Field("", title="撤销理由")


TABLES: dict[str, type[Contract]] = {
    "domains": Domain,
    "stages": Stage,
    "power_types": PowerType,
    "channels": Channel,
    "laws": Law,
    "limits": Limit,
    "withholding": Reason,
    "subjects": Subject,
    "retired": Retired,
}
"""catalog/<name>.yaml → the kind of its entries; each file has one key, the list."""

OPTIONAL = {"subjects", "limits", "retired"}
_KEYS = {"withholding": "reasons"}


@dataclass(frozen=True)
class Catalog:
    """The office's decisions, ready to be looked up."""

    head: Head | None = None
    domains: tuple[Domain, ...] = ()
    stages: tuple[Stage, ...] = ()
    power_types: tuple[PowerType, ...] = ()
    channels: tuple[Channel, ...] = ()
    laws: tuple[Law, ...] = ()
    limits: tuple[Limit, ...] = ()
    withholding: tuple[Reason, ...] = ()
    subjects: tuple[Subject, ...] = ()
    retired: tuple[Retired, ...] = ()
    cards: Mapping[str, UnitCard] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @cached_property
    def firm(self) -> "Catalog":
        """What a unit may be judged by: lists not read whole are empty, and so are names when not all are known."""
        lists: dict[str, tuple[Contract, ...]] = dict.fromkeys(self.unread, ())
        if "subjects" in self.unread or any(unit not in self.cards for unit in self.roster):
            lists["subjects"] = ()
            return replace(self, cards={}, **lists)  # type: ignore[arg-type]  # each list has its own kind
        return replace(self, **lists)  # type: ignore[arg-type]  # likewise

    @property
    def roster(self) -> tuple[str, ...]:
        """The units' ids in the order of print."""
        return self.head.units if self.head else ()

    @cached_property
    def domain(self) -> dict[str, Domain]:
        """Domains by id."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def stage(self) -> dict[str, Stage]:
        """Stages by name."""
        return {stage.name: stage for stage in self.stages}

    @cached_property
    def power_type(self) -> dict[str, PowerType]:
        """Power types by name."""
        return {power_type.name: power_type for power_type in self.power_types}

    @cached_property
    def channel(self) -> dict[str, Channel]:
        """Channels by canonical name."""
        return {channel.name: channel for channel in self.channels}

    @cached_property
    def channel_alias(self) -> dict[str, str]:
        """Other names of channels → the canonical one."""
        return {
            alias: channel.name for channel in self.channels for alias in (channel.label, *channel.aliases) if alias
        }

    @cached_property
    def law(self) -> dict[str, Law]:
        """Laws by full title and by short name."""
        named = {short: law for law in self.laws for short in law.short}
        return named | {law.title: law for law in self.laws}

    @cached_property
    def reason(self) -> dict[str, Reason]:
        """Lawful reasons for withholding by name."""
        return {reason.name: reason for reason in self.withholding}

    @cached_property
    def retired_id(self) -> dict[tuple[str, str], Retired]:
        """Retired items by (unit, id)."""
        return {(each.unit, each.id): each for each in self.retired}

    @cached_property
    def owner(self) -> dict[str, str]:
        """Every name an owner may be given by → the name to print."""
        names: dict[str, str] = {}
        for subject in self.subjects:
            names |= dict.fromkeys((subject.name, *subject.short_names), subject.name)
        for unit, card in self.cards.items():
            names |= dict.fromkeys(filter(None, (unit, card.name, card.short_name)), card.label)
        return names

    @cached_property
    def terms(self) -> tuple[tuple[Limit, Term | None, Term | None], ...]:
        """Limits with their longest and shortest terms read, the most special first."""
        ordered = sorted(self.limits, key=lambda limit: -limit.weight)
        return tuple((limit, _term(limit.longest), _term(limit.shortest)) for limit in ordered)


def _term(phrase: str) -> Term | None:
    return next(iter(parse(phrase)), None) if phrase else None


_VAGUE_OWNER = re.compile(r"(相关|有关|各相关|各有关|主管|职能|责任)(部门|单位|机构|科室|方面)?\Z")


def is_vague_owner(name: str) -> bool:
    """Whether an owner names nobody: 相关部门, 有关单位."""
    return bool(_VAGUE_OWNER.match(name))


def owners(text: str) -> Iterator[str]:
    """The bodies named in an owner: several are joined by 、."""
    return (name.strip() for name in text.split("、"))


_CITED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")


@lru_cache(maxsize=4096)
def cited(basis: str) -> tuple[str, ...]:
    """The titles a citation names, without their 《》; titles within titles use 〈〉 or 《》."""
    return tuple(_CITED.findall(basis))


def read_catalog(files: Mapping[str, bytes], cards: Mapping[str, UnitCard]) -> tuple[Catalog, list[Finding]]:
    """Read catalog/<name>.yaml files (name → bytes) together with the units' cards."""
    findings: list[Finding] = []
    head = None
    if "catalog" in files:
        head, findings = _head(files["catalog"])
    else:
        findings.append(_missing("catalog"))
    tables: dict[str, tuple[Contract, ...]] = {}
    unread: set[str] = set()
    for name in TABLES:
        entries, wrong = _table(name, files.get(name))
        tables[name] = tuple(entries)
        unread |= {name} if wrong else set()
        findings += wrong
    read_whole = Catalog(head=head, cards=cards, unread=frozenset(unread), **tables)  # type: ignore[arg-type]  # each table has its own kind
    return read_whole, findings


def _missing(name: str) -> Finding:
    where = Where("catalog/catalog.yaml" if name != "catalog" else "catalog", line=1, column=1, end_column=2)
    return stamp(
        Problem(where, f"缺少文件 catalog/{name}.yaml", "请补上这张表，可以从模板复制"), refusals.MISSING_FILE, where
    )


def _head(data: bytes) -> tuple[Head | None, list[Finding]]:
    path = "catalog/catalog.yaml"
    plain, findings = parse_yaml(path, data)
    if plain is None:
        return None, findings
    head, wrong = read(Head, plain, Where(path))
    named = [(Where(path, ("units", place)), unit) for place, unit in enumerate(head.units if head else ())]
    return head, [*findings, *wrong, *_doubled(named)]


def _table(name: str, data: bytes | None) -> tuple[Iterable[Contract], list[Finding]]:
    if data is None:
        return (), ([] if name in OPTIONAL else [_missing(name)])
    path, key = f"catalog/{name}.yaml", _KEYS.get(name, name)
    plain, findings = parse_yaml(path, data)
    if plain is None:
        return (), findings
    top, wrong = as_mapping(plain, Where(path), {key: "全部条目"}, [key])
    entries, wrongs = _entries(TABLES[name], top.get(key, ""), Where(path, (key,)))
    named = [(Where(path, (key, place, *_identity(entry)[:1])), entry) for place, entry in enumerate(entries)]
    wrong += _doubled((where, _identity(entry)[1]) for where, entry in named)
    return entries, findings + wrong + wrongs


def _identity(entry: Contract) -> tuple[str, str]:
    """The key by which an entry is known, the first of its kind, and what stands there."""
    key = next(iter(type(entry).model_fields))
    return key, " ".join(str(getattr(entry, each)) for each in ((key, "id") if key == "unit" else (key,)))


def _doubled(named: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    """The entries that are there already, each with the place of the first."""
    first: dict[str, Where] = {}
    for where, name in named:
        earlier = first.setdefault(name, where)
        if earlier is not where:
            problem = Problem(where, f"“{name}”写了两次", "请删去其中一个", related=(earlier,))
            yield stamp(problem, refusals.BAD_VALUE, where)


def _entries(kind: type[Contract], plain: Plain, at: Where) -> tuple[list[Contract], list[Finding]]:
    listed, findings = as_list(plain, at)
    good: list[Contract] = []
    for index, entry in enumerate(listed):
        value, wrong = read(kind, entry, Where(at.path, (*at.pointer, index)))
        findings += wrong
        if value is not None:
            good.append(value)
    return good, findings
