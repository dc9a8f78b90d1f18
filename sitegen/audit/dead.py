"""Links within the site that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from sitegen.audit.reading import Page

_CSS_URL = re.compile(r"""url\(\s{0,9}["']?([^"')\s]{1,2000})""")
_LOCATION = re.compile(r"<loc>([^<]{1,2000})</loc>")


class Map(msgspec.Struct, frozen=True):
    """What is where: every file of the output, and the anchors of its pages. The site lives at `origin` + `base`."""

    origin: str
    base: str
    files: Collection[str]
    ids: Mapping[str, frozenset[str]]

    def fault(self, reference: str, file: str) -> str | None:
        """What is wrong with a reference in a file; None when it leads somewhere, or elsewhere."""
        try:
            parts = urlsplit(urljoin(f"{self.origin}{self.base}{_address(file)}", reference))
        except ValueError:
            return f"`{reference}` is no address"
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            return None
        path = unquote(parts.path)
        if not path.startswith(self.base):
            return f"`{reference}` leads out of {self.base}, where the site lives"
        target = self._file(path.removeprefix(self.base))
        if target is None:
            return f"`{reference}` leads to a page or file that is not there"
        anchor = unquote(parts.fragment)
        if anchor and anchor != "top" and target in self.ids and anchor not in self.ids[target]:
            return f"`{reference}` leads to a place that is not on that page"
        return None

    def _file(self, path: str) -> str | None:
        names = [f"{path}index.html"] if path == "" or path.endswith("/") else [path, f"{path}/index.html"]
        return next((name for name in names if name in self.files), None)


def references_in(file: str, path: Path, page: Page | None) -> tuple[str, ...]:
    """Everything that a page, a style sheet or the sitemap refers to."""
    if page:
        return page.addresses
    if file.endswith(".css"):
        return tuple(_CSS_URL.findall(path.read_text(encoding="utf-8", errors="replace")))
    if file == "sitemap.xml":
        return tuple(_LOCATION.findall(path.read_text(encoding="utf-8", errors="replace")))
    return ()


def _address(file: str) -> str:
    return file.removesuffix("index.html") if file == "index.html" or file.endswith("/index.html") else file
