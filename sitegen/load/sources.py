"""READ: a folder on disk -> everything the later floors need, with what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import CONTENT, SITE_FILE, Document, is_site_file, read_documents, read_site_files
from sitegen.load.editor_bundle import bundle_files
from sitegen.load.files import Found, fault_of_size, files_in, is_publishable, walk, why_not
from sitegen.load.fonts import fonts_for_previews
from sitegen.load.nodes import Scalar
from sitegen.load.nodes import Sequence as NodeSequence
from sitegen.load.photos import Photo, is_photo, read_photos
from sitegen.load.theme import Theme, read_theme
from sitegen.load.theme_homes import theme_homes
from sitegen.load.typefaces import Typefaces
from sitegen.load.videos import Video, read_videos
from sitegen.memory import Memory

DEFAULT_THEME = "base"
STATIC = "static"


class StaticFile(msgspec.Struct, frozen=True):
    """Copied as it is to `path`; `file` is where it lies in the site, `stamp` changes when it does."""

    path: str
    file: str
    source: str
    stamp: str


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """`typefaces` are there when the site wants something drawn."""

    site: tuple[Document, ...]
    documents: tuple[Document, ...]
    photos: dict[str, Photo]
    videos: dict[str, Video]
    files: frozenset[str]
    static: tuple[StaticFile, ...]
    theme: Theme | None
    problems: tuple[Problem, ...]
    typefaces: Typefaces | None = None


def load(source: Path, state: Path, built_in_themes: Path, memory: Memory | None = None) -> Sources:
    """Read the site at `source`. Never raises for what an author can get wrong: see `problems`."""
    memory = memory or Memory()
    problems: list[Problem] = []
    site, complaints = read_site_texts(source)
    problems += complaints
    if not problems:
        problems += _missing_site(site, source)
    content = list(walk(source / CONTENT, source, problems))
    documents, complaints = read_documents(content, memory)
    problems += complaints
    videos, frames, complaints = read_videos(content, state)
    problems += complaints
    photos, complaints = read_photos([*content, *files_in(source, is_photo, []), *frames], state)
    problems += complaints
    static = [
        copy for item in walk(source / STATIC, source, problems, is_publishable) for copy in _static(item, problems)
    ]
    static += _editor(site, source, problems)
    homes = memory.recall("theme homes", (source, built_in_themes), lambda: theme_homes(source, built_in_themes))
    theme, complaints = _theme(site, homes, memory)
    problems += complaints
    typefaces, complaints = _typefaces(site, source, state)
    return Sources(
        site=tuple(site),
        documents=tuple(documents),
        photos=photos,
        videos=videos,
        files=frozenset(item.file for item in content),
        static=tuple(static),
        theme=theme,
        problems=(*problems, *complaints),
        typefaces=typefaces,
    )


def read_site_texts(source: Path) -> tuple[list[Document], list[Problem]]:
    """site.yaml and its overlays, as they are written."""
    problems: list[Problem] = []
    site, complaints = read_site_files(files_in(source, is_site_file, problems))
    return site, [*problems, *complaints]


def _missing_site(site: Sequence[Document], source: Path) -> list[Problem]:
    if any(document.language is None for document in site):
        return []
    hint = "go to the site's folder, name it with `--source`, or start one with `sitegen new DIR`"
    if (source / "site.yml").exists():
        hint = f"rename site.yml to {SITE_FILE}"
    return [Problem(Place(SITE_FILE), "there is no site here", hint)]


def _typefaces(site: Sequence[Document], source: Path, state: Path) -> tuple[Typefaces | None, list[Problem]]:
    base = next((document for document in site if document.language is None), None)
    return fonts_for_previews(base.fields, source, state) if base else (None, [])


def _theme(site: Sequence[Document], homes: tuple[Path, ...], memory: Memory) -> tuple[Theme | None, list[Problem]]:
    base = next((document for document in site if document.language is None), None)
    wanted = base.fields.get("theme") if base else None
    name = wanted.text if isinstance(wanted, Scalar) and not wanted.is_null else DEFAULT_THEME
    return read_theme(name, homes, base.fields.at("theme") if base else Place(SITE_FILE), memory, _languages(site))


def _languages(site: Sequence[Document]) -> frozenset[str]:
    """Those that the site names, as they are written."""
    said = [node for document in site for key in ("language", "languages") if (node := document.fields.get(key))]
    nodes = [item for node in said for item in (node.items if isinstance(node, NodeSequence) else (node,))]
    return frozenset(node.text for node in nodes if isinstance(node, Scalar) and not node.is_null)


def _editor(site: Sequence[Document], source: Path, problems: list[Problem]) -> Iterator[StaticFile]:
    base = next((document for document in site if document.language is None), None)
    files, complaints = bundle_files(base.fields, source) if base else ([], [])
    problems += complaints
    for path, file in files:
        for copy in _static(Found(file.name, file), problems):
            yield msgspec.structs.replace(copy, path=path)


def _static(item: Found, problems: list[Problem]) -> Iterator[StaticFile]:
    try:
        stat = item.path.stat()
        if too_large := fault_of_size(item.path):
            problems.append(Problem(Place(item.file), too_large, "link to it where it lies on the web"))
            return
    except OSError as error:
        problems.append(Problem(Place(item.file), f"this file cannot be read: {why_not(error)}"))
        return
    path = item.file.removeprefix(f"{STATIC}/")
    yield StaticFile(path, item.file, str(item.path), f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}")
