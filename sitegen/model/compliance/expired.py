"""Offers that are over and still written down: they confuse whoever looks after the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from sitegen.errors import Problem
from sitegen.load.documents import Document
from sitegen.model.catalog import Entry
from sitegen.model.content import ProductFields
from sitegen.model.schedule import Schedule

LONG_OVER = timedelta(days=30)


def check_expired(
    products: Mapping[str, Entry[ProductFields]],
    documents: Iterable[Document],
    schedule: Schedule,
    report: Callable[[Problem], None],
) -> None:
    """Warn of offers that ended more than a month ago; no page shows them."""
    written = {document.file: document for document in documents}
    for product in products.values():
        document = written.get(product.place.file)
        for number, offer in enumerate(product.fields.offers):
            if document and offer.until and schedule.moment(offer.until) + LONG_OVER < schedule.clock:
                what = f"this offer ended on {offer.until:%Y-%m-%d} and no page shows it"
                place = document.fields.at("offers", number, "until")
                report(Problem(place, what, "remove it, or give it a new time", "warning"))
