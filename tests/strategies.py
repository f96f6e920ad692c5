"""Generated items for round trips: any that the model admits, in the words that such items have.

The one rule: what is generated here is sound in shape; whether rules would object does not matter.
"""

from datetime import date

from hypothesis import strategies as st

from gkcat.model import DEGREES, LEVELS, MODES, Disclosure, Event, Item, Published, Scope, Secrecy, Withheld

_SIGNS = "征地补偿安置方案公示结果办法标准（）〔〕《》，。：；“”、—·①〇𠮷ABCxyz0123456789-_./%+=@#&*!'\"\\|<>[]{}~"
texts = st.text(_SIGNS, min_size=1, max_size=24)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ids = st.from_regex(r"[a-z]{1,4}(-[0-9]{1,3}){1,2}", fullmatch=True)


def several(values: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Some different values."""
    return st.lists(values, min_size=least, max_size=3, unique=True).map(tuple)


scopes = st.builds(
    Scope,
    degree=st.sampled_from(DEGREES),
    audience=st.just("全社会") | texts.map("特定群体：{}".format),
    mode=st.sampled_from(MODES),
    level=several(st.sampled_from(LEVELS)),
    note=st.just("") | texts,
)
secrecies = st.builds(Secrecy, result=st.sampled_from(["可以公开", "部分公开", "不予公开"]), by=texts, on=days)
published = st.builds(Published, url=st.from_regex(r"https://[a-z]{1,8}\.cn/[a-z0-9]{0,8}", fullmatch=True), on=days)
events = st.builds(Event, on=days, what=texts)
disclosures = st.builds(
    Disclosure,
    stage=st.sampled_from(["决策", "执行", "管理", "服务", "结果", "解读"]),
    content=several(texts, 1),
    owner=texts,
    deadline=texts,
    channel=several(st.sampled_from(["政府网站", "公示栏", "政务服务中心", "两微一端"])),
    scope=st.none() | scopes,
    secrecy=st.none() | secrecies,
    events=st.lists(events, max_size=2).map(tuple),
    published=st.lists(published, max_size=2).map(tuple),
)
_blank = st.just("")
_head = {
    "id": ids,
    "name": texts,
    "group": _blank | texts,
    "power_type": texts,
    "power_code": _blank | texts,
    "section": _blank | texts,
    "basis": several(texts),
}
_part = st.sampled_from(["决策", "执行", "管理", "服务", "结果", "决策.会议", "管理.裁量基准"])
disclosed = st.builds(
    Item,
    **_head,
    disclosures=st.lists(disclosures, min_size=1, max_size=4).map(tuple),
    not_applicable=st.dictionaries(_part, texts, max_size=2),
)
withheld = st.builds(Item, **_head, withheld=st.builds(Withheld, reason=texts, basis=texts))


def listed(items: st.SearchStrategy[Item]) -> st.SearchStrategy[list[Item]]:
    """Items of one unit: no id twice."""
    return st.lists(items, min_size=1, max_size=5, unique_by=lambda item: item.id)
