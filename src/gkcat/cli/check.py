"""Commands that judge the catalogue and bring its files into form.

The one rule: warnings alone leave with 0 (1 with --strict), errors with 1.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import (
    FILL,
    REVIEW,
    ExecutorOption,
    Jobs,
    Paths,
    Root,
    app,
    inside,
    progress,
    refuse,
    saves,
    short,
    workers,
    workspace_at,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gkcat.finding import Kind, Report
    from gkcat.pipeline import Question
    from gkcat.workspace import Workspace

Show = Callable[["Report"], Iterable[str]]
_FORMS = "pretty、concise、json、github、gitlab、sarif、junit、markdown"


@app.command(cls=Command, rich_help_panel=FILL)
def validate(
    paths: Paths = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help=f"报告格式：{_FORMS}。", show_default=False)
    ] = "pretty",
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="代码", help="只看这些代码（可只写开头）。")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="代码", help="不看这些代码（可只写开头）。")
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="版本", help="只查自某个 git 版本以来改过的单位。")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过。")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="只列每种问题有几处。")] = False,
    waived: Annotated[bool, typer.Option("--waived", help="只列按注释或者停用说明放过的问题和理由。")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="自动改正有把握的问题。")] = False,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="把握不足的也改；改后请逐处核对。")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="只显示会怎样改，不写文件。")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="文件一保存就重新校验，按 Ctrl+C 结束。")] = False,
    root: Root = None,
    jobs: Jobs = 0,
    executor: ExecutorOption = "",
) -> None:
    """校验：逐项检查填报的内容，指出文件、行、列和改法。"""
    from gkcat.pipeline import Crew, Question, check

    show = _statistics if statistics else _waived if waived else reporter(form)
    workspace = workspace_at(root, paths or [])
    question = Question(
        tuple(inside(workspace, path) for path in paths or []),
        workspace.units_since(since) if since else None,
        _codes(select),
        _codes(ignore),
    )
    if fix or unsafe_fixes or diff:
        if watch:
            refuse("--watch 只看不改，不能与 --fix、--unsafe-fixes、--diff 同用")
        raise typer.Exit(_fix(workspace, question, show, unsafe=unsafe_fixes, dry=diff, strict=strict))
    with workers(workspace, jobs, executor) as pool:
        crew = Crew(pool, progress())
        report = _with_pages(check(workspace, question, crew))
        write(show(report))
        if watch:
            _watch(workspace, lambda: write(show(_with_pages(check(workspace, question, crew)))))
    raise typer.Exit(_code(report, strict=strict))


def _with_pages(report: "Report") -> "Report":
    """The report with the pages of its codes, for the forms that show them."""
    return replace(report, kinds={kind.code: kind for kind in _judged()})


def _statistics(report: "Report") -> Iterator[str]:
    from collections import Counter

    from gkcat.reports.concise import summary

    for (code, name), number in Counter((each.code, each.name) for each in report.findings).most_common():
        yield f"{number:>6}  {code}  {report.title(code)} [{name}]"
    yield summary(report)


def _waived(report: "Report") -> Iterator[str]:
    from gkcat.finding import plain
    from gkcat.reports.concise import summary

    for each in report.waived:
        where, how = each.finding.where, "注释" if each.beside else "停用"
        place = f"{plain(where.path)}:{where.line}:{where.column}"
        yield f"{place}: {each.finding.code} {each.finding.message}（{how}：{plain(each.reason)}）"
    yield summary(report)


def _fix(workspace: "Workspace", question: "Question", show: Show, *, unsafe: bool, dry: bool, strict: bool) -> int:
    from gkcat.mend import fix, save

    mended = fix(workspace, question, unsafe=unsafe)
    if dry:
        _show_changes(workspace, mended.files)
        if not mended.files:
            told = "没有可以自动改正的问题。"
            typer.echo(told if unsafe else "没有有把握自动改正的问题；把握不足的，加 --unsafe-fixes 来看。", err=True)
        return int(bool(mended.files))
    save(workspace, mended.files)
    write(show(mended.report))
    typer.echo(f"自动改正了 {mended.fixes} 处，涉及 {len(mended.files)} 个文件。", err=True)
    return _code(mended.report, strict=strict)


def _show_changes(workspace: "Workspace", files: "Mapping[str, bytes]") -> None:
    from difflib import unified_diff

    for path, data in files.items():
        old, new = (each.decode("utf-8", "replace").splitlines() for each in (workspace.read(path), data))
        for line in unified_diff(old, new, path, path, "现在", "改后", lineterm=""):
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
            write([typer.style(line, fg=colour) if colour else line])


def _watch(workspace: "Workspace", again: Callable[[], None]) -> None:
    for _ in saves(workspace):
        typer.echo("")
        again()


@app.command("fmt", cls=Command, rich_help_panel=FILL)
def form_files(
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="只检查，不写文件。")] = False,
    root: Root = None,
) -> None:
    """整理：把文件整理成统一的写法，只改格式，不改内容。"""
    from gkcat.finding import plain
    from gkcat.mend import form, save
    from gkcat.pipeline import Question, place
    from gkcat.reports import pretty

    workspace = workspace_at(root, paths or [])
    files, findings = form(workspace, Question(tuple(inside(workspace, path) for path in paths or [])))
    if findings:
        write(pretty.lines(place(workspace, findings)))
    if check:
        write(f"{plain(path)}：写法不统一，请运行 gkcat fmt" for path in files)
        raise typer.Exit(int(bool(files or findings)))
    save(workspace, files)
    typer.echo(f"整理了 {len(files)} 个文件。")
    raise typer.Exit(int(bool(findings)))


@app.command(cls=Command, rich_help_panel=FILL)
def explain(
    code: Annotated[str, typer.Argument(metavar="代码", help="问题代码或名称，如 GK121；不写则列出全部。")] = "",
) -> None:
    """说明：某个问题代码是什么意思、为什么、怎么写才对。"""
    pages = kinds()
    if not code:
        for kind in pages:
            typer.echo(f"{kind.code}  {kind.title}  [{kind.name}]")
        return
    found = next((kind for kind in pages if code.upper() == kind.code or code.lower() == kind.name), None)
    if found is None:
        refuse(f"没有 {code} 这个代码；不带代码运行 gkcat explain 可以看全部")
    typer.echo(f"{found.code} {found.name}\n\n{found.doc}", nl=False)


@app.command(cls=Command, rich_help_panel=FILL)
def schema(
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="放到哪里；不写则放到 schema。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """提示：生成编辑器的说明文件，填写时提示栏目名和取值。"""
    from gkcat import opendata
    from gkcat.pipeline import begin, load_catalog
    from gkcat.schema import schemas, text

    workspace = workspace_at(root, [])
    catalog, _, _ = load_catalog(workspace, begin())
    folder = out or workspace.root / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    made = schemas(catalog) | {"open-data": opendata.schema(), "export-item": opendata.line_schema()}
    for kind, body in made.items():
        (folder / f"{kind}.schema.json").write_text(text(body), encoding="utf-8")
    typer.echo(f"已生成 {len(made)} 个说明文件到 {short(folder.absolute())}")


@app.command(cls=Command, rich_help_panel=REVIEW)
def stats(
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="另存为 DOCX、XLSX 到此文件夹。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """统计：各单位、各领域覆盖五公开的情况。"""
    from importlib import import_module

    from gkcat.pipeline import UnitTask, begin, load_catalog, load_unit
    from gkcat.stats import coverage, lines

    workspace, run = workspace_at(root, []), begin()
    catalog, _, folders = load_catalog(workspace, run)
    book = coverage(catalog, [load_unit(UnitTask(workspace, unit, run))[0] for unit in folders])
    if out is None:
        write(lines(book))
        return
    for kind in ("docx", "xlsx"):
        made = import_module(f"gkcat.formats.{kind}").write(book, out, workspace.templates())
        typer.echo(f"已生成 {short(made.absolute())}")


def kinds() -> list["Kind"]:
    """Every sort of finding, by code."""
    from gkcat.duties import answers  # asking addresses is another matter, and takes 35 ms to load

    return sorted([*_judged(), *answers.ALL], key=lambda kind: kind.code)


def _judged() -> list["Kind"]:
    """Every sort that reading and judging files can find."""
    from gkcat import doubts, refusals
    from gkcat.rules import rules

    return [*refusals.ALL, *(rule.kind for rule in rules()), *doubts.ALL]


def _codes(asked: list[str] | None) -> tuple[str, ...]:
    """Codes, or beginnings of them, as asked for by code or name; one that is none would quietly show nothing."""
    named = {kind.name: kind.code for kind in kinds()} if asked else {}
    codes = [
        named.get(each.lower(), each.upper()) for words in asked or () for each in words.replace("，", ",").split(",")
    ]
    for code in codes:
        if not code or not any(known.startswith(code) for known in named.values()):
            refuse((f"没有 {code} 这个代码" if code else "没有写代码") + "；运行 gkcat explain 可以看全部")
    return tuple(codes)


def reporter(form: str) -> Callable[["Report"], Iterable[str]]:
    """How findings are written in a form, e.g. pretty or sarif."""
    from importlib import import_module

    from gkcat import reports

    names = reports.names()
    if form not in names:
        refuse(f"没有 {form} 这种格式，可用的有 {'、'.join(names)}")
    lines: Callable[[Report], Iterable[str]] = import_module(f"gkcat.reports.{form}").lines
    return lines


def _code(report: "Report", *, strict: bool) -> int:
    return int(bool(report.summary.errors or (strict and report.summary.warnings)))
