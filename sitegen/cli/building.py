"""`build`, `check` and `serve`: a site from end to end."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.common import (
    CONTENT_ERROR,
    complain,
    failing_well,
    is_address,
    progress_on,
    settings_from,
    site_options,
    terminal,
)
from sitegen.errors import ContentError, errors_in
from sitegen.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from sitegen.dev.events import Event

ENGINE_HELP = "Who makes the pages: this machine, or the workers of a dask cluster."


@click.command()
@site_options
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help=ENGINE_HELP)
@click.option("--scheduler", metavar="ADDRESS", help="The dask scheduler to use, like tcp://10.0.0.5:8786.")
def build(engine: str, scheduler: str | None, **options: Any) -> None:
    """Build the site."""
    from sitegen.standing import still_told

    started, settings = time.perf_counter(), _settings(engine, scheduler, options)
    console = None if options["quiet"] else terminal()
    spots: list[str] = []
    told = None if options["verbose"] else still_told(settings)
    if told is None:
        from sitegen.build import build as run
        from sitegen.build import slow_spots

        with failing_well(options["verbose"]), progress_on(console) as progress:
            built = run(settings, progress)
        told, spots = built.told, slow_spots(built.checked, settings.state) if options["verbose"] else []
    complain(list(told.warnings))
    if console is None:
        return
    from sitegen.cli import wording

    place, seconds = settings.address or _near(settings.output), time.perf_counter() - started
    for line in (*wording.skipped_lines(told.skipped), *wording.summary_lines(told, seconds, place)):
        console.print(line)
    if options["verbose"]:
        console.print(f"  [dim]removed: {wording.files(told.report.removed, 20) or 'nothing'}[/]")
        for line in wording.spot_lines(spots):
            console.print(line)


def _settings(engine: str, scheduler: str | None, options: dict[str, Any]) -> Settings:
    """Building alone may leave this machine."""
    import msgspec

    if (engine == "dask") != bool(scheduler):
        raise click.UsageError("--engine dask and --scheduler go together: --engine dask --scheduler tcp://HOST:8786")
    address = options["output"] if is_address(options["output"]) else None
    settings = settings_from(options | {"output": None} if address else options)
    return msgspec.structs.replace(settings, scheduler=scheduler, address=address)


@click.command()
@site_options
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON, for editors and CI.")
@click.option("--pages", is_flag=True, help="Look at the finished pages too; makes them in .sitegen/checked/.")
@click.option("--external", is_flag=True, help="And ask whether links to elsewhere still work.")
def check(as_json: bool, pages: bool, external: bool, **options: Any) -> None:
    """Find everything wrong with the site, and write nothing."""
    from sitegen.build import check as run
    from sitegen.checkouts import find_providers
    from sitegen.cli import site_notes, wording

    settings = settings_from(options)
    if as_json:
        _check_as_json(settings, pages=pages or external, external=external)
        return
    with failing_well(options["verbose"]):
        checked = run(settings, find_providers())
        complain([*checked.warnings, *checked.catalog.reminders])
        if pages or external:
            _check_pages(settings, external=external, quiet=options["quiet"])
            return
    if not options["quiet"]:
        console = terminal()
        for line in (
            *wording.skipped_lines(checked.catalog.skipped),
            *site_notes.lines(checked.catalog, options["verbose"]),
        ):
            console.print(line)
        console.print(f"[bold green]Checked[/] {len(checked.plan.pages):,} pages: {wording.verdict(checked.warnings)}")


def _check_pages(settings: Settings, *, external: bool, quiet: bool) -> None:
    """Look at finished pages. Raises ContentError when something is wrong with them."""
    from sitegen.cli import wording
    from sitegen.cli.inspecting import inspected

    console = terminal()
    with progress_on(None if quiet else console) as progress:
        count, problems = inspected(settings, progress, external=external)
    complain(problems)
    if not quiet:
        console.print(f"[bold green]Looked at[/] {count:,} finished pages: {wording.verdict(problems)}")
    if errors_in(problems):
        sys.exit(CONTENT_ERROR)


def _check_as_json(settings: Settings, *, pages: bool, external: bool) -> None:
    import msgspec

    from sitegen.build import check as run
    from sitegen.checkouts import find_providers

    try:
        checked = run(settings, find_providers())
        problems, code = (*checked.warnings, *checked.catalog.reminders), 0
        if pages:
            from sitegen.cli.inspecting import inspected

            _, found = inspected(settings, lambda stage, done, total: None, external=external)
            problems, code = (*problems, *found), CONTENT_ERROR if errors_in(found) else 0
    except ContentError as error:
        problems, code = error.problems, CONTENT_ERROR
    click.echo(msgspec.json.format(msgspec.json.encode(problems), indent=2))
    sys.exit(code)


@click.command()
@site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on. [default: from 8000 on]")
@click.option("--poll", is_flag=True, help="Look for changes, where the file system tells of none.")
def serve(host: str, port: int | None, poll: bool, **options: Any) -> None:
    """Build, show the site in a browser, and build again whenever it changes."""
    from sitegen.dev.server import serve as run
    from sitegen.previewing import previewing

    settings = settings_from(options)
    preview = previewing(lambda: settings_from(options), keep_output=options["output"] is not None)
    console = terminal()
    with failing_well(options["verbose"]):
        run(
            rebuild=preview.rebuild,
            source=settings.source,
            folder=preview.folder,
            watch=[settings.source],
            ignore=[
                preview.folder,
                settings.output,
                settings.state,
                settings.source / "kits",
                settings.source / "earnings",
            ],
            host=host,
            port=port,
            base_path=preview.base_path,
            poll=poll,
            tell=lambda event: _tell(console, event, options["quiet"]),
        )


def _tell(console: Console, event: Event, quiet: bool) -> None:
    from rich.markup import escape

    from sitegen.cli import wording
    from sitegen.dev import events

    match event:
        case events.Started():
            busy = f" [dim](port {event.taken[0]} is taken)[/]" if event.taken else ""
            console.print(f"[bold green]Serving[/] [bold underline]{event.url}[/]{busy}  [dim]Ctrl-C stops[/]")
            console.print(f"  On a phone's width: [cyan]{event.phone}[/]")
        case events.Failed():
            complain(list(event.failure.problems))
            if event.failure.message:
                console.print("[bold red]error[/]", escape(event.failure.message))
        case events.Updated(whole=True) if not quiet:
            pages = len(event.rebuilt.paths)
            what = wording.files(event.changed) or "everything"
            console.print(f"[green]Rebuilt[/] {what}: {pages} files in {event.seconds * 1000:.0f} ms")


def _near(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
