"""The output folder as it lies on the disk, entered without ever following a symlink."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sitegen.errors import PublishError
from sitegen.write.paths import RESERVED

_ENTER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_FOLDER = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


def resolved(folder: Path, state: Path) -> str:
    """The real path of an output folder that may be written to; it may itself be a link to a folder."""
    root = folder.resolve()
    if root.exists() and not root.is_dir():
        raise PublishError(f"{folder} is not a folder; choose another output folder")
    if root == Path(root.anchor) or Path.home().resolve().is_relative_to(root):
        raise PublishError(f"{folder} is no place for a site; choose a folder of its own for the output")
    if state.resolve().is_relative_to(root):
        raise PublishError(f"{folder} holds {state}, which is not to be published; choose another folder")
    return str(root)


def look(path: str, inside: int | None = None) -> os.stat_result | None:
    """What lies at a path, without following it; None when nothing does."""
    try:
        return os.stat(path, dir_fd=inside, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_FOLDER:
            raise
        return None


class Tree:
    """Gives descriptors of folders inside a root, opened name by name: a planted symlink leads nowhere.

    The way to the last folder stays open: neighbours in a sorted walk cost one `open` each.
    """

    def __init__(self, root: str) -> None:
        self._names: list[str] = []
        self._descriptors = [os.open(root, _ENTER)]
        self._gap = ""

    def enter(self, folder: str) -> int | None:
        """The descriptor of a folder ("" is the root), good until the next call; None when it is missing."""
        if self._gap and f"{folder}/".startswith(self._gap):
            return None
        names = folder.split("/") if folder else []
        if names != self._names:
            self._leave(_shared(names, self._names))
            if not self._descend(names):
                return None
        return self._descriptors[-1]

    @property
    def first_missing(self) -> str:
        """The outermost folder that was not there, after `enter` answered None."""
        return self._gap.removesuffix("/")

    def look(self, path: str) -> os.stat_result | None:
        """What lies at a path inside the root, without following any link."""
        folder, _, name = path.rpartition("/")
        inside = self.enter(folder)
        return None if inside is None else look(name, inside)

    def forget(self) -> None:
        """Look again: folders may have come and gone."""
        self._gap = ""
        self._leave(0)

    def close(self) -> None:
        self._leave(0)
        os.close(self._descriptors.pop())

    def _descend(self, names: list[str]) -> bool:
        for name in names[len(self._names) :]:
            try:
                self._descriptors.append(os.open(name, _ENTER, dir_fd=self._descriptors[-1]))
            except OSError as error:
                if error.errno not in _NO_FOLDER:
                    raise
                self._gap = "/".join([*self._names, name, ""])
                return False
            self._names.append(name)
        return True

    def _leave(self, depth: int) -> None:
        while len(self._names) > depth:
            self._names.pop()
            os.close(self._descriptors.pop())


def _shared(one: list[str], other: list[str]) -> int:
    depth = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        depth += 1
    return depth


def walk(root: str, below: str = "") -> Iterator[tuple[str, bool]]:
    """Every path under `below`, each folder after what it holds, with whether it is a folder.

    Links are paths like any file. What is reserved for us at the top of the root is left out, and what lies
    in a folder that we may not read is nothing of ours.
    """
    try:
        with os.scandir(f"{root}/{below}") as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except PermissionError:
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        if path.startswith(RESERVED):
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder:
            yield from walk(root, path)
        yield path, is_folder


def is_file(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode)


def is_folder(found: os.stat_result) -> bool:
    return stat.S_ISDIR(found.st_mode)
