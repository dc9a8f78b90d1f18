"""Shopify cart permalinks: https://shopify.dev/docs/apps/build/checkout/create-cart-permalinks"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sitegen.checkouts.rules import expect_one, refuse_uncommon
from sitegen.checkouts.urls import add_query, leave_free, shop_address
from sitegen.model.checkout import Purchase, Settings, check_link

_PERMALINK = re.compile(r"(/[A-Za-z-]+)?/cart/\d+:\d+(,\d+:\d+)*/?")
_ATTRIBUTE = "attributes[tag]"


class Cart(Settings, frozen=True, kw_only=True):
    """Either a shop and the id of a variant, or a whole cart permalink."""

    shop: str | None = None
    variant: int | None = None
    quantity: int = 1
    url: str | None = None
    discount: str | None = None

    def __post_init__(self) -> None:
        if self.discount and "," in self.discount:
            raise ValueError("Shopify reads a comma as the end of a discount code; use a code without one")
        if self.url is None:
            self._check_parts()
        else:
            self._check_permalink(self.url)

    def _check_parts(self) -> None:
        if self.shop is None or self.variant is None:
            raise ValueError("Shopify needs `shop` and `variant` (the variant's number), or the `url` of a cart")
        if self.variant < 1 or self.quantity < 1:
            raise ValueError("`variant` and `quantity` are whole numbers from 1 up")
        shop_address(self.shop)

    def _check_permalink(self, url: str) -> None:
        if self.shop is not None or self.variant is not None or self.quantity != 1:
            raise ValueError("write either `url` or `shop`, `variant` and `quantity`, not both")
        check_link(url)
        if not _PERMALINK.fullmatch(urlsplit(url).path):
            raise ValueError("this is no cart permalink; they look like https://SHOP.myshopify.com/cart/70881412:1")
        leave_free(url, _ATTRIBUTE, self.discount and "discount")


class Shopify:
    """The tag is a cart attribute: an additional detail of the order, a note attribute in its export."""

    name = "shopify"
    hosts = ("*.myshopify.com",)
    column = "Note Attributes"
    settings = Cart

    def read_url(self, url: str) -> Cart:
        return Cart(url=url)

    def refuses(self, tag: str) -> str | None:
        return refuse_uncommon(tag, "Shopify")

    def link(self, settings: Cart, purchase: Purchase, tag: str | None) -> str:
        return add_query(_cart(settings, purchase), ("discount", settings.discount), (_ATTRIBUTE, tag))


def _cart(settings: Cart, purchase: Purchase) -> str:
    if settings.shop is None:
        expect_one(purchase, "Shopify cart")
        return settings.url or ""
    return f"{shop_address(settings.shop)}/cart/{settings.variant}:{settings.quantity * purchase.quantity}"
