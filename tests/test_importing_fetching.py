"""Pictures from the web, from a server that does everything a server can do wrong."""

from __future__ import annotations

import http.server
import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from sitegen.importers.fetching import Fetcher, NotFetched, is_public
from tests.importing_world import Shop, soap

LARGEST = 100_000


def photo() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 50), "#88aa66").save(data, "JPEG")
    return data.getvalue()


class Server(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one list for the whole server

    def do_GET(self) -> None:  # noqa: C901 - one case after the other
        Server.asked.append(self.path)
        port = self.server.server_address[1]
        match self.path.partition("?")[0]:
            case "/a.jpg" | "/b%20c.jpg":
                self.answer(200, photo())
            case "/moved":
                self.answer(302, b"", Location="/a.jpg")
            case "/away":
                self.answer(302, b"", Location=f"http://localhost:{port}/a.jpg")
            case "/file":
                self.answer(302, b"", Location="file:///etc/passwd")
            case "/round":
                self.answer(302, b"", Location="/round")
            case "/page":
                self.answer(200, b"<html>", kind="text/html")
            case "/lie.jpg":
                self.answer(200, b"<html>no picture</html>")
            case "/large":
                self.answer(200, b"x" * (LARGEST + 1))
            case "/endless":
                self.answer(200, b"x" * (LARGEST + 1), length=False)
            case "/busy" if Server.asked.count("/busy") == 1:
                self.answer(429, b"", **{"Retry-After": "1"})
            case "/busy":
                self.answer(200, photo())
            case _:
                self.answer(404, b"")

    def answer(self, status: int, body: bytes, kind: str = "image/jpeg", length: bool = True, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Server.asked = []
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


@pytest.fixture
def fetcher() -> Fetcher:
    """As if this computer were on the open internet."""
    return Fetcher(public=lambda address: address == "127.0.0.1", pause=0.0, largest=LARGEST)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:10.0.0.1", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_addresses_inside_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are() -> None:
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


def test_nothing_is_fetched_from_this_computer(server: str) -> None:
    with pytest.raises(NotFetched, match="not on the open internet"):
        Fetcher().fetch(f"{server}/a.jpg")
    with pytest.raises(NotFetched, match="not on the open internet"):
        Fetcher().fetch(f"{server}/a.jpg".replace("127.0.0.1", "localhost"))
    assert Server.asked == []


@pytest.mark.parametrize("path", ["a.jpg", "moved", "b c.jpg", "a.jpg?size=1 2"])
def test_pictures_are_fetched(server: str, fetcher: Fetcher, path: str) -> None:
    assert fetcher.fetch(f"{server}/{path}").data == photo()


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/file", "only http and https"), ("/round", "redirects too often"), ("/page", "`text/html`, no picture"),
     ("/large", "larger than"), ("/endless", "larger than"), ("/none", "answers 404")],
)  # fmt: skip
def test_what_is_not_fetched_has_a_reason(server: str, fetcher: Fetcher, path: str, reason: str) -> None:
    with pytest.raises(NotFetched, match=reason):
        fetcher.fetch(server + path)


def test_a_redirect_does_not_lead_into_a_network(server: str) -> None:
    seen: list[str] = []

    def once(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1

    with pytest.raises(NotFetched, match="not on the open internet"):
        Fetcher(public=once, pause=0.0).fetch(f"{server}/away")


def test_a_busy_server_is_given_the_time_it_asks_for(server: str, fetcher: Fetcher) -> None:
    before = time.monotonic()
    fetcher.fetch(f"{server}/busy")
    assert time.monotonic() - before >= 1


def test_a_host_is_not_asked_again_at_once(server: str) -> None:
    fetcher = Fetcher(public=lambda address: True, pause=0.3)
    before = time.monotonic()
    for _ in range(2):
        fetcher.fetch(f"{server}/a.jpg")
    assert time.monotonic() - before >= 0.3


@pytest.mark.parametrize(
    "address", ["ftp://a.example/a.jpg", "file:///etc/passwd", "data:image/png;base64,AA", "http://u:p@a.example/"]
)
def test_only_plain_web_addresses_are_fetched(fetcher: Fetcher, address: str) -> None:
    with pytest.raises(NotFetched):
        fetcher.fetch(address)


def test_downloaded_pictures_are_photos_and_fetched_once(tmp_path: Path, server: str, fetcher: Fetcher) -> None:
    shop = Shop(tmp_path)
    rows = [soap(Image_Src=f"{server}/a.jpg", Image_Alt_Text="Green")]
    rows += [{"Handle": "soap", "Image Src": f"{server}/lie.jpg"}]
    rows[0]["Body (HTML)"] = f"<p>Look:</p><img src='{server}/moved' alt='Moved'>"
    assert shop.shopify(*rows) == {"new": 1}
    assert Server.asked == []
    assert shop.shopify(*rows, download=True, fetcher=fetcher) == {"changed": 1}
    text = shop.text("products/soap/index.md")
    assert "photos:\n  - file: a.jpg\n    alt: Green\n---\nLook:\n\n![Moved](moved.jpg)\n" in text
    assert "it is no picture that can be shown" in str(shop.outcomes[0].missing)
    assert shop.world.complaints() == ""
    Server.asked = []
    assert shop.shopify(*rows, download=True, fetcher=fetcher) == {"same": 1}
    assert Server.asked == ["/lie.jpg"]
