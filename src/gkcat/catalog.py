"""catalog/ → what the office has decided for everybody: vocabularies, roster, laws, limits.

The one rule: no rule blames a unit for what is missing in a list that could not be read whole (`Catalog.firm`).
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

from gkcat import refusals
from gkcat.citation import citations, cited, names_place
from gkcat.deadline import Term, parse, workdays
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.model import Contract, Disclosure, Entry, Item, UnitCard
from gkcat.reading import as_mapping, read, read_each
from gkcat.source import parse as parse_yaml
from gkcat.tables import (
    KEYS,
    OPTIONAL,
    ROUNDS,
    TABLES,
    Channel,
    Domain,
    Head,
    Law,
    Limit,
    PowerType,
    Reason,
    Retired,
    Stage,
    Subject,
)

Terms = tuple[tuple[Limit, Term | None, Term | None], ...]
"""Limits with their longest and shortest terms."""

Near = tuple[tuple[Limit, Term], ...]
"""Limits with the one of these that is asked for."""


@dataclass(frozen=True)
class Catalog:
    """The office's decisions, ready to be looked up."""

    head: Head | None = None
    domains: tuple[Domain, ...] = ()
    stages: tuple[Stage, ...] = ()
    power_types: tuple[PowerType, ...] = ()
    channels: tuple[Channel, ...] = ()
    laws: tuple[Law, ...] = ()
    limits: tuple[Limit, ...] = ()
    withholding: tuple[Reason, ...] = ()
    subjects: tuple[Subject, ...] = ()
    retired: tuple[Retired, ...] = ()
    cards: Mapping[str, UnitCard] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @cached_property
    def firm(self) -> "Catalog":
        """What a unit may be judged by: lists not read whole are empty, and so are names when not all are known."""
        lists: dict[str, tuple[Contract, ...]] = dict.fromkeys(self.unread, ())
        if "subjects" in self.unread or any(unit not in self.cards for unit in self.roster):
            lists["subjects"] = ()
            return replace(self, cards={}, **lists)  # type: ignore[arg-type]  # each list has its own kind
        return replace(self, **lists)  # type: ignore[arg-type]  # likewise

    @property
    def roster(self) -> tuple[str, ...]:
        """The units' ids in the order of print."""
        return self.head.units if self.head else ()

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds of review in their order."""
        return self.head.rounds if self.head else ROUNDS

    @cached_property
    def domain(self) -> dict[str, Domain]:
        """Domains by id."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def stage(self) -> dict[str, Stage]:
        """Stages by name."""
        return {stage.name: stage for stage in self.stages}

    @cached_property
    def power_type(self) -> dict[str, PowerType]:
        """Power types by name."""
        return {power_type.name: power_type for power_type in self.power_types}

    def demanded(self, item: Item) -> tuple[str, ...]:
        """The stages an item must cover: its power type's, without those it says are not applicable.

        None of an item that is withheld, or whose power type is unknown.
        """
        stages = self._demands.get(item.power_type, ())
        if not item.disclosures or item.withheld is not None:
            return ()
        if item.not_applicable:
            return tuple(stage for stage in stages if stage not in item.not_applicable)
        return stages

    @cached_property
    def _demands(self) -> dict[str, tuple[str, ...]]:
        return {each.name: tuple(stage for stage in each.stages if stage in self.stage) for each in self.power_types}

    @cached_property
    def channel(self) -> dict[str, Channel]:
        """Channels by canonical name."""
        return {channel.name: channel for channel in self.channels}

    @cached_property
    def channel_alias(self) -> dict[str, str]:
        """Other names of channels → the canonical one."""
        return {
            alias: channel.name for channel in self.channels for alias in (channel.label, *channel.aliases) if alias
        }

    @cached_property
    def law(self) -> dict[str, Law]:
        """Laws by full title and by short name."""
        named = {short: law for law in self.laws for short in law.short}
        return named | {law.title: law for law in self.laws}

    @cached_property
    def out_of_force(self) -> dict[str, Law]:
        """Laws by their names that are repealed or not yet in force on the catalogue's day."""
        day = self.head.as_of if self.head else None
        return {name: law for name, law in self.law.items() if day and not law.in_force(day)}

    @cached_property
    def with_articles(self) -> frozenset[str]:
        """The names of the laws in force that are cited by their articles."""
        return frozenset(name for name, law in self.law.items() if law.has_articles)

    def cites_well(self, item: Item) -> bool:
        """Whether all that an item cites is a law in force, with the place in it if it has articles, and no number.

        Then four rules have nothing to look for; what is known of a text is kept: 32 ms less in 5,000 items.
        """
        known = self._well
        for basis in item.basis:
            well = known.get(basis)
            if well is None:
                well = known[basis] = self._is_well_cited(basis)
            if not well:
                return False
        return item.withheld is None

    @cached_property
    def _well(self) -> dict[str, bool]:
        return {}

    def _is_well_cited(self, basis: str) -> bool:
        found = citations(basis)
        return bool(found) and all(
            title in self.law
            and title not in self.out_of_force
            and "号" not in rest
            and (title not in self.with_articles or names_place(rest))
            for title, rest in found
        )

    @cached_property
    def reason(self) -> dict[str, Reason]:
        """Lawful reasons for withholding by name."""
        return {reason.name: reason for reason in self.withholding}

    @cached_property
    def retired_id(self) -> dict[tuple[str, str], Retired]:
        """Retired items by (unit, id)."""
        return {(each.unit, each.id): each for each in self.retired}

    @cached_property
    def owner(self) -> dict[str, str]:
        """Every name an owner may be given by → the name to print."""
        names: dict[str, str] = {}
        for subject in self.subjects:
            names |= dict.fromkeys((subject.name, *subject.short_names), subject.name)
        for unit, card in self.cards.items():
            names |= dict.fromkeys(filter(None, (unit, card.name, card.short_name)), card.label)
        return names

    def printed(self, owner: str) -> str:
        """An owner, each of its bodies by the name to print; kept, since few occur."""
        if owner not in self._printed:
            self._printed[owner] = "、".join([self.owner.get(name, name) for name in owners(owner)])
        return self._printed[owner]

    @cached_property
    def _printed(self) -> dict[str, str]:
        return {}

    def in_full(self, basis: str) -> str:
        """A citation word for word, and what else is known of its laws: full title, number, date; kept likewise."""
        if basis not in self._in_full:
            notes = [note for title in cited(basis) if (note := self._about(title, basis))]
            self._in_full[basis] = f"{basis}（{'；'.join(notes)}）" if notes else basis
        return self._in_full[basis]

    def _about(self, title: str, basis: str) -> str:
        law = self.law.get(title)
        if law is None:
            return ""
        parts = [f"全称《{law.title}》"] if law.title != title else []
        parts += [law.number] if law.number and law.number not in basis else []
        parts += [f"{law.effective.year}年{law.effective.month}月{law.effective.day}日起施行"] if law.effective else []
        return "，".join(parts)

    @cached_property
    def _in_full(self) -> dict[str, str]:
        return {}

    @cached_property
    def terms(self) -> Terms:
        """Limits with their longest and shortest terms read, the most special first."""
        ordered = sorted(self.limits, key=lambda limit: -limit.weight)
        return tuple((limit, _term(limit.longest), _term(limit.shortest)) for limit in ordered)

    def tightest(self, disclosure: Disclosure, entry: Entry) -> float:
        """Working days that no limit on this kind of disclosure is shorter than: what keeps to them needs no look."""
        return self._near(disclosure, entry)[2]

    def longest(self, disclosure: Disclosure, entry: Entry) -> tuple[Limit, Term] | None:
        """The most special limit on how long a disclosure may take; its words may also be in the deadline.

        部门预算经财政部门批复后20日内 tells what is shown; 公告不少于5日 does not.
        """
        near = self._near(disclosure, entry)[0]
        return _first(near, (entry.item.name, disclosure.deadline, *disclosure.content)) if near else None

    def shortest(self, disclosure: Disclosure, entry: Entry) -> tuple[Limit, Term] | None:
        """The most special limit on how short a public notice may be."""
        near = self._near(disclosure, entry)[1]
        return _first(near, (entry.item.name, *disclosure.content)) if near else None

    def _near(self, disclosure: Disclosure, entry: Entry) -> tuple[Near, Near, float]:
        """The limits whose conditions hold but for their words; kept, since few kinds occur: 60 ms in 5,000 items."""
        kind = (entry.item.power_type, disclosure.stage, entry.domain)
        found = self._by_kind.get(kind)
        if found is None:
            fit = [term for term in self.terms if term[0].fits(*kind)]
            longs = tuple((limit, longest) for limit, longest, _ in fit if longest)
            shorts = tuple((limit, shortest) for limit, _, shortest in fit if shortest)
            found = longs, shorts, min((workdays(term) or 0.0 for _, term in longs), default=inf)
            self._by_kind[kind] = found
        return found

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str], tuple[Near, Near, float]]:
        return {}


