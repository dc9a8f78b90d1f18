"""The export of its stock: `Article;Title;Price` lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sitegen.errors import Place, Problem
from sitegen.importers.items import Importer, Item, Report, Wish


class Stock(Importer):
    name = "bazaar"
    title = "Bazaar stock"
    howto = "in Bazaar choose Stock, Export"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        with source.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
                try:
                    price = wish.price(Decimal(row["Price"]))
                except InvalidOperation:
                    report(Problem(Place(source.name, number, "Price"), f"`{row['Price']}` is no price"))
                    continue
                fields = {"title": row["Title"], "sku": row["Article"], "price": price}
                yield Item(key=row["Article"], name=row["Title"], row=number, fields=fields)
