"""Picture files: upright, cut around the focus, in sRGB, and with nothing in them but the picture."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from sitegen.load.opening import Unreadable
from sitegen.load.theme import Role
from sitegen.model.content import Focus
from tests.pictures import (
    BLUE,
    GREEN,
    RED,
    SECRETS,
    YELLOW,
    display_p3,
    encoded,
    is_near,
    jobs_of,
    made,
    photo_of,
    pixel,
    quarters,
    telling_exif,
)

CORNERS = {RED: (0.2, 0.2), GREEN: (0.8, 0.2), BLUE: (0.2, 0.8), YELLOW: (0.8, 0.8)}
# How a camera stores a picture for each orientation, so that turning it upright gives `quarters` again.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_is_turned_upright_in_every_format(tmp_path: Path, orientation: int) -> None:
    upright = quarters(96, 64)
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    photo = photo_of(tmp_path, encoded(stored, quality=95, exif=telling_exif(orientation)))
    assert (photo.width, photo.height) == (96, 64)
    for data in made(jobs_of(photo)).values():
        assert Image.open(io.BytesIO(data)).size == (40, 27)
        for colour, (x, y) in CORNERS.items():
            assert is_near(pixel(data, x, y), colour)


@pytest.mark.parametrize("orientation", STORED)
def test_the_focus_is_counted_on_the_picture_as_it_is_seen(tmp_path: Path, orientation: int) -> None:
    upright = quarters(400, 200)
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    photo = photo_of(tmp_path, encoded(stored, quality=95, exif=telling_exif(orientation)))
    jobs = jobs_of(photo, Role("card", (40,), 0.5, ""), Focus(0.9, 0.5))
    data = made(jobs)["avif"]
    assert is_near(pixel(data, 0.5, 0.2), GREEN)
    assert is_near(pixel(data, 0.5, 0.8), YELLOW)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_the_camera_wrote_is_left(tmp_path: Path, format: str) -> None:
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>http://ns.adobe.com Secret Street</x:xmpmeta>"
    options = {} if format == "PNG" else {"xmp": xmp}
    data = encoded(quarters(90, 90), format, exif=telling_exif(), icc_profile=display_p3(), **options)
    assert b"Secret Street" in data or format == "AVIF"
    photo = photo_of(tmp_path, data, f"a.{format.lower()}")
    for made_data in made(jobs_of(photo)).values():
        with Image.open(io.BytesIO(made_data)) as picture:
            assert not picture.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment", "dpi"} & set(picture.info)
        for secret in SECRETS:
            assert secret not in made_data, secret


def test_the_wide_colours_of_a_phone_become_srgb(tmp_path: Path) -> None:
    """Display P3's (180, 90, 60) is (194, 83, 49) in sRGB: its red lies farther out."""
    data = encoded(Image.new("RGB", (64, 64), (180, 90, 60)), "PNG", icc_profile=display_p3())
    for made_data in made(jobs_of(photo_of(tmp_path, data, "a.png"))).values():
        assert is_near(pixel(made_data, 0.5, 0.5), (194, 83, 49), 5)


def test_cmyk_is_read_as_its_maker_meant_it(tmp_path: Path) -> None:
    """Adobe inverts its CMYK and says so; others do neither."""
    plain = encoded(Image.new("CMYK", (64, 64), (0, 200, 200, 20)), quality=95)
    for made_data in made(jobs_of(photo_of(tmp_path, plain))).values():
        red, green, blue = pixel(made_data, 0.5, 0.5)[:3]
        assert red > 200
        assert green < 90
        assert blue < 90


def sixteen_bits(width: int, height: int, value: int) -> bytes:
    """A PNG with 16 bits a channel, all of one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\0" + struct.pack(">3H", value, value, value) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("data", [sixteen_bits(50, 50, 0x8000), encoded(Image.new("I;16", (50, 50), 0x8000), "PNG")])
def test_sixteen_bits_become_eight(tmp_path: Path, data: bytes) -> None:
    for made_data in made(jobs_of(photo_of(tmp_path, data, "a.png"))).values():
        assert is_near(pixel(made_data, 0.5, 0.5), (128, 128, 128), 3)


def test_transparency_stays_where_the_format_knows_it_and_else_stands_on_the_ground(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (60, 60), (200, 30, 30, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 30, 60))
    photo = photo_of(tmp_path, encoded(picture, "PNG"), "a.png")
    files = made(jobs_of(photo, ground="#20c040"))
    assert pixel(files["avif"], 0.2, 0.5)[3] < 10
    assert pixel(files["webp"], 0.2, 0.5)[3] < 10
    assert is_near(pixel(files["jpg"], 0.2, 0.5), (0x20, 0xC0, 0x40), 8)
    assert is_near(pixel(files["jpg"], 0.8, 0.5), RED, 12)


def test_an_opaque_photo_is_the_same_on_any_ground(tmp_path: Path) -> None:
    photo = photo_of(tmp_path, encoded(quarters(60, 60, "RGBA"), "PNG"), "a.png")
    assert not photo.alpha
    assert jobs_of(photo, ground="#000000") == jobs_of(photo, ground="#ffffff")


def test_a_heic_is_read(tmp_path: Path) -> None:
    from pillow_heif import from_pillow

    buffer = io.BytesIO()
    from_pillow(quarters(96, 64)).save(buffer, quality=90, exif=telling_exif())
    photo = photo_of(tmp_path, buffer.getvalue(), "a.heic")
    assert (photo.width, photo.height) == (96, 64)
    for data in made(jobs_of(photo)).values():
        assert is_near(pixel(data, 0.2, 0.2), RED, 40)
        assert b"Secret Street" not in data


def test_a_large_heic_is_decoded_in_strips_with_the_same_result(tmp_path: Path) -> None:
    from pillow_heif import from_pillow

    buffer = io.BytesIO()
    from_pillow(quarters(640, 400)).save(buffer, quality=80)
    photo = photo_of(tmp_path, buffer.getvalue(), "a.heic")
    jobs = jobs_of(photo)
    assert jobs[0].cut.shrink == 8
    for colour, (x, y) in CORNERS.items():
        assert is_near(pixel(made(jobs)["jpg"], x, y), colour, 40)


def test_without_pillow_heif_one_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    with pytest.raises(Unreadable, match="not installed") as error:
        photo_of(tmp_path, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic")
    assert "sitegen[heic]" in error.value.hint


@pytest.mark.parametrize("role", [Role("hero", (100, 200), 0.8, ""), Role("card", (120,), 1.0, "")])
def test_the_same_photo_gives_the_same_bytes(tmp_path: Path, role: Role) -> None:
    data = encoded(Image.effect_noise((260, 320), 60).convert("RGB"), quality=90)
    jobs = jobs_of(photo_of(tmp_path, data), role)
    assert made(jobs) == made(jobs)


def test_a_small_photo_is_never_blown_up(tmp_path: Path) -> None:
    jobs = jobs_of(photo_of(tmp_path, encoded(quarters(300, 300))), Role("hero", (480, 1170), 0.8, ""))
    assert {job.width for job in jobs} == {240}


def test_an_animation_gives_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in (RED, BLUE)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert is_near(pixel(made(jobs_of(photo_of(tmp_path, data, "a.gif")))["avif"], 0.5, 0.5), RED)
