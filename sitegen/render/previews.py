"""What a page's head says of its composed preview; drawing it is somebody else's work."""

from __future__ import annotations

from sitegen.plan.page_jobs import PageJob
from sitegen.plan.pictures import TYPES
from sitegen.plan.previews import HEIGHT, WIDTH
from sitegen.render.stage import Stage
from sitegen.render.views import Preview


def composed_preview(stage: Stage, page: PageJob, alt: str) -> Preview | None:
    """What a page's head says of its composed picture; None for a page that has none."""
    path = stage.composed(page)
    if path is None:
        return None
    url = stage.addresses.absolute(path)
    return Preview(url=url, width=WIDTH, height=HEIGHT, alt=alt, type=TYPES["jpg"])
