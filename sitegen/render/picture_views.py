"""What a template may see of pictures and films. Part of `views`."""

from __future__ import annotations

from sitegen.render.view import View


class Source(View, frozen=True, kw_only=True):
    """One `<source>`: a MIME type and its `srcset`."""

    type: str
    srcset: str


class Picture(View, frozen=True, kw_only=True):
    """`src` is the fallback. Until the picture is there, its space is filled with `color` (a hex colour) or `tone`:
    six hex digits, red, green and blue of its upper and of its lower half; empty where it is transparent.
    """

    alt: str
    width: int
    height: int
    src: str
    srcset: str
    sizes: str
    sources: tuple[Source, ...]
    color: str
    tone: str


class Point(View, frozen=True, kw_only=True):
    """A spot on a picture that leads to a product: `x` and `y` in whole per cent from its left and its top, 0 to 99."""

    x: int
    y: int
    title: str
    price: str
    url: str


class Figure(View, frozen=True, kw_only=True):
    """A picture in a text, perhaps with products on it."""

    picture: Picture
    caption: str
    points: tuple[Point, ...] = ()


class Video(View, frozen=True, kw_only=True):
    """A video of the site. `poster` is all that loads before somebody taps; `url` is the film, `type` its MIME type."""

    poster: Picture
    url: str
    type: str
    caption: str


class Film(View, frozen=True, kw_only=True):
    """A film elsewhere. `url` leads to it; `player` plays it in the page, and nobody is asked for it before a tap.

    `service` is the name of the site it is on; `poster` is a picture of ours, if the author gave one.
    """

    title: str
    service: str
    url: str
    player: str
    poster: Picture | None
