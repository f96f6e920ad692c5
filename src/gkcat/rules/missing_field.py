"""公开内容缺少责任主体、规定时限、公开方式、公开程度或者内容本身。

为什么：谁来公开、何时公开、在哪里公开、公开到什么程度，是标准目录的基本要素，缺一项就无法落实，也无法检查。

反例：
```yaml
owner:
```

正例：
```yaml
owner: 市自然资源局
```
"""

from collections.abc import Iterable, Iterator

from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK101"
NAME = "missing-field"
SEVERITY = "error"

_FIELDS = ("content", "owner", "deadline", "channel", "scope")


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Each of the five must be there once defaults are applied."""
    whole = disclosure.content and disclosure.owner and disclosure.deadline and disclosure.channel and disclosure.scope
    return () if whole else _missing(disclosure, context)


def _missing(disclosure: Disclosure, context: Context) -> Iterator[Problem]:
    for key in _FIELDS:
        if getattr(disclosure, key):
            continue
        if context.entry and key in context.entry.excused:
            continue  # the default could not be read, and has its own finding
        title = Disclosure.model_fields[key].title
        yield Problem((key,), f"缺少“{title}”（{key}）", f"请补写 {key}: ……；全文件相同的，可以写在 defaults 里")
