"""Money, numbers and dates as people of a language write them (Unicode CLDR, through Babel)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from sitegen.model.money import Money
from sitegen.render.views import Date, Price

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# Keeps the letters and the sign of `CN¥` together among words that run from right to left.
LEFT_TO_RIGHT = "\u200e"


@lru_cache
def locale_of(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@lru_cache
def direction_of(language: str) -> str:
    return str(locale_of(language).text_direction)


@lru_cache
def name_of(language: str) -> str:
    """A language's name in itself: 中文, English."""
    name = locale_of(language).get_display_name() or language
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=8192)
def price(money: Money, language: str) -> Price:
    """Whole amounts are written without decimals, as shops do."""
    locale = locale_of(language)
    if money.amount == money.amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        text = format_currency(money.amount, money.currency, pattern, locale=locale, currency_digits=False)
    else:
        text = format_currency(money.amount, money.currency, locale=locale)
    symbol = get_currency_symbol(money.currency, locale=locale)
    if direction_of(language) == "rtl" and symbol[:1].isascii():
        text = text.replace(symbol, f"{LEFT_TO_RIGHT}{symbol}{LEFT_TO_RIGHT}")
    return Price(text=text, amount=money.plain, currency=money.currency)


@lru_cache(maxsize=8192)
def number(value: int | Decimal, language: str) -> str:
    return format_decimal(value, locale=locale_of(language))


@lru_cache(maxsize=8192)
def day(value: date | datetime, language: str) -> Date:
    return Date(iso=value.isoformat(), text=format_date(value, "long", locale=locale_of(language)))


def moment(value: datetime, zone: ZoneInfo, language: str) -> Date:
    """A moment on the site's clock, without the year: offers are near."""
    local = value.astimezone(zone)
    locale = locale_of(language)
    day_pattern = str(locale.datetime_skeletons["MMMd"].pattern)
    return Date(iso=local.isoformat(), text=format_datetime(local, f"{day_pattern} HH:mm", locale=locale))


def milliseconds(value: datetime) -> int:
    """A moment as scripts count it; no fraction is lost on the way."""
    return (value - _EPOCH) // timedelta(milliseconds=1)
