"""公开环节不是规定的名称。

为什么：目录按五公开（决策、执行、管理、服务、结果）和解读、回应、评价汇总，名称不一致就归不到任何一个环节。

反例：
```yaml
stage: 决策公开
```

正例：
```yaml
stage: 决策
```
"""

from collections.abc import Iterable
from difflib import get_close_matches

from gkcat.catalog import seen_as
from gkcat.finding import Fix, Problem
from gkcat.model import Disclosure
from gkcat.scope import Context

CODE = "GK102"
NAME = "unknown-stage"
SEVERITY = "error"


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """The stage is one of catalog/stages.yaml."""
    stages = context.catalog.stage
    if not stages or disclosure.stage in stages:
        return ()
    if meant := seen_as(disclosure.stage, stages):
        return [Problem(("stage",), f"“{meant}”里夹有空格或者看不见的字符", f"请重新输入 {meant}", fix=Fix(meant))]
    near = get_close_matches(disclosure.stage, stages, 1, 0.5)
    cure = f"是不是想写 {near[0]}？" if near else f"请从以下选一个：{'、'.join(stages)}"
    fix = Fix(near[0], safe=False) if near else None
    return [Problem(("stage",), f"没有“{disclosure.stage}”这个公开环节", cure, fix=fix)]
