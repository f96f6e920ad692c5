"""A Book as an index that a page searches without a server: small script files, each loaded when it is asked for.

The one rule: a word is found wherever its letters stand together in a line, in every item and in no other; the files
say which items may hold it, the page reads the lines of those and makes sure.

Measured (docs: engines for Chinese on a static site): pairs of neighbouring characters (bigrams) need 11 KB before the
first hit at 5,000 items, other engines 143 KB to 1.3 MB; only script files load from file://.

A Book's one table has a link in its first column, lists to filter by in the next, then the names that are also found
by the first letters of their pinyin, the link's own first, and lines of text in the last.
Files: start.js what there is to filter by · s<n>.js bigrams → items · t<n>.js titles · x<n>.js lines of text.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from gkcat.book import Book, Cell, Link, Row, Table, cell_lines

TITLES = 100
"""Titles to a file: 1 KB packed, for the first ten hits may stand in ten files."""
LINES = 50
"""Items to a file of text: 4 to 8 KB packed."""
ITEMS_A_SHARD = 20
"""As many more shards as there are items: their size stays at about 1 KB packed, the largest at 8."""
_LEAST_SHARDS, _MOST_SHARDS = 16, 4096
_FIRST_SIGN = 48
_LAST_BEFORE_SURROGATES = 0xD7FF


def write(book: Book, folder: Path, templates: Path) -> list[Path]:
    """Write ``folder/<book.name>/*.js`` and return their paths."""
    del templates  # data has no look
    table = book.tables[0]
    letters = [[*map(initials, cell_lines(row[-2]))] for row in table.rows]
    texts = [[*map(_line, cell_lines(row[-1])), " ".join(each)] for row, each in zip(table.rows, letters, strict=True)]
    wholes = [*map("\n".join, texts)]
    files = {
        **_shards(wholes, [f"{lines[0]}\n{own}" for lines, (own, *_) in zip(texts, letters, strict=True)]),
        **_chunks("t", [_titled(row) for row in table.rows], TITLES),
        **_chunks("x", wholes, LINES),
    }
    shards = sum(name.startswith("s") for name in files)
    start = {"items": len(table.rows), "shards": shards, "titles": TITLES, "lines": LINES}
    files["start"] = start | {"facets": [*_facets(table)]}
    said = {name: _json(content) for name, content in files.items()}
    version = f"{crc32(b''.join(said.values())):08x}"
    place = folder / book.name
    place.mkdir(parents=True, exist_ok=True)
    return [_script(place / f"{name}.js", name, version, content) for name, content in said.items()]


def normal(words: str) -> str:
    """Words as they are compared: full and half width alike, capitals as small letters.

    The commonest marks are made half width beforehand: what then has nothing left to change takes a tenth of the time.
    """
    for wide, half in _WIDE:
        words = words.replace(wide, half)
    return unicodedata.normalize("NFKC", words).lower()


_WIDE = [*zip("（），：；！？", "(),:;!?", strict=True)]


@lru_cache(maxsize=1024)  # a unit's names come with each of its items
def initials(words: str) -> str:
    """The first letters of the pinyin of words; other letters as they are."""
    return normal(_line("".join(map(_run, _RUNS.findall(words))))).replace(" ", "")


_RUNS = re.compile("[0-9]+|[^0-9]+")  # no phrase of the dictionary has a digit, and many names differ by a number alone


@lru_cache(maxsize=65536)
def _run(words: str) -> str:
    """The letters of what stands between numbers, phrase by phrase."""
    from pypinyin.contrib.mmseg import seg  # noqa: PLC0415 - a dictionary of 47,000 phrases, 0.2 s, for the site alone

    return "".join(map(_letters, seg.cut(words)))


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


def _script(path: Path, name: str, version: str, said: bytes) -> Path:
    """A file that hands its content to the page: gkcat("s3", "1a2b3c4d", …); all of one build say the same version."""
    path.write_bytes(b'gkcat("%s","%s",%s);\n' % (name.encode(), version.encode(), said))
    return path


def _json(content: object) -> bytes:
    """JSON that is a script as well: two line ends of Unicode's would end one that is old."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode("utf-8", "replace")


def _chunks(letter: str, values: Sequence[object], size: int) -> dict[str, object]:
    return {f"{letter}{at // size}": values[at : at + size] for at in range(0, len(values), size)}


def _facets(table: Table) -> Iterator[dict[str, object]]:
    """Each list to filter by: its values, the sets of them that occur, and which set each item has, a sign an item."""
    for at, column in [*enumerate(table.columns)][1:-2]:
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


def _shards(wholes: Sequence[str], names: Sequence[str]) -> dict[str, object]:
    """All bigrams by their first character: {"s<n>": {bigram: items, "all" and "in the title" parted by a blank}}."""
    from gkcat.bigrams import postings  # noqa: PLC0415 - numpy, 0.1 s, for the site alone

    number = _LEAST_SHARDS
    while number * ITEMS_A_SHARD < len(wholes) and number < _MOST_SHARDS:
        number *= 2
    titled = postings([*map(normal, names)])
    shards: list[dict[str, str]] = [{} for _ in range(number)]
    for pair, items in postings([*map(normal, wholes)]).items():
        shards[ord(pair[0]) % number][pair] = f"{items} {titled[pair]}" if pair in titled else items
    return {f"s{place}": shard for place, shard in enumerate(shards)}
