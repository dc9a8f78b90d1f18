"""What can be bought of a product, for how much, where it is paid, and what contradicts itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sitegen.model.catalog import Choice
from sitegen.model.money import Money
from sitegen.model.sales import purchase
from tests.world import World

CLOCK = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # noon in Shanghai


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.fixture
def tea(world: Callable[..., World]) -> Callable[[str], World]:
    """A site with one product that says this, from line 4 on."""

    def write(fields: str) -> World:
        site = world("-- static/x --\n")
        site.put("content/products/tea.md", f"---\ntitle: Tea\nsku: TEA\n{fields}\n---\n")
        return site

    return write


def choices(site: World, clock: datetime = CLOCK) -> tuple[Choice, ...]:
    return site.check(clock=clock).catalog.editions[0].choices["tea"]


def test_a_product_without_variants_is_one_choice_without_a_name(tea: Callable[[str], World]) -> None:
    (choice,) = choices(tea("price: 12\ncompare_at: 15\navailable: preorder"))
    assert (choice.name, choice.sku, choice.price, choice.compare_at) == ("", "TEA", yuan("12.00"), yuan("15.00"))
    assert choice.availability == "preorder"
    assert choice.checkout is not None
    assert choice.checkout.provider == "template"


def test_a_variant_says_what_differs_from_the_product(tea: Callable[[str], World]) -> None:
    variants = "[{name: Small}, {name: Large, sku: L, price: 20, available: out_of_stock}]"
    small, large = choices(tea(f"price: 12\ncompare_at: 15\nvariants: {variants}"))
    assert (small.sku, small.price, small.compare_at, small.availability) == (
        "TEA",
        yuan("12.00"),
        yuan("15.00"),
        "in_stock",
    )
    assert (large.sku, large.price, large.compare_at, large.availability) == ("L", yuan("20.00"), None, "out_of_stock")


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        ("2026-11-09T23:59:59", False),
        ("2026-11-10T00:00:00", True),
        ("2026-11-11T23:59:59", True),
        ("2026-11-12T00:00:00", False),
    ],
)
def test_an_offer_begins_and_ends_to_the_second_on_the_sites_clock(
    tea: Callable[[str], World], moment: str, is_on: bool
) -> None:
    site = tea("price: 12\noffers: [{price: 10, from: 2026-11-10T00:00, until: 2026-11-12T00:00}]")
    (choice,) = choices(site, datetime.fromisoformat(f"{moment}+08:00"))
    assert (choice.price_now == yuan("10.00")) == is_on


def test_the_cheapest_of_several_offers_counts_and_members_have_their_own(tea: Callable[[str], World]) -> None:
    offers = "[{price: 11}, {price: 10, label: Sale}, {price: 9, members: true}, {price: 1, from: 2027-01-01}]"
    (choice,) = choices(tea(f"price: 12\noffers: {offers}"))
    assert choice.offer is not None
    assert (choice.offer.label, choice.offer.price) == ("Sale", yuan("10.00"))
    assert choice.members is not None
    assert choice.members.price == yuan("9.00")


def test_an_offer_is_for_the_variant_it_names_by_sku_or_name_else_for_the_first(tea: Callable[[str], World]) -> None:
    variants = "[{name: Small, sku: S}, {name: Large, sku: L, price: 20}, {name: L, sku: X, price: 30}]"
    offers = "[{price: 11}, {price: 19, variant: L}, {price: 18, variant: Large}]"
    small, large, extra = choices(tea(f"price: 12\nvariants: {variants}\noffers: {offers}"))
    assert small.price_now == yuan("11.00")
    assert large.price_now == yuan("18.00")
    assert extra.offer is None


def test_an_offer_knows_when_it_ends(tea: Callable[[str], World]) -> None:
    (choice,) = choices(tea("price: 12\noffers: [{price: 10, until: 2026-11-12T00:00}]"))
    assert choice.offer is not None
    assert choice.offer.until == datetime(2026, 11, 11, 16, 0, tzinfo=UTC)


def test_the_purchase_of_a_deal_has_its_price_and_the_slug_of_its_label(tea: Callable[[str], World]) -> None:
    (choice,) = choices(tea("price: 12\noffers: [{price: 10, label: Double 11}]"))
    bought = purchase("Tea", choice, choice.offer, "en")
    assert (bought.price, bought.offer, bought.sku, bought.variant) == (yuan("10.00"), "double-11", "TEA", None)
    assert purchase("Tea", choice, None, "en").offer is None


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("brand: x", "2: price: `price` is missing (add `price: 168.00`)"),
        ("variants: [{name: a}]", "4: variants[1].price: this variant has no price (give it or the product a `price`)"),
        (
            "price: 12\noffers: [{price: 1, from: 2026-11-12, until: 2026-11-12}]",
            "5: offers[1]: this offer ends before it begins (check `from` and `until`)",
        ),
        (
            "price: 12\noffers: [{price: 1, from: 2026-11-12T00:00+08:00, until: 2026-11-12T00:00+09:00}]",
            "5: offers[1]: this offer ends before it begins (check `from` and `until`)",
        ),
        (
            "price: 12\nvariants: [{name: Small, sku: S}]\noffers: [{price: 1, variant: Smal}]",
            "6: offers[1].variant: there is no variant `Smal` (did you mean `Small`?)",
        ),
        ("price: 12\noffers: [{price: 1, variant: S}]", "5: offers[1].variant: there is no variant `S` (name a"),
        ("price: 12\noffers: [{price: 1 EUR}]", "5: offers[1].price: the offer is in EUR, the product in CNY (use one"),
        ("price: 12\noffers: [{price: 12}]", "5: offers[1].price: the offer's 12.00 CNY is no less than the price"),
        ("price: 12\ncompare_at: 12", "5: compare_at: `compare_at` 12.00 CNY is not above the price 12.00 CNY (remove"),
        ("price: 12\ncompare_at: 15 EUR", "5: compare_at: `compare_at` 15.00 EUR is not above the price 12.00 CNY"),
        ("price: 12\ncompare_at: 9\nvariants: [{name: a}, {name: b}]", "5: compare_at: `compare_at` 9.00 CNY is not"),
        ("price: 12\nvariants: [{name: a, compare_at: 9}]", "5: variants[1].compare_at: `compare_at` 9.00 CNY is not"),
        ("price: 12\nvariants: [{name: a, sku: A}, {name: b, sku: A}]", "5: variants[2].sku: two variants have the"),
        ("price: 12\ncheckout: {provider: strip}", "5: checkout: there is no checkout provider `strip` (did you mean"),
        ("price: 12\ncheckout: [a]", "5: checkout: a checkout is a web address or `{provider: …}`"),
        ("price: 12\ncheckout: pay.example", "5: checkout: `pay.example` is no payment link we know how to read (copy"),
        (
            "price: 12\noffers: [{price: 9, from: 2027-01-01, checkout: {provider: strip}}]",
            "5: offers[1].checkout: there is no checkout provider `strip` (did you mean `stripe`?)",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_reported_once_where_it_stands(
    tea: Callable[[str], World], fields: str, complaint: str
) -> None:
    (said,) = tea(fields).complaints().splitlines()
    assert said.startswith(f"content/products/tea.md:{complaint}")


def test_a_fault_in_the_sites_own_checkout_is_said_once_and_there(tea: Callable[[str], World]) -> None:
    site = tea("price: 12\nvariants: [{name: a}, {name: b}]")
    site.put("site.yaml", "title: S\nurl: https://x.example/\ncheckout: {provider: strip}\n")
    assert site.complaints() == (
        "site.yaml:3: checkout: there is no checkout provider `strip` (did you mean `stripe`?)"
    )


def test_thousands_of_variants_and_offers_are_read_in_no_time(tea: Callable[[str], World]) -> None:
    variants = "\n".join(f"- {{name: v{number}, sku: s{number}}}" for number in range(2_000))
    offers = "\n".join(f"- {{price: 9, variant: s{number}}}" for number in range(2_000))
    site = tea(f"price: 12\nvariants:\n{variants}\noffers:\n{offers}")
    started = time.process_time()
    assert len(choices(site)) == 2_000
    assert time.process_time() - started < 3
