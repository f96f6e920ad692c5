"""The public site as Books: one for each page, and one that the search reads.

The one rule: a page's address is made of ids that never change, so that a link once given out stays good.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import compress
from urllib.parse import quote

from gkcat import opendata
from gkcat.book import Book, Cell, Column, Link, Row, Table, said
from gkcat.fields import FIELDS, Line
from gkcat.layout import bind, facts
from gkcat.markup import Same
from gkcat.model import MODES, Entry, Unit, entries_of
from gkcat.site.gone import gone, gone_pages
from gkcat.site.pages import below, named, page_of, paged, simple, site_title
from gkcat.site.updates import history, update_pages
from gkcat.volumes import Catalogue, address, needed

LISTS = ("attachment1", "withheld")
"""Layouts that are pages of their own."""
_NONE = "目录里暂时没有这方面的公开事项。"
ASK = "目录里没有的信息，可以依据《中华人民共和国政府信息公开条例》第二十七条，向有关单位提出政府信息公开申请。"
_GUIDANCE = {
    "domains": "按领域列出全部公开事项。",
    "units": "按责任单位列出全部公开事项。",
    "stages": "按公开环节列出公开内容。",
}


# ── pages ────────────────────────────────────────────────────────────────────


def shared_pages(source: Catalogue) -> Iterator[Book]:
    """Every page that is not a unit's: home, search, domains, stages, lists, overview, explanations, 404."""
    ways = [*_ways(source)]
    yield _home(source, [table for _, _, table in ways])
    yield _search(source)
    for path, title, table in ways:
        yield page_of(source, path, title, [replace(table, title="")], notes=(_GUIDANCE[path],))
    yield from _domains(source)
    yield from _stages(source)
    for name in LISTS:
        tables = [*map(_filled, _tables(source, f"site-{name}"))]
        yield from paged(_or_none(page_of(source, name, needed(source, name).title, tables)))
    yield from update_pages(source)
    yield _overview(source)
    yield _about(source)
    yield from _gone(source, {*(unit for unit, _ in gone(source))} - {unit.id for unit in source.units})
    missing = ("这个地址没有网页：可能是地址抄错了，也可能是网页已经撤下。请从上面的栏目重新查找。",)
    page = page_of(source, "404", "没有找到这个网页", (), notes=missing)
    yield replace(page, meta=(*page.meta, ("robots", "noindex")))


def unit_pages(source: Catalogue, unit: Unit) -> Iterator[Book]:
    """A unit's page, the pages of its items, and its sheet for the notice board when the site has an address."""
    layout = needed(source, "site-unit")
    card = facts(layout)(Line(source.catalog, unit=unit, entries=unit.entries))
    posted = source.head.site.base_url and any(entry.item.disclosures for entry in unit.entries)
    if posted:
        card = (*card, ("公示栏用页", Link("打开后直接打印", f"notices/{unit.id}")))
    above = Link("单位", "units")
    page = page_of(source, f"units/{unit.id}", unit.label, bind(layout, source.catalog, (unit,)), above)
    yield from paged(_or_none(replace(page, facts=card, about=_organisation(source, unit))))
    tables, changed = _by_item(source, unit), history(source, unit.id)
    domains = source.catalog.domain
    kinds, card_of = _kinds("", source), facts(needed(source, "site-item"))
    for entry in unit.entries:
        item = entry.item
        path, line = f"items/{unit.id}/{item.id}", Line(source.catalog, 0, unit, domains.get(entry.domain), entry)
        shown = tables.get(item.id, ())
        if item.id in changed:
            shown = (*shown, _filled(changed[item.id]))
        kind = kinds.get(entry.domain) or below(source, title=item.name)
        card = (*card_of(line), *_asked(unit, entry, line))
        yield named(kind, source, path, item.name, shown, subtitle=unit.label, card=card)
    yield from _gone(source, {unit.id})
    if posted:
        yield _notice(source, unit)


