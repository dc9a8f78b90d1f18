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
serve(rebuild=Rebuilt, source=root, folder=root / "output", watch=[root], port=0, tell=tell)
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


def test_what_must_be_loaded_again() -> None:
    showing = Showing()
    broken = Failed((), 0.0, Failure(message="Wrong"))
    story: list[tuple[Updated | Failed, tuple[str, ...]]] = [
        (_updated(), ("*",)),  # whoever waited for the first build
        (_updated(), ()),
        (_updated("index.html", "look.css"), ("*",)),
        (_updated("look.css", "print.css"), ("look.css", "print.css")),
        (broken, ("*",)),
        (broken, ("*",)),
        (_updated("look.css"), ("*",)),  # an error page has to go
        (Updated((), 0.0, Rebuilt(drafts=frozenset({"index.html"}))), ("*",)),
    ]
    for outcome, stale in story:
        version = showing.version
        assert showing.take(outcome) == stale
        assert (showing.version != version) is bool(stale)


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
