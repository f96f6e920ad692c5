"""What an opinion is about: ``mzj.fpjz-001/结果/deadline`` ⇄ a place in the unit as it stands now.

The one rule: a place is found by names and likeness, never by number, so it is found again after others were put
before it, moved or edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, NoReturn

from gkcat import RefusedError
from gkcat.finding import Pointer, Where
from gkcat.model import MODES, PUBLIC, Contract, Disclosure, Entry, Item, Scope, Unit
from gkcat.reviews.fingerprint import of_disclosure, of_item, of_unit, of_words
from gkcat.reviews.opinion import FIELDS, ROW_FIELDS, Opinion

_LIKE = 0.6  # of 1: less alike is another disclosure
_COMPARED = 200  # characters
_SHOWN = 12  # characters of a disclosure's first line that tell it from another


@dataclass(frozen=True, slots=True)
class Aim:
    """A unit, an item of it (``entry``), one of its disclosures (``row``), a field of either."""

    unit: Unit
    entry: Entry | None = None
    row: int | None = None
    field: str = ""

    @property
    def disclosure(self) -> Disclosure | None:
        """The disclosure."""
        return None if self.entry is None or self.row is None else self.entry.item.disclosures[self.row]

    @property
    def where(self) -> Where:
        """Its place in the unit's files."""
        if self.entry is None:
            return Where(f"units/{self.unit.id}/unit.yaml")
        at: Pointer = () if self.row is None else ("disclosures", self.row)
        at += (self.field,) if self.field else ()
        return Where(self.entry.path, ("items", self.entry.index, *at))

    @property
    def words(self) -> tuple[str, ...]:
        """What stands there now: the field's lines, a disclosure's content, an item's name."""
        if self.entry is None:
            return ()
        if self.disclosure is not None:
            return _words(getattr(self.disclosure, self.field or "content"))
        return _words(getattr(self.entry.item, self.field or "name"))

    @property
    def mark(self) -> str:
        """The fingerprint of just that."""
        if self.entry is None:
            return of_unit(entry.item for entry in self.unit.entries)
        if self.field:
            return of_words(self.words)
        return of_item(self.entry.item) if self.disclosure is None else of_disclosure(self.disclosure)

    @property
    def label(self) -> str:
        """It in words: 最低生活保障 · 结果 · 规定时限."""
        if self.entry is None:
            return "整个单位"
        stage = self.disclosure.stage if self.disclosure else ""
        return " · ".join(filter(None, (self.entry.item.name, stage, title(self.field))))


def title(field: str) -> str:
    """A field's Chinese title."""
    return ROW_FIELDS.get(field) or FIELDS.get(field, field)


def find(opinion: Opinion, unit: Unit) -> Aim | None:
    """What an opinion is about, as it stands now; None when it is gone."""
    if not opinion.item:
        return Aim(unit)
    entry = next((each for each in unit.entries if each.item.id == opinion.item), None)
    if entry is None or not opinion.stage:
        return Aim(unit, entry, None, opinion.field) if entry else None
    row = _row(opinion, entry.item.disclosures)
    return None if row is None else Aim(unit, entry, row, opinion.field)


def _row(opinion: Opinion, rows: Sequence[Disclosure]) -> int | None:
    """The disclosure: the only one of its stage; else the one that is most like what it was, if any is."""
    same = [at for at, row in enumerate(rows) if row.stage == opinion.stage]
    if len(same) == 1:
        return same[0]
    likeness = [(_likeness(opinion.row, rows[at]), -at) for at in same or range(len(rows))]
    best, place = max(likeness, default=(0.0, 0))
    return -place if best >= _LIKE or (same and best > 0) else None


def _likeness(line: str, row: Disclosure) -> float:
    """How like the first line was: by its beginning, for the time to compare grows with the square of the length."""
    first = line[:_COMPARED]
    likeness = (SequenceMatcher(None, first, each[:_COMPARED], autojunk=False).ratio() for each in row.content)
    return max(likeness, default=0.0)


