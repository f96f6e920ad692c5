"""存在问题 and 下一步 in the words an office writes, made from progress; and the book of the report.

The one rule: a sentence names what is wrong, how many there are and whom it concerns; nothing is made up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from gkcat.book import Book, Column, Table
from gkcat.finding import Finding, Kind
from gkcat.reporting.progress import TOLD_ELSEWHERE, Line, Progress, schedule, states, table, total_change

WEEK, MONTH = "week", "month"
_NAMES = {WEEK: "周报", MONTH: "月报"}
_NAMED = 5  # units are all named up to so many
_WHOLE = 100  # per cent
_KINDS = 5  # kinds of findings told one by one


def kind_of(name: str) -> str:
    """周报 or 月报."""
    return _NAMES[name]


def begins(last: date, name: str) -> date:
    """The day from which changes count where none is given: a week before, or the same day of the month before."""
    if name == WEEK:
        return last - timedelta(days=7)
    before = last.replace(day=1) - timedelta(days=1)
    return before.replace(day=min(last.day, before.day))


def title(found: Progress, name: str) -> str:
    """The report's title."""
    return f"{found.head.jurisdiction.name}政务公开目录编制进展情况{kind_of(name)}"


def day(of: date) -> str:
    """2026年10月18日."""
    return f"{of.year}年{of.month}月{of.day}日"


# ── what has been done ───────────────────────────────────────────────────────


def overview(found: Progress) -> Iterator[str]:
    """总体进展, a sentence each."""
    items = sum(len(line.unit.entries) for line in found.lines)
    rows = sum(line.disclosures for line in found.lines)
    covered = f"，五公开覆盖率{found.coverage}%" if found.coverage is not None else ""
    yield f"截至{day(found.on)}，{len(found.lines)}个责任单位共梳理公开事项{items}项、公开内容{rows}条{covered}。"
    yield f"各单位状态：{'，'.join(f'{state}{number}个' for state, number in found.states.items())}。"
    errors, warnings = (sum(getattr(line, key) for line in found.lines) for key in ("errors", "warnings"))
    opened, closed = (sum(getattr(line.standing, key) for line in found.lines) for key in ("open", "closed"))
    said = f"审核意见共{opened + closed}条，已销号{closed}条、未销号{opened}条" if opened + closed else "还没有审核意见"
    yield f"校验有错误{errors}处、提醒{warnings}处；{said}。"
    change = total_change(found)
    told = f"新增事项{len(change.added)}项、修改{len(change.changed)}项、删去{len(change.removed)}项"
    yield f"本期（{day(found.since)}以后）{told if change else '各单位的事项没有变化'}。"
    good = [line.label for line in found.lines if line.rank > 1 and not (line.errors or line.standing.open)]
    if good:
        yield f"{named(good)}已通过审定，内容没有错误。"


# ── what is amiss ────────────────────────────────────────────────────────────


def problems(found: Progress, kinds: Sequence[Kind]) -> Sequence[str]:
    """存在问题, by kind, the gravest first."""
    return [*_amiss(found, kinds)] or ["没有发现问题。"]


def _amiss(found: Progress, kinds: Sequence[Kind]) -> Iterator[str]:
    yield from _late(found)
    empty = [line.label for line in found.lines if not line.unit.entries]
    if empty:
        yield f"没有事项：{named(empty)}还没有梳理出公开事项。"
    yield from _faults(found, kinds)
    yield from _opinions(found)
    lapsed = [(line.label, len(line.standing.lapsed)) for line in found.lines if line.standing.lapsed]
    if lapsed:
        yield f"审后改动：{counted(lapsed, '项')}在审核通过以后又有改动，没有经过审核。"
    yield from _coverage(found)
    idle = [line.label for line in found.lines if line.rank <= 1 and line.unit.entries and not line.change]
    if idle:
        yield f"进展缓慢：{named(idle)}还没有通过审定，本期事项没有变化。"


def _late(found: Progress) -> Iterator[str]:
    by_phase: dict[str, list[Line]] = {}
    for line in found.lines:
        if line.late:
            by_phase.setdefault(line.late.name, []).append(line)
    for name, lines in by_phase.items():
        late, due = lines[0].late, lines[0].due
        if late:
            days = (found.on - late.end).days
            who = named([line.label for line in lines])
            yield f"进度滞后：{name}已于{day(late.end)}结束，{who}还没有{due}，逾期{days}天。"


def _faults(found: Progress, kinds: Sequence[Kind]) -> Iterator[str]:
    titles = {kind.code: kind.title.rstrip("。") for kind in kinds}
    labels = {line.unit.id: line.label for line in found.lines}
    for severity, head in (("error", "错误"), ("warning", "提醒")):
        own = [each for each in found.findings if each.severity == severity and _of_unit(each, labels)]
        by_code = Counter(each.code for each in own)
        for code, number in by_code.most_common(_KINDS):
            units = Counter(labels[each.where.path.split("/")[1]] for each in own if each.code == code)
            where = counted(sorted(units.items(), key=lambda pair: -pair[1]), "处")
            yield f"校验{head}：{titles.get(code, code)}（{code}）{number}处，{where}。"
        rest = by_code.most_common()[_KINDS:]
        if rest:
            yield f"校验{head}：其他{len(rest)}类{sum(number for _, number in rest)}处。"


