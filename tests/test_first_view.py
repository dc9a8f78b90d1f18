"""The first view of a product page stands on its own: the linked sheet, early, late or never, changes nothing in it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
# All that a visitor sees before the linked sheet: its place on the screen, its colours, its letters.
SEEN = """() => {
  const link = document.querySelector("main link[rel=stylesheet]");
  const early = [...document.querySelectorAll("body *")].filter(
    (one) => (link.compareDocumentPosition(one) & 2 && !one.contains(link)) || one.closest(".bar"));
  const shown = early.filter((one) => one.getBoundingClientRect().top < innerHeight && !one.closest(".hide"));
  return shown.map((one) => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return [one.tagName + "." + one.className, box.x, box.y, box.width, box.height, style.color, style.font,
      style.backgroundColor, style.backgroundImage, style.borderRadius, style.padding, style.textDecorationLine];
  });
}"""
SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
  .observe({type: "layout-shift", buffered: true});"""


def first_view(browser: Browser, address: str, with_sheet: bool) -> list[Any]:
    page = browser.new_page(**PHONE)
    if not with_sheet:
        page.route("**/*.css", lambda route: route.abort())
    page.goto(address)
    seen: list[Any] = page.evaluate(SEEN)
    page.close()
    return seen


@pytest.mark.parametrize("path", ["/zh/@lin/repair-emulsion/", "/@tao/cedar-candle/", "/products/jasmine-tea/"])
def test_nothing_above_the_fold_waits_for_the_linked_sheet(browser: Browser, demo_address: str, path: str) -> None:
    bare = first_view(browser, demo_address + path, with_sheet=False)
    assert len(bare) > 30
    assert bare == first_view(browser, demo_address + path, with_sheet=True)


def test_nothing_moves_while_the_page_arrives_slowly(browser: Browser, demo_address: str) -> None:
    page = browser.new_page(**PHONE)
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 300, "downloadThroughput": 60_000, "uploadThroughput": 20_000},
    )
    page.add_init_script(SHIFTS)
    page.goto(demo_address + "/@lin/repair-emulsion/", wait_until="load")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") == 0
    page.close()
