"""PLAN: Catalog -> every file to make. Pure: touches no disk and no template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sitegen.digest import digest
from sitegen.errors import Place, Problem
from sitegen.load.theme import Theme
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.feed import Feed
from sitegen.model.shares import SHARES
from sitegen.model.shelves import shared_by
from sitegen.plan.addresses import Addresses, alias_path, file_of
from sitegen.plan.catalogue import catalogue_pages, further_pages, search_job
from sitegen.plan.changes import last_change, latest
from sitegen.plan.feeds import PLACE, feed_jobs, feed_problems
from sitegen.plan.jobs import AssetJob, Listed, Plan, TextJob
from sitegen.plan.offline import offline_problems, offline_texts
from sitegen.plan.page_jobs import PageJob, PageKind
from sitegen.plan.pages import Pages, Shelf
from sitegen.plan.picture_uses import picture_jobs
from sitegen.plan.previews import preview_jobs
from sitegen.plan.sharing import sharing_texts
from sitegen.plan.videos import video_jobs

_NUMBERED = re.compile(r"/page-\d+/$")
SITEMAP, ROBOTS, ICON = "sitemap.xml", "robots.txt", "favicon.svg"

_PAGE_KINDS: dict[str, PageKind] = {
    "products": "product",
    "creators": "store",
    "posts": "post",
    "circles": "circle",
    "shares": "share",
    "events": "event",
    "pages": "page",
}


def plan(catalog: Catalog, known_feeds: Mapping[str, Feed] | None = None) -> tuple[Plan, list[Problem]]:
    """The plan, every case of two things wanting one address, and what of the previews cannot be drawn."""
    addresses = Addresses.at(catalog.base_url, catalog.site.language)
    search = search_job(catalog, addresses)
    house = tuple(_house_pages(catalog, addresses, search.folder if search else ""))
    pages = Pages(house, _shelves(catalog), _slugs(catalog), addresses)
    texts = [TextJob(SITEMAP, "sitemap"), TextJob(ROBOTS, "robots")]
    if catalog.site.icon is None:
        texts.append(TextJob(ICON, "icon"))
    texts += offline_texts(catalog)
    texts += _editor_texts(catalog)
    texts += [text for edition in catalog.editions for text in sharing_texts(edition, addresses)]
    feeds = feed_jobs(catalog, addresses, known_feeds or {})
    assets = [_asset(name, catalog.theme, addresses) for name in catalog.theme.published]
    owners = _owners(catalog, addresses)
    claims = [(page.file, _origin(page, owners)) for page in pages.house]
    claims += [(file_of(path), place) for path, place in _thanks(catalog, addresses)]
    claims += [(text.file, Place("sitegen")) for text in texts]
    claims += [(feed.file, PLACE) for feed in feeds]
    claims += [(copy.path, Place(copy.file)) for copy in catalog.static]
    problems = _settle(claims, pages, catalog.editions[0])
    problems += feed_problems(catalog, known_feeds) if known_feeds is not None else []
    previews, undrawable = preview_jobs(catalog, pages, addresses)
    problems += undrawable
    problems += offline_problems(catalog)
    made = Plan(
        addresses=addresses,
        pages=pages,
        pictures=picture_jobs(catalog, addresses),
        texts=tuple(texts),
        assets=tuple(assets),
        videos=video_jobs(catalog, addresses),
        copies=catalog.static,
        sitemap=tuple(_sitemap(catalog, addresses)),
        theme=catalog.theme,
        previews=previews,
        feeds=feeds,
        search=search,
    )
    return made, problems


def _house_pages(catalog: Catalog, addresses: Addresses, search: str) -> Iterator[PageJob]:
    """Every page but those of a creator and a product, which are on shelves."""
    for edition in catalog.editions:
        yield from _pages(edition, addresses)
        yield from catalogue_pages(edition, catalog, addresses, search)
        yield from further_pages(edition, addresses)
    yield from _redirects(catalog.editions[0], addresses)


def _pages(edition: Edition, addresses: Addresses) -> Iterator[PageJob]:
    language = edition.language
    yield PageJob(kind="home", path=addresses.home(language), language=language)
    yield PageJob(kind="missing", path=addresses.missing(language), language=language)
    for entry in edition.entries():
        if entry.kind == SHARES and (entry.fields.language or addresses.own_language) != language:
            continue
        path = addresses.entry(language, entry.kind, entry.slug)
        creator = entry.name if entry.kind == "creators" else ""
        yield PageJob(kind=_PAGE_KINDS[entry.kind], path=path, language=language, name=entry.name, creator=creator)


def _shelves(catalog: Catalog) -> tuple[Shelf, ...]:
    """What every creator shares, by language. Most stores hold everything, in the same order: that is kept once."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    return tuple(
        Shelf(edition.language, owner.name, owner.slug, known.setdefault(products, products))
        for edition in catalog.editions
        for owner in edition.creators.values()
        for products in [shared_by(owner, edition)]
    )


