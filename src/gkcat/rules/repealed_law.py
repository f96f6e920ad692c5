"""公开依据引用了已经废止或者尚未施行的文件。

为什么：废止的文件不能再作依据，尚未施行的文件还没有效力。是否有效，以 catalog/catalog.yaml 的时效基准日（as_of）为准，施行和废止的日期见 catalog/laws.yaml。

反例：
```yaml
basis:
  - 《中华人民共和国土地管理法》第四十七条
  - 《国土资源听证规定》
```

正例：
```yaml
basis:
  - 《中华人民共和国土地管理法》第四十七条
  - 《自然资源听证规定》
```
"""

from collections.abc import Iterable
from datetime import date

from gkcat.catalog import Catalog
from gkcat.citation import names_article
from gkcat.finding import Fix, Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context
from gkcat.tables import Law

CODE = "GK132"
NAME = "repealed-law"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Each law cited is in force on the catalogue's day."""
    off, head = context.catalog.out_of_force, context.catalog.head
    if not off or head is None or context.catalog.cites_well(item):
        return ()
    return [
        _repealed(at, title, rest, off[title])
        if off[title].is_repealed(head.as_of)
        else _not_yet(at, title, off[title], context.catalog, head.as_of)
        for at, title, rest in item.cites
        if title in off
    ]


def _repealed(at: Pointer, title: str, rest: str, law: Law) -> Problem:
    message = f"《{title}》已于{_day(law.repealed)}废止"
    if not law.replaced_by:
        return Problem(at, message, "请改引现行有效的文件；没有替代文件的，请删去", words=f"《{title}》")
    bare = not names_article(rest) and "号" not in rest
    cure = f"现行文件是《{law.replaced_by}》" + ("" if bare else "，条款和文号请对照新文件改写")
    return Problem(at, message, cure, words=f"《{title}》", fix=Fix(f"《{law.replaced_by}》", safe=bare))


def _not_yet(at: Pointer, title: str, law: Law, catalog: Catalog, as_of: date) -> Problem:
    before = next((each for each in catalog.laws if each.replaced_by == law.title), None)
    cure = "请改引现行有效的文件，到施行之日再改"
    if before and before.repealed and before.repealed > as_of:
        cure = f"{_day(before.repealed)}以前仍用《{before.title}》，请到施行之日再改"
    return Problem(at, f"《{title}》自{_day(law.effective)}起施行，目前尚未施行", cure, words=f"《{title}》")


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
