"""What a composed preview is made from."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sitegen.errors import Place
from sitegen.model.content import Focus, Look
from sitegen.model.money import Money


class Shot(msgspec.Struct, frozen=True):
    """A photo as a preview shows it. `path` is where it lies on this machine, which nothing depends on."""

    path: str
    digest: str
    focus: Focus


class Sale(msgspec.Struct, frozen=True):
    """What a thing costs now, for an offer until when; `lowest` says that others of its choices cost more."""

    price: Money
    was: Money | None
    lowest: bool
    offer: str
    until: datetime | None = None


class Person(msgspec.Struct, frozen=True):
    name: str
    line: str
    initial: str
    avatar: Shot | None


class PreviewJob(msgspec.Struct, frozen=True, kw_only=True):
    """One composed picture. `place` is where its texts are written."""

    path: str
    fingerprint: str
    place: Place
    language: str
    title: str
    summary: str
    photo: Shot | None
    sale: Sale | None
    moment: datetime | None
    person: Person | None
    look: Look
    site: str
