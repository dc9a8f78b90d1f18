"""Shopify: the product export, in the columns of before and since 2025.

A product has one row for each variant and each further picture; only the first tells title and text. The export knows
no numbers of variants, so it cannot say where one is paid; tools that add a column `Variant ID` make that possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sitegen.importers.gathering import Left, grouped, opened, told
from sitegen.importers.goods import NO_STOCK, Choice, product
from sitegen.importers.items import Item, Picture, Report, Wish
from sitegen.tables.table import Row

_HANDLE = "Handle|URL handle"
_BODY = "Body (HTML)|Body HTML|Description"
_PRICE = "Variant Price|Price"
_OLD_PRICE = "Variant Compare At Price|Compare-at price"
_SKU = "Variant SKU|SKU"
_PICTURE = "Image Src|Product image URL"
_NO_OPTION = ("", "Default Title")


class Shopify:
    name = "shopify"
    title = "Shopify products"
    howto = "in Shopify choose Products, Export, All products, as CSV"
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        table = opened(source, wish, (_HANDLE, "Title", _PRICE), "product export of Shopify", self.howto)
        table.amounts = (_PRICE, _OLD_PRICE)
        groups = grouped(table, lambda row: row.text(_HANDLE), report)
        yield from told(groups, lambda rows: _item(rows, wish), table, report)


def _item(rows: list[Row], wish: Wish) -> Item:
    head = next((row for row in rows if row.text("Title")), None)
    if head is None:
        raise Left(rows[0].number, "Title", f"no row of `{rows[0].text(_HANDLE)}` has a title, so it was left")
    options = [head.text(f"Option{number} Name") for number in (1, 2, 3)]
    choices = [_choice(row, wish) for row in rows if row.text(_PRICE)]
    if not choices:
        raise Left(head.number, _PRICE, f"`{head.text('Title')}` has no price, so it was left")
    gone = head.text("Status").lower() in ("draft", "archived")
    hidden = head.text("Published|Published on online store").lower() == "false"
    fields, notes = product(
        wish,
        title=head.text("Title"),
        brand=head.text("Vendor"),
        summary=head.text("SEO Description"),
        choices=choices if any(choice.name for choice in choices) else choices[:1],
        extra={"variant options": [option for option in options if option and option != "Title"]},
        draft=gone or hidden,
    )
    if gone or hidden:
        state = head.text("Status").lower() if gone else "not published"
        notes = (*notes, f"in Shopify it is {state}, so it became a draft")
    return Item(
        key=head.text(_HANDLE),
        name=head.text(_HANDLE),
        fields=fields,
        row=rows[0].number,
        file=head.file,
        body=head.text(_BODY),
        pictures=tuple(_pictures(rows)),
        tags=tuple(filter(None, (*(tag.strip() for tag in head.text("Tags").split(",")), head.text("Type")))),
        notes=notes,
    )


def _choice(row: Row, wish: Wish) -> Choice:
    values = [row.text(f"Option{number} Value") for number in (1, 2, 3)]
    return Choice(
        name=" / ".join(value for value in values if value not in _NO_OPTION),
        sku=row.text(_SKU),
        price=row.money(_PRICE, wish.currency),
        compare_at=row.money(_OLD_PRICE, wish.currency),
        available=NO_STOCK if _is_sold_out(row) else "",
        checkout=_checkout(row, wish),
    )


def _is_sold_out(row: Row) -> bool:
    """Only stock that Shopify counts, and does not sell beyond, can run out."""
    counted = row.text("Variant Inventory Tracker|Inventory tracker")
    stock = row.text("Variant Inventory Qty|Inventory quantity")
    beyond = row.text("Variant Inventory Policy|Continue selling when out of stock").lower() in ("continue", "true")
    return bool(counted and stock) and not beyond and stock.lstrip("-").isdecimal() and int(stock) <= 0


def _checkout(row: Row, wish: Wish) -> Any:
    number, shop = row.text("Variant ID"), urlsplit(wish.origin).netloc
    return {"provider": "shopify", "shop": shop, "variant": number} if number.isdecimal() and shop else None


def _pictures(rows: list[Row]) -> Iterator[Picture]:
    """In the order of the shop, each once; pictures of variants that are not in the gallery come last."""
    gallery = [row for row in rows if row.text(_PICTURE)]
    gallery.sort(key=lambda row: int(place) if (place := row.text("Image Position")).isdecimal() else 1 << 30)
    seen: dict[str, Picture] = {}
    for row in gallery:
        picture = Picture(row.text(_PICTURE), row.text("Image Alt Text") or None)
        seen.setdefault(picture.address, picture)
    for row in rows:
        if own := row.text("Variant Image|Variant image URL"):
            seen.setdefault(own, Picture(own))
    yield from seen.values()
