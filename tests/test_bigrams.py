"""Pairs of neighbours in texts: those that looking for each in each text finds, packed so that they unpack again."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gkcat import bigrams

LETTERS = st.sampled_from("征地a1𠮷\n \ud800\U0010ffff")
TEXTS = st.lists(st.text(LETTERS, max_size=8), max_size=120)


def unpacked(packed: str) -> list[int]:
    items, last, gap = [], -1, 0
    for sign in packed:
        digit = bigrams.DIGITS.index(sign)
        if digit >= bigrams.BASE:
            gap = gap * bigrams.BASE + digit - bigrams.BASE
        else:
            last += gap * bigrams.BASE + digit + 1
            items.append(last)
            gap = 0
    return items


def looked_for(texts: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        lines = [f"{line}\n" for line in text.split("\n")]
        for pair in {line[at : at + 2] for line in lines for at in range(len(line) - 1)}:
            found.setdefault(pair, []).append(number)
    return found


@given(TEXTS)
def test_each_pair_has_the_texts_it_stands_in(texts: list[str]) -> None:
    found = bigrams.postings(texts)
    assert {pair: unpacked(packed) for pair, packed in found.items()} == looked_for(texts)
    assert [*found] == sorted(found)


@given(st.lists(st.sets(st.integers(0, 10**9), min_size=1), max_size=5))
def test_what_is_packed_unpacks_the_same(lists: list[set[int]]) -> None:
    numbers = [number for each in lists for number in sorted(each)]
    starts = np.cumsum([0, *map(len, lists)])[:-1]
    packed, bounds = bigrams.pack(np.array(numbers, np.int32), starts)
    parts = [packed[start:end] for start, end in pairwise(bounds)]
    assert [*map(unpacked, parts)] == [*map(sorted, lists)]
    assert not set(packed) & set(' "\\')
