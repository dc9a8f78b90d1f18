"""Photos: what must be known of them, and files that only look like some."""

from __future__ import annotations

import io
import os
import warnings
import zlib
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sitegen.load import photos
from sitegen.load.files import Found
from sitegen.load.photos import Photo, is_photo, read_photos


def picture(
    width: int = 40, height: int = 50, color: object = "#88aa66", format: str = "JPEG", **more: object
) -> bytes:
    buffer = io.BytesIO()
    mode = str(more.pop("mode", "RGB"))
    Image.new(mode, (width, height), color).save(buffer, format, **more)  # type: ignore[arg-type]
    return buffer.getvalue()


def read(folder: Path, data: bytes, name: str = "a.jpg") -> Photo | str:
    """The photo of a file, or what is wrong with it."""
    path = folder / name
    path.write_bytes(data)
    found, problems = read_photos([Found(name, path)], folder / "state")
    return found[name] if found else str(problems[0])


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "b.PNG", "c.webp", "d.avif", "e.gif", "f.heic", "g.HEIF"])
def test_a_photo_is_known_by_its_ending(name: str) -> None:
    assert is_photo(name)


@pytest.mark.parametrize("name", ["a.md", "a.tiff", "jpg", "a.jpg.txt", "a.svg"])
def test_other_files_are_no_photos(name: str) -> None:
    assert not is_photo(name)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_size_and_mean_colour_are_measured_in_every_format(tmp_path: Path, format: str) -> None:
    photo = read(tmp_path, picture(40, 50, "#804020", format), f"a.{format.lower()}")
    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (40, 50)
    channels = [int(photo.color[place : place + 2], 16) for place in (1, 3, 5)]
    assert channels == pytest.approx([0x80, 0x40, 0x20], abs=6)


def test_a_photo_that_the_camera_laid_down_is_measured_as_it_is_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = read(tmp_path, picture(40, 50, exif=exif.tobytes()))
    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (50, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_every_colour_mode_is_measured_without_a_murmur(tmp_path: Path, mode: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = picture(color=None, mode=mode, format="JPEG" if mode == "CMYK" else "PNG")
        assert isinstance(read(tmp_path, data), Photo)


def test_a_palette_with_transparent_colours_is_measured_without_a_murmur(tmp_path: Path) -> None:
    data = picture(color=0, mode="P", format="PNG", transparency=bytes(256))
    assert isinstance(read(tmp_path, data, "a.png"), Photo)


def test_equal_photos_have_one_digest_wherever_they_lie(tmp_path: Path) -> None:
    first, second = read(tmp_path, picture(), "a.jpg"), read(tmp_path, picture(), "b.jpg")
    other = read(tmp_path, picture(color="#000000"), "c.jpg")
    assert isinstance(first, Photo)
    assert isinstance(second, Photo)
    assert isinstance(other, Photo)
    assert first.digest == second.digest != other.digest


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "a.jpg: this photo is an empty file (save or copy it again)"),
        (b"hello", "a.jpg: this is no photo, whatever its name says (export it again as JPEG, PNG or WebP)"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.jpg: this is an SVG, whatever its name says"),
        (picture(200, 200)[:700], "a.jpg: this photo cannot be read: image file is truncated"),
        (picture(200, 200, format="PNG")[:60], "a.jpg: this photo cannot be read: "),
    ],
    ids=["empty", "text", "svg", "half a JPEG", "half a PNG"],
)
def test_a_file_that_is_no_whole_photo_is_reported(tmp_path: Path, data: bytes, complaint: str) -> None:
    assert str(read(tmp_path, data)).startswith(complaint)


@pytest.mark.parametrize("side", [10_000, 30_000])
def test_a_picture_bomb_is_refused_unpacked(tmp_path: Path, side: int) -> None:
    bomb = bytearray(picture(1, 1, format="PNG"))
    bomb[16:24] = side.to_bytes(4) * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
    complaint = str(read(tmp_path, bytes(bomb)))
    assert complaint.startswith(f"a.jpg: {side:,} x {side:,} pixels are too many: decoding a PNG of them takes")


def test_a_file_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.truncate(120_000_000)
    _, problems = read_photos([Found("a.jpg", path)], tmp_path)
    assert str(problems[0]).startswith("a.jpg: 120 MB is too large for a photo")


def test_a_photo_that_vanished_is_a_complaint_and_no_crash(tmp_path: Path) -> None:
    _, problems = read_photos([Found("a.jpg", tmp_path / "gone.jpg")], tmp_path)
    assert str(problems[0]).startswith("a.jpg: this photo cannot be read: no such file")


def test_what_was_measured_once_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(tmp_path, picture())
    monkeypatch.setattr(photos, "probe", None)
    assert read(tmp_path, picture()) == before


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name for every time that a file's bytes are read for their digest."""
    seen: list[str] = []
    digest = photos.digest_of_rest

    def noted(file: BinaryIO) -> str:
        seen.append(Path(file.name).name)
        return digest(file)

    monkeypatch.setattr(photos, "digest_of_rest", noted)
    return seen


def again(folder: Path) -> Photo:
    return read_photos([Found("a.jpg", folder / "a.jpg")], folder / "state")[0]["a.jpg"]


def test_a_file_that_nobody_touched_is_not_read_again(
    tmp_path: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "STILL_WARM", 0)
    before = read(tmp_path, picture())
    assert again(tmp_path) == before
    assert len(readings) == 1


def test_a_file_that_changed_just_now_is_read_again(tmp_path: Path, readings: list[str]) -> None:
    """It may change once more before the clock moves on, and nothing about it would tell."""
    read(tmp_path, picture())
    again(tmp_path)
    assert len(readings) == 2


@pytest.mark.parametrize("way", ["written over", "put in its place"])
def test_a_change_is_seen_though_size_and_time_are_the_same(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "STILL_WARM", 0)
    before = read(tmp_path, picture() + b"one")
    path, other = tmp_path / "a.jpg", tmp_path / "other"
    stat = path.stat()
    target = path if way == "written over" else other
    target.write_bytes(picture() + b"two")
    os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    target.rename(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    assert isinstance(before, Photo)
    assert again(tmp_path).digest != before.digest


@pytest.mark.parametrize("memory", [b"", b"nonsense", b"\x81\xa1a\x01"])
def test_a_damaged_memory_costs_time_and_nothing_else(tmp_path: Path, memory: bytes) -> None:
    file = tmp_path / "state" / "cache" / "photos.msgpack"
    file.parent.mkdir(parents=True)
    file.write_bytes(memory)
    assert isinstance(read(tmp_path, picture()), Photo)


def test_a_state_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    assert isinstance(read(tmp_path, picture()), Photo)


WHOLE = [picture(format=format) for format in ("JPEG", "PNG", "GIF", "WEBP")]


@settings(max_examples=60)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8),
    st.integers(1, 999),
)
def test_a_damaged_photo_is_measured_or_reported(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damage: list[tuple[int, int]], length: int
) -> None:
    broken = bytearray(data)
    for place, byte in damage:
        broken[place % len(broken)] = byte
    assert read(tmp_path_factory.getbasetemp(), bytes(broken[:length]), "broken.jpg")
