"""Visited pages without a connection: kept where the site says so, bounded, of this site alone, and taken back."""

from __future__ import annotations

import functools
import gzip
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import Quiet, serving
from tests.test_policy import LISTEN, stopped
from tests.world import SITE, World

GOODS = """
-- content/products/tea.md --
---
title: Green tea
sku: T
price: 12
---
-- content/products/rice.md --
---
title: Rice
sku: R
price: 3
---
-- content/creators/lin.md --
---
name: Lin
---
-- content/shares/anna.md --
---
to: Anna
creator: lin
---
Dear Anna.
"""
PHOTO = """
-- content/products/tea.md --
---
title: Green tea
sku: T
price: 12
photos: [{file: tea.jpg, alt: A tin}]
---
-- content/products/tea.jpg --
photo 400x500 #88aa66
"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) found.push(one.url);
  return found;
}"""
PUT = """async ([name, number]) => {
  const cache = await caches.open(name);
  for (let at = 0; at < number; at++) await cache.put(`${location.origin}/old-${at}/`, new Response("old"));
}"""


def shop(world: Callable[..., World], offline: str = "offline: true") -> World:
    return world(GOODS).write(f"-- site.yaml --\n{SITE}languages: [en, zh]\n{offline}\n")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.add_init_script(LISTEN)
    yield context
    context.close()


def until(page: Page, asked: str, given: Any = None) -> None:
    """Waits for what a worker does by itself."""
    for _ in range(100):
        if page.evaluate(asked, given):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {asked}")


def is_kept(page: Page, address: str) -> None:
    until(page, f"async path => (await ({KEPT})()).some(url => url.endsWith(path))", address)


def settle(page: Page, address: str) -> None:
    page.goto(address)
    until(page, "() => !!navigator.serviceWorker.controller")


@pytest.mark.parametrize("base", ["", "sub/"])
def test_visited_pages_open_without_a_connection(
    world: Callable[..., World], visitor: BrowserContext, tmp_path: Path, base: str
) -> None:
    site = shop(world).write(PHOTO).build(base_url=f"https://shop.example/{base}", output=tmp_path / "www" / base)
    page = visitor.new_page()
    with serving(tmp_path / "www") as address:
        root = f"{address}/{base}"
        settle(page, root + "@lin/?c=moments")
        is_kept(page, "/@lin/")
        page.goto(root + "@lin/tea/")
        is_kept(page, "/@lin/tea/")
        page.wait_for_load_state("networkidle")
        assert stopped(page) == []
        assert page.evaluate("navigator.serviceWorker.controller.scriptURL") == root + "sw.js"
    visitor.set_offline(True)
    page.goto(root + "@lin/tea/?c=group")
    assert page.locator("h1").inner_text() == "Green tea"
    until(page, "() => { const one = document.querySelector('main img'); return one.complete && one.naturalWidth > 0 }")
    assert page.evaluate("document.styleSheets.length") >= 2
    page.goto(root + "@lin/")
    assert "Lin" in page.locator("h1").inner_text()
    page.goto(root + "@lin/rice/")
    assert "Without a connection" in page.locator("main").inner_text()
    page.goto(root + "zh/@lin/")
    assert "没有网络" in page.locator("main").inner_text()
    assert all(url.startswith(root) and "?" not in url for url in page.evaluate(KEPT))
    assert site.files()["sw.js"]


def test_what_changed_is_shown_while_there_is_a_connection(
    world: Callable[..., World], visitor: BrowserContext
) -> None:
    site = shop(world).build()
    page = visitor.new_page()
    with serving(site.output) as address:
        settle(page, address + "/products/tea/")
        is_kept(page, "/products/tea/")
        file = site.output / "products/tea/index.html"
        file.write_text(file.read_text(encoding="utf-8").replace("Green tea", "Black tea"), encoding="utf-8")
        # Within one second, a server that goes by the time of a file would say that nothing changed.
        os.utime(file, (time.time() + 9, time.time() + 9))
        page.goto(address + "/products/tea/")
        assert page.locator("h1").inner_text() == "Black tea"
        shutil.rmtree(file.parent)
        page.goto(address + "/products/tea/")
        until(page, f"async () => !(await ({KEPT})()).some(url => url.endsWith('/products/tea/'))")


class Slow(Quiet):
    wait = 0.0

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        time.sleep(Slow.wait)
        super().do_GET()


