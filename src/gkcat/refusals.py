"""What a file may be refused for before any rule looks at it, each with its page for `gkcat explain`.

The one rule: the codes GK001 to GK099 are defined here and nowhere else.
"""

import re
from dataclasses import dataclass

from gkcat.finding import Kind


def _kind(code: str, name: str, doc: str) -> Kind:
    return Kind(code, name, "error", doc.strip() + "\n")


SYNTAX = _kind(
    "GK001",
    "yaml-syntax",
    """
写法不对，文件读不下去。

为什么：缩进、冒号、引号写错一处，其后的内容就无法辨认，整个文件都不能使用。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name：征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
""",
)
NOT_UTF8 = _kind(
    "GK002",
    "not-utf8",
    """
文件不是 UTF-8 编码，或含有看不见的控制字符。

为什么：编码不一致时，汉字会变成乱码印到正式文件里。请用编辑器另存为 UTF-8；带不带签名（BOM）均可，换行用哪种均可。
""",
)
DUPLICATE_KEY = _kind(
    "GK003",
    "duplicate-key",
    """
同一层内一个栏目写了两次。

为什么：两处内容不同的时候，无法判断以哪一处为准；一般的程序会悄悄丢掉一处。

反例：
```yaml
# 文件 catalog/withholding.yaml
reasons: []
reasons: []
```

正例：
```yaml
# 文件 catalog/withholding.yaml
reasons: []
```
""",
)
FORBIDDEN = _kind(
    "GK004",
    "forbidden-yaml",
    """
用了 &、*、!、<< 这几种不许用的记号。

为什么：看到的文字与实际的内容不一致，审核人员无法照着文件核对。

反例：
```yaml
# 文件 catalog/withholding.yaml
reasons: &all []
```

正例：
```yaml
# 文件 catalog/withholding.yaml
reasons: []
```
""",
)
SEVERAL_DOCUMENTS = _kind(
    "GK005",
    "several-documents",
    """
一个文件里写了几份内容。

为什么：“---”之后的内容另成一份，容易被漏读。

反例：
```yaml
# 文件 catalog/withholding.yaml
reasons: []
---
reasons: []
```

正例：
```yaml
# 文件 catalog/withholding.yaml
reasons: []
```
""",
)
TOO_LARGE = _kind(
    "GK006",
    "too-large",
    """
文件超过 4 兆字节。

为什么：一个单位一个领域的事项不会有这么大，多半是误存了别的内容。
""",
)
TOO_DEEP = _kind(
    "GK007",
    "too-deep",
    """
层次超过 50 层。

为什么：目录文件最深不过七八层，层次过深多半是括号写错，或者是有意捣乱。
""",
)
UNKNOWN_KEY = _kind(
    "GK008",
    "unknown-key",
    """
出现了不认识的栏目名。

为什么：栏目名写错，内容就落不到该去的栏目，等于没有填写。

反例：
```yaml
deadlin: 自信息形成或者变更之日起20个工作日内
```

正例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内
```
""",
)
MISSING_KEY = _kind(
    "GK009",
    "missing-key",
    """
缺少必须有的栏目。

为什么：没有编号、名称等，这一条就无法列入目录。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
""",
)
WRONG_SHAPE = _kind(
    "GK010",
    "wrong-shape",
    """
该写一句话的地方写成了列表，或者该写列表的地方写成了别的。

为什么：形状不对，就无法判断哪些文字属于哪一栏。

反例：
```yaml
owner: [市自然资源局, 市教育局]
```

正例：
```yaml
owner: 市自然资源局、市教育局
```
""",
)
BAD_VALUE = _kind(
    "GK011",
    "bad-value",
    """
填写的内容不在允许的范围内，或者格式不对。

为什么：公开程度、公开方式、日期、编号等有固定写法，写法不统一就无法汇总和检索。

反例：
```yaml
scope: 全面公开
```

正例：
```yaml
scope: 全部公开
```
""",
)
UNREAD_FILE = _kind(
    "GK012",
    "unread-file",
    """
文件或者文件夹没有被读取。

为什么：放错位置、名称不合规定或者指向目录以外的文件不会编入目录；不作声地略过，等于丢失。

反例：
```yaml
# 文件 units/zrzyj/征地.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
""",
)
WRONG_DOMAIN = _kind(
    "GK013",
    "wrong-domain",
    """
文件里写的领域与文件名不一致。

为什么：一个文件只写一个领域的事项，文件名就是领域的代号，据此分领域汇总。

反例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: jiaoyu
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
""",
)
MISSING_FILE = _kind(
    "GK014",
    "missing-file",
    """
缺少必须有的文件。

为什么：没有 unit.yaml 就不知道单位的名称，没有市级的各张表就无从核对事项。
""",
)
UNSAFE_REWRITE = _kind(
    "GK015",
    "unsafe-rewrite",
    """
为避免改变内容，没有改写。

为什么：改写之后重新读一遍，内容或者注释与原来不一致的，宁可不改。文件保持原样；请手工调整有疑问的地方，再运行一次。
""",
)
IDLE_IGNORE = Kind(
    "GK016",
    "idle-ignore",
    "warning",
    """忽略注释没有用处，或者没有写明代码和理由。

为什么：用不上的忽略注释会掩盖以后的问题；没有理由的忽略，审核人员无从判断。

反例：
```yaml
deadline: 自信息形成或者变更之日起20个工作日内 # gkcat: ignore[GK121] 已请示
```

正例：
```yaml
deadline: 及时公开 # gkcat: ignore[GK121] 已请示，国家尚未规定期限
```
""",
)
UNCOMMITTED = _kind(
    "GK017",
    "uncommitted",
    """
生成报备稿时还有改动没有提交到 git。

为什么：报备稿上印有提交号，凭它可以找回当时的全部内容；没有提交的改动找不回来。
""",
)
NOT_APPROVED = _kind(
    "GK018",
    "not-approved",
    """
生成报备稿时，单位还没有通过审定。

为什么：目录经市政府办初审、审定以后才能报备。catalog/reviews/ 里有了审核记录，每个有事项的单位就都要通过审定。
""",
)
MERGE_CONFLICT = _kind(
    "GK019",
    "merge-conflict",
    """
合并的冲突还没有改定。

为什么：两人改了同一个地方，`gkcat merge-file` 保留一方的写法，把另一方的写在“# 冲突：”注释里；没有改定就报出去，
等于丢掉一方的修改。

反例：
```yaml
owner: 市自然资源局
# 冲突：对方写作 deadline: 自信息形成之日起10个工作日内
deadline: 自信息形成之日起20个工作日内
```

正例：
```yaml
owner: 市自然资源局
deadline: 自信息形成之日起10个工作日内
```
""",
)

