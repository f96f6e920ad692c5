"""Files that mean harm, are broken, or are not what they say: a clear sentence, bounded work, nothing half read."""

import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import docx
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # XlsxWriter ships neither stubs nor py.typed
from docx.shared import Cm

from gkcat import doubts
from gkcat.finding import Finding
from gkcat.grid import Grid
from gkcat.readers import read

Part = bytes | Callable[[bytes], bytes]

HEAD = ["事项名称", "公开内容", "责任主体"]
ROW = ["征地补偿", "补偿标准", "市自然资源局"]
PAGE = "<table>" + "".join("<tr>" + "".join(f"<td>{text}" for text in row) for row in (HEAD, ROW)) + "</table>"
SHEET = "xl/worksheets/sheet1.xml"
DOCUMENT = "word/document.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 20) for n in range(1, 9))
    + b"]>"
)


def xlsx(folder: Path, **parts: Part) -> Path:
    """A workbook of two rows; ``parts`` by name with _ for / and . are put in place or changed."""
    plain = folder / "plain.xlsx"
    book = xlsxwriter.Workbook(plain)
    sheet = book.add_worksheet()
    for number, row in enumerate((HEAD, ROW)):
        sheet.write_row(number, 0, row)
    book.close()
    return changed(plain, folder / "目录.xlsx", parts)


def word(folder: Path, **parts: Part) -> Path:
    """A document with a table of two rows, likewise."""
    plain = folder / "plain.docx"
    document = docx.Document()
    table = document.add_table(2, 3)
    for row, texts in zip(table.rows, (HEAD, ROW), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text, cell.width = text, Cm(4)  # without a width LibreOffice makes no table of it in .doc
    document.save(str(plain))
    return changed(plain, folder / "目录.docx", parts)


def changed(source: Path, target: Path, parts: dict[str, Part]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("/", "_").replace(".", "_"): name for name in old.namelist()}
        for name in old.namelist():
            new.writestr(name, old.read(name)) if name not in {names.get(key) for key in parts} else None
        for key, part in parts.items():
            name = names.get(key, key.replace("__", "/"))
            new.writestr(name, part if isinstance(part, bytes) else part(old.read(name)))
    return target


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def is_read(grids: list[Grid]) -> bool:
    return [[*row] for grid in grids for row in grid.rows] == [HEAD, ROW]


def after_declaration(doctype: bytes, then: Callable[[bytes], bytes] = lambda xml: xml) -> Callable[[bytes], bytes]:
    """The part with a doctype before its first element."""

    def put(xml: bytes) -> bytes:
        end = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:end] + doctype + then(xml[end:])

    return put


# ── bombs ────────────────────────────────────────────────────────────────────


def test_a_part_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    bomb = word(tmp_path, word_document_xml=b" " * (130 << 20))
    assert bomb.stat().st_size < 1 << 20
    grids, findings = read(bomb)
    assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])
    assert "解开后超过" in findings[0].message


def test_a_package_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkcat.readers.package.MAX_TOTAL", 1 << 20)
    grids, findings = read(xlsx(tmp_path, xl__media__a=b"0" * (2 << 20)))
    assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=b" " * (1 << 20))
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    path.write_bytes(data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :])
    grids, findings = read(path)
    assert (grids, codes(findings)) == ([], [doubts.DAMAGED.code])


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        for number in range(5_001):
            package.writestr(f"x/{number}", b"")
    assert codes(read(path)[1]) == [doubts.TOO_MUCH.code]


def test_one_long_text_said_a_thousand_times_is_refused(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 2_001))
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    path = xlsx(
        tmp_path,
        xl_worksheets_sheet1_xml=start + rows + b"</sheetData></worksheet>",
        xl_sharedStrings_xml=strings % (b"x" * 32_000),
    )
    assert codes(read(path)[1]) == [doubts.TOO_MUCH.code]


def test_a_million_cells_are_refused_in_time(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d">%s</row>' % (n, b"".join(b'<c r="%c%d"><v>1</v></c>' % (65 + c, n) for c in range(20)))
        for n in range(1, 31_000)
    )
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=start + rows + b"</sheetData></worksheet>")
    assert codes(read(path)[1]) == [doubts.TOO_MUCH.code]


WORKSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'


@pytest.mark.parametrize("endless", [b'<row r="1">' + b"<c/>" * 3_100_000, b"<x/>" * 3_100_000])
def test_elements_without_end_are_refused(tmp_path: Path, endless: bytes) -> None:
    grids, findings = read(xlsx(tmp_path, xl_worksheets_sheet1_xml=WORKSHEET % endless))
    assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])
    assert "过于庞大" in findings[0].message


