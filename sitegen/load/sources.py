"""READ: a folder on disk -> everything the later floors need, with what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import CONTENT, SITE_FILE, Document, read_documents, read_site_files
from sitegen.load.files import Found, walk
from sitegen.load.nodes import Scalar
from sitegen.load.photos import Photo, read_photos
from sitegen.load.theme import Theme, read_theme

DEFAULT_THEME = "base"
STATIC = "static"
THEMES = "themes"


class StaticFile(msgspec.Struct, frozen=True):
    """Copied as it is to `path`; `file` is where it lies in the site, `stamp` changes when it does."""

    path: str
    file: str
    source: str
    stamp: str


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    site: tuple[Document, ...]
    documents: tuple[Document, ...]
    photos: dict[str, Photo]
    files: frozenset[str]
    static: tuple[StaticFile, ...]
    theme: Theme | None
    problems: tuple[Problem, ...]


def load(source: Path, state: Path, built_in_themes: Path) -> Sources:
    """Read the site at `source`. Never raises for what an author can get wrong: see `problems`."""
    problems: list[Problem] = []
    top = [Found(path.name, path) for path in sorted(source.glob("site*.yaml"))]
    site, complaints = read_site_files(top)
    problems += complaints or _missing_site(site)
    content = list(walk(source / CONTENT, source, problems))
    documents, complaints = read_documents(content)
    problems += complaints
    photos, complaints = read_photos([*content, *_loose_photos(source)], state)
    problems += complaints
    theme, complaints = _theme(site, (source / THEMES, built_in_themes))
    return Sources(
        site=tuple(site),
        documents=tuple(documents),
        photos=photos,
        files=frozenset(item.file for item in content),
        static=tuple(_static(item) for item in walk(source / STATIC, source, problems)),
        theme=theme,
        problems=(*problems, *complaints),
    )


def _missing_site(site: Sequence[Document]) -> list[Problem]:
    if any(document.language is None for document in site):
        return []
    hint = "go to the site's folder, name it with `--source`, or start one with `sitegen new DIR`"
    return [Problem(Place(SITE_FILE), "there is no site here", hint)]


def _loose_photos(source: Path) -> list[Found]:
    """Pictures beside site.yaml, for the site's icon and cover."""
    return [Found(path.name, path) for path in sorted(source.glob("*")) if path.is_file() and not path.is_symlink()]


def _theme(site: Sequence[Document], homes: tuple[Path, ...]) -> tuple[Theme | None, list[Problem]]:
    base = next((document for document in site if document.language is None), None)
    wanted = base.fields.get("theme") if base else None
    name = wanted.text if isinstance(wanted, Scalar) and not wanted.is_null else DEFAULT_THEME
    return read_theme(name, homes, base.fields.at("theme") if base else Place(SITE_FILE))


def _static(item: Found) -> StaticFile:
    stat = item.path.stat()
    path = item.file.removeprefix(f"{STATIC}/")
    return StaticFile(path, item.file, str(item.path), f"{stat.st_size}-{stat.st_mtime_ns}")
