"""A whole site in one string, so that a test shows everything it depends on.

    site = world('''
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        -- content/products/tea.md --
        ---
        title: Tea
        price: 12
        ---
        Good tea.
        -- content/products/tea.jpg --
        photo 400x500 #88aa66
    ''')
    site.build().page("/products/tea/")

A `-- FILE --` line begins a file; `photo WIDTHxHEIGHT COLOUR` as its only text makes a picture of that size. What a
test does not say about site.yaml comes from `SITE`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sitegen.build import Built, Checked, build, check
from sitegen.checkouts import find_providers
from sitegen.errors import ContentError, Problem
from sitegen.settings import Settings

CLOCK = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

SITE = """\
title: Shop
url: https://shop.example/
currency: CNY
timezone: Asia/Shanghai
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
"""

_HEAD = re.compile(r"^-- (\S.*?) --$", re.MULTILINE)
_PHOTO = re.compile(r"photo (\d+)x(\d+) (\S+)")


class World:
    """A site on disk and what one does with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str) -> World:
        """Write or overwrite the files a text holds."""
        text = textwrap.dedent(text)
        heads = list(_HEAD.finditer(text))
        for head, after in zip(heads, [*heads[1:], None][: len(heads)], strict=True):
            body = text[head.end() + 1 : after.start() if after else None]
            self.put(head[1], body)
        return self

    def put(self, name: str, body: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        photo = _PHOTO.fullmatch(body.strip()) if isinstance(body, str) else None
        if photo:
            _paint(path, int(photo[1]), int(photo[2]), photo[3])
        elif isinstance(body, str):
            path.write_text(body, encoding="utf-8")
        else:
            path.write_bytes(body)
        return path

    def settings(self, **changes: Any) -> Settings:
        values = {"source": self.folder, "output": self.folder / "output", "clock": CLOCK, "jobs": 1}
        return Settings(**(values | changes))

    def check(self, **changes: Any) -> Checked:
        return check(self.settings(**changes), find_providers())

    def problems(self, **changes: Any) -> list[Problem]:
        """Everything wrong, warnings too."""
        try:
            return list(self.check(**changes).warnings)
        except ContentError as error:
            return list(error.problems)

    def complaints(self, **changes: Any) -> str:
        """Everything wrong, a line each."""
        return "\n".join(str(problem) for problem in self.problems(**changes))

    def build(self, **changes: Any) -> Site:
        return Site(build(self.settings(**changes)), self.settings(**changes).output)

    def build_clean(self, **changes: Any) -> Site:
        """The same site elsewhere, by a build that knows nothing of earlier ones."""
        elsewhere = Path(tempfile.mkdtemp(dir=self.folder.parent), self.folder.name)
        shutil.copytree(self.folder, elsewhere, ignore=shutil.ignore_patterns(".sitegen", "output"), symlinks=True)
        return World(elsewhere).build(**changes)


class Site:
    """A built site."""

    def __init__(self, built: Built, output: Path) -> None:
        self.built = built
        self.output = output

    def page(self, address: str) -> str:
        """The HTML at an address like `/@lin/tea/`."""
        path = self.output / address.strip("/")
        return (path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8")

    def addresses(self) -> list[str]:
        """Every address that answers with a page."""
        found = (path.relative_to(self.output).as_posix() for path in self.output.rglob("index.html"))
        return sorted("/" + file.removesuffix("index.html") for file in found)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }

    def published(self) -> dict[str, bytes]:
        """The files a visitor can reach: everything but our own manifest."""
        return {name: data for name, data in self.files().items() if not name.startswith(".")}


def make_world(folder: Path, text: str, *, site: bool = True) -> World:
    world = World(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if site:
        world.put("site.yaml", SITE)
    return world.write(text)


def _paint(path: Path, width: int, height: int, color: str) -> None:
    from PIL import Image

    Image.new("RGB", (width, height), color).save(path)
