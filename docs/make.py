"""Writes docs/rules.md and docs/commands.md from the code, so that neither can differ from it.

The one rule: `make docs` writes, a test compares; nothing in the two files is written by hand.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from gkcat.cli import program
from gkcat.cli.check import kinds

DOCS = Path(__file__).parent
_LEVELS = {"error": "错误", "warning": "提醒"}


def rules() -> Iterator[str]:
    """The page of all findings, by code."""
    yield "# 问题代码\n"
    yield "本页由 `make docs` 从规则自身的说明生成；命令行里用 `gkcat explain 代码` 查看同样的内容。\n"
    yield "| 代码 | 名称 | 轻重 | 说明 |\n| --- | --- | --- | --- |"
    for kind in kinds():
        yield f"| [{kind.code}](#{kind.code.lower()}) | {kind.name} | {_LEVELS[kind.severity]} | {kind.title} |"
    for kind in kinds():
        yield f"\n## {kind.code}\n\n`{kind.name}` · {_LEVELS[kind.severity]}\n\n{kind.doc.strip()}"


def commands() -> Iterator[str]:
    """The help of every command."""
    yield "# 命令\n\n本页由 `make docs` 从命令自身的说明生成。"
    app = program()
    groups = {group.name or "": group.typer_instance for group in app.registered_groups if group.typer_instance}
    below = [f"{name} {each}" for name, group in groups.items() for each in _names(group)]
    for name in ["", *sorted([*_names(app), *groups, *below])]:
        words = ["gkcat", *name.split()]
        yield f"\n## {' '.join(words)}\n\n```text\n{_help(words)}\n```"


def _names(app: typer.Typer) -> list[str]:
    return [str(each.name or getattr(each.callback, "__name__", "")) for each in app.registered_commands]


def _help(words: list[str]) -> str:
    environment = {**os.environ, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"}
    call = [sys.executable, "-c", "from gkcat.cli import main; main()", *words[1:], "--help"]
    text = subprocess.run(call, check=True, capture_output=True, text=True, env=environment).stdout
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {DOCS / "rules.md": "\n".join(rules()) + "\n", DOCS / "commands.md": "\n".join(commands()) + "\n"}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
