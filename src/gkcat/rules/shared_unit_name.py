"""两个单位用了同一个名称，或者与名册以外的机构重名。

为什么：责任主体按全称或者简称认单位，名称相同就不知道指哪一家，表上印出来也分不清。

反例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 示范市人民政府, short_names: [市人民政府, 市政府]}
  - {name: 各义务教育学校, short_names: [各学校, 市教育局]}
```

正例：
```yaml
# 文件 catalog/subjects.yaml
subjects:
  - {name: 示范市人民政府, short_names: [市人民政府, 市政府]}
  - {name: 各义务教育学校, short_names: [各学校]}
```
"""

from collections.abc import Iterator

from gkcat.finding import Pointer, Problem, Where
from gkcat.scope import Context, Index

CODE = "GK312"
NAME = "shared-unit-name"
SEVERITY = "error"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """No name of a unit is that of another, or of a body off the roster; names these share have their own finding."""
    del context
    first: dict[str, tuple[str, Where]] = {}
    for unit, card in index.catalog.cards.items():
        for key, name in (("name", card.name), ("short_name", card.short_name)):
            where = Where(f"units/{unit}/unit.yaml", (key,))
            owner, earlier = first.setdefault(name, (unit, where))
            if name and owner != unit:
                yield _problem(name, where, earlier)
    for place, subject in enumerate(index.catalog.subjects):
        named: list[tuple[str, Pointer]] = [(subject.name, ("name",))]
        named += [(name, ("short_names", at)) for at, name in enumerate(subject.short_names)]
        for name, pointer in named:
            if name in first:
                yield _problem(name, Where("catalog/subjects.yaml", ("subjects", place, *pointer)), first[name][1])


def _problem(name: str, where: Where, earlier: Where) -> Problem:
    cure = "请改用不同的名称；确为同一机构的，删去其中一处"
    return Problem(where, f"“{name}”已经是另一个单位的名称", cure, related=(earlier,))
