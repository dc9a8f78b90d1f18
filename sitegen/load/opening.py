"""Opening photos: by what is in a file, never by its name, and never more of it than memory can bear."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.errors import SitegenError

if TYPE_CHECKING:  # Pillow takes long to import, and most builds open no photo
    from PIL import Image

# What is read, and the endings that such a file may have.
ENDINGS = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WebP": (".webp",),
    "AVIF": (".avif",),
    "HEIC": (".heic", ".heif"),
    "GIF": (".gif",),
}
# A photo of 48 megapixels, a phone's largest, stays below 400 MB with all that Python needs besides.
MOST_MEMORY = 340_000_000  # bytes
# A JPEG is shrunk while it is decoded, to at most this many pixels.
MOST_DECODED = 50_000_000
LARGEST_JPEG = 220_000_000  # pixels; phones with "200 megapixels" are below

_PILLOW_FORMATS = {"JPEG": ("JPEG", "MPO"), "WebP": ("WEBP",), "HEIC": ("HEIF",)}
# Bytes for each pixel of a whole photo at the decoder's worst moment, measured with 48 megapixels.
_WEIGHTS = {"PNG": 4.5, "WebP": 15.5, "AVIF": 8.8, "HEIC": 4.8, "GIF": 4.5}
_HEAD = 64  # bytes, enough for every signature
_MAGIC = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"....ftyp.*avi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"....ftyp.*(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftyp", re.DOTALL), "video"),
    (re.compile(rb"GIF8"), "GIF"),
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"BM"), "BMP"),
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "JPEG XL"),
    (re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:svg|\?xml)", re.IGNORECASE), "SVG"),
)
_EXPORT = "export it again as JPEG, PNG or WebP"
_USE = "use JPEG, PNG or WebP"
_ADVICE = {
    ".svg": "a drawing cannot be cut and scaled like a photo: export it as PNG, 2,000 pixels wide",
    ".mov": "export it as MP4 (H.264), which every phone plays",
    ".webm": "export it as MP4 (H.264), which every phone plays",
    ".dng": "this is a camera's raw file: export it as JPEG",
}


class Unreadable(SitegenError):
    """Why a photo cannot be used, and what to do about it."""

    def __init__(self, what: str, hint: str = _EXPORT) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def kind_of(path: Path) -> str | None:
    """What is in a file, by its first bytes; None when nobody knows."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return next((kind for magic, kind in _MAGIC if magic.match(head)), None)


def opened(path: Path) -> Image.Image:
    """A photo whose pixels are not decoded yet. Raises Unreadable."""
    kind = kind_of(path)
    if kind not in ENDINGS:
        what = f"this is {named(kind)}" if kind else "this is no photo"
        raise Unreadable(f"{what}, whatever its name says", _ADVICE.get(f".{(kind or '').lower()}", _EXPORT))
    from PIL import Image

    if kind == "HEIC":
        _learn_heic()
    Image.MAX_IMAGE_PIXELS = None  # Pillow counts pixels; the limits here count what they need
    with telling_why():
        photo = Image.open(path, formats=_PILLOW_FORMATS.get(kind, (kind,)))
    if too_many := _too_large(photo, kind):
        photo.close()
        raise too_many
    return photo


class telling_why:  # noqa: N801 - reads as a sentence: `with telling_why(): …`
    """Turns whatever a decoder stumbles over into Unreadable: the photo is what is broken."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, Unreadable):
            words = str(error).partition("(")[0].partition("\n")[0].strip(" .").lower()
            if isinstance(error, MemoryError):
                words = "there is not enough memory"
            why = words if words and "/" not in words and " at 0x" not in words else "it is damaged"
            raise Unreadable(f"this photo cannot be read: {why}", f"copy it again, or {_EXPORT}") from error


def advice_for(file: str) -> str:
    """What to do with a file of a kind that is not read."""
    return next((advice for ending, advice in _ADVICE.items() if file.lower().endswith(ending)), _USE)


def named(kind: str) -> str:
    """`a PNG`, `an SVG`: as one says it."""
    return f"an {kind}" if kind in ("AVIF", "SVG") else f"a {kind}"


def _learn_heic() -> None:
    """Teach Pillow HEIC. Its decoder is an extra: it carries 26 MB, an encoder under the GPL among them."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        hint = "install it with `pip install 'sitegen[heic]'`, or export the photo as JPEG"
        raise Unreadable("this is a HEIC photo, and pillow-heif, which reads those, is not installed", hint) from None
    register_heif_opener(thumbnails=False)


def _too_large(photo: Image.Image, kind: str) -> Unreadable | None:
    pixels = photo.width * photo.height
    weight = _jpeg_weight(photo, pixels) if kind == "JPEG" else pixels * _WEIGHTS[kind]
    if weight <= MOST_MEMORY:
        return None
    what = f"{photo.width:,} x {photo.height:,} pixels are too many: decoding {named(kind)} of them"
    hint = "export it as JPEG, 4,000 pixels on the long side"
    return Unreadable(f"{what} takes {weight / 1e6:,.0f} MB of memory", hint)


def _jpeg_weight(photo: Any, pixels: int) -> float:
    """A progressive JPEG keeps two bytes for every sample until its end; any other is decoded in passing."""
    if not photo.info.get("progressive"):
        return 0 if pixels <= LARGEST_JPEG else 4 * pixels
    widest = max(across * down for _, across, down, _ in photo.layer)
    samples = sum(across * down / widest for _, across, down, _ in photo.layer)
    return float(2 * pixels * samples)
