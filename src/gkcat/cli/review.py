"""Commands of the review rounds: `gkcat review …`.

The one rule: a command either writes all its files or none, and says in a sentence what it did.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gkcat.cli.face import Command, Group
from gkcat.cli.terminal import REVIEW, Root, app, day_of, refuse, short, workspace_at, write

if TYPE_CHECKING:
    from gkcat.review import Desk, Done

review = typer.Typer(
    cls=Group,
    help="审核：初审、审定等各轮的意见、答复、销号和通过，以及保密审查。",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
app.add_typer(review, name="review", rich_help_panel=REVIEW)

Units = Annotated[list[str], typer.Option("--unit", "-u", metavar="单位", help="单位代号；可以写几次。")]
SomeUnits = Annotated[
    list[str] | None, typer.Option("--unit", "-u", metavar="单位", help="只看这些单位（代号）；不写则看全部。")
]
On = Annotated[str, typer.Option("--on", metavar="日期", help="日期，如 2026-10-18；不写为今天。")]
By = Annotated[str, typer.Option("--by", metavar="单位", help="由哪个单位或者科室作出；不写个人姓名。")]
RoundOption = Annotated[str, typer.Option("--round", metavar="轮次", help="哪一轮；不写为最近一轮。")]
Mark = Annotated[str, typer.Argument(metavar="编号", help="意见编号，写前几位也可以。")]
Pointer = Annotated[
    str, typer.Argument(metavar="单位.事项/环节/栏目", help="如 mzj.fpjz-001/结果/deadline；可以只写前几段。")
]


@review.command("start", cls=Command)
def start_round(
    name: Annotated[str, typer.Argument(metavar="轮次", help="如 初审、审定。")],
    unit: Units,
    on: On = "",
    root: Root = None,
) -> None:
    """开始一轮审核：记下单位报送的版本。"""
    from gkcat.review import start

    _each(root, unit, lambda at: start(at, name, day_of(on)))


@review.command("add", cls=Command)
def add_opinion(
    pointer: Pointer,
    text: Annotated[str, typer.Argument(metavar="意见", help="意见的内容。")],
    name: RoundOption = "",
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """提一条意见：指明单位、事项、环节和栏目；移动、修改后仍指得到。"""
    from gkcat.review import Said, add
    from gkcat.reviews.aim import parts

    _each(root, [parts(pointer)[0]], lambda at: add(at, pointer, Said(text, by, day_of(on)), name))


@review.command("take", cls=Command)
def take_findings(
    unit: Units,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="代码", help="只转入这些代码（可只写开头）。")
    ] = None,
    name: RoundOption = "",
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """转入校验发现的问题：每个问题一条意见，已经转入的不再转入。"""
    from gkcat.pipeline import Question, check
    from gkcat.review import Said, take

    workspace = workspace_at(root, [])
    paths = tuple(f"units/{each}" for each in unit)
    codes = tuple(code.upper() for code in select or ())
    report = check(workspace, Question(paths=paths, units=frozenset(unit), select=codes, today=day_of(on)))
    _each(root, unit, lambda at: take(at, report.findings, Said("", by, day_of(on)), name))


@review.command("reply", cls=Command)
def reply_to(
    mark: Mark,
    text: Annotated[str, typer.Argument(metavar="答复", help="怎样修改的；不采纳的写明理由。")],
    adopted: Annotated[str, typer.Option("--as", metavar="采纳情况", help="采纳、部分采纳或者不采纳。")] = "采纳",
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """答复一条意见（联络员）：先改好填报的内容，再写明怎样改的。"""
    from gkcat.review import reply
    from gkcat.reviews.opinion import ADOPTED, Reply

    if adopted not in ADOPTED:
        refuse(f"--as 只能写{'、'.join(ADOPTED)}")
    if not text.strip():
        refuse("请写明怎样修改的，或者不采纳的理由")

    def act(at: "Desk", case: Any) -> "Done":
        return reply(at, case, Reply(adopted=adopted, text=text, by=by or at.label, on=day_of(on)))

    _on_opinions(root, [mark], act)


@review.command("reject", cls=Command)
def reject_reply(
    mark: Mark,
    text: Annotated[str, typer.Argument(metavar="理由", help="为什么还要再改。")],
    on: On = "",
    root: Root = None,
) -> None:
    """退回再改：答复或者修改不合要求，写明理由，单位再改。"""
    from gkcat.review import reject

    if not text.strip():
        refuse("请写明为什么还要再改")
    _on_opinions(root, [mark], lambda at, case: reject(at, case, text, day_of(on)))


@review.command("close", cls=Command)
def close_opinions(
    marks: Annotated[list[str], typer.Argument(metavar="编号…", help="意见编号，可以写几个。")],
    note: Annotated[str, typer.Option("--note", metavar="说明", help="说明；撤回没有修改的意见必须写。")] = "",
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """销号：核对修改和答复以后，了结意见；此后内容再改动，销号随即失效。"""
    from gkcat.review import close

    _on_opinions(root, marks, lambda at, case: close(at, case, note, by, day_of(on)))


@review.command("pass", cls=Command)
def pass_round(
    name: Annotated[str, typer.Argument(metavar="轮次", help="如 初审、审定。")],
    unit: Units,
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """通过一轮审核：意见都已销号、没有错误才行；再改动的要重新审核。"""
    from gkcat.review import passed

    _each(root, unit, lambda at: passed(at, name, by, day_of(on)))


@review.command("clear", cls=Command)
def clear_secrecy(
    pointer: Pointer,
    result: Annotated[
        str, typer.Option("--result", metavar="结论", help="可以公开、部分公开或者不予公开；不写则照原来的。")
    ] = "",
    by: By = "",
    on: On = "",
    root: Root = None,
) -> None:
    """记录保密审查：把内容的标记写进事项文件；再改动的，审查失效。"""
    from gkcat.review import clear
    from gkcat.reviews.aim import parts

    results = ("可以公开", "部分公开", "不予公开")
    if result and result not in results:
        refuse(f"--result 只能写{'、'.join(results)}")
    _each(root, [parts(pointer)[0]], lambda at: clear(at, pointer, result, by, day_of(on)))


@review.command("status", cls=Command)
def show_status(unit: SomeUnits = None, root: Root = None) -> None:
    """查看：各单位到了哪一步；写明单位的，逐条列出意见。"""
    from gkcat.finding import plain
    from gkcat.pipeline import begin, load_catalog
    from gkcat.review import desk, stand
    from gkcat.reviews.rounds import listed, overview
    from gkcat.stats import lines

    workspace, run = workspace_at(root, []), begin()
    catalog, _, folders = load_catalog(workspace, run)
    found = [desk(workspace, name, run) for name in unit or folders]
    standings = [(at.unit, stand(at)) for at in found]
    write(lines(overview(catalog, standings)))
    for each, one in standings if unit else ():
        write(map(plain, listed(each, one)))


@review.command("print", cls=Command)
def print_sheets(
    unit: SomeUnits = None,
    name: RoundOption = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="放到哪里；不写则放到 opinions。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """印意见表：每个单位一份，有采纳情况栏，DOCX 和 XLSX 各一。"""
    from importlib import import_module

    from gkcat.pipeline import begin
    from gkcat.review import desk, desks
    from gkcat.reviews.rounds import sheet

    workspace, run = workspace_at(root, []), begin()
    found = [desk(workspace, each, run) for each in unit] if unit else desks(workspace, run)
    folder = out or workspace.root / "opinions"
    books = [
        sheet(at.catalog, at.unit, one)
        for at in found
        for one in [each for each in at.reviews if not name or each.name == name][-1:]
    ]
    if not books:
        refuse("还没有审核意见，请先运行 gkcat review start 初审 --unit 单位代号")
    for kind in ("docx", "xlsx"):
        make = import_module(f"gkcat.formats.{kind}").write
        for book in books:
            make(book, folder, workspace.templates())
    typer.echo(f"已生成 {len(books)} 份意见表（DOCX、XLSX）到 {short(folder.absolute())}")


# ── what they share ──────────────────────────────────────────────────────────


def _each(root: Path | None, units: Sequence[str], act: "Callable[[Desk], Done]") -> None:
    """Do it for each unit; write when all of it can be done."""
    from gkcat.finding import plain
    from gkcat.mend import save
    from gkcat.pipeline import begin
    from gkcat.review import desk

    workspace, run = workspace_at(root, []), begin()
    done = [act(desk(workspace, name, run)) for name in dict.fromkeys(units)]
    (workspace.root / "catalog" / "reviews").mkdir(exist_ok=True)
    save(workspace, {path: data for files, _ in done for path, data in files.items()})
    write(plain(line) for _, told in done for line in told)


def _on_opinions(root: Path | None, marks: Sequence[str], act: "Callable[[Desk, Any], Done]") -> None:
    """Do it to each opinion, one after another on what the last has made; write when all of it can be done."""
    from gkcat.finding import plain
    from gkcat.mend import save
    from gkcat.pipeline import begin
    from gkcat.review import desks, seek
    from gkcat.workspace import Workspace

    workspace = workspace_at(root, [])
    files: dict[str, bytes] = {}
    told: list[str] = []
    for mark in dict.fromkeys(marks):
        now = Workspace(workspace.root, dict(files))
        wanted = mark.lower()
        done, said = act(*seek(desks(now, begin(), wanted), wanted))
        files |= done
        told += said
    save(workspace, files)
    write(map(plain, told))
