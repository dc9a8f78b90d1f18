"""The dev server as a whole: a small site, real files, real sockets, and a real browser where it counts."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from sitegen.dev import Event, Failed, Rebuilt, Reloaded, Started, Turn, Updated, serve
from sitegen.errors import ContentError, Place, Problem, UsageError

Kind = TypeVar("Kind", Started, Updated, Failed, Reloaded)

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
        self.pause = self.rest = 0.0
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

    def _rebuild(self, turn: Turn) -> Rebuilt:
        time.sleep(self.pause)
        texts = {file: file.read_text() for file in sorted(self.content.rglob("*.md"))}
        self._complain(texts)
        pages = {self._name(file): text for file, text in texts.items()}
        drafts = frozenset(name for name, text in pages.items() if "draft" in text)
        if opened := turn.opened & pages.keys():
            turn.show(Rebuilt(self._written({name: pages[name] for name in opened}), drafts=drafts))
        for _ in range(round(self.rest / 0.01)):
            turn.go_on()
            time.sleep(0.01)
        return Rebuilt((*self._written(pages), *self._styled()), drafts=drafts)

    def _name(self, file: Path) -> str:
        name = file.relative_to(self.content).with_suffix("").as_posix()
        return "index.html" if name == "index" else f"{name}/index.html"

    def _written(self, pages: dict[str, str]) -> tuple[str, ...]:
        paths = []
        for name, text in pages.items():
            page = f"<!doctype html><head>{POLICY}</head><body><h1>{text}</h1></body>"
            target = self.output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_text() != page:
                target.write_text(page)
                paths.append(name)
        return tuple(paths)

    def _styled(self) -> tuple[str, ...]:
        style = self.content / "look.css"
        if not style.exists():
            return ()
        (self.output / "look.css").write_text(style.read_text())
        return ("look.css",)

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


def test_an_asked_for_port_that_is_taken_is_wrong_usage(shop: Shop) -> None:
    with pytest.raises(UsageError, match=f"port {shop.port} is in use"):
        serve(
            rebuild=lambda turn: Rebuilt(),
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
