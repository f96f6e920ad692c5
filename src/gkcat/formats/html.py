"""A Book as a page of a static site that needs neither script nor server.

The one rule: what a page shows comes from `markup` or is escaped by jinja2's sandbox; nothing is loaded from elsewhere.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gkcat import RefusedError, codes
from gkcat.markup import CONTROL, Same, card, clean, link_html, section, text
from gkcat.mould import Given, Mould
from gkcat.shipped import names, prefer

if TYPE_CHECKING:
    from gkcat.book import Book, Link

_SEARCHED = {"index", "search"}
"""Pages with the search box in their middle."""


def write(book: "Book", folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.html`` and return its path."""
    path = f"{folder}/{book.name}.html"  # one file an item: pathlib takes ten times as long to put it together
    put(path, page(book, templates))
    return Path(path)


def page(book: "Book", templates: Path) -> bytes:
    """The page in UTF-8; whatever a workspace's own template does wrong is said in one sentence."""
    root = _root(book)
    values = _values(book, root)
    try:
        mould = _mould(templates)
        return _below(root, mould, book.trail, book.nav, book.meta, book.marks, book.issuer, book.day).fill(values)
    except Exception as error:  # a template may fail in any way that Python can
        line = f"第 {error.lineno} 行" if isinstance(error, TemplateSyntaxError) else ""
        path = prefer(templates, "site/page.html.j2")
        message = f"网页模板 {path} {line}有误，生成不了网页；请改正，或者移走 templates/site 改用自带的模板"
        raise RefusedError(message) from error


def _values(book: "Book", root: str) -> dict[str, object]:
    """What a template may show of a page, besides what it has in common with others (`_shared`).

    Plain values under plain names: each attribute costs the sandbox a microsecond, and a page that uses only these is
    filled like others of its kind (`mould`).
    """
    base = _base(book)
    sections = [section(number, table.shown(), book.title, root) for number, table in enumerate(book.tables, 1)]
    several = sum([len(each.parts) for each in sections]) > 1
    home = book.trail[0].text if book.trail else book.title
    mark = f"［{'·'.join(book.marks)}］" if book.marks else ""
    # S704: what is marked as safe here comes out of `markup`, which escapes, or out of this module's own JSON and code.
    return {
        "book": book,
        "name": book.name,
        "title": book.title,
        "subtitle": book.subtitle,
        "home": home,
        "head_title": f"{mark}{book.title}" + (f" - {home}" if home != book.title else ""),
        "description": "，".join(filter(None, (book.title, book.subtitle, book.issuer, _day(book.day)[1]))),
        "front": book.name == "index",
        "finder": book.name == "search",
        "searched": book.name in _SEARCHED and bool(book.nav),
        "sheet": book.name.startswith("notices/"),
        "facts": Markup(card(book.facts, root)),  # noqa: S704 - see above
        "notes": book.notes,
        "sections": [(each.id, each.name, each.parts, len(each.parts) > 1) for each in sections] if several else (),
        "body": Markup("".join([each.html for each in sections])),  # noqa: S704 - see above
        "pages": [(_link(link, root), link.text, link.to == book.name) for link in book.pages],
        "code": Markup(_code(book)),  # noqa: S704 - see above
        "linked": Markup(_linked(book, base)),  # noqa: S704 - see above
        "address": book.address,
        "picture": f"{base}assets/share.png" if base else "",
        "portrait": not book.landscape,
        "home_link": book.title,
    }


def put(path: str, data: bytes) -> None:
    """Write a file at once: a page is small, and there is one for each item."""
    try:
        file = os.open(path, _NEW, _MODE)
    except FileNotFoundError:  # the first page of its folder
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, _NEW, _MODE)
    try:
        while data:  # a full disk takes a part, and says so only when asked to take the rest
            data = data[os.write(file, data) :]
    finally:
        os.close(file)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)  # Windows alone has the last
_MODE = 0o666  # as open() has it: a page is not to be run


