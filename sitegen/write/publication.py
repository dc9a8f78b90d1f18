"""One run of publishing, step by step, for callers that make and stage the files themselves.

1. stage   what changed is written beside the site, which is not touched yet
2. check   every path must be free or ours; all refusals come at once
3. claim   the manifest learns the new paths before anything lies there
4. go live by renaming, new things first
5. prune   our own stale files, and folders of ours that became empty
6. record  in the ledger, for the next time

Killed between any two steps it leaves whole files, a manifest that claims enough, and a ledger that is
believed only where the disk agrees; the next run ends where this one would have.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import chain
from pathlib import Path

from sitegen.errors import PublishError
from sitegen.write import staging
from sitegen.write.claims import Claims, Wanted, same_names, same_paths, twin
from sitegen.write.folder import Tree, look, resolved
from sitegen.write.golive import bring_live, remove_emptied, remove_files, remove_folders
from sitegen.write.ledger import Ledger, book_of
from sitegen.write.lock import only_one
from sitegen.write.manifest import Manifest
from sitegen.write.output import Refusal, RefusedError, Report
from sitegen.write.paths import fault_of, folded, folder_key, key_of
from sitegen.write.rows import Rows
from sitegen.write.staging import STAGED, Staged, Stager, Way
from sitegen.write.stale import Stale, by_ledger, by_search
from sitegen.write.workbench import Workbench, shared_bench


@contextmanager
def publication(folder: Path, state: Path, *, prune: bool = True, patience: float = 30.0) -> Iterator[Publication]:
    """Publish into `folder`, with the ledger in `state`; without `commit` the folder stays as it was.

    With `prune=False` the outputs are only a part of the site: whatever else was published stays. Another
    publisher of the same folder is waited for, `patience` seconds long.
    """
    root = resolved(folder, state)
    book = book_of(state, root)
    made = look(root) is None
    with _told(root):
        staging.make_folder(root)
    try:
        with (
            only_one(root, book.with_suffix(".lock"), patience),
            _swept(root),
            closing(Stager(root)) as stager,
        ):
            yield Publication(root, book, stager, prune)
    finally:
        if made:
            with suppress(OSError):
                os.rmdir(root)


@contextmanager
def _swept(root: str) -> Iterator[None]:
    """Nothing waits in the staging folder, before and after."""
    with _told(root):
        staging.sweep(root)
    try:
        yield
    finally:
        with _told(root):
            staging.sweep(root)


class Publication:
    """Ask `needs` for every output; stage those that it names, here or elsewhere; `commit` at the end."""

    def __init__(self, root: str, book: Path, stager: Stager, prune: bool) -> None:
        self.root = root
        self.book = book
        self._stager = stager
        self._prune = prune
        self._ledger = Ledger.load(book)
        self._on_disk = Manifest.load(root)
        self._in_step = self._on_disk is not None and self._on_disk.digest() == self._ledger.manifest
        self._manifest = self._claimed()
        self._seen = bytearray(len(self._ledger.columns))
        self._awaited = 0
        self._news = Rows()
        self._ways: list[Way] = []
        self._cased: list[tuple[str, str]] = []
        self._refusals: list[Refusal] = []
        self._tally = Tally()

    def _claimed(self) -> Manifest:
        """What is ours: what the manifest says, and what still lies as we left it where that may be damaged or lost."""
        manifest = self._on_disk or Manifest.of(())
        return manifest if self._in_step else manifest.plus(self._ledger.untouched_keys(self.root))

    def needs(self, path: str, fingerprint: str) -> bool:
        """Whether this file must be made and staged; False when it lies there as we left it."""
        index = self._admit(path)
        if index is None:
            return False
        if index >= 0 and self._ledger.is_current(index, self.root, path, fingerprint):
            self._tally.add(path, self._ledger.columns.sizes[index], written=False)
            return False
        self._awaited += 1
        return True

    def take(self, path: str, fingerprint: str, staged: Staged | None) -> None:
        """Take over what a `Workbench` of another process found: a file it staged, or None where all is as it was."""
        index = self._admit(path)
        if index is None:
            return
        if staged is None:
            self._tally.add(path, self._ledger.columns.sizes[index], written=False)
        else:
            self._awaited += 1
            self.record(staged, fingerprint)

    def _admit(self, path: str) -> int | None:
        """Where the ledger has a path, or -1; None when it cannot be published."""
        index = self._ledger.find(key_of(path))
        if index < 0 and (fault := fault_of(path)):
            self._refusals.append(Refusal(path, fault, "change the name that it comes from"))
            return None
        if (plain := folded(path)) != path:
            self._cased.append((plain, path))
        if index >= 0:
            if self._seen[index]:
                self._refusals.append(twin(path))
                return None
            self._seen[index] = 1
        return index

    def stage(self, path: str, fingerprint: str, data: bytes) -> None:
        """Stage one file in this process."""
        self.record(self._stager.stage(path, data), fingerprint)

    def record(self, staged: Staged, fingerprint: str) -> None:
        """Take over a file that a `Stager(publication.root)` has staged, in whatever process."""
        self._awaited -= 1
        self._news.add(staged.path, fingerprint, staged.size, staged.mtime_ns)
        self._ways.append(staged.way)
        self._tally.add(staged.path, staged.size, written=staged.way in STAGED)

    def bench(self) -> AbstractContextManager[Callable[[], Workbench]]:
        """A workbench for other machines."""
        return shared_bench(self.root, self.book)

    @property
    def scratch(self) -> Path:
        """A folder for what its makers need meanwhile; it need not be there yet and goes away in the end."""
        return Path(self.root, staging.NAME, "scratch")

    def known(self, paths: Iterable[str]) -> bytes:
        """All that a workbench must know lies beside it."""
        return b""

    def commit(self) -> Report:
        """Let everything go live, or raise and change nothing."""
        if self._awaited:
            raise ValueError(f"{self._awaited} needed outputs were never staged")
        kept = self._seen if self._prune else bytearray(b"\1" * len(self._seen))
        wanted = Wanted(self._ledger, kept, self._news)
        with _told(self.root), closing(Tree(self.root)) as tree:
            claims = self._checked(tree, wanted)
            if self._in_step and not len(self._news) and all(kept):
                return self._tally.report()
            return self._carry_out(tree, claims, wanted, kept)

    def _carry_out(self, tree: Tree, claims: Claims, wanted: Wanted, kept: bytearray) -> Report:
        stale = self._stale(kept, wanted)
        claimed = self._manifest.plus(chain(self._news.keys, claims.new_folders, self._seen_keys()))
        self._save(claimed)
        removed = remove_files(tree, claims.files_in_the_way)
        gone = remove_folders(tree, claims.folders_in_the_way, claimed)
        bring_live(self.root, tree, self._staged(Way.FRESH, Way.ADDED), self._staged(Way.CHANGED, Way.BLOCKED))
        removed += remove_files(tree, stale.files)
        gone += remove_emptied(tree, stale.folders, claimed)
        final = self._released(claimed, claims, wanted, stale, gone)
        self._save(final)
        self._record_in_ledger(kept, final)
        return self._tally.report(self._staged(*STAGED), removed)

    def _checked(self, tree: Tree, wanted: Wanted) -> Claims:
        claims = Claims(self.root, tree, self._manifest, wanted)
        for path, key, way in zip(self._news.paths(), self._news.keys, self._ways, strict=True):
            claims.check(path, key, way)
        claims.check_cleared(self._news.paths())
        twins = same_paths(self._news.paths(), wanted)
        if refusals := [*self._refusals, *claims.refusals, *twins, *same_names(self._cased, wanted)]:
            raise RefusedError(refusals)
        return claims

    def _staged(self, *ways: Way) -> Iterator[str]:
        return (self._news.path(row) for row, way in enumerate(self._ways) if way in ways)

    def _stale(self, kept: bytearray, wanted: Wanted) -> Stale:
        if not self._prune:
            return Stale([], [])
        stale = by_ledger(self._ledger, kept, wanted) if self._in_step else None
        self._in_step = stale is not None
        return stale or by_search(self.root, self._manifest, wanted)

    def _seen_keys(self) -> Iterator[int]:
        """Files that we recognised although the manifest may not claim them: it was lost or is an old one."""
        if not self._in_step:
            yield from (key for key, seen in zip(self._ledger.columns.keys, self._seen, strict=True) if seen)

    def _released(self, claimed: Manifest, claims: Claims, wanted: Wanted, stale: Stale, gone: list[str]) -> Manifest:
        """The manifest without what is gone; after a search, also without what never came to be."""
        lost = set(map(folder_key, gone)).union(map(key_of, stale.files))
        if self._prune and not self._in_step:
            folders = set(map(folder_key, stale.folders)).union(claims.new_folders)
            lost.update(key for key in self._manifest if key not in folders and key not in wanted)
        return claimed.minus(lost)

    def _save(self, manifest: Manifest) -> None:
        if manifest != self._on_disk:
            manifest.save(self.root, f"{self.root}/{staging.NAME}")
            self._on_disk = manifest

    def _record_in_ledger(self, kept: bytearray, manifest: Manifest) -> None:
        """A part of the site, published after a kill, leaves the search for litter to the next whole run."""
        knows_all = self._in_step or self._prune
        self._ledger.updated(kept, self._news, manifest.digest() if knows_all else "").save(self.book)


class Tally:
    """Counts what comes by."""

    def __init__(self) -> None:
        self._files = self._pages = self._bytes = self._bytes_written = 0

    def add(self, path: str, size: int, *, written: bool) -> None:
        self._files += 1
        self._pages += path.endswith(".html")
        self._bytes += size
        if written:
            self._bytes_written += size

    def report(self, changed: Iterable[str] = (), removed: Iterable[str] = ()) -> Report:
        written = tuple(changed)
        return Report(
            files=self._files,
            pages=self._pages,
            changed=written,
            unchanged=self._files - len(written),
            removed=tuple(sorted(removed)),
            bytes_total=self._bytes,
            bytes_written=self._bytes_written,
        )


@contextmanager
def _told(root: str) -> Iterator[None]:
    """What the disk refuses, as an error that a user can understand."""
    try:
        yield
    except OSError as error:
        raise PublishError(f"{error.filename or root} cannot be written: {error.strerror}") from error
