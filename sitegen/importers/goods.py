"""Products as front matter: what all exports of shops come down to, with as few words as say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sitegen.importers.items import Fields, Wish
from sitegen.text import slugify

NO_STOCK = "out_of_stock"
LONGEST_SUMMARY = 240

_OUT = frozenset(
    {"0", "out of stock", "out_of_stock", "outofstock", "sold out", "soldout", "false", "no", "discontinued"}
)
_LATER = frozenset({"preorder", "pre-order", "pre order"})


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be bought of a product; a product without variants has one without a name."""

    name: str = ""
    sku: str = ""
    price: Decimal | None = None
    compare_at: Decimal | None = None
    currency: str = ""
    available: str = ""
    checkout: Any = None
    offers: tuple[Mapping[str, str], ...] = ()


def availability(written: str) -> str:
    """The word of ours for what an export says; nothing for what can simply be bought."""
    plain = written.strip().lower()
    if plain in _OUT:
        return NO_STOCK
    return "preorder" if plain in _LATER else ""


def product(
    wish: Wish,
    *,
    title: str,
    choices: Iterable[Choice],
    brand: str = "",
    summary: str = "",
    facts: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
    draft: bool = False,
) -> tuple[Fields, tuple[str, ...]]:
    """The fields of a product, in the order of the documentation, and notes about what was changed."""
    choices = list(choices)
    first = choices[0]
    notes: list[str] = []
    fields: Fields = {"title": " ".join(title.split())}
    fields["sku"] = first.sku
    fields["brand"] = " ".join(brand.split())
    fields |= _prices(first, wish, notes)
    if first.price is not None and not first.currency and wish.is_guessed:
        notes.append(f"the export names no currency, so the price is in {wish.currency}; --currency says otherwise")
    fields["summary"] = " ".join(summary.split())
    fields["checkout"] = first.checkout
    fields["variants"] = [_variant(choice, first, choices, wish, notes) for choice in choices] if first.name else []
    fields["offers"] = [dict(offer) for choice in choices for offer in choice.offers]
    fields["available"] = _of_all(choices)
    fields["facts"] = {" ".join(key.split()): " ".join(value.split()) for key, value in (facts or {}).items() if value}
    fields["draft"] = "true" if draft else ""
    fields["extra"] = {key: value for key, value in (extra or {}).items() if value}
    return {key: value for key, value in fields.items() if value}, tuple(dict.fromkeys(notes))


def _variant(choice: Choice, first: Choice, choices: list[Choice], wish: Wish, notes: list[str]) -> Fields:
    """Only what differs from the product."""
    variant: Fields = {"name": " ".join(choice.name.split()), "sku": choice.sku}
    if (choice.price, choice.compare_at) != (first.price, first.compare_at):
        variant |= _prices(choice, wish, notes)
    variant["checkout"] = _differing(choice.checkout, first.checkout)
    variant["available"] = (choice.available or "in_stock") if choice.available != _of_all(choices) else ""
    return {key: value for key, value in variant.items() if value}


def _differing(checkout: Any, first: Any) -> Any:
    """What a variant's payment link has that the product's has not; a mapping adds to a wider one."""
    if isinstance(checkout, dict) and isinstance(first, dict):
        return {key: value for key, value in checkout.items() if first.get(key) != value}
    return checkout if checkout != first else None


def _of_all(choices: list[Choice]) -> str:
    """What holds for every choice."""
    return choices[0].available if len({choice.available for choice in choices}) == 1 else ""


def _prices(choice: Choice, wish: Wish, notes: list[str]) -> Fields:
    prices: Fields = {}
    if choice.price is not None:
        prices["price"] = wish.price(choice.price, choice.currency)
    if choice.compare_at is not None:
        if choice.price is not None and choice.compare_at > choice.price:
            prices["compare_at"] = wish.price(choice.compare_at, choice.currency)
        elif choice.compare_at:
            notes.append("an old price that is not above the price was left out")
    return prices


def sku_of(name: str, *parts: str) -> str:
    """A sku for what has none: `CHAIN-BRACELET-BLUE`."""
    return "-".join(filter(None, (slugify(part).upper() for part in (name, *parts))))