def assets(folder: Path, templates: Path) -> list[Path]:
    """Copy ``templates/site/assets`` into ``folder/assets``, once a site; the paths written."""
    written = []
    for name in names(templates, "site/assets"):
        target = folder / name.removeprefix("site/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(prefer(templates, name).read_bytes())
        written.append(target)
    return written


def forget() -> None:
    """Compile the template anew next time: it may have been changed."""
    _mould.cache_clear()


def _root(book: "Book") -> str:
    """The way back to the site's root: relative, but for the page that a server shows at any address."""
    if book.name == "404" and book.address:
        return urlsplit(book.address).path.removesuffix("404.html")
    return "../" * book.name.count("/")


def _link(link: "Link", root: str) -> Markup:
    return Markup(link_html(link, root))  # noqa: S704 - escaped in `markup`


def _listed(links: Sequence["Link"], root: str) -> Markup:
    return Markup("").join(Markup("<li>%s</li>\n") % _link(link, root) for link in links)


def _shared(  # noqa: PLR0913, PLR0917 - what pages have in common has as many parts
    root: str,
    mould: Mould,
    trail: tuple["Link", ...],
    nav: tuple["Link", ...],
    meta: tuple[tuple[str, str], ...],
    marks: tuple[str, ...],
    issuer: str,
    day: date | None,
) -> Given:
    """The page with what all pages below the same ones have in common."""
    day_said, day_words = _day(day)
    metas = "".join([f'<meta name="{text(name)}" content="{text(content)}">\n' for name, content in meta])
    common = {
        "root": root,
        "trail": _listed((replace(trail[0], text="首页"), *trail[1:]), root) if trail else Markup(""),
        "nav": _listed(nav, root),
        "meta": Markup(metas),  # noqa: S704 - escaped in `markup`
        "marks": Markup("".join([f"<strong>{text(mark)}</strong>" for mark in marks])),  # noqa: S704 - likewise
        "marks_words": "、".join(marks),
        "issuer": issuer,
        "day": day_said,
        "day_words": day_words,
    }
    if trail:  # the site's own name, for the top; of a page that is below none its own
        common |= {"home": trail[0].text, "home_link": _link(trail[0], root)}
    return Given(mould, common)


_below = Same(_shared)


@lru_cache(maxsize=16)
def _day(day: date | None) -> tuple[str, str]:
    return (day.isoformat(), f"{day.year}年{day.month}月{day.day}日") if day else ("", "")


# ── for machines ─────────────────────────────────────────────────────────────


def _code(book: "Book") -> str:
    """The page's address as a QR code, on pages below the home page when the site has an address."""
    return codes.svg(book.address) if book.address and "/" in book.name else ""


def _linked(book: "Book", base: str) -> str:
    """Where the page stands and what it is about, in schema.org's words.

    A data block is not run, so the policy lets it be.
    """
    if not base:
        return ""
    if book.name == "index":
        search = {"@type": "EntryPoint", "urlTemplate": f"{base}search.html?q={{words}}"}
        action = {"@type": "SearchAction", "target": search, "query-input": "required name=words"}
        said = {"@type": "WebSite", "name": book.title, "url": base, "inLanguage": "zh-CN", "potentialAction": action}
        return _json({"@context": _VOCABULARY, "@graph": [said, dict(book.about)] if book.about else [said]})
    before, between, after = _crumbs(base, book.trail)
    about = f", {_json(dict(book.about))}" if book.about else ""
    return f"{before}{_json(book.title)}{between}{_json(book.address)}{after}{about}]}}"


_VOCABULARY = "https://schema.org"
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _json(said: object) -> str:
    """JSON within HTML: "<" would end the block, "&" is said otherwise for old readers that take it for HTML."""
    return CONTROL.sub("", _ENCODER.encode(said)).replace("<", "\\u003c").replace("&", "\\u0026")


def _list(base: str, trail: tuple["Link", ...]) -> list[str]:
    """What is said of all pages below these: up to a page's title, up to its address, and what ends the list."""
    steps = [_step(number, link, base) for number, link in enumerate(trail, 1)]
    here = {"@type": "ListItem", "position": len(steps) + 1, "name": [], "item": []}  # no string looks like []
    said = {"@type": "BreadcrumbList", "itemListElement": [*steps, here]}
    before, title, rest = _json({"@context": _VOCABULARY, "@graph": [said]}).rpartition('"name": []')
    del title
    return [f'{before}"name": ', *rest.removesuffix("]}").split("[]")]


_crumbs = Same(_list)


def _base(book: "Book") -> str:
    """The site's address, from the page's own; none for a page that gives out another's address."""
    if not book.address:
        return ""
    own = f"{book.name}.html"
    if not book.address.endswith(own):
        own = f"{quote(book.name)}.html"
    return book.address.removesuffix(own) if book.address.endswith(own) else ""


def _step(number: int, link: "Link", base: str) -> dict[str, object]:
    return {"@type": "ListItem", "position": number, "name": link.text, "item": f"{base}{link.to}.html"}


# ── templates ────────────────────────────────────────────────────────────────


@lru_cache
def _mould(templates: Path) -> Mould:
    """Compile the page, once for each folder of templates."""

    def load(name: str) -> str | None:
        path = prefer(templates, f"site/{name}")
        return path.read_text(encoding="utf-8") if path.is_file() else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return Mould(environment, "page.html.j2", text, clean)