def test_shared_texts_without_end_are_refused(tmp_path: Path) -> None:
    start = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    grids, findings = read(xlsx(tmp_path, xl_sharedStrings_xml=start + b"<si/>" * 3_100_000))
    assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])


def test_a_tag_without_end_is_refused(tmp_path: Path) -> None:
    tag = b"<row " + b" ".join(b'a%d="xxxxxxxxxxxxxxxx"' % number for number in range(200_000))
    grids, findings = read(xlsx(tmp_path, xl_worksheets_sheet1_xml=WORKSHEET % tag))
    assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])


def test_a_document_and_a_page_of_millions_of_elements_are_refused(tmp_path: Path) -> None:
    page = tmp_path / "目录.html"
    page.write_bytes(b"<table>" + b"<tr><td>x" * 2_100_000)
    for path in (word(tmp_path, word_document_xml=b"<w>" + b"<p a='1'/>" * 2_100_000 + b"</w>"), page):
        grids, findings = read(path)
        assert (grids, codes(findings)) == ([], [doubts.TOO_MUCH.code])


def test_a_line_of_millions_of_commas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(b"," * 4_100_000)
    assert codes(read(path)[1]) == [doubts.TOO_MUCH.code]


def test_of_thousands_of_tables_the_first_are_read_and_the_rest_is_said(tmp_path: Path) -> None:
    path = tmp_path / "目录.html"
    path.write_text("<html>" + PAGE * 2_001)
    grids, findings = read(path)
    assert (len(grids), codes(findings)) == (2_000, [doubts.CUT.code])


def test_parts_with_prefixes_are_read_likewise(tmp_path: Path) -> None:
    def prefixed(xml: bytes) -> bytes:
        named = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", xml)
        return named.replace(b' xmlns="', b' xmlns:x="', 1)

    grids, findings = read(
        xlsx(tmp_path, xl_worksheets_sheet1_xml=prefixed, xl_sharedStrings_xml=prefixed, xl_workbook_xml=prefixed)
    )
    assert is_read(grids), findings


def test_half_of_a_pair_is_no_character_and_a_whole_one_is(tmp_path: Path) -> None:
    def halved(xml: bytes) -> bytes:
        return xml.replace("征地补偿".encode(), "征_xD800_地_xD842__xDFB7__x005F_x0041_".encode())

    grids, _ = read(xlsx(tmp_path, xl_sharedStrings_xml=halved))
    assert grids[0].rows[1][0] == "征地𠮷_x0041_"


def test_a_million_formatted_cells_without_text_end_the_table(tmp_path: Path) -> None:
    blank = b"".join(b'<row r="%d">%s</row>' % (n, b'<c s="1"/>' * 500) for n in range(3, 2_100))
    last = b'<row r="9000"><c r="A9000"><v>1</v></c></row></sheetData>'
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=lambda xml: xml.replace(b"</sheetData>", blank + last))
    grids, findings = read(path)
    assert is_read(grids)
    assert codes(findings) == [doubts.CUT.code]


def test_merged_cells_without_bounds_are_refused(tmp_path: Path) -> None:
    merged = b"".join(b'<mergeCell ref="A1:XFD%d"/>' % (1_048_000 + n) for n in range(400))
    far = b'<row r="9000"><c r="A9000" t="inlineStr"><is><t>x</t></is></c></row></sheetData><mergeCells>'
    path = xlsx(
        tmp_path,
        xl_worksheets_sheet1_xml=lambda xml: xml.replace(b"</sheetData>", far + merged + b"</mergeCells>"),
    )
    began = time.process_time()
    assert codes(read(path)[1]) == [doubts.TOO_MUCH.code]
    assert time.process_time() - began < 60


def test_a_page_of_endless_spans_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 50 + "</table>")
    assert codes(read(page)[1]) == [doubts.TOO_MUCH.code]


def test_a_page_nested_without_end_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<table><tr><td>" + "<div>" * 100_000 + "x</table>")
    read(page)


# ── what reaches outside, or runs ────────────────────────────────────────────


@pytest.mark.parametrize("doctype", [ENTITY, LAUGHS])
def test_entities_are_neither_fetched_nor_unfolded(doctype: bytes, tmp_path: Path) -> None:
    sheet = xlsx(
        tmp_path,
        xl_worksheets_sheet1_xml=after_declaration(doctype, lambda xml: xml.replace(b"<v>", b"<v>&e;", 1)),
    )
    document = word(
        tmp_path, word_document_xml=after_declaration(doctype, lambda xml: xml.replace(b"<w:t>", b"<w:t>&e;"))
    )
    strings = xlsx(tmp_path, xl_sharedStrings_xml=after_declaration(doctype))
    for path in (sheet, document, strings):
        grids, findings = read(path)
        assert (grids, codes(findings)) == ([], [doubts.DAMAGED.code])


