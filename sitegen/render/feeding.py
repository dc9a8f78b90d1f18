"""Feeds: from the plan's jobs to what each tells, and to bytes.

What a feed tells comes from the catalog, so pages that are not made anew still count. Every date in it is an author's:
the build's clock decides which offers are on, and stands in no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from markupsafe import escape

from sitegen.digest import digest
from sitegen.model.catalog import Catalog, Edition, Entry
from sitegen.model.content import PostFields
from sitegen.model.feed import Feed, Head, Person, Pointer, Section, Stories, Story, Value, Wares, Whole
from sitegen.model.happenings import worth_showing
from sitegen.model.shelves import products_in, shared_by
from sitegen.plan.feeds import first_date, told
from sitegen.plan.jobs import FeedJob, Plan
from sitegen.plugins import PluginError
from sitegen.render.feed_links import title_of
from sitegen.render.feed_texts import standing_alone
from sitegen.render.rendering import Work
from sitegen.render.stage import Speaker, Stage
from sitegen.render.wares import wares
from sitegen.render.words import Words
from sitegen.text import excerpt

# Readers ask again and again, and show the newest.
MOST_STORIES = 30


def feed_works(plan: Plan, catalog: Catalog, feeds: Mapping[str, Feed]) -> Iterator[Work]:
    """Every feed of the plan. Raises PluginError naming one that fails."""
    desks = {edition.language: _Desk(plan, catalog, edition) for edition in catalog.editions}
    for job in plan.feeds:
        data = _written(feeds[job.feed], desks[job.language].value(job))
        yield Work(job.file, digest(data), _already(data))


def _written(feed: Feed, value: Value) -> bytes:
    try:
        return feed.write(value)
    except Exception as error:  # whatever a stranger's module does
        raise PluginError(f"the feed `{feed.name}` failed: {type(error).__name__}: {error}") from error


class _Desk:
    """Where the feeds of one language are composed; each story is, once."""

    def __init__(self, plan: Plan, catalog: Catalog, edition: Edition) -> None:
        shared = {name: frozenset(shared_by(creator, edition)) for name, creator in edition.creators.items()}
        self._stage = Stage(catalog, edition, plan.addresses, {}, shared)
        self._edition = edition
        self._words = Words(catalog.theme.words, edition.language)
        self._known: dict[str, Story] = {}
        self._told = sorted(told(edition), key=self._age)

    def value(self, job: FeedJob) -> Value:
        match job.about:
            case "posts":
                stories = self._stories(job)
                return Stories(head=self._head(job), author=self._person(job.creator), stories=stories)
            case "products":
                return Wares(head=self._head(job), wares=tuple(wares(self._stage)))
            case _:
                return Whole(head=self._head(job), sections=tuple(self._sections()))

    def _head(self, job: FeedJob) -> Head:
        edition, addresses = self._edition, self._stage.addresses
        summary = edition.site.summary or edition.site.tagline
        if job.creator:
            creator = edition.creators[job.creator]
            summary = creator.fields.tagline or creator.text.plain
        elif job.circle:
            summary = edition.circles[job.circle].fields.summary
        return Head(
            title=title_of(job, edition),
            summary=summary,
            url=addresses.absolute(job.path),
            feed=addresses.absolute(job.file),
            language=edition.language,
        )

    def _stories(self, job: FeedJob) -> tuple[Story, ...]:
        wanted = [
            post
            for post in self._told
            if (not job.creator or post.fields.creator == job.creator)
            and (not job.circle or job.circle in post.fields.circles)
        ]
        return tuple(self._story(post) for post in wanted[:MOST_STORIES])

    def _age(self, post: Entry[PostFields]) -> tuple[float, str]:
        return -self._published(post).timestamp(), post.name

    def _published(self, post: Entry[PostFields]) -> datetime:
        """What `told` leaves out has no date at all."""
        written = first_date(post.fields) or self._stage.catalog.clock
        return self._stage.schedule.moment(written).astimezone(self._stage.catalog.zone)

    def _story(self, post: Entry[PostFields]) -> Story:
        if post.name not in self._known:
            self._known[post.name] = self._composed(post)
        return self._known[post.name]

    def _composed(self, post: Entry[PostFields]) -> Story:
        stage, fields = self._stage, post.fields
        published = self._published(post)
        changed = stage.schedule.moment(fields.updated).astimezone(stage.catalog.zone) if fields.updated else published
        url = stage.addresses.absolute(stage.addresses.entry(stage.language, "posts", post.slug))
        author = self._edition.creators[fields.creator] if fields.creator else None
        photo = fields.photos[0] if fields.photos else None
        return Story(
            title=fields.title,
            url=url,
            summary=fields.summary or excerpt(post.text.plain),
            html=self._disclosure(post) + standing_alone(stage, post.text, Speaker(author, post.slug), url),
            published=published,
            updated=max(published, changed) if changed <= stage.catalog.clock else published,
            author=self._person(fields.creator or ""),
            picture=self._absolute(stage.picture(photo.file, "cover", "", photo.focus).src) if photo else "",
            tags=tuple(self._edition.circles[circle].fields.title for circle in fields.circles),
        )

    def _disclosure(self, post: Entry[PostFields]) -> str:
        """What the page says above the story stands above it here too."""
        if not post.fields.creator or not products_in(post.text):
            return ""
        said = self._words("disclosure_post", name=self._edition.creators[post.fields.creator].fields.name)
        label = self._words("ad_label")
        return f"<p><small>{escape(f'{label} {said}'.strip())}</small></p>"

    def _person(self, creator: str) -> Person:
        stage = self._stage
        if not creator:
            return Person(self._edition.site.title, stage.addresses.absolute(stage.addresses.home(stage.language)))
        entry = self._edition.creators[creator]
        return Person(entry.fields.name, self._absolute(stage.href_of(entry)))

    def _sections(self) -> Iterator[Section]:
        edition = self._edition
        events = worth_showing(edition.events.values(), self._stage.schedule)
        pages = [page for page in edition.pages.values() if page.fields.order is not None]
        yield self._section("products", edition.products.values())
        yield self._section("creators", edition.creators.values())
        yield self._section("stories", self._told)
        yield self._section("circles", edition.circles.values())
        yield self._section("events", events)
        yield self._section("menu", sorted(pages, key=lambda page: (page.fields.order or 0, page.name)))

    def _section(self, word: str, entries: Any) -> Section:
        return Section(self._words(word), tuple(self._pointer(entry) for entry in entries if entry.translated))

    def _pointer(self, entry: Entry[Any]) -> Pointer:
        fields = entry.fields
        title = getattr(fields, "title", None) or fields.name
        note = getattr(fields, "summary", "") or getattr(fields, "tagline", "")
        return Pointer(title, self._absolute(self._stage.href_of(entry)), str(note))

    def _absolute(self, href: str) -> str:
        return self._stage.addresses.origin + href


def _already(data: bytes) -> Callable[[], bytes]:
    return lambda: data
