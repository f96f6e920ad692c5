"""One cell's text → the values it means, with what was only supposed.

The one rule: words are never changed, only taken apart; whatever is more than blanks taken away is said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gkcat.catalog import Catalog
from gkcat.deadline import parse as parse_deadline
from gkcat.doubts import DOUBTED, NOT_UNDERSTOOD, READ_SO
from gkcat.finding import Kind
from gkcat.model import DEGREES, GROUP_MARK, LEVELS, MODES, PUBLIC, list_number


class Said(NamedTuple):
    """What there is to say of a cell."""

    kind: Kind
    message: str
    cure: str = ""


Lines = tuple[list[str], list[Said]]
One = tuple[str, list[Said]]

# ── blanks ───────────────────────────────────────────────────────────────────

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile("[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·\U00020000-\U0003ffff"
_TORN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}0-9])|(?<=[0-9]) (?=[{_HAN}])")
_MARKS_ON = "■☑√✓✔◼●◆▣🗹☒⊠◾▪"
_MARKS_OFF = "□☐◻○〇◇▢❑❏"


def tidy(text: str) -> str:
    """Text without what is not seen, digits and letters of half width, blanks within Chinese words taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    text = _UNSEEN.sub("", text).translate(_WIDE)
    lines = (_TORN.sub("", _BLANKS.sub(" ", line).strip(" ")) for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


def line(text: str) -> str:
    """A text that is one line, however it was broken; Latin words keep a blank between them."""
    return _TORN.sub("", " ".join(filter(None, tidy(text).split("\n"))))


def squeeze(text: str) -> str:
    """A text without any blank, to compare by."""
    return re.sub(r"\s+", "", tidy(text))


_SAME = re.compile(r"[（(]?(?:同上[格行]?|同前|同左|如上|〃|″|“|''|\")[）)。.]?")


def is_as_above(text: str) -> bool:
    """Whether a cell says that it is as the one above."""
    return bool(_SAME.fullmatch(squeeze(text)))


_NOTHING = re.compile(r"[-—–_/\\|.·…。、*＊×]+|无|空|/")


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: 无, /, —."""
    return bool(_NOTHING.fullmatch(squeeze(text)))


# ── ticks ────────────────────────────────────────────────────────────────────

_YES = re.compile(f"[{_MARKS_ON}]|[是有YyVv1tRþü]|[Yy]es|TRUE|true|对|勾选|选中")
_NO = re.compile(f"[{_MARKS_OFF}]|[否无NnXx×✗✘0口ｏo]|[Nn]o|FALSE|false")


def ticked(text: str) -> bool | None:
    """Whether a cell is ticked; None when it holds words."""
    plain = squeeze(text)
    if not plain or _NO.fullmatch(plain) or is_nothing(plain):
        return False
    return True if _YES.fullmatch(plain) else None


def is_odd_tick(text: str) -> bool:
    """Whether a tick is a letter where a symbol font was lost."""
    return bool(re.fullmatch("[tRþüVvo口ｏ]", squeeze(text)))


class _Mark(NamedTuple):
    on: bool
    words: str
    odd: bool


_LOST_ON = "tþü"
_LOST_OFF = "口ｏ"


def marked(text: str, options: Iterable[str]) -> list[_Mark]:
    """A ticked list taken apart at its marks; nothing when it has none.

    A 口 or a t is a mark only where one of the options stands behind it: such letters are what is left of a lost font.
    """
    plain = _UNSEEN.sub("", text.replace("\r", "\n")).replace("☒", "■")
    found = _lost(tuple(options)).sub(lambda at: "■" if at[0] in _LOST_ON else "□", plain)
    odd = found != plain
    if not re.search(f"[{_MARKS_ON}{_MARKS_OFF}]", found):
        return []
    pieces = re.split(f"([{_MARKS_ON}{_MARKS_OFF}])", found)
    before = squeeze(pieces[0])
    behind = before and not squeeze(pieces[-1])  # the marks stand behind the words
    pairs = zip(pieces[1::2], pieces[:-1:2] if behind else pieces[2::2], strict=True)
    marks = [_Mark(sign in _MARKS_ON, squeeze(words).strip("、，,；;。 "), odd) for sign, words in pairs]
    lead = [_Mark(on=True, words=before.rstrip("：:、，,；;"), odd=True)] if before and not behind else []
    return [each for each in (*lead, *marks) if each.words]


@lru_cache(maxsize=64)
def _lost(options: tuple[str, ...]) -> re.Pattern[str]:
    """A lost mark and, behind it, an option."""
    names = "|".join(
        r"\s*".join(map(re.escape, squeeze(name))) for name in sorted(options, key=len, reverse=True) if name
    )
    return re.compile(rf"[{_LOST_ON}{_LOST_OFF}](?=\s*(?:{names or '(?!)'}|其他))")


# ── channels ─────────────────────────────────────────────────────────────────

_BLANK_TO_FILL = re.compile(r"[_＿…\-—]{2,}|[（(]\s*[）)]|(?:[:：]\s*)$")
_SEPARATORS = re.compile(r"[、，,;；\n。]+")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")


def channels(text: str, names: Mapping[str, str]) -> Lines:
    """Channels by their canonical names: a ticked list or a plain one; unknown ones as they are written."""
    marks = marked(text, names)
    if not marks:
        return _plain_channels(text, names)
    said: list[Said] = []
    chosen: list[str] = []
    for mark in marks:
        words = _BLANK_TO_FILL.sub("", mark.words).strip("：:")
        if mark.odd:
            said.append(
                Said(
                    DOUBTED, f"勾选的符号不是通常的样子，“{words}”按{'选用' if mark.on else '未选用'}理解", "请核对原件"
                )
            )
        if mark.on and words:
            chosen += _channel(words, names, said)
    if not chosen:
        said.append(Said(DOUBTED, "勾选的清单里一个也没有选", "请核对原件，补上公开方式"))
    return [*dict.fromkeys(chosen)], _grouped(said)


def _grouped(said: list[Said]) -> list[Said]:
    """One saying for several odd marks of a cell."""
    odd = [each for each in said if each.message.startswith("勾选的符号")]
    if len(odd) <= 1:
        return said
    merged = Said(DOUBTED, f"{odd[0].message}等 {len(odd)} 处", "请核对原件")
    return [merged, *(each for each in said if each not in odd)]


def channel_names(catalog: Catalog) -> dict[str, str]:
    """Every way to write a channel, squeezed and with one kind of bracket → its canonical name."""
    names: dict[str, str] = {}
    for channel in catalog.channels:
        for name in (*channel.aliases, channel.label, channel.name):
            names[_key(name)] = channel.name
    return names


def _key(name: str) -> str:
    return squeeze(name).replace("(", "（").replace(")", "）").casefold() if name else ""


def _channel(words: str, names: Mapping[str, str], said: list[Said]) -> list[str]:
    """One marked option: a channel, or what was written behind 其他."""
    known = names.get(_key(words))
    if known:
        if squeeze(known) != words and "/" not in words:
            said.append(Said(READ_SO, f"“{words}”即“{known}”"))
        return [known]
    other = re.fullmatch(r"其他[（(：:]?(.+?)[）)]?", words)
    if other:
        found, more = _plain_channels(other[1], names)
        said += more
        return found
    bare = _BRACKETED.sub("", words)
    if bare in names.values() or _key(bare) in names:
        said.append(Said(READ_SO, f"“{words}”按“{names[_key(bare)]}”理解", "括号里的话没有编入，如有需要请写进说明"))
        return [names[_key(bare)]]
    parts = _SEPARATORS.split(words)
    if len(parts) > 1 and all(_key(part) in names for part in parts if part):
        return [names[_key(part)] for part in parts if part]
    said.append(
        Said(DOUBTED, f"“{words}”不是目录里的公开方式，照原文写入", "请改为规范名称，或者请市政府办添到 channels.yaml")
    )
    return [words]


def _plain_channels(text: str, names: Mapping[str, str]) -> Lines:
    """A list without marks, by stops and line ends; a name torn by a line end is put together again."""
    said: list[Said] = []
    whole = squeeze(text)
    if _key(whole) in names:
        return _channel(whole, names, said), said
    parts = [squeeze(part) for part in _split(tidy(text), "、，,;；\n。")]
    parts = [unnumbered(part) for part in parts if part]
    joined: list[str] = []
    for part in parts:
        if joined and _key(joined[-1]) not in names and _key(joined[-1] + part) in names:
            joined[-1] += part
        else:
            joined.append(part)
    found: list[str] = []
    for part in joined:
        pieces = [part] if _key(part) in names else _spaced(part, text, names)
        for piece in pieces:
            found += _channel(piece, names, said)
    return [*dict.fromkeys(found)], said


def _spaced(part: str, text: str, names: Mapping[str, str]) -> list[str]:
    """Names that stand one after the other without a stop, if they are all known."""
    del text
    rest, found = part, []
    ordered = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    while rest:
        name = next((each for each in ordered if _key(rest).startswith(each)), "")
        if not name:
            return [part]
        found.append(rest[: len(name)])
        rest = rest[len(name) :].lstrip("和及与或/")
    return found


def _split(text: str, stops: str) -> list[str]:
    """Split at stops that stand outside brackets and quotes."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "（(《〈【“[「") - (sign in "）)》〉】”]」")
        depth = max(depth, 0)
        if sign in stops and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in (each.strip() for each in parts) if part]


