"""What importers wrote last, so that they know later what somebody has changed by hand since.

The file lies beside site.yaml and belongs into the repository: a line for each imported text, in order, so that two
people's imports merge. Without it nothing is overwritten; it is only known of less that it may be.
"""

from __future__ import annotations

import os
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
    skus: tuple[str, ...] = ()
    pictures: dict[str, str] = {}
    seen: str = ""
    offer: str = ""
    lacks: bool = False


class RecordError(SitegenError):
    """The record cannot be read."""


class Record:
    """The record of a site. Lines stay packed until somebody asks for them."""

    def __init__(self, site: Path) -> None:
        self._path = site / FILE
        self._lines: dict[tuple[str, str], bytes] = {}
        self._changed = False
        self.files: dict[str, tuple[str, str]] = {}
        self.skus: dict[str, tuple[str, str]] = {}
        with suppress(FileNotFoundError):
            for number, line in enumerate(self._path.read_bytes().splitlines(), 1):
                if line.strip():
                    self._note(self._decoded(line, number), line)

    def of(self, source: str, key: str) -> Trace | None:
        line = self._lines.get((source, key))
        return msgspec.json.decode(line, type=Trace) if line else None

    def keep(self, trace: Trace) -> None:
        line = msgspec.json.encode(trace)
        if self._lines.get((trace.source, trace.key)) != line:
            self._note(trace, line)
            self._changed = True

    def save(self) -> None:
        """Write the file as a whole, when there is anything new in it."""
        if not self._changed:
            return
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{FILE}-")
        try:
            with os.fdopen(handle, "wb") as file:
                for _, line in sorted(self._lines.items()):
                    file.write(line + b"\n")
            os.chmod(name, 0o644)
            os.replace(name, self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _note(self, trace: Trace, line: bytes) -> None:
        me = (trace.source, trace.key)
        self._lines[me] = line
        self.files[trace.file] = me
        self.skus |= dict.fromkeys(trace.skus, me)

    def _decoded(self, line: bytes, number: int) -> Trace:
        try:
            return msgspec.json.decode(line, type=Trace)
        except (msgspec.DecodeError, UnicodeDecodeError):
            what = "this line cannot be read; perhaps two versions were merged"
            problem = Problem(Place(FILE, number), what, "take the line out: nothing is overwritten then")
            raise RecordError(str(problem)) from None
