"""Pages made by the workers of a dask cluster: dask hands out shares of them, and hands them out again when one dies.

Workers get the whole site once, as a plug-in of the scheduler's, so those that come later get it too. Whatever a worker
makes may be made twice: files and objects come to be whole, with the same bytes, under the same name.
"""

from __future__ import annotations

import os
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, cast

from sitegen.engines.pages import PagesAnywhere
from sitegen.engines.processes import shares
from sitegen.engines.recipe import recipe
from sitegen.errors import SitegenError, UsageError
from sitegen.write.output import Output

try:
    from distributed import Client, Future, WorkerPlugin, get_worker
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker
except ImportError as error:
    raise SitegenError("dask is not installed: pip install 'sitegen[cluster]'") from error

PATIENCE = 10.0  # seconds for the scheduler to answer, and for a first worker to come
RETRIES = 2  # of a share that fails; one whose worker dies is dask's to count
MOST_SHOWN = 5

_ADDRESS = re.compile(r"[a-z]+://\S+:\d+")

# Path, fingerprint, and what was made if it was needed; what a row holds is between bench and publication.
Row = tuple[str, str, Any]


class Bench(Protocol):
    """Makes what is needed of some outputs, on a worker. `known` is what the publication said of them."""

    def rows(self, outputs: Iterable[Output], known: bytes) -> Sequence[Row]: ...

    def close(self) -> None: ...


class Edition(Protocol):
    """A publication that other machines can work for."""

    def bench(self) -> AbstractContextManager[Callable[[], Bench]]:
        """A picklable way to have a bench anywhere, while the block lasts."""

    def known(self, paths: Iterable[str]) -> bytes: ...

    def take(self, path: str, fingerprint: str, made: Any, /) -> None: ...


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster of a scheduler. Raises SitegenError when it does not answer, or its workers are not as we are."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"{address} is no address of a scheduler; write --scheduler tcp://HOST:8786")
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        what = f"no dask scheduler answers at {address}; start one with `dask scheduler`, or correct --scheduler"
        raise SitegenError(what) from error
    try:
        _check_workers(client, address)
        yield Cluster(client)
    finally:
        client.close()


class Cluster:
    """Workers that are as we are."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def workers(self) -> int:
        return len(self._client.nthreads())

    def stage_pages(
        self,
        edition: Edition,
        pages: PagesAnywhere,
        count: int,
        progress: Callable[[int], None],
        *,
        from_the_end: bool = False,
    ) -> None:
        """Make what is needed of `count` pages. Raises what making a page raises, and SitegenError for the cluster."""
        parts = shares(count, max(1, self.workers))
        if from_the_end:
            parts.reverse()
        done = 0
        with edition.bench() as bench, self._sharing(pages, bench) as name:
            tasks = [(name, start, stop, edition.known(pages.paths(start, stop))) for start, stop in parts]
            for rows in self._results(name, tasks):
                for row in rows:
                    edition.take(*row)
                done += len(rows)
                progress(done)

    @contextmanager
    def _sharing(self, pages: PagesAnywhere, bench: Callable[[], Bench]) -> Iterator[str]:
        """Every worker, also one that comes later, has the site under this name while the block lasts."""
        name = f"sitegen-{os.urandom(8).hex()}"
        self._client.register_plugin(_Site(name, pickle.dumps((pages, bench), 5), recipe()), name=name)
        try:
            yield name
        finally:
            if self._is_there():
                self._client.unregister_worker_plugin(name)

    def _results(self, name: str, tasks: Sequence[tuple[str, int, int, bytes]]) -> Iterator[Sequence[Row]]:
        """In the order of the tasks, each forgotten as soon as it was handed over."""
        keys = [f"{name}-{start}" for _, start, _, _ in tasks]
        futures = self._client.map(_rows, tasks, key=keys, retries=RETRIES)
        try:
            while futures:
                yield _result(futures.pop(0))
        finally:
            if self._is_there():
                self._client.cancel(futures)

    def _is_there(self) -> bool:
        return bool(self._client.status == "running")


def _result(future: Future[Any]) -> Sequence[Row]:
    try:
        return cast("Sequence[Row]", future.result())
    except KilledWorker as error:
        what = "workers were killed again and again while they made the same pages; do they have memory enough?"
        raise SitegenError(what) from error
    except (CancelledError, CommClosedError) as error:
        raise SitegenError("the dask scheduler went away in mid-build; start it anew and build again") from error


class _Site(WorkerPlugin):
    """What a worker keeps from share to share. It makes one share at a time, however many threads it has."""

    def __init__(self, name: str, pickled: bytes, wanted: dict[str, str]) -> None:
        self.name = name
        self._pickled = pickled
        self._wanted = wanted
        self._ready = threading.Event()
        self._turn = threading.Lock()
        self._bench: Bench | None = None

    def __reduce__(self) -> tuple[type[_Site], tuple[str, bytes, dict[str, str]]]:
        return _Site, (self.name, self._pickled, self._wanted)

    def setup(self, worker: Any) -> None:
        """Where this fails, the worker is not let in."""
        try:
            if differing := _differences(recipe(), self._wanted):
                raise SitegenError(f"{worker.address}: {differing}")
            self._pages, bench = pickle.loads(self._pickled)  # noqa: S301 - from our own client
            self._bench = bench()
        finally:
            self._ready.set()

    def teardown(self, worker: Any) -> None:
        with self._turn:
            if self._bench is not None:
                self._bench.close()
                self._bench = None

    def rows(self, start: int, stop: int, known: bytes) -> Sequence[Row]:
        self._ready.wait(PATIENCE)
        with self._turn:
            if self._bench is None:
                raise SitegenError("this worker is not ready for the site, or no longer")
            return self._bench.rows(self._pages(start, stop), known)


def _rows(task: tuple[str, int, int, bytes]) -> Sequence[Row]:
    name, start, stop, known = task
    return _site(name).rows(start, stop, known)


def _site(name: str) -> _Site:
    """A worker that has just come gets shares a moment before it has what it needs for them."""
    plugins, deadline = get_worker().plugins, time.monotonic() + PATIENCE
    while name not in plugins and time.monotonic() < deadline:
        time.sleep(0.02)
    return cast("_Site", plugins[name])


def _check_workers(client: Client, where: str) -> None:
    """Whoever makes pages must be the same program, or the pages would not be the same."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise SitegenError(f"{where} has no workers; start some with `dask worker {where} --nthreads 1`") from error
    wanted, found = recipe(), client.run(recipe, on_error="return")
    wrong = [f"{worker}: {said}" for worker, have in sorted(found.items()) if (said := _differences(have, wanted))]
    if wrong:
        rest = [f"and {len(wrong) - MOST_SHOWN} more"] if len(wrong) > MOST_SHOWN else []
        head = "workers would make other pages than this machine; install the same packages there and start them anew"
        raise SitegenError("\n".join([head, *wrong[:MOST_SHOWN], *rest]))


def _differences(have: object, wanted: dict[str, str]) -> str:
    if not isinstance(have, dict):
        return f"no usable sitegen ({type(have).__name__}: {have})"
    names = [name for name in sorted({*have, *wanted}) if have.get(name) != wanted.get(name)]
    return ", ".join(f"{name} {have.get(name, 'missing')} instead of {wanted.get(name, 'none')}" for name in names)
