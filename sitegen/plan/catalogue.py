"""Lists of products over several pages, where home cannot show them all, and what a search looks through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sitegen.digest import digest_of
from sitegen.installed import version_of
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import CreatorFields, ProductFields
from sitegen.model.shelves import shelf
from sitegen.plan.addresses import ASSETS, Addresses
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.picture_uses import CENTRE, ground_of, role_named
from sitegen.plan.pictures import renditions

MANY = 24  # more products than this are too many for the home page
ON_A_PAGE = 48
# A store or a circle is one page until it has more than this besides what else is on it.
AT_ONCE = 120
_PACKAGES = ("pagefind", "pagefind_bin_extended", "pagefind_bin")


class Record(msgspec.Struct, frozen=True):
    """What can be found of a product: `url` is its house page, `line` what is shown below its title."""

    url: str
    language: str
    title: str
    line: str
    words: str
    picture: str


class SearchJob(msgspec.Struct, frozen=True):
    """An index to make. `folder` changes with all that decides its bytes, so its files can be kept for ever."""

    folder: str
    key: str
    records: tuple[Record, ...]


def has_catalogue(catalog: Catalog) -> bool:
    return catalog.site.search or len(catalog.editions[0].products) > MANY


def catalogue_pages(edition: Edition, catalog: Catalog, addresses: Addresses, search: str = "") -> Iterator[PageJob]:
    """All products, then those of each tag. `target` is the folder of the search."""
    if not has_catalogue(catalog):
        return
    language = edition.language
    for number in range(1, 1 + len(in_pages(tuple(edition.products)))):
        path = addresses.catalogue(language, number)
        yield PageJob(kind="catalogue", path=path, language=language, target=search, number=number)
    for topic in edition.topics:
        for number in range(1, 1 + len(in_pages(topic.products))):
            path = addresses.topic(language, topic.slug, number)
            yield PageJob(kind="catalogue", path=path, language=language, name=f"tags/{topic.slug}", number=number)


def further_pages(edition: Edition, addresses: Addresses) -> Iterator[PageJob]:
    """Where large circles and stores go on."""
    if len(edition.products) <= AT_ONCE:
        return
    lists: list[tuple[Entry[Any], tuple[str, ...]]] = [
        *((circle, in_circle(circle.name, edition)) for circle in edition.circles.values()),
        *((creator, besides_picks(creator, edition)) for creator in edition.creators.values()),
    ]
    for entry, listed in lists:
        path = addresses.entry(edition.language, entry.kind, entry.slug)
        for number in range(2, 1 + len(in_pages(listed, AT_ONCE))):
            yield PageJob(
                kind="catalogue",
                path=addresses.further(path, number),
                language=edition.language,
                name=f"{entry.kind}/{entry.name}",
                creator=entry.name if entry.kind == "creators" else "",
                number=number,
            )


def in_pages(names: tuple[str, ...], at_once: int = ON_A_PAGE) -> tuple[tuple[str, ...], ...]:
    """Names, a page at a time; all on one when there are not too many for it."""
    if len(names) <= at_once:
        return (names,)
    return tuple(names[start : start + ON_A_PAGE] for start in range(0, len(names), ON_A_PAGE))


def in_circle(circle: str, edition: Edition) -> tuple[str, ...]:
    return tuple(name for name, product in edition.products.items() if circle in product.fields.circles)


def besides_picks(creator: Entry[CreatorFields], edition: Edition) -> tuple[str, ...]:
    """What a store has besides what its creator recommends."""
    picks = {pick.product for pick in creator.fields.picks}
    return tuple(name for name in shelf(creator, edition) if name not in picks)


def search_job(catalog: Catalog, addresses: Addresses) -> SearchJob | None:
    """None where the site has no search."""
    if not catalog.site.search:
        return None
    records = tuple(_records(catalog, addresses))
    key = digest_of(records, [version_of(package) for package in _PACKAGES])
    return SearchJob(search_folder(key), key, records)


def search_folder(key: str) -> str:
    return f"{ASSETS}/search-{key[:10]}/"


def _records(catalog: Catalog, addresses: Addresses) -> Iterator[Record]:
    """Only the house's own pages: a network has as many personal ones of a product as creators."""
    for edition in catalog.editions:
        for product in edition.products.values():
            url = addresses.href(addresses.entry(edition.language, "products", product.slug))
            picture = _picture(product, catalog, addresses)
            yield Record(
                url, edition.language, product.fields.title, product.fields.summary, _words(product, edition), picture
            )


def _words(product: Entry[ProductFields], edition: Edition) -> str:
    fields = product.fields
    circles = [edition.circles[name].fields.title for name in fields.circles]
    tags = [topic.name for topic in edition.topics if product.name in topic.products]
    facts = [word for fact in fields.facts.items() for word in fact]
    variants = [variant.name for variant in fields.variants]
    words = [fields.summary, fields.brand, *circles, *tags, *variants, *facts, product.text.plain]
    return "\n".join(filter(None, words))


def _picture(product: Entry[ProductFields], catalog: Catalog, addresses: Addresses) -> str:
    if not product.fields.photos:
        return ""
    photo = product.fields.photos[0]
    role = role_named("card", catalog.theme.roles)
    made = renditions(catalog.photos[photo.file], role, photo.focus or CENTRE, ground_of(catalog), addresses)
    return addresses.href(made.fallback.path)
