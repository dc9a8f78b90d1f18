"""What is shown now: drafts, publication and expiry against the build's clock, in the site's timezone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.content import PageFields
from sitegen.model.schedule import Schedule
from tests.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI)


def schedule(clock: datetime = NOW, zone: ZoneInfo = SHANGHAI, drafts: bool = False, future: bool = False) -> Schedule:
    return Schedule(clock, zone, drafts, future)


def reason(fields: PageFields, **choices: bool) -> str | None:
    return schedule(**choices).reason_to_skip(fields)  # type: ignore[arg-type]  # only the two flags are passed


NOON = datetime(2026, 11, 22, 12)
LATER = datetime(2026, 11, 22, 12, 0, 1)


def test_a_page_that_says_nothing_is_shown() -> None:
    assert reason(PageFields(title="x")) is None


def test_a_draft_is_shown_on_request() -> None:
    assert reason(PageFields(title="x", draft=True)) == "a draft; show it with --drafts"
    assert reason(PageFields(title="x", draft=True), drafts=True) is None


@pytest.mark.parametrize("field", ["date", "publish"])
def test_what_is_dated_ahead_appears_at_its_moment_or_on_request(field: str) -> None:
    assert reason(PageFields(title="x", **{field: NOON})) is None
    assert reason(PageFields(title="x", **{field: LATER})) == "not before 2026-11-22 12:00; show it with --future"
    assert reason(PageFields(title="x", **{field: LATER}), future=True) is None


def test_publish_wins_over_date() -> None:
    assert reason(PageFields(title="x", publish=NOON, date=LATER)) is None
    assert reason(PageFields(title="x", publish=LATER, date=NOON)) is not None


def test_what_expires_is_gone_at_its_moment_even_on_request() -> None:
    assert reason(PageFields(title="x", expires=LATER)) is None
    assert reason(PageFields(title="x", expires=NOON)) == "expired 2026-11-22 12:00"
    assert reason(PageFields(title="x", expires=NOON), drafts=True, future=True) == "expired 2026-11-22 12:00"


def test_a_moment_without_an_offset_is_in_the_sites_timezone() -> None:
    assert schedule().moment(NOON) == datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert schedule(zone=BERLIN).moment(NOON) == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert schedule().moment(NOON.replace(tzinfo=UTC)) == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_an_hour_that_spring_skips_still_lasts_an_hour() -> None:
    berlin = schedule(zone=BERLIN)
    before, inside, after = (berlin.moment(datetime(2026, 3, 29, hour, 30)) for hour in (1, 2, 3))
    assert before < inside <= after
    assert inside - before == timedelta(hours=1)


def test_of_an_hour_that_autumn_repeats_the_first_is_meant() -> None:
    berlin = schedule(zone=BERLIN)
    assert berlin.moment(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_window_holds_its_beginning_and_not_its_end() -> None:
    assert schedule().is_on(NOON, LATER)
    assert not schedule().is_on(LATER, None)
    assert not schedule().is_on(None, NOON)
    assert schedule().is_on(None, None)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 12))
def test_it_does_not_matter_in_which_timezone_the_builders_clock_is(moment: datetime, hours: int) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=hours)))
    assert schedule(elsewhere).is_on(moment, None) == schedule(NOW.astimezone(UTC)).is_on(moment, None)
    assert schedule(elsewhere).is_on(moment, None) == schedule(NOW).is_on(moment, None)


@given(st.lists(st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))))
def test_the_next_change_is_the_first_moment_ahead(moments: list[datetime | None]) -> None:
    found = schedule().next_of(moments)
    ahead = [moment.replace(tzinfo=SHANGHAI) for moment in moments if moment and moment.replace(tzinfo=SHANGHAI) > NOW]
    assert found == min(ahead, default=None)


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ("brand: x", None),
        ("expires: 2026-12-24", "2026-12-24T00:00"),
        ("publish: 2026-12-01T08:00", "2026-12-01T08:00"),
        ("offers: [{price: 9, from: 2026-11-01, until: 2026-12-02}]", "2026-12-02T00:00"),
        ("offers: [{price: 9, from: 2026-11-30}]\nexpires: 2026-12-24", "2026-11-30T00:00"),
        ("draft: true\noffers: [{price: 9, from: 2026-11-30}]", None),
        ("expires: 2026-11-01\noffers: [{price: 9, from: 2026-11-30}]", None),
    ],
)
def test_a_build_says_when_the_next_one_is_worth_while(
    world: Callable[..., World], fields: str, change: str | None
) -> None:
    site = world("-- static/x --\n")
    site.put("content/products/tea.md", f"---\ntitle: Tea\nsku: T\nprice: 12\n{fields}\n---\n")
    expected = datetime.fromisoformat(change).replace(tzinfo=SHANGHAI) if change else None
    assert site.check().catalog.next_change == expected
