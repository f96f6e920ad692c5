"""The cells of a row → the values of a disclosure or an item, each with what was only supposed.

The one rule: what a column can't hold goes into the note with the column's name, and is said.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from gkcat import doubts
from gkcat.book import ROW_ID
from gkcat.importing import lists, marks, values
from gkcat.importing.found import Found, Part, Row, Told
from gkcat.importing.head import Column
from gkcat.importing.readings import READ, Known, as_written, verbatim
from gkcat.importing.text import One, Said, is_nothing, line, squeeze, unnumbered
from gkcat.model import PUBLIC
from gkcat.source import Plain

Texts = Mapping[int, str]
"""The texts of a row by column."""
Tell = Callable[[int, int, Said], None]


IDENTITY = {"item.id", "item.name", "item.group", "item.power_type", "item.power_code", "item.section", "department"}
IDENTITY |= {"domain", "domain.id", "unit", "unit.id"}
"""What tells which item a row is of."""
DERIVED = {"item.stages", "item.channels", "item.openness", "item.link", "item.basis.full", "number"}
DERIVED |= {"unit.link", "domain.link", ROW_ID}
OF_ITEM = {*IDENTITY, *DERIVED, "item.basis", "item.not_applicable", "withheld.reason", "withheld.basis"}
_KEYS = {
    **{key: key for key in ("content", "owner", "deadline", "channel", "published", "events")},
    "owner.verbatim": "owner",
    **{key: f"scope.{key}" for key in ("degree", "level", "note")},
}
"""Values of a row whose blank cell, in a table that gkcat built, says that there is nothing any more."""
_CLEARED = {
    *("item.group", "item.power_code", "item.section", "item.basis", "item.not_applicable"),
    *("withheld.reason", "withheld.basis"),
}


# ── an item ──────────────────────────────────────────────────────────────────


def read_item(found: Found, columns: Iterable[Column], texts: Texts, known: Known, tell: Tell) -> None:
    """Put what a row says of its item into it."""
    for column in columns:
        text, value = texts.get(column.at, ""), column.value
        if not squeeze(text):
            if value in _CLEARED and found.exact:
                found.parts[_key(value)] = Part("", ((column, text),))
        elif value == ROW_ID:
            unit, _, item = squeeze(text).partition("#")[0].partition(".")
            found.unit = unit if item else found.unit
            found.parts["id"] = Part(item, ((column, text),))
        elif value in {"domain", "domain.id"}:
            found.domain = line(text)
        elif value in {"unit", "unit.id"}:
            found.unit = found.unit or squeeze(text)
        elif value == "department":
            _department(found, column, text, known)
        elif value.startswith(("item.", "withheld.")) and value not in DERIVED:
            _item_part(found, column, text, known, tell)


def _key(value: str) -> str:
    return value.removeprefix("item.")


def _item_part(found: Found, column: Column, text: str, known: Known, tell: Tell) -> None:
    key = _key(column.value)
    if found.exact:
        found.parts[key] = Part(known.once(f"={column.value}", text, partial(_put, column.value)), ((column, text),))
        return
    if key not in {"name", "id", "basis"} and is_nothing(text):
        return
    value, said = known.once(column.value, text, _ITEM_READ.get(key, _one_line))
    above = found.parts.get(key)
    if key == "group" and above and above.value != value:
        tell(found.at, column.at, Said(doubts.READ_SO, "几级类别合成了一个一级事项", "请核对"))
        value = f"{above.value}—{value}"
    told = tuple(Told(found.grid, found.at, column.at, each) for each in said)
    found.parts[key] = Part(value, (*(above.cells if above else ()), (column, text)), told)


def _department(found: Found, column: Column, text: str, known: Known) -> None:
    """责任部门: the unit, then perhaps the section below it."""
    rows = [squeeze(each) for each in text.split("\n") if squeeze(each)]
    whole = "".join(rows)
    names = sorted(known.unit_names, key=len, reverse=True)
    name = rows[0] if rows[0] in known.unit_names else next((each for each in names if whole.startswith(each)), "")
    said: tuple[Told, ...] = ()
    if name:
        rest = whole[len(name) :]
    elif rows[0] in known.owners:
        found.unit, rest = rows[0], "".join(rows[1:])
    else:
        rest = whole
        so = Said(doubts.READ_SO, f"“{rest}”按责任科室理解", "请核对")
        said = (Told(found.grid, found.at, column.at, so),)
    if rest or found.exact:
        found.parts["section"] = Part(rest, ((column, text),), said)


_GROUP_NUMBER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)、.．]|第[一二三四五六七八九十]+[部章节类][分]?|[0-9]+[、.．])\s*"
)


def bare_title(text: str) -> str:
    """A name on one line, without the number before it."""
    plain = line(text)
    return _GROUP_NUMBER.sub("", unnumbered(plain)).removesuffix("（续）").strip(" 。；;：:") or plain


def _title(text: str, _: Known) -> One:
    plain, name = line(text), bare_title(text)
    said = [] if name == plain else [Said(doubts.READ_SO, f"“{plain[:30]}”去掉了序号和标点，作“{name[:30]}”")]
    return name, said


def _power_type(text: str, known: Known) -> One:
    options = tuple(known.catalog.power_type)
    near = {name.removeprefix("行政"): name for name in options if name.startswith("行政")}
    near |= dict.fromkeys(("其他", "其他权力", "其他职权", "其它行政权力", "其它"), "其他行政权力")
    near |= {"公共服务事项": "公共服务"}
    found, said, left = values.choice(text, options, {key: value for key, value in near.items() if value in options})
    if not found or left or len(found) > 1:
        return line(text), []
    if squeeze(text) != found[0]:
        said = [*said, Said(doubts.READ_SO, f"“{line(text)[:30]}”按“{found[0]}”理解")]
    return found[0], said


def _basis(text: str, _: Known) -> tuple[Plain, list[Said]]:
    found, said = lists.citations(text)
    return list(found), said


def _one_line(text: str, _: Known) -> One:
    return line(text), []


def _code(text: str, _: Known) -> One:
    return squeeze(text), []


_ITEM_READ: dict[str, Callable[[str, Known], tuple[Plain, list[Said]]]] = {
    "id": _code,
    "power_code": _code,
    "power_type": _power_type,
    "name": _title,
    "group": _title,
    "basis": _basis,
}


def _put(value: str, text: str, _: Known) -> Plain:
    draft = verbatim(value, text)
    plain: Plain = next(iter((*draft.item.values(), *draft.withheld.values())), "")
    return plain


# ── a disclosure ─────────────────────────────────────────────────────────────


def read_row(made: Row, columns: Sequence[Column], texts: Texts, known: Known, tell: Tell, *, exact: bool) -> Row:  # noqa: PLR0913 - a row, what it is understood by, and who listens
    """A row with what its cells say; ``exact``: gkcat wrote them, so words stand as they are."""
    for column in columns:
        text = texts.get(column.at, "")
        if column.option or column.value in OF_ITEM:
            continue
        if squeeze(text):
            _cell(made, column, text, known, tell, exact=exact)
        elif exact and column.value in _KEYS:
            made.parts.setdefault(_KEYS[column.value], Part("", ((column, text),)))
    ticked = [column for column in columns if column.option]
    for value in dict.fromkeys(column.value for column in ticked):
        _ticks(made, value, [(each, texts.get(each.at, "")) for each in ticked if each.value == value])
    return made


def by_stage(made: Row, tell: Tell) -> Iterator[Row]:
    """A row for each stage it is of."""
    stage = made.parts.get("stage")
    if stage is None or not isinstance(stage.value, list) or not stage.value:
        yield made
        return
    if len(stage.value) > 1:
        names = "、".join(map(str, stage.value))
        message = f"一行写了{names}几个公开环节，每个环节各列了一条"
        tell(made.at, _column_of(stage), Said(doubts.SPLIT_ROW, message, "请删去各条里不属于该环节的内容"))
    for each in stage.value:
        yield replace(made, parts={**made.parts, "stage": replace(stage, value=each)}, notes=[*made.notes])


def _column_of(part: Part) -> int:
    return part.cells[0][0].at if part.cells else 0


def _cell(made: Row, column: Column, text: str, known: Known, tell: Tell, *, exact: bool) -> None:  # noqa: PLR0913 - likewise
    """Put one cell's meaning into a row."""
    if is_nothing(text) and column.value != "content" and not exact:
        return
    if not column.value:
        made.notes.append(f"{column.head or '无列名'}：{line(text)}")
        return
    if exact:
        parts, said, left = known.once(f"={column.value}", text, partial(as_written, column.value))
    elif column.value in READ:
        parts, said, left = known.once(column.value, text, READ[column.value])
    else:
        parts, said, left = {}, [], line(text)
    for key, value in parts.items():
        _set(made, key, value, (column, text), said)
    if not parts:
        for each in said:
            tell(made.at, column.at, each)
    if left and column.value in {"scope", "degree"} and parts:
        made.notes.append(left)
        tell(made.at, column.at, Said(doubts.READ_SO, f"“{left[:30]}”放进了说明", "请核对"))
    elif left:
        made.notes.append(f"{column.head}：{left}")
        tell(made.at, column.at, values.not_understood(column.head, left))


