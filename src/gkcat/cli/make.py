"""Commands that make documents, data and pages.

The one rule: what has an error is not made, unless it says 草稿 on every page.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gkcat import RefusedError
from gkcat.cli.face import Command
from gkcat.cli.terminal import (
    ISSUE,
    ExecutorOption,
    Jobs,
    Root,
    app,
    progress,
    refuse,
    saves,
    short,
    workers,
    workspace_at,
    write,
)

if TYPE_CHECKING:
    from gkcat.finding import Report

_BUILT = "docx、xlsx、pdf、html、json、csv、sqlite"


@app.command(cls=Command, rich_help_panel=ISSUE)
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
    internal: Annotated[
        bool, typer.Option("--internal", help="网站另加一页进展情况，供内部使用；页面之间没有链接通向它。")
    ] = False,
    root: Root = None,
    jobs: Jobs = 0,
    executor: ExecutorOption = "",
) -> None:
    """生成：先校验，没有错误才生成报备文件、开放数据和公开网站。"""
    from gkcat.build import Choice
    from gkcat.build import build as build_all
    from gkcat.pipeline import Crew
    from gkcat.reports import concise, pretty

    if final and force_draft:
        refuse("--final 和 --force-draft 不能同时用：报备稿不能有错误")
    workspace = workspace_at(root, [])
    choice = Choice(
        units=tuple(unit or ()),
        domains=tuple(domain or ()),
        formats=tuple(form or ()),
        layouts=tuple(layout or ()),
        draft=force_draft,
        final=final,
        internal=internal,
    )
    target = (out or workspace.root / "out").absolute()
    with workers(workspace, jobs, executor) as pool:
        report, made = build_all(workspace, target, choice, Crew(pool, progress()))
    if made is None:
        write(pretty.lines(report))
        look = "不加 --final 先生成征求意见稿" if final else "可加 --force-draft（每页标明“草稿”）"
        typer.echo(f"有错误，没有生成。改正后再试；确需先看样子，{look}。", err=True)
        raise typer.Exit(1)
    write([concise.summary(report), f"已生成到 {short(made)}"])


@app.command(cls=Command, rich_help_panel=ISSUE)
def serve(
    port: Annotated[int, typer.Option("--port", "-p", metavar="端口", min=0, max=65535, help="0 为任选。")] = 8000,
    root: Root = None,
    jobs: Jobs = 0,
) -> None:
    """预览：在本机打开网站，文件一保存就重新生成。

    错误逐条列出；文件读不下去时网页先不更新。按 Ctrl+C 结束；不动 out 里的文件。
    """
    from gkcat.build import Choice, preview
    from gkcat.pipeline import Crew
    from gkcat.serve import serve as serve_site

    workspace = workspace_at(root, [])
    with tempfile.TemporaryDirectory(prefix="gkcat-") as folder, workers(workspace, jobs, "") as pool:
        out = Path(folder) / "out"

        failed = True  # what was saved before a build that failed has not been built

        def again(saved: list[str]) -> bool:
            nonlocal failed
            choice = Choice(formats=("html",), draft=True, whole=(out / "site").exists())
            try:
                report, made = preview(workspace, out, choice, Crew(pool), None if failed else saved)
                failed = made is None
                write(_wrong(report))
                if failed:
                    typer.echo("有文件读不下去，网页先不更新；改正后再保存一次就好。", err=True)
            except RefusedError as error:
                typer.echo(f"gkcat：{error}", err=True)
                failed = True
            return not failed

        serve_site(
            out / "site",
            port,
            [],
            saves(workspace),
            again,
            lambda address: typer.echo(f"预览：{address}（按 Ctrl+C 结束）"),
        )


def _wrong(report: "Report") -> Iterator[str]:
    """The errors, which would keep the catalogue from being built, and the summary."""
    from gkcat.reports import pretty

    errors = tuple(each for each in report.findings if each.severity == "error")
    yield from pretty.lines(replace(report, findings=errors))


@app.command(cls=Command, rich_help_panel=ISSUE)
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
    """责任书：按模板为各单位生成目标责任书。

    模板是 templates/docx/letter.docx。
    """
    from gkcat.letter import letters
    from gkcat.pipeline import begin, load_catalog

    workspace = workspace_at(root, [])
    catalog, _, _ = load_catalog(workspace, begin())
    if catalog.head is None:
        refuse("catalog/catalog.yaml 读不下去，请先运行 gkcat validate")
    for name in unit or ():
        if name not in catalog.roster:
            refuse(f"名册上没有单位 {name}")
    folder = out or workspace.root / "letters"
    made = letters(catalog, catalog.head, unit or catalog.roster, workspace.templates(), folder)
    typer.echo(f"已生成 {len(made)} 份责任书到 {short(folder.absolute())}")
