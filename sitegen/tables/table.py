"""A file of rows and columns: cells by the name of their column, in any order and any case."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from sitegen.model.money import is_currency
from sitegen.tables import cells
from sitegen.tables.decoding import Decoded, decode, open_text, records

T = TypeVar("T")

_TRUE = frozenset({"1", "true", "yes", "y"})
_FORMULA = frozenset("=+-@")


class CellError(ValueError):
    """A cell that cannot be read: its row and column, what is wrong, what to do."""

    def __init__(self, row: int, column: str, what: str, hint: str | None = None) -> None:
        self.row, self.column, self.what, self.hint = row, column, what, hint
        super().__init__(what)


class Conventions(msgspec.Struct, frozen=True, kw_only=True):
    """What a file may leave unsaid: the site's zone, currency and language, and what the person who reads it knows.

    `columns` names columns by what they hold, for exports that no reader knows: `{"order": "Bestellnummer"}`.
    """

    zone: ZoneInfo
    currency: str
    language: str = "en"
    day_first: bool | None = None
    encoding: str | None = None
    columns: dict[str, str] = {}


class Table:
    """An opened export. Columns are asked for by name; `A|B` is whichever of the two there is."""

    def __init__(self, path: Path, conventions: Conventions) -> None:
        self.path = path
        self.conventions = conventions
        self.decoded: Decoded = decode(path, conventions.language, conventions.encoding)
        self.header = self._header()
        self._places = {_plain(name): place for place, name in reversed(list(enumerate(self.header)))}
        for meaning, name in conventions.columns.items():
            if _plain(name) in self._places:
                self._places[_plain(meaning)] = self._places[_plain(name)]
        self.known: dict[str, int] = {}
        self.dates: tuple[str, ...] = ()
        self.amounts: tuple[str, ...] = ()

    def place(self, column: str) -> int:
        """Where a column stands, or -1."""
        place = self.known.get(column)
        if place is None:
            places = (self._places.get(_plain(name), -1) for name in column.split("|"))
            place = self.known[column] = next((place for place in places if place >= 0), -1)
        return place

    def has(self, column: str) -> bool:
        return self.place(column) >= 0

    def called(self, column: str) -> str:
        """The column as this file spells it."""
        place = self.place(column)
        return self.header[place].strip() if place >= 0 else column.partition("|")[0]

    def columns_like(self, start: str) -> tuple[str, ...]:
        """Columns whose names begin alike: `line_item_1`, `line_item_2` …"""
        return tuple(name for name in self.header if _plain(name).startswith(_plain(start)))

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty; numbered as a spreadsheet does, the header being the first."""
        with open_text(self.path, self.decoded.encoding) as file:
            for number, values in enumerate(records(file), 1):
                if number > 1 and any(values):
                    yield Row(self, number, values)

    @cached_property
    def day_first(self) -> bool | None:
        """Whether days stand before months in this file, by the first date that can be read in one way only."""
        if self.conventions.day_first is not None:
            return self.conventions.day_first
        return next((told for told in self._looked_at(self.dates, cells.day_first_in) if told is not None), None)

    @cached_property
    def decimal_mark(self) -> cells.Mark | None:
        return next((mark for mark in self._looked_at(self.amounts, cells.decimal_mark_in) if mark), None)

    def _looked_at(self, columns: Sequence[str], look: Callable[[str], T]) -> Iterator[T]:
        for row in self.rows():
            for column in columns:
                yield look(row.text(column))

    def _header(self) -> list[str]:
        with open_text(self.path, self.decoded.encoding) as file:
            return next(records(file), [])


