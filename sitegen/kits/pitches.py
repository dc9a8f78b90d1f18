"""What a kit says about a pick and about a store: words, prices and photos in one language, nothing drawn yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from babel.dates import format_skeleton

from sitegen.errors import Place
from sitegen.load.photos import Photo
from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields, Pick, ProductFields
from sitegen.model.content import Photo as PhotoFields
from sitegen.render.cards import cheapest, creator_card, product_card
from sitegen.render.formats import locale_of
from sitegen.render.posters import price_values, shortened, width_of
from sitegen.render.products import product_view
from sitegen.render.stage import Stage, store_of
from sitegen.render.views import Look, ProductCard
from sitegen.render.words import Words
from sitegen.text import excerpt

LONGEST_NOTE = 220
LONGEST_LINE = 60
WIDEST_CHIP = 26


class Teller(msgspec.Struct, frozen=True):
    """One creator in one language, with all that their kit is made from."""

    stage: Stage
    words: Words
    creator: Entry[CreatorFields]

    @property
    def language(self) -> str:
        return self.stage.language

    @property
    def look(self) -> Look:
        return self.stage.look(self.creator.fields.look)

    @property
    def store_address(self) -> str:
        return self.stage.addresses.absolute(self.stage.addresses.store(self.language, self.creator.slug))

    def photo(self, file: str) -> Photo:
        return self.stage.catalog.photos[file]

    def person(self) -> dict[str, str]:
        fields = self.creator.fields
        card = creator_card(self.stage, self.creator)
        line = fields.tagline or " · ".join(fields.labels)
        return {"name": fields.name, "line": excerpt(line, LONGEST_LINE), "initial": card.initial}


class Pitch(msgspec.Struct, frozen=True, kw_only=True):
    """A pick as its kit shows it. `photos` are the product's, the first one leading."""

    teller: Teller
    product: Entry[ProductFields]
    card: ProductCard
    address: str
    photos: tuple[PhotoFields, ...]
    chips: tuple[str, ...]

    @property
    def place(self) -> Place:
        return self.product.place

    @property
    def slug(self) -> str:
        return self.product.slug

    def values(self) -> dict[str, Any]:
        """What a poster says, in the order one reads it."""
        words, card = self.teller.words, self.card
        was = words("was_price", price=card.compare_at.text) if card.compare_at else ""
        return {
            "site": self.teller.stage.edition.site.title,
            "person": self.teller.person(),
            "offer": card.offer,
            "title": shortened(card.title),
            "note": excerpt(card.note, LONGEST_NOTE),
            "summary": excerpt(card.summary, LONGEST_NOTE),
            "chips": self.chips,
            "ad": words("ad_label"),
            **price_values(card.price.text, was, card.from_price, words),
        }


def pitches(teller: Teller) -> Iterator[Pitch]:
    """One for every pick that has a photo to show, in the creator's order."""
    for pick in teller.creator.fields.picks:
        yield _pitch(teller, pick)


def _pitch(teller: Teller, pick: Pick) -> Pitch:
    stage = teller.stage
    product = stage.edition.products[pick.product]
    path = stage.addresses.personal(stage.language, teller.creator.slug, product.slug)
    return Pitch(
        teller=teller,
        product=product,
        card=product_card(stage, pick.product, store_of(teller.creator), pick.note),
        address=stage.addresses.absolute(path),
        photos=product.fields.photos,
        chips=tuple(_chips(teller, product)),
    )


def _chips(teller: Teller, product: Entry[ProductFields]) -> Iterator[str]:
    """Short true things: until when, how buyers rate it, and the facts that fit on a chip."""
    stage, words = teller.stage, teller.words
    deal = cheapest(stage.edition.choices[product.name]).offer
    if deal and deal.until:
        yield words("until", date=_last_day(deal.until, teller))
    rating = product_view(stage, product, store_of(teller.creator)).rating
    if rating:
        reviews = words("review_count", n=rating.count)
        yield words("poster_rating", average=rating.average, reviews=reviews)
    facts = [words("poster_fact", name=name, value=value) for name, value in product.fields.facts.items()]
    yield from (fact for fact in facts if width_of(fact) <= WIDEST_CHIP)


def _last_day(until: datetime, teller: Teller) -> str:
    """The last day of an offer that ends at `until`, without the year: it is near."""
    last = (until - timedelta(minutes=1)).astimezone(teller.stage.catalog.zone)
    return format_skeleton("MMMd", last, locale=locale_of(teller.language))
