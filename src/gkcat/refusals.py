"""What a file may be refused for before any rule looks at it, each with its page for `gkcat explain`.

The one rule: the codes GK001 to GK099 are defined here and nowhere else.
"""

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
