"""catalog/ → what the office has decided for everybody: vocabularies, roster, laws, limits.

The one rule: no rule blames a unit for what is missing in a list that could not be read whole (`Catalog.firm`).
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gkcat import refusals
from gkcat.days.workdays import LocalDays
from gkcat.deadline import Term, parse
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.model import Contract, Day, Disclosure, Entry, Item, ItemId, Level, Lines, Requests, Text, UnitCard
from gkcat.reading import as_list, as_mapping, read
from gkcat.source import Plain
from gkcat.source import parse as parse_yaml

_ROUND = r"^[^\s/\\-]*[一-鿿][^\s/\\-]*$"
RoundName = Annotated[str, Field(pattern=_ROUND)]
ROUNDS = ("初审", "审定")
"""The rounds of review where the office names none."""
UnitId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Jurisdiction(Contract):
    """The government whose catalogue this is."""

    name: Text = Field(title="行政区划名称")
    level: Level = Field("县级", title="行政层级", description="事项不写公开层级时，用这一级")


class Phase(Contract):
    """A stretch of the plan (进度安排)."""

    name: Text = Field(title="阶段名称")
    start: Day = Field(title="开始日期")
    end: Day = Field(title="结束日期")
    tasks: Lines = Field((), title="工作任务", description="这一阶段要做的事，每条一项")


class Site(Contract):
    """The public site."""

    title: str = Field("", title="网站标题")
    description: str = Field("", title="网站说明")
    base_url: str = Field("", title="网站地址", description="网站发布后的地址，以 https:// 开头")
    contact: str = Field("", title="联系方式", description="公众可以联系的部门和电话")
    id_code: str = Field("", title="网站标识码", description="政府网站的十位标识码", examples=["6108810001"])
    keywords: Lines = Field((), title="关键词", description="供搜索引擎收录的关键词，每个一项")
    column_type: str = Field("政务公开", title="栏目类别", description="网页标签中的栏目类别")
    requests: Requests | None = Field(
        None, title="依申请公开", description="公众到哪里申请公开，各单位没有另写的都用这一处"
    )


def _switched(value: object) -> object:
    """A rule is switched off for a stated reason only."""
    if isinstance(value, Mapping) and value.get("severity") == "off" and not value.get("reason"):
        message = "停用规则要写明理由，如 {severity: off, reason: ……}"
        raise ValueError(message)
    return value


def _rounds(value: object) -> object:
    """None given are the usual ones; a name is part of a file's name."""
    given = (value,) if isinstance(value, str) and value else value or ROUNDS
    for name in given if isinstance(given, list | tuple) else ():
        if isinstance(name, str) and not re.match(_ROUND, name):
            message = "轮次的名称要有汉字，不含空格、短横和斜线，如 初审、2027年调整"
            raise ValueError(message)
    return given


class Setting(Contract):
    """How severe a rule is here."""

    severity: Literal["error", "warning", "off"] = Field(
        title="轻重", description="error 算错误，warning 只提醒，off 停用"
    )
    reason: str = Field("", title="理由", description="为什么这样定；停用时必须写")


RuleCode = Annotated[str, Field(pattern=r"^GK[1-9][0-9]{2}$")]


class Head(Contract):
    """catalog.yaml."""

    title: Text = Field(title="目录名称", description="印在封面上的名称")
    mark: str = Field(
        "", title="标记", description="印在封面、页眉和网页上的字样，如“示例”；正式编制时不写", examples=["示例"]
    )
    jurisdiction: Jurisdiction = Field(title="行政区划")
    issuer: Text = Field(title="编制机关", description="发文机关的全称")
    edition: Text = Field(title="版本", description="印在封面上的版本", examples=["2026年版"])
    as_of: Day = Field(title="时效基准日", description="法律法规是否有效，以这一天为准")
    units: tuple[UnitId, ...] = Field(
        title="责任单位名册", description="单位代号，即 units 下的文件夹名；先后就是印制顺序"
    )
    phases: tuple[Phase, ...] = Field((), title="工作阶段", description="实施方案的进度安排")
    rounds: Annotated[
        tuple[RoundName, ...], BeforeValidator(_rounds, json_schema_input_type=tuple[RoundName, ...] | RoundName)
    ] = Field(ROUNDS, title="审核轮次", description="各轮审核的名称，先后就是次序；“审定”以前的各轮通过后还要审定")
    rules: dict[RuleCode, Annotated[Setting, BeforeValidator(_switched)]] = Field(
        default_factory=dict, title="规则", description="改变某条规则的轻重，如 GK130: {severity: warning, reason: ……}"
    )
    calendar: LocalDays = Field(
        default_factory=LocalDays,
        title="工作日历",
        description="推算到期日时，国家放假安排以外的加放、加班；来年安排公布后、程序更新前，也可以先写在这里",
    )
    site: Site = Field(default_factory=Site, title="网站", description="公开网站上的文字")


