"""一条公开内容写了几个时限。

为什么：一条公开内容只有一个到期日，才能逐条检查是否按时公开；几个时限写在一起，不知道哪些内容适用哪一个。

反例：
```yaml
deadline: 自方案拟定之日起10个工作日内，公示期不少于7日
```

正例：
```yaml
deadline: 自方案拟定之日起10个工作日内
```
"""

from collections.abc import Iterable

from gkcat.deadline import Kind, parse
from gkcat.finding import Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK124"
NAME = "several-deadlines"
SEVERITY = "warning"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """At most one term, not counting that the disclosure then stays; a vague one has its own finding."""
    del context
    terms = parse(disclosure.deadline)
    if len(terms) <= 1 or any(term.kind is Kind.VAGUE for term in terms):
        return ()
    count = sum(term.kind is not Kind.STANDING for term in terms)
    cure = "请拆成几条公开内容，每条写自己的时限"
    return [Problem(("deadline",), f"时限“{disclosure.deadline}”里有 {count} 个期限", cure)] if count > 1 else ()
