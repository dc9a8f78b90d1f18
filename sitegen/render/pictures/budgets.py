"""The quality at which a picture keeps its budget: quick guesses find it, the real encoder has the last word."""

from __future__ import annotations

import math

import msgspec
from PIL import Image

from sitegen.plan.pictures import Cut
from sitegen.render.pictures.encoding import encode

# A step of quality adds about this share to a file's weight: the mean over the demo's photos.
_STEP = 0.035
_MOST_GUESSES = 3
_MOST_TRIES = 3
# Aim a little below the budget, since the file may weigh more than the guess said.
_AIM = 0.97


class Found(msgspec.Struct, frozen=True):
    """The quality of a crop, and the file of its pilot."""

    quality: int
    data: bytes


def find_quality(pilot: Image.Image, cut: Cut) -> Found:
    """The best quality within the cut's limits at which its pilot keeps to the budget, or the lowest of them.

    Most photos keep to it at once, and then nothing was encoded that is not needed anyway.
    """
    lowest, quality = cut.quality
    data = _encoded(pilot, cut, quality)
    if len(data) <= cut.budget or quality == lowest:
        return Found(quality, data)
    quality = _guessed(pilot, cut, len(data))
    for tries_left in reversed(range(_MOST_TRIES)):
        data = _encoded(pilot, cut, quality)
        if len(data) <= cut.budget or quality == lowest:
            break
        quality = max(lowest, quality - _steps(len(data), cut)) if tries_left > 1 else lowest
    return Found(quality, data)


def _guessed(pilot: Image.Image, cut: Cut, weight: float) -> int:
    """A quality that should do, where the highest gives a file of `weight` bytes."""
    lowest, quality = cut.quality
    factor = len(_encoded(pilot, cut, quality, quick=True)) / weight
    for _ in range(_MOST_GUESSES):
        quality = max(lowest, quality - _steps(weight, cut))
        weight = len(_encoded(pilot, cut, quality, quick=True)) / factor
        if weight <= cut.budget or quality == lowest:
            break
    return quality


def _encoded(pilot: Image.Image, cut: Cut, quality: int, *, quick: bool = False) -> bytes:
    return encode(pilot, cut.pilot_format, quality, cut.ground, quick=quick)


def _steps(weight: float, cut: Cut) -> int:
    """How many steps of quality lie between a weight and the budget."""
    return max(1, math.ceil(math.log(weight / (cut.budget * _AIM)) / _STEP))