class Domain(Contract):
    """领域 and who answers for it: a row of 附件1."""

    id: ItemId = Field(
        title="领域代号", description="小写字母、数字和短横；单位的填报文件以它命名", examples=["zhengdi-buchang"]
    )
    name: Text = Field(title="领域名称", description="印在目录里的名称", examples=["征地补偿"])
    lead: str = Field("", title="牵头单位", description="牵头单位的代号")
    units: tuple[str, ...] = Field((), title="责任单位", description="责任单位的代号，每个一项")
    note: str = Field("", title="说明")


class Element(Contract):
    """What a stage must disclose, and the words by which it is recognised."""

    name: Text = Field(title="要素名称")
    words: Lines = Field((), title="识别词语", description="公开内容里出现其中任何一个，就算写到了这个要素")
    power_types: Lines = Field((), title="适用的权力类型", description="只有这些权力类型要写；不写则各类都要")


class Stage(Contract):
    """公开环节: the five (五公开), then 解读, 回应, 评价."""

    name: Text = Field(title="环节名称")
    five: bool = Field(default=False, title="属于五公开", description="是否属于决策、执行、管理、服务、结果")
    elements: tuple[Element, ...] = Field((), title="要素", description="这个环节必须公开的要素")


class PowerType(Contract):
    """权力类型, and the stages an item of that type must cover."""

    name: Text = Field(title="权力类型名称")
    powers: bool = Field(default=True, title="属于权责清单", description="权责清单里的写 true，公共服务等写 false")
    stages: Lines = Field((), title="应当覆盖的环节", description="这类事项至少要有哪些环节")


class Channel(Contract):
    """公开方式: the canonical name, the full name for print, and what people write instead."""

    name: Text = Field(title="规范名称", description="填报时写的名称", examples=["政府网站"])
    label: str = Field("", title="全称", description="印制时用的全称；不写则用规范名称")
    group: str = Field("", title="类别", description="汇总时归到哪一类")
    listed: bool = Field(default=True, title="列入勾选清单")
    aliases: Lines = Field((), title="别名", description="常见的其他叫法，填报时会提示改为规范名称")


class Law(Contract):
    """A law that may be cited: full title without 《》, number of the version in force."""

    title: Text = Field(title="法律法规名称", description="全称，不加书名号", examples=["中华人民共和国土地管理法"])
    number: str = Field("", title="文号", description="现行文本的文号；拿不准的不写", examples=["主席令第32号"])
    effective: Day | None = Field(None, title="施行日期", description="现行文本的施行日期")
    repealed: Day | None = Field(None, title="废止日期", description="废止的，写废止日期")
    replaced_by: str = Field("", title="替代文件", description="被哪部替代，写全称")
    articles: bool = Field(default=True, title="以条编号", description="条文编为“第几条”的写 true")
    short: Lines = Field((), title="简称", description="可以用来引用的简称，每个一项", examples=["土地管理法"])

    def is_repealed(self, day: date) -> bool:
        """Whether it is no longer in force on a day."""
        return self.repealed is not None and self.repealed <= day

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day; a law of unknown dates is."""
        return not self.is_repealed(day) and (self.effective is None or self.effective <= day)

    @property
    def has_articles(self) -> bool:
        """Whether it is cited by articles: laws and regulations (法、条例) are, 办法, 规定 and the like need not be."""
        law = self.title.endswith(("法", "法典", "条例")) and not self.title.endswith("办法")
        return law and self.articles and not self.repealed


def _phrase(value: object) -> object:
    """A limit that can't be read would quietly not be applied."""
    if isinstance(value, str) and value and not any(term.amount for term in parse(value)):
        message = "期限应写成 20个工作日 的样子"
        raise ValueError(message)
    return value


