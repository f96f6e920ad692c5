"""Columns are as wide as what stands in them wants, within the layout's bounds; heads break evenly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcat.book import Column, Row, Ticks
from gkcat.paper.widths import SIDE, choose
from gkcat.paper.wrapping import even, options, upright, wide

WIDTH, SIZE = 12_757, 180
LONG = "征收范围、土地现状、征收目的、补偿方式和标准、安置对象、安置方式、社会保障"


def chosen(columns: tuple[Column, ...], rows: tuple[Row, ...], width: int = WIDTH) -> list[int]:
    return choose(columns, rows, [(at, at + 1) for at in range(len(rows))], width, SIZE)


def column(width: float = 10, *, narrowest: float = 0, widest: float = 0, merge: bool = False) -> Column:
    return Column("列", ("列",), width, merge=merge, narrowest=narrowest, widest=widest)


def test_what_holds_more_gets_more() -> None:
    few, much = chosen((column(), column()), (("短", LONG * 4),) * 9)
    assert much > few * 1.5
    assert few + much == WIDTH


def test_without_need_the_layout_s_shares_hold() -> None:
    one, three = chosen((column(10), column(30)), (("甲", "乙"),))
    assert abs(three - 3 * one) <= 3


def test_the_layout_s_bounds_hold() -> None:
    free = chosen((column(), column()), (("短", LONG * 4),) * 9)
    bound = chosen((column(narrowest=9), column(widest=11)), (("短", LONG * 4),) * 9)
    assert bound[1] <= round(WIDTH / 20 * 11) < free[1]
    assert bound[0] >= round(WIDTH / 20 * 9)


def test_a_short_phrase_is_not_torn() -> None:
    columns = (column(4), *(column(20) for _ in range(4)))
    narrow = chosen(columns, (("市资源局", *["土地征收公告"] * 4),) * 9)[0]
    assert narrow >= 4 * SIZE + 2 * SIDE


def test_a_code_and_the_longest_number_stand_in_one_piece() -> None:
    columns = (column(1), column(1), *(column(40) for _ in range(3)))
    rows: tuple[Row, ...] = tuple((at, "0610881001", LONG, LONG, LONG) for at in range(100_000, 100_400))
    number, code, *_ = chosen(columns, rows)
    assert number >= wide("100399") * SIZE + 2 * SIDE
    assert code >= wide("0610881001") * SIZE + 2 * SIDE


def test_a_merged_cell_counts_once_for_its_group() -> None:
    rows = ((LONG, LONG),) * 8
    merged = choose((column(), column(merge=True)), rows, [(0, 8)], WIDTH, SIZE)
    assert merged[1] < chosen((column(), column()), rows)[1]


def test_a_list_with_marks_asks_for_two_to_a_line() -> None:
    ticks = Ticks(("政府网站", "公开查阅点", "两微一端", "政务服务中心"), frozenset())
    widths = chosen((column(), column(), column()), ((ticks, "短", "短"),) * 9, 5000)
    assert widths[0] >= wide("□政府网站　□公开查阅点") * SIZE + 2 * SIDE
    assert options(ticks, 12) == ("□政府网站　□公开查阅点", "□两微一端", "□政务服务中心")
    assert options(ticks, 5) == ("□政府网站", "□公开查阅点", "□两微一端", "□政务服务中心")


def test_a_table_without_rows_or_columns_has_its_shares() -> None:
    assert sum(chosen((column(), column(30)), ())) == WIDTH
    assert chosen((), ()) == []


@given(
    st.lists(
        st.tuples(st.just(0.0) | st.floats(0.1, 200), st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=8
    ),
    st.lists(st.text(st.sampled_from("征地补偿，12Ab \n"), max_size=30), min_size=1, max_size=8),
)
def test_any_columns_fill_the_width_to_the_last_twip(bounds: list[tuple[float, ...]], texts: list[str]) -> None:
    columns = tuple(column(width, narrowest=low, widest=high) for width, low, high in bounds)
    rows = tuple(tuple(texts[(at + place) % len(texts)] for place in range(len(columns))) for at in range(3))
    widths = chosen(columns, rows)
    assert sum(widths) == WIDTH
    assert min(widths) >= 0
    assert widths == chosen(columns, rows)


@pytest.mark.parametrize(
    ("head", "room", "lines"),
    [
        ("公开方式", 3, ["公开", "方式"]),
        ("公开方式", 4, ["公开方式"]),
        ("公开内容（要素）", 5, ["公开内容", "（要素）"]),
        ("依申请", 1.2, ["依", "申", "请"]),
        ("备注", 2, ["备注"]),
        ("", 2, [""]),
    ],
)
def test_a_head_breaks_into_even_lines(head: str, room: float, lines: list[str]) -> None:
    assert even(head, room) == lines


def test_a_long_head_over_a_narrow_column_runs_downwards() -> None:
    assert upright("12345政务服务热线", 1.3)
    assert not upright("12345政务服务热线", 3)
    assert not upright("依申请", 1.3)
