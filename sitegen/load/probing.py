"""What must be known of a photo before any page is planned: its size, its colours, what is odd about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.load.decoding import SHRINKS, decoded, orientation_of
from sitegen.load.opening import kind_of, opened

if TYPE_CHECKING:
    from PIL import Image

ENOUGH = 64  # pixels, to tell colours from

_LYING = (5, 6, 7, 8)
# What lies at the top and at the bottom of a picture once it is turned upright: a side of the stored one.
_TOP_AND_BOTTOM = {1: "tb", 2: "tb", 3: "bt", 4: "bt", 5: "lr", 6: "lr", 7: "rl", 8: "rl"}


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """`width` and `height` are as seen, after the camera's orientation.

    `color` is the average, `#rrggbb`. `tone` are the upper and the lower half in six hex digits: red, green, blue,
    red, green, blue. `kind` is what the file holds, a key of `ENDINGS`; `moves` says that it has more frames.
    """

    width: int
    height: int
    color: str
    tone: str
    alpha: bool
    kind: str
    moves: bool


def probe(path: Path) -> Facts:
    """Measure a photo; all of it is decoded, so that what is broken is found now. Raises Unreadable."""
    with opened(path) as photo:
        width, height = photo.size
        orientation = orientation_of(photo)
        moves = photo.format not in ("MPO", "HEIF") and getattr(photo, "is_animated", False)
        shrink = next(shrink for shrink in SHRINKS if min(width, height) >= ENOUGH * shrink or shrink == 1)
        small = decoded(photo, shrink)
    return Facts(
        width=height if orientation in _LYING else width,
        height=width if orientation in _LYING else height,
        color="#" + _mean(small).hex(),
        tone=_tone(small, orientation),
        alpha=small.mode == "RGBA" and small.getchannel("A").getextrema() != (255, 255),
        kind=kind_of(path) or "JPEG",
        moves=moves,
    )


def _mean(picture: Image.Image) -> bytes:
    from PIL.Image import Resampling

    return picture.resize((1, 1), Resampling.BOX).convert("RGB").tobytes()


def _tone(stored: Image.Image, orientation: int) -> str:
    width, height = stored.size
    halves = {
        "t": (0, 0, width, max(1, height // 2)),
        "b": (0, height // 2, width, height),
        "l": (0, 0, max(1, width // 2), height),
        "r": (width // 2, 0, width, height),
    }
    colours = b"".join(_mean(stored.crop(halves[side])) for side in _TOP_AND_BOTTOM[orientation])
    return "".join(f"{round(value / 17):x}" for value in colours)
