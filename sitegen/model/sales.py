"""What can be bought of a product, for how much, and where it is paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sitegen.errors import Problem, Severity
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
Path = tuple[str | int, ...]
Said = tuple[str, Node | None]

# Where one of these cannot be read, nothing more is said about selling the product.
SALES = frozenset({"price", "compare_at", "checkout", "variants", "offers"})


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
    return _Sales(document, fields, till).choices()


class _Sales:
    """What one product's front matter says about selling it."""

    def __init__(self, document: Document, fields: ProductFields, till: Till) -> None:
        self._document = document
        self._fields = fields
        self._till = till
        self._numbers = _numbers(fields.variants)

    def choices(self) -> tuple[Choice, ...]:
        offers = self._offers_by_choice()
        self._check_skus()
        if not self._fields.variants:
            price = self._fields.price
            if price is None:
                self._complain(("price",), "`price` is missing", "add `price: 168.00`")
                return ()
            return tuple(self._choice(None, 0, price, offers[0]))
        choices: list[Choice] = []
        for number, variant in enumerate(self._fields.variants):
            price = variant.price or self._fields.price
            if price is None:
                spot = ("variants", number, "price")
                self._complain(spot, "this variant has no price", "give it or the product a `price`")
            else:
                choices += self._choice(variant, number, price, offers[number])
        return tuple(choices)

    def _choice(self, variant: Variant | None, number: int, price: Money, offers: list[int]) -> Iterator[Choice]:
        """One choice, or none when its checkout was written and cannot be read."""
        path: Path = ("variants", number) if variant else ()
        said = [
            ("checkout", self._till.site_checkout),
            ("checkout", self._fields.checkout),
            (f"variants[{number + 1}].checkout", variant.checkout if variant else None),
        ]
        checkout = self._checkout(said)
        deals = [(offer, self._deal(offer, said)) for offer in offers]
        compare_at = self._compare_at(variant, path, price)
        if checkout is None and any(node for _, node in said):
            return
        yield Choice(
            place=self._document.fields.at(*path, "checkout"),
            name=variant.name if variant else "",
            sku=(variant.sku if variant else None) or self._fields.sku,
            price=price,
            compare_at=compare_at,
            availability=(variant.available if variant else None) or self._fields.available,
            checkout=checkout,
            offer=self._best(deals, members=False),
            members=self._best(deals, members=True),
            shares=self._for_shares(deals),
            gtin=_gtin(self._fields, variant),
        )

    def _compare_at(self, variant: Variant | None, path: Path, price: Money) -> Money | None:
        """A variant with a price of its own does not inherit what the product's price is compared with."""
        if variant is None or (variant.price is None and variant.compare_at is None):
            path, compare_at = (), self._fields.compare_at
        else:
            compare_at = variant.compare_at
        if compare_at and (compare_at.currency != price.currency or compare_at.amount <= price.amount):
            what = f"`compare_at` {compare_at} is not above the price {price}"
            self._complain((*path, "compare_at"), what, "remove it or correct it")
        return compare_at

    def _deal(self, number: int, said: list[Said]) -> Deal:
        offer = self._fields.offers[number]
        own = self._checkout([*said, (f"offers[{number + 1}].checkout", offer.checkout)]) if offer.checkout else None
        since, until = (self._moment(written) for written in (offer.from_, offer.until))
        return Deal(offer.label, offer.price, until, own, since)

    def _moment(self, written: datetime | None) -> datetime | None:
        return self._till.schedule.moment(written) if written else None

    def _best(self, deals: list[tuple[int, Deal]], *, members: bool) -> Deal | None:
        """The cheapest of the offers that are on."""
        offers = self._fields.offers
        open_to = [(offers[number], deal) for number, deal in deals if not offers[number].shares]
        now = [deal for offer, deal in open_to if offer.members == members and self._is_on(offer)]
        return min(now, key=lambda deal: deal.price.amount, default=None)

    def _for_shares(self, deals: list[tuple[int, Deal]]) -> tuple[Deal, ...]:
        offers = self._fields.offers
        return tuple(deal for number, deal in deals if offers[number].shares and self._is_on(offers[number]))

    def _is_on(self, offer: Offer) -> bool:
        return self._till.schedule.is_on(offer.from_, offer.until)

    def _checkout(self, said: list[Said]) -> Checkout | None:
        """The checkout that the widest to the nearest place make together; a complaint names the nearest."""
        spoken = [(field, node) for field, node in said if node is not None]
        node = combined(node for _, node in spoken)
        return self._till.checkouts.read(node, spoken[-1][0]) if node is not None else None

    def _offers_by_choice(self) -> list[list[int]]:
        """For every choice the numbers of its offers; one that names no variant is for the first."""
        offers: list[list[int]] = [[] for _ in self._fields.variants or [None]]
        for number, offer in enumerate(self._fields.offers):
            choice = self._numbers.get(offer.variant) if offer.variant else 0
            self._check_offer(number, offer, choice)
            if choice is not None:
                offers[choice].append(number)
        return offers

    def _check_offer(self, number: int, offer: Offer, choice: int | None) -> None:
        moment = self._till.schedule.moment
        if offer.from_ and offer.until and moment(offer.until) <= moment(offer.from_):
            self._complain(("offers", number), "this offer ends before it begins", "check `from` and `until`")
        if choice is None:
            hint = did_you_mean(offer.variant or "", self._numbers) or "name a variant's sku"
            self._complain(("offers", number, "variant"), f"there is no variant `{offer.variant}`", hint)
            return
        variant = self._fields.variants[choice] if self._fields.variants else None
        base = (variant.price if variant else None) or self._fields.price
        if base and base.currency != offer.price.currency:
            what = f"the offer is in {offer.price.currency}, the product in {base.currency}"
            self._complain(("offers", number, "price"), what, "use one currency")
        elif base and offer.price.amount >= base.amount:
            what = f"the offer's {offer.price} is no less than the price {base}"
            self._complain(("offers", number, "price"), what, "lower it or remove the offer", "warning")

    def _check_skus(self) -> None:
        seen: set[str] = set()
        for number, variant in enumerate(self._fields.variants):
            if variant.sku and variant.sku in seen:
                what = f"two variants have the sku `{variant.sku}`"
                self._complain(("variants", number, "sku"), what, "give each its own")
            seen.add(variant.sku or "")

    def _complain(self, path: Path, what: str, hint: str, severity: Severity = "error") -> None:
        self._till.report(Problem(self._document.fields.at(*path), what, hint, severity))


def _gtin(product: ProductFields, variant: Variant | None) -> str:
    """The number of one thing: a variant does not take its product's."""
    gtin = (variant or product).gtin
    return gtin.digits if gtin else ""


def _numbers(variants: tuple[Variant, ...]) -> dict[str, int]:
    """Which variant a sku or a name stands for; skus come first."""
    by_sku = {variant.sku: number for number, variant in reversed(list(enumerate(variants))) if variant.sku}
    by_name = {variant.name: number for number, variant in reversed(list(enumerate(variants)))}
    return by_name | by_sku
