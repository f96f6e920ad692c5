"""What may be said of a table that is imported, each with its page for `gkcat explain`.

The one rule: the codes GK410 to GK449 are defined here and nowhere else.
"""

from typing import Any

from gkcat.finding import Finding, Kind, Pointer, Problem, Severity, Where, stamp


def _kind(code: str, name: str, severity: Severity, doc: str) -> Kind:
    return Kind(code, name, severity, doc.strip() + "\n")


def tell(kind: Kind, where: Where, message: str, cure: str = "", **more: Any) -> Finding:
    """A finding of a kind, at a place of the imported file or of the workspace."""
    return stamp(Problem(where, message, cure, **more), kind, where)


def whole(name: str, pointer: Pointer = ()) -> Where:
    """The place of a fault that concerns a file as a whole."""
    return Where(name, pointer, line=1, column=1, end_column=2)


# ── the file ─────────────────────────────────────────────────────────────────

UNKNOWN_FILE = _kind(
    "GK410",
    "unknown-file",
    "error",
    """
不是能够导入的文件。

为什么：可以导入的有 Excel 工作簿（.xlsx、.xls）、Word 文档（.docx、.doc）、网页（.html）和 CSV 表格。文件是什么，看内容不看扩展名；PDF、图片里的表格无法可靠地认出行和列，请向编制单位要电子表格，或者先转成 Word、Excel。
""",
)
MISLABELLED = _kind(
    "GK411",
    "mislabelled-file",
    "warning",
    """
文件的扩展名与内容不符。

为什么：有的系统导出的“.xls”其实是网页，改了扩展名的文件别的软件也打不开。这里照内容读取；请核对读到的是不是想要的文件。
""",
)
PROTECTED = _kind(
    "GK412",
    "protected-file",
    "error",
    """
文件设了打开密码，没有导入。

为什么：设了密码的文件整个是加密的，读不到表格。请打开后取消密码，另存一份再导入。
""",
)
DAMAGED = _kind(
    "GK413",
    "damaged-file",
    "error",
    """
文件不完整或者已损坏，没有导入。

为什么：下载中断、传输出错的文件只剩一部分，照着导入会丢内容。请重新下载，或者用 Office 打开修复后另存。
""",
)
TOO_MUCH = _kind(
    "GK414",
    "too-much",
    "error",
    """
文件太大，或者解开后太大，没有导入。

为什么：目录表格再长也不过几兆字节。大得出奇的，多半夹带了图片、整列的格式，或者是有意做成的“压缩炸弹”。请把目录表格复制到新文件里再导入。
""",
)
NO_OFFICE = _kind(
    "GK415",
    "no-office",
    "error",
    """
老格式的 .doc、.xls 要借助 LibreOffice 才能读，而它没有安装或者没有转换成功。

为什么：这是二进制的旧格式。请用 Word 或者 Excel（WPS 也可以）另存为 .docx、.xlsx 再导入，或者安装 LibreOffice。
""",
)
ACTIVE = _kind(
    "GK416",
    "active-content",
    "warning",
    """
文件里有宏、外部链接一类的内容。

为什么：这些内容可能在打开文件时运行或者联网。导入只取单元格里的文字，不运行宏，不访问链接；请核对来源是否可靠。
""",
)
FORMULA = _kind(
    "GK417",
    "formula-cell",
    "warning",
    """
单元格里是公式，取了它上次算出的结果。

为什么：公式的结果可能没有更新，也可能出错。请核对导入的文字；最好把公式粘贴成数值再导入。
""",
)
CUT = _kind(
    "GK418",
    "rows-not-read",
    "warning",
    """
表格有一部分没有读。

为什么：读到大片空白就不再往下读，超出 256 列的也不读，以免拖垮电脑。空白后面确有内容的，请删去空白行再导入。
""",
)
ENCODING = _kind(
    "GK419",
    "unsure-encoding",
    "error",
    """
文字的编码认不出来。

为什么：既不是 UTF-8，也不是 GB18030（GBK），照着猜会出乱码。请用 Excel 另存为 .xlsx，或者另存为“CSV UTF-8”。
""",
)

