"""Stencils that the processes of one build make for each other.

Each process makes those it meets first and finds the others; two that meet one at the same time both make it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sitegen.engines.whole import write_whole


class SharedStencils:
    """In a folder of the build's own. Whatever cannot be read or written there is made anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        with suppress(OSError):
            return (self._folder / key).read_bytes()
        return None

    def put(self, key: str, data: bytes) -> None:
        with suppress(OSError):
            write_whole(self._folder / key, data)
