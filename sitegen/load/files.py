"""Which files a folder holds, without ever leaving the site."""

from __future__ import annotations

import os
import posixpath
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem

DEEPEST = 12
MOST_FILES = 200_000  # in one folder with all that is below it
LARGEST_COPY = 200_000_000  # bytes of a file that is published as it is; no host takes larger ones

# What systems and version control leave behind, also where hidden files are meant to be there.
_LITTER = (".ds_store", "._", ".git", ".svn", ".hg", ".#", ".trash", ".sitegen")

# Control characters, line ends, and the halves of characters that stand for bytes that are no UTF-8.
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


# A file that changed this lately may change again within the same tick of the clock.
STILL_WARM = 2_000_000_000  # nanoseconds


class Stamp(msgspec.Struct, frozen=True):
    """What tells that a file is what it was: the kernel changes at least its `ctime` with its content."""

    size: int
    inode: int
    mtime: int
    ctime: int


class Found(msgspec.Struct, frozen=True):
    """A regular file: `file` is its path relative to the site, with forward slashes."""

    file: str
    path: Path


def stamp_of(path: Path) -> Stamp | None:
    """None where a stamp says nothing: for a file that changed just now, or about which one cannot ask."""
    try:
        stat = path.stat()
    except OSError:
        return None
    if abs(time.time_ns() - stat.st_ctime_ns) <= STILL_WARM:
        return None
    return Stamp(stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns)


def is_visible(name: str) -> bool:
    """Whether a name is neither hidden nor left over from an editor."""
    return not name.startswith((".", "#")) and not name.endswith("~")


def is_publishable(name: str) -> bool:
    """Whether an owner means a file to be copied: `.well-known` and `.nojekyll` are hidden on purpose."""
    hidden = name.startswith(".") and not name.lower().startswith(_LITTER) and not name.endswith(".swp")
    return is_visible(name) or hidden


def walk(
    folder: Path, root: Path, problems: list[Problem], wanted: Callable[[str], bool] = is_visible
) -> Iterator[Found]:
    """Every regular file below `folder` in a stable order, as far as all names on the way to it are `wanted`.

    What leads out of `root`, is no regular file, cannot be read, lies too deep or is too much is reported instead of
    read.
    """
    if linked := linked_folder(folder, root):
        problems.append(linked)
    elif folder.is_dir():
        file = folder.relative_to(root).as_posix()
        for number, found in enumerate(_walk(folder, file, root.resolve(), problems, wanted, 0)):
            if number == MOST_FILES:
                what = f"more than {MOST_FILES:,} files"
                problems.append(Problem(Place(file), what, "remove what does not belong to the site"))
                return
            yield found


def linked_folder(folder: Path, root: Path) -> Problem | None:
    """What is wrong when a folder of the site, or one on the way to it, is a link."""
    parts = folder.relative_to(root).parts
    ways = (root.joinpath(*parts[: depth + 1]) for depth in range(len(parts)))
    linked = next((way for way in ways if way.is_symlink()), None)
    return _linked_folder(linked.relative_to(root).as_posix()) if linked else None


def regular(path: Path, root: Path, problems: list[Problem]) -> Found | None:
    """The one file that is asked for by its name, if it is a regular one of the site (reported where it is not)."""
    folder, name = path.parent, path.name
    if linked := linked_folder(folder, root):
        problems.append(linked)
        return None
    file = folder.relative_to(root).as_posix()
    entries = (entry for entry in _entries(folder, file, problems, lambda known: known == name))
    return next(
        (found for entry in entries for found in _file(entry, f"{file}/{name}", root.resolve(), problems)), None
    )


def fault_of_size(path: Path) -> str | None:
    """What is wrong with the size of a file that is published as it is. Raises OSError."""
    size = path.stat().st_size
    most = LARGEST_COPY
    return (
        f"{size / 1e6:,.0f} MB is too large for a file of a site; the limit is {most / 1e6:.0f} MB"
        if size > most
        else None
    )


def files_in(folder: Path, wanted: Callable[[str], object], problems: list[Problem]) -> Iterator[Found]:
    """The regular files of the wanted names that lie in the site's own folder."""
    if folder.is_dir():
        for entry in _entries(folder, "", problems, is_visible):
            if wanted(entry.name) and _is_nameable(entry, "", problems):
                yield from _file(entry, entry.name, folder.resolve(), problems)


def why_not(error: OSError) -> str:
    """Why a file could not be read, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _walk(
    folder: Path, file: str, real_root: Path, problems: list[Problem], wanted: Callable[[str], bool], depth: int
) -> Iterator[Found]:
    if depth > DEEPEST:
        what = f"folders nested more than {DEEPEST} deep"
        problems.append(Problem(Place(file), what, "move this further up"))
        return
    for entry in _entries(folder, file, problems, wanted):
        below = f"{file}/{entry.name}"
        if not _is_nameable(entry, file, problems):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), below, real_root, problems, wanted, depth + 1)
        else:
            yield from _file(entry, below, real_root, problems)


def _entries(folder: Path, file: str, problems: list[Problem], wanted: Callable[[str], bool]) -> list[os.DirEntry[str]]:
    """What lies in a folder under wanted names, in order."""
    try:
        with os.scandir(folder) as scan:
            seen = [entry for entry in scan if wanted(entry.name)]
    except OSError as error:
        problems.append(Problem(Place(file), f"this folder cannot be read: {why_not(error)}"))
        return []
    return sorted(seen, key=lambda entry: entry.name)


def _is_nameable(entry: os.DirEntry[str], folder: str, problems: list[Problem]) -> bool:
    if not _NOT_IN_A_NAME.search(entry.name):
        return True
    spelled = _NOT_IN_A_NAME.sub(_bytes_of, entry.name)
    what = "this name holds characters that no address can hold"
    problems.append(Problem(Place(posixpath.join(folder, spelled)), what, "rename it"))
    return False


def _bytes_of(odd: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(odd[0]))


def _file(entry: os.DirEntry[str], file: str, real_root: Path, problems: list[Problem]) -> Iterator[Found]:
    if entry.is_symlink() and not _stays_inside(entry, real_root):
        what = "this link leads out of the site, or nowhere"
        problems.append(Problem(Place(file), what, "copy here what it should lead to"))
    elif entry.is_file():
        yield Found(file, Path(entry.path))
    elif entry.is_dir():
        problems.append(_linked_folder(file))
    else:
        problems.append(Problem(Place(file), "this is no regular file", "remove it from the site"))


def _linked_folder(file: str) -> Problem:
    return Problem(Place(file), "a link to a folder is not followed", "copy the folder here instead")


def _stays_inside(entry: os.DirEntry[str], real_root: Path) -> bool:
    try:
        return Path(entry.path).resolve(strict=True).is_relative_to(real_root)
    except (OSError, RuntimeError):
        return False
