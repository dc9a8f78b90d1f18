"""Which files a photo becomes. A pure function of photo, role and focus, so a view can look them up."""

from __future__ import annotations

import posixpath

import msgspec

from sitegen.digest import digest_of
from sitegen.load.photos import Photo
from sitegen.load.theme import Role
from sitegen.model.content import Focus
from sitegen.plan.addresses import Addresses
from sitegen.text import slugify

RECIPE = 1
MODERN = ("avif", "webp")
FALLBACK = "jpg"
LARGEST_FALLBACK = 800
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


class PictureJob(msgspec.Struct, frozen=True, kw_only=True):
    """One file: the photo cropped to `width` x `height` around its focus, encoded as `format`."""

    path: str
    photo: str
    digest: str
    width: int
    height: int
    focus: Focus
    format: str

    @property
    def fingerprint(self) -> str:
        return digest_of(RECIPE, self.digest, self.width, self.height, self.focus, self.format)


class Renditions(msgspec.Struct, frozen=True):
    """A photo in one role. `jobs` holds every width of every modern format, then the fallback."""

    width: int
    height: int
    sizes: str
    color: str
    jobs: tuple[PictureJob, ...]

    @property
    def fallback(self) -> PictureJob:
        return self.jobs[-1]


def renditions(photo: Photo, role: Role, focus: Focus, addresses: Addresses) -> Renditions:
    """Widths above what the photo can give are left out; a small photo is never blown up."""
    across = _crop_width(photo, role)
    ratio = role.ratio or photo.width / photo.height
    widths = [width for width in role.widths if width <= across] or [across]
    fallback = max([width for width in widths if width <= LARGEST_FALLBACK], default=widths[0])
    wanted = [(width, format) for format in MODERN for width in widths] + [(fallback, FALLBACK)]
    jobs = tuple(_job(photo, width, ratio, focus, format, addresses) for width, format in wanted)
    return Renditions(widths[-1], max(1, round(widths[-1] / ratio)), role.sizes, photo.color, jobs)


def preview(photo: Photo, role: Role, focus: Focus, addresses: Addresses) -> PictureJob:
    """The one JPEG that chats show of a page."""
    width = min(role.widths[-1], _crop_width(photo, role))
    return _job(photo, width, role.ratio or photo.width / photo.height, focus, FALLBACK, addresses)


def _crop_width(photo: Photo, role: Role) -> int:
    return photo.width if role.ratio is None else min(photo.width, int(photo.height * role.ratio))


def _job(photo: Photo, width: int, ratio: float, focus: Focus, format: str, addresses: Addresses) -> PictureJob:
    height = max(1, round(width / ratio))
    # One key for all sizes and formats of a crop: pages that list them compress better.
    key = digest_of(RECIPE, photo.digest, round(ratio, 4), focus)
    return PictureJob(
        path=addresses.asset(_name(photo.file), key, f"-{width}.{format}"),
        photo=photo.path,
        digest=photo.digest,
        width=width,
        height=height,
        focus=focus,
        format=format,
    )


def _name(file: str) -> str:
    """A telling name: the bundle's for `products/cedar-candle/hero.jpg`."""
    folder, name = posixpath.split(posixpath.splitext(file)[0])
    bundle = posixpath.basename(folder)
    return slugify(f"{bundle} {name}")[:40].strip("-") or "photo"
