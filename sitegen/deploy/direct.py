"""Publishing straight to a store, without an output folder: the steps of a publication where nothing can be renamed.

1. open     what is ours there says the book at the store; what it was made from, the ledger at home
2. expect   every path of the build: strangers are refused, the book claims what is new
3. put      what changed, by whatever process makes it; each object appears whole
4. prune    what of ours nobody needs any more
5. record   in the book and in the ledger

While a build works, a note lies at the store. Who finds one, or a book that is not the ledger's, lists the store once
and believes only those rows of the ledger whose object still has the size and the seal that they tell of.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from sitegen.deploy.book import NAME, Book
from sitegen.deploy.putting import KNOWN, Put, PuttingBench
from sitegen.deploy.sending import refuse_strangers
from sitegen.deploy.store import TREES, Store, open_store
from sitegen.deploy.target import check_address, is_git
from sitegen.digest import digest
from sitegen.errors import UsageError
from sitegen.write.claims import twin
from sitegen.write.ledger import BOOKS, Ledger
from sitegen.write.lock import only_one
from sitegen.write.output import Output, Refusal, RefusedError, Report
from sitegen.write.paths import RESERVED, fault_of, key_of
from sitegen.write.publication import Tally
from sitegen.write.rows import Rows, mark_of

NOTE = f"{RESERVED}-publishing"
_WHAT = b"A build is putting files here, or was stopped while it did; the next one looks at all of them.\n"
_FEW = 64


@contextmanager
def direct_publication(address: str, state: Path, patience: float = 30.0) -> Iterator[DirectPublication]:
    """Publish to an address that fsspec knows; without `commit` nothing is removed. One builds at a time from here."""
    _refuse_folders(address)
    home = state / BOOKS / digest(address.encode())
    home.mkdir(parents=True, exist_ok=True)
    with only_one(str(home), home / "lock", patience), closing(open_store(address)) as store:
        yield DirectPublication(store, address, home / "ledger")


def check_store(address: str) -> None:
    """Raises SitegenError when the address is none that can be built to, or nobody answers there."""
    _refuse_folders(address)
    with closing(open_store(address)) as store:
        store.existing([NOTE])


def _refuse_folders(address: str) -> None:
    """Where half a file could be seen, a build needs a folder to finish it in."""
    check_address(address, Path())
    scheme = urlsplit(address).scheme
    if scheme in (*TREES, "file", "local", "rsync") or is_git(address):
        what = f"{address} is no object store; build into a folder, and then: sitegen deploy {address}"
        raise UsageError(what)


class DirectPublication:
    """Say what to `expect`; ask `needs` for every output and `stage` it, here or on benches; `commit` at the end."""

    def __init__(self, store: Store, address: str, ledger: Path) -> None:
        self._store = store
        self._address = address
        self._file = ledger
        self._ledger = Ledger.load(ledger)
        written = store.read(NAME)
        self._book = Book.read(written) or Book({})
        noted = store.read(NOTE) is not None
        self._in_step = not noted and written is not None and digest(written) == self._ledger.manifest
        self._is_open = False
        self._seen = bytearray(len(self._ledger.columns))
        self._expected = array("Q")
        self._news = Rows()
        self._changed: list[str] = []
        self._waiting: list[Output] = []
        self._tally = Tally()
        self._taken = 0
        self._there: dict[int, tuple[int, int]] = {}
        self._stray: dict[int, str] = {}
        if not self._in_step:
            self._look_around()

    def _look_around(self) -> None:
        """List the store: what lies there, and where."""
        for path, size, seal in self._store.listing():
            key = key_of(path)
            self._there[key] = (size, seal)
            if path not in (NAME, NOTE):
                self._stray[key] = path

    def expect(self, paths: Callable[[], Iterable[str]]) -> None:
        """All paths of the build, before anything is put; they are asked for more than once.

        Raises RefusedError or DeployError, having changed nothing.
        """
        self._expected = array("Q", sorted(map(key_of, paths())))
        self._check(paths)
        new = array("Q", (key for key in self._expected if key not in self._book))
        refuse_strangers(self._strangers(new, paths), "build to another address")
        if new:
            self._open()
            self._book.claim_keys(new)
            self._store.write(NAME, self._book.dump())

    def _check(self, paths: Callable[[], Iterable[str]]) -> None:
        twice = {one for one, other in pairwise(self._expected) if one == other}
        refusals = [twin(path) for path in paths() if key_of(path) in twice] if twice else []
        faults = ((path, fault) for path in paths() if (fault := fault_of(path)))
        refusals += [Refusal(path, fault, "change the name that it comes from") for path, fault in faults]
        if refusals:
            raise RefusedError(refusals)

    def _strangers(self, new: array[int], paths: Callable[[], Iterable[str]]) -> list[str]:
        """What lies where new things shall go."""
        if not self._in_step:
            return [self._stray[key] for key in new if key in self._stray]
        if len(new) <= _FEW:
            return self._store.existing([path for path in paths() if key_of(path) in new] if new else [])
        return [path for path, _, _ in self._store.listing() if _holds(new, key_of(path))]

    def _open(self) -> None:
        if not self._is_open:
            self._store.write(NOTE, _WHAT)
            self._is_open = True

    # what is needed

    def known(self, paths: Iterable[str]) -> bytes:
        """What a bench must know of these outputs."""
        return b"".join(KNOWN.pack(*self._known(key_of(path))) for path in paths)

    def _known(self, key: int) -> tuple[int, int]:
        index = self._ledger.find(key)
        columns = self._ledger.columns
        if self._in_step:
            return (columns.marks[index], columns.times[index]) if index >= 0 and key in self._book else (0, 0)
        size, seal = self._there.get(key, (0, 0))
        if index >= 0 and seal and (columns.sizes[index], columns.times[index]) == (size, seal):
            return columns.marks[index], seal
        return 0, seal

    def needs(self, path: str, fingerprint: str) -> bool:
        """Whether this object must be made."""
        mark, _ = self._known(key_of(path))
        if not mark or mark != mark_of(fingerprint):
            return True
        self.take(path, fingerprint, None)
        return False

    def stage(self, path: str, fingerprint: str, data: bytes) -> None:
        """Put an object there, together with others."""
        self._waiting.append(Output(path, fingerprint, lambda: data))
        if len(self._waiting) >= self._store.batch:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._open()
            known = self.known(output.path for output in self._waiting)
            for row in PuttingBench(self._store).rows(self._waiting, known):
                self.take(*row)
            self._waiting.clear()

    @contextmanager
    def bench(self) -> Iterator[Callable[[], PuttingBench]]:
        """Workers put things by themselves from now on."""
        self._flush()
        self._open()
        yield partial(PuttingBench.at, self._address)

    def take(self, path: str, fingerprint: str, put: Put | None, /) -> None:
        """Take over what a bench did, None where all is as it was."""
        self._taken += 1
        index = self._ledger.find(key_of(path))
        if put is None:
            self._seen[index] = 1
            self._tally.add(path, self._ledger.columns.sizes[index], written=False)
            return
        self._news.add(path, fingerprint, put.size, put.seal)
        self._book.record([put])
        self._tally.add(path, put.size, written=put.is_new)
        if put.is_new:
            self._changed.append(path)

    # the end

    def commit(self) -> Report:
        """Remove what is stale, and record. Raises ValueError when something expected never came."""
        self._flush()
        if self._taken != len(self._expected):
            raise ValueError(f"{len(self._expected)} outputs were expected and {self._taken} came")
        gone = [key for key in self._book if not _holds(self._expected, key)]
        stale = self._paths_of(gone)
        if gone:
            self._open()
            self._store.remove(stale)
            self._book.release(gone)
        if self._is_open or not self._in_step:
            self._record()
        return self._tally.report(self._changed, stale)

    def _paths_of(self, keys: list[int]) -> list[str]:
        """The ledger knows the paths behind keys, or else the store does."""
        columns = self._ledger.columns
        rows = ((key, self._ledger.find(key)) for key in keys)
        known = {key: path for key, index in rows if index >= 0 and (path := columns.path(index))}
        if self._in_step and len(known) < len(keys):
            self._look_around()
        found = self._stray | known if self._in_step else self._stray
        return sorted(found[key] for key in keys if key in found)

    def _record(self) -> None:
        """The note goes last: whoever stops in between is followed by somebody who looks."""
        written = self._book.dump()
        self._store.write(NAME, written)
        self._ledger.updated(self._seen, self._news, digest(written)).save(self._file)
        self._store.remove([NOTE])


def _holds(ordered: array[int], key: int) -> bool:
    at = bisect_left(ordered, key)
    return at < len(ordered) and ordered[at] == key
