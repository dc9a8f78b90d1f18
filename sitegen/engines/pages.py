"""Pages, made and staged by several processes where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from sitegen.engines.processes import ProcessKilled, on_processes, quick_start, shares
from sitegen.errors import SitegenError
from sitegen.write.output import Output
from sitegen.write.publication import Publication
from sitegen.write.workbench import Row, Workbench

# Below this many pages, starting processes costs more than it saves.
FEW = 400

Outputs = Callable[[int, int], Iterable[Output]]


def stage_site(
    edition: Publication,
    files: Iterable[Output],
    outputs: Outputs,
    count: int,
    workers: int,
    progress: Callable[[int], None],
    heavy: int = 0,
    look_ahead: Callable[[], None] = lambda: None,
) -> None:
    """Stage what is needed of some files and of `count` pages; `outputs(start, stop)` makes those by their numbers.

    The first `heavy` pages are much more work than the others. Files are made here while other processes make pages,
    and go live before these all the same.

    `outputs` goes to other processes, and where these are not forked it must be picklable; where they are, they have
    what `look_ahead` finds out from us, and need no memory of their own for it. Raises what making a page raises.
    """
    method = quick_start()
    if workers < 2 or count < FEW or method is None:
        stage_here(edition, files, lambda done: None)
        stage_here(edition, outputs(0, count), progress)
        return
    if method == "fork":
        look_ahead()
    done = 0
    shared = on_processes(
        _rows,
        shares(count, workers, heavy),
        workers,
        method=method,
        begin=_begin,
        given=(outputs, edition.root, edition.book),
        meanwhile=lambda: stage_here(edition, files, lambda done: None),
    )
    try:
        for rows in shared:
            for path, fingerprint, staged in rows:
                edition.take(path, fingerprint, staged)
            done += len(rows)
            progress(done)
    except ProcessKilled as error:
        what = "a process that makes pages was killed; build again, with `--jobs 1` if memory is short"
        raise SitegenError(what) from error


class PagesAnywhere(Protocol):
    """Pages by number; pickled, they can be made on any machine."""

    def __call__(self, start: int, stop: int) -> Iterable[Output]: ...

    def paths(self, start: int, stop: int) -> Iterable[str]:
        """The paths of the same outputs, found without making anything."""


class Edition(Protocol):
    """A publication, as far as pages made here need it."""

    def needs(self, path: str, fingerprint: str) -> bool: ...

    def stage(self, path: str, fingerprint: str, data: bytes) -> None: ...


def stage_here(edition: Edition, outputs: Iterable[Output], progress: Callable[[int], None]) -> None:
    for done, output in enumerate(outputs, start=1):
        if edition.needs(output.path, output.fingerprint):
            edition.stage(output.path, output.fingerprint, output.make())
        progress(done)


class _Worker:
    """What a process keeps from share to share."""

    outputs: Outputs
    bench: Workbench


def _begin(outputs: Outputs, root: str, book: Path) -> None:
    _Worker.outputs, _Worker.bench = outputs, Workbench(root, book)


def _rows(share: tuple[int, int]) -> list[Row]:
    return [_Worker.bench.row(output) for output in _Worker.outputs(*share)]
