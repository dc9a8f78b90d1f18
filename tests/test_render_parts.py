"""Texts on a page: every link, card and picture filled in for whoever speaks."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import World

SHOP = """
    -- content/products/tea/index.md --
    ---
    title: Tea & Co
    sku: T
    price: 12
    ---
    See [[milk]], [the story](../../posts/day.md#noon) and [outside](https://x.example/).
    -- content/products/milk.md --
    ---
    title: Milk
    sku: M
    price: 3
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    store: picks
    picks: [{product: tea, note: Every day.}]
    ---
    -- content/posts/day.md --
    ---
    title: A day
    creator: ann
    ---
    I drink [[tea]] and [[tea|this one]].

    [[tea]]

    ![A table](table.jpg "At noon")
    -- content/posts/table.jpg --
    photo 800x600 #ccaa88
"""


def test_a_product_in_a_sentence_links_to_the_authors_own_page(world: Callable[..., World]) -> None:
    page = world(SHOP).build().page("/posts/day/")
    assert 'I drink <a href="/@ann/tea/">Tea &amp; Co</a> and <a href="/@ann/tea/">this one</a>.' in page


def test_a_product_on_a_line_of_its_own_is_a_card_with_the_authors_tag_and_words(world: Callable[..., World]) -> None:
    page = world(SHOP).build().page("/posts/day/")
    assert "tag=ann_day" in page
    assert "Every day." in page


def test_a_photo_on_a_line_of_its_own_is_a_figure_with_its_caption(world: Callable[..., World]) -> None:
    page = world(SHOP).build().page("/posts/day/")
    assert "<figure" in page
    assert 'alt="A table"' in page
    assert "At noon</figcaption>" in page


def test_the_same_text_speaks_for_the_house_on_the_house_page(world: Callable[..., World]) -> None:
    site = world(SHOP).build()
    assert '<a href="/products/milk/">Milk</a>' in site.page("/products/tea/")
    assert '<a href="/posts/day/#noon">the story</a>' in site.page("/products/tea/")


def test_what_a_creator_does_not_share_links_to_the_house(world: Callable[..., World]) -> None:
    assert '<a href="/products/milk/">Milk</a>' in world(SHOP).build().page("/@ann/tea/")


def test_links_away_are_marked_as_the_authors_own(world: Callable[..., World]) -> None:
    page = world(SHOP).build().page("/products/tea/")
    assert '<a href="https://x.example/" rel="nofollow noopener ugc">outside</a>' in page