def unnumbered(text: str) -> str:
    """A text without the number or bullet before it."""
    return text[len(list_number(text)) :]


# ── lists ────────────────────────────────────────────────────────────────────

_WRAP = 10  # lines shorter than this are entries of their own, not a text that was broken
_STOP = "。；;：:！？!?）)”》"
_INLINE = (
    re.compile(r"(?<![0-9.（(])([1-9][0-9]?)[.．、)）](?![0-9])"),
    re.compile(r"[（(]([1-9][0-9]?)[）)]"),
    re.compile(r"([①-⑳])"),
)


def entries(text: str) -> Lines:
    """The entries of a list in one cell: by numbers, ；, line ends; a line that was only broken is joined again."""
    plain = tidy(text)
    said: list[Said] = []
    optional = [part for part in re.findall(r"[〇○]\s*([^●〇○\n]{2,})", plain) if "●" in plain]
    parts = _by_bullets(plain) or _by_numbers(plain) or _by_lines(plain)
    found = [unnumbered(each).strip(" ；;") for part in parts for each in _split(part, "；;")]
    found = [_TORN.sub("", " ".join(each.split("\n"))) for each in found if each]
    if optional:
        words = "、".join(squeeze(each)[:12] for each in optional)
        said.append(Said(DOUBTED, f"标“〇”的可选项（{words}）与必选项一起列入了公开内容", "不公开的，请删去"))
    return found, said


