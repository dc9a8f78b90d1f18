"""A product's own page: what is said of it, what it costs and where one buys it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 100
    compare_at: 120
    offers:
      - {label: Year end, price: 80, from: 2026-11-20T00:00, until: 2026-11-23T00:00}
      - {label: Friends, price: 70, members: true}
    reviews:
      - {by: Mei, rating: 5, text: Lovely., date: 2026-10-02}
      - {by: Bo, rating: 4, text: Fine.}
    questions: [{q: Is it black?, a: It is green.}]
    facts: {Weight: 80 g}
    delivery: By bike.
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    picks: [{product: tea, note: My morning.}]
    ---
"""
DURING = "2026-11-22T12:00+08:00"


def page_at(world: Callable[..., World], moment: str, address: str = "/@ann/tea/") -> str:
    from datetime import datetime

    return world(SHOP).build(clock=datetime.fromisoformat(moment)).page(address)


def test_an_offer_is_the_price_while_it_lasts(world: Callable[..., World]) -> None:
    page = page_at(world, DURING)
    assert "CN¥80" in page
    assert "Year end" in page
    assert "offer=year-end" in page
    assert '<meta property="product:price:amount" content="80.00">' in page


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        ("2026-11-19T23:59:59+08:00", False),
        ("2026-11-20T00:00:00+08:00", True),
        ("2026-11-22T15:59:59+00:00", True),
        ("2026-11-22T16:00:00+00:00", False),
    ],
)
def test_an_offer_begins_and_ends_on_the_second_in_the_sites_timezone(
    world: Callable[..., World], moment: str, is_on: bool
) -> None:
    page = page_at(world, moment)
    assert ("CN¥80" in page) is is_on
    assert ("offer=year-end" in page) is is_on


def test_the_price_to_compare_with_is_struck_through_and_the_saving_named(world: Callable[..., World]) -> None:
    page = page_at(world, DURING)
    assert "CN¥120</del>" in page
    assert "Save CN¥40" in page


def test_members_have_a_price_and_a_link_of_their_own(world: Callable[..., World]) -> None:
    page = page_at(world, DURING)
    assert "CN¥70" in page
    assert "offer=friends&amp;tag=ann_tea" in page


def test_reviews_are_averaged_to_one_decimal(world: Callable[..., World]) -> None:
    page = page_at(world, DURING)
    assert re.search(r">4\.5<", page)
    assert "Lovely." in page
    assert "Is it black?" in page
    assert "80 g" in page
    assert "By bike." in page


def test_a_personal_page_has_the_sharers_words_and_a_house_page_the_people(world: Callable[..., World]) -> None:
    assert "My morning." in page_at(world, DURING)
    house = page_at(world, DURING, "/products/tea/")
    assert "My morning." not in house
    assert 'href="/@ann/"' in house
    assert "https://pay.example/T" in house
    assert "tag=ann" not in house


def test_every_tagged_button_stands_beside_the_disclosure(world: Callable[..., World]) -> None:
    page = page_at(world, DURING)
    assert 'rel="sponsored nofollow noopener"' in page
    assert "Ann earns a commission if you buy here" in page
    house = page_at(world, DURING, "/products/tea/")
    assert "sponsored" not in house
    assert "earns a commission" not in house
