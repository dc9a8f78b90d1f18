"""RENDER: job -> bytes. Writes nothing; each piece of work says beforehand what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import BytecodeCache

from sitegen import __version__
from sitegen.digest import digest, digest_of
from sitegen.model.catalog import Catalog
from sitegen.model.checkout import Provider
from sitegen.model.content import Look
from sitegen.model.shelves import shared_by
from sitegen.plan.jobs import Plan, TextJob
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.planning import SITEMAP
from sitegen.plan.videos import VideoJob
from sitegen.render import machine_texts
from sitegen.render.composing import compose
from sitegen.render.feed_links import feed_links
from sitegen.render.keepsakes import Keepsakes
from sitegen.render.look import look_of, palette_of
from sitegen.render.offline import worker
from sitegen.render.open_stores import OpenStores
from sitegen.render.stage import Stage
from sitegen.render.stencils import Kept, Stencils
from sitegen.render.templates import Templates, asset_urls, compact
from sitegen.render.videos import without_traces
from sitegen.render.views import PageView

TEMPLATES = {"personal": "product.html", "missing": "404.html"}


class Work(msgspec.Struct, frozen=True):
    """One file to be. `fingerprint` covers all that `make` reads; equal fingerprints give equal bytes."""

    file: str
    fingerprint: str
    make: Callable[[], bytes]


class PageWorks:
    """The pages of a plan. A template sees its view and the theme, so these are what a page's fingerprint covers."""

    def __init__(
        self,
        plan: Plan,
        catalog: Catalog,
        providers: Mapping[str, Provider[Any]],
        compiled: BytecodeCache | None = None,
        kept: Kept | None = None,
    ) -> None:
        options = catalog.site.theme_options
        self._plan = plan
        self._templates = Templates(plan.theme, options, asset_urls(plan.assets, plan.addresses.href), compiled)
        self._theme_key = digest_of(__version__, plan.theme.digest, options, plan.addresses.base)
        self._feeds = feed_links(plan, catalog)
        self._stages = {stage.language: stage for stage in _stages(plan, catalog, providers)}
        self._stencils = {
            language: Stencils(stage, self._templates, self._theme_key, kept)
            for language, stage in self._stages.items()
        }
        self._stores = {language: OpenStores(self._templates, language) for language in self._stages}

    def between(self, start: int, stop: int) -> Iterator[Work]:
        """Those from one number up to another, in the order of the plan."""
        for job in self._plan.pages.between(start, stop):
            yield self._filled_in(job) or self.plain(job)

    def plain(self, job: PageJob) -> Work:
        """A page rendered by itself."""
        view = self._view(job)
        return Work(job.file, self._fingerprint(job, view), partial(self._page, job, view))

    def is_filled(self, job: PageJob) -> bool:
        """Whether a page is filled in, in part or from a stencil."""
        if job.kind == "store":
            return self._stores[job.language].page(self._view(job)) is not None
        found = self._stencils[job.language].work(job) if job.kind == "personal" else None
        return found is not None and found[1]() is not None

    def _view(self, job: PageJob) -> Any:
        return compose(self._stages[job.language], job, self._feeds.get(job.path, ()))

    def _fingerprint(self, job: PageJob, view: PageView) -> str:
        return digest_of(self._theme_key, job.kind, view)

    def slow_spots(self) -> list[str]:
        """What in the theme keeps personal pages from being filled in, found on one page of each product."""
        tried: set[tuple[str, str, str]] = set()
        for job in self._plan.pages:
            product = job.name if job.kind == "personal" else ""
            if job.kind in ("personal", "store") and (job.kind, job.language, product) not in tried:
                tried.add((job.kind, job.language, product))
                self.is_filled(job)
        refusals = [filler.refusals for filler in self._stencils.values()]
        refusals += [filler.refusals for filler in self._stores.values()]
        return sorted(set().union(*refusals))

    def _filled_in(self, job: PageJob) -> Work | None:
        """None for a page that nothing is left open in."""
        if job.kind == "store":
            view, stores = self._view(job), self._stores[job.language]
            return Work(job.file, self._fingerprint(job, view), lambda: stores.page(view) or self._page(job, view))
        found = self._stencils[job.language].work(job) if job.kind == "personal" else None
        if found is None:
            return None
        fingerprint, fill = found
        return Work(job.file, fingerprint, lambda: fill() or self.plain(job).make())

    def _page(self, job: PageJob, view: PageView) -> bytes:
        values = {name: getattr(view, name) for name in view.__struct_fields__}
        return self._templates.render(TEMPLATES.get(job.kind, f"{job.kind}.html"), job.language, values).encode()


def small_work(plan: Plan, catalog: Catalog) -> Iterator[Work]:
    """The texts for machines, and what visitors take home."""
    keepsakes = Keepsakes(catalog, plan.addresses)
    for job in plan.texts:
        if job.language:
            value, make = keepsakes.made(job)
            yield Work(job.file, digest_of(__version__, job.kind, value), make)
        else:
            data = _text(job, plan, catalog)
            yield Work(job.file, digest(data), _already(data))


def linked_work(plan: Plan) -> Iterator[Work]:
    """What pages load, but for pictures, and what is copied as it is."""
    for asset in plan.assets:
        data = _asset(asset.file, asset.data)
        yield Work(asset.file, digest(data), _already(data))
    for video in plan.videos:
        yield Work(video.path, video.key, _video_maker(video))
    for copy in plan.copies:
        yield Work(copy.path, digest_of(copy.stamp), Path(copy.source).read_bytes)


def _asset(file: str, data: bytes) -> bytes:
    return compact(file, data.decode()).encode() if file.endswith((".css", ".js")) else data


def _stages(plan: Plan, catalog: Catalog, providers: Mapping[str, Provider[Any]]) -> Iterator[Stage]:
    for edition in catalog.editions:
        shared = {name: frozenset(shared_by(creator, edition)) for name, creator in edition.creators.items()}
        yield Stage(catalog, edition, plan.addresses, providers, shared)


def _video_maker(video: VideoJob) -> Callable[[], bytes]:
    return lambda: without_traces(Path(video.source).read_bytes())


def _already(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _text(job: TextJob, plan: Plan, catalog: Catalog) -> bytes:
    match job.kind:
        case "sitemap":
            return machine_texts.sitemap(plan.sitemap)
        case "robots":
            return machine_texts.robots(plan.addresses.absolute(SITEMAP))
        case "worker":
            return worker(catalog, plan.addresses)
        case "editor":
            from sitegen.editing.cms import admin_file

            return admin_file(job.file, catalog)
        case "icon":
            return machine_texts.icon(catalog.site.title, look_of(Look(), catalog.site.look, palette_of(catalog)))
        case _:
            raise ValueError(f"{job.file} belongs to a language")
