"""Generated edits of a catalogue's items, as people make them: add, remove, rename, move, reorder, change one value.

The one rule: ids stay unique in a unit, as the contract has it; all else may come out.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

import strategies
from gkcat.catalog import Catalog
from gkcat.diff import ROWS, Record
from gkcat.diff.snapshot import snapshot
from gkcat.model import Entry, Item, Unit

Files = dict[tuple[str, str], list[Record]]
Edit = Callable[[st.DrawFn, Files, list[Record]], None]

UNITS, DOMAINS = ("jyj", "zrzyj"), ("jiaoyu", "zhengdi")
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": strategies.texts,
    "group": strategies.texts,
    "section": st.just("") | strategies.texts,
    "basis": st.lists(strategies.texts, max_size=3),
    "not_applicable": st.dictionaries(st.sampled_from(["决策", "执行"]), strategies.texts, max_size=2),
}
_ROW_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "stage": st.sampled_from(["决策", "执行", "管理", "服务", "结果"]),
    "content": st.lists(strategies.texts, min_size=1, max_size=3),
    "owner": strategies.texts,
    "deadline": st.sampled_from(["长期公开", "每年6月30日前", "自批准之日起7个工作日内", "自批准之日起20个工作日内"]),
    "channel": st.lists(st.sampled_from(["政府网站", "公示栏", "两微一端"]), unique=True),
    "scope.degree": st.sampled_from(["全部公开", "部分公开", "不予公开"]),
    "scope.note": strategies.texts,
}


def records(items: list[Item], unit: str = "jyj", domain: str = "jiaoyu") -> Files:
    """Items as the records of one file."""
    entries = tuple(Entry(item, f"units/{unit}/{domain}.yaml", at, domain) for at, item in enumerate(items))
    return snapshot(Catalog(), [Unit(unit, None, entries=entries)], "县级", office=False)


@st.composite
def catalogues(draw: st.DrawFn) -> Files:
    """Two units with up to two domains each; no id twice in a unit."""
    found: Files = {}
    for unit in UNITS:
        items = draw(strategies.listed(strategies.disclosed | strategies.withheld))
        cut = draw(st.integers(0, len(items)))
        for domain, part in zip(DOMAINS, (items[:cut], items[cut:]), strict=True):
            found |= records(part, unit, domain)
    return found


@st.composite
def edited(draw: st.DrawFn, before: Files) -> Files:
    """The same after up to six edits."""
    after = {key: [{**each, ROWS: [{**row} for row in each[ROWS]]} for each in old] for key, old in before.items()}
    for _ in range(draw(st.integers(1, 6))):
        _edit(draw, after)
    return {key: found for key, found in after.items() if found}


def _edit(draw: st.DrawFn, files: Files) -> None:
    filled = sorted(key for key, found in files.items() if found)
    edits: list[Edit] = [_add]
    if filled:
        edits += [
            _remove,
            _move,
            _reorder,
            _change,
            _change,
            _row_change,
            _row_change,
            _row_add,
            _row_remove,
            _row_order,
        ]
    key = draw(st.sampled_from(filled or [(UNITS[0], DOMAINS[0])]))
    draw(st.sampled_from(edits))(draw, files, files.setdefault(key, []))


def _ids(files: Files) -> set[str]:
    return {each["id"] for found in files.values() for each in found}


def _add(draw: st.DrawFn, files: Files, found: list[Record]) -> None:
    item = draw(strategies.disclosed | strategies.withheld)
    new = next(iter(records([item]).values()))[0]
    if new["id"] not in _ids(files):
        found.insert(draw(st.integers(0, len(found))), new)


def _remove(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    del found[draw(st.integers(0, len(found) - 1))]


def _move(draw: st.DrawFn, files: Files, found: list[Record]) -> None:
    item = found.pop(draw(st.integers(0, len(found) - 1)))
    target = files.setdefault((draw(st.sampled_from(UNITS)), draw(st.sampled_from(DOMAINS))), [])
    if item["id"] in _ids(files):
        target = found
    target.insert(draw(st.integers(0, len(target))), item)


def _reorder(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    found[:] = draw(st.permutations(found))


def _change(draw: st.DrawFn, files: Files, found: list[Record]) -> None:
    item = draw(st.sampled_from(found))
    key = draw(st.sampled_from([*_VALUES, "id", "withheld"]))
    if key == "id":
        new = draw(strategies.ids)
        item["id"] = item["id"] if new in _ids(files) else new
    elif key == "withheld":
        item["withheld"] = None if item["withheld"] else {"reason": "个人隐私", "basis": draw(strategies.texts)}
    else:
        item[key] = draw(_VALUES[key])


def _row_change(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    item = draw(st.sampled_from(found))
    if item[ROWS]:
        key = draw(st.sampled_from([*_ROW_VALUES]))
        draw(st.sampled_from(item[ROWS]))[key] = draw(_ROW_VALUES[key])


def _row_add(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    item = draw(st.sampled_from(found))
    made = next(iter(records([draw(strategies.disclosed)]).values()))[0]
    item[ROWS].insert(draw(st.integers(0, len(item[ROWS]))), made[ROWS][0])


def _row_remove(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    item = draw(st.sampled_from(found))
    if item[ROWS]:
        del item[ROWS][draw(st.integers(0, len(item[ROWS]) - 1))]


def _row_order(draw: st.DrawFn, _: Files, found: list[Record]) -> None:
    item = draw(st.sampled_from(found))
    item[ROWS][:] = draw(st.permutations(item[ROWS]))
