"""The whole of a product, as whoever shares it shows it."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from sitegen.model.catalog import Choice, Entry
from sitegen.model.content import ProductFields, Review
from sitegen.render import views
from sitegen.render.cards import cheapest, circle_links, compared, deal_view, optional_price, saving
from sitegen.render.catalogue_pages import tag_chips
from sitegen.render.formats import day, number, price
from sitegen.render.offers import after_choice
from sitegen.render.parts import parts_of
from sitegen.render.reminders import reminder_url
from sitegen.render.stage import Speaker, Stage


def product_view(stage: Stage, product: Entry[ProductFields], speaker: Speaker) -> views.Product:
    fields = product.fields
    choices = stage.edition.choices[product.name]
    shown = _shown(choices)
    language = stage.language
    return views.Product(
        title=fields.title,
        brand=fields.brand,
        summary=fields.summary,
        sku=shown.sku or "",
        pictures=tuple(stage.picture(photo.file, "hero", photo.alt or "", photo.focus) for photo in fields.photos),
        body=parts_of(stage, product.text, speaker),
        price=price(shown.price_now, language),
        compare_at=optional_price(compared(shown), language),
        saving=optional_price(saving(shown), language),
        offer=deal_view(stage, product.name, shown, shown.offer, speaker),
        members=deal_view(stage, product.name, shown, shown.members, speaker),
        buy=stage.buy(product.name, shown, shown.offer, speaker),
        choices=tuple(_choice(stage, product.name, choice, speaker) for choice in choices if choice.name),
        availability=shown.availability,
        facts=tuple(views.Fact(name=name, value=value) for name, value in fields.facts.items()),
        rating=_rating(fields.reviews, language),
        reviews=tuple(_review(stage, review) for review in fields.reviews),
        questions=tuple(views.Question(question=item.q, answer=item.a) for item in fields.questions),
        circles=circle_links(stage, fields.circles),
        delivery=fields.delivery if fields.delivery is not None else stage.edition.site.delivery,
        reorder_days=fields.reorder.count if fields.reorder else None,
        reminder=reminder_url(stage, product.name, speaker.creator),
        extra=fields.extra,
        after=after_choice(stage, product.name, shown, speaker),
        from_price=_is_lowest(shown, choices),
        tags=() if speaker.creator or not fields.tags else tag_chips(stage, product=product.name),
    )


def _is_lowest(shown: Choice, choices: tuple[Choice, ...]) -> bool:
    """Whether one may say "from": others cost more, and none costs less."""
    amounts = [choice.price_now.amount for choice in choices]
    return shown.price_now.amount == min(amounts) < max(amounts)


def _shown(choices: tuple[Choice, ...]) -> Choice:
    """The choice the page opens with: the author's first that can be had, else the cheapest."""
    here = [choice for choice in choices if choice.availability != "out_of_stock"]
    return here[0] if here else cheapest(choices)


def _choice(stage: Stage, name: str, choice: Choice, speaker: Speaker) -> views.Choice:
    return views.Choice(
        name=choice.name,
        price=price(choice.price_now, stage.language),
        compare_at=optional_price(compared(choice), stage.language),
        saving=optional_price(saving(choice), stage.language),
        offer=deal_view(stage, name, choice, choice.offer, speaker),
        members=deal_view(stage, name, choice, choice.members, speaker),
        availability=choice.availability,
        buy=stage.buy(name, choice, choice.offer, speaker),
        after=after_choice(stage, name, choice, speaker),
    )


def _rating(reviews: tuple[Review, ...], language: str) -> views.Rating | None:
    """The average of the reviews on the page, to one decimal."""
    if not reviews:
        return None
    average = Decimal(sum(review.rating for review in reviews)) / len(reviews)
    rounded = average.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return views.Rating(average=number(rounded, language), value=float(rounded), count=len(reviews))


def _review(stage: Stage, review: Review) -> views.Review:
    return views.Review(
        by=review.by,
        rating=review.rating,
        text=review.text,
        date=day(review.date, stage.language) if review.date else None,
        picture=stage.picture(review.photo, "review", "") if review.photo else None,
    )
