"""Addresses asked on a server of our own, on this machine's loopback: every way in which a site can answer, or not."""

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

import pytest

from conftest import Gkcat
from gkcat.duties import answers, links
from gkcat.duties.answers import Reached
from gkcat.duties.links import Manners, ask

FAST = Manners(pause=0, timeout=0.6, private=True)
HTML = "text/html; charset=utf-8"
PAGES = {
    "/live": (200, HTML, "<title>征地补偿方案</title>"),
    "/no-title": (200, HTML, "正文"),
    "/gbk": (200, "text/html", "<meta charset=gbk><title>征地补偿</title>"),
    "/gone-in-words": (200, HTML, "<title>\n 您访问的页面不存在 \n</title>"),
    "/gone-in-gbk": (200, "text/html", "<meta charset='gbk'><title>页面不存在</title>"),
    "/gone-in-odd-charset": (200, "text/html; charset=klingon", "<title>404 - 出错了</title>"),
    "/gone-in-no-charset": (200, "text/html", "<meta charset=undefined><title>404 - 出错了</title>"),
    "/index.html": (200, HTML, "<title>首页</title>"),
    "/404": (404, HTML, ""),
    "/410": (410, HTML, ""),
    "/451": (451, HTML, ""),
    "/412": (412, HTML, ""),
    "/500": (500, HTML, ""),
}
MOVES = {
    "/301": (301, "/live"),
    "/308-301": (308, "/301"),
    "/302": (302, "/live"),
    "/301-302": (301, "/302"),
    "/loop": (302, "/loop2"),
    "/loop2": (302, "/loop"),
    "/home": (302, "/index.html"),
    "/to-404": (301, "/404"),
    "/ftp": (302, "ftp://www.example.gov.cn/1"),
    "/broken": (302, "http://[::1"),
    "/private": (302, "http://127.0.0.2:9/inner"),
}


class Handler(BaseHTTPRequestHandler):
    """A site on which everything goes wrong at its own address."""

    asked: ClassVar[Counter[str]] = Counter()
    hosts: ClassVar[set[str]] = set()
    times: ClassVar[list[float]] = []

    def do_GET(self) -> None:
        path = self.path
        self.asked[path] += 1
        self.hosts.add(self.headers["Host"])
        self.times.append(time.monotonic())
        if path in PAGES:
            status, kind, text = PAGES[path]
            self._answer(status, text.encode("gbk" if "gbk" in path else "utf-8"), {"Content-Type": kind})
        elif path in MOVES:
            status, to = MOVES[path]
            self._answer(status, b"", {"Location": to})
        elif path.startswith("/hop"):
            self._answer(302, b"", {"Location": f"/hop{int(path[4:]) + 1}"})
        elif path == "/flaky":
            self._answer(500 if self.asked[path] == 1 else 200, b"", {"Content-Type": HTML})
        elif path == "/packed":
            self._answer(200, b"\x1f\x8b not really", {"Content-Encoding": "gzip"})
        else:
            self._slow(path)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _slow(self, path: str) -> None:
        """Never an answer (/hang), one sign at a time (/drip), or without end (/huge)."""
        if path == "/hang":
            time.sleep(1.5)
            return
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(20 if path == "/drip" else 4000):
                self.wfile.write(b"<" if path == "/drip" else b"x" * 65536)
                if path == "/drip":
                    time.sleep(0.1)
        except OSError:
            self.asked["hung up"] += 1

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


TOLD = {
    "/live": (Reached.LIVE, ""),
    "/no-title": (Reached.LIVE, ""),
    "/gbk": (Reached.LIVE, ""),
    "/packed": (Reached.LIVE, ""),
    "/302": (Reached.LIVE, ""),
    "/301-302": (Reached.LIVE, ""),
    "/flaky": (Reached.LIVE, ""),
    "/huge": (Reached.LIVE, ""),
    "/index.html": (Reached.LIVE, ""),
    "/301": (Reached.MOVED, "永久迁移到 {site}/live"),
    "/308-301": (Reached.MOVED, "永久迁移到 {site}/live"),
    "/404": (Reached.DEAD, "网页不存在（404）"),
    "/410": (Reached.DEAD, "网页已经撤下（410）"),
    "/451": (Reached.DEAD, "网站不给看（451）"),
    "/500": (Reached.DEAD, "网站出错（500）"),
    "/to-404": (Reached.DEAD, "网页不存在（404）"),
    "/gone-in-words": (Reached.DEAD, "网页上写着“您访问的页面不存在”"),
    "/gone-in-gbk": (Reached.DEAD, "网页上写着“页面不存在”"),
    "/gone-in-odd-charset": (Reached.DEAD, "网页上写着“404 - 出错了”"),
    "/gone-in-no-charset": (Reached.DEAD, "网页上写着“404 - 出错了”"),
    "/home": (Reached.DEAD, "跳到了网站首页，看不到原来的内容"),
    "/loop": (Reached.DEAD, "网页来回跳转，打不开"),
    "/hop1": (Reached.DEAD, "跳转超过 5 次"),
    "/hang": (Reached.DEAD, "等不到网页，超过了时限"),
    "/drip": (Reached.DEAD, "等不到网页，超过了时限"),
    "/412": (Reached.UNSURE, "网站不让程序访问（412）"),
    "/ftp": (Reached.UNSURE, "跳转到了不是网页的地址 ftp://www.example.gov.cn/1"),
    "/broken": (Reached.DEAD, "连不上网站"),
}


