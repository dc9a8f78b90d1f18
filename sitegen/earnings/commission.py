"""COUNT: an order, who brought it and the rates -> entries of the books.

A sale earns `rate x base`, rounded half-even to the currency's decimals, line by line. When money goes back, what
is left of each line is counted again at the same rate, and the difference is booked on the day it went back. So
whatever happens in between, an order that was refunded whole has earned exactly nothing.

Each entry has two days: when it happened, and from when on it counts for payouts. A sale counts after the hold; a
reversal within the hold meets the sale there, so that it never was payable; a later one counts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from sitegen.earnings.attribution import Attribution
from sitegen.earnings.orders import Line, Order, Reversal, ReversalKind
from sitegen.earnings.rates import Applied
from sitegen.model.money import minor_digits

Kind = Literal["sale"] | ReversalKind

_NOTHING, _ONE = Decimal(0), Decimal(1)


class Change(msgspec.Struct, frozen=True):
    """From `at` on, `gone` of what the buyer paid is back with them."""

    at: datetime
    kind: ReversalKind
    gone: Decimal


class Entry(msgspec.Struct, frozen=True):
    """One line of the books. `base` and `commission` are whole numbers of the currency's smallest unit.

    `day` is when it happened, `pays` from when on it counts for payouts, both in the site's time zone.
    """

    order: str
    line: int
    kind: Kind
    day: str
    pays: str
    creator: str
    by: str
    page: str
    page_kind: str
    channel: str
    product: str
    title: str
    quantity: int
    currency: str
    base: int
    commission: int
    rate: str


class Counting(msgspec.Struct, frozen=True):
    """What counting an order takes besides itself."""

    zone: ZoneInfo
    hold: int
    product: Callable[[Line, Order, str], str]
    rate: Callable[[str, str, datetime], Applied]


def entries(order: Order, found: Attribution, counting: Counting) -> Iterator[Entry]:
    """The sale of each line and its reversals; nothing for an order that was never paid."""
    if not order.paid:
        return
    timeline = changes(order)
    for number in range(len(order.lines)):
        sale, rate = _sale(number, order, found, counting)
        yield sale
        if timeline:
            yield from _reversals(sale, rate, order, timeline, counting.zone)


def changes(order: Order) -> list[Change]:
    """How much of the payment was back at which moment, each change once, in the order of time.

    A reversal without a date happened on the day it was first read. If the order was not known before, nobody was
    ever told that it earned: then it happened on the day of the sale.
    """
    if not order.reversals:
        return []
    moves = sorted(_moves(order), key=lambda move: (move[0], _RANK[move[1]]))
    gone, found = _NOTHING, []
    refunded = disputed = _NOTHING
    cancelled = False
    for at, kind, amount in moves:
        if kind == "refund":
            refunded += amount
        elif kind == "cancel":
            cancelled = True
        else:
            disputed = max(_NOTHING, disputed + (amount if kind == "dispute" else -amount))
        now = min(order.total, (order.total if cancelled else refunded) + disputed)
        if order.total == 0:
            now = _ONE if cancelled or kind == "dispute" or refunded else _NOTHING
        if now != gone:
            found.append(Change(at, kind, now))
            gone = now
    return found


_RANK = {"refund": 0, "cancel": 1, "dispute": 2, "restored": 3}


def _moves(order: Order) -> Iterator[tuple[datetime, ReversalKind, Decimal]]:
    """Reversals as amounts to add: events as they are, running totals as what they add to what is known."""
    by_kind: dict[str, list[tuple[Reversal, datetime]]] = {}
    for reversal, seen in order.reversals:
        by_kind.setdefault(reversal.kind, []).append((reversal, _when(reversal, seen, order)))
    yield from _added(by_kind.get("refund", []), "refund", order)
    for _, at in sorted(by_kind.get("cancel", []), key=_dated_first)[:1]:
        yield at, "cancel", _NOTHING
    disputes = list(_added(by_kind.get("dispute", []), "dispute", order))
    yield from disputes
    lost = sum((amount for _, _, amount in disputes), _NOTHING)
    last = max((at for at, _, _ in disputes), default=order.at)
    for at, kind, amount in _added(by_kind.get("restored", []), "restored", order):
        yield max(at, last) if not amount or amount >= lost else at, kind, min(amount, lost)


def _added(
    told: list[tuple[Reversal, datetime]], kind: ReversalKind, order: Order
) -> Iterator[tuple[datetime, ReversalKind, Decimal]]:
    known = _NOTHING
    for reversal, at in told:
        if reversal.id:
            amount = order.total if reversal.amount is None else reversal.amount
            known += amount
            yield at, kind, amount
    totals = [(order.total if item[0].amount is None else item[0].amount, item) for item in told if not item[0].id]
    for amount, (_, at) in sorted(totals, key=lambda pair: (pair[0], _dated_first(pair[1]))):
        if amount > known or (order.total == 0 and not known):
            yield at, kind, amount - known
            known = amount


def _dated_first(item: tuple[Reversal, datetime]) -> tuple[bool, datetime]:
    reversal, at = item
    return reversal.at is None, at


def _when(reversal: Reversal, seen: datetime, order: Order) -> datetime:
    if reversal.at is not None:
        return max(reversal.at, order.at)
    return order.at if seen <= order.seen else max(seen, order.at)


def _sale(number: int, order: Order, found: Attribution, counting: Counting) -> tuple[Entry, Decimal]:
    """The entry of one line's sale, and the rate it earns at."""
    line = order.lines[number]
    product = counting.product(line, order, found.page)
    rate = counting.rate(found.creator, product, order.at).rate if found.creator else _NOTHING
    day, pays = _days(order.at.astimezone(counting.zone).date(), counting.hold)
    digits = minor_digits(order.currency)
    sale = Entry(
        order=order.key,
        line=number,
        kind="sale",
        day=day,
        pays=pays,
        creator=found.creator,
        by=found.by,
        page=found.page,
        page_kind=found.page_kind,
        channel=found.channel,
        product=product,
        title="" if product else line.title,
        quantity=line.quantity,
        currency=order.currency,
        base=int(line.base.scaleb(digits)),
        commission=int((line.base * rate).scaleb(digits).quantize(_ONE, ROUND_HALF_EVEN)),
        rate=_written(rate) if found.creator else "",
    )
    return sale, rate


def _reversals(sale: Entry, rate: Decimal, order: Order, timeline: list[Change], zone: ZoneInfo) -> Iterator[Entry]:
    """What each change takes from the sale, or gives back to it. Counted in whole units from what is left."""
    whole = order.total or _ONE
    base, earned = sale.base, sale.commission
    for change in timeline:
        gone = (sale.base * change.gone / whole).quantize(_ONE, ROUND_HALF_EVEN)
        left = 0 if change.gone == whole else sale.base - int(gone)
        earns = int((left * rate).quantize(_ONE, ROUND_HALF_EVEN))
        if left != base or earns != earned:
            day = change.at.astimezone(zone).date().isoformat()
            yield msgspec.structs.replace(
                sale,
                kind=change.kind,
                day=day,
                pays=max(day, sale.pays),
                base=left - base,
                commission=earns - earned,
            )
        base, earned = left, earns


@lru_cache(1 << 12)
def _days(sold: date, hold: int) -> tuple[str, str]:
    """The day of a sale, and the day from which it counts for payouts."""
    return sold.isoformat(), (sold + timedelta(days=hold)).isoformat()


@lru_cache
def _written(rate: Decimal) -> str:
    return str(rate.normalize())
