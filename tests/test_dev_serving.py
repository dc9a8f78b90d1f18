"""The dev server as a whole: a small site, real files, real sockets, and a real browser where it counts."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from tornado.websocket import websocket_connect

from sitegen.dev import Event, Failed, Rebuilt, Reloaded, Started, Updated, serve
from sitegen.dev.rebuilds import LAST_BUILD
from sitegen.errors import ContentError, Place, Problem, UsageError

Kind = TypeVar("Kind", Started, Updated, Failed, Reloaded)

CTRL_C = """
import signal, sys
from pathlib import Path
from sitegen.dev import Rebuilt, Started, serve

def tell(event):
    if not isinstance(event, Started):
        print(type(event).__name__, flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)
root = Path(sys.argv[1])
serve(rebuild=Rebuilt, source=root, folder=root / "output", watch=[root], port=0, tell=tell)
print("ended")
"""
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'">"""


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: str


class Shop:
    """A site whose rebuild turns `content/NAME.md` into `NAME/index.html`; it fails where it reads `broken`."""

    def __init__(self, root: Path, base_path: str = "/", host: str = "127.0.0.1") -> None:
        self.root = root
        self.content, self.output = root / "content", root / "output"
        self.events: list[Event] = []
        self.base_path, self.host = base_path, host
        self.pause = 0.0
        self.patient = True
        self.port = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._serve)
        self.write("index", "Welcome")

    def __enter__(self) -> Shop:
        self.thread.start()
        url = self.wait_for(Started).url
        found = re.match(r"http://[^/]+:(\d+)/", url)
        assert found
        self.port = int(found[1])
        self.url = url
        if self.patient:
            self.wait_for_build()
        return self

    def __exit__(self, *details: object) -> None:
        self.stop.set()
        self.thread.join(3)
        assert not self.thread.is_alive()

    def write(self, name: str, text: str) -> None:
        file = self.content / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=2)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            response = connection.getresponse()
            known = {name.lower(): text for name, text in response.getheaders()}
            return Answer(response.status, known, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def wait_for(self, kind: type[Kind], after: int = 0) -> Kind:
        """The first event of a kind, not counting so many events at the beginning."""
        latest = time.monotonic() + 3
        while True:
            for event in self.events[after:]:
                if isinstance(event, kind):
                    return event
            assert time.monotonic() < latest, f"no {kind.__name__} in {self.events}"
            time.sleep(0.005)

    def wait_for_build(self) -> None:
        latest = time.monotonic() + 3
        while not any(isinstance(event, Updated | Failed) for event in self.events):
            assert time.monotonic() < latest, self.events
            time.sleep(0.005)

    def _serve(self) -> None:
        serve(
            rebuild=self._rebuild,
            source=self.root,
            folder=self.output,
            watch=[self.root],
            ignore=[self.output],
            host=self.host,
            port=self.port,
            base_path=self.base_path,
            tell=self.events.append,
            stop=self.stop,
        )

    def style(self, text: str) -> None:
        (self.content / "look.css").write_text(text)

    def _rebuild(self) -> Rebuilt:
        time.sleep(self.pause)
        texts = {file: file.read_text() for file in sorted(self.content.rglob("*.md"))}
        self._complain(texts)
        paths, drafts = [], set()
        for file, text in texts.items():
            name = file.relative_to(self.content).with_suffix("").as_posix()
            name = "index.html" if name == "index" else f"{name}/index.html"
            page = f"<!doctype html><head>{POLICY}</head><body><h1>{text}</h1></body>"
            target = self.output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_text() != page:
                target.write_text(page)
                paths.append(name)
            if "draft" in text:
                drafts.add(name)
        style = self.content / "look.css"
        if style.exists():
            (self.output / "look.css").write_text(style.read_text())
            paths.append("look.css")
        return Rebuilt(tuple(paths), drafts=frozenset(drafts))

    def _complain(self, texts: dict[Path, str]) -> None:
        problems = [
            Problem(Place(file.relative_to(self.root).as_posix(), number, "title"), "It is broken", "Mend it")
            for file, text in texts.items()
            for number, line in enumerate(text.split("\n"), start=1)
            if "broken" in line or not text
        ]
        if problems:
            raise ContentError(problems)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop(tmp_path) as shop:
        yield shop


def test_it_says_where_it_is_then_builds_and_shows(shop: Shop) -> None:
    started, updated = shop.events
    assert isinstance(started, Started)
    assert started.phone == f"{started.url}__phone/"
    assert isinstance(updated, Updated)
    assert updated.rebuilt.paths == ("index.html",)
    assert "<h1>Welcome</h1>" in shop.get("/").body


def test_during_a_long_first_build_pages_of_an_earlier_run_are_shown(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.pause, shop.patient = 0.3, False
    shop.output.mkdir()
    (shop.output / "index.html").write_text("<p>From yesterday")
    with shop:
        assert shop.get("/").body.startswith("<p>From yesterday")
        waiting = shop.get("/soon/")
        assert (waiting.status, "is being built" in waiting.body) == (503, True)
        shop.wait_for(Updated)
        assert "<h1>Welcome</h1>" in shop.get("/").body
        assert shop.get("/soon/").status == 404


def test_a_long_build_does_not_hold_up_the_end(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.pause, shop.patient = 1.6, False
    with shop:
        ended = time.monotonic() + LAST_BUILD + 0.5
    assert time.monotonic() < ended


def test_what_was_built_stays_as_it_is(shop: Shop) -> None:
    shop.get("/")
    assert "livereload" not in (shop.output / "index.html").read_text()


def test_pages_answer_like_a_static_host(shop: Shop) -> None:
    for name in ("products/x/index.html", "@lin/index.html", "花/index.html", "404.html"):
        (shop.output / name).parent.mkdir(parents=True, exist_ok=True)
        (shop.output / name).write_text(f"<p>{name}")
    assert shop.get("/products/x/").body.startswith("<p>products/x/index.html")
    moved = shop.get("/products/x?c=moments")
    assert (moved.status, moved.headers["location"]) == (302, "/products/x/?c=moments")
    for path in ("/@lin/", "/%40lin/"):
        assert shop.get(path).body.startswith("<p>@lin")
    assert shop.get("/%E8%8A%B1/").status == 200
    assert shop.get("/%E8%8A%B1").headers["location"] == "/%E8%8A%B1/"
    missing = shop.get("/nothing/")
    assert (missing.status, missing.body.startswith("<p>404.html")) == (404, True)
    assert missing.headers["content-type"] == "text/html; charset=utf-8"


def test_files_answer_like_a_static_host(shop: Shop) -> None:
    (shop.output / "notes.txt").write_text("0123456789")
    (shop.output / "photo.avif").write_bytes(b"avif")
    answer = shop.get("/notes.txt?v=1", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert (answer.status, answer.body) == (200, "0123456789")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    part = shop.get("/notes.txt", Range="bytes=2-4")
    assert (part.status, part.body, part.headers["content-range"]) == (206, "234", "bytes 2-4/10")
    assert shop.get("/photo.avif").headers["content-type"] == "image/avif"


def test_only_reading_is_possible(shop: Shop) -> None:
    head = shop.get("/", method="HEAD")
    assert (head.status, head.body) == (200, "")
    assert int(head.headers["content-length"]) > 100
    for method in ("POST", "PUT", "DELETE"):
        assert shop.get("/", method=method).status == 405


def test_nothing_outside_the_folder_is_served(shop: Shop) -> None:
    (shop.root / "secret").write_text("secret words")
    climbing = ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/x/%2e%2e/%2e%2e/secret", "//secret"]
    for path in [*climbing, "/%00", "/%ff"]:
        answer = shop.get(path)
        assert answer.status in (400, 404)
        assert "secret words" not in answer.body


def test_other_host_names_are_turned_away(shop: Shop) -> None:
    for path in ("/", "/notes.txt", "/__phone/", "/livereload"):
        assert shop.get(path, Host="evil.example").status == 403
    assert shop.get("/", Host=f"localhost:{shop.port}").status == 200


def test_a_base_path(tmp_path: Path) -> None:
    with Shop(tmp_path, base_path="/sub.shop") as shop:
        assert shop.url.endswith("/sub.shop/")
        assert shop.get("/sub.shop/").status == 200
        for path in ("/", "/sub.shop"):
            assert shop.get(path).headers["location"] == "/sub.shop/"
        outside = shop.get("/products/x/")
        assert outside.status == 404
        assert 'href="/sub.shop/products/x/"' in outside.body
        assert shop.get("/subXshop/").status == 404
        assert 'src="/sub.shop/"' in shop.get("/__phone/").body


def test_the_phone_frame_shows_pages_of_the_site_only(shop: Shop) -> None:
    assert shop.get("/__phone").headers["location"] == "/__phone/"
    assert 'src="/products/x/"' in shop.get("/__phone/?path=/products/x/").body
    for path in ("//evil.example/", "javascript:alert(1)", "https://evil.example/", "/%5Cevil.example"):
        assert '<iframe src="/"' in shop.get(f"/__phone/?path={path}").body
    assert "frame.css" in shop.get("/", Sec_Fetch_Dest="iframe").body


def test_drafts_carry_a_badge_while_they_are_drafts(shop: Shop) -> None:
    so_far = len(shop.events)
    shop.write("soon", "a draft")
    shop.wait_for(Updated, after=so_far)
    assert 'class="sitegen-draft"' in shop.get("/soon/").body
    assert shop.get("/__dev/draft.css").headers["content-type"] == "text/css; charset=utf-8"
    assert 'class="sitegen-draft"' not in shop.get("/").body


def test_a_failure_replaces_pages_until_it_is_mended(shop: Shop) -> None:
    so_far = len(shop.events)
    shop.write("index", "Fine\nThis is broken")
    failed = shop.wait_for(Failed, after=so_far)
    assert failed.changed == ("content/index.md",)
    assert failed.failure.problems[0].place == Place("content/index.md", 2, "title")
    answer = shop.get("/any/page")
    assert answer.status == 500
    assert "content/index.md:2" in answer.body
    assert '<span class="marked"><i>2</i>This is broken</span>' in answer.body
    assert shop.get("/missing.css").status == 404
    so_far = len(shop.events)
    shop.write("index", "Fine\nThis is mended")
    shop.wait_for(Updated, after=so_far)
    assert "This is mended" in shop.get("/").body


def test_a_site_that_is_broken_from_the_start_is_served_too(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("index", "broken")
    with shop:
        assert isinstance(shop.events[1], Failed)
        assert shop.get("/").status == 500


def test_an_emptied_and_then_written_file_is_never_a_failure(shop: Shop) -> None:
    so_far = len(shop.events)
    with (shop.content / "index.md").open("w") as file:
        time.sleep(0.1)
        file.write("Written")
    shop.wait_for(Updated, after=so_far)
    assert not any(isinstance(event, Failed) for event in shop.events)
    assert "Written" in shop.get("/").body


def test_open_pages_are_told_when_something_was_written_and_only_then(shop: Shop) -> None:
    def edit() -> None:
        shop.write("index", "Welcome")  # the same words
        shop.wait_for(Updated, after=2)
        shop.write("index", "Good day")

    assert _messages(shop, edit) == [{"command": "reload", "path": "*", "liveCSS": True}]
    assert shop.wait_for(Reloaded).browsers == 1


def test_a_page_from_before_a_rebuild_is_told_at_once(shop: Shop) -> None:
    (message,) = _messages(shop, lambda: None, version="served-earlier")
    assert message["command"] == "reload"


def test_a_strangers_page_may_not_listen(shop: Shop) -> None:
    answer = shop.get(
        "/livereload",
        Upgrade="websocket",
        Connection="Upgrade",
        Origin="https://evil.example",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert answer.status == 403


def test_an_asked_for_port_that_is_taken_is_wrong_usage(shop: Shop) -> None:
    with pytest.raises(UsageError, match=f"port {shop.port} is in use"):
        serve(
            rebuild=Rebuilt,
            source=shop.root,
            folder=shop.output,
            watch=[shop.root],
            port=shop.port,
            tell=print,
        )


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Shop(tmp_path) as shop:
        shop.get("/missing")
        shop.get("/", method="POST")
        with socket.create_connection(("127.0.0.1", shop.port)) as rude:
            rude.sendall(b"not http\r\n\r\n")
            rude.recv(100)
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", CTRL_C, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "Updated\n"
        running.send_signal(signal.SIGINT)
        assert running.stdout.read() == "ended\n"
    assert running.returncode == 0


def _messages(shop: Shop, act: Callable[[], None], version: str | None = None) -> list[dict[str, str]]:
    """What an open page is told: say hello as livereload.js does, act, and listen for the first message."""
    found = re.search(r"snipver=([\w-]+)", shop.get("/").body)
    assert found

    async def listen() -> list[dict[str, str]]:
        page = await websocket_connect(f"ws://127.0.0.1:{shop.port}/livereload")
        protocols = ["http://livereload.com/protocols/official-7"]
        await page.write_message(
            json.dumps({"command": "hello", "protocols": protocols, "snipver": version or found[1]})
        )
        assert json.loads(str(await page.read_message()))["command"] == "hello"
        await page.write_message(json.dumps({"command": "info", "url": shop.url, "plugins": {}}))
        await asyncio.sleep(0.02)
        await asyncio.to_thread(act)
        messages = [json.loads(str(await asyncio.wait_for(page.read_message(), 2)))]
        page.close()
        assert await page.read_message() is None
        return messages

    with ThreadPoolExecutor(1) as apart:  # a browser may keep this thread's event loop busy
        return apart.submit(asyncio.run, listen()).result()
