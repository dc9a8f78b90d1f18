"""Money: an exact amount in a named currency."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import msgspec

LARGEST_AMOUNT = Decimal(1_000_000_000_000)
LONGEST_AMOUNT = 40

_AMOUNT = re.compile(r"(-?)([0-9]+(?:\.[0-9]+)?)")


class Money(msgspec.Struct, frozen=True):
    """`amount` in major units (12.50 is twelve and a half), `currency` an ISO 4217 code."""

    amount: Decimal
    currency: str

    @property
    def plain(self) -> str:
        """The amount with the currency's own number of decimals, as machines read it: `168.00`, `1200`."""
        return f"{self.amount:.{minor_digits(self.currency)}f}"

    def __str__(self) -> str:
        return f"{self.plain} {self.currency}"


@lru_cache
def minor_digits(currency: str) -> int:
    """Decimals a currency has: 2 for CNY, 0 for JPY, 3 for KWD (Unicode CLDR, through Babel)."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


@lru_cache
def is_currency(code: str) -> bool:
    from babel.numbers import list_currencies

    return code in list_currencies()


def parse_money(written: str, default_currency: str) -> Money:
    """Read `168.00` or `168.00 CNY`.

    Raises ValueError with a sentence for the author when it is no price one can charge.
    """
    number, _, code = written.strip().partition(" ")
    currency = code.strip() or default_currency
    if not is_currency(currency):
        raise ValueError(f"`{currency}` is no currency code; write it like `168.00 CNY`")
    amount = _parse_amount(number)
    return Money(_in_minor_units(amount, currency), currency)


def _parse_amount(number: str) -> Decimal:
    match = _AMOUNT.fullmatch(number)
    if match is None:
        raise ValueError(f"`{number}` is no amount; write digits with a point, like 168.00")
    if match[1]:
        raise ValueError(f"`{number}` is negative; a price is zero or more")
    if len(match[2]) > LONGEST_AMOUNT or Decimal(match[2]) > LARGEST_AMOUNT:
        raise ValueError(f"`{number}` is no amount one can pay")
    return Decimal(match[2])


def _in_minor_units(amount: Decimal, currency: str) -> Decimal:
    digits = minor_digits(currency)
    rounded = amount.quantize(Decimal(1).scaleb(-digits))
    if rounded != amount:
        raise ValueError(f"{currency} has {digits} decimals, `{amount}` has more")
    return rounded
