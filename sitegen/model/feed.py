"""Feeds: files that tell other programs what is on the site, and what whoever writes one is given.

A feed knows a format and nothing of the site: it gets one frozen value, with every text and address ready, and returns
bytes. Feeds are plug-ins, found by `sitegen.feeds.find_feeds` and handed to the plan.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from sitegen.model.content import Availability
from sitegen.model.money import Money

About = Literal["posts", "products", "site"]


class Person(msgspec.Struct, frozen=True):
    """Who writes; `url` is their page."""

    name: str
    url: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A post. `html` is all of it with absolute addresses, `picture` the address of its photo or empty.

    Both moments know their offset, and are what the author says.
    """

    title: str
    url: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    author: Person
    picture: str
    tags: tuple[str, ...]


class Ware(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be put into a basket. Variants of one product share a `group`, which is empty for the others.

    `price` is what it costs, but for an offer that is on: then `sale` is, and `sale_from` and `sale_until` say when.
    """

    id: str
    group: str
    title: str
    description: str
    url: str
    pictures: tuple[str, ...]
    price: Money
    sale: Money | None
    sale_from: datetime | None
    sale_until: datetime | None
    availability: Availability
    brand: str
    gtin: str = ""


class Pointer(msgspec.Struct, frozen=True):
    title: str
    url: str
    note: str


class Section(msgspec.Struct, frozen=True):
    title: str
    pointers: tuple[Pointer, ...]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of a feed whatever it tells: `url` is the page it belongs to, `feed` its own address."""

    title: str
    summary: str
    url: str
    feed: str
    language: str


class Stories(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed of posts tells, the newest first; `author` is whoever the page belongs to."""

    head: Head
    author: Person
    stories: tuple[Story, ...]


class Wares(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed of products tells."""

    head: Head
    wares: tuple[Ware, ...]


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed of the whole site tells: where everything is."""

    head: Head
    sections: tuple[Section, ...]


Value = Stories | Wares | Whole


class Feed(Protocol):
    """One format. Plain attributes will do for the properties."""

    @property
    def name(self) -> str:
        """As written under `feeds:`; the entry point has the same name."""

    @property
    def file(self) -> str:
        """What its files are called, like `atom.xml`."""

    @property
    def type(self) -> str:
        """Their media type."""

    @property
    def about(self) -> About:
        """`posts`: one for the site, each creator and each circle, given Stories. `products`: one, given Wares.
        `site`: one, given a Whole. All of them once a language.
        """

    def write(self, value: Any) -> bytes:
        """The file. Equal values give equal bytes: no clock, no chance."""
