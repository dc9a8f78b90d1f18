"""Files of a cache, put in their place in one step."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO


def write_whole(file: Path, data: bytes, rights: int = 0o666) -> None:
    """Raises OSError, and leaves nothing then."""
    with written_whole(file, rights) as opened:
        opened.write(data)


@contextmanager
def written_whole(file: Path, rights: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write, and to read what was written. Readers find the old one or the whole new one, whoever else
    writes it; one that could not be finished leaves nothing.
    """
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(beside, "w+b", opener=partial(os.open, mode=rights)) as opened:
            yield opened
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
