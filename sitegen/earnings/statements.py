"""TELL: a creator's entries of a period -> their statement. Plain values; how they look is decided elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby

import msgspec

from sitegen.earnings.commission import Entry, Kind
from sitegen.earnings.periods import Period
from sitegen.model.money import Money, minor_digits

Titles = Callable[[Entry], str]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the statement: a product sold, or something that went back. `pays` is from when it is payable."""

    day: str
    order: str
    kind: Kind
    title: str
    quantity: int
    base: Decimal
    rate: Decimal
    commission: Decimal
    page: str
    page_kind: str
    channel: str
    found_by: str
    pays: str
    payable: bool


class Part(msgspec.Struct, frozen=True):
    """A share of the period's earnings: of a channel, a product, a page. Reversals are taken off."""

    name: str
    orders: int
    quantity: int
    base: Decimal
    commission: Decimal


class Day(msgspec.Struct, frozen=True):
    day: str
    earned: Decimal
    reversed: Decimal


class Release(msgspec.Struct, frozen=True):
    """On `day` this much of what is pending becomes payable."""

    day: str
    amount: Decimal


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's period in one currency.

    `brought` was pending before the period. Always: brought + earned + reversed = payable + pending; reversals are
    negative. `sales` is what was sold, `returns` what of it went back (negative).
    """

    currency: str
    orders: int
    sales: Decimal
    returns: Decimal
    earned: Decimal
    reversed: Decimal
    brought: Decimal
    payable: Decimal
    pending: Decimal
    releases: tuple[Release, ...]
    days: tuple[Day, ...]
    channels: tuple[Part, ...]
    products: tuple[Part, ...]
    pages: tuple[Part, ...]
    items: tuple[Item, ...]

    @property
    def net(self) -> Decimal:
        return self.earned + self.reversed

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a creator earned in a period, an account for each currency, the one with most sales first."""

    creator: str
    slug: str
    name: str
    period: Period
    accounts: tuple[Account, ...]


def make_statement(
    creator: str, slug: str, name: str, period: Period, entries: Sequence[Entry], title: Titles
) -> Statement:
    """`entries` are those of the creator that `Books.entries` gives for the period."""
    by_currency = groupby(sorted(entries, key=lambda entry: entry.currency), key=lambda entry: entry.currency)
    accounts = [_account(currency, list(same), period, title) for currency, same in by_currency]
    accounts.sort(key=lambda account: (-account.sales, account.currency))
    return Statement(creator=creator, slug=slug, name=name, period=period, accounts=tuple(accounts))


def in_units(amount: int, currency: str) -> Decimal:
    """A whole number of smallest units as an amount: 1250 is 12.50 in euros."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def _account(currency: str, entries: Sequence[Entry], period: Period, title: Titles) -> Account:
    start, cutoff = period.start.isoformat(), period.cutoff.isoformat()
    within = [entry for entry in entries if entry.day >= start]
    sales = [entry for entry in within if entry.kind == "sale"]
    returns = [entry for entry in within if entry.kind != "sale"]
    waiting = [entry for entry in entries if entry.pays >= cutoff]

    def total(amounts: Iterable[int]) -> Decimal:
        return in_units(sum(amounts), currency)

    return Account(
        currency=currency,
        orders=len({entry.order for entry in sales}),
        sales=total(entry.base for entry in sales),
        returns=total(entry.base for entry in returns),
        earned=total(entry.commission for entry in sales),
        reversed=total(entry.commission for entry in returns),
        brought=total(entry.commission for entry in entries if entry.day < start),
        payable=total(entry.commission for entry in entries if entry.pays < cutoff),
        pending=total(entry.commission for entry in waiting),
        releases=_releases(waiting, currency),
        days=_days(within, currency),
        channels=_parts(within, currency, lambda entry: entry.channel),
        products=_parts(within, currency, title),
        pages=_parts(within, currency, lambda entry: f"{entry.page_kind} {entry.page}".strip()),
        items=tuple(_item(entry, title(entry), cutoff) for entry in reversed(within)),
    )


def _releases(waiting: Sequence[Entry], currency: str) -> tuple[Release, ...]:
    days: dict[str, int] = defaultdict(int)
    for entry in waiting:
        days[entry.pays] += entry.commission
    return tuple(Release(day, in_units(amount, currency)) for day, amount in sorted(days.items()) if amount)


def _days(entries: Sequence[Entry], currency: str) -> tuple[Day, ...]:
    days: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        days[entry.day][entry.kind != "sale"] += entry.commission
    return tuple(Day(day, *(in_units(units, currency) for units in both)) for day, both in sorted(days.items()))


def _parts(entries: Sequence[Entry], currency: str, name: Callable[[Entry], str]) -> tuple[Part, ...]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[name(entry)].append(entry)
    parts = [_part(label, group, currency) for label, group in groups.items()]
    return tuple(sorted(parts, key=lambda part: (-part.commission, -part.base, part.name)))


def _part(name: str, entries: Sequence[Entry], currency: str) -> Part:
    sales = [entry for entry in entries if entry.kind == "sale"]
    return Part(
        name=name,
        orders=len({entry.order for entry in sales}),
        quantity=sum(entry.quantity for entry in sales),
        base=in_units(sum(entry.base for entry in entries), currency),
        commission=in_units(sum(entry.commission for entry in entries), currency),
    )


def _item(entry: Entry, title: str, cutoff: str) -> Item:
    return Item(
        day=entry.day,
        order=entry.order.partition(":")[2],
        kind=entry.kind,
        title=title,
        quantity=entry.quantity,
        base=in_units(entry.base, entry.currency),
        rate=Decimal(entry.rate or 0),
        commission=in_units(entry.commission, entry.currency),
        page=entry.page,
        page_kind=entry.page_kind,
        channel=entry.channel,
        found_by=entry.by,
        pays=entry.pays,
        payable=entry.pays < cutoff,
    )
