"""Why a file could not be read as YAML, in the words of the one who wrote it.

The one rule: what the lines themselves show comes before what the parser guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """Why YAML stopped, in plain words; ``line`` and ``column`` (from 0) when the slip is elsewhere."""

    message: str
    cure: str = ""
    line: int | None = None
    column: int = 0
    at_context: bool = False


_TIGHT_COLON = re.compile(r"^ *(?:- +)?[A-Za-z_]+(:)[^ \t:/]")
_WIDE_COLON = re.compile(r"^ *(?:(?:- +)?[A-Za-z_]+|[一-鿿]{2,8})(：)")
_KEY = re.compile(r"^( *(?:- +)?)[\w-]+:")
_INDENT = re.compile(r"^[ \t\u3000\xa0]*")
_WIDE_BRACKET = re.compile(r"^ *(?:- +)?(?:[A-Za-z_]+: *)?([｛［])")
_WIDE_COMMA = re.compile(r"[{\[][^\]}]*?([，；])")
_TIGHT_INSIDE = re.compile(r"[{,] *[A-Za-z_]+\Z")
_CLOSED = re.compile(r"[\"'\]}] *$")

_ALIGN = "同一级的“-”和栏目名必须左边对齐，只用空格"
_AT_CONTEXT = ("flow", "simple key", "directive", "block scalar")
"""Where libyaml had begun, not where it gave up, is what the user has to look at."""

_CAUSES = (
    (
        "mapping values are not allowed",
        "此处多了一个冒号，或者上一行没有写完",
        "内容里含有“: ”（半角冒号加空格）时，整句加半角双引号",
    ),
    ("could not find expected ':'", "这一行缺少冒号", "写成“栏目名: 内容”，冒号为半角，后面空一格"),
    ("unexpected end of stream", "引号没有成对", "请在句末补上同样的引号"),
    ("did not find expected ',' or ']'", "方括号没有成对", "请补上“]”；各项之间用半角逗号隔开"),
    ("did not find expected ',' or '}'", "花括号没有成对", "请补上“}”；各项之间用半角逗号隔开"),
    ("did not find expected '-' indicator", "缩进与同级的内容不齐", _ALIGN),
    ("did not find expected key", "缩进与同级的内容不齐", _ALIGN),
    ("did not find expected node content", "此处缺少内容，或者多了一个括号", ""),
    ("found unexpected ':'", "括号里的内容含有半角冒号", '请给这一条加半角双引号，如 ["12:30"]'),
    ("unknown escape character", "双引号里的反斜杠“\\”不能这样用", "请改用单引号，或者删去反斜杠"),
    ("block sequence entries are not allowed", "短横“-”不能写在这里", "列表另起一行写，每行一条“- 内容”"),
    ("directive", "内容不能以“%”开头", "请把整句加半角双引号"),
    ("did not find expected comment or line break", "内容不能以“|”或“>”开头", "请把整句加半角双引号"),
)


def syntax_cause(problem: str, context: str, lines: list[str], line: int, column: int) -> Cause:
    """Explain libyaml's message; what the lines themselves show comes before what it guessed."""
    for seen in (_colons, _blanks, _dashless, _bracketed, _misplaced):
        if cause := seen(problem, lines, line, column):
            return cause
    if "cannot start any token" in problem:
        return _bad_start(lines, line, column)
    if context.endswith(("an alias", "an anchor", "a tag")):
        return _bad_start(lines, line, column - 1)
    for words, message, cure in _CAUSES:
        if words in problem:
            opened = any(each in context for each in _AT_CONTEXT) or "end of stream" in problem
            return Cause(message, cure, at_context=opened)
    return Cause("此处写法不对")


def _colons(_problem: str, lines: list[str], line: int, _column: int) -> Cause | None:
    """A colon that is wide, or without a space behind it."""
    for number in (line, line - 1):
        if not 0 <= number < len(lines):
            continue
        for pattern, message in ((_WIDE_COLON, "冒号写成了全角“：”"), (_TIGHT_COLON, "冒号后面缺少空格")):
            if found := pattern.match(lines[number]):
                return Cause(message, "栏目名后面用半角冒号加一个半角空格，如 name: 征地补偿", number, found.start(1))
    return None


def _blanks(_problem: str, lines: list[str], line: int, _column: int) -> Cause | None:
    """Blanks before the words that are no spaces."""
    indent = _indent(lines[line]) if line < len(lines) else ""
    if "\t" in indent:
        return Cause("缩进用了制表符（Tab）", "缩进只用空格，每级两个", line, indent.index("\t"))
    for number in (line, line - 1):
        blank = _indent(lines[number]) if 0 <= number < len(lines) else ""
        for sign, name in (("\u3000", "全角空格"), ("\xa0", "从网页或者 Word 里带来的空格")):
            if sign in blank:
                return Cause(f"缩进用了{name}", "请删去，改用半角空格，每级两个", number, blank.index(sign))
    return None


def _misplaced(problem: str, lines: list[str], line: int, column: int) -> Cause | None:
    """A key too far to the right, or text behind a quote."""
    text = lines[line] if line < len(lines) else ""
    key = _KEY.match(text)
    if "mapping values" in problem and key and key.end() == column + 1:
        if line and ":" in lines[line - 1]:
            return Cause("这一行缩进太深，与同级的内容不齐", _ALIGN, line, len(_indent(text)))
        return Cause("这一行缺少冒号", "写成“栏目名: 内容”，冒号为半角，后面空一格", max(line - 1, 0))
    if "expected key" in problem and _CLOSED.search(text[:column]):
        return Cause("引号或者括号后面还有文字", "整句都放进引号里，或者删去多余的文字", line, column)
    return None


