"""A product for search engines.

A site that only leads to somebody else's payment page says from what price the product is sold: that makes a snippet
with price and stars. One that is the merchant (`structured_data: merchant`) says every offer as its own, which is what
Google's shopping results ask for and what it forbids to others.
"""

from __future__ import annotations

from collections.abc import Sequence
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


# What an offer is made from: a variant, or a product that has none.
Sold = views.Choice | views.Product


def product(stage: Stage, job: PageJob, view: views.ProductView) -> list[Thing]:
    shown = view.product
    choices = stage.edition.choices[job.name]
    is_merchant = stage.catalog.site.structured_data == "merchant" and any(choice.checkout for choice in choices)
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
    if is_merchant and shown.choices:
        slug = stage.edition.products[job.name].slug
        named = zip((choice for choice in choices if choice.name), shown.choices, strict=True)
        variants = [_variant(stage, slug, view, choice, sold) for choice, sold in named if choice.checkout]
        return [thing("ProductGroup", **said, productGroupID=slug, hasVariant=variants, **opinions)]
    offers = _offer(stage, view, shown) if is_merchant else _offers(view, shown.choices or (shown,))
    gtin = choices[0].gtin if not shown.choices else ""
    return [thing("Product", **said, sku=_number(shown.sku), gtin=gtin, offers=offers, **opinions)]


def _variant(stage: Stage, group: str, view: views.ProductView, choice: Choice, sold: views.Choice) -> Thing:
    return thing(
        "Product",
        name=f"{view.product.title}, {choice.name}",
        description=view.product.summary or view.page.description,
        image=images(stage, view.product.pictures[:1]),
        brand=thing("Brand", name=view.product.brand) if view.product.brand else None,
        sku=_number(choice.sku or ""),
        gtin=choice.gtin,
        inProductGroupWithID=group,
        offers=_offer(stage, view, sold),
    )


def _offer(stage: Stage, view: views.ProductView, sold: Sold) -> Thing:
    until = sold.offer.until if sold.offer else None
    return thing(
        "Offer",
        url=view.page.canonical,
        price=sold.price.amount,
        priceCurrency=sold.price.currency,
        priceValidUntil=until.iso if until else None,
        availability=_AVAILABLE[sold.availability],
        itemCondition=_NEW,
        seller=house(stage),
    )


def _offers(view: views.ProductView, choices: Sequence[Sold]) -> Thing:
    """From the lowest to the highest price of what can be had, in the currency that the page opens with."""
    currency = view.product.price.currency
    same = [one for one in choices if one.price.currency == currency]
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
