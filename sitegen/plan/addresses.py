"""Every address of the site, made here and nowhere else.

A path is relative to the site's root and ends in a slash: `zh/@lin/cedar-candle/`. Always a folder with an
`index.html`, so the same link works on every static host.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, urlsplit

import msgspec

ASSETS = "assets"

# What RFC 3986 allows in a path segment besides letters and digits; `@` keeps a store's address readable.
_SAFE = "/@:!$&'()*+,;=-._~"
_IS_SAFE = re.compile(f"[A-Za-z0-9{re.escape(_SAFE)}]*").fullmatch


class Addresses(msgspec.Struct, frozen=True):
    """`origin` is `https://host`, `base` the path the site lives under, with a slash at both ends."""

    origin: str
    base: str
    own_language: str

    @classmethod
    def at(cls, base_url: str, own_language: str) -> Addresses:
        parts = urlsplit(base_url)
        base = "/" + parts.path.strip("/") + "/" if parts.path.strip("/") else "/"
        return cls(f"{parts.scheme}://{parts.netloc}", base, own_language)

    def home(self, language: str) -> str:
        return "" if language == self.own_language else f"{language}/"

    def entry(self, language: str, kind: str, slug: str) -> str:
        """A house page: products, posts, circles and events under their kind, pages at the top, stores under `@`.

        A share is for somebody who reads one language, and its address is as short as can be.
        """
        if kind == "shares":
            return f"s/{slug}/"
        folder = {"pages": "", "creators": "@"}.get(kind, f"{kind}/")
        return f"{self.home(language)}{folder}{slug}/"

    def catalogue(self, language: str, page: int = 1) -> str:
        """All products, a page at a time."""
        return self.further(f"{self.home(language)}products/", page)

    def topic(self, language: str, slug: str, page: int = 1) -> str:
        """The products that have a tag."""
        return self.further(f"{self.home(language)}tags/{slug}/", page)

    def further(self, path: str, page: int) -> str:
        """Where a list goes on that begins at an address."""
        return f"{path}page-{page}/" if page > 1 else path

    def store(self, language: str, creator: str) -> str:
        return f"{self.home(language)}@{creator}/"

    def personal(self, language: str, creator: str, product: str) -> str:
        return self.below(self.store(language, creator), product)

    def below(self, store: str, product: str) -> str:
        """A personal page of the store at this path."""
        return f"{store}{product}/"

    def thanks(self, language: str, creator: str) -> str:
        """Where buyers come back to."""
        return f"{self.store(language, creator)}thanks/"

    def calendar(self, path: str, name: str) -> str:
        """A calendar file beside the page it belongs to."""
        return f"{path}{name}.ics"

    def contact(self, language: str, creator: str) -> str:
        """A creator's card for the visitor's address book."""
        return f"{self.store(language, creator)}{creator}.vcf"

    def manifest(self, language: str, creator: str) -> str:
        """What a phone reads that keeps a store on its home screen."""
        return f"{self.store(language, creator)}manifest.webmanifest"

    def initial(self, language: str, creator: str) -> str:
        """The icon of a store whose creator shows no face."""
        return f"{self.store(language, creator)}icon.svg"

    def missing(self, language: str) -> str:
        return f"{self.home(language)}404.html"

    def asset(self, name: str, key: str, suffix: str) -> str:
        """A file whose name changes with its content, so that it can be kept for ever."""
        return f"{ASSETS}/{name}-{key[:10]}{suffix}"

    def href(self, path: str) -> str:
        """What a link on our own pages says."""
        return self.base + (path if _IS_SAFE(path) else quote(path, safe=_SAFE))

    def absolute(self, path: str) -> str:
        """What others are told: canonical links, previews, the sitemap."""
        return self.origin + self.href(path)


def file_of(path: str) -> str:
    """The file that answers for a path."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def alias_path(alias: str) -> str:
    """The path of an old address as an author writes it: `/old/path/` or `/old/page.html`."""
    trimmed = alias.strip("/")
    return trimmed if posixpath.splitext(trimmed)[1] else f"{trimmed}/"
