"""What browsers should see now, and the pages that are open in them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from typing import Protocol

from sitegen.dev.events import Failed, Failure, Updated

EVERYTHING = "*"

GOODBYE = 0.5
"""Pages get so many seconds to close their end when the server stops."""


class Showing:
    """The latest outcome as pages need it, once the first build is `ready`. Changed only by `take`."""

    def __init__(self) -> None:
        self.ready = False
        self.failure: Failure | None = None
        self.drafts: frozenset[str] = frozenset()
        self._run = secrets.token_hex(4)
        self._edition = 0

    @property
    def version(self) -> str:
        """Changes with whatever is shown.

        A page knows the one it was served with, so that a page that was opened during a rebuild, or before
        the server was started again, can be told that it is out of date.
        """
        return f"{self._run}-{self._edition}"

    def take(self, outcome: Updated | Failed) -> tuple[str, ...]:
        """Show this outcome from now on; what open pages must load again: nothing, style sheets, or all."""
        before = self.ready, self.failure, self.drafts
        self.ready = True
        stale: tuple[str, ...] = (EVERYTHING,)
        if isinstance(outcome, Failed):
            self.failure = outcome.failure
        else:
            self.failure, self.drafts = None, outcome.rebuilt.drafts
            if before == (self.ready, self.failure, self.drafts):
                stale = _to_reload(outcome.rebuilt.paths)
        self._edition += bool(stale)
        return stale


def _to_reload(paths: Sequence[str]) -> tuple[str, ...]:
    """Style sheets alone can be exchanged in an open page."""
    if all(path.endswith(".css") for path in paths):
        return tuple(paths)
    return (EVERYTHING,)


class Page(Protocol):
    """A page that is open in some browser."""

    def reload(self, path: str) -> None: ...

    def close(self) -> None: ...


class Audience:
    """All open pages."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()

    def reload(self, paths: Sequence[str]) -> int:
        """Tell every page to load these again; how many were told something."""
        for page in tuple(self.pages):
            for path in paths:
                page.reload(path)
        return len(self.pages) if paths else 0

    async def leave(self) -> None:
        """Say goodbye to every page, and wait a moment for the answers."""
        for page in tuple(self.pages):
            page.close()
        latest = time.monotonic() + GOODBYE
        while self.pages and time.monotonic() < latest:
            await asyncio.sleep(0.005)
