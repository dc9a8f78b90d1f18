"""A publication as other processes see it: they look what is needed, make it and stage it, and decide nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sitegen.errors import PublishError
from sitegen.write import staging
from sitegen.write.ledger import Ledger
from sitegen.write.output import Output
from sitegen.write.paths import fault_of, key_of
from sitegen.write.staging import Staged, Stager

# Path, fingerprint and what was staged: what a `Publication` takes over.
Row = tuple[str, str, Staged | None]


class Workbench:
    """Works for the publication with this root and book, which must stay open meanwhile."""

    def __init__(self, root: str, book: Path, aside: str | None = None) -> None:
        self._root = root
        self._ledger = Ledger.load(book)
        self._stager = Stager(root, aside)

    def row(self, output: Output) -> Row:
        """Stage an output unless it lies there as it was left; the file is the publication's from then on."""
        index = self._ledger.find(key_of(output.path))
        if index >= 0 and self._ledger.is_current(index, self._root, output.path, output.fingerprint):
            return output.path, output.fingerprint, None
        if index < 0 and fault_of(output.path):
            return output.path, output.fingerprint, None
        return output.path, output.fingerprint, self._stager.stage(output.path, output.make())

    def rows(self, outputs: Iterable[Output], known: bytes) -> list[Row]:
        return [self.row(output) for output in outputs]

    def close(self) -> None:
        self._stager.close()


@contextmanager
def shared_bench(root: str, book: Path) -> Iterator[Callable[[], Workbench]]:
    """A way to have a workbench on any machine that has the output folder at the same path, while the block lasts.

    The ledger lies at home, so a copy of it waits in the staging folder meanwhile.
    """
    aside = f"{root}/{staging.NAME}/{os.urandom(8).hex()}"
    staging.make_folder(aside)
    try:
        if book.exists():
            shutil.copyfile(book, f"{aside}/ledger")
        yield partial(_bench_in, root, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _bench_in(root: str, aside: str) -> Workbench:
    if not os.path.isdir(aside):
        raise PublishError(f"{root} is not the folder that the build writes to; every machine needs it at this path")
    return Workbench(root, Path(aside) / "ledger", aside)
