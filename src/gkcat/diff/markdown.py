"""A diff as a comment on a pull request, in GitHub's Markdown (GitLab's and Gitee's understand it as well).

The one rule: what it quotes is shown as it stands and does nothing, and it fits into a comment.
"""

from collections.abc import Iterator, Sequence

from gkcat.diff import GRADES, Change, Diff, items, show
from gkcat.diff.text import heading
from gkcat.reports.markdown import MAX_LENGTH, length, safe

MARK = "<!-- gkcat diff -->"
"""By this a workflow finds its earlier comment and replaces it."""

_ROOM = MAX_LENGTH - 1_000  # what the first and last lines need at most
_SHOWN_OPEN = 12  # more items than these are folded away
_LONGEST = 3  # lines of a value that are shown


def lines(diff: Diff) -> Iterator[str]:
    """A sentence, the counts with what is less open first, then item by item while there is room."""
    yield MARK
    yield f"**gkcat** {safe(heading(diff))}"
    if diff.changes:
        yield from ("", "| 变化 | 处数 | |", "|---|--:|---|")
        for grade, number in diff.counts().items():
            less = {-1: "▼ 公开减少", 1: "▲ 公开增加"}.get(GRADES[grade].openness, "")
            yield f"| {GRADES[grade].title}（`{grade}`） | {number} | {less} |"
        yield from _blocks(diff)
    yield from (f"\n没有读完：{safe(path)}，其中的事项没有全部比对。" for path in diff.unread[:20])


def _blocks(diff: Diff) -> Iterator[str]:
    blocks = [*_items(diff), *_others(diff)]
    folded = len(blocks) > _SHOWN_OPEN
    yield ""
    if folded:
        yield from (f"<details><summary>逐项查看（共 {len(blocks)} 项）</summary>", "")
    room, left = _ROOM, len(blocks)
    for block in blocks:
        room -= length(block)
        if room < 0:
            break
        yield from block.split("\n")
        left -= 1
    if folded:
        yield from ("", "</details>")
    if left:
        yield from ("", f"其余 {left} 项没有列出，请在本机运行 gkcat diff 查看。")


def _items(diff: Diff) -> Iterator[str]:
    for (unit, id_), changes in items(diff.changes).items():
        head = f"**{safe(diff.unit(unit))}**　{safe(changes[0].name)}（{safe(f'{unit}.{id_}')}）"
        yield _block(diff, head, changes)


def _others(diff: Diff) -> Iterator[str]:
    found = [change for change in diff.changes if change.what not in {"item", "disclosure"}]
    for name in dict.fromkeys(change.spot.path for change in found):
        yield _block(diff, f"**{safe(name)}**", [change for change in found if change.spot.path == name], named=True)


def _block(diff: Diff, head: str, changes: Sequence[Change], *, named: bool = False) -> str:
    """A head with the reason, and a line for each change."""
    reason = f"（原因：{safe(changes[0].reason)}）" if changes[0].reason else ""
    return "\n".join([head + reason, "", *(_change(diff, change, named=named) for change in changes), ""])


def _change(diff: Diff, change: Change, *, named: bool) -> str:
    sign = {-1: "▼ ", 1: "▲ "}.get(GRADES[change.grade].openness, "")
    name = change.name or change.id if named else ""
    of = "，".join(filter(None, (name, change.stage, show.field(change) if change.field else "")))
    return f"- {sign}{show.title(change)}{'　' if of else ''}{safe(of)}：{_values(diff, change)}"


def _values(diff: Diff, change: Change) -> str:
    old, new = (_quoted(lines) for lines in show.differing(diff, change))
    if old == show.NOTHING:
        return new
    return f"~~{old}~~" if new == show.NOTHING else f"{old} → {new}"


def _quoted(lines: tuple[str, ...]) -> str:
    shown = "；".join(lines[:_LONGEST]) + ("；……" if len(lines) > _LONGEST else "")
    return safe(shown) if lines else show.NOTHING
