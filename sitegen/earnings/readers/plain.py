"""Any other export, by what its columns hold: named so in the file, or mapped in site.yaml or on the command line.

order        the order's number (needed)            product   the product's title
date         when it was paid (needed)              sku       the product's sku
amount       what was paid for the line, without    quantity  how many
             tax and shipping; or:                  tag       the tag
total, tax,  what the buyer paid, and what of it    coupon    the discount code
shipping     is tax and shipping                    email     the buyer's e-mail; only to flag self-purchases
currency     its code; else the site's              status    paid, refunded, cancelled …; else all are paid
refunded     what went back so far                  refunded at, cancelled at    when
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.earnings.readers.shares import is_cancelled, is_paid, state_of
from sitegen.tables.table import Row

MEANINGS = (
    "order", "date", "amount", "total", "tax", "shipping", "currency", "product", "sku", "quantity", "tag", "coupon",
    "email", "status", "refunded", "refunded at", "cancelled at",
)  # fmt: skip


class Plain:
    name = "csv"
    source = "csv"
    title = "CSV with plain column names"
    marks = ("order", "date", "amount|total")
    needs = ("order", "date", "amount|total")
    tag = "tag"
    group = "order"
    dates = ("date",)
    amounts = ("amount|total",)
    howto = "name the columns order, date and amount, or map them: --column order='Order No' --column date=…"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        head = rows[0]
        currency = head.currency("currency")
        lines = tuple(_line(row, currency) for row in rows)
        base = sum((line.base for line in lines), Decimal(0))
        paid, remark = is_paid(head, "status") if head.text("status") else (True, "")
        cancelled = head.moment("cancelled at")
        off = cancelled is not None or is_cancelled(head, "status")
        fact = Fact(
            at=head.moment("date"),
            currency=currency,
            lines=lines,
            exact=head.has("amount") or (head.has("tax") and head.has("shipping")),
            total=sum((row.money("total", currency) or Decimal(0) for row in rows), Decimal(0)) or base,
            paid=paid or cancelled is not None,
            tag=head.text("tag") if head.has("tag") else None,
            coupons=tuple(code for code in [head.text("coupon")] if code) if head.has("coupon") else None,
            reversals=(*_refund(rows, currency), *([Reversal("cancel", None, cancelled)] if off else [])),
        )
        yield Sighting(head.needed("order"), head.number, fact, head.text("email"), remark)


def _line(row: Row, currency: str) -> Line:
    amount = row.money("amount", currency)
    if amount is None:
        total = row.money("total", currency)
        if total is None:
            raise row.refuse("amount|total", "this row has no amount")
        amount = total - (row.money("tax", currency) or 0) - (row.money("shipping", currency) or 0)
    return Line(amount, row.text("sku"), row.text("product"), row.whole("quantity"))


def _refund(rows: Sequence[Row], currency: str) -> tuple[Reversal, ...]:
    refunded = sum((row.money("refunded", currency) or Decimal(0) for row in rows), Decimal(0))
    at = next((row.moment("refunded at") for row in rows if row.text("refunded at")), None)
    if refunded:
        return (Reversal("refund", abs(refunded), at),)
    return (Reversal("refund", None, at),) if state_of(rows[0], "status") in ("refunded", "已退款") else ()
