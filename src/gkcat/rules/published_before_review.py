"""公开的日期早于保密审查的日期。

为什么：《中华人民共和国政府信息公开条例》第十七条规定先审查、后公开。先公开后审查，是泄密隐患；日期记错的，应当更正。

反例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "https://www.example.gov.cn/gk/1.html", on: 2025-10-10}
```

正例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "https://www.example.gov.cn/gk/1.html", on: 2025-10-15}
```
"""

from collections.abc import Iterable, Iterator

from gkcat.finding import Problem
from gkcat.model import Disclosure, Published, Secrecy
from gkcat.scope import Context

CODE = "GK162"
NAME = "published-before-review"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Nothing was published before its review."""
    del context
    return _early(disclosure.published, disclosure.secrecy) if disclosure.published and disclosure.secrecy else ()


def _early(published_at: Iterable[Published], secrecy: Secrecy) -> Iterator[Problem]:
    for number, published in enumerate(published_at):
        if published.on < secrecy.on:
            message = f"{published.on} 公开，早于 {secrecy.on} 的保密审查"
            cure = "请核对两个日期；确实没有审查就公开的，请立即补做审查"
            yield Problem(("published", number, "on"), message, cure)