def _slugs(catalog: Catalog) -> dict[str, str]:
    return {name: product.slug for name, product in catalog.editions[0].products.items()}


def _thanks(catalog: Catalog, addresses: Addresses) -> Iterator[tuple[str, Place]]:
    for edition in catalog.editions:
        for owner in edition.creators.values():
            yield addresses.thanks(edition.language, owner.slug), owner.place


def _redirects(edition: Edition, addresses: Addresses) -> Iterator[PageJob]:
    for entry in edition.entries():
        target = addresses.entry(edition.language, entry.kind, entry.slug)
        for alias in entry.fields.aliases:
            yield PageJob(
                kind="redirect",
                path=alias_path(alias),
                language=edition.language,
                name=entry.name,
                target=target,
            )


def _asset(name: str, theme: Theme, addresses: Addresses) -> AssetJob:
    data = b"\n".join(theme.assets[part] for part in name.split("+"))
    stem, dot, suffix = name.split("+")[-1].rpartition(".")
    return AssetJob(addresses.asset(stem.replace("/", "-"), digest(data), dot + suffix), name, data)


def _owners(catalog: Catalog, addresses: Addresses) -> dict[str, Place]:
    """Path -> the file that asks for it, of everything an author can name."""
    owners = {}
    for edition in catalog.editions:
        for entry in edition.entries():
            owners[addresses.entry(edition.language, entry.kind, entry.slug)] = entry.place
        for topic in edition.topics:
            owners[addresses.topic(edition.language, topic.slug)] = edition.products[topic.products[0]].place
    return owners


def _origin(page: PageJob, owners: dict[str, Place]) -> Place:
    if page.kind == "redirect":
        file = owners[page.target].file
        return Place(file, 1, "aliases")
    first = _NUMBERED.sub("/", page.path)
    return owners.get(first, Place("site.yaml", 1, "languages" if page.path else None))


def _editor_texts(catalog: Catalog) -> list[TextJob]:
    if catalog.site.cms is None:
        return []
    from sitegen.editing.cms import admin_files

    return [TextJob(file, "editor") for file in admin_files(catalog.site)]


def _settle(claims: Iterable[tuple[str, Place]], pages: Pages, edition: Edition) -> list[Problem]:
    """Two that want one address. A host may not tell `A` from `a`, so neither do we."""
    origins: dict[str, Place] = {}
    taken: dict[str, str] = {}
    problems = []
    for file, place in claims:
        first = taken.setdefault(file.lower(), file)
        product = pages.in_the_way_of(file)
        owner = origins.get(first) or (edition.products[product].place if product else None)
        if owner is not None:
            what = f"/{file.removesuffix('index.html')} is already the address of {owner.file}"
            problems.append(Problem(place, what, "give one of the two another `slug`, alias or file name"))
        else:
            origins[file] = place
    folders = {"/".join(file.lower().split("/")[:depth]) for file in origins for depth in range(1, file.count("/") + 1)}
    for file, place in origins.items():
        if file.lower() in folders:
            problems.append(Problem(place, f"/{file} is a file and a folder at once", "rename one of the two"))
    return problems


def _sitemap(catalog: Catalog, addresses: Addresses) -> Iterator[Listed]:
    """House pages in every language they are really written in; what is personal points to these."""
    for edition in catalog.editions:
        days = {entry.place.file: _changed(entry, catalog) for entry in edition.entries()}
        homes = tuple(
            (other.language, addresses.absolute(addresses.home(other.language))) for other in catalog.editions
        )
        whole = latest(days.values())
        yield _listed(addresses.absolute(addresses.home(edition.language)), whole, homes)
        for page in catalogue_pages(edition, catalog, addresses):
            rest = page.path.removeprefix(addresses.home(edition.language))
            others = tuple(
                (one.language, addresses.absolute(addresses.home(one.language) + rest)) for one in catalog.editions
            )
            yield _listed(addresses.absolute(page.path), whole, others)
        for entry in edition.entries():
            if not entry.translated or entry.kind == SHARES:
                continue
            url = addresses.absolute(addresses.entry(edition.language, entry.kind, entry.slug))
            yield _listed(url, days[entry.place.file], alternates(entry, catalog, addresses))


def alternates(entry: Entry[Any], catalog: Catalog, addresses: Addresses) -> tuple[tuple[str, str], ...]:
    """Language and absolute address of every language an entry is written in."""
    twins = [(edition.language, getattr(edition, entry.kind)[entry.name]) for edition in catalog.editions]
    return tuple(
        (language, addresses.absolute(addresses.entry(language, twin.kind, twin.slug)))
        for language, twin in twins
        if twin.translated
    )


def _listed(url: str, changed: date | None, others: tuple[tuple[str, str], ...]) -> Listed:
    return Listed(url, changed.isoformat() if changed else None, others if len(others) > 1 else ())


def _changed(entry: Entry[Any], catalog: Catalog) -> date | None:
    return last_change(entry, catalog.clock, catalog.zone)


__all__ = ["ICON", "ROBOTS", "SITEMAP", "alternates", "file_of", "plan"]
