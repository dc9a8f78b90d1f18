"""Installed packages: which version of each is here, and what they offer under entry point groups of ours.

`importlib.metadata` tells this too, and takes longer to import than a tenth of a small build. So we read the folders it
reads, as the Python Packaging User Guide lays them out ("Recording installed projects", "Entry points specification"),
and ask it only where packages may lie elsewhere: in archives, or where a finder of somebody's own finds them.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

import msgspec

OURS = "sitegen."

_Shelves = tuple[tuple[str, int], ...]

_FOLDER = re.compile(r"(?P<name>[^-]+)(-.*)?\.(dist|egg)-info", re.IGNORECASE)
_SECTION = re.compile(r"\[(?P<group>[^]]+)\]")


class Offer(msgspec.Struct, frozen=True, order=True):
    """One entry point. `value` is `module` or `module:object`; `package` is who offers it, in which `version`."""

    group: str
    name: str
    value: str
    package: str = ""
    version: str = ""

    @property
    def module(self) -> str:
        return self._parts[0]

    def load(self) -> Any:
        """What the value names. Raises whatever its module does while it is imported, and AttributeError."""
        module, attribute = self._parts
        found = import_module(module)
        return attrgetter(attribute)(found) if attribute else found

    @property
    def _parts(self) -> tuple[str, str]:
        """Module and object; `[extra]` behind them is read and has no meaning."""
        module, _, attribute = self.value.partition("[")[0].partition(":")
        return module.strip(), attribute.strip()


def version_of(package: str) -> str | None:
    """None where the package is not installed."""
    if _may_lie_elsewhere():
        return _told_elsewhere(package)
    folder = _folders(_shelves()).get(_normal(package))
    return (_described(folder).get("version") or None) if folder else None


def offers(group: str) -> tuple[Offer, ...]:
    """What all packages offer under one group, in the order of the path."""
    return tuple(offer for offer in all_offers() if offer.group == group)


def all_offers() -> tuple[Offer, ...]:
    """What all packages offer under groups of ours."""
    return _offers(_shelves())


@lru_cache(maxsize=1)
def _offers(shelves: _Shelves) -> tuple[Offer, ...]:
    folders = _folders(shelves).values()
    found = _offers_elsewhere() if _may_lie_elsewhere() else chain.from_iterable(map(_offers_of, folders))
    return tuple(offer for offer in found if offer.group.startswith(OURS))


def _offers_of(folder: Path) -> Iterator[Offer]:
    text = _text(folder / "entry_points.txt")
    if OURS in text:
        described = _described(folder)
        yield from _registered(text, described.get("name", ""), described.get("version", ""))


def _registered(text: str, package: str, version: str) -> Iterator[Offer]:
    group = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if section := _SECTION.fullmatch(line):
            group = section["group"].strip()
        elif not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield Offer(group, name.strip(), value.strip(), package, version)


def _described(folder: Path) -> dict[str, str]:
    """The head of a package's core metadata, keys in lower case; the first of two with one key counts."""
    said: dict[str, str] = {}
    text = _text(folder / "METADATA") or _text(folder / "PKG-INFO") or _text(folder)  # the last as distutils left it
    head = re.sub(r"\n[ \t]+", " ", text.split("\n\n")[0])  # a value may go on below
    for line in head.split("\n"):
        key, _, value = line.partition(":")
        said.setdefault(key.strip().lower(), value.strip())
    return said


def _shelves() -> _Shelves:
    """The folders of the path, and when something last came to them or went."""
    return tuple((os.fspath(entry) or ".", _changed(os.fspath(entry) or ".")) for entry in sys.path)


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _folders(shelves: _Shelves) -> Mapping[str, Path]:
    """What describes each package, by its name; the first on the path wins, as it does for imports."""
    found: dict[str, Path] = {}
    for shelf, _ in shelves:
        with suppress(OSError):
            for name in os.listdir(shelf):
                if match := _FOLDER.fullmatch(name):
                    found.setdefault(_normal(match["name"]), Path(shelf, name))
    return found


def _normal(name: str) -> str:
    """Names that differ only in this are one (Python Packaging User Guide, "Names and normalization")."""
    return re.sub("[-_.]+", "-", name).lower()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _may_lie_elsewhere() -> bool:
    finders = [finder for finder in sys.meta_path if finder is not PathFinder]
    archives = [entry for entry in map(os.fspath, sys.path) if entry.lower().endswith(".egg") or os.path.isfile(entry)]
    return bool(archives) or any(hasattr(finder, "find_distributions") for finder in finders)


def _told_elsewhere(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except (
        PackageNotFoundError,
        FileNotFoundError,
        KeyError,
    ):  # the last two for a package that does not describe itself
        return None


def _offers_elsewhere() -> Iterator[Offer]:
    from importlib.metadata import EntryPoints, entry_points

    entries = cast("EntryPoints", entry_points())
    for entry in chain.from_iterable(entries.select(group=group) for group in entries.groups):
        yield Offer(
            entry.group, entry.name, entry.value, *((entry.dist.name, entry.dist.version) if entry.dist else ())
        )
