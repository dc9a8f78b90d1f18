"""`kit`: what creators need to share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli import completing
from sitegen.cli.common import complain, failing_well, progress_on, settings_from, site_options, terminal

if TYPE_CHECKING:
    from sitegen.kits.folder import KitReport


@click.command()
@click.argument("creators", nargs=-1, metavar="CREATOR...", shell_complete=completing.creators)
@click.option("--all", "everyone", is_flag=True, help="Kits for all creators.")
@click.option("--crop-marks", is_flag=True, help="Bleed and crop marks on everything printed.")
@site_options
def kit(creators: tuple[str, ...], everyone: bool, crop_marks: bool, **options: Any) -> None:
    """Make posters, codes, cards, captions and links for CREATOR to share."""
    if everyone == bool(creators):
        raise click.UsageError("name the creators, or say --all")
    from sitegen.build import check
    from sitegen.checkouts import find_providers
    from sitegen.kits.kit import Request, make_kits

    settings, console = settings_from(options), terminal()
    target = Path(options["output"]).absolute() if options["output"] else settings.source / "kits"
    providers = find_providers()
    with failing_well(options["verbose"]), progress_on(None if options["quiet"] else console) as progress:
        checked = check(settings, providers)
        request = Request(
            source=settings.source,
            state=settings.state,
            target=target,
            creators=creators,
            marks=crop_marks,
            jobs=settings.jobs,
        )
        reports = make_kits(request, checked.catalog, checked.plan.addresses, providers, progress)
    complain(list(checked.warnings))
    if not options["quiet"]:
        for report in reports:
            console.print(_said(report))


def _said(report: KitReport) -> str:
    from rich.markup import escape

    folder = report.folder
    near = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    changes = f"{report.written:,} written, {len(report.files) - report.written:,} unchanged"
    changes += f", {report.removed:,} removed" if report.removed else ""
    page = escape(str(near / "index.html"))
    return f"[bold green]Kit[/] of {len(report.files):,} files [dim]({changes})[/]  [bold]{page}[/]"
