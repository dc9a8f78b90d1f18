"""KEEP: every fact once, with the files and rows it was read in. A small SQLite file beside the site.

Facts are only ever added, and two equal ones are one. So the journal says the same whatever was read first, twice
or in parts. What it must not know, it cannot: a fact has no place for a buyer's name, address or e-mail.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import msgspec

from sitegen.earnings.orders import Fact
from sitegen.earnings.packing import Batch, unpack
from sitegen.errors import SitegenError

VERSION = 1
FOLDER = "earnings"

_TABLES = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, reading TEXT NOT NULL UNIQUE, seen INTEGER NOT NULL,
    as_of INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE facts (
    key TEXT NOT NULL, digest BLOB NOT NULL, seen INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (key, digest)
) WITHOUT ROWID;
CREATE TABLE sightings (
    key TEXT NOT NULL, digest BLOB NOT NULL, file INTEGER NOT NULL, row INTEGER NOT NULL,
    PRIMARY KEY (key, digest, file, row)
) WITHOUT ROWID;
CREATE TABLE payouts (
    month TEXT NOT NULL, creator TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (month, creator, currency)
) WITHOUT ROWID;
CREATE TABLE totals (
    month TEXT NOT NULL, creator TEXT NOT NULL, currency TEXT NOT NULL,
    orders INTEGER NOT NULL, earned INTEGER NOT NULL, reversed INTEGER NOT NULL, payable INTEGER NOT NULL,
    PRIMARY KEY (month, creator, currency)
) WITHOUT ROWID;
CREATE TABLE written (path TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
"""
_KEEP_FACT = """
INSERT INTO facts VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET seen = excluded.seen WHERE excluded.seen < seen
"""
_AS_OF = """
SELECT digest, max(as_of) FROM sightings JOIN files ON files.id = file WHERE key = ? GROUP BY digest
"""
_TOLD_TWICE = """
SELECT key, min(row), max(row) FROM sightings WHERE file = ? GROUP BY key HAVING count(DISTINCT digest) > 1
"""


class JournalError(SitegenError):
    """The journal cannot be used."""


class Kept(msgspec.Struct, frozen=True):
    """A fact, when it was first read, and the latest moment that any file it stands in knows of."""

    fact: Fact
    seen: datetime
    as_of: int
    digest: bytes


class Origin(msgspec.Struct, frozen=True, order=True):
    file: str
    row: int


