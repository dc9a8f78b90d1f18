"""Which files a folder holds, without ever leaving the site."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem

DEEPEST = 12

# What systems and version control leave behind, also where hidden files are meant to be there.
_LITTER = (".DS_Store", "._", ".git", ".svn", ".hg", ".#", ".Trash", ".sitegen")

# Control characters, line ends, and the halves of characters that stand for bytes that are no UTF-8.
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Found(msgspec.Struct, frozen=True):
    """A regular file: `file` is its path relative to the site, with forward slashes."""

    file: str
    path: Path


def is_visible(name: str) -> bool:
    """Whether a name is neither hidden nor left over from an editor."""
    return not name.startswith((".", "#")) and not name.endswith("~")


def is_publishable(name: str) -> bool:
    """Whether an owner means a file to be copied: `.well-known` and `.nojekyll` are hidden on purpose."""
    return is_visible(name) or (name.startswith(".") and not name.startswith(_LITTER) and not name.endswith(".swp"))


def walk(
    folder: Path, root: Path, problems: list[Problem], wanted: Callable[[str], bool] = is_visible
) -> Iterator[Found]:
    """Every regular file below `folder` in a stable order, as far as all names on the way to it are `wanted`.

    What leads out of `root`, is no regular file, cannot be read, or lies too deep is reported instead of read.
    """
    file = folder.relative_to(root).as_posix()
    if folder.is_symlink():
        problems.append(_linked_folder(file))
    elif folder.is_dir():
        yield from _walk(folder, file, root.resolve(), problems, wanted, 0)


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
