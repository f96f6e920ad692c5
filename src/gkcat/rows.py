"""The body of a table → items with their rows, each value with the cells it was read from.

The one rule: nothing is dropped: a cell becomes a value, goes into the note, or is said; and what was supposed is said.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gkcat import cells, doubts
from gkcat.catalog import Catalog
from gkcat.cells import Said, is_as_above, is_nothing, line, squeeze, tidy
from gkcat.columns import Column, Head, head_words, numbers_columns, repeats_head
from gkcat.doubts import tell
from gkcat.finding import Finding
from gkcat.grid import Grid
from gkcat.layout import FIELDS, Draft
from gkcat.source import Plain

CONTINUED = "续"
"""Below the number of a row that goes on from the page before, in documents that gkcat built."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value and where it comes from: (column, the cell's text) each."""

    value: Plain
    cells: tuple[tuple[Column, str], ...] = ()
    said: tuple[tuple[int, int, Said], ...] = ()


@dataclass(slots=True)
class Row:
    """A disclosure as it was read: parts by key (``stage``, ``scope.degree`` …), and what has no home but the note."""

    at: int
    parts: dict[str, Part] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    continued: bool = False


@dataclass(slots=True)
class Found:
    """An item as it was read: its own parts by key, then its rows."""

    grid: Grid
    at: int
    head: Head
    domain: str = ""
    unit: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A part's value as text; empty when it has none."""
        part = self.parts.get(key)
        return part.value if part and isinstance(part.value, str) else ""


class Told(NamedTuple):
    """A finding about a cell, before those of neighbouring cells are put together."""

    grid: Grid
    row: int
    column: int
    said: Said


@dataclass(slots=True)
class Harvest:
    """What came of a table: items, rows that have no home, and what there is to say."""

    found: list[Found] = field(default_factory=list)
    remarks: list[tuple[Grid, int, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


_FOR_ALL = (doubts.TO_FILL, doubts.INFERRED)
"""What concerns a column that is not there: said once a table."""


def findings(told: Iterable[Told]) -> Iterator[Finding]:
    """Findings of what was told, one for a run of neighbouring cells of a column that say the same."""
    runs: list[list[Told]] = []
    last: dict[tuple[int, int, Said], list[Told]] = {}
    for each in told:
        key = (id(each.grid), each.column, each.said)
        run = last.get(key)
        if run and (each.row - run[-1].row <= 1 or each.said.kind in _FOR_ALL):
            run.append(each)
        else:
            last[key] = [each]
            runs.append(last[key])
    for run in runs:
        first, said = run[0], run[0].said
        more = f"（共 {len(run)} 处）" if len(run) > 1 else ""
        until = run[-1].row if said.kind not in _FOR_ALL else None
        yield tell(said.kind, first.grid.where(first.row, max(0, first.column), until), said.message + more, said.cure)


# ── reading a table ──────────────────────────────────────────────────────────

_REMARK = re.compile(
    r"[（(【\[]?(?:备注|注[：:0-9一二三四五]|附?注[：:]|说明[：:]|填表说明|填报说明|填报(?:单位|人|时间|日期)|联系(?:人|电话)|审核人?[：:]|制表|审批人"
    r"|单位(?:负责人|[（(]盖章)|★|※|\*|标准目录要素说明|要素说明|本目录|以上|“?■|“?[●□〇])"
)
_GROUP_NUMBER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)、.．]|第[一二三四五六七八九十]+[部章节类][分]?|[0-9]+[、.．])\s*"
)
_LONGEST_GROUP = 40  # characters; a longer line over the whole table is a remark
_FILLED = ("owner", "owner.verbatim", "deadline", "channel", "stage", "scope", "degree", "audience", "audience.group")
_FILLED_TICKS = ("audience", "mode", "level", "level.effective", "stage", "degree", "channel")
_BLANK_IS_SAME = {*_FILLED, *_FILLED_TICKS, "item.basis"}


