"""typer's face in Chinese: help headings and usage errors.

The one rule: no English of typer's reaches a user, and nothing here is loaded but typer.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from rich.table import Table

USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
"""What typer raises for a wrong call; it exports only the kinds below it."""

_HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "RANGE_STRING": "",
}
_USAGE = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("{", ""),
    ("}", ""),
    ("...", "…"),
    ("……", "…"),
)


class _Face:
    """Help in Chinese, for a command as for the whole program."""

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        text: str = super().get_usage(ctx)  # type: ignore[misc]  # mixed into typer's commands
        for english, chinese in _USAGE:
            text = text.replace(english, chinese)
        return text

    def get_help_option(self, ctx: Any) -> Any:
        """The --help option."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # likewise
        if option is not None:
            option.help = "显示本说明。"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole help: headings are settings of typer's help module, flags show no type."""
        from typer import rich_utils

        for name, text in {**_HEADINGS, "Table": _table()}.items():
            setattr(rich_utils, name, text)
        for param in self.get_params(ctx):  # type: ignore[attr-defined]  # likewise
            if getattr(param, "is_flag", False) or param.param_type_name == "argument":
                param.display_type_rich = _no_type
        super().format_help(ctx, formatter)  # type: ignore[misc]  # likewise


def _no_type(ctx: Any) -> None:
    """A flag has no value and an argument says what it is: neither needs its Python type shown."""
    del ctx


@cache
def _table() -> "type[Table]":
    """The table of the help, its last column broken as Chinese is.

    rich breaks at blanks, of which Chinese has none, and cuts off with … what is then too long.
    """
    from rich.columns import Columns
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    from gkcat.paper.wrapping import wrap

    class Prose:
        def __init__(self, *texts: Any) -> None:
            self.text = Text(" ").join(texts)

        def __rich_console__(self, console: Any, options: Any) -> Iterator[Text]:
            for paragraph in self.text.split("\n"):
                broken = wrap(paragraph.plain, options.max_width / 2)  # in Chinese characters, two columns wide
                yield from paragraph.divide(accumulate(map(len, broken[:-1])))

        def __rich_measure__(self, console: Any, options: Any) -> Measurement:
            return Measurement(min(_LEAST, options.max_width), options.max_width)

    class Broken(Table):
        def add_row(self, *cells: Any, **settings: Any) -> None:
            last = cells[-1].renderables if isinstance(cells[-1], Columns) else cells[-1:]
            super().add_row(*cells[:-1], Prose(*last), **settings)

    return Broken


_LEAST = 20  # columns for what an option is for, however narrow the terminal


class Command(_Face, TyperCommand):
    """A command with Chinese help."""


class Group(_Face, TyperGroup):
    """The program with Chinese help."""


def usage_fault(error: Exception) -> str:
    """Say in Chinese what typer says of a wrong call."""
    param = getattr(error, "param", None)
    name = "/".join(getattr(param, "opts", [])) if str(getattr(param, "opts", "")).find("-") > 0 else ""
    name = name or getattr(param, "metavar", None) or "参数"
    option = getattr(error, "option_name", "")
    match type(error).__name__:
        case "NoSuchOption":
            near = getattr(error, "possibilities", None)
            return f"没有选项 {option}" + (f"，是不是 {near[0]}？" if near else "")
        case "MissingParameter":
            return f"缺少 {name}"
        case "BadOptionUsage":
            return f"选项 {option} 后面要写内容，或者不该写内容"
        case "BadParameter":
            return f"{name} 的内容不对"
    return _translate(str(getattr(error, "message", error)))


def _translate(message: str) -> str:
    command = re.search(r"No such command '([^']*)'", message)
    if command:
        near = re.search(r"Did you mean:? '?([\w-]+)", message)
        return f"没有命令 {command[1]}" + (f"，是不是 {near[1]}？" if near else "")
    extra = re.search(r"unexpected extra argument(?:s|\(s\))? \(([^)]*)\)", message)
    return f"多了 {extra[1]}" if extra else "参数不对"
