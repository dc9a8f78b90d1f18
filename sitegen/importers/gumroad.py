"""Gumroad: the products as its API tells them, in JSON, or else what the export of sales tells of them.

Gumroad exports no products. `https://api.gumroad.com/v2/products` answers with all of them for whoever has a token; the
sales name what was sold, for how much, and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec

from sitegen.errors import Place, Problem, UsageError
from sitegen.importers.gathering import grouped, opened, told
from sitegen.importers.goods import Choice, product
from sitegen.importers.items import Item, Picture, Report, Wish
from sitegen.model.money import is_currency, minor_digits
from sitegen.tables.table import Row

LARGEST = 100_000_000  # bytes
_DOLLARS = "USD"
_TOLD_BY_SALES = "only title and price are told by the sales; write the rest"


class Gumroad:
    name = "gumroad"
    title = "Gumroad products"
    howto = "save what https://api.gumroad.com/v2/products answers as products.json, or choose Sales, Export"
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        if source.suffix.lower() == ".json":
            yield from _from_api(source, wish, report)
            return
        table = opened(source, wish, ("Item Name", "Subtotal ($)|Sale Price ($)"), "export of Gumroad", self.howto)
        rows = grouped(table, lambda row: row.text("Product ID|Item Name") or row.first, report)
        yield from told(rows, lambda same: _from_sales(same, wish), table, report)


class _Option(msgspec.Struct, frozen=True):
    name: str
    price_difference: int = 0


class _Variant(msgspec.Struct, frozen=True):
    title: str = ""
    options: tuple[_Option, ...] = ()


class _Product(msgspec.Struct, frozen=True):
    """As the API tells it; prices in the currency's smallest unit."""

    name: str
    id: str = ""
    price: int | None = None
    currency: str = "usd"
    description: str | None = None
    custom_summary: str | None = None
    short_url: str | None = None
    preview_url: str | None = None
    thumbnail_url: str | None = None
    custom_permalink: str | None = None
    tags: tuple[str, ...] | None = None
    variants: tuple[_Variant, ...] | None = None
    published: bool = True
    customizable_price: bool | None = None


class _Answer(msgspec.Struct, frozen=True):
    products: tuple[msgspec.Raw, ...] = ()


def _from_api(source: Path, wish: Wish, report: Report) -> Iterator[Item]:
    if source.stat().st_size > LARGEST:
        raise UsageError(f"{source.name} is larger than {LARGEST // 1_000_000} MB")
    try:
        answer = msgspec.json.decode(source.read_bytes(), type=_Answer)
    except msgspec.DecodeError as error:
        raise UsageError(f"{source.name} is no list of Gumroad's products: {error}; {Gumroad.howto}") from None
    for number, raw in enumerate(answer.products, 1):
        try:
            told_of = msgspec.json.decode(raw, type=_Product)
            yield _from_product(told_of, number, source.name, wish)
        except (msgspec.DecodeError, ValueError) as error:
            report(Problem(Place(source.name, None, f"products[{number}]"), f"this product was left: {error}"))


def _from_product(told_of: _Product, number: int, file: str, wish: Wish) -> Item:
    currency = told_of.currency.upper()
    if not is_currency(currency):
        raise ValueError(f"`{told_of.currency}` is no currency")
    if told_of.price is None:
        raise ValueError("it has no price")
    unit = Decimal(1).scaleb(-minor_digits(currency))
    options = [option for variant in told_of.variants or () for option in variant.options]
    several = len(told_of.variants or ()) > 1
    base = Choice(price=told_of.price * unit, currency=currency, checkout=told_of.short_url)
    choices = [base] if several or not options else [_choice(option, base, unit) for option in options]
    fields, notes = product(
        wish,
        title=told_of.name,
        summary=told_of.custom_summary or "",
        choices=choices,
        draft=not told_of.published,
    )
    if several:
        notes = (*notes, "it has several kinds of options, which buyers choose on Gumroad; only one price is shown")
    if told_of.customizable_price:
        notes = (*notes, "buyers may pay more than the price")
    if not told_of.published:
        notes = (*notes, "in Gumroad it is not published, so it became a draft")
    pictures = dict.fromkeys(address for address in (told_of.preview_url, told_of.thumbnail_url) if address)
    return Item(
        key=told_of.id or told_of.name,
        name=told_of.custom_permalink or told_of.name,
        fields=fields,
        row=number,
        file=file,
        body=told_of.description or "",
        pictures=tuple(Picture(address) for address in pictures),
        tags=told_of.tags or (),
        notes=notes,
    )


def _choice(option: _Option, base: Choice, unit: Decimal) -> Choice:
    price = (base.price or Decimal(0)) + option.price_difference * unit
    checkout = {"provider": "gumroad", "url": base.checkout, "variant": option.name} if base.checkout else None
    return msgspec.structs.replace(base, name=option.name, price=price, checkout=checkout)


def _from_sales(rows: list[Row], wish: Wish) -> Item | None:
    """A product by its last sale that brought any money."""
    if rows[0].first == "Totals" or not rows[0].text("Item Name"):
        return None
    sold = [row for row in rows if row.money("Subtotal ($)|Sale Price ($)", _DOLLARS)]
    row = max(sold or rows, key=lambda row: row.text("Purchase Date"))
    amount = row.money("Subtotal ($)|Sale Price ($)", _DOLLARS) or Decimal(0)
    price = (amount / max(1, row.whole("Quantity"))).quantize(Decimal("0.01"))
    fields, notes = product(wish, title=row.text("Item Name"), choices=[Choice(price=price, currency=_DOLLARS)])
    return Item(
        key=row.text("Product ID|Item Name"),
        name=row.text("Item Name"),
        fields=fields,
        row=row.number,
        file=row.file,
        notes=(*notes, _TOLD_BY_SALES),
    )
