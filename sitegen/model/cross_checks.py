"""What is right by itself and wrong together: tags, links and names across the whole site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sitegen.errors import Place, Problem
from sitegen.model.catalog import Choice, Edition, Entry
from sitegen.model.checkout import Provider, checkout_link
from sitegen.model.content import CreatorFields, ProductFields
from sitegen.model.sales import purchase
from sitegen.model.shelves import shared_by
from sitegen.model.tags import LONGEST_TAG, STORE_PAGE, tag_for

Report = Callable[[Problem], None]
Providers = Mapping[str, Provider[Any]]


def check_editions(editions: tuple[Edition, ...], providers: Providers, report: Report) -> None:
    """Everything that can only be seen with all content read. Other languages share names and tags with the first."""
    own = editions[0]
    _check_tag_names(own, report)
    _check_tag_lengths(own, report)
    for edition in editions:
        _check_links(edition, providers, report)


def _check_tag_names(edition: Edition, report: Report) -> None:
    """Product, post and store pages share the middle of a tag, so an order could not be told apart."""
    products = {product.slug: product for product in edition.products.values()}
    for post in edition.posts.values():
        if post.slug in products:
            what = f"this post and {products[post.slug].place.file} share the slug `{post.slug}`"
            hint = "their orders could not be told apart; give the post another `slug`"
            report(Problem(Place(post.place.file, 1, "slug"), what, hint))
    for entry in _tagged(edition):
        if entry.slug == STORE_PAGE:
            report(Problem(entry.place, "`store` in a tag means a creator's store", "give this another `slug`"))
    house = edition.site.referral.house
    for creator in edition.creators.values():
        if creator.slug == house:
            report(Problem(creator.place, f"`{house}` is the house's own tag", "give the creator another `slug`"))


def _tagged(edition: Edition) -> list[Entry[Any]]:
    """Everything whose slug stands in tags."""
    return [*edition.products.values(), *edition.posts.values()]


def _check_tag_lengths(edition: Edition, report: Report) -> None:
    creators = sorted(edition.creators.values(), key=lambda entry: len(entry.slug))
    pages = sorted(_tagged(edition), key=lambda entry: len(entry.slug))
    if not creators or not pages:
        return
    tag = tag_for(creators[-1].slug, pages[-1].slug)
    if len(tag) > LONGEST_TAG:
        what = f"the tag `{tag}` has {len(tag)} characters, {LONGEST_TAG} are possible"
        hint = f"give this or {pages[-1].place.file} a shorter `slug`"
        report(Problem(Place(creators[-1].place.file, 1, "slug"), what, hint))


def _check_links(edition: Edition, providers: Providers, report: Report) -> None:
    sellers = _longest_seller(edition)
    for name, product in edition.products.items():
        _check_product(product, edition.choices.get(name, ()), sellers.get(name), edition, providers, report)


def _longest_seller(edition: Edition) -> dict[str, str]:
    """Product -> the longest tag it is sold under. All tags use one alphabet, so the longest tells for all."""
    longest: dict[str, Entry[CreatorFields]] = {}
    for creator in edition.creators.values():
        for name in shared_by(creator, edition):
            if name not in longest or len(creator.slug) > len(longest[name].slug):
                longest[name] = creator
    return {name: tag_for(creator.slug, edition.products[name].slug) for name, creator in longest.items()}


def _check_product(
    product: Entry[ProductFields],
    choices: tuple[Choice, ...],
    tag: str | None,
    edition: Edition,
    providers: Providers,
    report: Report,
) -> None:
    house = edition.site.referral.house
    tag = tag or (tag_for(house, product.slug) if house else None)
    seen: dict[str, Choice] = {}
    for choice in choices:
        place = choice.place
        if choice.checkout is None and product.fields.available == "out_of_stock":
            continue
        if choice.checkout is None:
            what = f"`{choice.name or product.fields.title}` has no checkout, so nobody can buy it"
            report(Problem(place, what, "add `checkout:` here or in site.yaml", "warning"))
            continue
        link = ""
        for deal in (choice.members, choice.offer, None):
            checkout = (deal.checkout if deal else None) or choice.checkout
            what_is_sold = purchase(product.fields.title, choice, deal, edition.language)
            try:
                link = checkout_link(providers[checkout.provider], checkout.settings, what_is_sold, tag)
            except ValueError as error:
                report(Problem(place, str(error)))
        twin = seen.setdefault(link, choice)
        if twin.price != choice.price:
            what = f"`{choice.name}` ({choice.price}) has the same payment link as `{twin.name}` ({twin.price})"
            report(Problem(place, what, "give each variant its own `checkout`", "warning"))
