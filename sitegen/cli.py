"""The commands. The only place that prints, and the only one that knows exit codes: 0, 1 content, 2 usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import click

from sitegen import __version__
from sitegen.errors import ContentError, SitegenError, UsageError, in_reading_order
from sitegen.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from sitegen.adding import Addable
    from sitegen.build import Progress
    from sitegen.dev.events import Event

CONTENT_ERROR, WRONG_USAGE = 1, 2
KINDS = ("product", "creator", "post", "circle", "page")

Command = Callable[..., Any]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SITEGEN"})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Build light, personal pages for products that people share."""


def _site_options(command: Command) -> Command:
    """What every command that reads a site takes."""
    options = [
        click.option("-s", "--source", default=".", show_default=True, help="The site's folder."),
        click.option("-o", "--output", help="Where the result goes. [default: SOURCE/output]"),
        click.option("--base-url", help="Where the site will live, instead of `url` in site.yaml."),
        click.option("--drafts", is_flag=True, help="Show drafts."),
        click.option("--future", is_flag=True, help="Show what is published later."),
        click.option("--clock", help="The build's now, in ISO 8601. [default: now]"),
        click.option("--strict", is_flag=True, help="Warnings are errors."),
        click.option("--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes to use."),
        click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
        click.option("-v", "--verbose", is_flag=True, help="Say more, and show traces."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@_site_options
def build(**options: Any) -> None:
    """Build the site."""
    from sitegen import terminal
    from sitegen.build import build as run

    settings, console = _settings(options), _console()
    with _failing_well(options["verbose"]), _progress(console, options["quiet"]) as progress:
        built = run(settings, progress)
    _complain(list(built.checked.warnings))
    if options["quiet"]:
        return
    for line in (*terminal.skipped_lines(built.checked), *terminal.summary_lines(built, _near(settings.output))):
        console.print(line)
    if options["verbose"]:
        console.print(f"  [dim]removed: {terminal.files(built.report.removed, 20) or 'nothing'}[/]")


@main.command()
@_site_options
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON, for editors and CI.")
def check(as_json: bool, **options: Any) -> None:
    """Find everything wrong with the site, and write nothing."""
    from sitegen import terminal
    from sitegen.build import check as run
    from sitegen.checkouts import find_providers

    settings = _settings(options)
    if as_json:
        _check_as_json(settings)
        return
    with _failing_well(options["verbose"]):
        checked = run(settings, find_providers())
    _complain(list(checked.warnings))
    if not options["quiet"]:
        console = _console()
        for line in terminal.skipped_lines(checked):
            console.print(line)
        console.print(f"[bold green]Checked[/] {len(checked.plan.pages):,} pages: {terminal.verdict(checked.warnings)}")


def _check_as_json(settings: Settings) -> None:
    import msgspec

    from sitegen.build import check as run
    from sitegen.checkouts import find_providers

    try:
        problems, code = run(settings, find_providers()).warnings, 0
    except ContentError as error:
        problems, code = error.problems, CONTENT_ERROR
    click.echo(msgspec.json.format(msgspec.json.encode(problems), indent=2))
    sys.exit(code)


@main.command()
@_site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on. [default: from 8000 on]")
@click.option("--poll", is_flag=True, help="Look for changes, where the file system tells of none.")
def serve(host: str, port: int | None, poll: bool, **options: Any) -> None:
    """Build, show the site in a browser, and build again whenever it changes."""
    from sitegen.dev.server import serve as run
    from sitegen.previewing import previewing

    settings = _settings(options | {"base_url": options["base_url"] or f"http://{host}:{port or 8000}/"})
    preview = previewing(settings, keep_output=options["output"] is not None)
    console = _console()
    with _failing_well(options["verbose"]):
        run(
            rebuild=preview.rebuild,
            source=settings.source,
            folder=preview.folder,
            watch=[settings.source],
            ignore=[preview.folder, settings.output, settings.state],
            host=host,
            port=port,
            base_path=urlsplit(settings.base_url or "/").path or "/",
            poll=poll,
            tell=lambda event: _tell(console, event, options["quiet"]),
        )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a new site in FOLDER."""
    from sitegen.starting import start

    with _failing_well():
        written = start(folder)
    console = _console()
    console.print(f"[bold green]Started[/] a store with {len(written)} files in [bold]{folder}[/]")
    console.print(f"  See it: [cyan]sitegen serve --source {folder}[/]")
    console.print("  Then edit site.yaml and the files in content/; the page follows as you save.")


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
def add(kind: str, name: str, source: str) -> None:
    """Add a product, creator, post, circle or page called NAME."""
    from sitegen.adding import add as run

    with _failing_well():
        file = run(Path(source), cast("Addable", kind), name, datetime.now(UTC).date())
    _console().print(f"[bold green]Added[/] {file}")


def _settings(options: dict[str, Any]) -> Settings:
    source = Path(options["source"]).resolve()
    if not source.is_dir():
        raise click.UsageError(f"there is no folder {options['source']}")
    output = Path(options["output"]).absolute() if options["output"] else source / "output"
    return Settings(
        source=source,
        output=output,
        clock=_clock(options["clock"]),
        base_url=options["base_url"],
        drafts=options["drafts"],
        future=options["future"],
        strict=options["strict"],
        jobs=options["jobs"],
    )


def _clock(written: str | None) -> datetime:
    """`--clock`, else SOURCE_DATE_EPOCH (reproducible-builds.org), else now. Without an offset it is UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if written:
            moment = datetime.fromisoformat(written)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"`{written or epoch}` is no time; write 2026-11-12T20:00+08:00") from None


@contextmanager
def _failing_well(verbose: bool = False) -> Iterator[None]:
    """Errors as a person wants to read them, and the exit code that goes with them."""
    try:
        yield
    except ContentError as error:
        _complain(list(error.problems))
        sys.exit(CONTENT_ERROR)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except SitegenError as error:
        if verbose:
            raise
        _console(stderr=True).print(f"[bold red]error[/] {error}", highlight=False)
        sys.exit(CONTENT_ERROR)


def _complain(problems: list[Any]) -> None:
    from sitegen import terminal

    if not problems:
        return
    console = _console(stderr=True)
    for line in terminal.problem_lines(in_reading_order(problems)):
        console.print(line, highlight=False)
    console.print(f"[bold]{terminal.verdict(problems)}[/]", highlight=False)


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


@contextmanager
def _progress(console: Console, quiet: bool) -> Iterator[Progress]:
    """A bar for whatever takes more than a second; nothing at all when nobody watches."""
    if quiet or not console.is_terminal:
        yield lambda stage, done, total: None
        return
    from sitegen.progress import bars

    with bars(console) as progress:
        yield progress


def _tell(console: Console, event: Event, quiet: bool) -> None:
    from sitegen.dev import events
    from sitegen import terminal

    match event:
        case events.Started():
            busy = f" [dim](port {event.taken[0]} is taken)[/]" if event.taken else ""
            console.print(f"[bold green]Serving[/] [bold underline]{event.url}[/]{busy}  [dim]Ctrl-C stops[/]")
            console.print(f"  On a phone's width: [cyan]{event.url.rstrip('/')}/__phone/[/]")
        case events.Failed():
            _complain(list(event.failure.problems))
            if event.failure.message:
                console.print(f"[bold red]error[/] {event.failure.message}", markup=True)
        case events.Updated() if not quiet:
            pages = len(event.rebuilt.paths)
            what = terminal.files(event.changed) or "everything"
            console.print(f"[green]Rebuilt[/] {what}: {pages} files in {event.seconds * 1000:.0f} ms")


def _near(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


if __name__ == "__main__":
    main()
