"""Commands that speak of revisions: what changed, and how two changes of one file go together.

The one rule: git is asked, never told: nothing is checked out, committed or written into its folder.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import FILL, ISSUE, REVIEW, Root, app, refuse, short, workspace_at, write

if TYPE_CHECKING:
    from gkcat.diff import Diff
    from gkcat.workspace import Workspace

_LINES, _FILES = ("text", "markdown", "json"), ("docx", "xlsx")
_GRADES = "narrowed、longer-deadline、channel-dropped"


@app.command(cls=Command, rich_help_panel=REVIEW)
def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="旧版本", help="git 的标签、分支或提交；不写则为上一标签或分支起点。", show_default=False
        ),
    ] = "",
    new: Annotated[str, typer.Argument(metavar="新版本", help="不写则为现在的文件。", show_default=False)] = "",
    form: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="格式", help="markdown、json、docx、xlsx；不写则显示。", show_default=False
        ),
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="文件夹", help="docx、xlsx 放到哪里；不写则放到 out/diff。", show_default=False
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="单位", help="只看这些单位（代号）。", show_default=False),
    ] = None,
    stat: Annotated[bool, typer.Option("--stat", help="只列各单位变化的数目。")] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", metavar="种类", help=f"有这些变化就不通过，如 {_GRADES}；less-open 指公开减少的各种。"
        ),
    ] = "",
    reason: Annotated[
        list[str] | None,
        typer.Option(
            "--reason",
            metavar="原因",
            help="提交说明里没有写“调整原因：”的，写这个；单位.编号=原因 只写给一项。",
            show_default=False,
        ),
    ] = None,
    root: Root = None,
) -> None:
    """比对：两个版本之间改了什么，时限是长是短，公开是多是少。"""
    from gkcat.history import between, usual

    if form not in {*_LINES, *_FILES}:
        refuse(f"没有 {form} 这种格式，可用的有 {'、'.join((*_LINES, *_FILES))}")
    stopping = _grades(fail_on)
    workspace = workspace_at(root, [])
    found = between(workspace, old or usual(workspace), new, unit or ())
    for name in unit or ():
        if name not in found.units:
            refuse(f"两个版本里都没有单位 {name}；写代号，即 units 下的文件夹名")
    found = _with_reasons(found, reason or (), ask=form in _FILES)
    if stat:
        from gkcat.diff.table import counts
        from gkcat.diff.text import heading
        from gkcat.stats import lines

        write([heading(found), *lines(counts(found))])
    elif form in _FILES:
        _make(workspace, found, form, (out or workspace.root / "out" / "diff").absolute())
    else:
        _show(found, form)
    raise typer.Exit(_stopped(found, stopping))


def _show(found: "Diff", form: str) -> None:
    from importlib import import_module

    write(import_module(f"gkcat.diff.{form}").lines(found))


def _make(workspace: "Workspace", found: "Diff", form: str, folder: Path) -> None:
    from importlib import import_module

    from gkcat.diff.table import book
    from gkcat.pipeline import begin, load_catalog, today

    if not found.changes:
        typer.echo(f"{found.new.label}与{found.old.label}相比没有变化，没有生成文件。")
        return
    catalog, _, _ = load_catalog(workspace, begin())
    made = import_module(f"gkcat.formats.{form}").write(
        book(found, catalog.head, today()), folder, workspace.templates()
    )
    typer.echo(f"已生成 {short(made)}")


def _grades(names: str) -> frozenset[str]:
    """The grades that stop, from a list with commas."""
    from gkcat.diff import GRADES

    found: set[str] = set()
    for name in filter(None, (name.strip() for name in names.replace("，", ",").replace("、", ",").split(","))):
        if name == "less-open":
            found |= {each for each, grade in GRADES.items() if grade.openness < 0}
        elif name in GRADES:
            found.add(name)
        else:
            told = "、".join(f"{each}（{grade.title}）" for each, grade in GRADES.items())
            refuse(f"没有 {name} 这种变化，可用的有 less-open（公开减少的各种）、{told}")
    return frozenset(found)


def _stopped(found: "Diff", stopping: frozenset[str]) -> int:
    """1 when there is a change that stops, or a file in which one could be hidden."""
    from gkcat.diff import GRADES

    if not stopping:
        return 0
    hit = [f"{GRADES[grade].title} {number} 处" for grade, number in found.counts().items() if grade in stopping]
    if hit:
        typer.echo(f"不通过：{'、'.join(hit)}", err=True)
    if found.unread:
        typer.echo(f"不通过：{'、'.join(found.unread)} 没有读完，不能确认没有这些变化", err=True)
    return int(bool(hit or found.unread))


def _with_reasons(found: "Diff", given: Sequence[str], *, ask: bool) -> "Diff":
    """The reasons given by hand where commits give none; on a terminal a document asks for what is missing."""
    of_all, of_one = "", {}
    for words in given:
        name, equals, why = words.partition("=")
        if equals and "." in name and name.isascii():
            of_one[name.strip()] = why.strip()
        else:
            of_all = words.strip()
    named = [f"{change.spot.unit}.{change.id}" for change in found.changes]
    for name in of_one:
        if name not in named:
            refuse(f"--reason 里的 {name} 没有变化，请核对 单位.编号")
    missing = any(not (change.reason or of_one.get(name)) for change, name in zip(found.changes, named, strict=True))
    if ask and missing and not of_all and sys.stdin.isatty():
        of_all = typer.prompt("有的变化没有写明调整原因，请填写（可以留空）", default="", show_default=False)
    changes = [
        replace(change, reason=of_one.get(name) or change.reason or of_all)
        for change, name in zip(found.changes, named, strict=True)
    ]
    return replace(found, changes=tuple(changes))


@app.command("merge-file", cls=Command, rich_help_panel=FILL)
def merge_file(
    base: Annotated[Path, typer.Argument(metavar="原文件", help="双方改动以前的文件。", show_default=False)],
    ours: Annotated[Path, typer.Argument(metavar="我方文件", help="合并的结果写回这里。", show_default=False)],
    theirs: Annotated[Path, typer.Argument(metavar="对方文件", show_default=False)],
    path: Annotated[str, typer.Option("--path", metavar="名称", help="这个文件在目录里的路径。")] = "",
) -> None:
    """合并：按事项和栏目合并两人对同一文件的改动。

    供 git 调用；有冲突时返回 1。
    """
    from gkcat.finding import plain
    from gkcat.merge import merge

    data = [_bytes(each) for each in (base, ours, theirs)]
    found = merge(path or ours.name, data[0], data[1], data[2])
    if found is None:
        raise typer.Exit(_by_lines(base, ours, theirs))
    text, conflicts = found
    _replace(ours, text)
    titles = _titles(path or ours.name) if conflicts else {}
    for one in conflicts:
        where = "　".join(titles.get(part, part) for part in one.where)
        typer.echo(f"冲突：{path or ours.name}　{plain(where)}", err=True)
        typer.echo(f"  我方：{plain(one.ours)}\n  对方：{plain(one.theirs)}", err=True)
    if conflicts:
        typer.echo("文件里保留了我方的写法，并用“# 冲突：”注明对方的写法。逐处改定后删去注释，再提交。", err=True)
    raise typer.Exit(int(bool(conflicts)))


def _titles(path: str) -> dict[str, str]:
    """What the keys of a file of the contract are called, by key."""
    from gkcat import model
    from gkcat.tables import TABLES, Head

    of_file: dict[str, type[model.Contract]] = {
        "unit": model.UnitCard,
        "powers": model.Power,
        "catalog": Head,
        **TABLES,
    }
    stem = Path(path).stem
    models: list[type[model.Contract]] = [model.Scope, model.Disclosure, model.Item]
    models += [of_file[stem]] if stem in of_file else []  # the last word counts
    named = {key: field.title or key for each in models for key, field in each.model_fields.items()}
    return named | {"domain": "领域", "defaults": "通用填写", "items": "公开事项"}


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        refuse(f"没有 {path} 这个文件")
    return path.read_bytes()


def _by_lines(base: Path, ours: Path, theirs: Path) -> int:
    """Let git merge what can't be read as a catalogue's file."""
    from gkcat.git import merge_lines

    clean = merge_lines(base, ours, theirs)
    if not clean:
        typer.echo(f"{ours.name} 不能按事项合并，已按行合并，请逐处改定。", err=True)
    return int(not clean)


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, then rename: it is the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        file.write(data)
    made = Path(file.name)
    made.chmod(path.stat().st_mode & 0o777)
    made.replace(path)


@app.command(cls=Command, rich_help_panel=ISSUE)
def ci(
    host: Annotated[str, typer.Argument(metavar="平台", help="github、gitlab 或 gitee。", show_default=False)],
    root: Root = None,
) -> None:
    """自动检查：写好合并请求的自动校验、比对、生成。

    供 GitHub、GitLab、Gitee 使用。
    """
    from gkcat.automation import PLACES, workflows

    if host not in PLACES:
        refuse(f"没有 {host} 这个平台，可用的有 {'、'.join(PLACES)}")
    top, files = workflows(workspace_at(root, []), host)
    for name, data in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    write([f"已写好 {name}，提交后生效。" for name in files] or ["都已写好，没有改动。"])
