"""The weekly and monthly report: `gkcat report week`, `gkcat report month`.

The one rule: the same revision and the same days give the same bytes.
"""

from pathlib import Path
from typing import Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import (
    ISSUE,
    ExecutorOption,
    Jobs,
    Root,
    app,
    day_of,
    hanging,
    progress,
    refuse,
    short,
    workers,
    workspace_at,
    write,
)


@app.command("report", cls=Command, rich_help_panel=ISSUE)
def report_progress(
    name: Annotated[str, typer.Argument(metavar="种类", help="week 周报，month 月报。")],
    since: Annotated[
        str, typer.Option("--since", metavar="日期", help="变化从哪天算起；不写则周报 7 天、月报一个月。")
    ] = "",
    on: Annotated[str, typer.Option("--on", metavar="日期", help="截止日期，如 2026-10-23；不写为今天。")] = "",
    at: Annotated[str, typer.Option("--at", metavar="版本", help="按某个 git 版本统计；不写则按现在的文件。")] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="另存通报稿和汇总表到此文件夹。", show_default=False),
    ] = None,
    root: Root = None,
    jobs: Jobs = 0,
    executor: ExecutorOption = "",
) -> None:
    """进展：各单位的进展、存在问题和下一步工作。

    可存为通报稿（DOCX）和汇总表（DOCX、XLSX）。
    """
    from importlib import import_module

    from gkcat.cli.check import kinds
    from gkcat.finding import plain
    from gkcat.pipeline import Crew
    from gkcat.reporting import briefing
    from gkcat.reporting.bulletin import bulletin
    from gkcat.reporting.progress import brief
    from gkcat.reporting.progress import progress as count
    from gkcat.stats import lines

    if name not in (briefing.WEEK, briefing.MONTH):
        refuse(f"没有“{name}”这种报告，请写 week（周报）或者 month（月报）")
    workspace = workspace_at(root, [])
    workspace = workspace.at(at) if at else workspace
    last = day_of(on)
    first = day_of(since) if since else briefing.begins(last, name)
    if first >= last:
        refuse(f"起始日期 {first} 要早于截止日期 {last}")
    with workers(workspace, jobs, executor) as pool:
        found = count(workspace, last, first, Crew(pool, progress()))
    write(lines(brief(found)))
    for head, sentences in (
        ("总体进展", briefing.overview(found)),
        ("存在问题", briefing.problems(found, kinds())),
        ("下一步工作", briefing.steps(found)),
    ):
        write([typer.style(head, bold=True), *(line for each in sentences for line in hanging(plain(each))), ""])
    if out is None:
        return
    made = [bulletin(found, kinds(), name, workspace.templates(), out)]
    book = briefing.book(found, kinds(), name)
    made += [
        import_module(f"gkcat.formats.{kind}").write(book, out, workspace.templates()) for kind in ("docx", "xlsx")
    ]
    write(f"已生成 {short(path.absolute())}" for path in made)
