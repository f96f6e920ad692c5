"""What came of asking the published addresses: findings at their places, a Book, and the file that keeps it.

The one rule: nothing here touches the network; an address is judged once, and every record of it shares the answer.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from gkcat import RefusedError
from gkcat.book import Book, Column, Link, Row, Table
from gkcat.catalog import Catalog
from gkcat.days.workdays import Workdays
from gkcat.duties.duty import Asked, overdue
from gkcat.finding import Finding, Kind, Problem, Where, stamp
from gkcat.model import Contract, Entry, Published, Unit


class Reached(StrEnum):
    """What became of an address."""

    LIVE = "能打开"
    MOVED = "已迁移"
    DEAD = "打不开"
    UNSURE = "无法核实"


@dataclass(frozen=True, slots=True)
class Answer:
    """How an address answered: ``told`` says why it is not simply live, ``final`` where it led for good."""

    url: str
    state: Reached
    told: str = ""
    final: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One published record, and where it stands."""

    unit: Unit
    entry: Entry
    row: int
    number: int

    @property
    def published(self) -> Published:
        """The record itself."""
        return self.entry.item.disclosures[self.row].published[self.number]

    @property
    def where(self) -> Where:
        """Where its address stands."""
        at = ("items", self.entry.index, "disclosures", self.row, "published", self.number, "url")
        return Where(self.entry.path, at)

    @property
    def newest(self) -> bool:
        """Whether no later record of its disclosure is there."""
        return self.published.on == max(one.on for one in self.entry.item.disclosures[self.row].published)


def records(units: Sequence[Unit]) -> list[Record]:
    """All published records, in the order of units and files."""
    return [
        Record(unit, entry, row, number)
        for unit in units
        for entry in unit.entries
        for row, disclosure in enumerate(entry.item.disclosures)
        for number in range(len(disclosure.published))
    ]


# ── findings ─────────────────────────────────────────────────────────────────

DEAD_LINK = Kind(
    "GK174",
    "dead-link",
    "error",
    """公开的网址打不开。

为什么：目录里写明已经公开的内容，公众按网址打不开，等于没有公开。由 `gkcat links` 逐个访问得出。
请恢复网页，或者改写为现在的网址；内容已经撤下的，删去这条记录。
""",
)
MOVED_LINK = Kind(
    "GK175",
    "moved-link",
    "warning",
    """公开的网址已经永久迁移。

为什么：旧网址随时可能停用；网站自己已经说明新的地址，应当改写。由 `gkcat links` 逐个访问得出。
""",
)
STALE_LINK = Kind(
    "GK176",
    "stale-link",
    "warning",
    """公开的网址能打开，但定期公开的内容已经过期。

为什么：时限要求定期公开，最近一期到期以后没有新的公开记录，网页上的是旧内容。
由 `gkcat links` 对照规定时限得出，算法与 `gkcat due` 相同。请公开最近一期，并补记 published。
""",
)
UNVERIFIED_LINK = Kind(
    "GK177",
    "unverified-link",
    "warning",
    """公开的网址无法由程序核实。

为什么：有的网站不让程序访问，安全证书核对不上，或者网址指向内部网络。由 `gkcat links` 逐个访问得出。
请人工打开核对；公众打不开内部网络的网址，应当改写。
""",
)
ALL = (DEAD_LINK, MOVED_LINK, STALE_LINK, UNVERIFIED_LINK)
_OF = {Reached.DEAD: DEAD_LINK, Reached.MOVED: MOVED_LINK, Reached.UNSURE: UNVERIFIED_LINK}
_CURES = {
    Reached.DEAD: "请恢复网页，或者改写为现在的网址；已经撤下的，删去这条记录",
    Reached.UNSURE: "请人工打开核对",
}


def findings(
    catalog: Catalog, found: Sequence[Record], answers: Mapping[str, Answer], asked: Asked
) -> Iterator[Finding]:
    """What is wrong with the records, by place; what opens may still be out of date."""
    workdays = Workdays.of(catalog.head.calendar) if catalog.head else Workdays()
    for record in found:
        answer = answers[record.published.url]
        if kind := _OF.get(answer.state):
            cure = f"请改写为 {answer.final}" if answer.state is Reached.MOVED else _CURES[answer.state]
            yield stamp(Problem(record.where, f"{answer.state}：{answer.told}", cure), kind, record.where)
        if answer.state in {Reached.LIVE, Reached.MOVED} and record.newest:
            yield from _stale(record, asked, workdays)


