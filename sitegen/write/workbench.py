"""A publication as other processes see it: they look what is needed, make it and stage it, and decide nothing."""

from __future__ import annotations

from pathlib import Path

from sitegen.write.ledger import Ledger
from sitegen.write.output import Output
from sitegen.write.paths import fault_of, key_of
from sitegen.write.staging import Staged, Stager

# Path, fingerprint and what was staged: what a `Publication` takes over.
Row = tuple[str, str, Staged | None]


class Workbench:
    """Works for the publication with this root and book, which must stay open meanwhile."""

    def __init__(self, root: str, book: Path) -> None:
        self._root = root
        self._ledger = Ledger.load(book)
        self._stager = Stager(root)

    def row(self, output: Output) -> Row:
        """Stage an output unless it lies there as it was left; the file is the publication's from then on."""
        index = self._ledger.find(key_of(output.path))
        if index >= 0 and self._ledger.is_current(index, self._root, output.path, output.fingerprint):
            return output.path, output.fingerprint, None
        if index < 0 and fault_of(output.path):
            return output.path, output.fingerprint, None
        return output.path, output.fingerprint, self._stager.stage(output.path, output.make())

    def close(self) -> None:
        self._stager.close()
