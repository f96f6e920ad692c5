"""Commands of 落实: what is due, whether what was published can be opened, how much of the catalogue is done.

The one rule: nothing goes out to the network but `links`, and that not in CI unless it is told to.
"""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gkcat.cli.check import kinds, reporter
from gkcat.cli.face import Command
from gkcat.cli.terminal import FILL, REVIEW, Root, app, day_of, refuse, short, workspace_at, write

if TYPE_CHECKING:
    from gkcat.book import Book, Table
    from gkcat.catalog import Catalog
    from gkcat.duties.answers import Answer
    from gkcat.duties.duty import Agenda, Asked
    from gkcat.duties.links import Manners
    from gkcat.finding import Finding, Report
    from gkcat.model import Unit
    from gkcat.workspace import Workspace

_FILES = ("docx", "xlsx", "csv", "pdf")

UnitOption = Annotated[
    list[str] | None,
    typer.Option("--unit", "-u", metavar="单位", help="只看这些单位（代号）。", show_default=False),
]
OnOption = Annotated[str, typer.Option("--on", metavar="日期", help="截至哪一天，如 2026-11-25；不写为今天。")]


@app.command("due", cls=Command, rich_help_panel=FILL)
def list_due(
    on: OnOption = "",
    within: Annotated[
        str, typer.Option("--within", metavar="期间", help="往后看多久，如 30d（天）、8w（周）、3m（月）。")
    ] = "30d",
    since: Annotated[
        str,
        typer.Option("--since", metavar="日期", help="定期公开的从这天起算；不写为目录的时效基准日。"),
    ] = "",
    unit: UnitOption = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="格式",
            help="不写为文字；也可以是 json、ics（日历）、docx、xlsx、csv、pdf。",
            show_default=False,
        ),
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="文件放到哪里；不写则放到 due。", show_default=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有逾期的算不通过。")] = False,
    root: Root = None,
) -> None:
    """到期：按规定时限推算，列出逾期和快到期的公开内容。"""
    from gkcat.duties import agenda
    from gkcat.duties.duty import State
    from gkcat.duties.duty import agenda as look

    if form not in {"text", "json", "ics", *_FILES}:
        refuse(f"没有 {form} 这种格式，可用的有 text、json、ics、{'、'.join(_FILES)}")
    workspace = workspace_at(root, [])
    catalog, units = _load(workspace, unit)
    found = look(catalog, units, _asked(catalog, on, within, since))
    if form == "text":
        _show(agenda.lines(found), agenda.summary(found), agenda.notes(found))
    elif form == "json":
        _json(agenda.values(found))
    elif form == "ics":
        _calendars(found, out or workspace.root / "due")
    else:
        _save(agenda.book(catalog, found), [form], workspace, out or workspace.root / "due")
    raise typer.Exit(int(strict and any(duty.state is State.OVERDUE for duty in found.duties)))


def _load(workspace: "Workspace", chosen: Sequence[str] | None) -> "tuple[Catalog, list[Unit]]":
    """The catalogue and the units asked for, in roster order."""
    from gkcat.pipeline import UnitTask, begin, load_catalog, load_unit

    run = begin()
    catalog, _, folders = load_catalog(workspace, run)
    if catalog.head is None:
        refuse("catalog/catalog.yaml 读不下去，请先运行 gkcat validate")
    for name in chosen or ():
        if name not in folders:
            refuse(f"没有单位 {name}，可用的有：{'、'.join(folders)}")
    return catalog, [load_unit(UnitTask(workspace, each, run))[0] for each in folders if not chosen or each in chosen]


def _asked(catalog: "Catalog", on: str, within: str, since: str) -> "Asked":
    from datetime import timedelta

    from gkcat.days.dates import months_on
    from gkcat.duties.duty import Asked

    first = day_of(on)
    found = re.fullmatch(r"(\d{1,4})([dwm天周月]?)", within)
    if found is None:
        refuse(f"--within {within} 写法不对，应写成 30d（天）、8w（周）、3m（月）的样子")
    number, measure = int(found[1]), found[2] or "d"
    days = timedelta(days=number * (7 if measure in "w周" else 1))
    if days.days > _FURTHEST or (measure in "m月" and number * 31 > _FURTHEST):
        refuse(f"--within {within} 太远，最多往后看三年")
    until = months_on(first, number) if measure in "m月" else first + days
    begin = day_of(since) if since or catalog.head is None else catalog.head.as_of
    return Asked(first, until, begin)


_FURTHEST = 1116  # days: three years


def _show(lines: Iterable[str], table: "Table", notes: Iterable[str]) -> None:
    """Lines, then the table at the terminal's width, then what it leaves out."""
    from gkcat.book import Book
    from gkcat.stats import lines as laid

    write(lines)
    write(laid(Book("", "", (table,), notes=tuple(notes))))


def _json(values: object) -> None:
    from json import dumps

    write([dumps(values, ensure_ascii=False, indent=1)])


