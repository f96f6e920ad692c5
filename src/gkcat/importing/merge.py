"""Items that were found → the unit's file of a domain, as it would be.

The one rule: of an item that is there already only what the table says otherwise changes; cells that say just what
`gkcat build` would write for the file say nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gkcat import doubts
from gkcat.book import cell_lines
from gkcat.doubts import tell, whole
from gkcat.fields import FIELDS, Line
from gkcat.finding import Finding, Where
from gkcat.importing import marks
from gkcat.importing.around import TO_FILL, Around, Mapped
from gkcat.importing.found import Found, Part, Row, Told
from gkcat.importing.head import Column
from gkcat.importing.ids import Ids
from gkcat.importing.match import match_items, pair_rows
from gkcat.importing.plain import as_short, copied, equal, filled, plain_of, scope_of, seal_of, secrecy_of
from gkcat.importing.since import Since
from gkcat.importing.text import Said, line, squeeze
from gkcat.model import MODES, PUBLIC, Disclosure, Entry
from gkcat.revision import revised
from gkcat.source import MAX_BYTES, Plain, parse
from gkcat.unit import read_items

_NEW = b"# yaml-language-server: $schema=../../schema/items.schema.json\n"
_SHOWN = 5  # names that a list of items gives before 等


@dataclass
class Merger:
    """Merges items into the file of a domain; what there is to say gathers in ``told`` and ``said``."""

    around: Around
    domain: str
    ids: Ids
    prune: bool = field(kw_only=True)
    told: list[Told] = field(default_factory=list)
    said: list[Finding] = field(default_factory=list)

    @cached_property
    def since(self) -> Since:
        """What was changed since the forms were made."""
        return Since(self.around, self.told)

    @property
    def path(self) -> str:
        """The file's path from the root."""
        return f"units/{self.around.unit.id}/{self.domain}.yaml"

    def merge(self, found: Sequence[Found], remarks: Sequence[str]) -> tuple[bytes | None, list[Finding]]:
        """The file as it would be, ``remarks`` as comments at its end; None with the findings when it can't be."""
        old = self.around.files.get(self.path, b"")
        plain, wrong = self._plain(old)
        if plain is None:
            return None, wrong
        before = copied(plain)
        items = plain["items"]
        if isinstance(items, list):
            plain["items"] = self._items(found, items, plain.get("defaults"))
            self.said += self.since.said(self.path)
        if self.prune and self.since.outdated:
            fault = "填报表做出以后文件改过，加 --prune 会删去后来添的内容，没有导入"
            return None, [tell(doubts.BLOCKED, whole(self.path), fault, "请用新做的填报表，或者不加 --prune")]
        remarks = [*remarks, *self._loose_notes(found, old)]
        if plain == before and old and not remarks:
            return old, []
        new, wrong = revised(self.path, old, plain, remarks)
        if new is None:
            return None, wrong
        return self._checked(new if old.strip() else _NEW + new, plain)

    def _checked(self, data: bytes, plain: Plain) -> tuple[bytes | None, list[Finding]]:
        """The file, if its items fit the contract; ``plain`` is what `revised` has read from it again."""
        _, wrong, _ = read_items(self.path, plain)
        fault, cure = "写出的内容不合规定，没有导入", "请按上面的提示改表格后再导入"
        if len(data) > MAX_BYTES:
            fault, cure = "写出的文件超过四兆字节，没有导入", "请分领域导入"
        elif not wrong:
            return data, []
        return None, [*wrong, tell(doubts.BLOCKED, whole(self.path), fault, cure)]

    def _plain(self, old: bytes) -> tuple[Mapped | None, list[Finding]]:
        """The file as it is; None with the findings when not all of it can be read."""
        if not old.strip():
            return {"domain": self.domain, "items": []}, []
        plain, wrong = parse(self.path, old)
        wrong += read_items(self.path, plain)[1] if plain is not None else []
        if isinstance(plain, dict) and not wrong:
            plain["items"] = plain.get("items") or []
            return plain, []
        message = "要写入的文件有错，读不下去，没有导入"
        return None, [*wrong, tell(doubts.BLOCKED, whole(self.path), message, "请先改正这个文件，再导入")]

    def _loose_notes(self, found: Sequence[Found], old: bytes) -> Iterator[str]:
        """Notes of rows that disclose nothing, which so could have none, as comments."""
        there = ""
        for each in found:
            notes = [note for row in each.rows if not row.says for note in row.notes]
            if not notes:
                continue
            remark = re.sub("gkcat\\s*:", "gkcat：", f"{each.text('name')}：{'；'.join(notes)}")
            there = there or squeeze(old.decode("utf-8", "replace"))
            if squeeze(remark) not in there:
                yield line(remark)

    def _items(self, found: Sequence[Found], items: list[Plain], defaults: Plain | None) -> list[Plain]:
        """The list of items with what was found: in their places those that were there, at the end the new ones."""
        entries = [entry for entry in self.around.unit.entries if entry.path == self.path]
        matched = match_items(found, entries, self.told)
        new = list(items)
        near = [entry.item.id for entry in entries]
        usual = defaults if isinstance(defaults, dict) else {}
        ours = any(found[at].marks and found[at].text("id") == entry.item.id for at, entry in matched.items())
        for at, each in enumerate(found):
            entry = matched.get(at)
            raw = items[entry.index] if entry else None
            if entry is not None and isinstance(raw, dict):
                new[entry.index] = self._old_item(each, entry, raw, usual)
            elif not self.since.is_gone(each, ours=ours):
                new.append(self._new_item(each, near, usual))
        return self._left(new, entries, {entry.index for entry in matched.values()})

    def _left(self, items: list[Plain], entries: Sequence[Entry], seen: set[int]) -> list[Plain]:
        """Say or drop the items that the table does not have."""
        left = [entry for entry in entries if entry.index not in seen]
        if not left:
            return items
        names = "、".join(entry.item.name for entry in left[:_SHOWN]) + ("等" if len(left) > _SHOWN else "")
        if not self.prune:
            message = f"原有的 {len(left)} 个事项表里没有，照旧保留：{names}"
            self.said.append(tell(doubts.ABSENT, left[0].where, message, "确实取消的，加 --prune 再导入，或者手工删去"))
            return items
        ids = "、".join(entry.item.id for entry in left)
        message, cure = f"表里没有的 {len(left)} 个事项删去了：{names}", f"请用 gkcat retire 登记它们的编号：{ids}"
        self.said.append(tell(doubts.PRUNED, whole(self.path), message, cure))
        gone = {entry.index for entry in left}
        return [item for at, item in enumerate(items) if at not in gone]

    # ── new items ────────────────────────────────────────────────────────────

    def _new_item(self, found: Found, near: Sequence[str], defaults: Mapped) -> Plain:
        item: Mapped = {"id": self._new_id(found, near), "name": found.text("name") or TO_FILL}
        if item["name"] == TO_FILL:
            self._tell(found, found, Said(doubts.TO_FILL, "没有事项名称，先写作“待定”", "请补上"))
        held: Mapped = {}
        for key, part in found.parts.items():
            self.told += part.said
            if key.startswith("withheld."):
                held |= {key.removeprefix("withheld."): part.value} if part.value else {}
            elif key not in {"id", "name"} and part.value:
                item[key] = part.value
        if "power_type" not in item:
            item["power_type"] = self._power_type(found)
        rows: list[Plain] = [self._new_row(found, row, item, defaults) for row in found.rows if row.says]
        if held:
            item["withheld"] = held
        if rows and not (held and not any("content" in row.parts for row in found.rows)):
            item["disclosures"] = rows
        return item

    def _new_id(self, found: Found, near: Sequence[str]) -> str:
        given = found.text("id")
        if given and self.ids.claim(given):
            return given
        name = self.ids.new(self.domain, near)
        if given:
            column = found.parts["id"].cells[0][0].at
            message = f"编号“{given}”不能用（写法不对、已有别的事项用或者已经撤销），改为 {name}"
            self.told.append(Told(found.grid, found.at, column, Said(doubts.BAD_ID, message, "请核对")))
        return name

    def _power_type(self, found: Found) -> str:
        """By the unit's list of powers, else by a sure word of the group or the name; 待定 if by neither."""
        name, group = found.text("name"), found.text("group")
        power = next((each for each in self.around.unit.powers if squeeze(each.name) == squeeze(name)), None)
        guess = power.type if power else _sure(self.around.synonyms.power_types, group, name)
        if guess in self.around.catalog.power_type:
            how = "权责清单中的同名事项" if power else "事项的名称"
            self._tell(found, found, Said(doubts.INFERRED, f"没有权力类型，按{how}定为“{guess}”", "请核对"))
            return guess
        self._tell(found, found, Said(doubts.TO_FILL, "没有权力类型，先写作“待定”", "请补上权力类型（power_type）"))
        return TO_FILL

    def _new_row(self, found: Found, row: Row, item: Mapped, defaults: Mapped) -> Plain:
        made: Mapped = {}
        parts: dict[str, Mapped] = {"scope": {}, "secrecy": {}}
        for key, part in row.parts.items():
            self.told += part.said
            if part.value:
                holder, _, name = key.partition(".")
                (parts[holder] if name else made)[name or key] = part.value
        notes, scope, secrecy = [*row.notes], parts["scope"], parts["secrecy"]
        if set(secrecy) == {"result", "by", "on"}:
            made["secrecy"] = secrecy
        elif secrecy:
            notes.append("保密审查：" + "、".join(map(str, secrecy.values())))
            message, cure = "保密审查没有写全，放进了说明", "请写明审查结论、审查机构和审查日期"
            self._tell(found, row, Said(doubts.NOT_UNDERSTOOD, message, cure))
        elif defaults.get("secrecy") and found.head.has("secrecy.result"):
            # The file's defaults would say that a row has been reviewed which nobody has.
            message, cure = (
                "保密审查空着，导入后按文件开头的通用填写，算作已经审查",
                "还没有审查的，请先审查，再写明结论",
            )
            self._tell(found, row, Said(doubts.DOUBTED, message, cure))
        if "stage" not in made:
            made["stage"] = self._stage(found, row, item)
        self._without_column(found, row, made, scope, defaults)
        _note(scope, notes)
        if scope and "degree" not in scope:
            scope["degree"] = "全部公开"
        if scope:
            made["scope"] = self._short(scope, exact=found.exact)
        return {key: value for key, value in made.items() if key == "stage" or not equal(defaults.get(key), value)}

    def _without_column(self, found: Found, row: Row, made: Mapped, scope: Mapped, defaults: Mapped) -> None:
        """What the table has no column for: degree and owner have a usual answer, deadline and channel have none."""
        if found.exact:
            return
        has = found.head.has
        if not (has("degree") or has("scope") or "scope" in defaults):
            scope["degree"] = "全部公开"
            said = Said(doubts.INFERRED, "没有公开程度，按“全部公开”理解", "部分公开的，请改正")
            self._tell(found, row, said)
        label = self.around.unit.label
        if not (has("owner") or has("owner.verbatim") or "owner" in defaults):
            made["owner"] = label
            self._tell(found, row, Said(doubts.INFERRED, f"没有责任主体，按本单位“{label}”理解", "请核对"))
        for key, title in (("deadline", "规定时限"), ("channel", "公开方式")):
            if not has(key) and key not in defaults:
                said = Said(doubts.TO_FILL, f"表里没有{title}一栏", f"请补上{title}（{key}）")
                self._tell(found, row, said)

    def _stage(self, found: Found, row: Row, item: Mapped) -> str:
        """By a sure word of the group or the name; 待定 if there is none."""
        guess = _sure(self.around.synonyms.stages, str(item.get("group", "")), str(item["name"]))
        if guess in self.around.catalog.stage:
            self._tell(found, row, Said(doubts.INFERRED, f"没有公开环节，按事项的名称定为“{guess}”", "请核对"))
            return guess
        self._tell(found, row, Said(doubts.TO_FILL, "没有公开环节，先写作“待定”", "请补上公开环节（stage）"))
        return TO_FILL

    @property
    def _own_level(self) -> str:
        return self.around.catalog.head.jurisdiction.level if self.around.catalog.head else ""

    def _short(self, scope: Mapped, *, exact: bool = True) -> Plain:
        """公开程度 without what goes without saying."""
        usual: Mapped = {"audience": PUBLIC, "mode": MODES[0]}
        if not exact:
            usual["level"] = [self._own_level]
        made = {key: value for key, value in scope.items() if value and usual.get(key) != value}
        return str(made["degree"]) if made.keys() == {"degree"} else made

    # ── items that are there ─────────────────────────────────────────────────

    def _old_item(self, found: Found, entry: Entry, raw: Mapped, defaults: Mapped) -> Plain:
        """The item as it was but for what the table says otherwise."""
        item: Mapped = copied(raw)
        at = self._line(entry, None)
        for key, part in found.parts.items():
            if key == "id" or self._stands(part, at, continued=found.continued):
                continue
            holder, _, name = key.rpartition(".")
            held = item.get(holder) if holder else item
            inner = held if isinstance(held, dict) else {}
            if equal(inner.get(name), part.value) or self.since.keeps(found, found, part, at):
                continue
            self.told += part.said
            if part.value:
                inner[name] = part.value
            elif name not in {"name", "power_type"}:
                inner.pop(name, None)
            if holder and inner:
                item[holder] = inner
            elif holder:
                item.pop(holder, None)
        if found.head.has("content"):
            self._old_rows(found, entry, item, defaults)
        return item

    def _old_rows(self, found: Found, entry: Entry, item: Mapped, defaults: Mapped) -> None:
        """The disclosures, new ones behind those they follow; those the table does not have are said or dropped."""
        listed = item.get("disclosures", [])
        raws = listed if isinstance(listed, list) else []
        old = entry.item.disclosures
        rows = [row for row in found.rows if row.says]
        lines = [self._line(entry, each) for each in old]

        def stands(row: Row, at: int, key: str) -> bool:
            parts = [row.parts[key]] if key else row.parts.values()
            return all(self._stands(part, lines[at]) for part in parts)

        def was(row: Row, at: int) -> bool:
            return self.since.was_content(found, row, lines[at])

        pairs = pair_rows(rows, old, stands, was)
        made: dict[int, list[Plain]] = {}
        after = -1
        for place, row in enumerate(rows):
            at = pairs.get(place, -1)
            raw = raws[at] if at >= 0 else None
            if isinstance(raw, dict):
                after = max(after, at)
                raws[at] = self._old_row(found, row, entry, at, raw)
            elif row.untouched:
                self.since.gone.append(entry.item.name)
            else:
                made.setdefault(after, []).append(self._new_row(found, row, item, defaults))
        kept = [*made.get(-1, [])]
        for at, raw in enumerate(raws):
            kept += [raw] if at in pairs.values() or not self.prune else []
            kept += made.get(at, [])
        if kept or "disclosures" in item:
            item["disclosures"] = kept
        self._rows_left(found, entry, [at for at in range(len(raws)) if at not in pairs.values()])

    def _rows_left(self, found: Found, entry: Entry, left: Sequence[int]) -> None:
        if left:
            where = Where(entry.path, ("items", entry.index, "disclosures", left[0]))
            kind, done = (doubts.PRUNED, "删去了") if self.prune else (doubts.ABSENT, "照旧保留")
            message = f"“{entry.item.name}”原有的 {len(left)} 条公开内容表里没有，{done}"
            self.said.append(tell(kind, where, message, f"请与表格第 {found.grid.number(found.at)} 行核对"))

    def _old_row(self, found: Found, row: Row, entry: Entry, number: int, raw: Mapped) -> Plain:
        """The disclosure as it was but for what the table says otherwise."""
        old = entry.item.disclosures[number]
        at = self._line(entry, old)
        inherited = entry.inherited[number] if entry.inherited else frozenset()
        made: Mapped = copied(raw)
        parts = {"scope": scope_of(old.scope), "secrecy": secrecy_of(old)}
        was = copied(parts)
        for key, part in row.parts.items():
            holder, _, name = key.partition(".")
            target = parts[holder] if name else made
            now = target.get(name) if name else made.get(key, plain_of(old, key))
            usual = name in {"audience", "mode"} and not part.value
            usual = usual or (name == "level" and not now and not found.exact and part.value == [self._own_level])
            if usual or equal(now, part.value) or self._stands(part, at, continued=row.continued):
                continue
            if self.since.keeps(found, row, part, at):
                continue
            self.told += part.said
            if part.value or key in inherited or name:
                target[name or key] = as_short(part.value, target.get(name or key))
            else:
                made.pop(key, None)
        _note(parts["scope"], row.notes)
        scope, secrecy = filled(parts["scope"]), filled(parts["secrecy"])
        if scope != was["scope"]:
            made["scope"] = self._short({"degree": "全部公开", **scope})
        if secrecy != was["secrecy"] and secrecy.keys() == {"result", "by", "on"}:
            made["secrecy"] = secrecy | seal_of(old)
        return made

    # ── what is as it was ────────────────────────────────────────────────────

    def _line(self, entry: Entry, disclosure: Disclosure | None) -> Line:
        domain = self.around.catalog.domain.get(self.domain)
        return Line(self.around.catalog, 0, self.around.unit, domain, entry, disclosure)

    def _stands(self, part: Part, at: Line, *, continued: bool = False) -> bool:
        """Whether the cells of a part say just what `gkcat build` would write for what is in the file."""
        return bool(part.cells) and all(
            self._is_as_built(column, text, at, continued=continued) for column, text in part.cells
        )

    def _is_as_built(self, column: Column, text: str, at: Line, *, continued: bool) -> bool:
        value = FIELDS[column.value].get(at)
        lines = cell_lines(value)
        if column.option:
            wanted = column.option.split("、")
            return bool(marks.ticked(text)) == all(
                any(each == one or each.startswith(f"{one}：") for each in lines) for one in wanted
            )
        said = [*filter(None, map(squeeze, text.split("\n")))]
        built = [*filter(None, (squeeze(each) for one in lines for each in one.split("\n")))]
        if said == built or (continued and "".join(said) == "".join(built)):
            return True
        channels = self.around.known.channels
        if column.value == "channel" and marks.marked(text, channels):
            return set(marks.channels(text, channels)[0]) == set(lines)
        return False

    # ── saying ───────────────────────────────────────────────────────────────

    def _tell(self, found: Found, at: Found | Row, said: Said) -> None:
        column = next((each.at for each in found.head.columns if each.value == "item.name"), 0)
        self.told.append(Told(at.grid, at.at, column, said))


# ── values ───────────────────────────────────────────────────────────────────


def _note(scope: Mapped, notes: Sequence[str]) -> None:
    """Put into the note what has no other home."""
    note = str(scope.get("note", ""))
    missing = [each for each in dict.fromkeys(notes) if squeeze(each) not in squeeze(note)]
    if missing:
        scope["note"] = "；".join(filter(None, (note, *missing)))


def _sure(guesses: Mapping[str, tuple[str, ...]], *texts: str) -> str:
    """What the words of a group or name leave no doubt of; nothing if they speak of two things."""
    for text in texts:
        found = [value for value, known in guesses.items() if any(word in text for word in known)]
        if len(found) == 1:
            return found[0]
    return ""
