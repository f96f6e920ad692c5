"""A Book as a page of a static site that needs neither script nor server.

The one rule: what a page shows comes from `markup` or is escaped by jinja2's sandbox; nothing is loaded from elsewhere.
"""

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gkcat import RefusedError, codes
from gkcat.markup import CONTROL, card, link_html, section
from gkcat.shipped import names, prefer

if TYPE_CHECKING:
    from gkcat.book import Book, Link

_SEARCHED = {"index", "search"}
"""Pages with the search box in their middle."""


def write(book: "Book", folder: Path, templates: Path) -> Path:
    """Write ``folder/<book.name>.html`` and return its path."""
    path = folder / f"{book.name}.html"
    root, base = _root(book), _base(book)
    sections = [section(number, table.shown(), book.title, root) for number, table in enumerate(book.tables, 1)]
    several = sum(len(each.parts) for each in sections) > 1
    # Plain values under plain names: each attribute costs the sandbox a microsecond, each page has a hundred.
    # S704: what is marked as safe here comes out of `markup`, which escapes, or out of this module's own JSON and code.
    page = _render(
        templates,
        book=book,
        root=root,
        name=book.name,
        title=book.title,
        subtitle=book.subtitle,
        issuer=book.issuer,
        searched=book.name in _SEARCHED and bool(book.nav),
        sheet=book.name.startswith("notices/"),
        trail=_trail(book.trail, root),
        facts=Markup(card(book.facts, root)),  # noqa: S704 - see above
        notes=book.notes,
        sections=[(each.id, each.name, each.parts, len(each.parts) > 1) for each in sections] if several else (),
        body=Markup("".join(each.html for each in sections)),  # noqa: S704 - see above
        pages=[
            (html, link.text, link.to == book.name)
            for html, link in zip(_marked(book.pages, root), book.pages, strict=True)
        ],
        code=Markup(_code(book)),  # noqa: S704 - see above
        linked=Markup(_linked(book)),  # noqa: S704 - see above
        address=book.address,
        picture=f"{base}assets/share.png" if base else "",
        meta=_meta(book.meta),
        portrait=not book.landscape,
        nav=_nav(book.nav, root),
        home_link=_marked(book.trail[:1], root)[0] if book.trail else book.title,
        **_words(book),
    )
    data = CONTROL.sub("", page).encode()
    try:
        _put(path, data)
    except FileNotFoundError:  # the first page of its folder
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data)
    return path


def _put(path: Path, data: bytes) -> None:
    """Write a file at once: a page is small, and there is one for each item."""
    with path.open("wb", buffering=0) as file:
        file.write(data)


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
    _template.cache_clear()


def _root(book: "Book") -> str:
    """The way back to the site's root: relative, but for the page that a server shows at any address."""
    if book.name == "404" and book.address:
        return urlsplit(book.address).path.removesuffix("404.html")
    return "../" * book.name.count("/")


@lru_cache(maxsize=4096)
def _marked(links: tuple["Link", ...], root: str) -> tuple[Markup, ...]:
    """Links as HTML; those of nav and trail are the same on page after page."""
    return tuple(Markup(link_html(link, root)) for link in links)  # noqa: S704 - escaped in `markup`


@lru_cache(maxsize=256)
def _nav(links: tuple["Link", ...], root: str) -> Markup:
    return Markup("").join(Markup("<li>%s</li>\n") % link for link in _marked(links, root))


@lru_cache(maxsize=4096)
def _trail(links: tuple["Link", ...], root: str) -> Markup:
    """The pages above; the first is called 首页, for the site's own name stands on top."""
    shown = (replace(links[0], text="首页"), *links[1:]) if links else ()
    return Markup("").join(Markup("<li>%s</li>\n") % link for link in _marked(shown, root))


@lru_cache(maxsize=4096)
def _meta(said: tuple[tuple[str, str], ...]) -> Markup:
    return Markup("").join(Markup('<meta name="%s" content="%s">\n') % pair for pair in said)


@lru_cache(maxsize=16)
def _shouted(marks: tuple[str, ...]) -> Markup:
    return Markup("").join(Markup("<strong>%s</strong>") % mark for mark in marks)


def _words(book: "Book") -> dict[str, str]:
    """Words the page says more than once."""
    day = f"{book.day.year}年{book.day.month}月{book.day.day}日" if book.day else ""
    home = book.trail[0].text if book.trail else book.title
    mark = f"［{'·'.join(book.marks)}］" if book.marks else ""
    return {
        "marks": _shouted(book.marks),
        "marks_words": "、".join(book.marks),
        "day": book.day.isoformat() if book.day else "",
        "day_words": day,
        "home": home,
        "head_title": f"{mark}{book.title}" + (f" - {home}" if home != book.title else ""),
        "description": "，".join(filter(None, (book.title, book.subtitle, book.issuer, day))),
    }


# ── for machines ─────────────────────────────────────────────────────────────


def _code(book: "Book") -> str:
    """The page's address as a QR code, on pages below the home page when the site has an address."""
    return codes.svg(book.address) if book.address and "/" in book.name else ""


def _linked(book: "Book") -> str:
    """Where the page stands and what it is about, in schema.org's words.

    A data block is not run, so the policy lets it be.
    """
    base = _base(book)
    if not base:
        return ""
    steps = [_step(number, link, base) for number, link in enumerate(book.trail, 1)]
    here = {"@type": "ListItem", "position": len(steps) + 1, "name": book.title, "item": book.address}
    said: dict[str, object] = {"@type": "BreadcrumbList"}
    if book.name == "index":
        search = {"@type": "EntryPoint", "urlTemplate": f"{base}search.html?q={{words}}"}
        action = {"@type": "SearchAction", "target": search, "query-input": "required name=words"}
        said |= {"@type": "WebSite", "name": book.title, "url": base, "inLanguage": "zh-CN", "potentialAction": action}
    else:
        said["itemListElement"] = [*steps, here]
    graph = [said, dict(book.about)] if book.about else [said]
    said = {"@context": "https://schema.org", "@graph": graph}
    # "<" would end the block, "&" is said otherwise for old readers that take it for HTML
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _base(book: "Book") -> str:
    """The site's address, from the page's own; none for a page that gives out another's address."""
    own = f"{quote(book.name)}.html"
    return book.address.removesuffix(own) if book.address.endswith(own) else ""


def _step(number: int, link: "Link", base: str) -> dict[str, object]:
    return {"@type": "ListItem", "position": number, "name": link.text, "item": f"{base}{link.to}.html"}


# ── templates ────────────────────────────────────────────────────────────────


def _render(templates: Path, **page: object) -> str:
    """Fill the page; whatever a workspace's own template does wrong is said in one sentence."""
    try:
        return _template(templates).render(**page)
    except Exception as error:  # a template may fail in any way that Python can
        line = f"第 {error.lineno} 行" if isinstance(error, TemplateSyntaxError) else ""
        path = prefer(templates, "site/page.html.j2")
        message = f"网页模板 {path} {line}有误，生成不了网页；请改正，或者移走 templates/site 改用自带的模板"
        raise RefusedError(message) from error


@lru_cache
def _template(templates: Path) -> Template:
    """Compile the page, once for each folder of templates."""

    def load(name: str) -> str | None:
        path = prefer(templates, f"site/{name}")
        return path.read_text(encoding="utf-8") if path.is_file() else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
