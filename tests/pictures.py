"""Photos for tests, made on the spot: what phones, cameras and careless programs write into them."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from sitegen.load.files import Found
from sitegen.load.opening import Unreadable
from sitegen.load.photos import Photo, read_photos
from sitegen.load.theme import Role
from sitegen.model.content import Focus
from sitegen.plan.addresses import Addresses
from sitegen.plan.pictures import PictureJob, renditions
from sitegen.render.pictures.making import make_pictures

ADDRESSES = Addresses.at("https://shop.example/", "en")
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (40, 60, 200), (230, 210, 40)
SECRETS = (
    b"Exif",
    b"GPS",
    b"Secret Street",
    b"http://ns.adobe.com",
    b"ICC_PROFILE",
    b"colrprof",
    b"EXIF",
    b"XMP ",
    b"ICCP",
)


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red and green above blue and yellow."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture.convert(mode)


def encoded(picture: Image.Image, format: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def telling_exif(orientation: int = 1) -> bytes:
    """Where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Street Phone"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 28.0, 1.0)})
    return exif.tobytes()


def display_p3() -> bytes:
    """A matrix profile with the primaries of Display P3 (adapted to D50), written by hand."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    tags = {
        b"rXYZ": b"XYZ \0\0\0\0" + fixed(0.51512) + fixed(0.2412) + fixed(-0.00105),
        b"gXYZ": b"XYZ \0\0\0\0" + fixed(0.29198) + fixed(0.69225) + fixed(0.04189),
        b"bXYZ": b"XYZ \0\0\0\0" + fixed(0.1571) + fixed(0.06657) + fixed(0.78407),
        b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642) + fixed(1.0) + fixed(0.8249),
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 11) + b"Display P3\0" + bytes(78),
    }
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags |= {b"rTRC": gamma, b"gTRC": gamma, b"bTRC": gamma}
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    size = offset + len(body)
    head = struct.pack(">I", size) + b"lcms" + bytes.fromhex("02100000") + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    profile = head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
    ImageCms.ImageCmsProfile(io.BytesIO(profile))  # it can be read
    return profile


def photo_of(folder: Path, data: bytes, name: str = "a.jpg") -> Photo:
    """A photo of a site. Raises Unreadable with what its author would be told."""
    path = folder / name
    path.write_bytes(data)
    found, problems = read_photos([Found(name, path)], folder / "state")
    if not found:
        raise Unreadable(problems[0].what, problems[0].hint or "")
    return found[name]


def jobs_of(
    photo: Photo, role: Role | None = None, focus: Focus | None = None, ground: str = "#ffffff"
) -> tuple[PictureJob, ...]:
    role = role or Role("card", (40,), None, "100vw")
    return renditions(photo, role, focus or Focus(), ground, ADDRESSES).jobs


def made(jobs: tuple[PictureJob, ...]) -> dict[str, bytes]:
    """The files of one photo by format (of the widest, where there are several)."""
    return {job.format: data for job, _, data in sorted(make_pictures(jobs, {}), key=lambda item: item[0].width)}


def pixel(data: bytes, x: float, y: float) -> tuple[int, ...]:
    """A colour of a file, at shares of its width and height."""
    with Image.open(io.BytesIO(data)) as picture:
        place = (min(picture.width - 1, int(x * picture.width)), min(picture.height - 1, int(y * picture.height)))
        found = picture.convert("RGBA" if "A" in picture.mode else "RGB").getpixel(place)
    assert isinstance(found, tuple)
    return tuple(int(value) for value in found)


def is_near(found: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 26) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(found, wanted, strict=False))
