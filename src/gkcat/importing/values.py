"""Cells of one value: deadline, owner, degree, mode, level, audience, day.

The one rule: a value that is not surely meant is said to be doubted; words that fit nowhere are given back.
"""

import re
from collections.abc import Sequence
from datetime import date

from gkcat.catalog import Catalog
from gkcat.deadline import parse as parse_deadline
from gkcat.doubts import DOUBTED, NOT_UNDERSTOOD, READ_SO
from gkcat.importing.lists import numbered
from gkcat.importing.marks import BLANK_TO_FILL, ON, marked, ticked
from gkcat.importing.text import One, Said, line, split, squeeze, tidy, unnumbered
from gkcat.model import DEGREES, GROUP_MARK, LEVELS, MODES, PUBLIC


def deadline(text: str) -> One:
    """The phrase word for word; several in a cell, each on its line, are put in a row."""
    plain = tidy(text)
    whole = line(plain)
    lines = [unnumbered(each) for each in numbered(plain) or plain.split("\n") if each.strip()]
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
    parts = [unnumbered(squeeze(part)) for part in split(tidy(text), "、，,;；\n")]
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
    parts = split(tidy(text), "、，,;；\n/")
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
    elif squeeze(text) not in DEGREES and not marked(text, DEGREES) and not left:
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


UNNAMED = f"{GROUP_MARK}待定"
"""A group of which only a tick stands: `gkcat validate` does not let it pass."""


def is_public(text: str) -> bool:
    """Whether words mean everybody."""
    return text.strip("。") in _PUBLIC


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
    parts = split(plain, "、，,；;")
    if any(map(is_public, parts)):
        message = f"“{plain[:20]}”里既有全社会又有特定群体，取“全社会”"
        return PUBLIC, [Said(DOUBTED, message, "请核对原件；分别公开的，请拆成两条")]
    return group(plain)


def group(text: str) -> One:
    """A group that is named; 待定 where only a tick stands."""
    plain = re.sub(rf"^[{ON}]|[{ON}]$", "", line(text)).strip(" 。")
    plain = re.sub(r"^(?:特定(?:群体|群众|对象|人群))[（(：:]?\s*(.*?)[）)]?$", r"\1", plain)
    plain = BLANK_TO_FILL.sub("", plain).strip("：:")
    if not plain or ticked(plain):
        return UNNAMED, [Said(DOUBTED, "选了特定群体，没有写明是哪些人", "请写明特定群体，如“特定群体：被征地农民”")]
    said = (
        []
        if GROUP_MARK + plain == squeeze(text) or plain == squeeze(text)
        else [Said(READ_SO, f"公开对象按“特定群体：{plain}”理解")]
    )
    return GROUP_MARK + plain, said


_DAY = re.compile(r"([12][0-9]{3})[-./年]([01]?[0-9])[-./月]([0-3]?[0-9])日?(?:[ T]00:00(?::00)?)?")


def day(text: str) -> str:
    """A date as 2017-10-12; empty when it is none, or none that there ever was."""
    found = _DAY.fullmatch(line(text).replace(" 00:00:00", ""))
    try:
        return str(date(*map(int, found.groups()))) if found else ""
    except ValueError:
        return ""


def not_understood(head: str, text: str) -> Said:
    """What is said when a cell goes into the note as it stands."""
    return Said(NOT_UNDERSTOOD, f"“{head}”里的“{line(text)[:30]}”没有看懂，照原文放进了说明", "请改到合适的地方")
