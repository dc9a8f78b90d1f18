"""What importers wrote last, so that they know later what somebody has changed by hand since.

The file lies beside site.yaml and belongs into the repository: a line for each imported text, in order, so that two
people's imports merge. Without it nothing is overwritten; it is only known of less that it may be.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import Place, Problem, SitegenError

FILE = "imported.jsonl"


class Trace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One imported text: where it came from, where it lies, and digests of what the export said.

    `seen` is the digest of the file as it was left, `offer` that of the item, so that what has not changed need not be
    looked at; `lacks` that a picture of the text could not be had. `pictures` are file names by address.
    """

    source: str
    key: str
    file: str
    wrote: dict[str, Any] = {}
    pictures: dict[str, str] = {}
    seen: str = ""
    offer: str = ""
    lacks: bool = False


class RecordError(SitegenError):
    """The record cannot be read."""


class Record:
    """The record of a site, in a temporary database, which the system removes: a large one would fill the memory."""

    def __init__(self, site: Path) -> None:
        self._path = site / FILE
        self._changed = False
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA cache_size = -4000")
        self._base.execute(
            "CREATE TABLE lines (source TEXT, key TEXT, file TEXT, line BLOB, PRIMARY KEY (source, key))"
        )
        self._base.execute("CREATE INDEX files ON lines (file)")
        self._base.execute("BEGIN")
        with suppress(FileNotFoundError), self._path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line := line.strip():
                    self._note(self._decoded(line, number), line)

    def of(self, source: str, key: str) -> Trace | None:
        line = self._line(source, key)
        return msgspec.json.decode(line, type=Trace) if line else None

    def has_file(self, file: str) -> bool:
        return self._base.execute("SELECT 1 FROM lines WHERE file = ?", (file,)).fetchone() is not None

    def keep(self, trace: Trace) -> None:
        line = msgspec.json.encode(trace)
        if self._line(trace.source, trace.key) != line:
            self._note(trace, line)
            self._changed = True

    def save(self) -> None:
        """Write the file as a whole, when there is anything new in it."""
        if not self._changed:
            return
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{FILE}-")
        try:
            with os.fdopen(handle, "wb") as file:
                for (line,) in self._base.execute("SELECT line FROM lines ORDER BY source, key"):
                    file.write(line + b"\n")
            os.chmod(name, 0o644)
            os.replace(name, self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _line(self, source: str, key: str) -> bytes | None:
        found = self._base.execute("SELECT line FROM lines WHERE source = ? AND key = ?", (source, key)).fetchone()
        return found[0] if found else None

    def _note(self, trace: Trace, line: bytes) -> None:
        self._base.execute("REPLACE INTO lines VALUES (?, ?, ?, ?)", (trace.source, trace.key, trace.file, line))

    def _decoded(self, line: bytes, number: int) -> Trace:
        try:
            return msgspec.json.decode(line, type=Trace)
        except (msgspec.DecodeError, UnicodeDecodeError):
            what = "this line cannot be read; perhaps two versions were merged"
            problem = Problem(Place(FILE, number), what, "take the line out: nothing is overwritten then")
            raise RecordError(str(problem)) from None
