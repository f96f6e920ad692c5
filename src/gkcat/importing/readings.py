"""What the cell of each column of a disclosure means: text → ({key: value}, what to say, what is left for the note).

The one rule: a column is one entry of `READ`; keys are those of the contract, ``scope.degree`` below a disclosure.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from gkcat import doubts
from gkcat.catalog import Catalog
from gkcat.fields import FIELDS, Draft
from gkcat.importing import lists, marks, values
from gkcat.importing.text import Said, line, squeeze, tidy
from gkcat.model import DEGREES, GROUP_MARK, MODES, PUBLIC
from gkcat.source import Plain

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What cells are understood by: the office's lists, and all names of the unit it is imported for."""

    catalog: Catalog
    unit_names: frozenset[str]
    seen: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False)

    def once(self, column: str, text: str, read: Callable[[str, "Known"], T]) -> T:
        """What a cell was read to be, kept: most cells of a table are like others. Nobody changes what is given."""
        found = self.seen.get((column, text))
        if found is None:
            found = self.seen[column, text] = read(text, self)
        kept: T = found
        return kept

    @cached_property
    def channels(self) -> dict[str, str]:
        """Every way to write a channel → its canonical name."""
        return marks.channel_names(self.catalog)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Every name of a body."""
        return frozenset(map(squeeze, self.catalog.owner))


Reading = tuple[dict[str, Plain], list[Said], str]
_Read = Callable[[str, Known], Reading]


def _stage(text: str, known: Known) -> Reading:
    near = {"预公开": "决策", "解读回应": "解读"}
    near = {word: stage for word, stage in near.items() if stage in known.catalog.stage}
    found, said, left = values.choice(text, tuple(known.catalog.stage), near)
    if not found and left:
        return {"stage": [line(text)]}, said, ""
    return ({"stage": list(found)} if found else {}), said, left


def _content(text: str, _: Known) -> Reading:
    found, said = lists.entries(text)
    return {"content": list(found)}, said, ""


def _owner(text: str, known: Known) -> Reading:
    found, said = values.owner(text, known.catalog)
    return {"owner": found}, said, ""


def _deadline(text: str, _: Known) -> Reading:
    found, said = values.deadline(text)
    return {"deadline": found}, said, ""


def _channel(text: str, known: Known) -> Reading:
    found, said = marks.channels(text, known.channels)
    return {"channel": list(found)}, said, ""


def _degree(text: str, _: Known) -> Reading:
    found, left, said = values.degree(text)
    return ({"scope.degree": found} if found else {}), said, left


def _mode(text: str, _: Known) -> Reading:
    found, left, said = values.mode(text)
    return ({"scope.mode": found} if found else {}), said, left


def _level(text: str, _: Known) -> Reading:
    found, left, said = values.levels(text)
    return ({"scope.level": list(found)} if found else {}), said, left


def _audience(text: str, _: Known) -> Reading:
    found, said = values.audience(text)
    return ({"scope.audience": found} if found else {}), said, ""


def _group(text: str, _: Known) -> Reading:
    if marks.ticked(text) is False:
        return {}, [], ""
    found, said = values.group(text)
    return {"scope.audience": found}, said, ""


_MARKED_SCOPE = (*DEGREES, *MODES, PUBLIC, "特定群体")


def _scope(text: str, known: Known) -> Reading:
    """公开程度 in full: degree, audience, mode and levels, each on its line or between stops."""
    found: dict[str, Plain] = {}
    said: list[Said] = []
    rest: list[str] = []
    marked = marks.marked(text, _MARKED_SCOPE)
    parts = [mark.words for mark in marked if mark.on] if marked else re.split(r"[\n；;，,]+", tidy(text))
    if any(mark.odd for mark in marked):
        said.append(Said(doubts.DOUBTED, "勾选的符号不是通常的样子", "请核对原件"))
    for each in filter(None, parts):
        for read in (_mode, _level, _degree):
            values_of, more, left = read(each, known)
            if values_of and not (left and read is not _degree):
                found |= {key: value for key, value in values_of.items() if key not in found}
                said += more
                rest += [left] if left else []
                break
        else:
            if each.startswith(GROUP_MARK) or (re.search("社会|公众|群体|对象|群众", each) and len(each) < _SHORT):
                values_of, more, _ = _audience(each, known)
                found |= values_of
                said += more
            else:
                rest.append(line(each))
    return found, said, "；".join(rest)


_SHORT = 20
"""Characters; what is longer is an explanation, not an audience."""


def _line_of(key: str) -> _Read:
    def read(text: str, _: Known) -> Reading:
        return {key: line(text)}, [], ""

    return read


_RESULTS = ("可以公开", "部分公开", "不予公开")


def _result(text: str, _: Known) -> Reading:
    near = {"可公开": "可以公开", "公开": "可以公开", "同意公开": "可以公开", "不公开": "不予公开", "通过": "可以公开"}
    found, said, left = values.choice(text, _RESULTS, near)
    return ({"secrecy.result": found[0]} if found else {}), said, left


def _day(text: str, _: Known) -> Reading:
    day = values.day(text)
    return ({"secrecy.on": day}, [], "") if day else ({}, [], line(text))


def _published(text: str, _: Known) -> Reading:
    """A date and an address on each line."""
    made: list[Plain] = []
    for each in tidy(text).split("\n"):
        address = re.search(r"https?://\S+", each)
        day = values.day(each.replace(address[0], "")) if address else ""
        if not address or not day:
            return {}, [], line(text)
        made.append({"on": day, "url": address[0]})
    return {"published": made}, [], ""


def _events(text: str, _: Known) -> Reading:
    """A date and what happened on each line."""
    made: list[Plain] = []
    for each in tidy(text).split("\n"):
        found = re.match(r"[12][0-9]{3}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?", each)
        what = each[found.end() :].strip() if found else ""
        day = values.day(found[0]) if found else ""
        if not day or not what:
            return {}, [], line(text)
        made.append({"on": day, "what": what})
    return {"events": made}, [], ""


READ: dict[str, _Read] = {
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
    "secrecy.result": _result,
    "secrecy.by": _line_of("secrecy.by"),
    "secrecy.on": _day,
    "published": _published,
    "events": _events,
}


def verbatim(value: str, text: str) -> Draft:
    """What `gkcat build` would have written so, but for blanks around it: the layout's own way back."""
    draft = Draft()
    put = FIELDS[value].put
    if put:
        put(draft, tuple(words for each in text.split("\n") if (words := each.strip())))
    return draft


