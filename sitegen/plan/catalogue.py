"""The page of all products, for a catalogue too large to be shown at home, and what its search looks through."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import msgspec

from sitegen.digest import digest_of
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import ProductFields
from sitegen.plan.addresses import ASSETS, Addresses
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.picture_uses import CENTRE, ground_of, role_named
from sitegen.plan.pictures import renditions

MANY = 24  # more products than this are too many for the home page
ON_A_PAGE = 48
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
    """`name` is the number of the page, `target` the folder of its search."""
    if has_catalogue(catalog):
        for number in range(1, 1 + max(1, -(-len(edition.products) // ON_A_PAGE))):
            path = addresses.catalogue(edition.language, number)
            yield PageJob(kind="catalogue", path=path, language=edition.language, name=str(number), target=search)


def search_job(catalog: Catalog, addresses: Addresses) -> SearchJob | None:
    """None where the site has no search."""
    if not catalog.site.search:
        return None
    records = tuple(_records(catalog, addresses))
    key = digest_of(records, [_version(package) for package in _PACKAGES])
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
    facts = [word for fact in fields.facts.items() for word in fact]
    variants = [variant.name for variant in fields.variants]
    words = [fields.summary, fields.brand, *circles, *variants, *facts, product.text.plain]
    return "\n".join(filter(None, words))


def _picture(product: Entry[ProductFields], catalog: Catalog, addresses: Addresses) -> str:
    if not product.fields.photos:
        return ""
    photo = product.fields.photos[0]
    role = role_named("card", catalog.theme.roles)
    made = renditions(catalog.photos[photo.file], role, photo.focus or CENTRE, ground_of(catalog), addresses)
    return addresses.href(made.fallback.path)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
