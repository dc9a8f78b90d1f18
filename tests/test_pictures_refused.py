"""Files that are no good photo: each with a message that names the file, says what is wrong, and what to do."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from sitegen.errors import ContentError
from sitegen.load.opening import Unreadable
from tests.pictures import encoded, photo_of, quarters
from tests.world import World


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    data = bytearray(encoded(Image.new("L", (1, 1)), "PNG"))
    data[16:24] = side.to_bytes(4) * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4)
    return bytes(data)


WHOLE = encoded(quarters(300, 300), quality=90)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty file"),
        (b"hello", "no photo, whatever its name says"),
        (WHOLE[: len(WHOLE) // 2], "cannot be read: image file is truncated"),
        (encoded(quarters(300, 300), "PNG")[:200], "cannot be read"),
        (encoded(quarters(300, 300), "AVIF")[:200], "cannot be read"),
        (encoded(quarters(300, 300), "WEBP")[:60], "cannot be read"),
        (bomb(20_000), "20,000 x 20,000 pixels are too many: decoding a PNG of them takes 1,800 MB of memory"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "this is an SVG"),
        (b"<?xml version='1.0'?><svg/>", "this is an SVG"),
        (encoded(quarters(30, 30), "TIFF"), "this is a TIFF"),
        (encoded(quarters(30, 30), "BMP"), "this is a BMP"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "this is a video"),
    ],
)
def test_what_is_no_good_photo_is_refused_with_a_reason(tmp_path: Path, data: bytes, complaint: str) -> None:
    with pytest.raises(Unreadable) as error:
        photo_of(tmp_path, data)
    assert complaint in error.value.what
    assert error.value.hint


FOUR = "{file: half.jpg, alt: a}, {file: none.jpg, alt: b}, {file: png.jpg, alt: c}, {file: gif.gif, alt: d}"
SHOP = """
    -- content/products/tea/index.md --
    ---
    title: Tea
    sku: T
    price: 12
    photos: [FOUR]
    ---
""".replace("FOUR", FOUR)


def test_everything_wrong_with_photos_is_said_at_once_with_their_files(world: Callable[..., World]) -> None:
    site = world(SHOP)
    site.put("content/products/tea/half.jpg", WHOLE[:2000])
    site.put("content/products/tea/none.jpg", b"")
    site.put("content/products/tea/png.jpg", encoded(quarters(60, 60), "PNG"))
    moving = encoded(quarters(60, 60), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 60))])
    site.put("content/products/tea/gif.gif", moving)
    with pytest.raises(ContentError):
        site.build()
    complaints = site.complaints()
    assert "content/products/tea/half.jpg: this photo cannot be read" in complaints
    assert "content/products/tea/none.jpg: this photo is an empty file" in complaints
    assert "content/products/tea/png.jpg: this is a PNG, whatever its name says (call it png.png)" in complaints
    assert "content/products/tea/gif.gif: this picture moves; its first frame is shown" in complaints


def test_a_photo_that_breaks_after_it_was_read_is_named_by_its_path_in_the_site(world: Callable[..., World]) -> None:
    """What was measured is remembered; a disk may fail in between."""
    from sitegen.engines.pictures import encode_missing

    site = world(SHOP.replace(FOUR, "{file: half.jpg, alt: a}"))
    path = site.put("content/products/tea/half.jpg", WHOLE)
    jobs = site.check().plan.pictures
    path.write_bytes(WHOLE[:2000])
    with pytest.raises(ContentError) as error:
        encode_missing(jobs, site.folder / ".sitegen", 1, lambda done, total: None)
    assert {problem.place.file for problem in error.value.problems} == {"content/products/tea/half.jpg"}


def test_a_product_photo_without_alt_is_a_warning_and_an_error_when_strict(world: Callable[..., World]) -> None:
    site = world(SHOP.replace(FOUR, "half.jpg"))
    site.put("content/products/tea/half.jpg", WHOLE)
    assert [problem.severity for problem in site.problems()] == ["warning"]
    with pytest.raises(ContentError):
        site.build(strict=True)


MEMORY = """
    import re, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from sitegen.load.theme import Role
    from tests.pictures import jobs_of, made, photo_of
    path = Path(sys.argv[2])
    photo = photo_of(path.parent, path.read_bytes(), "copy" + path.suffix)
    jobs = jobs_of(photo, Role("hero", (828, 1170), 0.8, ""))
    from sitegen.render.pictures.making import make_pictures
    for _ in make_pictures(tuple(job for job in jobs if job.format == "jpg"), {}): pass
    print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.parametrize("kind", ["jpg", "progressive", "png", "heic", "200"])
def test_the_largest_photos_of_phones_fit_into_400_megabytes(tmp_path: Path, kind: str) -> None:
    """48 megapixels of every kind, and the 200 of some; measured in a process of its own."""
    width, height = (16_320, 12_240) if kind == "200" else (8_064, 6_048)
    grey = Image.linear_gradient("L").resize((width, height))
    picture = grey if kind == "200" else grey.convert("RGB")
    path = tmp_path / f"large.{kind if kind in ('png', 'heic') else 'jpg'}"
    if kind == "heic":
        from pillow_heif import from_pillow

        from_pillow(picture).save(path, quality=20, enc_params={"preset": "ultrafast"})
    else:
        options = {"progressive": {"progressive": True, "subsampling": 0}, "png": {"compress_level": 1}}
        picture.save(path, **options.get(kind, {}))  # type: ignore[arg-type]
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEMORY), str(root), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 400
