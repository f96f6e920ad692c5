"""A form that was handed out, against a file that went on meanwhile: who changed what since.

The one rule: a cell that nobody touched in the form never puts an old value back; one that both sides changed is left
as the file has it and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gkcat import doubts
from gkcat.book import cell_lines, mark
from gkcat.doubts import tell, whole
from gkcat.fields import Line
from gkcat.finding import Finding
from gkcat.importing.around import Around
from gkcat.importing.found import Found, Part, Row, Told
from gkcat.importing.head import Column
from gkcat.importing.text import Said, line
from gkcat.layout import Cells, cells_of

_SHOWN, _LONGEST = 5, 40  # names in a list, characters of a value


@dataclass
class Since:
    """Judges the cells of one file's forms; conflicts go to ``told``, what was left alone is counted."""

    around: Around
    told: list[Told]
    left: int = 0
    both: int = 0
    gone: list[str] = field(default_factory=list)
    known: dict[str, Cells] = field(default_factory=dict)

    def keeps(self, found: Found, at: Found | Row, part: Part, now: Line) -> bool:
        """Whether the file's value stays: the form's cells are as they were made, or both sides changed them."""
        if not at.marks or not part.cells:
            return False
        if all(mark(column.value, column.option, text) in at.marks for column, text in part.cells):
            self.left += 1
            return True
        shown = self._shown(found, part, now)
        if shown is None or all(mark(column.value, column.option, text) in at.marks for column, text in shown):
            return False
        self.both += 1
        self.told.append(Told(at.grid, at.at, part.cells[0][0].at, _both(part, shown)))
        return True

    def was_content(self, found: Found, row: Row, now: Line) -> bool:
        """Whether the file still discloses what the form's row disclosed when it was made."""
        get = self._cells(found).get(("content", ""))
        return get is not None and mark("content", "", "\n".join(cell_lines(get(now)))) in row.marks

    def is_gone(self, found: Found, *, ours: bool) -> bool:
        """Whether an item that the file no longer has is only what was left of it in an old form.

        ``ours``: other items of the form are in the file, so that it was made for it.
        """
        retired = {each.id for each in self.around.catalog.retired if each.unit == self.around.unit.id}
        known = ours or found.text("id") in retired
        gone = known and bool(found.rows) and all(row.untouched for row in found.rows)
        self.gone += [found.text("name")] if gone else []
        return gone

    def _shown(self, found: Found, part: Part, now: Line) -> list[tuple[Column, str]] | None:
        """What the form's cells would hold if it were made now; None where no layout tells."""
        cells = self._cells(found)
        getters = [(column, cells.get((column.value, column.option))) for column, _ in part.cells]
        return [(column, "\n".join(cell_lines(get(now)))) for column, get in getters if get] or None

    def _cells(self, found: Found) -> Cells:
        name = found.head.layout
        if name not in self.known:
            layout = self.around.layouts.get(name)
            self.known[name] = cells_of(layout, self.around.catalog) if layout else {}
        return self.known[name]

    @property
    def outdated(self) -> bool:
        """Whether the file went on since a form was made, as far as the form can tell."""
        return bool(self.left or self.both or self.gone)

    def said(self, path: str) -> Iterator[Finding]:
        """What was left as the file has it."""
        cure = "要在现在的内容上修改的，请用新做的填报表（gkcat export）"
        if self.left:
            message = f"填报表做出以后文件改过：表里没有动过的 {self.left} 处照文件保留，没有改回旧的写法"
            yield tell(doubts.OUTDATED, whole(path), message, cure)
        if self.gone:
            names = "、".join(dict.fromkeys(self.gone[:_SHOWN])) + ("等" if len(self.gone) > _SHOWN else "")
            message = f"填报表里没有动过的 {len(self.gone)} 行文件里已经没有了，没有再加上：{names}"
            yield tell(doubts.OUTDATED, whole(path), message, "确要恢复的，请在填报表的空行里重新填写")


def _both(part: Part, shown: list[tuple[Column, str]]) -> Said:
    head = part.cells[0][0].head.rpartition("/")[2]
    form = line("；".join(text for _, text in part.cells if text))[:_LONGEST] or "空着"
    file = line("；".join(text for _, text in shown if text))[:_LONGEST] or "空着"
    message = f"“{head}”在填报表和文件里都改了：填报表写“{form}”，文件写“{file}”，照文件保留"
    return Said(doubts.CONFLICT, message, "请商定用哪一种；用填报表的写法的，请直接改文件，或者在新做的填报表里改")
