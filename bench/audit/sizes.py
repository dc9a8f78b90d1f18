"""What pages weigh: their HTML as it travels, and all that a phone asks for before anybody scrolls."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
from playwright.sync_api import Browser

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
HTML, VIEW, SCRIPT = 8 * 1024, 60_000, 1536  # bytes that a personal product page may have


class Weight(msgspec.Struct, frozen=True):
    """Bytes, gzip."""

    address: str
    html: int
    view: int
    script: int

    @property
    def good(self) -> bool:
        return self.html <= HTML and self.view <= VIEW and self.script <= SCRIPT


def weigh(browser: Browser, url: str, address: str) -> Weight:
    page = browser.new_context(**PHONE).new_page()  # type: ignore[arg-type]
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda asked: sizes.update({asked.url: asked.sizes()["responseBodySize"]}))
    page.goto(url + address, wait_until="networkidle")
    page.context.close()
    script = sum(size for name, size in sizes.items() if name.endswith(".js"))
    return Weight(address, sizes[url + address], sum(sizes.values()), script)


def heaviest(folder: Path) -> tuple[str, int]:
    """The largest personal product page of a site."""
    pages = folder.glob("**/@*/*/index.html")
    weights = {page.parent.relative_to(folder).as_posix(): len(gzip.compress(page.read_bytes())) for page in pages}
    name = max(weights, key=lambda page: weights[page])
    return f"/{name}/", weights[name]
