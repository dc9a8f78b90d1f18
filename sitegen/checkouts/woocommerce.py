"""WooCommerce (10 and later) checkout links: the Checkout URLs page of developer.woocommerce.com"""

from __future__ import annotations

from urllib.parse import urlsplit

from sitegen.checkouts.rules import VISIT, expect_one, refuse_uncommon, visit
from sitegen.checkouts.urls import add_query, leave_free, parameters, shop_address
from sitegen.model.checkout import Purchase, Settings, check_link


class CheckoutLink(Settings, frozen=True, kw_only=True):
    """Either a shop and the number of a product or variation, or a whole checkout link."""

    shop: str | None = None
    product: int | None = None
    quantity: int = 1
    url: str | None = None
    coupon: str | None = None

    def __post_init__(self) -> None:
        if self.url is None:
            self._check_parts()
        else:
            self._check_url(self.url)

    def _check_parts(self) -> None:
        if self.shop is None or self.product is None:
            raise ValueError("WooCommerce needs `shop` and `product` (its number), or the `url` of a checkout link")
        if self.product < 1 or self.quantity < 1:
            raise ValueError("`product` and `quantity` are whole numbers from 1 up")
        shop_address(self.shop)

    def _check_url(self, url: str) -> None:
        if self.shop is not None or self.product is not None or self.quantity != 1:
            raise ValueError("write either `url` or `shop`, `product` and `quantity`, not both")
        check_link(url)
        if not urlsplit(url).path.endswith("/checkout-link/") or not parameters(url).get("products"):
            raise ValueError(
                "this is no checkout link; they look like https://my-shop.example/checkout-link/?products=123:1"
            )
        leave_free(url, *VISIT, self.coupon and "coupon")


class WooCommerce:
    """The tag travels as the source of the visit, which the order remembers as its attribution."""

    name = "woocommerce"
    hosts = ()
    column = "Attribution"
    settings = CheckoutLink

    def read_url(self, url: str) -> CheckoutLink:
        return CheckoutLink(url=url)

    def refuses(self, tag: str) -> str | None:
        return refuse_uncommon(tag, "WooCommerce")

    def link(self, settings: CheckoutLink, purchase: Purchase, tag: str | None) -> str:
        return add_query(_cart(settings, purchase), ("coupon", settings.coupon), *visit(tag))


def _cart(settings: CheckoutLink, purchase: Purchase) -> str:
    if settings.shop is None:
        expect_one(purchase, "WooCommerce")
        return settings.url or ""
    quantity = settings.quantity * purchase.quantity
    return f"{shop_address(settings.shop)}/checkout-link/?products={settings.product}:{quantity}"
