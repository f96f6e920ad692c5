"""公开依据中的法律法规不在法规表里。

为什么：名称写错、没有书名号或者文件不存在，依据就站不住；法规表 catalog/laws.yaml 由市政府办统一核对。

反例：
```yaml
basis:
  - 《中华人民共和国土地管理条例》第四十七条
```

正例：
```yaml
basis:
  - 《中华人民共和国土地管理法》第四十七条
```
"""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from gkcat.citation import cited
from gkcat.finding import Fix, Pointer, Problem
from gkcat.model import Item
from gkcat.scope import Context

CODE = "GK131"
NAME = "unknown-law"
SEVERITY = "error"


def check(item: Item, context: Context) -> Iterable[Problem]:
    """Each title in 《》 is in catalog/laws.yaml, by full title or short name, also where withholding cites it."""
    known = context.catalog.law
    return () if not known or context.catalog.cites_well(item) else _found(item, known)


def _found(item: Item, known: Collection[str]) -> Iterator[Problem]:
    for at, basis in item.grounds():
        titles = cited(basis)
        if basis and not titles:
            cure = "请写文件全称并加书名号，如 《中华人民共和国土地管理法》第四十七条"
            yield Problem(at, f"依据“{basis}”没有用书名号写明文件名称", cure)
        for title in titles:
            if title not in known:
                yield _unknown(at, title, _near(title, tuple(known)))


def _unknown(at: Pointer, title: str, near: str) -> Problem:
    cure = f"是不是想写 《{near}》？" if near else "请核对文件全称；确有此文件的，请市政府办补入 catalog/laws.yaml"
    fix = Fix(near, safe=False) if near else None
    return Problem(at, f"法规表里没有《{title}》", cure, words=title, fix=fix)


@lru_cache(maxsize=1024)  # 3 ms a search over 200 titles; the same slip is often made in many items
def _near(title: str, known: tuple[str, ...]) -> str:
    near = next(iter(get_close_matches(title, known, 1, 0.7)), "")
    return "" if f"〈{near}〉" in title else near  # 陕西省实施〈某法〉办法 is not 某法
