"""When to rebuild: once at the start, then whenever changes have come to rest, never two at once.

What is open in browsers comes before the rest of the site, also before the rest that an earlier save has left.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable

from sitegen.dev.events import Failed, Rebuilt, Updated, failure_of
from sitegen.dev.turns import Rebuild, Superseded, Turn

QUIET = 0.03
"""Changes belong together until this many seconds pass without another."""

LONGEST_WAIT = 0.5
"""Files that never come to rest are built anyway after so many seconds."""

SECOND_THOUGHT = 0.15
"""A failure is kept back this long: the editor may only be halfway through its save."""

LONGEST_DOUBT = 1.0
"""But with changes that keep failing it is shown after this long."""

HEAD_START = 0.1
"""Browsers get so many seconds to load what is shown to them before the rest of the site takes the processor."""

LONGEST_DEBT = 10.0
"""The rest of the site is put off for newer saves; but those cannot put it off for longer than this."""

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

    @property
    def waiting(self) -> bool:
        """Whether there are changes that nobody has taken yet; may be asked in any thread."""
        return bool(self._names)

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


async def rebuilds(
    changes: Changes, rebuild: Rebuild, opened: Callable[[], frozenset[str]] = frozenset
) -> AsyncIterator[Updated | Failed]:
    """The outcomes worth showing: of the first build, then of those that changes call for.

    Where pages are `opened` in browsers, theirs comes first and that of the whole site after it. The latter is missing
    when somebody saved again in the meantime: what is open comes first again, and the debt is paid later.
    """
    names: set[str] = set()
    unsure_since: float | None = None
    owing_since: float | None = None

    def is_superseded() -> bool:
        return changes.waiting and _seconds_since(owing_since) < LONGEST_DEBT

    while True:
        outcome: Updated | Failed | None = None
        async for outcome in _attempt(rebuild, names, opened(), is_superseded):
            if isinstance(outcome, Updated):
                yield outcome
        if isinstance(outcome, Failed):
            unsure_since = unsure_since or time.monotonic()
            if _seconds_since(unsure_since) < LONGEST_DOUBT and await changes.arrive(SECOND_THOUGHT):
                names |= await changes.batch()
                continue
            yield outcome
        unsure_since = None
        is_owing = isinstance(outcome, Updated) and not outcome.whole
        owing_since = (owing_since or time.monotonic()) if is_owing else None
        news = await changes.batch()
        names = names | news if is_owing else news


def _seconds_since(moment: float | None) -> float:
    return time.monotonic() - moment if moment is not None else 0.0


async def _attempt(
    rebuild: Rebuild, names: set[str], opened: frozenset[str], is_superseded: Callable[[], bool]
) -> AsyncIterator[Updated | Failed]:
    """Rebuild in a thread that dies with the program, so that a long build does not hold up Ctrl-C."""
    loop = asyncio.get_running_loop()
    outcomes: asyncio.Queue[Updated | Failed | None] = asyncio.Queue()
    changed, started = tuple(sorted(names)), time.perf_counter()

    def hand_over(outcome: Updated | Failed | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server stopped meanwhile and its loop is closed
            loop.call_soon_threadsafe(outcomes.put_nowait, outcome)

    def show(rebuilt: Rebuilt) -> None:
        hand_over(Updated(changed, time.perf_counter() - started, rebuilt, whole=False))
        time.sleep(HEAD_START)

    def work() -> None:
        try:
            rebuilt = rebuild(Turn(opened, show, is_superseded))
            hand_over(Updated(changed, time.perf_counter() - started, rebuilt))
        except Superseded:
            pass
        except Exception as error:  # whatever it is belongs on the screen
            hand_over(Failed(changed, time.perf_counter() - started, failure_of(error)))
        finally:
            hand_over(None)

    thread = threading.Thread(target=work, name="rebuild", daemon=True)
    thread.start()
    try:
        while (outcome := await outcomes.get()) is not None:
            yield outcome
    except asyncio.CancelledError:
        thread.join(LAST_BUILD)
        raise
