"""One cell: amounts and moments in the many ways that exports write them. Decimal only.

Each function raises ValueError with a sentence for the person who has the file before them.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from sitegen.model.money import minor_digits

Mark = Literal[".", ","]

_SIMPLE = re.compile(r"-?\d{1,13}(\.\d{1,2})?")
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<minus>[-−–+]?)[^\d.,()\-−–+]*(?P<inner>[-−–]?)(?P<number>\d(?:[\d.,'’\s]*[\d.,])?|[.,]\d+)"
    r"[^\d.,()\-−–+]*(?P<trailing>[-−–]?)(?P<close>\))?"
)
_SPACES_AND_TICKS = re.compile(r"['’\s]")

_EPOCH = re.compile(r"[12]\d{9}")  # seconds since 1970, for any day from 2001 to 2065
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
_MONTH_SECOND = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3})[a-z]*\.? (\d{4})")

# Hours east of Greenwich, for exports that name their zone by letters.
_LETTERS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


class Ambiguous(ValueError):
    """A date that could be two days, in a file where no other date tells which."""


def read_amount(text: str, decimal: Mark | None = None) -> Decimal:
    """An amount with whatever currency signs, spaces and marks stand in it; `decimal` is the file's decimal mark.

    >>> read_amount("-1.234,50 €"), read_amount("(CN¥12.00)"), read_amount("1 234,5")
    (Decimal('-1234.50'), Decimal('-12.00'), Decimal('1234.5'))
    """
    match = _AMOUNT.fullmatch(html.unescape(text).strip())
    if match is None:
        raise ValueError(f"`{text}` is no amount")
    digits = _SPACES_AND_TICKS.sub("", match["number"]).rstrip(".,")
    amount = Decimal(_with_point(digits, decimal))
    negative = match["open"] or match["minus"] in ("-", "−", "–") or match["inner"] or match["trailing"]
    return -amount if negative else amount


@lru_cache(1 << 14)
def simple_amount(text: str, currency: str) -> Decimal | None:
    """An amount as most exports write it, `-12.50`; None for any other way, which takes longer. Amounts repeat."""
    return in_units_of(Decimal(text), currency, text) if _SIMPLE.fullmatch(text) else None


def in_units_of(amount: Decimal, currency: str, text: str) -> Decimal:
    """The amount with as many decimals as the currency has. Raises ValueError when it has more."""
    exact = amount.quantize(_smallest_unit(currency))
    if exact != amount:
        raise ValueError(f"`{text}` has more decimals than {currency} has")
    return exact


@lru_cache
def _smallest_unit(currency: str) -> Decimal:
    """0.01 for euros, 1 for yen."""
    return Decimal(1).scaleb(-minor_digits(currency))


def decimal_mark_in(text: str) -> Mark | None:
    """The decimal mark that an amount gives away, or None when it could be either."""
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return None
    last: Mark = "." if marks[-1] == "." else ","
    if len(set(marks)) == 2:
        return last
    after = re.search(r"[.,](\d+)\D*$", text)
    return last if len(marks) == 1 and after and len(after[1]) != 3 else None


def read_moment(text: str, zone: tzinfo, day_first: bool | None = None) -> datetime:
    """A moment in UTC. Without an offset of its own it is in `zone`; a day alone is its first moment."""
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _read_moment(text, zone, day_first)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"`{text}` is no date") from None


def day_first_in(text: str) -> bool | None:
    """Whether a date gives away that its day comes before its month; None when it could be either."""
    match = _YEAR_LAST.match(text.strip())
    if match is None:
        return None
    if match[2] == ".":
        return True
    first, second = int(match[1]), int(match[3])
    if first > 12:
        return True
    return False if second > 12 else None


def zone_named(name: str, home: ZoneInfo, moment: datetime) -> tzinfo:
    """The zone an export names: `PST`, `GMT+08:00`, `Europe/Berlin`. Letters mean what they mean at home."""
    if match := _OFFSET.fullmatch(name):
        return _offset(match)
    if name == home.tzname(moment):
        return home
    if name in _LETTERS:
        return timezone(timedelta(hours=_LETTERS[name]))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"`{name}` is no time zone we know") from None


def _with_point(digits: str, decimal: Mark | None) -> str:
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return digits
    if dots and commas:
        mark = max(".,", key=digits.rfind)
    else:
        mark = "." if dots else ","
        _, _, after = digits.rpartition(mark)
        before = digits.partition(mark)[0]
        thousands = len(after) == 3 and before not in ("", "0") and mark != decimal
        if dots + commas > 1 or thousands:
            return digits.replace(mark, "")
    whole, _, fraction = digits.rpartition(mark)
    return f"{whole.replace('.', '').replace(',', '') or '0'}.{fraction}"


def _read_moment(text: str, zone: tzinfo, day_first: bool | None) -> datetime:
    text = text.strip()
    year, month, day, rest = _day_in(text, day_first)
    hour = minute = second = 0
    if clock := _CLOCK.match(rest):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            hour = hour % 12 + (12 if clock[4].lower().startswith("p") else 0)
        rest = rest[clock.end() :].strip()
    if rest in _LETTERS:
        zone = timezone(timedelta(hours=_LETTERS[rest]))
    elif offset := _OFFSET.fullmatch(rest):
        zone = _offset(offset)
    elif rest:
        raise ValueError(f"`{text}` is no date we can read; 2026-11-30 20:15 would be one")
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise ValueError(f"there is no day or time like `{text}`") from None


def _day_in(text: str, day_first: bool | None) -> tuple[int, int, int, str]:
    """Year, month, day, and what follows them."""
    if match := _YEAR_FIRST.match(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_LAST.match(text):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        told = day_first_in(text)
        order = day_first if told is None else told
        if order is None and match[1] != match[3]:
            raise Ambiguous(f"`{match[0]}` could be two different days")
        day, month = (int(match[1]), int(match[3])) if order else (int(match[3]), int(match[1]))
    elif (match := _MONTH_FIRST.match(text)) and match[1].lower() in _MONTHS:
        year, month, day = int(match[3]), _MONTHS[match[1].lower()], int(match[2])
    elif (match := _MONTH_SECOND.match(text)) and match[2].lower() in _MONTHS:
        year, month, day = int(match[3]), _MONTHS[match[2].lower()], int(match[1])
    else:
        raise ValueError(f"`{text}` is no date we can read; 2026-11-30 20:15 would be one")
    return year, month, day, text[match.end() :].lstrip(" ,T")


def _offset(match: re.Match[str]) -> timezone:
    sign = -1 if match[1] == "-" else 1
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        raise ValueError(f"`{match[0]}` is no offset from UTC")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
