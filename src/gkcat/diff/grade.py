"""What a change of one value means: whether the public sees more, less, earlier or later than before.

The one rule: what can't be weighed is called what it is, a rewording, never better or worse.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from gkcat.deadline import Kind, Term, parse, workdays
from gkcat.diff.match import lines
from gkcat.model import DEGREES, MODES, PUBLIC

_DAYS = {"工作日": 7 / 5, "日": 1.0, "周": 7.0, "月": 30.0, "季度": 91.0, "半年": 182.0, "学期": 182.0, "年": 365.0}
_DAYS |= {"学年": 365.0, "小时": 1 / 24, "分钟": 1 / 1440}
_POINT = re.compile(r"(?:(?P<month>[0-9]{1,2})月)?(?:(?P<day>[0-9]{1,2})日|(?P<part>[底末]))?前?\Z")
_SAME_EVENT = re.compile(r"之|该|政府|信息|或者?|、|及")


def grade(what: str, field: str, old: Any, new: Any) -> str:
    """The name of the grade of a change of one field; ``what`` it is of, as `Change.what` says."""
    if what == "catalog":
        return "catalog"
    if what in {"unit", "power"}:
        return "unit"
    weigh = _FIELDS.get(field, _wording)
    return weigh(old, new) if callable(weigh) else weigh


def _wording(_old: Any, _new: Any) -> str:
    return "wording"


def _withheld(old: Any, new: Any) -> str:
    if bool(old) == bool(new):
        return "basis"
    return "withheld" if new else "disclosed"


def _degree(old: str, new: str) -> str:
    if not old or not new:
        return "wording"
    last = DEGREES[-1]
    if last in {old, new}:
        return "withheld" if new == last else "disclosed"
    return "narrowed" if DEGREES.index(new) > DEGREES.index(old) else "widened"


def _audience(old: str, new: str) -> str:
    if PUBLIC in {old, new} and old and new:
        return "narrowed" if old == PUBLIC else "widened"
    return "wording"


def _mode(old: str, new: str) -> str:
    if not old or not new:
        return "wording"
    return "narrowed" if new == MODES[1] else "widened"


def _level(old: Sequence[str], new: Sequence[str]) -> str:
    return _of_set(old, new, "narrowed", "widened") if old and new else "wording"


def _channel(old: Sequence[str], new: Sequence[str]) -> str:
    return _of_set(old, new, "channel-dropped", "channel-added")


def _of_set(old: Sequence[str], new: Sequence[str], dropped: str, added: str) -> str:
    """To lose one outweighs to gain another."""
    if set(old) - set(new):
        return dropped
    return added if set(new) - set(old) else "order"


def _content(old: Sequence[str], new: Sequence[str]) -> str:
    pairs = lines(old, new)
    if len(pairs) < len(old):
        return "content-dropped"
    reworded = any(old[one] != new[other] for one, other in pairs)
    if len(pairs) < len(new):
        return "content-added"
    return "wording" if reworded else "order"


def _not_applicable(old: dict[str, str], new: dict[str, str]) -> str:
    return {"order": "wording"}.get(found := _of_set([*old], [*new], "demanded", "waived"), found)


def _published(old: Sequence[Any], new: Sequence[Any]) -> str:
    return "unpublished" if len(new) < len(old) else "published" if len(new) > len(old) else "wording"


# ── deadlines ────────────────────────────────────────────────────────────────


def _deadline(old: str, new: str) -> str:
    """Clause by clause; all must point the same way."""
    ours, theirs = parse(old), parse(new)
    if not ours or not theirs or len(ours) != len(theirs):
        return "deadline"
    found = {_term(one, other) for one, other in zip(ours, theirs, strict=True)} - {""}
    if not found:
        return "wording"
    return found.pop() if len(found) == 1 else "deadline"


def _term(old: Term, new: Term) -> str:
    """How one clause compares; empty when it promises the same."""
    if old == new:
        return ""
    within = {Kind.WITHIN, Kind.REALTIME}
    if {old.kind, new.kind} <= within and _same_event(old, new):
        return _later(_wait(old), _wait(new))
    if old.kind is not new.kind:
        return "deadline"
    weigh = {Kind.AT_LEAST: _notice, Kind.BEFORE: _before, Kind.PERIODIC: _periodic}.get(old.kind)
    return weigh(old, new) if weigh else "deadline"


def _same_event(old: Term, new: Term) -> bool:
    """Whether two terms hang on the same event, or one does not say on which."""
    one, other = (_SAME_EVENT.sub("", each.trigger) for each in (old, new))
    return not one or not other or one == other


def _wait(term: Term) -> float | None:
    return 0.0 if term.kind is Kind.REALTIME else workdays(term)


def _later(old: float | None, new: float | None) -> str:
    if old is None or new is None:
        return "deadline"
    return "" if old == new else "longer-deadline" if new > old else "shorter-deadline"


def _length(term: Term) -> float | None:
    days = _DAYS.get(term.unit)
    return term.amount * days if days and term.amount else None


def _notice(old: Term, new: Term) -> str:
    ours, theirs = _length(old), _length(new)
    if ours is None or theirs is None or not _same_event(old, new):
        return "deadline"
    return "" if ours == theirs else "shorter-notice" if theirs < ours else "longer-notice"


def _before(old: Term, new: Term) -> str:
    """So long before an event: the longer, the earlier. A date: the later, the later."""
    ours, theirs = _length(old), _length(new)
    if ours is not None and theirs is not None and _same_event(old, new):
        return _later(theirs, ours)
    return _later(_point(old.trigger), _point(new.trigger))


def _periodic(old: Term, new: Term) -> str:
    ours, theirs = ((each.amount or 1) * _DAYS.get(each.unit, 0.0) for each in (old, new))
    if ours != theirs:
        return _later(ours or None, theirs or None)
    if old.trigger == new.trigger:
        return ""
    inner = [parse(each.trigger) for each in (old, new)]
    if all(len(each) == 1 for each in inner) and inner[0][0].kind is inner[1][0].kind is Kind.WITHIN:
        return _later(workdays(inner[0][0]), workdays(inner[1][0]))
    return _later(_point(old.trigger), _point(new.trigger))


def _point(point: str) -> float | None:
    """The day of the year or month that a point in a period stands for: 1月31日前, 10日前, 3月底前."""
    found = _POINT.match(point)
    if not found or not (found["month"] or found["day"] or found["part"]):
        return None
    month = int(found["month"] or 0)
    day = int(found["day"]) if found["day"] else 31 if found["part"] else 0
    return month * 32.0 + day


_FIELDS: dict[str, Callable[[Any, Any], str] | str] = {
    "id": "renumbered",
    "name": "renamed",
    "power_type": "power",
    "power_code": "power",
    "basis": "basis",
    "not_applicable": _not_applicable,
    "withheld": _withheld,
    "stage": "stage",
    "content": _content,
    "owner": "owner",
    "deadline": _deadline,
    "channel": _channel,
    "scope.degree": _degree,
    "scope.audience": _audience,
    "scope.mode": _mode,
    "scope.level": _level,
    "secrecy": "secrecy",
    "published": _published,
}