def _by_bullets(text: str) -> list[str]:
    """Entries that each begin with a mark."""
    if not re.match(r"\s*[●〇○◆■▪•]", text) or len(re.findall("[●◆■▪•]", text)) + len(re.findall("[〇○]", text)) < 2:  # noqa: PLR2004 - one mark is no list
        return []
    return [
        part.replace("\n", "")
        for part in re.split(r"[●○◆■▪•]|(?:(?<=^)|(?<=[\s；;。]))〇|〇(?![一二三四五六七八九〇零])", text)
        if part.strip()
    ]


def _by_numbers(text: str) -> list[str]:
    """Entries numbered 1 2 3, or ① ② ③, wherever they stand."""
    for pattern in _INLINE:
        places: list[re.Match[str]] = []
        for found in pattern.finditer(text):
            if _count(found[1]) == len(places) + 1:
                places.append(found)
        if len(places) > 1:
            ends = [*(each.start() for each in places[1:]), len(text)]
            lead = [text[: places[0].start()].strip()]
            pieces = [text[each.end() : end].strip() for each, end in zip(places, ends, strict=True)]
            return [*filter(None, lead), *(piece.replace("\n", "") for piece in pieces)]
    return []


def _count(sign: str) -> int:
    return int(sign) if sign.isascii() else ord(sign) - ord("①") + 1


def _by_lines(text: str) -> list[str]:
    """Entries by line ends, where a line's end is not just where the column was too narrow."""
    lines = [each for each in text.split("\n") if each.strip()]
    if len(lines) < 2:  # noqa: PLR2004 - one line
        return lines
    widths = [len(each) for each in lines]
    even = len(lines) > 2 and max(widths[:-1]) - min(widths[:-1]) <= 1 and widths[-1] <= max(widths[:-1])  # noqa: PLR2004 - two lines tell nothing
    torn = even and min(widths[:-1]) >= _WRAP and not any(each[-1] in _STOP for each in lines[:-1])
    joined = [lines[0]]
    for above, below in pairwise(lines):
        if torn or above[-1] in "、，,（(《和与及" or below[0] in "、，。；）)》":
            joined[-1] += below
        else:
            joined.append(below)
    return joined


