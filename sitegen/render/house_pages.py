"""Pages of the house: home, circles, texts, and what one meets at a wrong or an old address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sitegen.model.catalog import Entry
from sitegen.model.content import Look, Photo
from sitegen.plan.catalogue import AT_ONCE, in_circle, in_pages
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_card, creator_card, post_card, posts_by_date, product_card
from sitegen.render.catalogue_pages import chips, numbers, tag_chips
from sitegen.render.events import event_cards
from sitegen.render.frame import Subject, alternates_of, canonical_path, first_photo, homes, page_view, site_view
from sitegen.render.parts import parts_of
from sitegen.render.stage import Speaker, Stage

HOUSE_PAGE = "home"
SOME = 6
SOME_OTHERS = 12


def home(stage: Stage, job: PageJob) -> views.HomeView:
    edition, site = stage.edition, stage.edition.site
    house = Speaker(None, HOUSE_PAGE)
    title = f"{site.title} · {site.tagline}" if site.tagline else site.title
    subject = Subject(title=title, description=site.summary, canonical=job.path, alternates=homes(stage), speaker=house)
    cover = site.cover
    circles = sorted(edition.circles.values(), key=lambda circle: (circle.fields.order, circle.name))
    featured = site.featured or tuple(edition.products)[:SOME]
    links = chips(stage)
    return views.HomeView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        body=(),
        hero=stage.picture(cover.file, "cover", cover.alt or "", cover.focus) if cover else None,
        circles=tuple(circle_card(stage, circle) for circle in circles),
        featured=tuple(product_card(stage, name, house) for name in featured),
        creators=tuple(creator_card(stage, creator) for creator in edition.creators.values()),
        posts=tuple(post_card(stage, post) for post in posts_by_date(list(edition.posts.values()))[:SOME]),
        products=tuple(product_card(stage, name, house) for name in _others(edition.products, featured, bool(links))),
        events=event_cards(stage, lambda event: True),
        catalogue=links[0] if links else None,
    )


def circle(stage: Stage, job: PageJob) -> views.CircleView:
    circle = stage.edition.circles[job.name]
    fields, edition = circle.fields, stage.edition
    house = Speaker(None, circle.slug)
    photo = first_photo(fields.photos)
    products = in_pages(in_circle(job.name, edition), AT_ONCE)
    posts = [post for post in edition.posts.values() if job.name in post.fields.circles]
    subject = entry_subject(stage, circle, photo, house)
    return views.CircleView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        title=fields.title,
        summary=fields.summary,
        cover=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        body=parts_of(stage, circle.text, house),
        products=tuple(product_card(stage, name, house) for name in products[0]),
        creators=tuple(creator_card(stage, c) for c in edition.creators.values() if job.name in c.fields.circles),
        posts=tuple(post_card(stage, post) for post in posts_by_date(posts)),
        events=event_cards(stage, lambda event: job.name in event.circles),
        extra=fields.extra,
        chips=chips(stage, job.name),
        tags=tag_chips(stage),
        pages=numbers(stage, job.path, len(products), 1),
    )


def _others(products: Iterable[str], featured: Collection[str], many: bool) -> list[str]:
    """What the home page shows besides; of a large catalogue only some, since the rest has pages of its own."""
    rest = [name for name in products if name not in featured]
    return rest[:SOME_OTHERS] if many else rest


def text(stage: Stage, job: PageJob) -> views.TextView:
    page = stage.edition.pages[job.name]
    return views.TextView(
        page=page_view(stage, job, entry_subject(stage, page, None, Speaker(None, page.slug))),
        site=site_view(stage, job),
        look=stage.look(Look()),
        title=page.fields.title,
        summary=page.fields.summary,
        body=parts_of(stage, page.text, Speaker(None, page.slug)),
        extra=page.fields.extra,
    )


def missing(stage: Stage, job: PageJob) -> views.TextView:
    title = stage.edition.site.title
    subject = Subject(title=title, description="", canonical=job.path, indexed=False)
    return views.TextView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        title=title,
        summary="",
        body=(),
        extra={},
    )


def redirect(stage: Stage, job: PageJob) -> views.RedirectView:
    title = stage.edition.site.title
    subject = Subject(title=title, description="", canonical=job.target, indexed=False)
    return views.RedirectView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        target=stage.addresses.href(job.target),
    )


def entry_subject(stage: Stage, entry: Entry[Any], photo: Photo | None, speaker: Speaker) -> Subject:
    """The subject of a page right below the home page."""
    home = stage.addresses.href(stage.addresses.home(stage.language))
    return Subject(
        title=f"{entry.fields.title} · {stage.edition.site.title}",
        description=entry.fields.summary or entry.text.plain,
        canonical=canonical_path(stage, entry),
        alternates=alternates_of(stage, entry),
        photo=photo,
        name=entry.fields.title,
        crumbs=(views.Link(title=stage.edition.site.title, url=home),),
        draft=entry.fields.draft,
        lang=stage.spoken(entry),
        speaker=speaker,
    )
