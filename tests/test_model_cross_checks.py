"""What is right by itself and wrong together: tags, links and names across the whole site."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import World

TEA = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: TEA
    price: 12
    ---
"""


def complaints_with(world: Callable[..., World], *files: tuple[str, str]) -> list[str]:
    site = world(TEA)
    for file, text in files:
        site.put(file, f"---\n{text}\n---\n")
    return site.complaints().splitlines()


def test_a_post_and_a_product_may_not_share_a_slug(world: Callable[..., World]) -> None:
    (said,) = complaints_with(world, ("content/posts/tea.md", "title: Tea time"))
    assert said == (
        "content/posts/tea.md:1: slug: this post and content/products/tea.md share the slug `tea` "
        "(their orders could not be told apart; give the post another `slug`)"
    )


@pytest.mark.parametrize("file", ["content/products/store.md", "content/posts/store.md"])
def test_nothing_may_be_called_like_the_store_in_a_tag(world: Callable[..., World], file: str) -> None:
    (said,) = complaints_with(world, (file, "title: Store\nsku: S\nprice: 1" if "products" in file else "title: Store"))
    assert said == f"{file}:1: `store` in a tag means a creator's store (give this another `slug`)"


def test_no_creator_may_have_the_houses_tag(world: Callable[..., World]) -> None:
    site = world(TEA)
    site.put("site.yaml", "title: S\nurl: https://x.example/\nreferral: {house: shop}\n")
    site.put("content/creators/shop.md", "---\nname: Shop\n---\n")
    assert "content/creators/shop.md:1: `shop` is the house's own tag (give the creator another `slug`)" in (
        site.complaints()
    )


def test_a_tag_may_not_be_longer_than_payment_pages_take(world: Callable[..., World]) -> None:
    creator, post = f"content/creators/{'l' * 58}.md", "content/posts/abcdef.md"
    (said,) = complaints_with(world, (creator, "name: Lin"), (post, "title: A"))
    assert said == (
        f"{creator}:1: slug: the tag `{'l' * 58}_abcdef` has 65 characters, 64 are possible "
        f"(give this or {post} a shorter `slug`)"
    )


def test_a_product_without_any_checkout_is_a_warning_once_whatever_the_languages(world: Callable[..., World]) -> None:
    site = world(TEA)
    site.put("site.yaml", "title: S\nurl: https://x.example/\nlanguages: [en, zh]\n")
    site.put("content/products/tea.zh.md", "---\ntitle: 茶\n---\n")
    (problem,) = site.problems()
    assert problem.severity == "warning"
    assert str(problem) == (
        "content/products/tea.md:2: checkout: `Tea` has no checkout, so nobody can buy it "
        "(add `checkout:` here or in site.yaml)"
    )


def test_what_is_sold_out_needs_no_checkout(world: Callable[..., World]) -> None:
    site = world(TEA)
    site.put("site.yaml", "title: S\nurl: https://x.example/\n")
    site.put("content/products/tea.md", "---\ntitle: Tea\nprice: 1\navailable: out_of_stock\n---\n")
    assert site.complaints() == ""


def test_a_link_that_cannot_be_made_is_reported_at_the_product(world: Callable[..., World]) -> None:
    assert complaints_with(world, ("content/products/cup.md", "title: Cup\nprice: 1")) == [
        "content/products/cup.md:2: checkout: the link needs the sku in its path, but there is none here"
    ]


def test_a_tag_that_a_payment_page_would_drop_is_reported(world: Callable[..., World]) -> None:
    said = complaints_with(
        world,
        ("content/products/tea.md", "title: Tea\nprice: 1\ncheckout: https://pay.example/tea"),
        ("content/creators/lin.md", "name: Lin"),
    )
    assert len(said) == 1
    assert said[0].startswith("content/products/tea.md:4: checkout: ")


def test_two_variants_of_different_prices_with_one_link_are_a_warning(world: Callable[..., World]) -> None:
    variants = "variants: [{name: Small}, {name: Large, price: 20}]"
    (said,) = complaints_with(
        world, ("content/products/tea.md", f"title: Tea\nprice: 1\ncheckout: https://buy.stripe.com/a\n{variants}")
    )
    assert said == (
        "content/products/tea.md:5: variants[2].checkout: `Large` (20.00 CNY) has the same payment link as "
        "`Small` (1.00 CNY) (give each variant its own `checkout`)"
    )


def test_buyers_are_only_sent_to_hosts_the_owner_trusts(world: Callable[..., World]) -> None:
    site = world(TEA)
    site.put("site.yaml", "title: S\nurl: https://x.example/\ncheckout: {hosts: [buy.stripe.com]}\n")
    site.put("content/products/tea.md", "---\ntitle: Tea\nprice: 1\ncheckout: https://buy.stripe.com/a\n---\n")
    site.put("content/products/cup.md", "---\ntitle: Cup\nprice: 1\ncheckout: https://evil.gumroad.com/l/a\n---\n")
    assert site.complaints() == (
        "content/products/cup.md:4: checkout: nobody may be sent to `evil.gumroad.com` to pay "
        "(add it to `checkout: {hosts: […]}` in site.yaml if you trust it)"
    )
