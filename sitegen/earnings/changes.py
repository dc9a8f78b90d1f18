"""What is different since the last run: every creator's months then and now."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sitegen.earnings.books import MonthTotal
from sitegen.earnings.journal import Journal


class Change(msgspec.Struct, frozen=True):
    """A creator's month that is not what it was. A side is None where the month was not there."""

    month: str
    creator: str
    currency: str
    before: MonthTotal | None
    after: MonthTotal | None


def changes_since(journal: Journal, months: Iterable[MonthTotal]) -> tuple[Change, ...] | None:
    """What changed, by month, creator and currency; None when there was no run before."""
    rows = journal.database.execute("SELECT month, creator, currency, orders, earned, reversed, payable FROM totals")
    before = {_name(total): total for total in (MonthTotal(*row) for row in rows)}
    if not before:
        return None
    after = {_name(total): total for total in months}
    names = sorted({*before, *after})
    return tuple(
        Change(*name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def remember(journal: Journal, months: Iterable[MonthTotal]) -> None:
    """Keep today's months, for the next run to compare with."""
    journal.database.execute("DELETE FROM totals")
    rows = [msgspec.structs.astuple(total) for total in months]
    journal.database.executemany("INSERT INTO totals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _name(total: MonthTotal) -> tuple[str, str, str]:
    return total.month, total.creator, total.currency
