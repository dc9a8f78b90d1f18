"""From the journal's facts to closed books: each order merged, attributed and counted, one at a time."""

from __future__ import annotations

import msgspec

from sitegen.earnings.attribution import Attribution, Attributor
from sitegen.earnings.books import Books
from sitegen.earnings.commission import Counting, Entry, entries
from sitegen.earnings.intake import Progress
from sitegen.earnings.journal import Journal
from sitegen.earnings.merging import merge
from sitegen.earnings.orders import Order
from sitegen.earnings.rates import Rates, read_rates
from sitegen.earnings.roster import Roster, read_roster
from sitegen.model.catalog import Catalog

_TELL_EVERY = 10_000


class Desk(msgspec.Struct, frozen=True):
    """All that is needed to say what an order earned: who there is, what they get, how to find and count."""

    catalog: Catalog
    roster: Roster
    rates: Rates
    attributor: Attributor
    counting: Counting

    def entries(self, order: Order, found: Attribution) -> tuple[Entry, ...]:
        return tuple(entries(order, found, self.counting))


class Settled(msgspec.Struct, frozen=True):
    """Closed books. `orders` were paid, `unpaid` were not; of `orphans` only a refund is known, not the sale."""

    books: Books
    orders: int
    unpaid: int
    orphans: tuple[str, ...]


def open_desk(catalog: Catalog, key: str | None) -> Desk:
    roster, rates = read_roster(catalog), read_rates(catalog)
    attributor = Attributor(roster, key, signed_only=catalog.site.earnings.signed)
    counting = Counting(
        zone=catalog.zone,
        hold=catalog.site.earnings.hold.count,
        product=attributor.product,
        rate=rates.rate,
    )
    return Desk(catalog, roster, rates, attributor, counting)


def settle(journal: Journal, desk: Desk, progress: Progress = lambda stage, done, total: None) -> Settled:
    """Work through the whole journal."""
    books, orphans = Books(), []
    orders = unpaid = 0
    total = journal.size()
    for count, (key, facts) in enumerate(journal.orders()):
        if count % _TELL_EVERY == 0:
            progress("orders", count, total)
        order = merge(key, facts)
        if order is None:
            orphans.append(key)
        elif not order.paid:
            unpaid += 1
        else:
            orders += 1
            _enter(order, desk, books)
    books.close_books()
    return Settled(books, orders, unpaid, tuple(orphans))


def _enter(order: Order, desk: Desk, books: Books) -> None:
    found = desk.attributor.attribute(order)
    books.add(desk.entries(order, found))
    if not found.by:
        books.add_nobody(order.key, found.reason)
    for note in found.notes:
        books.add_note(order.key, note)
