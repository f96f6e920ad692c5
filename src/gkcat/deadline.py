"""Read the official deadline phrase (规定时限) into its parts, and write them as a phrase again.

The one rule: every character of a phrase is accounted for by the grammar, or the phrase is
unreadable; and what was read is written so that it reads the same again.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of promise a deadline makes."""

    WITHIN = "within"
    AT_LEAST = "at_least"
    BEFORE = "before"
    PERIODIC = "periodic"
    REALTIME = "realtime"
    STANDING = "standing"
    VAGUE = "vague"


class Term(NamedTuple):  # made in a third of a dataclass's time, and most phrases are of their own
    """One clause of a deadline; ``trigger`` is what it hangs on.

    That is the event a term runs from or comes before (信息形成或者变更, or a date: 2026年9月1日);
    what lasts for ``at_least`` (公示); the point in the period for ``periodic`` (1月31日前,
    结束后15日内, 2次); the whole clause for ``vague``. A ``periodic`` term has its period in
    ``unit`` (年 半年 季度 月 周 日 工作日 学期 学年), and an ``amount`` only when it comes every so
    many periods (每3年).
    """

    kind: Kind
    amount: int | None = None
    unit: str = ""
    trigger: str = ""


_ALONE = {kind: frozenset({kind}) for kind in Kind}

_Table = tuple[tuple[Kind, str], ...]
"""Patterns are compiled when they are first tried: all of them take 30 ms, which most commands have no use for."""

_compiled = cache(re.compile)

_YEAR_SIGNS = 4  # 二〇二六
_LONGEST = 200  # characters; a pattern tries each place in turn, so length is what bounds the work

# ── normalise ──
# Not NFKC, which reads ①20日 as 120日.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+")
_UNEVEN = re.compile(r"[\uff01-\uff5e\s\u200b-\u200d\u2060\ufeff\u00ad]")  # what these two change; rare
_PAUSE = re.compile(r"(?<=[起后]),")  # 之日起,20个工作日内 is one clause
_PROVISO = re.compile(  # the law goes first anyway, so saying so adds nothing
    r"(?:^|[,;。(])(?:国家|法律、?(?:(?:行政)?法规)?(?:、?规章)?)?(?:对[^,;。]{0,12}?期限)?"
    r"另有规定的?,?(?:除外|从其规定)\)?(?=[,;。]|$)"
)

# ── units and events ──
_SAME_UNIT = {"天": "日", "自然日": "日", "工作天": "工作日", "星期": "周", "季": "季度"}
_WITH_GE = frozenset({"工作日", "月", "季度", "学期", "学年"})
_WORKDAYS = {"工作日": 1.0, "日": 5 / 7, "周": 5.0, "月": 150 / 7, "季度": 450 / 7, "年": 1825 / 7}
# What may stand before an amount without 之日起 or 后, as in 信息形成20个工作日内.
_EVENT = re.compile(
    r"(?:会|会议|信息|形成|变更|获取|制定|制作|生成|产生|作出|做出|拟定|编制|批复|批准|审批"
    r"|核准|备案|通过|公布|印发|发布|发出|下发|下达|确定|审定|审核|认定|审议|表决|听证"
    r"|论证|完成|结束|终了|期满|届满|到期|办结|受理|收到|接到|申请|签订|签署|生效|更新"
    r"|调整|成立|登记|发生|启动|开始|召开|举行|实施|施行|执行|开学|放假|开班|入学|招生"
    r"|报名|录取|招标|开标|评标|中标|成交|摇号|选房|入住|搬迁|立项|开工|动工|施工|竣工"
    r"|验收|交付|送达|出具|拨付|发放|分配|停水|停气|停电|停暖|停热|核定|确认|公告|张贴"
    r"|发售|订立|合格|通报|发现|支付|兑付|查勘|清点|调查|截止)\)?$"
)
_TORN_FROM = re.compile(r"[)、·/—-]|提$|度(?!假)|每[年半季月周学]")  # no event begins so
_TORN_OFF = (*"之以的、前后(·/—-", "之日", "当日")  # nor ends
_OWN_LENGTH = re.compile(r"[0-9一二两三四五六七八九十百]个?(?:工作日|[日天月年周]|小时)内")

