"""公开的日期还没有到。

为什么：落实情况只记已经公开的，填写将来的日期，检查时会把没有公开的算作已经公开。

反例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "https://www.example.gov.cn/gk/1.html", on: 2925-10-15}
```

正例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "https://www.example.gov.cn/gk/1.html", on: 2025-10-15}
```
"""

from collections.abc import Iterable

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK171"
NAME = "published-in-future"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Only what has been published is on record as such."""
    if not disclosure.published:
        return ()
    cure = "请核对日期；还没有公开的，公开以后再填"
    return [
        Problem(("published", number, "on"), f"公开日期 {published.on} 还没有到", cure)
        for number, published in enumerate(disclosure.published)
        if published.on > context.today
    ]
