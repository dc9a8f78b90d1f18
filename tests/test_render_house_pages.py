"""Pages of the house."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    circles: [food]
    ---
    -- content/products/soap.md --
    ---
    title: Soap
    sku: S
    price: 5
    circles: [body]
    ---
    -- content/circles/body.md --
    ---
    title: Body
    order: 2
    ---
    -- content/circles/food.md --
    ---
    title: Food
    order: 1
    ---
    What we eat.
    -- content/creators/ann.md --
    ---
    name: Ann
    circles: [food]
    ---
    -- content/posts/day.md --
    ---
    title: A day
    creator: ann
    circles: [food]
    ---
    -- content/pages/about.md --
    ---
    title: About
    summary: Who we are.
    ---
    Two people and a [bicycle](https://x.example/).
"""


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_home_shows_circles_in_order_products_people_and_stories(world: Callable[..., World]) -> None:
    home = main_of(world(SHOP).build().page("/"))
    assert home.index("/circles/food/") < home.index("/circles/body/")
    for address in ("/products/tea/", "/products/soap/", "/@ann/", "/posts/day/"):
        assert f'href="{address}"' in home


def test_home_begins_with_what_the_owner_features(world: Callable[..., World]) -> None:
    site = world(SHOP)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "featured: [soap]\n")
    home = main_of(site.build().page("/"))
    assert home.index("/products/soap/") < home.index("/products/tea/")


def test_a_circle_shows_what_belongs_to_it_and_nothing_else(world: Callable[..., World]) -> None:
    circle = main_of(world(SHOP).build().page("/circles/food/"))
    assert "What we eat." in circle
    assert set(re.findall(r'href="(/[^"#]*/)"', circle)) >= {"/products/tea/", "/@ann/", "/posts/day/"}
    assert "/products/soap/" not in circle


def test_a_text_page_shows_its_text(world: Callable[..., World]) -> None:
    page = main_of(world(SHOP).build().page("/about/"))
    assert "<h1>About</h1>" in page
    assert "Two people and a" in page


def test_whoever_is_lost_finds_the_way_home(world: Callable[..., World]) -> None:
    assert 'href="/"' in main_of(world(SHOP).build().page("/404.html"))


def test_an_empty_site_still_has_a_home(world: Callable[..., World]) -> None:
    assert world("").build().addresses() == ["/"]
