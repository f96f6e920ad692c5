"""A Book as an index that a page searches without a server: small script files, each loaded when it is asked for.

The one rule: a word is found wherever its letters stand together in a line, in every item and in no other; the files
say which items may hold it, the page reads the lines of those and makes sure.

Measured (docs: engines for Chinese on a static site): pairs of neighbouring characters (bigrams) need 11 KB before the
first hit at 5,000 items, other engines 143 KB to 1.3 MB; only script files load from file://.

A Book's one table has a link in its first column, lists to filter by in the next, and lines of text in the last.
Files: start.js what there is to filter by · s<n>.js bigrams → items · t<n>.js titles · x<n>.js lines of text.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import sub
from pathlib import Path
from sys import byteorder
from zlib import crc32

from gkcat.book import Book, Cell, Link, Row, Table, cell_lines

TITLES = 100
"""Titles to a file: 1 KB packed, for the first ten hits may stand in ten files."""
LINES = 50
"""Items to a file of text: 4 to 8 KB packed."""
ITEMS_A_SHARD = 20
"""As many more shards as there are items: their size stays at about 1 KB packed, the largest at 8."""
_LEAST_SHARDS, _MOST_SHARDS = 16, 4096
_DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")
_HALF = len(_DIGITS) // 2
_FIRST_SIGN = 48
_LAST_BEFORE_SURROGATES = 0xD7FF

Postings = dict[str, list[int]]


def write(book: Book, folder: Path, templates: Path) -> list[Path]:
    """Write ``folder/<book.name>/*.js`` and return their paths."""
    del templates  # data has no look
    table = book.tables[0]
    texts = [[*map(_line, cell_lines(row[-1])), initials(cell_lines(row[0])[0])] for row in table.rows]
    names = [(lines[0], lines[-1]) for lines in texts]
    files = {
        **_shards(texts, names),
        **_chunks("t", [_titled(row) for row in table.rows], TITLES),
        **_chunks("x", [*map("\n".join, texts)], LINES),
    }
    shards = sum(name.startswith("s") for name in files)
    start = {"items": len(table.rows), "shards": shards, "titles": TITLES, "lines": LINES}
    files["start"] = start | {"facets": [*_facets(table)]}
    said = {name: json.dumps(content, ensure_ascii=False, separators=(",", ":")) for name, content in files.items()}
    version = f"{crc32(''.join(said.values()).encode('utf-8', 'replace')):08x}"
    return [_script(folder / book.name / f"{name}.js", name, version, content) for name, content in said.items()]


def normal(words: str) -> str:
    """Words as they are compared: full and half width alike, capitals as small letters."""
    return unicodedata.normalize("NFKC", words).lower()


def initials(words: str) -> str:
    """The first letters of the pinyin of words; other letters as they are."""
    from pypinyin.contrib.mmseg import seg  # noqa: PLC0415 - a dictionary of 47,000 phrases, 0.2 s, for the site alone

    return normal(_line("".join(map(_letters, seg.cut(words))))).replace(" ", "")


@lru_cache(maxsize=65536)
def _letters(phrase: str) -> str:
    """The letters of one phrase: names are made of the same ones, so that this takes a third of the time."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - likewise

    return "".join(lazy_pinyin([phrase], style=Style.FIRST_LETTER))


def _line(words: str) -> str:
    """One line: a line break within would end it."""
    return words.replace("\r", " ").replace("\n", " ")


def _titled(row: Row) -> list[str]:
    link = row[0]
    return [link.text, link.to] if isinstance(link, Link) else [*cell_lines(link), ""]


# ── files ────────────────────────────────────────────────────────────────────


def _script(path: Path, name: str, version: str, said: str) -> Path:
    """A file that hands its content to the page: gkcat("s3", "1a2b3c4d", …); all of one build say the same version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'gkcat("{name}","{version}",{said});\n'.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_bytes(text.encode("utf-8", "replace"))
    return path


def _chunks(letter: str, values: Sequence[object], size: int) -> dict[str, object]:
    return {f"{letter}{at // size}": values[at : at + size] for at in range(0, len(values), size)}


def _facets(table: Table) -> Iterator[dict[str, object]]:
    """Each list to filter by: its values, the sets of them that occur, and which set each item has, a sign an item."""
    for at, column in [*enumerate(table.columns)][1:-1]:
        values = {value: number for number, value in enumerate(column.choices)}
        sets: dict[tuple[int, ...], int] = {}
        signs: dict[Cell, str] = {}  # a few sets of values, an item each
        for row in table.rows:
            if row[at] not in signs:
                signs[row[at]] = _sign(row[at], values, sets)
        yield {
            "name": "".join(column.head),
            "values": [*values],
            "sets": [*map(list, sets)],
            "items": "".join([signs[row[at]] for row in table.rows]),
        }


def _sign(cell: Cell, values: dict[str, int], sets: dict[tuple[int, ...], int]) -> str:
    chosen = tuple(values.setdefault(value, len(values)) for value in cell_lines(cell))
    code = _FIRST_SIGN + sets.setdefault(chosen, len(sets))
    return chr(code if code <= _LAST_BEFORE_SURROGATES else code + 0x800)


# ── bigrams ──────────────────────────────────────────────────────────────────


def _shards(wholes: Sequence[Sequence[str]], names: Sequence[Sequence[str]]) -> dict[str, object]:
    """All bigrams by their first character: {"s<n>": {bigram: items, "all" and "in the title" parted by a blank}}.

    A single character is found by all bigrams that begin with it: each line ends with a line break.
    """
    number = _LEAST_SHARDS
    while number * ITEMS_A_SHARD < len(wholes) and number < _MOST_SHARDS:
        number *= 2
    everywhere, titled = _postings(wholes), _postings(names)
    shards: list[dict[str, str]] = [{} for _ in range(number)]
    for pair in sorted(everywhere):
        found = titled.get(pair)
        packed = pack(everywhere[pair]) + (f" {pack(found)}" if found else "")
        shards[ord(pair[0]) % number][pair] = packed
    return {f"s{place}": shard for place, shard in enumerate(shards)}


def _postings(texts: Iterable[Iterable[str]]) -> Postings:
    """Items by the pairs that stand in their lines, each given as the lines of an item.

    Two characters side by side are one number of 64 bits: in half the time that pairs of letters take.
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    for item, lines in enumerate(texts):
        data = "\n".join([*map(_normal, lines), ""]).encode(_WIDE, "surrogatepass")
        whole = memoryview(data)
        for pair in {*_pairs(whole), *_pairs(whole[_LETTER:])}:
            found[pair].append(item)
    plain = ((pair.to_bytes(_PAIR, byteorder).decode(_WIDE, "surrogatepass"), at) for pair, at in found.items())
    return {pair: items for pair, items in plain if pair[0] != "\n"}


_normal = lru_cache(maxsize=8192)(normal)  # the same deadlines, laws and names stand in item after item
_WIDE = "utf-32-le" if byteorder == "little" else "utf-32-be"
_LETTER, _PAIR = 4, 8  # bytes


def _pairs(data: memoryview) -> memoryview:
    """Every second pair of letters, from the first on."""
    return data[: len(data) // _PAIR * _PAIR].cast("Q")


def pack(items: Sequence[int]) -> str:
    """Rising numbers as the gaps between them, in digits of base 45; all but a gap's last are of the upper half."""
    steps = [*map(sub, items, [-1, *items])]
    if max(steps, default=0) <= _HALF:  # as most: a tenth of the time
        return bytes(steps).translate(_SHORT).decode("ascii")
    return "".join([_packed(step - 1) for step in steps])


_SHORT = bytes([0, *_DIGITS[:_HALF].encode("ascii"), *bytes(255 - _HALF)])
"""The digit of each step, which is one more than the gap."""


@lru_cache(maxsize=8192)
def _packed(gap: int) -> str:
    signs = [_DIGITS[gap % _HALF]]
    gap //= _HALF
    while gap:
        signs.append(_DIGITS[_HALF + gap % _HALF])
        gap //= _HALF
    return "".join(reversed(signs))
