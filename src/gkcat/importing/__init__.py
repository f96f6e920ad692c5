"""A table from outside → the unit's YAML, as it would be: `gkcat import`.

The one rule: all or nothing: what comes out was read again and is sound, and whatever stood in the files and is not in
the table stays, comments and all, unless pruning was asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gkcat import doubts
from gkcat.catalog import Catalog
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import Grid
from gkcat.importing.around import Around, Files, around
from gkcat.importing.found import Found, Harvest, Told, findings
from gkcat.importing.head import Head, find_head, tables
from gkcat.importing.ids import Ids
from gkcat.importing.merge import Merger
from gkcat.importing.rows import Reader
from gkcat.importing.text import Said, line, squeeze
from gkcat.readers import read
from gkcat.synonyms import bare
from gkcat.workspace import Workspace

__all__ = ["import_file"]


def import_file(  # noqa: PLR0913 - a choice has as many parts as it has
    workspace: Workspace,
    catalog: Catalog,
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
    known, said = around(workspace, catalog, unit, domain)
    if known is None:
        return {}, said
    grids, said = read(file)
    if not _fatal(said):
        grids, missing = _wanted(grids, file.name, sheet, table)
        said += missing
    if _fatal(said):
        return {}, said
    harvest, more = _harvest(grids, known, file.name)
    said += more
    if _fatal(said):
        return {}, [*said, *findings(harvest.told)]
    placed, wrong = _placed(harvest, known, file.name)
    said += [*findings(harvest.told), *wrong]
    return ({}, said) if _fatal(wrong) else _merged(placed, harvest, known, said, prune=prune)


def _fatal(said: Sequence[Finding]) -> bool:
    return any(each.severity == "error" for each in said)


# ── which tables ─────────────────────────────────────────────────────────────


def _wanted(grids: list[Grid], source: str, sheet: str, table: int) -> tuple[list[Grid], list[Finding]]:
    chosen = [grid for grid in grids if (not sheet or grid.name == sheet) and (not table or grid.at == table)]
    if chosen or not (sheet or table):
        return chosen, []
    listed = "、".join(f"{grid.at} {grid.name}" for grid in grids) or "没有表格"
    asked = sheet or f"第 {table} 个"
    return [], [tell(doubts.NO_SUCH_TABLE, whole(source), f"没有指定的表“{asked}”", f"文件里有：{listed}")]


def _harvest(grids: Sequence[Grid], known: Around, source: str) -> tuple[Harvest, list[Finding]]:
    """Read every table that has a head; one goes on where the last one ended if it has none, or has the same again."""
    harvest, said = Harvest(), list[Finding]()
    reader: Reader | None = None
    width = 0
    for grid in (part for whole_grid in grids for part in _parts(whole_grid, known, harvest)):
        head, wrong = find_head(grid, known.words)
        if head and reader and grid.below and (head.first, head.columns) == (0, reader.head.columns):
            harvest.gather(reader.go_on(grid, head.last))
        elif head:
            said += [*wrong, *_unknown_columns(grid, head)]
            reader, width = Reader(grid, head, known.known), grid.width
            harvest.gather(reader.read(head.last))
        elif reader and grid.width == width:
            harvest.told.append(Told(grid, 0, 0, Said(doubts.READ_SO, "这个表没有表头，按接着上一个表理解")))
            harvest.gather(reader.go_on(grid))
        elif not _is_contents(grid):
            message = f"“{grid.name}”不像目录表格，没有导入"
            said.append(tell(doubts.SKIPPED_TABLE, grid.where(0), message, "请核对是否需要"))
    if reader is None and grids:
        cure = "请核对表头的列名，至少要有事项名称和公开内容、依据、时限、主体等当中的一列"
        said = [each for each in said if each.code != doubts.SKIPPED_TABLE.code]
        said.append(tell(doubts.NO_TABLE, grids[0].where(0), "没有找到目录表格的表头", cure))
    elif not grids and not any(each.severity == "error" for each in said):
        said.append(tell(doubts.NO_TABLE, whole(source), "文件里没有表格", "请核对文件"))
    return harvest, said


def _parts(grid: Grid, known: Around, harvest: Harvest) -> list[Grid]:
    """The tables that stand one under another in a sheet."""
    parts = tables(grid, known.words)
    for number, part in enumerate(parts if len(parts) > 1 else (), 1):
        message = f"“{grid.name}”里上下有 {len(parts)} 个表，这里是第 {number} 个，逐个读取"
        harvest.told.append(Told(part, 0, 0, Said(doubts.READ_SO, message)))
    return parts


def _is_contents(grid: Grid) -> bool:
    """Whether it is the list of sheets or the guide that `gkcat build` puts first."""
    return any(tuple(map(bare, row[:3])) in _BESIDE for row in grid.rows)


_BESIDE = {("序号", "表名", "行数"), ("栏目", "怎么填", "可以填的")}


def _unknown_columns(grid: Grid, head: Head) -> Iterator[Finding]:
    for column in head.columns:
        used = any(squeeze(row[column.at]) for row in grid.rows[head.last :] if column.at < len(row))
        if not column.value and used:
            name = column.head or "没有列名的一列"
            message = f"不认识列名“{name}”，这一列的内容放进说明"
            yield tell(doubts.UNKNOWN_COLUMN, grid.where(head.first, column.at), message, "请看看应当归到哪一栏")


# ── which domain, and whose ──────────────────────────────────────────────────


def _placed(harvest: Harvest, known: Around, source: str) -> tuple[dict[str, list[Found]], list[Finding]]:
    """Items by domain id; those of other units and domains are passed over and said."""
    placed: dict[str, list[Found]] = {}
    said: list[Finding] = []
    passed: dict[int, dict[str, list[Found]]] = {}
    domains = _Domains(known, source)
    for found in harvest.found:
        domain, named = domains.of(found)
        other = "" if known.owns(found.unit) else found.unit
        if other or (known.domain and named and domain != known.domain):
            name = other or known.catalog.domain[domain].name
            passed.setdefault(id(found.grid), {}).setdefault(name, []).append(found)
            continue
        domain = known.domain or domain
        if domain:
            placed.setdefault(domain, []).append(found)
            continue
        message = f"不知道属于哪个领域{f'：没有“{found.domain}”这个领域' if found.domain else ''}"
        cure = f"请用 --domain 写明领域的代号：{known.choice}"
        said.append(tell(doubts.NO_DOMAIN, found.grid.where(found.at), message, cure))
    for names in passed.values():
        first = next(iter(names.values()))[0]
        listed = "、".join(f"{name} {len(group)} 个" for name, group in names.items())
        message = f"不属于要导入的单位和领域的事项没有导入：{listed}"
        said.append(tell(doubts.PASSED_OVER, first.grid.where(first.at), message, "要导入的，请另指单位或者领域"))
    return placed, said


class _Domains:
    """Which domain an item is of."""

    def __init__(self, known: Around, source: str) -> None:
        self.source = source
        self.names = {squeeze(each.name): each.id for each in known.catalog.domains}
        self.names |= {each: each for each in known.catalog.domain}
        assigned = {each.id for each in known.catalog.domains if known.unit.id in (*each.units, each.lead)}
        self.only = assigned.pop() if len(assigned) == 1 else ""
        self.by_grid: dict[int, tuple[str, bool]] = {}

    def of(self, found: Found) -> tuple[str, bool]:
        """By its column, else by the table's title, the sheet's or file's name, else the unit's only one.

        Whether the table itself tells it comes second.
        """
        if found.domain:
            plain = squeeze(found.domain)
            named = self.names.get(plain) or self.names.get(plain.removesuffix("领域"), "")
            return named, bool(named)
        if id(found.grid) not in self.by_grid:
            self.by_grid[id(found.grid)] = self._titled(found)
        return self.by_grid[id(found.grid)]

    def _titled(self, found: Found) -> tuple[str, bool]:
        grid = found.grid
        for title in map(squeeze, (grid.name, *found.head.titles, grid.caption, Path(self.source).stem)):
            named = [name for name in self.names if name in title]
            if named:
                return self.names[max(named, key=len)], True
        return self.only, False


# ── into the files ───────────────────────────────────────────────────────────


def _merged(
    placed: Mapping[str, list[Found]], harvest: Harvest, known: Around, said: list[Finding], *, prune: bool
) -> tuple[Files, list[Finding]]:
    """The files of all domains, or none of them."""
    files: Files = {}
    ids = Ids(known)
    remarks, notes = _remarks(harvest, known)
    said += notes
    for domain, found in placed.items():
        merger = Merger(known, domain, ids, prune=prune)
        data, wrong = merger.merge(found, remarks)
        remarks = []
        said += [*findings(merger.told), *merger.said, *wrong]
        if data is None:
            return {}, said
        if data != known.files.get(merger.path, b""):
            files[merger.path] = data
    return files, said


def _remarks(harvest: Harvest, known: Around) -> tuple[list[str], list[Finding]]:
    """The rows without a home as comments, those that gkcat itself prints left out."""
    lines: list[str] = []
    said: list[Finding] = []
    there = squeeze(b"".join(known.files.values()).decode("utf-8", "replace")) if harvest.remarks else ""
    for grid, row, text in harvest.remarks:
        plain = re.sub("gkcat\\s*:", "gkcat：", line(text))
        if squeeze(plain) in known.notes:
            continue
        remark = f"{grid.source}[{grid.name}]第{grid.number(row)}行：{plain}"
        if squeeze(remark) not in there:
            lines.append(remark)
        said.append(
            tell(doubts.NOT_A_ROW, grid.where(row), f"这一行不是公开事项：{plain[:40]}", "已作为注释写在文件末尾")
        )
    return list(dict.fromkeys(lines)), said
