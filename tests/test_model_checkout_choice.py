"""Which checkout sells what: the nearest word wins, and adds to the wider one while it speaks of the same provider."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.checkouts import find_providers
from sitegen.errors import Problem
from sitegen.load.nodes import resolve
from sitegen.model.catalog import Checkout
from sitegen.model.checkout_choice import CheckoutReader, allowed_hosts, combined, fallback
from sitegen.model.scalars import scalar_readers
from tests.written import value

PROVIDERS = find_providers()


def together(*said: str | None) -> Any:
    node = combined(value(text) if text else None for text in said)
    return resolve(node) if node is not None else None


def read(text: str) -> tuple[Checkout | None, list[str]]:
    problems: list[Problem] = []
    reader = CheckoutReader(PROVIDERS, scalar_readers("CNY"), problems.append)
    return reader.read(value(text), "checkout"), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ((None, None), None),
        (("https://a.example", None), "https://a.example"),
        (("https://a.example", "https://b.example"), "https://b.example"),
        (("{provider: shopify, shop: x}", "{variant: 7}"), {"provider": "shopify", "shop": "x", "variant": 7}),
        (("{provider: shopify, shop: x}", None, "{shop: y}"), {"provider": "shopify", "shop": "y"}),
        (("{provider: shopify, shop: x}", "{provider: stripe, url: u}"), {"provider": "stripe", "url": "u"}),
        (("https://a.example", "{provider: stripe}"), {"provider": "stripe"}),
        (("{provider: shopify}", "https://a.example", "{variant: 7}"), {"variant": 7}),
    ],
)
def test_the_last_word_counts_and_may_add_to_the_one_before(said: tuple[str | None, ...], meant: Any) -> None:
    assert together(*said) == meant


def test_a_link_is_read_by_the_provider_that_knows_its_host() -> None:
    checkout, problems = read("https://buy.stripe.com/abc123")
    assert problems == []
    assert checkout is not None
    assert checkout.provider == "stripe"


def test_a_mapping_names_its_provider_and_its_settings() -> None:
    checkout, problems = read('{provider: template, url: "https://pay.example/{sku}?ref={tag}"}')
    assert problems == []
    assert checkout is not None
    assert checkout.settings.url == "https://pay.example/{sku}?ref={tag}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "pay here",
            "a.md:1: checkout: `pay here` is no payment link we know how to read (copy the whole payment link,",
        ),
        ("[a]", "a.md:1: checkout: a checkout is a web address or `{provider: …}`"),
        ("{provider: strip}", "a.md:1: checkout: there is no checkout provider `strip` (did you mean `stripe`?)"),
        ("{provider: wxyz}", "a.md:1: checkout: there is no checkout provider `wxyz` (there is gumroad, "),
        ("{variant: 7}", "a.md:1: checkout: `provider` is missing (there is gumroad, "),
        ("{provider: [a]}", "a.md:1: checkout: `provider` is missing"),
        ("{provider: template, url: 'https://x.example/', zebra: 1}", "a.md:1: checkout.zebra: unknown key `zebra`"),
        ("{provider: stripe, url: 'https://x.example/', hosts: [a]}", "a.md:1: checkout.hosts: unknown key `hosts`"),
        ("{provider: template}", "a.md:1: checkout.url: `url` is missing (add `url: …`)"),
    ],
)
def test_what_is_no_checkout_is_reported(text: str, complaint: str) -> None:
    _, problems = read(text)
    assert problems[0].startswith(complaint)


def test_the_site_may_limit_hosts_besides_saying_where_to_pay() -> None:
    site = value("{provider: shopify, shop: x, hosts: [a.example, b.example]}")
    assert allowed_hosts(site) == ("a.example", "b.example")
    assert resolve(fallback(site) or site) == {"provider": "shopify", "shop": "x"}


def test_limiting_hosts_alone_is_no_checkout() -> None:
    assert fallback(value("{hosts: [a.example]}")) is None
    assert allowed_hosts(value("{hosts: a.example}")) == ("a.example",)


def test_a_site_that_limits_nothing_allows_every_host() -> None:
    assert allowed_hosts(None) == allowed_hosts(value("https://a.example")) == allowed_hosts(value("{shop: x}")) == ()
