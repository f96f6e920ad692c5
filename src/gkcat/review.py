"""Review rounds as acts: begin one, give an opinion, take over what was found, answer, settle, pass, clear.

The one rule: each act gives the files as they would be, made from the old ones by `amend`; none of them writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import NoReturn

from gkcat import RefusedError
from gkcat.amend import Put, amend, one_line
from gkcat.catalog import Catalog
from gkcat.finding import Finding, Pointer
from gkcat.model import Unit
from gkcat.pipeline import Question, UnitTask, check, load_catalog, load_filed, load_reviews, load_unit, review_names
from gkcat.reviews.aim import Aim, aim
from gkcat.reviews.files import path_of
from gkcat.reviews.fingerprint import of_clearance, of_item, of_unit
from gkcat.reviews.opinion import Opinion, Reply, Round
from gkcat.reviews.standing import Case, Standing, cases, standing
from gkcat.source import Plain
from gkcat.workspace import Workspace

Done = tuple[dict[str, bytes], list[str]]
"""The files as they would be, and what was done, in sentences."""

_NEW = """\
# yaml-language-server: $schema=../../schema/review.schema.json
# {label}{name}：意见、答复和销号。由 gkcat review 写入。
"""
_OURS = ("GK180", "GK220", "GK221", "GK222")
"""What the rounds themselves make the check say: no opinion is made of it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that an act on one unit sees; ``sayer`` is the reviewing office, by whom an act is where nobody is named."""

    workspace: Workspace
    catalog: Catalog
    unit: Unit
    reviews: tuple[Round, ...]
    sayer: str

    @property
    def label(self) -> str:
        """The unit in words."""
        return self.unit.label


def desk(workspace: Workspace, name: str, run: int) -> Desk:
    """A unit's desk; RefusedError when there is no such unit, or its items or rounds can't all be read."""
    catalog, _, folders = load_catalog(workspace, run)
    if name not in folders or catalog.head is None:
        _refuse(f"没有单位 {name}，请核对 units 下的文件夹名")
    unit, _, _ = load_unit(UnitTask(workspace, name, run))
    reviews, _ = load_reviews(workspace, name, run)
    if not unit.complete or any(not each.whole for each in reviews):
        _refuse(f"units/{name} 或者它的审核记录里有读不下去的内容，请先运行 gkcat validate 改正")
    return Desk(workspace, catalog, unit, reviews, catalog.head.issuer)


def desks(workspace: Workspace, run: int, mark: str = "") -> list[Desk]:
    """The desks of all units under review, in the roster's order; of those with an opinion whose id begins so."""
    _, _, folders = load_catalog(workspace, run)
    rounds = review_names(workspace, run)[0]
    return [desk(workspace, name, run) for name in folders if name in rounds and _has(workspace, name, run, mark)]


def _has(workspace: Workspace, name: str, run: int, mark: str) -> bool:
    """Whether a unit has such an opinion: what is broken elsewhere need not keep anybody from answering his own."""
    reviews, _ = load_reviews(workspace, name, run)
    return not mark or any(each.id.startswith(mark) for one in reviews for _, each in one.opinions)


def stand(at: Desk) -> Standing:
    """Where the unit stands, the last filing considered."""
    filed = load_filed(at.workspace, at.unit.id, [each.name for each in at.reviews])
    return standing(at.unit, at.reviews, at.catalog.rounds, filed)


# ── rounds ───────────────────────────────────────────────────────────────────


