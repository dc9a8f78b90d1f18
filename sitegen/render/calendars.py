"""Calendar files (RFC 5545), through the icalendar package."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//sitegen//EN"
REPEATS = 6

_MORNING = timedelta(hours=9)
_BEFORE = timedelta(minutes=-30)


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """An event in a visitor's calendar; `stamp` is when it was last changed, both moments are in UTC."""

    uid: str
    stamp: datetime
    begins: datetime
    over: datetime | None
    title: str
    text: str
    place: str
    geo: tuple[float, ...]
    url: str


class Recurrence(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder for whole days: the first, and how many days lie between two. `stamp` is when it was made."""

    uid: str
    stamp: date
    first: date
    days: int
    title: str
    text: str
    url: str


def appointment(value: Appointment) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", value.uid)
    event.add("dtstamp", value.stamp)
    event.add("dtstart", value.begins)
    if value.over:
        event.add("dtend", value.over)
    event.add("summary", value.title)
    if value.text:
        event.add("description", value.text)
    if value.place:
        event.add("location", value.place)
    if value.geo:
        event.add("geo", value.geo)
    event.add("url", value.url)
    return _calendar(event, value.title, _BEFORE)


def recurrence(value: Recurrence) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", value.uid)
    event.add("dtstamp", datetime.fromisoformat(f"{value.stamp.isoformat()}T00:00:00+00:00"))
    event.add("dtstart", value.first)
    event.add("rrule", {"freq": "daily", "interval": value.days, "count": REPEATS})
    event.add("summary", value.title)
    event.add("description", value.text)
    event.add("url", value.url)
    event.add("transp", "TRANSPARENT")
    return _calendar(event, value.title, _MORNING)


def _calendar(event: Event, title: str, trigger: timedelta) -> bytes:
    """A calendar of one event that rings once."""
    from icalendar import Alarm, Calendar

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
