"""Picture -> file. The same picture and quality give the same bytes on every run, and nothing but the picture."""

from __future__ import annotations

import io

from PIL import Image

# libaom at speed 5 makes files 10 % smaller than at 6, at equal SSIM, for twice the work; 4 saves 10 % more for twice
# that again. The options leave out what it tries for a quarter of its time and photos gain less than 1 % from. Measured
# on the demo's photos.
AVIF_SPEED = 5
_LEFT_OUT = ("palette", "intrabc", "ab-partitions", "1to4-partitions", "filter-intra", "smooth-intra", "paeth-intra")
_AVIF_OPTIONS = {"tune": "ssim", **{f"enable-{tool}": "0" for tool in _LEFT_OUT}}
# For a preview, and to guess what a file will weigh: a tenth of the work for a third more bytes.
_QUICK_SPEED = 9


def encode(picture: Image.Image, format: str, quality: int, ground: str, *, quick: bool = False) -> bytes:
    """A file as `format`. `quality` is counted as AVIF does; other formats get theirs of equal SSIM.

    `ground` is the colour behind a transparent picture in a JPEG or an icon. A `quick` one looks alike and is larger.
    """
    if format in ("jpg", "png") and picture.mode == "RGBA":
        picture = _on_ground(picture, ground)
    picture.info = {}
    target = io.BytesIO()
    if format == "avif":
        speed = _QUICK_SPEED if quick else AVIF_SPEED
        picture.save(
            target,
            "AVIF",
            quality=quality,
            speed=speed,
            max_threads=1,  # with more of them the bytes differ from run to run
            autotiling=False,
            subsampling="4:2:0",
            advanced=_AVIF_OPTIONS,
            exif=b"",
        )
    elif format == "webp":
        picture.save(target, "WEBP", quality=_bounded(52 + 0.5 * quality), method=0 if quick else 4, exif=b"")
    elif format == "png":
        # A quarter of the weight, and at the size of an icon nobody sees it.
        picture.quantize(128).save(target, "PNG", optimize=not quick)
    else:
        picture.save(target, "JPEG", quality=_bounded(36 + 0.74 * quality), optimize=True, exif=b"")
    return target.getvalue()


def _bounded(quality: float) -> int:
    return max(1, min(95, round(quality)))


def _on_ground(picture: Image.Image, ground: str) -> Image.Image:
    flat = Image.new("RGB", picture.size, ground or "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat
