"""A diff for the terminal: by unit and item, old lines in red and new ones in green.

The one rule: no line is wider than the terminal, wide characters counted two, and nothing is left out.
"""

import shutil
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import accumulate, groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gkcat.diff import GRADES, Change, Diff, items, show
from gkcat.finding import plain
from gkcat.paper.wrapping import wrap

_COLOURS = {-1: "red", 0: "yellow", 1: "green"}
_SIGNS = {-1: "▼", 0: "·", 1: "▲"}


def lines(diff: Diff) -> Iterator[str]:
    """The whole diff at the terminal's width, colours as ANSI codes."""
    out = StringIO()
    width = shutil.get_terminal_size().columns
    console = Console(file=out, width=width, force_terminal=True, color_system="standard", highlight=False)
    for indent, text in _body(diff):
        hang = indent + 2 * text.plain.startswith(("- ", "+ "))
        for at, line in enumerate(_broken(text, width - hang)):
            console.print(Padding(line, (0, 0, 0, hang if at else indent)), no_wrap=True)
    yield from (line.rstrip() for line in out.getvalue().splitlines())


def _broken(text: Text, width: int) -> Iterable[Text]:
    """Broken where the line is full, as Chinese is: rich would rather leave a line empty than break a sentence."""
    lengths = accumulate(map(len, wrap(text.plain, max(width, 2) / 2)))
    return text.divide([*lengths][:-1]) if text.plain else [text]


def heading(diff: Diff) -> str:
    """What is compared and how much changed, in a sentence."""
    found = items(diff.changes)
    units = {unit for unit, _ in found}
    what = f"{len(units)}个单位的{len(found)}个事项有变化" if found else "事项没有变化"
    others = sum(change.what not in {"item", "disclosure"} for change in diff.changes)
    more = f"，单位信息和全市规定另有{others}处" if others else ""
    return f"{diff.new.label}与{diff.old.label}相比，{what}{more}。"


def _body(diff: Diff) -> Iterator[tuple[int, Text]]:
    yield 0, _text((heading(diff), "bold"))
    if diff.changes:
        counts = "　".join(f"{GRADES[grade].title}{number}处" for grade, number in diff.counts().items())
        yield 0, Text(counts, style="dim")
    for name in dict.fromkeys(change.spot.unit for change in diff.changes):
        yield 0, Text()
        yield 0, _text((f"{diff.unit(name)}（{name}）" if name else "全市规定", "bold underline"))
        yield from _unit(diff, [change for change in diff.changes if change.spot.unit == name])
    for path in diff.unread:
        yield 0, _text((f"没有读完：{path}，其中的事项没有全部比对，请先运行 gkcat validate 改正", "red"))


def _unit(diff: Diff, changes: list[Change]) -> Iterator[tuple[int, Text]]:
    """Item by item, or entry by entry, each with its reason below it."""
    for _, group in groupby(changes, key=lambda change: (change.spot.file, change.id)):
        found = [*group]
        yield 2, _head(found[0])
        for change in found:
            yield from _change(diff, change)
        if found[0].reason:
            yield 4, _text((f"原因：{found[0].reason}", "dim"))


def _head(change: Change) -> Text:
    if change.what in {"item", "disclosure"}:
        return _text((change.id, "cyan"), (" ", ""), (change.name, "bold"))
    known = {"unit": "单位信息", "power": "权责清单"}
    where = known.get(change.what) or show.FILES.get(change.spot.file, change.spot.file)
    named = change.name or change.id if change.what != "unit" and change.spot.file != "catalog" else ""
    return _text((where, "cyan"), (" ", ""), (named, "bold"))


def _change(diff: Diff, change: Change) -> Iterator[tuple[int, Text]]:
    openness = GRADES[change.grade].openness
    where = " · ".join(filter(None, (change.stage, show.field(change) if change.field else "")))
    told = (f"{_SIGNS[openness]} {show.title(change)}", _COLOURS[openness])
    yield 4, _text(told, (f"　{where}" if where else "", "dim"))
    old, new = show.differing(diff, change)
    yield from ((6, _text((f"- {line}", "red"))) for line in old if line != show.NOTHING or not new)
    yield from ((6, _text((f"+ {line}", "green"))) for line in new if line != show.NOTHING)


def _text(*parts: tuple[str, str]) -> Text:
    """Words and their styles; what a terminal would obey in them, a commit's subject too, is only shown."""
    return Text.assemble(*((plain(words), style) for words, style in parts))
