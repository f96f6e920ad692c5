"""The command line: options, exit codes, and the only place that prints.

The one rule: 0 clean, 1 findings of severity error, 2 usage or environment, 3 a fault of gkcat itself;
and nothing heavy is imported before a command needs it.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from gkcat import RefusedError, __version__
from gkcat.face import USAGE_ERROR, Command, Group, usage_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gkcat.finding import Kind, Report
    from gkcat.pipeline import Question
    from gkcat.workspace import Workspace

_BUILT = "docx、xlsx、html、json、csv、pdf"
_FORMS = "pretty、concise、json、github、gitlab、sarif、junit、markdown"

app = typer.Typer(
    cls=Group,
    help="政务公开事项标准目录：校验填报的事项，生成报备文件和公开网站。",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Root = Annotated[
    Path | None,
    typer.Option("--root", metavar="文件夹", help="目录所在的文件夹；不写则从当前位置向上找 catalog/catalog.yaml。"),
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="路径", help="只看这些文件或文件夹；不写则看全部。", show_default=False),
]
Show = Callable[["Report"], Iterable[str]]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="个数", min=0, help="同时用几个进程；0 为自动。")]
ExecutorOption = Annotated[
    str, typer.Option("--executor", metavar="模块:函数", help="由该函数提供执行器，如 dask 的。")
]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"gkcat {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本号。")] = False,
) -> None:
    del version


# ── commands ─────────────────────────────────────────────────────────────────


@app.command(cls=Command)
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

    show = _statistics if statistics else _report(form)
    workspace = _workspace(root, paths or [])
    question = Question(
        tuple(_inside(workspace, path) for path in paths or []),
        workspace.changed_units(since) if since else None,
        tuple(code.upper() for code in select or ()),
        tuple(code.upper() for code in ignore or ()),
    )
    if fix or unsafe_fixes or diff:
        raise typer.Exit(_fix(workspace, question, show, unsafe=unsafe_fixes, dry=diff))
    with _workers(workspace, jobs, executor) as pool:
        crew = Crew(pool, _progress())
        report = _with_pages(check(workspace, question, crew))
        _print(show(report))
        if watch:
            _watch(workspace, lambda: _print(show(_with_pages(check(workspace, question, crew)))))
    raise typer.Exit(_code(report, strict=strict))


def _with_pages(report: "Report") -> "Report":
    """The report with the pages of its codes, for the forms that show them."""
    return replace(report, kinds={kind.code: kind for kind in kinds()})


def _statistics(report: "Report") -> Iterator[str]:
    from collections import Counter

    from gkcat.reports.concise import summary

    for (code, name), number in Counter((each.code, each.name) for each in report.findings).most_common():
        yield f"{number:>6}  {code}  {name}"
    yield summary(report)


def _fix(workspace: "Workspace", question: "Question", show: Show, *, unsafe: bool, dry: bool) -> int:
    from gkcat.mend import fix, save

    mended = fix(workspace, question, unsafe=unsafe)
    if dry:
        _show_changes(workspace, mended.files)
        return int(bool(mended.files))
    save(workspace, mended.files)
    _print(show(mended.report))
    typer.echo(f"自动改正了 {mended.fixes} 处，涉及 {len(mended.files)} 个文件。", err=True)
    return _code(mended.report, strict=False)


def _show_changes(workspace: "Workspace", files: "Mapping[str, bytes]") -> None:
    from difflib import unified_diff

    for path, data in files.items():
        old, new = (each.decode("utf-8", "replace").splitlines() for each in (workspace.read(path), data))
        for line in unified_diff(old, new, path, path, "现在", "改后", lineterm=""):
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
            _print([typer.style(line, fg=colour) if colour else line])


def _watch(workspace: "Workspace", again: Callable[[], None]) -> None:
    for _ in _changes(workspace):
        typer.echo("")
        again()


def _changes(workspace: "Workspace") -> Iterator[object]:
    """Whatever is saved in the workspace, until Ctrl+C."""
    from watchfiles import watch

    folders = [folder for name in ("catalog", "units", "templates") if (folder := workspace.root / name).is_dir()]
    yield from watch(*folders)


@app.command("fmt", cls=Command)
def form_files(
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="只检查，不写文件。")] = False,
    root: Root = None,
) -> None:
    """整理：把文件整理成统一的写法，只改格式，不改内容。"""
    from gkcat.mend import form, save
    from gkcat.pipeline import Question, place
    from gkcat.reports import pretty

    workspace = _workspace(root, paths or [])
    files, findings = form(workspace, Question(tuple(_inside(workspace, path) for path in paths or [])))
    if findings:
        _print(pretty.lines(place(workspace, findings)))
    if check:
        _print(f"{path}：写法不统一，请运行 gkcat fmt" for path in files)
        raise typer.Exit(int(bool(files or findings)))
    save(workspace, files)
    typer.echo(f"整理了 {len(files)} 个文件。")
    raise typer.Exit(int(bool(findings)))


@app.command(cls=Command)
def build(
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="单位", help="只做这些单位（代号）的文件。", show_default=False),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option("--domain", "-d", metavar="领域", help="只做这些领域（代号）的文件。", show_default=False),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--format", "-f", metavar="格式", help=f"只做这些格式：{_BUILT}。", show_default=False),
    ] = None,
    layout: Annotated[
        list[str] | None,
        typer.Option("--layout", "-l", metavar="版式", help="只做这些版式，如 attachment2。", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="放到哪里；不写则放到 out。", show_default=False),
    ] = None,
    force_draft: Annotated[bool, typer.Option("--force-draft", help="有错误也生成，每页标明“草稿”。")] = False,
    final: Annotated[bool, typer.Option("--final", help="生成报备稿：保密审查、提交等须全部就绪。")] = False,
    root: Root = None,
    jobs: Jobs = 0,
    executor: ExecutorOption = "",
) -> None:
    """生成：先校验，没有错误才生成报备文件、开放数据和公开网站。"""
    from gkcat.build import Choice
    from gkcat.build import build as build_all
    from gkcat.pipeline import Crew
    from gkcat.reports import concise, pretty

    workspace = _workspace(root, [])
    choice = Choice(
        units=tuple(unit or ()),
        domains=tuple(domain or ()),
        formats=tuple(form or ()),
        layouts=tuple(layout or ()),
        draft=force_draft,
        final=final,
    )
    target = (out or workspace.root / "out").absolute()
    with _workers(workspace, jobs, executor) as pool:
        report, made = build_all(workspace, target, choice, Crew(pool, _progress()))
    if made is None:
        _print(pretty.lines(report))
        typer.echo("有错误，没有生成。改正后再试；确需先看样子，可加 --force-draft（每页标明“草稿”）。", err=True)
        raise typer.Exit(1)
    _print([concise.summary(report), f"已生成到 {_short(made)}"])


@app.command(cls=Command)
def serve(
    port: Annotated[int, typer.Option("--port", "-p", metavar="端口", min=0, max=65535, help="0 为任选。")] = 8000,
    root: Root = None,
    jobs: Jobs = 0,
) -> None:
    """预览：在本机打开网站，文件一保存就重新生成；按 Ctrl+C 结束。不动 out 里的文件。"""
    from gkcat.build import Choice, preview
    from gkcat.pipeline import Crew
    from gkcat.reports import concise
    from gkcat.serve import serve as serve_site

    workspace = _workspace(root, [])
    with tempfile.TemporaryDirectory(prefix="gkcat-") as folder, _workers(workspace, jobs, "") as pool:
        out = Path(folder) / "out"

        def again() -> bool:
            try:
                _print([concise.summary(preview(workspace, out, Choice(formats=("html",), draft=True), Crew(pool)))])
            except RefusedError as error:
                typer.echo(f"gkcat：{error}", err=True)
                return False
            return True

        again()
        serve_site(
            out / "site",
            port,
            _changes(workspace),
            again,
            lambda address: typer.echo(f"预览：{address}（按 Ctrl+C 结束）"),
        )


@app.command(cls=Command)
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
        _refuse(f"没有 {code} 这个代码；不带代码运行 gkcat explain 可以看全部")
    typer.echo(f"{found.code} {found.name}\n\n{found.doc}", nl=False)


@app.command(cls=Command)
def schema(
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="放到哪里；不写则放到 schema。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """提示：生成供编辑器使用的说明文件，填写时提示键名和取值。"""
    from gkcat import opendata
    from gkcat.pipeline import begin, load_catalog
    from gkcat.schema import schemas, text

    workspace = _workspace(root, [])
    catalog, _, _ = load_catalog(workspace, begin())
    folder = out or workspace.root / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    made = schemas(catalog) | {"open-data": opendata.schema()}
    for kind, body in made.items():
        (folder / f"{kind}.schema.json").write_text(text(body), encoding="utf-8")
    typer.echo(f"已生成 {len(made)} 个说明文件到 {_short(folder.absolute())}")


@app.command(cls=Command)
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

    workspace, run = _workspace(root, []), begin()
    catalog, _, folders = load_catalog(workspace, run)
    book = coverage(catalog, [load_unit(UnitTask(workspace, unit, run))[0] for unit in folders])
    if out is None:
        _print(lines(book))
        return
    for kind in ("docx", "xlsx"):
        made = import_module(f"gkcat.formats.{kind}").write(book, out, workspace.templates())
        typer.echo(f"已生成 {_short(made.absolute())}")


@app.command(cls=Command)
def letter(
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="单位", help="只做这些单位（代号）的责任书。", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="放到哪里；不写则放到 letters。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """责任书：按模板 templates/docx/letter.docx 为各单位生成目标责任书。"""
    from gkcat.letter import letters
    from gkcat.pipeline import begin, load_catalog

    workspace = _workspace(root, [])
    catalog, _, _ = load_catalog(workspace, begin())
    if catalog.head is None:
        _refuse("catalog/catalog.yaml 读不下去，请先运行 gkcat validate")
    for name in unit or ():
        if name not in catalog.roster:
            _refuse(f"名册上没有单位 {name}")
    folder = out or workspace.root / "letters"
    made = letters(catalog, catalog.head, unit or catalog.roster, workspace.templates(), folder)
    typer.echo(f"已生成 {len(made)} 份责任书到 {_short(folder.absolute())}")


@app.command("retire", cls=Command)
def retire_item(
    item: Annotated[str, typer.Argument(metavar="单位.编号", help="如 mzj.bzzf-003；先从单位的文件里删去这一项。")],
    reason: Annotated[str, typer.Argument(metavar="理由", help="撤销的理由。")],
    on: Annotated[str, typer.Option("--on", metavar="日期", help="撤销日期，如 2026-11-01；不写为今天。")] = "",
    root: Root = None,
) -> None:
    """撤销：登记不再有的事项，它的编号从此不再使用。"""
    from datetime import date

    from gkcat.mend import save
    from gkcat.pipeline import today
    from gkcat.retire import retire

    workspace = _workspace(root, [])
    try:
        day = date.fromisoformat(on) if on else today()
    except ValueError:
        _refuse(f"日期 {on} 写法不对，应写成 2026-11-01 的样子")
    files, told = retire(workspace, item, reason, day)
    save(workspace, files)
    _print(told)


# ── shared ───────────────────────────────────────────────────────────────────


def kinds() -> list["Kind"]:
    """Every sort of finding, by code."""
    from gkcat.refusals import ALL
    from gkcat.rules import rules

    return [*ALL, *(rule.kind for rule in rules())]


def _report(form: str) -> Callable[["Report"], Iterable[str]]:
    from importlib import import_module

    from gkcat import reports

    names = reports.names()
    if form not in names:
        _refuse(f"没有 {form} 这种格式，可用的有 {'、'.join(names)}")
    lines: Callable[[Report], Iterable[str]] = import_module(f"gkcat.reports.{form}").lines
    return lines


def _workspace(root: Path | None, paths: list[Path]) -> "Workspace":
    from gkcat.workspace import Workspace, find_root

    if root is not None:
        found = root if (root / "catalog" / "catalog.yaml").is_file() else None
    else:
        found = find_root(paths[0].absolute()) if paths else None
        found = found or find_root(Path.cwd())
    if found is None:
        where = root or Path.cwd()
        _refuse(f"{where} 不是政务公开目录：没有 catalog/catalog.yaml。请进入目录所在的文件夹，或者用 --root 指明")
    return Workspace(found.resolve())


def _inside(workspace: "Workspace", path: Path) -> str:
    full = path.absolute()
    if not full.exists():
        _refuse(f"没有 {path} 这个文件或文件夹")
    if not full.resolve().is_relative_to(workspace.root):
        _refuse(f"{path} 不在目录 {workspace.root} 里面")
    return full.resolve().relative_to(workspace.root).as_posix()


@contextmanager
def _workers(workspace: "Workspace", jobs: int, executor: str) -> Iterator[Executor | None]:
    """The executor asked for; by itself a process pool, where there is work for one."""
    if executor:
        with _factory(executor)() as pool:
            yield pool
        return
    jobs = jobs or (min(os.cpu_count() or 1, 8) if _large(workspace) else 1)
    if jobs == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        yield pool


_WORTH_A_POOL = 500_000  # bytes of YAML: two processes take 1.10 of the time of one at 409 kB, 0.94 at 546 kB


def _large(workspace: "Workspace") -> bool:
    size = 0
    for path in (workspace.root / "units").glob("*/*.yaml"):
        size += path.lstat().st_size
        if size > _WORTH_A_POOL:
            return True
    return False


def _factory(name: str) -> Callable[[], Executor]:
    from importlib import import_module

    module, _, attribute = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        factory: Callable[[], Executor] = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        _refuse(f"--executor {name} 找不到，应写成 模块:函数")
    return factory


def _progress() -> Callable[[Iterable[Any], int, str], Iterable[Any]]:
    """A bar on a terminal for work that lasts; silence in a pipe."""
    if not sys.stderr.isatty():
        return lambda results, _total, _work: results
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return lambda results, total, work: track(results, work, total, console=console, transient=True)


def _print(lines: Iterable[str]) -> None:
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        typer.echo(line, color=colour)


def _code(report: "Report", *, strict: bool) -> int:
    return int(bool(report.summary.errors or (strict and report.summary.warnings)))


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _refuse(message: str) -> NoReturn:
    raise RefusedError(message)


def main() -> None:
    """Run gkcat and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        return app(prog_name="gkcat", standalone_mode=False) or 0
    except USAGE_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error))
            return 2
        typer.echo(f"用法不对：{usage_fault(error)}\n看用法：gkcat --help", err=True)
    except RefusedError as error:
        typer.echo(f"gkcat：{error}", err=True)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已中止。", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort: the user gets a sentence, we get a log
        return _fault(error)
    return 2


def _fault(error: Exception) -> int:
    """A fault of gkcat's or the environment's: one sentence for the user, the rest into a log."""
    if isinstance(error, OSError):
        typer.echo(f"gkcat：{_system(error)}", err=True)
        return 2
    with tempfile.NamedTemporaryFile("w", prefix="gkcat-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"gkcat {__version__}, Python {sys.version}\n{sys.argv}\n\n")
        log.write("".join(traceback.format_exception(error)))
    typer.echo(f"gkcat 自身出了故障，与填报内容无关。请把记录文件发给维护人员：{log.name}", err=True)
    return 3


def _system(error: OSError) -> str:
    names = {13: "没有权限读写", 28: "磁盘已满，写不下", 2: "找不到", 30: "只读，不能写"}
    return f"{names.get(error.errno or 0, '系统不允许读写')}：{error.filename or ''}"
