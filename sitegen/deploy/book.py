"""At the target: what of it is ours, and as which bytes it lies there.

The book is a file beside the pages, so any machine can go on where another stopped. It holds hashes of paths, never
paths: shares have secret addresses, and anybody may read it. The paths themselves are remembered at home, for removing;
when that is lost, the target is listed once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from sitegen.deploy.items import MARK
from sitegen.digest import digest

NAME = ".sitegen-deployed"

_HEADER = b"sitegen 1: hashes of the files here that sitegen uploaded. Keep this file beside them.\n"
_ROW = struct.Struct(f"<Q{MARK}s")
_UNKNOWN = bytes(MARK)


class Marked(Protocol):
    """A file by its key, and as which bytes it lies there."""

    @property
    def key(self) -> int: ...

    @property
    def mark(self) -> bytes: ...


class Book:
    """Key -> mark. A file that is claimed may be ours, with whatever bytes."""

    def __init__(self, marks: dict[int, bytes]) -> None:
        self._marks = marks

    @classmethod
    def read(cls, data: bytes | None) -> Book | None:
        """None when there is none, or none that we can read."""
        if data is None or not data.startswith(_HEADER) or (len(data) - len(_HEADER)) % _ROW.size:
            return None
        return cls(dict(_ROW.iter_unpack(data[len(_HEADER) :])))

    def dump(self) -> bytes:
        return _HEADER + b"".join(_ROW.pack(key, mark) for key, mark in sorted(self._marks.items()))

    def __contains__(self, key: int) -> bool:
        return key in self._marks

    def __iter__(self) -> Iterator[int]:
        return iter(self._marks)

    def holds(self, item: Marked) -> bool:
        return self._marks.get(item.key) == item.mark

    def claim(self, items: Iterable[Marked]) -> None:
        """From now on what lies at these paths is ours."""
        self.claim_keys(item.key for item in items)

    def claim_keys(self, keys: Iterable[int]) -> None:
        self._marks.update((key, _UNKNOWN) for key in keys)

    def record(self, items: Iterable[Marked]) -> None:
        self._marks.update((item.key, item.mark) for item in items)

    def release(self, keys: Iterable[int]) -> None:
        for key in keys:
            self._marks.pop(key, None)


class Memory:
    """The paths of what was deployed to an address, in the state folder."""

    def __init__(self, state: Path, address: str) -> None:
        self._file = state / "deployed" / f"{digest(address.encode())}.msgpack"

    def load(self) -> dict[int, str]:
        try:
            return msgspec.msgpack.decode(self._file.read_bytes(), type=dict[int, str])
        except (OSError, msgspec.DecodeError):
            return {}

    def save(self, paths: dict[int, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        beside.write_bytes(msgspec.msgpack.encode(paths))
        beside.replace(self._file)
