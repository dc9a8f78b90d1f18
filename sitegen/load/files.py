"""Which files a folder holds, without ever leaving the site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem

MOST_FILES = 200_000
DEEPEST = 12


class Found(msgspec.Struct, frozen=True):
    """A regular file: `file` is its path relative to the site, with forward slashes."""

    file: str
    path: Path


def walk(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Found]:
    """Every regular file below `folder` in a stable order. Hidden ones are left out.

    What leads out of `root`, is no regular file, or lies too deep is reported instead of read.
    """
    if folder.is_dir():
        yield from _walk(folder, root, root.resolve(), problems, 0)


def _walk(folder: Path, root: Path, real_root: Path, problems: list[Problem], depth: int) -> Iterator[Found]:
    place = Place(folder.relative_to(root).as_posix())
    if depth > DEEPEST:
        problems.append(Problem(place, f"folders nested more than {DEEPEST} deep", "move this further up"))
        return
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith((".", "#")) or entry.name.endswith("~"):
            continue
        path = Path(entry.path)
        spot = Place(path.relative_to(root).as_posix())
        if entry.is_symlink() and not _stays_inside(path, real_root):
            problems.append(Problem(spot, "this link leads out of the site", "copy the file here instead"))
        elif entry.is_dir():
            if entry.is_symlink():
                problems.append(Problem(spot, "a link to a folder is not followed", "copy the folder here instead"))
            else:
                yield from _walk(path, root, real_root, problems, depth + 1)
        elif entry.is_file():
            yield Found(spot.file, path)
        else:
            problems.append(Problem(spot, "this is no regular file", "remove it from the site"))


def _stays_inside(path: Path, real_root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(real_root)
    except (OSError, RuntimeError):
        return False
