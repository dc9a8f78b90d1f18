"""Statements on disk: whole files, written only when they change, and nothing left of a creator who has none."""

from __future__ import annotations

import os
from pathlib import Path

from sitegen.digest import digest
from sitegen.earnings.journal import Journal, private_folder
from sitegen.errors import PublishError

FOLDER = "statements"


class StatementFiles:
    """The files of one period. Only files that an earlier run made, and nobody changed since, are ever removed."""

    def __init__(self, root: Path, label: str, site: Path, journal: Journal) -> None:
        self.folder = root / label
        self.written = 0
        self.unchanged = 0
        self.removed: list[str] = []
        self._prefix = f"{os.path.relpath(self.folder, site)}/"
        self._journal = journal
        self._names: set[str] = set()
        private_folder(root)
        self.folder.mkdir(exist_ok=True)

    def put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        try:
            if path.is_file() and path.read_bytes() == data:
                self.unchanged += 1
            else:
                staged = path.with_name(f".{name}.new")
                staged.write_bytes(data)
                os.replace(staged, path)
                self.written += 1
        except OSError as error:
            raise PublishError(f"{path} cannot be written: {error.strerror}") from error
        self._names.add(name)
        row = (self._prefix + name, digest(data))
        self._journal.database.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", row)

    def keep(self, pattern: str) -> None:
        """Leave files of an earlier run alone, though this one did not make them."""
        self._names |= {path.name for path in self.folder.glob(pattern)}

    def prune(self) -> None:
        """Remove what an earlier run made for this period and this one did not."""
        query = "SELECT path, digest FROM written WHERE substr(path, 1, ?) = ?"
        for path, before in self._journal.database.execute(query, (len(self._prefix), self._prefix)).fetchall():
            name = path.removeprefix(self._prefix)
            if name in self._names:
                continue
            file = self.folder / name
            if file.is_file() and digest(file.read_bytes()) == before:
                file.unlink()
                self.removed.append(name)
            self._journal.database.execute("DELETE FROM written WHERE path = ?", (path,))
