"""A table from outside → the unit's YAML, as it would be: `gkcat import`.

The one rule: all or nothing: what comes out was read again and is sound, and whatever stood in the files and is not in
the table stays, comments and all, unless pruning was asked for.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from gkcat import doubts
from gkcat.book import Ticks, cell_lines
from gkcat.catalog import Catalog
from gkcat.cells import Said, channel_names, channels, line, marked, squeeze, ticked
from gkcat.columns import Column, Head, Words, bare, find_head, read_synonyms, words
from gkcat.doubts import tell, whole
from gkcat.finding import Finding, Where
from gkcat.formatting import revised
from gkcat.grid import Grid
from gkcat.layout import FIELDS, Layout, Line, read_layout
from gkcat.model import MODES, PUBLIC, Disclosure, Entry, Item, Scope, Unit
from gkcat.pipeline import begin, load_catalog
from gkcat.readers import read
from gkcat.rows import Found, Harvest, Part, Reader, Row, Told, findings
from gkcat.source import MAX_BYTES, Plain, parse
from gkcat.unit import read_unit
from gkcat.workspace import DEFAULTS, Workspace

Files = dict[str, bytes]
Mapped = dict[str, Plain]

TO_FILL = "待定"
"""What stands where the contract wants a word and the table has none: `gkcat validate` does not let it pass."""


def import_file(  # noqa: PLR0913 - a choice has as many parts as it has
    workspace: Workspace,
    file: Path,
    unit: str,
    *,
    domain: str = "",
    sheet: str = "",
    table: int = 0,
    prune: bool = False,
) -> tuple[Files, list[Finding]]:
    """Read a file's tables as items of a unit: the unit's files as they would be, by path, and what there is to say.

    ``domain``: its id, where the table does not tell, and the only one wanted. ``sheet``, ``table`` (from 1): only
    this one. ``prune``: what is not in the table goes. With a finding of severity error there are no files.
    """
    grids, said = read(file)
    around, wrong = _around(workspace, unit, domain)
    if around is None or any(each.severity == "error" for each in said):
        return {}, [*said, *wrong]
    grids, missing = _wanted(grids, file.name, sheet, table)
    harvest, more = _harvest(grids, around, file.name)
    said = [*said, *wrong, *missing, *more]
    if any(each.severity == "error" for each in said):
        return {}, [*said, *findings(harvest.told)]
    placed, wrong = _placed(harvest, around, file.name)
    said += [*findings(harvest.told), *wrong]
    if any(each.severity == "error" for each in wrong):
        return {}, said
    return _merged(placed, harvest, around, said, prune=prune)


# ── what is known before the table is read ───────────────────────────────────


@dataclass(frozen=True)
class _Around:
    """The workspace as far as an import needs it: ``names`` are all names of the unit, ``notes`` those of layouts."""

    catalog: Catalog
    unit: Unit
    files: Files
    known: Words
    stages: Mapping[str, tuple[str, ...]]
    power_types: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    notes: frozenset[str]
    domain: str

    def owns(self, name: str) -> bool:
        """Whether a name in a unit column is this unit's, or nobody's on the roster."""
        return not name or squeeze(name) in self.names


def _around(workspace: Workspace, unit: str, domain: str) -> tuple[_Around | None, list[Finding]]:
    catalog, _, folders = load_catalog(workspace, begin())
    if unit not in folders:
        cure = f"现有的单位：{'、'.join(folders)}"
        return None, [tell(doubts.NO_UNIT, whole(f"units/{unit}"), f"没有单位“{unit}”", cure)]
    if domain and domain not in catalog.domain:
        cure = "现有的领域：" + "、".join(f"{each.id}（{each.name}）" for each in catalog.domains)
        return None, [tell(doubts.NO_DOMAIN, whole("catalog/domains.yaml"), f"没有领域“{domain}”", cure)]
    files, _ = workspace.unit_files(unit)
    loaded, _ = read_unit(unit, files)
    layouts, own = _layouts(workspace)
    synonyms, wrong = read_synonyms(f"templates/layouts/{own.name}", own.read_bytes())
    if synonyms is None:
        return None, wrong
    card = loaded.card
    names = frozenset(filter(None, (unit, squeeze(card.name), squeeze(card.short_name)))) if card else frozenset({unit})
    notes = frozenset(squeeze(note) for layout in layouts.values() for note in layout.notes)
    known = words(synonyms, layouts, catalog)
    around = _Around(catalog, loaded, files, known, synonyms.stages, synonyms.power_types, names, notes, domain)
    return around, []


def _layouts(workspace: Workspace) -> tuple[dict[str, Layout], Path]:
    """The layouts by name, and where the synonyms stand: the workspace's own, else gkcat's."""
    folder = workspace.templates() / "layouts"
    layouts: dict[str, Layout] = {}
    for path in sorted(folder.glob("*.yaml")):
        layout, _ = read_layout(f"templates/layouts/{path.name}", path.read_bytes())
        if layout:
            layouts[path.stem] = layout
    own = folder / "synonyms.yaml"
    return layouts, own if own.is_file() else DEFAULTS / "templates" / "layouts" / "synonyms.yaml"


# ── which tables ─────────────────────────────────────────────────────────────


def _wanted(grids: list[Grid], source: str, sheet: str, table: int) -> tuple[list[Grid], list[Finding]]:
    chosen = [grid for grid in grids if (not sheet or grid.name == sheet) and (not table or grid.at == table)]
    if chosen or not (sheet or table):
        return chosen, []
    listed = "、".join(f"{grid.at} {grid.name}" for grid in grids) or "没有表格"
    asked = sheet or f"第 {table} 个"
    return [], [tell(doubts.NO_SUCH_TABLE, whole(source), f"没有指定的表“{asked}”", f"文件里有：{listed}")]


def _harvest(grids: Sequence[Grid], around: _Around, source: str) -> tuple[Harvest, list[Finding]]:
    """Read every table that has a head; one without, of the same width, goes on where the last one ended."""
    harvest, said = Harvest(), list[Finding]()
    reader: Reader | None = None
    width = 0
    for grid in grids:
        head, wrong = find_head(grid, around.known)
        said += wrong
        if head:
            said += _unknown_columns(grid, head)
            reader, width = Reader(grid, head, around.catalog, around.names), grid.width
            _gather(harvest, reader.read(head.last))
        elif reader and grid.width == width:
            harvest.told.append(Told(grid, 0, 0, Said(doubts.READ_SO, "这个表没有表头，按接着上一个表理解")))
            reader.harvest = Harvest()
            _gather(harvest, reader.go_on(grid))
        elif not _is_contents(grid):
            said.append(
                tell(doubts.SKIPPED_TABLE, grid.where(0), f"“{grid.name}”不像目录表格，没有导入", "请核对是否需要")
            )
    if reader is None and grids:
        cure = "请核对表头的列名，至少要有事项名称和公开内容、依据、时限、主体等当中的一列"
        said = [each for each in said if each.code != doubts.SKIPPED_TABLE.code]
        said.append(tell(doubts.NO_TABLE, grids[0].where(0), "没有找到目录表格的表头", cure))
    elif not grids and not any(each.severity == "error" for each in said):
        said.append(tell(doubts.NO_TABLE, whole(source), "文件里没有表格", "请核对文件"))
    return harvest, said


def _gather(harvest: Harvest, more: Harvest) -> None:
    harvest.found += more.found
    harvest.remarks += more.remarks
    harvest.told += more.told


def _is_contents(grid: Grid) -> bool:
    """Whether it is the list of sheets that `gkcat build` puts first."""
    return any(tuple(map(bare, row[:3])) == ("序号", "表名", "行数") for row in grid.rows)


def _unknown_columns(grid: Grid, head: Head) -> Iterator[Finding]:
    for column in head.columns:
        used = any(squeeze(row[column.at]) for row in grid.rows[head.last :] if column.at < len(row))
        if not column.value and used:
            name = column.head or "没有列名的一列"
            message = f"不认识列名“{name}”，这一列的内容放进说明"
            yield tell(doubts.UNKNOWN_COLUMN, grid.where(head.first, column.at), message, "请看看应当归到哪一栏")


# ── which domain, and whose ──────────────────────────────────────────────────


def _placed(harvest: Harvest, around: _Around, source: str) -> tuple[dict[str, list[Found]], list[Finding]]:
    """Items by domain id; those of other units and domains are passed over and said."""
    placed: dict[str, list[Found]] = {}
    said: list[Finding] = []
    passed: dict[int, dict[str, list[Found]]] = {}
    for found in harvest.found:
        domain, named = _domain(found, around, source)
        other = "" if around.owns(found.unit) or found.unit not in around.catalog.owner else found.unit
        if other or (around.domain and named and domain != around.domain):
            name = other or around.catalog.domain[domain].name
            passed.setdefault(id(found.grid), {}).setdefault(name, []).append(found)
            continue
        domain = around.domain or domain
        if domain:
            placed.setdefault(domain, []).append(found)
            continue
        message = f"不知道属于哪个领域{f'：没有“{found.domain}”这个领域' if found.domain else ''}"
        said.append(tell(doubts.NO_DOMAIN, found.grid.where(found.at), message, "请用 --domain 指明领域的代号"))
    for names in passed.values():
        first = next(iter(names.values()))[0]
        listed = "、".join(f"{name} {len(group)} 个" for name, group in names.items())
        message = f"不属于要导入的单位和领域的事项没有导入：{listed}"
        said.append(tell(doubts.PASSED_OVER, first.grid.where(first.at), message, "要导入的，请另指单位或者领域"))
    return placed, said


def _domain(found: Found, around: _Around, source: str) -> tuple[str, bool]:
    """An item's domain by its column, else by the table's title, the sheet's or file's name, else the unit's only one.

    Whether the table itself tells it comes second.
    """
    names = {squeeze(each.name): each.id for each in around.catalog.domains} | {
        each: each for each in around.catalog.domain
    }
    if found.domain:
        plain = squeeze(found.domain)
        known = names.get(plain) or names.get(plain.removesuffix("领域"), "")
        return known, bool(known)
    grid = found.grid
    titles = [
        grid.name,
        *(text for row in grid.rows[: found.head.first] for text in row),
        grid.caption,
        Path(source).stem,
    ]
    for title in map(squeeze, titles):
        named = [name for name in names if name in title]
        if named:
            return names[max(named, key=len)], True
    assigned = [each.id for each in around.catalog.domains if around.unit.id in (*each.units, each.lead)]
    return (assigned[0], False) if len(set(assigned)) == 1 else ("", False)


# ── into the files ───────────────────────────────────────────────────────────


def _merged(
    placed: Mapping[str, list[Found]], harvest: Harvest, around: _Around, said: list[Finding], *, prune: bool
) -> tuple[Files, list[Finding]]:
    """The files of all domains, or none of them."""
    files: Files = {}
    ids = _Ids(around)
    remarks, notes = _remarks(harvest, around)
    said += notes
    for domain, found in placed.items():
        merger = _Merger(around, domain, ids, prune=prune)
        data, wrong = merger.merge(found, remarks)
        remarks = []
        said += [*findings(merger.told), *merger.said, *wrong]
        if data is None:
            return {}, said
        if data != around.files.get(merger.path, b""):
            files[merger.path] = data
    _, wrong = read_unit(around.unit.id, {**around.files, **files})
    bad = [each for each in wrong if each.where.path in files]
    if bad:
        place = whole(bad[0].where.path)
        return {}, [
            *said,
            *bad,
            tell(doubts.BLOCKED, place, "写出的内容不合规定，没有导入", "请按上面的提示改表格后再导入"),
        ]
    return files, said


def _remarks(harvest: Harvest, around: _Around) -> tuple[list[str], list[Finding]]:
    """The rows without a home as comments, those that gkcat itself prints left out."""
    lines: list[str] = []
    said: list[Finding] = []
    there = squeeze(b"".join(around.files.values()).decode("utf-8", "replace"))
    for grid, row, text in harvest.remarks:
        plain = re.sub("gkcat\\s*:", "gkcat：", line(text))
        if squeeze(plain) in around.notes:
            continue
        remark = f"{grid.source}[{grid.name}]第{grid.number(row)}行：{plain}"
        if squeeze(remark) not in there:
            lines.append(remark)
        said.append(
            tell(doubts.NOT_A_ROW, grid.where(row), f"这一行不是公开事项：{plain[:40]}", "已作为注释写在文件末尾")
        )
    return list(dict.fromkeys(lines)), said


class _Ids:
    """Gives new ids: never one that is or was another's."""

    def __init__(self, around: _Around) -> None:
        self.taken = {entry.item.id for entry in around.unit.entries}
        self.taken |= {each.id for each in around.catalog.retired if each.unit == around.unit.id}
        self.taken |= {name for data in around.files.values() for name in _ids_in(data)}
        self.next: dict[str, int] = {}

    def new(self, domain: str, near: Iterable[str]) -> str:
        """An id like those of the file, else of the initials of the domain's id."""
        found = [match for each in near if (match := re.fullmatch(r"(.*?)-?([0-9]+)", each)) and match[1]]
        prefix = Counter(match[1] for match in found).most_common(1)[0][0] if found else initials(domain)
        width = max((len(match[2]) for match in found if match[1] == prefix), default=3)
        number = self.next.get(prefix, 0) or max(
            (int(match[1]) for each in self.taken if (match := re.fullmatch(rf"{prefix}-([0-9]+)", each))), default=0
        )
        while (name := f"{prefix}-{number + 1:0{width}}") in self.taken:
            number += 1
        self.next[prefix] = number + 1
        self.taken.add(name)
        return name

    def claim(self, name: str) -> bool:
        """Whether an id that the table gives may be had."""
        fits = bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)) and len(name) <= 40 and name not in self.taken  # noqa: PLR2004 - the model's limit
        self.taken |= {name} if fits else set()
        return fits