ALL = (
    SYNTAX,
    NOT_UTF8,
    DUPLICATE_KEY,
    FORBIDDEN,
    SEVERAL_DOCUMENTS,
    TOO_LARGE,
    TOO_DEEP,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_SHAPE,
    BAD_VALUE,
    UNREAD_FILE,
    WRONG_DOMAIN,
    MISSING_FILE,
    UNSAFE_REWRITE,
    IDLE_IGNORE,
    UNCOMMITTED,
    NOT_APPROVED,
    MERGE_CONFLICT,
)


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
        "内容里含有“: ”（半角冒号加空格）时，整句加双引号",
    ),
    ("could not find expected ':'", "这一行缺少冒号", "写成“栏目名: 内容”，冒号为半角，后面空一格"),
    ("unexpected end of stream", "引号没有成对", "请在句末补上同样的引号"),
    ("did not find expected ',' or ']'", "方括号没有成对", "请补上“]”；各项之间用半角逗号隔开"),
    ("did not find expected ',' or '}'", "花括号没有成对", "请补上“}”；各项之间用半角逗号隔开"),
    ("did not find expected '-' indicator", "缩进与同级的内容不齐", _ALIGN),
    ("did not find expected key", "缩进与同级的内容不齐", _ALIGN),
    ("did not find expected node content", "此处缺少内容，或者多了一个括号", ""),
    ("found unexpected ':'", "括号里的内容含有半角冒号", '请给这一条加双引号，如 ["12:30"]'),
    ("unknown escape character", "双引号里的反斜杠“\\”不能这样用", "请改用单引号，或者删去反斜杠"),
    ("block sequence entries are not allowed", "短横“-”不能写在这里", "列表另起一行写，每行一条“- 内容”"),
    ("directive", "内容不能以“%”开头", "请把整句加双引号"),
    ("did not find expected comment or line break", "内容不能以“|”或“>”开头", "请把整句加双引号"),
)


def syntax_cause(problem: str, context: str, lines: list[str], line: int, column: int) -> Cause:
    """Explain libyaml's message; what the lines themselves show comes before what it guessed."""
    for number in (line, line - 1):
        if not 0 <= number < len(lines):
            continue
        for pattern, message in ((_WIDE_COLON, "冒号写成了全角“：”"), (_TIGHT_COLON, "冒号后面缺少空格")):
            found = pattern.match(lines[number])
            if found:
                return Cause(message, "栏目名后面用半角冒号加一个半角空格，如 name: 征地补偿", number, found.start(1))
    seen = _indented(problem, lines, line, column) or _bracketed(problem, lines, line, column)
    if seen:
        return seen
    if "cannot start any token" in problem:
        return _bad_start(lines, line, column)
    if context.endswith(("an alias", "an anchor", "a tag")):
        return _bad_start(lines, line, column - 1)
    for words, message, cure in _CAUSES:
        if words in problem:
            opened = any(each in context for each in _AT_CONTEXT) or "end of stream" in problem
            return Cause(message, cure, at_context=opened)
    return Cause("此处写法不对")


def _indented(problem: str, lines: list[str], line: int, column: int) -> Cause | None:
    """What only the lines show: blanks that are no spaces, a key too far to the right, text behind a quote."""
    text = lines[line] if line < len(lines) else ""
    indent = _indent(text)
    if "\t" in indent:
        return Cause("缩进用了制表符（Tab）", "缩进只用空格，每级两个", line, indent.index("\t"))
    for number in (line, line - 1):
        blank = _indent(lines[number]) if 0 <= number < len(lines) else ""
        for sign, name in (("\u3000", "全角空格"), ("\xa0", "从网页或者 Word 里带来的空格")):
            if sign in blank:
                return Cause(f"缩进用了{name}", "请删去，改用半角空格，每级两个", number, blank.index(sign))
    if "expected ':'" in problem and (undashed := _undashed(lines, line)):
        return undashed
    key = _KEY.match(text)
    if "mapping values" in problem and key and key.end() == column + 1:
        if line and ":" in lines[line - 1]:
            return Cause("这一行缩进太深，与同级的内容不齐", _ALIGN, line, len(indent))
        return Cause("这一行缺少冒号", "写成“栏目名: 内容”，冒号为半角，后面空一格", max(line - 1, 0))
    if "expected key" in problem and _CLOSED.search(text[:column]):
        return Cause("引号或者括号后面还有文字", "整句都放进引号里，或者删去多余的文字", line, column)
    return None


def _undashed(lines: list[str], line: int) -> Cause | None:
    """An entry of a list, level with the dash of the one above, that has none itself."""
    for number in range(max(1, line - 1), min(line + 1, len(lines))):
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
    return Cause(f"内容不能以“{sign}”开头", "请把整句加双引号", line, column)
