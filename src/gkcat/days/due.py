"""A deadline as a date rule in plain words: from when one counts, how long, which day is the last.

The one rule: nothing is said that the phrase does not say or the law does not add to every term of days.
"""

from functools import lru_cache

from gkcat.deadline import Kind, Term, parse


@lru_cache(maxsize=8192)
def date_rule(phrase: str) -> tuple[str, ...]:
    """Each clause of a deadline phrase as a sentence; nothing of a phrase that can't be read.

    《中华人民共和国民法典》第二百零一条、第二百零三条: the day of the event does not count; where the last day is
    a legal holiday, the day after it is the last.
    """
    return tuple(filter(None, (_sentence(term) for term in parse(phrase))))


def _sentence(term: Term) -> str:  # noqa: PLR0911 - one answer a kind
    match term.kind:
        case Kind.WITHIN:
            return _within(term)
        case Kind.AT_LEAST:
            return f"{term.trigger or '公示'}的时间：开始当天不算，至少{_length(term)}。"
        case Kind.BEFORE:
            return _before(term)
        case Kind.PERIODIC:
            return _periodic(term)
        case Kind.REALTIME:
            return f"{term.trigger or '信息形成'}的当天就公开。"
        case Kind.STANDING:
            return "一直公开，随时可以查到。"
        case Kind.VAGUE:
            return ""


def _within(term: Term) -> str:
    start = f"从“{term.trigger}”那天起算" if term.trigger else "没有写明从哪天起算"
    length = _length(term)
    if term.unit in {"小时", "分钟"}:
        return f"{start}，{length}以内公开。"
    if term.unit == "工作日":
        last = f"当天不算，第{term.amount}个工作日是最后一天；周末和法定节假日不算在内"
    else:
        last = f"当天不算，满{length}的那天是最后一天；最后一天遇法定节假日的，顺延到节后第一天"
    return f"{start}，{last}。"


def _before(term: Term) -> str:
    event = term.trigger
    if not term.amount:
        return f"在“{event}”之前公开。"
    return f"在“{event}”之前公开，至少提前{_length(term)}。" if event else f"至少提前{_length(term)}公开。"


def _periodic(term: Term) -> str:
    every = f"每{_length(term) if term.amount else term.unit}"
    if not term.trigger:
        return f"{every}公开一次。"
    if term.trigger.endswith("次"):
        return f"{every}公开{term.trigger}。"
    return f"{every}公开一次，时间是{term.trigger}。"


def _length(term: Term) -> str:
    return f"{term.amount}{'个' if term.unit in {'工作日', '月', '季度', '学期', '学年'} else ''}{term.unit}"
