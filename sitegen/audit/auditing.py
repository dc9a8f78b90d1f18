"""The whole of a finished folder, looked at page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sitegen.audit.dead import Map, references_in
from sitegen.audit.photos import fault_of_photo
from sitegen.audit.reading import Page, read_page
from sitegen.audit.rules import check_page
from sitegen.errors import Place, Problem
from sitegen.model.catalog import Catalog

_OF_NO_PAGE = (".sitegen",)


class Audit(msgspec.Struct, frozen=True):
    """What is wrong, how many pages were looked at, and the links to elsewhere with a page that has them."""

    problems: tuple[Problem, ...]
    pages: int
    outside: dict[str, str]


def audit(folder: Path, catalog: Catalog, progress: Callable[[int, int], None] = lambda done, total: None) -> Audit:
    """Everything wrong with the pages in `folder`, which a build of `catalog` just made."""
    files = sorted(_files(folder))
    findings = _Findings()
    pages: dict[str, Page] = {}
    creators = frozenset(creator.slug for creator in catalog.editions[0].creators.values())
    for number, file in enumerate(files, 1):
        if file.endswith(".html"):
            page = pages[file] = read_page((folder / file).read_text(encoding="utf-8", errors="replace"))
            check_page(page, creators, catalog.base_url, catalog.theme.words, findings.at(Place(file)))
        progress(number, 2 * len(files))
    _check_links(folder, files, pages, catalog, findings, progress)
    _check_photos(folder, files, catalog, findings)
    return Audit(findings.problems(), len(pages), _outside(pages, catalog.base_url))


class _Findings:
    """The same complaint about many pages is made once, at the first of them."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, bool], list[Place]] = {}

    def at(self, place: Place, *, warning: bool = False) -> Callable[[str, str], None]:
        def complain(what: str, hint: str) -> None:
            self._places.setdefault((what, hint, warning), []).append(place)

        return complain

    def problems(self) -> tuple[Problem, ...]:
        return tuple(
            Problem(places[0], what + _and_more(places), hint, "warning" if warning else "error")
            for (what, hint, warning), places in self._places.items()
        )


def _and_more(places: list[Place]) -> str:
    others = len(set(places)) - 1
    return f", here and in {others:,} more" if others else ""


def _check_links(
    folder: Path,
    files: list[str],
    pages: dict[str, Page],
    catalog: Catalog,
    findings: _Findings,
    progress: Callable[[int, int], None],
) -> None:
    parts = urlsplit(catalog.base_url)
    ids = {file: page.ids for file, page in pages.items()}
    known = Map(f"{parts.scheme}://{parts.netloc}", parts.path, frozenset(files), ids)
    for number, file in enumerate(files, len(files) + 1):
        complain = findings.at(Place(file))
        for reference in references_in(file, folder / file, pages.get(file)):
            if fault := known.fault(reference, file):
                complain(fault, "mend the link, or the address of what it should lead to")
        progress(number, 2 * len(files))


def _check_photos(folder: Path, files: list[str], catalog: Catalog, findings: _Findings) -> None:
    sources = {copy.path: copy.file for copy in catalog.static}
    for file in files:
        if fault := fault_of_photo(folder / file):
            findings.at(Place(sources.get(file, file)), warning=True)(*fault)


def _outside(pages: dict[str, Page], own: str) -> dict[str, str]:
    """Links to elsewhere, each with the first page that has it."""
    found: dict[str, str] = {}
    for file, page in pages.items():
        for link in page.links:
            if link.href.startswith(("http://", "https://")) and not link.href.startswith(own):
                found.setdefault(link.href, file)
    return found


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        file = path.relative_to(folder).as_posix()
        if not file.startswith(_OF_NO_PAGE) and path.is_file():
            yield file