def _ids_in(data: bytes) -> list[str]:
    """The ids that a file names, also in items that could not be read."""
    return re.findall(r"^\s*- id: *([a-z0-9-]+)", data.decode("utf-8", "replace"), re.MULTILINE)


_SYLLABLE = re.compile(
    r"((?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?)([aeiouv]+(?:ng(?![aeiouv])|n(?![aeiouv])|r(?![aeiouv]))?)"
)


def initials(domain: str) -> str:
    """The first letters of the syllables of a domain's id: zhengdi-buchang → zdbc; of its words if it is no Pinyin."""
    letters = ""
    for word in domain.split("-"):
        found = [*_SYLLABLE.finditer(word)]
        pinyin = "".join(match[0] for match in found) == word
        letters += "".join(match[0][0] for match in found) if pinyin else word[:1]
    return letters or "x"


_SURELY, _PERHAPS = 0.8, 0.6
_Fits = Callable[[Row, int], bool]


# ── one file ─────────────────────────────────────────────────────────────────


@dataclass
class _Merger:
    """Merges items into the file of a domain."""

    around: _Around
    domain: str
    ids: _Ids
    prune: bool = field(kw_only=True)
    told: list[Told] = field(default_factory=list)
    said: list[Finding] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The file's path from the root."""
        return f"units/{self.around.unit.id}/{self.domain}.yaml"

    def merge(self, found: Sequence[Found], remarks: Sequence[str]) -> tuple[bytes | None, list[Finding]]:
        """The file as it would be; None with the findings when it can't be."""
        old = self.around.files.get(self.path, b"")
        plain, wrong = self._plain(old)
        if plain is None:
            return None, wrong
        items = plain["items"]
        before = copy.deepcopy(plain)
        if isinstance(items, list):
            plain["items"] = self._items(found, items, plain.get("defaults"))
        remarks = [*remarks, *self._loose_notes(found, old)]
        if plain == before and old and not remarks:
            return old, []
        new, wrong = revised(self.path, old, plain, remarks)
        if new is not None and len(new) > MAX_BYTES:
            wrong = [tell(doubts.BLOCKED, whole(self.path), "写出的文件超过四兆字节，没有导入", "请分领域导入")]
            new = None
        return new, wrong

    def _loose_notes(self, found: Sequence[Found], old: bytes) -> Iterator[str]:
        """Notes of rows that disclose nothing, which so could have none, as comments."""
        there = squeeze(old.decode("utf-8", "replace"))
        for each in found:
            notes = [note for row in each.rows if not _says(row) for note in row.notes]
            remark = re.sub("gkcat\\s*:", "gkcat：", f"{each.text('name')}：{'；'.join(notes)}")
            if notes and squeeze(remark) not in there:
                yield line(remark)

    def _plain(self, old: bytes) -> tuple[Mapped | None, list[Finding]]:
        """The file as it is; None with the findings when not all of it can be read."""
        if not old.strip():
            return {"domain": self.domain, "items": []}, []
        plain, wrong = parse(self.path, old)
        _, more = read_unit(self.around.unit.id, {self.path: old})
        wrong = [*wrong, *(each for each in more if each.where.path == self.path and each not in wrong)]
        if isinstance(plain, dict) and not wrong:
            plain.setdefault("items", [])
            plain["items"] = plain["items"] or []
            return plain, []
        message = "要写入的文件有错，读不下去，没有导入"
        return None, [*wrong, tell(doubts.BLOCKED, whole(self.path), message, "请先改正这个文件，再导入")]

    def _items(self, found: Sequence[Found], items: list[Plain], defaults: Plain | None) -> list[Plain]:
        """The list of items with what was found: in their places those that were there, at the end the new ones."""
        entries = [entry for entry in self.around.unit.entries if entry.path == self.path]
        matched = self._match(found, entries)
        new = list(items)
        near = [entry.item.id for entry in entries]
        filled = defaults if isinstance(defaults, dict) else {}
        seen = set()
        for each in found:
            entry = matched.get(id(each))
            if entry is None:
                new.append(self._new_item(each, near, filled))
                continue
            seen.add(entry.index)
            raw = items[entry.index]
            if isinstance(raw, dict):
                new[entry.index] = self._old_item(each, entry, raw, filled)
        return self._left(new, entries, seen)

    def _left(self, items: list[Plain], entries: Sequence[Entry], seen: set[int]) -> list[Plain]:
        """Say or drop the items that the table does not have."""
        left = [entry for entry in entries if entry.index not in seen]
        if not left:
            return items
        names = "、".join(entry.item.name for entry in left[:5]) + ("等" if len(left) > 5 else "")  # noqa: PLR2004 - enough to tell which
        if self.prune:
            message, cure = f"表里没有的 {len(left)} 个事项删去了：{names}", "请把它们的编号记入 catalog/retired.yaml"
            self.said.append(tell(doubts.PRUNED, whole(self.path), message, cure))
            gone = {entry.index for entry in left}
            return [item for at, item in enumerate(items) if at not in gone]
        message = f"原有的 {len(left)} 个事项表里没有，照旧保留：{names}"
        self.said.append(tell(doubts.ABSENT, left[0].where, message, "确实取消的，加 --prune 再导入，或者手工删去"))
        return items

    # ── matching ─────────────────────────────────────────────────────────────

    def _match(self, found: Sequence[Found], entries: Sequence[Entry]) -> dict[int, Entry]:
        """Which item of the file each found one is: by id, else by name and content, else by content alone."""
        matched: dict[int, Entry] = {}
        by_id = {entry.item.id: entry for entry in entries}
        for each in found:
            entry = by_id.pop(each.text("id"), None)
            if entry:
                matched[id(each)] = entry
        by_name: dict[str, list[Entry]] = {}
        for entry in by_id.values():
            by_name.setdefault(squeeze(entry.item.name), []).append(entry)
        for each in found:
            twins = by_name.get(squeeze(each.text("name")), [])
            if id(each) not in matched and twins and not each.text("id"):
                entry = max(twins, key=lambda twin, each=each: _alike(each, twin))  # type: ignore[misc]  # a default binds the loop's own
                if len(twins) > 1:
                    message = f"原有几个事项都叫“{entry.item.name}”，按内容对应到 {entry.item.id}"
                    self.told.append(Told(each.grid, each.at, 0, Said(doubts.TWINS, message, "请核对")))
                twins.remove(entry)
                matched[id(each)] = entry
        self._match_renamed(found, [entry for twins in by_name.values() for entry in twins], matched)
        return matched

    def _match_renamed(self, found: Sequence[Found], entries: Sequence[Entry], matched: dict[int, Entry]) -> None:
        """An item under a new name is known by what it discloses."""
        by_line: dict[str, list[Entry]] = {}
        for entry in entries:
            for text in _lines_of(entry.item):
                by_line.setdefault(text, []).append(entry)
        taken: set[int] = set()
        for each in found:
            if id(each) in matched or each.text("id"):
                continue
            shared = Counter(
                entry.index
                for text in _lines_found(each)
                for entry in by_line.get(text, ())
                if entry.index not in taken
            )
            best = shared.most_common(1)
            near = next((entry for entry in entries if best and entry.index == best[0][0]), None)
            if near and _alike(each, near) >= _SURELY:
                taken.add(near.index)
                matched[id(each)] = near
                message = f"名称没有对上，内容与“{entry.item.name}”（{entry.item.id}）相同，按改名处理"
                self.told.append(Told(each.grid, each.at, 0, Said(doubts.DOUBTED, message, "请核对")))

    # ── items ────────────────────────────────────────────────────────────────

    def _new_item(self, found: Found, near: Sequence[str], defaults: Mapped) -> Plain:
        item: Mapped = {"id": self._new_id(found, near)}
        name = found.text("name") or TO_FILL
        if name == TO_FILL:
            self._tell(found, found.at, Said(doubts.TO_FILL, "没有事项名称，先写作“待定”", "请补上"))
        item["name"] = name
        held: Mapped = {}
        for key, part in found.parts.items():
            self._say(found, part)
            if key.startswith("withheld.") and part.value:
                held[key.removeprefix("withheld.")] = part.value
            elif key not in {"id", "name"} and part.value and not key.startswith("withheld."):
                item[key] = part.value
        if "power_type" not in item:
            item["power_type"] = self._power_type(found)
        rows: list[Plain] = [self._new_row(found, row, item, defaults) for row in found.rows if _says(row)]
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
        guess = power.type if power else _sure(self.around.power_types, group, name)
        if guess:
            how = "权责清单中的同名事项" if power else "事项的名称"
            self._tell(found, found.at, Said(doubts.INFERRED, f"没有权力类型，按{how}定为“{guess}”", "请核对"))
            return guess
        self._tell(found, found.at, Said(doubts.TO_FILL, "没有权力类型，先写作“待定”", "请补上权力类型（power_type）"))
        return TO_FILL

    def _old_item(self, found: Found, entry: Entry, raw: Mapped, defaults: Mapped) -> Plain:
        """The item as it was but for what the table says otherwise."""
        item = copy.deepcopy(raw)
        at = self._line(entry, None)
        held = item.get("withheld")
        for key, part in found.parts.items():
            if key == "id" or self._stands(part, at):
                continue
            self._say(found, part)
            if key.startswith("withheld."):
                held = {**held, key.removeprefix("withheld."): part.value} if isinstance(held, dict) else held
                if isinstance(held, dict):
                    item["withheld"] = held
            elif part.value:
                if not _equal(item.get(key), part.value):
                    item[key] = part.value
            elif key in item and key not in {"name", "power_type"}:
                del item[key]
        if found.head.has("content") or any(_says(row) for row in found.rows if "content" in row.parts):
            self._old_rows(found, entry, item, defaults)
        return item

    # ── disclosures ──────────────────────────────────────────────────────────

    def _old_rows(self, found: Found, entry: Entry, item: Mapped, defaults: Mapped) -> None:
        raws = item.get("disclosures", [])
        raws = raws if isinstance(raws, list) else []
        rows = [row for row in found.rows if _says(row)]
        pairs = self._pair(rows, entry.item.disclosures, entry)
        made: list[tuple[int, Plain]] = []
        after = -1
        for row in rows:
            at = pairs.get(id(row))
            if at is None:
                made.append((after, self._new_row(found, row, item, defaults)))
                continue
            after = max(after, at)
            raw = raws[at]
            if isinstance(raw, dict):
                raws[at] = self._old_row(found, row, entry, at, raw)
        self._rows_left(found, entry, raws, set(pairs.values()), made, item)

    def _rows_left(  # noqa: PLR0913, PLR0917 - what there is to put together
        self, found: Found, entry: Entry, raws: list[Plain], seen: set[int], made: list[tuple[int, Plain]], item: Mapped
    ) -> None:
        """Put new rows behind the ones they follow in the table; say or drop those the table does not have."""
        left = [at for at in range(len(raws)) if at not in seen]
        rows: list[Plain] = [new for place, new in made if place < 0]
        for at, raw in enumerate(raws):
            if at in seen or not self.prune:
                rows.append(raw)
            rows += [new for place, new in made if place == at]
        if rows or "disclosures" in item:
            item["disclosures"] = rows
        if left:
            where = Where(entry.path, ("items", entry.index, "disclosures", left[0]))
            kind, done = (doubts.PRUNED, "删去了") if self.prune else (doubts.ABSENT, "照旧保留")
            message = f"“{entry.item.name}”原有的 {len(left)} 条公开内容表里没有，{done}"
            self.said.append(tell(kind, where, message, f"请与表格第 {found.grid.number(found.at)} 行核对"))

    def _pair(self, rows: Sequence[Row], old: Sequence[Disclosure], entry: Entry) -> dict[int, int]:
        """Which disclosure each row is: of the same content and stage, the same content, the same place, alike."""
        pairs: dict[int, int] = {}
        free = dict.fromkeys(range(len(old)))
        contents = [squeeze("".join(each.content)) for each in old]
        lines = [self._line(entry, each) for each in old]

        def take(fits: _Fits) -> None:
            for row in rows:
                if id(row) not in pairs:
                    at = next((at for at in free if fits(row, at)), None)
                    if at is not None:
                        pairs[id(row)] = at
                        del free[at]

        def same_content(row: Row, at: int) -> bool:
            part = row.parts.get("content")
            return part is not None and (_joined(part.value) == contents[at] or self._stands(part, lines[at]))

        def same_stage(row: Row, at: int) -> bool:
            part = row.parts.get("stage")
            return part is not None and part.value == old[at].stage

        take(
            lambda row, at: (
                same_content(row, at)
                and (same_stage(row, at) or "stage" not in row.parts)
                and self._rest_stands(row, lines[at])
            )
        )
        take(lambda row, at: same_content(row, at) and (same_stage(row, at) or "stage" not in row.parts))
        take(same_content)
        take(lambda row, at: same_stage(row, at) and _ratio(row, contents[at]) >= _PERHAPS)
        take(lambda row, at: _ratio(row, contents[at]) >= _PERHAPS)
        if len(rows) == len(old):
            take(lambda row, at: same_stage(row, at) and rows.index(row) == at)
            take(lambda row, at: "stage" not in row.parts and rows.index(row) == at)
        return pairs

    def _rest_stands(self, row: Row, at: Line) -> bool:
        return all(self._stands(part, at) for part in row.parts.values())

    def _new_row(self, found: Found, row: Row, item: Mapped, defaults: Mapped) -> Plain:  # noqa: C901 - a key at a time
        made: Mapped = {}
        scope: Mapped = {}
        secrecy: Mapped = {}
        for key, part in row.parts.items():
            self._say(found, part)
            head, _, tail = key.partition(".")
            if not part.value:
                continue
            if head == "scope":
                scope[tail] = part.value
            elif head == "secrecy":
                secrecy[tail] = part.value
            else:
                made[key] = part.value
        notes = [*row.notes]
        if secrecy and set(secrecy) != {"result", "by", "on"}:
            notes.append("保密审查：" + "、".join(map(str, secrecy.values())))
        elif secrecy:
            made["secrecy"] = secrecy
        if "stage" not in made:
            made["stage"] = self._stage(found, row, item)
        exact = found.grid.ours or bool(found.text("id"))
        self._noted(scope, notes)
        if scope:
            if "degree" not in scope:
                scope["degree"] = "全部公开"
                if not found.head.has("degree") and not found.head.has("scope"):
                    self._tell(
                        found, row.at, Said(doubts.INFERRED, "没有公开程度，按“全部公开”理解", "部分公开的，请改正")
                    )
            made["scope"] = self._short(scope, exact=exact)
        return {key: value for key, value in made.items() if key == "stage" or not _equal(defaults.get(key), value)}

    def _stage(self, found: Found, row: Row, item: Mapped) -> str:
        """By a sure word of the group or the name; 待定 if there is none."""
        guess = _sure(self.around.stages, str(item.get("group", "")), str(item.get("name", "")))
        if guess:
            self._tell(found, row.at, Said(doubts.INFERRED, f"没有公开环节，按事项的名称定为“{guess}”", "请核对"))
            return guess
        self._tell(found, row.at, Said(doubts.TO_FILL, "没有公开环节，先写作“待定”", "请补上公开环节（stage）"))
        return TO_FILL

    def _noted(self, scope: Mapped, notes: Sequence[str]) -> None:
        """Put into the note what has no other home."""
        note = str(scope.get("note", ""))
        missing = [each for each in notes if squeeze(each) not in squeeze(note)]
        if missing:
            scope["note"] = "；".join(filter(None, (note, *missing)))

    def _short(self, scope: Mapped, *, exact: bool = True) -> Plain:
        """公开程度 without what goes without saying."""
        own = self.around.catalog.head.jurisdiction.level if self.around.catalog.head else ""
        made = {key: value for key, value in scope.items() if value}
        if made.get("audience") == PUBLIC:
            del made["audience"]
        if made.get("mode") == MODES[0]:
            del made["mode"]
        if made.get("level") == [own] and not exact:
            del made["level"]
        return str(made["degree"]) if made.keys() == {"degree"} else made

    def _old_row(self, found: Found, row: Row, entry: Entry, number: int, raw: Mapped) -> Plain:
        """The disclosure as it was but for what the table says otherwise."""
        old = entry.item.disclosures[number]
        at = self._line(entry, old)
        made = copy.deepcopy(raw)
        scope, secrecy = _scope_of(old.scope), _secrecy_of(old)
        was = (copy.deepcopy(scope), copy.deepcopy(secrecy))
        for key, part in row.parts.items():
            if self._stands(part, at, continued=row.continued):
                continue
            head, _, tail = key.partition(".")
            if head in {"scope", "secrecy"}:
                target = scope if head == "scope" else secrecy
                if _equal(target.get(tail), part.value) or (tail in {"audience", "mode"} and not part.value):
                    continue
                target[tail] = part.value
            elif _equal(made.get(key, _plain_of(old, key)), part.value):
                continue
            elif part.value or (entry.inherited and key in entry.inherited[number]):
                made[key] = part.value
            else:
                made.pop(key, None)
            self._say(found, part)
        self._noted(scope, row.notes)
        scope, secrecy = _filled(scope), _filled(secrecy)
        if scope != was[0]:
            made["scope"] = self._short({"degree": "全部公开", **scope})
        if secrecy != was[1] and secrecy.keys() == {"result", "by", "on"}:
            made["secrecy"] = secrecy
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
            return bool(ticked(text)) == all(
                any(each == one or each.startswith(f"{one}：") for each in lines) for one in wanted
            )
        if not isinstance(value, Ticks) and column.value == "channel" and marked(text, self.around.known.channels):
            return set(channels(text, channel_names(self.around.catalog))[0]) == set(lines)
        said = [squeeze(each) for each in text.split("\n")]
        built = [squeeze(each) for one in lines for each in one.split("\n")]
        if continued:
            return "".join(said) == "".join(built)
        return [*filter(None, said)] == [*filter(None, built)]

    # ── saying ───────────────────────────────────────────────────────────────

    def _say(self, found: Found, part: Part) -> None:
        self.told += [Told(found.grid, row, column, said) for row, column, said in part.said]

    def _tell(self, found: Found, row: int, said: Said) -> None:
        column = next((each.at for each in found.head.columns if each.value == "item.name"), 0)
        self.told.append(Told(found.grid, row, column, said))


