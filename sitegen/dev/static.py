"""What a static host answers: which file belongs to an address, and of what type it is."""

from __future__ import annotations

import mimetypes
from pathlib import Path, PurePath

import msgspec

HTML = "text/html; charset=utf-8"
MISSING = "404.html"
WELL_KNOWN = ".well-known"

_TYPES = {
    ".html": HTML,
    ".htm": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".vcf": "text/vcard; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".xsl": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
}


class Found(msgspec.Struct, frozen=True):
    """A file to send."""

    file: Path


class Elsewhere(msgspec.Struct, frozen=True):
    """A folder with a page, asked for without its trailing slash."""


class Missing(msgspec.Struct, frozen=True):
    """Nothing to send."""


def resolve(folder: Path, path: str) -> Found | Elsewhere | Missing:
    """What a decoded path, relative to the site's base, leads to. Never to anything outside the folder, not
    by `..` and not by a link."""
    segments = path.removesuffix("/").split("/") if path else []
    if "\0" in path or "\\" in path or not all(map(_is_served, segments)):
        return Missing()
    try:
        return _lookup(folder.resolve(), segments, opened=path == "" or path.endswith("/"))
    except (OSError, RuntimeError):  # a name too long for the disk, a circle of links
        return Missing()


def _is_served(segment: str) -> bool:
    """Nothing hidden is served but what hosts serve on purpose; `.` and `..` lead nowhere."""
    return segment == WELL_KNOWN or (segment != "" and not segment.startswith("."))


def _lookup(root: Path, segments: list[str], *, opened: bool) -> Found | Elsewhere | Missing:
    target = root.joinpath(*segments).resolve()
    is_folder = target.is_dir()
    file = (target / "index.html").resolve() if is_folder else target
    if not file.is_relative_to(root) or not file.is_file() or not all(map(_is_served, file.relative_to(root).parts)):
        return Missing()
    if is_folder:
        return Found(file) if opened else Elsewhere()
    return Missing() if opened else Found(file)


def files_at(folder: Path, path: str) -> tuple[str, ...]:
    """The files that a path leads to, named from the folder; where there is none yet, those that it may lead to."""
    match resolve(folder, path):
        case Found(file):
            return (file.relative_to(folder.resolve()).as_posix(),)
        case _:
            named = path.removesuffix("/")
            return (f"{named}/index.html".removeprefix("/"), *([named] if named == path else []), MISSING)


def content_type(file: PurePath) -> str:
    """The type a static host would send; the same on every machine for all that a site is made of."""
    known = _TYPES.get(file.suffix.lower())
    return known or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def asks_for_page(path: str) -> bool:
    """Whether somebody who opens this path expects a page, and not a picture or a style sheet."""
    name = path.rpartition("/")[2]
    return "." not in name or name.endswith((".html", ".htm"))
