"""What a phone downloads for the first view of a personal product page."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.world import Site

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
PAGE = "/@lin/repair-emulsion/"
FIRST_VIEW = 60_000  # bytes: design, budgets
PLACEHOLDER = 300  # bytes
HERO = 45_000


class _Host(http.server.SimpleHTTPRequestHandler):
    """Answers as hosts do: texts are compressed."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in (".html", ".css", ".js", ".svg") or not path.exists():
            super().do_GET()
            return
        data = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def host(demo: Site) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(demo.output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_first_view_of_a_personal_product_page_keeps_its_budget(browser: Browser, host: str) -> None:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda asked: sizes.update({asked.url: asked.sizes()["responseBodySize"]}))
    page.goto(host + PAGE, wait_until="networkidle")
    context.close()
    pictures = [url for url in sizes if url.endswith(".avif")]
    assert any("hero" in url and url.endswith("-1170.avif") for url in pictures), sizes
    assert sum(sizes.values()) <= FIRST_VIEW, sizes


def test_the_hero_alone_is_asked_for_at_once(demo: Site) -> None:
    html = demo.page(PAGE)
    preloads = re.findall(r'<link rel="preload"[^>]*>', html)
    assert len(preloads) == 1
    assert 'type="image/avif"' in preloads[0]
    assert html.count('fetchpriority="high"') == 2  # the preload and the photo it is for
    images = [image for image in re.findall(r"<img [^>]*>", html) if " hidden" not in image]
    assert 'fetchpriority="high"' in next(image for image in images if "hero" in image)
    late = [image for image in images if 'loading="lazy"' in image]
    assert len(late) >= len(images) - 2
    assert all(re.search(r'width="\d+" height="\d+"', image) for image in images)


def test_heroes_keep_their_budget_at_the_width_of_a_phone(demo: Site) -> None:
    heroes = {name: len(data) for name, data in demo.files().items() if re.search(r"hero-\w+-1170\.avif$", name)}
    assert len(heroes) >= 10
    assert max(heroes.values()) <= HERO


def test_the_space_of_a_picture_has_its_colours_without_script_or_style_attribute(demo: Site) -> None:
    html = demo.page("/posts/three-days-one-pouch/")
    tones = re.findall(r' class="tone [^"]*"', html)
    assert tones
    assert max(len(tone) for tone in tones) <= PLACEHOLDER
    assert not re.search(r"<img[^>]* style=", html)


# How much of each part can be seen, and whether its photos stand where they belong.
PARTS = """[...document.querySelectorAll(".page > *, .prose > *")].map(part => {
  const shows = innerHeight - part.getBoundingClientRect().top;
  const away = [...part.querySelectorAll("img")].filter(img => getComputedStyle(img).transform !== "none").length;
  return [shows, away];
})"""


@pytest.mark.parametrize("height", [600, 844, 1000])
def test_photos_wait_only_where_nothing_of_them_shows(browser: Browser, host: str, height: int) -> None:
    context = browser.new_context(**{**PHONE, "viewport": {"width": 390, "height": height}})  # type: ignore[arg-type]
    page = context.new_page()
    waiting = 0
    for path in ("/", "/@lin/", "/posts/pancakes-on-sunday/", "/circles/beauty/"):
        page.goto(host + path, wait_until="load")
        page.evaluate("new Promise(requestAnimationFrame)")
        parts = page.evaluate(PARTS)
        assert [shows for shows, away in parts if away and shows > 70] == [], path
        waiting += sum(away for _, away in parts)
        page.evaluate("scrollTo(0, 1)")
        page.wait_for_selector(".moved")
        page.evaluate("scrollTo(0, 0)")
        assert sum(away for _, away in page.evaluate(PARTS)) == 0, path
    context.close()
    assert waiting > 10
