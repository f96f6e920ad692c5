"""catalog/reviews/<round>-<unit>.yaml → a unit's review rounds: when begun, what was said, answered, settled, passed.

The one rule: an opinion points at item, environment and field by name, never by place, so that it survives edits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from gkcat import refusals
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.model import Contract, Day, Disclosure, Item, Mark, Text
from gkcat.reading import as_mapping, read, read_each
from gkcat.reviews.files import FOLDER, named, path_of
from gkcat.source import Plain, parse

ADOPTED = ("采纳", "部分采纳", "不采纳")

Model = TypeVar("Model", bound=Contract)


def _id(value: object) -> object:
    if isinstance(value, str) and not re.match(r"[0-9a-f]{8}\Z", value):
        message = "意见编号由 gkcat 给出，是8位数字和 a 至 f 的字母；请不要手工改动"
        raise ValueError(message)
    return value


OpinionId = Annotated[str, BeforeValidator(_id, json_schema_input_type=Annotated[str, Field(pattern="^[0-9a-f]{8}$")])]


class Start(Contract):
    """When a round began, and with what."""

    on: Day = Field(title="开始日期")
    revision: str = Field("", title="版本", description="开始审核时的 git 提交号")
    of: Mark = Field("", title="内容标记", description="开始审核时本单位全部事项的标记")


class Reply(Contract):
    """What the unit answers."""

    adopted: Literal["采纳", "部分采纳", "不采纳"] | None = Field(
        None, title="采纳情况", description="审核人员退回再改的不写"
    )
    text: Text = Field(title="答复", description="怎样修改的；没有采纳的，写明理由")
    by: str = Field("", title="答复单位", description="不写个人姓名；与提出单位相同的，是审核人员退回再改")
    on: Day = Field(title="答复日期")


class Closing(Contract):
    """That an opinion is settled, and with what words."""

    by: str = Field("", title="销号单位", description="单位或者科室，不写个人姓名")
    on: Day = Field(title="销号日期")
    of: Mark = Field("", title="内容标记", description="销号时所指内容的标记；内容再改动，销号随即失效")
    note: str = Field("", title="说明")


FIELDS = {key: field.title or key for key, field in Item.model_fields.items() if key not in ("id", "disclosures")}
ROW_FIELDS = {key: field.title or key for key, field in Disclosure.model_fields.items()}
"""The fields of an item and of a disclosure that an opinion may be about, with their titles."""


class Opinion(Contract):
    """One opinion: what it is about, what it says, what became of it."""

    id: OpinionId = Field(title="意见编号", description="由 gkcat review add 给出，不改动", examples=["3f9a2c1b"])
    item: Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = Field(
        "", title="事项编号", description="不写则是对整个单位的意见"
    )
    stage: str = Field("", title="公开环节", description="不写则是对整个事项的意见")
    row: str = Field("", title="公开内容首条", description="同一环节有几条公开内容时，提意见时这一条的第一行")
    field: str = Field(
        "",
        title="栏目",
        description="栏目名，如 deadline；不写则是对整条的意见",
        json_schema_extra={"enum": [*dict.fromkeys((*FIELDS, *ROW_FIELDS)), "", None]},
    )
    code: str = Field("", title="问题代码", description="由校验转来的意见，写问题代码")
    text: Text = Field(title="意见")
    was: str = Field("", title="原文", description="提意见时的内容")
    by: str = Field("", title="提出单位", description="单位或者科室，不写个人姓名")
    on: Day = Field(title="提出日期")
    of: Mark = Field("", title="内容标记", description="提意见时所指内容的标记")
    replies: tuple[Reply, ...] = Field((), title="答复")
    closed: Closing | None = Field(None, title="销号")

    @field_validator("field")
    @classmethod
    def _known(cls, field: str, info: ValidationInfo) -> str:
        known = ROW_FIELDS if info.data.get("stage") else FIELDS
        if field and field not in known:
            message = "可以写 " + "、".join(f"{key}（{name}）" for key, name in known.items())
            raise ValueError(message)
        return field


class Passed(Contract):
    """That a unit passed a round, and with what: each item's mark."""

    on: Day = Field(title="通过日期")
    by: str = Field("", title="审核单位", description="单位或者科室，不写个人姓名")
    items: dict[str, Mark] = Field(
        default_factory=dict, title="通过的内容", description="事项编号: 通过时的标记；内容再改动，这一项随即失效"
    )