class Row:
    """One row. Its methods raise CellError for what cannot be read."""

    __slots__ = ("_places", "_table", "_values", "number")

    def __init__(self, table: Table, number: int, values: list[str]) -> None:
        self.number = number
        self._table = table
        self._places = table.known
        self._values = values

    @property
    def home(self) -> ZoneInfo:
        """The site's time zone, for moments that name none."""
        return self._table.conventions.zone

    @property
    def file(self) -> str:
        return self._table.path.name

    @property
    def values(self) -> list[str]:
        """The cells as they are written."""
        return self._values

    @property
    def first(self) -> str:
        return self._values[0].strip() if self._values else ""

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return self._table.has(column)

    def called(self, column: str) -> str:
        """The column as this file spells it."""
        return self._table.called(column)

    def columns_like(self, start: str) -> tuple[str, ...]:
        return self._table.columns_like(start)

    def text(self, column: str) -> str:
        """The cell, or nothing when the column or the cell is missing. Guards against formulas are taken off."""
        place = self._places.get(column)
        if place is None:
            place = self._table.place(column)
        if place < 0 or place >= len(self._values):
            return ""
        value = self._values[place].strip()
        return value[1:] if value[:1] == "'" and value[1:2] in _FORMULA else value

    def needed(self, column: str) -> str:
        value = self.text(column)
        if not value:
            hint = "without it the order cannot be told from others"
            raise self.refuse(column, "this cell is empty", hint)
        return value

    def currency(self, column: str) -> str:
        """An ISO 4217 code; the site's currency where the export names none."""
        code = self.text(column).upper() or self._table.conventions.currency
        if not is_currency(code):
            raise self.refuse(column, f"`{code}` is no currency", "codes look like CNY or EUR")
        return code

    def money(self, column: str, currency: str) -> Decimal | None:
        """An amount in the currency's own decimals; None when nothing is told."""
        text = self.text(column)
        if not text:
            return None
        try:
            amount = cells.simple_amount(text, currency)
            return self._money(text, currency) if amount is None else amount
        except ValueError as error:
            raise self.refuse(column, str(error), "correct the amount or its currency") from None

    def moment(self, column: str, zone: tzinfo | None = None, time: str = "") -> datetime | None:
        """A moment in UTC; `time` is a second column with the time of day."""
        text = self.text(column)
        if not text:
            return None
        written = f"{text} {self.text(time)}".strip() if time else text
        zone = zone or self.home
        try:
            try:
                return cells.read_moment(written, zone)
            except cells.Ambiguous:
                return cells.read_moment(written, zone, self._table.day_first)
        except cells.Ambiguous as error:
            hint = "no date in this file tells: add `--dates day-first` or `--dates month-first`"
            raise self.refuse(column, str(error), hint) from None
        except ValueError as error:
            raise self.refuse(column, str(error)) from None

    def zone(self, column: str, at: datetime) -> tzinfo:
        """The time zone a cell names, else the site's."""
        name = self.text(column)
        try:
            return cells.zone_named(name, self.home, at) if name else self.home
        except ValueError as error:
            raise self.refuse(column, str(error)) from None

    def whole(self, column: str) -> int:
        """A quantity; 1 where none is told."""
        text = self.text(column)
        try:
            return int(text) if text.isdecimal() else int(cells.read_amount(text)) if text else 1
        except ValueError as error:
            raise self.refuse(column, str(error)) from None

    def flag(self, column: str) -> bool:
        return self.text(column).lower() in _TRUE

    def refuse(self, column: str, what: str, hint: str | None = None) -> CellError:
        """A complaint about a cell, for a reader to raise."""
        return CellError(self.number, self._table.called(column), what, hint)

    def _money(self, text: str, currency: str) -> Decimal:
        """An amount in the ways of other countries; the file's decimal mark counts where the amount does not tell."""
        single = text.count(".") + text.count(",") == 1
        mark = self._table.decimal_mark if single and cells.decimal_mark_in(text) is None else None
        return cells.in_units_of(cells.read_amount(text, mark), currency, text)


def open_table(path: Path, conventions: Conventions) -> Table:
    """Open an export. Raises UsageError when it is no text, ValueError when it is no table."""
    try:
        return Table(path, conventions)
    except csv.Error as error:
        raise ValueError(f"this is no CSV file: {error}") from None


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())
