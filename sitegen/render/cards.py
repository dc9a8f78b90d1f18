"""Views of things in passing: cards of products, people, posts and circles."""

from __future__ import annotations

import msgspec

from sitegen.model.catalog import Choice, Deal, Entry
from sitegen.model.content import CircleFields, CreatorFields, PostFields
from sitegen.model.money import Money
from sitegen.model.shown import cheapest as cheapest
from sitegen.model.shown import compared as compared
from sitegen.render import views
from sitegen.render.formats import day, milliseconds, moment, price
from sitegen.render.offers import after_cheapest, after_deal
from sitegen.render.stage import Speaker, Stage
from sitegen.render.stage import posts_by_date as posts_by_date
from sitegen.text import excerpt


def product_card(
    stage: Stage, name: str, speaker: Speaker, note: str = "", *, with_buy: bool = False
) -> views.ProductCard:
    """A product as `speaker` mentions it; only a card that asks for it carries a button."""
    card = stage.cards.get(name)
    if card is None:
        card = stage.cards[name] = _house_card(stage, name)
    url = stage.href_of_product(name, speaker.creator) if speaker.creator else card.url
    spoken = stage.spoken(speaker.creator) if note and speaker.creator else ""
    if not with_buy:
        replaced = speaker.creator or note
        return msgspec.structs.replace(card, url=url, note=note, note_lang=spoken) if replaced else card
    choice = cheapest(stage.edition.choices[name])
    return msgspec.structs.replace(
        card,
        url=url,
        note=note,
        note_lang=spoken,
        buy=stage.buy(name, choice, choice.offer, speaker),
        after=after_cheapest(stage, name, speaker),
    )


def told_card(stage: Stage, name: str, teller: Entry[CreatorFields] | None) -> views.ProductCard:
    """A product as stories show it below: one value for all of a teller's, so that it is made once."""
    key = (name, teller.name if teller else "")
    if key not in stage.told:
        stage.told[key] = product_card(stage, name, Speaker(teller, ""))
    return stage.told[key]


def _house_card(stage: Stage, name: str) -> views.ProductCard:
    """What everybody's card of a product says, but for where it leads to."""
    product = stage.edition.products[name]
    choice = cheapest(stage.edition.choices[name])
    prices = {other.price_now.amount for other in stage.edition.choices[name]}
    photo = product.fields.photos[0] if product.fields.photos else None
    after = after_cheapest(stage, name, Speaker(None, product.slug))
    return views.ProductCard(
        title=product.fields.title,
        summary=product.fields.summary,
        url=stage.href_of_product(name, None),
        picture=stage.picture(photo.file, "card", photo.alt or "", photo.focus) if photo else None,
        price=price(choice.price_now, stage.language),
        compare_at=optional_price(compared(choice), stage.language),
        from_price=len(prices) > 1,
        choices=len(stage.edition.choices[name]) > 1,
        offer=choice.offer.label if choice.offer else "",
        note="",
        availability=choice.availability,
        buy=None,
        after=msgspec.structs.replace(after, url="") if after else None,
        lang=stage.spoken(product),
    )


def for_sharing(stage: Stage, name: str, speaker: Speaker, note: str, offer: str) -> views.ProductCard:
    """A product on a share: at the price that it keeps for shares under this label, if it has one now."""
    card = product_card(stage, name, speaker, note, with_buy=True)
    kept = _kept_for_shares(stage, name, offer) if offer else []
    if not kept:
        return card
    choice, deal = min(kept, key=lambda pair: pair[1].price.amount)
    return msgspec.structs.replace(
        card,
        title=f"{card.title}, {choice.name}" if choice.name else card.title,
        price=price(deal.price, stage.language),
        compare_at=price(choice.compare_at or choice.price, stage.language),
        from_price=False,
        choices=False,
        offer=deal.label,
        buy=stage.buy(name, choice, deal, speaker),
        after=after_deal(stage, name, choice, deal, speaker),
    )


def _kept_for_shares(stage: Stage, name: str, label: str) -> list[tuple[Choice, Deal]]:
    """Prices a product keeps for shares under a label, which may be written in this language or in the site's own."""
    own = stage.catalog.editions[0].choices[name]
    return [
        (choice, deal)
        for choice, twin in zip(stage.edition.choices[name], own, strict=True)
        for deal, said in zip(choice.shares, twin.shares, strict=True)
        if label in (deal.label, said.label)
    ]


def saving(choice: Choice) -> Money | None:
    before = compared(choice)
    if before is None or before.amount <= choice.price_now.amount:
        return None
    return Money(before.amount - choice.price_now.amount, before.currency)


def optional_price(money: Money | None, language: str) -> views.Price | None:
    return price(money, language) if money else None


def deal_view(stage: Stage, name: str, choice: Choice, deal: Deal | None, speaker: Speaker) -> views.Deal | None:
    if deal is None:
        return None
    return views.Deal(
        label=deal.label,
        price=price(deal.price, stage.language),
        until=moment(deal.until, stage.catalog.zone, stage.language) if deal.until else None,
        buy=stage.buy(name, choice, deal, speaker),
        ends=milliseconds(deal.until) if deal.until else None,
    )


def creator_card(stage: Stage, creator: Entry[CreatorFields]) -> views.CreatorCard:
    if creator.name not in stage.people:
        stage.people[creator.name] = _creator_card(stage, creator)
    return stage.people[creator.name]


def _creator_card(stage: Stage, creator: Entry[CreatorFields]) -> views.CreatorCard:
    fields = creator.fields
    return views.CreatorCard(
        name=fields.name,
        tagline=fields.tagline,
        url=stage.href_of(creator),
        avatar=stage.picture(fields.avatar, "avatar", "") if fields.avatar else None,
        initial=fields.name[:1].upper(),
        accent=stage.look(fields.look).button,
        lang=stage.spoken(creator),
    )


def post_card(stage: Stage, post: Entry[PostFields]) -> views.PostCard:
    if post.name not in stage.posts:
        stage.posts[post.name] = _post_card(stage, post)
    return stage.posts[post.name]


def _post_card(stage: Stage, post: Entry[PostFields]) -> views.PostCard:
    fields = post.fields
    author = stage.edition.creators[fields.creator] if fields.creator else None
    photo = fields.photos[0] if fields.photos else None
    return views.PostCard(
        title=fields.title,
        summary=fields.summary or excerpt(post.text.plain),
        url=stage.href_of(post),
        picture=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        date=day(fields.date, stage.language) if fields.date else None,
        author=creator_card(stage, author) if author else None,
        lang=stage.spoken(post),
    )


def circle_card(stage: Stage, circle: Entry[CircleFields]) -> views.CircleCard:
    fields = circle.fields
    photo = fields.photos[0] if fields.photos else None
    return views.CircleCard(
        title=fields.title,
        summary=fields.summary,
        url=stage.href_of(circle),
        picture=stage.picture(photo.file, "circle", photo.alt or "", photo.focus) if photo else None,
        lang=stage.spoken(circle),
    )


def circle_links(stage: Stage, names: tuple[str, ...]) -> tuple[views.Link, ...]:
    circles = [stage.edition.circles[name] for name in names]
    return tuple(
        views.Link(title=circle.fields.title, url=stage.href_of(circle), language=stage.spoken(circle) or None)
        for circle in circles
    )
