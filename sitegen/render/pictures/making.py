"""Jobs -> files: each photo decoded once, each size scaled once, each file encoded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from PIL import Image

from sitegen.load.opening import opened
from sitegen.model.content import Focus
from sitegen.plan.pictures import FALLBACK, Cut, PictureJob, shrink_for
from sitegen.render.pictures.budgets import find_quality
from sitegen.render.pictures.encoding import encode
from sitegen.render.pictures.masters import Master


def make_pictures(
    jobs: Sequence[PictureJob], known: Mapping[str, int], *, quick: bool = False
) -> Iterator[tuple[PictureJob, int, bytes]]:
    """Each job with the quality of its crop and its file, crop by crop.

    The jobs are of one photo and decoded alike. `known` are the qualities of crops that were searched before, by their
    key. When it must be `quick`, files look alike, weigh more, and keep to no budget. Raises Unreadable.
    """
    master = Master(Path(jobs[0].photo), jobs[0].cut.shrink)
    for key, crop in groupby(sorted(jobs, key=_by_crop), key=lambda job: job.key):
        yield from _make_crop(master, list(crop), known.get(key), quick)


def cut_out(photo: Path, size: tuple[int, int], focus: Focus, quality: int) -> bytes:
    """One photo cut to a size, as JPEG, for whatever holds it. Raises Unreadable."""
    ratio = size[0] / size[1]
    with opened(photo) as whole:
        across = max(1, min(whole.width, int(whole.height * ratio)))
        shrink = shrink_for(whole.size, across, max(size))
    cut = Cut(
        ratio=ratio,
        focus=focus,
        quality=(quality, quality),
        budget=0,
        pilot=size,
        pilot_format=FALLBACK,
        shrink=shrink,
        ground="",
    )
    return encode(Master(photo, shrink).picture(cut, size), FALLBACK, quality, cut.ground)


def _make_crop(
    master: Master, jobs: list[PictureJob], quality: int | None, quick: bool
) -> Iterator[tuple[PictureJob, int, bytes]]:
    cut = jobs[0].cut
    done: bytes | None = None
    size: tuple[int, int] | None = None
    picture: Image.Image | None = None
    if quick or (quality is None and not cut.budget):
        quality = cut.quality[1]
    elif quality is None:
        size = cut.pilot
        picture = master.picture(cut, size)
        found = find_quality(picture, cut)
        quality, done = found.quality, found.data
    for job in jobs:
        if job.is_pilot and done is not None:
            yield job, quality, done
            continue
        if picture is None or size != (job.width, job.height):
            size = (job.width, job.height)
            picture = master.picture(cut, size)
        yield job, quality, encode(picture, job.format, quality, cut.ground, quick=quick)


def _by_crop(job: PictureJob) -> tuple[str, bool, int, int, str]:
    """The pilot's size first, since it is there already when its budget was searched."""
    size = (job.width, job.height)
    return job.key, size != job.cut.pilot, *size, job.format
