"""The time a statement is about: whole days in the site's time zone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from sitegen.errors import UsageError

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Period(msgspec.Struct, frozen=True):
    """From `start` to before `end`, as of the end of `today`, which may lie within it."""

    start: date
    end: date
    today: date

    @property
    def label(self) -> str:
        """`2026-11` for a month, else `2026-11-03_2026-11-20`."""
        return self.month or f"{self.start}_{self.end - timedelta(days=1)}"

    @property
    def month(self) -> str | None:
        return f"{self.start:%Y-%m}" if self.start.day == 1 and self.end == _next_month(self.start) else None

    @property
    def cutoff(self) -> date:
        """What pays before this day is payable; what pays from it on is pending."""
        return max(self.start, min(self.end, self.today + timedelta(days=1)))

    @property
    def is_over(self) -> bool:
        return self.today >= self.end


def month_of(text: str, today: date) -> Period:
    """`2026-11`. Raises UsageError."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise UsageError(f"`{text}` is no month; write 2026-11")
    start = date(int(match[1]), int(match[2]), 1)
    return Period(start, _next_month(start), today)


def period_of(first: str, last: str | None, today: date) -> Period:
    """From one day to another, both included; until today when no other is given. Raises UsageError."""
    start, end = _day(first), _day(last) if last else today
    if end < start:
        raise UsageError(f"the period ends on {end}, before it begins on {start}")
    return Period(start, end + timedelta(days=1), today)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"`{text}` is no day; write 2026-11-30") from None


def _next_month(start: date) -> date:
    return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
