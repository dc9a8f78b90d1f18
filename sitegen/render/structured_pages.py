"""Stores, stories, circles, events and the home page for search engines."""

from __future__ import annotations

from datetime import datetime

from sitegen.model.content import Studio
from sitegen.model.schedule import rfc3339
from sitegen.model.shelves import shelf
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.stage import Stage
from sitegen.render.structured_things import (
    Thing,
    absolute,
    house,
    images,
    listing,
    of_creator,
    of_house,
    person,
    thing,
)

_ONLINE = "https://schema.org/OnlineEventAttendanceMode"
_IN_PLACE = "https://schema.org/OfflineEventAttendanceMode"
_PLANNED = "https://schema.org/EventScheduled"


def home(stage: Stage, _: PageJob, view: views.HomeView) -> list[Thing]:
    site = stage.edition.site
    url = view.page.canonical
    logo = stage.picture(site.icon, "avatar", "").src if site.icon else ""
    about = {"name": site.title, "url": url, "description": site.summary or site.tagline}
    organization = thing(
        "Organization", **about, logo=absolute(stage, logo), email=site.contact, image=images(stage, [view.hero])
    )
    products = listing(site.title, of_house(stage, (*view.featured, *view.products)))
    return [thing("WebSite", **about, inLanguage=stage.language), organization, *_there(products)]


def store(stage: Stage, job: PageJob, view: views.StoreView) -> list[Thing]:
    creator = stage.edition.creators[job.name]
    url, shown = view.page.canonical, view.creator
    whose = thing(
        "Person",
        name=shown.name,
        description=shown.tagline,
        url=url,
        image=images(stage, [shown.card.avatar]),
        sameAs=[link.url for link in shown.links],
    )
    profile = thing("ProfilePage", url=url, name=view.page.title, inLanguage=stage.language, mainEntity=whose)
    studio = creator.fields.studio
    return [
        profile,
        *_there(listing(shown.name, of_creator(stage, shelf(creator, stage.edition)))),
        *([_studio(stage, studio, view)] if studio else []),
    ]


def post(stage: Stage, job: PageJob, view: views.PostView) -> list[Thing]:
    fields = stage.edition.posts[job.name].fields
    published = fields.date or fields.publish
    changed = fields.updated or published
    article = thing(
        "Article",
        headline=view.title,
        description=view.page.description,
        image=images(stage, [view.cover]),
        datePublished=_said(stage, published),
        dateModified=_said(stage, changed),
        author=person(stage, view.author) if view.author else house(stage),
        publisher=house(stage),
        mainEntityOfPage=view.page.canonical,
        inLanguage=stage.language,
    )
    return [article]


def collection(stage: Stage, _: PageJob, view: views.CircleView | views.CatalogueView) -> list[Thing]:
    if isinstance(view, views.CatalogueView) and view.creator:
        return []  # the rest of a store, whose first page says all
    page = thing(
        "CollectionPage",
        name=view.title,
        description=view.page.description,
        url=view.page.canonical,
        inLanguage=stage.language,
        mainEntity=listing(view.title, of_house(stage, view.products)),
    )
    return [page]


def event(stage: Stage, job: PageJob, view: views.EventView) -> list[Thing]:
    """A sale is no event to a search engine, and calling it one is held against a site."""
    fields = stage.edition.events[job.name].fields
    if fields.kind == "sale" or fields.from_ is None:
        return []
    link = fields.link or view.page.canonical
    place = _place(fields.place, fields.place, fields.geo) if fields.place else thing("VirtualLocation", url=link)
    host = person(stage, view.host) if view.host else house(stage)
    said = thing(
        "Event",
        name=view.event.title,
        description=view.page.description,
        url=view.page.canonical,
        image=images(stage, [view.cover]),
        startDate=_said(stage, fields.from_),
        endDate=_said(stage, fields.until),
        eventStatus=_PLANNED,
        eventAttendanceMode=_IN_PLACE if fields.place else _ONLINE,
        location=place,
        organizer=host,
        performer=host,
        inLanguage=stage.language,
    )
    return [said]


def _studio(stage: Stage, studio: Studio, view: views.StoreView) -> Thing:
    """The creator's real place. Its hours are free words, and a search engine wants them in a form of its own."""
    place = _place(studio.name, studio.address, studio.geo)
    return thing(
        "LocalBusiness",
        name=place["name"],
        address=place["address"],
        geo=place.get("geo"),
        telephone=studio.phone,
        url=view.page.canonical,
        image=images(stage, view.creator.photos[:1]),
    )


def _place(name: str, address: str, geo: tuple[float, ...]) -> Thing:
    spot = thing("GeoCoordinates", latitude=geo[0], longitude=geo[1]) if geo else None
    return thing("Place", name=name, address=thing("PostalAddress", streetAddress=address), geo=spot)


def _said(stage: Stage, written: datetime | None) -> str | None:
    return rfc3339(stage.schedule.moment(written).astimezone(stage.catalog.zone)) if written else None


def _there(found: Thing | None) -> list[Thing]:
    return [found] if found else []
