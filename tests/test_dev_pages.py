"""What the dev server makes of a path, a page, a policy, a host name and a problem; no sockets involved."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sitegen.dev.events import Failure
from sitegen.dev.excerpt import AROUND, WIDEST, excerpt
from sitegen.dev.inject import Visit, dressed, permit
from sitegen.dev.pages import MOST_PROBLEMS, OwnPages
from sitegen.dev.sockets import Names, listen, url_of
from sitegen.dev.static import Elsewhere, Found, Missing, asks_for_page, content_type, resolve
from sitegen.errors import Place, Problem, UsageError

VISIT = Visit("localhost:8000", "ab-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "output"
    (built / "products" / "x").mkdir(parents=True)
    (built / "@lin").mkdir()
    (built / "empty").mkdir()
    for name in ("index.html", "products/x/index.html", "@lin/index.html", "sitemap.xml"):
        (built / name).write_text(name)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "output-of-others").mkdir()
    (built / "out.txt").symlink_to(tmp_path / "secret.txt")
    (built / "outside").symlink_to(tmp_path, target_is_directory=True)
    (built / "circle").symlink_to(built / "circle")
    (built / "alias.xml").symlink_to(built / "sitemap.xml")
    return built


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("index.html", "index.html"),
        ("products/x/", "products/x/index.html"),
        ("@lin/", "@lin/index.html"),
        ("sitemap.xml", "sitemap.xml"),
        ("alias.xml", "sitemap.xml"),
    ],
)
def test_an_address_leads_to_its_file(folder: Path, path: str, file: str) -> None:
    assert resolve(folder, path) == Found(folder.resolve() / file)


@pytest.mark.parametrize("path", ["products/x", "@lin"])
def test_a_page_without_its_slash_is_elsewhere(folder: Path, path: str) -> None:
    assert resolve(folder, path) == Elsewhere()


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "nothing/",
        "empty/",
        "empty",
        "sitemap.xml/",
        "/",
        "//",
        "/etc/passwd",
        "products//x/",
        "products/x//",
        "../secret.txt",
        "products/../../secret.txt",
        "products/../index.html",
        "./index.html",
        "..",
        "../output-of-others/",
        "..\\secret.txt",
        "out.txt",
        "outside/",
        "outside/secret.txt",
        "circle",
        "a\0b",
        "x" * 5000,
    ],
)
def test_nothing_else_leads_anywhere(folder: Path, path: str) -> None:
    assert resolve(folder, path) == Missing()


def test_nothing_is_found_before_anything_is_built(tmp_path: Path) -> None:
    assert resolve(tmp_path / "output", "") == Missing()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("base.CSS", "text/css; charset=utf-8"),
        ("x.js", "text/javascript; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("app.webmanifest", "application/manifest+json"),
        ("photo.avif", "image/avif"),
        ("photo.webp", "image/webp"),
        ("icon.svg", "image/svg+xml"),
        ("font.woff2", "font/woff2"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_types_are_those_of_a_static_host(name: str, kind: str) -> None:
    assert content_type(Path(name)) == kind


def test_pages_are_told_from_the_rest() -> None:
    assert all(map(asks_for_page, ["", "products/x/", "products/x", "404.html", "v1.2/x/"]))
    assert not any(map(asks_for_page, ["a.css", "products/x.webp", "sitemap.xml"]))


def test_the_script_is_the_last_thing_in_the_body() -> None:
    page = dressed(b"<!doctype html><body><p>&lt;/body&gt; </BODY > <p></body></html>", VISIT)
    assert page.endswith(b" async></script></body></html>")
    assert page.count(b"<script") == 1
    assert b"?host=localhost&amp;port=8000&amp;snipver=ab-1" in page


def test_a_page_without_an_end_gets_it_too() -> None:
    assert dressed("<p>花".encode(), VISIT).startswith("<p>花<script src=".encode())


def test_the_script_knows_an_address_with_colons_and_the_usual_port() -> None:
    assert b"?host=[::1]&amp;port=8001&amp;" in dressed(b"", Visit("[::1]:8001", "v"))
    assert b"?host=[::1]&amp;port=80&amp;" in dressed(b"", Visit("[::1]", "v"))
    assert b"?host=shop.localhost&amp;port=80&amp;" in dressed(b"", Visit("shop.localhost", "v"))


def test_only_drafts_have_a_badge() -> None:
    assert b"sitegen-draft" not in dressed(b"<body></body>", VISIT)
    assert b'<p class="sitegen-draft"' in dressed(b"<body></body>", Visit("localhost", "v", draft=True))


@pytest.mark.parametrize(
    ("policy", "permitted"),
    [
        (
            "default-src 'none'",
            "default-src 'none'; script-src JS; style-src CSS; connect-src WS",
        ),
        (
            "Default-Src 'self'; script-src 'none';",
            "default-src 'self'; script-src JS; style-src 'self' CSS; connect-src 'self' WS",
        ),
        (
            "script-src-elem 'sha256-x'; script-src 'none'; img-src *",
            "script-src-elem 'sha256-x' JS; script-src 'none'; img-src *",
        ),
        ("upgrade-insecure-requests; base-uri 'none'", "base-uri 'none'"),
        ("", ""),
    ],
)
def test_a_policy_permits_what_reloading_needs_and_no_more(policy: str, permitted: str) -> None:
    ours = {
        "http://h:1/__dev/livereload.js": "JS",
        "http://h:1/__dev/": "CSS",
        "ws://h:1/livereload": "WS",
    }
    result = permit(policy, "h:1")
    for source, short in ours.items():
        result = result.replace(source, short)
    assert result == permitted


@pytest.mark.parametrize(
    "tag",
    [
        """<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;">""",
        """<META content="default-src 'none'" data-x http-equiv=content-security-policy>""",
        """<meta http-equiv='Content-Security-Policy' content='default-src &apos;none&apos;' />""",
    ],
)
def test_a_policy_is_found_however_its_tag_is_written(tag: str) -> None:
    page = dressed(tag.encode(), VISIT).decode()
    assert "default-src &#x27;none&#x27;; script-src http://localhost:8000/__dev/livereload.js; " in page


