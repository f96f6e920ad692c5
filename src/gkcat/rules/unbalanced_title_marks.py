"""书名号没有成对，或者套用有误。

为什么：书名号不成对，文件名称从哪里到哪里无法辨认；《标点符号用法》（GB/T 15834—2011）规定，书名号里面还要用书名号的，外面一层用《》，里面一层用〈〉。

反例：
```yaml
name: 《征地补偿安置方案公告
```

正例：
```yaml
name: 《征地补偿安置方案》公告
```
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gkcat.citation import cited
from gkcat.finding import Fix, Pointer, Problem, difference
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK153"
NAME = "unbalanced-title-marks"
SEVERITY = "error"

_MARKS = re.compile(r"[《》〈〉]")
_SOUND = re.compile(r"(?:[^《》〈〉]+|《(?:[^《》〈〉\n]+|〈[^《》〈〉\n]*〉)*+》)*+\Z")
_CLOSES = {"》": "《", "〉": "〈"}
_OTHER = {"《": "》", "》": "《", "〈": "〉", "〉": "〈"}
_AROUND = 8  # characters shown beside a stray mark


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Marks come in pairs, 〈〉 within 《》; a basis whose title cannot be made out is an unknown law."""
    sound = item.plain or _SOUND.match(item.prose)
    return () if sound else _found(item, titled=bool(context.catalog.law))


def _found(item: Item, *, titled: bool) -> Iterator[Problem]:
    for at, text in item.texts():
        if _SOUND.match(text):
            continue
        if at[0] != "basis":
            yield from _problems(at, text)
        elif cited(text) or not titled:
            yield from _problems(at, _without_titles(text))


def _without_titles(basis: str) -> str:
    """A basis with its whole titles blanked out, whatever stands in them."""
    for title in cited(basis):
        basis = basis.replace(f"《{title}》", " " * (len(title) + 2))
    return basis


def _problems(at: Pointer, text: str) -> Iterator[Problem]:
    strays = _strays(text)
    for place in strays:
        mark = text[place]
        words = text[max(0, place - _AROUND) : place + 1] if mark in _CLOSES else text[place : place + _AROUND + 1]
        yield Problem(at, f"“{mark}”没有配对的“{_OTHER[mark]}”", "请补上另一半，或者删去这一半", words=words.strip())
    nested = text if strays else _nested(text)
    if nested != text:
        words, new = difference(text, nested)
        cure = f"应写作 {nested}"
        yield Problem(at, "书名号套用有误：外面一层用《》，里面一层用〈〉", cure, words=words, fix=Fix(new))


@lru_cache(maxsize=1024)
def _strays(text: str) -> tuple[int, ...]:
    """Where the marks without a partner stand."""
    opened: list[int] = []
    strays: list[int] = []
    for found in _MARKS.finditer(text):
        mark, place = found[0], found.start()
        if mark not in _CLOSES:
            opened.append(place)
        elif opened and text[opened[-1]] == _CLOSES[mark]:
            opened.pop()
        else:
            strays.append(place)
    return tuple(sorted((*strays, *opened)))


def _nested(text: str) -> str:
    """A text whose marks are in pairs, with 《》 outside and 〈〉 inside, by turns."""
    signs, depth = [*text], 0
    for found in _MARKS.finditer(text):
        opens = found[0] not in _CLOSES
        depth -= not opens
        signs[found.start()] = ("《〈" if opens else "》〉")[depth % 2]
        depth += opens
    return "".join(signs)