# ── fragments of patterns ──
_T = r"[\u3400-\u9fff〇A-Za-z0-9()《》〈〉〔〕【】“”‘’、·/—-]"  # a character of a trigger
_SELF = (  # 自 is no preposition in 自然资源, 自治区, 自主招生; it is one in 自主管部门批准之日起
    r"然|治[区州县旗]|主[招择创经申评验研]|来水|愿|贸|查[自报]|建房|学考|动[化监]|行[监申检采组招]"
)
_FROM = (  # possessive, so that a preposition never becomes part of the event
    rf"(?:自(?!{_SELF})|从(?![业事])|在(?!线|建(?!设|成|立)|校|岗(?!位)|职(?!称)|编(?!制)|册)|于"
    r"|其中:?|并(?=[公于在])|且(?=公)|同时(?=公))*+"
)
_SIGNS = "零〇一二两三四五六七八九十百"
_LENGTH = (
    rf"(?<![0-9{_SIGNS}])(?P<amount>[0-9]{{1,4}}|[{_SIGNS}]{{1,7}})个?"
    r"(?P<unit>工作[日天]|自然日|日|天|小时|分钟|(?<=个)月|季度|年|周|星期)"
)
_LEAST = r"(?:不得?少于|不得?低于|不得?短于|至少|最少)"
_MOST = r"(?:应当?|须)?(?:最长|最多)?(?:不得?超过|不得?迟于|在|于)?"
_INSIDE = r"[以之]?内"
_AGO = r"[之以]?前"
_SINCE = r"(?:(?:之日|当日)(?:起|后)?|起|[之以]?后)(?:计算|算|计|的)?"
_LASTS = r"(?:公示|公告|公开|征求意见|听取意见|征集意见|张贴|展示)"
_SPAN = r"(?:期限|期间|期|时间|时长|应当|应|须|为|满)*"
_DONE = (
    r"(?:(?:应当?|予以?|进行|及时|定期|主动|同步|集中|首次|向社会|对外|依法|全文|上网|统一|完成)*"
    r"(?:公开|公示|公布|公告|发布|更新|披露|张贴|上墙|挂网|解读|答复|回应|告知|反馈|办结)(?:完毕)?)?"
)
_NOW = r"(?:动态)?(?:当日|当天|即日|即时|实时|立即|当场|同步)内?(?:动态)?"
_ALWAYS = r"(?:长期|常年|永久|持续|常态化?|动态|不间断)+"
_LOOSE = r"(?:及时|适时|适当|尽快|尽早|不?定期|随时|逐步|陆续|第一时间|必要时|酌情)"
_LEANS = r"(?:按照?|依照?|依据|根据|参照|遵照|视|结合)"
_ON = (
    r"(?:规定|要求|部署|安排|进度|进展|情况|程序|计划|[时期]限|时间|节点|需要?|实际|法|执行|办理|确定"
    r"|而定)"
)

# ── split: at stops, and where a showing follows its deadline without one ──
_STOP = re.compile(r"[,;。.内前]")
_CUT = re.compile(
    rf"[,;。]|\.$|(?<=[日月年时]内|[日月底末]前)"
    rf"(?=并?(?:公示|公告|(?:公开)?征求意见){_SPAN}:?(?:{_LEAST}|[0-9{_SIGNS}]))"
)

# ── the grammar: the first row to read a clause wins; an ``event`` ends as _EVENT says ──
_BOUND: _Table = (  # bound to an event or a length of time
    (Kind.WITHIN, rf"{_FROM}(?P<trigger>{_T}+?){_SINCE}{_MOST}{_LENGTH}(?:{_INSIDE})?{_DONE}"),
    (Kind.WITHIN, rf"{_FROM}{_MOST}{_LENGTH}(?:{_INSIDE})?{_DONE}"),
    (
        Kind.BEFORE,
        rf"{_FROM}(?:提前|(?P<trigger>{_T}+?){_AGO}){_LEAST}?{_LENGTH}(?:以?[上内])?{_DONE}",
    ),
    (Kind.AT_LEAST, rf"{_FROM}(?P<trigger>{_T}*?){_SPAN}{_LEAST}{_LENGTH}"),
    (Kind.AT_LEAST, rf"{_FROM}(?P<trigger>{_T}*?{_LASTS}){_SPAN}:?{_LENGTH}(?:以上)?"),
    (Kind.WITHIN, rf"{_FROM}(?P<event>{_T}+?){_MOST}{_LENGTH}{_INSIDE}{_DONE}"),
    (Kind.BEFORE, rf"{_FROM}(?P<event>{_T}+?){_LEAST}?{_LENGTH}{_AGO}{_DONE}"),
    (Kind.BEFORE, rf"{_FROM}(?P<event>{_T}+?){_AGO}{_DONE}"),
)
_WORDED: _Table = (
    (Kind.REALTIME, rf"{_NOW}{_DONE}"),
    (Kind.REALTIME, rf"{_FROM}(?P<trigger>{_T}+?)(?:之日|[之以]?后|的){_NOW}{_DONE}"),
    (Kind.REALTIME, rf"{_FROM}(?:与(?=.*同步){_FROM})?(?P<event>{_T}+?){_NOW}{_DONE}"),
    (Kind.STANDING, rf"{_ALWAYS}(?:有效|调整|保留|展示|{_DONE})"),
    (Kind.VAGUE, r"同[上左]|如上|待定|另定|另行(?:通知|公告|规定|确定)"),
    (Kind.VAGUE, rf"(?:{_T}+?[后起时前])?{_LOOSE}{_DONE}"),
    (Kind.VAGUE, rf"(?:{_LEANS}{_T}*?{_ON}|[规法]定[时期]限)内?{_LOOSE}?{_DONE}"),
)

