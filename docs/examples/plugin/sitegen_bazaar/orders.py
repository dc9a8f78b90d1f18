"""The export of its orders: one row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sitegen.earnings.orders import Fact, Line, Sighting
from sitegen.tables.table import Row


class Orders:
    name = "bazaar"
    source = "bazaar"
    title = "Bazaar orders"
    marks = ("Stall", "Memo", "Paid sum")
    needs = ("Order", "Paid sum", "Memo")
    tag = "Memo"
    group = None
    dates = ("Paid on",)
    amounts = ("Paid sum",)
    howto = "in Bazaar choose Orders, Export"

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        row = rows[0]
        currency = row.currency("Currency")
        paid = row.money("Paid sum", currency) or Decimal(0)
        line = Line(paid, row.text("Article"), row.text("Title"))
        fact = Fact(
            at=row.moment("Paid on"), currency=currency, lines=(line,), total=paid, paid=True, tag=row.text("Memo")
        )
        yield Sighting(row.needed("Order"), row.number, fact)
