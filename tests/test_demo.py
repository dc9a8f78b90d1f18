"""The demo store in a real browser on a phone: what a visitor meets, and what must never happen to them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.world import Site

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
PAGES = (
    "/",
    "/zh/",
    "/@lin/",
    "/zh/@mei/",
    "/@lin/repair-emulsion/",
    "/zh/@yan/energy-can/",
    "/products/velvet-lipstick/",
    "/posts/three-days-one-pouch/",
    "/zh/posts/pancakes-on-sunday/",
    "/circles/beauty/",
    "/events/dumplings/",
    "/zh/events/skin-questions/",
    "/@lin/thanks/",
    "/about/",
    "/404.html",
)
PAGE_BUDGET = 8 * 1024  # bytes, gzip: design, budgets


@pytest.fixture(scope="module")
def without_script(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False, **PHONE)
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, demo_address: str) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """Open a page as a phone does, and note every request and complaint."""
    context = browser.new_context(**PHONE)

    def opened(path: str) -> tuple[Page, list[str]]:
        page = context.new_page()
        notes: list[str] = []
        page.on("console", lambda message: notes.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: notes.append(f"error: {error}"))
        page.on("response", lambda answer: answer.status >= 400 and "404" not in path and notes.append(answer.url))
        page.on("request", lambda asked: asked.url.startswith(demo_address) or notes.append(f"away: {asked.url}"))
        page.goto(demo_address + path)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_load_state("networkidle")
        return page, notes

    yield opened
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_asks_nobody_else(path: str, visit: Callable[[str], tuple[Page, list[str]]]) -> None:
    page, notes = visit(path)
    assert notes == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_one_walks_from_home_to_a_store_to_a_product_to_the_payment_page(
    without_script: BrowserContext, demo_address: str
) -> None:
    page = without_script.new_page()
    page.goto(demo_address + "/")
    page.locator("a[href='/@lin/']").first.click()
    page.locator("a[href='/@lin/repair-emulsion/']").first.click()
    assert urlsplit(page.url).path == "/@lin/repair-emulsion/"
    assert checkout_tags(page, "client_reference_id") == {"lin_repair-emulsion"}
    page.close()


def test_the_same_walk_in_chinese(without_script: BrowserContext, demo_address: str) -> None:
    page = without_script.new_page()
    page.goto(demo_address + "/")
    page.locator("a[href='/zh/'][hreflang], a[href='/zh/'][lang]").first.click()
    page.locator("a[href='/zh/@tao/']").first.click()
    page.locator("a[href='/zh/@tao/cedar-candle/']").first.click()
    assert page.locator("html").get_attribute("lang") == "zh"
    assert checkout_tags(page, "tag") == {"tao_cedar-candle"}
    assert "广告" in page.locator("main").inner_text()
    page.close()


def test_the_language_switch_keeps_the_page(without_script: BrowserContext, demo_address: str) -> None:
    page = without_script.new_page()
    page.goto(demo_address + "/@mei/steel-pan/")
    page.locator("a[href='/zh/@mei/steel-pan/']").first.click()
    assert page.locator("html").get_attribute("lang") == "zh"
    page.close()


def checkout_tags(page: Page, parameter: str) -> set[str]:
    """The tags in all links of a page that lead to a payment page."""
    page.wait_for_load_state()
    links = page.locator("a[rel~='sponsored']")
    hrefs = [links.nth(number).get_attribute("href") or "" for number in range(links.count())]
    assert hrefs
    return {tag for href in hrefs for tag in parse_qs(urlsplit(href).query).get(parameter, ["none"])}


def test_every_personal_page_sells_with_its_own_tag_beside_a_disclosure(demo: Site) -> None:
    personal = [address for address in demo.addresses() if re.search(r"/@[^/]+/[^/]+/$", address)]
    assert len(personal) > 30
    for address in personal:
        creator, product = address.strip("/").split("/")[-2:]
        html = demo.page(address)
        sponsored = re.findall(r'<a[^>]+rel="sponsored nofollow noopener"[^>]*>', html)
        tags = {tag for link in sponsored for tag in re.findall(r"\b(?!utm_)[a-z]+_[a-z0-9-]+\b(?!=)", link)}
        assert tags <= {f"{creator.removeprefix('@')}_{product}"}, address
        assert not sponsored or "disclosure" in html, address


def test_house_pages_carry_the_house_tag_or_none(demo: Site) -> None:
    html = demo.page("/products/cedar-candle/")
    assert "tag=lumea_cedar-candle" in html
    assert "sponsored" not in html


def test_every_link_of_the_site_leads_somewhere(demo: Site) -> None:
    known = {"/" + name for name in demo.files()} | set(demo.addresses())
    for address in demo.addresses():
        for href in re.findall(r'(?:href|src)="(/[^"#?]*)', demo.page(address)):
            assert urljoin(address, href) in known, f"{href} on {address}"


def test_every_picture_a_page_names_is_there(demo: Site) -> None:
    known = {"/" + name for name in demo.files()}
    for address in demo.addresses():
        for srcset in re.findall(r'srcset="([^"]+)"', demo.page(address)):
            for candidate in srcset.split(", "):
                assert candidate.split(" ")[0] in known, f"{candidate} on {address}"


def test_personal_product_pages_keep_their_budget(demo: Site) -> None:
    sizes = {
        address: len(gzip.compress(demo.page(address).encode()))
        for address in demo.addresses()
        if re.search(r"/@[^/]+/[^/]+/$", address)
    }
    heaviest = max(sizes, key=lambda address: sizes[address])
    assert sizes[heaviest] <= PAGE_BUDGET, f"{heaviest} has {sizes[heaviest]} bytes"


def test_personal_pages_are_canonical_to_the_house_and_out_of_the_sitemap(demo: Site) -> None:
    html = demo.page("/@lin/repair-emulsion/")
    assert '<link rel="canonical" href="https://lumea.example/products/repair-emulsion/">' in html
    sitemap = demo.page("/sitemap.xml")
    assert "https://lumea.example/products/repair-emulsion/" in sitemap
    assert "/@lin/repair-emulsion/" not in sitemap
    assert "https://lumea.example/@lin/" in sitemap


def test_no_photo_keeps_its_metadata(demo: Site) -> None:
    for name, data in demo.files().items():
        if name.endswith((".jpg", ".webp", ".avif")):
            assert b"Exif" not in data, name
            assert b"http://ns.adobe.com/xap" not in data, name


def test_an_old_address_leads_on_with_query_and_fragment(browser: Browser, demo_address: str) -> None:
    page = browser.new_page()
    page.goto(demo_address + "/emulsion/?c=moments#reviews")
    page.wait_for_url("**/products/repair-emulsion/**")
    assert page.url.endswith("/products/repair-emulsion/?c=moments#reviews")
    page.close()


def test_a_site_below_a_path_links_below_that_path(tmp_path_factory: pytest.TempPathFactory, demo: Site) -> None:
    from sitegen.build import build
    from sitegen.settings import Settings
    from tests.conftest import ROOT
    from tests.world import CLOCK

    output = tmp_path_factory.mktemp("sub") / "output"
    settings = Settings(source=ROOT, output=output, clock=CLOCK, base_url="https://host.example/sub")
    site = Site(build(settings), output)
    for address in site.addresses():
        for href in re.findall(r'(?:href|src)="(/[^"]*)', site.page(address)):
            assert href.startswith("/sub/"), f"{href} on {address}"
    assert site.addresses() == demo.addresses()
