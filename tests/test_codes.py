import re
from io import BytesIO
from string import ascii_lowercase, digits
from urllib.parse import quote

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from gkcat import codes

_WORDS = st.text(ascii_lowercase + digits + "-./%", max_size=90)


def _asked(address: str) -> list[list[int]]:
    """The code as segno draws it."""
    made = segno.make(address, error="m", micro=False, boost_error=False, mask=3)
    return [list(row) for row in made.matrix]


def _seen(svg: str) -> list[list[int]]:
    """The squares that the path of a picture darkens, without its border."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1]) - 4  # type: ignore[index]  # no viewBox: the test fails
    path = re.search(r' d="M2 2\.5([^"]*)"', svg)[1]  # type: ignore[index]  # likewise
    squares = [[0] * side for _ in range(side)]
    row = column = 0
    for right, down, dark in re.findall(r"m(-?\d+) (\d+)|h(\d+)", path):
        for at in range(column, column + int(dark or 0)):
            squares[row][at] = 1
        column, row = column + int(right or dark), row + int(down or 0)
    assert (row, column) == (side, 0)
    return squares


@settings(max_examples=60, deadline=None)
@given(_WORDS, _WORDS)
def test_a_code_is_what_segno_draws_whatever_was_drawn_before(folder: str, name: str) -> None:
    address = f"https://zwgk.example.gov.cn/{folder}/{name}.html"
    assert _seen(codes.svg(address)) == _asked(address)


def test_an_address_in_other_letters_has_its_code_as_well() -> None:
    address = "https://政务公开.example.gov.cn/units/mzj.html"
    assert _seen(codes.svg(address)) == _asked(address)
    assert _seen(codes.svg("https://" + quote("政务公开"))) == _asked("https://" + quote("政务公开"))


def test_the_picture_is_the_same_code() -> None:
    out = BytesIO()
    address = "https://zwgk.example.gov.cn/units/mzj.html"
    segno.make(address, error="m", micro=False, boost_error=False, mask=3).save(out, kind="png", scale=8, border=2)
    assert codes.png(address) == out.getvalue()
