"""Which files a photo becomes. A pure function of photo, role and focus, so a view can look them up."""

from __future__ import annotations

import math
import posixpath
from functools import lru_cache

import msgspec

from sitegen.digest import digest_of
from sitegen.load.photos import Photo
from sitegen.load.theme import Role
from sitegen.model.content import Focus
from sitegen.plan.addresses import Addresses
from sitegen.text import slugify

RECIPE = 3
MODERN = ("avif", "webp")
FALLBACK = "jpg"
ICON_FORMAT = "png"
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
LARGEST_FALLBACK = 800
# What a phone of today asks for across its whole screen: 390 CSS pixels, three of its own to each (pixels).
PHONE_WIDTH = 1170
# AVIF quality as libavif counts, 0 to 100: small print on a label begins to smear below 46, and above 58 a photo
# grows without looking better. Roles may say otherwise.
QUALITY = (46, 58)
WHITE = "#ffffff"

_SHRINKS = (1, 2, 4, 8)
# A photo is shrunk while it is decoded to no less than twice what is wanted, so that the final scaling decides.
_SPARE = 2
_MOST_DECODED = 50_000_000  # pixels


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What all files of one crop share, and so the recipe of them all.

    `quality` is the range to search in, so that the `pilot` (the file a phone takes) keeps to `budget` bytes; 0 is no
    budget. `shrink` is how much smaller the photo is decoded. `ground` is what shines through a transparent photo where
    a format knows no transparency; empty for any other photo.
    """

    ratio: float
    focus: Focus
    quality: tuple[int, int]
    budget: int
    pilot: tuple[int, int]
    pilot_format: str
    shrink: int
    ground: str


class PictureJob(msgspec.Struct, frozen=True, kw_only=True):
    """One file: the photo cropped to `width` x `height` around its focus, encoded as `format`.

    `key` is the digest of the photo and its cut; `pixels` is how many the whole photo has; `file` and `role` are for
    messages.
    """

    path: str
    file: str
    role: str
    photo: str
    pixels: int
    key: str
    cut: Cut
    width: int
    height: int
    format: str

    @property
    def fingerprint(self) -> str:
        return digest_of(self.key, self.width, self.height, self.format)

    @property
    def is_pilot(self) -> bool:
        return self.format == self.cut.pilot_format and (self.width, self.height) == self.cut.pilot


class Renditions(msgspec.Struct, frozen=True):
    """A photo in one role. `jobs` holds every width of every modern format, then the fallback."""

    width: int
    height: int
    sizes: str
    color: str
    tone: str
    jobs: tuple[PictureJob, ...]

    @property
    def fallback(self) -> PictureJob:
        return self.jobs[-1]


@lru_cache(maxsize=16_384)
def renditions(photo: Photo, role: Role, focus: Focus, ground: str, addresses: Addresses) -> Renditions:
    """Widths above what the photo can give are left out; a small photo is never blown up."""
    widths = _widths(photo, role)
    cut = _cut(photo, role, focus, ground, widths, MODERN[0])
    fallback = max([width for width in widths if width <= LARGEST_FALLBACK], default=widths[0])
    wanted = [(width, format) for format in MODERN for width in widths] + [(fallback, FALLBACK)]
    jobs = _jobs(photo, role, cut, wanted, addresses)
    tone = "" if photo.alpha else photo.tone
    return Renditions(widths[-1], _height(widths[-1], cut.ratio), role.sizes, photo.color, tone, jobs)


@lru_cache(maxsize=16_384)
def preview(photo: Photo, role: Role, focus: Focus, ground: str, addresses: Addresses) -> PictureJob:
    """The one JPEG that chats show of a page."""
    widths = _widths(photo, role)
    cut = _cut(photo, role, focus, ground, widths, FALLBACK)
    return _jobs(photo, role, cut, [(widths[-1], FALLBACK)], addresses)[0]


@lru_cache(maxsize=16_384)
def icons(photo: Photo, role: Role, focus: Focus, ground: str, addresses: Addresses) -> tuple[PictureJob, ...]:
    """What a home screen shows; systems read no other format for it. The ground is always there: they cut it round."""
    widths = _widths(photo, role)
    cut = _cut(photo, role, focus, ground, widths, ICON_FORMAT)
    return _jobs(photo, role, cut, [(width, ICON_FORMAT) for width in widths], addresses)


def spot_in_crop(photo: Photo, ratio: float | None, focus: Focus, x: float, y: float) -> tuple[float, float] | None:
    """Where a spot of the photo lies in a crop of it, in shares of width and height; None when it was cut off."""
    left, top, right, bottom = crop_box((photo.width, photo.height), ratio or photo.width / photo.height, focus)
    across, down = (x * photo.width - left) / (right - left), (y * photo.height - top) / (bottom - top)
    return (across, down) if 0 <= across <= 1 and 0 <= down <= 1 else None


def crop_box(size: tuple[int, int], ratio: float, focus: Focus) -> tuple[float, float, float, float]:
    """The largest box of a ratio inside a picture that keeps the focus as central as the edges allow."""
    width, height = size
    across = min(width, height * ratio)
    down = across / ratio
    left = min(max(focus.x * width - across / 2, 0), max(width - across, 0))
    top = min(max(focus.y * height - down / 2, 0), max(height - down, 0))
    return left, top, min(left + across, width), min(top + down, height)


def shrink_for(size: tuple[int, int], across: int, widest: int) -> int:
    """How much smaller a photo may be decoded to make a picture `widest` wide of `across` pixels of it.

    One that would fill the memory must be shrunk, whatever is wanted of it.
    """
    wanted = across / (_SPARE * widest)
    needed = math.sqrt(size[0] * size[1] / _MOST_DECODED)
    return max(shrink for shrink in _SHRINKS if shrink == 1 or shrink <= wanted or shrink / 2 < needed)


def _widths(photo: Photo, role: Role) -> list[int]:
    across = _across(photo, role)
    return [width for width in role.widths if width <= across] or [across]


def _across(photo: Photo, role: Role) -> int:
    """How wide the crop is in the photo's own pixels."""
    return photo.width if role.ratio is None else max(1, min(photo.width, int(photo.height * role.ratio)))


