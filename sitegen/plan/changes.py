"""When something last changed, as far as its author says: never the clock of whoever builds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.model.catalog import Entry


def last_change(entry: Entry[Any], clock: datetime, zone: ZoneInfo) -> date | None:
    """The latest day the front matter names: updated, published, reviewed, or an offer that began or ended."""
    fields = entry.fields
    offers = [moment for offer in getattr(fields, "offers", ()) for moment in (offer.from_, offer.until)]
    moments = [fields.date, fields.publish, fields.updated, *offers]
    days = [_day(moment, zone) for moment in moments if moment]
    days += [review.date for review in getattr(fields, "reviews", ()) if review.date]
    return latest(day for day in days if day <= clock.astimezone(zone).date())


def latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