def _gone(source: Catalogue, units: AbstractSet[str]) -> Iterator[Book]:
    """The pages of what these units had once: where their own pages are, so that a preview makes them with these."""
    found = gone(source, units)
    changed = {(unit, item): table for unit in units if found for item, table in history(source, unit).items()}
    yield from gone_pages(source, found, {place: _filled(table) for place, table in changed.items()})


def _or_none(page: Book) -> Book:
    """The page, with a word where there is nothing to list on it."""
    return page if page.tables else replace(page, notes=(*page.notes, _NONE))


def _organisation(source: Catalogue, unit: Unit) -> dict[str, object]:
    """The unit in schema.org's words."""
    body: dict[str, object] = {"@type": "GovernmentOrganization", "name": unit.card.name if unit.card else unit.id}
    body |= {"alternateName": unit.label, "telephone": unit.card.public_phone if unit.card else ""}
    return {key: value for key, value in body.items() if value} | {"url": address(source, f"units/{unit.id}")}


def downloads(source: Catalogue, files: Sequence[tuple[str, int]]) -> Iterator[Book]:
    """The page of files: [(path from the folder of output, bytes)…]; each lies in the site below files/."""
    day = source.head.as_of
    lots: dict[str, list[Row]] = {"": [], "data": []}
    for path, size in sorted(files, key=lambda file: (file[0].count("/"), _rank(source, file[0]))):
        place, *folders, name = path.split("/")
        stem, _, kind = name.rpartition(".")
        unit = next((unit.id for unit in source.units if unit.id in (*folders[-1:], stem)), "")
        lot = lots.setdefault(unit or (place if place == "data" else ""), [])
        lot.append((_about_file(source, stem), Link(name, f"files/{path}"), _KINDS.get(kind, ""), _size(size), day))
    filing, data = lots.pop(""), lots.pop("data")
    tables = [
        _listed("全市目录", "单位", filing, (1, 2, 3, 4)),
        _listed("开放数据", "内容", data, (0, 1, 2, 3, 4)),
        _listed("各单位目录", "单位", _by_unit(source, lots), (0, 1, 2, 3, 4)),
    ]
    notes = (
        f"文件随目录一起生成，内容与网页相同，版本日期{day.year}年{day.month}月{day.day}日。",
        "开放数据可以自由使用，使用时请注明来源和版本日期。",
    )
    page = page_of(source, "downloads", "下载", [table for table in tables if table.rows], notes=notes)
    page = replace(page, about=_dataset(source, [path for path, _ in files]))
    yield from paged(page if page.tables else replace(page, notes=("这一次没有生成供下载的文件。",)))


def _rank(source: Catalogue, path: str) -> int:
    """Where a file stands among those of its folder: in the order of the layouts' names, what is of none at the end.

    So 附件1 and 附件2 are on top, as they are filed.
    """
    stem = path.rpartition("/")[2].rpartition(".")[0]
    titles = [layout.title for layout in source.layouts.values()]
    own = max(filter(stem.endswith, titles), key=len, default="")
    return titles.index(own) if own else len(titles)


def _dataset(source: Catalogue, files: Sequence[str]) -> dict[str, object]:
    """The open data in schema.org's words; files/datasets.json says more, in DCAT's."""
    head = source.head
    base = address(source, "").removesuffix(".html")
    places = [
        {
            "@type": "DataDownload",
            "contentUrl": f"{base}{quote(f'files/{path}')}",
            "encodingFormat": opendata.media(path),
        }
        for path in files
        if path.startswith("data/")
    ]
    publisher = {"@type": "GovernmentOrganization", "name": head.issuer}
    about: dict[str, object] = {
        "name": head.title,
        "description": head.site.description or head.title,
        "version": head.edition,
    }
    about |= {"dateModified": head.as_of.isoformat(), "inLanguage": "zh-CN", "isAccessibleForFree": True}
    return {"@type": "Dataset", **about, "publisher": publisher, "distribution": places}


