"""Marks in cells: ticks, and ticked lists of channels, in all their glyphs.

The one rule: a letter is a mark only where a symbol font was lost, that is, before an option of the list.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from gkcat.catalog import Catalog
from gkcat.doubts import DOUBTED, READ_SO
from gkcat.importing.text import UNSEEN, Lines, Said, is_nothing, split, squeeze, tidy, unnumbered

ON = "■☑√✓✔◼●◆▣🗹☒⊠◾▪█"
OFF = "□☐◻○〇◇▢❑❏"
_LOST_ON = "tþünR"
_LOST_OFF = "口ｏ¨o"
"""What is left of the boxes of Wingdings when the font is lost, and a 口 typed for a □."""

# ── ticks ────────────────────────────────────────────────────────────────────

_YES = re.compile(f"[（(]?(?:[{ON}]|[是有YyVv1tRþü]|[Yy]es|TRUE|true|对|勾选|选中)[）)]?")
_NO = re.compile(f"[{OFF}]|[否无NnXx×✗✘0口ｏo¨]|[Nn]o|FALSE|false|[（(][）)]")


def ticked(text: str) -> bool | None:
    """Whether a cell is ticked; None when it holds words."""
    plain = squeeze(text)
    if not plain or _NO.fullmatch(plain) or is_nothing(plain):
        return False
    return True if _YES.fullmatch(plain) else None


def is_odd_tick(text: str) -> bool:
    """Whether a tick is a letter where a symbol font was lost."""
    return bool(re.fullmatch("[tRþüVvo口ｏ]", squeeze(text)))


class Mark(NamedTuple):
    """An option of a ticked list; ``odd``: its mark was a guess; ``loose``: words that stand behind without a mark."""

    on: bool
    words: str
    odd: bool
    loose: str = ""


_BRACKETED_ON = re.compile(rf"[（(\[【]\s*[{ON}Vv]\s*[）)\]】]")
_BRACKETED_OFF = re.compile(r"[（(\[【]\s*[）)\]】]")
_SIGNS = re.compile(f"([{ON}{OFF}])")


def marked(text: str, options: Iterable[str]) -> list[Mark]:
    """A ticked list taken apart at its marks; nothing when it has none.

    A 口 or a t is a mark only where one of the options stands behind it: such letters are what is left of a lost font.
    """
    plain = UNSEEN.sub("", text.replace("\r", "\n"))
    if _BRACKETED_ON.search(plain):  # （√）政府网站（ ）政府公报
        plain = _BRACKETED_OFF.sub("□", _BRACKETED_ON.sub("■", plain))
    names = tuple(options)
    found = _lost(names).sub(lambda at: "■" if at[0] in _LOST_ON else "□", plain)
    odd = found != plain
    pieces = _SIGNS.split(found)
    if len(pieces) == 1:
        return []
    before = squeeze(pieces[0])
    behind = before and not squeeze(pieces[-1])  # the marks stand behind the words
    alone = not any(sign in OFF for sign in pieces[1::2])
    marks = []
    for sign, words in zip(pieces[1::2], pieces[:-1:2] if behind else pieces[2::2], strict=True):
        own, loose = _first(words, names) if alone and not behind else (words, "")
        marks.append(Mark(sign in ON, squeeze(own).strip("、，,；;。 "), odd, squeeze(loose)))
    lead = [Mark(on=True, words=before.rstrip("：:、，,；;"), odd=True)] if before and not behind else []
    return [each for each in (*lead, *marks) if each.words]


def _first(words: str, names: Iterable[str]) -> tuple[str, str]:
    """Where only what is chosen is marked (√政府网站 政府公报): the words up to the first blank, and the rest."""
    parts = words.split()
    known = {key(name) for name in names}
    if len(parts) > 1 and key(parts[0]) in known and key(words) not in known:
        return parts[0], " ".join(parts[1:])
    return words, ""


@lru_cache(maxsize=64)
def _lost(options: tuple[str, ...]) -> re.Pattern[str]:
    """A lost mark and, behind it, an option; none where a word ends with it (便民服务窗口)."""
    names = "|".join(
        r"\s*".join(map(re.escape, squeeze(name))) for name in sorted(options, key=len, reverse=True) if name
    )
    ending = sorted({squeeze(name)[:-1] for name in options if name.endswith((*_LOST_ON, *_LOST_OFF))})
    words = "".join(f"(?<!{re.escape(word)})" for word in ending if word)
    return re.compile(rf"(?<![A-Za-z{_MOUTHS}]){words}[{_LOST_ON}{_LOST_OFF}](?=\s*(?:{names or '(?!)'}|其他|其它))")


_MOUTHS = "窗门路"
"""Words that end with 口 begin with these, whatever the lists know."""


# ── channels ─────────────────────────────────────────────────────────────────

BLANK_TO_FILL = re.compile(r"[_＿…\-—]+$|[（(]\s*[_＿]*\s*[）)]|(?:[:：]\s*[_＿]*)$")
_SEPARATORS = re.compile(r"[、，,;；\n。]+")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")


def key(name: str) -> str:
    """A name as it is compared: without blanks, with one kind of bracket."""
    return squeeze(name).replace("(", "（").replace(")", "）").casefold() if name else ""


def channel_names(catalog: Catalog) -> dict[str, str]:
    """Every way to write a channel, as it is compared → its canonical name."""
    names: dict[str, str] = {}
    for channel in catalog.channels:
        for name in (*channel.aliases, channel.label, channel.name):
            if name:
                names[key(name)] = channel.name
    return names


def channels(text: str, names: Mapping[str, str]) -> Lines:
    """Channels by their canonical names: a ticked list or a plain one; unknown ones as they are written."""
    marks = marked(text, names)
    if not marks:
        return _plain_channels(text, names)
    said: list[Said] = []
    chosen: list[str] = []
    for mark in marks:
        words = BLANK_TO_FILL.sub("", mark.words).strip("：:")
        if mark.on and words:
            chosen += _channel(words, names, said)
    said = [*_odd(marks), *said]
    loose = "、".join(mark.loose for mark in marks if mark.loose)
    if loose:
        said.append(Said(DOUBTED, f"“{loose}”前面没有勾选的符号，按未选用理解", "请核对原件"))
    if not chosen:
        said.append(Said(DOUBTED, "勾选的清单里一个也没有选", "请核对原件，补上公开方式"))
    return [*dict.fromkeys(chosen)], said


def _odd(marks: Iterable[Mark]) -> list[Said]:
    """One saying for all odd marks of a cell: which were taken for chosen."""
    odd = [mark for mark in marks if mark.odd]
    if not odd:
        return []
    on = "、".join(mark.words for mark in odd if mark.on) or "无"
    return [Said(DOUBTED, f"勾选的符号不是通常的样子，按选用“{on}”理解", "请核对原件")]


def _channel(words: str, names: Mapping[str, str], said: list[Said]) -> list[str]:
    """One marked option: a channel, or what was written behind 其他."""
    known = names.get(key(words))
    if known:
        if key(known) != key(words) and "/" not in words:
            said.append(Said(READ_SO, f"“{words}”即“{known}”"))
        return [known]
    other = re.fullmatch(r"其[他它](?:渠道|方式)?[（(：:_＿]*(.+?)[）)_＿]*", words)
    if other:
        found, more = _plain_channels(other[1], names)
        said += more
        return found
    bare = _BRACKETED.sub("", words)
    if key(bare) in names:
        name = names[key(bare)]
        said.append(
            Said(READ_SO, f"“{words}”按“{name}”理解，括号里的话没有编入", "括号里的话如有需要，请写进说明（note）")
        )
        return [name]
    parts = [part for part in _SEPARATORS.split(words) if part]
    if len(parts) > 1 and all(key(part) in names for part in parts):
        return [names[key(part)] for part in parts]
    spaced = _run_together(words, names)
    if len(spaced) > 1:
        said.append(Said(READ_SO, f"“{words}”按{'、'.join(spaced)}理解", "请核对"))
        return [names[key(part)] for part in spaced]
    cure = "请改为规范名称，或者请市政府办添到 channels.yaml"
    said.append(Said(DOUBTED, f"“{words}”不是目录里的公开方式，照原文写入", cure))
    return [words]


def _plain_channels(text: str, names: Mapping[str, str]) -> Lines:
    """A list without marks, by stops and line ends; a name torn by a line end is put together again."""
    said: list[Said] = []
    whole = squeeze(text)
    if key(whole) in names:
        return _channel(whole, names, said), said
    parts = [unnumbered(squeeze(part)) for part in split(tidy(text), "、，,;；\n。")]
    joined: list[str] = []
    for part in filter(None, parts):
        if joined and key(joined[-1]) not in names and key(joined[-1] + part) in names:
            joined[-1] += part
        else:
            joined.append(part)
    found: list[str] = []
    for part in joined:
        found += _channel(part, names, said)
    return [*dict.fromkeys(found)], said


def _run_together(part: str, names: Mapping[str, str]) -> list[str]:
    """Names that stand one after the other without a stop, if they are all known; else the part alone."""
    rest, found = part, list[str]()
    ordered = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    while rest:
        name = next((each for each in ordered if key(rest).startswith(each)), "")
        if not name:
            return [part]
        found.append(rest[: len(name)])
        rest = rest[len(name) :].lstrip("和及与或/")
    return found