def _first(near: Near, texts: Iterable[str]) -> tuple[Limit, Term] | None:
    """The first limit that asks for no words or finds one of its own in the texts."""
    text = ""
    for found in near:
        words = found[0].words
        if not words:
            return found
        text = text or "\n".join(texts)
        if any(map(text.__contains__, words)):
            return found
    return None


def _term(phrase: str) -> Term | None:
    return next(iter(parse(phrase)), None) if phrase else None


_VAGUE_OWNER = re.compile(
    r"(?:各级?|其他|本?[省市县区]级?|本级)?(?:(?:相关|有关|主管|职能|责任|行业|业务|行政|涉及)+(?:部门|单位|机构|科室|股室|方面)?"
    r"|(?<=各)(?:部门|单位|机构|科室|股室)|(?<=各级)(?:部门|单位|机构)|(?<=其他)(?:部门|单位|机构))等?\Z"
    r"|(?:本|我|该)(?:单位|部门|机关|局|科室|股室)\Z|等(?:单位|部门|有关部门|相关部门|有关单位|相关单位)?\Z|(?:暂未|待)?(?:确定|定)\Z"
)


def is_vague_owner(name: str) -> bool:
    """Whether an owner names nobody: 相关部门, 有关单位."""
    return bool(_VAGUE_OWNER.match(name))


