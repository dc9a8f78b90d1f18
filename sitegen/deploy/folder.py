"""A folder of this computer, or of a disk that it sees."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.deploy.items import Item
from sitegen.deploy.target import DeployError, folders_above

NEW = ".sitegen-new"


class Folder:
    """Files come under another name first, so nobody meets half of one. A link at their place is replaced."""

    batch = 128

    def __init__(self, address: str) -> None:
        self._root = Path(address).absolute()

    def read(self, path: str) -> bytes | None:
        try:
            return (self._root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, data: bytes) -> None:
        with self._new(path) as new:
            new.write_bytes(data)

    def put(self, folder: Path, items: Sequence[Item]) -> None:
        for item in items:
            with self._new(item.path) as new:
                shutil.copyfile(folder / item.path, new)

    def remove(self, paths: Sequence[str]) -> None:
        with self._told():
            for path in paths:
                with suppress(FileNotFoundError, NotADirectoryError):
                    (self._root / path).unlink()
        for folder in folders_above(paths):
            with suppress(OSError):  # it is not empty, or not there
                (self._root / folder).rmdir()

    def existing(self, paths: Sequence[str]) -> list[str]:
        return [path for path in paths if os.path.lexists(self._root / path)]

    def paths(self) -> Iterable[str]:
        found = (path for path in self._root.rglob("*") if not path.is_dir())
        return [path.relative_to(self._root).as_posix() for path in found]

    def close(self) -> None:
        return

    @contextmanager
    def _new(self, path: str) -> Iterator[Path]:
        """Where a file is written; it takes its place at the end."""
        place = self._root / path
        new = place.with_name(place.name + NEW)
        with self._told():
            place.parent.mkdir(parents=True, exist_ok=True)
            yield new
            os.replace(new, place)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DeployError(f"{error.filename or self._root} cannot be written: {error.strerror}") from error
