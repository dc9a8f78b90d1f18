"""What was published last time: from which fingerprint each file was made, and how it then lay on the disk.

One file for each output folder, mapped into memory as it is: a header line of JSON, then the columns. It is
never changed in place. A ledger that cannot be read counts as lost; that costs time, never correctness.
"""

from __future__ import annotations

import mmap
import os
import stat
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sitegen.digest import digest
from sitegen.write.folder import look
from sitegen.write.rows import Columns, Rows, mark_of, time_of

FORMAT = 1
BOOKS = "published"

_COLUMNS = 5
_ENTRY = 8


class _Header(msgspec.Struct, frozen=True):
    format: int
    byteorder: str
    entries: int
    paths: int
    manifest: str


def book_of(state: Path, root: str) -> Path:
    """Where the ledger of an output folder lies; others that belong to it lie beside it."""
    return state / BOOKS / f"{digest(os.fsencode(root))}.ledger"


class Ledger:
    """Rows sorted by key, and the digest of the manifest they belong to ("" when they belong to none)."""

    def __init__(self, columns: Columns, manifest: str) -> None:
        self.columns = columns
        self.manifest = manifest

    @classmethod
    def empty(cls) -> Ledger:
        return cls(Rows().sorted(), "")

    @classmethod
    def load(cls, file: Path) -> Ledger:
        try:
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would keep us waiting
            with open(descriptor, "rb") as opened:
                data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            return cls._read(data)
        except (OSError, ValueError, msgspec.MsgspecError):
            return cls.empty()

    @classmethod
    def _read(cls, data: mmap.mmap) -> Ledger:
        start = data.find(b"\n") + 1
        header = msgspec.json.decode(data[:start], type=_Header)
        width = header.entries * _ENTRY
        if (header.format, header.byteorder) != (FORMAT, sys.byteorder):
            raise ValueError("another format")
        if len(data) != start + _COLUMNS * width + header.paths:
            raise ValueError("cut short")
        body = memoryview(data)[start:]
        keys, marks, sizes, times, spots = (
            body[column * width : (column + 1) * width].cast("Q") for column in range(_COLUMNS)
        )
        return cls(Columns(keys, marks, sizes, times, spots, body[_COLUMNS * width :]), header.manifest)

    def save(self, file: Path) -> None:
        """Replace the file whole; a reader finds the old one or the new one."""
        columns = self.columns
        header = _Header(FORMAT, sys.byteorder, len(columns), len(columns.paths), self.manifest)
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        with beside.open("wb") as opened:
            opened.write(msgspec.json.encode(header) + b"\n")
            for column in (columns.keys, columns.marks, columns.sizes, columns.times, columns.spots):
                opened.write(memoryview(column))  # type: ignore[arg-type]
            opened.write(columns.paths)
        beside.replace(file)

    def find(self, key: int) -> int:
        """The index of a key, or -1."""
        keys = self.columns.keys
        at = bisect_left(keys, key)
        return at if at < len(keys) and keys[at] == key else -1

    def is_untouched(self, index: int, found: os.stat_result) -> bool:
        """Whether a file on the disk is still the one we left there."""
        columns = self.columns
        return (
            columns.sizes[index] == found.st_size
            and columns.times[index] == time_of(found.st_mtime_ns)
            and stat.S_ISREG(found.st_mode)
        )

    def is_current(self, index: int, root: str, path: str, fingerprint: str) -> bool:
        """Whether a row's file was made from this fingerprint and lies there as we left it."""
        if self.columns.marks[index] != mark_of(fingerprint):
            return False
        found = look(f"{root}/{path}")
        return found is not None and self.is_untouched(index, found)

    def is_untouched_in(self, root: str) -> bool:
        """Whether all files still lie in `root` as we left them."""
        paths = map(self.columns.path, range(len(self.columns)))
        return all(
            path is not None and (found := look(f"{root}/{path}")) is not None and self.is_untouched(index, found)
            for index, path in enumerate(paths)
        )

    def untouched_keys(self, root: str) -> Iterator[int]:
        """The keys of all rows whose files still lie in `root` as we left them."""
        for index, key in enumerate(self.columns.keys):
            path = self.columns.path(index)
            found = None if path is None else look(f"{root}/{path}")
            if found is not None and self.is_untouched(index, found):
                yield key

    def updated(self, keep: bytearray, news: Rows, manifest: str) -> Ledger:
        """This ledger with the rows marked in `keep`, replaced and joined by `news`."""
        places = [self.find(key) for key in news.keys]
        if all(keep) and -1 not in places:
            return Ledger(_patched(self.columns, places, news), manifest)
        replaced = set(places)
        for index, kept in enumerate(keep):
            if kept and index not in replaced:
                news.adopt(self.columns, index)
        return Ledger(news.sorted(), manifest)


def _patched(old: Columns, places: list[int], news: Rows) -> Columns:
    """The common small edit: no path came or went, so nothing is sorted and only some values differ."""
    marks, sizes, times = array("Q", old.marks), array("Q", old.sizes), array("Q", old.times)
    for row, place in enumerate(places):
        marks[place], sizes[place], times[place] = news.marks[row], news.sizes[row], news.times[row]
    return Columns(old.keys, marks, sizes, times, old.spots, old.paths)