def _listed(title: str, first: str, rows: Sequence[Row], shown: Sequence[int]) -> Table:
    heads = ((first, 12), ("文件", 26), ("用什么打开", 10), ("大小", 5), ("日期", 6))
    columns = tuple(Column(head, (head,), width, merge=not at) for at, (head, width) in enumerate(heads) if at in shown)
    starts = tuple(at for at, row in enumerate(rows) if not at or rows[at - 1][0] != row[0]) if first == "单位" else ()
    return Table(title, columns, tuple(tuple(row[at] for at in shown) for row in rows), starts if 0 in shown else ())


def _by_unit(source: Catalogue, lots: Mapping[str, Sequence[Row]]) -> list[Row]:
    return [(unit.label, *row[1:]) for unit in source.units for row in lots.get(unit.id, ())]


def _about_file(source: Catalogue, stem: str) -> str:
    """What a file of open data holds."""
    if stem in source.layouts:
        return source.layouts[stem].title
    return _ABOUT.get(stem, "")


def addresses(source: Catalogue, pages: Iterable[str]) -> list[str]:
    """The addresses of pages given by their paths in the site, for the map that search engines read."""
    return [address(source, page.removesuffix(".html")) for page in pages if not page.startswith("404")]


_ABOUT = {
    "catalog": "目录全部内容",
    "open-data.schema": "目录全部内容的格式说明",
    "datasette": "用 datasette 打开数据库时的说明",
}
_KINDS = {
    "docx": "Word 或 WPS 文字",
    "xlsx": "Excel 或 WPS 表格",
    "pdf": "PDF 阅读器",
    "csv": "Excel 或 WPS 表格",
    "json": "程序（JSON）",
    "sqlite": "程序（SQLite 数据库）",
}
_KILO = 1024


def _size(count: int) -> str:
    return f"{count / _KILO / _KILO:.1f} MB" if count >= _KILO * _KILO else f"{max(1, round(count / _KILO))} KB"


def _home(source: Catalogue, ways: Sequence[Table]) -> Book:
    head = source.head
    others = [
        *(Link(needed(source, name).title, name) for name in LISTS),
        Link("公开情况总览", "overview"),
        Link("更新记录", "updates"),
    ]
    others += [Link("下载目录和数据", "downloads"), Link("怎样看懂这份目录", "about")]
    more = simple("其他", ("名称",), [(link,) for link in others], look="cards")
    page = page_of(source, "index", site_title(source), [*ways, more], notes=_contact(source))
    return replace(page, subtitle=head.site.description, facts=_counts(source.units))


def _contact(source: Catalogue) -> tuple[str, ...]:
    contact = source.head.site.contact
    return (f"联系方式：{contact}",) if contact else ()


def _ways(source: Catalogue) -> Iterator[tuple[str, str, Table]]:
    """The three ways in: (path, title, cards)."""
    for path, title, layout in (("domains", "领域", "site-home"), ("units", "单位", "site-units")):
        for table in _tables(source, layout):
            yield path, title, replace(table, title=f"按{title}查", look="cards")
        if path == "domains":
            counted = _stage_counts(source.units)
            rows = [(Link(name, f"stages/{slug}"), counted[name]) for name, slug in slugs(source.catalog.stage).items()]
            stages = simple("按环节查", ("环节", "公开内容"), rows, look="cards")
    yield "stages", "环节", stages


def _search(source: Catalogue) -> Book:
    """The search page; below it whom to ask for what is not found, and where."""
    cards = [unit.card for unit in source.units]
    own = [(card.requests.office, card.requests.address) if card and card.requests else () for card in cards]
    rows = [
        (Link(unit.label, f"units/{unit.id}"), card.public_phone if card else "", tuple(filter(None, place)))
        for unit, card, place in zip(source.units, cards, own, strict=True)
    ]
    common = source.head.site.requests
    notes = [ASK]
    if common:
        notes.append("\n".join(("下面没有另写受理点的单位，都在这里受理：", *common.lines())))
    table = simple("没有找到？向单位申请公开", ("单位", "公开电话", "受理"), rows)
    return page_of(source, "search", "查找", [replace(table, notes=tuple(notes), look="cards")])


