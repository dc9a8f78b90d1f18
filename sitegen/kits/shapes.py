"""What a kit holds: every drawing's template, size, and the channel its code is counted under."""

from __future__ import annotations

import msgspec

from sitegen.render.posters import Size


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of drawing. `photo` is the size its photo is cut to, `code` the printed side of its code in
    millimetres; without a channel it shows no code at all."""

    name: str
    template: str
    photo: Size
    channel: str = ""
    size: Size = Size()
    code: float = 0

    @property
    def format(self) -> str:
        return "jpg" if self.size.width else "pdf"

    @property
    def folder(self) -> str:
        return "" if self.size.width else "print/"


POSTER = Shape(name="poster", template="poster.typ", size=Size(1080, 1440), photo=Size(1080, 1200), channel="poster")
SQUARE = Shape(name="square", template="square.typ", size=Size(1080, 1080), photo=Size(568, 1080), channel="square")
STORY = Shape(name="story", template="story.typ", size=Size(1080, 1920), photo=Size(1080, 1240), channel="story")
PLAIN = Shape(name="plain", template="note.typ", size=Size(1080, 1440), photo=Size(1080, 1200))
CARD = Shape(name="card", template="card.typ", photo=Size(1311, 910), channel="card", code=32)
TENT = Shape(name="tent", template="tent.typ", photo=Size(780, 980), channel="tent", code=40)

OF_A_PICK = (POSTER, SQUARE, STORY, PLAIN, CARD, TENT)

STORE = Shape(name="moments-5", template="store.typ", size=Size(1080, 1080), photo=Size(1080, 1080), channel="moments")
WALL = Shape(name="wall", template="wall.typ", photo=Size(1700, 1016), channel="wall", code=58)

OF_A_STORE = (STORE, WALL)

GRID = 9
GRID_SIDE = 1080
CENTRE = 5
AVATAR = Size(240, 240)
THUMB = Size(264, 264)
MOST_ON_A_WALL = 3
