"""Google Merchant Center's product data: RSS 2.0 with `g:` attributes."""

from __future__ import annotations

from datetime import datetime

from sitegen.feeds.xml import HEAD, around, element
from sitegen.model.feed import About, Ware, Wares
from sitegen.text import excerpt

# What Google takes of each.
LONGEST_TITLE, LONGEST_DESCRIPTION, MOST_PICTURES = 150, 5000, 11


class GoogleMerchant:
    name = "google-merchant"
    file = "google-merchant.xml"
    type = "application/rss+xml"
    about: About = "products"

    def write(self, value: Wares) -> bytes:
        head = value.head
        about = [
            element("title", head.title),
            element("link", head.url),
            element("description", head.summary or head.title),
            element("language", head.language),
        ]
        channel = around("channel", [*about, *map(_item, value.wares)])
        return f"{HEAD}{around('rss', [channel], version='2.0', xmlns__g='http://base.google.com/ns/1.0')}\n".encode()


def _item(ware: Ware) -> str:
    parts = [
        element("g:id", ware.id),
        element("g:title", excerpt(ware.title, LONGEST_TITLE)),
        element("g:description", excerpt(ware.description, LONGEST_DESCRIPTION)),
        element("g:link", ware.url),
        element("g:image_link", ware.pictures[0]),
        *(element("g:additional_image_link", url) for url in ware.pictures[1:MOST_PICTURES]),
        element("g:availability", ware.availability),
        element("g:price", str(ware.price)),
        element("g:sale_price", str(ware.sale)) if ware.sale else "",
        _window(ware.sale_from, ware.sale_until),
        element("g:condition", "new"),
        element("g:brand", ware.brand) if ware.brand else "",
        # Google waits for a number from the maker unless it is told that there is none, as with small makers.
        element("g:gtin", ware.gtin) if ware.gtin else element("g:identifier_exists", "no"),
        element("g:item_group_id", ware.group) if ware.group else "",
    ]
    return around("item", parts)


def _window(begins: datetime | None, ends: datetime | None) -> str:
    """Google takes both ends or neither."""
    if begins is None or ends is None:
        return ""
    return element("g:sale_price_effective_date", f"{begins:%Y-%m-%dT%H:%M%z}/{ends:%Y-%m-%dT%H:%M%z}")