def _save(book: "Book", forms: Sequence[str], workspace: "Workspace", folder: Path) -> None:
    from importlib import import_module

    for form in forms:
        made = import_module(f"gkcat.formats.{form}").write(book, folder, workspace.templates())
        typer.echo(f"已生成 {short(made.absolute())}")


def _calendars(found: "Agenda", folder: Path) -> None:
    """One file a unit that has something to do."""
    from gkcat.duties.ical import calendar

    folder.mkdir(parents=True, exist_ok=True)
    for unit in found.units:
        if duties := found.of(unit.id):
            path = folder / f"{unit.id}.ics"
            name = unit.card.name if unit.card else unit.id
            path.write_bytes(calendar(found, f"{name}政务公开到期", duties))
            typer.echo(f"已生成 {short(path.absolute())}：{len(duties)} 条")


# ── links, evidence ──────────────────────────────────────────────────────────


@app.command("links", cls=Command, rich_help_panel=REVIEW)
def check_links(
    unit: UnitOption = None,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式", help="pretty、json，或者 validate 的其他格式。"),
    ] = "pretty",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="另存为 DOCX、XLSX 到此文件夹。", show_default=False),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="秒", min=0.1, max=300, help="每一步最多等几秒。")
    ] = 15.0,
    pause: Annotated[
        float, typer.Option("--pause", metavar="秒", min=0, max=60, help="同一个网站两次访问之间停几秒。")
    ] = 0.5,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="个数", min=1, max=64, help="同时访问几个网站。")] = 16,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="内部网络的网址也访问。")] = False,
    force: Annotated[bool, typer.Option("--force", help="在自动流水线（CI）里也访问网络。")] = False,
    on: OnOption = "",
    root: Root = None,
) -> None:
    """网址：打开公开记录里的网址，报告打不开、迁移和过期的。"""
    from gkcat.duties import answers
    from gkcat.duties.links import Manners

    if os.environ.get("CI", "").lower() in {"1", "true", "yes"} and not force:
        refuse("这里是自动流水线（CI），不访问网络；确需检查网址，加 --force")
    show = None if form == "json" else reporter(form)
    workspace = workspace_at(root, [])
    catalog, units = _load(workspace, unit)
    asked = _asked(catalog, on, "0d", "")
    found = answers.records(units)
    got = _ask([record.published.url for record in found], Manners(jobs, pause, timeout, private=allow_private))
    report = _placed(workspace, units, [*answers.findings(catalog, found, got, asked)])
    if show is None:
        _json(answers.values(report.findings, got, asked.on))
    else:
        write(show(report))
        typer.echo(answers.told(got), err=True)
    if out is not None:
        _save(answers.book(catalog, found, got, asked.on), ("docx", "xlsx"), workspace, out)
    raise typer.Exit(int(report.summary.errors > 0))


def _ask(urls: Sequence[str], manners: "Manners") -> "dict[str, Answer]":
    """Ask, with a bar on a terminal."""
    from gkcat.duties.links import ask

    if not sys.stderr.isatty():
        return ask(urls, manners)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("访问网址", total=len({*urls}))
        return ask(urls, manners, lambda: bar.advance(task))


def _placed(workspace: "Workspace", units: "Sequence[Unit]", findings: "Sequence[Finding]") -> "Report":
    """The findings with their lines, and how much was looked at."""
    from gkcat.pipeline import place

    report = place(workspace, findings)
    entries = [entry for unit in units for entry in unit.entries]
    rows = sum(len(entry.item.disclosures) for entry in entries)
    summary = replace(report.summary, units=len(units), items=len(entries), disclosures=rows)
    return replace(report, summary=summary, kinds={kind.code: kind for kind in kinds()})


@app.command("evidence", cls=Command, rich_help_panel=REVIEW)
def count_evidence(
    unit: UnitOption = None,
    links: Annotated[
        Path | None,
        typer.Option(
            "--links", metavar="文件", help="gkcat links --format json 的结果，据此扣除打不开的。", show_default=False
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式", help="不写为文字；也可以是 json。", show_default=False),
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="文件夹", help="另存为 DOCX、XLSX 到此文件夹。", show_default=False),
    ] = None,
    on: OnOption = "",
    root: Root = None,
) -> None:
    """落实：各单位、各领域已经公开的占多少（完成率）。"""
    from gkcat.duties import answers
    from gkcat.duties.evidence import completion
    from gkcat.formats import json
    from gkcat.stats import lines

    if form not in {"text", "json"}:
        refuse(f"没有 {form} 这种格式，可用的有 text、json；另存为 DOCX、XLSX 用 --out")
    workspace = workspace_at(root, [])
    catalog, units = _load(workspace, unit)
    day, got = answers.read(links) if links else (None, {})
    book = completion(catalog, units, got, day_of(on), day)
    if form == "json":
        _json(json.values(book))
    elif out is None:
        write(lines(book))
    if out is not None:
        _save(book, ("docx", "xlsx"), workspace, out)
