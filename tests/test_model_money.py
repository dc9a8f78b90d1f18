"""Money: exact, in a named currency, or not money at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.money import LARGEST_AMOUNT, Money, is_currency, minor_digits, parse_money

CURRENCIES = st.sampled_from(["CNY", "EUR", "USD", "JPY", "KWD", "HUF"])


@st.composite
def monies(draw: st.DrawFn) -> Money:
    """Amounts in whole minor units."""
    currency = draw(CURRENCIES)
    units = draw(st.integers(0, int(LARGEST_AMOUNT)))
    return Money(Decimal(units).scaleb(-minor_digits(currency)), currency)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("168.00", "168.00", "CNY"),
        ("168", "168.00", "CNY"),
        ("168.5", "168.50", "CNY"),
        ("0", "0.00", "CNY"),
        ("12.50 EUR", "12.50", "EUR"),
        ("  1200   JPY ", "1200", "JPY"),
        ("1.234 KWD", "1.234", "KWD"),
        ("007", "7.00", "CNY"),
    ],
)
def test_a_price_is_read_with_its_currency_or_the_sites(written: str, amount: str, currency: str) -> None:
    money = parse_money(written, "CNY")
    assert (money.plain, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("abc", "`abc` is no amount; write digits with a point, like 168.00"),
        ("1,50", "`1,50` is no amount; write digits with a point, like 168.00"),
        ("1e3", "`1e3` is no amount"),
        ("1e999", "`1e999` is no amount"),
        ("NaN", "`NaN` is no amount"),
        ("Infinity", "`Infinity` is no amount"),
        ("1_000", "`1_000` is no amount"),
        ("１２", "`１２` is no amount"),
        ("¥168", "`¥168` is no amount"),
        ("", "`` is no amount"),
        (".5", "`.5` is no amount"),
        ("5.", "`5.` is no amount"),
        ("-3", "`-3` is negative; a price is zero or more"),
        ("-0", "`-0` is negative; a price is zero or more"),
        ("1000000000001", "`1000000000001` is no amount one can pay"),
        ("9" * 50, f"`{'9' * 50}` is no amount one can pay"),
        ("1.005", "CNY has 2 decimals, `1.005` has more"),
        ("10.5 JPY", "JPY has 0 decimals, `10.5` has more"),
        ("168 cny", "`cny` is no currency code; write it like `168.00 CNY`"),
        ("168 XYZ", "`XYZ` is no currency code"),
        ("168 CNY each", "`CNY each` is no currency code"),
    ],
)
def test_what_nobody_can_charge_is_refused_with_a_reason(written: str, complaint: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is compared below
        parse_money(written, "CNY")
    assert str(caught.value).startswith(complaint)


@given(monies())
def test_what_is_written_is_read_back_to_the_cent(money: Money) -> None:
    assert parse_money(str(money), "CNY") == money
    assert parse_money(money.plain, money.currency) == money


@given(st.text(), CURRENCIES)
def test_any_text_is_a_price_one_can_pay_or_refused(text: str, currency: str) -> None:
    try:
        money = parse_money(text, currency)
    except ValueError:
        return
    assert 0 <= money.amount <= LARGEST_AMOUNT
    assert parse_money(str(money), currency) == money


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3)])
def test_a_currency_has_its_own_number_of_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["", "cny", "YUAN", "XYZ", "€"])
def test_only_known_codes_are_currencies(code: str) -> None:
    assert not is_currency(code)
