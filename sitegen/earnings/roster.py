"""Whom and what orders can belong to: the catalogue's creators, pages, products and coupons, by what exports say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from sitegen.errors import ContentError, Place, Problem, errors_in
from sitegen.load.sources import load
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import CreatorFields
from sitegen.model.tags import SHARE_PAGE, STORE_PAGE
from sitegen.model.understand import Providers, understand
from sitegen.package import built_in_themes
from sitegen.settings import Settings

# Everything was published after this and nothing has expired before it.
_BEFORE_EVERYTHING = datetime(1970, 1, 2, tzinfo=UTC)
_UNTAGGED = frozenset({"creators", "circles", "pages", "shares"})
_COUNTS = ("site", "--", "content/creators/", "content/products/")
_FORMER_STORE = re.compile(r"/@([a-z0-9-]+)/?")


class Page(msgspec.Struct, frozen=True):
    """What the middle of a tag names: `kind` is `product`, `post`, `store` …, `name` the entry's name."""

    kind: str
    name: str


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """`creators` by name; `slugs`, `coupons` and `emails` lead to these names, `skus` and `titles` to products."""

    creators: Mapping[str, Entry[CreatorFields]]
    slugs: Mapping[str, str]
    coupons: Mapping[str, str]
    emails: Mapping[str, str]
    pages: Mapping[str, Page]
    skus: Mapping[str, str]
    titles: Mapping[str, str]
    house: str | None


def whole_catalog(settings: Settings, providers: Providers) -> Catalog:
    """The catalogue with everything in it: drafts, and what is not published yet or has expired, earned all the same.

    Raises ContentError for what is wrong with the site, its creators and products. Stories and drafts may be wrong:
    nobody's share depends on them.
    """
    everything = msgspec.structs.replace(settings, clock=_BEFORE_EVERYTHING, drafts=True, future=True)
    understanding = understand(load(settings.source, settings.state, built_in_themes()), everything, providers)
    catalog = understanding.catalog
    drafts = _drafts(catalog.editions[0]) if catalog else frozenset()
    errors = errors_in(understanding.problems)
    wrong = [each for each in errors if each.place.file.startswith(_COUNTS) and each.place.file not in drafts]
    if wrong or catalog is None:
        raise ContentError(wrong or errors)
    return catalog


def read_roster(catalog: Catalog) -> Roster:
    """Raises ContentError when two creators claim one coupon or one address."""
    edition = catalog.editions[0]
    problems: list[Problem] = []
    coupons = _claims(edition, "coupon", lambda fields: (code.casefold() for code in fields.coupon), problems)
    emails = _claims(
        edition, "email_hash", lambda fields: [fields.email_hash.lower()] * bool(fields.email_hash), problems
    )
    if problems:
        raise ContentError(problems)
    return Roster(
        creators=edition.creators,
        slugs=_slugs(edition),
        coupons=coupons,
        emails=emails,
        pages=_pages(edition),
        skus=_skus(edition),
        titles=_titles(catalog.editions),
        house=edition.site.referral.house,
    )


def _drafts(edition: Edition) -> frozenset[str]:
    return frozenset(entry.place.file for entry in edition.entries() if entry.fields.draft)


def _claims(edition: Edition, key: str, claimed: Any, problems: list[Problem]) -> dict[str, str]:
    """What creators say is theirs -> who says so."""
    owners: dict[str, str] = {}
    for creator in edition.creators.values():
        for value in claimed(creator.fields):
            owner = owners.setdefault(value, creator.name)
            if owner != creator.name:
                what = f"this `{key}` is already that of {edition.creators[owner].place.file}"
                problems.append(Problem(Place(creator.place.file, 1, key), what, "each creator needs their own"))
    return owners


def _slugs(edition: Edition) -> dict[str, str]:
    """Slugs, and those of former stores: an alias `/@old/` keeps old links earning."""
    former = {
        match[1]: creator.name
        for creator in edition.creators.values()
        for alias in creator.fields.aliases
        if (match := _FORMER_STORE.fullmatch(alias))
    }
    return former | {creator.slug: creator.name for creator in edition.creators.values()}


def _pages(edition: Edition) -> dict[str, Page]:
    pages = {STORE_PAGE: Page("store", ""), SHARE_PAGE: Page("share", "")}
    for entry in edition.entries():
        if entry.kind not in _UNTAGGED:
            pages[entry.slug] = Page(entry.kind.removesuffix("s"), entry.name)
    return pages


def _skus(edition: Edition) -> dict[str, str]:
    skus = {product.name.casefold(): product.name for product in edition.products.values()}
    for product in edition.products.values():
        for sku in (product.fields.sku, *(variant.sku for variant in product.fields.variants)):
            if sku:
                skus[sku.casefold()] = product.name
    return skus


def _titles(editions: Iterable[Edition]) -> dict[str, str]:
    """Titles in every language; one that two products share tells nothing."""
    owners: dict[str, set[str]] = {}
    for edition in editions:
        for product in edition.products.values():
            owners.setdefault(product.fields.title.casefold(), set()).add(product.name)
    return {title: next(iter(names)) for title, names in owners.items() if len(names) == 1}