def test_macros_and_links_are_said_and_left_alone(tmp_path: Path) -> None:
    for name, what in (("vbaProject.bin", "宏"), ("externalLinks__externalLink1.xml", "其他文件")):
        grids, findings = read(xlsx(tmp_path, **{f"xl__{name}": b"<x/>"}))
        assert is_read(grids)
        assert codes(findings) == [doubts.ACTIVE.code]
        assert what in findings[0].message
    grids, findings = read(word(tmp_path, **{"word__vbaProject.bin": b"x"}))
    assert is_read(grids)
    assert codes(findings) == [doubts.ACTIVE.code]


def test_a_template_elsewhere_is_said_and_not_fetched(tmp_path: Path) -> None:
    template = b'<Relationship Id="x" Type="a/attachedTemplate" Target="http://x.cn/t.dotm" TargetMode="External"/>'
    path = word(tmp_path, word__rels_document_xml_rels=lambda xml: xml.replace(b"</Rel", template + b"</Rel"))
    assert codes(read(path)[1]) == [doubts.ACTIVE.code]


def test_formulas_are_not_reckoned_their_values_are_taken_and_said(tmp_path: Path) -> None:
    cells = (
        b'<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="C3"><f>A1</f></c></row>'
    )
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    grids, findings = read(path)
    assert [*grids[0].rows[2]] == ["2", "", ""]
    assert codes(findings) == [doubts.FORMULA.code] * 3
    assert [each.where.path.rpartition("!")[2] for each in findings] == ["A3", "B3", "C3"]


# ── locked, torn, not what they say ──────────────────────────────────────────


def test_a_locked_file_is_told_from_a_broken_one(tmp_path: Path) -> None:
    locked = tmp_path / "a.xlsx"
    locked.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert codes(read(locked)[1]) == [doubts.PROTECTED.code]
    path = xlsx(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert codes(read(path)[1]) == [doubts.PROTECTED.code]


@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_torn_file_is_refused(part: float, tmp_path: Path) -> None:
    for path in (xlsx(tmp_path), word(tmp_path)):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * part)])
        grids, findings = read(path)
        assert (grids, codes(findings)) == ([], [doubts.DAMAGED.code])


