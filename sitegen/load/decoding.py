"""Decoding photos to eight bits a channel, shrunk on the way so that large ones stay light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.load.opening import telling_why

if TYPE_CHECKING:
    from PIL import Image

SHRINKS = (8, 4, 2, 1)  # what libjpeg can leave out while it decodes

_ORIENTATION = 0x0112  # the Exif tag
_ROWS = 256  # of a HEIC at a time
_SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N")
_READY = ("RGB", "RGBA", "CMYK", "L")


def orientation_of(photo: Image.Image) -> int:
    """How the camera was held, 1 to 8 as Exif counts. A HEIC is upright already, whatever its Exif says."""
    if photo.format == "HEIF":
        return 1
    with telling_why():
        found = photo.getexif().get(_ORIENTATION, 1)
    return found if found in range(1, 9) else 1


def decoded(photo: Image.Image, shrink: int) -> Image.Image:
    """The photo as it is stored, `shrink` times smaller, in one of the modes RGB, RGBA, CMYK and L.

    Its `info` still holds the colour profile. Raises Unreadable.
    """
    with telling_why():
        if photo.format in ("JPEG", "MPO"):
            photo.draft(None, (-(-photo.width // shrink), -(-photo.height // shrink)))
            return _in_eight_bits(photo)
        if photo.format == "HEIF" and shrink > 1:
            return _heic_in_strips(photo, shrink)
        plain = _in_eight_bits(photo)
        return plain.reduce(shrink) if shrink > 1 else plain


def _in_eight_bits(photo: Image.Image) -> Image.Image:
    photo.load()
    info = photo.info
    plain = photo
    if photo.mode in _SIXTEEN_BITS or photo.mode == "I":
        plain = photo.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif photo.mode in ("LA", "PA", "La", "RGBa") or "transparency" in info:
        plain = photo.convert("RGBA")
    elif photo.mode == "1":
        plain = photo.convert("L")
    elif photo.mode not in _READY:
        plain = photo.convert("RGB")
    elif photo.mode == "CMYK" and photo.format != "PNG" and "adobe" not in info:
        plain = _inverted(photo)
    plain.info = info
    return plain


def _inverted(photo: Image.Image) -> Image.Image:
    """Pillow takes every CMYK JPEG for one of Adobe's, which are inverted; this one is not."""
    from PIL import ImageChops

    return ImageChops.invert(photo)


def _heic_in_strips(photo: Image.Image, shrink: int) -> Image.Image:
    """Pillow would copy all pixels of a HEIC twice; 48 megapixels have no room for that."""
    from PIL import Image
    from pillow_heif import open_heif

    heic: Any = open_heif(photo.filename, convert_hdr_to_8bit=True)[0]  # type: ignore[attr-defined]  # it came from a file
    rows, mode = memoryview(heic.data), "RGBA" if heic.mode in ("RGBA", "RGBa") else heic.mode
    width, height = heic.size
    small = Image.new(mode, (-(-width // shrink), -(-height // shrink)))
    for top in range(0, height, _ROWS):
        count = min(_ROWS, height - top)
        data = bytes(rows[top * heic.stride : (top + count) * heic.stride])
        strip = Image.frombuffer(mode, (width, count), data, "raw", mode, heic.stride, 1)
        small.paste(strip.reduce(shrink), (0, top // shrink))
    small.info = photo.info
    return _in_eight_bits(small)
