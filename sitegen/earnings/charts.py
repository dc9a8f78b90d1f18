"""Bars as numbers: where each stands and how high it is. The template only draws them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from sitegen.earnings.periods import Period
from sitegen.earnings.statements import Account, Part

WIDTH, HEIGHT = 340.0, 132.0
LONGEST_BY_DAY = 62

_GAP = 0.32
_LOWEST_BAR = 2.0


class Bar(msgspec.Struct, frozen=True):
    """What was earned, up from the line, and what went back, down from it. Heights in pixels."""

    x: float
    width: float
    up: float
    down: float
    day: date
    earned: Decimal
    reversed: Decimal
    label: bool


class Chart(msgspec.Struct, frozen=True):
    """`line` is how far from the top zero is; `by_month` tells that a bar is a month."""

    bars: tuple[Bar, ...]
    line: float
    by_month: bool

    @property
    def best(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.earned)


def by_day(account: Account, period: Period) -> Chart:
    """A bar for each day of the period, or for each month when it is long."""
    by_month = (period.end - period.start).days > LONGEST_BY_DAY
    places = _months(period) if by_month else _days(period)
    earned: dict[date, Decimal] = defaultdict(Decimal)
    back: dict[date, Decimal] = defaultdict(Decimal)
    for item in account.days:
        day = date.fromisoformat(item.day)
        day = day.replace(day=1) if by_month else day
        earned[day] += item.earned
        back[day] += item.reversed
    top, bottom = max(earned.values(), default=Decimal(0)), -min(back.values(), default=Decimal(0))
    scale = HEIGHT / float(top + max(bottom, Decimal(0)) or 1)
    step = WIDTH / len(places)
    every = 1 if len(places) <= 8 else 7 if not by_month else 3
    bars = tuple(
        Bar(
            x=round(number * step + step * _GAP / 2, 2),
            width=round(step * (1 - _GAP), 2),
            up=_height(earned[place], scale),
            down=_height(-back[place], scale),
            day=place,
            earned=earned[place],
            reversed=back[place],
            label=number % every == 0,
        )
        for number, place in enumerate(places)
    )
    return Chart(bars, round(float(top) * scale, 2), by_month)


def shares(parts: Sequence[Part]) -> list[tuple[Part, float]]:
    """Parts with their length in percent of the longest; what is below zero has none."""
    longest = max((part.commission for part in parts), default=Decimal(0))
    return [(part, float(max(part.commission, Decimal(0)) / longest * 100) if longest > 0 else 0.0) for part in parts]


def _height(amount: Decimal, scale: float) -> float:
    return round(max(float(amount) * scale, _LOWEST_BAR), 2) if amount > 0 else 0.0


def _days(period: Period) -> list[date]:
    return [period.start + timedelta(days=number) for number in range((period.end - period.start).days)]


def _months(period: Period) -> list[date]:
    months, month = [], period.start.replace(day=1)
    while month < period.end:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months
