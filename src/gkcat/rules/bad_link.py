"""落实情况的网址不能打开。

为什么：网址印在目录里、放在网站上，公众照着查；不是 http 或者 https 开头的完整网址，点不开，还可能有害。

反例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "/gk/2025/1.html", on: 2025-10-15}
```

正例：
```yaml
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2025-10-12}
published:
  - {url: "https://www.example.gov.cn/gk/2025/1.html", on: 2025-10-15}
```
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from gkcat.finding import Fix, Problem
from gkcat.model import Disclosure, Published
from gkcat.scope import Context

CODE = "GK170"
NAME = "bad-link"
SEVERITY = "error"

_HOST = re.compile(
    r"(?:[\w-]+\.)+[\w-]*[^\W\d][\w-]*\.?|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE
)
_USUAL = re.compile(
    r"https?://(?:[a-z0-9-]+\.)+[a-z]+(?:/[\w./?=&%~-]*)?", re.ASCII
)  # most addresses, in a tenth of the time
_NEVER = re.compile(r'[\s<>"\\^`{|}\x00-\x1f\x7f，。；：、（）“”《》]')


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Each address is whole, and one of the web."""
    del context
    return _broken(disclosure.published) if disclosure.published else ()


def _broken(published_at: Sequence[Published]) -> Iterator[Problem]:
    for number, published in enumerate(published_at):
        if fault := _fault(published.url):
            whole = f"https://{published.url}"
            fix = Fix(whole, safe=False) if published.url.startswith("www.") and not _fault(whole) else None
            cure = f"是不是想写 {whole}？" if fix else "请从浏览器地址栏复制完整的网址，以 https:// 或者 http:// 开头"
            yield Problem(("published", number, "url"), f"网址“{published.url}”{fault}", cure, fix=fix)


@lru_cache(maxsize=1024)
def _fault(url: str) -> str:
    """What is wrong with an address, or nothing."""
    if _USUAL.fullmatch(url):
        return ""
    if _NEVER.search(url):
        return "含有空格、全角标点等不能用在网址里的字符"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "写法不对"
    if parts.scheme not in {"http", "https"}:
        return "不是以 http:// 或者 https:// 开头"
    if not _HOST.fullmatch(host) or port == 0:
        return "没有网站的域名"
    return "里有用户名或者口令" if parts.username is not None else ""