def _says(row: Row) -> bool:
    """Whether a row says anything that is a disclosure's own."""
    return any(part.value for key, part in row.parts.items() if not key.startswith("scope."))


def _scope_of(scope: Scope | None) -> Mapped:
    """公开程度 as a mapping, with what goes without saying."""
    if scope is None:
        return {}
    plain: Mapped = {"degree": scope.degree, "audience": scope.audience, "mode": scope.mode}
    return plain | _filled({"level": [*scope.level], "note": scope.note})


def _secrecy_of(disclosure: Disclosure) -> Mapped:
    held = disclosure.secrecy
    return {"result": held.result, "by": held.by, "on": str(held.on)} if held else {}


def _filled(plain: Mapped) -> Mapped:
    return {key: value for key, value in plain.items() if value}


def _plain_of(disclosure: Disclosure, key: str) -> Plain:
    """What a disclosure has under a key, defaults applied, as its file would say it."""
    if key == "published":
        return [{"url": each.url, "on": str(each.on)} for each in disclosure.published]
    value = getattr(disclosure, key)
    return [*value] if isinstance(value, tuple) else value or ""


def _equal(one: Plain | None, other: Plain | None) -> bool:
    """Whether two values mean the same: a text alone stands for a list of it, nothing for an empty one."""
    return _several(one) == _several(other)


