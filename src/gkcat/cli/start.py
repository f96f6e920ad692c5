"""Commands that lay down what an office begins with: a new workspace, a template to make its own.

The one rule: only an empty folder is written into, and no file is written over.
"""

from pathlib import Path
from typing import Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import ISSUE, Root, app, refuse, short, workspace_at, write


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
    """新建：建立一套新的目录，附一个单位作样子。

    公开方式、权力类型、法律法规等各种统一规定已按国家规定填好。
    """
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


@app.command("template", cls=Command, rich_help_panel=ISSUE)
def own_template(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="模板", help="如 docx/base.docx；不写则列出全部。", show_default=False),
    ] = None,
    root: Root = None,
) -> None:
    """模板：把自带的模板复制到 templates 里，以便改成自己的。

    改了就用改过的；没有复制的仍用自带的。
    """
    from gkcat.shipped import TEMPLATES, names

    known = [each for folder in ("docx", "layouts", "site") for each in names(TEMPLATES, folder)]
    known = [each for each in known if not each.endswith(".py")]
    if not name:
        write(known)
        return
    own = workspace_at(root, []).root / "templates"
    for each in name:
        if each not in known:
            refuse(f"没有模板 {each}，运行 gkcat template 可以看到全部")
        if (own / each).is_symlink() or (own / each).exists():
            refuse(f"{short(own / each)} 已经有了，没有覆盖")
    for each in name:
        (own / each).parent.mkdir(parents=True, exist_ok=True)
        (own / each).write_bytes((TEMPLATES / each).read_bytes())
    write([f"已复制 {short(own / each)}" for each in name])
