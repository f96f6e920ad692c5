"""市级各表里，两个条目用了同一个名称、简称或者别名。

为什么：填报时写这个名称，就分不清指的是哪一条；核对和汇总只能算到其中一条上。

反例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 示范市人民政府, short_names: [市政府]}
  - {name: 示范市人民政府办公室, short_names: [市政府]}
```

正例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 示范市人民政府, short_names: [市政府]}
  - {name: 示范市人民政府办公室, short_names: [市政府办]}
```
"""

from collections.abc import Iterable, Iterator, Sequence

from gkcat.finding import Pointer, Problem, Where
from gkcat.model import Contract
from gkcat.scope import Context, Index
from gkcat.tables import KEYS

CODE = "GK308"
NAME = "duplicate-entry"
SEVERITY = "error"

_NAMES = {
    "domains": ("id", "name"),
    "stages": ("name",),
    "power_types": ("name",),
    "channels": ("name", "label", "aliases"),
    "laws": ("title", "short"),
    "withholding": ("name",),
    "subjects": ("name", "short_names"),
}
"""Table → the keys of its entries that name an entry."""


def check(index: Index, context: Context) -> Iterator[Problem]:
    """No two entries of a table share a name of any sort; a table not read whole is empty here."""
    del context
    for table, keys in _NAMES.items():
        first: dict[str, tuple[int, Where]] = {}
        for place, name, pointer in _named(getattr(index.catalog, table), keys):
            where = Where(f"catalog/{table}.yaml", (KEYS.get(table, table), place, *pointer))
            owner, earlier = first.setdefault(name, (place, where))
            if owner != place:
                cure = "请改用不同的名称，或者删去重复的一条"
                yield Problem(where, f"“{name}”与前面一条的名称或者别名重复", cure, related=(earlier,))


def _named(entries: Sequence[Contract], keys: Iterable[str]) -> Iterator[tuple[int, str, Pointer]]:
    """Every name of each entry: (the entry's place, the name, its pointer below the entry)."""
    for place, entry in enumerate(entries):
        for key in keys:
            value = getattr(entry, key)
            if isinstance(value, tuple):
                yield from ((place, name, (key, number)) for number, name in enumerate(value))
            elif value:
                yield place, value, (key,)