def start(at: Desk, name: str, on: date) -> Done:
    """Begin a round on what is committed now."""
    if name not in at.catalog.rounds:
        _refuse(
            f"没有“{name}”这个轮次，现有{'、'.join(at.catalog.rounds)}；可以在 catalog/catalog.yaml 的 rounds 里增加"
        )
    path, place = path_of(name, at.unit.id), at.catalog.rounds.index
    for each in at.reviews:
        if each.name == name:
            _refuse(f"{at.label}的{name}已经开始，见 {path}")
        if each.open:
            _refuse(f"{at.label}的{each.name}还有{len(each.open)}条意见没有销号，不能开始{name}")
        if place(each.name) > place(name):
            _refuse(f"{at.label}的{each.name}已经开始，不能再开始它前面的{name}")
    folder = f"units/{at.unit.id}/"
    if any(changed.startswith(folder) or folder.startswith(changed) for changed in at.workspace.uncommitted()):
        _refuse(f"{folder} 还有改动没有提交到 git，请提交后再开始审核")
    about: dict[str, Plain] = {
        "on": on.isoformat(),
        "revision": at.workspace.commit(),
        "of": of_unit(entry.item for entry in at.unit.entries),
    }
    top = _NEW.format(label=at.label, name=name) + "started:\nopinions:\n"
    told = f"{at.label}的{name}已经开始：{len(at.unit.entries)}个事项，版本 {str(about['revision'])[:8]}。"
    return {path: _amended(path, top.encode(), [Put((), "started", about)])}, [told]


def passed(at: Desk, name: str, by: str, on: date) -> Done:
    """Note that the unit passed, with the mark of each item; asks for no open opinion and no error."""
    one = _round(at, name)
    if one is not at.reviews[-1]:
        _refuse(f"{at.label}已经进入{at.reviews[-1].name}，{one.name}不能再通过")
    if one.open:
        _refuse(
            f"{at.label}的{one.name}还有{len(one.open)}条意见没有销号：{'、'.join(each.id for each in one.open[:5])}"
        )
    if not at.unit.entries:
        _refuse(f"{at.label}还没有事项，无从通过")
    report = check(at.workspace, Question(units=frozenset((at.unit.id,)), paths=(f"units/{at.unit.id}",), today=on))
    if report.summary.errors:
        _refuse(f"{at.label}还有{report.summary.errors}个错误，请先运行 gkcat validate units/{at.unit.id} 改正")
    items: dict[str, Plain] = {entry.item.id: of_item(entry.item) for entry in at.unit.entries}
    note: Plain = {"on": on.isoformat(), "by": by or at.sayer, "items": items}
    data = at.workspace.read(one.path)
    if one.passed is not None:  # again, after a change: the old marks go with their lines
        data = _without_passed(one.path, data)
    told = f"{at.label}{one.name}通过：{len(items)}个事项。此后再有改动，改动的事项要重新审核。"
    return {one.path: _amended(one.path, data, [Put((), "passed", note)])}, [told]


def _without_passed(path: str, data: bytes) -> bytes:
    """The file without `passed`, which stands last in what gkcat writes."""
    lines = data.decode().splitlines(keepends=True)
    first = next((at for at, line in enumerate(lines) if line.startswith("passed:")), None)
    rest = lines[first + 1 :] if first is not None else []
    if first is None or any(line.strip() and not line.startswith((" ", "#")) for line in rest):
        _refuse(f"{path} 的写法改不下去；请手工删去其中的 passed，再试一次")
    kept = [line for line in rest if line.startswith("#")]
    return "".join([*lines[:first], *kept]).encode()


def _round(at: Desk, name: str) -> Round:
    """The round of that name, else the last."""
    found = next((each for each in at.reviews[::-1] if name in ("", each.name)), None)
    if found is None:
        first = name or at.catalog.rounds[0]
        _refuse(f"{at.label}的{first}还没有开始，请先运行 gkcat review start {first} --unit {at.unit.id}")
    return found


# ── opinions ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion as it is given: its words, by whom, when, and the code it was taken from."""

    text: str
    by: str
    on: date
    code: str = ""


def add(at: Desk, pointer: str, said: Said, name: str = "") -> Done:
    """Give an opinion on ``单位.事项/环节/栏目``."""
    if not said.text.strip():
        _refuse("请写明意见")
    one, meant = _round(at, name), aim(pointer, at.unit)
    opinion = _opinion(at, one, meant, said)
    if any(each.id == opinion["id"] for _, each in one.opinions):
        _refuse(f"这条意见已经提过，编号 {opinion['id']}")
    return _added(at, one, [opinion]), [f"{one.name}意见 {opinion['id']}：{at.label} {meant.label}。"]


