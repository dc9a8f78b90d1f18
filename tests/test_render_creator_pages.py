"""Pages that speak with a creator's voice."""

from __future__ import annotations

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
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    tagline: Small steps.
    labels: [early bird]
    circles: [food]
    store: STORE
    picks: [{product: soap, note: Smells of nothing.}]
    links: [{title: Notes, url: "https://notes.example/"}]
    studio: {name: The Shed, address: "1 Lane, Town", hours: "Sat 10-12", phone: "+44 20 7946 0018"}
    ---
    I *mend* things.
    -- content/posts/day.md --
    ---
    title: A day
    creator: ann
    date: 2026-11-01
    ---
    [[soap]]
    -- content/posts/other.md --
    ---
    title: Another day
    creator: ann
    ---
    Nothing to sell.
"""


def store(world: Callable[..., World], kind: str) -> str:
    return world(SHOP.replace("STORE", kind)).build().page("/@ann/")


def test_a_store_begins_with_the_person(world: Callable[..., World]) -> None:
    page = store(world, "all")
    for text in ("Small steps.", "early bird", "I <em>mend</em> things.", "The Shed", "1 Lane, Town", "Sat 10-12"):
        assert text in page
    assert 'href="tel:+442079460018"' in page
    assert 'href="https://notes.example/"' in page
    assert page.index("Ann</h1>") < page.index("Smells of nothing.")


def test_a_store_carries_all_products_those_of_its_circles_or_its_picks(world: Callable[..., World]) -> None:
    assert "/@ann/tea/" in store(world, "all")
    assert "/@ann/tea/" in store(world, "circles")
    assert "/@ann/tea/" not in store(world, "picks")


def test_picks_come_first_with_words_button_and_tag(world: Callable[..., World]) -> None:
    page = store(world, "all")
    assert page.index("/@ann/soap/") < page.index("/@ann/tea/")
    assert "tag=ann_store" in page
    assert "Ann earns a commission" in page


def test_a_story_says_at_once_that_its_links_earn_the_author_something(world: Callable[..., World]) -> None:
    site = world(SHOP.replace("STORE", "all")).build()
    told = site.page("/posts/day/")
    assert told.index("Ann earns a commission if you buy through links in this story") < told.index("tag=ann_day")
    assert "earns a commission" not in site.page("/posts/other/")


def test_a_story_leads_to_others_of_its_author(world: Callable[..., World]) -> None:
    assert 'href="/posts/other/"' in world(SHOP.replace("STORE", "all")).build().page("/posts/day/")
