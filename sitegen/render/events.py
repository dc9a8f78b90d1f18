"""Views of events in passing, and when they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from babel.dates import format_datetime

from sitegen.model.catalog import Entry
from sitegen.model.content import EventFields
from sitegen.model.happenings import state_of, worth_showing
from sitegen.render import views
from sitegen.render.formats import locale_of
from sitegen.render.stage import Stage


def event_cards(stage: Stage, wanted: Callable[[EventFields], bool]) -> tuple[views.EventCard, ...]:
    """What is ahead, on, or to be seen again."""
    events = [event for event in stage.edition.events.values() if wanted(event.fields)]
    return tuple(event_card(stage, event) for event in worth_showing(events, stage.schedule))


def event_card(stage: Stage, event: Entry[EventFields]) -> views.EventCard:
    fields = event.fields
    host = stage.edition.creators[fields.creator] if fields.creator else None
    photo = fields.photos[0] if fields.photos else None
    return views.EventCard(
        title=fields.title,
        summary=fields.summary,
        url=stage.href_of(event),
        picture=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        kind=fields.kind,
        state=state_of(fields, stage.schedule),
        when=when(stage, fields),
        place=fields.place,
        host=host.fields.name if host else stage.edition.site.title,
        lang=stage.spoken(event),
    )


def when(stage: Stage, event: EventFields) -> views.Date:
    """The time of an event on the site's clock, with its offset for those who live by another."""
    begins = stage.schedule.moment(event.from_ or datetime.now(UTC)).astimezone(stage.catalog.zone)
    locale = locale_of(stage.language)
    day = str(locale.datetime_skeletons["yMMMEd"].pattern)
    if event.until is None:
        text = format_datetime(begins, f"{day} HH:mm", begins.tzinfo, locale=locale)
    else:
        text = _span(begins, stage.schedule.moment(event.until).astimezone(stage.catalog.zone), day, stage.language)
    offset = format_datetime(begins, "ZZZZ", begins.tzinfo, locale=locale)
    return views.Date(iso=begins.isoformat(), text=f"{text} {offset}")


def _span(begins: datetime, over: datetime, day: str, language: str) -> str:
    """`Sat, Dec 5, 2026 20:00–21:30`; the second day is named when it is another."""
    locale = locale_of(language)
    second = "HH:mm" if over.date() == begins.date() else f"{day} HH:mm"
    first = format_datetime(begins, f"{day} HH:mm", begins.tzinfo, locale=locale)
    return f"{first}–{format_datetime(over, second, over.tzinfo, locale=locale)}"
