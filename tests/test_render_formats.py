"""Money and dates as people of a language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.money import Money
from sitegen.render.formats import day, direction_of, moment, name_of, price


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("168", "CNY", "zh", "¥168"),
        ("168.50", "CNY", "zh", "¥168.50"),
        ("1299", "USD", "en", "$1,299"),
        ("19.90", "EUR", "de", "19,90\xa0€"),
        ("1200", "JPY", "ja", "￥1,200"),
        ("1.250", "KWD", "en", "KWD1.250"),
    ],
)
def test_a_price_is_written_as_the_language_does(amount: str, currency: str, language: str, text: str) -> None:
    assert price(Money(Decimal(amount), currency), language).text == text


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["CNY", "EUR", "USD"]))
def test_machines_read_the_exact_amount(amount: Decimal, currency: str) -> None:
    assert Decimal(price(Money(amount, currency), "en").amount) == amount


def test_a_day_has_words_for_people_and_digits_for_machines() -> None:
    assert day(date(2026, 11, 22), "en") == day(date(2026, 11, 22), "en")
    assert day(date(2026, 11, 22), "en").text == "November 22, 2026"
    assert day(date(2026, 11, 22), "zh").text == "2026年11月22日"
    assert day(date(2026, 11, 22), "de").iso == "2026-11-22"


def test_a_moment_is_told_on_the_clock_of_the_site() -> None:
    ends = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    told = moment(ends, ZoneInfo("Asia/Shanghai"), "en")
    assert told.text == "Jan 1 00:00"
    assert told.iso == "2027-01-01T00:00:00+08:00"


def test_a_language_is_called_as_its_speakers_call_it() -> None:
    assert (name_of("zh"), name_of("en"), name_of("ar")) == ("中文", "English", "العربية")
    assert (direction_of("ar"), direction_of("zh")) == ("rtl", "ltr")