def _domains(source: Catalogue) -> Iterator[Book]:
    layout = needed(source, "site-domain")
    for domain in source.catalog.domains:
        card = facts(layout)(Line(source.catalog, domain=domain, entries=entries_of(source.units, domain.id)))
        listed = bind(layout, source.catalog, source.units, domain.id)
        page = page_of(source, f"domains/{domain.id}", domain.name, listed, Link("领域", "domains"))
        yield from paged(_or_none(replace(page, facts=card)))


def _stages(source: Catalogue) -> Iterator[Book]:
    for name, slug in slugs(source.catalog.stage).items():
        listed = bind(needed(source, "site-stage"), source.catalog, source.units, stage=name)
        page = page_of(source, f"stages/{slug}", name, listed, Link("环节", "stages"))
        elements = "、".join(each.name for each in source.catalog.stage[name].elements)
        yield from paged(_or_none(replace(page, facts=(("应当公开", elements),) if elements else ())))


def slugs(stages: Iterable[str]) -> dict[str, str]:
    """Stages → the words of their addresses: pinyin, numbered if need be."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a dictionary of 47,000 phrases, 0.2 s, for the site alone

    found: dict[str, str] = {}
    for number, stage in enumerate(stages, 1):
        plain = re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(stage)).lower())[:40]
        found[stage] = plain if plain and plain not in found.values() else f"{plain}{number}"
    return found


def _by_item(source: Catalogue, unit: Unit) -> dict[str, tuple[Table, ...]]:
    """Each item's own table, cut from the unit's: a table bound for each alone takes half as long again."""
    tables = bind(needed(source, "site-item"), source.catalog, (unit,))
    cut = [(each,) for table in tables for each in _cut(table)]
    shown = [entry for domain in source.catalog.domains for entry in entries_of((unit,), domain.id)]
    return dict(zip((entry.item.id for entry in shown if entry.item.disclosures), cut, strict=True))


def _cut(table: Table) -> Iterator[Table]:
    """Each group of a table by itself, without the columns in which nothing stands: the others have more room.

    Those with the same columns left have the very same, for a format knows them again.
    """
    known: dict[tuple[bool, ...], tuple[Column, ...]] = {}
    for start, end in table.spans():
        rows = table.rows[start:end]
        kept = tuple([any(cells) or any(map(said, cells)) for cells in zip(*rows, strict=True)])
        if not all(kept):
            rows = tuple([tuple(compress(row, kept)) for row in rows])
        columns = known.get(kept)
        if columns is None:
            columns = known[kept] = tuple(compress(table.columns, kept))
        yield Table(table.title, columns, rows, (0,), table.notes, table.look)


def _kinds_of(_: str, source: Catalogue) -> dict[str, Book]:
    """What the pages of each domain's items have in common: made once, for it is half of what a page is."""
    up = Link("领域", "domains")
    return {each.id: below(source, up, Link(each.name, f"domains/{each.id}")) for each in source.catalog.domains}


_kinds = Same(_kinds_of, 1)


def _asked(unit: Unit, entry: Entry, line: Line) -> Iterator[tuple[str, Cell]]:
    """Where to ask for what is given on request."""
    if MODES[1] in [each.scope.mode for each in entry.item.disclosures if each.scope]:
        yield "到哪里申请", FIELDS["unit.requests"].get(line) or Link(unit.label, f"units/{unit.id}")


def _filled(table: Table) -> Table:
    """The table without the columns in which nothing stands."""
    whole = next(_cut(replace(table, groups=(0,))), table)
    return replace(whole, groups=table.groups)


