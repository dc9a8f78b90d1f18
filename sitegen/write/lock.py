"""One publisher at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.errors import PublishError

_BETWEEN_TRIES = 0.02


@contextmanager
def only_one(folder: str, file: Path, patience: float) -> Iterator[None]:
    """Hold the lock on an output folder, waiting up to `patience` seconds for whoever else holds it.

    Both the folder and a file of ours are locked: the folder keeps out publishers that have another file, and
    the file works where a network disk locks no folders. The kernel drops the locks when their holder dies,
    however it dies. The file stays: removing it would let two holders lock two files of one name.
    """
    deadline = time.monotonic() + patience
    with _opened(file, os.O_RDWR | os.O_CREAT) as own, _opened(Path(folder), os.O_DIRECTORY) as common:
        _wait(own, folder, deadline)
        with suppress(OSError):
            _wait(common, folder, deadline)
        yield


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, flags | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PublishError(f"{path} cannot be opened: {error.strerror}") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _wait(descriptor: int, folder: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise PublishError(f"another build is writing to {folder}; wait until it is done") from None
        time.sleep(_BETWEEN_TRIES)
