"""Requests that want more from the dev server than the pages of the site, spoken over a socket letter by letter."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from tests.test_dev_serving import Shop

SECRET = "the key under the mat"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A served site with secrets around it, hidden in it, and behind links."""
    root = tmp_path_factory.mktemp("served")
    output, outside = root / "output", root / "outside"
    for folder in (output / "x", output / ".git", output / ".well-known", output / "a" / ".hidden", outside):
        folder.mkdir(parents=True)
    secrets = [root / "secret", root / "output-2", outside / "index.html", output / ".git/config", output / ".env"]
    for secret in [*secrets, output / ".sitegen-files", output / "a/.hidden/index.html", output / "x/.page.html.swp"]:
        secret.write_text(SECRET)
    (output / "x/index.html").write_text("<p>a page</p>")
    (output / ".well-known/security.txt").write_text("Contact: mailto:us@shop.example")
    (output / "link.txt").symlink_to(root / "secret")
    (output / "linked").symlink_to(outside)
    (output / "x/up").symlink_to("../..")
    (output / "hidden.txt").symlink_to(".env")
    (output / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(output / "pipe.html")
    with Shop(root) as shop:
        yield shop


def said(shop: Shop, request: bytes, *, hang_up: bool = False) -> bytes:
    """All that the server answers to these bytes."""
    answer = b""
    with socket.create_connection(("127.0.0.1", shop.port), timeout=5) as line:
        line.sendall(request)
        if hang_up:
            line.shutdown(socket.SHUT_WR)
        try:
            while more := line.recv(65536):
                answer += more
        except ConnectionResetError:
            pass
    return answer


def asked(shop: Shop, target: str, host: str | None = None) -> bytes:
    name = host if host is not None else f"127.0.0.1:{shop.port}"
    return said(shop, f"GET {target} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


UP = [
    "..",
    "%2e%2e",
    "%2E%2e",
    ".%2e",
    "%252e%252e",
    "..%00",
    "..;",
    "．．",
    "%c0%ae%c0%ae",
    "%ef%bc%8e%ef%bc%8e",
    "....",
]
SLASH = ["/", "%2f", "%5c", "\\", "//", "%252f", "/./", "∕", "%c0%af"]


def test_no_spelling_of_a_path_leads_out(shop: Shop) -> None:
    tried = 0
    for up in UP:
        for slash in SLASH:
            for beginning in ("/", "/x/", "/x", "//", "/x/../", "/linked/", "/x/up/"):
                for depth in (1, 2, 8):
                    for end in ("secret", "etc/passwd", "output-2", "output/.env"):
                        target = beginning + (up + slash) * depth + end.replace("/", slash)
                        if depth == 8 and end == "output-2":
                            continue
                        tried += 1
                        if tried % 13 == 0:  # every one takes a connection; the rest is for a long evening
                            answer = asked(shop, target)
                            assert status(answer) in (0, 302, 400, 404), target
                            assert SECRET.encode() not in answer
                            assert b"root:" not in answer
    assert tried > 5_000


@pytest.mark.parametrize(
    "target",
    [
        "/.env",
        "/.sitegen-files",
        "/.git/config",
        "/.git/",
        "/%2egit/config",
        "/%2Egit%2fconfig",
        "/a/.hidden/",
        "/a/.hidden/index.html",
        "/x/.page.html.swp",
        "/.well-known/../.env",
        "/link.txt",
        "/hidden.txt",
        "/linked/",
        "/linked/index.html",
        "/x/up/secret",
        "/x/up/output/.env",
        "/passwd",
        "/pipe.html",
        "/index.html%00.txt",
        "/x%00/",
        "/%00",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/x/index.html/",
        "/x/index.html/../../.env",
        "/C:/Windows/win.ini",
        "/x/index.html::$DATA",
        "http://127.0.0.1/../secret",
        "file:///etc/passwd",
        "*",
        "secret",
        "../secret",
        "/" + "a/" * 5_000,
        "/" + "a" * 30_000,
    ],
)
def test_what_is_not_published_is_not_there(shop: Shop, target: str) -> None:
    answer = asked(shop, target)
    assert status(answer) in (0, 400, 404), answer[:200]
    assert SECRET.encode() not in answer
    assert b"root:" not in answer


def test_what_is_well_known_is_served(shop: Shop) -> None:
    assert status(asked(shop, "/.well-known/security.txt")) == 200
    assert status(asked(shop, "/x/")) == 200
    assert status(asked(shop, "/")) == 200


STRANGERS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "evil.example#localhost",
    "evil.example\\@localhost",
    "localhost@evil.example",
    "localhost:80@evil.example",
    "localhost evil.example",
    "xlocalhost",
    "0.0.0.0",
    "[::]",
    "169.254.169.254",
    "192.168.0.1",
    "10.0.0.1",
    "[fe80::1]",
    "2130706432",
    "0x7f000001",
    "017700000001",
    "127.1",
    "",
    ".",
    "loc\u00e0lhost",
]
PLACES = ["/", "/x/", "/__phone/", "/__dev/livereload.js", "/__dev/draft.css", "/livereload", "/nothing/"]


@pytest.mark.parametrize("host", STRANGERS)
def test_a_page_of_the_web_that_points_its_name_here_learns_nothing(shop: Shop, host: str) -> None:
    for place in PLACES:
        answer = asked(shop, place, host)
        assert status(answer) in (400, 403), (place, answer[:200])
        assert b"a page" not in answer
        assert b"Welcome" not in answer


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "shop.localhost", "127.0.0.1", "127.0.0.2", "[::1]"])
def test_names_of_this_machine_are_answered(shop: Shop, host: str) -> None:
    for place in ("/", "/x/", "/__phone/", "/__dev/livereload.js"):
        assert status(asked(shop, place, f"{host}:{shop.port}")) == 200


def test_requests_without_one_host_are_turned_away(shop: Shop) -> None:
    for head in (b"", b"Host: localhost\r\nHost: evil.example\r\n", b"Host: evil.example\r\nHost: localhost\r\n"):
        answer = said(shop, b"GET /x/ HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")
        assert status(answer) in (400, 403), answer
        assert b"a page" not in answer
    absolute = said(shop, b"GET http://evil.example/x/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert b"a page" not in absolute


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x00" * 1000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /x/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /x/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzzzzz",
        b"GET /x/\r\nX: y HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\r\n",
    ],
)
def test_the_server_goes_on_whatever_it_is_told(shop: Shop, request_bytes: bytes) -> None:
    answer = said(shop, request_bytes, hang_up=True)
    assert SECRET.encode() not in answer
    assert b"Cookie" not in answer
    assert status(asked(shop, "/x/")) == 200


def test_an_address_cannot_smuggle_a_header_into_a_redirect(shop: Shop) -> None:
    for target in (
        "/x?a=%0d%0aSet-Cookie:%20a=b",
        "/x%0d%0aSet-Cookie:%20a=b",
        "//evil.example/%2e%2e",
        "//evil.example",
    ):
        answer = asked(shop, target)
        head = answer.partition(b"\r\n\r\n")[0]
        assert b"\r\nSet-Cookie" not in head
        assert b"Location: //" not in head
        assert b"Location: http" not in head
