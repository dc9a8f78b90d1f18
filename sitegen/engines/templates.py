"""Compiled templates, kept below the site's state folder as Python keeps its own compiled modules."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sitegen.engines.whole import write_whole


def compiled_in(folder: Path) -> BytecodeCache:
    """Whatever cannot be read or written there is compiled anew."""
    return _Compiled(folder)


class _Compiled(BytecodeCache):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            write_whole(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / bucket.key
