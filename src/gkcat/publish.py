"""The site and the open data put on disk: pages, search, downloads, maps for machines.

The one rule: out/site holds all that the site needs, so that it can be served, copied or carried away by itself.
"""

import glob
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from gkcat import opendata
from gkcat.book import Book, Link
from gkcat.formats import html, search, sqlite
from gkcat.site import books as site
from gkcat.site import searching, updates
from gkcat.site.pages import NAV, site_title
from gkcat.volumes import Catalogue, site_address

SHARED, INDEX = "", "*"
"""Parts of the site that are no unit's: the pages for all, and what the search reads."""


def parts(source: Catalogue) -> list[str]:
    """The parts of the site, each a lot of work: the largest first."""
    return [INDEX, SHARED, *(unit.id for unit in source.units)]


def site_part(source: Catalogue, out: Path, templates: Path, part: str) -> list[str]:
    """Write a part of the site: SHARED, INDEX or a unit's id; the paths written, from the folder of output."""
    folder = out / "site"
    if part == INDEX:
        return _named(out, search.write(searching.search_book(source), folder, templates))
    pages = site.unit_pages(source, source.unit(part)) if part else site.shared_pages(source)
    written = [_page(book, out, templates) for book in pages]
    return written if part else [*written, *_named(out, html.assets(folder, templates))]


def _page(book: Book, out: Path, templates: Path) -> str:
    """Write a page of the site; its path, from the folder of output."""
    path = f"site/{book.name}.html"
    html.put(f"{out}/{path}", html.page(book, templates))
    return path


def keep(old: Path, out: Path, units: Sequence[str]) -> list[str]:
    """Take the pages of these units over from another folder of output; the paths, from the folder."""
    folder = old / "site"
    kept: list[Path] = []
    for unit in map(glob.escape, units):
        for pattern in (f"units/{unit}.html", f"units/{unit}.*.html", f"notices/{unit}.html", f"items/{unit}/*.html"):
            found = sorted(folder.glob(pattern))
            kept += [_linked(path, out / "site" / path.relative_to(folder)) for path in found]
    return _named(out, kept)


def forget() -> None:
    """Read the page's template anew next time."""
    html.forget()


def open_data(source: Catalogue, out: Path) -> list[str]:
    """Write the nested JSON of all and of each unit, and its schema."""
    folder = out / "data"
    files = {"catalog": opendata.catalogue(source, source.units)}
    files |= {f"units/{unit.id}": opendata.catalogue(source, (unit,)) | {"$schema": _UP} for unit in source.units}
    written = [_json(folder / f"{name}.json", body) for name, body in files.items()]
    return _named(out, [*written, _json(folder / opendata.SCHEMA, opendata.schema())])


_UP = f"../{opendata.SCHEMA}"


def database(source: Catalogue, out: Path, templates: Path) -> list[str]:
    """Write the database, and what datasette is told of it."""
    path = sqlite.write(opendata.database(source), out / "data", templates)
    about = sqlite.description(path, source.head.title)
    return _named(out, [path, _json(out / "data" / "datasette.json", about)])


def finish(source: Catalogue, out: Path, templates: Path, files: Sequence[Mapping[str, Any]]) -> list[str]:
    """What can be written only when all else is: downloads, description, map; the paths written.

    ``files`` are {path, sha256, bytes} of all that was written. Filing documents and data lie in the site as links to
    the same bytes, so that the site is whole and nothing takes room twice; as copies where the disk has no links.
    """
    offered = [each for each in files if each["path"].startswith(("filing/", "data/"))]
    folder = out / "site"
    written = [_linked(out / each["path"], folder / "files" / each["path"]) for each in offered]
    if offered:
        written.append(_json(folder / "files" / "datasets.json", opendata.datasets(source, offered)))
    listed = [(str(each["path"]), int(each["bytes"])) for each in offered]
    made = [_page(book, out, templates) for book in site.downloads(source, listed)]
    pages = [path[5:] for path in (*(str(each["path"]) for each in files), *made) if path.startswith("site/")]
    written.append(_text(folder / updates.FEED, updates.feed(source)))
    lines = ["User-agent: *", "Allow: /"]
    if base := site_address(source):
        written.append(_map(source, folder, sorted(page for page in pages if page.endswith(".html"))))
        lines.append(f"Sitemap: {base}/sitemap.xml")
    written.append(_text(folder / "robots.txt", "\n".join(lines) + "\n"))
    return [*made, *_named(out, written)]


def internal(source: Catalogue, out: Path, templates: Path, book: Book) -> list[str]:
    """Write a page for the office's own use: no page leads to it, and no machine is to keep it."""
    marks = (*source.all_marks(), "内部资料")
    trail = (Link(site_title(source), "index"),)
    meta = (("robots", "noindex,nofollow"),)
    page = replace(book, name="internal/progress", marks=marks, trail=trail, nav=NAV, meta=meta)
    return [_page(page, out, templates)]


def _linked(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target


def _map(source: Catalogue, folder: Path, pages: Sequence[str]) -> Path:
    """sitemap.xml (sitemaps.org 0.9)."""
    day = source.head.as_of.isoformat()
    lines = "".join(
        f"<url><loc>{escape(address)}</loc><lastmod>{day}</lastmod></url>\n"
        for address in site.addresses(source, pages)
        if address
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return _text(folder / "sitemap.xml", f"{head}{lines}</urlset>\n")


def _text(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8", "replace"))
    return path


def _json(path: Path, body: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path.write_bytes(text.encode("utf-8", "replace"))
    return path


def _named(out: Path, paths: Sequence[Path]) -> list[str]:
    start = len(f"{out}{os.sep}")  # one file an item: pathlib takes ten times as long to say what it leaves out
    return [str(path)[start:].replace(os.sep, "/") for path in paths]
