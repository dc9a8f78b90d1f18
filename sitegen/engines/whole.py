"""Files of a cache, put in their place in one step."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path


def write_whole(file: Path, data: bytes, rights: int = 0o666) -> None:
    """Raises OSError, and leaves nothing then. Readers find the old file or the new one, whoever else writes it."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(beside, "wb", opener=partial(os.open, mode=rights)) as opened:
            opened.write(data)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
