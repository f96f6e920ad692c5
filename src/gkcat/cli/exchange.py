"""Commands that hand a unit's items out to be worked on, and take tables in.

The one rule: standard output holds the file and nothing else, and a form that someone may have filled in is not
written over. A table comes in whole or not at all, and every cell that was not plain is reported.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gkcat.cli.face import Command
from gkcat.cli.terminal import FILL, Root, app, refuse, short, workspace_at, write

if TYPE_CHECKING:
    from gkcat.export import Made
    from gkcat.finding import Finding, Report

Unit = Annotated[str, typer.Option("--unit", "-u", metavar="单位", help="单位的代号，如 mzj。")]

Domains = Annotated[
    list[str] | None,
    typer.Option("--domain", "-d", metavar="领域", help="只要这些领域（代号）；不写则全部。", show_default=False),
]

Out = Annotated[
    str,
    typer.Option("--out", "-o", metavar="文件", help="存成哪个文件；- 为标准输出。", show_default=False),
]


@app.command("form", cls=Command, rich_help_panel=FILL)
def blank_form(
    unit: Unit,
    domain: Domains = None,
    out: Out = "",
    force: Annotated[bool, typer.Option("--force", help="已有这个文件也重写，其中填的会丢失。")] = False,
    root: Root = None,
) -> None:
    """填报表：生成一份空白的填报表，供单位填写。

    每个领域一张工作表；填好后用 gkcat import 导入。
    """
    from gkcat.export import blank

    _hand_out(*blank(workspace_at(root, []), unit, tuple(domain or ())), out, force=force)


@app.command("export", cls=Command, rich_help_panel=FILL)
def export_unit(
    unit: Unit,
    domain: Domains = None,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="格式", help="xlsx、docx、csv、json 或者 jsonl（每行一个事项）。")
    ] = "xlsx",
    layout: Annotated[
        str,
        typer.Option(
            "--layout",
            "-l",
            metavar="版式",
            help="哪种版式，如 attachment2；不写则 xlsx、csv 为填报表，docx 为附件2，json 同开放数据。",
            show_default=False,
        ),
    ] = "",
    out: Out = "",
    force: Annotated[bool, typer.Option("--force", help="已有这个文件也重写。")] = False,
    root: Root = None,
) -> None:
    """导出：把一个单位的事项交给其他软件。

    xlsx 可以修改后再导入。文字格式不写 --out 则送到标准输出。
    """
    from gkcat.export import TEXT, export

    made, report = export(workspace_at(root, []), unit, form, layout, tuple(domain or ()))
    _hand_out(made, report, out or "-" * (form in TEXT), force=force)


def _hand_out(made: "Made | None", report: "Report", out: str, *, force: bool) -> None:
    """Write a file where it is wanted; what there is to say goes to standard error."""
    if made is None:
        from gkcat.reports import pretty

        for line in pretty.lines(report):
            typer.echo(line, err=True)
        typer.echo("有文件读不下去，没有做，以免缺了事项；请先改正。", err=True)
        raise typer.Exit(1)
    if out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
        return
    path = Path(out) if out else Path(made.name)
    path = path / made.name if path.is_dir() else path
    if not path.absolute().parent.is_dir():
        refuse(f"没有文件夹 {path.parent}，请先建好")
    if path.exists() and not force and path.read_bytes() != made.data:
        refuse(f"已有 {path}，内容不同，里面可能有填好的；请另写 --out，或者加 --force 重写")
    _save(path, made.data)
    items = f"，共 {made.items} 个事项" if made.items else ""
    typer.echo(f"已存为 {short(path.absolute())}{items}", err=True)


def _save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


@app.command("import", cls=Command, rich_help_panel=FILL)
def import_tables(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="XLSX、DOCX、CSV、HTML、XLS 或者 DOC 文件。")],
    unit: Unit,
    domain: Annotated[
        str, typer.Option("--domain", "-d", metavar="领域", help="领域代号；表里写明领域的不必写。")
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="名称", help="只读这个工作表；不写则全读。")] = "",
    table: Annotated[int, typer.Option("--table", metavar="第几个", min=0, help="只读第几个表；0 为全部。")] = 0,
    prune: Annotated[bool, typer.Option("--prune", help="表里没有的事项从文件中删去。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只报告，不写文件。")] = False,
    root: Root = None,
) -> None:
    """导入：把现有的 Excel、Word 目录读成本单位的填报文件。"""
    from gkcat.cli.check import _show_changes
    from gkcat.importing import import_file
    from gkcat.mend import save
    from gkcat.pipeline import begin, load_catalog, place
    from gkcat.workspace import Workspace

    workspace, failed = workspace_at(root, []), False
    for file in files:
        if not file.is_file():
            refuse(f"没有 {file} 这个文件")
        catalog, _, _ = load_catalog(workspace, begin())
        with uncollected():
            made, findings = import_file(
                workspace, catalog, file, unit, domain=domain, sheet=sheet, table=table, prune=prune
            )
        report = place(workspace, findings)
        write(map(_line, sorted(report.findings, key=_reading_order)))
        failed = failed or bool(report.summary.errors)
        if dry_run:
            _show_changes(workspace, {path: data for path, data in made.items() if workspace.read(path)})
        else:
            save(workspace, made)
        workspace = Workspace(workspace.root, {**workspace.overlay, **made})
        did = "会写" if dry_run else "写了"
        names = f"（{'、'.join(made)}）" if made else ""
        found = f"{report.summary.errors} 个错误，{report.summary.warnings} 个提醒"
        typer.echo(f"{file.name}：{did} {len(made)} 个文件{names}；{found}。")
    raise typer.Exit(int(failed))


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare Python's search for cycles, of which a table makes none: 5,000 rows take two thirds of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _reading_order(finding: "Finding") -> tuple[str, int, int, str]:
    """Sheet by sheet, row by row: an address as text would put D10 before D9."""
    where = finding.where
    return where.path.partition("!")[0], where.line, where.column, finding.code


def _line(finding: "Finding") -> str:
    """A finding on one line; the address of a cell says where, without line and column."""
    from gkcat.reports import concise

    where = finding.where
    line = concise.line(finding)
    return (
        line.replace(f"{where.path}:{where.line}:{where.column}: ", f"{where.path}: ", 1)
        if "]!" in where.path
        else line
    )
