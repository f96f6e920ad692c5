"""市级各表里有个人的身份证号、手机号或者银行卡号。

为什么：市级各表里的联系方式、说明等印在目录里、放在网站上，应当写单位的办公电话。个人的号码一旦公开就收不回来。

反例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 各义务教育学校（教务处电话13800138000）, short_names: [各学校]}
```

正例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 各义务教育学校, short_names: [各学校]}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem, Where
from gkcat.model import every_text
from gkcat.privacy import CURE, private_numbers
from gkcat.scope import Context, Index
from gkcat.tables import KEYS, TABLES

CODE = "GK309"
NAME = "personal-data-in-catalog"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """No text of catalog/ holds such a number; a table not read whole is empty here."""
    del context
    for name in ("catalog", *TABLES):
        value = index.catalog.head if name == "catalog" else {KEYS.get(name, name): getattr(index.catalog, name)}
        for at, number, message in private_numbers(every_text(value)):
            yield Problem(Where(f"catalog/{name}.yaml", at, number), message, CURE)
