"""Any other table, by what its columns hold: called so in the file, or mapped on the command line or in a small YAML.

title        the product's name (needed)         brand      who makes it
price        what it costs (needed)              summary    one line
key          what tells it from others: a        body       the text, HTML or plain
             number, a handle; else the sku      pictures   addresses or files, with commas or lines between
sku          its article number                  alt        what is on the first picture
currency     of the price                        tags       with commas between
compare_at   its old price                       available  in stock, out of stock, preorder, or how many there are
variant      the name of a variant; rows of      checkout   its payment link
             one `key` are one product           draft      whether it is one
fact.NAME    a line among the facts              extra.NAME a value of your own
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from sitegen.errors import Place, Problem, UsageError
from sitegen.importers.gathering import Left, grouped, opened, told
from sitegen.importers.goods import NO_STOCK, Choice, availability, product
from sitegen.importers.items import Item, Picture, Report, Wish
from sitegen.tables.table import Row, Table

# What holds what, by the names that columns mostly have.
COLUMNS: Mapping[str, str] = {
    "title": "title|name|product name|product|item|item name|titel|bezeichnung|artikel|nom|标题|名称|商品名称|品名",
    "price": "price|unit price|sale price|preis|prix|precio|prezzo|价格|单价|售价",
    "key": "key|handle|id|product id|slug|artikelnummer|编号",
    "sku": "sku|article number|item number|art.-nr.|货号",
    "currency": "currency|währung|devise|moneda|币种|货币",
    "compare_at": "compare_at|compare at price|old price|list price|rrp|msrp|uvp|原价",
    "variant": "variant|variant name|option|variante|规格",
    "brand": "brand|vendor|manufacturer|marke|marque|marca|品牌",
    "summary": "summary|short description|subtitle|kurzbeschreibung|简介",
    "body": "body|description|long description|text|beschreibung|descripción|descrizione|描述|详情",
    "pictures": "pictures|images|image|photo|photos|image url|picture|bild|bilder|图片",
    "alt": "alt|alt text|image alt|image alt text",
    "tags": "tags|categories|category|keywords|kategorie|标签|分类",
    "available": "available|availability|stock|in stock|quantity|inventory|bestand|库存",
    "checkout": "checkout|payment link|buy link|buy url",
    "draft": "draft",
}  # fmt: skip
_OWN = re.compile(r"(fact|extra)[. ](.+)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;|\n]+")


class Plain:
    name = "csv"
    title = "a table"
    howto = "name the columns title and price, or map them: --column title='Product' --column price=…"
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        _check(wish)
        table = opened(source, wish, (), "table", self.howto)
        for meaning in ("title", "price"):
            if not table.has(_column(meaning, wish)):
                raise UsageError(f"{source.name} has no column that holds the {meaning}; {self.howto}")
        table.amounts = (_column("price", wish),)
        _tell_what_is_left(table, wish, report)
        cell = _Cells(wish)
        groups = grouped(table, cell.key, report)
        yield from told(groups, lambda rows: _item(rows, cell, wish), table, report)


def meanings() -> tuple[str, ...]:
    return (*COLUMNS, "fact.NAME", "extra.NAME")


def _column(meaning: str, wish: Wish) -> str:
    """The column somebody mapped, else one of the usual names."""
    return wish.conventions.columns.get(meaning) or COLUMNS.get(meaning, meaning)


def _check(wish: Wish) -> None:
    from sitegen.text import did_you_mean

    for meaning in wish.conventions.columns:
        if meaning not in COLUMNS and not _OWN.fullmatch(meaning):
            hint = did_you_mean(meaning, COLUMNS) or f"possible are {', '.join(meanings())}"
            raise UsageError(f"a column cannot hold `{meaning}`; {hint}")


def _own(table_or_row: Table | Row, wish: Wish, kind: str) -> dict[str, str]:
    """Facts or values of one's own: their names and columns."""
    found = {}
    named = {name: name for name in table_or_row.columns_like("")} | dict(wish.conventions.columns)
    for meaning, column in named.items():
        match = _OWN.fullmatch(meaning)
        if match and match[1].lower() == kind:
            found[match[2]] = column
    return found


def _tell_what_is_left(table: Table, wish: Wish, report: Report) -> None:
    taken = {table.place(_column(meaning, wish)) for meaning in COLUMNS}
    taken |= {table.place(column) for kind in ("fact", "extra") for column in _own(table, wish, kind).values()}
    for meaning, column in wish.conventions.columns.items():
        if not table.has(column):
            report(
                Problem(
                    Place(table.path.name, 1), f"there is no column `{column}` for the {meaning}", severity="warning"
                )
            )
    left = [name for place, name in enumerate(table.header) if place not in taken and name.strip()]
    if left:
        hint = f"take them along with --column fact.Size='{left[0]}' or --column extra.size='{left[0]}'"
        what = f"these columns were left: {', '.join(left)}"
        report(Problem(Place(table.path.name, 1), what, hint, "warning"))


class _Cells:
    """Cells by what they hold."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._columns = {meaning: _column(meaning, wish) for meaning in COLUMNS}

    def text(self, row: Row, meaning: str) -> str:
        return row.text(self._columns[meaning])

    def column(self, meaning: str) -> str:
        return self._columns[meaning]

    def key(self, row: Row) -> str:
        return self.text(row, "key") or self.text(row, "sku") or self.text(row, "title")


def _item(rows: list[Row], cell: _Cells, wish: Wish) -> Item:
    head = next((row for row in rows if cell.text(row, "title")), None)
    if head is None:
        raise Left(rows[0].number, cell.column("title"), "this product has no title, so it was left")
    priced = [row for row in rows if cell.text(row, "price")]
    if not priced:
        raise Left(head.number, cell.column("price"), f"`{cell.text(head, 'title')}` has no price, so it was left")
    choices = [_choice(row, cell, wish, several=len(priced) > 1) for row in priced]
    fields, notes = product(
        wish,
        title=cell.text(head, "title"),
        brand=cell.text(head, "brand"),
        summary=cell.text(head, "summary"),
        choices=choices,
        facts={name: head.text(column) for name, column in _own(head, wish, "fact").items()},
        extra={name: head.text(column) for name, column in _own(head, wish, "extra").items()},
        draft=cell.text(head, "draft").lower() in ("true", "yes", "1", "draft"),
    )
    addresses = [part.strip() for row in rows for part in _SEPARATOR.split(cell.text(row, "pictures")) if part.strip()]
    alt = cell.text(head, "alt") or None
    return Item(
        key=cell.key(head),
        name=cell.text(head, "title"),
        fields=fields,
        row=rows[0].number,
        file=head.file,
        body=cell.text(head, "body"),
        pictures=tuple(
            Picture(address, None if number else alt) for number, address in enumerate(dict.fromkeys(addresses))
        ),
        tags=tuple(part.strip() for part in re.split(r"[,;|>\n]", cell.text(head, "tags")) if part.strip()),
        notes=notes,
    )


def _choice(row: Row, cell: _Cells, wish: Wish, several: bool) -> Choice:
    code = cell.text(row, "currency")
    currency = row.currency(cell.column("currency")) if code else wish.currency
    stock = cell.text(row, "available")
    return Choice(
        name=cell.text(row, "variant") or (cell.text(row, "sku") or f"row {row.number}" if several else ""),
        sku=cell.text(row, "sku"),
        price=row.money(cell.column("price"), currency),
        compare_at=row.money(cell.column("compare_at"), currency),
        currency=currency if code else "",
        available=NO_STOCK if stock.startswith("-") else availability(stock),
        checkout=cell.text(row, "checkout") or None,
    )
