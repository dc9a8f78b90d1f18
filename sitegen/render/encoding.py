"""Pictures: crop, scale, encode. The same photo and recipe give the same bytes on every run."""

from __future__ import annotations

import io
from math import ceil

from PIL import Image, ImageCms, ImageOps

from sitegen.model.content import Focus
from sitegen.plan.pictures import PictureJob

JPEG_QUALITY, WEBP_QUALITY, AVIF_QUALITY, AVIF_SPEED = 78, 74, 58, 6

_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)


def encode(job: PictureJob) -> bytes:
    """The file a job asks for, without any of the photo's metadata.

    Raises OSError when the photo cannot be decoded.
    """
    with Image.open(job.photo) as photo:
        photo.draft("RGB", _enough(photo, job))
        upright = _in_srgb(ImageOps.exif_transpose(photo))
        box = crop_box(upright.size, job.width / job.height, job.focus)
        scaled = upright.resize((job.width, job.height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        return _encoded(scaled, job.format)


def crop_box(size: tuple[int, int], ratio: float, focus: Focus) -> tuple[float, float, float, float]:
    """The largest box of a ratio inside a picture that keeps the focus as central as the edges allow."""
    width, height = size
    across = min(width, height * ratio)
    down = across / ratio
    left = min(max(focus.x * width - across / 2, 0), max(width - across, 0))
    top = min(max(focus.y * height - down / 2, 0), max(height - down, 0))
    return left, top, min(left + across, width), min(top + down, height)


def _enough(photo: Image.Image, job: PictureJob) -> tuple[int, int]:
    """The size down to which a JPEG may be shrunk while it is decoded: quicker, and a third of the memory."""
    lying = photo.getexif().get(_ORIENTATION) in _LYING
    width, height = photo.size[::-1] if lying else photo.size
    scale = min(1.0, job.width / min(width, height * job.width / job.height))
    return ceil(photo.width * scale), ceil(photo.height * scale)


def _in_srgb(photo: Image.Image) -> Image.Image:
    profile = photo.info.get("icc_profile")
    if profile and photo.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(photo, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            photo = converted or photo
        except ImageCms.PyCMSError:
            pass  # an unreadable profile says nothing: the colours are taken as sRGB, as browsers do
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        ground = Image.new("RGB", photo.size, "white")
        layer = photo.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return photo.convert("RGB")


def _encoded(picture: Image.Image, format: str) -> bytes:
    picture.info = {}
    target = io.BytesIO()
    if format == "avif":
        picture.save(target, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1, exif=b"")
    elif format == "webp":
        picture.save(target, "WEBP", quality=WEBP_QUALITY, method=4, exif=b"")
    else:
        picture.save(target, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True, exif=b"")
    return target.getvalue()
