"""What is shown now: drafts, publication and expiry against the build's clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from sitegen.model.content import Common


class Schedule(msgspec.Struct, frozen=True):
    """The build's now, where the site is, and what it was asked to show all the same."""

    clock: datetime
    zone: ZoneInfo
    drafts: bool = False
    future: bool = False

    def moment(self, written: datetime) -> datetime:
        """A moment as written, in UTC: in its own offset where it has one, else in the site's timezone.

        A time that a clock skips in spring counts as if it had not; of one that comes twice, the first is meant.
        """
        return (written if written.tzinfo else written.replace(tzinfo=self.zone)).astimezone(UTC)

    def reason_to_skip(self, fields: Common) -> str | None:
        """Why this is not shown, in words for the person who builds; None when it is."""
        opens = fields.publish or fields.date
        if fields.draft and not self.drafts:
            return "a draft; show it with --drafts"
        if opens and self.moment(opens) > self.clock and not self.future:
            return f"not before {self._said(opens)}; show it with --future"
        if fields.expires and fields.gone_when_expired and self.is_over(fields):
            return f"expired {self._said(fields.expires)}"
        return None

    def is_over(self, fields: Common) -> bool:
        return fields.expires is not None and self.moment(fields.expires) <= self.clock

    def may_show(self, fields: Common) -> bool:
        """Whether time alone can still change something about this: it is no draft and has not expired."""
        return not self.is_over(fields) and (self.drafts or not fields.draft)

    def is_on(self, opens: datetime | None, closes: datetime | None) -> bool:
        """Whether the clock is in a window; its beginning belongs to it, its end does not."""
        started = opens is None or self.moment(opens) <= self.clock
        return started and (closes is None or self.clock < self.moment(closes))

    def next_of(self, moments: Iterable[datetime | None]) -> datetime | None:
        """The first of these that is still to come."""
        ahead = [self.moment(moment) for moment in moments if moment and self.moment(moment) > self.clock]
        return min(ahead, default=None)

    def _said(self, moment: datetime) -> str:
        return self.moment(moment).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")


def rfc3339(moment: datetime) -> str:
    """A moment for machines, with its offset; in UTC where that is no whole number of minutes, as before 1900."""
    offset = moment.utcoffset() or timedelta()
    local = moment.astimezone(UTC) if offset.seconds % 60 else moment
    return local.isoformat(timespec="seconds")