# ── the calendar, read once numerals have become digits: 三十一日 → 31日 ──
_COUNT = re.compile(rf"(?<![0-9{_SIGNS}])(?:[0-9]+|[{_SIGNS}]+)(?=个?(?:工作|[日号天月年季周次]|小时|学[期年]))")
_NUMBERED = re.compile(rf"[{_SIGNS}0](?<![0-9]0)")  # only these may be written otherwise
_YEAR = r"(?:[12][0-9]{3}年|[次翌当本]年)"
_MONTH = r"(?:(?:1[0-2]|[1-9])月份?)"
_DAY = r"(?:(?:[12][0-9]|3[01]|[1-9])[日号])"
_PART = rf"(?:{_DAY}(?:[、和至-]{_DAY})?|[底末初]|[上中下]旬)"
_DATE = re.compile(
    rf"{_FROM}(?P<point>{_YEAR}?{_MONTH}(?:{_DAY}|[底末]|(?={_AGO}))|{_YEAR}[底末]"
    rf"|[次当本]月(?:{_DAY}|[底末]))(?:{_AGO})?{_DONE}"
)
_PERIODIC = re.compile(
    rf"{_FROM}(?:至少)?(?:(?P<lead>[每按逐]|1(?=(?:年|季度?|月|周)1次))(?P<amount>[1-9][0-9]?)?个?)?"
    r"(?P<unit>半年|年|季|月|周|星期|工作日|日|天|学期|学年)(?:度(?!假))?(?P<rest>.*)"
)
_TIMES = re.compile(rf"{_LEAST}?{_DONE}{_LEAST}?(?:1次|(?P<point>[1-9][0-9]?次))?")
_POINT = re.compile(
    r"(?:(?:年度?|季度?|月|学期)(?=[底末初终]))?(?P<point>"
    rf"(?:{_MONTH}(?:[、和至-]{_MONTH})*{_PART}?|(?:[首末次]月|第[1-3]个月)?{_PART}|终"
    rf"|第?[1-4]季度[底末初]?|[上下]半年|[一二三四五六日])(?:{_AGO})?"
    rf"|前[1-9][0-9]?个?(?:工作)?日内){_DONE}(?:1次)?"
)
_PLAIN = (("号", "日"), ("份", ""), ("之前", "前"), ("以前", "前"), ("个工", "工"), ("工", "个工"))
_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ONE = "[一二两三四五六七八九]"
_NUMERAL = re.compile(rf"(?:({_ONE})百(?:零(?=.$)|(?=.?十|$)))?(?:({_ONE}?)十)?({_ONE})?")


@lru_cache(maxsize=8192)
def parse(phrase: str) -> tuple[Term, ...]:
    """Read a phrase clause by clause; nothing when any part of it can't be read."""
    if len(phrase) > _LONGEST:
        return ()
    # A line break in a cell tears words more often than it ends them: a stop only if need be.
    return _clauses(phrase) or (_clauses(phrase.replace("\n", ";")) if "\n" in phrase else ())


@lru_cache(maxsize=8192)
def kinds(phrase: str) -> frozenset[Kind]:
    """The kinds of a phrase's terms: most rules have nothing to say to most kinds."""
    terms = parse(phrase)
    return _ALONE[terms[0].kind] if len(terms) == 1 else frozenset(term.kind for term in terms)


def render(term: Term) -> str:
    """Write a term as its official phrase."""
    event = term.trigger
    if term.kind is Kind.WITHIN and len(event) > 1:  # but 会后, not 自会之日起
        lead = "" if re.match(_SELF, event) else "自"
        since = "起" if event.endswith("次日") else "之日起"
        return f"{lead}{event}{since}{_length(term)}内"
    return _brief(term)


def workdays(term: Term) -> float | None:
    """Measure a ``within`` term in working days; hours count as one."""
    if term.kind is not Kind.WITHIN or term.amount is None:
        return None
    if term.unit in {"小时", "分钟"}:
        return 1.0
    days = _WORKDAYS.get(term.unit)
    return term.amount * days if days else None


def _clauses(phrase: str) -> tuple[Term, ...]:
    text = _BLANK.sub("", phrase.translate(_HALF)) if _UNEVEN.search(phrase) else phrase
    if "," in text:
        text = _PAUSE.sub("", text)
    if "另有规定" in text:
        text = _PROVISO.sub("", text)
    terms: list[Term] = []
    for clause in filter(None, _CUT.split(text) if _may_cut(text) else (text,)):
        term = _calendar(_digits(clause)) or _look_up(_BOUND, clause) or _look_up(_WORDED, clause)
        if term is None:
            return ()
        terms.append(term)
    return tuple(terms)


