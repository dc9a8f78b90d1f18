"""What all commands share: options, exit codes, and how errors reach a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.errors import ContentError, SitegenError, UsageError, in_reading_order
from sitegen.settings import KEY_VARIABLE, SECRET_VARIABLE, Settings

if TYPE_CHECKING:
    from rich.console import Console

    from sitegen.build import Progress

CONTENT_ERROR = 1

Command = Callable[..., Any]


def site_options(command: Command) -> Command:
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


def settings_from(options: dict[str, Any]) -> Settings:

    source = Path(options["source"]).resolve()
    if not source.is_dir():
        raise click.UsageError(f"there is no folder {options['source']}")
    if is_address(options["output"]):
        raise click.UsageError(f"only `sitegen build` puts a site straight to {options['output']}; choose a folder")
    output = Path(options["output"]).absolute() if options["output"] else source / "output"
    _refuse_sources(output, source)
    return Settings(
        source=source,
        output=output,
        clock=_clock(options["clock"]),
        base_url=options["base_url"],
        drafts=options["drafts"],
        future=options["future"],
        strict=options["strict"],
        jobs=options["jobs"],
        key=os.environ.get(KEY_VARIABLE, "").strip() or None,
        secret=os.environ.get(SECRET_VARIABLE, "").strip() or None,
    )


def is_address(output: str | None) -> bool:
    """Whether an output is no folder but a store, like s3://bucket/shop."""
    return "://" in (output or "")


def _refuse_sources(output: Path, source: Path) -> None:
    """What is built must not become what is read."""
    for name in ("content", "static", "themes"):
        if output.resolve().is_relative_to((source / name).resolve()):
            raise click.UsageError(f"the result cannot go into {name}/, which is read; choose another folder")


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
def failing_well(verbose: bool = False) -> Iterator[None]:
    """Errors as a person wants to read them, and the exit code that goes with them."""
    try:
        yield
    except ContentError as error:
        complain(list(error.problems))
        sys.exit(CONTENT_ERROR)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except SitegenError as error:
        from rich.markup import escape

        if verbose:
            raise
        terminal(stderr=True).print("[bold red]error[/]", escape(str(error)), highlight=False)
        sys.exit(CONTENT_ERROR)
    except BrokenPipeError:  # nobody reads on; not a word more
        raise
    except OSError as error:
        from rich.markup import escape

        if verbose:
            raise
        why = f"{error.filename or 'a file'} cannot be used: {error.strerror or error}"
        terminal(stderr=True).print("[bold red]error[/]", escape(why), highlight=False)
        sys.exit(CONTENT_ERROR)


def complain(problems: list[Any]) -> None:
    if not problems:
        return
    from sitegen.cli import wording

    console = terminal(stderr=True)
    for line in wording.problem_lines(in_reading_order(problems)):
        console.print(line, highlight=False)
    console.print(f"[bold]{wording.verdict(problems)}[/]", highlight=False)


def terminal(stderr: bool = False) -> Console:
    """Where a person reads; colours go away with NO_COLOR or without a terminal."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


@contextmanager
def progress_on(console: Console | None) -> Iterator[Progress]:
    """A bar for whatever takes more than a second; nothing at all when nobody watches."""
    if console is None or not console.is_terminal:
        yield lambda stage, done, total: None
        return
    from sitegen.cli.progress import bars

    with bars(console) as progress:
        yield progress
