"""Files that visitors keep: calendars of events, reminders to reorder, cards for the address book, manifests for the
home screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.catalog import Edition, Entry
from sitegen.model.content import CreatorFields
from sitegen.plan.addresses import Addresses
from sitegen.plan.jobs import TextJob

REORDER = "reorder"


def sharing_texts(edition: Edition, addresses: Addresses) -> Iterator[TextJob]:
    """Every such file in one language."""
    language = edition.language
    for event in edition.events.values():
        file = addresses.calendar(addresses.entry(language, "events", event.slug), event.slug)
        yield TextJob(file, "event", language, name=event.name)
    for name, creator in edition.creators.items():
        yield TextJob(addresses.manifest(language, creator.slug), "manifest", language, creator=name)
        if not creator.fields.avatar:
            yield TextJob(addresses.initial(language, creator.slug), "initial", language, creator=name)
        if creator.fields.studio:
            yield TextJob(addresses.contact(language, creator.slug), "contact", language, creator=name)
        for product in reorderable(creator, edition):
            file = reminder(addresses, edition, creator, product)
            yield TextJob(file, "reorder", language, name=product, creator=name)


def reorderable(creator: Entry[CreatorFields], edition: Edition) -> tuple[str, ...]:
    """Picks that run out. Only picks: a file for each page of a full shelf would be as many files as pages."""
    picked = [pick.product for pick in creator.fields.picks]
    return tuple(name for name in picked if edition.products[name].fields.reorder)


def reminder(addresses: Addresses, edition: Edition, creator: Entry[CreatorFields], product: str) -> str:
    """Where the reminder to reorder a product from this creator lies."""
    page = addresses.personal(edition.language, creator.slug, edition.products[product].slug)
    return addresses.calendar(page, REORDER)
