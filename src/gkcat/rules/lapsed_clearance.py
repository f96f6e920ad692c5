"""保密审查以后，内容又有改动。

为什么：保密审查审的是当时的内容。内容、公开方式、公开程度改了，原来的审查结论就不再作数，须重新审查，否则等于没有审查。改责任主体、时限的不必重新审查。

反例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明和安置途径
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12, of: "cba06b5736fa"}
```

正例：
```yaml
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明和安置途径
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-20, of: "7131c2bb129f"}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.reviews.fingerprint import of_clearance
from gkcat.scope import Context

CODE = "GK180"
NAME = "lapsed-clearance"
SEVERITY = "warning"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """A clearance with a mark speaks of what stands there now; one without has none to compare."""
    secrecy, entry = disclosure.secrecy, context.entry
    if secrecy is None or not secrecy.of or entry is None:
        return ()
    if secrecy.of == of_clearance(entry.item, disclosure):
        return ()
    message = f"{secrecy.on} 保密审查以后，“{disclosure.stage}”环节的公开内容、方式或者程度又有改动，审查已经失效"
    cure = f"请重新审查，通过后运行 gkcat review clear {context.unit.id}.{entry.item.id}"
    return [Problem(("secrecy", "of"), message, cure)]
