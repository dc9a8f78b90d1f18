"""Google Merchant Center's product data: RSS or Atom with `g:` attributes, or a text with tabs between.

Items that share an `item_group_id` are the variants of one product. XML is read piece by piece, and a feed that
declares entities of its own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from xml.parsers import expat

from sitegen.errors import Place, Problem, UsageError
from sitegen.importers.gathering import Gathering, opened
from sitegen.importers.goods import Choice, availability, product
from sitegen.importers.items import Item, Picture, Report, Wish
from sitegen.model.money import is_currency
from sitegen.tables.cells import in_units_of, read_amount

_GOOGLE = "http://base.google.com/ns/1.0"
_VARIES = ("color", "size", "material", "pattern")
_CODE = re.compile(r"[A-Za-z]{3}")
_JOINTS = ",(/|–-"
_CHUNK = 1 << 16
_DEEPEST = 40
_LONGEST_ITEM = 2_000_000
_NUMBER = "#"  # the key under which an item's place in the feed stands

Told = dict[str, list[str]]


class GoogleFeed:
    name = "google-feed"
    title = "a Google product feed"
    howto = "take the XML or TSV file that you give to Google Merchant Center"
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        gathering = Gathering()
        for told_of in _from_xml(source) if _is_xml(source) else _from_table(source, wish, self.howto):
            group = _one(told_of, "item_group_id") or _one(told_of, "id") or _one(told_of, "title")
            if group:
                gathering.put(group, told_of)
        if not len(gathering):
            raise UsageError(f"{source.name} holds no products; {self.howto}")
        for same in gathering.heaps():
            try:
                yield _item(same, source.name, wish)
            except ValueError as error:
                place = Place(source.name, int(same[0][_NUMBER][0]))
                report(Problem(place, f"`{_one(same[0], 'id')}` was left: {error}"))


def _is_xml(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\0", b"").startswith(b"<")


def _from_table(source: Path, wish: Wish, howto: str) -> Iterator[Told]:
    table = opened(source, wish, ("id", "title", "price"), "product feed", howto)
    columns = {name: name.strip().lower().removeprefix("g:").replace(" ", "_") for name in table.header}
    for row in table.rows():
        told_of: Told = {_NUMBER: [str(row.number)]}
        for name, attribute in columns.items():
            if value := row.text(name):
                several = attribute in ("additional_image_link", "product_type")
                told_of.setdefault(attribute, []).extend(value.split(",") if several else [value])
        yield told_of


def _from_xml(source: Path) -> Iterator[Told]:
    reader = _Reader()
    with source.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                reader.feed(chunk)
                yield from reader.taken()
            reader.feed(b"", last=True)
        except expat.ExpatError as error:
            raise UsageError(f"{source.name} is no XML that can be read: {error}") from None
    yield from reader.taken()


class _Reader:
    """Collects the attributes of each item as the feed passes by."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse
        self._path: list[str] = []
        self._item: Told | None = None
        self._words: list[str] = []
        self._length = 0
        self._done: list[Told] = []

    def feed(self, chunk: bytes, last: bool = False) -> None:
        self._parser.Parse(chunk, last)

    def taken(self) -> list[Told]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *declaration: Any) -> None:
        raise UsageError("this feed declares entities of its own, which no feed needs, so it was not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        self._path.append(plain if space != _GOOGLE else f"g:{plain}")
        if len(self._path) > _DEEPEST:
            raise UsageError("this feed is nested too deep to be one")
        self._words = []
        if plain in ("item", "entry") and space != _GOOGLE:
            self._item, self._length = {_NUMBER: [str(self._parser.CurrentLineNumber)]}, 0
        elif plain == "link" and self._item is not None and attributes.get("href"):
            self._item.setdefault("link", []).append(attributes["href"])

    def _text(self, text: str) -> None:
        if self._item is None:
            return
        self._length += len(text)
        if self._length > _LONGEST_ITEM:
            raise UsageError(f"an item of this feed is longer than {_LONGEST_ITEM:,} characters")
        self._words.append(text)

    def _end(self, name: str) -> None:
        tag = self._path.pop()
        if self._item is None:
            return
        if tag in ("item", "entry"):
            self._done.append(self._item)
            self._item = None
        elif self._path[-1] in ("item", "entry") and (text := "".join(self._words).strip()):
            key = {"summary": "description", "content": "description"}.get(tag, tag.removeprefix("g:"))
            self._item.setdefault(key, []).insert(0 if tag.startswith("g:") else len(self._item.get(key, [])), text)


def _one(told_of: Told, key: str) -> str:
    return told_of.get(key, [""])[0].strip()


def _item(same: list[Told], file: str, wish: Wish) -> Item:
    head = same[0]
    if not _one(head, "title"):
        raise ValueError("it has no title")
    varying = [key for key in _VARIES if len({_one(told_of, key) for told_of in same}) > 1]
    choices = [_choice(told_of, varying if len(same) > 1 else [], wish) for told_of in same]
    if len(same) > 1:
        choices = _named_apart(choices, same)
    fixed = {key: _one(head, key) for key in (*_VARIES, "gender", "age_group", "condition") if key not in varying}
    fields, notes = product(
        wish,
        title=_common_title(same),
        brand=_one(head, "brand"),
        choices=choices,
        facts={key.replace("_", " ").capitalize(): value for key, value in fixed.items() if value not in ("", "new")},
        extra={
            "link": _one(head, "link"),
            "gtin": _one(head, "gtin") if len(same) == 1 else "",
            "mpn": _one(head, "mpn"),
        },
    )
    addresses = [
        address.strip()
        for told_of in same
        for key in ("image_link", "additional_image_link")
        for address in told_of.get(key, [])
    ]
    types = [part for path in head.get("product_type", [])[:3] for part in reversed(path.split(">"))]
    return Item(
        key=_one(head, "item_group_id") or _one(head, "id"),
        name=_common_title(same),
        fields=fields,
        row=int(head[_NUMBER][0]),
        file=file,
        body=_one(head, "description"),
        pictures=tuple(Picture(address) for address in dict.fromkeys(addresses) if address),
        tags=tuple(part.strip() for part in types if part.strip()),
        notes=notes,
    )


def _choice(told_of: Told, varying: list[str], wish: Wish) -> Choice:
    price, currency = _price(_one(told_of, "price"), wish)
    sale = _one(told_of, "sale_price")
    old: Decimal | None = None
    offers: tuple[dict[str, str], ...] = ()
    sku = _one(told_of, "id")
    if sale:
        reduced, _ = _price(sale, wish)
        if when := _one(told_of, "sale_price_effective_date"):
            offers = (_sale(reduced, currency, when, sku if varying else "", wish),)
        else:
            price, old = reduced, price
    return Choice(
        name=" / ".join(_one(told_of, key) for key in varying if _one(told_of, key)),
        sku=sku,
        price=price,
        compare_at=old,
        currency=currency,
        available=availability(_one(told_of, "availability").replace("_", " ")),
        offers=offers,
    )


def _named_apart(choices: list[Choice], same: list[Told]) -> list[Choice]:
    """Variants that differ in nothing the feed tells go by their titles."""
    import msgspec

    names = [choice.name for choice in choices]
    if all(names) and len(set(names)) == len(names):
        return choices
    titles = [_one(told_of, "title") for told_of in same]
    if len(set(titles)) < len(titles):
        titles = [choice.sku for choice in choices]
    return [msgspec.structs.replace(choice, name=title) for choice, title in zip(choices, titles, strict=True)]


def _common_title(same: list[Told]) -> str:
    """Variants often carry their colour at the end of the title; the product is called by what all share."""
    titles = [_one(told_of, "title") for told_of in same]
    shared = _beginning(titles)
    if shared in titles:
        return shared
    *words, _ = re.split(r"\s", shared)
    cut = (" ".join(words) if words else re.split(f"[{_JOINTS}]", shared)[0]).rstrip(f" {_JOINTS}").strip()
    return cut if len(cut) >= 3 else titles[0]


def _beginning(texts: list[str]) -> str:
    """What all texts begin with."""
    first, last = min(texts), max(texts)
    alike = next((place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1), len(first))
    return first[:alike]


def _price(written: str, wish: Wish) -> tuple[Decimal, str]:
    """`15.00 USD`, as Google asks for it, or the other way round, or without a currency."""
    code = _CODE.search(written)
    currency = code[0].upper() if code else wish.currency
    if not is_currency(currency):
        raise ValueError(f"`{written}` names no currency that there is")
    number = _CODE.sub("", written).strip()
    if not number:
        raise ValueError("it has no price")
    return in_units_of(read_amount(number, "."), currency, written), currency


def _sale(price: Decimal, currency: str, when: str, sku: str, wish: Wish) -> dict[str, str]:
    begins, _, ends = when.partition("/")
    offer = {"label": "Sale", "variant": sku, "price": wish.price(price, currency)}
    for key, text in (("from", begins), ("until", ends)):
        if text.strip():
            offer[key] = datetime.fromisoformat(text.strip()).isoformat()
    return {key: value for key, value in offer.items() if value}
