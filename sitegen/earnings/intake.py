"""Files -> journal: each export opened, recognised, read and kept, or else everything wrong with all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen.digest import digest_of
from sitegen.earnings.crew import batches
from sitegen.earnings.exports import Export, open_export
from sitegen.earnings.journal import Journal
from sitegen.earnings.packing import Batch
from sitegen.earnings.readers import find_readers
from sitegen.earnings.roster import Roster
from sitegen.errors import Place, Problem
from sitegen.tables.table import Conventions

# Counts up when readers learn to see more, so that exports that were read before are read again.
EDITION = 1

Report = Callable[[Problem], None]
Progress = Callable[[str, int, int], None]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants files to be read: `format` names a reader, `account` one of several shops.

    Large files are read by `workers` processes. `now` is when this is.
    """

    conventions: Conventions
    now: datetime
    format: str | None = None
    account: str = ""
    workers: int = 1
    progress: Progress = lambda stage, done, total: None


class Reading(msgspec.Struct, frozen=True):
    """A file that was read, and how many orders and movements it told of; `known` when it was read before."""

    file: str
    title: str
    count: int
    known: bool


def read_exports(
    files: Iterable[Path], journal: Journal, roster: Roster, wish: Wish, report: Report
) -> tuple[Reading, ...]:
    """Every file into the journal."""
    readers = find_readers()
    opened = (open_export(path, readers, wish.conventions, wish.format, report) for path in files)
    return tuple(_read(export, journal, roster, wish, report) for export in opened if export)


def _read(export: Export, journal: Journal, roster: Roster, wish: Wish, report: Report) -> Reading:
    reading = _fingerprint(export, roster, wish)
    if journal.knows(reading):
        return Reading(export.name, export.reader.title, 0, True)
    source = f"{export.reader.source}/{wish.account}" if wish.account else export.reader.source
    told = batches(export, source, roster.emails, wish.workers, report)
    count = journal.keep(export.name, reading, _counted(told, export, wish.progress), wish.now)
    if export.reader.group:
        _check_groups(export, journal, reading, report)
    return Reading(export.name, export.reader.title, count, False)


def _counted(told: Iterable[Batch], export: Export, progress: Progress) -> Iterator[Batch]:
    done, total = 0, export.table.decoded.lines
    for batch in told:
        done += len(batch.facts)
        progress("reading", done, max(done, total))
        yield batch


def _fingerprint(export: Export, roster: Roster, wish: Wish) -> str:
    """Equal when reading the file again could tell nothing new."""
    choices = wish.conventions
    told = (choices.zone.key, choices.currency, choices.day_first, sorted(choices.columns.items()), wish.account)
    return digest_of(EDITION, export.digest, export.reader.name, told, sorted(roster.emails.items()))


def _check_groups(export: Export, journal: Journal, reading: str, report: Report) -> None:
    """Rows of one order that are not neighbours would be taken for two orders."""
    for key, first, last in journal.told_twice(reading):
        number = key.partition(":")[2]
        what = f"the order {number} stands in two places of this file, here and in row {first}"
        hint = "keep the rows of an order together: sort by its number"
        report(Problem(Place(export.name, last, export.reader.group), what, hint))