# ── citations ────────────────────────────────────────────────────────────────

_TAG = re.compile(
    r"[【\[](?:法律|行政法规|法规|地方性法规|条例|规章|部门规章|规范性文件|部门规章及规范性文件|政策文件|其他|地方政府规章|政策)[^】\]]{0,12}[】\]]"
)
_LINK = re.compile(r"(?:[、，,;；。.\s]|以及|及其|和|及|与|或)*")
_FULL = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")


def citations(text: str) -> Lines:
    """The laws a cell cites, each with its number and articles: apart by numbers, stops, line ends, or nothing."""
    plain = tidy(text)
    said: list[Said] = []
    if _TAG.search(plain):
        kinds = "、".join(dict.fromkeys(tag[1:-1] for tag in _TAG.findall(plain)))
        said.append(Said(READ_SO, f"依据前面的分类（{kinds}）没有编入", "依据的性质由法规表（laws.yaml）记载"))
        plain = _TAG.sub("\n", plain)
    found: list[str] = []
    for part in _by_numbers(plain) or _cited_lines(plain):
        found += _cites(unnumbered(part))
    return [*dict.fromkeys(found)], said


def _cited_lines(text: str) -> list[str]:
    """Lines, those joined that only go on: a title or a bracket is still open, or no title begins."""
    lines: list[str] = []
    for each in filter(None, text.split("\n")):
        open_ = bool(lines) and (lines[-1].count("《") > lines[-1].count("》") or _depth(lines[-1]) > 0)
        goes_on = bool(lines) and (each[0] in "（(第〔》）)、，,；;" or lines[-1][-1] in "、，,")
        if open_ or (goes_on and "《" in lines[-1]):
            lines[-1] += each
        else:
            lines.append(each)
    return lines


def _depth(text: str) -> int:
    return len(re.findall("[（(]", text)) - len(re.findall("[）)]", text))


def _cites(text: str) -> list[str]:
    """One line's citations: each title begins one, with the words before it that belong to it."""
    titles = [*_FULL.finditer(text)]
    outer = [each for each in titles if _depth(text[: each.start()]) <= 0]
    if len(outer) < 2:  # noqa: PLR2004 - nothing to take apart
        return [each for part in _split(text, "；;") if (each := part.strip(" 、，,；;。"))]
    starts = [0]
    for before, after in pairwise(outer):
        between = text[before.end() : after.start()]
        cut = _cut_between(between)
        starts.append(before.end() + cut)
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip(" \n、，,；;。") for start, end in zip(starts, ends, strict=True)]
    pieces = [re.sub(r"^(?:以及|及其|和|及|与)|(?:以及|及其|和|及|与)$", "", piece) for piece in pieces]
    return [piece for piece in pieces if piece]


def _cut_between(between: str) -> int:
    """Where, between two titles, the second citation begins: after the first one's number and articles."""
    stops = [found.end() for found in re.finditer(r"[；;。\n]", between)]
    if stops:
        return stops[-1]
    tail = re.search(r"(?:[、，,\s]|以及|及其|和|及|与)*$", between)
    if tail and tail[0]:
        return tail.start()
    last = max(
        between.rfind("）"),
        between.rfind(")"),
        between.rfind("条"),
        between.rfind("款"),
        between.rfind("项"),
        between.rfind("号"),
    )
    return last + 1 if last >= 0 else 0


# ── single values ────────────────────────────────────────────────────────────


def deadline(text: str) -> One:
    """The phrase word for word; several in a cell, each on its line, are put in a row."""
    plain = tidy(text)
    whole = line(plain)
    lines = [unnumbered(each) for each in _by_numbers(plain) or plain.split("\n") if each.strip()]
    said: list[Said] = []
    if len(lines) > 1 and all(parse_deadline(each) for each in lines):
        whole = "；".join(each.strip("；;。， ") for each in lines)
    terms = parse_deadline(whole)
    if len(terms) > 1:
        said.append(
            Said(DOUBTED, f"一格里有 {len(terms)} 个时限，写在了一条里", "请拆成几条公开内容，每条写自己的时限")
        )
    elif not terms:
        said.append(Said(DOUBTED, f"时限“{whole[:30]}”没有读懂，照原文写入", "请写明起算点和天数"))
    return whole, said


