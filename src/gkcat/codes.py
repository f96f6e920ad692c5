"""QR codes: an address drawn for a page (SVG) or a document (PNG).

The one rule: the same address gives the same bytes. The mask is fixed: trying all eight makes a page take 5.4 ms in
place of 1.5.

With size and mask fixed a code is linear: a bit of the address turns the same squares whatever the others are. So a
page's code is another's with some squares turned: 0.05 ms in place of 2.2, and the site has one for each item.
"""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode

_BORDER = 2
_CUTS = 3  # pieces of a row that are drawn at once: what a third of a row may look like comes again and again
_TURNED: dict[tuple[int, int, int], int] = {}
"""(squares a side, place in the address, bit) → the squares that the bit turns."""


def svg(address: str) -> str:
    """The code as an element of a page."""
    side, squares = _squares(address)
    around = side + 2 * _BORDER
    return (
        f'<svg viewBox="0 0 {around} {around}" class="code"><title>本页二维码</title>'
        f'<path stroke="#000" d="M{_BORDER} {_BORDER}.5{_drawn(side, squares)}"/></svg>'
    )


def png(address: str) -> bytes:
    """The code as a picture, 8 dots to a square: sharp at 3 cm on paper."""
    out = BytesIO()
    _made(address).save(out, kind="png", scale=8, border=_BORDER)
    return out.getvalue()


def _made(address: str) -> "QRCode":
    import segno  # noqa: PLC0415 - only what has an address is given a code

    mode = "byte" if address.isascii() else None
    return segno.make(address, error="m", micro=False, boost_error=False, mask=3, mode=mode)


# ── squares ──────────────────────────────────────────────────────────────────


def _squares(address: str) -> tuple[int, int]:
    """Squares a side, and all of them row after row as the bits of a number, dark ones 1."""
    if not address.isascii():
        return _read(address)
    folder, _, name = address.rpartition("/")
    start = f"{folder}/{'0' * len(name)}"
    side, squares = _begun(start)
    for place in range(len(folder) + 1, len(address)):
        differs = ord(address[place]) ^ ord(start[place])
        if differs:
            turned = _TURNED.get((side, place, differs))
            squares ^= _turned(start, side, place, differs) if turned is None else turned
    return side, squares


def _read(address: str) -> tuple[int, int]:
    rows = _made(address).matrix
    return len(rows), int("".join("1" if square else "0" for row in rows for square in row), 2)


_begun = lru_cache(maxsize=1024)(_read)


def _turned(start: str, side: int, place: int, bits: int) -> int:
    """The squares that differ when these bits of an address do; any address of that size tells."""
    key, bit = (side, place, bits), bits & -bits
    if key in _TURNED:
        return _TURNED[key]
    if bits == bit:
        other = f"{start[:place]}{chr(ord(start[place]) ^ bit)}{start[place + 1 :]}"
        _TURNED[key] = _begun(start)[1] ^ _read(other)[1]
    else:
        _TURNED[key] = _turned(start, side, place, bit) ^ _turned(start, side, place, bits ^ bit)
    return _TURNED[key]


# ── drawing ──────────────────────────────────────────────────────────────────


def _drawn(side: int, squares: int) -> str:
    """The path from the first row's left: h over dark squares, m over light ones and to the next row."""
    bits = f"{squares:0{side * side}b}"
    return "".join([_piece(bits[start:end], back) for start, end, back in _cuts(side)])


@lru_cache
def _cuts(side: int) -> list[tuple[int, int, int]]:
    """The pieces of all rows: first bit, bit after the last, squares to go back after it."""
    size = -(-side // _CUTS)
    cuts = [(start, min(start + size, side)) for start in range(0, side, size)]
    rows = range(0, side * side, side)
    return [(row + start, row + end, side if end == side else 0) for row in rows for start, end in cuts]


@lru_cache(maxsize=65536)
def _piece(bits: str, back: int) -> str:
    """A part of a row, its last light squares and the way back to the next row's start in one."""
    dark = bits.rstrip("0") if back else bits
    runs = dark.replace("01", "0 1").replace("10", "1 0").split()
    drawn = "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in runs)
    return f"{drawn}m{len(bits) - len(dark) - back} 1" if back else drawn
