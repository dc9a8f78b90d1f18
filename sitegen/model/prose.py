"""A text between Markdown and page: clean markup with slots for what only a page can know.

A slot is filled when a page is rendered, since addresses, tags and pictures depend on who shares the page.
The Markdown itself is parsed once, however many pages show it.
"""

from __future__ import annotations

import msgspec


class Markup(msgspec.Struct, frozen=True, tag=True):
    """Sanitised HTML."""

    html: str


class Card(msgspec.Struct, frozen=True, tag=True):
    """A product card on a line of its own."""

    product: str


class Point(msgspec.Struct, frozen=True):
    """A spot on a photo that leads to a product, in shares of the photo's width and height."""

    x: float
    y: float
    product: str
    words: str


class Figure(msgspec.Struct, frozen=True, tag=True):
    """A photo on a line of its own; `photo` is its path in the site."""

    photo: str
    alt: str
    caption: str
    points: tuple[Point, ...] = ()


class Video(msgspec.Struct, frozen=True, tag=True):
    """A video of the site on a line of its own; `poster` is the path of the picture that stands for it."""

    video: str
    poster: str
    alt: str
    caption: str


class Film(msgspec.Struct, frozen=True, tag=True):
    """A film elsewhere, loaded when somebody taps. `url` leads to it, `player` plays it in the page; `poster` is the
    path of a picture, if there is one."""

    url: str
    service: str
    player: str
    title: str
    poster: str | None


class InlinePhoto(msgspec.Struct, frozen=True, tag=True):
    photo: str
    alt: str


class ProductAddress(msgspec.Struct, frozen=True, tag=True):
    """The `href` of a link to a product, tagged for whoever speaks."""

    product: str


class ProductTitle(msgspec.Struct, frozen=True, tag=True):
    """The words of a `[[name]]` link that gives none itself."""

    product: str


class EntryAddress(msgspec.Struct, frozen=True, tag=True):
    """The `href` of a link to another piece of content; `anchor` begins with `#` or is empty."""

    kind: str
    name: str
    anchor: str


Slot = Card | Figure | Video | Film | InlinePhoto | ProductAddress | ProductTitle | EntryAddress
Piece = Markup | Slot


class Text(msgspec.Struct, frozen=True):
    """`plain` is the beginning in plain words, for descriptions."""

    pieces: tuple[Piece, ...] = ()
    plain: str = ""