# ── the table ────────────────────────────────────────────────────────────────

NO_TABLE = _kind(
    "GK420",
    "no-table",
    "error",
    """
没有找到目录表格。

为什么：目录的表头里至少要有事项名称（或者公开事项、二级事项）一类的列，并且还有公开内容、公开依据、公开时限、公开主体等当中的一列，才认得出来。列名写法特殊的，可以添到 templates/layouts/synonyms.yaml 里。
""",
)
SKIPPED_TABLE = _kind(
    "GK421",
    "skipped-table",
    "warning",
    """
有一个表不像目录，没有导入。

为什么：一个文件里常有封面、说明、附表。表头认不出来的表一律不导入，在这里说明，以免漏掉。
""",
)
NO_SUCH_TABLE = _kind(
    "GK422",
    "no-such-table",
    "error",
    """
没有指定的工作表或者表格。

为什么：--sheet 要与工作表的名称一致，--table 是文件里第几个表。写错了就不知道该导入哪一个。
""",
)
UNKNOWN_COLUMN = _kind(
    "GK423",
    "unknown-column",
    "warning",
    """
有一列不知道是什么，内容放进了说明。

为什么：目录里没有这一栏的位置，但内容不能丢，所以连同列名写进“说明”（note）。请看一看是否应当归到别的栏目；列名的不同写法可以添到 templates/layouts/synonyms.yaml 里。
""",
)
HEAD_READ = _kind(
    "GK424",
    "head-interpreted",
    "warning",
    """
列名有几种理解，照内容选了一种。

为什么：例如“公开方式”有的指公开渠道，有的指主动公开还是依申请公开；“责任部门”有的指单位，有的指科室。请核对选得对不对。
""",
)
NOT_A_ROW = _kind(
    "GK425",
    "row-without-home",
    "warning",
    """
有一行不是公开事项，没有编入，文字照录在文件开头的注释里。

为什么：表下的备注、填表说明、填报人和日期不是公开事项；内容不能丢，所以写成注释。请看一看是否有用，没用的可以删去。
""",
)

# ── cells ────────────────────────────────────────────────────────────────────

READ_SO = _kind(
    "GK430",
    "cell-interpreted",
    "warning",
    """
单元格里的写法照通常的意思理解了。

为什么：例如“■”理解为选用，“县（区）级”理解为县级。一般不会错，列出来便于核对。
""",
)
DOUBTED = _kind(
    "GK431",
    "cell-doubted",
    "warning",
    """
单元格里的内容拿不准。

为什么：例如既选了“全社会”又选了“特定群体”，勾选的符号变成了字母，一格里有两个时限。这里照最可能的意思导入，请务必核对原件。
""",
)
NOT_UNDERSTOOD = _kind(
    "GK432",
    "cell-not-understood",
    "warning",
    """
单元格里的内容没有看懂，照原文放进了说明。

为什么：内容不合这一栏的写法（例如公开层级里写了人名），又不能丢，所以连同列名写进“说明”（note）。请改到合适的地方。
""",
)
AS_ABOVE = _kind(
    "GK433",
    "as-above",
    "warning",
    """
空着或者写“同上”的单元格，取了上一行的内容。

为什么：表格里常用空白和“同上”表示与上一行相同，目录里每一条都要写全。请核对是确实相同，还是漏填。
""",
)
INFERRED = _kind(
    "GK434",
    "inferred-value",
    "warning",
    """
表里没有这一栏，从别处推断的。

为什么：国家样表没有“公开环节”“权力类型”两栏，而目录要用。从一级事项（如“行政许可”“政策解读”）或者权责清单能够断定的，就填上；请核对。
""",
)
TO_FILL = _kind(
    "GK435",
    "value-to-fill",
    "warning",
    """
表里没有必须填写的内容，先写作“待定”。

为什么：公开环节、权力类型等没有就无法汇总，又推断不出来，只能请填报单位补上。写着“待定”的在校验时会报错，补上才能通过。
""",
)
SPLIT_ROW = _kind(
    "GK436",
    "several-stages",
    "warning",
    """
一行写了几个公开环节，拆成了几条。

为什么：目录里一条公开内容只属于一个环节。这里每个环节各列一条，内容相同；请删去各条里不属于该环节的内容。
""",
)

