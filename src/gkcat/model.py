"""A unit's contract in types: what an item and its disclosures are made of.

The one rule: keys are English and few, every title and value that a citizen reads is Chinese, word for word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gkcat.citation import citations
from gkcat.finding import Pointer, Where
from gkcat.prose import plain

DEGREES = ("全部公开", "部分公开", "不予公开")
MODES = ("主动公开", "依申请公开")
LEVELS = ("省级", "市级", "县级", "乡级", "村级")
PUBLIC = "全社会"
GROUP_MARK = "特定群体："

_MARK = re.compile(r"[0-9a-f]{12}\Z")
_ISO_DATE = re.compile(r"(?:19|2\d)\d{2}-\d{2}-\d{2}\Z")  # 2925 is told as yet to come
_ANY_DATE = re.compile(r"\s*((?:19|2\d)\d{2})\s*[-年./／．—]?\s*(\d{1,2})\s*[-月./／．—]?\s*(\d{1,2})\s*[日号]?\s*")


def _lines(value: object) -> object:
    """A single text stands for a list of one; a key left blank for none."""
    if type(value) is str:
        return (value,) if value else ()
    return value


def _iso(value: object) -> object:
    """Dates are written 2017-10-12 and no other way: pydantic would take bare numbers as well."""
    if isinstance(value, str) and not _ISO_DATE.match(value):
        raise ValueError(_meant_day(value) or "日期应写成 2017-10-12 的样子")
    return value


def _meant_day(text: str) -> str:
    """How a day is to be written that was written 2017年10月12日, 2017.10.12 or the like; empty when it is none."""
    found = _ANY_DATE.fullmatch(text)
    try:
        return f"请写成 {date(*map(int, found.groups()))}" if found else ""
    except ValueError:
        return ""


def _scope(value: object) -> object:
    """`scope: 全部公开` is short for `scope: {degree: 全部公开}`."""
    return {"degree": value} if type(value) is str and value else value or None


def _audience(value: object) -> object:
    if isinstance(value, str) and value != PUBLIC and not (value.startswith(GROUP_MARK) and value[len(GROUP_MARK) :]):
        message = "公开对象应写“全社会”或“特定群体：……”"
        raise ValueError(message)
    return value


def _sealed(value: object) -> object:
    if isinstance(value, str) and value and not _MARK.match(value):
        message = "内容标记由 gkcat 写入，是12位数字和小写字母；请不要手工改动"
        raise ValueError(message)
    return value


Blank = Literal[""]
"""A key left blank, where that is allowed; said to JSON Schema by what each validator takes in."""

Lines = Annotated[tuple[str, ...], BeforeValidator(_lines, json_schema_input_type=tuple[str, ...] | str)]
Day = Annotated[date, BeforeValidator(_iso)]
Text = Annotated[str, Field(min_length=1)]
ItemId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Mark = Annotated[
    str, BeforeValidator(_sealed, json_schema_input_type=Annotated[str, Field(pattern="^([0-9a-f]{12})?$")])
]
"""What `fingerprint` gives, or nothing."""
Degree = Literal["全部公开", "部分公开", "不予公开"]
Mode = Literal["主动公开", "依申请公开"]
Level = Literal["省级", "市级", "县级", "乡级", "村级"]
Audience = Annotated[str, Field(pattern=f"^({PUBLIC}|{GROUP_MARK}.+)$")]


class Contract(BaseModel):
    """The common settings: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def every_text(value: object, at: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Every text in a value of the contract, whatever its key, with its pointer below the value."""
    if isinstance(value, BaseModel):
        parts: Iterable[tuple[str | int, object]] = value
    elif isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, tuple):
        parts = enumerate(value)
    else:
        if isinstance(value, str) and value:
            yield at, value
        return
    for key, part in parts:
        yield from every_text(part, (*at, key))


class Scope(Contract):
    """公开程度：how fully, to whom, on request or not, at which levels."""

    degree: Degree = Field(title="公开程度", description="公开到什么程度")
    audience: Annotated[str, BeforeValidator(_audience, json_schema_input_type=Audience)] = Field(
        PUBLIC,
        title="公开对象",
        description="向谁公开：全社会，或者写明特定群体",
        examples=["全社会", "特定群体：被征地农民"],
    )
    mode: Mode = Field("主动公开", title="公开形式", description="主动公开，还是依申请公开")
    level: Annotated[
        tuple[Level, ...], BeforeValidator(_lines, json_schema_input_type=tuple[Level, ...] | Level | Blank)
    ] = Field((), title="公开层级", description="由哪一级公开；不写则为本级")
    note: str = Field(
        "", title="说明", description="部分公开时说明隐去什么，限制对象时说明理由", examples=["隐去个人身份信息"]
    )


class Secrecy(Contract):
    """保密审查：the pre-disclosure review of 《政府信息公开条例》第十七条."""

    result: Literal["可以公开", "部分公开", "不予公开"] = Field(title="审查结论", description="公开前审查的结论")
    by: Text = Field(title="审查机构", description="作出结论的机构", examples=["局保密审查领导小组"])
    on: Day = Field(title="审查日期", description="作出结论的日期，写成 2017-10-12 的样子")
    of: Mark = Field(
        "", title="内容标记", description="审查时内容的标记，由 gkcat review clear 写入；内容再改动，审查随即失效"
    )


class Event(Contract):
    """起算事件：something that a deadline hangs on has happened, or will (a hearing, a start)."""

    on: Day = Field(title="发生日期", description="哪一天发生的，写成 2017-10-12 的样子")
    what: Text = Field(
        title="什么事", description="用规定时限里起算点的原话，可以再补充", examples=["行政许可决定作出：2026年第3批"]
    )


class Published(Contract):
    """落实：where and since when a disclosure can be seen."""

    url: Text = Field(
        title="网址", description="在哪里可以看到", examples=["https://www.example.gov.cn/zhengdi/1.html"]
    )
    on: Day = Field(title="公开日期", description="哪一天公开的，写成 2017-10-12 的样子")


ScopeField = Annotated[Scope | None, BeforeValidator(_scope, json_schema_input_type=Degree | Scope | Blank)]


class Defaults(Contract):
    """What a disclosure of the file has when it does not say otherwise."""

    owner: str = Field("", title="责任主体")
    deadline: str = Field("", title="规定时限")
    channel: Lines = Field((), title="公开方式")
    scope: ScopeField = Field(None, title="公开程度")
    secrecy: Secrecy | None = Field(None, title="保密审查")


class Disclosure(Contract):
    """公开内容：one row of 附件2."""

    stage: Text = Field(title="公开环节", description="五公开（决策、执行、管理、服务、结果）和解读、回应、评价之一")
    content: Lines = Field(
        (), title="公开内容", description="公开哪些内容，每条一项", examples=["征收范围、土地现状、征收目的"]
    )
    owner: str = Field(
        "",
        title="责任主体",
        description="由谁公开：单位的全称、简称或代号，几个单位用“、”连接；全文件相同的可写在 defaults 里",
    )
    deadline: str = Field(
        "",
        title="规定时限",
        description="何时公开，照文件的原话写，要有起算点和天数",
        examples=["自信息形成或者变更之日起20个工作日内", "公示不少于5个工作日", "每季度结束后15日内", "长期公开"],
    )
    channel: Lines = Field((), title="公开方式", description="在哪里公开，写规范名称，一个或者几个")
    scope: ScopeField = Field(None, title="公开程度", description="向谁公开、公开到什么程度；一般写“全部公开”即可")
    secrecy: Secrecy | None = Field(None, title="保密审查", description="公开前的保密审查")
    events: tuple[Event, ...] = Field(
        (), title="起算事件", description="规定时限从哪天起算：时限里说的事发生了，记下日期和什么事，据此推算到期日"
    )
    published: tuple[Published, ...] = Field((), title="落实情况", description="已经公开的，写明网址和日期")

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
        if self.secrecy:
            yield ("secrecy", "by"), self.secrecy.by
        for number, event in enumerate(self.events):
            yield ("events", number, "what"), event.what


class Withheld(Contract):
    """不予公开：the lawful reason and its article."""

    reason: str = Field("", title="不予公开理由", description="不予公开的法定理由，取自 catalog/withholding.yaml")
    basis: str = Field(
        "",
        title="不予公开依据",
        description="依据哪部法律哪一条",
        examples=["《中华人民共和国政府信息公开条例》第十五条"],
    )


class Item(Contract):
    """公开事项：one entry of the 清单, with its disclosures or the reason why there are none."""

    id: ItemId = Field(title="事项编号", description="本单位内不重复，删去的编号不再使用", examples=["zdbc-001"])
    name: Text = Field(title="事项名称", description="印在目录里的名称", examples=["征地补偿安置方案"])
    group: str = Field("", title="一级事项", description="几个事项归为一类时，写类名", examples=["征地审查报批"])
    power_type: Text = Field(title="权力类型", description="取自权责清单；决定应当覆盖哪些公开环节")
    power_code: str = Field(
        "", title="权力编码", description="权责清单中的编码，见本单位 powers.yaml", examples=["0610881001"]
    )
    section: str = Field("", title="责任科室", description="负责的科室", examples=["征地管理股"])
    basis: Lines = Field(
        (),
        title="公开依据",
        description="依据哪些法律法规和文件，每条一项，名称加书名号",
        examples=["《中华人民共和国土地管理法》第四十七条"],
    )
    disclosures: tuple[Disclosure, ...] = Field((), title="公开内容", description="每个环节公开什么，即附件2的一行")
    not_applicable: dict[str, str] = Field(
        default_factory=dict,
        title="不适用的环节",
        description="应当有而确实没有的环节（或者“环节.要素”），逐个写明理由",
    )
    withheld: Withheld | None = Field(None, title="不予公开", description="整个事项依法不予公开时，写理由和依据")

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
        for part, reason in self.not_applicable.items():
            if reason:
                yield ("not_applicable", part), reason
        if self.withheld and self.withheld.basis:
            yield ("withheld", "basis"), self.withheld.basis

    @cached_property
    def stages(self) -> frozenset[str]:
        """The stages of its disclosures."""
        return frozenset([disclosure.stage for disclosure in self.disclosures])

    @cached_property
    def prose(self) -> str:
        """All texts, a line each: one search tells a rule that there is nothing to look for in them.

        Put together without the pointers of `texts`: 15 ms instead of 95 in 5,000 items.
        """
        parts = [self.name, self.group, self.section, *self.basis, *self.not_applicable.values()]
        for each in self.disclosures:
            scope, secrecy, events = each.scope, each.secrecy, each.events
            parts += each.content
            parts += (each.owner, each.deadline)
            if scope is not None:
                parts += (scope.audience, scope.note)
            if secrecy is not None:
                parts.append(secrecy.by)
            if events:
                parts += [event.what for event in events]
        if self.withheld is not None:
            parts.append(self.withheld.basis)
        return "\n".join(filter(None, parts))

    @cached_property
    def plain(self) -> bool:
        """Whether no rule on signs can find anything in its prose, as in nine items of ten.

        One look then spares six rules theirs: 3.6 % of the work of a check.
        """
        return plain(self.prose)

    def listed(self) -> Iterator[tuple[Pointer, str]]:
        """The texts that are entries of a list and get their number in print: content and basis."""
        for number, basis in enumerate(self.basis):
            yield ("basis", number), basis
        for number, disclosure in enumerate(self.disclosures):
            for line, text in enumerate(disclosure.content):
                yield ("disclosures", number, "content", line), text

    @cached_property
    def cites(self) -> tuple[tuple[Pointer, str, str], ...]:
        """What its grounds cite: (pointer of the ground, title, the words that follow it)."""
        return tuple([(at, title, rest) for at, basis in self.grounds() for title, rest in citations(basis)])

    def grounds(self) -> Iterator[tuple[Pointer, str]]:
        """The texts that cite laws: the basis, and that of withholding."""
        for number, basis in enumerate(self.basis):
            yield ("basis", number), basis
        if self.withheld and self.withheld.basis:
            yield ("withheld", "basis"), self.withheld.basis


class Requests(Contract):
    """依申请公开: where the public may ask for information (《政府信息公开条例》第十二条 names these for the guide)."""

    office: str = Field("", title="受理机构", description="受理申请的机构或者窗口", examples=["局办公室"])
    address: str = Field("", title="办公地址", description="当面或者邮寄提交的地址")
    hours: str = Field("", title="办公时间", examples=["工作日8:30—12:00、14:30—18:00"])
    phone: str = Field("", title="联系电话", description="单位的电话，不写个人手机号", examples=["12345"])
    email: str = Field("", title="电子邮箱")
    url: str = Field("", title="网上申请", description="网上提交申请的地址，以 https:// 开头")

    def lines(self) -> tuple[str, ...]:
        """What is known, a line each, as the public reads it."""
        said = (("受理机构", self.office), ("地址", self.address), ("时间", self.hours), ("电话", self.phone))
        web = (f"网上申请 {self.url}",) if self.url else ()  # a blank, so that the address is a link of its own
        return (*(f"{head}：{words}" for head, words in (*said, ("邮箱", self.email)) if words), *web)


class UnitCard(Contract):
    """unit.yaml: who the unit is."""

    name: Text = Field(title="单位名称", description="全称", examples=["神木市自然资源和规划局"])
    short_name: str = Field("", title="单位简称", description="表格里用的简称", examples=["市自然资源局"])
    kind: str = Field("", title="单位类别", description="如政府部门、镇街", examples=["政府部门"])
    public_phone: str = Field("", title="公开电话", description="可以印在目录和网站上的电话", examples=["12345"])
    liaison: str = Field(
        "", title="联络员", description="负责填报的科室或职务，不写个人姓名和手机号", examples=["办公室"]
    )
    leader: str = Field("", title="主管负责同志", description="分管领导的职务", examples=["分管负责同志"])
    requests: Requests | None = Field(
        None, title="依申请公开", description="公众到哪里申请公开；不写的，用 catalog.yaml 里 site.requests 写的"
    )

    @property
    def label(self) -> str:
        """The name for tables: short where there is a short one."""
        return self.short_name or self.name


class Power(Contract):
    """One entry of the unit's 权责清单 or 公共服务事项 (powers.yaml)."""

    code: Text = Field(title="权力编码", description="权责清单或公共服务事项清单中的编码", examples=["0610881001"])
    name: Text = Field(title="名称", description="清单中的名称")
    type: Text = Field(title="类型", description="权力类型，或者公共服务")


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


@dataclass(frozen=True)
class Unit:
    """A unit folder as it was read.

    ``domains`` are those it has a file for; ``complete`` that all items were read, ``powers_whole`` all powers:
    only then are they at their own indexes, and only then may anything be said to be missing.
    """

    id: str
    card: UnitCard | None
    powers: tuple[Power, ...] = ()
    entries: tuple[Entry, ...] = ()
    domains: tuple[str, ...] = ()
    complete: bool = True
    powers_whole: bool = True

    @property
    def label(self) -> str:
        """The unit's name for tables, its id when unit.yaml could not be read."""
        return self.card.label if self.card else self.id

    @cached_property
    def by_domain(self) -> Mapping[str, list[Entry]]:
        """Its items by domain, in order: to look for those of each domain goes through all as many times."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.domain].append(entry)
        return dict(found)

    def power_meant(self, item: Item) -> Power | None:
        """The power that an item with a code of none must mean: that of its name, else the only one of a like code."""
        named = next((power for power in self.powers if power.name == item.name), None)
        close = get_close_matches(item.power_code, [power.code for power in self.powers], 2, 0.9)
        return named or next((power for power in self.powers if [power.code] == close), None)

    def digest(self) -> "Digest":
        """What the whole-catalogue rules and the summary need to know of the unit."""
        rows = sum(len(entry.item.disclosures) for entry in self.entries)
        items = tuple(_brief(entry) for entry in self.entries)
        return Digest(self.id, self.label, self.domains, items, rows, complete=self.complete)


class Brief(NamedTuple):  # made for each item, in a third of a dataclass's time
    """An item as other units need to know it.

    It is the ``place``-th of its file; ``rows`` are (stage, deadline, scope in words) of its disclosures, "" for what
    is not given.
    """

    id: str
    name: str
    domain: str
    path: str
    place: int
    rows: tuple[tuple[str, str, str], ...]
    basis: tuple[str, ...]

    @property
    def where(self) -> Where:
        """The item's own place."""
        return Where(self.path, ("items", self.place))


@dataclass(frozen=True, slots=True)
class Digest:
    """A unit in brief: small enough to come back from a worker."""

    unit: str
    label: str
    domains: tuple[str, ...]
    items: tuple[Brief, ...]
    disclosures: int
    complete: bool


def entries_of(units: Iterable[Unit], domain: str) -> list[Entry]:
    """The units' items in a domain, unit by unit."""
    return [entry for unit in units for entry in unit.by_domain.get(domain, ())]


def _brief(entry: Entry) -> Brief:
    item = entry.item
    rows = tuple([(each.stage, each.deadline, _told(each.scope)) for each in item.disclosures])
    return Brief(item.id, item.name, entry.domain, entry.path, entry.index, rows, item.basis)


def _told(scope: Scope | None) -> str:
    return f"{scope.degree}\n{scope.audience}\n{scope.mode}\n{scope.level or ''}\n{scope.note}" if scope else ""
