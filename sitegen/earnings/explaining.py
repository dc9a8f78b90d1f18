"""Why an order went where it went: every step from the export's row to the payout, in words."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sitegen.earnings.attribution import Attribution
from sitegen.earnings.commission import Entry
from sitegen.earnings.journal import Journal, Kept
from sitegen.earnings.merging import merge
from sitegen.earnings.orders import Fact, Order
from sitegen.earnings.settling import Desk
from sitegen.earnings.statements import in_units
from sitegen.errors import UsageError
from sitegen.model.money import Money
from sitegen.model.tags import read_tag
from sitegen.text import did_you_mean

_SHOWN = 6
_LEVELS = {
    "pick": "the creator's pick",
    "product": "the product",
    "creator": "the creator",
    "site": "site.yaml",
    "none": "nowhere, so it is 0%",
}


class Step(msgspec.Struct, frozen=True):
    """One step: what it is about, and what was found."""

    subject: str
    text: str


class Explanation(msgspec.Struct, frozen=True):
    order: str
    steps: tuple[Step, ...]


def explain(number: str, journal: Journal, desk: Desk) -> tuple[Explanation, ...]:
    """All orders with this number. Raises UsageError when there is none."""
    keys = journal.keys_like(number)
    if not keys:
        some = [
            key.partition(":")[2] for key, _ in zip((key for key, _ in journal.orders()), range(5000), strict=False)
        ]
        hint = did_you_mean(number, some) or "read the export it is in first"
        raise UsageError(f"no export told of an order `{number}`; {hint}")
    return tuple(Explanation(key, tuple(_steps(key, journal, desk))) for key in keys[:_SHOWN])


def _steps(key: str, journal: Journal, desk: Desk) -> Iterator[Step]:
    facts = journal.order(key)
    for kept in facts:
        yield from _fact(key, kept, journal)
    order = merge(key, facts)
    if order is None:
        yield Step("order", "only its refund is known; the sale is in an export that was not read yet")
        return
    yield from _order(order, desk)
    if not order.paid:
        yield Step("earns", "nothing, since it was never paid")
        return
    found = desk.attributor.attribute(order)
    yield from _tag(order, desk)
    yield from _found(found)
    yield from _counted(order, found, desk)


def _fact(key: str, kept: Kept, journal: Journal) -> Iterator[Step]:
    places = journal.origins(key, kept.digest)
    rows = ", ".join(f"{place.file} row {place.row}" for place in places[:3])
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    yield Step("read", f"{rows}{more}, first on {kept.seen:%Y-%m-%d}: {_said(kept.fact)}")


def _said(fact: Fact) -> str:
    parts = []
    if fact.paid is not None:
        parts.append("paid" if fact.paid else "not paid")
    if fact.total is not None and fact.currency:
        parts.append(f"total {Money(fact.total, fact.currency)}")
    if fact.tag:
        parts.append(f"tag `{fact.tag}`")
    if fact.coupons:
        parts.append(f"coupon {', '.join(f'`{code}`' for code in fact.coupons)}")
    for reversal in fact.reversals:
        amount = "all of it" if reversal.amount is None else f"{reversal.amount}"
        parts.append(f"{reversal.kind} of {amount}{f' on {reversal.at:%Y-%m-%d}' if reversal.at else ', no date told'}")
    return ", ".join(parts) or "nothing that counts"


def _order(order: Order, desk: Desk) -> Iterator[Step]:
    day = order.at.astimezone(desk.catalog.zone)
    lines = "; ".join(
        f"{line.quantity} x {line.title or line.sku or 'unnamed'} for {Money(line.base, order.currency)}"
        for line in order.lines
    )
    yield Step("order", f"{day:%Y-%m-%d %H:%M}, {lines} (after discounts, without tax and shipping where told)")
    for text in order.disagreements:
        yield Step("look", text)


def _tag(order: Order, desk: Desk) -> Iterator[Step]:
    if not order.tag:
        yield Step("tag", "none")
        return
    tag = read_tag(order.tag)
    if tag is None:
        yield Step("tag", "what stands there is no tag")
        return
    signed = "signed" if tag.signature else "not signed"
    channel = f", channel `{tag.channel}`" if tag.channel else ", no channel"
    page = desk.attributor.page(tag.page)
    where = f"the {page.kind} {page.name}".strip() if page else "a page that is not there"
    yield Step("tag", f"creator `{tag.creator}`, page `{tag.page}` ({where}){channel}, {signed}")


def _found(found: Attribution) -> Iterator[Step]:
    who = found.creator or ("the house" if found.by == "house" else "nobody")
    yield Step("goes to", f"{who}: {found.reason}")
    for note in found.notes:
        near = f"; known are {', '.join(f'`{name}`' for name in note.near)}" if note.near else ""
        yield Step("look", f"{note.text}{near}")


def _counted(order: Order, found: Attribution, desk: Desk) -> Iterator[Step]:
    if not found.creator:
        yield Step("earns", "nothing")
        return
    for line in order.lines:
        product = desk.attributor.product(line, order, found.page)
        applied = desk.rates.rate(found.creator, product, order.at)
        since = f" since {applied.since:%Y-%m-%d}" if applied.since else ""
        base, rate = Money(line.base, order.currency), f"{(applied.rate * 100).normalize():f}%"
        yield Step(
            "rate", f"{product or 'unknown product'}: {rate} of {base}, written at {_LEVELS[applied.level]}{since}"
        )
    for entry in desk.entries(order, found):
        yield Step("books", _entry(entry))


def _entry(entry: Entry) -> str:
    base, commission = (
        Money(in_units(units, entry.currency), entry.currency) for units in (entry.base, entry.commission)
    )
    return f"{entry.day} {entry.kind}: base {base}, commission {commission}, counts for payouts from {entry.pays}"
