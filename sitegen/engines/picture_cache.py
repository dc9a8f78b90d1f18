"""Encoded pictures by content and recipe, below the site's state folder, until `sitegen clean --cache` removes them.

Entries are whole files put in place by a rename, named by all that decides their bytes: parallel builds and other
branches may share the cache. A build holds it while it works, so that nothing is cleaned away under its hands.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from sitegen.digest import digest_of
from sitegen.errors import UsageError
from sitegen.installed import version_of
from sitegen.plan.pictures import PictureJob

_DAY = 86_400  # seconds
_HOUR = 3_600
_UNFINISHED = ".new-"
_QUALITY = ".quality"


class Kept(msgspec.Struct, frozen=True):
    """A file of the cache: `used` is when a build last asked for it, to the day, in seconds since 1970."""

    path: Path
    size: int
    used: float


class Cleaned(msgspec.Struct, frozen=True):
    """What cleaning did, in files and bytes."""

    removed: int
    freed: int
    kept: int


class PictureCache:
    """One folder of encoded pictures."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "cache" / "pictures"

    def fingerprint(self, job: PictureJob, *, quick: bool = False) -> str:
        """All that decides a picture's bytes, the encoders too."""
        return digest_of(job.fingerprint, _encoders(), *(["quick"] if quick else []))

    def path(self, fingerprint: str, format: str) -> Path:
        return self._folder / fingerprint[:2] / f"{fingerprint}.{format}"

    def size_of(self, path: Path) -> int | None:
        """How large an entry is, None when there is none. What is asked for counts as used."""
        try:
            stat = path.stat()
        except OSError:
            return None
        if time.time() - stat.st_mtime > _DAY:
            with suppress(OSError):
                os.utime(path)
        return stat.st_size

    def keep(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)

    def quality_of(self, crop: str) -> int | None:
        """The quality that a crop's budget led to, by the crop's key."""
        try:
            return int(self._quality_file(crop).read_bytes())
        except (OSError, ValueError):
            return None

    def keep_quality(self, crop: str, quality: int) -> None:
        self.keep(self._quality_file(crop), str(quality).encode())

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Nothing is cleaned away meanwhile."""
        with self._locked("in-use", fcntl.LOCK_SH):
            yield

    @contextmanager
    def alone_with(self, photo: str) -> Iterator[None]:
        """No other build encodes the photo meanwhile: whoever comes second finds it done. `photo` is a hex key."""
        with self._locked(f"photo-{photo[:2]}", fcntl.LOCK_EX):
            yield

    def clean(self, most: int) -> Cleaned:
        """Remove what was longest not used until at most `most` bytes are left. Raises UsageError during a build."""
        with self._locked("in-use", fcntl.LOCK_EX | fcntl.LOCK_NB):
            entries = sorted(self._entries(), key=lambda entry: (entry.used, entry.path), reverse=True)
            kept = freed = removed = 0
            for entry in entries:
                if kept + entry.size <= most and not _is_litter(entry):
                    kept += entry.size
                    continue
                entry.path.unlink(missing_ok=True)
                freed += entry.size
                removed += 1
        return Cleaned(removed, freed, kept)

    def _entries(self) -> Iterator[Kept]:
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(OSError):
                stat = path.stat()
                yield Kept(path, stat.st_size, stat.st_mtime)

    def _quality_file(self, crop: str) -> Path:
        key = digest_of(crop, _encoders())
        return self._folder / key[:2] / f"{key}{_QUALITY}"

    @contextmanager
    def _locked(self, name: str, how: int) -> Iterator[None]:
        """The kernel drops the lock when its holder dies; where a disk locks nothing, builds go on without."""
        folder = self._folder / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb") as file:
            try:
                fcntl.flock(file, how)
            except BlockingIOError:
                raise UsageError("a build is using the cache just now; try again when it is done") from None
            except OSError:
                pass
            yield


def _is_litter(entry: Kept) -> bool:
    """Half a file that a killed build left behind."""
    return entry.path.name.startswith(_UNFINISHED) and time.time() - entry.used > _HOUR


@lru_cache(maxsize=1)
def _encoders() -> str:
    """Pillow brings its encoders along, so its version stands for theirs; asking for it is cheaper than loading it."""
    return version_of("pillow") or ""
