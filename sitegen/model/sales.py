"""What can be bought of a product, for how much, and where it is paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sitegen.errors import Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Node
from sitegen.model.catalog import Checkout, Choice, Deal
from sitegen.model.checkout import Provider, Purchase
from sitegen.model.checkout_choice import CheckoutReader, combined
from sitegen.model.content import Offer, ProductFields, Variant
from sitegen.model.money import Money
from sitegen.model.schedule import Schedule
from sitegen.text import did_you_mean, slugify

Report = Callable[[Problem], None]


class Till(msgspec.Struct, frozen=True):
    """What reading a product's sales takes besides the product itself."""

    checkouts: CheckoutReader
    providers: Mapping[str, Provider[Any]]
    schedule: Schedule
    site_checkout: Node | None
    report: Report


def purchase(title: str, choice: Choice, deal: Deal | None, language: str) -> Purchase:
    """What the button for a choice, at a deal's price if there is one, tells the provider."""
    return Purchase(
        title=title,
        price=deal.price if deal else choice.price,
        sku=choice.sku,
        variant=choice.name or None,
        offer=slugify(deal.label) or None if deal and deal.label else None,
        language=language,
    )


def read_choices(document: Document, fields: ProductFields, till: Till) -> tuple[Choice, ...]:
    """The product's choices in the author's order; contradictions are reported and left out."""
    _check_offers(document, fields, till)
    if not fields.variants:
        price = fields.price
        if price is None:
            till.report(Problem(document.fields.at("price"), "`price` is missing", "add `price: 168.00`"))
            return ()
        return (_choice(document, fields, None, 0, price, till),)
    choices = []
    for number, variant in enumerate(fields.variants):
        price = variant.price or fields.price
        if price is None:
            place = document.fields.at("variants", number, "price")
            till.report(Problem(place, "this variant has no price", "give it or the product a `price`"))
        else:
            choices.append(_choice(document, fields, variant, number, price, till))
    _check_skus(document, fields, till)
    return tuple(choices)


def _choice(
    document: Document, fields: ProductFields, variant: Variant | None, number: int, price: Money, till: Till
) -> Choice:
    path: tuple[str | int, ...] = ("variants", number) if variant else ()
    compare_at = _compare_at(fields, variant)
    _check_compare_at(document, path, price, compare_at, till)
    said = [till.site_checkout, fields.checkout, variant.checkout if variant else None]
    checkout = _checkout(said, "checkout" if not variant else f"variants[{number + 1}].checkout", till)
    offers = [
        (place, offer) for place, offer in enumerate(fields.offers) if _is_for(offer, variant, number) and _is_on(offer, till)
    ]
    return Choice(
        place=document.fields.at(*path, "checkout"),
        name=variant.name if variant else "",
        sku=(variant.sku if variant else None) or fields.sku,
        price=price,
        compare_at=compare_at,
        availability=(variant.available if variant else None) or fields.available,
        checkout=checkout,
        offer=_best([(place, offer) for place, offer in offers if not offer.members], said, till),
        members=_best([(place, offer) for place, offer in offers if offer.members], said, till),
    )


def _compare_at(fields: ProductFields, variant: Variant | None) -> Money | None:
    """A variant with a price of its own does not inherit what the product's price is compared with."""
    if variant is None or (variant.price is None and variant.compare_at is None):
        return fields.compare_at
    return variant.compare_at


def _checkout(said: list[Node | None], field: str, till: Till) -> Checkout | None:
    node = combined(said)
    return till.checkouts.read(node, field) if node is not None else None


def _is_for(offer: Offer, variant: Variant | None, number: int) -> bool:
    if variant is None or offer.variant is None:
        return number == 0
    return offer.variant in (variant.sku, variant.name)


def _is_on(offer: Offer, till: Till) -> bool:
    return till.schedule.is_on(offer.from_, offer.until)


def _best(offers: list[tuple[int, Offer]], said: list[Node | None], till: Till) -> Deal | None:
    """The cheapest of the offers that are on."""
    if not offers:
        return None
    place, offer = min(offers, key=lambda item: item[1].price.amount)
    own = _checkout([*said, offer.checkout], f"offers[{place + 1}].checkout", till) if offer.checkout else None
    until = till.schedule.moment(offer.until) if offer.until else None
    return Deal(offer.label, offer.price, until, own)


def _check_offers(document: Document, fields: ProductFields, till: Till) -> None:
    names = {name for variant in fields.variants for name in (variant.sku, variant.name) if name}
    for number, offer in enumerate(fields.offers):
        place = document.fields.at("offers", number)
        if offer.from_ and offer.until and till.schedule.moment(offer.until) <= till.schedule.moment(offer.from_):
            till.report(Problem(place, "this offer ends before it begins", "check `from` and `until`"))
        if offer.variant and offer.variant not in names:
            at = document.fields.at("offers", number, "variant")
            hint = did_you_mean(offer.variant, names) or "name a variant's sku"
            till.report(Problem(at, f"there is no variant `{offer.variant}`", hint))
        base = next((v.price for v in fields.variants if offer.variant in (v.sku, v.name)), None) or fields.price
        if base and base.currency != offer.price.currency:
            what = f"the offer is in {offer.price.currency}, the product in {base.currency}"
            till.report(Problem(document.fields.at("offers", number, "price"), what, "use one currency"))
        elif base and offer.price.amount >= base.amount:
            what = f"the offer's {offer.price} is no less than the price {base}"
            place = document.fields.at("offers", number, "price")
            till.report(Problem(place, what, "lower it or remove the offer", "warning"))


def _check_compare_at(
    document: Document, path: tuple[str | int, ...], price: Money, compare_at: Money | None, till: Till
) -> None:
    if compare_at and (compare_at.currency != price.currency or compare_at.amount <= price.amount):
        place = document.fields.at(*path, "compare_at")
        till.report(Problem(place, f"`compare_at` {compare_at} is not above the price {price}", "remove it or correct it"))


def _check_skus(document: Document, fields: ProductFields, till: Till) -> None:
    seen: set[str] = set()
    for number, variant in enumerate(fields.variants):
        if variant.sku and variant.sku in seen:
            place = document.fields.at("variants", number, "sku")
            till.report(Problem(place, f"two variants have the sku `{variant.sku}`", "give each its own"))
        seen.add(variant.sku or "")
