"""Commands of a catalogue's life after it was compiled.

The one rule: files are only ever added to, and what is written was read again first.
"""

from typing import Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import ISSUE, Root, app, day_of, workspace_at, write


@app.command("retire", cls=Command, rich_help_panel=ISSUE)
def retire_item(
    item: Annotated[str, typer.Argument(metavar="单位.编号", help="如 mzj.bzzf-003；先从单位的文件里删去这一项。")],
    reason: Annotated[str, typer.Argument(metavar="理由", help="撤销的理由。")],
    on: Annotated[str, typer.Option("--on", metavar="日期", help="撤销日期，如 2026-11-01；不写为今天。")] = "",
    root: Root = None,
) -> None:
    """撤销：登记不再有的事项，它的编号从此不再使用。"""
    from gkcat.mend import save
    from gkcat.retire import retire

    workspace = workspace_at(root, [])
    files, told = retire(workspace, item, reason, day_of(on))
    save(workspace, files)
    write(told)
