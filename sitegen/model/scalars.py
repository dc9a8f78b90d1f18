"""From the text of a scalar to its value. Each reader raises ValueError with a sentence for the author."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sitegen.model.content import Color, Days, Focus, Gtin, Rate
from sitegen.model.money import Money, parse_money
from sitegen.text import UNPRINTABLE

Reader = Callable[[str], Any]

_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DAYS = re.compile(r"([0-9]{1,4})(?: days?)?")
_RATE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%?")
_YEARS = range(1900, 3000)


def scalar_readers(currency: str) -> dict[Any, Reader]:
    """Readers by field type; prices without a currency are in `currency`."""
    return {
        str: read_words,
        bool: read_bool,
        int: read_int,
        float: read_float,
        datetime: read_moment,
        date: read_day,
        Rate: read_rate,
        Days: read_days,
        Color: read_color,
        Focus: read_focus,
        Gtin: read_gtin,
        Money: lambda text: parse_money(text, currency),
    }


def read_words(text: str) -> str:
    """A text that can be printed. Escapes in YAML can say more, like `"\\r"`, which ends lines in a vCard."""
    if odd := UNPRINTABLE.search(text):
        raise ValueError(f"an invisible character (U+{ord(odd[0]):04X}) stands in this text; type it anew")
    return text


def read_bool(text: str) -> bool:
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise ValueError(f"`{text}` is neither true nor false")


def read_int(text: str) -> int:
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise ValueError(f"`{text}` is no whole number")
    return int(text)


def read_float(text: str) -> float:
    if not re.fullmatch(r"[-+]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        raise ValueError(f"`{text}` is no number")
    return float(text)


def read_moment(text: str) -> datetime:
    """ISO 8601; a day alone is its first moment. Without an offset it is in the site's timezone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no date; write 2026-11-12 or 2026-11-12T20:00") from None
    if moment.year not in _YEARS:
        raise ValueError(f"`{text}` is too far away; leave it out for a time without end")
    return moment


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no day; write it like 2026-11-12") from None


def read_rate(text: str) -> Rate:
    match = _RATE.fullmatch(text)
    if match is None or Decimal(match[1]) > 100:
        raise ValueError(f"`{text}` is no percentage from 0% to 100%")
    return Rate(Decimal(match[1]) / 100)


def read_days(text: str) -> Days:
    match = _DAYS.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise ValueError(f"`{text}` is no number of days; write `45 days`")
    return Days(int(match[1]))


def read_color(text: str) -> Color:
    if not _HEX.fullmatch(text):
        raise ValueError(f'`{text}` is no colour; write it like "#b4563c", in quotes')
    digits = text[1:].lower()
    return Color("#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)))


def read_focus(text: str) -> Focus:
    """`40% 30%`: across, then down."""
    shares = [float(match[1]) / 100 for part in text.split() if (match := _PERCENT.fullmatch(part))]
    if len(shares) != len(text.split()) or len(shares) != 2 or max(shares) > 1:
        raise ValueError(f"`{text}` is no point of a photo; write `40% 30%`, across and down")
    return Focus(*shares)


def read_gtin(text: str) -> Gtin:
    """EAN, UPC or ISBN-13; spaces and dashes between the digits are left out."""
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits):
        raise ValueError(f"`{text}` is no GTIN; write the 8, 12, 13 or 14 digits below the bar code")
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    if weighed % 10:
        raise ValueError(f"`{text}` is no GTIN: its last digit does not fit the others; compare it with the bar code")
    return Gtin(digits)
