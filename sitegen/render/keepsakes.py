"""Files that visitors keep, composed like views: a frozen value first, whose digest says whether bytes are needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from sitegen.model.catalog import Catalog, Edition
from sitegen.model.schedule import Schedule
from sitegen.plan.addresses import Addresses
from sitegen.plan.jobs import TextJob
from sitegen.render.calendars import Appointment, Recurrence, appointment, recurrence
from sitegen.render.contacts import Contact, card
from sitegen.render.manifests import Initial, Manifest, initial, manifest, written
from sitegen.render.words import Words

Value = Appointment | Recurrence | Contact | Manifest | Initial
REORDER_CHANNEL = "reorder"


class Keepsakes:
    """What all such files of a site are made of."""

    def __init__(self, catalog: Catalog, addresses: Addresses) -> None:
        self._catalog = catalog
        self._addresses = addresses
        self._editions = {edition.language: edition for edition in catalog.editions}
        self._words = {code: Words(catalog.theme.words, code) for code in self._editions}

    def made(self, job: TextJob) -> tuple[Value, Callable[[], bytes]]:
        """All that the file says, and how to write it."""
        edition = self._editions[job.language]
        match job.kind:
            case "event":
                event = self._event(job, edition)
                return event, partial(appointment, event)
            case "reorder":
                reminder = self._reminder(job, edition)
                return reminder, partial(recurrence, reminder)
            case "manifest":
                said = manifest(self._catalog, self._addresses, edition.creators[job.creator], job.language)
                return said, partial(written, said)
            case "initial":
                drawn = initial(self._catalog, edition.creators[job.creator])
                return drawn, lambda: drawn.data
            case _:
                contact = self._contact(job, edition)
                return contact, partial(card, contact)

    def _event(self, job: TextJob, edition: Edition) -> Appointment:
        event = edition.events[job.name]
        fields = event.fields
        begins = fields.from_ or self._catalog.clock
        page = self._addresses.absolute(self._addresses.entry(edition.language, "events", event.slug))
        return Appointment(
            uid=self._uid(f"event-{event.slug}"),
            stamp=self._moment(fields.updated or fields.publish or fields.date or begins),
            begins=self._moment(begins),
            over=self._moment(fields.until) if fields.until else None,
            title=fields.title,
            text="\n".join(filter(None, (fields.summary, fields.link))),
            place=fields.place,
            geo=fields.geo,
            url=page,
        )

    def _reminder(self, job: TextJob, edition: Edition) -> Recurrence:
        """The day of a purchase is unknown to a file, so we count from the beginning of the week of the build: a file
        stays the same for a week, and nobody is reminded more than six days too early.
        """
        product, creator = edition.products[job.name], edition.creators[job.creator]
        days = product.fields.reorder.count if product.fields.reorder else 1
        page = self._addresses.personal(edition.language, creator.slug, product.slug)
        url = f"{self._addresses.absolute(page)}?c={REORDER_CHANNEL}"
        say = self._words[edition.language]
        return Recurrence(
            uid=self._uid(f"reorder-{creator.slug}-{product.slug}"),
            stamp=self._monday(),
            first=self._monday() + timedelta(days=days),
            days=days,
            title=say("reorder_title", product=product.fields.title),
            text=say("reorder_text", product=product.fields.title, name=creator.fields.name, url=url),
            url=url,
        )

    def _contact(self, job: TextJob, edition: Edition) -> Contact:
        creator = edition.creators[job.creator]
        studio = creator.fields.studio
        return Contact(
            uid=self._uid(f"creator-{creator.slug}"),
            name=creator.fields.name,
            studio=studio.name if studio else "",
            note=creator.fields.tagline,
            phone=re.sub(r"[^+\d]", "", studio.phone) if studio else "",
            address=studio.address if studio else "",
            geo=studio.geo if studio else (),
            url=self._addresses.absolute(self._addresses.store(edition.language, creator.slug)),
        )

    def _monday(self) -> date:
        today = self._catalog.clock.astimezone(self._catalog.zone).date()
        return today - timedelta(days=today.weekday())

    def _moment(self, written: datetime) -> datetime:
        return Schedule(self._catalog.clock, self._catalog.zone).moment(written)

    def _uid(self, name: str) -> str:
        return f"{name}@{urlsplit(self._addresses.origin).hostname}"
