"""Where the pictures of an export lie: on this computer, or somewhere on the web."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from sitegen.importers.fetching import Fetcher, NotFetched
from sitegen.load.opening import ENDINGS, kind_of
from sitegen.text import slugify

_HEAD = 64
LONGEST_NAME = 50


class Found(msgspec.Struct, frozen=True):
    """A picture that can be had: `path` to copy from, or `data`. Neither when it was had before."""

    name: str
    path: Path | None = None
    data: bytes | None = None


class Missing(msgspec.Struct, frozen=True):
    """A picture that cannot: `address` on the web, or as the export wrote it, and why, when that is known."""

    address: str
    reason: str = ""


class Pictures:
    """Finds pictures below the folders that the person named, and nowhere else."""

    def __init__(self, folders: Sequence[Path], origin: str = "", fetcher: Fetcher | None = None) -> None:
        self._folders = [folder.resolve() for folder in folders if folder.is_dir()]
        self._origin = origin
        self._fetcher = fetcher
        self._by_name: dict[str, Path] | None = None
        self._refused: dict[str, str] = {}

    def find(self, address: str, beside: str, had: dict[str, str], bundle: Path) -> Found | Missing:
        """A picture by its address. `beside` is the folder, within the first one named, of the text that shows it.

        `had` are names by address of those that were imported before into `bundle`.
        """
        if (name := had.get(address)) and (bundle / name).is_file():
            return Found(name)
        if path := self._local(address, beside):
            return Found(_name_of(address, kind_of(path) or ""), path=path)
        remote = self._remote(address)
        if not remote:
            return Missing(address, "there is no such picture here")
        return self._fetched(remote) if self._fetcher else Missing(remote)

    def file(self, address: str, beside: str) -> Path | None:
        """Any file that an address leads to below the named folders."""
        path = unquote(urlsplit(address).path)
        places = [posixpath.join(beside, path)] if not path.startswith("/") else []
        for folder in self._folders:
            for below in (*places, path.lstrip("/")):
                with suppress(OSError, ValueError):
                    found = (folder / below).resolve()
                    if found.is_relative_to(folder) and found.is_file():
                        return found
        return None

    def _local(self, address: str, beside: str) -> Path | None:
        is_web = bool(urlsplit(address).scheme or address.startswith("//"))
        path = None if is_web else self.file(address, beside)
        path = path or self._named(PurePosixPath(unquote(urlsplit(address).path)).name)
        with suppress(OSError):
            if path and kind_of(path) in ENDINGS:
                return path
        return None

    def _named(self, name: str) -> Path | None:
        """A file of this name anywhere in the folders of pictures, which are all but the first."""
        if self._by_name is None:
            self._by_name = {}
            for path in self._all():
                self._by_name.setdefault(path.name, path)
        return self._by_name.get(name)

    def _all(self) -> Iterator[Path]:
        for folder in self._folders[1:]:
            for path in sorted(folder.rglob("*")):
                if not path.is_symlink() and path.is_file():
                    yield path

    def _remote(self, address: str) -> str:
        with suppress(ValueError):
            whole = urljoin(self._origin, address) if self._origin else address
            whole = f"https:{whole}" if whole.startswith("//") else whole
            parts = urlsplit(whole)
            if parts.scheme in ("http", "https") and parts.netloc:
                return whole
        return ""

    def _fetched(self, address: str) -> Found | Missing:
        assert self._fetcher is not None  # noqa: S101 - only called then
        if address in self._refused:
            return Missing(address, self._refused[address])
        try:
            data = self._fetcher.fetch(address).data
            kind = kind_in(data)
            if kind not in ENDINGS:
                raise NotFetched("it is no picture that can be shown")
        except NotFetched as error:
            self._refused[address] = str(error)
            return Missing(address, str(error))
        return Found(_name_of(address, kind or ""), data=data)


def kind_in(data: bytes) -> str | None:
    """What bytes hold, by their beginning."""
    from sitegen.load.opening import _MAGIC

    return next((kind for magic, kind in _MAGIC if magic.match(data[:_HEAD])), None)


def _name_of(address: str, kind: str) -> str:
    stem = PurePosixPath(unquote(urlsplit(address).path)).stem
    return (slugify(stem)[:LONGEST_NAME].strip("-") or "photo") + ENDINGS[kind][0]


def renamed(answer: Found, address: str, taken: dict[str, str], bundle: Path) -> Found:
    """With a name that no other picture of the bundle has, unless it is the same picture."""
    stem, dot, ending = answer.name.rpartition(".")
    name, number = answer.name, 1
    while taken.get(name, address) != address or _is_another(bundle / name, answer):
        number += 1
        name = f"{stem}-{number}{dot}{ending}"
    taken[name] = address
    return msgspec.structs.replace(answer, name=name)


def _is_another(there: Path, answer: Found) -> bool:
    """Whether a file is there already that holds something else."""
    if (answer.path is None and answer.data is None) or not there.is_file():
        return False
    data = answer.data if answer.path is None else answer.path.read_bytes()
    return there.read_bytes() != data
