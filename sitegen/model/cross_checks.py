"""What is right by itself and wrong together: tags, links and names across the whole site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from sitegen.errors import Place, Problem
from sitegen.memory import Memory
from sitegen.model.catalog import Checkout, Choice, Deal, Edition, Entry
from sitegen.model.checkout import Provider, checkout_link, host_matches, host_of
from sitegen.model.checkout_choice import allowed_hosts
from sitegen.model.content import ProductFields
from sitegen.model.lookalikes import spelled
from sitegen.model.sales import purchase
from sitegen.model.shelves import shared_by
from sitegen.model.signing import sign
from sitegen.model.tags import LONGEST_TAG, SHARE_PAGE, STORE_PAGE, tag_for

Report = Callable[[Problem], None]
Providers = Mapping[str, Provider[Any]]


_RESERVED = {STORE_PAGE: "a creator's store", SHARE_PAGE: "a share"}


class _Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What checking the links of one language takes. `is_own`: it is the site's first language."""

    edition: Edition
    is_own: bool
    providers: Providers
    key: str | None
    hosts: tuple[str, ...]
    report: Report


def check_editions(
    editions: tuple[Edition, ...],
    providers: Providers,
    key: str | None,
    report: Report,
    memory: Memory | None = None,
) -> None:
    """Everything that can only be seen with all content read. Other languages share names and tags with the first."""
    own = editions[0]
    _check_tag_names(own, report)
    _check_tag_lengths(own, report)
    hosts = allowed_hosts(own.site.checkout)
    for edition in editions:
        is_own = edition is own
        shop = _Shop(edition=edition, is_own=is_own, providers=providers, key=key, hosts=hosts, report=report)
        _check_links(shop, memory or Memory())


def _check_tag_names(edition: Edition, report: Report) -> None:
    """Product, post, event and store pages share the middle of a tag, so an order could not be told apart."""
    told: dict[str, Entry[Any]] = {product.slug: product for product in edition.products.values()}
    others: list[Entry[Any]] = [*edition.posts.values(), *edition.events.values()]
    for entry in others:
        kind = entry.kind.removesuffix("s")
        twin = told.setdefault(entry.slug, entry)
        if twin is not entry:
            what = f"this {kind} and {twin.place.file} share the slug `{entry.slug}`"
            hint = f"their orders could not be told apart; give the {kind} another `slug`"
            report(Problem(Place(entry.place.file, 1, "slug"), what, hint))
    for entry in _tagged(edition):
        if meaning := _RESERVED.get(entry.slug):
            report(Problem(entry.place, f"`{entry.slug}` in a tag means {meaning}", "give this another `slug`"))
    house = edition.site.referral.house
    for creator in edition.creators.values():
        if creator.slug == house:
            report(Problem(creator.place, f"`{house}` is the house's own tag", "give the creator another `slug`"))


def _tagged(edition: Edition) -> list[Entry[Any]]:
    """Everything whose slug stands in tags."""
    return [*edition.products.values(), *edition.posts.values(), *edition.events.values()]


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


def _check_links(shop: _Shop, memory: Memory) -> None:
    sellers = _longest_seller(shop.edition)
    house = shop.edition.site.referral.house
    for name, product in shop.edition.products.items():
        tag = sellers.get(name) or (tag_for(house, product.slug) if house else None)
        tag = sign(tag, shop.key) if tag and shop.key else tag
        choices = shop.edition.choices.get(name, ())
        seen = (product, choices, tag, shop.hosts, shop.is_own)
        check = partial(_check_product, product, choices, tag, shop)
        for problem in memory.recall(("links", shop.edition.language, name), seen, check):
            shop.report(problem)


def _longest_seller(edition: Edition) -> dict[str, str]:
    """Product -> the longest tag it is sold under. All tags use one alphabet, so the longest tells for all."""
    longest: dict[str, str] = {}
    for creator in sorted(edition.creators.values(), key=lambda creator: len(creator.slug), reverse=True):
        if len(longest) == len(edition.products):
            break
        for name in shared_by(creator, edition):
            longest.setdefault(name, tag_for(creator.slug, edition.products[name].slug))
    return longest


def _check_product(
    product: Entry[ProductFields], choices: tuple[Choice, ...], tag: str | None, shop: _Shop
) -> list[Problem]:
    found: list[Problem] = []
    shop = msgspec.structs.replace(shop, report=found.append)
    seen: dict[str, Choice] = {}
    for choice in choices:
        if choice.checkout is None:
            if shop.is_own and product.fields.available != "out_of_stock":
                what = f"`{choice.name or product.fields.title}` has no checkout, so nobody can buy it"
                shop.report(Problem(choice.place, what, "add `checkout:` here or in site.yaml", "warning"))
            continue
        deals = (*choice.shares, choice.members, choice.offer, None)
        links = [_link(product, choice, choice.checkout, deal, tag, shop) for deal in deals]
        twin = seen.setdefault(links[-1], choice) if links[-1] else choice
        if twin.price != choice.price:
            what = f"`{choice.name}` ({choice.price}) has the same payment link as `{twin.name}` ({twin.price})"
            shop.report(Problem(choice.place, what, "give each variant its own `checkout`", "warning"))
    return found


def _link(
    product: Entry[ProductFields], choice: Choice, checkout: Checkout, deal: Deal | None, tag: str | None, shop: _Shop
) -> str | None:
    """The link of one buy button, or None after reporting why there is none."""
    checkout = (deal.checkout if deal else None) or checkout
    sold = purchase(product.fields.title, choice, deal, shop.edition.language)
    try:
        link = checkout_link(shop.providers[checkout.provider], checkout.settings, sold, tag)
    except ValueError as error:
        shop.report(Problem(choice.place, str(error)))
        return None
    host = host_of(link) or ""
    if shop.hosts and not any(host_matches(host, allowed) for allowed in shop.hosts):
        hint = "add it to `checkout: {hosts: […]}` in site.yaml if you trust it"
        shop.report(Problem(choice.place, f"nobody may be sent to `{host}` to pay", hint))
        return None
    if host not in shop.hosts and (reading := spelled(host)):
        hint = f"add `{host}` to `checkout: {{hosts: […]}}` in site.yaml if you trust it"
        shop.report(Problem(choice.place, f"the payment page's host `{host}` reads `{reading}`", hint, "warning"))
    return link
