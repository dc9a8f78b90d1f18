"""Which pictures chats show of pages, where a site composes them: every word and photo of each, decided here.

A pure function of the catalog and a page, so that a view can look up what the plan has planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from babel import Locale
from babel.dates import format_datetime
from babel.numbers import get_currency_symbol

from sitegen.digest import digest_of
from sitegen.errors import Problem
from sitegen.languages import fallbacks
from sitegen.load.fonts import tofu
from sitegen.load.typefaces import Typefaces
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import CreatorFields, Look, Photo
from sitegen.model.shown import cheapest, compared
from sitegen.plan.addresses import Addresses
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.preview_jobs import Person, PreviewJob, Sale, Shot
from sitegen.text import slugify

RECIPE = 1
WIDTH, HEIGHT = 1200, 630
MOST_BYTES = 300_000

# The theme's words that a preview says, whatever else changes in its i18n.
_WORDS = ("from_price", "was_price", "until")
_FIGURES = "0123456789.,:· "


class _Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is about, before it is known how it is drawn."""

    entry: Entry[Any]
    title: str
    name: str
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    sale: Sale | None = None
    moment: datetime | None = None
    creator: Entry[CreatorFields] | None = None
    person: tuple[str, str] | None = None


def preview_jobs(
    catalog: Catalog, pages: Iterable[PageJob], addresses: Addresses
) -> tuple[tuple[PreviewJob, ...], list[Problem]]:
    """Every composed picture of a site, each once, and what cannot be drawn of them."""
    typefaces = catalog.typefaces
    if typefaces is None or catalog.site.previews != "composed":
        return (), []
    editions = {edition.language: edition for edition in catalog.editions}
    jobs: dict[str, PreviewJob] = {}
    problems = []
    for page in pages:
        job = preview_job(catalog, editions[page.language], page, addresses)
        if job and job.path not in jobs:
            jobs[job.path] = job
            problems += tofu(typefaces.setting("sans", texts_of(job)).lacking, job.place)
    return tuple(jobs.values()), problems


def preview_job(catalog: Catalog, edition: Edition, page: PageJob, addresses: Addresses) -> PreviewJob | None:
    """The composed picture of a page; None for pages that show a photo as it is."""
    about = _SUBJECTS.get(page.kind)
    if about is None or catalog.typefaces is None or catalog.site.previews != "composed":
        return None
    subject = about(edition, page)
    if subject is None:
        return None
    job = PreviewJob(
        path="",
        fingerprint="",
        place=subject.entry.place,
        language=edition.language,
        title=subject.title,
        summary=subject.summary,
        photo=_shot(catalog, subject.photos[0]) if subject.photos else None,
        sale=subject.sale,
        moment=subject.moment,
        person=_person(catalog, subject),
        look=_look(subject.creator, edition),
        site=edition.site.title,
    )
    key = _fingerprint(job, catalog, catalog.typefaces)
    name = slugify(subject.name)[:40].strip("-") or page.kind
    path = addresses.asset(f"{name}-preview", key, ".jpg")
    return msgspec.structs.replace(job, path=path, fingerprint=key)


def _person(catalog: Catalog, subject: _Subject) -> Person | None:
    if subject.creator is None:
        return None
    fields = subject.creator.fields
    name, line = subject.person or (fields.name, fields.tagline)
    avatar = _shot(catalog, Photo(file=fields.avatar)) if fields.avatar else None
    return Person(name, line, fields.name[:1].upper(), avatar)


def _fingerprint(job: PreviewJob, catalog: Catalog, typefaces: Typefaces) -> str:
    """Covers all that the picture is drawn from, and nothing of where it lies."""
    seen = (job.language, job.title, job.summary, job.sale, job.moment, job.look, job.site, catalog.zone.key)
    photo = (job.photo.digest, job.photo.focus) if job.photo else None
    person = job.person and (job.person.name, job.person.line, job.person.initial)
    avatar = job.person and job.person.avatar and job.person.avatar.digest
    texts = list(texts_of(job))
    fonts = (typefaces.setting("sans", texts).digest, typefaces.setting("serif", texts).digest)
    theme = catalog.theme
    options = theme.options | catalog.site.theme_options
    words = [theme.words.get(language, {}).get(word) for language in fallbacks(job.language) for word in _WORDS]
    return digest_of(RECIPE, seen, photo, person, avatar, fonts, typefaces.engine, theme.posters, options, words)


