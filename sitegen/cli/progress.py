"""Bars for whatever takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from sitegen.build import Progress as Report

PATIENCE = 1.0


@contextmanager
def bars(console: Console) -> Iterator[Report]:
    """One bar a stage, shown from the moment the build has lasted `PATIENCE` seconds, gone when it is done."""
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    display = Progress(*columns, console=console, transient=True)
    started = time.monotonic()
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if time.monotonic() - started < PATIENCE:
            return
        if not display.live.is_started:
            display.start()
        if stage not in tasks:
            tasks[stage] = display.add_task(stage, total=total)
        display.update(tasks[stage], completed=done, total=total)

    try:
        yield report
    finally:
        if display.live.is_started:
            display.stop()
