"""A diff as a Book: 动态调整表, 新旧对照表 and what of the units and the office changed; and the counts by unit.

The one rule: a row stands for each item, and for each change of one; why it was changed is said or left blank to fill.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from gkcat.book import Book, Column, Row, Table, file_name
from gkcat.diff import GRADES, ROWS, WHOLE, Change, Diff, items, show
from gkcat.tables import Head

TITLE = "政务公开事项标准目录动态调整表"


def book(diff: Diff, head: Head | None, day: date | None = None) -> Book:
    """The tables of what changed; those with nothing in them are left out."""
    tables = (_adjusted(diff), _compared(diff), _others(diff))
    found = items(diff.changes)
    size = f"{len({unit for unit, _ in found})}个单位，{len(found)}个事项，{len(diff.changes)}处变化"
    place = head.jurisdiction.name if head else ""
    return Book(
        name=file_name(place + TITLE),
        title=place + TITLE,
        tables=tuple(table for table in tables if table.rows),
        marks=(head.mark,) if head and head.mark else (),
        facts=(("调整前", diff.old.label), ("调整后", diff.new.label), ("调整规模", size)),
        notes=tuple(f"没有读完：{path}，其中的事项没有全部比对。" for path in diff.unread),
        issuer=head.issuer if head else "",
        day=diff.new.on or day,
    )


def counts(diff: Diff) -> Book:
    """How many items and changes there are by unit, the last row for all: for `gkcat.stats.lines`."""
    heads = ("新增", "删除", "变更", "减少", "增加", "其他")
    columns = (Column("unit", ("责任单位",), 12), *(Column(head, (head,), 5, "center") for head in heads))
    units = [*dict.fromkeys(change.spot.unit for change in diff.changes)]
    found = [(diff.unit(unit) if unit else "全市规定", _counted(diff.changes, unit)) for unit in units]
    sums = [sum(numbers[at] for _, numbers in found) for at in range(len(heads))]
    rows: list[Row] = [(name, *numbers) for name, numbers in (*found, ("合计", sums))]
    return Book("变化统计", "变化统计", (Table("按单位", columns, tuple(rows)),), notes=_NOTES)


_NOTES = (
    "新增、删除、变更：有几个事项。减少、增加、其他：公开减少、公开增加和别的变化各有几处。",
    "不予公开、范围缩小、方式减少、时限延长、删除等算公开减少，反之算公开增加。",
)


def _counted(changes: Iterable[Change], unit: str) -> list[int]:
    ours = [change for change in changes if change.spot.unit == unit]
    whole = [change for change in ours if change.what == "item" and change.field == WHOLE]
    come = sum(change.before is None for change in whole)
    opened = [GRADES[change.grade].openness for change in ours]
    return [
        come,
        len(whole) - come,
        len(items(ours)) - len(whole),
        *(opened.count(way) for way in (-1, 1, 0)),
    ]


# ── tables ───────────────────────────────────────────────────────────────────


def _columns(*heads: tuple[str, float], merge: Sequence[str] = ()) -> tuple[Column, ...]:
    return tuple(
        Column(head, (head,), width, "center" if width <= _NARROW else "left", merge=head in merge)
        for head, width in heads
    )


_NARROW = 6


def _adjusted(diff: Diff) -> Table:
    """动态调整表: a row an item."""
    columns = _columns(
        ("序号", 4),
        ("责任单位", 8),
        ("领域", 7),
        ("事项编号", 8),
        ("事项名称", 14),
        ("调整类型", 10),
        ("调整内容", 34),
        ("调整原因", 15),
    )
    rows: list[Row] = []
    for (unit, id_), changes in items(diff.changes).items():
        spot = changes[0].spot
        kinds = tuple(dict.fromkeys(show.title(change) for change in changes))
        told = tuple(_sentence(diff, change) for change in changes)
        place = (diff.unit(unit), diff.domains.get(spot.file, spot.file))
        rows.append((len(rows) + 1, *place, id_, changes[0].name, kinds, told, _reasons(changes)))
    return Table("动态调整表", columns, tuple(rows))


def _compared(diff: Diff) -> Table:
    """新旧对照表: a row a change, an item's rows a group."""
    columns = _columns(
        ("序号", 4),
        ("责任单位", 8),
        ("事项名称", 11),
        ("公开环节", 5),
        ("调整项目", 7),
        ("原内容", 25),
        ("新内容", 25),
        ("调整类型", 9),
        ("调整原因", 11),
        merge=("序号", "责任单位", "事项名称"),
    )
    rows: list[Row] = []
    groups: list[int] = []
    for number, ((unit, id_), changes) in enumerate(items(diff.changes).items(), 1):
        groups.append(len(rows))
        for change in changes:
            name = (change.name, f"（{id_}）")
            values = (show.old(diff, change), show.new(diff, change))
            head = (number, diff.unit(unit), name, change.stage, show.field(change))
            rows.append((*head, *values, show.title(change), change.reason))
    return Table("新旧对照表", columns, tuple(rows), tuple(groups))


def _others(diff: Diff) -> Table:
    columns = _columns(
        ("序号", 4),
        ("所在", 10),
        ("条目", 14),
        ("调整项目", 9),
        ("原内容", 25),
        ("新内容", 25),
        ("调整原因", 12),
    )
    found = [change for change in diff.changes if change.what not in {"item", "disclosure"}]
    rows: list[Row] = []
    for change in found:
        spot = change.spot
        where = diff.unit(spot.unit) if spot.unit else show.FILES.get(spot.file, spot.file)
        named = change.name or change.id
        values = (show.old(diff, change), show.new(diff, change))
        rows.append((len(rows) + 1, where, named, show.field(change), *values, change.reason))
    return Table("单位信息和全市规定调整表", columns, tuple(rows))


def _sentence(diff: Diff, change: Change) -> str:
    """What happened in a line: 服务：规定时限由“每年6月30日前”改为“每年7月31日前”."""
    stage = f"{change.stage}：" if change.stage else ""
    if change.field == WHOLE:
        stages = dict.fromkeys(row["stage"] for row in (change.new or change.old).get(ROWS, ()))
        return f"{stage}{show.title(change)}" + (f"，公开环节：{'、'.join(stages)}" if stages else "")
    old, new = ("；".join(lines) for lines in show.differing(diff, change))
    if not old or old == show.NOTHING:
        return f"{stage}{show.field(change)}增加“{new}”" if new else f"{stage}{show.field(change)}的先后调整"
    if not new or new == show.NOTHING:
        return f"{stage}{show.field(change)}删去“{old}”"
    return f"{stage}{show.field(change)}由“{old}”改为“{new}”"


def _reasons(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.reason for change in changes if change.reason))
