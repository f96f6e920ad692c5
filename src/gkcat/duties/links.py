"""Asking published addresses whether they can be opened: httpx, a host at a time, within bounds of every kind.

The one rule: an address comes from a pull request and is trusted with nothing: only http and https, only to the very
network address that was looked at and found public, at every step of a redirect; time, hops and bytes are limited.
"""

import asyncio
import re
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from ssl import SSLError
from urllib.parse import urlsplit

import httpx

from gkcat import __version__
from gkcat.duties.answers import Answer, Reached

Ip = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked: ``pause`` seconds between two requests to one, ``timeout`` seconds for each step.

    ``hosts`` are asked at a time; ``private`` lets addresses of inner networks be asked as well.
    """

    hosts: int = 16
    pause: float = 0.5
    timeout: float = 15.0
    private: bool = False


POLITE = Manners()
_HOPS = 5
_TRIES = 2
_BYTES = 64 * 1024  # enough for a title; what follows is not read
_SHY = {401, 403, 405, 406, 407, 412, 418, 421, 425, 426, 429, 521}
"""What sites answer programs that browsers are not answered: 412 and 521 are those of the common Chinese shields."""
_FOREVER = {301, 308}
_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; gkcat/{__version__})",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "identity",  # nothing has to be unpacked, so nothing can be a bomb
}


class InnerError(httpx.TransportError):
    """A host whose every network address is of an inner network."""


def ask(urls: Iterable[str], manners: Manners = POLITE, done: Callable[[], object] = lambda: None) -> dict[str, Answer]:
    """Ask each address once, those of one host one after the other; the answers in the order of the addresses."""
    wanted = [*dict.fromkeys(urls)]
    answers = asyncio.run(_ask_all(wanted, manners, done))
    return {url: answers[url] for url in wanted}


async def _ask_all(urls: list[str], manners: Manners, done: Callable[[], object]) -> dict[str, Answer]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    answers: dict[str, Answer] = {}
    turn = asyncio.Semaphore(manners.hosts)
    transport = _Guard(private=manners.private)
    async with httpx.AsyncClient(
        transport=transport, headers=_HEADERS, timeout=manners.timeout, trust_env=False
    ) as client:
        asker = _Asker(client, manners)

        async def go_through(own: list[str]) -> None:
            async with turn:
                for url in own:
                    answers[url] = await asker.ask(url)
                    done()

        await asyncio.gather(*map(go_through, by_host.values()))
    return answers


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


# ── one address ──────────────────────────────────────────────────────────────


class _Asker:
    """Asks on one client, keeping the pause for each host that any redirect leads to."""

    def __init__(self, client: httpx.AsyncClient, manners: Manners) -> None:
        self.client, self.manners = client, manners
        self.next: dict[str, float] = {}

    async def ask(self, url: str) -> Answer:
        """One address, tried again once when the fault may be a passing one."""
        for last in range(_TRIES):
            answer = await self._follow(url)
            if answer.state is not Reached.DEAD or answer.status in range(300, 500) or last == _TRIES - 1:
                break
        return answer

    async def _follow(self, url: str) -> Answer:
        at, seen, forever, status = url, set[str](), True, 0
        for _ in range(_HOPS + 1):
            if _unfit(at):
                hop = f"跳转到了不是网页的地址 {at[:120]}"
                return Answer(url, Reached.UNSURE, hop) if at != url else Answer(url, Reached.DEAD, "不是完整的网址")
            if at in seen:
                return Answer(url, Reached.DEAD, "网页来回跳转，打不开", status=status)
            seen.add(at)
            await self._wait(_host(at))
            try:
                async with asyncio.timeout(self.manners.timeout), self._get(at) as response:
                    status = response.status_code
                    if response.next_request is None:
                        return await _judge(url, at, response, moved=forever and at != url)
                    forever = forever and status in _FOREVER
                    at = str(response.next_request.url)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, ValueError) as error:
                return _failed(url, at, error)
        return Answer(url, Reached.DEAD, f"跳转超过 {_HOPS} 次", status=status)

    async def _wait(self, host: str) -> None:
        """Let the pause since the last request to a host go by."""
        now = asyncio.get_running_loop().time()
        begin = max(now, self.next.get(host, now))
        self.next[host] = begin + self.manners.pause
        await asyncio.sleep(begin - now)

    @asynccontextmanager
    async def _get(self, url: str) -> AsyncIterator[httpx.Response]:
        async with self.client.stream("GET", url, follow_redirects=False) as response:
            yield response


def _unfit(url: str) -> bool:
    """Whether an address is none of the web."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return True
    return parts.scheme not in {"http", "https"} or not _host(url) or _ODD.search(url) is not None


