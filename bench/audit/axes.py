"""axe-core on every kind of page, by day and by night, from left to right and from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import axe_playwright_python
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"


def violations(browser: Browser, url: str, addresses: Iterable[str], scheme: str) -> list[str]:
    """What is wrong, with everything unfolded that can be."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    axe, found = Axe(), []
    page.route("**/*", _held)
    for address in addresses:
        page.goto(url + address)
        page.evaluate(OPEN)
        said = axe.run(page, options={"runOnly": list(RULES)}).response["violations"]
        found += [f"{address} ({scheme}) {one['id']}: {one['nodes'][0]['html'][:120]}" for one in said]
    context.close()
    return found


def _held(route: Route) -> None:
    """A page that moves on would be gone before anybody could look."""
    if route.request.resource_type == "document":
        route.fulfill(response=(got := route.fetch()), body=got.body().replace(b'"refresh"', b'"x-was-refresh"'))
    elif "/moved-" in route.request.url:
        route.abort()
    else:
        route.continue_()


def version() -> str:
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")[:200]
    found = re.search(r"axe v([\d.]+)", script)
    return found[1] if found else "?"
