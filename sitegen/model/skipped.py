"""Content that is there but not shown."""

from __future__ import annotations

import msgspec


class Skipped(msgspec.Struct, frozen=True):
    """A file, and why it is not shown: `draft`, `not before …`, `expired …`."""

    file: str
    reason: str
