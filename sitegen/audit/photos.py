"""What cameras and editors wrote into published photos: above all where somebody lives."""

from __future__ import annotations

from pathlib import Path

from sitegen.load.opening import ENDINGS

PHOTO_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)
_GPS = 0x8825
_ABOUT_PEOPLE = (
    0x010F,
    0x0110,
    0x013B,
    0x8298,
    0x9003,
    0xA430,
    0xA431,
)  # make, model, artist, rights, time, owner, serial
_HINT = "photos beside a text are cleaned by themselves; clean this one with `exiftool -all= FILE`, or move it there"


def fault_of_photo(path: Path) -> tuple[str, str] | None:
    """What a published photo tells that it should not, and what to do; None for a clean one or no photo."""
    from PIL import Image

    if path.suffix.lower() not in PHOTO_ENDINGS:
        return None
    try:
        with Image.open(path) as photo:
            said = photo.getexif()
            has_place = bool(said.get_ifd(_GPS))
            has_more = any(tag in said or tag in said.get_ifd(0x8769) for tag in _ABOUT_PEOPLE) or "xmp" in photo.info
    except Exception:  # whatever a copied file is, it is no photo that a browser can show
        return None
    if has_place:
        return "this photo tells where it was taken", _HINT
    return ("this photo tells what camera took it, when, or whose it is", _HINT) if has_more else None
