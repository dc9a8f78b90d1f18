"""Which products a creator's store carries, and which get a page of the creator's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.model.prose import Card, EntryAddress, Markup, ProductAddress, ProductTitle, Text
from sitegen.model.shelves import products_in, shared_by, shelf
from tests.world import World

SHELF = """
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/products/cup.md --
    ---
    title: Cup
    sku: C
    price: 1
    ---
    -- content/products/pot.md --
    ---
    title: Pot
    sku: P
    price: 1
    ---
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 1
    circles: [food]
    ---
    -- content/posts/hers.md --
    ---
    title: Hers
    creator: lin
    ---
    I use [[pot]].
    -- content/posts/other.md --
    ---
    title: Somebody else's
    ---
    [[cup]]
"""


@pytest.mark.parametrize(
    ("fields", "carried", "shared"),
    [
        ("store: all", ("cup", "pot", "tea"), ("cup", "pot", "tea")),
        ("picks: [tea, pot]", ("tea", "pot", "cup"), ("tea", "pot", "cup")),
        ("picks: [tea]\nstore: picks", ("tea",), ("tea", "pot")),
        ("store: picks", (), ("pot",)),
        ("circles: [food]\nstore: circles", ("tea",), ("tea", "pot")),
        ("circles: [food]\nstore: circles\npicks: [cup]", ("cup", "tea"), ("cup", "tea", "pot")),
        ("store: circles", (), ("pot",)),
    ],
)
def test_picks_come_first_and_what_she_writes_about_gets_a_page_too(
    world: Callable[..., World], fields: str, carried: tuple[str, ...], shared: tuple[str, ...]
) -> None:
    site = world(SHELF)
    site.put("content/creators/lin.md", f"---\nname: Lin\n{fields}\n---\n")
    edition = site.check().catalog.editions[0]
    assert shelf(edition.creators["lin"], edition) == carried
    assert shared_by(edition.creators["lin"], edition) == shared


def test_products_of_a_text_are_named_once_in_reading_order() -> None:
    pieces = (
        Card("tea"),
        Markup("x"),
        ProductAddress("cup"),
        ProductTitle("cup"),
        EntryAddress("posts", "p", ""),
        Card("tea"),
    )
    assert products_in(Text(pieces)) == ("tea", "cup")
