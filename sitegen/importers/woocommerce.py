"""WooCommerce: the product export. Variations are rows of their own that name their parent by `id:7` or its sku.

The export writes line ends as backslash and n, and guards cells against spreadsheets with an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from sitegen.importers.gathering import Left, grouped, opened, told
from sitegen.importers.goods import LONGEST_SUMMARY, NO_STOCK, Choice, product
from sitegen.importers.html_text import is_plain, words_of
from sitegen.importers.items import Item, Picture, Report, Wish
from sitegen.tables.table import Row, Table

_KINDS = ("simple", "variable", "external", "grouped")
_MOST_ATTRIBUTES = 30
_BLOCK = re.compile(r"<(?:ul|ol|table|h[1-6]|div|blockquote|pre|hr|figure|section)\b", re.IGNORECASE)


class WooCommerce:
    name = "woocommerce"
    title = "WooCommerce products"
    howto = (
        "in WooCommerce choose Products, Export, with all columns, and an English dashboard for English column names"
    )
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        table = opened(source, wish, ("ID", "Type", "Name"), "product export of WooCommerce", self.howto)
        table.amounts = ("Regular price", "Sale price")
        ids = _ids_by_sku(table)
        yield from told(
            grouped(table, lambda row: _family(row, ids), report), lambda rows: _item(rows, wish), table, report
        )


def _ids_by_sku(table: Table) -> dict[str, str]:
    """Parents are named by sku where they have one, and may stand below their variations."""
    return {row.text("SKU"): row.text("ID") for row in table.rows() if row.text("SKU") and not row.text("Parent")}


def _family(row: Row, ids: Mapping[str, str]) -> str:
    if "variation" not in row.text("Type").lower():
        return row.text("ID") or row.text("SKU") or row.text("Name")
    parent = row.text("Parent")
    return parent.removeprefix("id:") if parent.startswith("id:") else ids.get(parent, parent)


def _item(rows: list[Row], wish: Wish) -> Item:
    head = next((row for row in rows if "variation" not in row.text("Type").lower()), None)
    if head is None:
        raise Left(
            rows[0].number,
            "Parent",
            f"the export has no product `{rows[0].text('Parent')}`, so this variation was left",
        )
    kind = next((kind for kind in _KINDS if kind in head.text("Type").lower()), "")
    if not kind:
        raise Left(head.number, "Type", f"products of the type `{head.text('Type')}` are not known, so it was left")
    if kind == "grouped":
        raise Left(
            head.number, "Type", "a grouped product has no price of its own, so it was left; its parts are imported"
        )
    variations = sorted((row for row in rows if row is not head), key=lambda row: int(row.text("Position") or 0))
    attributes = dict(_attributes(head))
    choices = [_choice(row, wish, attributes) for row in variations] or [_choice(head, wish, {})]
    choices = [choice for choice in choices if choice.price is not None]
    if not choices:
        raise Left(head.number, "Regular price", f"`{head.text('Name')}` has no price, so it was left")
    if not variations:
        choices = [_as_whole(choices[0], head, kind)]
    varied = {name for row in variations for name, value in _attributes(row) if value}
    summary, body = _texts(head)
    published = head.text("Published") == "1"
    fields, notes = product(
        wish,
        title=head.text("Name"),
        brand=head.text("Brands|Brand"),
        summary=summary,
        choices=choices,
        facts=_facts(head, {name: value for name, value in attributes.items() if name not in varied}),
        draft=not published,
    )
    if not published:
        notes = (*notes, "in WooCommerce it is not published, so it became a draft")
    return Item(
        key=head.text("ID") or head.text("SKU"),
        name=head.text("Name"),
        fields=fields,
        row=head.number,
        file=head.file,
        body=body,
        pictures=tuple(_pictures([head, *variations])),
        tags=tuple(_tags(head)),
        notes=notes,
    )


def _texts(head: Row) -> tuple[str, str]:
    """One line for the summary; a short description that is longer opens the text."""
    short, body = (_paragraphs(_unescaped(head.text(column))) for column in ("Short description", "Description"))
    words = words_of(short)
    if len(words) <= LONGEST_SUMMARY:
        return words, body
    return "", f"{short}\n\n{body}"


def _unescaped(cell: str) -> str:
    return cell.replace("\\r\\n", "\n").replace("\\n", "\n")


def _paragraphs(text: str) -> str:
    """WordPress keeps no `<p>` in its texts and makes them of empty lines when it shows them."""
    if "<p" in text.lower() or is_plain(text):
        return text
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(part if _BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def _attributes(row: Row) -> Iterator[tuple[str, str]]:
    for number in range(1, _MOST_ATTRIBUTES):
        if not row.has(f"Attribute {number} name"):
            return
        if name := row.text(f"Attribute {number} name"):
            yield name, _unescaped(row.text(f"Attribute {number} value(s)")).replace("\\,", ",")


def _choice(row: Row, wish: Wish, offered: Mapping[str, str]) -> Choice:
    """A variation is called by its values; one that leaves a value open, `any`, goes by the others."""
    values = [value for name, value in _attributes(row) if value] if offered else []
    regular, sale = (row.money(column, wish.currency) for column in ("Regular price", "Sale price"))
    name = " / ".join(values) or (row.text("Name") if offered else "")
    begins, ends = row.moment("Date sale price starts"), row.moment("Date sale price ends")
    offers: tuple[Mapping[str, str], ...] = ()
    if sale is not None and (begins or ends):
        offers = (_sale(sale, begins, ends, row.text("SKU") if offered else "", wish),)
    elif sale is not None:
        return _with(row, name, sale, regular, wish, ())
    return _with(row, name, regular, None, wish, offers)


def _with(
    row: Row, name: str, price: Decimal | None, old: Decimal | None, wish: Wish, offers: tuple[Mapping[str, str], ...]
) -> Choice:
    stock = row.text("In stock?").lower()
    return Choice(
        name=name,
        sku=row.text("SKU"),
        price=price,
        compare_at=old,
        available=NO_STOCK if stock in ("0", "false", "no", "outofstock") else "",
        checkout=_checkout(row, wish),
        offers=offers,
    )


def _sale(price: Decimal, begins: datetime | None, ends: datetime | None, sku: str, wish: Wish) -> dict[str, str]:
    """WooCommerce ends a sale with its last day; ours name the first moment after it."""
    zone = wish.conventions.zone
    offer = {"label": "Sale", "variant": sku, "price": wish.price(price)}
    if begins:
        offer["from"] = begins.astimezone(zone).date().isoformat()
    if ends:
        offer["until"] = (ends.astimezone(zone).date() + timedelta(days=1)).isoformat()
    return {key: value for key, value in offer.items() if value}


def _as_whole(choice: Choice, head: Row, kind: str) -> Choice:
    """A product without variations; one sold elsewhere is paid there, where no tag comes back."""
    if kind != "external" or not head.text("External URL"):
        return choice
    import msgspec

    checkout = {"provider": "template", "url": head.text("External URL"), "untagged": "true"}
    return msgspec.structs.replace(choice, checkout=checkout)


def _checkout(row: Row, wish: Wish) -> Any:
    number = row.text("ID")
    if not wish.origin or not number.isdecimal():
        return None
    return {"provider": "woocommerce", "shop": wish.origin.rstrip("/"), "product": number}


def _facts(head: Row, attributes: Mapping[str, str]) -> dict[str, str]:
    facts = dict(attributes)
    for start, label in (("Weight (", "Weight"), ("Length (", "Length"), ("Width (", "Width"), ("Height (", "Height")):
        for column in head.columns_like(start):
            if head.text(column):
                facts.setdefault(label, f"{_number(head.text(column))} {column.partition('(')[2].rstrip(')')}")
    return facts


def _number(written: str) -> str:
    return f"0{written}" if written.startswith(".") else written


def _pictures(rows: list[Row]) -> Iterator[Picture]:
    seen = {}
    for row in rows:
        for address in row.text("Images").split(","):
            if address.strip():
                seen[address.strip()] = Picture(address.strip())
    yield from seen.values()


def _tags(head: Row) -> Iterator[str]:
    """Tags, and each category by its last name: `Clothing > Hoodies` is `Hoodies`, then `Clothing`."""
    for path in head.text("Categories").replace("\\,", "\0").split(","):
        yield from (name.strip().replace("\0", ",") for name in reversed(path.split(">")) if name.strip())
    yield from (tag.strip() for tag in head.text("Tags").split(",") if tag.strip())
