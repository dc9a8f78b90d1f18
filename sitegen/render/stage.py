"""What every view is composed from: one language of the catalog, and who speaks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sitegen.model.catalog import Catalog, Checkout, Choice, Deal, Edition, Entry
from sitegen.model.checkout import Provider, checkout_link
from sitegen.model.content import CreatorFields, Focus, PostFields
from sitegen.model.content import Look as LookFields
from sitegen.model.sales import purchase
from sitegen.model.schedule import Schedule
from sitegen.model.shelves import products_in
from sitegen.model.signing import sign
from sitegen.model.tags import STORE_PAGE, tag_for
from sitegen.plan.addresses import Addresses
from sitegen.plan.page_jobs import PageJob
from sitegen.plan.picture_uses import CENTRE, ground_of, role_named
from sitegen.plan.pictures import TYPES, PictureJob, preview, renditions
from sitegen.plan.previews import preview_job
from sitegen.render.look import Palette, look_of, palette_of
from sitegen.render.views import Buy, CreatorCard, Look, Picture, PostCard, Preview, ProductCard, Source


class Speaker(msgspec.Struct, frozen=True):
    """Who shares a page, what the page is called in tags, and the channel it was made for.

    The house speaks when `creator` is None.
    """

    creator: Entry[CreatorFields] | None
    page: str
    channel: str = ""


class Stage(msgspec.Struct, frozen=True):
    """Everything views are made of, in one language. `shared` is creator -> products with a page of theirs.

    What is the same for many pages is remembered: where stores are, what all cards of a product have in common, the
    cards of people and posts and of products that stories tell of, the stories that belong together, who picked or
    tells of a product, the theme's palette.
    """

    catalog: Catalog
    edition: Edition
    addresses: Addresses
    providers: Mapping[str, Provider[Any]]
    shared: Mapping[str, frozenset[str]]
    stores: dict[str, str] = {}
    cards: dict[str, ProductCard] = {}
    people: dict[str, CreatorCard] = {}
    posts: dict[str, PostCard] = {}
    told: dict[tuple[str, str], ProductCard] = {}
    stories: dict[Hashable, tuple[Entry[PostFields], ...]] = {}
    palettes: list[Palette] = []
    pickers: dict[str, list[Entry[CreatorFields]]] = {}
    tellers: dict[str, list[Entry[PostFields]]] = {}

    @property
    def language(self) -> str:
        return self.edition.language

    def href_of(self, entry: Entry[Any]) -> str:
        return self.addresses.href(self.addresses.entry(self.language, entry.kind, entry.slug))

    def spoken(self, entry: Entry[Any]) -> str:
        """The language that an entry's words are in, where nobody has translated them; else nothing."""
        return "" if entry.language == self.language else entry.language

    def href_of_product(self, name: str, creator: Entry[CreatorFields] | None) -> str:
        """Where whoever speaks shows a product: their own page of it, else the house's."""
        slug = self.edition.products[name].slug
        if creator is None or name not in self.shared[creator.name]:
            return self.addresses.href(self.addresses.entry(self.language, "products", slug))
        store = self.stores.get(creator.slug)
        if store is None:
            store = self.stores[creator.slug] = self.addresses.href(self.addresses.store(self.language, creator.slug))
        return self.addresses.below(store, slug)  # a slug is written as it is in an address

    def picture(self, file: str, role_name: str, alt: str, focus: Focus | None = None) -> Picture:
        role = role_named(role_name, self.catalog.theme.roles)
        made = renditions(self.catalog.photos[file], role, focus or CENTRE, ground_of(self.catalog), self.addresses)
        sources = [
            Source(type=TYPES[format], srcset=self._srcset([job for job in made.jobs if job.format == format]))
            for format in dict.fromkeys(job.format for job in made.jobs[:-1])
        ]
        fallback = made.fallback
        return Picture(
            alt=alt,
            width=made.width,
            height=made.height,
            src=self.addresses.href(fallback.path),
            srcset="",
            sizes=made.sizes,
            sources=tuple(sources),
            color=made.color,
            tone=made.tone,
        )

    def preview(self, file: str, alt: str, focus: Focus | None = None) -> Preview:
        role = role_named("preview", self.catalog.theme.roles)
        job = preview(self.catalog.photos[file], role, focus or CENTRE, ground_of(self.catalog), self.addresses)
        url = self.addresses.absolute(job.path)
        return Preview(url=url, width=job.width, height=job.height, alt=alt, type=TYPES[job.format])

    def square(self, file: str, focus: Focus) -> str:
        """A small square of a photo, for chats that look for one in the page."""
        role = role_named("square", self.catalog.theme.roles)
        job = preview(self.catalog.photos[file], role, focus, ground_of(self.catalog), self.addresses)
        return self.addresses.href(job.path)

    def composed(self, page: PageJob) -> str | None:
        """Where the composed picture of a page lies; None for a page that shows a photo as it is."""
        job = preview_job(self.catalog, self.edition, page, self.addresses)
        return job.path if job else None

    def buy(self, product: str, choice: Choice, deal: Deal | None, speaker: Speaker) -> Buy | None:
        """The button for a choice; None when it cannot be bought now."""
        checkout = _checkout(choice, deal)
        if checkout is None or choice.availability == "out_of_stock":
            return None
        tag = self.tag(speaker)
        title = self.edition.products[product].fields.title
        sold = purchase(title, choice, deal, self.language)
        url = checkout_link(self.providers[checkout.provider], checkout.settings, sold, tag)
        return Buy(url=url, tagged=speaker.creator is not None)

    def look(self, fields: LookFields) -> Look:
        """The look of whoever chose these fields, in this site's theme."""
        if not self.palettes:
            self.palettes.append(palette_of(self.catalog))
        return look_of(fields, self.edition.site.look, self.palettes[0])

    def stories_of(self, creator: str | None, circles: tuple[str, ...] = ()) -> tuple[Entry[PostFields], ...]:
        """A creator's stories, or all of some circles when there is no creator, the newest first."""
        key = creator or frozenset(circles)
        if key not in self.stories:
            posts = self.edition.posts.values()
            mine = [post for post in posts if _belongs(post.fields, creator, circles)]
            self.stories[key] = tuple(posts_by_date(mine))
        return self.stories[key]

    def who_picked(self, product: str) -> Sequence[Entry[CreatorFields]]:
        """The creators who recommend a product."""
        if not self.pickers:
            for creator in self.edition.creators.values():
                for name in dict.fromkeys(pick.product for pick in creator.fields.picks):
                    self.pickers.setdefault(name, []).append(creator)
        return self.pickers.get(product, ())

    def who_tells_of(self, product: str) -> Sequence[Entry[PostFields]]:
        """The stories that mention a product."""
        if not self.tellers:
            for post in self.edition.posts.values():
                for name in products_in(post.text):
                    self.tellers.setdefault(name, []).append(post)
        return self.tellers.get(product, ())

    def tag(self, speaker: Speaker) -> str | None:
        """What the links of a speaker carry; None for a house without a tag of its own."""
        owner = speaker.creator.slug if speaker.creator else self.edition.site.referral.house
        if not owner:
            return None
        tag = tag_for(owner, speaker.page, speaker.channel)
        return sign(tag, self.catalog.key) if self.catalog.key else tag

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.catalog.clock, self.catalog.zone)

    def _srcset(self, jobs: list[PictureJob]) -> str:
        return ", ".join(f"{self.addresses.href(job.path)} {job.width}w" for job in jobs)


def store_of(creator: Entry[CreatorFields]) -> Speaker:
    return Speaker(creator, STORE_PAGE)


def _checkout(choice: Choice, deal: Deal | None) -> Checkout | None:
    return (deal.checkout if deal else None) or choice.checkout


def _belongs(post: PostFields, creator: str | None, circles: tuple[str, ...]) -> bool:
    return post.creator == creator if creator else bool(set(post.circles) & set(circles))


def posts_by_date(posts: Iterable[Entry[PostFields]]) -> list[Entry[PostFields]]:
    """Newest first; those without a date last, by name."""
    named = sorted(posts, key=lambda post: post.name)
    return sorted(named, key=lambda post: post.fields.date.isoformat() if post.fields.date else "", reverse=True)
