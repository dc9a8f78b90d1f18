"""What one build found out and the next need not find out again, in one file below the site's state folder.

Kept are results of `Memory` that hold for whatever they were given: what a text says, what was understood and checked
of it, the theme. They hold for one program only, so the file names the one that wrote it. It may be lost at any time.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Hashable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sitegen.digest import digest, digest_of_rest
from sitegen.engines.whole import written_whole
from sitegen.memory import Memory

# Not what payment pages answer: providers may ask anything, and whom buyers are sent to is looked at every time.
KEPT = frozenset({"text", "fields", "names", "entry", "wording", "theme"})

_UNKNOWN = digest(b"")  # stands where a digest will

# When fewer results than this part of all are new, the next build makes them again sooner than we write everything.
FEW = 0.05

# What values are made of that is no class of data of ours.
_PLAIN = frozenset({
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("msgspec._utils", "rebuild"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("pathlib._local", "PosixPath"),
    ("pathlib._local", "WindowsPath"),
})  # fmt: skip


class Recollection(Memory):
    """Begins with what an earlier build of a site by this program has kept; with nothing where that is lost or damaged.

    `program` is "" where nobody can tell one from another.
    """

    def __init__(self, state: Path, program: str) -> None:
        self._file = state / "cache" / "recollection"
        self._program = program
        super().__init__(self._read() if program else None)

    def keep(self) -> None:
        """What this build has asked for, if enough of it is new; what nobody asked for is forgotten.

        Afterwards nothing of it is held any more: a large site needs its memory for the pages.
        """
        kept = [found for found in self.worth_keeping() if _kind_of(found[0]) in KEPT]
        if self._program and sum(is_new for _, _, is_new in kept) > FEW * len(kept):
            self._write(kept)
        self._known = {name: known for name, known in self._known.items() if _kind_of(name) not in KEPT}

    def _write(self, kept: list[tuple[Hashable, tuple[Any, Any], bool]]) -> None:
        # A full disk, or a value of a plug-in's that cannot be kept. Whoever may not read a text may not read it here.
        with suppress(Exception), written_whole(self._file, rights=0o600) as file:
            file.write(self._head(_UNKNOWN))
            pickle.dump([(name, known) for name, known, _ in kept], file, 5)
            key = self._key_of_values(file)
            file.seek(0)
            file.write(self._head(key))

    def _read(self) -> dict[Hashable, tuple[Any, Any]]:
        with suppress(Exception):  # whatever a file ends in that somebody else has written
            if self._file.is_file():
                with self._file.open("rb") as file:
                    return self._read_from(file)
        return {}

    def _read_from(self, file: BinaryIO) -> dict[Hashable, tuple[Any, Any]]:
        head = self._head(self._key_of_values(file))
        file.seek(0)
        if file.read(len(head)) != head:
            return {}
        return {name: known for name, known in _Reader(file).load() if _kind_of(name) in KEPT}

    def _head(self, key: str) -> bytes:
        """Which program has kept the values that follow, and their digest."""
        return f"{self._program} {key}\n".encode()

    def _key_of_values(self, file: BinaryIO) -> str:
        file.seek(len(self._head(_UNKNOWN)))
        return digest_of_rest(file)


def _kind_of(name: Any) -> Any:
    return name[0] if isinstance(name, tuple) else name


class _Reader(pickle.Unpickler):
    """Makes values of data: reading a file runs nothing, also one that somebody slipped in.

    What it says is believed all the same, as the other caches and themes are.
    """

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if (module, name) in _PLAIN else _struct(module, name)
        return partial(found)  # which makes what the class makes, and through which nobody can change it


def _struct(module: str, name: str) -> Any:
    """A class of data that is loaded already."""
    found = getattr(sys.modules.get(module), name, None)
    if isinstance(found, type) and issubclass(found, msgspec.Struct):
        return found
    raise pickle.UnpicklingError(f"{module}.{name} is no class of data")
