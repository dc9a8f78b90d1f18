"""What a worker does for a publication straight to a store: it makes what is needed, and puts it there at once."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from hashlib import md5
from itertools import islice

import msgspec

from sitegen.deploy.items import Item, item_of
from sitegen.deploy.store import Store, open_store
from sitegen.write.output import Output
from sitegen.write.rows import mark_of

# Of an output: the mark of the fingerprint it was made from, and the seal of what lies at the store; 0 for unknown.
KNOWN = struct.Struct("<QQ")


class Put(msgspec.Struct, frozen=True):
    """One object as it lies at the store now: `mark` as the book has it, `seal` as the store tells it."""

    key: int
    mark: bytes
    size: int
    seal: int
    is_new: bool  # it was put there just now


Row = tuple[str, str, Put | None]


def seal_of(data: bytes) -> int:
    """The first half of the MD5, which an S3 store tells of its objects as their `ETag`."""
    return int.from_bytes(md5(data, usedforsecurity=False).digest()[:8], "little")


class PuttingBench:
    """Puts objects into one store, a batch at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> PuttingBench:
        return cls(open_store(address))

    def rows(self, outputs: Iterable[Output], known: bytes) -> list[Row]:
        """Put what is not known to be there."""
        pairs = zip(outputs, KNOWN.iter_unpack(known), strict=True)
        rows: list[Row] = []
        while batch := list(islice(pairs, self._store.batch)):
            rows += self._batch(batch)
        return rows

    def _batch(self, pairs: Sequence[tuple[Output, tuple[int, int]]]) -> list[Row]:
        made: list[tuple[Item, bytes]] = []
        rows: list[Row] = []
        for output, (mark, seal) in pairs:
            if mark and mark == mark_of(output.fingerprint):
                rows.append((output.path, output.fingerprint, None))
                continue
            data = output.make()
            item = item_of(output.path, data)
            put = Put(item.key, item.mark, item.size, seal_of(data), seal_of(data) != seal)
            if put.is_new:
                made.append((item, data))
            rows.append((output.path, output.fingerprint, put))
        self._store.pipe(made)
        return rows

    def close(self) -> None:
        self._store.close()