def test_torn_xml_is_refused(tmp_path: Path) -> None:
    for path in (
        xlsx(tmp_path, xl_worksheets_sheet1_xml=lambda xml: xml[: len(xml) // 2]),
        word(tmp_path, word_document_xml=lambda xml: xml[: len(xml) // 2]),
    ):
        assert codes(read(path)[1]) == [doubts.DAMAGED.code]


@pytest.mark.parametrize("name", ["目录.xls", "目录.xlsx", "目录.doc"])
def test_a_page_that_calls_itself_a_workbook_is_read_as_what_it_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(f'<html><meta charset="gb2312">{PAGE}</html>'.encode("gb18030"))
    grids, findings = read(path)
    assert is_read(grids)
    assert codes(findings) == [doubts.MISLABELLED.code]


def test_other_files_under_a_wrong_name_are_read_as_what_they_are(tmp_path: Path) -> None:
    text = tmp_path / "a.xlsx"
    text.write_text(",".join(HEAD) + "\n" + ",".join(ROW), "gb18030")
    book, document = tmp_path / "b.docx", tmp_path / "c.xlsx"
    shutil.copy(xlsx(tmp_path), book)
    shutil.copy(word(tmp_path), document)
    for path in (text, book, document):
        grids, findings = read(path)
        assert is_read(grids)
        assert codes(findings) == [doubts.MISLABELLED.code]


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "图片"), (b"", "空文件"), (b"a\0b", "二进制"), (b" \n ", "空文件")],
)
def test_what_can_not_be_imported_is_named(data: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    _, findings = read(path)
    assert codes(findings) == [doubts.UNKNOWN_FILE.code]
    assert what in findings[0].message


def test_a_package_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "x")
    assert codes(read(path)[1]) == [doubts.UNKNOWN_FILE.code]


def test_what_is_not_a_file_is_said(tmp_path: Path) -> None:
    assert codes(read(tmp_path)[1]) == [doubts.UNKNOWN_FILE.code]
    assert codes(read(tmp_path / "无.xlsx")[1]) == [doubts.UNKNOWN_FILE.code]


def test_an_encoding_that_is_none_is_said(tmp_path: Path) -> None:
    for name, start in (("a.csv", b""), ("a.html", b"<html><table>")):
        path = tmp_path / name
        path.write_bytes(start + b"\xff\x81\xff\xff,\x80")
        assert codes(read(path)[1]) == [doubts.ENCODING.code]


# ── a million blank rows ─────────────────────────────────────────────────────


def test_a_sheet_formatted_to_its_end_costs_no_memory(tmp_path: Path) -> None:
    row = b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'
    blank = b"".join(row % (n, n, n) for n in range(3, 1_048_577))
    merged = b'</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=lambda xml: xml.replace(b"</sheetData>", blank + merged))
    began = time.process_time()
    grids, findings = read(path)
    assert time.process_time() - began < 20
    assert [len(grid.rows) for grid in grids] == [2]
    assert grids[0].rows[1][0] == HEAD[0]
    assert findings == []


def test_text_beyond_a_great_blank_is_said(tmp_path: Path) -> None:
    blank = b"".join(b'<row r="%d"/>' % n for n in range(3, 40_000))
    far = b'<row r="40000"><c r="A40000" t="str"><v>x</v></c></row></sheetData>'
    path = xlsx(tmp_path, xl_worksheets_sheet1_xml=lambda xml: xml.replace(b"</sheetData>", blank + far))
    grids, findings = read(path)
    assert is_read(grids)
    assert codes(findings) == [doubts.CUT.code]


# ── old files ────────────────────────────────────────────────────────────────


def test_without_libreoffice_old_files_are_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    for name, stream, ending in (("a.doc", "WordDocument", ".docx"), ("a.xls", "Workbook", ".xlsx")):
        path = tmp_path / name
        path.write_bytes(OLE + stream.encode("utf-16-le"))
        _, findings = read(path)
        assert codes(findings) == [doubts.NO_OFFICE.code]
        assert ending in findings[0].help


def test_old_files_come_in_through_libreoffice(tmp_path: Path) -> None:
    page = tmp_path / "目录.html"
    page.write_text(f'<meta charset="utf-8">{PAGE}', encoding="utf-8")
    for source, kind in ((xlsx(tmp_path), "xls"), (page, "doc")):
        call = ["soffice", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to"]
        filters = {"xls": "xls", "doc": "doc:MS Word 97"}[kind]
        subprocess.run(
            [*call, filters, "--outdir", str(tmp_path / "old"), str(source)], check=True, capture_output=True
        )
        grids, findings = read(tmp_path / "old" / f"目录.{kind}")
        assert is_read(grids)
        assert not findings
        assert grids[0].source == f"目录.{kind}"


def test_what_an_old_file_wants_from_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_OPTIONS = do_HEAD = do_GET  # noqa: N815 - names that http.server asks for

    names = {"office": "office", "text": "text", "table": "table", "draw": "drawing"}
    spaces = "".join(f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in names.items())
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.png"
        picture = f'<draw:frame><draw:image xlink:href="{address}" xlink:type="simple"/></draw:frame>'
        cells = [
            "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in row)
            for row in (HEAD, ROW)
        ]
        rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
        table = f'<table:table><table:table-column table:number-columns-repeated="3"/>{rows}</table:table>'
        body = f"<office:body><office:text><text:p>{picture}</text:p>{table}</office:text></office:body>"
        kind, space = "application/vnd.oasis.opendocument.text", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        files = (("/", kind), ("content.xml", "text/xml"))
        listed = "".join(f'<x:file-entry x:full-path="{name}" x:media-type="{of}"/>' for name, of in files)
        listed = f'<x:manifest xmlns:x="{space}">{listed}</x:manifest>'
        path = tmp_path / "目录.odt"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("mimetype", kind)
            package.writestr("META-INF/manifest.xml", listed)
            package.writestr("content.xml", f"<office:document-content{spaces}>{body}</office:document-content>")
        grids, _ = read(path)
        server.shutdown()
    assert is_read(grids)
    assert asked == []


def test_an_old_file_that_can_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(OLE + b"\xff" * 600)
    assert codes(read(path)[1]) == [doubts.DAMAGED.code]
    monkeypatch.setattr("gkcat.readers.office._convert", lambda *_: None)
    path.write_bytes(OLE + "Workbook".encode("utf-16-le"))
    assert codes(read(path)[1]) == [doubts.NO_OFFICE.code]
