"""What a basis cites: the titles in 《》 and the words after each.

The one rule: the text is taken as it stands; whether there is such a law is not asked here.
"""

import re
from functools import lru_cache

_CITED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_PLACE = re.compile(r"第[^条章号《》]{1,20}[条章]")  # 第×条 is a placeholder, and has its own finding
_ARTICLE = re.compile(r"第[0-9零〇一二两三四五六七八九十百千]+(?:[、和至到—-]第?[0-9零〇一二三四五六七八九十百千]+)*条")


@lru_cache(maxsize=4096)
def cited(basis: str) -> tuple[str, ...]:
    """The titles a citation names, without their 《》; titles within titles use 〈〉 or 《》."""
    return tuple(_CITED.findall(basis))


@lru_cache(maxsize=4096)
def citations(basis: str) -> tuple[tuple[str, str], ...]:
    """The titles a citation names, each with the words that follow it up to the next: (title, 第四十七条)."""
    found = [*_CITED.finditer(basis)]
    ends = [*(match.start() for match in found[1:]), len(basis)]
    return tuple((match[1], basis[match.end() : end]) for match, end in zip(found, ends, strict=False))


def names_place(words: str) -> bool:
    """Whether words say where in a law, be it an article, a chapter or a place yet to be filled in: 第×条."""
    return _PLACE.search(words) is not None


def names_article(words: str) -> bool:
    """Whether words name an article: 第四十七条, 第12条, 第十、十一条."""
    return "条" in words and _ARTICLE.search(words) is not None
