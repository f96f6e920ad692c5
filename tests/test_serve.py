"""The preview: this machine only, nothing outside the site, shown again after a save."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Gkcat
from gkcat import RefusedError
from gkcat.build import Choice, preview
from gkcat.cli import make
from gkcat.serve import HOST, Bell, inside, serve, server
from gkcat.workspace import Workspace


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "out" / "site"
    (folder / "units").mkdir(parents=True)
    (folder / "index.html").write_text("<head></head>首页", encoding="utf-8")
    (folder / "404.html").write_text("<head></head>没有", encoding="utf-8")
    (folder / "units" / "民政.html").write_text("<head></head>民政", encoding="utf-8")
    (folder / "a.js").write_text("1", encoding="utf-8")
    (tmp_path / "out" / "secret").write_text("secret", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "out" / "secret")
    (folder / "up").symlink_to(tmp_path)
    return folder


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def port(site: Path, bell: Bell) -> Iterator[int]:
    with server(site, 0, bell, patience=0.2) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made.server_port
        made.shutdown()


def ask(port: int, path: str, method: str = "GET", host: str = "") -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers


@pytest.mark.parametrize(
    "path",
    ["//[", "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/link", "/up/out/secret", "//etc/passwd", "/etc/passwd",
     "/a.js%00", "/..\\secret", "/units", "/none.html", "/../site/../secret", "/units/../../secret"],
)  # fmt: skip
def test_nothing_outside_the_site_is_found(path: str, site: Path, port: int) -> None:
    assert inside(site, path) is None
    status, body, _ = ask(port, path)
    assert status == 404
    assert "secret" not in body


@pytest.mark.parametrize(
    ("path", "kind", "word"),
    [("/", "text/html", "首页"), ("/index.html?q=1", "text/html", "首页"),
     ("/units/%E6%B0%91%E6%94%BF.html", "text/html", "民政"),
     ("/a.js", "text/javascript", "1")],
)  # fmt: skip
def test_files_of_the_site_are_served_with_their_kind(path: str, kind: str, word: str, port: int) -> None:
    status, body, headers = ask(port, path)
    assert status == 200
    assert headers["Content-Type"].startswith(kind)
    assert word in body
    assert ("gkcat-watch.js" in body) == (kind == "text/html")


def test_head_has_no_body_and_no_cache_is_kept(port: int) -> None:
    status, body, headers = ask(port, "/", "HEAD")
    assert (status, body) == (200, "")
    assert headers["Cache-Control"] == "no-store"


def test_pages_of_other_names_are_refused(port: int) -> None:
    assert ask(port, "/", host="evil.example")[0] == 403
    assert ask(port, "/", host=f"localhost:{port}")[0] == 200


def test_the_waiting_script_comes_back_by_itself_or_reloads(port: int, bell: Bell) -> None:
    assert "createElement" in ask(port, "/gkcat-wait.js")[1]
    found: list[str] = []
    waiting = threading.Thread(target=lambda: found.append(ask(port, "/gkcat-wait.js")[1]))
    waiting.start()
    while waiting.is_alive():
        bell.ring()
        waiting.join(0.01)
    assert found == ["location.reload();"]


def test_who_leaves_the_page_while_it_waits_is_not_a_fault(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Without care the terminal is full of traceback after a few clicks."""
    for _ in range(3):
        with socket.create_connection((HOST, port)) as waiting:
            waiting.sendall(b"GET /gkcat-wait.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            waiting.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.5)  # longer than the server's patience: all have been answered
    assert capfd.readouterr().err == ""


def test_the_page_does_not_wait_for_the_script_that_waits(port: int) -> None:
    status, body, _ = ask(port, "/gkcat-watch.js")
    assert status == 200
    assert body.startswith("addEventListener('load',")


def test_only_this_machine_can_ask(site: Path, bell: Bell) -> None:
    with server(site, 0, bell) as made:
        assert made.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said_in_a_sentence(site: Path, bell: Bell, port: int) -> None:
    with pytest.raises(RefusedError, match=f"端口 {port} 用不了"):
        server(site, port, bell)


def test_nothing_is_built_for_a_port_that_cannot_be_had(base: Path, gkcat: Gkcat, port: int) -> None:
    ran = gkcat("serve", "--port", str(port), cwd=base)
    assert ran.code == 2
    assert f"端口 {port} 用不了" in ran.err
    assert "检查了" not in ran.out


def test_each_save_builds_again_and_a_failed_build_does_not_reload(site: Path) -> None:
    built: list[str] = []
    told: list[str] = []

    def again(saved: str) -> bool:
        built.append(saved)
        return len(built) > 2

    serve(site, 0, "first", ["a", "b"], again, told.append)
    assert built == ["first", "a", "b"]
    assert told[0].startswith("http://127.0.0.1:")


def test_gkcat_serve_builds_at_each_save_and_lives_through_a_catalogue_it_cannot_read(
    base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved(_: Workspace) -> Iterator[list[str]]:
        item, head = base / "units/zrzyj/zhengdi.yaml", base / "catalog/catalog.yaml"
        yield [str(item)]
        text = head.read_text(encoding="utf-8")
        head.write_text("", encoding="utf-8")
        yield [str(head)]
        head.write_text(text, encoding="utf-8")
        yield [str(item)]

    monkeypatch.setattr(make, "saves", saved)
    ran = gkcat("serve", "--port", "0", cwd=base)
    assert ran.code == 0
    assert ran.out.count("检查了") == 4
    assert "预览：http://127.0.0.1:" in ran.out
    assert "--> catalog/catalog.yaml:1:1" in ran.out
    assert ran.err.count("有文件读不下去，网页先不更新") == 1


def test_gkcat_serve_says_what_is_wrong_and_keeps_the_site_while_a_file_cannot_be_read(
    base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = base / "units/zrzyj/zhengdi.yaml"
    sound = items.read_text(encoding="utf-8")
    shown: list[bool] = []

    def served(
        site: Path,
        _: int,
        first: list[str],
        saved: Iterator[list[str]],
        again: Callable[[list[str]], bool],
        *__: object,
    ) -> None:
        again(first)
        page = site / "items/zrzyj/zd-001.html"
        for each in saved:
            shown.append(again(each))
            assert page.is_file(), "what could be seen before can be seen still"
            shown.append("用地补偿" in page.read_text(encoding="utf-8"))

    def saved(_: Workspace) -> Iterator[list[str]]:
        for text in (sound.replace("items:", "items"), sound.replace("征地补偿", "用地补偿"),
                     sound.replace("决策", "决测")):  # fmt: skip
            items.write_text(text, encoding="utf-8")
            yield [str(items)]

    monkeypatch.setattr(make, "saves", saved)
    monkeypatch.setattr("gkcat.serve.serve", served)
    ran = gkcat("serve", cwd=base)
    assert shown == [False, False, True, True, True, False]
    assert ran.err.count("有文件读不下去，网页先不更新") == 1
    assert "units/zrzyj/zhengdi.yaml:9:" in ran.out
    assert "决测" in ran.out, "an error of another kind is told as well, and shown"


def test_the_first_preview_of_a_catalogue_that_cannot_be_read_says_so_and_waits(
    base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch
) -> None:
    (base / "catalog/catalog.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr(make, "saves", lambda _: iter(()))
    ran = gkcat("serve", "--port", "0", cwd=base)
    assert ran.code == 0
    assert "catalog/catalog.yaml 读不下去" in ran.err


# ── only what changed ────────────────────────────────────────────────────────

DRAFT = Choice(formats=("html",), draft=True)


def whole(base: Path, folder: Path) -> dict[str, bytes]:
    """The site built from nothing, by path."""
    preview(Workspace(base), folder, DRAFT)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def inodes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in (folder / "site").rglob("*.html")}


def test_a_save_of_items_writes_the_pages_of_no_other_unit_and_the_same_site(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    preview(Workspace(base), out, DRAFT)
    before = inodes(out)
    path = base / "units/zrzyj/zhengdi.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("征地", "用地"), encoding="utf-8")
    preview(Workspace(base), out, DRAFT, saved=[str(path)])
    after = inodes(out)
    same = {name for name in after if before.get(name) == after[name]}
    assert {name for name in after if "jyj" in name} <= same
    assert not {name for name in after if "zrzyj" in name or name.count("/") == 1} & same
    kept = {each.relative_to(out).as_posix(): each.read_bytes() for each in out.rglob("*") if each.is_file()}
    assert kept == whole(base, tmp_path / "new")


@pytest.mark.parametrize("name", ["units/jyj/unit.yaml", "catalog/catalog.yaml", "units/jyj", "/elsewhere/a.yaml"])
def test_a_save_that_may_concern_all_writes_all(name: str, base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    preview(Workspace(base), out, DRAFT)
    before = inodes(out)
    preview(Workspace(base), out, DRAFT, saved=[str(base / name)])
    after = inodes(out)
    assert {*before} == {*after}
    assert not {name for name in after if before[name] == after[name]}
