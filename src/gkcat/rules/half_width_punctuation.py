"""中文里用了半角标点，或者有多余的空格。

为什么：《标点符号用法》（GB/T 15834—2011）规定中文用全角标点；半角标点和空格混在中文里，印出来疏密不一，检索时也对不上。

反例：
```yaml
content:
  - 征收范围,土地现状 (含附着物) 和征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```

正例：
```yaml
content:
  - 征收范围，土地现状（含附着物）和征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
```
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from gkcat.finding import Fix, Pointer, Problem, difference
from gkcat.model import Item
from gkcat.prose import list_number
from gkcat.scope import Context

CODE = "GK151"
NAME = "half-width-punctuation"
SEVERITY = "warning"

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。"}
_QUOTE = '"'
_SUSPECT = re.compile(r"[,;:?!()\" \t\u3000\xa0]|\.(?![^\n])")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_CHINESE = re.compile(r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OPENING, _CLOSING = "“‘（《〈〔【", "”’）》〉〕】"
_SIGNS = f"，。、；：？！…{_OPENING}{_CLOSING}"
_KEPT = re.compile(  # addresses, and document numbers, whose brackets have a rule of their own
    r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w.-]+|\s*[\[(（【﹝{〖［]\s*(?:19|20)\d{2}\s*[\])）】﹞}〗］]\s*第?\s*\d+\s*号",
    re.ASCII,
)
_TITLE = re.compile(r"《[^《》]*》")
_MASK = "\ue000"
_SHOWN, _AROUND = 30, 6  # characters of a text shown whole; beside what differs
_NUMBERED = re.compile(r"[0-9]{1,2}\s+")  # 1 征收范围: a number of a list, or of things?


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Signs next to Chinese are full-width, and no blanks stand between Chinese and its digits and signs."""
    sound = item.plain or not _SUSPECT.search(item.prose)
    return () if sound else _found(item, context.catalog.channel)


def _found(item: Item, channels: Iterable[str]) -> Iterator[Problem]:
    for at, text in item.texts():
        if at[-1] != "owner" and _SUSPECT.search(text):  # bodies not joined by 、 are unknown owners
            names = tuple(name for name in channels if _SUSPECT.search(name) and name in text)
            yield from _problems(at, text, *_mended(text, at[0] == "basis", names))


def _problems(at: Pointer, text: str, certain: str, doubtful: str) -> Iterator[Problem]:
    if certain != text:
        signs = "".join(sign for sign in (*_WIDE, _QUOTE) if certain.count(sign) < text.count(sign))
        message = f"中文里用了半角标点“{signs}”" if signs else "汉字与数字、标点之间有多余的空格"
        words, new = difference(text, certain)
        yield Problem(at, message, f"应写作 {_near(certain, text)}", words=words, fix=Fix(new))
    if doubtful != text:
        words, new = difference(text, doubtful)
        cure = "请删去空格；空格用来分开并列内容的，请改用顿号"
        yield Problem(at, "汉字之间有空格", cure, words=words, fix=Fix(new, safe=False))


def _near(right: str, wrong: str) -> str:
    """The right text, or of a long one the part that differs."""
    if len(right) <= _SHOWN:
        return right
    start = next(at for at in range(len(right) + 1) if right[: at + 1] != wrong[: at + 1])
    end = next(at for at in range(len(right) + 1) if right[len(right) - at - 1 :] != wrong[len(wrong) - at - 1 :])
    first, last = max(0, start - _AROUND), min(len(right), len(right) - end + _AROUND)
    return "…" * (first > 0) + right[first:last] + "…" * (last < len(right))


