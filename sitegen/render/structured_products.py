"""A product for search engines.

A site that only leads to somebody else's payment page says from what price the product is sold: that makes a snippet
with price and stars. One that is the merchant (`structured_data: merchant`) says every offer as its own, which is what
Google's shopping results ask for and what it forbids to others.
"""

from __future__ import annotations

from decimal import Decimal

from sitegen.model.catalog import Choice
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.stage import Stage
from sitegen.render.structured_things import Thing, house, images, thing

_AVAILABLE = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
}
_NEW = "https://schema.org/NewCondition"
_BEST = 5


class _Priced(views.View, frozen=True):
    """What of a choice, or of the product that has none, an offer says."""

    price: views.Price
    availability: views.Availability
    offer: views.Deal | None
    has_button: bool


def product(stage: Stage, job: PageJob, view: views.ProductView) -> list[Thing]:
    shown = view.product
    priced = [_priced(choice) for choice in shown.choices] or [_priced(shown)]
    is_merchant = stage.catalog.site.structured_data == "merchant" and any(one.has_button for one in priced)
    said = {
        "name": shown.title,
        "description": shown.summary or view.page.description,
        "url": view.page.canonical,
        "image": images(stage, shown.pictures),
        "brand": thing("Brand", name=shown.brand) if shown.brand else None,
    }
    opinions = {
        "review": [_review(review) for review in shown.reviews],
        "aggregateRating": _rating(shown.rating),
    }
    choices = stage.edition.choices[job.name]
    if is_merchant and shown.choices:
        variants = [
            _variant(stage, job.name, view, choice, one)
            for choice, one in zip(choices, priced, strict=True)
            if one.has_button
        ]
        slug = stage.edition.products[job.name].slug
        return [thing("ProductGroup", **said, productGroupID=slug, hasVariant=variants, **opinions)]
    offers = _offer(stage, view, priced[0]) if is_merchant else _offers(view, priced)
    gtin = choices[0].gtin if not shown.choices else ""
    return [thing("Product", **said, sku=_number(shown.sku), gtin=gtin, offers=offers, **opinions)]


def _priced(sold: views.Choice | views.Product) -> _Priced:
    return _Priced(sold.price, sold.availability, sold.offer, sold.buy is not None)


def _variant(stage: Stage, product: str, view: views.ProductView, choice: Choice, one: _Priced) -> Thing:
    return thing(
        "Product",
        name=f"{view.product.title}, {choice.name}",
        description=view.product.summary or view.page.description,
        image=images(stage, view.product.pictures[:1]),
        brand=thing("Brand", name=view.product.brand) if view.product.brand else None,
        sku=_number(choice.sku or ""),
        gtin=choice.gtin,
        inProductGroupWithID=stage.edition.products[product].slug,
        offers=_offer(stage, view, one),
    )


def _offer(stage: Stage, view: views.ProductView, one: _Priced) -> Thing:
    until = one.offer.until if one.offer else None
    return thing(
        "Offer",
        url=view.page.canonical,
        price=one.price.amount,
        priceCurrency=one.price.currency,
        priceValidUntil=until.iso if until else None,
        availability=_AVAILABLE[one.availability],
        itemCondition=_NEW,
        seller=house(stage),
    )


def _offers(view: views.ProductView, priced: list[_Priced]) -> Thing:
    """From the lowest to the highest price of what can be had, in the currency that the page opens with."""
    currency = view.product.price.currency
    same = [one for one in priced if one.price.currency == currency]
    here = [one for one in same if one.availability != "out_of_stock"] or same
    amounts = sorted((one.price.amount for one in here), key=Decimal)
    states = {one.availability for one in here}
    state = next(state for state in _AVAILABLE if state in states)
    return thing(
        "AggregateOffer",
        lowPrice=amounts[0],
        highPrice=amounts[-1],
        priceCurrency=currency,
        offerCount=len(here),
        availability=_AVAILABLE[state],
    )


def _review(review: views.Review) -> Thing:
    return thing(
        "Review",
        author=thing("Person", name=review.by),
        reviewRating=thing("Rating", ratingValue=review.rating, bestRating=_BEST, worstRating=1),
        reviewBody=review.text,
        datePublished=review.date.iso if review.date else None,
    )


def _rating(rating: views.Rating | None) -> Thing | None:
    if rating is None:
        return None
    return thing("AggregateRating", ratingValue=rating.value, reviewCount=rating.count, bestRating=_BEST, worstRating=1)


def _number(sku: str) -> str:
    """Google takes no article number with white space in it."""
    return sku if sku == "".join(sku.split()) else ""
