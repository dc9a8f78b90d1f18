"""Which feeds a page offers, and what each is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.model.catalog import Catalog, Edition
from sitegen.plan.jobs import FeedJob, Plan
from sitegen.render.views import FeedLink


def feed_links(plan: Plan, catalog: Catalog) -> Mapping[str, tuple[FeedLink, ...]]:
    """Path of a page -> the feeds of posts that it offers to readers."""
    editions = {edition.language: edition for edition in catalog.editions}
    links: dict[str, tuple[FeedLink, ...]] = {}
    for job in plan.feeds:
        if job.about == "posts":
            title = title_of(job, editions[job.language])
            link = FeedLink(type=job.type, title=title, url=plan.addresses.href(job.file))
            links[job.path] = (*links.get(job.path, ()), link)
    posts = {path: links[place] for edition in catalog.editions for path, place in _told_in(edition, plan, links)}
    return links | posts


def _told_in(edition: Edition, plan: Plan, links: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Posts, with the page whose feeds they are in: their author's, else the house's."""
    language, addresses = edition.language, plan.addresses
    for post in edition.posts.values():
        author = edition.creators[post.fields.creator].slug if post.fields.creator else ""
        place = addresses.store(language, author) if author else addresses.home(language)
        if place in links:
            yield addresses.entry(language, "posts", post.slug), place


def title_of(job: FeedJob, edition: Edition) -> str:
    house = edition.site.title
    if job.creator:
        return f"{edition.creators[job.creator].fields.name} · {house}"
    return f"{edition.circles[job.circle].fields.title} · {house}" if job.circle else house
