"""Finished files, waiting beside the site they will become part of.

Everything is written here first, in a hidden folder inside the output folder: on the same disk by
construction, also when the output folder is a mount or a link, so that going live is only a matter of
names. Until then no reader can notice anything, and failing leaves nothing behind.

A file whose folder is not there yet waits in `fresh/` under its own path, so that whole new folders go live
by one rename each; any other waits in `loose/` under the key of its path.
"""

from __future__ import annotations

import enum
import os
import shutil

import msgspec

from sitegen.errors import PublishError
from sitegen.write.folder import Tree, is_file, is_folder, look
from sitegen.write.paths import RESERVED, key_of

NAME = f"{RESERVED}-staging"

_FILE = 0o644
_FOLDER = 0o755
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_CHUNK = 1 << 20


class Way(enum.IntEnum):
    """How a staged file meets what lies on the disk."""

    SAME = 0  # equal bytes lie there already; nothing was staged
    FRESH = 1  # a folder above it is not there yet
    ADDED = 2  # its folder is there, the file is not
    CHANGED = 3  # a file with other bytes lies there
    BLOCKED = 4  # something that is no file lies there
    CLASHED = 5  # another output of this run is a folder where this is a file, or the reverse


STAGED = (Way.FRESH, Way.ADDED, Way.CHANGED, Way.BLOCKED)


class Staged(msgspec.Struct, frozen=True):
    """One staged file, with the size and time that it will keep when it goes live."""

    path: str
    way: Way
    size: int = 0
    mtime_ns: int = 0


class Stager:
    """Stages files for one output folder; any number may work side by side, in processes of one machine.

    With a folder `aside`, which lies in the staging folder, also on several machines: each file is finished there and
    then gets its place by a rename. Two may stage the same file at once, and who comes late, when the folder `aside`
    is gone, changes nothing any more.
    """

    def __init__(self, root: str, aside: str | None = None) -> None:
        self._aside = aside and f"{aside}/{os.urandom(8).hex()}"
        self._live = Tree(root)
        self._fresh = f"{root}/{NAME}/fresh"
        self._loose = f"{root}/{NAME}/loose"

    def stage(self, path: str, data: bytes) -> Staged:
        """Write `data` where it can go live as `path`, unless just that lies there already."""
        try:
            return self._stage(path, data)
        except OSError as error:
            raise PublishError(f"{path} cannot be written: {error.strerror}") from error

    def _stage(self, path: str, data: bytes) -> Staged:
        folder, _, name = path.rpartition("/")
        inside = self._live.enter(folder)
        if inside is None:
            return self._stage_fresh(path, folder, data)
        found = look(name, inside)
        if found is None:
            way = Way.ADDED
        elif not is_file(found):
            way = Way.BLOCKED
        elif found.st_size == len(data) and _has_bytes(name, inside, data):
            return Staged(path, Way.SAME, found.st_size, found.st_mtime_ns)
        else:
            way = Way.CHANGED
        return self._staged(path, way, loose_name(self._loose, path), data)

    def _stage_fresh(self, path: str, folder: str, data: bytes) -> Staged:
        try:
            make_folder(f"{self._fresh}/{folder}")
            return self._staged(path, Way.FRESH, f"{self._fresh}/{path}", data)
        except (NotADirectoryError, IsADirectoryError):
            return Staged(path, Way.CLASHED)

    def _staged(self, path: str, way: Way, file: str, data: bytes) -> Staged:
        found = write_file(file, data) if self._aside is None else _write_aside(self._aside, file, data)
        return Staged(path, way, found.st_size, found.st_mtime_ns)

    def close(self) -> None:
        self._live.close()


def loose_name(loose: str, path: str) -> str:
    return f"{loose}/{key_of(path):016x}"


def make_folder(folder: str) -> None:
    """A folder and those above it, with the same rights whatever made them necessary."""
    try:
        os.mkdir(folder, _FOLDER)
    except FileExistsError:
        pass
    except FileNotFoundError:
        make_folder(os.path.dirname(folder))
        make_folder(folder)


def write_file(file: str, data: bytes) -> os.stat_result:
    """Write all of `data` to a file; its folder is made when it is missing."""
    try:
        descriptor = os.open(file, _NEW, _FILE)
    except FileNotFoundError:
        make_folder(os.path.dirname(file))
        descriptor = os.open(file, _NEW, _FILE)
    return _filled(descriptor, data)


def _write_aside(beside: str, file: str, data: bytes) -> os.stat_result:
    found = _filled(os.open(beside, _NEW, _FILE), data)
    try:
        os.rename(beside, file)
    except FileNotFoundError:
        make_folder(os.path.dirname(file))
        os.rename(beside, file)
    return found


def _filled(descriptor: int, data: bytes) -> os.stat_result:
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, memoryview(data)[written:])
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def sweep(root: str) -> None:
    """Remove whatever waits, be it from a build that was killed."""
    staging = f"{root}/{NAME}"
    found = look(staging)
    if found is None:
        return
    if is_folder(found):
        shutil.rmtree(staging)
    else:
        os.unlink(staging)


def _has_bytes(name: str, inside: int, data: bytes) -> bool:
    try:
        descriptor = os.open(name, _OLD, dir_fd=inside)
    except OSError:
        return False
    with open(descriptor, "rb", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            chunk = file.read(_CHUNK)
            if not chunk or rest[: len(chunk)] != chunk:
                return False
            rest = rest[len(chunk) :]
    return True