_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]")


def seen_as(name: str, known: Container[str]) -> str:
    """The known name that a name looks like, blanks and signs that take no room apart; empty when it is another."""
    bare = _UNSEEN.sub("", name)
    return bare if bare != name and bare in known else ""


def owners(text: str) -> Iterator[str]:
    """The bodies named in an owner: several are joined by 、."""
    return (name.strip() for name in text.split("、"))


_JOINTS = (re.compile(r"[,，;；/\s]+"), re.compile(r"以及|[,，;；/\s]|(?=等(?:\Z|单位|部门|有关|相关))|[和及与]"))


def joined(name: str, known: Container[str]) -> tuple[str, ...]:
    """The bodies in a name that joins several by another sign than 、 (甲局,乙局 甲局和乙局); none when it does not."""
    for joint in _JOINTS:
        parts = tuple(filter(None, joint.split(name)))
        if len(parts) > 1 and all(part in known or is_vague_owner(part) for part in parts):
            return parts
    return ()


def read_catalog(files: Mapping[str, bytes], cards: Mapping[str, UnitCard]) -> tuple[Catalog, list[Finding]]:
    """Read catalog/<name>.yaml files (name → bytes) together with the units' cards."""
    findings: list[Finding] = []
    head = None
    if "catalog" in files:
        head, findings = _head(files["catalog"])
    else:
        findings.append(_missing("catalog"))
    tables: dict[str, tuple[Contract, ...]] = {}
    unread: set[str] = set()
    for name in TABLES:
        entries, wrong = _table(name, files.get(name))
        tables[name] = tuple(entries)
        unread |= {name} if wrong else set()
        findings += wrong
    read_whole = Catalog(head=head, cards=cards, unread=frozenset(unread), **tables)  # type: ignore[arg-type]  # each table has its own kind
    return read_whole, findings


def _missing(name: str) -> Finding:
    where = Where(f"catalog/{name}.yaml", line=1, column=1, end_column=2)
    cure = "请补上这张表，可以在别处运行 gkcat init，从新建的目录里复制"
    return stamp(Problem(where, f"缺少文件 catalog/{name}.yaml", cure), refusals.MISSING_FILE, where)


def _head(data: bytes) -> tuple[Head | None, list[Finding]]:
    path = "catalog/catalog.yaml"
    plain, findings = parse_yaml(path, data)
    if plain is None:
        return None, findings
    if not isinstance(plain, dict):
        return None, [*findings, *as_mapping(plain, Where(path), {}, ["title", "jurisdiction", "issuer"])[1]]
    head, wrong = read(Head, plain, Where(path))
    named = [(Where(path, ("units", place)), unit) for place, unit in enumerate(head.units if head else ())]
    return head, [*findings, *wrong, *_doubled(named)]


def _table(name: str, data: bytes | None) -> tuple[Iterable[Contract], list[Finding]]:
    if data is None:
        return (), ([] if name in OPTIONAL else [_missing(name)])
    path, key = f"catalog/{name}.yaml", KEYS.get(name, name)
    plain, findings = parse_yaml(path, data)
    if plain is None:
        return (), findings
    top, wrong = as_mapping(plain, Where(path), {key: "全部条目"}, [key])
    entries, wrongs = read_each(TABLES[name], top.get(key, ""), Where(path, (key,)))
    known = ((place, *_identity(entry)) for place, entry in entries)
    wrong += _doubled((Where(path, (key, place, own)), identity) for place, own, identity in known)
    return [entry for _, entry in entries], findings + wrong + wrongs


def _identity(entry: Contract) -> tuple[str, str]:
    """The key by which an entry is known, the first of its kind, and what stands there."""
    key = next(iter(type(entry).model_fields))
    return key, " ".join(str(getattr(entry, each)) for each in ((key, "id") if key == "unit" else (key,)))


def _doubled(named: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    """The entries that are there already, each with the place of the first."""
    first: dict[str, Where] = {}
    for where, name in named:
        earlier = first.setdefault(name, where)
        if earlier is not where:
            problem = Problem(where, f"“{name}”写了两次", "请删去其中一个", related=(earlier,))
            yield stamp(problem, refusals.BAD_VALUE, where)
