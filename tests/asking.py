"""Rules asked directly: subjects made of a few words, and what a rule's check says of them.

The one rule: everything not given is sound, so that only what a test gives can be blamed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gkcat.catalog import Catalog, read_catalog
from gkcat.finding import Problem
from gkcat.model import Disclosure, Entry, Item, Unit
from gkcat.scope import Context

TODAY = date(2026, 11, 24)
CATALOG, _ = read_catalog(
    {path.stem: path.read_bytes() for path in Path(__file__).parent.glob("cases/base/catalog/*")}, {}
)
Check = Callable[[Any, Context], Iterable[Problem]]

_DISCLOSURE: dict[str, object] = {
    "stage": "决策",
    "content": "征收范围",
    "owner": "市自然资源局",
    "deadline": "自信息形成或者变更之日起20个工作日内",
    "channel": "政府网站",
    "scope": "全部公开",
    "secrecy": {"result": "可以公开", "by": "局保密审查领导小组", "on": "2026-10-12"},
}


def disclosure(**given: object) -> Disclosure:
    """A disclosure, sound but for what is given."""
    return Disclosure.model_validate(_DISCLOSURE | given)


def item(**given: object) -> Item:
    """An item with one disclosure; ``content`` and ``deadline`` are the disclosure's."""
    own = {key: given.pop(key) for key in ("content", "deadline", "owner") if key in given}
    plain: Mapping[str, object] = {
        "id": "zd-001",
        "name": "征地补偿",
        "power_type": "其他行政权力",
        "basis": "《中华人民共和国土地管理法》第四十七条",
        "disclosures": [_DISCLOSURE | own],
    }
    return Item.model_validate({**plain, **given})


def ask(check: Check, subject: Item | Disclosure, catalog: Catalog = CATALOG, domain: str = "zhengdi") -> list[Problem]:
    """What a rule says of an item, or of a disclosure of the standard one."""
    whole = subject if isinstance(subject, Item) else item().model_copy(update={"disclosures": (subject,)})
    entry = Entry(whole, "units/zrzyj/zhengdi.yaml", 0, domain)
    unit = Unit("zrzyj", None, entries=(entry,), domains=(domain,))
    return [*check(subject, Context(catalog, unit, TODAY, entry))]


def mended(text: str, problems: Iterable[Problem]) -> str:
    """A text with the fixes of its problems made, as `gkcat fix` makes them."""
    for problem in problems:
        if problem.fix:
            text = text.replace(problem.words, problem.fix.text) if problem.words else problem.fix.text
    return text
