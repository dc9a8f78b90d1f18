"""WooCommerce: the download under Analytics, and the export that the common order-export plug-ins write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.earnings.readers.shares import is_cancelled, is_paid, state_of
from sitegen.tables.cells import read_amount, read_moment
from sitegen.tables.table import Row

_PRODUCT = re.compile(r"(\d+)\s*[×x]\s*(\S.*)")
_NEXT_PRODUCT = re.compile(r",\s*(?=\d+\s*[×x]\s)")


class Analytics:
    name = "woocommerce-analytics"
    source = "woocommerce"
    title = "WooCommerce Analytics, Orders"
    marks = ("Order #", "Product(s)", "Net Sales", "Attribution", "N. Revenue (formatted)", "Customer type")
    needs = ("Date", "Order #", "Status", "Net Sales")
    tag = "Attribution"
    group = None
    dates = ("Date",)
    amounts = ("Net Sales",)
    howto = "in WooCommerce choose Analytics, Orders, Download"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        """In the site's currency, which this download does not name. A refund is a row below zero."""
        row = rows[0]
        number, currency = row.needed("Order #").removeprefix("#"), row.currency("Currency")
        net = row.money("Net Sales", currency)
        if net is None:
            raise row.refuse("Net Sales", "this order has no amount", self.howto)
        at = row.moment("Date")
        if net < 0:
            refund = Reversal("refund", -net, at, f"{row.text('Date')} {net}")
            yield Sighting(number, row.number, Fact(reversals=(refund,)))
            return
        paid, remark = is_paid(row, "Status")
        fact = Fact(
            at=at,
            currency=currency,
            lines=(_sold(net, row.text("Product(s)")),),
            exact=True,
            total=net,
            paid=paid,
            tag=_source(row.text("Attribution")) if row.has("Attribution") else None,
            coupons=_codes(row.text("Coupon(s)")) if row.has("Coupon(s)") else None,
            reversals=_told_by_status(row, "Status"),
        )
        yield Sighting(number, row.number, fact, remark=remark)


class Orders:
    name = "woocommerce"
    source = "woocommerce"
    title = "WooCommerce orders"
    marks = ("order_id", "order_number", "order_total", "order_currency", "coupon_items", "line_item_1|line_items")
    needs = ("order_number|order_id", "order_date", "status|order_status", "order_total")
    tag = "meta:_wc_order_attribution_utm_source"
    group = None
    dates = ("order_date",)
    amounts = ("order_total",)
    howto = "export orders with an order-export plug-in, with its meta column _wc_order_attribution_utm_source"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        row = rows[0]
        currency = row.currency("order_currency|currency")
        total = row.money("order_total", currency)
        if total is None:
            raise row.refuse("order_total", "this order has no total", self.howto)
        paid, remark = is_paid(row, "status|order_status")
        cancelled = is_cancelled(row, "status|order_status")
        fact = Fact(
            at=row.moment("paid_date") or row.moment("order_date"),
            currency=currency,
            lines=tuple(_lines(row)) or (Line(_base(row, total, currency)),),
            exact=True,
            total=total,
            paid=paid or bool(cancelled and row.text("paid_date")),
            tag=row.text(self.tag) if row.has(self.tag) else None,
            coupons=_coupons(row) if row.has("coupon_items") else None,
            reversals=(*_refunds(row), *_told_by_status(row, "status|order_status")),
        )
        number = row.text("order_number") or row.needed("order_id")
        yield Sighting(number, row.number, fact, row.text("billing_email|customer_email"), remark)


def _sold(net: Decimal, products: str) -> Line:
    """One line: Analytics tells one amount, so an order of several products cannot be told apart."""
    items = [_PRODUCT.fullmatch(item.strip()) for item in _NEXT_PRODUCT.split(products)]
    if len(items) == 1 and items[0]:
        return Line(net, title=items[0][2], quantity=int(items[0][1]))
    return Line(net, title=products)


def _source(attribution: str) -> str:
    """`Source: Lin_soap` in whatever language; other origins, `Direct` or `Organic: Google`, hold no tag."""
    _, colon, value = attribution.rpartition(":")
    return value.strip() if colon else ""


def _codes(written: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in written.split(",") if code.strip())


def _base(row: Row, total: Decimal, currency: str) -> Decimal:
    extras = ("tax_total", "shipping_total", "fee_total")
    return total - sum((row.money(column, currency) or Decimal(0) for column in extras), Decimal(0))


def _lines(row: Row) -> Iterator[Line]:
    """`name:Tea|product_id:5|sku:LM-1|quantity:2|total:60.00`: totals are after discounts and without tax."""
    for column in row.columns_like("line_item"):
        for item in _items(row.text(column)):
            if item.get("name") or item.get("total"):
                quantity = int(_amount(row, column, item, "quantity", "1"))
                yield Line(
                    _amount(row, column, item, "total", "0"), item.get("sku", ""), item.get("name", ""), quantity
                )


def _coupons(row: Row) -> tuple[str, ...]:
    return tuple(item["code"] for item in _items(row.text("coupon_items")) if item.get("code"))


def _refunds(row: Row) -> Iterator[Reversal]:
    """`amount:10.00|reason:…|date:2026-11-20 10:00:00`, one of them or several; reasons are nobody's business here."""
    items = [item for item in _items(row.text("refund_items")) if item.get("amount")]
    for item in items:
        amount = _amount(row, "refund_items", item, "amount", "0")
        at = read_moment(item["date"], row.home) if item.get("date") else None
        yield Reversal("refund", amount, at, f"{item.get('date', '')} {amount}" if at else "")


def _told_by_status(row: Row, column: str) -> tuple[Reversal, ...]:
    if state_of(row, column) == "refunded":
        return (Reversal("refund"),)
    return (Reversal("cancel"),) if is_cancelled(row, column) else ()


def _items(written: str) -> list[dict[str, str]]:
    """Items with `;` between them, each of `key:value` pairs with `|` between."""
    found = []
    for item in re.split(r"\|\||;(?=\s*\w+:)", written):
        pairs = (pair.partition(":") for pair in item.split("|"))
        found.append({key.strip(): value.strip() for key, colon, value in pairs if colon})
    return found


def _amount(row: Row, column: str, item: dict[str, str], key: str, missing: str) -> Decimal:
    try:
        return read_amount(item.get(key) or missing)
    except ValueError as error:
        raise row.refuse(column, str(error)) from None
