"""What pages tell search engines: what these ask for, nothing that the page does not show, and nothing that runs.

That no browser stops it is tested with the Content-Security-Policy, on every kind of page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.structured import serialised
from tests.world import CLOCK, Site, World, make_world

Thing = dict[str, Any]

# What Google asks for, by type; of keys with `|` one will do. Types that are not here may not be said.
REQUIRED = {
    "AggregateOffer": ["lowPrice", "priceCurrency"],
    "AggregateRating": ["ratingValue", "ratingCount|reviewCount"],
    "Article": ["headline", "author", "publisher"],
    "Brand": ["name"],
    "BreadcrumbList": ["itemListElement"],
    "CollectionPage": ["name", "url"],
    "Event": ["name", "startDate", "location", "eventStatus", "eventAttendanceMode", "organizer"],
    "GeoCoordinates": ["latitude", "longitude"],
    "ItemList": ["itemListElement"],
    "ListItem": ["position", "name", "item|url"],
    "LocalBusiness": ["name", "address"],
    "Offer": ["price", "priceCurrency", "availability", "itemCondition", "seller", "url"],
    "Organization": ["name", "url"],
    "Person": ["name"],
    "Place": ["name", "address"],
    "PostalAddress": ["streetAddress"],
    "Product": ["name", "review|aggregateRating|offers"],
    "ProductGroup": ["name", "productGroupID", "hasVariant"],
    "ProfilePage": ["mainEntity"],
    "Rating": ["ratingValue", "bestRating", "worstRating"],
    "Review": ["author", "reviewRating"],
    "VirtualLocation": ["url"],
    "WebSite": ["name", "url"],
}
# What it calls recommended, as far as a demo that gives us everything can say it.
RECOMMENDED = {
    "AggregateOffer": ["highPrice", "offerCount", "availability"],
    "Article": ["image", "datePublished", "dateModified"],
    "Event": ["description", "image", "endDate", "performer"],
    "LocalBusiness": ["telephone", "geo", "url", "image"],
    "Product": ["image", "description", "brand", "sku", "offers"],
    "ProductGroup": ["image", "description", "brand", "url"],
    "Review": ["reviewBody", "datePublished"],
}
KINDS = {
    "/": {"WebSite", "Organization", "ItemList"},
    "/products/repair-emulsion/": {"Product", "BreadcrumbList"},
    "/@lin/": {"ProfilePage", "ItemList", "LocalBusiness"},
    "/zh/@tao/": {"ProfilePage", "ItemList"},
    "/posts/three-days-one-pouch/": {"Article", "BreadcrumbList"},
    "/circles/beauty/": {"CollectionPage", "BreadcrumbList"},
    "/events/dumplings/": {"Event", "BreadcrumbList"},
    "/about/": {"BreadcrumbList"},
    "/@lin/repair-emulsion/": set(),
    "/@lin/thanks/": set(),
    "/404.html": set(),
    "/emulsion/": set(),
}

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ]]>"
STORE = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    languages: [en, zh]
    currency: CNY
    timezone: Asia/Shanghai
    {setting}
    checkout: {{provider: template, url: "https://pay.example/{{sku}}{{?offer,tag}}"}}
    -- content/creators/lin.md --
    ---
    name: Lin
    picks: [tea]
    ---
    -- content/products/tea/index.md --
    ---
    title: "{hostile}"
    sku: T 1
    price: 12
    photos: [{{file: tea.jpg, alt: Tea}}]
    reviews: [{{by: "{hostile}", rating: 5, text: "{hostile}"}}, {{by: Ann, rating: 4, text: Fine}}]
    offers: [{{label: Now, price: 9, until: 2026-11-25T00:00}}, {{members: true, price: 5}}]
    ---
    -- content/products/tea/tea.jpg --
    photo 600x600 #88aa66
    -- content/products/cup/index.md --
    ---
    title: Cup
    sku: C
    gtin: 4006381333931
    price: 30
    photos: [{{file: cup.jpg, alt: Cup}}]
    variants:
      - {{name: S, sku: C-S, available: out_of_stock}}
      - {{name: M, sku: C-M, price: 35}}
      - {{name: L, sku: C-L, price: 40}}
    ---
    -- content/products/cup/cup.jpg --
    photo 600x600 #aa6688
    -- content/products/bare.md --
    ---
    title: Bare
    sku: B
    price: 1
    ---
    -- content/events/rush.md --
    ---
    title: Rush
    kind: sale
    from: 2026-12-01T10:00
    ---
    -- content/events/talk.md --
    ---
    title: Talk
    kind: live
    from: 2026-12-01T10:00
    link: https://talk.example/
    ---
    -- content/shares/friend.md --
    ---
    to: Friend
    creator: lin
    picks: [tea]
    ---
"""