class Limit(Contract):
    """A statutory deadline: ``longest`` until disclosure, or ``shortest`` for a public notice."""

    name: Text = Field(title="期限名称")
    longest: Annotated[str, BeforeValidator(_phrase)] = Field(
        "", title="最长期限", description="最迟多久以内公开", examples=["20个工作日"]
    )
    shortest: Annotated[str, BeforeValidator(_phrase)] = Field(
        "", title="最短期限", description="公示、公告最短多久", examples=["30日"]
    )
    power_types: Lines = Field((), title="适用的权力类型", description="只适用于这些权力类型；不写则不限")
    stages: Lines = Field((), title="适用的环节", description="只适用于这些环节；不写则不限")
    domains: Lines = Field((), title="适用的领域", description="只适用于这些领域（代号）；不写则不限")
    words: Lines = Field(
        (),
        title="适用的词语",
        description="只适用于事项名称、公开内容（最长期限还看时限）里有其中任一词语的；不写则不限",
    )
    basis: Text = Field(title="依据", description="期限出自哪部法律哪一条")

    @property
    def weight(self) -> int:
        """How special it is: the number of its conditions."""
        return sum(map(bool, (self.power_types, self.stages, self.domains, self.words)))

    def fits(self, power_type: str, stage: str, domain: str) -> bool:
        """Whether its conditions hold for this kind of disclosure, but for the words."""
        return (
            (not self.power_types or power_type in self.power_types)
            and (not self.stages or stage in self.stages)
            and (not self.domains or domain in self.domains)
        )


class Reason(Contract):
    """A lawful reason for not disclosing (负面清单)."""

    name: Text = Field(title="理由名称", description="填报时写的理由", examples=["个人隐私"])
    basis: Text = Field(title="依据", description="出自哪部法律哪一条")
    about: str = Field("", title="说明", description="哪些信息属于这一类")


class Subject(Contract):
    """A body off the roster that may answer for a disclosure."""

    name: Text = Field(title="机构名称", description="全称")
    short_names: Lines = Field((), title="简称", description="可以用的简称，每个一项")


class Retired(Contract):
    """An item that is no more: its id is never given again."""

    unit: UnitId = Field(title="单位代号", description="原属单位的代号")
    id: ItemId = Field(title="事项编号", description="撤销的编号，不再使用")
    name: str = Field("", title="事项名称")
    on: Day | None = Field(None, title="撤销日期")
    reason: str = Field("", title="撤销理由", description="为什么撤销")


Terms = tuple[tuple[Limit, Term | None, Term | None], ...]
"""Limits with their longest and shortest terms."""

Near = tuple[tuple[Limit, Term], ...]
"""Limits with the one of these that is asked for."""

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
KEYS = {"withholding": "reasons"}
"""The one key of a file where it is not the file's name."""


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

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds of review in their order."""
        return self.head.rounds if self.head else ROUNDS

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

    def demanded(self, item: Item) -> tuple[str, ...]:
        """The stages an item must cover: its power type's, without those it says are not applicable.

        None of an item that is withheld, or whose power type is unknown.
        """
        stages = self._demands.get(item.power_type, ())
        if not item.disclosures or item.withheld is not None:
            return ()
        if item.not_applicable:
            return tuple(stage for stage in stages if stage not in item.not_applicable)
        return stages

    @cached_property
    def _demands(self) -> dict[str, tuple[str, ...]]:
        return {each.name: tuple(stage for stage in each.stages if stage in self.stage) for each in self.power_types}

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
    def out_of_force(self) -> dict[str, Law]:
        """Laws by their names that are repealed or not yet in force on the catalogue's day."""
        day = self.head.as_of if self.head else None
        return {name: law for name, law in self.law.items() if day and not law.in_force(day)}

    @cached_property
    def with_articles(self) -> frozenset[str]:
        """The names of the laws in force that are cited by their articles."""
        return frozenset(name for name, law in self.law.items() if law.has_articles)

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
    def terms(self) -> Terms:
        """Limits with their longest and shortest terms read, the most special first."""
        ordered = sorted(self.limits, key=lambda limit: -limit.weight)
        return tuple((limit, _term(limit.longest), _term(limit.shortest)) for limit in ordered)

    def longest(self, disclosure: Disclosure, entry: Entry) -> tuple[Limit, Term] | None:
        """The most special limit on how long a disclosure may take; its words may also be in the deadline.

        部门预算经财政部门批复后20日内 tells what is shown; 公告不少于5日 does not.
        """
        near = self._near(disclosure, entry)[0]
        return _first(near, (entry.item.name, disclosure.deadline, *disclosure.content)) if near else None

    def shortest(self, disclosure: Disclosure, entry: Entry) -> tuple[Limit, Term] | None:
        """The most special limit on how short a public notice may be."""
        near = self._near(disclosure, entry)[1]
        return _first(near, (entry.item.name, *disclosure.content)) if near else None

    def _near(self, disclosure: Disclosure, entry: Entry) -> tuple[Near, Near]:
        """The limits whose conditions hold but for their words; kept, since few kinds occur: 60 ms in 5,000 items."""
        kind = (entry.item.power_type, disclosure.stage, entry.domain)
        found = self._by_kind.get(kind)
        if found is None:
            fit = [term for term in self.terms if term[0].fits(*kind)]
            longs = tuple((limit, longest) for limit, longest, _ in fit if longest)
            found = longs, tuple((limit, shortest) for limit, _, shortest in fit if shortest)
            self._by_kind[kind] = found
        return found

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str], tuple[Near, Near]]:
        return {}