def test_a_slow_network_is_not_waited_for(
    world: Callable[..., World], visitor: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = shop(world).build()
    slow = serving(site.output)
    slow._server.RequestHandlerClass = functools.partial(Slow, directory=str(site.output))  # type: ignore[assignment]
    page = visitor.new_page()
    with slow as address:
        settle(page, address + "/@lin/")
        is_kept(page, "/@lin/")
        monkeypatch.setattr(Slow, "wait", 5.0)
        began = time.monotonic()
        page.goto(address + "/@lin/", wait_until="commit")
        assert 2.5 < time.monotonic() - began < 4.5
        monkeypatch.setattr(Slow, "wait", 0.0)


def test_letters_films_ranges_and_other_sites_are_never_kept(
    world: Callable[..., World], visitor: BrowserContext
) -> None:
    site = shop(world).write(PHOTO).build()
    (letter,) = [one for one in site.addresses() if one.startswith("/s/")]
    (site.output / "assets/film.mp4").write_bytes(b"film" * 100)
    page = visitor.new_page()
    visitor.route("https://pay.example/**", lambda route: route.fulfill(body="Pay", content_type="text/html"))
    with serving(site.output) as address:
        settle(page, address + letter)
        photo = next(name for name in site.files() if name.endswith(".jpg"))
        page.evaluate("""async photo => {
            await fetch("/assets/film.mp4");
            await fetch(photo, {headers: {range: "bytes=0-3"}});
            await fetch("/@lin/", {method: "POST"}).catch(() => 0);
        }""", "/" + photo)  # fmt: skip
        page.goto("https://pay.example/T")
        page.goto(address + "/products/rice/")
        is_kept(page, "/products/rice/")
        kept = page.evaluate(KEPT)
    assert not [url for url in kept if letter in url or "film" in url or photo in url or "pay.example" in url]
    assert not [url for url in kept if url.endswith("/@lin/")]


def test_only_so_many_pages_are_kept_the_last_ones(world: Callable[..., World], visitor: BrowserContext) -> None:
    site = shop(world).build()
    page = visitor.new_page()
    with serving(site.output) as address:
        settle(page, address + "/@lin/")
        is_kept(page, "/@lin/")
        (name,) = page.evaluate("caches.keys()")
        page.evaluate(PUT, [name, 70])
        page.goto(address + "/products/tea/")
        is_kept(page, "/products/tea/")
        pages = f"async () => (await ({KEPT})()).filter(url => url.endsWith('/')).length === 60"
        until(page, pages)
        kept = page.evaluate(KEPT)
        assert not [url for url in kept if url.endswith(("/old-5/", "/@lin/"))]
        assert sum(url.endswith("404.html") for url in kept) == 2


def test_another_theme_begins_anew_and_leaves_other_sites_alone(
    world: Callable[..., World], visitor: BrowserContext
) -> None:
    made = shop(world)
    site = made.build()
    page = visitor.new_page()
    with serving(site.output) as address:
        settle(page, address + "/@lin/")
        is_kept(page, "/@lin/")
        (name,) = page.evaluate("caches.keys()")
        page.evaluate(PUT, [f"{address}/other/ 1", 1])
        page.evaluate(PUT, ["theirs", 1])
        made.write(f"-- site.yaml --\n{SITE}languages: [en, zh]\noffline: true\ntheme: midnight\n").build()
        page.goto(address + "/products/tea/")
        until(page, "async name => !(await caches.keys()).includes(name)", name)
        names = set(page.evaluate("caches.keys()"))
        assert {f"{address}/other/ 1", "theirs"} <= names
        assert len(names) == 3


def test_false_takes_everything_back(world: Callable[..., World], visitor: BrowserContext) -> None:
    made = shop(world)
    site = made.build()
    page = visitor.new_page()
    with serving(site.output) as address:
        settle(page, address + "/@lin/")
        is_kept(page, "/@lin/")
        shop(world, "offline: false").build()
        page.goto(address + "/@lin/")
        until(page, "async () => !(await caches.keys()).length")
        until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")


@pytest.mark.parametrize("offline", ["", "offline: false"])
def test_nothing_is_kept_where_nobody_asked(world: Callable[..., World], visitor: BrowserContext, offline: str) -> None:
    site = shop(world, offline).build()
    assert ("sw.js" in site.files()) == bool(offline)
    page = visitor.new_page()
    with serving(site.output) as address:
        page.goto(address + "/@lin/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
        assert page.evaluate("caches.keys()") == []
    assert not [one for one in site.addresses() if "offline" in site.page(one)]


def test_a_preview_leaves_no_worker_on_this_computer(world: Callable[..., World]) -> None:
    site = shop(world).build(base_url="http://127.0.0.1:8000/")
    assert "sw.js" not in site.files()
    assert "offline" not in site.page("/@lin/")


def test_the_worker_is_small_the_same_again_and_changes_with_the_theme_alone(world: Callable[..., World]) -> None:
    made = shop(world)
    first = made.build().files()["sw.js"]
    assert len(gzip.compress(first)) <= 900
    assert len(first) <= 1600
    shutil.rmtree(made.folder / "output")
    made.write("-- content/products/rice.md --\n---\ntitle: Wild rice\nsku: R\nprice: 4\n---\n")
    assert made.build().files()["sw.js"] == first
    made.write("-- themes/own/theme.yaml --\nextends: base\n-- themes/own/assets/theme.css --\nbody{margin:1px}\n")
    made.write(f"-- site.yaml --\n{SITE}languages: [en, zh]\noffline: true\ntheme: own\n")
    assert made.build().files()["sw.js"] != first


def test_a_site_that_no_browser_keeps_is_told(world: Callable[..., World]) -> None:
    plain = SITE.replace("https://shop", "http://shop")
    said = world(GOODS).write(f"-- site.yaml --\n{plain}offline: true\n").complaints()
    assert "browsers keep pages of https addresses only" in said
