"""Any file system that fsspec knows."""

from __future__ import annotations

import ftplib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sitegen.deploy.items import Item
from sitegen.deploy.target import PASSWORD, DeployError, folders_above

T = TypeVar("T")

TRIES = 4
FIRST_WAIT = 0.25  # seconds, doubled each time
AT_ONCE = 16
FEW = 64
NEW = ".sitegen-new"

_MD5 = re.compile("([0-9a-f]{16})[0-9a-f]{16}")

# File systems with real folders, where a half-written file could be seen: a file is written beside its place.
TREES = frozenset({"sftp", "ssh", "ftp"})
_KEYLESS = frozenset({"NoCredentialsError", "PartialCredentialsError"})  # botocore's; it may not be installed
_KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write ~/.aws/credentials"
# Trying again helps against none of these; NotImplementedError is how fsspec says that a store cannot do something.
_FINAL = (
    FileNotFoundError, PermissionError, NotImplementedError, DeployError, ValueError, TypeError, ftplib.error_perm,
)  # fmt: skip


def open_store(address: str) -> Store:
    """Raises DeployError when there is no way to go there."""
    try:
        import fsspec
    except ImportError:
        raise DeployError(_install("fsspec")) from None
    scheme = urlsplit(address).scheme
    try:
        if scheme in ("sftp", "ssh"):
            from sitegen.deploy.sftp import open_sftp

            return Store(*open_sftp(address, os.environ.get(PASSWORD)), address)
        password = os.environ.get(PASSWORD)
        options: dict[str, Any] = {"password": password} if scheme == "ftp" and password else {}
        if scheme == "s3":
            options = {"use_listings_cache": False}
        fs, root = fsspec.core.url_to_fs(address, **options)
    except ImportError as error:
        ours = scheme in ("s3", "sftp", "ssh")
        raise DeployError(_install(error.name or scheme) if ours else f"{address}: {error}") from error
    except ValueError as error:
        raise DeployError(f"{address} is no address to deploy to: {error}") from error
    except DeployError:
        raise
    except ftplib.error_perm as error:
        raise DeployError(f"{address} lets nobody in: {error}; is the name in it right, and {PASSWORD}?") from error
    except Exception as error:  # whatever a file system of somebody else's raises
        raise DeployError(f"{address} cannot be reached: {said(error)}") from error
    return Store(fs, root, address)


class Absent(DeployError):
    """There is no such file."""