def _stale(record: Record, asked: Asked, workdays: Workdays) -> Iterator[Finding]:
    for duty in overdue(record.unit, record.entry, record.row, asked, workdays)[:1]:
        message = f"{record.published.on} 公开的，已经过期：{duty.disclosure.deadline}，{duty.due} 到期的还没有公开"
        problem = Problem(record.where, message, f"请公开（{duty.cause}），并补记 published", related=(duty.where,))
        yield stamp(problem, STALE_LINK, record.where)


# ── as a Book and as values ──────────────────────────────────────────────────

_HEADS = (
    ("unit", "责任单位", 7),
    ("id", "事项编号", 9),
    ("name", "事项名称", 12),
    ("stage", "公开环节", 5),
    ("on", "公开日期", 6),
    ("state", "结果", 5),
    ("url", "网址", 18),
    ("told", "说明", 14),
)


def book(catalog: Catalog, found: Sequence[Record], answers: Mapping[str, Answer], on: date) -> Book:
    """One table: every record and how its address answered, the bad ones first."""
    head = catalog.head
    order = [Reached.DEAD, Reached.UNSURE, Reached.MOVED, Reached.LIVE]
    ranked = sorted(found, key=lambda record: order.index(answers[record.published.url].state))
    columns = tuple(Column(key, (name,), width) for key, name, width in _HEADS)
    counted = Counter(answers[record.published.url].state for record in found)
    return Book(
        name="网址检查结果",
        title=(head.jurisdiction.name if head else "") + "政务公开网址检查结果",
        subtitle=f"{on} 检查",
        tables=(Table("公开记录", columns, tuple(_row(each, answers[each.published.url]) for each in ranked)),),
        marks=(head.mark,) if head and head.mark else (),
        notes=("，".join(f"{state} {counted[state]} 条" for state in order) + f"，共 {len(found)} 条。",),
        issuer=head.issuer if head else "",
        day=on,
    )


def _row(record: Record, answer: Answer) -> Row:
    item, published = record.entry.item, record.published
    safe = published.url.startswith(("http://", "https://"))
    return (
        record.unit.label,
        f"{record.unit.id}.{item.id}",
        item.name,
        item.disclosures[record.row].stage,
        published.on,
        str(answer.state),
        Link(published.url, published.url) if safe else published.url,
        answer.told,
    )


def values(found: Sequence[Finding], answers: Mapping[str, Answer], on: date) -> dict[str, object]:
    """The answers as plain values; `read` takes them back."""
    counted = Counter(answer.state for answer in answers.values())
    return {
        "on": str(on),
        "links": [
            {
                "url": each.url,
                "state": each.state.name.lower(),
                "status": each.status,
                "final": each.final,
                "message": each.told,
            }
            for each in answers.values()
        ],
        "findings": [each.values() for each in found],
        "summary": {state.name.lower(): counted[state] for state in Reached},
    }


class _Link(Contract):
    url: str
    state: str
    status: int = 0
    final: str = ""
    message: str = ""

    def answer(self) -> Answer:
        return Answer(self.url, Reached[self.state.upper()], self.message, self.final, self.status)


_MOST = 64 * 1024 * 1024  # bytes: a hundred thousand addresses take 30 MB


def read(path: Path) -> tuple[date, dict[str, Answer]]:
    """The answers kept by `gkcat links --format json`: their day, and each by address.

    RefusedError when the file is none of these.
    """
    try:
        with path.open("rb") as file:
            plain: Any = json.loads(file.read(_MOST))  # of a longer file a part, which is no JSON
        links = TypeAdapter(tuple[_Link, ...]).validate_python(plain["links"])
        return date.fromisoformat(plain["on"]), {each.url: each.answer() for each in links}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path} 不是 gkcat links --format json 生成的检查结果，或者没有这个文件"
        raise RefusedError(message) from error


def told(answers: Mapping[str, Answer]) -> str:
    """How many addresses came to what, in a line."""
    counted = Counter(answer.state for answer in answers.values())
    parts = "，".join(f"{counted[state]} 个{state}" for state in Reached if counted[state])
    return f"访问了 {len(answers)} 个网址：{parts}。" if answers else "没有公开记录，没有网址可以访问。"
