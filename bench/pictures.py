"""Bytes and CPU seconds for each picture role: ours, plain Pillow's defaults, and eleventy-img (sharp).

Twelve photos of the demo, cut to the role's shape beforehand since eleventy-img does not cut, become AVIF, WebP and
JPEG in the role's widths. Every other tool's file is compared with ours of equal SSIM (luma, Wang et al. 2004): ours is
encoded at several qualities, and its weight at that SSIM is interpolated. `make bench-pictures` sets up what this needs
and runs it.
"""

from __future__ import annotations

import io
import json
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy
from PIL import Image
from skimage.metrics import structural_similarity

from sitegen.load.files import Found
from sitegen.load.photos import read_photos
from sitegen.load.theme import Role
from sitegen.model.content import Focus
from sitegen.plan.addresses import Addresses
from sitegen.plan.pictures import renditions
from sitegen.render.pictures.encoding import encode
from sitegen.render.pictures.making import make_pictures

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent
FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
ROLES = (
    Role("hero", (828, 1170), 4 / 5, "", budget=45_000, quality=(50, 62)),
    Role("card", (560, 1080), 1.0, "", budget=45_000),
    Role("wall", (400, 800), 1.0, "", budget=40_000),
)
QUALITIES = (46, 62, 78)  # ours, to interpolate between
Files = dict[tuple[str, int, str], bytes]  # photo, width, format


def main() -> None:
    photos = sorted((ROOT / "content/products").glob("*/hero.jpg"))[:12]
    print("| pictures | Pillow, KB | sitegen at its SSIM | eleventy-img, KB | sitegen at its SSIM |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for role in ROLES:
            cuts = [cut(photo, role, Path(folder)) for photo in photos]
            seconds[role.name] = compare(role, cuts, Path(folder))
    print("\n| CPU seconds | Pillow | eleventy-img | sitegen |")
    print("| --- | --- | --- | --- |")
    for name, spent in seconds.items():
        print(f"| {name} | {spent['Pillow']:.0f} | {spent['eleventy-img']:.0f} | {spent['sitegen']:.0f} |")


def cut(photo: Path, role: Role, folder: Path) -> Path:
    """The photo in the role's shape, as large as it can be."""
    path = folder / f"{photo.parent.name}-{role.name}.jpg"
    with Image.open(photo) as picture:
        ratio = role.ratio or 1.0
        across = min(picture.width, int(picture.height * ratio))
        down = round(across / ratio)
        left, top = (picture.width - across) // 2, (picture.height - down) // 2
        picture.crop((left, top, left + across, top + down)).save(path, quality=97, subsampling=0)
    return path


def compare(role: Role, photos: list[Path], folder: Path) -> dict[str, float]:
    """Print a line for each format; the CPU seconds of each tool, for all formats together."""
    ours, mine = timed(lambda: by_sitegen(role, photos, folder))
    plain, plainly = timed(lambda: by_pillow(role, photos))
    theirs, theirs_seconds = by_eleventy(role, photos, folder)
    assert ours.keys() == plain.keys() == theirs.keys()
    known = {photo.name: photo for photo in photos}
    references = {(photo.name, width): scaled(photo, width, role) for photo in photos for width in role.widths}
    for format in FORMATS:
        sizes = {key[:2] for key in ours if key[2] == format}
        curves = {size: curve(known[size[0]], references[size], format) for size in sizes}
        cells = []
        for files in (plain, theirs):
            chosen = {key: data for key, data in files.items() if key[2] == format}
            alike = sum(interpolated(curves[key[:2]], ssim(known[key[0]], data)) for key, data in chosen.items())
            cells += [f"{sum(map(len, chosen.values())) / 1000:,.0f}", f"{alike / 1000:,.0f}"]
        print(f"| {role.name}, {FORMATS[format]} | {' | '.join(cells)} |", flush=True)
    return {"sitegen": mine, "Pillow": plainly, "eleventy-img": theirs_seconds}


def timed(tool: Callable[[], Files]) -> tuple[Files, float]:
    before = resource.getrusage(resource.RUSAGE_SELF)
    files = tool()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return files, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_sitegen(role: Role, photos: list[Path], folder: Path) -> Files:
    found, _ = read_photos([Found(photo.name, photo) for photo in photos], folder / "state")
    files: Files = {}
    for name, photo in found.items():
        jobs = renditions(photo, role, Focus(), "#ffffff", Addresses.at("https://x.example/", "en")).jobs
        files |= {(name, job.width, job.format): data for job, _, data in make_pictures(jobs, {})}
    return files


def by_pillow(role: Role, photos: list[Path]) -> Files:
    """As one writes it without thinking: open, resize, save; a JPEG in the smallest width only, as ours."""
    files: Files = {}
    for photo in photos:
        for width in role.widths:
            picture = scaled(photo, width, role)
            for format, name in FORMATS.items():
                if format != "jpg" or width == fallback(role):
                    buffer = io.BytesIO()
                    picture.save(buffer, name)
                    files[photo.name, width, format] = buffer.getvalue()
    return files


def by_eleventy(role: Role, photos: list[Path], folder: Path) -> tuple[Files, float]:
    """Its own defaults; it says itself how much CPU time it took."""
    target = folder / f"eleventy-{role.name}"
    task = {
        "photos": [str(photo) for photo in photos],
        "widths": list(role.widths),
        "fallback": fallback(role),
        "folder": str(target),
    }
    done = subprocess.run(
        ["node", "eleventy.mjs"], cwd=HERE, input=json.dumps(task), capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    files: Files = {}
    for item in said["files"]:
        format = item["format"].replace("jpeg", "jpg")
        files[Path(item["photo"]).name, item["width"], format] = Path(item["file"]).read_bytes()
    return files, said["seconds"]


def fallback(role: Role) -> int:
    return max((width for width in role.widths if width <= 800), default=role.widths[0])


def scaled(photo: Path, width: int, role: Role) -> Image.Image:
    with Image.open(photo) as picture:
        size = (width, round(width / (role.ratio or 1.0)))
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def curve(photo: Path, picture: Image.Image, format: str) -> list[tuple[float, float]]:
    """Likeness and the logarithm of the weight of our files: nearly a straight line."""
    files = [encode(picture.copy(), format, quality, "") for quality in QUALITIES]
    return sorted((likeness(ssim(photo, data)), math.log(len(data))) for data in files)


def interpolated(points: list[tuple[float, float]], similarity: float) -> float:
    """The weight at an SSIM, along the curve or in the direction of its nearest end."""
    wanted = likeness(similarity)
    after = next((number for number, (x, _) in enumerate(points) if x >= wanted), len(points) - 1)
    (x0, y0), (x1, y1) = points[max(after, 1) - 1], points[max(after, 1)]
    return math.exp(y0 + (wanted - x0) * (y1 - y0) / (x1 - x0))


def likeness(similarity: float) -> float:
    return -math.log(1 - similarity)


def ssim(photo: Path, data: bytes) -> float:
    """How alike a file is to the photo scaled to its size; tools round heights differently."""
    with Image.open(photo) as whole, Image.open(io.BytesIO(data)) as made:
        reference = whole.convert("RGB").resize(made.size, Image.Resampling.LANCZOS)
        grey = [picture.convert("RGB").convert("L") for picture in (reference, made)]
        pair = [numpy.asarray(picture, dtype=numpy.float32) for picture in grey]
    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    return float(structural_similarity(*pair, data_range=255, **options))


if __name__ == "__main__":
    sys.exit(main())
