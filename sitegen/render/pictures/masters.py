"""A photo in memory, and the pictures cut from it: upright, in sRGB, eight bits a channel."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageCms

from sitegen.load.decoding import decoded, orientation_of
from sitegen.load.opening import opened, telling_why
from sitegen.plan.pictures import Cut, crop_box

_LYING = (5, 6, 7, 8)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Box = tuple[float, float, float, float]


class Master:
    """A decoded photo. Cutting comes before turning and colours, so that those never touch more pixels than needed."""

    def __init__(self, path: Path, shrink: int) -> None:
        """Raises Unreadable."""
        with opened(path) as photo:
            self._orientation = orientation_of(photo)
            self._stored = decoded(photo, shrink)
        self._profile = _profile(self._stored)

    def picture(self, cut: Cut, size: tuple[int, int]) -> Image.Image:
        """The photo in a crop and size, in RGB, or RGBA when some of it is transparent."""
        with telling_why():
            width, height = self._upright_size()
            box = stored_box(crop_box((width, height), cut.ratio, cut.focus), (width, height), self._orientation)
            wanted = size[::-1] if self._orientation in _LYING else size
            scaled = self._stored.resize(wanted, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
            turn = _UPRIGHT.get(self._orientation)
            return _in_srgb(scaled if turn is None else scaled.transpose(turn), self._profile)

    def _upright_size(self) -> tuple[int, int]:
        width, height = self._stored.size
        return (height, width) if self._orientation in _LYING else (width, height)


def stored_box(box: Box, size: tuple[int, int], orientation: int) -> Box:
    """Where a box of the upright picture of a size lies in the picture as the camera stored it."""
    left, top, right, bottom = box
    width, height = size
    mirrored = {
        1: (left, top, right, bottom),
        2: (width - right, top, width - left, bottom),
        3: (width - right, height - bottom, width - left, height - top),
        4: (left, height - bottom, right, height - top),
        5: (top, left, bottom, right),
        6: (top, width - right, bottom, width - left),
        7: (height - bottom, width - right, height - top, width - left),
        8: (height - bottom, left, height - top, right),
    }
    return mirrored[orientation]


def _profile(photo: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The photo's colour profile; None when it has none, an unreadable one, or sRGB's own."""
    data = photo.info.get("icc_profile")
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data)) if data else None
        return None if profile is None or "sRGB" in ImageCms.getProfileDescription(profile) else profile
    except (OSError, ImageCms.PyCMSError):
        return None  # an unreadable profile says nothing: the colours are taken as sRGB, as browsers do


def _in_srgb(picture: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        colours = _converted(colours, profile)
    colours = colours.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    return colours


def _converted(picture: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """Through the profile, keeping what both know as it is; a profile for other channels is left aside."""
    try:
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        srgb = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(
            picture, profile, srgb, intent, "RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
        )
    except ImageCms.PyCMSError:
        return picture
    return made or picture
