"""引用法律、条例没有写明条款。

为什么：一部法律少则几十条，不写条款，公众和审核人员无法核对依据是否成立。通知、意见等不分条的文件不在此列（catalog/laws.yaml 中 articles: false）。

反例：
```yaml
basis:
  - 《中华人民共和国土地管理法》
```

正例：
```yaml
basis:
  - 《中华人民共和国土地管理法》第四十七条
```
"""

from collections.abc import Iterable

from gkcat.citation import names_place
from gkcat.finding import Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK134"
NAME = "missing-article"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """A law or regulation is cited with its article; for a repealed one the new text has to be looked up anyway."""
    if context.catalog.cites_well(item):
        return ()
    known = context.catalog.with_articles
    return [
        Problem(at, f"引用《{title}》没有写明条款", f"请补写条款，如 《{title}》第×条", words=f"《{title}》")
        for at, title, rest in item.cites
        if title in known and at[0] == "basis" and not names_place(rest)
    ]
