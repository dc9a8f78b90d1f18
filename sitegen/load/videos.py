"""Short videos that lie beside a text, each with a picture that stands for it until somebody taps.

The picture is a photo of the same name beside the video; without one, ffmpeg takes a frame where it is installed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from sitegen.digest import digest
from sitegen.errors import Place, Problem
from sitegen.load.files import Found, why_not
from sitegen.load.mp4 import all_boxes, codecs_of
from sitegen.load.opening import Unreadable, kind_of
from sitegen.load.photos import is_photo

VIDEO_ENDINGS = (".mp4",)
LARGEST_VIDEO = 25_000_000  # bytes; two minutes of a phone's screen
FFMPEG = "ffmpeg"

_PATIENCE = 60  # seconds
_WIDEST = 1280  # pixels of a poster
_HEVC = (b"hvc1", b"hev1")


class Video(msgspec.Struct, frozen=True):
    """`poster` is the path of its picture among the site's photos; None when there is none."""

    file: str
    path: str
    digest: str
    poster: str | None


def is_video(file: str) -> bool:
    return file.lower().endswith(VIDEO_ENDINGS)


def read_videos(found: Sequence[Found], state: Path) -> tuple[dict[str, Video], list[Found], list[Problem]]:
    """Every video by its path, the frames that were taken of those without a picture, and what is wrong."""
    photos = sorted((item.file for item in found if is_photo(item.file)), reverse=True)
    beside = {str(PurePosixPath(file).with_suffix("")): file for file in photos}
    videos: dict[str, Video] = {}
    frames: list[Found] = []
    problems: list[Problem] = []
    for item in found:
        if not is_video(item.file):
            continue
        try:
            data = _data_of(item.path)
            key = digest(data)
            poster = beside.get(str(PurePosixPath(item.file).with_suffix("")))
            if poster is None and (frame := _frame_of(item, key, state / "cache" / "posters")):
                frames.append(frame)
                poster = frame.file
            videos[item.file] = Video(item.file, str(item.path), key, poster)
            problems += _notes(item, data)
        except Unreadable as error:
            problems.append(Problem(Place(item.file), error.what, error.hint))
    return videos, frames, problems


def _data_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size == 0:
            raise Unreadable("this video is an empty file", "save or copy it again")
        if size > LARGEST_VIDEO:
            what = f"{size / 1e6:.0f} MB is too large for a short video"
            raise Unreadable(what, f"cut or compress it; the limit is {LARGEST_VIDEO / 1e6:.0f} MB")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"this video cannot be read: {why_not(error)}", "check that you may read it") from error
    if kind_of(path) != "video":
        raise Unreadable("this is no MP4, whatever its name says", "export it as MP4 (H.264)")
    try:
        whole = {box.kind for box in all_boxes(data)} >= {b"moov", b"mdat"}
    except ValueError:
        whole = False
    if not whole:
        raise Unreadable("this video is not whole", "copy it again, or export it as MP4 (H.264)")
    return data


def _notes(item: Found, data: bytes) -> Iterable[Problem]:
    if any(codec in _HEVC for codec in codecs_of(data)):
        what = "this video is in HEVC, which many phones and browsers do not play"
        hint = "export it as MP4 (H.264); on an iPhone, record in “Most Compatible”"
        yield Problem(Place(item.file), what, hint, "warning")


def _frame_of(item: Found, key: str, folder: Path) -> Found | None:
    """A telling one of the first frames, kept by the video's digest; None without ffmpeg."""
    target = folder / f"{key}.png"
    if not target.exists():
        program = shutil.which(FFMPEG)
        if program is None:
            return None
        _take_frame(program, item.path, target)
    return Found(f"{item.file}.png", target)


def _take_frame(program: str, video: Path, target: Path) -> None:
    """Raises Unreadable. The video is not trusted: ffmpeg may open it and nothing else, as nothing but an MP4."""
    import subprocess

    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".png")
    os.close(handle)
    command = [
        program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", "mp4", "-i", f"file:{video}",
        "-map_metadata", "-1", "-an", "-vf", f"thumbnail=50,scale='min({_WIDEST},iw)':-2", "-frames:v", "1",
        "-y", name,
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - no shell, our own words
        os.replace(name, target)
    except (OSError, subprocess.SubprocessError) as error:
        Path(name).unlink(missing_ok=True)
        hint = f"put a picture of the same name beside it: `{video.stem}.jpg`"
        raise Unreadable("ffmpeg found no frame in this video", hint) from error