class Journal:
    """An open journal; what is done inside `open_journal` is kept as a whole or not at all."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def knows(self, reading: str) -> bool:
        """Whether this very file was read before, in the same way."""
        return self._one("SELECT 1 FROM files WHERE reading = ?", reading) is not None

    def keep(self, name: str, reading: str, batches: Iterable[Batch], now: datetime) -> int:
        """Keep what a file tells; how many orders and refunds that was."""
        seen = int(now.timestamp())
        file = self.database.execute(
            "INSERT INTO files (name, reading, seen) VALUES (?, ?, ?)", (name, reading, seen)
        ).lastrowid
        count = as_of = 0
        for batch in batches:
            facts = [(key, digest, seen, payload) for key, digest, payload, _ in batch.facts]
            places = [(key, digest, file, row) for key, digest, _, row in batch.facts]
            self.database.executemany(_KEEP_FACT, facts)
            self.database.executemany("INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?)", places)
            count += len(batch.facts)
            as_of = max(as_of, batch.as_of)
        self.database.execute("UPDATE files SET as_of = ? WHERE id = ?", (as_of, file))
        return count

    def told_twice(self, reading: str) -> list[tuple[str, int, int]]:
        """Orders of which a file says two different things, with the rows."""
        (file,) = self._one("SELECT id FROM files WHERE reading = ?", reading) or (0,)
        return self.database.execute(_TOLD_TWICE, (file,)).fetchall()

    def forget(self, name: str) -> int:
        """Take back all that was read from files of this name; how many facts are gone by it."""
        files = [row[0] for row in self.database.execute("SELECT id FROM files WHERE name = ?", (name,))]
        before = self.size()
        for file in files:
            self.database.execute("DELETE FROM sightings WHERE file = ?", (file,))
            self.database.execute("DELETE FROM files WHERE id = ?", (file,))
        if files:
            self.database.execute("DELETE FROM facts WHERE (key, digest) NOT IN (SELECT key, digest FROM sightings)")
        return before - self.size()

    def file_names(self) -> list[str]:
        return [name for (name,) in self.database.execute("SELECT DISTINCT name FROM files ORDER BY name")]

    def size(self) -> int:
        """How many facts it holds."""
        return self._count("facts")

    def orders(self) -> Iterator[tuple[str, tuple[Kept, ...]]]:
        """Every order with its facts, in the order of their keys; one at a time in memory."""
        rows = self.database.execute("SELECT key, digest, seen, payload FROM facts ORDER BY key, digest")
        for key, same in groupby(rows, itemgetter(0)):
            yield key, self._kept(key, list(same))

    def order(self, key: str) -> tuple[Kept, ...]:
        rows = self.database.execute(
            "SELECT key, digest, seen, payload FROM facts WHERE key = ? ORDER BY digest", (key,)
        )
        return self._kept(key, rows.fetchall())

    def keys_like(self, number: str) -> list[str]:
        """Keys of orders with this number, or with one that ends so."""
        number = number.strip()
        exact = "SELECT DISTINCT key FROM facts WHERE key = ? OR substr(key, instr(key, ':') + 1) IN (?, ?)"
        found = [key for (key,) in self.database.execute(exact, (number, number, f"#{number}"))]
        if not found and len(number) >= 4:
            ending = "SELECT DISTINCT key FROM facts WHERE lower(substr(key, -length(?))) = lower(?) LIMIT 20"
            found = [key for (key,) in self.database.execute(ending, (number, number))]
        return sorted(found)

    def origins(self, key: str, digest: bytes) -> list[Origin]:
        query = "SELECT name, row FROM sightings JOIN files ON files.id = file WHERE key = ? AND digest = ?"
        return sorted(Origin(name, row) for name, row in self.database.execute(query, (key, digest)))

    def _kept(self, key: str, rows: list[tuple[str, bytes, int, bytes]]) -> tuple[Kept, ...]:
        """How late a file is matters only where facts could disagree, so it is asked for only there."""
        as_of: dict[bytes, int] = {}
        if len(rows) > 1:
            as_of = dict(self.database.execute(_AS_OF, (key,)))
        return tuple(
            Kept(unpack(payload), datetime.fromtimestamp(seen, UTC), as_of.get(digest, 0), digest)
            for _, digest, seen, payload in rows
        )

    def _one(self, query: str, *values: object) -> tuple[int, ...] | None:
        return self.database.execute(query, values).fetchone()  # type: ignore[no-any-return]  # sqlite3 is untyped here

    def _count(self, table: str) -> int:
        (count,) = self._one(f"SELECT count(*) FROM {table}") or (0,)  # noqa: S608 - our own table names
        return count


@contextmanager
def open_journal(site: Path) -> Iterator[Journal]:
    """The site's journal, made when there is none. When the block fails, nothing of it is kept."""
    path = private_folder(site / FOLDER) / "journal.sqlite"
    try:
        database = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            database.execute("PRAGMA cache_size = -65536")
            database.execute("BEGIN IMMEDIATE")
            _check_version(database, path)
            yield Journal(database)
            database.execute("COMMIT")
        finally:
            database.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise JournalError(f"another run is at work on {path}; try again when it is done") from None
        raise JournalError(f"{path} cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        what = f"{path} is damaged: {error}. Put it aside and read your exports again; they hold all of it"
        raise JournalError(what) from None


def private_folder(folder: Path) -> Path:
    """A folder that git leaves alone, wherever the site is."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def _check_version(database: sqlite3.Connection, path: Path) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _TABLES.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise JournalError(f"{path} is of another version of sitegen; put it aside and read your exports again")
