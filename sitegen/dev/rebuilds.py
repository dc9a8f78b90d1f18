"""When to rebuild: once at the start, then whenever changes have come to rest, never two at once."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable

from sitegen.dev.events import Failed, Rebuilt, Updated, failure_of

QUIET = 0.04
"""Changes belong together until this many seconds pass without another."""

LONGEST_WAIT = 0.5
"""Files that never come to rest are built anyway after so many seconds."""

SECOND_THOUGHT = 0.15
"""A failure is kept back this long: the editor may only be halfway through its save."""

LONGEST_DOUBT = 1.0
"""But with changes that keep failing it is shown after this long."""

LAST_BUILD = 1.0
"""A build under way when the server stops gets this long to finish; the next build repairs what it leaves."""


class Changes:
    """Names of changed files, reported from any thread, handed out in batches in the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._names: set[str] = set()

    def report(self, name: str) -> None:
        self._loop.call_soon_threadsafe(self._add, name)

    async def batch(self) -> set[str]:
        """All changes once they have come to rest; waits for the first."""
        await self._arrived.wait()
        latest = time.monotonic() + LONGEST_WAIT
        self._arrived.clear()
        while await self.arrive(within=min(QUIET, latest - time.monotonic())):
            self._arrived.clear()
        names, self._names = self._names, set()
        return names

    async def arrive(self, within: float) -> bool:
        """Whether there are changes, now or before so many seconds have passed."""
        try:
            async with asyncio.timeout(within):
                await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    def _add(self, name: str) -> None:
        self._names.add(name)
        self._arrived.set()


async def rebuilds(changes: Changes, rebuild: Callable[[], Rebuilt]) -> AsyncIterator[Updated | Failed]:
    """The outcomes worth showing: of the first build, then of those that changes call for."""
    names: set[str] = set()
    while True:
        outcome = await _attempt(rebuild, names)
        latest = time.monotonic() + LONGEST_DOUBT
        while isinstance(outcome, Failed) and time.monotonic() < latest:
            if not await changes.arrive(SECOND_THOUGHT):
                break
            names |= await changes.batch()
            outcome = await _attempt(rebuild, names)
        yield outcome
        names = await changes.batch()


async def _attempt(rebuild: Callable[[], Rebuilt], names: set[str]) -> Updated | Failed:
    """Rebuild in a thread that dies with the program, so that a long build does not hold up Ctrl-C."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Updated | Failed] = loop.create_future()

    def settle(result: Updated | Failed) -> None:
        if not outcome.done():
            outcome.set_result(result)

    def work() -> None:
        result = _outcome(rebuild, tuple(sorted(names)))
        with contextlib.suppress(RuntimeError):  # the server stopped meanwhile and its loop is closed
            loop.call_soon_threadsafe(settle, result)

    thread = threading.Thread(target=work, name="rebuild", daemon=True)
    thread.start()
    try:
        return await outcome
    except asyncio.CancelledError:
        thread.join(LAST_BUILD)
        raise


def _outcome(rebuild: Callable[[], Rebuilt], changed: tuple[str, ...]) -> Updated | Failed:
    started = time.perf_counter()
    try:
        rebuilt = rebuild()
    except Exception as error:  # whatever it is belongs on the screen
        return Failed(changed, time.perf_counter() - started, failure_of(error))
    return Updated(changed, time.perf_counter() - started, rebuilt)
