"""Gumroad: the sales CSV. Amounts are in US dollars whatever the buyer paid in; flags are 0 or 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.tables.table import Row

_DOLLARS = "USD"
_TIME = "Purchase Time (UTC timezone)|Purchase Date"


class Sales:
    name = "gumroad"
    source = "gumroad"
    title = "Gumroad sales"
    marks = (
        "Purchase ID",
        "Purchase Time (UTC timezone)",
        "Subtotal ($)",
        "Sale Price ($)",
        "Fully Refunded?",
        "Item Name",
    )
    needs = ("Purchase ID", _TIME, "Subtotal ($)|Sale Price ($)")
    tag = "UTM Source"
    group = None
    dates = (_TIME,)
    amounts = ("Subtotal ($)", "Sale Price ($)")
    howto = "in Gumroad choose Sales, Export; it sends a CSV with every column"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        row = rows[0]
        if row.first == "Totals" or row.text("Purchase ID") == "Totals":
            return
        base = row.money("Subtotal ($)|Sale Price ($)", _DOLLARS)
        if base is None:
            raise row.refuse("Subtotal ($)|Sale Price ($)", "this sale has no amount", self.howto)
        fact = Fact(
            at=row.moment(_TIME, UTC),
            currency=_DOLLARS,
            lines=(Line(base, row.text("SKU ID"), row.text("Item Name"), row.whole("Quantity")),),
            exact=row.has("Subtotal ($)"),
            total=row.money("Sale Price ($)|Subtotal ($)", _DOLLARS),
            paid=not (row.flag("Free trial purchase?") or row.flag("Pre-order authorization?")),
            tag=row.text(self.tag) if row.has(self.tag) else None,
            coupons=tuple(code for code in [row.text("Discount Code")] if code) if row.has("Discount Code") else None,
            reversals=_reversals(row),
        )
        yield Sighting(
            row.needed("Purchase ID"), row.number, fact, row.text("Purchase Email") or row.text("Buyer Email")
        )


def _reversals(row: Row) -> tuple[Reversal, ...]:
    """Gumroad tells what went back, not when."""
    found = []
    partly = row.money("Partial Refund ($)", _DOLLARS) or Decimal(0)
    fully = row.flag("Fully Refunded?") or (row.flag("Refunded?") and not partly and not row.has("Fully Refunded?"))
    if fully or partly:
        found.append(Reversal("refund", None if fully else partly))
    if row.flag("Disputed?"):
        found.append(Reversal("dispute"))
        if row.flag("Dispute Won?"):
            found.append(Reversal("restored"))
    return tuple(found)
