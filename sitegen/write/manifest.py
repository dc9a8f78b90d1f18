"""The list, in the output folder itself, of what in it is ours.

It lies beside what it speaks of, so losing the ledger, or carrying the folder to another machine, does not
make our own files look like a stranger's. It holds keys, not paths: it may be uploaded with the site, and
shares have secret addresses. It claims a path before anything is put there and lets go of it after that was
removed; when a build is killed in between it claims too much, never too little.
"""

from __future__ import annotations

import os
import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby

from sitegen.digest import digest
from sitegen.write.staging import write_file

NAME = ".sitegen-files"

_HEADER = b"sitegen 1: hashes of the paths in this folder that sitegen made. Keep this file beside them.\n"


class Manifest:
    """An immutable set of keys of files and folders."""

    def __init__(self, sorted_keys: array[int]) -> None:
        self._keys = sorted_keys

    @classmethod
    def of(cls, keys: Iterable[int]) -> Manifest:
        return cls(array("Q", (key for key, _ in groupby(sorted(keys)))))

    @classmethod
    def load(cls, root: str) -> Manifest | None:
        """The manifest of an output folder; None when there is none that we can read."""
        try:
            descriptor = os.open(f"{root}/{NAME}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        with open(descriptor, "rb") as file:
            data = file.read()
        body = len(data) - len(_HEADER)
        if not data.startswith(_HEADER) or body % 8:
            return None
        keys = array("Q")
        keys.frombytes(memoryview(data)[len(_HEADER) :])
        return cls(_little_endian(keys))

    def dump(self) -> bytes:
        """The bytes of the file; equal sets, equal bytes, on any machine."""
        return _HEADER + _little_endian(self._keys[:]).tobytes()

    def save(self, root: str, aside: str) -> None:
        """Replace the file whole; `aside` is a folder of ours on the same disk to write it in."""
        beside = f"{aside}/{NAME}"
        write_file(beside, self.dump())
        os.replace(beside, f"{root}/{NAME}")

    def digest(self) -> str:
        return digest(self.dump())

    def plus(self, keys: Iterable[int]) -> Manifest:
        new = array("Q", (key for key in keys if key not in self))
        return Manifest.of(chain(self._keys, new)) if new else self

    def minus(self, keys: Collection[int]) -> Manifest:
        return Manifest(array("Q", (key for key in self._keys if key not in keys))) if keys else self

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def __contains__(self, key: int) -> bool:
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Manifest) and self._keys == other._keys

    __hash__ = None  # type: ignore[assignment]


def _little_endian(keys: array[int]) -> array[int]:
    if sys.byteorder == "big":
        keys.byteswap()
    return keys