@pytest.mark.parametrize("path", TOLD)
def test_each_way_to_answer(path: str, site: str) -> None:
    state, told = TOLD[path]
    (answer,) = ask([site + path], FAST).values()
    assert (answer.state, answer.told) == (state, told.format(site=site))


def test_much_is_never_read(site: str) -> None:
    before = time.monotonic()
    ask([f"{site}/huge"], Manners(pause=0, timeout=20, private=True))
    assert time.monotonic() - before < 10  # 256 MB would come, 64 KB are read


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert ask([url], FAST)[url].told == "连不上网站"


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert ask(["http://nowhere.invalid/1"], FAST)["http://nowhere.invalid/1"].told == "没有这个网站，域名查不到"


@pytest.mark.parametrize(
    "url", ["http://[", "http://a b/", "javascript:alert(1)", "file:///etc/passwd", "", "http:///x"]
)
def test_what_is_no_address_is_not_asked(url: str) -> None:
    answer = ask([url], FAST)[url]
    assert (answer.state, answer.told) == (Reached.DEAD, "不是完整的网址")


def test_a_certificate_that_does_not_fit_is_for_people_to_judge(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx  # noqa: PLC0415 - only here

    async def refuse(*_: object) -> None:
        message = "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"
        raise httpx.ConnectError(message)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", refuse)
    assert ask([f"{site}/live"], FAST)[f"{site}/live"].told == "网站的安全证书核对不上"


# ── inner networks ───────────────────────────────────────────────────────────

INNER = (
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "::1 :: fe80::1 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a00:1"
)


@pytest.mark.parametrize("ip", INNER.split())
def test_inner_networks_are_not_public(ip: str) -> None:
    assert not links.is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_public_addresses_are(ip: str) -> None:
    assert links.is_public(ip_address(ip))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_the_loopback_is_not_asked_whatever_it_is_called(host: str, site: str) -> None:
    url = f"http://{host}:{site.rsplit(':', 1)[1]}/secret"
    answer = ask([url], Manners(pause=0, timeout=5))[url]
    assert answer.state in {Reached.UNSURE, Reached.DEAD}
    assert not Handler.asked["/secret"]


def only_this_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "is_public", lambda ip: str(ip) == "127.0.0.1")


