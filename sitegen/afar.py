"""Builds that leave this machine: pages made by the workers of a cluster, or put straight to a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from sitegen.deploy.direct import DirectPublication, check_store, direct_publication
from sitegen.engines.pages import PagesAnywhere, stage_here
from sitegen.engines.processes import shares
from sitegen.settings import Settings
from sitegen.write.output import Output, Report
from sitegen.write.publication import Publication, publication

if TYPE_CHECKING:
    from sitegen.engines.cluster import Cluster


def try_out(settings: Settings) -> None:
    """Raises SitegenError when a cluster or a store cannot be used, before a long build finds out."""
    if settings.scheduler:
        with _cluster(settings.scheduler):
            pass
    if settings.address:
        check_store(settings.address)


def publish(
    settings: Settings, files: Iterable[Output], pages: PagesAnywhere, count: int, progress: Callable[[int], None]
) -> Report:
    """Files are made here, and come first; pages where the settings say."""
    with _edition(settings) as edition:
        if isinstance(edition, DirectPublication):
            files = known = list(files)
            edition.expect(lambda: chain((file.path for file in known), pages.paths(0, count)))
        stage_here(edition, files, lambda done: None)
        _stage_pages(settings, edition, pages, count, progress)
        return edition.commit()


def _edition(settings: Settings) -> AbstractContextManager[Publication | DirectPublication]:
    if settings.address:
        return direct_publication(settings.address, settings.state)
    return publication(settings.output, settings.state)


def _stage_pages(
    settings: Settings,
    edition: Publication | DirectPublication,
    pages: PagesAnywhere,
    count: int,
    progress: Callable[[int], None],
) -> None:
    """At a store everything is live at once, so there pages come before those of the house, which link to them."""
    from_the_end = isinstance(edition, DirectPublication)
    if settings.scheduler:
        with _cluster(settings.scheduler) as cluster:
            cluster.stage_pages(edition, pages, count, progress, from_the_end=from_the_end)
        return
    parts = shares(count, 1)
    done = 0
    for start, stop in reversed(parts) if from_the_end else parts:
        stage_here(edition, pages(start, stop), lambda more: None)
        done += stop - start
        progress(done)


@contextmanager
def _cluster(address: str) -> Iterator[Cluster]:
    """Only builds that need dask load it."""
    from sitegen.engines import cluster

    with cluster.cluster(address) as found:
        yield found