def _may_cut(text: str) -> bool:
    """Whether there can be a cut but at the end of 之日起20个工作日内: one look for most phrases."""
    found = _STOP.search(text)
    return found is not None and (found.end() < len(text) or found[0] not in "内前")


def _look_up(table: _Table, clause: str) -> Term | None:
    for kind, pattern in table:
        if (found := _compiled(pattern).fullmatch(clause)) and (term := _term(kind, found)):
            return term
    return None


def _term(kind: Kind, found: re.Match[str]) -> Term | None:
    """Build a term from a row's groups, if its trigger is one and its amount is a number."""
    groups = found.re.groupindex
    event = found["event"] if "event" in groups else ""
    trigger = event or (found["trigger"] or "" if "trigger" in groups else "")
    if kind is Kind.VAGUE:
        trigger = found[0]
    if (event and not _EVENT.search(event)) or (trigger and not _is_whole(trigger, kind)):
        return None
    if "amount" not in groups:
        return Term(kind, trigger=trigger)
    amount, unit = _number(found["amount"]), found["unit"]
    return Term(kind, amount, _SAME_UNIT.get(unit, unit), trigger) if amount else None


def _is_whole(trigger: str, kind: Kind) -> bool:
    """Say whether a trigger can be one: nothing torn off, no second clause and no length of time hidden in it."""
    return not (
        trigger.isascii()
        or (("(" in trigger or ")" in trigger) and trigger.count("(") != trigger.count(")"))
        or ("之日起" in trigger and kind not in {Kind.AT_LEAST, Kind.VAGUE})
        or trigger.endswith(_TORN_OFF)
        or _TORN_FROM.match(trigger)
        or ("内" in trigger and _OWN_LENGTH.search(trigger))
    )


def _calendar(clause: str) -> Term | None:
    """Read a fixed date, or a period and the point in it."""
    if found := _DATE.fullmatch(clause):
        return Term(Kind.BEFORE, trigger=_plain(found["point"]))
    if not (found := _PERIODIC.fullmatch(clause)):
        return None
    rest = found["rest"]
    if not found["lead"] and rest[:1] not in tuple("底末初终"):  # 年底前, but not 月10日前
        return None
    if point := _TIMES.fullmatch(rest) or _POINT.fullmatch(rest):
        trigger = _plain(point["point"] or "")
    elif found["lead"] and (term := _look_up(_BOUND, rest)):  # nor 年终考核结束后10日内
        trigger = _brief(term)
    else:
        return None
    every, unit = int(found["amount"] or 1), found["unit"]
    return Term(Kind.PERIODIC, every if every > 1 else None, _SAME_UNIT.get(unit, unit), trigger)


def _plain(point: str) -> str:
    for words, plain in _PLAIN:
        point = point.replace(words, plain)
    return point


def _digits(clause: str) -> str:
    if _NUMBERED.search(clause) is None:
        return clause
    return _COUNT.sub(lambda found: str(_number(found[0]) or found[0]), clause)


def _number(text: str) -> int | None:
    """Read digits, 二十一, or a year written sign by sign (二〇二六)."""
    if text.isascii():
        return int(text)
    if found := _NUMERAL.fullmatch(text):
        hundreds, tens, ones = found.groups()
        ten = 0 if tens is None else _ONES.get(tens, 1)
        return _ONES.get(hundreds, 0) * 100 + ten * 10 + _ONES.get(ones, 0)
    if len(text) == _YEAR_SIGNS and _ONES.keys() >= set(text):
        return int("".join(str(_ONES[sign]) for sign in text))
    return None


def _length(term: Term) -> str:
    if term.amount is None:
        return ""
    return f"{term.amount}{'个' if term.unit in _WITH_GE else ''}{term.unit}"


def _brief(term: Term) -> str:
    """Write a term in its short form, in which it may also stand as a point in a period."""
    event, length = term.trigger, _length(term)
    match term.kind:
        case Kind.WITHIN:
            words = f"{event}{'后' if event else ''}{length}内"
        case Kind.AT_LEAST:
            words = f"{event}不少于{length}"
        case Kind.BEFORE:
            words = f"{event or '提'}前{length}"
        case Kind.PERIODIC:
            act = "" if event and not event.endswith("次") else "公开"
            words = f"每{length or term.unit}{act}{event or '一次'}"
        case Kind.REALTIME:
            words = f"{event}后实时公开" if event else "实时公开"
        case Kind.STANDING:
            words = "长期公开"
        case Kind.VAGUE:
            words = event or "及时公开"
    return words
