"""Which video files the site publishes: those that a text shows, each once."""

from __future__ import annotations

import posixpath

import msgspec

from sitegen.digest import digest_of
from sitegen.load.videos import Video
from sitegen.model import prose
from sitegen.model.catalog import Catalog
from sitegen.plan.addresses import Addresses
from sitegen.text import slugify

RECIPE = 1
TYPE = "video/mp4"


class VideoJob(msgspec.Struct, frozen=True):
    """A video to publish at `path`, without what the camera wrote into it. `file` is for messages."""

    path: str
    file: str
    source: str
    key: str


def video_job(video: Video, addresses: Addresses) -> VideoJob:
    key = digest_of(RECIPE, video.digest)
    folder, name = posixpath.split(posixpath.splitext(video.file)[0])
    stem = slugify(f"{posixpath.basename(folder)} {name}")[:40].strip("-") or "video"
    return VideoJob(addresses.asset(stem, key, ".mp4"), video.file, video.path, key)


def video_jobs(catalog: Catalog, addresses: Addresses) -> tuple[VideoJob, ...]:
    shown = {
        piece.video
        for edition in catalog.editions
        for entry in edition.entries()
        for piece in entry.text.pieces
        if isinstance(piece, prose.Video)
    }
    return tuple(video_job(catalog.videos[file], addresses) for file in sorted(shown))
