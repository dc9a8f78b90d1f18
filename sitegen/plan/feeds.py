"""Which feeds there will be, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sitegen.errors import Place, Problem
from sitegen.load.documents import SITE_FILE
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import PostFields
from sitegen.model.feed import Feed
from sitegen.plan.addresses import Addresses
from sitegen.plan.jobs import FeedJob
from sitegen.text import did_you_mean

PLACE = Place(SITE_FILE, None, "feeds")


def feed_jobs(catalog: Catalog, addresses: Addresses, feeds: Mapping[str, Feed]) -> tuple[FeedJob, ...]:
    """Those of one page stand together. A feed that would be empty is not made."""
    chosen = [feeds[name] for name in dict.fromkeys(catalog.site.feeds) if name in feeds]
    return tuple(job for edition in catalog.editions for job in _in_language(edition, addresses, chosen))


def feed_problems(catalog: Catalog, feeds: Mapping[str, Feed]) -> list[Problem]:
    unknown = [name for name in catalog.site.feeds if name not in feeds]
    return [
        Problem(PLACE, f"there is no feed `{name}`", did_you_mean(name, feeds) or f"there are {', '.join(feeds)}")
        for name in unknown
    ]


def told(edition: Edition) -> list[Entry[PostFields]]:
    """Posts that feeds tell: those with a date, since readers sort by it, in the language of the edition."""
    return [post for post in edition.posts.values() if post.translated and first_date(post.fields)]


def first_date(fields: PostFields) -> datetime | None:
    """When a post came out, as its author says."""
    return fields.date or fields.publish or fields.updated


def _in_language(edition: Edition, addresses: Addresses, feeds: list[Feed]) -> Iterator[FeedJob]:
    language, home = edition.language, addresses.home(edition.language)
    for feed in feeds:
        if feed.about == "site" or (feed.about == "products" and edition.products):
            yield _job(feed, language, home)
    about_posts = [feed for feed in feeds if feed.about == "posts"]
    posts = told(edition) if about_posts else []
    if posts:
        yield from (_job(feed, language, home) for feed in about_posts)
    authors = {post.fields.creator for post in posts}
    for name in edition.creators:
        path = addresses.store(language, edition.creators[name].slug)
        yield from (_job(feed, language, path, creator=name) for feed in about_posts if name in authors)
    circles = {circle for post in posts for circle in post.fields.circles}
    for name in edition.circles:
        path = addresses.entry(language, "circles", edition.circles[name].slug)
        yield from (_job(feed, language, path, circle=name) for feed in about_posts if name in circles)


def _job(feed: Feed, language: str, path: str, creator: str = "", circle: str = "") -> FeedJob:
    return FeedJob(f"{path}{feed.file}", feed.name, feed.type, feed.about, language, path, creator, circle)
