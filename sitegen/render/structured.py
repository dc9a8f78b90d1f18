"""What a page tells search engines: schema.org in JSON-LD, made from the very view that the page shows.

Nothing is said here that does not stand on the page: prices, reviews and names come ready from the view. Only pages
that are canonical and to be found carry data. Personal product pages are neither: their data is on the house's page,
which they point to.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from sitegen.plan.page_jobs import PageJob, PageKind
from sitegen.render import structured_pages, structured_products, views
from sitegen.render.stage import Stage
from sitegen.render.structured_things import Thing, breadcrumbs

# Nothing in it ends a script element, opens a comment or is a line's end where JSON is read as script.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

_MAKERS: dict[PageKind, Callable[[Stage, PageJob, Any], list[Thing]]] = {
    "home": structured_pages.home,
    "product": structured_products.product,
    "store": structured_pages.store,
    "post": structured_pages.post,
    "circle": structured_pages.collection,
    "catalogue": structured_pages.collection,
    "event": structured_pages.event,
    "page": lambda stage, job, view: [],
}


def with_data(
    stage: Stage, job: PageJob, view: views.PageView, feeds: tuple[views.FeedLink, ...] = ()
) -> views.PageView:
    """The view with what its page tells machines besides people."""
    things = things_of(stage, job, view)
    if not things and not feeds:
        return view
    data = views.Html(html=serialised(things)) if things else None
    return msgspec.structs.replace(view, page=msgspec.structs.replace(view.page, data=data, feeds=feeds))


def things_of(stage: Stage, job: PageJob, view: views.PageView) -> list[Thing]:
    page = view.page
    if stage.catalog.site.structured_data == "none" or job.kind not in _MAKERS:
        return []
    if not page.indexed or page.draft or page.url != page.canonical:
        return []
    return [*_MAKERS[job.kind](stage, job, view), *breadcrumbs(stage, page)]


def serialised(things: list[Thing]) -> str:
    """JSON that can stand in a script element, whatever the texts in it say.

    >>> serialised([{"name": "</script>"}])
    '{"@context":"https://schema.org","@graph":[{"name":"\\\\u003c/script\\\\u003e"}]}'
    """
    said = {"@context": "https://schema.org", "@graph": things}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