def _first(near: Near, texts: Iterable[str]) -> tuple[Limit, Term] | None:
    """The first limit that asks for no words or finds one of its own in the texts."""
    text = ""
    for found in near:
        words = found[0].words
        if not words:
            return found
        text = text or "\n".join(texts)
        if any(map(text.__contains__, words)):
            return found
    return None


def _term(phrase: str) -> Term | None:
    return next(iter(parse(phrase)), None) if phrase else None


_VAGUE_OWNER = re.compile(
    r"(?:各级?|其他|本?[省市县区]级?|本级)?(?:(?:相关|有关|主管|职能|责任|行业|业务|行政|涉及)+(?:部门|单位|机构|科室|股室|方面)?"
    r"|(?<=各)(?:部门|单位|机构|科室|股室)|(?<=各级)(?:部门|单位|机构)|(?<=其他)(?:部门|单位|机构))等?\Z"
    r"|(?:本|我|该)(?:单位|部门|机关|局|科室|股室)\Z|等(?:单位|部门|有关部门|相关部门|有关单位|相关单位)?\Z|(?:暂未|待)?(?:确定|定)\Z"
)


def is_vague_owner(name: str) -> bool:
    """Whether an owner names nobody: 相关部门, 有关单位."""
    return bool(_VAGUE_OWNER.match(name))


def owners(text: str) -> Iterator[str]:
    """The bodies named in an owner: several are joined by 、."""
    return (name.strip() for name in text.split("、"))


_JOINTS = (re.compile(r"[,，;；/\s]+"), re.compile(r"以及|[,，;；/\s]|(?=等(?:\Z|单位|部门|有关|相关))|[和及与]"))


def joined(name: str, known: Container[str]) -> tuple[str, ...]:
    """The bodies in a name that joins several by another sign than 、 (甲局,乙局 甲局和乙局); none when it does not."""
    for joint in _JOINTS:
        parts = tuple(filter(None, joint.split(name)))
        if len(parts) > 1 and all(part in known or is_vague_owner(part) for part in parts):
            return parts
    return ()


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
    where = Where(f"catalog/{name}.yaml", line=1, column=1, end_column=2)
    cure = "请补上这张表，可以在别处运行 gkcat init，从新建的目录里复制"
    return stamp(Problem(where, f"缺少文件 catalog/{name}.yaml", cure), refusals.MISSING_FILE, where)


def _head(data: bytes) -> tuple[Head | None, list[Finding]]:
    path = "catalog/catalog.yaml"
    plain, findings = parse_yaml(path, data)
    if plain is None:
        return None, findings
    if not isinstance(plain, dict):
        return None, [*findings, *as_mapping(plain, Where(path), {}, ["title", "jurisdiction", "issuer"])[1]]
    head, wrong = read(Head, plain, Where(path))
    named = [(Where(path, ("units", place)), unit) for place, unit in enumerate(head.units if head else ())]
    return head, [*findings, *wrong, *_doubled(named)]


def _table(name: str, data: bytes | None) -> tuple[Iterable[Contract], list[Finding]]:
    if data is None:
        return (), ([] if name in OPTIONAL else [_missing(name)])
    path, key = f"catalog/{name}.yaml", KEYS.get(name, name)
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
