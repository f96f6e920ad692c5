"""What can be seen of a text by its signs alone: the number typed before it, and whether there is anything to look at.

The one rule: nothing here knows what the text is about.
"""

import re
from functools import lru_cache

_NUMERALS = "一二三四五六七八九十百"
_LIST = (
    rf"(?:(?:[0-9]{{1,2}}[.．、)）]|[{_NUMERALS}]{{1,3}}[、)）])(?:(?![0-9{_NUMERALS}])|(?=[12][0-9]{{3}}年))"
    rf"|[(（](?:[0-9]{{1,2}}|[{_NUMERALS}]{{1,3}})[)）][、.．]?"
    r"|[\u2460-\u249b\u3220-\u3229\u24ea-\u24ff][、.．]?"  # ① ⑴ ⒈ ㈠
    r"|[•●○◆◇■▪▶►➢·]|\*(?= )|[-–—]+(?![0-9]))\s*"  # -5℃ is a number
)
_LIST_NUMBER = re.compile(_LIST)
_HAN = "\u4e00-\u9fff"
_PLAIN = re.compile(
    rf"(?:[{_HAN}、，。；：“”（…]++"
    r"|[0-9]++(?<![0-9]{11})|—++(?![0-9])"  # shorter than any number of a person's
    r"|）(?<![0-9\n]）)|〔[0-9]{4}〕"  # a year stands in its own brackets
    # Issuers at the head of a title are parted by a blank.
    rf"|《(?:[{_HAN}、，“”（）]++|(?<=[{_HAN}]) (?=[{_HAN}])|〈[{_HAN}、，“”（）]++〉)++》"
    rf"|\n(?=[{_HAN}《])(?![{_NUMERALS}]))*+\Z"  # and no line has a number of its own
)


@lru_cache(maxsize=8192)
def list_number(text: str) -> str:
    """The number or bullet typed before an entry of a list, with the blanks after it: 1. 、（一）, ①, •."""
    end = 0
    while found := _LIST_NUMBER.match(text, end):
        end = found.end()
    return text[:end] if end < len(text) else ""


def plain(text: str) -> bool:
    """Whether lines of text have none of the signs that rules on signs look for: Chinese, with its own punctuation."""
    return _PLAIN.match(f"\n{text}") is not None
