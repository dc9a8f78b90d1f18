"""What must be known of a photo before any page is planned: its size, its colour, its digest."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from sitegen.digest import digest
from sitegen.errors import Place, Problem
from sitegen.load.files import Found

PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
LARGEST_FILE = 60_000_000
MOST_PIXELS = 100_000_000

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
    size = item.path.stat().st_size
    if size == 0:
        return Problem(place, "this photo is an empty file", "save or copy it again")
    if size > LARGEST_FILE:
        return Problem(place, f"{size / 1e6:.0f} MB is too large for a photo", "export it smaller; the limit is 60 MB")
    key = digest(item.path.read_bytes())
    facts = memory.recall(key)
    if facts is None:
        measured = _measure(item.path)
        if isinstance(measured, str):
            return Problem(place, measured, "export it again as JPEG, PNG or WebP")
        facts = memory.learn(key, measured)
    return Photo(item.file, str(item.path), key, facts.width, facts.height, facts.color)


def _measure(path: Path) -> _Facts | str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                return f"{image.width} x {image.height} pixels are too many"
            lying = image.getexif().get(_ORIENTATION) in _LYING
            width, height = (image.height, image.width) if lying else image.size
            image.draft("RGB", (64, 64))
            red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]  # RGB: three bytes
            return _Facts(width, height, f"#{red:02x}{green:02x}{blue:02x}")
    except UnidentifiedImageError:
        return "this is no photo, whatever its name says"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"this photo cannot be read: {str(error).lower()}"


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
        if not self._new:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.msgpack.encode(self._facts))
        os.replace(name, self._file)
