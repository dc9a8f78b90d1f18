"""How open pages follow the author: rebuilds, failures, reloads and the end."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

from sitegen.dev import Failed, Rebuilt, Reloaded, Updated
from sitegen.dev.events import Failure
from sitegen.dev.rebuilds import LAST_BUILD
from sitegen.dev.showing import Showing
from sitegen.errors import Place
from tests.test_dev_serving import Shop

CTRL_C = """
import logging, signal, sys
from pathlib import Path
from sitegen.dev import Rebuilt, Started, serve

def tell(event):
    logging.getLogger("tornado.general").warning("Nobody wants to read this")
    if not isinstance(event, Started):
        print(type(event).__name__, flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)
root = Path(sys.argv[1])
serve(rebuild=lambda turn: Rebuilt(), source=root, folder=root / "output", watch=[root], port=0, tell=tell)
print("ended")
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop(tmp_path) as shop:
        yield shop


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
        time.sleep(0.07)
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


OPEN = ("tea/index.html",)


def test_what_an_open_page_must_load_again() -> None:
    showing = Showing()
    broken = Failed((), 0.0, Failure(message="Wrong"))
    story: list[tuple[Updated | Failed, tuple[str, ...]]] = [
        (_updated(), ("*",)),  # whoever waited for the first build
        (_updated(), ()),
        (_updated("tea/index.html"), ("*",)),
        (_updated("index.html", "salt/index.html"), ()),  # others' pages
        (_updated("index.html", "look.css"), ("*",)),
        (_updated("chart.svg"), ("*",)),  # it may be in any page
        (_updated("look.css", "print.css"), ("look.css", "print.css")),
        (broken, ("*",)),
        (broken, ("*",)),
        (_updated("look.css"), ("*",)),  # an error page has to go
        (Updated((), 0.0, Rebuilt(drafts=frozenset({"index.html"}))), ("*",)),
    ]
    versions = [showing.version]
    for outcome, told in story:
        stale = showing.take(outcome)
        assert stale.for_page(OPEN) == told
        versions.append(showing.version)
        assert (versions[-1] != versions[-2]) is bool(stale)
        assert not showing.is_outdated(showing.version, OPEN)
    for number, version in enumerate(versions):  # a page that comes late is told if anything since then concerned it
        missed = any(told for _, told in story[number:])
        assert showing.is_outdated(version, OPEN) is missed
    assert showing.is_outdated("another run-3", OPEN)


def test_the_open_page_comes_first_and_is_told_once(shop: Shop) -> None:
    shop.rest = 0.3
    so_far = len(shop.events)

    def edit() -> None:
        shop.write("index", "Good day")
        shop.write("other", "Another page")
        assert not shop.wait_for(Updated, after=so_far).whole
        assert "Good day" in shop.get("/").body
        assert shop.get("/other/").status == 404
        wait_for_the_rest(shop, so_far)
        assert "Another page" in shop.get("/other/").body

    assert _messages(shop, edit) == [{"command": "reload", "path": "*", "liveCSS": True}]
    assert sum(isinstance(event, Reloaded) for event in shop.events) == 1


def test_a_page_that_did_not_change_is_left_in_peace(shop: Shop) -> None:
    so_far = len(shop.events)

    def edit() -> None:
        shop.write("other", "Another page")
        wait_for_the_rest(shop, so_far)
        shop.write("index", "Good day")

    assert _messages(shop, edit) == [{"command": "reload", "path": "*", "liveCSS": True}]


def test_a_page_that_is_not_there_yet_is_loaded_when_it_comes(shop: Shop) -> None:
    def edit() -> None:
        shop.write("soon", "Here it is")

    assert _messages(shop, edit, at="soon/") == [{"command": "reload", "path": "*", "liveCSS": True}]


def wait_for_the_rest(shop: Shop, so_far: int) -> None:
    latest = time.monotonic() + 3
    while not any(isinstance(event, Updated) and event.whole for event in shop.events[so_far:]):
        assert time.monotonic() < latest, shop.events
        time.sleep(0.005)


def _updated(*paths: str) -> Updated:
    return Updated((), 0.0, Rebuilt(paths))


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


def _messages(shop: Shop, act: Callable[[], None], version: str | None = None, *, at: str = "") -> list[dict[str, str]]:
    """What an open page is told: say hello as livereload.js does, act, and listen until a moment after a message."""
    found = re.search(r"snipver=([\w-]+)", shop.get("/").body)
    assert found

    async def listen() -> list[dict[str, str]]:
        page = await websocket_connect(f"ws://127.0.0.1:{shop.port}/livereload")
        protocols = ["http://livereload.com/protocols/official-7"]
        await page.write_message(
            json.dumps({"command": "hello", "protocols": protocols, "snipver": version or found[1]})
        )
        assert json.loads(str(await page.read_message()))["command"] == "hello"
        await page.write_message(json.dumps({"command": "info", "url": shop.url + at, "plugins": {}}))
        await asyncio.sleep(0.02)
        await asyncio.to_thread(act)
        messages = [json.loads(str(await asyncio.wait_for(page.read_message(), 2)))]
        await asyncio.sleep(0.1)
        page.close()
        while (more := await page.read_message()) is not None:
            messages.append(json.loads(str(more)))
        return messages

    with ThreadPoolExecutor(1) as apart:  # a browser may keep this thread's event loop busy
        return apart.submit(asyncio.run, listen()).result()
