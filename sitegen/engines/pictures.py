"""Encodes what the picture cache lacks, on several processes: each photo decoded once, each file made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from sitegen.engines.picture_cache import PictureCache
from sitegen.engines.processes import ProcessKilled, on_processes
from sitegen.errors import ContentError, Place, Problem, SitegenError
from sitegen.plan.pictures import PictureJob

# Below this many files it costs more to start processes than to encode here.
FEW = 4
# A photo of more pixels takes up to 400 MB; no more than two of them are in memory at once.
LARGE = 16_000_000
MOST_LARGE = 2


class Ready(msgspec.Struct, frozen=True):
    """A picture that lies in the cache. `fingerprint` covers all that decides its bytes.

    A `quick` one looks alike and weighs more.
    """

    job: PictureJob
    fingerprint: str
    path: Path
    size: int
    quick: bool = False


class _Task(msgspec.Struct, frozen=True):
    """Some files of one photo that are decoded alike, with where they go."""

    state: Path
    jobs: tuple[PictureJob, ...]
    paths: tuple[Path, ...]
    quick: bool

    @property
    def pixels(self) -> int:
        return sum(job.width * job.height for job in self.jobs)


def encode_missing(
    jobs: Iterable[PictureJob],
    state: Path,
    workers: int,
    progress: Callable[[int, int], None],
    *,
    quick: bool = False,
) -> tuple[Ready, ...]:
    """Every picture, made now if it was not there: with all care, unless it must be `quick`.

    `progress` hears how many of how many are done. Raises ContentError naming every bad photo.
    """
    cache = PictureCache(state)
    wanted = [_looked_up(cache, job, quick) for job in jobs]
    sizes = {item.path: item.size for item in wanted}
    missing = [item for item in wanted if not item.size]
    problems: list[Problem] = []
    done = 0
    for task, outcome in _run(_tasks(missing, state, workers), workers):
        done += len(task.jobs)
        progress(done, len(missing))
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            sizes |= dict(zip(task.paths, outcome, strict=True))
    if problems:
        raise ContentError(problems)
    return tuple(msgspec.structs.replace(item, size=sizes[item.path]) for item in wanted)


def _looked_up(cache: PictureCache, job: PictureJob, quick: bool) -> Ready:
    """Where a picture is, or will be: its size is 0 until it was made. One made with care does for a quick one."""
    key = cache.fingerprint(job)
    path = cache.path(key, job.format)
    size = cache.size_of(path)
    if size or not quick:
        return Ready(job, key, path, size or 0)
    key = cache.fingerprint(job, quick=True)
    path = cache.path(key, job.format)
    return Ready(job, key, path, cache.size_of(path) or 0, quick=True)


def over_budget(pictures: Iterable[Ready]) -> list[Problem]:
    """A warning for every photo that weighs more than its role allows even at the lowest quality."""
    problems = []
    for picture in pictures:
        job, budget = picture.job, picture.job.cut.budget
        if job.is_pilot and not picture.quick and 0 < budget < picture.size:
            what = (
                f"as `{job.role}`, {job.width} pixels wide, this photo weighs {picture.size / 1e3:.0f} KB; "
                f"the theme's budget is {budget / 1e3:.0f} KB"
            )
            hint = "choose a calmer photo or one without grain, or raise the budget in theme.yaml"
            problems.append(Problem(Place(job.file), what, hint, "warning"))
    return problems


def _tasks(missing: Sequence[Ready], state: Path, workers: int) -> list[_Task]:
    """By photo, or by crop when there are fewer photos than processes; the longest first."""
    tasks = _grouped(missing, state, lambda job: (job.photo, job.cut.shrink))
    if len(tasks) < workers:
        tasks = _grouped(missing, state, lambda job: (job.photo, job.cut.shrink, job.key))
    return sorted(tasks, key=lambda task: -task.pixels)


def _grouped(missing: Sequence[Ready], state: Path, key: Callable[[PictureJob], tuple[Any, ...]]) -> list[_Task]:
    def together(item: Ready) -> tuple[Any, ...]:
        return item.quick, *key(item.job)

    groups = [list(group) for _, group in groupby(sorted(missing, key=together), key=together)]
    return [
        _Task(state, tuple(item.job for item in group), tuple(item.path for item in group), group[0].quick)
        for group in groups
    ]


def _run(tasks: list[_Task], workers: int) -> Iterator[tuple[_Task, list[int] | Problem]]:
    if workers < 2 or len(tasks) < 2 or sum(len(task.jobs) for task in tasks) < FEW:
        yield from ((task, _make(task)) for task in tasks)
        return
    large = [task for task in tasks if task.jobs[0].pixels > LARGE]
    if large and workers > MOST_LARGE:
        yield from _in_processes(large, MOST_LARGE)
        yield from _in_processes([task for task in tasks if task not in large], workers)
    else:
        yield from _in_processes(tasks, workers)


def _in_processes(tasks: list[_Task], workers: int) -> Iterator[tuple[_Task, list[int] | Problem]]:
    try:
        yield from zip(tasks, on_processes(_make, tasks, workers), strict=True)
    except ProcessKilled:
        what = "a process that makes pictures was killed, perhaps for want of memory; try `--jobs 1`"
        raise SitegenError(what) from None


def _make(task: _Task) -> list[int] | Problem:
    """Fill the cache with a task's files; their sizes, or why the photo cannot be used."""
    from sitegen.load.opening import Unreadable
    from sitegen.render.pictures.making import make_pictures

    cache = PictureCache(task.state)
    paths = dict(zip((job.path for job in task.jobs), task.paths, strict=True))
    with cache.alone_with(task.jobs[0].key):
        lacking = [job for job in task.jobs if not paths[job.path].exists()]
        crops = {job.key for job in lacking if job.cut.budget and not task.quick}
        known = {crop: quality for crop in crops if (quality := cache.quality_of(crop)) is not None}
        try:
            for job, quality, data in make_pictures(lacking, known, quick=task.quick) if lacking else ():
                if job.key in crops - known.keys():
                    cache.keep_quality(job.key, quality)
                    known[job.key] = quality
                cache.keep(paths[job.path], data)
        except Unreadable as error:
            return Problem(Place(task.jobs[0].file), error.what, error.hint)
    return [path.stat().st_size for path in task.paths]
