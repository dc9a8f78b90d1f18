"""Work on several processes. They end with the build that started them, and Ctrl-C ends them without a word."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def on_processes(work: Callable[[Task], Result], tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    """The result of every task, in order. Raises BrokenProcessPool when a process is killed."""
    context = get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(tasks) or 1), context, _die_of_interrupts) as pool:
        try:
            with _interrupts_waiting():
                results = pool.map(work, tasks)
            yield from results
        except BaseException:
            for child in active_children():
                child.terminate()
            raise


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Processes started meanwhile inherit this: Ctrl-C reaches them once they know how to die of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_of_interrupts() -> None:
    """A terminal sends Ctrl-C to every process; Python would answer with a traceback from each."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