def take(at: Desk, findings: Iterable[Finding], said: Said, name: str = "") -> Done:
    """Make opinions of findings on the unit that are none yet; what was settled and has not changed is left alone."""
    one = _round(at, name)
    every = [case for each in at.reviews for case in cases(at.unit, each)]
    known = {_key(case.opinion) for case in every if case.round is one or not (case.open or case.moved)}
    fresh: dict[str, dict[str, Plain]] = {}
    for finding in findings:
        meant = _aimed(at.unit, finding)
        if meant is None or finding.code.startswith(_OURS):
            continue
        text = "；".join(filter(None, (finding.message, finding.help)))
        opinion = _opinion(at, one, meant, replace(said, text=text, code=finding.code))
        if _key(Opinion.model_validate(opinion)) not in known:
            fresh.setdefault(str(opinion["id"]), opinion)
    told = f"{at.label}：转入{len(fresh)}条{one.name}意见。" if fresh else f"{at.label}：没有新的问题可以转入。"
    return (_added(at, one, [*fresh.values()]) if fresh else {}), [told]


def _aimed(unit: Unit, finding: Finding) -> Aim | None:
    """What a finding in the unit's files is about; None of one elsewhere."""
    if not finding.where.path.startswith(f"units/{unit.id}/"):
        return None
    places = {(entry.path, entry.index): entry for entry in unit.entries}
    pointer: Pointer = finding.where.pointer
    entry = places.get((finding.where.path, int(pointer[1]))) if pointer[:1] == ("items",) and pointer[1:] else None
    match pointer[2:] if entry else ():
        case ("disclosures", int(row), *rest):
            return Aim(unit, entry, row, str(rest[0]) if rest else "")
        case (str(field), *_) if field not in ("id", "disclosures"):
            return Aim(unit, entry, None, field)
    return Aim(unit, entry)


def _key(opinion: Opinion) -> tuple[str, ...]:
    return opinion.code, opinion.item, opinion.stage, opinion.row, opinion.field, opinion.text


def _opinion(at: Desk, one: Round, meant: Aim, said: Said) -> dict[str, Plain]:
    """An opinion as its file holds it. The id follows from what it says: the same said twice is one opinion."""
    row = meant.disclosure
    about = {
        "item": meant.entry.item.id if meant.entry else "",
        "stage": row.stage if row else "",
        "row": row.content[0] if row and row.content else "",
        "field": meant.field,
        "code": said.code,
        "text": one_line(said.text),
    }
    seed = "\n".join([one.name, at.unit.id, *about.values(), said.on.isoformat()])
    told = about | {
        "was": one_line("；".join(meant.words)),
        "by": one_line(said.by or at.sayer),
        "on": said.on.isoformat(),
        "of": meant.mark if meant.entry else "",  # of a whole unit anything would be a change
    }
    return {"id": sha256(seed.encode()).hexdigest()[:8], **{key: value for key, value in told.items() if value}}


def _added(at: Desk, one: Round, opinions: Sequence[dict[str, Plain]]) -> dict[str, bytes]:
    data = at.workspace.read(one.path)
    bare = [] if b"\nopinions:" in b"\n" + data else [Put((), "opinions", [])]
    return {one.path: _amended(one.path, data, [*bare, Put(("opinions",), None, [*opinions])])}


# ── answers ──────────────────────────────────────────────────────────────────


def seek(all_desks: Sequence[Desk], mark: str) -> tuple[Desk, Case]:
    """The opinion whose id begins so, over all units; RefusedError when there is none or more than one."""
    found = [
        (at, case)
        for at in all_desks
        for one in at.reviews
        for case in cases(at.unit, one, last=one is at.reviews[-1])
        if case.opinion.id.startswith(mark)
    ]
    if len(found) != 1 or not mark:
        told = "、".join(f"{case.opinion.id}（{at.label}）" for at, case in found[:5])
        none = f"没有编号为 {mark} 的意见；gkcat review status -u 单位代号 列出各条的编号"
        _refuse(none if not found else f"编号以 {mark} 开头的意见有几条，请多写几位：{told}")
    return found[0]


