"""What files were at one moment, to see later whether they still are: a stamp of each, and no look into them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sitegen.digest import digest
from sitegen.load.files import STILL_WARM, Stamp

MOST_READ = 20_000_000  # bytes of fresh files that are looked into after all

_PASSING = ("__pycache__",)  # what Python keeps there follows from what lies beside it


class Unclear(Exception):
    """Nobody can tell later whether these files are what they are now."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A file's stamp, and the digest of its bytes where it is so fresh that a stamp says nothing."""

    stamp: Stamp
    content: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """The files below `roots` and the ones right in `folders`."""

    roots: tuple[str, ...]
    folders: tuple[str, ...]
    files: dict[str, Mark]

    def is_current(self) -> bool:
        """Whether the same files are there, and nothing suggests that one of them was changed."""
        try:
            now = dict(_found(self.roots, self.folders))
            return now.keys() == self.files.keys() and all(
                mark.stamp == now[file] and (not mark.content or mark.content == _content(file))
                for file, mark in self.files.items()
            )
        except OSError:
            return False

    def is_newer_than(self, moment: int) -> bool:
        """Whether one of the files may have been changed since; `moment` is in nanoseconds."""
        return any(mark.stamp.ctime > moment - STILL_WARM for mark in self.files.values())

    def joined(self, other: Snapshot) -> Snapshot:
        return Snapshot(self.roots + other.roots, self.folders + other.folders, other.files | self.files)


def snapshot(roots: Iterable[Path], folders: Iterable[Path] = ()) -> Snapshot:
    """Raises Unclear where too much is too fresh, OSError where something cannot be read."""
    everything, alone = tuple(map(str, roots)), tuple(map(str, folders))
    files: dict[str, Mark] = {}
    unread = MOST_READ
    for file, stamp in _found(everything, alone):
        if abs(time.time_ns() - stamp.ctime) > STILL_WARM:
            files[file] = Mark(stamp)
            continue
        unread -= stamp.size
        if unread < 0:
            raise Unclear
        files[file] = Mark(stamp, _content(file))
    return Snapshot(everything, alone, files)


def stamp_from(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)


def _found(roots: tuple[str, ...], folders: tuple[str, ...]) -> Iterator[tuple[str, Stamp]]:
    """Files, and links with what they lead to. A link to a folder is not followed, as no reader of a site does."""
    for root in roots:
        waiting = [root]
        while waiting:
            for entry in _entries(waiting.pop()):
                if not entry.is_dir(follow_symlinks=False):
                    yield entry.path, _stamp(entry)
                elif entry.name not in _PASSING:
                    waiting.append(entry.path)
    for folder in folders:
        for entry in _entries(folder):
            if not entry.is_dir():
                yield entry.path, _stamp(entry)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        return stamp_from(entry.stat())
    except FileNotFoundError:  # a link to nowhere
        return stamp_from(entry.stat(follow_symlinks=False))


def _content(file: str) -> str:
    found = os.stat(file)
    return digest(Path(file).read_bytes()) if stat.S_ISREG(found.st_mode) else ""