def _notice(source: Catalogue, unit: Unit) -> Book:
    """The sheet for the notice board: what, when, where, and the code to the unit's page."""
    full = unit.card.name if unit.card else unit.id
    tables = bind(needed(source, "site-notice"), source.catalog, (unit,))
    page = page_of(source, f"notices/{unit.id}", f"{full}政务公开事项", tables, Link(unit.label, f"units/{unit.id}"))
    phone = unit.card.public_phone if unit.card else ""
    card = (
        ("公开事项", sum(bool(entry.item.disclosures) for entry in unit.entries)),
        *((("公开电话", phone),) if phone else ()),
    )
    return replace(page, landscape=False, address=address(source, f"units/{unit.id}"), facts=card)


def _overview(source: Catalogue) -> Book:
    """Pictures for those who would rather look than read: each is a table that can be read."""
    disclosures = [each for unit in source.units for entry in unit.entries for each in entry.item.disclosures]
    channels = Counter(name for each in disclosures for name in each.channel)
    listed = [name for name in source.catalog.channel if channels[name]]
    bars = simple("在哪里公开", ("公开方式", "公开内容条数"), [(name, channels[name]) for name in listed], look="bars")
    degrees = Counter(each.scope.degree for each in disclosures if each.scope)
    degree = simple("公开到什么程度", ("公开程度", "公开内容条数"), degrees.most_common(), look="bars")
    matrices = [*_tables(source, "site-coverage-domains"), *_tables(source, "site-coverage")]
    note = "格子里的数是涉及该环节的事项数，数越大底色越深。"
    tables = [bars, degree, *(replace(table, notes=(note,), look="grid") for table in matrices)]
    return replace(page_of(source, "overview", "公开情况总览", tables), facts=_counts(source.units))


def _about(source: Catalogue) -> Book:
    """What the words of the catalogue mean."""
    words: list[Row] = [
        ("公开事项", "政府机关应当公开的一件事，例如一类补助、一项许可、一份规划。每个事项有不变的编号和网址。"),
        ("公开内容", "一个事项在一个环节上要公开的具体信息。"),
        ("公开环节", "、".join(source.catalog.stage) + "。"),
        ("责任主体", "负责公开这些内容的单位。"),
        ("规定时限", "最迟什么时候公开。事项页上同时写明怎样算日期。"),
        ("公开方式", "在哪里可以看到：政府网站、公示栏、政务服务中心等。"),
        ("公开程度", "全部公开、部分公开或者不予公开；没有另写的，都是向全社会主动公开。"),
        ("依申请公开", "不主动登出、但可以向责任单位申请获取的信息。"),
        ("不予公开", "依法不能公开的事项，写明理由和法律依据。"),
    ]
    notes = (
        "这份目录写明政府各部门、各镇（街道）应当公开什么、由谁公开、什么时候公开、在哪里公开。",
        "可以按领域、单位、环节逐级查看，也可以直接查找。右上方可以换成大字或者简洁版式。",
        f"编制单位：{source.head.issuer}，{source.head.edition}。",
        *_contact(source),
    )
    reasons: list[Row] = [(each.name, each.about, each.basis) for each in source.catalog.withholding]
    tables = [
        simple("名词", ("名词", "意思"), words),
        simple("不予公开的法定理由", ("理由", "哪些信息", "依据"), reasons),
    ]
    return page_of(source, "about", "说明", tables, notes=notes)


# ── shared ───────────────────────────────────────────────────────────────────


def _tables(source: Catalogue, name: str) -> tuple[Table, ...]:
    return bind(needed(source, name), source.catalog, source.units)


def _counts(units: Sequence[Unit]) -> tuple[tuple[str, Cell], ...]:
    entries = [entry for unit in units for entry in unit.entries]
    rows = sum(len(entry.item.disclosures) for entry in entries)
    return (("责任单位", len(units)), ("公开事项", len(entries)), ("公开内容", rows))


def _stage_counts(units: Sequence[Unit]) -> Mapping[str, int]:
    return Counter(each.stage for unit in units for entry in unit.entries for each in entry.item.disclosures)
