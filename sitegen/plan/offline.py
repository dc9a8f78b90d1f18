"""Pages that open without a connection: the service worker (W3C) at the site's root, or the one that takes it away."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.digest import digest_of
from sitegen.errors import Place, Problem
from sitegen.model.catalog import Catalog
from sitegen.plan.addresses import Addresses
from sitegen.plan.jobs import TextJob

WORKER = "sw.js"
ASSET = "worker.js"
_PLACE = Place("site.yaml", None, "offline")


def is_offline(catalog: Catalog) -> bool:
    """Whether visitors keep pages. Browsers do so for https alone, and `serve` must leave nothing on this computer."""
    return bool(catalog.site.offline) and catalog.base_url.startswith("https:")


def offline_texts(catalog: Catalog) -> Iterator[TextJob]:
    """No file where nobody ever spoke of it: browsers keep a worker whose file is gone, so `false` has one too."""
    if is_offline(catalog) or catalog.site.offline is False:
        yield TextJob(WORKER, "worker")


def offline_problems(catalog: Catalog) -> Iterator[Problem]:
    if catalog.site.offline and not catalog.site.url.startswith("https:"):
        what = "browsers keep pages of https addresses only, so `offline` does nothing here"
        yield Problem(_PLACE, what, "write `url: https://…`, or take `offline` out", "warning")
    if catalog.site.offline and ASSET not in catalog.theme.assets:
        what = f"the theme `{catalog.theme.name}` has no assets/{ASSET}"
        yield Problem(_PLACE, what, "let it extend `base`, or take `offline` out")


def spare_pages(catalog: Catalog, addresses: Addresses) -> list[str]:
    """What answers for a page that was not kept, in every language; the site's own comes last, for it fits all."""
    own = addresses.own_language
    return [addresses.missing(one.language) for one in sorted(catalog.editions, key=lambda one: one.language == own)]


def version_of(catalog: Catalog, spares: list[str]) -> str:
    """Changes with whatever would make a kept page look wrong: the theme, its options, the worker."""
    return digest_of(catalog.theme.digest, catalog.site.theme_options, spares)[:10]
