"""What is true of a page whatever it shows: titles, addresses, previews, the site around it."""

from __future__ import annotations

from typing import Any

import msgspec

from sitegen.languages import script_of
from sitegen.model.catalog import Entry
from sitegen.model.content import PageFields, Photo
from sitegen.plan.offline import WORKER, is_offline
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.planning import ICON, alternates
from sitegen.render import views
from sitegen.render.formats import direction_of, name_of
from sitegen.render.previews import composed_preview
from sitegen.render.stage import Speaker, Stage
from sitegen.text import excerpt

_OG_TYPES: dict[str, Any] = {
    "product": "product",
    "personal": "product",
    "post": "article",
    "store": "profile",
}


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is about, for its head.

    `canonical` is the path others should know it by, `crumbs` are the pages above it, `name` is what it calls itself
    among them, `speaker` is whose tag its checkout links carry.
    """

    title: str
    description: str
    canonical: str
    alternates: tuple[tuple[str, str], ...] = ()
    photo: Photo | None = None
    photo_alt: str = ""
    crumbs: tuple[views.Link, ...] = ()
    name: str = ""
    indexed: bool = True
    draft: bool = False
    lang: str = ""
    speaker: Speaker | None = None


def page_view(stage: Stage, job: PageJob, subject: Subject) -> views.Page:
    site = stage.edition.site
    photo = subject.photo or site.cover
    alt = subject.photo_alt or (photo.alt if photo else "") or subject.title
    return views.Page(
        kind=job.kind,
        language=stage.language,
        direction="rtl" if direction_of(stage.language) == "rtl" else "ltr",
        script=script_of(stage.language),
        title=subject.title,
        description=excerpt(subject.description or site.summary or site.tagline),
        url=stage.addresses.absolute(job.path),
        canonical=stage.addresses.absolute(subject.canonical),
        path=stage.addresses.href(job.path),
        indexed=subject.indexed,
        alternates=_alternates(stage, subject.alternates),
        languages=_languages(stage, job),
        crumbs=_crumbs(stage, job, subject),
        preview=composed_preview(stage, job, subject.title) or _photo_preview(stage, photo, alt),
        square=stage.square(photo.file, photo.focus) if photo else "",
        og_type=_OG_TYPES.get(job.kind, "website"),
        tag=_open_tag(stage, subject.speaker) if subject.speaker else "",
        draft=subject.draft,
        lang=subject.lang,
    )


def _photo_preview(stage: Stage, photo: Photo | None, alt: str) -> views.Preview | None:
    return stage.preview(photo.file, alt, photo.focus) if photo else None


def _open_tag(stage: Stage, speaker: Speaker) -> str:
    """The tag of the page's checkout links, if a click may add a channel to it."""
    return "" if speaker.channel else stage.tag(speaker) or ""


def site_view(stage: Stage, job: PageJob) -> views.Site:
    """The site as every page shows it; the page one is on is marked in the menu."""
    site = stage.edition.site
    pages = [page for page in stage.edition.pages.values() if page.fields.order is not None]
    menu = sorted(pages, key=lambda page: (page.fields.order or 0, page.name))
    return views.Site(
        title=site.title,
        tagline=site.tagline,
        summary=site.summary,
        home=stage.addresses.href(stage.addresses.home(stage.language)),
        menu=tuple(_menu_link(stage, page, job) for page in menu),
        contact=site.contact,
        icon=_icon(stage),
        extra=site.extra,
        offline=stage.addresses.href(WORKER) if is_offline(stage.catalog) else "",
        lang=_house_speaks(stage),
    )


def _house_speaks(stage: Stage) -> str:
    """The language of what the house says of itself, where that is not translated."""
    site, own = stage.edition.site, stage.catalog.site
    said = (site.tagline, site.summary)
    is_own = stage.language == stage.addresses.own_language
    return "" if is_own or said != (own.tagline, own.summary) else stage.addresses.own_language


def _menu_link(stage: Stage, page: Entry[PageFields], job: PageJob) -> views.Link:
    current = job.kind == "page" and job.name == page.name
    spoken = stage.spoken(page) or None
    return views.Link(title=page.fields.title, url=stage.href_of(page), language=spoken, current=current)


def canonical_path(stage: Stage, entry: Entry[Any]) -> str:
    """Where an entry's own page is, in the language its words are in."""
    return stage.addresses.entry(entry.language, entry.kind, entry.slug)


def first_photo(photos: tuple[Photo, ...]) -> Photo | None:
    return photos[0] if photos else None


def alternates_of(stage: Stage, entry: Entry[Any]) -> tuple[tuple[str, str], ...]:
    return alternates(entry, stage.catalog, stage.addresses) if entry.translated else ()


def homes(stage: Stage) -> tuple[tuple[str, str], ...]:
    languages = [edition.language for edition in stage.catalog.editions]
    return tuple((language, stage.addresses.absolute(stage.addresses.home(language))) for language in languages)


def _crumbs(stage: Stage, job: PageJob, subject: Subject) -> tuple[views.Link, ...]:
    """The way from the top to this page; none for a page that has nothing above it."""
    if not subject.crumbs:
        return ()
    title, url = subject.name or subject.title, stage.addresses.href(job.path)
    here = views.Link(title=title, url=url, language=subject.lang or None, current=True)
    return (*subject.crumbs, here)


def _alternates(stage: Stage, known: tuple[tuple[str, str], ...]) -> tuple[views.Alternate, ...]:
    if len(known) < 2:
        return ()
    links = [views.Alternate(hreflang=language, url=url) for language, url in known]
    fallback = [
        views.Alternate(hreflang="x-default", url=url)
        for language, url in known
        if language == stage.addresses.own_language
    ]
    return (*links, *fallback)


def _languages(stage: Stage, job: PageJob) -> tuple[views.Link, ...]:
    """The same page in every language of the site; all of them exist."""
    editions = stage.catalog.editions
    if len(editions) == 1 or job.kind in ("missing", "redirect", "share"):
        return ()
    mine = stage.addresses.home(stage.language)
    rest = job.path.removeprefix(mine)
    return tuple(
        views.Link(
            title=name_of(edition.language),
            url=stage.addresses.href(stage.addresses.home(edition.language) + rest),
            language=edition.language,
            current=edition.language == stage.language,
        )
        for edition in editions
    )


def _icon(stage: Stage) -> str:
    icon = stage.catalog.site.icon
    return stage.picture(icon, "avatar", "").src if icon else stage.addresses.href(ICON)
