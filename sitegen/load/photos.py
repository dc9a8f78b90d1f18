"""What must be known of a photo before any page is planned: its size, its colour, its digest."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.digest import digest
from sitegen.errors import Place, Problem
from sitegen.load.files import Found, why_not

if TYPE_CHECKING:  # Pillow takes long to import, and most builds measure nothing
    from PIL import Image

PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
LARGEST_FILE = 60_000_000

_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)


class Photo(msgspec.Struct, frozen=True):
    """`width` and `height` are as seen, after the camera's orientation; `color` is the average, `#rrggbb`."""

    file: str
    path: str
    digest: str
    width: int
    height: int
    color: str


class _Facts(msgspec.Struct, frozen=True):
    width: int
    height: int
    color: str


def is_photo(file: str) -> bool:
    return file.lower().endswith(PHOTO_ENDINGS)


def read_photos(found: Iterable[Found], state: Path) -> tuple[dict[str, Photo], list[Problem]]:
    """Every photo by its path relative to the site. What was measured once is remembered in `state`."""
    memory = _Memory(state / "cache" / "photos.msgpack")
    photos: dict[str, Photo] = {}
    problems: list[Problem] = []
    for item in found:
        if not is_photo(item.file):
            continue
        outcome = _read(item, memory)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            photos[item.file] = outcome
    memory.keep()
    return photos, problems


def _read(item: Found, memory: _Memory) -> Photo | Problem:
    place = Place(item.file)
    try:
        size = item.path.stat().st_size
        data = item.path.read_bytes() if 0 < size <= LARGEST_FILE else b""
    except OSError as error:
        return Problem(place, f"this photo cannot be read: {why_not(error)}", "check that you may read it")
    if size == 0:
        return Problem(place, "this photo is an empty file", "save or copy it again")
    if not data:
        return Problem(place, f"{size / 1e6:.0f} MB is too large for a photo", "export it smaller; the limit is 60 MB")
    key = digest(data)
    facts = memory.recall(key)
    if facts is None:
        measured = _measure(data)
        if isinstance(measured, str):
            return Problem(place, measured, "export it again as JPEG, PNG or WebP")
        facts = memory.learn(key, measured)
    return Photo(item.file, str(item.path), key, facts.width, facts.height, facts.color)


def _measure(data: bytes) -> _Facts | str:
    """The photo's facts, or why it has none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _facts_of(data)
    except UnidentifiedImageError:
        return "this is no photo, whatever its name says"
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return f"this photo has more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels"
    except Exception as error:  # whatever a decoder stumbles over, the photo is what is broken
        return f"this photo cannot be read: {str(error).lower() or type(error).__name__}"


def _facts_of(data: bytes) -> _Facts:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        lying = image.getexif().get(_ORIENTATION) in _LYING
        width, height = (image.height, image.width) if lying else image.size
        return _Facts(width, height, _average(image))


def _average(image: Image.Image) -> str:
    """The photo's mean colour; it is shrunk first, so that a large one is never unfolded twice."""
    from PIL.Image import Resampling

    box = Resampling.BOX
    image.thumbnail((64, 64), box)
    return "#" + image.convert("RGBA").resize((1, 1), box).convert("RGB").tobytes().hex()


class _Memory:
    """Facts by digest, kept on disk between builds; losing them costs time, never truth."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._new = False
        try:
            self._facts = msgspec.msgpack.decode(file.read_bytes(), type=dict[str, _Facts])
        except (OSError, msgspec.DecodeError):
            self._facts = {}

    def recall(self, key: str) -> _Facts | None:
        return self._facts.get(key)

    def learn(self, key: str, facts: _Facts) -> _Facts:
        self._facts[key] = facts
        self._new = True
        return facts

    def keep(self) -> None:
        if self._new:
            with suppress(OSError):
                self._write(msgspec.msgpack.encode(self._facts))

    def _write(self, data: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, self._file)
