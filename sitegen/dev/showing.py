"""What browsers should see now, and the pages that are open in them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Protocol

import msgspec

from sitegen.dev.events import Failed, Failure, Updated
from sitegen.dev.static import HTML, content_type

EVERYTHING = "*"

GOODBYE = 0.5
"""Pages get so many seconds to close their end when the server stops."""


class Stale(msgspec.Struct, frozen=True):
    """What pages must load again: those of these `files`, or all where that is None; or only some style sheets."""

    files: frozenset[str] | None = frozenset()
    styles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.files is None or bool(self.files or self.styles)

    def for_page(self, files: Collection[str]) -> tuple[str, ...]:
        """What a page that shows one of these files is told to load."""
        if self.files is None or not self.files.isdisjoint(files):
            return (EVERYTHING,)
        return self.styles


class Showing:
    """The latest outcome as pages need it, once the first build is `ready`. Changed only by `take`."""

    def __init__(self) -> None:
        self.ready = False
        self.failure: Failure | None = None
        self.drafts: frozenset[str] = frozenset()
        self._run = secrets.token_hex(4)
        self._edition = 0
        self._changed: dict[str, int] = {}  # file -> the edition in which it was another
        self._all_changed = 0

    @property
    def version(self) -> str:
        """Changes with whatever is shown.

        A page knows the one it was served with, so that a page that was opened during a rebuild, or before
        the server was started again, can be told that it is out of date.
        """
        return f"{self._run}-{self._edition}"

    def take(self, outcome: Updated | Failed) -> Stale:
        """Show this outcome from now on; what open pages must load again."""
        before = self.ready, self.failure, self.drafts
        stale = Stale(None)
        if isinstance(outcome, Failed):
            self.ready, self.failure = True, outcome.failure
        else:
            self.ready |= outcome.whole
            self.failure, self.drafts = None, outcome.rebuilt.drafts
            if before == (self.ready, self.failure, self.drafts):
                stale = _stale(outcome.rebuilt.paths)
        self._remember(stale)
        return stale

    def is_outdated(self, version: str, files: Collection[str]) -> bool:
        """Whether what a page was served with this version, showing one of these files, has changed since."""
        run, _, edition = version.partition("-")
        if run != self._run or not edition.isdecimal():
            return True
        return int(edition) < max([self._all_changed, *(self._changed.get(file, 0) for file in files)])

    def _remember(self, stale: Stale) -> None:
        self._edition += bool(stale)
        if stale.files is None or stale.styles:
            self._all_changed = self._edition
        for file in stale.files or ():
            self._changed[file] = self._edition


def _stale(paths: Sequence[str]) -> Stale:
    """A page shows its own file and whatever it loads, which may be all but pages. Style sheets can be exchanged."""
    pages = frozenset(path for path in paths if content_type(PurePath(path)) == HTML)
    if len(pages) == len(paths):
        return Stale(pages)
    return Stale(styles=tuple(paths)) if all(path.endswith(".css") for path in paths) else Stale(None)


class Page(Protocol):
    """A page that is open in some browser."""

    @property
    def files(self) -> Collection[str]:
        """What may be shown at its address, named from the served folder; nothing for addresses of other kinds."""

    def reload(self, paths: Sequence[str]) -> bool:
        """Load these again; False where that comes too early, and nothing need be done."""

    def close(self) -> None: ...


class Audience:
    """All open pages."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()

    def opened(self) -> frozenset[str]:
        """The files that are shown in browsers."""
        return frozenset(file for page in self.pages for file in page.files)

    def reload(self, stale: Stale) -> int:
        """Tell every page what to load again; how many were told something."""
        told = [page.reload(paths) for page in tuple(self.pages) if (paths := stale.for_page(page.files))]
        return sum(told)

    async def leave(self) -> None:
        """Say goodbye to every page, and wait a moment for the answers."""
        for page in tuple(self.pages):
            page.close()
        latest = time.monotonic() + GOODBYE
        while self.pages and time.monotonic() < latest:
            await asyncio.sleep(0.005)