# ── the catalogue ────────────────────────────────────────────────────────────

NO_DOMAIN = _kind(
    "GK440",
    "domain-not-known",
    "error",
    """
不知道属于哪个领域，没有导入。

为什么：填报文件按领域存放。表里没有“领域”一列，表名和文件名里也没有领域名称时，请用 --domain 指明领域的代号（见 catalog/domains.yaml）。
""",
)
NO_UNIT = _kind(
    "GK441",
    "unit-not-known",
    "error",
    """
没有这个单位，没有导入。

为什么：--unit 要写 units 文件夹下的单位代号。新单位请先建立它的文件夹和 unit.yaml。
""",
)
PASSED_OVER = _kind(
    "GK442",
    "rows-passed-over",
    "warning",
    """
有些行属于别的单位或者别的领域，没有导入。

为什么：汇总表里有各单位的事项，一次只导入一个单位的；指定了领域的，只导入那个领域的。其余各行在这里说明，以免以为已经导入。
""",
)
TWINS = _kind(
    "GK443",
    "same-name-items",
    "warning",
    """
有几个事项名称相同，对不上号。

为什么：没有编号时按名称和内容认出原有的事项。名称相同的不止一个，就照先后对应；请核对有没有张冠李戴。
""",
)
ABSENT = _kind(
    "GK444",
    "absent-from-table",
    "warning",
    """
目录里原有，而表里没有。

为什么：可能是表格不全，也可能是确实取消了。没有加 --prune 时一律保留；加了才删去。取消的事项请记入 catalog/retired.yaml，编号不再使用。
""",
)
BAD_ID = _kind(
    "GK445",
    "id-not-usable",
    "warning",
    """
表里的事项编号不能用，另给了编号。

为什么：编号只用小写字母、数字和短横，在本单位内不重复；撤销的事项（catalog/retired.yaml）的编号不再使用。
""",
)
BLOCKED = _kind(
    "GK446",
    "not-imported",
    "error",
    """
没有导入，原有的文件保持原样。

为什么：要写入的文件本身有错读不下去，或者写出的结果读回来与表格不一致、超过四兆字节时，宁可不改。导入要么全部写入，要么什么都不改。
""",
)
PRUNED = _kind(
    "GK447",
    "pruned-item",
    "warning",
    """
表里没有的事项或者公开内容，删去了。

为什么：加了 --prune。删去的事项请记入 catalog/retired.yaml，它的编号不再使用。
""",
)

CONFLICT = _kind(
    "GK448",
    "changed-on-both-sides",
    "warning",
    """
同一格在填报表里改了，文件也改了。

为什么：填报表做出以后，文件又由别人改过。只在一边改的照改的一边；两边都改、改得又不一样的，照文件保留，在这里说明两边各写的是什么，由你决定。
""",
)
OUTDATED = _kind(
    "GK449",
    "form-older-than-file",
    "warning",
    """
填报表是文件改动以前做的。

为什么：表里没有动过的格子，不会把文件里后来改的内容改回去；文件里后来删去的事项和公开内容，表里没有动过的也不再加上。要在现在的内容上修改的，请用新做的填报表。
""",
)

ALL = (
    *(UNKNOWN_FILE, MISLABELLED, PROTECTED, DAMAGED, TOO_MUCH, NO_OFFICE, ACTIVE, FORMULA, CUT, ENCODING),
    *(NO_TABLE, SKIPPED_TABLE, NO_SUCH_TABLE, UNKNOWN_COLUMN, HEAD_READ, NOT_A_ROW),
    *(READ_SO, DOUBTED, NOT_UNDERSTOOD, AS_ABOVE, INFERRED, TO_FILL, SPLIT_ROW),
    *(NO_DOMAIN, NO_UNIT, PASSED_OVER, TWINS, ABSENT, BAD_ID, BLOCKED, PRUNED, CONFLICT, OUTDATED),
)
