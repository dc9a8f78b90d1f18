"""Draws composed previews, each once: a cache keeps them by fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sitegen.engines.posters import SheetCache, draw_missing
from sitegen.model.catalog import Catalog
from sitegen.plan.preview_jobs import PreviewJob
from sitegen.render.press import PressSettings


class PreviewCache:
    """Finished previews, below the site's state folder."""

    def __init__(self, state: Path) -> None:
        self._sheets = SheetCache(state)

    def path(self, job: PreviewJob) -> Path:
        return self._sheets.path(job.fingerprint, "jpg")


def draw_previews(
    jobs: Iterable[PreviewJob],
    catalog: Catalog,
    cache: PreviewCache,
    workers: int,
    progress: Callable[[int, int], None],
) -> None:
    """Fill the cache. `progress` hears how many of how many are done. Raises ContentError for what cannot be drawn."""
    typefaces = catalog.typefaces
    missing = [job for job in jobs if not cache.path(job).exists()]
    if not missing or typefaces is None:
        return
    from sitegen.render.preview_cards import preview_sheet

    tasks = [(preview_sheet(job, catalog, typefaces), cache.path(job)) for job in missing]
    draw_missing(tasks, PressSettings.of(catalog.theme.posters, typefaces), workers, progress)
