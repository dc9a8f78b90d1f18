"""What an author sees: a real browser beside the editor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.test_dev_serving import Shop

BUDGET_SECONDS = 0.150
HEADROOM = 3  # the machine that runs the tests has other things to do

LOADED_AT = "performance.timeOrigin + performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
STYLED = '<!doctype html><link rel="stylesheet" href="/look.css"><h1>Welcome</h1>'


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop(tmp_path) as shop:
        yield shop


@pytest.fixture
def page(browser: Browser, shop: Shop) -> Iterator[Page]:
    """The shop's first page, introduced to the server."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_page(page, shop.url)
    yield page
    context.close()


def open_page(page: Page, url: str) -> None:
    """Open a page and wait until it would hear of a change."""
    page.goto(url)
    wait_until_listening(page)


def wait_until_listening(page: Page) -> None:
    while not page.evaluate("window.LiveReload?.connector?.protocol >= 7"):
        page.wait_for_timeout(5)
    page.wait_for_timeout(20)  # its introduction is on the way


def test_an_edit_appears_by_itself_and_errors_come_and_go(page: Page, shop: Shop) -> None:
    expect(page.locator("h1")).to_have_text("Welcome")
    shop.write("index", "Good day")
    expect(page.locator("h1")).to_have_text("Good day")

    shop.write("index", "Good day\nThis is broken")
    expect(page.locator("h1")).to_have_text("1 problem to mend")
    expect(page.locator("article")).to_contain_text("content/index.md:2 · title")
    expect(page.locator("article")).to_contain_text("Mend it")
    expect(page.locator(".marked")).to_have_text("2This is broken")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.url == shop.url

    shop.write("index", "Good day\nThis is mended")
    expect(page.locator("h1")).to_have_text("Good day This is mended")


def test_a_strict_policy_stays_in_force_and_does_not_mind(page: Page, shop: Shop) -> None:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon" not in message.location["url"]:  # asked for at any time
            complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", listen)
    shop.write("index", "Another day")
    expect(page.locator("h1")).to_have_text("Another day")
    assert complaints == []
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {src: '/own.js'}))")
    page.wait_for_timeout(50)
    assert any("own.js" in complaint for complaint in complaints)


def test_a_style_sheet_is_exchanged_without_loading_the_page_again(page: Page, shop: Shop) -> None:
    (shop.output / "styled.html").write_text(STYLED)
    (shop.output / "look.css").write_text("h1 { color: rgb(1, 1, 1) }")
    open_page(page, f"{shop.url}styled.html")
    page.evaluate("window.before = true")
    shop.style("h1 { color: rgb(2, 2, 2) }")
    expect(page.locator("h1")).to_have_css("color", "rgb(2, 2, 2)")
    assert page.evaluate("window.before")


def test_the_phone_frame_is_as_wide_as_a_phone_and_reloads(page: Page, shop: Shop) -> None:
    page.set_viewport_size({"width": 1000, "height": 1000})
    page.goto(f"{shop.url}__phone/")
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("Welcome")
    assert page.frames[1].evaluate("document.documentElement.clientWidth") == 390
    page.get_by_text("320").click()
    assert page.frames[1].evaluate("innerWidth") == 320
    shop.write("index", "Good day")
    expect(frame.locator("h1")).to_have_text("Good day")


def test_an_open_page_follows_a_server_that_was_started_again(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    first = Shop(tmp_path)
    with first:
        open_page(page, first.url)
    second = Shop(tmp_path)
    second.port = first.port
    second.write("index", "Back again")
    with second:
        expect(page.locator("h1")).to_have_text("Back again")
    context.close()


def test_an_edit_is_on_the_screen_within_the_budget(page: Page, shop: Shop) -> None:
    shop.pause = 0.020  # what a rebuild takes
    seconds = []
    for number in range(5):
        wait_until_listening(page)
        edited = time.time()
        shop.write("index", f"Edition {number}")
        expect(page.locator("h1")).to_have_text(f"Edition {number}")
        page.wait_for_load_state()
        seconds.append(page.evaluate(LOADED_AT) / 1000 - edited)
    assert 0.060 < statistics.median(seconds) < BUDGET_SECONDS * HEADROOM, seconds
