"""READ: an export file -> what its rows say of orders, with everything that cannot be read reported at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import msgspec

from sitegen.earnings.emails import Owner
from sitegen.earnings.orders import NO_TAG, Sighting
from sitegen.earnings.readers import OrderReader
from sitegen.errors import Place, Problem, UsageError
from sitegen.tables.table import CellError, Conventions, Row, Table, open_table
from sitegen.text import did_you_mean

MOST_PROBLEMS = 200

Report = Callable[[Problem], None]

_IN_TURN = 256

_LIKE_A_TAG = re.compile(r"[A-Za-z0-9_-]{1,200}")


class Share(msgspec.Struct, frozen=True):
    """The part of a file's orders that one of several processes reads."""

    number: int = 0
    of: int = 1

    def has(self, place: int) -> bool:
        return place // _IN_TURN % self.of == self.number


WHOLE = Share()


class Export(msgspec.Struct, frozen=True):
    """An opened file and who can read it."""

    table: Table
    reader: OrderReader

    @property
    def name(self) -> str:
        return self.table.path.name

    @property
    def digest(self) -> str:
        return self.table.decoded.digest


def open_export(
    path: Path, readers: Mapping[str, OrderReader], conventions: Conventions, wanted: str | None, report: Report
) -> Export | None:
    """The file with the reader that knows its header; None after reporting why there is none."""
    try:
        table = open_table(path, conventions)
    except (ValueError, UsageError) as error:
        report(Problem(Place(path.name), str(error)))
        return None
    reader = _named(wanted, readers) if wanted else _recognised(table, readers, report)
    if reader is None or not _has_all(table, reader, report):
        return None
    table.dates, table.amounts = reader.dates, reader.amounts
    return Export(table, reader)


def sightings(export: Export, owner: Owner, report: Report, share: Share = WHOLE) -> Iterator[Sighting]:
    """Every order in a share of the file. `owner` says which creator an e-mail address belongs to, if any.

    Gives up after `MOST_PROBLEMS` complaints: then it is the file that is wrong, not a row.
    """
    complaints = 0
    for place, rows in enumerate(_orders(export, report)):
        if not share.has(place):
            continue
        try:
            found = list(export.reader.read(rows))
        except CellError as error:
            complaints += 1
            report(Problem(Place(export.name, error.row, error.column), error.what, error.hint))
            if complaints >= MOST_PROBLEMS:
                report(
                    Problem(
                        Place(export.name, error.row), "too much in this file cannot be read; the rest was not tried"
                    )
                )
                return
            continue
        for sighting in found:
            if sighting.remark:
                report(Problem(Place(export.name, sighting.row), sighting.remark, severity="warning"))
            if sighting.order:
                yield _without_buyer(sighting, owner)


def _named(wanted: str, readers: Mapping[str, OrderReader]) -> OrderReader:
    if wanted not in readers:
        known = did_you_mean(wanted, readers) or f"known are {', '.join(readers)}"
        raise UsageError(f"there is no order format `{wanted}`; {known}")
    return readers[wanted]


def _recognised(table: Table, readers: Mapping[str, OrderReader], report: Report) -> OrderReader | None:
    likeness = {name: _likeness(table, reader) for name, reader in readers.items()}
    best = max(likeness.values(), default=0.0)
    likely = [readers[name] for name, share in likeness.items() if share == best]
    if best >= 0.5 and len(likely) == 1:
        return likely[0]
    place = Place(table.path.name, 1)
    if best >= 0.5:
        titles = " or ".join(reader.title for reader in likely)
        report(Problem(place, f"this could be {titles}", f"say which: --format {likely[0].name}"))
    elif best > 0:
        near = max(readers.values(), key=lambda reader: len(reader.marks) - len(_missing(table, reader.marks)))
        missing = _missing(table, near.marks)
        what = f"no reader knows this header; it looks most like {near.title}, but has no column `{missing[0]}`"
        report(Problem(place, what, near.howto))
    else:
        hint = "map its columns: --column order='Order No' --column date=… --column amount=… (docs/earnings.md)"
        report(Problem(place, "no reader knows this header", hint))
    return None


def _likeness(table: Table, reader: OrderReader) -> float:
    return sum(table.has(column) for column in reader.marks) / len(reader.marks)


def _missing(table: Table, columns: Iterable[str]) -> list[str]:
    return [column.partition("|")[0] for column in columns if not table.has(column)]


def _has_all(table: Table, reader: OrderReader, report: Report) -> bool:
    """A column that is needed stops the file; without the tag's, orders can only be found by their coupons."""
    place = Place(table.path.name, 1)
    for column in (missing := _missing(table, reader.needs)):
        report(Problem(place, f"this export of {reader.title} has no column `{column}`", reader.howto))
    if reader.tag and not table.has(reader.tag):
        what = f"this export of {reader.title} has no column `{reader.tag}`, so no tag can be found in it"
        report(Problem(place, what, reader.howto, "warning"))
    return not missing


def _orders(export: Export, report: Report) -> Iterator[tuple[Row, ...]]:
    """Rows of one order together."""
    rows = export.table.rows()
    group = export.reader.group
    try:
        if group is None:
            yield from ((row,) for row in rows)
        else:
            yield from (tuple(same) for _, same in groupby(rows, key=lambda row: row.text(group)))
    except csv.Error as error:
        report(Problem(Place(export.name), f"this is no CSV file: {error}"))


def _without_buyer(sighting: Sighting, owner: Owner) -> Sighting:
    """The sighting with nothing in it that could tell who bought."""
    fact = sighting.fact
    tag = fact.tag
    if tag and not _LIKE_A_TAG.fullmatch(tag):
        tag = NO_TAG
    buyer = owner(sighting.email) if sighting.email else None
    if tag is not fact.tag or buyer:
        fact = msgspec.structs.replace(fact, tag=tag, buyer=buyer)
    return Sighting(sighting.order, sighting.row, fact)
