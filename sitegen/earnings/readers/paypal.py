"""PayPal: the activity download. A list of movements: sales, and each refund or dispute as a row of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, ReversalKind, Sighting
from sitegen.earnings.readers.shares import is_paid, state_of
from sitegen.tables.table import Row

_ZONE = "TimeZone|Time Zone"
# What a row's type says when it takes money back or returns it, most telling words first.
_BACK: tuple[tuple[str, ReversalKind], ...] = (
    ("fee", "cancel"),
    ("cancellation of hold", "restored"),
    ("chargeback reversal", "restored"),
    ("refund", "refund"),
    ("chargeback", "dispute"),
    ("hold on balance for dispute", "dispute"),
    ("payment reversal", "dispute"),
)
_NOT_DONE = frozenset({"processing"})


class Activity:
    name = "paypal"
    source = "paypal"
    title = "PayPal activity"
    marks = (
        "Transaction ID",
        "Gross",
        "Balance Impact",
        "Reference Txn ID",
        "From Email Address",
        "TimeZone|Time Zone",
    )
    needs = ("Date", "Time", "Type", "Status", "Currency", "Gross", "Transaction ID")
    tag = "Custom Number"
    group = None
    dates = ("Date",)
    amounts = ("Gross", "Fee", "Net")
    howto = "in PayPal choose Activity, Download, and under Customise report fields switch on all of them"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        """Conversions, withdrawals, fees and memos are no orders."""
        row = rows[0]
        if row.text("Balance Impact").lower() == "memo":
            return
        words = row.text("Type").lower()
        kind = next((kind for word, kind in _BACK if word in words), None)
        if kind == "cancel":
            return
        currency = row.currency("Currency")
        gross = row.money("Gross", currency) or Decimal(0)
        if kind:
            yield from _reversal(row, kind, abs(gross))
        elif gross > 0 and "payment" in words:
            yield _sale(row, gross, currency)


def _sale(row: Row, gross: Decimal, currency: str) -> Sighting:
    tax, shipping = row.money("Sales Tax", currency), row.money("Shipping and Handling Amount", currency)
    paid, remark = is_paid(row, "Status", _NOT_DONE)
    fact = Fact(
        at=_moment(row),
        currency=currency,
        lines=(
            Line(
                gross - (tax or 0) - (shipping or 0), row.text("Item ID"), row.text("Item Title"), row.whole("Quantity")
            ),
        ),
        exact=row.has("Sales Tax") and row.has("Shipping and Handling Amount"),
        total=gross,
        paid=paid,
        tag=row.text("Custom Number") if row.has("Custom Number") else None,
        reversals=_told_by_status(row),
    )
    return Sighting(row.needed("Transaction ID"), row.number, fact, row.text("From Email Address"), remark)


def _told_by_status(row: Row) -> tuple[Reversal, ...]:
    """A sale that went back whole says so itself; the row that tells when may be in another file."""
    match state_of(row, "Status"):
        case "refunded":
            return (Reversal("refund"),)
        case "reversed":
            return (Reversal("dispute"),)
    return ()


def _reversal(row: Row, kind: ReversalKind, amount: Decimal) -> Iterable[Sighting]:
    paid, _ = is_paid(row, "Status", _NOT_DONE)
    order = row.text("Reference Txn ID")
    if not order:
        remark = f"this {row.text('Type')} does not say which payment it belongs to, so it is left out"
        yield Sighting("", row.number, Fact(), remark=remark)
    elif paid and amount:
        reversal = Reversal(kind, amount, _moment(row), row.needed("Transaction ID"))
        yield Sighting(order, row.number, Fact(reversals=(reversal,)))


def _moment(row: Row) -> datetime | None:
    day = row.moment("Date")
    return row.moment("Date", row.zone(_ZONE, day), time="Time") if day else None
