"""Page job -> the one view its template sees."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.plan.page_jobs import PageJob, PageKind
from sitegen.render import catalogue_pages, creator_pages, event_pages, house_pages, product_pages, share_pages
from sitegen.render.policy import guarded
from sitegen.render.stage import Stage
from sitegen.render.structured import with_data
from sitegen.render.views import FeedLink, PageView


def compose(stage: Stage, job: PageJob, feeds: tuple[FeedLink, ...] = ()) -> PageView:
    """Everything the page's template may see."""
    return with_data(stage, job, guarded(_COMPOSERS[job.kind](stage, job)), feeds)


_COMPOSERS: dict[PageKind, Callable[[Stage, PageJob], PageView]] = {
    "home": house_pages.home,
    "product": product_pages.house_product,
    "personal": product_pages.personal_product,
    "store": creator_pages.store,
    "post": creator_pages.post,
    "circle": house_pages.circle,
    "share": share_pages.share,
    "thanks": share_pages.thanks,
    "event": event_pages.event,
    "page": house_pages.text,
    "catalogue": catalogue_pages.catalogue,
    "missing": house_pages.missing,
    "redirect": house_pages.redirect,
}
