"""What every checkout provider promises, whoever wrote it: the tag arrives, nothing else is disturbed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.checkouts import recognise
from sitegen.checkouts.gumroad import Gumroad
from sitegen.checkouts.lemonsqueezy import LemonSqueezy
from sitegen.checkouts.paypal import Paypal
from sitegen.checkouts.shopify import Shopify
from sitegen.checkouts.stripe import Stripe
from sitegen.checkouts.template import Template
from sitegen.checkouts.woocommerce import WooCommerce
from sitegen.model.checkout import (
    Provider,
    Purchase,
    Settings,
    check_link,
    checkout_link,
    host_matches,
)
from sitegen.model.money import Money

OURS: dict[str, Provider[Any]] = {
    provider.name: provider
    for provider in (
        Gumroad(),
        LemonSqueezy(),
        Paypal(),
        Shopify(),
        Stripe(),
        Template(),
        WooCommerce(),
    )
}


class Pasted(NamedTuple):
    """A link as an owner pastes it, and the parameter in which the provider looks for the tag."""

    provider: str
    address: str
    query: str
    parameter: str
    place: str = ""  # what the owner adds to say where the tag goes

    def url(self, extra: list[tuple[str, str]], fragment: str) -> str:
        pairs = "&".join(filter(None, [self.query, urlencode(extra, quote_via=quote), self.place]))
        return self.address + (f"?{pairs}" if pairs else "") + (f"#{fragment}" if fragment else "")


PASTED = [
    Pasted("stripe", "https://buy.stripe.com/abc123", "", "client_reference_id"),
    Pasted("shopify", "https://lumi.myshopify.com/cart/70881412:1,7:2", "", "attributes[tag]"),
    Pasted("gumroad", "https://lumi.gumroad.com/l/soap", "", "utm_source"),
    Pasted("lemonsqueezy", "https://lumi.lemonsqueezy.com/checkout/buy/d1f120fd", "", "checkout[custom][tag]"),
    Pasted("paypal", "https://www.paypal.com/cgi-bin/webscr", "cmd=_s-xclick&hosted_button_id=AB1", "custom"),
    Pasted("woocommerce", "https://shop.example/checkout-link/", "products=12:1", "utm_source"),
    Pasted("template", "https://pay.example/soap", "", "ref", place="ref={tag}"),
]
WITH_EXPORT = [pasted for pasted in PASTED if OURS[pasted.provider].column]

unhurried = settings(deadline=None)  # a busy machine is no failure
tags = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True)
extras = st.lists(st.tuples(st.text("ab[]&=%+é ", min_size=1).map("x".__add__), st.text(max_size=8)), max_size=3)
fragments = st.sampled_from(["", "buy", "a/b?c=d"])
each_pasted = pytest.mark.parametrize("pasted", PASTED, ids=lambda pasted: pasted.provider)


def purchase(**changes: Any) -> Purchase:
    soap: dict[str, Any] = {"title": "Soap", "price": Money(Decimal("12.50"), "EUR"), "sku": "LM-1"}
    return Purchase(**(soap | changes))


def pairs(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=False)


@each_pasted
@unhurried
@given(tag=tags, extra=extras, fragment=fragments)
def test_the_tag_arrives_once_and_the_rest_of_the_link_is_as_it_was(
    pasted: Pasted, tag: str, extra: list[tuple[str, str]], fragment: str
) -> None:
    provider = OURS[pasted.provider]
    url = pasted.url(extra, fragment)
    link = checkout_link(provider, provider.read_url(url), purchase(), tag)

    before = [pair for pair in pairs(url) if pair[0] != pasted.parameter]
    after = pairs(link)
    assert after[: len(before)] == before
    added = after[len(before) :]
    assert [value for name, value in added if name == pasted.parameter] == [tag]
    assert [name for name, _ in after].count(pasted.parameter) == 1
    assert urlsplit(link)[:3] == urlsplit(url)[:3]
    assert urlsplit(link).fragment == fragment


@each_pasted
@unhurried
@given(extra=extras, fragment=fragments)
def test_a_page_without_a_tag_has_no_empty_one_in_its_links(
    pasted: Pasted, extra: list[tuple[str, str]], fragment: str
) -> None:
    provider = OURS[pasted.provider]
    url = pasted.url(extra, fragment)
    link = checkout_link(provider, provider.read_url(url), purchase(), None)
    assert pasted.parameter not in dict(pairs(link))
    kept = [pair for pair in pairs(url) if pair[0] != pasted.parameter]
    assert [pair for pair in pairs(link) if pair != ("wanted", "true")] == kept
    assert not link.endswith(("?", "&"))


@each_pasted
@unhurried
@given(tag=tags)
def test_a_link_made_with_a_placeholder_can_be_filled_in(pasted: Pasted, tag: str) -> None:
    """One link per button is enough: the tag stands in it as it is, and changes nothing around it."""
    provider = OURS[pasted.provider]
    settings = provider.read_url(pasted.url([], ""))
    stencil = provider.link(settings, purchase(), "\x02tag\x03")
    assert stencil.replace("%02tag%03", tag) == provider.link(settings, purchase(), tag)


@pytest.mark.parametrize("pasted", WITH_EXPORT, ids=lambda pasted: pasted.provider)
@unhurried
@given(tag=tags)
def test_every_provider_with_an_export_takes_our_tags(pasted: Pasted, tag: str) -> None:
    provider = OURS[pasted.provider]
    assert provider.refuses(tag) is None
    assert provider.refuses(f"{tag}__{'a' * 26}") is None  # signed


KEPT = {
    "stripe": r"[A-Za-z0-9_-]{1,200}",
    "gumroad": r"[a-z0-9_-]{1,200}",
    "paypal": r"[!-~]{1,256}",
    "shopify": r"[a-z0-9_-]{1,128}",
    "lemonsqueezy": r"[a-z0-9_-]{1,128}",
    "woocommerce": r"[a-z0-9_-]{1,128}",
    "template": r"[a-z0-9_-]{1,128}",
}


@each_pasted
@unhurried
@given(tag=st.text() | st.text("aZ9_-/. é\n", min_size=1, max_size=12))
@example(tag="lin\n")
@example(tag="lin soap")
@example(tag="")
@example(tag="Lin")
@example(tag="林")
@example(tag="l" * 128)
@example(tag="l" * 129)
@example(tag="l" * 200)
@example(tag="l" * 201)
@example(tag="l" * 256)
@example(tag="l" * 257)
def test_a_tag_is_refused_exactly_when_the_provider_would_not_keep_it(pasted: Pasted, tag: str) -> None:
    provider = OURS[pasted.provider]
    settings = provider.read_url(pasted.url([], ""))
    refusal = provider.refuses(tag)
    assert (refusal is None) == (re.fullmatch(KEPT[pasted.provider], tag) is not None)
    if refusal is not None:
        with pytest.raises(ValueError, match=re.escape(refusal)):
            checkout_link(provider, settings, purchase(), tag)


@pytest.mark.parametrize(
    "pasted", [pasted for pasted in PASTED if not pasted.place], ids=lambda pasted: pasted.provider
)
@pytest.mark.parametrize("theirs", ["someone", ""])
def test_a_link_that_already_carries_a_tag_is_not_taken(pasted: Pasted, theirs: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"`{pasted.parameter}`")):
        OURS[pasted.provider].read_url(pasted.url([(pasted.parameter, theirs)], ""))


NOT_FOR_BUYERS = [
    "javascript:alert(1)//abc",
    "data:text/html,abc",
    "http://buy.stripe.com/abc",
    "//buy.stripe.com/abc",
    "/abc",
    "buy.stripe.com/abc",
    "https://",
    "https://:443/abc",
    "https://lin:secret@buy.stripe.com/abc",
    "https://buy.stripe.com@evil.example/abc",
    "https://evil.example\\@buy.stripe.com/abc",
    "https://buy.stripe.com/a b",
    "https://buy.stripe.com/a\nb",
    "https://buy.stripe.com/a\tb",
    "https://buy.stripe.com/\u202ecba",
    'https://buy.stripe.com/"onclick="',
    "https://buy.stripe.com/<b>",
    "https://[::1/abc",
    "https://buy.stripe.com:99999/abc",
    "",
]


@pytest.mark.parametrize("url", NOT_FOR_BUYERS)
def test_no_buyer_is_sent_to_such_an_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_link(url)


@pytest.mark.parametrize("url", NOT_FOR_BUYERS)
@pytest.mark.parametrize("name", OURS)
def test_no_provider_reads_such_an_address(name: str, url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        OURS[name].read_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://buy.stripe.com/abc",
        "https://shop.example:8443/l/皂?q=é#top",
        "http://localhost:8000/pay",
        "http://127.0.0.1/pay",
        "http://[::1]:80/pay",
    ],
)
def test_such_an_address_is_good(url: str) -> None:
    check_link(url)


@pytest.mark.parametrize("name", OURS)
def test_a_mapping_with_an_unknown_key_is_an_error(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `urll`"):
        msgspec.convert({"url": "https://pay.example/", "urll": 1}, OURS[name].settings)


@pytest.mark.parametrize("name", OURS)
def test_an_empty_mapping_is_an_error_that_names_a_key(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"`(url|shop|business)`"):
        msgspec.convert({}, OURS[name].settings)


@pytest.mark.parametrize("name", sorted(OURS.keys() - {"template", "paypal"}))
def test_links_to_a_fixed_price_do_not_hide_that_two_prices_share_one_link(name: str) -> None:
    pasted = next(pasted for pasted in PASTED if pasted.provider == name)
    settings = OURS[name].read_url(pasted.url([], ""))
    cheap = purchase(price=Money(Decimal(5), "EUR"), offer="double-11", variant="50 ml", sku="LM-2")
    assert OURS[name].link(settings, purchase(), "lin") == OURS[name].link(settings, cheap, "lin")


def test_the_owner_may_say_that_nobody_earns() -> None:
    settings = msgspec.convert({"url": "https://square.link/u/abc", "untagged": True}, OURS["template"].settings)
    assert checkout_link(OURS["template"], settings, purchase(), "lin") == "https://square.link/u/abc"


class Odd:
    """A provider that returns whatever it is told to."""

    name = "odd"
    hosts = ("odd.example",)
    column = None
    settings = Settings

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def read_url(self, url: str) -> Settings:
        return Settings()

    def refuses(self, tag: str) -> str | None:
        return None

    def link(self, settings: Settings, purchase: Purchase, tag: str | None) -> str:
        return self.answer.format(tag=tag)


def test_whatever_a_plug_in_answers_buyers_only_get_web_addresses() -> None:
    with pytest.raises(ValueError, match="no web address"):
        checkout_link(Odd("javascript:alert('{tag}')"), Settings(), purchase(), "lin")


def test_a_plug_in_that_loses_the_tag_is_found_out() -> None:
    with pytest.raises(ValueError, match="`odd` lost the tag `lin`"):
        checkout_link(Odd("https://odd.example/"), Settings(), purchase(), "lin")
    assert checkout_link(Odd("https://odd.example/"), Settings(), purchase(), None)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://buy.stripe.com/abc", "stripe"),
        ("https://BUY.Stripe.COM./abc", "stripe"),
        ("https://lumi.myshopify.com/cart/1:1", "shopify"),
        ("https://gumroad.com/l/soap", "gumroad"),
        ("https://lumi.gumroad.com/l/soap", "gumroad"),
        ("https://lumi.lemonsqueezy.com/checkout/buy/x", "lemonsqueezy"),
        ("https://paypal.me/lumi", "paypal"),
        ("https://evilgumroad.com/l/soap", "template"),
        ("https://buy.stripe.com.evil.example/abc", "template"),
        ("https://pay.example/{sku}{?tag}", "template"),
        ("https://buy.stripe.com@pay.example/", "template"),
    ],
)
def test_a_provider_is_known_by_the_host(url: str, name: str) -> None:
    provider = recognise(url, OURS)
    assert provider is not None
    assert provider.name == name


@pytest.mark.parametrize("url", ["buy.stripe.com/abc", "javascript:alert(1)", "mailto:me@x.example", "https://[", ""])
def test_what_has_no_host_is_nobodys(url: str) -> None:
    assert recognise(url, OURS) is None


def test_a_full_host_wins_over_a_pattern_and_a_long_pattern_over_a_short() -> None:
    def claiming(name: str, *hosts: str) -> Odd:
        odd = Odd("")
        odd.name, odd.hosts = name, hosts  # type: ignore[assignment]
        return odd

    one, two, three = (
        claiming("a", "*.b.example", "*"),
        claiming("b", "*.a.b.example"),
        claiming("c", "x.a.b.example"),
    )
    providers: dict[str, Provider[Any]] = {"a": one, "b": two, "c": three}
    assert recognise("https://x.a.b.example/", providers) is three
    assert recognise("https://y.a.b.example/", providers) is two
    assert recognise("https://a.b.example/", providers) is one
    assert recognise("https://elsewhere.example/", providers) is one


def test_a_pattern_matches_what_lies_below_and_not_itself() -> None:
    assert host_matches("a.shop.example", "*.shop.example")
    assert host_matches("a.b.shop.example", "*.shop.example")
    assert host_matches("shop.example", "Shop.example")
    assert not host_matches("shop.example", "*.shop.example")
    assert not host_matches("evilshop.example", "*.shop.example")
    assert not host_matches("a.shop.example", "shop.example")