def _several(value: Plain | None) -> Plain:
    if not value:
        return []
    return [value] if isinstance(value, str) else value


def _joined(value: Plain) -> str:
    return squeeze("".join(map(str, value)) if isinstance(value, list) else str(value))


def _ratio(row: Row, content: str) -> float:
    """How alike a row's content is to another, from 0 to 1."""
    part = row.parts.get("content")
    own = _joined(part.value) if part else ""
    if not own or not content or min(len(own), len(content)) < _PERHAPS * max(len(own), len(content)) / 2:
        return 0.0
    return SequenceMatcher(None, own, content, autojunk=False).ratio()


def _lines_of(item: Item) -> set[str]:
    """What an item discloses, entry by entry."""
    return {squeeze(text) for each in item.disclosures for text in each.content}


def _lines_found(found: Found) -> set[str]:
    parts = (row.parts.get("content") for row in found.rows)
    return {squeeze(str(text)) for part in parts if part and isinstance(part.value, list) for text in part.value}


def _alike(found: Found, entry: Entry) -> float:
    """How much two items disclose the same, from 0 to 1."""
    one, other = _lines_found(found), _lines_of(entry.item)
    return len(one & other) / len(one | other) if one and other else 0.0


def _sure(guesses: Mapping[str, tuple[str, ...]], *texts: str) -> str:
    """What the words of a group or name leave no doubt of; nothing if they speak of two things."""
    for text in texts:
        found = [value for value, known in guesses.items() if any(word in text for word in known)]
        if len(found) == 1:
            return found[0]
    return ""