def _set(made: Row, key: str, value: Plain, cell: tuple[Column, str], said: Sequence[Said]) -> None:
    old = made.parts.get(key)
    told = tuple(Told(made.grid, made.at, cell[0].at, each) for each in said)
    if old and key == "scope.audience" and value == PUBLIC and old.value != value:
        value = old.value
    made.parts[key] = Part(value, (*(old.cells if old else ()), cell), (*(old.said if old else ()), *told))


# ── columns of ticks ─────────────────────────────────────────────────────────


def _ticks(made: Row, value: str, cells: Sequence[tuple[Column, str]]) -> None:
    """Read the columns of ticks of one value together."""
    chosen: list[str] = []
    said: list[Told] = []
    for column, text in cells:
        state, told = _tick(column, text)
        if state is None:
            made.notes.append(f"{column.head}：{line(text)}")
        if told:
            said.append(Told(made.grid, made.at, column.at, told))
        if state is not False:
            chosen += column.option.split("、")
    key = {"level.effective": "level"}.get(value, value)
    key = f"scope.{key}" if key in {"audience", "mode", "level", "degree"} else key
    if key == "scope.audience":
        _audience_ticks(made, chosen, cells, said)
    elif chosen or value != "stage":
        if value == "mode" and len(chosen) > 1:
            made.notes.append("也可以依申请公开")
            message = "主动公开和依申请公开都选了，取“主动公开”"
            said.append(Told(made.grid, made.at, cells[-1][0].at, Said(doubts.DOUBTED, message, "请核对原件")))
        if key == "scope.level" and not chosen:
            message = "公开层级一个也没有勾选，按本级理解"
            said.append(Told(made.grid, made.at, cells[0][0].at, Said(doubts.DOUBTED, message, "请核对原件")))
        several: Plain = [*dict.fromkeys(chosen)]
        one: Plain = chosen[0] if chosen else ""
        made.parts[key] = Part(one if value in {"mode", "degree"} else several, tuple(cells), tuple(said))


