"""The demo store's invented exports, for `make earnings-demo`: `python -m tests.exports.demo` writes them again.

A November with a busy Double 11, a few refunds, one dispute, a cancelled order, a mistyped tag, a coupon, and a sale
through the house's own page. Nobody in it exists.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.exports import maker

FOLDER = Path(__file__).parent / "demo"

_CHANNELS = ("moments", "moments", "moments", "group", "group", "xiaohongshu", "whatsapp", "")
_CREATORS = ("lin", "lin", "lin", "lin", "mei", "mei", "yan", "tao")
_PRICES = {
    "LM-CR-015": "78.00", "LM-CR-050": "198.00", "LM-EC-MX": "96.00", "LM-EC-GF": "96.00", "LM-EC-MX24": "180.00",
    "LM-PP-600": "168.00", "LM-PP-300": "99.00",
}  # fmt: skip
_NAMES = {"CR": "Probiotic Cream", "EC": "Energy, 12 cans", "PP": "Plant Protein, Vanilla"}


class November:
    """Orders of one month, always the same ones."""

    def __init__(self) -> None:
        self._chance = random.Random(20261111)  # an invented month, the same each time
        self._count = 0

    def moment(self) -> datetime:
        """Some time in November in UTC, most likely on the eleventh or close to it."""
        day = self._chance.choices(
            range(1, 31), [3 if n not in (10, 11, 12) else (14 if n == 11 else 7) for n in range(1, 31)]
        )[0]
        minutes = self._chance.randint(0, 23 * 60)
        return datetime(2026, 11, day) + timedelta(minutes=minutes) - timedelta(hours=8)

    def tag(self, page: str) -> str:
        creator = self._chance.choice(_CREATORS)
        page = page if self._chance.random() < 0.8 else "store"
        channel = self._chance.choice(_CHANNELS)
        return f"{creator}_{page}" + (f"_{channel}" if channel else "")

    def happens(self, share: float) -> bool:
        return self._chance.random() < share

    def number(self) -> int:
        self._count += 1
        return self._count

    def choice(self, *of: str) -> str:
        return self._chance.choice(of)


def files() -> dict[str, str]:
    """The exports by file name."""
    november = November()
    return {
        "stripe-payments.csv": _stripe(november),
        "shopify-orders.csv": _shopify(november),
        "woocommerce-orders.csv": _woocommerce(november),
        "paypal-activity.csv": _paypal(november),
        "gumroad-sales.csv": _gumroad(november),
        "market-stall.csv": _stall(november),
    }


def _stripe(november: November) -> str:
    rows = []
    for moment in sorted(november.moment() for _ in range(44)):
        tag = november.tag("repair-emulsion")
        amount = november.choice("168.00", "168.00", "148.00", "328.00")
        row = maker.stripe_row(f"pi_3Demo{november.number():04d}LM", f"{moment:%Y-%m-%d %H:%M:%S}", amount, tag)
        row["Checkout Line Item Summary"] = "Probiotic Repair Emulsion (1)"
        rows.append(row)
    rows[5] |= maker.stripe_refund(rows[5]["Amount"], "2026-11-09 08:30:00")
    rows[20] |= {"Amount Refunded": "50.00", "Refunded date (UTC)": "2026-11-19 12:00:00"}
    rows[31] |= {"Dispute Status": "needs_response", "Dispute Date (UTC)": "2026-11-27 09:00:00"}
    rows[12]["Client Reference ID"] = "lni_repair-emulsion_moments"
    rows[13]["Client Reference ID"] = "lumea_repair-emulsion"
    rows[14]["Client Reference ID"] = ""
    return maker.stripe(*rows)


def _shopify(november: November) -> str:
    orders = []
    for moment in sorted(november.moment() for _ in range(36)):
        sku = november.choice("LM-CR-050", "LM-CR-015", "LM-EC-MX", "LM-EC-GF", "LM-EC-MX24")
        lines = [(sku, _PRICES[sku])] + [("LM-EC-MX", "96.00")] * november.happens(0.2)
        local = f"{moment + timedelta(hours=8):%Y-%m-%d %H:%M:%S} +0800"
        tag = november.tag("energy-can" if "-EC-" in sku else "probiotic-cream")
        rows = maker.shopify_rows(f"#{1000 + november.number()}", local, *lines, tag=tag, shipping="12.00")
        orders.append([row | {"Lineitem name": _NAMES[row["Lineitem sku"][3:5]]} for row in rows])
    orders[3][0] |= {"Cancelled at": "2026-11-06 09:00:00 +0800", "Refunded Amount": orders[3][0]["Total"]}
    orders[9][0] |= {"Note Attributes": "", "Discount Code": "LUMI10"}
    return maker.shopify(*orders)


def _woocommerce(november: November) -> str:
    rows = []
    for moment in sorted(november.moment() for _ in range(24)):
        sku = november.choice("LM-PP-600", "LM-PP-300")
        local = f"{moment + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
        tag = november.tag("plant-protein")
        rows.append(maker.woocommerce_row(str(500 + november.number()), local, (sku, _PRICES[sku]), tag=tag))
    rows[7]["refund_items"] = "amount:40.00|reason:dented tin|date:2026-11-21 10:00:00"
    return maker.woocommerce(*rows)


def _paypal(november: November) -> str:
    """Written by somebody whose account counts in German: semicolons, decimal commas, days first."""
    rows = []
    for moment in sorted(november.moment() for _ in range(18)):
        local = moment + timedelta(hours=8)
        row = maker.paypal_row(
            f"7LM{november.number():05d}", f"{local:%d.%m.%Y}", "129,00", november.tag("velvet-lipstick")
        )
        rows.append(row | {"Time": f"{local:%H:%M:%S}", "Item Title": "Velvet Lipstick", "Item ID": "", "Fee": "-4,20"})
    rows.append(maker.paypal_refund("7LMREFUND", "24.11.2026", "-129,00", of=rows[4]["Transaction ID"]))
    return maker.paypal(*rows, delimiter=";")


def _gumroad(november: November) -> str:
    rows = []
    for moment in sorted(november.moment() for _ in range(9)):
        number = f"gumLM{november.number():04d}=="
        rows.append(maker.gumroad_row(number, f"{moment:%Y-%m-%d %H:%M:%S}", "12.9", november.tag("amino-cleanser")))
    return maker.gumroad(*rows, maker.gumroad_totals("116.1"))


def _stall(november: November) -> str:
    rows = []
    for number, product in enumerate(("Cedar Candle", "Jasmine Tea", "Steel Pan", "Jasmine Tea"), 1):
        day = f"2026-11-{7 * number:02d} 11:00"
        rows.append(maker.plain_row(f"S-{number}", day, "88.00", "tao_store", product=product, currency="CNY"))
    return maker.plain(*rows)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
