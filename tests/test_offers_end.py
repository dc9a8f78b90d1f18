"""Offers end on time: in the build, on a page that nobody built again, and on one left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page

from sitegen.model.schedule import Schedule
from tests.conftest import serving
from tests.world import Site, World

SHOP = """
-- site.yaml --
title: Shop
url: https://shop.example/
currency: EUR
timezone: Europe/Berlin
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
referral: {house: house}
-- content/products/tea.md --
---
title: Tea
sku: TEA
price: 20
compare_at: 25
offers:
  - {label: Advent, price: 15, until: 2026-12-01T18:00}
  - {label: Club, price: 12, members: true, until: 2026-12-01T18:00, checkout: "https://pay.example/club{?tag}"}
---
-- content/products/pan.md --
---
title: Pan
variants:
  - {name: Small, sku: PAN-S, price: 30}
  - {name: Large, sku: PAN-L, price: 40}
offers: [{label: Week, price: 25, variant: PAN-L, until: 2026-11-30T00:00}]
---
-- content/products/cup.md --
---
title: Cup
sku: CUP
price: 9
offers: [{label: Always, price: 8}]
---
-- content/creators/lin.md --
---
name: Lin
picks: [tea, pan, cup]
---
[[tea]]
"""
END = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Site:
    from tests.world import make_world

    return make_world(tmp_path_factory.mktemp("offers") / "site", SHOP, site=False).build()


@pytest.fixture(scope="module")
def address(shop: Site) -> Iterator[str]:
    with serving(shop.output) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A page as it is at a moment of the visitor's clock."""
    contexts: list[BrowserContext] = []

    def opened(path: str, at: datetime, *, script: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(at)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def words(page: Page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def test_until_its_end_an_offer_is_all_there(visit: Callable[..., Page]) -> None:
    page = visit("/@lin/tea/", END - timedelta(seconds=1))
    assert words(page, ".price strong, .bar b") == ["€15", "€15"]
    assert words(page, ".deal") == ["Advent until Dec 1 18:00"]
    assert "offer=advent" in (page.locator(".bar a.buy").get_attribute("href") or "")
    assert page.locator(".members").count() == 1


def test_at_its_end_everything_of_it_is_gone_and_the_price_is_what_one_pays(visit: Callable[..., Page]) -> None:
    page = visit("/@lin/tea/", END)
    assert words(page, ".price strong, .bar b") == ["€20", "€20"]
    text = page.locator("main").inner_text()
    for promise in ("15", "12", "25", "Advent", "Club", "until", "Save"):
        assert promise not in text, promise
    assert page.locator(".bar a.buy").get_attribute("href") == "https://pay.example/TEA?tag=lin_tea"
    assert words(page, ".disclosure")


def test_a_page_left_open_follows_when_one_comes_back_to_it(visit: Callable[..., Page]) -> None:
    page = visit("/@lin/tea/", END - timedelta(seconds=1))
    page.clock.set_fixed_time(END)
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert words(page, ".price strong") == ["€20"]


def test_a_channel_finds_its_place_in_the_link_that_comes_after(visit: Callable[..., Page]) -> None:
    page = visit("/@lin/tea/?c=group", END)
    link = page.locator(".bar a.buy")
    link.evaluate("link => { link.addEventListener('click', event => event.preventDefault()); link.click() }")
    assert link.get_attribute("href") == "https://pay.example/TEA?tag=lin_tea_group"


def test_without_script_the_page_says_until_when(visit: Callable[..., Page]) -> None:
    for path in ("/@lin/tea/", "/products/tea/", "/@lin/", "/"):
        page = visit(path, END, script=False)
        assert "until Dec 1 18:00" in page.locator("main").inner_text(), path


@pytest.mark.parametrize("path", ["/", "/@lin/", "/@lin/cup/"])
def test_cards_follow_too(path: str, visit: Callable[..., Page]) -> None:
    before = visit(path, END - timedelta(days=9)).locator("main").inner_text()
    assert "€15" in before
    after = visit(path, END).locator("main").inner_text()
    assert "€15" not in after
    assert "€20" in after


def test_of_several_choices_the_cheapest_then_stands_for_all(visit: Callable[..., Page]) -> None:
    card = ".card:has(a[href$='/pan/']) .prices b, .pick:has(a[href$='/pan/']) .prices b"
    assert words(visit("/@lin/", datetime(2026, 11, 29, 22, 59, 59, tzinfo=UTC)), card) == ["From €25"]
    assert words(visit("/@lin/", datetime(2026, 11, 29, 23, 0, tzinfo=UTC)), card) == ["From €30"]


def test_what_has_no_end_has_nothing_to_take_down(shop: Site) -> None:
    (price,) = re.findall(r'<p class="price">.*?</p>', shop.page("/@lin/cup/"), re.DOTALL)
    assert "data-until" not in price


def test_the_next_build_says_what_the_script_said(world: Callable[..., World]) -> None:
    later = world(SHOP, site=False).build(clock=END)
    html = later.page("/@lin/tea/")
    assert 'href="https://pay.example/TEA?tag=lin_tea"' in html
    assert "data-until" not in re.sub(r'<div class="page">.*', "", html, flags=re.DOTALL)


# The moment itself, where clocks are put forward and back.

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Shanghai",
    "America/St_Johns",
    "Africa/Casablanca",
]


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
)
def test_an_offer_is_on_until_its_moment_and_not_one_second_longer(zone: str, written: datetime) -> None:
    place = ZoneInfo(zone)
    end = written.replace(tzinfo=place).astimezone(UTC)
    on = [Schedule(end + timedelta(seconds=second), place).is_on(None, written) for second in (-1, 0, 1)]
    assert on == [True, False, False]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # skipped: as if the clock had not been put forward
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # twice: the first time
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30"),
        ("2026-03-29", "2026-03-28T23:00"),
        ("2026-10-26", "2026-10-25T23:00"),
    ],
)
def test_days_with_a_change_of_clocks_in_berlin(written: str, utc: str, world: Callable[..., World]) -> None:
    end = datetime.fromisoformat(utc + "+00:00")
    site = world(f"""
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        timezone: Europe/Berlin
        -- content/products/tea.md --
        ---
        title: Tea
        sku: T
        price: 20
        checkout: https://buy.stripe.com/abc
        offers: [{{label: Sale, price: 15, until: {written}}}]
        ---
    """, site=False)  # fmt: skip
    for clock, offer in ((end - timedelta(seconds=1), True), (end, False)):
        (choice,) = site.check(clock=clock).catalog.editions[0].choices["tea"]
        assert (choice.offer is not None) is offer
    assert site.check(clock=end - timedelta(days=1)).catalog.next_change == end