class Reader:
    """Reads the rows of a grid one after the other; what stands above is remembered."""

    def __init__(self, grid: Grid, head: Head, catalog: Catalog, unit_names: frozenset[str]) -> None:
        """Begin with a grid under its head; ``unit_names`` are the names of the unit it is imported for."""
        self.grid = grid
        self.head = head
        self.catalog = catalog
        self.unit_names = unit_names
        self.channels = cells.channel_names(catalog)
        self.harvest = Harvest()
        self.above: dict[int, str] = {}
        self.group = self.stage = self.domain = ""
        self.last: Found | None = None
        self.of_name = next((column.at for column in head.columns if column.value == "item.name"), -1)
        self.of_id = next((column.at for column in head.columns if column.value == "item.id"), -1)
        self.of_group = next((column.at for column in head.columns if column.value == "item.group"), -1)

    def go_on(self, grid: Grid) -> Harvest:
        """Read a grid without a head that goes on where the last one ended, as tables do that are cut at pages."""
        self.grid = grid
        return self.read(0)

    def read(self, start: int) -> Harvest:
        """All rows from ``start`` on."""
        words = head_words(self.grid, self.head)
        titles = {squeeze(text) for row in self.grid.rows[: self.head.first] for text in row if text}
        for row in range(start, len(self.grid.rows)):
            texts = self.grid.rows[row]
            if repeats_head(self.grid, row, self.head, words) or numbers_columns(self.grid, row):
                continue
            said = {squeeze(text) for text in texts if text.strip()}
            if said <= titles:
                continue  # the title again, at the top of a page
            if not self._banner(row, said):
                self._row(row)
        self._loose_ends()
        return self.harvest

    def _loose_ends(self) -> None:
        """A group line with nothing below it is a remark."""
        if self.pending:
            self.harvest.remarks.append(self.pending)

    pending: tuple[Grid, int, str] | None = None

    # ── rows of one text ─────────────────────────────────────────────────────

    def _banner(self, row: int, said: set[str]) -> bool:
        """Take a row that is no item: a stage, domain or group over those below, or a remark."""
        texts = self.grid.rows[row]
        first = next((at for at, text in enumerate(texts) if text.strip()), 0)
        text = line(texts[first])
        wide = sum(bool(each.strip()) for each in texts) > max(1, self.grid.width // 3)
        if _REMARK.match(text) and len(said) <= 3 and (len(said) > 1 or wide or first in {0, self._number_column()}):  # noqa: PLR2004 - 填报人, 联系电话, 日期
            self._remark(row, "　".join(dict.fromkeys(line(each) for each in texts if each.strip())))
            return True
        if len(said) != 1 or not (wide or (first < max(1, self.of_name) and first != self.of_group)):
            return False
        self._over(row, first, text)
        return True

    def _number_column(self) -> int:
        return next((column.at for column in self.head.columns if column.value == "number"), 0)

    def _over(self, row: int, column: int, text: str) -> None:
        """A line over the rows below."""
        name = _GROUP_NUMBER.sub("", text).strip("：: ")
        stages, _, _ = cells.choice(name, tuple(self.catalog.stage))
        domain = next(
            (each.id for each in self.catalog.domains if name.removesuffix("领域") in {each.name, each.id}), ""
        )
        self._loose_ends()
        self.pending = None
        if len(stages) == 1:
            self.stage = stages[0]
            self._tell(row, column, Said(doubts.READ_SO, f"以下各行的公开环节按“{stages[0]}”理解"))
        elif domain:
            self.domain, self.stage = domain, ""
            self._tell(row, column, Said(doubts.READ_SO, f"以下各行归入“{self.catalog.domain[domain].name}”领域"))
        elif len(text) <= _LONGEST_GROUP and self.of_group < 0 and row + 1 < len(self.grid.rows):
            self.group, self.pending = name, (self.grid, row, text)
        else:
            self._remark(row, text)

    def _remark(self, row: int, text: str) -> None:
        self.harvest.remarks.append((self.grid, row, text))

    # ── rows ─────────────────────────────────────────────────────────────────

    def _row(self, row: int) -> None:
        texts = {
            column.at: self.grid.rows[row][column.at] for column in self.head.columns if column.at < self.grid.width
        }
        if self._goes_on(row, texts):
            return
        same = self._same_item(row, texts)
        if self.pending and not same:
            self._tell(self.pending[1], 0, Said(doubts.READ_SO, f"以下各行的一级事项按“{self.group}”理解", "请核对"))
            self.pending = None
        filled = self._filled(row, texts, same=same and self._leaves_name_out(row, texts))
        if not same or self.last is None:
            self.last = self._item(row, filled)
            self.harvest.found.append(self.last)
        else:
            self._more_of_item(row, filled)
        self.last.rows += self._rows(row, filled, self.last)
        self.above = filled

    def _goes_on(self, row: int, texts: dict[int, str]) -> bool:
        """Join a row that goes on from the page before, in a document that gkcat built."""
        first = texts.get(0, "").split("\n")
        if not self.grid.ours or first[-1] != CONTINUED or self.last is None or not self.last.rows:
            return False
        joined = {
            at: text if at == 0 or texts.get(at, "") in {"", text} else f"{text}\n{texts[at]}"
            for at, text in self.above.items()
        }
        where = self.last.rows[-1].at
        again = self._rows(where, joined, self.last)
        self.last.rows[-len(again) :] = again
        for each in again:
            each.continued = True
        if len(self.last.rows) == len(again):
            self.last.parts = self._item(where, joined).parts
        self.above = joined
        self._tell(row, 0, Said(doubts.READ_SO, "接上一页的一行，与上一行合为一条"))
        return True

    def _same_item(self, row: int, texts: Mapping[int, str]) -> bool:
        """Whether a row is a further one of the item above it."""
        if self.last is None or self.of_name < 0:
            return False
        name = texts.get(self.of_name, "")
        if self.of_id >= 0 and squeeze(texts.get(self.of_id, "")):
            return squeeze(texts[self.of_id]) == squeeze(self.above.get(self.of_id, ""))
        if self.grid.joined_above(row, self.of_name) and self.grid.covered[row, self.of_name][0] >= self.head.last:
            return not self._new_in(row, texts, self.of_group)
        if not squeeze(name) or is_as_above(name):
            return not self._new_in(row, texts, self.of_group)
        return squeeze(name).removesuffix("（续）") == squeeze(self.above.get(self.of_name, "")) and not any(
            self._new_in(row, texts, column.at) for column in self.head.columns if column.value in _IDENTITY
        )

    def _leaves_name_out(self, row: int, texts: Mapping[int, str]) -> bool:
        """Whether a further row of an item does not say its name again: then what else it leaves out is as above."""
        name = texts.get(self.of_name, "")
        return not squeeze(name) or is_as_above(name) or self.grid.joined_above(row, self.of_name)

    def _new_in(self, row: int, texts: Mapping[int, str], column: int) -> bool:
        """Whether a column says something else than above."""
        text = squeeze(texts.get(column, "")) if column >= 0 else ""
        del row
        return bool(text) and not is_as_above(text) and text != squeeze(self.above.get(column, ""))

    def _filled(self, row: int, texts: Mapping[int, str], *, same: bool) -> dict[int, str]:
        """The row's texts, with those above where a cell says so or, within an item, is blank."""
        filled = dict(texts)
        ticks = {column.value for column in self.head.columns if column.option}
        empty = {
            value
            for value in ticks
            if not any(
                squeeze(texts.get(column.at, ""))
                for column in self.head.columns
                if column.value.split(".")[0] == value.split(".")[0]
            )
        }
        for column in self.head.columns:
            text, above = texts.get(column.at, ""), self.above.get(column.at, "")
            if is_as_above(text):
                filled[column.at] = above
                self._tell(row, column.at, _same_as(column, above))
            elif squeeze(text) or not self._takes_above(row, column, empty, same=same):
                continue
            elif squeeze(above):
                filled[column.at] = above
                if not column.option or cells.ticked(above):
                    self._tell(row, column.at, _same_as(column, above))
        return filled

    def _takes_above(self, row: int, column: Column, empty: set[str], *, same: bool) -> bool:
        """Whether a blank cell means the cell above: of the item always, of a row within one item, never in our own."""
        del row
        if self.grid.ours:
            return same and column.value in _IDENTITY
        if column.value in {"item.group", "domain", "domain.id", "unit", "unit.id"}:
            return column.value != "item.group" or bool(self.last)
        if not same:
            return False
        if column.option:
            return column.value in empty and column.value in _FILLED_TICKS
        return (column.value in _BLANK_IS_SAME and column.value not in {"audience", "audience.group"}) or (
            column.value in _IDENTITY
        )

    # ── items ────────────────────────────────────────────────────────────────

    def _item(self, row: int, texts: Mapping[int, str]) -> Found:
        found = Found(self.grid, row, self.head, self.domain)
        for column in self.head.columns:
            text = texts.get(column.at, "")
            if not squeeze(text):
                if column.value in _CLEARED and self.verbatim(found, row):
                    found.parts[column.value.removeprefix("item.")] = Part("", ((column, text),))
                continue
            match column.value:
                case "domain" | "domain.id":
                    found.domain = line(text)
                case "unit" | "unit.id":
                    found.unit = found.unit or squeeze(text)
                case "department":
                    self._department(found, row, column, text)
                case value if value.startswith(("item.", "withheld.")) and value not in _DERIVED:
                    self._item_part(found, row, column, text)
        self._name(found, row, texts)
        if self.group and "group" not in found.parts and self.of_group < 0:
            found.parts["group"] = Part(self.group)
        return found

    def _item_part(self, found: Found, row: int, column: Column, text: str) -> None:
        key = column.value.removeprefix("item.")
        if self.verbatim(found, row):
            found.parts[key] = Part(_put(column.value, text), ((column, text),))
            return
        said: list[Said] = []
        value: Plain
        match key:
            case "basis":
                cited, said = cells.citations(text)
                value = [*cited]
            case "id" | "power_code":
                value = squeeze(text)
            case "power_type":
                value, said = _power_type(text, self.catalog)
            case "name" | "group":
                value, said = _title(text)
            case _:
                value = line(text)
        if key in {"power_code", "section", "group", "withheld.reason", "withheld.basis"} and is_nothing(text):
            return
        found.parts[key] = Part(value, ((column, text),), tuple((row, column.at, each) for each in said))

    def verbatim(self, found: Found, row: int) -> bool:
        """Whether cells are taken as they stand: gkcat wrote them, as the table's own mark or an id tells."""
        del found
        return self.grid.ours or (self.of_id >= 0 and bool(squeeze(self.grid.rows[row][self.of_id])))

    def _department(self, found: Found, row: int, column: Column, text: str) -> None:
        """责任部门: the unit, then perhaps the section below it."""
        lines = [each for each in tidy(text).split("\n") if each]
        first = squeeze(lines[0])
        if first in self.unit_names:
            rest = "".join(lines[1:])
        else:
            name = next(
                (
                    each
                    for each in sorted(self.unit_names, key=len, reverse=True)
                    if each and squeeze(text).startswith(each)
                ),
                "",
            )
            rest = squeeze(text).removeprefix(name)
            if not name and first in self.catalog.owner:
                found.unit, rest = first, "".join(lines[1:])
        if rest:
            said = (
                ()
                if first in self.unit_names or found.unit
                else ((row, column.at, Said(doubts.READ_SO, f"“{rest}”按责任科室理解", "请核对")),)
            )
            found.parts["section"] = Part(rest, ((column, text),), said)

    def _name(self, found: Found, row: int, texts: Mapping[int, str]) -> None:
        """An item without a name of its own has its group's; one cell over both levels is a name."""
        group, name = found.parts.get("group"), found.parts.get("name")
        if group and name and self.grid.covered.get((row, self.of_name)) == (row, self.of_group):
            del found.parts["group"]
        elif group and not name:
            found.parts["name"] = Part(group.value, group.cells)
            del found.parts["group"]
            self._tell(
                row, self.of_name, Said(doubts.READ_SO, f"没有二级事项，事项名称用了一级事项“{group.value}”", "请核对")
            )
        elif not name and not any(squeeze(text) for text in texts.values()):
            return

    def _more_of_item(self, row: int, texts: Mapping[int, str]) -> None:
        """What a further row of an item says of the item itself: more of its basis, or what the first row left out."""
        if self.last is None:
            return
        more = self._item(row, texts)
        for key, part in more.parts.items():
            old = self.last.parts.get(key)
            if old is None:
                self.last.parts[key] = part
            elif (
                key == "basis"
                and isinstance(old.value, list)
                and isinstance(part.value, list)
                and part.value != old.value
            ):
                merged: Plain = [*dict.fromkeys([*map(str, old.value), *map(str, part.value)])]
                self.last.parts[key] = Part(merged, (*old.cells, *part.cells), (*old.said, *part.said))

    # ── disclosures ──────────────────────────────────────────────────────────

    def _rows(self, row: int, texts: Mapping[int, str], found: Found) -> list[Row]:
        """The disclosures of a row: one, or one for each stage side by side, or for each stage chosen."""
        stages = dict.fromkeys(column.stage for column in self.head.columns if column.stage)
        if not stages:
            return [*self._split(self._disclosure(row, texts, found, ""))]
        rows: list[Row] = []
        for stage in stages:
            own = [column for column in self.head.columns if column.stage == stage]
            if any(squeeze(texts.get(column.at, "")) and not is_nothing(texts[column.at]) for column in own):
                rows += self._split(self._disclosure(row, texts, found, stage))
        return rows

    def _disclosure(self, row: int, texts: Mapping[int, str], found: Found, stage: str) -> Row:
        made = Row(row)
        columns = [column for column in self.head.columns if column.stage in {"", stage}]
        plain = [column for column in columns if not column.option and column.value not in _OF_ITEM]
        exact = self.verbatim(found, row)
        for column in plain:
            text = texts.get(column.at, "")
            if squeeze(text):
                self._cell(made, column, text, exact=exact)
            elif exact and column.value in _KEYS:
                key = _KEYS[column.value]
                made.parts.setdefault(key, Part("", ((column, text),)))
        self._ticks(made, [column for column in columns if column.option], texts)
        if stage:
            made.parts["stage"] = Part([stage])
        elif "stage" not in made.parts and self.stage:
            made.parts["stage"] = Part([self.stage])
        return made

    def _cell(self, made: Row, column: Column, text: str, *, exact: bool) -> None:
        """Put one cell's meaning into a row."""
        if is_nothing(text) and column.value != "content" and not exact:
            return
        if not column.value:
            made.notes.append(f"{column.head or '无列名'}：{line(text)}")
            return
        read = _READ.get(column.value)
        if exact and column.value not in {"channel", "level", "level.effective", "stage"}:
            self._exact(made, column, text)
        elif read:
            values, said, left = read(text, self)
            for key, value in values.items():
                self._set(made, key, value, column, text, said)
            if left:
                told = [] if column.value in {"scope", "degree"} else [cells.not_understood(column.head, left)]
                made.notes.append(left if column.value in {"scope", "degree"} else f"{column.head}：{left}")
                self._note(made, column, text, told)

    def _exact(self, made: Row, column: Column, text: str) -> None:
        draft = _draft(column.value, text)
        for key, value in draft.row.items():
            self._set(made, key, value, column, text, [])
        for key, value in draft.scope.items():
            self._set(made, f"scope.{key}", value, column, text, [])
        for key, value in draft.secrecy.items():
            self._set(made, f"secrecy.{key}", value, column, text, [])

    def _set(self, made: Row, key: str, value: Plain, column: Column, text: str, said: Sequence[Said]) -> None:  # noqa: PLR0913, PLR0917 - a value, and where it is from
        old = made.parts.get(key)
        told = tuple((made.at, column.at, each) for each in said)
        if old and key == "scope.audience" and value == "全社会" and old.value != value:
            value = old.value
        made.parts[key] = Part(
            value, (*(old.cells if old else ()), (column, text)), (*(old.said if old else ()), *told)
        )

    def _note(self, made: Row, column: Column, text: str, said: Sequence[Said]) -> None:
        for each in said:
            self._tell(made.at, column.at, each)
        del text

    def _ticks(self, made: Row, columns: Sequence[Column], texts: Mapping[int, str]) -> None:
        """Read columns of ticks: those of one value together."""
        for value in dict.fromkeys(column.value for column in columns):
            group = [column for column in columns if column.value == value]
            chosen: list[str] = []
            said: list[tuple[int, int, Said]] = []
            for column in group:
                text = texts.get(column.at, "")
                state = cells.ticked(text)
                if state is None:
                    made.notes.append(f"{column.head}：{line(text)}")
                    said.append(
                        (
                            made.at,
                            column.at,
                            Said(
                                doubts.DOUBTED,
                                f"“{column.head}”里写的是“{line(text)[:30]}”，按选用理解，原文放进了说明",
                                "请核对",
                            ),
                        )
                    )
                elif state and cells.is_odd_tick(text):
                    said.append(
                        (
                            made.at,
                            column.at,
                            Said(doubts.DOUBTED, f"勾选的符号是“{squeeze(text)}”，按选用理解", "请核对原件"),
                        )
                    )
                if state is not False:
                    chosen += column.option.split("、")
            self._chosen(made, value, chosen, tuple((column, texts.get(column.at, "")) for column in group), said)

    def _chosen(
        self,
        made: Row,
        value: str,
        chosen: list[str],
        cells_: tuple[tuple[Column, str], ...],
        said: list[tuple[int, int, Said]],
    ) -> None:
        column = cells_[0][0]
        key = {"level.effective": "level"}.get(value, value)
        if key in {"audience", "mode", "level", "degree"}:
            key = f"scope.{key}"
        old = made.parts.get(key)
        if key == "scope.audience":
            self._audience(made, chosen, cells_, said, old)
            return
        if not chosen:
            if value != "stage":
                made.parts[key] = Part("" if value in {"mode", "degree"} else [], cells_, tuple(said))
            return
        if value == "mode" and len(chosen) > 1:
            made.notes.append("也可以依申请公开")
            said = [
                *said,
                (made.at, column.at, Said(doubts.DOUBTED, "主动公开和依申请公开都选了，取“主动公开”", "请核对原件")),
            ]
        several: Plain = [*dict.fromkeys(chosen)]
        one: Plain = chosen[0]
        made.parts[key] = Part(
            several if value in {"stage", "level", "level.effective", "channel"} else one, cells_, tuple(said)
        )

    def _audience(
        self,
        made: Row,
        chosen: list[str],
        cells_: tuple[tuple[Column, str], ...],
        said: list[tuple[int, int, Said]],
        old: Part | None,
    ) -> None:
        """全社会 by tick, a group by name; both at once is doubted."""
        column = cells_[0][0]
        if old and chosen and old.value != chosen[0]:
            made.notes.append(str(old.value))
            said = [
                *said,
                (
                    made.at,
                    column.at,
                    Said(doubts.DOUBTED, f"“全社会”和“{old.value}”都填了，取“全社会”，后者放进了说明", "请核对原件"),
                ),
            ]
        value = chosen[0] if chosen else (old.value if old else "")
        made.parts["scope.audience"] = Part(
            value, (*cells_, *(old.cells if old else ())), (*said, *(old.said if old else ()))
        )

    def _split(self, made: Row) -> Iterator[Row]:
        """A row for each stage it is of."""
        stage = made.parts.get("stage")
        if stage is None or not isinstance(stage.value, list) or not stage.value:
            yield made
            return
        if len(stage.value) > 1:
            column = stage.cells[0][0].at if stage.cells else 0
            names = "、".join(map(str, stage.value))
            self._tell(
                made.at,
                column,
                Said(
                    doubts.SPLIT_ROW,
                    f"一行写了{names}几个公开环节，每个环节各列了一条",
                    "请删去各条里不属于该环节的内容",
                ),
            )
        for each in stage.value:
            yield Row(
                made.at, {**made.parts, "stage": Part(each, stage.cells, stage.said)}, [*made.notes], made.continued
            )

    def _tell(self, row: int, column: int, said: Said) -> None:
        self.harvest.told.append(Told(self.grid, row, column, said))


_KEYS = {
    **{key: key for key in ("content", "owner", "deadline", "channel", "published")},
    "owner.verbatim": "owner",
    **{key: f"scope.{key}" for key in ("degree", "level", "note")},
}
"""Values of a row whose blank cell, in a table that gkcat built, says that there is nothing any more."""

_IDENTITY = {"item.id", "item.name", "item.group", "item.power_type", "item.power_code", "item.section", "department"}
_IDENTITY |= {"domain", "domain.id", "unit", "unit.id"}
_CLEARED = {"item.group", "item.power_code", "item.section", "item.basis", "withheld.reason", "withheld.basis"}
_DERIVED = {"item.stages", "item.channels", "item.openness", "item.link"}
_OF_ITEM = {
    *_IDENTITY,
    *_DERIVED,
    "item.basis",
    "withheld.reason",
    "withheld.basis",
    "number",
    "unit.link",
    "domain.link",
}


def _same_as(column: Column, above: str) -> Said:
    return Said(
        doubts.AS_ABOVE, f"“{column.head}”空着或者写“同上”，取了上一行的“{line(above)[:20]}”", "请核对是否确实相同"
    )


def _draft(value: str, text: str) -> Draft:
    draft = Draft()
    put = FIELDS[value].put
    if put:
        put(draft, tuple(tidy_line for tidy_line in text.split("\n") if tidy_line))
    return draft


def _put(value: str, text: str) -> Plain:
    draft = _draft(value, text)
    plain: Plain = next(iter((*draft.item.values(), *draft.withheld.values())), "")
    return plain


def _title(text: str) -> tuple[str, list[Said]]:
    """A name on one line, without the number before it."""
    plain = line(text)
    name = _GROUP_NUMBER.sub("", cells.unnumbered(plain)).removesuffix("（续）").strip(" 。；;")
    said = (
        [] if name == plain or not name else [Said(doubts.READ_SO, f"“{plain[:30]}”去掉了序号和标点，作“{name[:30]}”")]
    )
    return name or plain, said


def _power_type(text: str, catalog: Catalog) -> tuple[str, list[Said]]:
    options = tuple(catalog.power_type)
    near = {name.removeprefix("行政"): name for name in options if name.startswith("行政")} | {
        "其他": "其他行政权力",
        "其他权力": "其他行政权力",
        "其他职权": "其他行政权力",
    }
    found, said, left = cells.choice(text, options, {key: value for key, value in near.items() if value in options})
    if not found or left:
        return line(text), []
    if squeeze(text) != found[0]:
        said = [*said, Said(doubts.READ_SO, f"“{line(text)[:30]}”按“{found[0]}”理解")]
    return found[0], said


# ── cells of a disclosure: text → ({key: value}, said, what is left for the note) ────────────────────────────────────

Reading = tuple[dict[str, Plain], list[Said], str]
_Read = Callable[[str, Reader], Reading]


def _stage(text: str, reader: Reader) -> Reading:
    found, said, left = cells.choice(text, tuple(reader.catalog.stage))
    if not found and left:
        return {"stage": [line(text)]}, said, ""
    return ({"stage": list(found)} if found else {}), said, left


def _content(text: str, _: Reader) -> Reading:
    found, said = cells.entries(text)
    return {"content": list(found)}, said, ""


def _owner(text: str, reader: Reader) -> Reading:
    found, said = cells.owner(text, reader.catalog)
    return {"owner": found}, said, ""


def _deadline(text: str, _: Reader) -> Reading:
    found, said = cells.deadline(text)
    return {"deadline": found}, said, ""


def _channel(text: str, reader: Reader) -> Reading:
    found, said = cells.channels(text, reader.channels)
    return {"channel": list(found)}, said, ""


def _degree(text: str, _: Reader) -> Reading:
    found, left, said = cells.degree(text)
    return ({"scope.degree": found} if found else {}), said, left


def _mode(text: str, _: Reader) -> Reading:
    found, left, said = cells.mode(text)
    return ({"scope.mode": found} if found else {}), said, left


def _level(text: str, _: Reader) -> Reading:
    found, left, said = cells.levels(text)
    return ({"scope.level": list(found)} if found else {}), said, left


def _audience(text: str, _: Reader) -> Reading:
    found, said = cells.audience(text)
    return ({"scope.audience": found} if found else {}), said, ""


def _group(text: str, _: Reader) -> Reading:
    if cells.ticked(text) is False:
        return {}, [], ""
    found, said = cells.group(text)
    return {"scope.audience": found}, said, ""


def _scope(text: str, reader: Reader) -> Reading:
    """公开程度 in full: degree, audience, mode and levels, each on its line or between stops."""
    values: dict[str, Plain] = {}
    said: list[Said] = []
    rest: list[str] = []
    if cells.marked(text, ("全部公开", "部分公开", "不予公开", "主动公开", "依申请公开")):
        return _degree(text, reader)
    for each in re.split(r"[\n；;，,]+", tidy(text)):
        for read in (_mode, _level, _degree):
            found, more, left = read(each, reader)
            if found and not (left and read is not _degree):
                values |= found
                said += more
                rest += [left] if left else []
                break
        else:
            if re.search("社会|公众|群体|对象|群众", each):
                found, more, _ = _audience(each, reader)
                values |= found
                said += more
            elif each.strip():
                rest.append(line(each))
    return values, said, "；".join(rest)


def _line_of(key: str) -> _Read:
    def read(text: str, _: Reader) -> Reading:
        return {key: line(text)}, [], ""

    return read


def _day(text: str, _: Reader) -> Reading:
    day = cells.day(text)
    return ({"secrecy.on": day}, [], "") if day else ({}, [], line(text))


def _published(text: str, _: Reader) -> Reading:
    """A date and an address on each line."""
    made: list[Plain] = []
    for each in tidy(text).split("\n"):
        address = re.search(r"https?://\S+", each)
        day = cells.day(each.replace(address[0], "")) if address else ""
        if not address or not day:
            return {}, [], line(text)
        made.append({"on": day, "url": address[0]})
    return {"published": made}, [], ""


_READ: dict[str, _Read] = {
    "stage": _stage,
    "content": _content,
    "owner": _owner,
    "owner.verbatim": _owner,
    "deadline": _deadline,
    "channel": _channel,
    "degree": _degree,
    "scope": _scope,
    "mode": _mode,
    "level": _level,
    "level.effective": _level,
    "audience": _audience,
    "audience.group": _group,
    "note": _line_of("scope.note"),
    "secrecy.result": _line_of("secrecy.result"),
    "secrecy.by": _line_of("secrecy.by"),
    "secrecy.on": _day,
    "published": _published,
}
