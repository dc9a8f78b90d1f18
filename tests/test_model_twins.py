"""What no two pieces of content may share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import World


def test_two_products_with_one_slug_are_reported_once_naming_both(world: Callable[..., World]) -> None:
    site = world("""
        -- content/products/cup.md --
        ---
        title: Cup
        sku: C
        price: 1
        ---
        -- content/products/tea.md --
        ---
        title: Tea
        sku: T
        slug: cup
        price: 1
        ---
        -- content/creators/lin.md --
        ---
        name: Lin
        picks: [tea, cup]
        ---
    """)
    assert site.complaints() == (
        "content/products/tea.md:4: slug: the slug `cup` is already that of content/products/cup.md "
        "(give one of the two another `slug`)"
    )


def test_names_that_only_differ_in_case_make_one_slug(world: Callable[..., World]) -> None:
    site = world("-- static/x --\n")
    for name in ("Tea", "tea"):
        site.put(f"content/pages/{name}.md", "---\ntitle: Tea\n---\n")
    assert "the slug `tea` is already that of content/pages/Tea.md" in site.complaints()


def test_two_kinds_may_share_a_slug(world: Callable[..., World]) -> None:
    site = world("-- static/x --\n")
    for kind in ("pages", "circles"):
        site.put(f"content/{kind}/tea.md", "---\ntitle: Tea\n---\n")
    assert site.complaints() == ""


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("sku: A\nprice: 1", "3: sku"),
        ("sku: T\nprice: 1\nvariants: [{name: a, sku: B}, {name: b, sku: A}]", "5: variants[2].sku"),
    ],
)
def test_a_sku_belongs_to_one_product(world: Callable[..., World], fields: str, place: str) -> None:
    site = world("""
        -- content/products/cup.md --
        ---
        title: Cup
        sku: A
        price: 1
        ---
    """)
    site.put("content/products/tea.md", f"---\ntitle: Tea\n{fields}\n---\n")
    assert site.complaints() == (
        f"content/products/tea.md:{place}: the sku `A` is already that of content/products/cup.md "
        "(give each product its own)"
    )


def test_the_first_variant_may_have_the_products_own_sku(world: Callable[..., World]) -> None:
    site = world("""
        -- content/products/cup.md --
        ---
        title: Cup
        sku: A
        price: 1
        variants: [{name: small, sku: A}, {name: large, sku: B}]
        ---
    """)
    assert site.complaints() == ""


def test_what_has_no_sku_shares_none(world: Callable[..., World]) -> None:
    site = world("-- static/x.txt --\n")
    for name in ("cup", "tea"):
        site.put(
            f"content/products/{name}.md", f"---\ntitle: {name}\nsku: {name}\nprice: 1\nvariants: [{{name: a}}]\n---\n"
        )
    assert site.complaints() == ""


def test_a_draft_may_have_the_sku_of_what_it_will_replace(world: Callable[..., World]) -> None:
    site = world("-- static/x --\n")
    for name, draft in (("old", "false"), ("new", "true")):
        site.put(f"content/products/{name}.md", f"---\ntitle: Tea\nsku: A\nprice: 1\ndraft: {draft}\n---\n")
    assert site.complaints() == ""
    assert "the sku `A` is already" in site.complaints(drafts=True)
