"""The build, on one screen: read, understand, plan, render, publish."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from sitegen.checkouts import find_providers
from sitegen.collecting import collected_seldom
from sitegen.engines.pages import stage_here, stage_site
from sitegen.engines.picture_cache import PictureCache
from sitegen.engines.pictures import Ready, encode_missing, over_budget
from sitegen.engines.previews import PreviewCache, draw_previews
from sitegen.engines.recollection import Recollection
from sitegen.engines.search import search_outputs, search_problems
from sitegen.engines.stencils import SharedStencils
from sitegen.engines.templates import compiled_in
from sitegen.engines.texts import reader_of
from sitegen.errors import ContentError, Problem, as_errors, errors_in, in_reading_order
from sitegen.feeds import find_feeds
from sitegen.hosts.choosing import host_outputs, host_problems
from sitegen.hosts.squeezing import with_twins
from sitegen.load.secret import settle_secret
from sitegen.load.sources import load
from sitegen.memory import Memory
from sitegen.model.catalog import Catalog
from sitegen.model.understand import Providers, understand
from sitegen.package import built_in_themes
from sitegen.plan.jobs import Plan
from sitegen.plan.planning import plan
from sitegen.render.feeding import feed_works
from sitegen.render.rendering import PageWorks, linked_work, small_work
from sitegen.settings import Settings
from sitegen.standing import Footing, Told, forget, program_key
from sitegen.write.output import Output, RefusedError, Report
from sitegen.write.publication import publication

Progress = Callable[[str, int, int], None]


class Checked(msgspec.Struct, frozen=True):
    """A site with nothing wrong but perhaps warnings."""

    catalog: Catalog
    plan: Plan
    warnings: tuple[Problem, ...]


class First(msgspec.Struct, frozen=True):
    """Pages, by their files, that somebody waits for: they go live before the rest is made, and `shown` is told."""

    files: frozenset[str]
    shown: Callable[[Checked, Report], None]


class Built(msgspec.Struct, frozen=True):
    """What a build did. `seconds` is the wall time of all of it."""

    checked: Checked
    report: Report
    seconds: float

    @property
    def told(self) -> Told:
        return _told(self.checked, self.report)


def build(
    settings: Settings,
    progress: Progress = lambda stage, done, total: None,
    memory: Memory | None = None,
    first: First | None = None,
) -> Built:
    """Build the whole site. Raises ContentError with everything wrong, and has then written nothing.

    A build that is given no `memory` begins with what an earlier one has kept.
    Only what `first` asks for may be live by then. What `progress` raises ends the build in the same way.
    """
    started = time.perf_counter()
    with collected_seldom():
        checked, report = _built(settings, progress, memory, first)
    return Built(checked, report, time.perf_counter() - started)


def _built(
    settings: Settings, progress: Progress, memory: Memory | None, first: First | None
) -> tuple[Checked, Report]:
    footing = Footing(settings)
    forget(settings)
    memory = memory or Recollection(settings.state, program_key())
    providers = memory.recall("providers", (), find_providers)
    checked = check(settings, providers, memory)
    memory.keep()
    if settings.is_afar:
        from sitegen import afar

        afar.try_out(settings)
    count = len(checked.plan.pages)
    with PictureCache(settings.state).in_use():
        pictures = encode_missing(
            checked.plan.pictures,
            settings.state,
            settings.jobs,
            lambda done, total: progress("pictures", done, total),
            quick=settings.quick,
        )
        checked = _with_warnings(checked, over_budget(pictures), settings)
        codings = () if settings.preview else checked.catalog.site.precompress
        pages = PageOutputs(checked, codings, settings.state, memory)
        if first:
            _publish_first(settings, first, checked, pictures, pages)
        previews = PreviewCache(settings.state)
        draw_previews(
            checked.plan.previews,
            checked.catalog,
            previews,
            settings.jobs,
            lambda done, total: progress("previews", done, total),
        )
        files = with_twins(
            chain(_files(checked, pictures, previews, memory), search_outputs(checked.plan.search, settings.state)),
            codings,
        )
        report = _publish(
            settings, files, pages, count, lambda done: progress("pages", min(done, count), count), footing
        )
    return checked, report


def check(settings: Settings, providers: Providers, memory: Memory | None = None) -> Checked:
    """Everything short of rendering. Raises ContentError when something is wrong."""
    memory = memory or Recollection(settings.state, program_key())
    sources = load(settings.source, settings.state, built_in_themes(), memory)
    secret, problems = settle_secret(settings.source, settings.secret, sources.documents)
    parse = reader_of((document.body for document in sources.documents), settings.state, settings.jobs, memory)
    understanding = understand(sources, msgspec.structs.replace(settings, secret=secret), providers, parse, memory)
    problems += understanding.problems
    catalog = understanding.catalog
    made, collisions = plan(catalog, memory.recall("feeds", (), find_feeds)) if catalog else (None, [])
    problems += collisions
    problems += search_problems(catalog) if catalog else []
    problems += host_problems(catalog, made) if catalog and made else []
    if settings.strict:
        problems = as_errors(problems)
    if errors_in(problems) or catalog is None or made is None:
        raise ContentError(problems)
    return Checked(catalog, made, tuple(in_reading_order(problems)))


def _publish(
    settings: Settings,
    files: Iterable[Output],
    pages: PageOutputs,
    count: int,
    progress: Callable[[int], None],
    footing: Footing,
) -> Report:
    if settings.is_afar:
        from sitegen import afar

        return afar.publish(settings, files, pages, count, progress)
    with publication(settings.output, settings.state) as edition:
        pages.shared = SharedStencils(edition.scratch) if settings.jobs > 1 and not settings.preview else None
        stage_site(edition, files, pages, count, settings.jobs, progress, pages.heavy, pages.look_ahead)
        report = edition.commit()
        footing.keep(edition.book, pages.checked.catalog, _told(pages.checked, report))
        return report


def _told(checked: Checked, report: Report) -> Told:
    catalog = checked.catalog
    next_change = catalog.next_change and catalog.next_change.astimezone(catalog.zone)
    return Told(report, checked.warnings, catalog.skipped, next_change)


def _publish_first(
    settings: Settings, first: First, checked: Checked, pictures: tuple[Ready, ...], pages: PageOutputs
) -> None:
    """Nothing goes away yet, and so a page may be refused that takes the place of another: it comes with the rest."""
    numbers = checked.plan.pages.numbers_of(first.files)
    if not numbers:
        return
    try:
        with publication(settings.output, settings.state, prune=False) as edition:
            stage_here(edition, _linked(checked, pictures), lambda done: None)
            stage_here(edition, (page for number in numbers for page in pages(number, number + 1)), lambda done: None)
            report = edition.commit()
    except RefusedError:
        return
    first.shown(checked, report)


def _with_warnings(checked: Checked, found: list[Problem], settings: Settings) -> Checked:
    """What only shows when pictures are made. Raises ContentError when warnings are errors."""
    if found and settings.strict:
        raise ContentError(as_errors(found))
    return Checked(checked.catalog, checked.plan, tuple(in_reading_order([*checked.warnings, *found])))


def _linked(checked: Checked, pictures: tuple[Ready, ...]) -> Iterator[Output]:
    """What pages load."""
    for picture in pictures:
        yield Output(picture.job.path, picture.fingerprint, _reading(picture.path))
    for work in linked_work(checked.plan):
        yield Output(work.file, work.fingerprint, work.make)


def _files(checked: Checked, pictures: tuple[Ready, ...], previews: PreviewCache, memory: Memory) -> Iterator[Output]:
    """All but the pages, which come last: whoever reads meanwhile never meets one whose pictures are not there yet."""
    yield from _linked(checked, pictures)
    for card in checked.plan.previews:
        yield Output(card.path, card.fingerprint, _reading(previews.path(card)))
    for work in small_work(checked.plan, checked.catalog):
        yield Output(work.file, work.fingerprint, work.make)
    for work in feed_works(checked.plan, checked.catalog, memory.recall("feeds", (), find_feeds)):
        yield Output(work.file, work.fingerprint, work.make)
    yield from host_outputs(checked.catalog, checked.plan)


def slow_spots(checked: Checked, state: Path) -> list[str]:
    """Where the theme makes personal pages slow: see `sitegen.render.stencils`."""
    return page_works(checked, state).slow_spots()


def page_works(
    checked: Checked, state: Path, memory: Memory | None = None, shared: SharedStencils | None = None
) -> PageWorks:
    """What makes the pages of a site. Another machine may have no such folder, and needs none."""
    memory = memory or Memory()
    folder = state / "cache" / "templates" if state.is_dir() else None
    compiled = compiled_in(folder, checked.plan.theme, memory)
    providers = memory.recall("providers", (), find_providers)
    return PageWorks(checked.plan, checked.catalog, providers, compiled, shared)


class PageOutputs:
    """The pages of a site by number, for any process: what it takes to make them is made where they are."""

    def __init__(self, checked: Checked, codings: tuple[str, ...], state: Path, memory: Memory) -> None:
        self.checked = checked
        self._codings = codings
        self._state = state
        self.memory = memory
        self._works: PageWorks | None = None
        self.shared: SharedStencils | None = None

    @property
    def heavy(self) -> int:
        """How many pages, the first ones, are rendered by themselves."""
        return len(self.checked.plan.pages.house)

    def __call__(self, start: int, stop: int) -> Iterator[Output]:
        if self._works is None:
            self._works = page_works(self.checked, self._state, self.memory, self.shared)
        works = self._works.between(start, stop)
        return with_twins((Output(work.file, work.fingerprint, work.make) for work in works), self._codings)

    def look_ahead(self) -> None:
        """Find out what pages share, by looking at one of each kind."""
        firsts: dict[tuple[str, str], int] = {}
        for number, job in enumerate(self.checked.plan.pages.house):
            firsts.setdefault((job.kind, job.language), number)
        for number in firsts.values():
            deque(self(number, number + 1), maxlen=0)

    def paths(self, start: int, stop: int) -> Iterator[str]:
        jobs = self.checked.plan.pages.between(start, stop)
        for output in with_twins((Output(job.file, "", bytes) for job in jobs), self._codings):
            yield output.path

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_works": None, "memory": Memory()}


def _reading(path: Path) -> Callable[[], bytes]:
    return path.read_bytes
