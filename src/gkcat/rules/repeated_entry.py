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

from collections.abc import Iterator, Sequence

from gkcat.finding import Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK157"
NAME = "repeated-entry"
SEVERITY = "warning"


def check(item: Item, context: Context) -> Iterator[Problem]:
    """No list of an item has an entry twice."""
    del context
    if len(set(item.basis)) < len(item.basis):
        yield from _repeated(item.basis, ("basis",))
    for number, disclosure in enumerate(item.disclosures):
        content, channel = disclosure.content, disclosure.channel
        if len(set(content)) < len(content):
            yield from _repeated(content, ("disclosures", number, "content"))
        if len(set(channel)) < len(channel):
            yield from _repeated(channel, ("disclosures", number, "channel"))


def _repeated(entries: Sequence[str], at: Pointer) -> Iterator[Problem]:
    for number, entry in enumerate(entries):
        if entry and entry in entries[:number]:
            yield Problem((*at, number), f"“{entry}”写了两次", "请删去其中一个")
