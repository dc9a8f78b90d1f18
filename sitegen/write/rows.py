"""What is remembered of published files, in columns: 40 bytes and its path for each, a million in 100 MB."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import msgspec

from sitegen.write.paths import key_of

_SPOT_BITS = 16
_LENGTH = (1 << _SPOT_BITS) - 1


def mark_of(fingerprint: str) -> int:
    """A fingerprint as a 64-bit number; it is only ever compared with an earlier mark of the same path."""
    return int.from_bytes(blake2b(fingerprint.encode(), digest_size=8).digest(), "little")


def time_of(mtime_ns: int) -> int:
    """A modification time as an unsigned 64-bit number, also before 1970."""
    return mtime_ns & 0xFFFF_FFFF_FFFF_FFFF


class Columns(msgspec.Struct, frozen=True):
    """Rows sorted by key, each column in memory or in a file mapped into it.

    A spot says where in `paths` the row's path begins and how long it is.
    """

    keys: Sequence[int]
    marks: Sequence[int]
    sizes: Sequence[int]
    times: Sequence[int]
    spots: Sequence[int]
    paths: bytes | bytearray | memoryview

    def path(self, index: int) -> str | None:
        """The path of a row, or None when the row is damaged."""
        path = _cut(self.paths, self.spots[index]).decode(errors="replace")
        return path if key_of(path) == self.keys[index] else None

    def __len__(self) -> int:
        return len(self.keys)


class Rows:
    """Rows in the order in which they were added."""

    def __init__(self) -> None:
        self.keys = array("Q")
        self.marks = array("Q")
        self.sizes = array("Q")
        self.times = array("Q")
        self.spots = array("Q")
        self._paths = bytearray()

    def add(self, path: str, fingerprint: str, size: int, mtime_ns: int) -> None:
        self._add(path.encode(), key_of(path), mark_of(fingerprint), size, time_of(mtime_ns))

    def adopt(self, old: Columns, index: int) -> None:
        """Add a sorted table's row as it is."""
        path = _cut(old.paths, old.spots[index])
        self._add(path, old.keys[index], old.marks[index], old.sizes[index], old.times[index])

    def _add(self, path: bytes, key: int, mark: int, size: int, time: int) -> None:
        self.keys.append(key)
        self.marks.append(mark)
        self.sizes.append(size)
        self.times.append(time)
        self.spots.append(len(self._paths) << _SPOT_BITS | len(path))
        self._paths += path

    def paths(self) -> Iterator[str]:
        for spot in self.spots:
            yield _cut(self._paths, spot).decode()

    def path(self, index: int) -> str:
        return _cut(self._paths, self.spots[index]).decode()

    def __len__(self) -> int:
        return len(self.keys)

    def sorted(self) -> Columns:
        order = sorted(range(len(self)), key=self.keys.__getitem__)
        columns = (self.keys, self.marks, self.sizes, self.times, self.spots)
        keys, marks, sizes, times, spots = (array("Q", map(column.__getitem__, order)) for column in columns)
        return Columns(keys, marks, sizes, times, spots, self._paths)


def _cut(paths: bytes | bytearray | memoryview, spot: int) -> bytes:
    start = spot >> _SPOT_BITS
    return bytes(paths[start : start + (spot & _LENGTH)])
