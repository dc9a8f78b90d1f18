"""One import from beginning to end: what was asked for, what the site says, and the report that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from sitegen.errors import Problem, UsageError
from sitegen.importers import find_importers
from sitegen.importers.fetching import Fetcher
from sitegen.importers.front import canonical
from sitegen.importers.importing import import_items
from sitegen.importers.items import Wish
from sitegen.importers.outcomes import Choices, Outcome, Summary
from sitegen.importers.pictures import Pictures
from sitegen.load.documents import Kind
from sitegen.load.front_matter import read_text
from sitegen.load.sources import read_site_texts
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.model.money import is_currency
from sitegen.tables.table import Conventions
from sitegen.text import slugify

MOST_PROBLEMS = 1_000
REPORTS = "imports"

Tell = Callable[[Outcome], None]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asks for. `state` is where reports go."""

    site: Path
    state: Path
    format: str
    source: Path
    origin: str = ""
    currency: str = ""
    account: str = ""
    kind: Kind | None = None
    columns: Mapping[str, str] = {}
    column_file: Path | None = None
    circles: Mapping[str, str] = {}
    images: Sequence[Path] = ()
    day_first: bool | None = None
    encoding: str | None = None
    download: bool = False
    force: bool = False
    dry_run: bool = False


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, what could not be read, and where every row is told of."""

    summary: Summary
    problems: tuple[Problem, ...]
    report: Path | None
    title: str


def run(request: Request, tell: Tell, fetcher: Fetcher | None = None) -> Imported:
    """Import an export. Raises UsageError when it is none, or the command makes no sense."""
    importer = find_importers().get(request.format)
    if importer is None:
        raise UsageError(f"there is no importer `{request.format}`; known are {', '.join(find_importers())}")
    if not request.source.exists():
        raise UsageError(f"there is no file {request.source}")
    site = _site(request.site)
    wish = _wish(request, site)
    pictures = Pictures(
        [request.source if request.source.is_dir() else request.source.parent, *_image_folders(request)],
        request.origin,
        (fetcher or Fetcher()) if request.download and not request.dry_run else None,
    )
    choices = Choices(
        site=request.site,
        source=f"{request.format}/{request.account}" if request.account else request.format,
        language=site.get("language") or "en",
        circles=request.circles,
        origin=request.origin,
        force=request.force,
        dry_run=request.dry_run,
    )
    problems: list[Problem] = []

    def report(problem: Problem) -> None:
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem)

    with _report_file(request) as (path, write):

        def heard(outcome: Outcome) -> None:
            write(outcome)
            tell(outcome)

        items = importer.read(request.source, wish, report)
        mention_each_other = importer.takes == "folder"
        preview = importer.read(request.source, wish, lambda problem: None) if mention_each_other else ()
        summary = import_items(items, pictures, choices, heard, report, preview)
        for problem in problems:
            write(problem)
    return Imported(summary=summary, problems=tuple(problems), report=path, title=importer.title)


def lines_about(outcome: Outcome) -> Iterator[str]:
    """One item as plain text: what became of it, then whatever a person might want to know, a line each."""
    row = f"row {outcome.row}: " if outcome.row else ""
    yield f"{outcome.state:8}{row}{outcome.title}{f'  ({outcome.file})' if outcome.file else ''}"
    if outcome.changed:
        yield f"        changed: {', '.join(outcome.changed)}"
    if outcome.disputed:
        yield f"        kept as edited by hand, though the export says otherwise: {', '.join(outcome.disputed)}"
    if others := [field for field in outcome.kept if field not in outcome.disputed]:
        yield f"        kept as edited by hand: {', '.join(others)}"
    yield from (f"        {note}" for note in outcome.notes)
    for picture in outcome.missing:
        yield f"        picture {picture.address}{f': {picture.reason}' if picture.reason else ''}"


@contextmanager
def _report_file(request: Request) -> Iterator[tuple[Path | None, Callable[[Outcome | Problem], None]]]:
    if request.dry_run:
        yield None, lambda told: None
        return
    folder = request.state / REPORTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{request.format}-{slugify(request.source.name) or 'export'}.txt"
    with path.open("w", encoding="utf-8") as file:

        def write(told: Outcome | Problem) -> None:
            lines = [str(told)] if isinstance(told, Problem) else lines_about(told)
            file.writelines(f"{line}\n" for line in lines)

        yield path, write


def _site(folder: Path) -> dict[str, Any]:
    """What site.yaml says, as texts."""
    documents, _ = read_site_texts(folder)
    base = next((document for document in documents if document.language is None), None)
    if base is None:
        raise UsageError(f"there is no site.yaml in {folder}; name the site's folder with --source")
    said: dict[str, Any] = canonical(base.fields)
    return said


def _wish(request: Request, site: Mapping[str, Any]) -> Wish:
    home = str(site.get("currency") or "USD")
    currency = request.currency.upper() or home
    for code in (home, currency):
        if not is_currency(code):
            raise UsageError(f"`{code}` is no currency; codes look like CNY or EUR")
    zone = str(site.get("timezone") or "UTC")
    conventions = Conventions(
        zone=ZoneInfo(zone if zone in available_timezones() else "UTC"),
        currency=currency,
        language=str(site.get("language") or "en"),
        day_first=request.day_first,
        encoding=request.encoding,
        columns={**_mapped(request.column_file), **request.columns},
    )
    return Wish(
        conventions=conventions,
        home=home,
        is_guessed=not request.currency,
        origin=_origin(request.origin),
        kind=request.kind,
    )


def _origin(written: str) -> str:
    if written and not written.startswith(("http://", "https://")):
        raise UsageError(f"`{written}` is no web address; write --origin https://shop.example/")
    return written


def _mapped(path: Path | None) -> dict[str, str]:
    """A YAML file of `what: column` lines."""
    if path is None:
        return {}
    try:
        node, problems = read_mapping(read_text(path, path.name), path.name)
    except YamlError as error:
        raise UsageError(str(error.problem)) from None
    said = canonical(node)
    if problems or not all(isinstance(column, str) for column in said.values()):
        raise UsageError(f"{path.name} should hold lines like `title: Product name`")
    return {str(meaning): str(column) for meaning, column in said.items()}


def _image_folders(request: Request) -> Sequence[Path]:
    for folder in request.images:
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}")
    if not request.source.is_dir():
        return request.images
    roots = [request.source, request.source.parent]
    beside = [root / name for root in roots for name in ("static", "assets", "images", "src", "public")]
    return [*request.images, *(folder for folder in beside if folder.is_dir())]
