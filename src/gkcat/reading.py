"""Plain strings → typed values, with every mismatch told in Chinese where it stands.

The one rule: pydantic's own words never reach a user.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gkcat import refusals
from gkcat.finding import Finding, Fix, Kind, Pointer, Problem, Where, stamp
from gkcat.source import Plain

Model = TypeVar("Model", bound=BaseModel)


def fitting(model: type[Model], plain: object) -> Model | None:
    """One value, if it fits; `read` says why it does not, and where, which of most need not be known."""
    try:
        return model.model_validate(plain)
    except ValidationError:
        return None


def read(model: type[Model], plain: object, at: Where) -> tuple[Model | None, list[Finding]]:
    """Read one value; None with the findings when it does not fit."""
    try:
        return model.model_validate(plain), []
    except ValidationError as error:
        return None, [_explain(model, each, at) for each in _told(model, error)]


def read_each(model: type[Model], plain: object, at: Where) -> tuple[list[tuple[int, Model]], list[Finding]]:
    """Read a list one by one, so that a bad entry hides no other: [(its index, the entry)…]."""
    entries, findings = as_list(plain, at)
    good: list[tuple[int, Model]] = []
    for index, entry in enumerate(entries):
        value = fitting(model, entry)
        if value is None:
            findings += read(model, entry, Where(at.path, (*at.pointer, index)))[1]
        else:
            good.append((index, value))
    return good, findings


def as_list(plain: object, at: Where) -> tuple[Sequence[Plain], list[Finding]]:
    """The value as a list; blank is an empty one."""
    if isinstance(plain, list):
        return plain, []
    if plain in ("", None):
        return [], []
    return [], [_stamp(refusals.WRONG_SHAPE, at, "此处应为列表", "每条另起一行，以“- ”开头")]


def as_mapping(
    plain: object, at: Where, keys: Mapping[str, str], required: Sequence[str] = ()
) -> tuple[dict[str, Plain], list[Finding]]:
    """The value as a mapping with only the given keys (key → Chinese title)."""
    if not isinstance(plain, dict):
        message = "文件里没有内容" if plain == "" else "此处应写成“栏目名: 内容”"
        listed = "、".join(f"{key}: ……" for key in required)
        return {}, [_stamp(refusals.WRONG_SHAPE, at, message, f"请每行写一个栏目，依次是 {listed}")]
    findings = [
        _unknown_key(keys, key, Where(at.path, (*at.pointer, key), key=True)) for key in plain if key not in keys
    ]
    slips = {_meant(keys, key) for key in plain if key not in keys}
    findings += [_missing_key(keys, key, at) for key in required if key not in plain and key not in slips]
    return {key: value for key, value in plain.items() if key in keys}, findings


def meant(model: type[BaseModel], key: str) -> str:
    """The key that an unknown one is a slip of, or its Chinese title; else empty."""
    return _meant(_titles(model), key)


# ── translation ──────────────────────────────────────────────────────────────


def _told(model: type[BaseModel], error: ValidationError) -> list[dict[str, Any]]:
    """Pydantic's errors, without a missing key that is there under a slip of the pen."""
    errors: list[dict[str, Any]] = [{**each} for each in error.errors(include_url=False)]
    slips = {
        (*each["loc"][:-1], meant(_model_at(model, each["loc"][:-1])[0], str(each["loc"][-1])))
        for each in errors
        if each["type"] == "extra_forbidden"
    }
    return [each for each in errors if each["type"] != "missing" or each["loc"] not in slips]


def _stamp(kind: Kind, at: Where, message: str, cure: str = "", fix: Fix | None = None) -> Finding:
    return stamp(Problem(at, message, cure, fix=fix), kind, at)


def _explain(model: type[BaseModel], error: dict[str, Any], at: Where) -> Finding:
    loc: Pointer = error["loc"]
    owner, keys = _model_at(model, loc[:-1])
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    title = keys.get(name) or _titles(model).get(name, name)
    where = Where(at.path, at.pointer + loc)
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(_titles(owner), str(loc[-1]), Where(at.path, at.pointer + loc, key=True))
    if loc[-1:] == ("[key]",):
        return _wrong_code(str(error.get("input")), Where(at.path, at.pointer + loc[:-1], key=True))
    if kind == "missing":
        return _missing_key(_titles(owner), str(loc[-1]), Where(at.path, at.pointer + loc[:-1]))
    return _wrong_value(kind, error, f"“{title}”" if title else "此处", where)


def _wrong_code(code: str, where: Where) -> Finding:
    """Keys are free but for one mapping: the rules whose severity is changed."""
    cure = "规则代码写作 GK121 的样子；GK001 至 GK099 的问题必须改正，不能调整轻重"
    return _stamp(refusals.BAD_VALUE, where, f"此处不能写“{code}”", cure)


