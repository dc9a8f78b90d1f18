"""Stripe Payment Links: https://docs.stripe.com/payment-links/url-parameters"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sitegen.checkouts.rules import expect_one
from sitegen.checkouts.urls import add_query, leave_free
from sitegen.model.checkout import Purchase, Settings, check_link, host_of

_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class PaymentLink(Settings, frozen=True, kw_only=True):
    """A Payment Link, and a promotion code to fill in (the link must allow codes)."""

    url: str
    promo: str | None = None

    def __post_init__(self) -> None:
        check_link(self.url)
        if host_of(self.url) == "checkout.stripe.com":
            raise ValueError("this is one buyer's checkout and will expire; paste the Payment Link itself")
        if not urlsplit(self.url).path.strip("/"):
            raise ValueError("this is not a Payment Link; they look like https://buy.stripe.com/abc123")
        leave_free(self.url, "client_reference_id", self.promo and "prefilled_promo_code")


class Stripe:
    """The tag travels as the client reference, which Stripe drops without a word when it dislikes it."""

    name = "stripe"
    hosts = ("buy.stripe.com", "book.stripe.com", "donate.stripe.com", "checkout.stripe.com")
    column = "Client Reference ID"
    settings = PaymentLink

    def read_url(self, url: str) -> PaymentLink:
        return PaymentLink(url=url)

    def refuses(self, tag: str) -> str | None:
        if _REFERENCE.fullmatch(tag):
            return None
        return f"Stripe would silently drop `{tag}`; it keeps letters, digits, `-` and `_`, at most 200 of them"

    def link(self, settings: PaymentLink, purchase: Purchase, tag: str | None) -> str:
        expect_one(purchase, "Stripe")
        return add_query(settings.url, ("prefilled_promo_code", settings.promo), ("client_reference_id", tag))
