"""Lemon Squeezy checkout links: https://docs.lemonsqueezy.com/help/checkout/passing-custom-data"""

from __future__ import annotations

from urllib.parse import urlsplit

from sitegen.checkouts.rules import refuse_uncommon, several
from sitegen.checkouts.urls import add_query, leave_free
from sitegen.model.checkout import Purchase, Settings, check_link

_CUSTOM = "checkout[custom][tag]"
_DISCOUNT = "checkout[discount_code]"


class Checkout(Settings, frozen=True, kw_only=True):
    """A checkout link from the Share panel, and a discount code."""

    url: str
    discount: str | None = None

    def __post_init__(self) -> None:
        check_link(self.url)
        if "/buy/" not in urlsplit(self.url).path:
            raise ValueError(
                "this is one buyer's cart or no checkout at all; "
                "copy the link from Share, it looks like https://STORE.lemonsqueezy.com/checkout/buy/ID"
            )
        leave_free(self.url, _CUSTOM, self.discount and _DISCOUNT)


class LemonSqueezy:
    """The tag travels as custom data, which webhooks hand back and no export contains."""

    name = "lemonsqueezy"
    hosts = ("*.lemonsqueezy.com",)
    column = None
    settings = Checkout

    def read_url(self, url: str) -> Checkout:
        return Checkout(url=url)

    def refuses(self, tag: str) -> str | None:
        return refuse_uncommon(tag, "Lemon Squeezy")

    def link(self, settings: Checkout, purchase: Purchase, tag: str | None) -> str:
        quantity = several(purchase)
        leave_free(settings.url, quantity and "quantity")
        return add_query(settings.url, ("quantity", quantity), (_DISCOUNT, settings.discount), (_CUSTOM, tag))
