"""公开内容、公开依据或者公开方式里，同一条写了两次。

为什么：重复的一条印出来是两行，数目也跟着多算；多半是复制以后忘了改。

反例：
```yaml
channel: [政府网站, 公示栏, 政府网站]
```

正例：
```yaml
channel: [政府网站, 公示栏]
```
"""

from collections.abc import Iterable, Iterator, Sequence

from gkcat.finding import Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK157"
NAME = "repeated-entry"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """No list of an item has an entry twice."""
    del context
    doubled = len(set(item.basis)) < len(item.basis)
    for each in item.disclosures:
        content, channel = each.content, each.channel
        doubled = doubled or len(set(content)) < len(content) or len(set(channel)) < len(channel)
    return _found(item) if doubled else ()


def _found(item: Item) -> Iterator[Problem]:
    yield from _repeated(item.basis, ("basis",))
    for number, disclosure in enumerate(item.disclosures):
        yield from _repeated(disclosure.content, ("disclosures", number, "content"))
        yield from _repeated(disclosure.channel, ("disclosures", number, "channel"))


def _repeated(entries: Sequence[str], at: Pointer) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        if entry and entry in seen:
            yield Problem((*at, number), f"“{entry}”写了两次", "请删去其中一个")
        seen.add(entry)
