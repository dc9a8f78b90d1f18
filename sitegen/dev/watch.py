"""Seeing that a file changed, and overlooking what is not worth a rebuild."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserverVFS

POLL_SECONDS = 0.5

# Only these are asked for: that files are opened and read, as every rebuild does with all of them, the system need not
# tell at all.
_TOLD: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]

_NOISE = re.compile(
    r"""
      .*~ | \#.*\# | \.\#.*                       # Emacs, and backups of many editors
    | 4913 | .*\.sw[a-z] | \.sw[a-z]              # Vim
    | .*___jb_(?:tmp|old|bak)___                  # JetBrains
    | \.goutputstream-.* | .*\.kate-swp           # GNOME, KDE
    | ~\$.* | \.~lock\..*\#                       # office suites
    | .*\.(?:tmp|vsctmp|part|crdownload)          # saves and downloads under way
    | \._.* | \.DS_Store | Thumbs\.db | desktop\.ini
    | \.git | \.hg | \.svn | \.jj | \.idea | \.vscode
    | \.sitegen | \.venv.* | \.\w+_cache | __pycache__ | node_modules
    """,
    re.VERBOSE,
)


class Scope(msgspec.Struct, frozen=True):
    """Which changes count: those below a root that are neither ignored nor an editor's own business."""

    roots: tuple[Path, ...]
    ignored: tuple[Path, ...] = ()

    def covers(self, path: Path) -> bool:
        root = next((root for root in self.roots if path.is_relative_to(root)), None)
        if root is None or any(path.is_relative_to(folder) for folder in self.ignored):
            return False
        return not any(_NOISE.fullmatch(part) for part in path.relative_to(root).parts)

    def folders(self) -> Iterator[tuple[Path, bool]]:
        """The folders to watch, and whether with everything below.

        A root's own folders are watched one by one, so that a huge ignored one (the output, a virtual
        environment) costs nothing. A root that is a file, or does not exist yet, is seen through the nearest
        folder above it: editors replace files instead of writing them.
        """
        for root in self.roots:
            if not root.is_dir():
                yield next(parent for parent in root.parents if parent.is_dir()), False
                continue
            yield root, False
            for child in root.iterdir():
                if child.is_dir() and not child.is_symlink() and self.covers(child):
                    yield child, True


class Watch(FileSystemEventHandler):
    """While entered, calls `notice` (from another thread) with each path that changed within the roots.

    `polling` says whether files are compared every half second instead of being watched: because that was
    asked for, or because the system would not watch so many folders.
    """

    def __init__(
        self, roots: Sequence[Path], ignored: Sequence[Path], notice: Callable[[Path], None], *, poll: bool
    ) -> None:
        self.polling = poll
        self._scope = Scope(_resolved(roots), _resolved(ignored))
        self._notice = notice
        self._watched: dict[tuple[Path, bool], ObservedWatch] = {}
        self._observer: BaseObserver
        self._hush = warnings.catch_warnings()

    def __enter__(self) -> Self:
        self._hush.__enter__()
        # It warns when a folder comes back before its going was noticed, and then does the right thing.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        try:
            self._start(_poller() if self.polling else Observer())
        except OSError:
            if self.polling:
                raise
            self.polling = True
            self._watched.clear()
            self._start(_poller())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._observer.stop()
        self._observer.join()
        self._hush.__exit__(kind, error, trace)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Pass on what changed a file or a folder; called by the observer for all that is `_TOLD`."""
        if event.is_directory:
            self._follow_folder(event)
        for path in _paths(event):
            if self._scope.covers(path):
                self._notice(path)

    def _start(self, observer: BaseObserver) -> None:
        self._observer = observer
        observer.start()
        try:
            self._watch_folders()
        except OSError:
            observer.stop()
            observer.join()
            raise

    def _watch_folders(self) -> set[Path]:
        """Watch what is not watched yet, again until nothing more turns up; which folders were new."""
        new: set[Path] = set()
        while unwatched := [key for key in self._scope.folders() if key not in self._watched]:
            for folder, deep in unwatched:
                self._watched[folder, deep] = self._observer.schedule(
                    self, str(folder), recursive=deep, event_filter=_TOLD
                )
                new.add(folder)
        return new

    def _follow_folder(self, event: FileSystemEvent) -> None:
        """Let go of a folder that went away and watch the one that came; no watch survives its folder."""
        if event.event_type in {"moved", "deleted"}:
            gone = Path(os.fsdecode(event.src_path))
            for deep in (False, True):
                if watch := self._watched.pop((gone, deep), None):
                    self._observer.unschedule(watch)
        try:
            arrived = self._watch_folders()
        except OSError:  # it went away again; the event that says so is on its way
            return
        for folder in filter(self._scope.covers, arrived):
            self._notice(folder)


def _poller() -> BaseObserver:
    # lstat: a link to a folder outside the site must not make us walk the whole disk.
    return PollingObserverVFS(stat=os.lstat, listdir=os.scandir, polling_interval=POLL_SECONDS)


def _resolved(paths: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(path.resolve() for path in paths)


def _paths(event: FileSystemEvent) -> list[Path]:
    return [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