def _tick(column: Column, text: str) -> tuple[bool | None, Said | None]:
    """Whether a cell of a column of ticks is ticked, None when it holds other words; and what to say."""
    state = marks.ticked(text)
    plain = squeeze(text)
    if state is None and plain in {*column.option.split("、"), column.head.rpartition("/")[2]}:
        return True, None
    if state is None and column.option == PUBLIC and values.is_public(plain):
        return True, Said(doubts.READ_SO, f"“{plain}”按“全社会”理解")
    if state is None:
        message = f"“{column.head}”里写的是“{line(text)[:30]}”，按选用理解，原文放进了说明"
        return None, Said(doubts.DOUBTED, message, "请核对")
    if state and marks.is_odd_tick(text):
        return True, Said(doubts.DOUBTED, f"勾选的符号是“{plain}”，按选用理解", "请核对原件")
    return state, None


def _audience_ticks(made: Row, chosen: Sequence[str], cells: Sequence[tuple[Column, str]], said: list[Told]) -> None:
    """全社会 by tick, a group by name; both at once is doubted."""
    old = made.parts.get("scope.audience")
    if old and chosen and old.value not in {"", chosen[0]}:
        named = old.value != values.UNNAMED
        made.notes += [str(old.value)] if named else []
        more = "，后者放进了说明" if named else ""
        group = str(old.value) if named else "特定群体"
        message = f"“全社会”和“{group}”都填了，取“全社会”{more}"
        said.append(Told(made.grid, made.at, cells[0][0].at, Said(doubts.DOUBTED, message, "请核对原件")))
        old = replace(old, said=())
    value = chosen[0] if chosen else (old.value if old else "")
    old_cells, old_said = (old.cells, old.said) if old else ((), ())
    made.parts["scope.audience"] = Part(value, (*cells, *old_cells), (*said, *old_said))
