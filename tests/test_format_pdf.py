"""The PDF is the paper an office sends: the document's own pages, searchable, the same bytes, or a plain refusal."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import sleep

import pytest

from gkcat import libreoffice
from gkcat.book import Book, Column, Table
from gkcat.formats import pdf
from gkcat.paper.ooxml import compose

TEMPLATES = Path(__file__).parents[1] / "templates"
COLUMNS = (Column("number", ("序号",), 3, "center"), Column("content", ("公开内容",), 20))


def table(title: str, rows: int) -> Table:
    return Table(title, COLUMNS, tuple((at, f"征收范围与补偿标准之{at}") for at in range(rows)))


def book(*tables: Table) -> Book:
    return Book("mzj/标准目录", "政务公开事项标准目录", tables or (table("征地补偿", 60),), day=date(2026, 11, 1))


def text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def program(folder: Path, script: str) -> str:
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_same_book_is_the_same_bytes_searchable_with_its_fonts(tmp_path: Path) -> None:
    first, second = (pdf.write(book(), tmp_path / name, TEMPLATES) for name in "ab")
    assert first.relative_to(tmp_path / "a") == Path("mzj/标准目录.pdf")
    assert first.read_bytes() == second.read_bytes()
    assert b"/CreationDate(D:20261101000000" in first.read_bytes()
    assert "征收范围与补偿标准之59" in re.sub(r"\s", "", text(first))
    fonts = subprocess.run(["pdffonts", first], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes (yes|no) +(yes|no) +\d+ +\d+$", line) for line in fonts)


def test_another_book_has_another_serial_number(tmp_path: Path) -> None:
    books = [replace(book(table("征地补偿", rows)), name=str(rows)) for rows in (1, 2)]
    serials = [set(pdf.SERIAL.findall(path.read_bytes())) for path in pdf.write_all(books, tmp_path, TEMPLATES)]
    assert [len(each) for each in serials] == [1, 1]
    assert serials[0] != serials[1]


def test_contents_name_the_pages_counted_though_the_reckoning_be_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(book: Book, template: Path, numbers: Sequence[int] = (), *, odd: bool) -> tuple[bytes, list[int]]:
        return compose(book, template, numbers or (7, 8), odd=odd)

    monkeypatch.setattr(pdf, "compose", wrong)
    path = pdf.write(book(table("征地补偿", 60), table("义务教育", 60)), tmp_path, TEMPLATES)
    sheets = text(path).split("\f")
    contents = next(at for at, sheet in enumerate(sheets) if "义务教育...." in sheet)
    named = {title: int(page) for title, page in re.findall(r"(征地补偿|义务教育)\.+\s*(\d+)", sheets[contents])}
    body = next(at for at, sheet in enumerate(sheets) if at > contents and "征地补偿" in sheet)
    found = {
        title: at - body + 1
        for title in ("征地补偿", "义务教育")
        for at, sheet in reversed([*enumerate(sheets)])
        if at >= body and title in sheet
    }
    assert named == found
    assert found["义务教育"] > 1
    assert pdf.pages(path) == len(sheets) - 1


def test_without_libreoffice_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-office",))
    with pytest.raises(pdf.ProgramError, match="LibreOffice，本机没有找到；请先安装"):
        pdf.write(book(), tmp_path, TEMPLATES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["echo no room >&2; exit 1", "echo no room >&2"])
def test_when_libreoffice_fails_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", (program(tmp_path, script),))
    with pytest.raises(pdf.ProgramError, match="没能生成 PDF：no room"):
        pdf.write(book(), tmp_path / "out", TEMPLATES)
    assert not (tmp_path / "out").exists()


def test_when_libreoffice_hangs_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As soffice does: what is on PATH only starts another program, which does the work.
    script = f"sleep 60 & echo $! > {tmp_path / 'worker'}; wait"
    monkeypatch.setattr(libreoffice, "PROGRAMS", (program(tmp_path, script),))
    monkeypatch.setattr(pdf, "START", 0)
    monkeypatch.setattr(pdf, "EACH", 0.5)
    with pytest.raises(pdf.ProgramError, match="久无回应"):
        pdf.write(book(), tmp_path / "out", TEMPLATES)
    assert not alive(int((tmp_path / "worker").read_text())), "nothing goes on behind our back"


def test_who_stops_gkcat_stops_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        while not worker.is_file() or not worker.read_text().strip():
            sleep(0.01)
        raise KeyboardInterrupt

    worker = tmp_path / "worker"
    script = f"sleep 60 & echo $! > {worker}; wait"
    monkeypatch.setattr(libreoffice, "PROGRAMS", (program(tmp_path, script),))
    monkeypatch.setattr("subprocess.Popen.communicate", stopped)
    with pytest.raises(KeyboardInterrupt):
        pdf.write(book(), tmp_path / "out", TEMPLATES)
    assert not alive(int(worker.read_text()))


def alive(process: int) -> bool:
    """Whether a process still does something; one that ended may stand in the list until somebody asks how."""
    for _ in range(100):
        status = Path(f"/proc/{process}/stat")
        if not status.is_file() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        sleep(0.02)
    return True


def test_fonts_chosen_outside_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", (program(tmp_path, 'echo "$FONTCONFIG_FILE" >&2; exit 1'),))
    for chosen in ("/elsewhere.conf", ""):
        monkeypatch.setitem(os.environ, "FONTCONFIG_FILE", chosen)
        if not chosen:
            monkeypatch.delenv("FONTCONFIG_FILE")
        with pytest.raises(pdf.ProgramError, match=chosen or "docx/fonts.conf"):
            pdf.write(book(), tmp_path / "out", TEMPLATES)


def test_no_books_need_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ())
    assert pdf.write_all((), tmp_path, TEMPLATES) == []
