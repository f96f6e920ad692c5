"""The rows of a table below its head → items with their disclosures.

The one rule: a row is read in the light of those above it: what they say, and what lines over the table say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gkcat import doubts
from gkcat.book import ROW_ID, mark, unsealed
from gkcat.grid import Grid
from gkcat.importing import marks, values
from gkcat.importing.cells import DERIVED, IDENTITY, OF_ITEM, bare_title, by_stage, read_item, read_row
from gkcat.importing.found import Found, Harvest, Part, Row, Told
from gkcat.importing.head import Column, Head, head_words, numbers_columns, repeats_head
from gkcat.importing.readings import Known
from gkcat.importing.text import Said, is_as_above, is_nothing, line, squeeze

CONTINUED = "续"
"""Below the number of a row that goes on from the page before, in documents that gkcat built."""

_REMARK = re.compile(
    r"[（(【\[]?(?:备注|注[：:0-9一二三四五]|附?注[：:]|说明[：:]|填表说明|填报说明|填报(?:单位|人|时间|日期)|联系(?:人|电话)|审核人?[：:]|制表|审批人"
    r"|单位(?:负责人|[（(]盖章)|★|※|\*|标准目录要素说明|要素说明|本目录|以上|“?■|“?[●□〇])"
)
_LONGEST_GROUP = 40  # characters; a longer line over the whole table is a remark
_REMARK_PARTS = 4  # different texts of a row of signatures: 填报人, 审核人, 联系电话, 日期
_LONGEST_DITTO = 20  # characters, blanks included
_FULL = 8  # different texts, more than a title or a line over the table has
_FILLED = ("owner", "owner.verbatim", "deadline", "channel", "stage", "scope", "degree", "audience", "audience.group")
_FILLED_TICKS = ("audience", "mode", "level", "level.effective", "stage", "degree", "channel")
_BLANK_IS_SAME = {*_FILLED, *_FILLED_TICKS, "item.basis"}
_SPREAD = {"domain", "domain.id", "unit", "unit.id"}


class Reader:
    """Reads the rows of a grid one after the other; what stands above is remembered."""

    def __init__(self, grid: Grid, head: Head, known: Known) -> None:
        """Begin with a grid and its head."""
        self.grid = grid
        self.head = head
        self.known = known
        self.harvest = Harvest()
        self.above: dict[int, str] = {}
        self.group = self.stage = self.domain = ""
        self.last: Found | None = None
        self.pending: tuple[Grid, int, str] | None = None  # a line over the table that may be a group or a remark
        self.words = head_words(grid, head)
        self.titles = set(map(squeeze, head.titles))
        self.of_name, self.of_group = self._at("item.name"), self._at("item.group")
        self.by_row = not head.has("item.id")
        self.of_id = self._at(ROW_ID if self.by_row else "item.id")
        self.own = grid.ours or bool(head.layout and self.of_id >= 0)  # gkcat wrote it: a blank is a blank
        self.items: dict[str, Found] = {}  # of a table of our own, by id and by name
        self.seen: set[str] = set()  # ids of rows
        self.marks: frozenset[str] = frozenset()  # of the row's cells when the form was made
        self.place = 0
        self.of_item = [column for column in head.columns if column.value in OF_ITEM - DERIVED]
        stages = dict.fromkeys(column.stage for column in head.columns if column.stage)
        self.sides = {stage: [each for each in head.columns if each.stage in {"", stage}] for stage in stages}

    def _at(self, value: str) -> int:
        return next((column.at for column in self.head.columns if column.value == value), -1)

    def go_on(self, grid: Grid, start: int = 0) -> Harvest:
        """Read a grid from a row on that goes on where the last one ended, as tables do that are cut at pages."""
        self.grid, self.harvest = replace(grid, caption=grid.caption or self.grid.caption), Harvest()
        return self.read(start)

    def read(self, start: int) -> Harvest:
        """All rows from ``start`` on."""
        for row in range(start, len(self.grid.rows)):
            texts = dict.fromkeys(text for text in self.grid.rows[row] if text.strip())
            if len(texts) > _FULL and squeeze(next(iter(texts))) not in self.titles:
                said = set(texts)  # neither a title nor a line over the table: nothing more is asked of it
            else:
                said = set(map(squeeze, texts))
            if (
                repeats_head(self.grid, row, self.head, self.words)
                or numbers_columns(self.grid, row)
                or said <= self.titles  # the title again, at the top of a page
            ):
                continue
            if not self._banner(row, said):
                self._row(row)
        self._loose_end()
        return self.harvest

    def _loose_end(self) -> None:
        """A line over the table with nothing below it is a remark."""
        if self.pending:
            self.harvest.remarks.append(self.pending)
        self.pending = None

    def _tell(self, row: int, column: int, said: Said) -> None:
        self.harvest.told.append(Told(self.grid, row, column, said))

    # ── rows of one text ─────────────────────────────────────────────────────

    def _banner(self, row: int, said: set[str]) -> bool:
        """Take a row that is no item: a stage, domain or group over those below, or a remark."""
        texts = self.grid.rows[row]
        first = next((at for at, text in enumerate(texts) if text.strip()), 0)
        text = line(texts[first])
        wide = sum(bool(each.strip()) for each in texts) > max(1, self.grid.width // 3)
        edge = first in {0, self._at("number")}
        if _REMARK.match(text) and len(said) <= _REMARK_PARTS and (len(said) > 1 or wide or edge):
            whole = "；".join(dict.fromkeys(line(each) for each in texts if each.strip()))
            self.harvest.remarks.append((self.grid, row, whole))
            return True
        if len(said) != 1 or not (wide or (first < max(1, self.of_name) and first != self.of_group)):
            return False
        self._over(row, first, text)
        return True

    def _over(self, row: int, column: int, text: str) -> None:
        """A line over the rows below."""
        name = bare_title(text)
        stages, _, _ = values.choice(name, tuple(self.known.catalog.stage))
        domains = self.known.catalog.domains
        domain = next((each for each in domains if name.removesuffix("领域") in {each.name, each.id}), None)
        self._loose_end()
        if len(stages) == 1:
            self.stage = stages[0]
            self._tell(row, column, Said(doubts.READ_SO, f"以下各行的公开环节按“{stages[0]}”理解"))
        elif domain:
            self.domain, self.stage = domain.id, ""
            self._tell(row, column, Said(doubts.READ_SO, f"以下各行归入“{domain.name}”领域"))
        elif len(text) <= _LONGEST_GROUP and self.of_group < 0 and row + 1 < len(self.grid.rows):
            self.group, self.pending = name, (self.grid, row, text)
        else:
            self.harvest.remarks.append((self.grid, row, text))

    # ── rows ─────────────────────────────────────────────────────────────────

    def _row(self, row: int) -> None:
        cells = self.grid.rows[row]
        texts = {column.at: cells[column.at] for column in self.head.columns if column.at < len(cells)}
        if self._goes_on(row, texts):
            return
        self.marks = frozenset()
        if self.by_row and self.of_id in texts:
            texts[self.of_id], self.marks = unsealed(texts[self.of_id].strip())
        untouched = self._untouched(texts)
        same = self._of_form(row, texts) if self.own and self.of_id >= 0 else self._same_item(row, texts)
        if self.pending and same is None:
            self._tell(self.pending[1], 0, Said(doubts.READ_SO, f"以下各行的一级事项按“{self.group}”理解", "请核对"))
            self.pending = None
        filled = self._filled(row, texts, same=same is self.last and self._leaves_name_out(row, texts))
        if same is None:
            same = self._item(row, filled)
            self.harvest.found.append(same)
            self.items.setdefault(same.text("id"), same)
            self.items.setdefault(_named(same.text("name")), same)
        else:
            self._more_of_item(same, row, filled)
        rows = self._rows(row, filled, exact=same.exact)
        for each in rows:
            each.place, each.marks, each.untouched = self.place, self.marks, untouched and bool(self.marks)
        same.marks |= self.marks
        same.rows += rows
        self.last, self.above = same, filled

    def _untouched(self, texts: Mapping[int, str]) -> bool:
        """Whether all cells are as they were when the form was made."""
        told = (column for column in self.head.columns if column.value and column.value not in DERIVED)
        return all(mark(column.value, column.option, texts.get(column.at, "")) in self.marks for column in told)

    def _goes_on(self, row: int, texts: Mapping[int, str]) -> bool:
        """Join a row that goes on from the page before, in a document that gkcat built."""
        number = texts.get(0, "").split("\n")
        if not self.own or CONTINUED not in {number[0], number[-1]} or self.last is None or not self.last.rows:
            return False
        joined = {
            at: text if at == 0 or texts.get(at, "") in {"", text} else f"{text}\n{texts[at]}"
            for at, text in self.above.items()
        }
        again = self._rows(row, joined, exact=self.last.exact)
        for each in again:
            each.continued = True
        self.last.rows[-len(again) :] = again
        if len(self.last.rows) == len(again):
            self.last.parts, self.last.continued = self._item(row, joined).parts, True
        self.above = joined
        self._tell(row, 0, Said(doubts.READ_SO, "接上一页的一行，与上一行合为一条"))
        return True

    def _ditto(self, text: str) -> bool:
        """Whether a cell says that it is as the one above; in a table of our own a “ may be all of a note."""
        return is_as_above(text) and ("同" in text or not self.own)

    # ── whose row it is ──────────────────────────────────────────────────────

    def _of_form(self, row: int, texts: dict[int, str]) -> Found | None:
        """The item of a row of a table that gkcat wrote: by its id, wherever it was sorted to, else by its name.

        A row that was copied and given another name is a new item's; ``texts`` then has no id any more.
        """
        name = _named(texts.get(self.of_name, ""))
        name_of_row = squeeze(texts.get(self.of_id, ""))
        item, _, place = name_of_row.partition(".")[2].partition("#") if self.by_row else (name_of_row, "", "")
        copied = bool(place) and name_of_row in self.seen
        self.seen.add(name_of_row)
        self.marks = frozenset() if copied else self.marks
        self.place = int(place) if place.isdecimal() and not copied else 0
        same = self.items.get(item) if item else None
        if same and copied and name != _named(same.text("name")):
            texts[self.of_id] = ""
            return self.items.get(name)
        if same and name and name != _named(same.text("name")):
            message = f"同一个事项各行的名称不一样，取先写的“{same.text('name')}”"
            self._tell(row, self.of_name, Said(doubts.DOUBTED, message, "请改成一样"))
        if item:
            return same
        return self.items.get(name) if name and not self._ditto(name) else self.last

    def _same_item(self, row: int, texts: Mapping[int, str]) -> Found | None:
        """The item above a row, if the row is a further one of it."""
        if self.last is None or self.of_name < 0:
            return None
        if self.of_id >= 0 and squeeze(texts.get(self.of_id, "")):
            same = squeeze(texts[self.of_id]) == squeeze(self.above.get(self.of_id, ""))
        elif self._leaves_name_out(row, texts):
            same = not self._differs(texts, self.of_group)
        else:
            name, above = texts.get(self.of_name, ""), self.above.get(self.of_name, "")
            same = _named(name) == _named(above) and not any(
                self._differs(texts, column.at) for column in self.head.columns if column.value in IDENTITY
            )
        return self.last if same else None

    def _leaves_name_out(self, row: int, texts: Mapping[int, str]) -> bool:
        """Whether a further row of an item does not say its name again: then what else it leaves out is as above."""
        name = texts.get(self.of_name, "")
        start = self.grid.covered.get((row, self.of_name), (row, 0))[0]
        return not squeeze(name) or self._ditto(name) or self.head.last <= start < row

    def _differs(self, texts: Mapping[int, str], column: int) -> bool:
        """Whether a column says something else than above."""
        text = squeeze(texts.get(column, "")) if column >= 0 else ""
        return bool(text) and not self._ditto(text) and text != squeeze(self.above.get(column, ""))

    # ── what a blank means ───────────────────────────────────────────────────

    def _filled(self, row: int, texts: Mapping[int, str], *, same: bool) -> dict[int, str]:
        """The row's texts, with those above where a cell says so or, within an item, is blank."""
        filled = dict(texts)
        for column in self.head.columns:
            text, above = texts.get(column.at, ""), self.above.get(column.at, "")
            if text and len(text) <= _LONGEST_DITTO and self._ditto(text):
                filled[column.at] = above
                self._tell(row, column.at, _same_as(column, above))
            elif not squeeze(text) and squeeze(above) and self._takes_above(column, texts, same=same):
                filled[column.at] = above
                if not column.option or marks.ticked(above):
                    self._tell(row, column.at, _same_as(column, above))
        return filled

    def _takes_above(self, column: Column, texts: Mapping[int, str], *, same: bool) -> bool:
        """Whether a blank cell means the cell above: of the item always, of a row within one item, never in our own."""
        if self.own:
            return same and column.value in IDENTITY
        if column.value in _SPREAD or (column.value == "item.group" and self.last):
            return True
        if not same:
            return False
        if column.option:
            return column.value in _FILLED_TICKS and not self._family_says(column, texts)
        if column.value in {"audience", "audience.group"}:
            return column.value == "audience" and not self._family_says(column, texts)
        return column.value in _BLANK_IS_SAME or column.value in IDENTITY

    def _family_says(self, column: Column, texts: Mapping[int, str]) -> bool:
        """Whether any column of the same value says something: then a blank is a choice not made."""
        family = column.value.split(".")[0]
        return any(squeeze(texts.get(each.at, "")) for each in self.head.columns if each.value.split(".")[0] == family)

    # ── items ────────────────────────────────────────────────────────────────

    def _item(self, row: int, texts: Mapping[int, str]) -> Found:
        exact = self.own and (self.of_id < 0 or bool(squeeze(texts.get(self.of_id, ""))))
        found = Found(self.grid, row, self.head, exact, self.domain)
        read_item(found, self.head.columns, texts, self.known, self._tell)
        self._name(found, row)
        if self.group and "group" not in found.parts and self.of_group < 0:
            found.parts["group"] = Part(self.group)
        return found

    def _name(self, found: Found, row: int) -> None:
        """An item without a name of its own has its group's; one cell over both levels is a name."""
        group, name = found.parts.get("group"), found.parts.get("name")
        if not group or not group.value:
            return
        if name and self.grid.covered.get((row, self.of_name)) == (row, self.of_group):
            del found.parts["group"]
        elif not name:
            found.parts["name"] = Part(group.value, group.cells)
            del found.parts["group"]
            message = f"没有二级事项，事项名称用了一级事项“{group.value}”"
            self._tell(row, max(0, self.of_name), Said(doubts.READ_SO, message, "请核对"))

    def _more_of_item(self, found: Found, row: int, texts: Mapping[int, str]) -> None:
        """What a further row of an item says of the item itself: more of its basis, or what the first row left out."""
        if found is self.last and all(texts.get(each.at) == self.above.get(each.at) for each in self.of_item):
            return
        for key, part in self._item(row, texts).parts.items():
            old = found.parts.get(key)
            if old is None or (found.exact and not old.value):
                found.parts[key] = part
            elif key == "basis" and isinstance(old.value, list) and isinstance(part.value, list):
                merged = [*dict.fromkeys([*old.value, *part.value])]
                if merged != old.value:
                    found.parts[key] = Part(merged, (*old.cells, *part.cells), (*old.said, *part.said))

    # ── disclosures ──────────────────────────────────────────────────────────

    def _rows(self, row: int, texts: Mapping[int, str], *, exact: bool) -> list[Row]:
        """The disclosures of a row: one, or one for each stage side by side, or for each stage chosen."""
        if not self.sides:
            made = read_row(Row(self.grid, row), self.head.columns, texts, self.known, self._tell, exact=exact)
            if self.stage:
                made.parts.setdefault("stage", Part(self.stage))
            return [*by_stage(made, self._tell)]
        return [*self._side_by_side(row, texts, exact=exact)]

    def _side_by_side(self, row: int, texts: Mapping[int, str], *, exact: bool) -> Iterator[Row]:
        for stage, columns in self.sides.items():
            own = [texts.get(column.at, "") for column in columns if column.stage]
            if any(squeeze(text) and not is_nothing(text) for text in own):
                made = read_row(Row(self.grid, row), columns, texts, self.known, self._tell, exact=exact)
                made.parts["stage"] = Part(stage)
                yield made


def _named(name: str) -> str:
    return squeeze(name).removesuffix("（续）")


def _same_as(column: Column, above: str) -> Said:
    message = f"“{column.head}”空着或者写“同上”，取了上一行的“{line(above)[:20]}”"
    return Said(doubts.AS_ABOVE, message, "请核对是否确实相同")
