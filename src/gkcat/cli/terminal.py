"""What all commands share: the program, common options, the workspace, workers, and writing to the terminal.

The one rule: only this package prints, and nothing heavy is imported before a command needs it.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from gkcat import RefusedError
from gkcat.cli.face import Group

if TYPE_CHECKING:
    from datetime import date

    from gkcat.workspace import Workspace

app = typer.Typer(
    cls=Group,
    help="政务公开事项标准目录：校验填报的事项，生成报备文件和公开网站。",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

FILL, REVIEW, ISSUE = "填报（联络员）", "审核", "印制、报备和发布（市政府办）"
"""The panels of `gkcat --help`: for whom a command is."""


Root = Annotated[
    Path | None,
    typer.Option("--root", metavar="文件夹", help="目录所在的文件夹；不写则从当前位置向上找 catalog/catalog.yaml。"),
]


Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="路径", help="只看这些文件或文件夹；不写则看全部。", show_default=False),
]


Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="个数", min=0, help="同时做几份；0 为自动。")]


ExecutorOption = Annotated[
    str, typer.Option("--executor", metavar="模块:函数", help="供技术人员用：把活分给几台机器，如 dask。")
]


def workspace_at(root: Path | None, paths: list[Path]) -> "Workspace":
    """The workspace at ``root``, else the nearest one around the first path or where we stand."""
    from gkcat.workspace import Workspace, find_root

    if root is not None:
        found = root if (root / "catalog" / "catalog.yaml").is_file() else None
    else:
        found = find_root(paths[0].absolute()) if paths else None
        found = found or find_root(Path.cwd())
    if found is None:
        where = root or Path.cwd()
        refuse(f"{where} 不是政务公开目录：没有 catalog/catalog.yaml。请进入目录所在的文件夹，或者用 --root 指明")
    return Workspace(found.resolve())


def inside(workspace: "Workspace", path: Path) -> str:
    """A path of the user's as one from the workspace's root; what is not there or leads outside is refused."""
    full = path.absolute()
    if not full.exists():
        refuse(f"没有 {path} 这个文件或文件夹")
    if not full.resolve().is_relative_to(workspace.root):
        refuse(f"{path} 不在目录 {workspace.root} 里面")
    return full.resolve().relative_to(workspace.root).as_posix()


@contextmanager
def workers(workspace: "Workspace", jobs: int, executor: str) -> Iterator[Executor | None]:
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
        refuse(f"--executor {name} 找不到，应写成 模块:函数")
    return factory


def progress() -> Callable[[Iterable[Any], int, str], Iterable[Any]]:
    """A bar on a terminal for work that lasts; silence in a pipe."""
    if not sys.stderr.isatty():
        return lambda results, _total, _work: results
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return lambda results, total, work: track(results, work, total, console=console, transient=True)


def saves(workspace: "Workspace") -> Iterator[list[str]]:
    """The files saved in the workspace, each time some are, until Ctrl+C."""
    from watchfiles import watch

    folders = [folder for name in ("catalog", "units", "templates") if (folder := workspace.root / name).is_dir()]
    yield from (sorted(path for _, path in saved) for saved in watch(*folders))


def write(lines: Iterable[str]) -> None:
    """Print lines, with their colours where there is a terminal and NO_COLOR is not set."""
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        typer.echo(line, color=colour)


def hanging(sentence: str) -> list[str]:
    """A sentence two columns in, in lines no wider than the terminal; whole where it goes into a file or a pipe."""
    from gkcat.paper.wrapping import wrap

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else len(sentence) * 2 + 2
    return [f"  {line.rstrip()}" for line in wrap(sentence, width / 2 - 1)]


_YEARS = range(2004, 2100)  # the holidays begin with 2004; beyond, a slip of the pen


def day_of(text: str) -> "date":
    """A day that was given as 2026-11-01; today where none was."""
    from datetime import date

    from gkcat.pipeline import today

    try:
        day = date.fromisoformat(text) if text else today()
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        refuse(f"日期 {text} 写法不对，应写成 2026-11-01 的样子，{_YEARS[0]} 年至 {_YEARS[-1]} 年")
    return day


def short(path: Path) -> str:
    """A path as the user would write it from where he stands."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def refuse(message: str) -> NoReturn:
    """Leave with a sentence and exit code 2."""
    raise RefusedError(message)