def texts_of(job: PreviewJob) -> Iterator[str]:
    """Every text that will be drawn, or one of the same characters."""
    locale = Locale.parse(job.language, sep="-")
    yield from (job.title, job.summary, job.site, _FIGURES)
    if job.sale:
        yield from (job.sale.offer, get_currency_symbol(job.sale.price.currency, locale=locale))
    if job.person:
        yield from (job.person.name, job.person.line)
    for moment in (job.moment, job.sale.until if job.sale else None):
        if moment:
            yield format_datetime(moment, "long", locale=locale)


def _shot(catalog: Catalog, photo: Photo) -> Shot:
    known = catalog.photos[photo.file]
    return Shot(known.path, known.digest, photo.focus)


def _look(creator: Entry[CreatorFields] | None, edition: Edition) -> Look:
    """What the creator chose, and the house's for the rest."""
    house = edition.site.look
    own = creator.fields.look if creator else Look()
    return Look(accent=own.accent or house.accent, mode=own.mode or house.mode, font=own.font or house.font)


def _sale(edition: Edition, product: str) -> Sale | None:
    choices = edition.choices[product]
    if not choices:
        return None
    choice = cheapest(choices)
    prices = {other.price_now.amount for other in choices}
    label, until = (choice.offer.label, choice.offer.until) if choice.offer else ("", None)
    return Sale(choice.price_now, compared(choice), len(prices) > 1, label, until)


def _product(edition: Edition, page: PageJob) -> _Subject:
    entry = edition.products[page.name]
    fields = entry.fields
    return _Subject(
        entry=entry,
        title=fields.title,
        name=entry.slug,
        summary=fields.summary,
        photos=fields.photos,
        sale=_sale(edition, page.name),
        creator=edition.creators[page.creator] if page.creator else None,
    )


def _store(edition: Edition, page: PageJob) -> _Subject:
    entry = edition.creators[page.name]
    return _of_creator(edition, entry, entry)


def _share(edition: Edition, page: PageJob) -> _Subject | None:
    """Whose it is, and nothing of whom it was made for: a link may be passed on."""
    entry = edition.shares[page.name]
    creator = edition.creators.get(entry.fields.creator)
    return _of_creator(edition, entry, creator) if creator else None


def _of_creator(edition: Edition, entry: Entry[Any], creator: Entry[CreatorFields]) -> _Subject:
    fields = creator.fields
    picked = [photo for pick in fields.picks for photo in edition.products[pick.product].fields.photos[:1]]
    return _Subject(
        entry=entry,
        title=fields.name,
        name=creator.slug,
        summary=fields.tagline,
        photos=fields.photos or tuple(picked),
        creator=creator,
        person=(" · ".join(fields.labels), ""),
    )


def _post(edition: Edition, page: PageJob) -> _Subject:
    entry = edition.posts[page.name]
    return _story(edition, entry, None)


def _event(edition: Edition, page: PageJob) -> _Subject:
    entry = edition.events[page.name]
    return _story(edition, entry, entry.fields.from_)


def _story(edition: Edition, entry: Entry[Any], moment: datetime | None) -> _Subject:
    fields = entry.fields
    return _Subject(
        entry=entry,
        title=fields.title,
        name=entry.slug,
        summary=fields.summary,
        photos=fields.photos,
        moment=moment,
        creator=edition.creators[fields.creator] if fields.creator else None,
    )


_SUBJECTS: dict[str, Callable[[Edition, PageJob], _Subject | None]] = {
    "product": _product,
    "personal": _product,
    "store": _store,
    "share": _share,
    "post": _post,
    "event": _event,
}
