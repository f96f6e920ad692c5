"""The command line: one module a group of commands, loaded when one of them is asked for; exit codes.

The one rule: 0 clean, 1 findings of severity error, 2 usage or environment, 3 a fault of gkcat itself.
"""

import os
import sys
import tempfile
import traceback
from importlib import import_module
from typing import Annotated

import typer

from gkcat import RefusedError, __version__
from gkcat.cli.face import USAGE_ERROR, usage_fault
from gkcat.cli.terminal import app

_COMMANDS = {
    "check": ("validate", "fmt", "explain", "schema", "stats"),
    "duty": ("due", "links", "evidence"),
    "exchange": ("form", "export", "import"),
    "history": ("diff", "merge-file", "ci"),
    "life": ("retire",),
    "make": ("build", "serve", "letter"),
    "report": ("report",),
    "review": ("review",),
    "start": ("init", "template"),
}
"""The modules with their commands, in the order of the help."""


def program(word: str = "") -> typer.Typer:
    """The program, with the command of that name loaded, or with all when there is none of that name.

    To load all takes half as long as typer itself, and the version needs none of them.
    """
    asked = [module for module, commands in _COMMANDS.items() if word in commands] or _COMMANDS
    for module in asked if word != "--version" else ():
        import_module(f"gkcat.cli.{module}")
    return app


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


def main() -> None:
    """Run gkcat and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        return program(*sys.argv[1:2])(prog_name="gkcat", standalone_mode=False) or 0
    except USAGE_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error))
            return 2
        command = getattr(getattr(error, "ctx", None), "command_path", "gkcat")
        typer.echo(f"用法不对：{usage_fault(error)}\n看用法：{command} --help", err=True)
    except RefusedError as error:
        typer.echo(_refused(error), err=True)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已中止。", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort: the user gets a sentence, we get a log
        return _fault(error)
    return 2


def _refused(error: RefusedError) -> str:
    """Why nothing was done: what it quotes of a file is shown, and never obeyed by a terminal."""
    from gkcat.finding import plain

    return "\n".join(map(plain, f"gkcat：{error}".split("\n")))


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
