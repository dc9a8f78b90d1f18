"""Compiled templates: those of a site below its state folder, those of the built-in themes where Python keeps its own.

The built-in ones are the same for every site, so a first build finds them compiled, as it finds sitegen itself.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sitegen import package
from sitegen.engines.whole import write_whole
from sitegen.load.theme import Theme
from sitegen.memory import Memory

_BUILT_IN = "built-in-"
_DAMAGED = (EOFError, UnpicklingError, ValueError, TypeError)  # what reading half of a compiled template ends in


def compiled_in(folder: Path | None, theme: Theme, memory: Memory | None = None) -> BytecodeCache:
    """Whatever cannot be read or written there is compiled anew."""
    return _Compiled(folder, theme, (memory or Memory()).recall("compiled", theme.digest, dict))


def compiled_modules() -> Path | None:
    """Where Python keeps the compiled modules of sitegen; None where it must not or cannot."""
    cached = package.__spec__.cached if package.__spec__ else None
    if cached is None or sys.dont_write_bytecode:
        return None
    folder = Path(cached).parent
    return folder if os.access(folder, os.W_OK) else None


class _Compiled(BytecodeCache):
    def __init__(self, folder: Path | None, theme: Theme, at_hand: dict[tuple[str, str], Any]) -> None:
        modules = compiled_modules()
        self._folder = folder
        self._built_in = modules / f"themes.{sys.implementation.cache_tag}" if modules else folder
        self._theme = theme
        self._at_hand = at_hand

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        key = super().get_cache_key(name, filename)
        found = self._theme.templates.get(name)
        return f"{_BUILT_IN}{key}" if found and found.is_built_in else key

    def load_bytecode(self, bucket: Bucket) -> None:
        known = bucket.key, bucket.checksum
        bucket.code = self._at_hand.get(known)
        if bucket.code is None:
            self._load(bucket)
        if bucket.code is not None:
            self._at_hand[known] = bucket.code

    def _load(self, bucket: Bucket) -> None:
        file = self._file(bucket)
        try:
            if file:
                with file.open("rb") as opened:
                    bucket.load_bytecode(opened)
        except (OSError, *_DAMAGED):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        file = self._file(bucket)
        if file:
            with suppress(OSError):
                write_whole(file, bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path | None:
        folder = self._built_in if bucket.key.startswith(_BUILT_IN) else self._folder
        return folder / bucket.key if folder else None
