"""Makes kits: what creators of a checked site need to share, drawn, written and packed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sitegen.digest import digest
from sitegen.engines.posters import SheetCache, draw_missing
from sitegen.errors import ContentError, Place, Problem, UsageError, errors_in
from sitegen.kits import drawings, links
from sitegen.kits.captions import captions
from sitegen.kits.folder import KitFile, KitReport, write_kit
from sitegen.kits.page import Shown, kit_page
from sitegen.kits.pitches import Pitch, Teller, pitches
from sitegen.kits.shapes import CENTRE
from sitegen.load.fonts import INSTALL, missing_packages, read_typefaces
from sitegen.load.typefaces import Typefaces
from sitegen.model.catalog import Catalog, Edition
from sitegen.model.checkout import Provider
from sitegen.model.shelves import shared_by
from sitegen.plan.addresses import Addresses
from sitegen.render.press import Cut, PressSettings, Sheet
from sitegen.render.stage import Stage
from sitegen.render.words import Words
from sitegen.text import did_you_mean

Progress = Callable[[str, int, int], None]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Which kits to make, where, and how. `target` gets a folder for each creator."""

    source: Path
    state: Path
    target: Path
    creators: tuple[str, ...]
    marks: bool = False
    jobs: int = 2


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A creator's kit in one language: files that are drawn, pictures that are cut, texts that are ready."""

    teller: Teller
    folder: str
    drawn: tuple[drawings.Drawn, ...]
    grid: tuple[tuple[str, Cut], ...]
    texts: tuple[tuple[str, str], ...]
    picks: tuple[Pitch, ...]


def make_kits(
    request: Request,
    catalog: Catalog,
    addresses: Addresses,
    providers: Mapping[str, Provider[Any]],
    progress: Progress = lambda stage, done, total: None,
) -> list[KitReport]:
    """Make the kits and say what each holds. Raises UsageError for names nobody has, ContentError for everything
    that could not be drawn or scanned."""
    names = _known(request.creators, catalog)
    typefaces = _typefaces(request, catalog)
    studio = drawings.Studio(typefaces, request.marks)
    kits = [(name, list(_parts(name, catalog, addresses, providers, studio))) for name in names]
    _complain(problem for _, parts in kits for part in parts for drawn in part.drawn for problem in drawn.problems)
    cache = SheetCache(request.state)
    sheets = [drawn.sheet for _, parts in kits for part in parts for drawn in part.drawn]
    cuts = [_as_sheet(cut) for _, parts in kits for part in parts for _, cut in part.grid]
    tasks = [(sheet, cache.path(sheet.fingerprint, sheet.format)) for sheet in [*sheets, *cuts]]
    press = PressSettings.of(catalog.theme.posters, typefaces)
    draw_missing(tasks, press, request.jobs, lambda done, total: progress("posters", done, total))
    return [write_kit(request.target / name, request.state, list(_files(parts, cache))) for name, parts in kits]


def _known(wanted: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """The names of the wanted creators, by name or slug; all of them when none is named."""
    creators = catalog.editions[0].creators
    slugs = {creator.slug: name for name, creator in creators.items()}
    for name in wanted:
        if name not in creators and name not in slugs:
            hint = did_you_mean(name, [*creators, *slugs]) or f"there is {', '.join(creators) or 'none'}"
            raise UsageError(f"there is no creator `{name}`; {hint}")
    return tuple(dict.fromkeys(name if name in creators else slugs[name] for name in wanted)) or tuple(creators)


def _typefaces(request: Request, catalog: Catalog) -> Typefaces:
    if missing := missing_packages():
        raise UsageError(f"kits need {', '.join(missing)}, which this installation lacks; {INSTALL}")
    if catalog.typefaces:
        return catalog.typefaces
    site = catalog.site
    made, problems = read_typefaces(
        request.source, site.fonts, site.language, request.state, Place("site.yaml", None, "fonts")
    )
    _complain(problems)
    return made


def _complain(problems: Any) -> None:
    found = list(problems)
    if errors_in(found):
        raise ContentError(found)


def _parts(
    name: str,
    catalog: Catalog,
    addresses: Addresses,
    providers: Mapping[str, Provider[Any]],
    studio: drawings.Studio,
) -> Iterator[_Part]:
    for edition in catalog.editions:
        teller = _teller(name, edition, catalog, addresses, providers)
        picks = tuple(pitches(teller))
        folder = addresses.home(edition.language)
        drawn = [*drawings.of_store(teller, picks, studio)]
        drawn += [made for pitch in picks for made in drawings.of_pick(pitch, studio)]
        numbers = [number for number in range(1, 10) if number != CENTRE]
        grid = zip(numbers, drawings.grid_photos(teller, picks), strict=False)
        texts = [(f"captions/{channel}-{pitch.slug}.txt", text) for pitch in picks for channel, text in captions(pitch)]
        yield _Part(
            teller=teller,
            folder=folder,
            drawn=tuple(drawn),
            grid=tuple((f"moments-{number}.jpg", cut) for number, cut in grid),
            texts=tuple(texts),
            picks=picks,
        )


def _teller(
    name: str,
    edition: Edition,
    catalog: Catalog,
    addresses: Addresses,
    providers: Mapping[str, Provider[Any]],
) -> Teller:
    shared = {other: frozenset(shared_by(creator, edition)) for other, creator in edition.creators.items()}
    stage = Stage(catalog, edition, addresses, providers, shared)
    return Teller(stage, Words(catalog.theme.words, edition.language), edition.creators[name])


def _as_sheet(cut: Cut) -> Sheet:
    """A photo that is only cut."""
    return Sheet(template="", format="jpg", values={}, cuts={"photo": cut}, press="")


def _files(parts: Sequence[_Part], cache: SheetCache) -> Iterator[KitFile]:
    """Every file of a kit, the page that shows them all last."""
    shown = []
    table: list[tuple[str, ...]] = []
    for part in parts:
        files = [(part.folder + drawn.file, drawn.sheet) for drawn in part.drawn]
        files += [(part.folder + file, _as_sheet(cut)) for file, cut in part.grid]
        for file, sheet in files:
            yield KitFile(file, sheet.fingerprint, cache.path(sheet.fingerprint, sheet.format).read_bytes)
        for file, text in part.texts:
            yield _text(part.folder + file, text)
        table += links.rows(part.teller, part.picks)
        texts = {part.folder + file: text for file, text in part.texts}
        shown.append(Shown(part.teller, part.folder, tuple(file for file, _ in files), texts, part.picks))
    yield _text("links.csv", links.table(table))
    yield _text("index.html", kit_page(shown))


def _text(file: str, text: str) -> KitFile:
    data = text.encode()
    return KitFile(file, digest(data), lambda: data)


__all__ = ["Problem", "Progress", "Request", "make_kits"]