def test_other_metas_are_left_alone() -> None:
    head = b'<meta charset=utf-8><meta http-equiv="refresh" content="0; url=/x/"><meta content="default-src">'
    assert dressed(head, VISIT).startswith(head)


@pytest.mark.parametrize(
    ("listening", "called", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "localhost:8000", True),
        ("127.0.0.1", "LOCALHOST.", True),
        ("127.0.0.1", "shop.localhost", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "evil.example:8000", False),
        ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "localhost.evil.example", False),
        ("127.0.0.1", "192.168.1.7:8000", False),
        ("127.0.0.1", "", False),
        ("192.168.1.7", "192.168.1.7:8000", True),
        ("192.168.1.7", "192.168.1.8:8000", False),
        ("studio.lan", "studio.lan:8000", True),
        ("0.0.0.0", "192.168.1.7:8000", True),
        ("", "192.168.1.7:8000", True),
        ("", "", False),
        ("0.0.0.0", f"{socket.gethostname()}.local:8000", True),
        ("::", "evil.example", False),
    ],
)
def test_only_names_of_this_machine_are_answered(listening: str, called: str, allowed: bool) -> None:
    assert Names(listening).allow(called) is allowed


def test_a_taken_port_is_passed_over_unless_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr("sitegen.dev.sockets.FIRST_PORT", port)
        listener, taken = listen("127.0.0.1", None)
        with listener:
            assert taken[0] == port
            assert url_of(listener, "/sub/") == f"http://127.0.0.1:{listener.getsockname()[1]}/sub/"
        with pytest.raises(UsageError, match=f"port {port} is in use"):
            listen("127.0.0.1", port)
        monkeypatch.setattr("sitegen.dev.sockets.PORTS_TRIED", 1)
        with pytest.raises(UsageError, match="all in use"):
            listen("127.0.0.1", None)


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("192.0.2.1", 0), ("127.0.0.1", 70000)])
def test_a_place_where_nobody_can_listen_is_wrong_usage(host: str, port: int) -> None:
    with pytest.raises(UsageError, match="cannot listen"):
        listen(host, port)


def test_an_excerpt_shows_the_lines_around(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("\n".join(f"line {n}" for n in range(1, 21)))
    lines = excerpt(tmp_path, Place("a.md", 10))
    assert [line.number for line in lines] == list(range(10 - AROUND, 10 + AROUND + 1))
    assert [line.text for line in lines if line.marked] == ["line 10"]
    assert excerpt(tmp_path, Place("a.md", 1))[0].marked


def test_an_excerpt_is_never_too_wide(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x" * 10_000)
    assert len(excerpt(tmp_path, Place("a.md", 1))[0].text) == WIDEST


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "link.md", "photo.jpg", "gone.md", ".", "a\0b"])
def test_no_excerpt_of_what_is_not_a_text_of_the_site(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.md").symlink_to(tmp_path / "secret.txt")
    (site / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10")
    assert excerpt(site, Place(name, 1)) == ()


def test_the_failure_page_says_everything_and_escapes_it(tmp_path: Path) -> None:
    (tmp_path / "<a>.md").write_text("one\n<script>alert(1)</script>\n")
    problem = Problem(Place("<a>.md", 2, "ti<tle"), "It is <wrong>", "write &amp;")
    page = OwnPages(tmp_path).failure(Failure(problems=(problem,), message="", trace="")).decode()
    for text in (
        "&lt;a&gt;.md:2",
        "ti&lt;tle",
        "It is &lt;wrong&gt;",
        "write &amp;amp;",
        "1 problem to mend",
    ):
        assert text in page
    marked = '<span class="marked"><i>2</i>&lt;script&gt;alert(1)&lt;/script&gt;</span>'
    assert marked in page
    assert "<script>alert" not in page


def test_a_flood_of_problems_is_cut(tmp_path: Path) -> None:
    problems = tuple(Problem(Place("a.md", line), "Wrong") for line in range(1, MOST_PROBLEMS + 11))
    page = OwnPages(tmp_path).failure(Failure(problems=problems)).decode()
    assert page.count("<article") == MOST_PROBLEMS
    assert "… and 10 more" in page