_ODD = re.compile(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]")


def _failed(url: str, at: str, error: Exception) -> Answer:
    """An address that gave no answer at all."""
    hop = "" if at == url else f"跳转到 {at[:120]}，"
    if isinstance(error, InnerError):
        return Answer(url, Reached.UNSURE, f"{hop}这是内部网络的地址，没有访问")
    if isinstance(error.__cause__, SSLError) or "CERTIFICATE" in str(error).upper():
        return Answer(url, Reached.UNSURE, f"{hop}网站的安全证书核对不上")
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return Answer(url, Reached.DEAD, f"{hop}等不到网页，超过了时限")
    if isinstance(error, socket.gaierror):
        return Answer(url, Reached.DEAD, f"{hop}没有这个网站，域名查不到")
    return Answer(url, Reached.DEAD, f"{hop}连不上网站")


async def _judge(url: str, at: str, response: httpx.Response, *, moved: bool) -> Answer:
    """What an address that answered comes to."""
    status = response.status_code
    if status in _SHY:
        return Answer(url, Reached.UNSURE, f"网站不让程序访问（{status}）", status=status)
    if not response.is_success:
        gone = {404: "网页不存在（404）", 410: "网页已经撤下（410）"}
        fault = gone.get(status) or (f"网站出错（{status}）" if response.is_server_error else f"网站不给看（{status}）")
        return Answer(url, Reached.DEAD, fault, status=status)
    title = _title(await _beginning(response), response.charset_encoding or "")
    if _GONE.search(title):
        return Answer(url, Reached.DEAD, f"网页上写着“{title[:40]}”", status=status)
    if at != url and _is_front(at) and not _is_front(url):
        return Answer(url, Reached.DEAD, "跳到了网站首页，看不到原来的内容", at, status)
    return (
        Answer(url, Reached.MOVED, f"永久迁移到 {at}", at, status)
        if moved
        else Answer(url, Reached.LIVE, status=status)
    )


_GONE = re.compile(
    r"\b404\b|\bnot found\b"
    r"|(?:页面|网页|文章|信息|内容|资源|文件)(?:未找到|找不到|不存在|已(?:经)?(?:被)?(?:删除|撤下|下架|失效))"
    r"|找不到(?:您)?(?:要)?(?:访问|查找|浏览)?的?(?:页面|网页)",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_FRONT = re.compile(r"/?(?:(?:index|default|home)\.(?:html?|shtml|php|jsp|aspx?))?", re.IGNORECASE)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


async def _beginning(response: httpx.Response) -> bytes:
    """The first bytes of a page that came as it is; of others none, for nothing is unpacked."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return b""
    data = b""
    async for part in response.aiter_raw():
        data += part
        if len(data) >= _BYTES:
            break
    return data[:_BYTES]


def _title(page: bytes, charset: str) -> str:
    found = _TITLE.search(page)
    if found is None:
        return ""
    named = _CHARSET.search(page)
    for name in filter(None, (charset, named[1].decode("ascii") if named else "", "utf-8")):
        try:
            return " ".join(found[1].decode(name).split())
        except (LookupError, ValueError):  # a name of no charset, or of one that is none of text
            continue
    return " ".join(found[1].decode("gb18030", "replace").split())


# ── the guard ────────────────────────────────────────────────────────────────

_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(ip: Ip) -> bool:
    """Whether a network address is of the public internet, also the one that is wrapped in it."""
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast


class _Guard(httpx.AsyncBaseTransport):
    """Looks a host up itself and connects to the address it has looked at, so that no second look-up can differ.

    No connection is kept: a pool by address would serve one host's requests on another's.
    """

    def __init__(self, *, private: bool) -> None:
        self.private = private
        self.inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first of the host's addresses that may be asked and can be reached."""
        host = request.url.raw_host.decode("ascii")
        found = await asyncio.get_running_loop().getaddrinfo(host, request.url.port, type=socket.SOCK_STREAM)
        ips = dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found)
        fit = [ip for ip in ips if self.private or is_public(ip)]
        if not fit:
            raise InnerError(host, request=request)
        for ip in fit[:-1]:
            try:
                return await self.inner.handle_async_request(_pinned(request, ip, host))
            except httpx.ConnectError:
                continue
        return await self.inner.handle_async_request(_pinned(request, fit[-1], host))

    async def aclose(self) -> None:
        """Close what is open."""
        await self.inner.aclose()


def _pinned(request: httpx.Request, ip: Ip, host: str) -> httpx.Request:
    """The request to a network address, with the host's name in its Host and its TLS."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(ip)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