def reply(at: Desk, case: Case, answer: Reply) -> Done:
    """Answer an opinion; what is left open about ``adopted`` is the reviewer's own word."""
    if not case.open:
        _refuse(f"意见 {case.opinion.id} 已经销号，不再答复")
    if answer.adopted and answer.by == case.opinion.by:
        _refuse(f"答复单位与提出单位相同（{answer.by}）；审核人员退回再改的，请用 gkcat review reject")
    words = {"adopted": answer.adopted, "text": one_line(answer.text), "by": answer.by, "on": answer.on.isoformat()}
    entry: Plain = [{key: value for key, value in words.items() if value}]
    more = Put((*_place(case), "replies"), None, entry)
    put = more if case.opinion.replies else Put(_place(case), "replies", entry)
    told = f"已记录答复（{answer.adopted}），等审核人员销号" if answer.adopted else "退回再改"
    made = _amended(case.round.path, at.workspace.read(case.round.path), [put])
    return {case.round.path: made}, [f"{at.label} {case.round.name}意见 {case.opinion.id}：{told}。"]


def reject(at: Desk, case: Case, text: str, on: date) -> Done:
    """Ask for more: the reviewer has the last word, so it is the unit's turn again."""
    return reply(at, case, Reply(text=text, by=case.opinion.by or at.sayer, on=on))


def close(at: Desk, case: Case, note: str, by: str, on: date) -> Done:
    """Settle an opinion with what stands there now; one that nobody answered only with a reason."""
    if case.open and case.waits_for_unit and not note.strip():
        told = f"意见 {case.opinion.id} 还没有答复也没有修改，不能销号；撤回意见的，请加 --note 写明理由"
        _refuse(told)
    if not case.open and not case.lapsed:
        _refuse(f"意见 {case.opinion.id} 已经销号")
    mark = case.aim.mark if case.aim and case.aim.entry else ""
    words = {"by": by or at.sayer, "on": on.isoformat(), "of": mark, "note": one_line(note)}
    closing: Plain = {key: value for key, value in words.items() if value}
    data = at.workspace.read(case.round.path)
    made = _amended(case.round.path, data, [Put(_place(case), "closed", closing)])
    return {case.round.path: made}, [f"{at.label} {case.round.name}意见 {case.opinion.id}：已销号。"]


def _place(case: Case) -> Pointer:
    return ("opinions", case.place)


# ── clearance ────────────────────────────────────────────────────────────────


def clear(at: Desk, pointer: str, result: str, by: str, on: date) -> Done:
    """Note that a 保密审查 was made of what stands there now, for each disclosure of an item or for one of them.

    The result and the body are those on record where none is given; 《政府信息公开条例》第十七条.
    """
    meant = aim(pointer, at.unit)
    entry = meant.entry
    if entry is None or meant.field:
        _refuse(f"保密审查对一个事项或者一条公开内容作出，应写成 {at.unit.id}.事项编号 或者 {at.unit.id}.事项编号/环节")
    rows = [*range(len(entry.item.disclosures))] if meant.row is None else [meant.row]
    if not rows:
        _refuse(f"{entry.item.id} 没有公开内容，不用保密审查")
    puts: list[Put] = []
    for row in rows:
        disclosure = entry.item.disclosures[row]
        old = disclosure.secrecy
        given = {"result": result or (old.result if old else ""), "by": by or (old.by if old else "")}
        if not all(given.values()):
            _refuse(
                f"{entry.item.id} 的“{disclosure.stage}”还没有保密审查，请用 --result 写明结论，用 --by 写明审查机构"
            )
        seal = given | {"on": on.isoformat(), "of": of_clearance(entry.item, disclosure)}
        puts.append(Put(("items", entry.index, "disclosures", row), "secrecy", {**seal}))
    made = _amended(entry.path, at.workspace.read(entry.path), puts)
    return {entry.path: made}, [f"{at.label} {entry.item.id}：{len(puts)}条公开内容的保密审查已记录，{on}。"]


# ── writing ──────────────────────────────────────────────────────────────────


def _amended(path: str, data: bytes, puts: list[Put]) -> bytes:
    made = amend(path, data, puts)
    if made is None:
        _refuse(f"{path} 的写法接不下去，没有写入；请先运行 gkcat fmt {path}，再试一次")
    return made


def _refuse(message: str) -> NoReturn:
    raise RefusedError(message)
