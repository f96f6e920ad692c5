"""The command that lays down a new workspace.

The one rule: only an empty folder is written into.
"""

from pathlib import Path
from typing import Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import ISSUE, app, refuse, short, write


@app.command("init", cls=Command, rich_help_panel=ISSUE)
def new_workspace(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="放到哪里；须是空文件夹，没有则新建。")],
    name: Annotated[str, typer.Option("--name", metavar="名称", help="行政区划名称，如 神木市。")],
    level: Annotated[str, typer.Option("--level", metavar="层级", help="省级、市级、县级、乡级、村级之一。")] = "县级",
    issuer: Annotated[
        str,
        typer.Option("--issuer", metavar="机关", help="编制机关；不写则为“名称＋人民政府办公室”。", show_default=False),
    ] = "",
) -> None:
    """新建：建立一套空的目录，各种统一规定已按国家规定填好，附一个单位作样子。"""
    from gkcat.mend import save
    from gkcat.model import LEVELS
    from gkcat.pipeline import today
    from gkcat.start import start
    from gkcat.workspace import Workspace

    if level not in LEVELS:
        refuse(f"没有“{level}”这个层级，可用的有 {'、'.join(LEVELS)}")
    files = start(folder, name, level, issuer or f"{name}人民政府办公室", today())
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    save(Workspace(folder.resolve()), files)
    write([f"已在 {short(folder.absolute())} 建好目录，接下来请看其中的 README.md。"])
