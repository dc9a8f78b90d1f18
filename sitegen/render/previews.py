"""What a page's head says of its composed preview; drawing it is somebody else's work."""

from __future__ import annotations

from sitegen.plan.jobs import PageJob
from sitegen.plan.pictures import TYPES
from sitegen.plan.previews import HEIGHT, WIDTH, preview_job
from sitegen.render.stage import Stage
from sitegen.render.views import Preview


def composed_preview(stage: Stage, page: PageJob, alt: str) -> Preview | None:
    """What a page's head says of its composed picture; None for a page that has none."""
    job = preview_job(stage.catalog, stage.edition, page, stage.addresses)
    if job is None:
        return None
    url = stage.addresses.absolute(job.path)
    return Preview(url=url, width=WIDTH, height=HEIGHT, alt=alt, type=TYPES["jpg"])
