"""The site of a large catalogue as its readers meet it: how fast it is made, what a first search loads and finds.

The one rule: what the page finds is held against a scan of every line; one hit too many or too few is a failure.
"""

import functools
import gzip
import http.server
import os
import random
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import CDPSession, Page, Response, sync_playwright

from gkcat import bigrams, publish
from gkcat.book import Row, cell_lines
from gkcat.formats.search import initials, normal
from gkcat.pipeline import uncollected
from gkcat.site.searching import search_book
from gkcat.volumes import Catalogue

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SLOWER = 4  # a phone's processor, as Lighthouse has it
QUERIES = 100
_LISTED = 150  # hits that are listed one by one; of more, the page's count is compared
_CERTAIN = 2  # letters: such words are sure from the index alone


def made(source: Catalogue, folder: Path, templates: Path) -> dict[str, Any]:
    """Write the whole site: seconds of the clock and of the processor, files and bytes; what the disk alone takes."""
    bigrams.postings(())  # dictionaries, numpy and templates are read beforehand
    publish.site_part(source, folder / "warm", templates, publish.SHARED)
    start, busy = perf_counter(), process_time()
    with uncollected():  # as `gkcat build` does
        written = [
            each for part in publish.parts(source) for each in publish.site_part(source, folder, templates, part)
        ]
    written += publish.finish(source, folder, templates, [])
    found = {"seconds": perf_counter() - start, "processor": process_time() - busy, "files": len(written)}
    index = [path.stat().st_size for path in (folder / "site/search").iterdir()]
    size = sum((folder / path).stat().st_size for path in written)
    return found | {"bytes": size, "index": sum(index), "bare": _bare(folder, written)}


def _bare(folder: Path, paths: Sequence[str]) -> float:
    """Seconds of the processor that it takes to write the same bytes into as many files beside them."""
    files = [(folder / "bare" / path, (folder / path).read_bytes()) for path in paths]
    for place in {path.parent for path, _ in files}:
        place.mkdir(parents=True, exist_ok=True)
    busy = process_time()
    for path, data in files:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(file, data)
        os.close(file)
    return process_time() - busy


def searched(source: Catalogue, site: Path) -> dict[str, Any]:
    """What 100 first searches load, how long they take on a slowed browser, and how many of them are exact."""
    rows = search_book(source).tables[0].rows
    texts = [_text(row) for row in rows]
    loads: list[int] = []
    times: list[float] = []
    right = hits = wanted = both = 0
    with _served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})  # each search is a first one
        for query in _queries(texts):
            words = normal(query).split()
            there = [at for at, text in enumerate(texts) if all(word in text for word in words)]
            expected = {f"{getattr(rows[at][0], 'to', '')}.html" for at in there}
            found, number, loaded, seconds = _asked(page, session, address, query, len(expected))
            loads.append(loaded)
            times.append(seconds)
            shared = len(expected & found) if found is not None else min(number, len(expected))
            hits, wanted, both = hits + number, wanted + len(expected), both + shared
            right += (found == expected) if found is not None else (number == len(expected))
        browser.close()
    return {
        "first_bytes": max(loads),
        "usual_bytes": statistics.median(loads),
        "first_ms": statistics.median(times),
        "slowest_ms": max(times),
        "exact": right,
        "recall": both / wanted,
        "precision": both / hits,
    }


# ── queries ──────────────────────────────────────────────────────────────────


def _text(row: Row) -> str:
    lines = cell_lines(row[-1])
    return "\n".join(map(normal, (*lines, *map(initials, cell_lines(row[-2])))))


def _queries(texts: Sequence[str]) -> Iterator[str]:
    """Two characters, a part of a line, a long one, several words, in turn; all of them are somewhere."""
    chance = random.Random(6)  # noqa: S311 - a sample, no secret
    given = 0
    for number in count():
        lines = [line for line in chance.choice(texts).split("\n") if len(line) > 12]
        if not lines:
            continue
        line = chance.choice(lines)
        size = (2, 4, 9, 3)[number % 4]
        start = chance.randrange(len(line) - size)
        words = [line[start : start + size].strip()]
        words += [chance.choice(lines)[:2]] if number % 4 == 3 else []
        many = sum(all(word in text for word in words) for text in texts)
        if not all(words) or " " in "".join(words) or (many > _LISTED and max(map(len, words)) > _CERTAIN):
            continue
        yield " ".join(words)
        given += 1
        if given == QUERIES:
            return


# ── asking ───────────────────────────────────────────────────────────────────


def _asked(
    page: Page, session: CDPSession, address: str, query: str, many: int
) -> tuple[set[str] | None, int, int, float]:
    """Addresses found (None when too many to list), their number, bytes loaded for the first, milliseconds to it."""
    loaded: list[tuple[str, int]] = []

    def note(response: Response) -> None:
        loaded.append((urlsplit(response.url).path.rsplit("/", 1)[-1], int(response.headers.get("content-length", 0))))

    page.on("response", note)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}search.html?q={quote(query)}", wait_until="commit")
    page.locator("#hits li").first.wait_for()
    seconds = page.evaluate("performance.now()")
    first = sum(size for name, size in loaded if name.endswith(".js") and name[0] in "st" and name != "site.js")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})  # the rest is compared, not measured
    page.locator("#hits[data-done]").wait_for(state="attached")
    found = _listed(page) if many <= _LISTED else None
    number = len(found) if found is not None else int("".join(filter(str.isdigit, page.locator("#count").inner_text())))
    page.remove_listener("response", note)
    return found, number, first, seconds


def _listed(page: Page) -> set[str]:
    more = page.locator("#more")
    while more.is_visible():
        before = page.locator("#hits > li").count()
        more.click()
        page.locator("#hits > li").nth(before).wait_for()
    links = page.locator("#hits .name a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return {unquote(link) for link in links}


@functools.cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6) if path.is_file() else b""


class _Packed(http.server.SimpleHTTPRequestHandler):
    """Serves files packed by gzip, as hosts do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        body = _packed(path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Packed, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
