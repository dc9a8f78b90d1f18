"""What we write for nginx, Caddy and Apache, asked of the real ones: 404, slash, headers, cache, aliases, twins."""

from __future__ import annotations

import gzip
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
import zstandard

from sitegen.hosts.choosing import HOSTS
from sitegen.hosts.facts import facts_of
from sitegen.hosts.headers import ASKED, KEPT
from sitegen.render.policy import headers
from tests.servers import Server, apache, caddy, nginx
from tests.world import make_world

SITE = """
-- site.yaml --
title: Shop
url: https://shop.example{base}
languages: [en, zh]
currency: CNY
checkout: {{provider: template, url: "https://pay.example/{{sku}}{{?offer,tag}}"}}
hosting: {name}
precompress: [gzip, br, zstd]
-- site.zh.yaml --
title: 店
-- content/products/tea/index.md --
---
title: Tea
sku: T
price: 12
aliases: [/old/tea/, /旧茶/, /old/tea.html, /x(1)$y/]
photos: [{{file: tea.jpg, alt: Tea}}]
---
Good tea.
-- content/products/tea/tea.jpg --
photo 400x500 #88aa66
-- static/.well-known/security.txt --
Contact: mailto:me@shop.example
-- static/.secret --
not for visitors
"""

BASES = ("/", "/sub/")
OPENED = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": lambda data: zstandard.decompress(data)}


@pytest.fixture(
    scope="module", params=[(name, base) for name in ("nginx", "caddy", "apache") for base in BASES], ids=str
)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, str, Path]]:
    """A server, the base path of the site on it, and the folder that holds the site."""
    name, base = request.param
    folder = tmp_path_factory.mktemp("served")
    root = folder / "www"
    world = make_world(folder / "site", SITE.format(name=name, base=base), site=False)
    site = world.build(output=root / base.strip("/"))
    _let_in(root)
    with _started(name, folder / "server", root, site.built.checked) as server:
        yield server, base, site.output


@contextmanager
def _started(name: str, folder: Path, root: Path, checked: object) -> Iterator[Server]:
    snippet = HOSTS[name].snippet
    if snippet is None:
        with apache(folder, root) as server:
            yield server
        return
    text = snippet(facts_of(checked.catalog, checked.plan), str(root))
    with (nginx if name == "nginx" else caddy)(folder, text) as server:
        yield server


def _let_in(folder: Path) -> None:
    """Servers that give up their rights as root must still reach the files."""
    for path in [folder, *folder.parents]:
        if os.stat(path).st_uid == os.geteuid() and path != Path("/"):
            path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o055)


def test_pages_are_shown_with_their_type(served: tuple[Server, str, Path]) -> None:
    server, base, output = served
    for address in ("", "products/tea/", "zh/products/tea/"):
        answer = server.get(base + address)
        assert (answer.status, answer.body) == (200, (output / address / "index.html").read_bytes())
        assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
    kinds = {file: server.get(base + file).headers["content-type"].lower() for file in ("sitemap.xml", "favicon.svg")}
    assert kinds["sitemap.xml"].startswith(("text/xml", "application/xml"))
    assert kinds["favicon.svg"].startswith("image/svg+xml")


def test_what_is_not_there_is_told_in_its_language_with_404(served: tuple[Server, str, Path]) -> None:
    server, base, output = served
    for address, page in (("nothing", "404.html"), ("zh/nothing/", "zh/404.html"), ("assets/nothing.css", "404.html")):
        answer = server.get(base + address)
        assert (answer.status, answer.body) == (404, (output / page).read_bytes())
        assert "immutable" not in answer.headers.get("cache-control", "")
        assert answer.headers["content-security-policy"] == headers()["Content-Security-Policy"]


def test_a_missing_slash_is_added(served: tuple[Server, str, Path]) -> None:
    server, base, _ = served
    answer = server.get(f"{base}products/tea?c=group")
    assert answer.status in (301, 308)
    assert answer.headers["location"].endswith(f"{base}products/tea/?c=group")


def test_headers_go_with_everything_and_only_assets_are_kept(served: tuple[Server, str, Path]) -> None:
    server, base, output = served
    asset = next((output / "assets").glob("*.jpg")).relative_to(output).as_posix()
    for address, cache in (("", ASKED), ("zh/", ASKED), ("sitemap.xml", ASKED), (asset, KEPT)):
        answer = server.get(base + address)
        assert answer.status == 200
        assert answer.headers["cache-control"] == cache, address
        for name, value in headers().items():
            assert answer.headers[name.lower()] == value, address


def test_a_page_that_is_asked_for_again_is_not_sent_again(served: tuple[Server, str, Path]) -> None:
    server, base, _ = served
    for coding in ("identity", "br"):
        first = server.get(f"{base}products/tea/", Accept_Encoding=coding)
        answer = server.get(f"{base}products/tea/", Accept_Encoding=coding, If_None_Match=first.headers["etag"])
        assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("old", ["old/tea/", "old/tea", "%E6%97%A7%E8%8C%B6/", "old/tea.html", "x(1)$y/", "x(1)$y"])
@pytest.mark.parametrize("query", ["", "?c=group&d=%20x"])
def test_old_addresses_lead_on_with_their_query(served: tuple[Server, str, Path], old: str, query: str) -> None:
    server, base, _ = served
    answer = server.get(base + old + query)
    assert answer.status == 301
    assert answer.headers["location"].removeprefix(f"http://127.0.0.1:{server.port}") == f"{base}products/tea/{query}"


@pytest.mark.parametrize("coding", OPENED)
@pytest.mark.parametrize("address", ["products/tea/", "sitemap.xml", "favicon.svg"])
def test_compressed_twins_are_handed_out(served: tuple[Server, str, Path], coding: str, address: str) -> None:
    server, base, output = served
    answer = server.get(base + address, Accept_Encoding=coding)
    plain = server.get(base + address)
    if (server.name, coding) == ("nginx", "zstd"):  # it has no module for that
        assert "content-encoding" not in answer.headers
        assert answer.body == plain.body
        return
    file = output / address / "index.html" if address.endswith("/") else output / address
    twin = file.with_name(file.name + {"gzip": ".gz", "br": ".br", "zstd": ".zst"}[coding])
    assert answer.status == 200
    assert answer.headers["content-encoding"] == coding
    assert answer.body == twin.read_bytes()
    assert OPENED[coding](answer.body) == plain.body == file.read_bytes()
    assert answer.headers["content-type"] == plain.headers["content-type"]
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["cache-control"] == ASKED


def test_hidden_files_stay_hidden(served: tuple[Server, str, Path]) -> None:
    server, base, _ = served
    assert server.get(f"{base}.well-known/security.txt").status == 200
    for file in (".sitegen-files", ".secret", ".htaccess"):
        assert server.get(base + file).status in (403, 404), file
