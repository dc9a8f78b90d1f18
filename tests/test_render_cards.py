"""Products, people and stories in passing."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 20
    variants:
      - {name: Tin, sku: T1, price: 30}
      - {name: Bag, sku: T2, price: 20}
      - {name: Sample, sku: T3, price: 5, available: out_of_stock}
    ---
    -- content/products/milk.md --
    ---
    title: Milk
    sku: M
    price: 10
    offers: [{label: This week, price: 8, until: 2026-11-30T12:00}]
    ---
    -- content/products/gone.md --
    ---
    title: Gone
    sku: G
    price: 7
    available: out_of_stock
    ---
    -- content/creators/ann.md --
    ---
    name: 安 Ann
    picks: [{product: tea, note: Strong.}, milk, gone]
    ---
    -- content/posts/old.md --
    ---
    title: Older story
    creator: ann
    date: 2026-01-01
    ---
    -- content/posts/new.md --
    ---
    title: Newer story
    creator: ann
    date: 2026-10-01
    ---
    -- content/posts/undated.md --
    ---
    title: Undated story
    creator: ann
    ---
"""


def card_of(page: str, title: str) -> str:
    """The markup of the card that mentions a product."""
    cards = re.findall(r"<article class=\"(?:card|pick)\">.*?</article>", page, re.DOTALL)
    (found,) = [card for card in cards if f">{title}</a>" in card]
    return found


def test_a_card_shows_the_lowest_price_that_can_be_had(world: Callable[..., World]) -> None:
    card = card_of(world(SHOP).build().page("/@ann/"), "Tea")
    assert "From" in card
    assert "CN¥20" in card
    assert "CN¥5<" not in card


def test_a_card_with_an_offer_shows_both_prices_and_its_label(world: Callable[..., World]) -> None:
    card = card_of(world(SHOP).build().page("/@ann/"), "Milk")
    assert "CN¥8" in card
    assert "CN¥10</del>" in card
    assert "This week" in card
    assert "tag=ann_store" in card


def test_a_card_of_what_cannot_be_had_has_no_button(world: Callable[..., World]) -> None:
    card = card_of(world(SHOP).build().page("/@ann/"), "Gone")
    assert "Sold out" in card or "out of stock" in card.lower()
    assert "pay.example" not in card


def test_a_card_with_choices_leads_to_the_choices(world: Callable[..., World]) -> None:
    card = card_of(world(SHOP).build().page("/@ann/"), "Tea")
    assert 'href="/@ann/tea/#choices"' in card
    assert "pay.example" not in card


def test_stories_come_newest_first_and_undated_last(world: Callable[..., World]) -> None:
    page = world(SHOP).build().page("/@ann/")
    assert page.index("Newer story") < page.index("Older story") < page.index("Undated story")


def test_a_missing_face_is_an_initial(world: Callable[..., World]) -> None:
    assert ">安<" in world(SHOP).build().page("/@ann/")
