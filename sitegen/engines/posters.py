"""Draws sheets on several processes, each once: a cache keeps them by fingerprint."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from sitegen.engines.processes import on_processes
from sitegen.errors import ContentError, Problem
from sitegen.render.press import Press, PressSettings, Sheet

# A press is set up anew for every batch, so that processes share nothing.
BATCH = 6

Task = tuple[Sheet, Path]
Finished = list[Problem]


class SheetCache:
    """Finished sheets by fingerprint, below the site's state folder."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "cache" / "posters"

    def path(self, fingerprint: str, format: str) -> Path:
        return self._folder / fingerprint[:2] / f"{fingerprint}.{format}"


def draw_missing(
    tasks: Sequence[Task], press: PressSettings, workers: int, progress: Callable[[int, int], None]
) -> None:
    """Draw what is not there yet. `progress` hears how many of how many are done. Raises ContentError with
    everything that could not be drawn."""
    wanted = {str(path): (sheet, path) for sheet, path in tasks if not path.exists()}
    missing = sorted(wanted.values(), key=_by_photo)
    batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    problems: Finished = []
    done = 0
    progress(0, len(missing))
    for batch, complaints in zip(batches, _drawn(batches, press, workers), strict=True):
        done += len(batch)
        problems += complaints
        progress(done, len(missing))
    if problems:
        raise ContentError(problems)


def _by_photo(task: Task) -> tuple[str, str]:
    """Sheets that show the same photo come together, so that it is cut once."""
    sheet = task[0]
    return " ".join(sorted(cut.name for cut in sheet.cuts.values())), sheet.template


def _drawn(batches: list[list[Task]], press: PressSettings, workers: int) -> Iterator[Finished]:
    if workers < 2 or len(batches) < 2:
        yield from (_draw(press, batch) for batch in batches)
        return
    yield from on_processes(partial(_draw, press), batches, workers)


def _draw(settings: PressSettings, batch: list[Task]) -> Finished:
    problems: Finished = []
    with Press(settings) as press:
        for sheet, path in batch:
            try:
                keep(path, press.draw(sheet))
            except ContentError as error:
                problems += error.problems
    return problems


def keep(path: Path, data: bytes) -> None:
    """Put a whole file in place, so that nobody meets half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)
