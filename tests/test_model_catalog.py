"""The catalog's own small answers."""

from __future__ import annotations

from decimal import Decimal

from sitegen.errors import Place
from sitegen.model.catalog import Choice, Deal
from sitegen.model.money import Money


def choice(offer: Deal | None, members: Deal | None = None) -> Choice:
    return Choice(
        place=Place("tea.md"),
        name="",
        sku="T",
        price=Money(Decimal(12), "CNY"),
        compare_at=None,
        availability="in_stock",
        checkout=None,
        offer=offer,
        members=members,
    )


def test_the_price_now_is_the_offers_while_there_is_one_and_never_the_members() -> None:
    ten, nine = (Deal("", Money(Decimal(amount), "CNY"), None, None) for amount in (10, 9))
    assert choice(None).price_now.amount == 12
    assert choice(ten).price_now.amount == 10
    assert choice(None, members=nine).price_now.amount == 12
