"""SUM: the entries of all orders, in a throw-away SQLite file that is asked by period, creator, channel …

A million orders fit without filling the memory. Amounts are whole numbers of a currency's smallest unit, so sums
are exact.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

import msgspec

from sitegen.earnings.attribution import Note
from sitegen.earnings.commission import Entry
from sitegen.earnings.periods import Period

Dimension = Literal["channel", "page", "product", "creator", "month", "day", "provider"]

_FIELDS = msgspec.structs.fields(Entry)
_INTEGERS = {"line", "quantity", "base", "commission"}
_COLUMNS = ", ".join(f'"{field.name}" {"INTEGER" if field.name in _INTEGERS else "TEXT"}' for field in _FIELDS)
_INSERT = f"INSERT INTO entries VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608 - our own field names
_BATCH = 10_000

_DIMENSIONS: dict[Dimension, str] = {
    "channel": "channel",
    "page": "page_kind || ' ' || page",
    "product": "product || char(9) || title",
    "creator": "creator",
    "month": "substr(day, 1, 7)",
    "day": "day",
    "provider": 'substr("order", 1, instr("order", \':\') - 1)',
}


class Sum(msgspec.Struct, frozen=True):
    """Entries with something in common. `base` is sold, `back` of it went back (negative), as for commissions."""

    name: str
    currency: str
    orders: int
    base: int
    back: int
    earned: int
    reversed: int


class NoteCount(msgspec.Struct, frozen=True):
    """A note and how many orders it is about; `order` is one of them."""

    note: Note
    orders: int
    order: str


class Unattributed(msgspec.Struct, frozen=True):
    order: str
    day: str
    currency: str
    base: int
    back: int
    reason: str


class MonthTotal(msgspec.Struct, frozen=True):
    """What a creator earned in a month, and what became payable in it."""

    month: str
    creator: str
    currency: str
    orders: int
    earned: int
    reversed: int
    payable: int


class Books:
    """Filled once, then only asked."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.execute(f"CREATE TABLE entries ({_COLUMNS})")
        self._database.execute("CREATE TABLE nobody (key TEXT, reason TEXT)")
        self._database.execute("CREATE TABLE notes (key TEXT, trouble TEXT, subject TEXT, text TEXT, near TEXT)")
        self._database.execute("BEGIN")
        self._waiting: list[tuple[object, ...]] = []

    def add(self, found: Iterable[Entry]) -> None:
        self._waiting += map(msgspec.structs.astuple, found)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def add_nobody(self, order: str, reason: str) -> None:
        self._database.execute("INSERT INTO nobody VALUES (?, ?)", (order, reason))

    def add_note(self, order: str, note: Note) -> None:
        row = (order, note.trouble, note.subject, note.text, "\n".join(note.near))
        self._database.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", row)

    def close_books(self) -> None:
        """After the last entry: make the questions quick."""
        self._flush()
        self._database.execute("CREATE INDEX by_creator ON entries (creator, day)")
        self._database.execute("COMMIT")

    def creators(self, period: Period) -> list[str]:
        """Creators with anything to tell about a period, in the order of their names."""
        query = "SELECT DISTINCT creator FROM entries WHERE creator != '' AND day < ? AND pays >= ? ORDER BY creator"
        return [name for (name,) in self._database.execute(query, (period.end.isoformat(), period.start.isoformat()))]

    def entries(self, creator: str, period: Period) -> list[Entry]:
        """What happened in the period, and what happened before but pays in it or later."""
        query = """
            SELECT * FROM entries WHERE creator = ? AND day < ? AND pays >= ?
            ORDER BY day, "order", line, kind != 'sale', rowid
        """
        rows = self._database.execute(query, (creator, period.end.isoformat(), period.start.isoformat()))
        return [Entry(*row) for row in rows]

    def sums(self, dimension: Dimension, period: Period | None = None, where: str = "1") -> list[Sum]:
        """Everything, or what happened in a period, by what it has in common; the largest first."""
        bounds = (period.start.isoformat(), period.end.isoformat()) if period else ("", "9")
        query = f"""
            SELECT {_DIMENSIONS[dimension]}, currency, count(DISTINCT CASE WHEN kind = 'sale' THEN "order" END),
                sum(CASE WHEN kind = 'sale' THEN base ELSE 0 END), sum(CASE WHEN kind = 'sale' THEN 0 ELSE base END),
                sum(CASE WHEN kind = 'sale' THEN commission ELSE 0 END),
                sum(CASE WHEN kind = 'sale' THEN 0 ELSE commission END)
            FROM entries WHERE day >= ? AND day < ? AND {where} GROUP BY 1, 2 ORDER BY 4 DESC, 1
        """  # noqa: S608 - dimensions and conditions are our own
        return [Sum(*row) for row in self._database.execute(query, bounds)]

    def unattributed(self, period: Period) -> Iterator[Unattributed]:
        """Sales of nobody in a period, with what of them went back in it, and why they are nobody's."""
        query = """
            SELECT entries."order", min(day), currency, sum(CASE WHEN kind = 'sale' THEN base ELSE 0 END),
                sum(CASE WHEN kind = 'sale' THEN 0 ELSE base END), reason
            FROM entries JOIN nobody ON key = entries."order"
            WHERE creator = '' AND by = '' AND day >= ? AND day < ? GROUP BY entries."order", currency ORDER BY 2, 1
        """
        self._database.execute("CREATE INDEX IF NOT EXISTS nobody_key ON nobody (key, reason)")
        bounds = (period.start.isoformat(), period.end.isoformat())
        return (Unattributed(*row) for row in self._database.execute(query, bounds))

    def reasons(self, period: Period) -> list[tuple[str, int]]:
        """Why orders of a period are nobody's, the most frequent first."""
        query = """
            SELECT reason, count(DISTINCT entries."order") FROM entries JOIN nobody ON key = entries."order"
            WHERE creator = '' AND by = '' AND kind = 'sale' AND day >= ? AND day < ? GROUP BY 1 ORDER BY 2 DESC, 1
        """
        self._database.execute("CREATE INDEX IF NOT EXISTS nobody_key ON nobody (key, reason)")
        return self._database.execute(query, (period.start.isoformat(), period.end.isoformat())).fetchall()

    def notes(self) -> list[NoteCount]:
        """What a person should look at, the most frequent first."""
        query = """
            SELECT trouble, subject, text, near, count(*), min(key) FROM notes
            GROUP BY trouble, subject, text, near ORDER BY 5 DESC, 2
        """
        return [
            NoteCount(Note(trouble, subject, text, tuple(near.split("\n")) if near else ()), count, key)
            for trouble, subject, text, near, count, key in self._database.execute(query)
        ]

    @cached_property
    def months(self) -> list[MonthTotal]:
        """Every creator's months: earned by the day of the sale, payable by the day it pays."""
        query = """
            SELECT month, creator, currency, sum(orders), sum(earned), sum(reversed), sum(payable) FROM (
                SELECT substr(day, 1, 7) AS month, creator, currency, sum(kind = 'sale' AND line = 0) AS orders,
                    sum(CASE WHEN kind = 'sale' THEN commission ELSE 0 END) AS earned,
                    sum(CASE WHEN kind = 'sale' THEN 0 ELSE commission END) AS reversed, 0 AS payable
                FROM entries WHERE creator != '' GROUP BY 1, 2, 3
                UNION ALL
                SELECT substr(pays, 1, 7), creator, currency, 0, 0, 0, sum(commission)
                FROM entries WHERE creator != '' GROUP BY 1, 2, 3
            ) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """
        return [MonthTotal(*row) for row in self._database.execute(query)]

    def last_month(self, today: str) -> str | None:
        """The month of the latest sale that is not in the future."""
        (day,) = self._database.execute(
            "SELECT max(day) FROM entries WHERE kind = 'sale' AND day <= ?", (today,)
        ).fetchone()
        return day[:7] if day else None

    def _flush(self) -> None:
        self._database.executemany(_INSERT, self._waiting)
        self._waiting.clear()
