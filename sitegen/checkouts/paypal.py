"""PayPal buttons as links: "HTML Variables for PayPal Payments Standard" on developer.paypal.com

PayPal calls this product deprecated, but nothing newer of theirs carries a tag in a link.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sitegen.checkouts.rules import expect_one, several
from sitegen.checkouts.urls import add_query, leave_free
from sitegen.model.checkout import Purchase, Settings, check_link
from sitegen.model.money import Money

_WEBSCR = "https://www.paypal.com/cgi-bin/webscr"
_CUSTOM = re.compile(r"[\x21-\x7e]{1,256}")
_LONGEST_NAME = 127
_WITHOUT_DECIMALS = frozenset({"HUF", "JPY", "TWD"})
_CURRENCIES = re.compile(
    "AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|ILS|JPY|MXN|MYR|NOK|NZD|PHP|PLN|SEK|SGD|THB|TWD|USD"
)


class Button(Settings, frozen=True, kw_only=True):
    """Who is paid (`business`: merchant id or e-mail), or a saved button's id, or a ready link."""

    business: str | None = None
    button: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.business, self.button, self.url) if value]
        if len(given) != 1:
            raise ValueError("write one of `business` (who is paid), `button` (a saved button's id) and `url`")
        if self.url:
            check_link(self.url)
            leave_free(self.url, "custom")

    @property
    def tagless(self) -> str | None:
        if not self.url or urlsplit(self.url).path == "/cgi-bin/webscr":
            return None
        return (
            "this kind of PayPal link has no place for a tag, so no creator would earn; "
            "write `{provider: paypal, business: …}`, or `untagged: true` if nobody shall"
        )


class Paypal:
    """The tag travels as the pass-through variable `custom`."""

    name = "paypal"
    hosts = ("www.paypal.com", "paypal.com", "www.sandbox.paypal.com", "paypal.me", "www.paypal.me")
    column = "Custom Number"
    settings = Button

    def read_url(self, url: str) -> Button:
        return Button(url=url)

    def refuses(self, tag: str) -> str | None:
        if _CUSTOM.fullmatch(tag):
            return None
        return f"PayPal may not return `{tag}` as it is; use letters, digits, `-` and `_`, at most 256 of them"

    def link(self, settings: Button, purchase: Purchase, tag: str | None) -> str:
        if settings.business:
            page = _buy_now(settings.business, purchase)
        else:
            expect_one(purchase, "PayPal")
            page = settings.url or _saved(settings.button or "")
        return add_query(page, ("custom", None if settings.tagless else tag))


def _saved(button: str) -> str:
    return add_query(_WEBSCR, ("cmd", "_s-xclick"), ("hosted_button_id", button))


def _buy_now(business: str, purchase: Purchase) -> str:
    name = f"{purchase.title}, {purchase.variant}" if purchase.variant else purchase.title
    variables = {
        "cmd": "_xclick",
        "business": business,
        "item_name": name[:_LONGEST_NAME],
        "item_number": purchase.sku and purchase.sku[:_LONGEST_NAME],
        "amount": _amount(purchase.price),
        "currency_code": purchase.price.currency,
        "quantity": several(purchase),
        "charset": "utf-8",
    }
    return add_query(_WEBSCR, *variables.items())


def _amount(price: Money) -> str:
    if not _CURRENCIES.fullmatch(price.currency):
        raise ValueError(f"PayPal takes no payments in {price.currency}")
    if price.amount <= 0:
        raise ValueError("PayPal lets buyers choose the amount when there is none; set a price above zero")
    if price.currency not in _WITHOUT_DECIMALS:
        return price.plain
    if price.amount != int(price.amount):
        raise ValueError(f"PayPal takes whole {price.currency} only, not {price.plain}")
    return str(int(price.amount))