@lru_cache(maxsize=4096)
def _mended(text: str, is_basis: bool, names: tuple[str, ...]) -> tuple[str, str]:  # noqa: FBT001 - a key of the cache
    """The text with all that is certain put right, and with only the blanks between Chinese taken out.

    Those may stand for 、 and are left to a person. In a basis the titles are as the list of laws has them.
    """
    seen, signs = _masked(text, names, titles=is_basis), dict[int, str]()
    while found := dict(_signs(seen)):  # one put right may tell of the next
        seen, signs = _rewritten(seen, found, set()), signs | found
    certain, doubtful = set[int](), set[int]()
    quiet = {at for title in _TITLE.finditer(seen) for at in range(*title.span())}  # issuers' names
    for blank in _BLANKS.finditer(seen):
        start, end = blank.span()
        if start == 0 or end == len(seen) or start in quiet or _NUMBERED.fullmatch(seen, 0, end):
            continue
        kind = _blank(seen[start - 1], seen[end])
        if kind is not None:
            (certain if kind else doubtful).update(range(start, end))
    return _rewritten(text, signs, certain), _rewritten(text, {}, doubtful)


def _rewritten(text: str, signs: Mapping[int, str], dropped: set[int]) -> str:
    return "".join(signs.get(at, sign) for at, sign in enumerate(text) if at not in dropped)


def _masked(text: str, names: tuple[str, ...], *, titles: bool) -> str:
    """The text with what must stay hidden behind as many masks."""
    lead = list_number(text)
    text = _MASK * len(lead) + text[len(lead) :]
    for name in names:
        text = text.replace(name, _MASK * len(name))
    text = _KEPT.sub(lambda found: _MASK * len(found[0]), text)
    return _TITLE.sub(lambda found: f"《{_MASK * (len(found[0]) - 2)}》", text) if titles else text


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """Where the half-width signs of Chinese sentences stand, each with the full-width one."""
    for at, sign in enumerate(text):
        if sign in ",;:?!" and _is_chinese(text, at, at):
            yield at, _WIDE[sign]
    if text.endswith(".") and _ends_chinese(text[-2:-1]):
        yield len(text) - 1, _WIDE["."]
    yield from _quotes(text)
    yield from ((at, _WIDE[text[at]]) for at in _brackets(text))


def _quotes(text: str) -> Iterator[tuple[int, str]]:
    """The pairs of straight quotes that have Chinese within."""
    places = [at for at, sign in enumerate(text) if sign == _QUOTE]
    if len(places) % 2:
        return
    for start, end in zip(places[::2], places[1::2], strict=True):
        if _CHINESE.search(text, start, end):
            yield from ((start, "“"), (end, "”"))


def _brackets(text: str) -> Iterator[int]:
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign in "(（":
            opened.append(at)
        elif sign in ")）":
            yield from _pair(text, opened.pop() if opened else None, at)
    for at in opened:
        yield from _pair(text, at, None)


def _pair(text: str, start: int | None, end: int | None) -> Iterator[int]:
    """The half-width ones of a pair of brackets, if it is one of a Chinese sentence."""
    places = [at for at in (start, end) if at is not None]
    if start is None or end is None:
        chinese = _is_chinese(text, places[0], places[0])
    else:
        left = text[:start].rstrip()[-1:]
        inside = text[start + 1 : end]
        mixed = text[start] == "（" or text[end] == "）"
        chinese = mixed or _ends_chinese(left) or bool(_CHINESE.search(inside))
    if chinese:
        yield from (at for at in places if text[at] in "()")


def _is_chinese(text: str, start: int, end: int) -> bool:
    """Whether Chinese stands before or after the place, blanks aside; between digits a sign is theirs."""
    left, right = text[:start].rstrip()[-1:], text[end + 1 :].lstrip()[:1]
    if left.isdigit() and right.isdigit():
        return False
    return _ends_chinese(left) or bool(_CHINESE.match(right)) or (right != "" and right in _OPENING)


def _ends_chinese(sign: str) -> bool:
    return bool(_CHINESE.match(sign)) or (sign != "" and sign in _CLOSING)


def _blank(left: str, right: str) -> bool | None:
    """Whether a blank between two signs goes for certain, goes if a person says so, or stays (None)."""
    if "\n" in left + right:
        return None
    if left in _SIGNS or right in _SIGNS:
        return True
    chinese = bool(_CHINESE.match(left)), bool(_CHINESE.match(right))
    if all(chinese):
        return False
    return True if any(chinese) and (left.isdigit() or right.isdigit()) else None
