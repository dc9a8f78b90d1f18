"""Files of a cache, put in their place in one step."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Raises OSError. Readers find the old file or the new one, whoever else writes it."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(data)
    beside.replace(file)
