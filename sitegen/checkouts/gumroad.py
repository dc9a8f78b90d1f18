"""Gumroad product links: https://gumroad.com/help/article/270 and the source of antiwork/gumroad"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sitegen.checkouts.rules import VISIT, several, visit
from sitegen.checkouts.urls import add_path, add_query, leave_free, parameters
from sitegen.model.checkout import Purchase, Settings, check_link

_PRODUCT = re.compile(r"/l/[^/]+(?P<code>/[^/]+)?/?")
_KEPT = re.compile(r"[a-z0-9_-]{1,200}")


class Product(Settings, frozen=True, kw_only=True):
    """A product's link, the name of a variant, and a discount code."""

    url: str
    variant: str | None = None
    discount: str | None = None

    def __post_init__(self) -> None:
        check_link(self.url)
        product = _PRODUCT.fullmatch(urlsplit(self.url).path)
        if product is None:
            raise ValueError("this is no product's link; they look like https://SELLER.gumroad.com/l/NAME")
        if product["code"] and self.discount:
            raise ValueError("the link already ends in a discount code; write the code in one place")
        leave_free(self.url, *VISIT, self.variant and "variant")


class Gumroad:
    """The tag travels as the source of the visit, which Gumroad notes only with a medium and a campaign."""

    name = "gumroad"
    hosts = ("gumroad.com", "*.gumroad.com")
    column = "UTM Source"
    settings = Product

    def read_url(self, url: str) -> Product:
        return Product(url=url)

    def refuses(self, tag: str) -> str | None:
        if _KEPT.fullmatch(tag):
            return None
        return f"Gumroad would rewrite `{tag}`; it keeps a-z, 0-9, `-` and `_`, at most 200 of them"

    def link(self, settings: Product, purchase: Purchase, tag: str | None) -> str:
        url = add_path(settings.url, settings.discount) if settings.discount else settings.url
        quantity = several(purchase)
        leave_free(url, quantity and "quantity")
        wanted = None if "wanted" in parameters(url) else "true"  # straight to the checkout
        wishes = ("wanted", wanted), ("variant", settings.variant), ("quantity", quantity)
        return add_query(url, *wishes, *visit(tag))
