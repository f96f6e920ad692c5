"""Changes in words: what a field is called, and a value as lines of text.

The one rule: every form of a diff says a thing in the same words, those of the catalogue's own contract.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from gkcat.diff import GRADES, ORDER, PLACE, ROWS, WHOLE, Change, Diff, match
from gkcat.model import MODES, PUBLIC, Contract, Disclosure, Item, Power, Scope, UnitCard
from gkcat.tables import TABLES, Head, Jurisdiction, Site

NOTHING = "（无）"

FILES = {
    "catalog": "目录基本信息",
    "domains": "领域",
    "stages": "公开环节",
    "power_types": "权力类型",
    "channels": "公开方式",
    "laws": "法律法规",
    "limits": "公开期限",
    "withholding": "不予公开理由",
    "subjects": "责任主体",
    "retired": "已撤销事项",
}
"""What the office's lists are called."""

_WHOLE = {"item": "公开事项", "disclosure": "公开内容", "unit": "单位", "power": "权力事项"}
_INLINE = {"channel", "scope.level", "level"}  # short lists, on one line


@cache
def _titles(what: str, file: str) -> dict[str, str]:
    """The Chinese titles of the keys, of nested ones as well."""
    models: dict[str, type[Contract]] = {"item": Item, "disclosure": Disclosure, "unit": UnitCard, "power": Power}
    nested = {"": models.get(what) or TABLES.get(file, Head)}
    nested |= {"scope.": Scope, "site.": Site, "jurisdiction.": Jurisdiction}
    return {
        f"{part}{key}": info.title or key for part, model in nested.items() for key, info in model.model_fields.items()
    }


def field(change: Change) -> str:
    """What the field is called: 规定时限."""
    known = {
        WHOLE: {"item": "公开事项", "disclosure": "公开内容", "unit": "单位", "power": "权责清单"}.get(
            change.what, "条目"
        ),
        PLACE: "责任单位、领域",
        ORDER: "次序",
    }
    return known.get(change.field) or _titles(change.what, change.spot.file).get(change.field, change.field)


def title(change: Change) -> str:
    """What happened: 时限延长; of a whole item or disclosure, also of what: 新增事项."""
    if change.field == WHOLE:
        happened = "新增" if change.before is None or change.old is None else "删除"
        return happened + {"item": "事项", "disclosure": "公开内容"}.get(change.what, "")
    return GRADES[change.grade].title


def old(diff: Diff, change: Change) -> tuple[str, ...]:
    """The old value as lines."""
    return words(diff, change, change.old)


def new(diff: Diff, change: Change) -> tuple[str, ...]:
    """The new value as lines."""
    return words(diff, change, change.new)


def differing(diff: Diff, change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The old and new lines without those that are on both sides."""
    ours, theirs = old(diff, change), new(diff, change)
    same = {(one, other) for one, other in match.lines(ours, theirs) if ours[one] == theirs[other]}
    without_old, without_new = {one for one, _ in same}, {other for _, other in same}
    return (
        tuple(line for at, line in enumerate(ours) if at not in without_old),
        tuple(line for at, line in enumerate(theirs) if at not in without_new),
    )


def words(diff: Diff, change: Change, value: Any) -> tuple[str, ...]:
    """A value of a change as lines; what is not there is NOTHING."""
    if value in (None, "", [], {}):
        return (NOTHING,)
    if change.field == WHOLE:
        return tuple(_whole(diff, change, value))
    if change.field == PLACE:
        unit, domain = value
        return (f"{diff.unit(unit)}　{diff.domains.get(domain, domain)}",)
    if change.field == ORDER:
        return (f"第{value}",)
    if change.field == "owner":
        return (owner(diff, value),)
    return tuple(_lines(change.field, value))


def owner(diff: Diff, value: str) -> str:
    """An owner with its units by their names."""
    return "、".join(diff.unit(name) for name in value.split("、"))


def scope(row: dict[str, Any]) -> str:
    """公开程度 of a disclosure in a line, without what is usual."""
    audience, mode = row["scope.audience"], row["scope.mode"]
    parts = (row["scope.degree"], "" if audience == PUBLIC else audience, "" if mode == MODES[0] else mode)
    return "，".join(filter(None, parts))


def _lines(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines() or ("",)
    elif isinstance(value, list):
        yield from ("、".join(value),) if key in _INLINE else map(_flat, value)
    elif isinstance(value, dict) and key in {"not_applicable", "rules"}:
        yield from (f"{name}：{_flat(each)}" for name, each in value.items())
    else:
        yield _flat(value)


def _flat(value: Any) -> str:
    """Any value on one line."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return ("，" if isinstance(value, dict) else "、").join(filter(None, map(_flat, parts)))
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else "" if value is None else str(value)


def _whole(diff: Diff, change: Change, record: dict[str, Any]) -> Iterator[str]:
    """A whole record in brief."""
    if change.what == "disclosure":
        yield from record["content"]
        yield _row(diff, record)
    elif change.what == "item":
        held = record["withheld"]
        if held:
            yield "不予公开：" + "，".join(filter(None, held.values()))
        for row in record[ROWS]:
            yield f"{row['stage']}：{'；'.join(row['content'])}（{_row(diff, row)}）"
        if not held and not record[ROWS]:
            yield record["name"]
    else:
        titles = _titles(change.what, change.spot.file)
        for key, value in record.items():
            if value not in (None, "", [], {}, False):
                yield f"{titles.get(key, key)}：{'、'.join(_lines(key, value))}"


def _row(diff: Diff, row: dict[str, Any]) -> str:
    parts = (owner(diff, row["owner"]) if row["owner"] else "", row["deadline"], "、".join(row["channel"]), scope(row))
    return "；".join(filter(None, parts))