class Sheet(Contract):
    """The whole file, for schema and form."""

    started: Start | None = Field(None, title="开始")
    opinions: tuple[Opinion, ...] = Field((), title="意见", description="每条意见一项")
    passed: Passed | None = Field(None, title="通过")


_TOP = {name: field.title or name for name, field in Sheet.model_fields.items()}


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a unit as it was read; opinions with their places in the file."""

    name: str
    unit: str
    path: str
    started: Start | None = None
    opinions: tuple[tuple[int, Opinion], ...] = ()
    passed: Passed | None = None
    whole: bool = True

    def where(self, index: int) -> Where:
        """The place of an opinion."""
        return Where(self.path, ("opinions", index))

    @property
    def open(self) -> tuple[Opinion, ...]:
        """The opinions that are not settled."""
        return tuple(opinion for _, opinion in self.opinions if opinion.closed is None)


def sorted_out(
    stems: Iterable[str], rounds: Sequence[str], units: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """The rounds of each unit, in the catalogue's order; names that belong to no round or unit are found fault with."""
    known = {*units}
    by_unit: dict[str, list[str]] = {}
    findings: list[Finding] = []
    for stem in stems:
        name, unit = named(stem)
        if not name:
            findings.append(_unread(stem, "文件名不合规定", "文件名应为 轮次-单位代号.yaml，如 初审-mzj.yaml"))
        elif name not in rounds:
            cure = f"轮次写在 catalog/catalog.yaml 的 rounds 里，现有{'、'.join(rounds)}"
            findings.append(_unread(stem, f"没有“{name}”这个轮次", cure))
        elif unit not in known:
            findings.append(_unread(stem, f"没有单位 {unit}", "请核对文件名中的单位代号，即 units 下的文件夹名"))
        else:
            by_unit.setdefault(unit, []).append(name)
    return {unit: tuple(sorted(names, key=rounds.index)) for unit, names in by_unit.items()}, findings


def _unread(stem: str, message: str, cure: str) -> Finding:
    where = Where(f"{FOLDER}/{stem}.yaml", line=1, column=1, end_column=2)
    return stamp(Problem(where, f"{message}，没有读取", cure), refusals.UNREAD_FILE, where)


def read_round(name: str, unit: str, data: bytes) -> tuple[Round, list[Finding]]:
    """Read one file, opinion by opinion: a bad one hides no other."""
    path = path_of(name, unit)
    plain, findings = parse(path, data)
    if plain is None:
        return Round(name, unit, path, whole=False), findings
    top, wrong = as_mapping(plain, Where(path), _TOP)
    findings += wrong
    started, wrong = _part(Start, top, "started", path)
    findings += wrong
    passed, wrong = _part(Passed, top, "passed", path)
    findings += wrong
    opinions, wrong = _opinions(top, path)
    findings += wrong
    return Round(name, unit, path, started, opinions, passed, whole=not findings), findings


def _part(model: type[Model], top: Mapping[str, Plain], key: str, path: str) -> tuple[Model | None, list[Finding]]:
    return read(model, top[key], Where(path, (key,))) if top.get(key, "") != "" else (None, [])


def _opinions(top: Mapping[str, Plain], path: str) -> tuple[tuple[tuple[int, Opinion], ...], list[Finding]]:
    """The opinions that can be read, with their places; an id that is there already is found fault with."""
    good, findings = read_each(Opinion, top.get("opinions", ""), Where(path, ("opinions",)))
    first: dict[str, Where] = {}
    kept: list[tuple[int, Opinion]] = []
    for place, opinion in good:
        where = Where(path, ("opinions", place, "id"))
        earlier = first.setdefault(opinion.id, where)
        if earlier is where:
            kept.append((place, opinion))
        else:
            cure = "两条都要的，请改动其中一条编号的一位；重复的，请删去一条"
            problem = Problem(where, f"意见编号“{opinion.id}”写了两次", cure, related=(earlier,))
            findings.append(stamp(problem, refusals.BAD_VALUE, where))
    return tuple(kept), findings
