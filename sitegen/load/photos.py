"""The photos of a site: every one that can be read, by its path, and what is wrong with the others."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.digest import digest_of_rest
from sitegen.errors import Place, Problem
from sitegen.load.files import STILL_WARM, Found, why_not
from sitegen.load.opening import ENDINGS, Unreadable, named
from sitegen.load.probing import Facts, probe

PHOTO_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)
LARGEST_FILE = 100_000_000  # bytes


class Photo(msgspec.Struct, frozen=True):
    """`width` and `height` are as seen; `color`, `tone` and `alpha` are those of `Facts`."""

    file: str
    path: str
    digest: str
    width: int
    height: int
    color: str
    tone: str = "000000"
    alpha: bool = False


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was read: the kernel changes at least its `ctime` with its content."""

    size: int
    inode: int
    mtime: int
    ctime: int
    key: str


def is_photo(file: str) -> bool:
    return file.lower().endswith(PHOTO_ENDINGS)


def read_photos(found: Iterable[Found], state: Path) -> tuple[dict[str, Photo], list[Problem]]:
    """Every photo by its path relative to the site. What was measured once is remembered in `state`."""
    memory = _Memory(state / "cache" / "photos.msgpack")
    photos: dict[str, Photo] = {}
    problems: list[Problem] = []
    for item in found:
        if is_photo(item.file):
            try:
                photos[item.file], note = read_photo(item, memory)
                problems += note
            except Unreadable as error:
                problems.append(Problem(Place(item.file), error.what, error.hint))
    memory.keep()
    return photos, problems


def read_photo(item: Found, memory: _Memory) -> tuple[Photo, list[Problem]]:
    """One photo, and what its author should know about it. Raises Unreadable."""
    try:
        key, facts = memory.facts_of(item.path)
    except OSError as error:
        raise Unreadable(f"this photo cannot be read: {why_not(error)}", "check that you may read it") from error
    photo = Photo(item.file, str(item.path), key, facts.width, facts.height, facts.color, facts.tone, facts.alpha)
    return photo, list(_notes(item, facts))


def _notes(item: Found, facts: Facts) -> Iterator[Problem]:
    """What an author should know about a photo that can be used all the same."""
    if facts.moves:
        hint = "for something that moves, put a short MP4 into a text"
        yield Problem(Place(item.file), "this picture moves; its first frame is shown", hint, "warning")
    if item.path.suffix.lower() not in ENDINGS[facts.kind]:
        name = item.path.stem + ENDINGS[facts.kind][0]
        what = f"this is {named(facts.kind)}, whatever its name says"
        yield Problem(Place(item.file), what, f"call it {name}", "warning")


class _Memory:
    """Facts by digest, and digests by file, kept on disk between builds; losing them costs time, never truth."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before: dict[str, _Seen] = {}
        self._facts: dict[str, Facts] = {}
        self._seen: dict[str, _Seen] = {}
        self._learned = False
        with suppress(OSError, msgspec.DecodeError):
            self._before, self._facts = msgspec.msgpack.decode(
                file.read_bytes(), type=tuple[dict[str, _Seen], dict[str, Facts]]
            )

    def facts_of(self, path: Path) -> tuple[str, Facts]:
        """A photo's digest and what is known of it. Raises OSError and Unreadable."""
        key = self._key_of(path)
        if key not in self._facts:
            self._facts[key] = probe(path)
            self._learned = True
        return key, self._facts[key]

    def _key_of(self, path: Path) -> str:
        """The digest of a file's content, from memory when nothing about the file has changed since."""
        stat = path.stat()
        _refuse_by_size(stat.st_size)
        before = self._before.get(str(path))
        now = _Seen(stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns, before.key if before else "")
        if before != now or now.key not in self._facts:
            with path.open("rb") as file:
                key = digest_of_rest(file)
            now = msgspec.structs.replace(now, key=key)
        if abs(time.time_ns() - now.ctime) > STILL_WARM:
            self._seen[str(path)] = now
        return now.key

    def keep(self) -> None:
        if self._learned or self._seen != self._before:
            with suppress(OSError):
                self._write(msgspec.msgpack.encode((self._seen, self._facts)))

    def _write(self, data: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, self._file)


def _refuse_by_size(size: int) -> None:
    if size == 0:
        raise Unreadable("this photo is an empty file", "save or copy it again")
    if size > LARGEST_FILE:
        limit = f"{LARGEST_FILE / 1e6:.0f} MB"
        raise Unreadable(f"{size / 1e6:.0f} MB is too large for a photo", f"export it smaller; the limit is {limit}")