def _height(width: int, ratio: float) -> int:
    return max(1, round(width / ratio))


def _cut(photo: Photo, role: Role, focus: Focus, ground: str, widths: list[int], pilot_format: str) -> Cut:
    ratio = role.ratio or photo.width / photo.height
    pilot = max([width for width in widths if width <= PHONE_WIDTH], default=widths[0])
    return Cut(
        ratio=ratio,
        focus=focus,
        quality=role.quality or QUALITY,
        budget=role.budget,
        pilot=(pilot, _height(pilot, ratio)),
        pilot_format=pilot_format,
        shrink=shrink_for((photo.width, photo.height), _across(photo, role), widths[-1]),
        ground=ground if photo.alpha else "",
    )


def _jobs(
    photo: Photo, role: Role, cut: Cut, wanted: list[tuple[int, str]], addresses: Addresses
) -> tuple[PictureJob, ...]:
    # One key for all sizes and formats of a crop: pages that list them compress better.
    key = digest_of(RECIPE, photo.digest, cut)
    name = _name(photo.file)
    return tuple(
        PictureJob(
            path=addresses.asset(name, key, f"-{width}.{format}"),
            file=photo.file,
            role=role.name,
            photo=photo.path,
            pixels=photo.width * photo.height,
            key=key,
            cut=cut,
            width=width,
            height=_height(width, cut.ratio),
            format=format,
        )
        for width, format in wanted
    )


def _name(file: str) -> str:
    """A telling name: the bundle's for `products/cedar-candle/hero.jpg`."""
    folder, name = posixpath.split(posixpath.splitext(file)[0])
    bundle = posixpath.basename(folder)
    return slugify(f"{bundle} {name}")[:40].strip("-") or "photo"