class Store:
    """A folder of a file system."""

    batch = 128

    def __init__(self, fs: Any, root: str, address: str, first_wait: float = FIRST_WAIT) -> None:
        self._fs = fs
        self._root = str(root).rstrip("/")
        self._address = address
        self._first_wait = first_wait
        protocol = fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]
        self._protocol = protocol
        self._is_tree = protocol in TREES
        self._made: set[str] = set()

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(self._again(lambda: self._fs.cat_file(self._at(path))))
        except Absent:
            return None

    def write(self, path: str, data: bytes) -> None:
        self._again(lambda: self._place(path, lambda at: self._fs.pipe_file(at, data)))

    def put(self, folder: Path, items: Sequence[Item]) -> None:
        self._each(lambda item: self._again(lambda: self._put(folder, item)), items)

    def pipe(self, files: Sequence[tuple[Item, bytes]]) -> None:
        """Put files that are no files anywhere yet, in any order."""
        self._each(lambda file: self._again(lambda: self._pipe(*file)), files)

    def listing(self) -> Iterator[tuple[str, int, int]]:
        """Path, size and seal of everything that is there; the seal is the first half of the MD5, 0 where not told."""
        try:
            found = self._again(lambda: self._fs.find(self._root, detail=True))
        except Absent:
            return
        start = len(self._fs._strip_protocol(self._root).rstrip("/")) + 1
        for path, info in found.items():
            told = _MD5.fullmatch(str(info.get("ETag", "")).strip('"'))
            seal = int.from_bytes(bytes.fromhex(told[1]), "little") if told else 0
            yield str(self._fs._strip_protocol(path))[start:], int(info["size"] or 0), seal

    def remove(self, paths: Sequence[str]) -> None:
        self._each(lambda path: self._again(lambda: self._remove(path)), paths)
        if self._is_tree:
            for folder in folders_above(paths):
                self._remove_empty(folder)

    def existing(self, paths: Sequence[str]) -> list[str]:
        if len(paths) <= FEW:
            there = self._each(lambda path: self._again(lambda: bool(self._fs.exists(self._at(path)))), paths)
            return [path for path, found in zip(paths, there, strict=True) if found]
        found = set(self.paths())
        return [path for path in paths if path in found]

    def paths(self) -> Iterable[str]:
        try:
            found = self._again(lambda: self._fs.find(self._root))
        except Absent:
            return []
        start = len(self._fs._strip_protocol(self._root).rstrip("/")) + 1
        return [str(self._fs._strip_protocol(path))[start:] for path in found]

    def close(self) -> None:
        if close := getattr(self._fs, "shut", None):
            close()

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _put(self, folder: Path, item: Item) -> None:
        source, said = str(folder / item.path), self._said_of(item)
        self._place(item.path, lambda at: self._fs.put_file(source, at, **said))

    def _pipe(self, item: Item, data: bytes) -> None:
        self._place(item.path, lambda at: self._fs.pipe_file(at, data, **self._said_of(item)))

    def _said_of(self, item: Item) -> dict[str, str]:
        return {"ContentType": item.kind, "CacheControl": item.cache} if self._protocol in ("s3", "s3a") else {}

    def _place(self, path: str, put: Callable[[str], object]) -> None:
        """Whole or not at all: an object store takes a file as one, a tree gets it under another name first."""
        at = self._at(path)
        if not self._is_tree:
            put(at)
            return
        self._make_folder(at.rpartition("/")[0])
        put(at + NEW)
        self._rename(at + NEW, at)

    def _rename(self, old: str, new: str) -> None:
        if self._protocol in ("sftp", "ssh"):
            self._fs.ftp.posix_rename(old, new)
        else:
            self._fs.ftp.rename(old, new)

    def _make_folder(self, folder: str) -> None:
        if folder not in self._made:
            self._fs.makedirs(folder, exist_ok=True)
            self._made.add(folder)

    def _remove(self, path: str) -> None:
        try:
            self._fs.rm_file(self._at(path))
        except FileNotFoundError:
            return

    def _remove_empty(self, folder: str) -> None:
        try:
            self._fs.rmdir(self._at(folder))
        except Exception:  # it is not empty, or not there: each file system says so in its own way
            return

    def _each(self, do: Callable[[Any], T], items: Sequence[Any]) -> list[T]:
        """Many at a time where waiting is what takes long and the connection allows it."""
        if not getattr(self._fs, "async_impl", False):
            return [do(item) for item in items]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(do, items))

    def _again(self, call: Callable[[], T]) -> T:
        """Networks fail: try a few times, each time waiting longer."""
        for tried in range(1, TRIES + 1):
            try:
                return call()
            except FileNotFoundError as error:
                raise Absent(f"{self._address}: {said(error)}") from error
            except Exception as error:  # whatever a file system of somebody else's raises
                if type(error).__name__ in _KEYLESS:
                    raise DeployError(f"{self._address}: there are no keys for it; {_KEYS}") from error
                if tried == TRIES or isinstance(error, _FINAL):
                    raise DeployError(f"{self._address}: {said(error)}") from error
            time.sleep(self._first_wait * 2 ** (tried - 1))
            self._connect_again()
        raise AssertionError("unreachable")

    def _connect_again(self) -> None:
        """FTP and SFTP live in one connection, and where it broke nothing else helps."""
        if self._is_tree:
            with suppress(Exception):  # whoever calls tries again, and hears it then
                getattr(self._fs, "client", self._fs.ftp).close()
            with suppress(Exception):
                self._fs._connect()


def said(error: BaseException) -> str:
    text = str(error).strip().replace("\n", " ")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _install(package: str) -> str:
    return f"{package} is not installed: pip install 'sitegen[deploy]'"
