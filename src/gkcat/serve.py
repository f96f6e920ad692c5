"""`gkcat serve`: the site on this machine, built again whenever a file is saved, and shown again by itself.

The one rule: it listens on 127.0.0.1 only and hands out nothing but the regular files of out/site.

The page waits for a script that the server holds back until the site was built again, so that the strict policy of
the pages stays as it is.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from gkcat import RefusedError

HOST = "127.0.0.1"
_WAIT = "/gkcat-wait.js"
_PATIENCE = 25.0  # seconds: browsers and proxies give up at 30
_WATCH = "/gkcat-watch.js"
_TAG = b'<script src="/gkcat-watch.js" defer></script></head>'
_AGAIN = (
    b"(function(){var s=document.createElement('script');s.src='/gkcat-wait.js?'+Date.now();"
    b"document.head.appendChild(s)})();"
)
_FIRST = b"addEventListener('load',function(){setTimeout(function(){" + _AGAIN + b"},0)});"
"""Waits only when the page is whole: a script that the page itself asks for holds back all that comes after it."""
_RELOAD = b"location.reload();"
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".csv": "text/csv; charset=utf-8",
}


class Bell:
    """Rings for all who wait."""

    def __init__(self) -> None:
        """No ring yet."""
        self._rung = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake all who wait."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether it rang within so many seconds."""
        with self._rung:
            before = self._rings
            return self._rung.wait_for(lambda: self._rings != before, seconds)


def server(folder: Path, port: int, bell: Bell, patience: float = _PATIENCE) -> ThreadingHTTPServer:
    """A server for the files of a folder; port 0 takes any that is free. RefusedError when the port can't be had."""
    try:
        made = ThreadingHTTPServer((HOST, port), partial(_Handler, folder, bell, patience))
    except OSError as error:
        message = f"端口 {port} 用不了（可能别的程序占着），请用 --port 另选一个，如 --port 0"
        raise RefusedError(message) from error
    made.daemon_threads = True
    return made


Saved = TypeVar("Saved")


def serve(  # noqa: PLR0913, PLR0917 - what is served, where, and what is done when
    folder: Path,
    port: int,
    first: Saved,
    changes: Iterable[Saved],
    again: Callable[[Saved], bool],
    ready: Callable[[str], None],
) -> None:
    """Serve the folder until ``changes`` end; at each, build it ``again`` and, when that went well, show it again.

    It is built of the ``first`` once the port can be had: who must choose another one is not kept waiting. ``ready``
    is told the address.
    """
    bell = Bell()
    with server(folder, port, bell) as made:
        again(first)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        ready(f"http://{HOST}:{made.server_port}/")
        try:
            for saved in changes:
                if again(saved):
                    bell.ring()
        finally:
            made.shutdown()


def inside(folder: Path, address: str) -> Path | None:
    """The regular file of the folder that an address asks for; none for anything else, links that lead out included."""
    path = unquote(_path(address))
    if "\0" in path or "\\" in path:
        return None
    asked = folder / path.lstrip("/")
    if path.endswith("/"):
        asked /= "index.html"
    try:
        real = asked.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return real if real.is_file() and real.is_relative_to(folder.resolve()) else None


def _path(address: str) -> str:
    """The path of an address, none of one that is no address: programs that look for holes ask for anything."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; other machines' names for this one are refused, so that no strange page may read it."""

    def __init__(self, folder: Path, bell: Bell, patience: float, *rest: object) -> None:
        self.folder, self.bell, self.patience = folder, bell, patience
        super().__init__(*rest)  # type: ignore[arg-type]  # what socketserver hands on

    def handle(self) -> None:
        """Answer; who has closed the page meanwhile, as all do that wait when they leave it, need no answer."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Answer with the file."""
        if (self.headers.get("Host") or "").rsplit(":", 1)[0] not in {HOST, "localhost"}:
            self._send(HTTPStatus.FORBIDDEN, ".html", "只供本机查看。".encode())
        elif _path(self.path) == _WATCH:
            self._send(HTTPStatus.OK, ".js", _FIRST)
        elif _path(self.path) == _WAIT:
            self._send(HTTPStatus.OK, ".js", _RELOAD if self.bell.wait(self.patience) else _AGAIN)
        else:
            self._file(inside(self.folder, self.path))

    do_HEAD = do_GET  # noqa: N815 - likewise

    def _file(self, path: Path | None) -> None:
        status = HTTPStatus.OK if path else HTTPStatus.NOT_FOUND
        path = path or inside(self.folder, "/404.html")
        body = path.read_bytes() if path else "没有这个网页。".encode()
        suffix = path.suffix if path else ".html"
        self._send(status, suffix, body.replace(b"</head>", _TAG, 1) if suffix == ".html" else body)

    def _send(self, status: HTTPStatus, suffix: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _KINDS.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for findings."""