# ── as it is typed ───────────────────────────────────────────────────────────


def parts(text: str) -> tuple[str, str, list[str]]:
    """``mzj.fpjz-001/结果/deadline`` as unit, item, [what follows]."""
    first, *rest = text.strip().strip("/").split("/")
    unit, _, item = first.partition(".")
    return unit, item, [each.strip() for each in rest if each.strip()]


def aim(text: str, unit: Unit) -> Aim:
    """What a typed pointer means; RefusedError with what could be written instead when it means nothing."""
    _, item, rest = parts(text)
    if not item:
        return Aim(unit) if not rest else _refuse(f"“{text}”没有写事项编号，应写成 {unit.id}.事项编号/环节/栏目")
    entry = next((each for each in unit.entries if each.item.id == item), None)
    if entry is None:
        listed = "、".join(each.item.id for each in unit.entries[:8])
        _refuse(f"{unit.label}没有事项 {item}；有 {listed}{'等' if len(unit.entries) > 8 else ''}")  # noqa: PLR2004 - as above
    if not rest:
        return Aim(unit, entry)
    if len(rest) == 1 and (field := _field(rest[0], FIELDS)):
        return Aim(unit, entry, None, field)
    row = _typed_row(rest[0], entry.item)
    field = _field(rest[1], ROW_FIELDS) if len(rest) > 1 else ""
    if len(rest) > 2 or (len(rest) > 1 and not field):  # noqa: PLR2004 - stage and field
        _refuse(f"没有栏目“{'/'.join(rest[1:])}”；可以写 {_listed(ROW_FIELDS)}")
    return Aim(unit, entry, row, field)


def _field(word: str, fields: dict[str, str]) -> str:
    """A field by its key or its title."""
    return word if word in fields else next((key for key, name in fields.items() if name == word), "")


def _typed_row(word: str, item: Item) -> int:
    """结果, or 结果2 where an item has several."""
    rows = item.disclosures
    stage, number = (word, "") if any(row.stage == word for row in rows) else (word.rstrip("0123456789"), word)
    same = [at for at, row in enumerate(rows) if row.stage == stage]
    told = "、".join(dict.fromkeys(row.stage for row in rows)) or "没有公开内容"
    if not same:
        _refuse(f"{item.id} 没有环节或者栏目“{word}”；环节有 {told}，事项的栏目有 {_listed(FIELDS)}")
    place = int(number.removeprefix(stage) or 0) if number else 0
    place = place or (1 if len(same) == 1 else 0)
    if not 1 <= place <= len(same):
        several = "；".join(f"{stage}{n} {''.join(rows[at].content)[:_SHOWN]}…" for n, at in enumerate(same, 1))
        _refuse(f"{item.id} 有{len(same)}条“{stage}”，请写明哪一条：{several}")
    return same[place - 1]


def _listed(fields: dict[str, str]) -> str:
    return "、".join(f"{key}（{name}）" for key, name in fields.items())


def _refuse(message: str) -> NoReturn:
    raise RefusedError(message)


# ── values as words ──────────────────────────────────────────────────────────


def _words(value: Any) -> tuple[str, ...]:  # noqa: PLR0911 - one answer a kind
    """A field's value as lines of text."""
    match value:
        case Scope():
            audience = value.audience if value.audience != PUBLIC else ""
            mode = value.mode if value.mode != MODES[0] else ""
            return tuple(filter(None, (value.degree, audience, mode, "、".join(value.level), value.note)))
        case dict():
            return tuple(f"{key}：{reason}" for key, reason in value.items())
        case date():
            return (value.isoformat(),)
        case Contract():
            return tuple(line for key in type(value).model_fields for line in _words(getattr(value, key)))
        case tuple():
            return tuple(line for each in value for line in _words(each))
        case None | "":
            return ()
    return (str(value),)