def _dashless(problem: str, lines: list[str], line: int, _column: int) -> Cause | None:
    """An entry of a list, level with the dash of the one above, that has none itself."""
    numbers = range(max(1, line - 1), min(line + 1, len(lines))) if "expected ':'" in problem else ()
    for number in numbers:
        indent = _indent(lines[number])
        if ":" not in lines[number] and lines[number - 1].startswith(f"{indent}- ") and lines[number].strip():
            return Cause("这一条前面缺少短横“-”", "写成“- ”加内容，与上一条的“-”左边对齐", number, len(indent))
    return None


def _bracketed(problem: str, lines: list[str], line: int, column: int) -> Cause | None:
    """What went wrong with brackets: their width, the width of what stands between them, a colon without a space."""
    text = lines[line] if line < len(lines) else ""
    if found := _WIDE_BRACKET.match(text):
        cure = "请改成半角的“{ }”“[ ]”，各项之间用半角逗号加空格"
        return Cause(f"括号写成了全角“{found[1]}”", cure, line, found.start(1))
    if "expected ',' or" in problem and (found := _WIDE_COMMA.search(text)):
        cure = "各项之间用半角逗号加空格，如 {degree: 部分公开, note: 隐去个人身份信息}"
        return Cause(f"括号里的逗号写成了全角“{found[1]}”", cure, line, found.start(1))
    if "unexpected ':'" in problem and _TIGHT_INSIDE.search(text[:column]):
        cure = "栏目名后面用半角冒号加一个半角空格，如 {degree: 部分公开}"
        return Cause("冒号后面缺少空格", cure, line, column)
    return None


def _indent(text: str) -> str:
    found = _INDENT.match(text)
    return found[0] if found else ""


def _bad_start(lines: list[str], line: int, column: int) -> Cause:
    sign = lines[line][column : column + 1] if line < len(lines) else ""
    return Cause(f"内容不能以“{sign}”开头", "请把整句加半角双引号", line, column)


# ── what YAML takes without a word ───────────────────────────────────────────

_SLIP = re.compile(
    r"\n(?P<left> *+)(?:(?:- ++(?=(?:id|stage|url|code|title|head|unit)：))?+[a-z_]{2,}+(?P<colon>：)"
    r"|(?P<dash>-)[A-Za-z一-鿿《]"
    r"|(?P<bullet>[－﹣‐‑–—−•●◆■▪]) *+[A-Za-z一-鿿《]"
    r"|[^\s#\"'a-z-][^\n:]*+\n(?P=left)(?P<level>-) )"
)
# A dash deeper than a line that opens nothing: YAML folds it into that line.
_FOLDED = re.compile(r"\n(?P<margin> *+)(?!- -)[^\s#].*+(?<![:|> -])\n(?P=margin) ++(?P<folded>-) ")
# What a text with a slip holds when nothing was folded: 5,000 items take 10 ms, for 35 by the patterns above.
_COLON = re.compile("：(?<=[a-z_]：)")
_DASH = re.compile(r"\n *+(?:-[A-Za-z一-鿿《]|[－﹣‐‑–—−•●◆■▪])")
_BLOCK_TEXT = re.compile(r"[|>][0-9+-]*\n")


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that would quietly become part of the value above it, by its offset in the text."""

    offset: int
    message: str
    cure: str


def slips(text: str, *, folded: bool) -> list[Slip]:
    """The lines of a text, which end in a line feed alone, that YAML would swallow, in their order.

    ``folded`` tells that a value may have swallowed an entry of a list: it holds a dash behind a blank.
    """
    text = "\n" + text
    doubtful = folded or _COLON.search(text) or _DASH.search(text)
    return ([*_slips(text)] or [*_folded(text)]) if doubtful else []


def _slips(text: str) -> Iterator[Slip]:
    block = _BLOCK_TEXT.search(text) is not None  # in which a line may well begin with a bullet
    for found in _SLIP.finditer(text):
        message, cure = "短横“-”后面缺少空格", "写成“- ”加内容，如 - 征收范围"
        if found["colon"]:
            message, cure = "冒号写成了全角“：”", "栏目名后面用半角冒号加一个空格，如 name: 征地补偿"
        elif found["bullet"]:
            message, cure = f"“{found['bullet']}”不能作列表的短横", "写成半角的“- ”加内容，如 - 征收范围"
        elif found["level"]:
            message, cure = "这一条会被并入上一行，因为上一行前面没有“- ”", "上一行也写成“- ”加内容，左边对齐"
        if not (block and (found["bullet"] or found["level"])):
            yield Slip(found.start(found.lastgroup or "") - 1, message, cure)


def _folded(text: str) -> Iterator[Slip]:
    deeper = [*_deeper(text)]
    if deeper and _BLOCK_TEXT.search(text) is None:
        for start in deeper:
            yield Slip(start - 1, "这一条缩进过深，会被并入上一行", "与同级的“-”左边对齐")


def _deeper(text: str) -> Iterator[int]:
    """Where a dash stands deeper than the line it would be folded into; a comment ends that line.

    Comments, like block texts, are looked for last: 17 ms over 5,000 items, and 69 the other way round.
    """
    at = 0
    while found := _FOLDED.search(text, at):
        commented = "#" in found[0]
        at = found.start() + 1 if commented else found.end()
        if not commented:
            yield found.start("folded")
