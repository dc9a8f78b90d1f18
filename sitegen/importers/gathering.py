"""Rows of one product together, wherever in the export they stand, without holding the export in memory."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import Place, Problem, UsageError
from sitegen.importers.items import Item, Report, Wish
from sitegen.tables.table import CellError, Row, Table, open_table

_BATCH = 500


class Left(CellError):
    """Something that is right and cannot become a product; said as a warning."""


class Gathering:
    """A heap of things by key in a temporary database, which the system removes."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA cache_size = -4000")
        self._base.execute("CREATE TABLE things (place INTEGER PRIMARY KEY, heap INTEGER, thing BLOB)")
        self._base.execute("BEGIN")
        self._heaps: dict[str, int] = {}
        self._waiting: list[tuple[int, bytes]] = []

    def __len__(self) -> int:
        return len(self._heaps)

    def put(self, key: str, thing: Any) -> None:
        heap = self._heaps.setdefault(key, len(self._heaps))
        self._waiting.append((heap, msgspec.msgpack.encode(thing)))
        if len(self._waiting) >= _BATCH:
            self._store()

    def heaps(self) -> Iterator[list[Any]]:
        """The things of each key, in the order in which keys and things came."""
        self._store()
        found = self._base.execute("SELECT heap, thing FROM things ORDER BY heap, place")
        for _, same in groupby(found, key=lambda row: row[0]):
            yield [msgspec.msgpack.decode(thing) for _, thing in same]

    def _store(self) -> None:
        self._base.executemany("INSERT INTO things (heap, thing) VALUES (?, ?)", self._waiting)
        self._waiting = []


def opened(source: Path, wish: Wish, needs: Sequence[str], what: str, howto: str) -> Table:
    """A table that has the columns without which it is not what it should be. Raises UsageError."""
    if source.is_dir():
        raise UsageError(f"{source} is a folder; {howto}")
    try:
        table = open_table(source, wish.conventions)
    except ValueError as error:
        raise UsageError(f"{source.name}: {error}") from None
    except UsageError as error:
        raise UsageError(f"{source.name}: {error}") from None
    for column in needs:
        if not table.has(column):
            name = column.replace("|", "` or `")
            raise UsageError(f"{source.name} is no {what}: it has no column `{name}`; {howto}")
    return table


def grouped(table: Table, key: Callable[[Row], str], report: Report) -> Iterator[list[Row]]:
    """The rows of each key together. Rows without a key are told of and left."""
    gathering = Gathering()
    try:
        for row in table.rows():
            if name := key(row):
                gathering.put(name, (row.number, row.values))
            else:
                what = "this row does not say which product it belongs to, so it was left"
                report(Problem(Place(table.path.name, row.number), what, severity="warning"))
    except csv.Error as error:
        raise UsageError(f"{table.path.name}: this is no CSV file: {error}") from None
    for heap in gathering.heaps():
        yield [Row(table, number, values) for number, values in heap]


def told(
    groups: Iterator[list[Row]], read: Callable[[list[Row]], Item | None], table: Table, report: Report
) -> Iterator[Item]:
    """The item of each group; one with a cell that cannot be read is reported and left."""
    for rows in groups:
        try:
            item = read(rows)
        except CellError as error:
            place = Place(table.path.name, error.row, error.column)
            report(Problem(place, error.what, error.hint, "warning" if isinstance(error, Left) else "error"))
            continue
        if item:
            yield item
