"""Puts a kit into its folder: whole files, only those that changed, and nothing of anybody else's is removed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.digest import digest, digest_of
from sitegen.engines.posters import keep
from sitegen.errors import PublishError

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows; a kit's bytes do not depend on when it was made
_PACKED_ALREADY = (".jpg", ".pdf")


class KitFile(msgspec.Struct, frozen=True):
    """A file to be, relative to the kit's folder."""

    file: str
    fingerprint: str
    make: Callable[[], bytes]


class KitReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a kit holds and what writing it did."""

    folder: Path
    files: tuple[str, ...]
    written: int
    removed: int


class _Entry(msgspec.Struct, frozen=True):
    """What we wrote: what it was made from, and its bytes' size and digest."""

    fingerprint: str
    size: int
    digest: str


_Ledger = dict[str, _Entry]


def write_kit(folder: Path, state: Path, files: Sequence[KitFile]) -> KitReport:
    """Bring the folder up to date. Raises PublishError when it cannot be written."""
    book = state / "kits" / f"{folder.name}-{digest(str(folder).encode())[:10]}.msgpack"
    ledger = _read(book)
    pack = KitFile(f"{folder.name}.zip", digest_of([(file.file, file.fingerprint) for file in files]), lambda: b"")
    try:
        known = {file.file: _brought(folder, file, ledger.get(file.file), file.make) for file in files}
        known[pack.file] = _brought(folder, pack, ledger.get(pack.file), lambda: _packed(folder, files))
        removed = _remove_stale(folder, ledger, known)
        keep(book, msgspec.msgpack.encode(known))
    except OSError as error:
        raise PublishError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
    written = sum(1 for file, entry in known.items() if ledger.get(file) != entry)
    return KitReport(folder=folder, files=tuple(known), written=written, removed=removed)


def _brought(folder: Path, file: KitFile, before: _Entry | None, make: Callable[[], bytes]) -> _Entry:
    """The entry of a file that is there now; written only when it is not what it should be."""
    path = folder / file.file
    if folder.is_symlink() or not path.parent.resolve().is_relative_to(folder.resolve()):
        raise PublishError(f"{path.parent} is a link, and nothing is written through links; remove it")
    if before and before.fingerprint == file.fingerprint and _size(path) == before.size:
        return before
    data = make()
    keep(path, data)
    path.chmod(0o644)
    return _Entry(file.fingerprint, len(data), digest(data))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _remove_stale(folder: Path, ledger: _Ledger, known: Iterable[str]) -> int:
    """Remove what we wrote once and need no longer, unless somebody changed it since."""
    wanted = set(known)
    removed = 0
    for file, entry in ledger.items():
        path = folder / file
        if file in wanted or _size(path) != entry.size or digest(path.read_bytes()) != entry.digest:
            continue
        path.unlink()
        removed += 1
        with suppress(OSError):
            path.parent.rmdir()  # only when it is empty
    return removed


def _packed(folder: Path, files: Iterable[KitFile]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{folder.name}/{file.file}", _EPOCH)
            entry.external_attr = 0o644 << 16
            packed = file.file.endswith(_PACKED_ALREADY)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / file.file).read_bytes())
    return target.getvalue()


def _read(book: Path) -> _Ledger:
    try:
        return msgspec.msgpack.decode(book.read_bytes(), type=_Ledger)
    except (OSError, msgspec.DecodeError):
        return {}