def told(html: str) -> list[Thing]:
    """Everything at the top of a page's data."""
    blocks = re.findall(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", html, re.DOTALL)
    assert len(blocks) <= 1
    return [thing for block in blocks for thing in json.loads(block)["@graph"]]


def inside(value: Any) -> Iterator[Thing]:
    """Every thing at whatever depth."""
    if isinstance(value, list):
        for item in value:
            yield from inside(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from inside(item)


def lacking(thing: Thing, asked: dict[str, list[str]]) -> list[str]:
    return [keys for keys in asked.get(thing["@type"], []) if not any(thing.get(key) for key in keys.split("|"))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[World, Site]]:
    def make(setting: str) -> tuple[World, Site]:
        text = STORE.format(setting=setting, hostile=HOSTILE.replace("\u2028", ""))
        world = make_world(tmp_path_factory.mktemp("data") / "site", text, site=False)
        return world, world.build()

    return make


@pytest.fixture(scope="module")
def snippets(made: Callable[[str], tuple[World, Site]]) -> Site:
    return made("")[1]


@pytest.fixture(scope="module")
def merchant(made: Callable[[str], tuple[World, Site]]) -> Site:
    return made("structured_data: merchant")[1]


def test_every_thing_says_what_search_engines_ask_for(demo: Site, snippets: Site, merchant: Site) -> None:
    seen = set()
    for site in (demo, snippets, merchant):
        for address in site.addresses():
            for thing in inside(told(site.page(address))):
                assert lacking(thing, REQUIRED) == [], (address, thing)
                seen.add(thing["@type"])
    assert seen == set(REQUIRED)


def test_the_demo_also_says_what_they_like(demo: Site) -> None:
    for address in demo.addresses():
        for thing in inside(told(demo.page(address))):
            assert lacking(thing, RECOMMENDED) == [], (address, thing)


@pytest.mark.parametrize("address", KINDS)
def test_each_kind_of_page_says_what_it_is(address: str, demo: Site) -> None:
    assert {thing["@type"] for thing in told(demo.page(address))} == KINDS[address]


def test_only_pages_that_count_say_anything(demo: Site, snippets: Site) -> None:
    for site in (demo, snippets):
        for address in site.addresses():
            html = site.page(address)
            canonical = re.search(r'<link rel="canonical" href="https?://[^/]+([^"]*)"', html)
            assert canonical
            if told(html):
                assert canonical[1] == address
                assert 'content="noindex"' not in html
    silent = [address for address in snippets.addresses() if not told(snippets.page(address))]
    assert {"/@lin/tea/", "/zh/products/tea/"} <= set(silent)
    assert any(address.startswith("/s/") for address in silent)


def test_every_address_said_is_there(demo: Site) -> None:
    known = {f"/{name}" for name in demo.published()} | set(demo.addresses())
    count = 0
    for address in demo.addresses():
        for thing in inside(told(demo.page(address))):
            urls = [thing.get(key) for key in ("url", "item", "image", "logo", "mainEntityOfPage")]
            for url in [one for found in urls if found for one in (found if isinstance(found, list) else [found])]:
                assert url.startswith("https://"), url
                assert urlsplit(url).netloc != "lumea.example" or urlsplit(url).path in known, url
                count += 1
    assert count > 300


def test_prices_reviews_and_dates_stand_on_the_page(demo: Site) -> None:
    for address in demo.addresses():
        html = demo.page(address)
        shown = html[: html.index("application/ld+json")] if told(html) else html
        for thing in told(html):
            if thing["@type"] == "Product":
                stars = re.findall(r'<p class="star"', shown)
                assert len(thing.get("review", [])) == len(stars)
                ratings = [review["reviewRating"]["ratingValue"] for review in thing.get("review", [])]
                if ratings:
                    said = thing["aggregateRating"]
                    assert said["reviewCount"] == len(ratings)
                    assert abs(Decimal(str(said["ratingValue"])) - Decimal(sum(ratings)) / len(ratings)) <= Decimal(
                        "0.05"
                    )
                    assert f"<b>{said['ratingValue']}</b>".replace(".0<", "<") in shown.replace(".0<", "<")
                for price in (thing["offers"]["lowPrice"], thing["offers"]["highPrice"]):
                    assert Decimal(price).normalize().to_eng_string() in shown.replace(",", ""), (address, price)


def product(site: Site, name: str) -> Thing:
    return told(site.page(f"/products/{name}/"))[0]


def test_without_reviews_there_are_no_stars(snippets: Site) -> None:
    assert not {"review", "aggregateRating"} & set(product(snippets, "bare"))
    assert product(snippets, "tea")["aggregateRating"]["reviewCount"] == 2


def test_who_is_not_the_merchant_says_from_which_price_to_which(snippets: Site) -> None:
    for address in snippets.addresses():
        types = {thing["@type"] for thing in inside(told(snippets.page(address)))}
        assert not {"Offer", "ProductGroup"} & types, address
    cup = product(snippets, "cup")["offers"]
    assert (cup["lowPrice"], cup["highPrice"], cup["offerCount"]) == ("35.00", "40.00", 2)
    tea = product(snippets, "tea")["offers"]
    assert (tea["lowPrice"], tea["highPrice"]) == ("9.00", "9.00")


def test_the_merchant_says_every_offer(merchant: Site) -> None:
    types = {thing["@type"] for name in ("cup", "tea", "bare") for thing in inside(product(merchant, name))}
    assert "AggregateOffer" not in types
    cup = product(merchant, "cup")
    assert cup["@type"] == "ProductGroup"
    offers = [(variant["sku"], variant["offers"]["price"], variant["offers"]["availability"][19:])
              for variant in cup["hasVariant"]]  # fmt: skip
    assert offers == [("C-S", "30.00", "OutOfStock"), ("C-M", "35.00", "InStock"), ("C-L", "40.00", "InStock")]
    assert {variant["inProductGroupWithID"] for variant in cup["hasVariant"]} == {cup["productGroupID"]}
    assert all("gtin" not in variant for variant in cup["hasVariant"])  # the number of another thing


def test_no_price_was_valid_until_a_day_that_is_over(merchant: Site) -> None:
    until = product(merchant, "tea")["offers"]["priceValidUntil"]
    assert until == "2026-11-25T00:00:00+08:00"
    assert datetime.fromisoformat(until) > CLOCK
    assert "priceValidUntil" not in product(merchant, "bare")["offers"]


def test_an_article_number_with_a_space_is_not_said(snippets: Site) -> None:
    assert "sku" not in product(snippets, "tea")
    assert product(snippets, "bare")["sku"] == "B"


def test_a_sale_is_no_event(snippets: Site) -> None:
    assert {thing["@type"] for thing in told(snippets.page("/events/rush/"))} == {"BreadcrumbList"}
    talk = told(snippets.page("/events/talk/"))[0]
    assert talk["location"] == {"@type": "VirtualLocation", "url": "https://talk.example/"}


def test_a_site_may_say_nothing(made: Callable[[str], tuple[World, Site]]) -> None:
    _, site = made("structured_data: none")
    assert not any(told(site.page(address)) for address in site.addresses())


def test_no_text_gets_out_of_its_element(snippets: Site) -> None:
    html = snippets.page("/products/tea/")
    assert product(snippets, "tea")["name"] == HOSTILE.replace("\u2028", "")
    assert html.count("<script") == html.count("</script>") == 2


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)))
def test_whatever_is_said_comes_back_and_holds_nothing_that_html_knows(value: Any) -> None:
    written = serialised([{"@type": "Thing", "value": value}])
    assert json.loads(written)["@graph"] == [{"@type": "Thing", "value": value}]
    assert not re.search("[<>&\u2028\u2029]", written)


def test_lists_hold_what_the_page_shows_in_its_order(demo: Site) -> None:
    """A creator's page of a product is known to search engines by the house's address."""
    seen = 0
    for address in demo.addresses():
        html = demo.page(address)
        lists = [thing for thing in inside(told(html)) if thing["@type"] == "ItemList"]
        shown = re.findall(r'<h3><a href="/(?:zh/)?(?:@\w+|products)/([\w-]+)/">', html)
        for listed in lists:
            named = [item["url"].rstrip("/").rpartition("/")[2] for item in listed["itemListElement"]]
            assert [name for name in dict.fromkeys(shown) if name in named] == named, address
            assert [item["position"] for item in listed["itemListElement"]] == list(range(1, len(named) + 1))
            assert all("/@" not in item["url"] for item in listed["itemListElement"])
            seen += len(named)
    assert seen > 80