def owner(text: str, catalog: Catalog) -> One:
    """Who answers, several joined by 、."""
    parts = [unnumbered(squeeze(part)) for part in _split(tidy(text), "、，,;；\n")]
    plain = squeeze(text)
    if plain in catalog.owner or len(parts) < 2:  # noqa: PLR2004 - one body
        return unnumbered(plain), []
    if "\n" in tidy(text) and not any(part in catalog.owner for part in parts) and not re.search("[、，,;；]", text):
        torn = not all(
            re.search(r"(?:局|办|委|厅|部|处|科|股|中心|政府|街道|所|站|队|公司|会|院|校|室|镇|乡)$", part)
            for part in parts
        )
        if torn:
            return plain, []
    return "、".join(dict.fromkeys(filter(None, parts))), []


def choice(text: str, options: Sequence[str], near: dict[str, str] | None = None) -> tuple[list[str], list[Said], str]:
    """What is chosen of a closed list, by marks or by name; (chosen, said, what is left over)."""
    marks = marked(text, options)
    if marks:
        on = [mark.words for mark in marks if mark.on]
        odd = [Said(DOUBTED, "勾选的符号不是通常的样子", "请核对原件")] if any(mark.odd for mark in marks) else []
        found = [name for words in on for name in _named(words, options, near)]
        left = "、".join(words for words in on if not _named(words, options, near))
        return [*dict.fromkeys(found)], odd, left
    plain = squeeze(text)
    found = _named(plain, options, near)
    if found:
        return found, [], ""
    parts = _split(tidy(text), "、，,;；\n/")
    named = [_named(squeeze(part), options, near) for part in parts]
    left = "、".join(part for part, each in zip(parts, named, strict=True) if not each)
    return [*dict.fromkeys(name for each in named for name in each)], [], left


def _named(words: str, options: Sequence[str], near: dict[str, str] | None) -> list[str]:
    plain = words.strip("。：:（）()")
    plain = unnumbered(plain)
    if plain in options:
        return [plain]
    short = re.sub(r"(?:公开|环节|阶段)$", "", plain)
    if short in options:
        return [short]
    other = (near or {}).get(plain)
    return [other] if other else []


_NEAR_DEGREES = {
    "全部": DEGREES[0],
    "公开": DEGREES[0],
    "全文公开": DEGREES[0],
    "完全公开": DEGREES[0],
    "全面公开": DEGREES[0],
    "是": DEGREES[0],
    "部分": DEGREES[1],
    "不公开": DEGREES[2],
    "否": DEGREES[2],
}
_NEAR_MODES = {"主动": MODES[0], "依申请": MODES[1], "申请": MODES[1], "申请公开": MODES[1], "主动发布": MODES[0]}
_NEAR_LEVELS = {
    **dict.fromkeys(("省", "省本级"), "省级"),
    **dict.fromkeys(("市", "市本级", "设区市级", "地市级"), "市级"),
    **dict.fromkeys(
        ("县", "区级", "县区级", "县（区）级", "区（县）级", "县（市、区）级", "县(区)级", "区县级", "县市区级"), "县级"
    ),
    **dict.fromkeys(
        (
            "乡",
            "镇级",
            "乡镇级",
            "镇",
            "街道",
            "街道级",
            "乡镇",
            "乡（镇）级",
            "镇街",
            "乡镇（街道）",
            "镇街级",
            "乡镇街道",
        ),
        "乡级",
    ),
    **dict.fromkeys(("村", "社区", "村居", "社区级", "村（社区）", "村社区", "村居级", "村（居）级"), "村级"),
}
_PUBLIC = {
    "全社会",
    "社会",
    "社会公众",
    "公众",
    "全体公众",
    "向社会公开",
    "面向社会",
    "全体社会成员",
    "所有人",
    "不限",
    "社会各界",
}


