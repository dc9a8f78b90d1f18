"""Take the pictures of docs/themes-gallery.md: the demo store in every built-in theme, on a phone, by day and by night.

make theme-gallery
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from sitegen.build import build
from sitegen.package import built_in_themes
from sitegen.settings import Settings

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".sitegen" / "cache" / "pictures"  # the pictures of the demo, where it has been built
IMAGES = ROOT / "docs" / "images"
SHOTS = (("/", "light"), ("/products/steel-pan/", "light"), ("/@lin/", "dark"))
PHONE = {"width": 390, "height": 844}
GAP, GROUND, QUALITY = 24, "#8d8a86", 62
SETTLED = 500  # milliseconds for pictures to be painted once they are there


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    themes = sorted(path.parent.name for path in built_in_themes().glob("*/theme.yaml"))
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        # All are built before the browser starts: processes cannot be forked beside it.
        outputs = {theme: built(theme, Path(folder) / theme) for theme in themes}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for theme, output in outputs.items():
                file = IMAGES / f"theme-{theme}.webp"
                side_by_side(photographed(output, browser)).save(file, quality=QUALITY, method=6)
                print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1e3:.0f} KB")


def built(theme: str, folder: Path) -> Path:
    """The demo in a theme, with the theme's own look for the house."""
    shutil.copytree(ROOT / "content", folder / "content")
    text = (ROOT / "site.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^theme: .*$", f"theme: {theme}", text, flags=re.MULTILINE)
    text = re.sub(r"^(look:\n(  .*\n)+|previews:.*\n|fonts:.*\n)", "", text, flags=re.MULTILINE)
    (folder / "site.yaml").write_text(text, encoding="utf-8")
    shutil.copyfile(ROOT / "site.zh.yaml", folder / "site.zh.yaml")
    if CACHE.is_dir():
        kept = folder / ".sitegen" / "cache" / CACHE.name
        shutil.copytree(CACHE, kept, copy_function=os.link, ignore=shutil.ignore_patterns("locks"))
    settings = Settings(source=folder, output=folder / "output", clock=datetime.now(UTC), secret="gallery" * 5)
    build(settings)
    return settings.output


def photographed(output: Path, browser: Browser) -> list[Image.Image]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pictures = []
    for path, scheme in SHOTS:
        page = browser.new_page(viewport=PHONE, color_scheme=scheme, is_mobile=True, has_touch=True)
        page.goto(f"http://127.0.0.1:{server.server_port}{path}", wait_until="networkidle")
        page.wait_for_timeout(SETTLED)
        pictures.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
        page.close()
    server.shutdown()
    return pictures


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    strip = Image.new("RGB", (width, pictures[0].height + 2 * GAP), GROUND)
    for number, picture in enumerate(pictures):
        strip.paste(picture, (GAP + number * (picture.width + GAP), GAP))
    return strip


if __name__ == "__main__":
    main()
