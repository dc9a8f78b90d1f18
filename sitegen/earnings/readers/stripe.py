"""Stripe: the unified payments export, and the export of checkout sessions. Both know the PaymentIntent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.earnings.readers.shares import is_paid, state_of
from sitegen.model.money import minor_digits
from sitegen.tables.table import Row

_CREATED = "Created date (UTC)|Created (UTC)|Created"
_UNCAPTURED = frozenset({"processing"})


class Payments:
    name = "stripe"
    source = "stripe"
    title = "Stripe payments"
    marks = ("PaymentIntent ID", "Amount Refunded", "Created date (UTC)|Created (UTC)", "Captured", "Seller Message")
    needs = ("PaymentIntent ID|id", _CREATED, "Amount", "Currency", "Status")
    tag = "Client Reference ID"
    group = None
    dates = (_CREATED,)
    amounts = ("Amount", "Amount Refunded")
    howto = "in the Stripe dashboard choose Payments, Export, Columns: All"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        """Amounts are what the buyer paid; this export does not tell tax and shipping apart."""
        row = rows[0]
        currency = row.currency("Currency")
        amount = row.money("Amount", currency)
        if amount is None:
            raise row.refuse("Amount", "this payment has no amount", self.howto)
        paid, remark = is_paid(row, "Status", _UNCAPTURED)
        fact = Fact(
            at=row.moment(_CREATED, UTC),
            currency=currency,
            lines=(Line(amount, title=row.text("Checkout Line Item Summary")),),
            total=amount,
            paid=paid and row.text("Captured").lower() != "false",
            tag=row.text(self.tag) if row.has(self.tag) else None,
            reversals=(*_refund(row, currency), *_dispute(row, currency)),
        )
        yield Sighting(
            row.text("PaymentIntent ID") or row.needed("id"), row.number, fact, row.text("Customer Email"), remark
        )


class Sessions:
    name = "stripe-sessions"
    source = "stripe"
    title = "Stripe checkout sessions"
    marks = ("Payment Status", "Amount Total", "Amount Subtotal", "Payment Link|Payment Link ID", "Client Reference ID")
    needs = (
        "Payment Intent ID|PaymentIntent ID|Payment Intent|Checkout Session ID|id",
        _CREATED,
        "Amount Total|Amount",
        "Currency",
    )
    tag = "Client Reference ID"
    group = None
    dates = (_CREATED,)
    amounts = ("Amount Total|Amount",)
    howto = "in the Stripe dashboard export the checkout sessions with all columns"

    _intent = "Payment Intent ID|PaymentIntent ID|Payment Intent"
    _tax = "Amount Tax|Total Details Amount Tax|Tax"
    _shipping = "Amount Shipping|Total Details Amount Shipping|Shipping Amount|Shipping"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        """Only sessions that are paid. Refunds are in the payments export, under the same PaymentIntent."""
        row = rows[0]
        state = "Payment Status" if row.has("Payment Status") else "Status"
        paid, remark = is_paid(row, state)
        if not paid and not remark:
            return
        currency = row.currency("Currency")
        total = self._amount(row, "Amount Total|Amount", currency)
        if total is None:
            raise row.refuse("Amount Total|Amount", "this session has no amount", self.howto)
        tax, shipping = (self._amount(row, column, currency) for column in (self._tax, self._shipping))
        fact = Fact(
            at=row.moment(_CREATED, UTC),
            currency=currency,
            lines=(Line(total - (tax or 0) - (shipping or 0), title=row.text("Line Item Summary")),),
            exact=tax is not None and shipping is not None,
            total=total,
            paid=paid,
            tag=row.text(self.tag) if row.has(self.tag) else None,
            coupons=_codes(row, "Promotion Code|Discount Code|Coupon"),
        )
        number = row.text(self._intent) or row.needed("Checkout Session ID|id")
        yield Sighting(number, row.number, fact, row.text("Customer Email|Customer Details Email"), remark)

    def _amount(self, row: Row, column: str, currency: str) -> Decimal | None:
        """In dumps of Stripe's API, whose columns are written `amount_total`, amounts are in the smallest unit."""
        if "_" not in row.called(column):
            return row.money(column, currency)
        units = row.text(column)
        if units and not units.lstrip("-").isdecimal():
            raise row.refuse(column, f"`{units}` should be a whole number of the smallest unit")
        return Decimal(units).scaleb(-minor_digits(currency)) if units else None


def _refund(row: Row, currency: str) -> tuple[Reversal, ...]:
    refunded = row.money("Amount Refunded", currency)
    at = row.moment("Refunded date (UTC)", UTC)
    if refunded:
        return (Reversal("refund", refunded, at),)
    return (Reversal("refund", None, at),) if refunded is None and state_of(row, "Status") == "refunded" else ()


def _dispute(row: Row, currency: str) -> tuple[Reversal, ...]:
    """Inquiries (`warning …`) take no money; a dispute that was won gives it back."""
    state = state_of(row, "Dispute Status")
    if not state or state.startswith("warning"):
        return ()
    opened = Reversal("dispute", row.money("Disputed Amount", currency) or None, row.moment("Dispute Date (UTC)", UTC))
    return (opened, Reversal("restored")) if state == "won" else (opened,)


def _codes(row: Row, column: str) -> tuple[str, ...] | None:
    return tuple(code for code in [row.text(column)] if code) if row.has(column) else None
