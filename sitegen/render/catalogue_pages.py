"""Lists of products: all, those of a tag, where a circle or a store goes on; and the chips that lead there."""

from __future__ import annotations

import msgspec

from sitegen.model.content import Look
from sitegen.plan.catalogue import AT_ONCE, ON_A_PAGE, besides_picks, has_catalogue, in_circle, in_pages
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import creator_card, product_card
from sitegen.render.frame import Subject, page_view, site_view
from sitegen.render.stage import Speaker, Stage, store_of
from sitegen.render.words import Words

CATALOGUE_PAGE = "products"


class _Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is called, what it holds on each of its pages, where it begins, and who speaks."""

    title: str
    pages: tuple[tuple[str, ...], ...]
    path: str
    speaker: Speaker


def catalogue(stage: Stage, job: PageJob) -> views.CatalogueView:
    site, listing = stage.edition.site, _listing(stage, job)
    owner = listing.speaker.creator
    whose = owner.fields.name if owner else site.title
    home = views.Link(title=site.title, url=stage.addresses.href(stage.addresses.home(stage.language)))
    above = views.Link(title=listing.title, url=stage.addresses.href(listing.path))
    name = listing.title if job.number == 1 else f"{listing.title} ({job.number})"
    subject = Subject(
        title=f"{name} · {whose}" if listing.title != whose else f"{name} · {site.title}",
        description=site.summary,
        canonical=job.path,
        alternates=_alternates(stage, job),
        name=listing.title if job.number == 1 else str(job.number),
        crumbs=(home, above) if job.number > 1 else (home,),
        speaker=listing.speaker,
    )
    kind, _, about = job.name.partition("/")
    return views.CatalogueView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(owner.fields.look if owner else Look()),
        title=listing.title,
        chips=() if owner else chips(stage, about if kind == "circles" else "", everything=not job.name),
        tags=() if owner else tag_chips(stage, about if kind == "tags" else ""),
        products=tuple(product_card(stage, name, listing.speaker) for name in listing.pages[job.number - 1]),
        pages=numbers(stage, listing.path, len(listing.pages), job.number),
        search=stage.addresses.href(job.target) if job.target else "",
        root=stage.addresses.base,
        creator=creator_card(stage, owner) if owner else None,
    )


def chips(stage: Stage, circle: str = "", *, everything: bool = False) -> tuple[views.Link, ...]:
    """All products, and those of each circle; none where all fit on the home page."""
    if not has_catalogue(stage.catalog):
        return ()
    url = stage.addresses.href(stage.addresses.catalogue(stage.language))
    whole = views.Link(title=_title(stage), url=url, current=everything)
    used = {name for product in stage.edition.products.values() for name in product.fields.circles}
    ordered = sorted(stage.edition.circles.values(), key=lambda one: (one.fields.order, one.name))
    circles = [
        views.Link(
            title=one.fields.title,
            url=stage.href_of(one),
            language=stage.spoken(one) or None,
            current=one.name == circle,
        )
        for one in ordered
        if one.name in used
    ]
    return (whole, *circles)


def tag_chips(stage: Stage, current: str = "", product: str = "") -> tuple[views.Link, ...]:
    """Every tag, or those of a product; none where all products fit on the home page."""
    if not has_catalogue(stage.catalog):
        return ()
    return tuple(
        views.Link(
            title=topic.name,
            url=stage.addresses.href(stage.addresses.topic(stage.language, topic.slug)),
            current=topic.slug == current,
        )
        for topic in stage.edition.topics
        if not product or product in topic.products
    )


def numbers(stage: Stage, path: str, count: int, current: int) -> tuple[views.Link, ...]:
    """The pages of a list that begins at a path; none where there is only one."""
    return tuple(
        views.Link(
            title=str(number),
            url=stage.addresses.href(stage.addresses.further(path, number)),
            current=number == current,
        )
        for number in range(1, count + 1 if count > 1 else 1)
    )


def _listing(stage: Stage, job: PageJob) -> _Listing:
    edition, addresses, language = stage.edition, stage.addresses, stage.language
    kind, _, about = job.name.partition("/")
    if kind == "tags":
        topic = next(topic for topic in edition.topics if topic.slug == about)
        path = addresses.topic(language, about)
        house = Speaker(None, CATALOGUE_PAGE)
        return _Listing(title=topic.name, pages=in_pages(topic.products), path=path, speaker=house)
    if kind == "circles":
        circle = edition.circles[about]
        path = addresses.entry(language, kind, circle.slug)
        pages = in_pages(in_circle(about, edition), AT_ONCE)
        return _Listing(title=circle.fields.title, pages=pages, path=path, speaker=Speaker(None, circle.slug))
    if kind == "creators":
        owner = edition.creators[about]
        path = addresses.store(language, owner.slug)
        pages = in_pages(besides_picks(owner, edition), AT_ONCE)
        return _Listing(title=owner.fields.name, pages=pages, path=path, speaker=store_of(owner))
    pages = in_pages(tuple(edition.products), ON_A_PAGE)
    path = addresses.catalogue(language)
    return _Listing(title=_title(stage), pages=pages, path=path, speaker=Speaker(None, CATALOGUE_PAGE))


def _title(stage: Stage) -> str:
    return Words(stage.catalog.theme.words, stage.language)("products")


def _alternates(stage: Stage, job: PageJob) -> tuple[tuple[str, str], ...]:
    rest = job.path.removeprefix(stage.addresses.home(stage.language))
    codes = [edition.language for edition in stage.catalog.editions]
    return tuple((code, stage.addresses.absolute(stage.addresses.home(code) + rest)) for code in codes)
