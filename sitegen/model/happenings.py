"""Events in time: whether one is ahead, on or over at the build's clock, and which are worth showing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sitegen.model.catalog import Entry
from sitegen.model.content import EventFields
from sitegen.model.schedule import Schedule

State = Literal["ahead", "on", "over"]

_DAY = timedelta(days=1)


def ends(event: EventFields) -> datetime | None:
    """When an event ends, as written; without a word about it, with its day."""
    if event.until or event.from_ is None:
        return event.until
    return event.from_.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY


def state_of(event: EventFields, schedule: Schedule) -> State:
    """Its beginning belongs to an event, its end does not."""
    if event.from_ and schedule.moment(event.from_) > schedule.clock:
        return "ahead"
    return "on" if schedule.is_on(event.from_, ends(event)) else "over"


def worth_showing(events: Iterable[Entry[EventFields]], schedule: Schedule) -> list[Entry[EventFields]]:
    """What is on or ahead, soonest first, then what can be seen again, latest first; nothing else."""
    begun: dict[str, float] = {}
    coming, again = [], []
    for event in events:
        begun[event.name] = schedule.moment(event.fields.from_).timestamp() if event.fields.from_ else 0
        if state_of(event.fields, schedule) != "over":
            coming.append(event)
        elif event.fields.replay:
            again.append(event)
    soonest = sorted(coming, key=lambda event: (begun[event.name], event.name))
    return soonest + sorted(again, key=lambda event: (-begun[event.name], event.name))