def degree(text: str) -> tuple[str, str, list[Said]]:
    """公开程度 and what else a cell says of it, for the note."""
    found, said, left = choice(text, DEGREES, _NEAR_DEGREES)
    if not found:
        opening = re.match(r"(全部公开|部分公开|不予公开)[（(，,：:；;]?(.*?)[）)]?$", squeeze(text))
        if opening:
            return opening[1], opening[2], said
        return "", line(text), said
    if len(found) > 1:
        said = [*said, Said(DOUBTED, f"公开程度选了几项：{'、'.join(found)}，取“{found[0]}”", "请只选一项")]
    if squeeze(text) not in DEGREES and not marked(text, DEGREES) and not left:
        said = [*said, Said(READ_SO, f"“{squeeze(text)}”按“{found[0]}”理解")]
    return found[0], left, said


def mode(text: str) -> tuple[str, str, list[Said]]:
    """主动公开 or 依申请公开, and what is left."""
    found, said, left = choice(text, MODES, _NEAR_MODES)
    if len(found) > 1:
        said = [*said, Said(DOUBTED, "主动公开和依申请公开都选了，取“主动公开”", "请核对原件")]
        return MODES[0], "也可以依申请公开", said
    return (found[0] if found else ""), left, said


def levels(text: str) -> tuple[list[str], str, list[Said]]:
    """公开层级: all that are named, in the order they are named, and what is left."""
    found, said, left = choice(text, LEVELS, _NEAR_LEVELS)
    if left:
        shorts = re.fullmatch(r"([省市县区乡镇村]+)级", squeeze(text).replace("、", ""))
        pairs = {"省": "省级", "市": "市级", "县": "县级", "区": "县级", "乡": "乡级", "镇": "乡级", "村": "村级"}
        if shorts:
            found, left = [*dict.fromkeys(pairs[sign] for sign in shorts[1])], ""
            said = [*said, Said(READ_SO, f"“{squeeze(text)}”按{'、'.join(found)}理解")]
    return found, left, said


def audience(text: str) -> One:
    """公开对象: 全社会, or a group that is named."""
    marks = marked(text, (PUBLIC, "特定群体"))
    if marks:
        on = [mark.words for mark in marks if mark.on]
        public = [words for words in on if words in _PUBLIC]
        groups = [words for words in on if words not in _PUBLIC]
        if public and groups:
            return PUBLIC, [Said(DOUBTED, f"“全社会”和“{'、'.join(groups)}”都选了，取“全社会”", "请核对原件")]
        if not on:
            return "", [Said(DOUBTED, "公开对象一个也没有选", "请核对原件")]
        return (PUBLIC, []) if public else group("、".join(groups))
    plain = line(text).strip("。")
    if squeeze(plain) in _PUBLIC:
        return PUBLIC, [] if plain == PUBLIC else [Said(READ_SO, f"“{plain}”按“全社会”理解")]
    return group(plain)


def group(text: str) -> One:
    """A group that is named; 待定 where only a tick stands."""
    plain = re.sub(rf"^[{_MARKS_ON}]|[{_MARKS_ON}]$", "", line(text)).strip(" 。")
    plain = re.sub(r"^(?:特定(?:群体|群众|对象|人群))[（(：:]?\s*(.*?)[）)]?$", r"\1", plain)
    plain = _BLANK_TO_FILL.sub("", plain).strip("：:")
    if not plain or ticked(plain):
        return f"{GROUP_MARK}待定", [
            Said(DOUBTED, "选了特定群体，没有写明是哪些人", "请写明特定群体，如“特定群体：被征地农民”")
        ]
    said = (
        []
        if GROUP_MARK + plain == squeeze(text) or plain == squeeze(text)
        else [Said(READ_SO, f"公开对象按“特定群体：{plain}”理解")]
    )
    return GROUP_MARK + plain, said


_DAY = re.compile(r"([12][0-9]{3})[-./年]([01]?[0-9])[-./月]([0-3]?[0-9])日?(?:[ T]00:00(?::00)?)?")


def day(text: str) -> str:
    """A date as 2017-10-12; empty when it is none."""
    found = _DAY.fullmatch(line(text).replace(" 00:00:00", ""))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def not_understood(head: str, text: str) -> Said:
    """What is said when a cell goes into the note as it stands."""
    return Said(NOT_UNDERSTOOD, f"“{head}”里的“{line(text)[:30]}”没有看懂，照原文放进了说明", "请改到合适的地方")
