"""WCAG 2.2 AA, as far as a machine can tell: axe, targets, focus, large texts, narrow phones, forced colours, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import serving
from tests.world import SITE, Site, World

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
KINDS = ("/", "/@lin/", "/@lin/repair-emulsion/", "/posts/three-days-one-pouch/", "/events/dumplings/", "/404.html")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"
# What a finger must hit that does not stand in a line of text. A link that covers its card counts as the card.
SMALL = """() => [...document.querySelectorAll("a, summary, button, input, select, video")].filter((one) => {
  const box = one.getBoundingClientRect(), clip = getComputedStyle(one).clipPath;
  if (!box.width || one.closest(".hide") || one.closest("p, blockquote, figcaption, .prose li")) return false;
  if (clip !== "none" && box.width <= 1) return false;
  const cover = getComputedStyle(one, "::after");
  const whole = cover.position === "absolute" && cover.top === "0px" && cover.content !== "none";
  return !whole && (box.height < 43.5 || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 90) + " " + Math.round(one.getBoundingClientRect().height))"""
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return [one.tagName, style.outlineStyle, parseFloat(style.outlineWidth), box.width, box.height,
    [...document.querySelectorAll("*")].indexOf(one)]; }"""


def violations(page: Page) -> list[str]:
    page.evaluate(OPEN)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:100]}" for one in found]


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True, **PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(phone: Page, demo_address: str, path: str) -> None:
    phone.emulate_media(color_scheme="dark" if path in KINDS[1:3] else "light")
    phone.goto(demo_address + path)
    assert violations(phone) == []


def test_axe_would_find_something(phone: Page, demo_address: str) -> None:
    phone.goto(demo_address + "/404.html")
    phone.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x><a href=x></a>')")
    assert len(violations(phone)) >= 2


def test_nor_from_right_to_left_with_a_large_catalogue(world: Callable[..., World], browser: Browser) -> None:
    things = "".join(
        f"-- content/products/thing-{number}.md --\n---\ntitle: Thing {number}\nsku: T{number}\nprice: 3\n---\n"
        for number in range(3)
    )
    site = world(f"-- site.yaml --\n{SITE}language: ar\nsearch: true\n{things}").build()
    context = browser.new_context(bypass_csp=True, color_scheme="dark", **PHONE)
    page = context.new_page()
    with serving(site.output) as address:
        for path in ("/products/", "/products/thing-1/"):
            page.goto(address + path)
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert violations(page) == []
    context.close()


@pytest.mark.parametrize("path", [*KINDS, "/products/velvet-lipstick/", "/circles/food/", "/@lin/thanks/"])
def test_fingers_hit_everything_and_nothing_sticks_out_on_a_narrow_phone_with_large_texts(
    phone: Page, demo_address: str, path: str
) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(demo_address + path)
    phone.evaluate(OPEN)
    assert phone.evaluate(SMALL) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.add_style_tag(content="html { font-size: 200% }")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.set_viewport_size(PHONE["viewport"])


def test_the_keyboard_goes_through_the_page_in_its_order_and_is_seen(browser: Browser, demo_address: str) -> None:
    page = browser.new_page()
    page.goto(demo_address + "/@lin/repair-emulsion/")
    order = []
    for step in range(25):
        page.keyboard.press("Tab")
        tag, style, width, across, down, place = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        order.append(place)
        assert style != "none", f"stop {step} cannot be seen"
        assert width >= 1
        assert across > 1
        assert down > 1
    assert len(order) > 10
    assert order == sorted(order)
    page.close()


def test_a_copied_link_is_said_aloud(browser: Browser, demo_address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(demo_address + "/@lin/repair-emulsion/")
    page.locator("details.share summary").click()
    link = page.locator("details.share a").last
    assert link.get_attribute("aria-live") == "polite"
    said = link.inner_text()
    link.click()
    page.wait_for_function("document.querySelector('.share a:last-child').textContent.includes('✓')")
    assert link.inner_text() != said
    context.close()


def test_buttons_keep_an_edge_in_forced_colours_and_nothing_moves_for_who_wants_none(
    browser: Browser, demo_address: str
) -> None:
    page = browser.new_page(forced_colors="active", reduced_motion="reduce")
    page.goto(demo_address + "/@lin/repair-emulsion/")
    style = "one => (s => [s.borderTopStyle, s.borderTopWidth, s.transitionDuration])(getComputedStyle(one))"
    edge, width, duration = page.locator("a.buy").first.evaluate(style)
    assert (edge, width) == ("solid", "1px")
    moving = "[...document.querySelectorAll('*')].filter(a => getComputedStyle(a).animationName !== 'none').length"
    assert page.evaluate(moving) == 0
    assert duration in ("0s", "")
    page.close()


def test_a_printed_page_has_no_bar_over_its_words_and_no_way_to_pass_it_on(browser: Browser, demo_address: str) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(demo_address + "/@lin/repair-emulsion/")
    assert page.locator(".bar").evaluate("(one) => getComputedStyle(one).position") == "static"
    assert not page.locator("details.share").is_visible()
    assert page.locator("h1").is_visible()
    page.close()


def test_every_page_has_one_title_and_landmarks(demo: Site) -> None:
    for address in demo.addresses():
        html = demo.page(address)
        assert html.count("<h1") == 1, address
        assert html.count("<main") == 1, address
        assert '<html lang="' in html, address
