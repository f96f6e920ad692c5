"""市级各表里引用的环节、权力类型、领域或者替代文件，对应的表里没有。

为什么：一张表里的名称写错，引用它的期限、要素就不起作用，应当查出来的问题查不出来，而且没有人会发现。

反例：
```yaml
# 文件 catalog/power_types.yaml
power_types:
  - {name: 行政许可}
  - {name: 行政处罚}
  - {name: 行政征收, stages: [决策公开]}
  - {name: 其他行政权力}
  - {name: 公共服务, powers: false, stages: [服务]}
  - {name: 政务信息, powers: false}
```

正例：
```yaml
# 文件 catalog/power_types.yaml
power_types:
  - {name: 行政许可}
  - {name: 行政处罚}
  - {name: 行政征收, stages: [决策]}
  - {name: 其他行政权力}
  - {name: 公共服务, powers: false, stages: [服务]}
  - {name: 政务信息, powers: false}
```
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from gkcat.catalog import Catalog
from gkcat.finding import Fix, Pointer, Problem, Where
from gkcat.scope import Context, Index

CODE = "GK310"
NAME = "unknown-name-in-catalog"
SEVERITY = "error"

Named = tuple[str, Pointer, str, str]
"""The table, the name's pointer in it, the name, and what it should be one of."""


def check(index: Index, context: Context) -> Iterator[Problem]:
    """Each name by which one table speaks of another's entry is there; a table not read whole is not asked.

    A limit may speak of a domain that this catalogue has not, unless it is a slip of one that it has.
    """
    del context
    catalog = index.catalog
    known: dict[str, Sequence[str]] = {
        "环节": [*catalog.stage],
        "权力类型": [*catalog.power_type],
        "领域": [*catalog.domain],
        "法规": [*catalog.law],
    }
    for table, at, name, kind in _named(catalog):
        if known[kind] and name not in known[kind]:
            near = get_close_matches(name, known[kind], 1, 0.8 if kind == "领域" else 0.5)
            if kind == "领域" and not near:
                continue
            cure = f"是不是想写 {near[0]}？" if near else "请核对名称；确有的，先补入相应的表"
            fix = Fix(near[0], safe=False) if near else None
            yield Problem(Where(f"catalog/{table}.yaml", (table, *at)), f"没有“{name}”这个{kind}", cure, fix=fix)


def _named(catalog: Catalog) -> Iterator[Named]:
    for place, kind in enumerate(catalog.power_types):
        yield from _each("power_types", (place, "stages"), kind.stages, "环节")
    for place, stage in enumerate(catalog.stages):
        for number, element in enumerate(stage.elements):
            yield from _each("stages", (place, "elements", number, "power_types"), element.power_types, "权力类型")
    for place, limit in enumerate(catalog.limits):
        yield from _each("limits", (place, "power_types"), limit.power_types, "权力类型")
        yield from _each("limits", (place, "stages"), limit.stages, "环节")
        yield from _each("limits", (place, "domains"), limit.domains, "领域")
    for place, law in enumerate(catalog.laws):
        if law.replaced_by:
            yield "laws", (place, "replaced_by"), law.replaced_by, "法规"


def _each(table: str, at: Pointer, names: Sequence[str], kind: str) -> Iterator[Named]:
    for number, name in enumerate(names):
        yield table, (*at, number), name, kind
