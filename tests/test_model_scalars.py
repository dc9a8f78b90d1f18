"""From the text of a scalar to its value, or to a sentence about why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.content import Color, Days, Focus, Rate
from sitegen.model.money import Money
from sitegen.model.scalars import (
    read_bool,
    read_color,
    read_day,
    read_days,
    read_float,
    read_focus,
    read_int,
    read_moment,
    read_rate,
    scalar_readers,
)

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_bool, "true", True),
        (read_bool, "False", False),
        (read_int, "-12", -12),
        (read_float, "31.2", 31.2),
        (read_moment, "2026-11-12", datetime(2026, 11, 12)),
        (read_moment, "2026-11-12T20:00", datetime(2026, 11, 12, 20)),
        (read_moment, "2026-11-12 20:00:30", datetime(2026, 11, 12, 20, 0, 30)),
        (read_moment, "2026-11-12T20:00+08:00", datetime(2026, 11, 12, 20, tzinfo=BEIJING)),
        (read_moment, "2026-11-12T20:00Z", datetime(2026, 11, 12, 20, tzinfo=UTC)),
        (read_day, "2026-10-02", date(2026, 10, 2)),
        (read_rate, "12%", Rate(Decimal("0.12"))),
        (read_rate, "7.5 %", Rate(Decimal("0.075"))),
        (read_rate, "0%", Rate(Decimal(0))),
        (read_rate, "100%", Rate(Decimal(1))),
        (read_days, "45 days", Days(45)),
        (read_days, "1 day", Days(1)),
        (read_days, "30", Days(30)),
        (read_color, "#B4563C", Color("#b4563c")),
        (read_color, "#abc", Color("#aabbcc")),
        (read_focus, "40% 30%", Focus(0.4, 0.3)),
        (read_focus, "0 100", Focus(0, 1)),
    ],
)
def test_a_text_is_read_as_what_it_says(read: Callable[[str], Any], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "complaint"),
    [
        (read_bool, "yes", "`yes` is neither true nor false"),
        (read_bool, "1", "`1` is neither true nor false"),
        (read_int, "1.5", "`1.5` is no whole number"),
        (read_int, "９", "`９` is no whole number"),
        (read_int, "9" * 5000, f"`{'9' * 5000}` is no whole number"),
        (read_float, "nan", "`nan` is no number"),
        (read_float, "1e5", "`1e5` is no number"),
        (read_moment, "12.11.2026", "`12.11.2026` is no date; write 2026-11-12 or 2026-11-12T20:00"),
        (read_moment, "2026-11-31", "`2026-11-31` is no date"),
        (read_moment, "9999-12-31", "`9999-12-31` is too far away; leave it out for a time without end"),
        (read_moment, "0001-01-01", "`0001-01-01` is too far away"),
        (read_day, "2026-10-2", "`2026-10-2` is no day; write it like 2026-11-12"),
        (read_rate, "12", "`12` is no percentage from 0% to 100%"),
        (read_rate, "101%", "`101%` is no percentage"),
        (read_rate, "-1%", "`-1%` is no percentage"),
        (read_rate, "1e1%", "`1e1%` is no percentage"),
        (read_rate, "NaN%", "`NaN%` is no percentage"),
        (read_days, "0 days", "`0 days` is no number of days; write `45 days`"),
        (read_days, "two weeks", "`two weeks` is no number of days"),
        (read_color, "red", '`red` is no colour; write it like "#b4563c", in quotes'),
        (read_color, "#12345", "`#12345` is no colour"),
        (read_focus, "40%", "`40%` is no point of a photo; write `40% 30%`, across and down"),
        (read_focus, "40% 130%", "`40% 130%` is no point of a photo"),
        (read_focus, "nan% nan%", "`nan% nan%` is no point of a photo"),
        (read_focus, "1% 2% 3%", "`1% 2% 3%` is no point of a photo"),
    ],
)
def test_a_text_that_says_something_else_is_refused_with_advice(
    read: Callable[[str], Any], text: str, complaint: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is compared below
        read(text)
    assert str(caught.value).startswith(complaint)


READERS = scalar_readers("EUR")


@given(st.sampled_from(list(READERS)), st.text())
def test_any_text_is_read_or_refused_and_nothing_else_happens(kind: type, text: str) -> None:
    try:
        value = READERS[kind](text)
    except ValueError:
        return
    assert isinstance(value, kind)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=st.none() | st.just(BEIJING)))
def test_every_moment_is_read_back_as_it_was_written(moment: datetime) -> None:
    assert read_moment(moment.isoformat()) == moment


def test_prices_without_a_currency_are_in_the_sites() -> None:
    assert READERS[Money]("12.50") == Money(Decimal("12.50"), "EUR")


def test_a_text_is_taken_as_it_is() -> None:
    assert READERS[str]("NO") == "NO"
