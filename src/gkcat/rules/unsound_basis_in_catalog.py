"""市级各表里期限、不予公开理由的依据不在法规表里，或者已经废止、尚未施行。

为什么：期限和理由是审核各单位的尺子，依据本身不成立，按它退回的意见也站不住；法律法规修订以后，期限往往随之改变。

反例：
```yaml
# 文件 catalog/limits.yaml
limits:
  - name: 听证公告
    words: [听证公告]
    shortest: 10日
    basis: 《国土资源听证规定》第二十一条
```

正例：
```yaml
# 文件 catalog/limits.yaml
limits:
  - name: 听证公告
    words: [听证公告]
    shortest: 10日
    basis: 《自然资源听证规定》第二十一条
```
"""

from collections.abc import Iterator
from datetime import date

from gkcat.citation import cited
from gkcat.finding import Problem, Where
from gkcat.scope import Context, Index
from gkcat.tables import Law

CODE = "GK311"
NAME = "unsound-basis-in-catalog"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each title that a limit or a reason for withholding cites is a law in force on the catalogue's day."""
    del context
    catalog = index.catalog
    if catalog.head is None or not catalog.law:
        return
    grounds = [("limits", ("limits", place, "basis"), each.basis) for place, each in enumerate(catalog.limits)]
    grounds += [
        ("withholding", ("reasons", place, "basis"), each.basis) for place, each in enumerate(catalog.withholding)
    ]
    for table, at, basis in grounds:
        for title in cited(basis):
            message, cure = _fault(title, catalog.law.get(title), catalog.head.as_of)
            if message:
                yield Problem(Where(f"catalog/{table}.yaml", at, title), message, cure)


def _fault(title: str, law: Law | None, day: date) -> tuple[str, str]:
    """What is wrong with a law as a ground on a day, and what to do; nothing when it is in force."""
    if law is None:
        return f"法规表里没有《{title}》", "请核对文件全称，或者补入 catalog/laws.yaml"
    if law.repealed and law.repealed <= day:
        instead = f"现行文件是《{law.replaced_by}》，" if law.replaced_by else ""
        return f"《{title}》已经废止", f"{instead}请对照现行规定核对期限和条款"
    if law.effective and law.effective > day:
        return f"《{title}》目前尚未施行", "到施行之日再改用"
    return "", ""
