"""The steps of a deployment to a target that takes file by file.

1. compare  what is here with what the book at the target says
2. refuse   to write over what is not ours
3. claim    the book learns the new files before they are there
4. upload   what pages need, then pages; in each, new files before changed ones
5. remove   what we uploaded once and nobody needs any more
6. record   the book says what is there now

Stopped anywhere, the next run goes on: the book is saved on the way, and what it does not know for certain is sent
again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.deploy.book import NAME, Book, Memory
from sitegen.deploy.items import Item
from sitegen.deploy.target import DeployError, Target, in_batches
from sitegen.write.paths import key_of

BETWEEN_SAVES = 15.0  # seconds
_MOST_SHOWN = 5
_ADVICE = "take another folder, or replace them with --overwrite"

Progress = Callable[[int, int], None]


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """What a deployment did, or would do: paths in the order in which they were sent."""

    uploaded: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    bytes_uploaded: int


class Changes(msgspec.Struct, frozen=True):
    """What differs: files to send in order, and keys of ours that nobody needs any more."""

    stages: tuple[tuple[Item, ...], ...]
    gone: tuple[int, ...]

    @property
    def items(self) -> list[Item]:
        return [item for stage in self.stages for item in stage]


def send(
    folder: Path,
    items: Sequence[Item],
    target: Target,
    memory: Memory,
    *,
    dry_run: bool = False,
    overwrite: bool = False,
    progress: Progress = lambda done, total: None,
) -> Deployed:
    """Bring the target up to date. Raises DeployError, having removed nothing."""
    book = Book.read(target.read(NAME)) or Book({})
    changes = changes_to(book, items)
    new = [item for item in changes.items if item.key not in book]
    if new and not overwrite:
        refuse_strangers(target.existing([item.path for item in new]))
    stale = _paths_of(changes.gone, memory, target)
    if not dry_run and (changes.items or stale or changes.gone):
        book.claim(new)
        _upload(folder, changes, book, target, progress)
        target.remove(stale)
        book.release(changes.gone)
        target.write(NAME, book.dump())
    if not dry_run:
        memory.save({item.key: item.path for item in items})
    return deployed(changes, stale, items)


def changes_to(book: Book, items: Sequence[Item]) -> Changes:
    here = {item.key for item in items}
    differing = [item for item in items if not book.holds(item)]
    stages: list[list[Item]] = [[], [], [], []]
    for item in differing:
        stages[2 * item.is_page + (item.key in book)].append(item)
    return Changes(tuple(map(tuple, stages)), tuple(key for key in book if key not in here))


def deployed(changes: Changes, removed: Sequence[str], items: Sequence[Item]) -> Deployed:
    sent = changes.items
    return Deployed(
        uploaded=tuple(item.path for item in sent),
        removed=tuple(removed),
        unchanged=len(items) - len(sent),
        bytes_uploaded=sum(item.size for item in sent),
    )


def refuse_strangers(found: Sequence[str], advice: str = _ADVICE) -> None:
    if found:
        shown = ", ".join(sorted(found)[:_MOST_SHOWN]) + (" …" if len(found) > _MOST_SHOWN else "")
        what = f"{len(found):,} files are in the way that sitegen did not upload: {shown}"
        raise DeployError(f"{what}. Nothing was changed; {advice}")


def _upload(folder: Path, changes: Changes, book: Book, target: Target, progress: Progress) -> None:
    total, done, saved = len(changes.items), 0, time.monotonic()
    target.write(NAME, book.dump())
    try:
        for stage in changes.stages:
            for batch in in_batches(stage, target.batch):
                target.put(folder, batch)
                book.record(batch)
                done += len(batch)
                progress(done, total)
                if time.monotonic() - saved > BETWEEN_SAVES:
                    target.write(NAME, book.dump())
                    saved = time.monotonic()
    except BaseException:
        with suppress(Exception):
            target.write(NAME, book.dump())
        raise


def _paths_of(keys: Sequence[int], memory: Memory, target: Target) -> list[str]:
    """The paths behind keys; where home has forgotten some, the target is listed."""
    known = memory.load() if keys else {}
    if any(key not in known for key in keys):
        known = {key_of(path): path for path in target.paths()}
    return sorted(known[key] for key in keys if key in known)