def test_a_redirect_into_an_inner_network_is_not_followed(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only_this_is_public(monkeypatch)
    (answer,) = ask([f"{site}/private"], Manners(pause=0, timeout=1)).values()
    assert answer.state is Reached.UNSURE
    assert answer.told == "跳转到 http://127.0.0.2:9/inner，这是内部网络的地址，没有访问"


def test_a_name_is_looked_up_once_and_that_address_is_asked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only_this_is_public(monkeypatch)
    looked: list[str] = []

    def rebinding(host: str, port: int, *_: object) -> list[tuple[object, ...]]:
        """Public when looked at first, inner when looked at again."""
        looked.append(host)
        ip = "127.0.0.1" if len(looked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    Handler.hosts.clear()
    url = f"http://www.example.gov.cn:{site.rsplit(':', 1)[1]}/live"
    assert ask([url], Manners(pause=0, timeout=1))[url].state is Reached.LIVE
    assert looked == ["www.example.gov.cn"]
    assert {host.split(":")[0] for host in Handler.hosts} == {"www.example.gov.cn"}


def test_the_next_address_of_a_host_is_tried(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def two(host: str, port: int, *_: object) -> list[tuple[object, ...]]:
        del host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.3", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    url = f"http://www.example.gov.cn:{site.rsplit(':', 1)[1]}/live"
    assert ask([url], FAST)[url].state is Reached.LIVE


# ── manners ──────────────────────────────────────────────────────────────────


def test_one_address_is_asked_once_and_a_host_is_given_a_pause(site: str) -> None:
    Handler.asked.clear()
    Handler.times.clear()
    urls = [f"{site}/live", f"{site}/gbk", f"{site}/live", f"{site}/302"]
    done: list[int] = []
    found = ask(urls, Manners(pause=0.2, timeout=2, private=True), lambda: done.append(1))
    assert [*found] == [urls[0], urls[1], urls[3]]
    assert Handler.asked == {"/live": 2, "/gbk": 1, "/302": 1}  # once by itself, once from /302
    assert len(done) == 3
    assert all(later - sooner > 0.15 for sooner, later in zip(Handler.times, Handler.times[1:], strict=False))


# ── the command ──────────────────────────────────────────────────────────────

ITEMS = "units/zrzyj/zhengdi.yaml"


@pytest.fixture
def published(base: Path, site: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base workspace with records on the server: one live, one moved, one dead, one of a stale disclosure."""
    monkeypatch.delenv("CI", raising=False)
    path = base / ITEMS
    text = path.read_text(encoding="utf-8")
    first = "".join(f'          - {{url: "{site}{each}", on: 2026-10-20}}\n' for each in ("/live", "/301", "/404"))
    second = (
        f'          - {{url: "{site}/live?2", on: 2026-10-20}}\n          - {{url: "{site}/412", on: 2026-10-13}}\n'
    )
    old = "        deadline: 自方案拟定之日起10个工作日内\n"
    text = text.replace(old, f"{old}        published:\n{first}")
    old = "        deadline: 自信息形成或者变更之日起20个工作日内\n"
    path.write_text(text.replace(old, f"        deadline: 每月10日前\n        published:\n{second}"), encoding="utf-8")
    PAGES["/live?2"] = PAGES["/live"]
    return base


FLAGS = ("--allow-private", "--pause", "0", "--on", "2026-11-25")


def test_the_command_names_what_is_wrong_and_where(published: Path, site: str, gkcat: Gkcat) -> None:
    ran = gkcat("links", *FLAGS, "--format", "concise", "--root", published)
    assert ran.code == 1
    told = ran.out.replace(site, "SITE")
    stale = (
        "2026-10-20 公开的，已经过期：每月10日前，2026-11-10 到期的还没有公开；请公开（2026年11月），并补记 published"
    )
    assert [line.partition(": ")[2] for line in told.splitlines()] == [
        "GK175 提醒 已迁移：永久迁移到 SITE/live；请改写为 SITE/live [moved-link]",
        "GK174 错误 打不开：网页不存在（404）；请恢复网页，或者改写为现在的网址；已经撤下的，删去这条记录 [dead-link]",
        f"GK176 提醒 {stale} [stale-link]",
        "GK177 提醒 无法核实：网站不让程序访问（412）；请人工打开核对 [unverified-link]",
        "",
    ]
    assert told.splitlines()[0].startswith(f"{ITEMS}:25:19: ")
    assert told.splitlines()[-1] == "检查了 2 个单位、3 个事项、3 条公开内容：1 个错误，3 个提醒。"
    assert ran.err == "访问了 5 个网址：2 个能打开，1 个已迁移，1 个打不开，1 个无法核实。\n"


def test_the_result_is_kept_and_counts_as_evidence(published: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    kept = tmp_path / "links.json"
    ran = gkcat("links", *FLAGS, "--format", "json", "--out", tmp_path / "out", "--root", published)
    body = json.loads(ran.out.partition("已生成")[0])
    kept.write_text(json.dumps(body), encoding="utf-8")
    assert body["summary"] == {"live": 2, "moved": 1, "dead": 1, "unsure": 1}
    assert [each["code"] for each in body["findings"]] == ["GK175", "GK174", "GK176", "GK177"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["网址检查结果.docx", "网址检查结果.xlsx"]
    day, back = answers.read(kept)
    assert str(day) == "2026-11-25"
    assert Counter(each.state.name.lower() for each in back.values()) == body["summary"]
    ran = gkcat("evidence", "--links", kept, "--format", "json", "--on", "2026-11-25", "--root", published)
    total = json.loads(ran.out)["tables"][0]["rows"][-1]
    assert [*total.values()] == ["合计", 3, 2, 2, 0, 0, 66]


def test_nothing_goes_out_in_ci_unless_told(published: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    Handler.asked.clear()
    ran = gkcat("links", *FLAGS, "--root", published)
    assert ran.code == 2
    assert "不访问网络" in ran.err
    assert not Handler.asked
    assert gkcat("links", *FLAGS, "--force", "--root", published).code == 1


def test_a_bar_on_a_terminal(published: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert gkcat("links", *FLAGS, "--root", published).code == 1


def test_a_form_that_is_none(base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert gkcat("links", "--format", "doc", "--root", base).code == 2


def test_without_records_there_is_nothing_to_ask(base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    ran = gkcat("links", "--root", base, "--unit", "jyj")
    assert ran.code == 0
    assert ran.err == "没有公开记录，没有网址可以访问。\n"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"on": "2026-11-25", "links": [{"url": "a", "state": "nice"}]}', "[" * 100_000, "\x00"]
)
def test_a_file_that_is_no_result_is_refused(text: str, tmp_path: Path, base: Path, gkcat: Gkcat) -> None:
    kept = tmp_path / "links.json"
    kept.write_text(text, encoding="utf-8")
    ran = gkcat("evidence", "--links", kept, "--root", base)
    assert ran.code == 2
    assert "不是 gkcat links" in ran.err