_CLOSED: dict[str, Callable[[str], bool]] = {
    "degree": lambda text: text in DEGREES,
    "mode": lambda text: text in MODES,
    "audience": lambda text: text == PUBLIC or text.startswith(GROUP_MARK),
    "scope": lambda text: text.split("\n")[0] in DEGREES,
    "secrecy.result": lambda text: text in _RESULTS,
    "secrecy.on": lambda text: text == values.day(text),
    "published": lambda _: False,
    "events": lambda text: all(
        re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2} .", each) and values.day(each[:10]) for each in text.split("\n") if each
    ),
    "level": lambda _: False,
    "level.effective": lambda _: False,
    "stage": lambda _: False,
}
"""Columns of which not any text is a value: when a cell has what gkcat would write; else it is read like any other."""


def as_written(value: str, text: str, known: Known) -> Reading:
    """What a cell says that gkcat wrote, or a clerk in its place: words stand as they are where they can be a value."""
    fits = _CLOSED.get(value)
    if value in READ and ((fits and not fits(text)) or (value == "channel" and _is_list(text, known))):
        return READ[value](text, known)
    draft = verbatim(value, text)
    made = dict(draft.row)
    made |= {f"scope.{key}": each for key, each in draft.scope.items()}
    return made | {f"secrecy.{key}": each for key, each in draft.secrecy.items()}, [], ""


def _is_list(text: str, known: Known) -> bool:
    """Whether channels stand in a ticked list or several in a line."""
    return bool(marks.marked(text, known.channels)) or any(
        sign in each for each in text.split("\n") if each not in known.catalog.channel for sign in "、，,;；"
    )
