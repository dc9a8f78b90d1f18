"""What the site means: every value read, every name known to exist, nothing left to look for.

Catalog -> one Edition per language -> entries by name. References between entries are names, checked here once;
whoever holds an edition follows them with a plain look-up that cannot fail.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.photos import Photo
from sitegen.load.sources import StaticFile
from sitegen.load.theme import Theme
from sitegen.load.typefaces import Typefaces
from sitegen.load.videos import Video
from sitegen.model.content import (
    Availability,
    CircleFields,
    Common,
    CreatorFields,
    EventFields,
    PageFields,
    PostFields,
    ProductFields,
    ShareFields,
    SiteFields,
)
from sitegen.model.money import Money
from sitegen.model.prose import Text
from sitegen.model.skipped import Skipped
from sitegen.model.written import Written

F = TypeVar("F", bound=Common)


class Entry(msgspec.Struct, Generic[F], frozen=True, kw_only=True):
    """One piece of content in one language.

    `language` is the language its words are in: the edition's own where it is `translated`, else the site's.
    `folder` is where its relative file names start.
    """

    kind: str
    name: str
    slug: str
    language: str
    translated: bool
    place: Place
    folder: str
    fields: F
    text: Text


class Checkout(msgspec.Struct, frozen=True):
    """A provider's name and its own settings."""

    provider: str
    settings: Any


class Deal(msgspec.Struct, frozen=True):
    """An offer that is on at the build's clock, since `since`. `checkout` is its own, else the choice's."""

    label: str
    price: Money
    until: datetime | None
    checkout: Checkout | None
    since: datetime | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What one can put in a basket: a variant, or the product itself when it has none (then `name` is empty).

    `place` is where its checkout is written, or should be; `shares` are the deals that only shares show.
    """

    place: Place
    name: str
    sku: str | None
    price: Money
    compare_at: Money | None
    availability: Availability
    checkout: Checkout | None
    offer: Deal | None
    members: Deal | None
    shares: tuple[Deal, ...] = ()
    gtin: str = ""

    @property
    def price_now(self) -> Money:
        return self.offer.price if self.offer else self.price


class Topic(msgspec.Struct, frozen=True):
    """A tag: its part of the address, what it is called in one language, and the products that have it."""

    slug: str
    name: str
    products: tuple[str, ...]


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """The site in one language. Every entry is in every edition, translated or not."""

    language: str
    site: SiteFields
    products: dict[str, Entry[ProductFields]]
    creators: dict[str, Entry[CreatorFields]]
    posts: dict[str, Entry[PostFields]]
    circles: dict[str, Entry[CircleFields]]
    shares: dict[str, Entry[ShareFields]]
    events: dict[str, Entry[EventFields]]
    pages: dict[str, Entry[PageFields]]
    choices: dict[str, tuple[Choice, ...]]
    topics: tuple[Topic, ...] = ()

    def entries(self) -> tuple[Entry[Any], ...]:
        kinds = (self.products, self.creators, self.posts, self.circles, self.shares, self.events, self.pages)
        return tuple(entry for kind in kinds for entry in kind.values())


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """`editions` begins with the site's own language. `next_change` is when the next offer, publication or
    expiry makes a build worth while. `key` signs tags; it is None where tags are not signed, `typefaces` where nothing
    is drawn. `reminders` are warnings that time alone brings about: they are told and never make a build fail.
    `written` is known where an editor wants to know it."""

    editions: tuple[Edition, ...]
    photos: dict[str, Photo]
    videos: dict[str, Video]
    static: tuple[StaticFile, ...]
    theme: Theme
    zone: ZoneInfo
    base_url: str
    clock: datetime
    skipped: tuple[Skipped, ...]
    next_change: datetime | None
    warnings: tuple[Problem, ...]
    key: str | None = None
    typefaces: Typefaces | None = None
    reminders: tuple[Problem, ...] = ()
    written: Written = Written()

    @property
    def site(self) -> SiteFields:
        return self.editions[0].site