def _of_unit(finding: Finding, labels: Iterable[str]) -> bool:
    parts = finding.where.path.split("/")
    return parts[0] == "units" and parts[1] in labels and finding.code not in TOLD_ELSEWHERE


def _opinions(found: Progress) -> Iterator[str]:
    waiting = [(line.label, line.standing.unit_turn) for line in found.lines if line.standing.unit_turn]
    if waiting:
        number = sum(each for _, each in waiting)
        yield f"意见未改：审核意见还有{number}条没有修改，{counted(waiting, '条')}。"
    answered = [(line.label, line.standing.office_turn) for line in found.lines if line.standing.office_turn]
    if answered:
        number = sum(each for _, each in answered)
        yield f"意见待核：已经修改、答复的{number}条意见还没有核对销号，{counted(answered, '条')}。"


def _coverage(found: Progress) -> Iterator[str]:
    low = [(line.label, line.coverage or 0) for line in found.lines if _low(line)]
    if low:
        low.sort(key=lambda pair: pair[1])
        told = "、".join(f"{label}（{number}%）" for label, number in low[:_NAMED])
        several = f"等{len(low)}个单位" if len(low) > _NAMED else ""
        yield f"覆盖不全：{told}{several}的事项还没有覆盖应当公开的五公开环节。"


def _low(line: Line) -> bool:
    return line.coverage is not None and line.coverage < _WHOLE


# ── what is to be done ───────────────────────────────────────────────────────


def steps(found: Progress) -> Sequence[str]:
    """下一步: what the plan and what is amiss ask for."""
    return [*_next(found)] or ["按方案继续推进。"]


def _next(found: Progress) -> Iterator[str]:
    for phase in found.phases:
        left = (phase.end - found.on).days
        when = f"还有{left}天" if left else "今天到期"
        tasks = f"，主要任务：{'、'.join(phase.tasks)}" if phase.tasks else ""
        yield f"{phase.name}{day(phase.end)}结束，{when}{tasks}。"
    coming = [each for each in found.head.phases if each.start > found.on]
    if coming:
        first = min(coming, key=lambda each: each.start)
        yield f"{first.name}{day(first.start)}开始，请提前做好准备。"
    yield from _asked(found)
    if any(line.standing.office_turn for line in found.lines):
        yield f"{found.head.issuer}对已经答复的意见及时核对，同意的销号，不合要求的退回再改。"


def _asked(found: Progress) -> Iterator[str]:
    """What is asked of which units."""
    lines = found.lines
    asks = (
        ([line for line in lines if line.late and line.due == "报送"], "抓紧梳理，尽快报送初审"),
        ([line for line in lines if line.late and line.due != "报送"], "抓紧修改完善，尽快通过审定、备案"),
        ([line for line in lines if line.errors], "逐条改正校验错误，没有错误再报送"),
        ([line for line in lines if line.standing.unit_turn], "逐条修改、答复审核意见，不采纳的写明理由"),
        ([line for line in lines if line.standing.lapsed], "把审核通过以后又改动的事项重新报审"),
        ([line for line in lines if _low(line)], "补齐缺少的环节，确实不适用的写明理由"),
    )
    for asked, what in asks:
        if asked:
            yield f"请{named([line.label for line in asked])}{what}。"


# ── names ────────────────────────────────────────────────────────────────────


def named(labels: Sequence[str]) -> str:
    """Some units in words: 甲、乙, or 甲、乙、丙、丁、戊等12个单位."""
    several = f"等{len(labels)}个单位" if len(labels) > _NAMED else ""
    return "、".join(labels[:_NAMED]) + several


def counted(pairs: Sequence[tuple[str, int]], measure: str) -> str:
    """The same with how many each has: 甲3处、乙1处."""
    several = f"等{len(pairs)}个单位" if len(pairs) > _NAMED else ""
    return "、".join(f"{label}{number}{measure}" for label, number in pairs[:_NAMED]) + several


# ── the book ─────────────────────────────────────────────────────────────────


def book(found: Progress, kinds: Sequence[Kind], name: str) -> Book:
    """The report as tables: units, states, phases, what is amiss, what is to be done."""
    listed = (Column("number", ("序号",), 3, "center"), Column("words", ("内容",), 60))
    amiss = tuple(enumerate(problems(found, kinds), 1))
    next_steps = tuple(enumerate(steps(found), 1))
    plan = tuple(Column(head, (head,), width) for head, width in (("阶段", 12), ("起止日期", 20), ("进度", 10)))
    tables = (
        table(found),
        states(found),
        Table("工作阶段", plan, tuple(schedule(found))),
        Table("存在问题", listed, amiss),
        Table("下一步工作", listed, next_steps),
    )
    version = found.revision[:12] + ("（另有未提交的改动）" if found.dirty else "")
    return Book(
        name=f"进展情况汇总表-{found.on}",
        title=title(found, name),
        tables=tuple(each for each in tables if each.rows),
        marks=(found.head.mark,) if found.head.mark else (),
        facts=(("统计期间", f"{day(found.since)}至{day(found.on)}"), ("统计版本", version)),
        issuer=found.head.issuer,
        day=found.on,
    )
