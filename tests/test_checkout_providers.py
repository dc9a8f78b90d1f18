"""What each checkout provider does in its own way."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.checkouts.gumroad import Gumroad, Product
from sitegen.checkouts.lemonsqueezy import Checkout, LemonSqueezy
from sitegen.checkouts.paypal import Button, Paypal
from sitegen.checkouts.shopify import Cart, Shopify
from sitegen.checkouts.stripe import PaymentLink, Stripe
from sitegen.checkouts.template import LinkTemplate, Template
from sitegen.checkouts.urls import add_query
from sitegen.checkouts.woocommerce import CheckoutLink, WooCommerce
from sitegen.model.checkout import Purchase, check_link, checkout_link
from sitegen.model.money import Money

unhurried = settings(deadline=None)  # a busy machine is no failure
NASTY = [
    'Tom & "Jerry"',
    "50% off #1?",
    "a=b&tag=evil",
    "line\nbreak",
    "皂 🧼",
    "</script>",
    "a+b",
    "%26",
    "{sku}",
    "'",
]
titles = st.text(min_size=1, max_size=100)


def purchase(amount: str = "12.50", currency: str = "EUR", **changes: Any) -> Purchase:
    soap: dict[str, Any] = {"title": "Soap", "price": Money(Decimal(amount), currency)}
    return Purchase(**(soap | changes))


def query(url: str) -> dict[str, str]:
    found = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert all(len(values) == 1 for values in found.values()), f"a parameter is doubled in {url}"
    return {name: value for name, (value,) in found.items()}


def test_parameters_are_added_before_the_fragment_and_after_what_is_there() -> None:
    assert add_query("https://x.example/p", ("a[b]", "c d&/")) == "https://x.example/p?a%5Bb%5D=c%20d%26%2F"
    assert add_query("https://x.example/p?", ("a", "1")) == "https://x.example/p?a=1"
    assert add_query("https://x.example/p?z&", ("a", "1")) == "https://x.example/p?z&a=1"
    assert add_query("https://x.example/p#?q", ("a", "1")) == "https://x.example/p?a=1#?q"
    assert add_query("https://x.example/p?q=%2F+é", ("a", None), ("b", "")) == "https://x.example/p?q=%2F+é"


# Stripe


def test_a_payment_link_can_fill_in_a_promotion_code() -> None:
    settings = PaymentLink(url="https://buy.stripe.com/abc", promo="DOUBLE 11")
    assert query(Stripe().link(settings, purchase(), "lin_soap")) == {
        "prefilled_promo_code": "DOUBLE 11",
        "client_reference_id": "lin_soap",
    }


def test_a_payment_link_on_the_owners_own_domain_is_taken() -> None:
    settings = PaymentLink(url="https://pay.lumi.example/abc")
    assert Stripe().link(settings, purchase(), "lin") == "https://pay.lumi.example/abc?client_reference_id=lin"


@pytest.mark.parametrize(
    ("url", "promo", "complaint"),
    [
        ("https://buy.stripe.com/", None, "not a Payment Link"),
        ("https://checkout.stripe.com/c/pay/cs_live_a1", None, "will expire"),
        ("https://buy.stripe.com/a?prefilled_promo_code=X", "Y", "`prefilled_promo_code`"),
        ("https://buy.stripe.com/a?client%5Freference%5Fid=x", None, "`client_reference_id`"),
    ],
)
def test_a_link_that_stripe_would_not_open_is_an_error(url: str, promo: str | None, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        PaymentLink(url=url, promo=promo)


# Shopify


def test_a_cart_is_made_of_a_shop_and_a_variant() -> None:
    settings = msgspec.convert(
        {"shop": "lumi.myshopify.com", "variant": 70881412, "quantity": 2, "discount": "DOUBLE11"}, Cart
    )
    link = Shopify().link(settings, purchase(quantity=3), "lin_soap_group")
    assert link == ("https://lumi.myshopify.com/cart/70881412:6?discount=DOUBLE11&attributes%5Btag%5D=lin_soap_group")


@pytest.mark.parametrize("shop", ["lumi.example", "https://lumi.example", "https://lumi.example/", "lumi.example/fr"])
def test_a_shop_is_written_with_or_without_its_scheme(shop: str) -> None:
    link = Shopify().link(Cart(shop=shop, variant=7), purchase(), None)
    assert re.fullmatch(r"https://lumi\.example(/fr)?/cart/7:1", link)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"shop": "lumi.example"}, "`variant`"),
        ({"variant": 1}, "`shop`"),
        ({"shop": "lumi.example", "variant": 0}, "from 1 up"),
        ({"shop": "lumi.example", "variant": 1, "quantity": 0}, "from 1 up"),
        ({"shop": "lumi.example?a", "variant": 1}, "no shop's address"),
        ({"shop": "javascript://x", "variant": 1}, "no web address"),
        ({"shop": "lumi.example", "variant": 1, "discount": "A,B"}, "comma"),
        ({"url": "https://lumi.myshopify.com/cart/1:1", "variant": 1}, "not both"),
        ({"url": "https://lumi.myshopify.com/products/soap"}, "no cart permalink"),
        ({"url": "https://lumi.myshopify.com/cart/c/abc?key=1"}, "no cart permalink"),
        ({"url": "https://lumi.myshopify.com/cart/1:1?discount=A", "discount": "B"}, "`discount`"),
        ({"url": "https://lumi.myshopify.com/cart/1:1?attributes%5Btag%5D=x"}, r"`attributes\[tag\]`"),
    ],
)
def test_a_cart_that_would_not_open_is_an_error(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.convert(settings, Cart)


def test_a_permalink_may_name_a_language() -> None:
    assert Shopify().read_url("https://lumi.myshopify.com/fr/cart/1:1?payment=shop_pay")


# Gumroad


def test_a_gumroad_link_opens_the_checkout_with_variant_and_discount() -> None:
    settings = Product(url="https://lumi.gumroad.com/l/soap", variant="50 ml & lid", discount="DOUBLE 11")
    link = Gumroad().link(settings, purchase(quantity=2), "lin_soap")
    assert urlsplit(link).path == "/l/soap/DOUBLE%2011"
    assert "+" not in link  # Gumroad finds no variant when its spaces are written as +
    assert query(link) == {
        "wanted": "true",
        "variant": "50 ml & lid",
        "quantity": "2",
        "utm_source": "lin_soap",
        "utm_medium": "affiliate",
        "utm_campaign": "store",
    }


def test_gumroad_gets_a_source_only_together_with_medium_and_campaign() -> None:
    settings = Product(url="https://lumi.gumroad.com/l/soap")
    untagged, tagged = (query(Gumroad().link(settings, purchase(), tag)) for tag in (None, "lin"))
    assert not [name for name in untagged if name.startswith("utm_")]
    assert all(tagged[name] for name in ("utm_source", "utm_medium", "utm_campaign"))


@unhurried
@given(tag=st.text("aZ9_-/. é", min_size=1, max_size=12) | st.text("ab", min_size=190, max_size=210))
def test_a_tag_passes_exactly_when_gumroad_leaves_it_as_it_is(tag: str) -> None:
    rewritten = re.sub(r"[^a-z0-9\-_]", "-", tag.strip().lower())[:200]
    assert (Gumroad().refuses(tag) is None) == (rewritten == tag)


def test_what_the_owner_asked_for_in_the_link_stays() -> None:
    link = Gumroad().link(Gumroad().read_url("https://lumi.gumroad.com/l/soap/CODE?wanted=false"), purchase(), None)
    assert link == "https://lumi.gumroad.com/l/soap/CODE?wanted=false"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"url": "https://lumi.gumroad.com/"}, "no product's link"),
        ({"url": "https://gumroad.com/checkout?product=soap"}, "no product's link"),
        ({"url": "https://lumi.gumroad.com/l/soap/A", "discount": "B"}, "one place"),
        ({"url": "https://lumi.gumroad.com/l/soap?variant=a", "variant": "b"}, "`variant`"),
        ({"url": "https://lumi.gumroad.com/l/soap?utm_medium=mail"}, "`utm_medium`"),
    ],
)
def test_a_product_gumroad_would_not_sell_or_count_is_an_error(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.convert(settings, Product)


# Lemon Squeezy


def test_lemon_squeezy_takes_tag_discount_and_quantity() -> None:
    settings = Checkout(url="https://lumi.lemonsqueezy.com/checkout/buy/d1f1", discount="DOUBLE11")
    link = LemonSqueezy().link(settings, purchase(quantity=5), "lin_soap")
    assert query(link) == {
        "quantity": "5",
        "checkout[discount_code]": "DOUBLE11",
        "checkout[custom][tag]": "lin_soap",
    }
    assert "[" not in link


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"url": "https://lumi.lemonsqueezy.com/checkout/?cart=1234"}, "one buyer's cart"),
        ({"url": "https://lumi.lemonsqueezy.com/"}, "no checkout"),
        ({"url": "https://lumi.lemonsqueezy.com/checkout/buy/d1?checkout[custom][tag]=x"}, "already has"),
        (
            {"url": "https://lumi.lemonsqueezy.com/buy/d?checkout%5Bdiscount_code%5D=A", "discount": "B"},
            "already has",
        ),
    ],
)
def test_a_checkout_that_only_one_buyer_can_use_is_an_error(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.convert(settings, Checkout)


@pytest.mark.parametrize("provider", [Gumroad(), LemonSqueezy()])
def test_a_link_that_says_how_many_is_not_told_again(provider: Any) -> None:
    url = "https://lumi.gumroad.com/l/soap" if provider.name == "gumroad" else "https://l.lemonsqueezy.com/buy/d"
    with pytest.raises(ValueError, match="`quantity`"):
        provider.link(provider.read_url(f"{url}?quantity=2"), purchase(quantity=3), None)


# WooCommerce


def test_a_checkout_link_is_made_of_a_shop_and_a_product() -> None:
    settings = CheckoutLink(shop="lumi.example/shop", product=123, quantity=2, coupon="DOUBLE 11")
    assert WooCommerce().link(settings, purchase(quantity=2), "lin_soap") == (
        "https://lumi.example/shop/checkout-link/?products=123:4&coupon=DOUBLE%2011"
        "&utm_source=lin_soap&utm_medium=affiliate&utm_campaign=store"
    )


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"shop": "lumi.example"}, "`product`"),
        ({"shop": "lumi.example", "product": 0}, "from 1 up"),
        ({"url": "https://lumi.example/checkout-link/"}, "no checkout link"),
        ({"url": "https://lumi.example/?add-to-cart=1"}, "no checkout link"),
        ({"url": "https://lumi.example/checkout-link/?products=1", "shop": "a.example"}, "not both"),
        ({"url": "https://lumi.example/checkout-link/?products=1&coupon=A", "coupon": "B"}, "`coupon`"),
        ({"url": "https://lumi.example/checkout-link/?products=1&utm_campaign=x"}, "`utm_campaign`"),
    ],
)
def test_a_checkout_link_that_sells_nothing_is_an_error(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.convert(settings, CheckoutLink)


# PayPal


@unhurried
@given(title=titles, variant=st.none() | titles)
@example(title="".join(NASTY), variant=None)
@example(title="皂" * 100, variant="盒" * 100)
def test_a_buy_now_link_tells_paypal_what_is_sold(title: str, variant: str | None) -> None:
    bought = purchase("12.50", "EUR", title=title, variant=variant, sku="LM/1&2", quantity=2)
    link = checkout_link(Paypal(), Button(business="pay@lumi.example"), bought, "lin_soap")
    assert link.startswith("https://www.paypal.com/cgi-bin/webscr?cmd=_xclick&")
    assert query(link) == {
        "cmd": "_xclick",
        "business": "pay@lumi.example",
        "item_name": (f"{title}, {variant}" if variant else title)[:127],
        "item_number": "LM/1&2",
        "amount": "12.50",
        "currency_code": "EUR",
        "quantity": "2",
        "charset": "utf-8",
        "custom": "lin_soap",
    }


def test_one_piece_without_a_number_is_not_described_further() -> None:
    link = Paypal().link(Button(business="X1"), purchase(), None)
    assert query(link).keys() == {"cmd", "business", "item_name", "amount", "currency_code", "charset"}


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [("12.50", "USD", "12.50"), ("1200", "JPY", "1200"), ("990.00", "HUF", "990"), ("5.00", "TWD", "5")],
)
def test_amounts_are_written_as_paypal_reads_them(amount: str, currency: str, written: str) -> None:
    link = Paypal().link(Button(business="X1"), purchase(amount, currency), None)
    assert query(link)["amount"] == written


@pytest.mark.parametrize(
    ("amount", "currency", "complaint"),
    [("9.90", "HUF", "whole HUF"), ("5.00", "KWD", "in KWD"), ("0.00", "EUR", "above zero")],
)
def test_a_price_that_paypal_cannot_charge_is_an_error(amount: str, currency: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Paypal().link(Button(business="X1"), purchase(amount, currency), None)


def test_a_saved_button_keeps_its_own_price_and_takes_the_tag() -> None:
    link = Paypal().link(Button(button="AB1 C"), purchase(), "lin")
    assert query(link) == {"cmd": "_s-xclick", "hosted_button_id": "AB1 C", "custom": "lin"}


@pytest.mark.parametrize("url", ["https://paypal.me/lumi/25EUR", "https://www.paypal.com/ncp/payment/AB1"])
def test_a_paypal_link_without_a_place_for_tags_sells_only_where_none_is_needed(url: str) -> None:
    settings = Paypal().read_url(url)
    assert checkout_link(Paypal(), settings, purchase(), None) == url
    with pytest.raises(ValueError, match=r"no creator would earn; write `{provider: paypal, business: …}`"):
        checkout_link(Paypal(), settings, purchase(), "lin")
    assert checkout_link(Paypal(), Button(url=url, untagged=True), purchase(), "lin") == url


@pytest.mark.parametrize("settings", [{}, {"business": "a", "button": "b"}, {"business": ""}])
def test_paypal_needs_one_way_to_be_paid(settings: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="write one of"):
        msgspec.convert(settings, Button)


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (Stripe(), "https://buy.stripe.com/a"),
        (Shopify(), "https://l.myshopify.com/cart/1:1"),
        (WooCommerce(), "https://l.example/checkout-link/?products=1"),
        (Paypal(), "https://paypal.me/l"),
    ],
)
def test_a_link_that_cannot_ask_for_several_says_so(provider: Any, url: str) -> None:
    with pytest.raises(ValueError, match="cannot ask for 2 at once"):
        provider.link(provider.read_url(url), purchase(quantity=2), None)


# Template

FULL: dict[str, Any] = {
    "sku": "LM/1",
    "variant": "50 ml",
    "offer": "double-11",
    "quantity": 2,
    "language": "zh",
}


def test_every_variable_can_be_filled_in() -> None:
    url = "https://pay.example/{sku}{?title,variant,offer,price,cents,currency,quantity,language}{&tag}"
    link = Template().link(Template().read_url(url), purchase(**FULL), "lin_soap")
    assert urlsplit(link).path == "/LM%2F1"
    assert query(link) == {
        "title": "Soap",
        "variant": "50 ml",
        "offer": "double-11",
        "price": "12.50",
        "cents": "1250",
        "currency": "EUR",
        "quantity": "2",
        "language": "zh",
        "tag": "lin_soap",
    }


@unhurried
@given(title=titles)
@example(title="".join(NASTY))
def test_a_title_can_neither_break_out_of_its_place_nor_be_damaged(title: str) -> None:
    settings = LinkTemplate(url="https://pay.example/a/{title}/b?name={title}&ref={tag}{&title}#{title}")
    link = checkout_link(Template(), settings, purchase(title=title), "lin")
    check_link(link)
    parts = urlsplit(link)
    assert [unquote(segment) for segment in parts.path.split("/")] == ["", "a", title, "b"]
    assert query(link) == {"name": title, "ref": "lin", "title": title}
    assert unquote(parts.fragment) == title


@pytest.mark.parametrize(
    ("template", "untagged", "tagged"),
    [
        ("https://p.example/{?tag}", "https://p.example/", "https://p.example/?tag=lin"),
        ("https://p.example/?ref={tag}", "https://p.example/", "https://p.example/?ref=lin"),
        ("https://p.example/?ref={tag}&a=", "https://p.example/?a=", "https://p.example/?ref=lin&a="),
        (
            "https://p.example/?a=1&ref={tag}&b=2#c",
            "https://p.example/?a=1&b=2#c",
            "https://p.example/?a=1&ref=lin&b=2#c",
        ),
        ("https://p.example/?ref={tag}{&sku}", "https://p.example/", "https://p.example/?ref=lin"),
        ("https://p.example/{?tag}&a=1", "https://p.example/?a=1", "https://p.example/?tag=lin&a=1"),
        ("https://p.example/{?sku,tag}{&offer}", "https://p.example/", "https://p.example/?tag=lin"),
        ("https://p.example/#ref={tag}&x=1", "https://p.example/#x=1", "https://p.example/#ref=lin&x=1"),
        ("https://p.example/#{tag}", "https://p.example/", "https://p.example/#lin"),
        ("https://p.example/?x[ref]={tag}", "https://p.example/", "https://p.example/?x[ref]=lin"),
    ],
)
def test_what_there_is_nothing_for_vanishes_with_its_name(template: str, untagged: str, tagged: str) -> None:
    settings = LinkTemplate(url=template)
    assert checkout_link(Template(), settings, purchase(), None) == untagged
    assert checkout_link(Template(), settings, purchase(), "lin") == tagged


def test_a_hole_in_the_path_is_an_error_rather_than_another_products_page() -> None:
    settings = LinkTemplate(url="https://p.example/{sku}/{tag}{?offer}")
    with pytest.raises(ValueError, match="needs the sku and the tag in its path"):
        Template().link(settings, purchase(), None)
    assert Template().link(settings, purchase(sku="S"), "lin") == "https://p.example/S/lin"


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("https://p.example/{?tga}", "no variable `tga` for a link; did you mean `tag`"),
        ("https://p.example/{creator}{?tag}", "no variable `creator`.*there are title, sku"),
        ("https://p.example/{tag}{?tag}", "twice"),
        ("https://p.example/{tag:3}", "names only"),
        ("https://p.example/{+title}", "names only"),
        ("https://p.example/{tag", "names only"),
        ("https://p.example/tag}", "names only"),
        ("https://p.example/{}", "names only"),
        ("https://{sku}.example/{tag}", "host"),
        ("https://p.example{?tag}", "host"),
        ("https://p.example/?a=1{?tag}", r"more than one `\?`"),
        ("https://p.example/{?tag}?a=1", r"more than one `\?`"),
        ("https://p.example/a{&tag}", r"no `\?` before"),
        ("http://p.example/{tag}", "over http"),
        ("{tag}", "no web address"),
    ],
)
def test_a_template_that_would_make_broken_links_is_an_error(url: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Template().read_url(url)


def test_any_plain_link_sells_as_long_as_nobody_needs_a_tag() -> None:
    settings = Template().read_url("https://square.link/u/abc?a=1#b")
    assert checkout_link(Template(), settings, purchase(), None) == "https://square.link/u/abc?a=1#b"
    with pytest.raises(ValueError, match="no place for the tag, so no creator would earn"):
        checkout_link(Template(), settings, purchase(), "lin")


@pytest.mark.parametrize(
    ("amount", "currency", "cents"),
    [("12.50", "EUR", "1250"), ("1200", "JPY", "1200"), ("1.5", "KWD", "1500")],
)
def test_cents_are_the_smallest_unit_of_the_currency(amount: str, currency: str, cents: str) -> None:
    settings = LinkTemplate(url="https://p.example/{?cents}")
    assert query(Template().link(settings, purchase(amount, currency), None)) == {"cents": cents}
