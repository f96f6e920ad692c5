"""An Office file's package (a ZIP of XML parts), opened with care: it may come from anywhere.

The one rule: nothing is unpacked before it is known how large it will be, and no XML part may reach outside itself.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from lxml import etree

from gkcat import doubts
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.grid import UnfitError

MAX_FILE = 64 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_TOTAL = 1024 * 1024 * 1024
"""A sheet with all its 1,048,576 rows formatted and blank unpacks to some 300 MB; it is streamed, never held."""
MAX_PART = 128 * 1024 * 1024
"""A part that is held in memory as a tree takes several times its size."""
MAX_SIGNS = 4_000_000
"""Of < and = in a part that is held as a tree: 10,000 rows of a document, 800 MB at the very most."""
MAX_STREAMED = 3_000_000
"""Of < in a part that is streamed: 50,000 rows of the national form; they take 3 s."""
MAX_TOKEN = 4 * 1024 * 1024
"""Bytes of one tag, which Excel keeps under a thousand."""
MAX_TABLES = 2_000
"""Of a document, page or workbook: what is beyond is said and not read."""
CHUNK = 1 << 18

BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises on a damaged, truncated or encrypted package."""


@dataclass(frozen=True, slots=True)
class Package:
    """An open package and the names of its parts."""

    zip: ZipFile
    names: frozenset[str]

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces. Raises one of BROKEN if it is damaged."""
        with self.zip.open(name) as part:
            while piece := part.read(CHUNK):
                yield piece

    def tree(self, name: str) -> Any:
        """A part as an XML tree; None when it is not there. Raises UnfitError or one of BROKEN."""
        if name not in self.names:
            return None
        if self.zip.getinfo(name).file_size > MAX_PART:
            message = f"其中的 {name} 解开后超过 {MAX_PART >> 20} 兆字节"
            raise UnfitError(message)
        data = self.zip.read(name)
        if data.count(b"<") + data.count(b"=") > MAX_SIGNS:
            message = f"其中的 {name} 内容过于庞大"
            raise UnfitError(message)
        try:
            root = etree.fromstring(data, parser())
        except etree.XMLSyntaxError:
            message = f"其中的 {name} 不完整或者已损坏"
            raise UnfitError(message) from None
        if root is None or root.getroottree().docinfo.doctype:
            message = f"其中的 {name} 带有实体声明，正常的 Office 文件里不会有"
            raise UnfitError(message)
        return root


class Events(Protocol):
    """Who takes the events of a part: names without prefixes."""

    def start(self, name: str, given: dict[str, str], /) -> None:
        """An element begins, with its attributes."""

    def data(self, text: str, /) -> None:
        """A piece of text."""

    def end(self, name: str, /) -> None:
        """An element ends."""


class Parser:
    """XML in pieces → events, nothing of it kept. Raises UnfitError for what is broken, endless or has entities.

    Expat: lxml's events come with a tree that grows with all that nobody asked for.
    It takes 0.9 s for 10,000 rows, and lxml 1.1.
    """

    def __init__(self, name: str, events: Events) -> None:
        """``name``: of the part, for whom it concerns."""
        self.name = name
        self.events = events
        self.signs = self.fed = 0
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._first
        self.expat.EndElementHandler = events.end
        self.expat.CharacterDataHandler = events.data
        self.expat.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Take the next piece."""
        self.fed += len(piece)
        self.signs += piece.count(b"<")
        if self.signs > MAX_STREAMED:
            self._too_much()
        try:
            self.expat.Parse(piece, last)
        except expat.ExpatError:
            message = f"{self.name}不完整或者已损坏"
            raise UnfitError(message) from None
        if self.fed - self.expat.CurrentByteIndex > MAX_TOKEN:
            self._too_much()

    def close(self) -> None:
        """Nothing follows."""
        self.feed(b"", last=True)

    def _first(self, name: str, given: dict[str, str]) -> None:
        """Where the first element has a prefix the others have one too; else nobody need look: 0.3 of 1.2 s."""
        start, end = self.events.start, self.events.end
        if ":" in name:
            self.expat.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
            self.expat.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        else:
            self.expat.StartElementHandler = start
        start(name.rpartition(":")[2], given)

    def _too_much(self) -> NoReturn:
        message = f"{self.name}内容过于庞大"
        raise UnfitError(message)

    def _refuse(self, *_: object) -> NoReturn:
        message = f"{self.name}带有实体声明，正常的 Office 文件里不会有"
        raise UnfitError(message)


def parser() -> Any:
    """The one way XML is parsed here: no entities, no DTD, no network, no depth or size without bound."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)


def open_package(path: Path) -> Package:
    """Open a package. Raises UnfitError when it is too large or would unpack to too much, else one of BROKEN."""
    package = ZipFile(path)
    infos = package.infolist()
    total = sum(info.file_size for info in infos)
    fault = ""
    if len(infos) > MAX_MEMBERS:
        fault = f"里面有 {len(infos)} 个部件，超过 {MAX_MEMBERS} 个"
    elif total > MAX_TOTAL:
        fault = f"解开后有 {total >> 20} 兆字节，超过 {MAX_TOTAL >> 20} 兆字节"
    elif any(info.flag_bits & 1 for info in infos):
        fault = "设了密码"
    if fault:
        package.close()
        raise UnfitError(fault)
    return Package(package, frozenset(info.filename for info in infos))


def is_package(path: Path) -> bool:
    """Whether a file is a ZIP at all, be it damaged or not."""
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"} or zipfile.is_zipfile(file)


def only_so_many(tables: int, source: str) -> Iterator[Finding]:
    """Say that there are more tables than are read."""
    if tables > MAX_TABLES:
        message = f"文件里有 {tables} 个表，只读了前 {MAX_TABLES} 个"
        yield tell(doubts.CUT, whole(source), message, "请拆成几个文件")


_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def relations(package: Package, part: str) -> dict[str, tuple[str, str, bool]]:
    """What a part refers to: {id: (kind, target, is it outside the file)}; kind is the type's last word."""
    folder, _, name = part.rpartition("/")
    root = package.tree(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    found: dict[str, tuple[str, str, bool]] = {}
    for each in root.iter(_RELATIONS) if root is not None else ():
        kind = each.get("Type", "").rpartition("/")[2]
        found[each.get("Id", "")] = (kind, each.get("Target", ""), each.get("TargetMode") == "External")
    return found


def main_part(package: Package, usual: str, what: str) -> tuple[str, Any]:
    """The part that a package begins with: its name, and it as a tree. Raises UnfitError when it is not there."""
    start = next((target for kind, target, _ in relations(package, "").values() if kind == "officeDocument"), "")
    name = start.lstrip("/") or usual
    root = package.tree(name)
    if root is None:
        message = f"其中没有{what}，文件不完整或者已损坏"
        raise UnfitError(message)
    return name, root