def _wrong_value(kind: str, error: dict[str, Any], subject: str, where: Where) -> Finding:
    given = error.get("input")
    shown = f"“{given}”" if isinstance(given, str) and given else ""
    context = error.get("ctx", {})
    if kind == "literal_error":
        options = context["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
        return _choice(subject, str(given), options.split("、"), where)
    if kind == "string_too_short":
        return _stamp(refusals.MISSING_KEY, where, f"{subject}没有填写", "请填写，或者删去这一条")
    for family, cure in _WRITTEN.items():
        if kind.startswith(family):
            filled = cure.format(error=context.get("error"), max_length=context.get("max_length"))
            message = f"{subject}不能写成{shown}" if shown else f"{subject}写法不对"
            return _stamp(refusals.BAD_VALUE, where, message, filled)
    shape, cure = next((told for family, told in _SHAPES.items() if kind.startswith(family)), _SHAPES["dict"])
    return _stamp(refusals.WRONG_SHAPE, where, f"{subject}{shape}", cure)


_WRITTEN = {
    "string_pattern": "只用小写字母、数字和短横，如 zdbc-001",
    "string_too_long": "最多 {max_length} 个字",
    "value_error": "{error}",
    "date": "日期应写成 2017-10-12 的样子，并且确有这一天",
    "bool": "是非写 true 或 false",
    "int": "数目写阿拉伯数字",
    "float": "数目写阿拉伯数字",
    "greater": "数目太小",
    "less": "数目太大",
}
"""pydantic's kinds of wrong values, by the beginning of their names → how to write it."""

_SHAPES = {
    "string": ("应为一段文字", "写在同一行，不用方括号、花括号和短横；内容里有“: ”时整句加半角双引号"),
    "list": ("应为列表", "每条另起一行，以“- ”开头"),
    "tuple": ("应为列表", "每条另起一行，以“- ”开头"),
    "dict": ("应写成“栏目名: 内容”", "另起一行，缩进两格，逐个写各栏目"),
}
"""pydantic's kinds of wrong shapes → what it should be, how to write it."""


def _choice(subject: str, given: str, options: list[str], where: Where) -> Finding:
    near = _nearest(given, options)
    among = isinstance(where.pointer[-1], int)
    several = "请选一个照写；几个并列的，各用逗号隔开放进方括号" if among else "请选一个照写"
    cure = f"是不是想写 {near[0]}？" if near else several
    message = f"{subject}不能写成“{given}”，只能写{'、'.join(options)}"
    return _stamp(refusals.BAD_VALUE, where, message, cure, Fix(near[0], safe=False) if near else None)


def _nearest(given: str, options: list[str]) -> list[str]:
    """The one option that what was given is nearest to; none when two are as near (公开: 全部公开, 部分公开)."""
    near = get_close_matches(given, options, 2, 0.6)
    alike = {SequenceMatcher(None, each, given).ratio() for each in near}
    return near[: len(alike) == len(near)]


def _unknown_key(keys: Mapping[str, str], key: str, where: Where) -> Finding:
    near = _meant(keys, key)
    name, colon, words = key.partition("：")
    if colon and name == near:
        cure = f"栏目名后面用半角冒号加一个空格，如 {near}: {words or '……'}"
        return _stamp(refusals.UNKNOWN_KEY, where, "冒号写成了全角“：”", cure)
    cure = f"是不是想写 {near}（{keys[near]}）？" if near else f"可用的栏目名：{'、'.join(keys)}"
    return _stamp(refusals.UNKNOWN_KEY, where, f"不认识的栏目名“{key}”", cure)


def _meant(keys: Mapping[str, str], key: str) -> str:
    by_title = {title: name for name, title in keys.items()}
    name = key.partition("：")[0]
    if name in keys:
        return name
    return by_title.get(key) or next(iter(get_close_matches(key.lower(), keys, 1, 0.6)), "")


def _missing_key(keys: Mapping[str, str], key: str, where: Where) -> Finding:
    return _stamp(refusals.MISSING_KEY, where, f"缺少“{keys.get(key, key)}”（{key}）", f"请补写 {key}: ……")


@cache
def _titles(model: type[BaseModel]) -> dict[str, str]:
    return {name: field.title or name for name, field in model.model_fields.items()}


def _model_at(model: type[BaseModel], loc: Pointer) -> tuple[type[BaseModel], dict[str, str]]:
    """Follow a location into nested models: the model that holds its last part."""
    for part in loc:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = _inner(field.annotation) if field else None
        model = inner or model
    return model, _titles(model)


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model within an annotation such as ``tuple[Disclosure, ...]`` or ``Scope | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if found:
            return found
    return None
