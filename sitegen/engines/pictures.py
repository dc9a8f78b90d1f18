"""Encodes pictures on several processes, each once: a cache keeps them by photo and recipe.

Entries are whole files put in place by a rename, so parallel builds and other branches may share the cache.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from sitegen.errors import ContentError, Place, Problem
from sitegen.plan.pictures import PictureJob

# Below this many it costs more to start processes than to encode here.
FEW = 4


class PictureCache:
    """Encoded pictures by fingerprint, below the site's state folder."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "cache" / "pictures"

    def path(self, job: PictureJob) -> Path:
        key = job.fingerprint
        return self._folder / key[:2] / f"{key}.{job.format}"

    def lacks(self, job: PictureJob) -> bool:
        return not self.path(job).exists()

    def read(self, job: PictureJob) -> bytes:
        return self.path(job).read_bytes()


def encode_missing(
    jobs: Iterable[PictureJob], cache: PictureCache, workers: int, progress: Callable[[int, int], None]
) -> None:
    """Fill the cache. `progress` hears how many of how many are done. Raises ContentError naming bad photos."""
    missing = [(job, cache.path(job)) for job in jobs if cache.lacks(job)]
    problems = []
    for done, complaint in enumerate(_encoded(missing, workers), start=1):
        progress(done, len(missing))
        if complaint:
            problems.append(complaint)
    if problems:
        raise ContentError(problems)


def _encoded(missing: list[tuple[PictureJob, Path]], workers: int) -> Iterator[Problem | None]:
    if workers < 2 or len(missing) < FEW:
        yield from map(_encode_one, missing)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_encode_one, missing)


def _encode_one(task: tuple[PictureJob, Path]) -> Problem | None:
    from sitegen.render.encoding import encode

    job, path = task
    try:
        data = encode(job)
    except (OSError, ValueError, SyntaxError) as error:
        return Problem(Place(job.photo), f"this photo cannot be read: {error}", "export it again as JPEG")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)
    return None
