"""Work on several processes. They end with the build that started them, and Ctrl-C ends them without a word."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sitegen.collecting import set_apart

Task = TypeVar("Task")
Result = TypeVar("Result")

# A share of work is small enough to be handed out fairly and to be taken over in one go.
MOST_IN_A_SHARE = 2_000
SHARES_FOR_EACH = 6


class ProcessKilled(Exception):
    """One of the processes was killed, as systems do that are short of memory."""


def quick_start() -> str | None:
    """How processes can be started for work of seconds; None when they had better not be.

    Forking is quick, and safe only on Linux and while no thread runs beside this one.
    """
    if threading.active_count() > 1:
        return None
    return "fork" if sys.platform == "linux" else "spawn"


def shares(count: int, workers: int, heavy: int = 0) -> list[tuple[int, int]]:
    """The numbers from 0 to `count` in runs of about the same length; up to `heavy`, where each costs more, shorter."""
    return [*_runs(0, heavy, workers), *_runs(heavy, count, workers)]


def _runs(begin: int, end: int, workers: int) -> Iterator[tuple[int, int]]:
    size = min(MOST_IN_A_SHARE, -(-(end - begin) // (workers * SHARES_FOR_EACH))) or 1
    for start in range(begin, end, size):
        yield start, min(start + size, end)


def on_processes(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    *,
    method: str = "spawn",
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[Result]:
    """The result of every task, in order; each process calls `begin(*given)` first, and we `meanwhile` once.

    Raises ProcessKilled.
    """
    # Most builds are too small for other processes, and to import what starts them takes as long as some pages.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    pool = ProcessPoolExecutor(min(workers, len(tasks) or 1), get_context(method), _begin, (begin, given))
    try:
        with _interrupts_waiting(), set_apart():
            results = pool.map(work, tasks)
        meanwhile()
        yield from results
    except BrokenProcessPool as error:
        pool.shutdown(wait=True, cancel_futures=True)
        raise ProcessKilled from error
    except Exception:  # the others may finish what they are at; nothing more is begun
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    except BaseException:  # nobody waits any longer, for whatever state the pool is in
        for child in active_children():
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Processes started meanwhile inherit this: Ctrl-C reaches them once they know how to die of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    _die_of_interrupts()
    if begin is not None:
        begin(*given)


def _die_of_interrupts() -> None:
    """A terminal sends Ctrl-C to every process; Python would answer with a traceback from each."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
