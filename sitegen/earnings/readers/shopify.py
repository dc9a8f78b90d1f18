"""Shopify: the orders export. One row per line item; what is said of the order stands in its first row only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.earnings.readers.shares import divide, is_cancelled, is_paid, state_of
from sitegen.model.money import minor_digits
from sitegen.tables.table import Row

_CANCELLED = "Cancelled at|Canceled at"


class Orders:
    name = "shopify"
    source = "shopify"
    title = "Shopify orders"
    marks = (
        "Lineitem name",
        "Lineitem price",
        "Lineitem sku",
        "Financial Status",
        "Note Attributes",
        "Accepts Marketing",
    )
    needs = (
        "Name",
        "Created at",
        "Currency",
        "Subtotal",
        "Total",
        "Financial Status",
        "Lineitem quantity",
        "Lineitem price",
    )
    tag = "Note Attributes"
    group = "Name"
    dates = ("Created at",)
    amounts = ("Total", "Subtotal", "Lineitem price")
    howto = "in the Shopify admin choose Orders, Export, as CSV for Excel or as plain CSV"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        head = rows[0]
        number = head.needed("Name")
        if not head.text("Total") and not head.text("Financial Status"):
            what = f"this row continues the order {number}, whose first row does not stand above it"
            raise head.refuse("Name", what, "keep the rows of an order together, as Shopify writes them")
        currency = head.currency("Currency")
        total = _amount(head, "Total", currency)
        paid, remark = is_paid(head, "Financial Status")
        fact = Fact(
            at=head.moment("Paid at") or head.moment("Created at"),
            currency=currency,
            lines=_lines(rows, _base(head, total, currency), currency),
            exact=True,
            total=total,
            paid=paid,
            tag=_attribute(head.text("Note Attributes"), "tag") if head.has("Note Attributes") else None,
            coupons=_codes(head) if head.has("Discount Code") else None,
            reversals=_reversals(head, total, currency),
        )
        yield Sighting(number, head.number, fact, head.text("Email"), remark)


def _base(head: Row, total: Decimal, currency: str) -> Decimal:
    """The subtotal without tax. Where prices include it, total = subtotal + shipping, and tax is in both alike."""
    subtotal, shipping, taxes = (_amount(head, column, currency) for column in ("Subtotal", "Shipping", "Taxes"))
    duties = _amount(head, "Duties", currency)
    taxed = subtotal + shipping
    if taxes and taxed and total - duties < taxed + taxes and total - duties >= taxed:
        cent = Decimal(1).scaleb(-minor_digits(currency))
        return (subtotal - taxes * subtotal / taxed).quantize(cent)
    return subtotal


def _lines(rows: Sequence[Row], base: Decimal, currency: str) -> tuple[Line, ...]:
    items = [row for row in rows if row.text("Lineitem name") or row.text("Lineitem price")] or [rows[0]]
    shares = [base] if len(items) == 1 else divide(base, [_weight(row, currency) for row in items], currency)
    return tuple(
        Line(share, row.text("Lineitem sku"), row.text("Lineitem name"), row.whole("Lineitem quantity"))
        for row, share in zip(items, shares, strict=True)
    )


def _weight(row: Row, currency: str) -> Decimal:
    price = _amount(row, "Lineitem price", currency) * row.whole("Lineitem quantity")
    return max(Decimal(0), price - _amount(row, "Lineitem discount", currency))


def _reversals(head: Row, total: Decimal, currency: str) -> tuple[Reversal, ...]:
    """Shopify tells how much was refunded, but only of cancelled orders when."""
    cancelled = head.moment(_CANCELLED)
    refunded: Decimal | None = _amount(head, "Refunded Amount", currency)
    if not refunded and state_of(head, "Financial Status") == "refunded":
        refunded = None
    off = cancelled or is_cancelled(head, "Financial Status")
    found = [Reversal("cancel", None, cancelled)] if off else []
    if refunded is None or refunded > 0:
        whole = refunded is None or refunded >= total
        found.append(Reversal("refund", refunded, cancelled if whole else None))
    return tuple(found)


def _attribute(notes: str, name: str) -> str:
    """The value of one of the `name: value` lines."""
    pairs = (line.partition(":") for line in notes.splitlines())
    return next((value.strip() for key, _, value in pairs if key.strip().lower() == name), "")


def _codes(head: Row) -> tuple[str, ...]:
    return tuple(code.strip() for code in head.text("Discount Code").split(",") if code.strip())


def _amount(row: Row, column: str, currency: str) -> Decimal:
    return row.money(column, currency) or Decimal(0)
