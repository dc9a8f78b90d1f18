"""Every name and file of the site, for following references before the catalog exists."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from sitegen.load.documents import Document
from sitegen.load.photos import Photo
from sitegen.load.videos import Video
from sitegen.text import nearest


class Names(msgspec.Struct, frozen=True):
    """`entries` is kind -> name or slug -> name; `hidden` is what is there but not shown, with its title."""

    entries: dict[str, dict[str, str]]
    by_file: dict[str, tuple[str, str]]
    hidden: Mapping[tuple[str, str], str]
    files: frozenset[str]
    photos: Mapping[str, Photo]
    videos: Mapping[str, Video]

    def named(self, kind: str, written: str) -> str | None:
        return self.entries.get(kind, {}).get(written)

    def all(self, kind: str) -> Iterable[str]:
        return self.entries.get(kind, {})

    def is_hidden(self, kind: str, name: str) -> bool:
        return (kind, name) in self.hidden

    def entry_in(self, file: str) -> tuple[str, str] | None:
        """The kind and name of the entry a content file (or a bundle's folder) holds."""
        return self.by_file.get(file) or self.by_file.get(f"{file}/index.md")

    def is_file(self, file: str) -> bool:
        return file in self.files or file in self.photos

    def is_photo(self, file: str) -> bool:
        return file in self.photos

    def beside(self, folder: str, written: str) -> str | None:
        """A path written in a file of `folder`, from the site's root; None when it leads out of the site."""
        if written.startswith("/") or "\\" in written:
            return None
        path = posixpath.normpath(posixpath.join(folder, written))
        return None if path == ".." or path.startswith("../") else path

    def file_like(self, folder: str, written: str) -> str | None:
        """A hint naming a file in or just below a folder, of nearly this name and whatever ending."""
        stems = {posixpath.splitext(name)[0]: name for name in _by_folder(self.files).get(folder, [])}
        near = nearest(posixpath.splitext(written)[0], stems)
        return f"did you mean `{stems[near]}`?" if near else None


@lru_cache(maxsize=2)
def _by_folder(files: frozenset[str]) -> dict[str, list[str]]:
    """Only complaints need it, and they may be thousands."""
    names: dict[str, list[str]] = {}
    for file in files:
        folder, _, name = file.rpartition("/")
        above, _, below = folder.rpartition("/")
        names.setdefault(folder, []).append(name)
        names.setdefault(above, []).append(f"{below}/{name}")
    return names


def collect_names(
    documents: Iterable[Document],
    slugs: Mapping[tuple[str, str], str],
    hidden: Mapping[tuple[str, str], str],
    files: frozenset[str],
    photos: Mapping[str, Photo],
    videos: Mapping[str, Video] | None = None,
) -> Names:
    """Names win over slugs where one entry's slug is another's name."""
    entries: dict[str, dict[str, str]] = {}
    by_file: dict[str, tuple[str, str]] = {}
    for (kind, name), slug in slugs.items():
        entries.setdefault(kind, {}).setdefault(slug, name)
    for document in documents:
        if (document.kind, document.name) in slugs:
            entries[document.kind][document.name] = document.name
            by_file[document.file] = (document.kind, document.name)
    return Names(entries, by_file, hidden, files, photos, videos or {})
