"""Whether a finished build still stands: nothing that it was made from, and nothing it made, was changed since.

Beside the ledger lies what the last build rested on: a snapshot of the files that it may have read, the choices it
was started with, the program and its packages, and how long its clock says the same. While all of that is as it was,
and every published file lies as it was left, another build could only find that out anew, page by page.

This is a shortcut and never the truth: whatever nobody can vouch for means a build.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.digest import digest_of
from sitegen.errors import Problem, PublishError
from sitegen.load.files import Stamp
from sitegen.load.snapshot import Snapshot, Unclear, snapshot, stamp_from
from sitegen.model.skipped import Skipped
from sitegen.package import built_in_themes
from sitegen.settings import Settings
from sitegen.write.folder import look, resolved
from sitegen.write.ledger import Ledger, book_of
from sitegen.write.manifest import Manifest
from sitegen.write.output import Report
from sitegen.write.staging import NAME as STAGING

if TYPE_CHECKING:
    from sitegen.model.catalog import Catalog

FORMAT = 1
STATIC = "static"
READ = ("content", STATIC, "themes")  # folders of a site that are read with all that is in them
PROGRAM = Path(__file__).parent

_ENDING = ".standing"


class Told(msgspec.Struct, frozen=True):
    """What a build has to say to whoever started it.

    `skipped` are files that are not shown, with why; `next_change` is in the site's own time.
    """

    report: Report
    warnings: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    next_change: datetime | None


class _Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a build rests on. `book` is the stamp of the ledger that belongs to it."""

    format: int
    choices: str
    surroundings: str
    since: datetime
    until: datetime
    files: Snapshot
    book: Stamp
    told: Told


class Footing:
    """What a build is about to rest on, seen before it reads anything."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._began = time_ns()
        self._files: Snapshot | None = None
        if settings.preview or settings.is_afar:
            return
        with suppress(OSError, Unclear):
            roots = [settings.source / name for name in READ]
            self._files = snapshot(roots, [settings.source]).joined(_program())

    def keep(self, book: Path, catalog: Catalog, told: Told) -> None:
        """Remember a build, while nobody else can publish into its folder."""
        settings = self._settings
        with suppress(OSError, Unclear, UnicodeEncodeError):  # the last for names of files that are no text
            elsewhere = _elsewhere(catalog, settings.source)
            if self._files is None or elsewhere.is_newer_than(self._began):
                return
            standing = _Standing(
                format=FORMAT,
                choices=_choices(settings),
                surroundings=_surroundings(),
                since=settings.clock,
                until=_until(catalog),
                files=self._files.joined(elsewhere),
                book=stamp_from(os.stat(book)),
                told=_unchanged(told),
            )
            beside = book.with_suffix(f"{_ENDING}.new")
            beside.write_bytes(msgspec.json.encode(standing))  # which keeps the offsets of times
            beside.replace(book.with_suffix(_ENDING))


def forget(settings: Settings) -> None:
    """Before anything in the output changes."""
    with suppress(OSError, PublishError):
        _book(settings)[1].with_suffix(_ENDING).unlink()


def still_told(settings: Settings) -> Told | None:
    """What the last build said, if another could say nothing else; None where that takes a build to know."""
    if settings.is_afar:
        return None
    try:
        root, book = _book(settings)
        kept = msgspec.json.decode(book.with_suffix(_ENDING).read_bytes(), type=_Standing)
        stands = (
            (kept.format, kept.choices, kept.surroundings) == (FORMAT, _choices(settings), _surroundings())
            and kept.since <= settings.clock < kept.until
            and kept.book == stamp_from(os.stat(book))
            and kept.files.is_current()
            and _lies_as_left(root, book)
        )
    except (OSError, PublishError, msgspec.MsgspecError):
        return None
    return kept.told if stands else None


def _unchanged(told: Told) -> Told:
    """What the next build would say, with nothing to do."""
    report = msgspec.structs.replace(told.report, changed=(), removed=(), unchanged=told.report.files, bytes_written=0)
    return msgspec.structs.replace(told, report=report)


def _book(settings: Settings) -> tuple[str, Path]:
    root = resolved(settings.output, settings.state)
    return root, book_of(settings.state, root)


def _lies_as_left(root: str, book: Path) -> bool:
    """Whether all files are as the ledger says, and nothing waits that a build which was killed has left behind."""
    if look(f"{root}/{STAGING}"):
        return False
    ledger, manifest = Ledger.load(book), Manifest.load(root)
    return manifest is not None and manifest.digest() == ledger.manifest and ledger.is_untouched_in(root)


def _choices(settings: Settings) -> str:
    """All that was asked for but the clock, and how many processes there are, which changes no byte."""
    asked: dict[str, Any] = {name: getattr(settings, name) for name in settings.__struct_fields__}
    return digest_of({name: str(value) for name, value in asked.items() if name not in ("clock", "jobs")})


@lru_cache(maxsize=1)
def _program() -> Snapshot:
    """What we are ourselves: a process is what it was when it started."""
    return snapshot([PROGRAM, built_in_themes()])


def program_key() -> str:
    """What tells this program, with its packages and plug-ins, from any other; "" where nobody can."""
    return _key(tuple(sys.path))


@lru_cache(maxsize=1)
def _key(_path: tuple[str, ...]) -> str:
    """Asked for once: what was loaded by then is what will run, whatever lies there later."""
    try:
        return digest_of(_surroundings(), _program(), _plugins())
    except (OSError, Unclear, UnicodeEncodeError):  # the last for names of files that are no text
        return ""


def _surroundings() -> str:
    """Python, which packages there are, and the one program of the system that is used where it is found."""
    return digest_of(sys.version, sorted(_packages()), shutil.which("ffmpeg"))


def _packages() -> Iterator[tuple[str, int]]:
    """Installing a package, or installing it again, makes its description anew."""
    for folder in filter(os.path.isdir, dict.fromkeys(sys.path)):
        with os.scandir(folder) as entries:
            yield from ((entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith("-info"))


def _until(catalog: Catalog) -> datetime:
    """The end of the day, on which dates without a time count anew, or what comes before it."""
    tomorrow = catalog.clock.astimezone(catalog.zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, catalog.zone).astimezone(UTC)
    return min(midnight, catalog.next_change or midnight)


def _elsewhere(catalog: Catalog, source: Path) -> Snapshot:
    """What a site reads only because it says so, and what plug-ins bring along."""
    from sitegen.load.fonts import SYSTEM_FOLDERS

    roots = {source / folder for folder in catalog.site.fonts}
    if catalog.typefaces is not None:
        roots.update(SYSTEM_FOLDERS)
    files = (Path(copy.source) for copy in catalog.static if not copy.file.startswith(f"{STATIC}/"))
    return snapshot(sorted(roots), sorted({file.parent for file in files})).joined(_plugins())


def _plugins() -> Snapshot:
    """The packages and modules of plug-ins."""
    from sitegen.plugins import strangers

    parts = sorted(strangers())
    modules = {part.parent for part in parts if not part.is_dir()}
    return snapshot(filter(Path.is_dir, parts), sorted(modules))
