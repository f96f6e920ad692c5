"""What stands in catalog/: the contract of each of the office's tables.

The one rule: keys are English and few, every title that a clerk reads is Chinese, and each list names its own kind.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gkcat.days.workdays import LocalDays
from gkcat.deadline import parse
from gkcat.model import Blank, Contract, Day, ItemId, Level, Lines, Requests, Text

_ROUND = r"^[^\s/\\-]*[一-鿿][^\s/\\-]*$"
RoundName = Annotated[str, Field(pattern=_ROUND)]
ROUNDS = ("初审", "审定")
"""The rounds of review where the office names none."""
_WEB = r"^https?://[^\s/?#@\[\]<>\"\\]+(/[^\s?#<>\"\\]*)?$"
UnitId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


def _address(value: object) -> object:
    """What every link of the site begins with is whole, or not given."""
    if isinstance(value, str) and value and not re.fullmatch(_WEB, value):
        message = "请写完整的网址，以 https:// 或者 http:// 开头，如 https://www.example.gov.cn/mulu/"
        raise ValueError(message)
    return value


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
    base_url: Annotated[
        str, BeforeValidator(_address, json_schema_input_type=Annotated[str, Field(pattern=_WEB)] | Blank)
    ] = Field("", title="网站地址", description="网站发布后的地址，以 https:// 开头")
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
