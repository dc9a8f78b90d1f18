"""`deploy`: the site to where visitors find it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.common import complain, failing_well, progress_on, settings_from, site_options, terminal

if TYPE_CHECKING:
    from sitegen.build import Checked, Progress
    from sitegen.deploy.sending import Deployed
    from sitegen.settings import Settings

MOST_LISTED = 50


@click.command()
@click.argument("target", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing at the target.")
@click.option("--overwrite", is_flag=True, help="Replace files there that sitegen did not upload.")
@click.option("--no-build", is_flag=True, help="Upload what was built last.")
@site_options
def deploy(target: str | None, dry_run: bool, overwrite: bool, no_build: bool, **options: Any) -> None:
    """Build, then upload to TARGET what changed. [default: `deploy` in site.yaml]"""
    settings, console = settings_from(options), terminal()
    with failing_well(options["verbose"]), progress_on(None if options["quiet"] else console) as progress:
        checked = _made(settings, no_build, progress)
        address = target or _written(checked.catalog.site.deploy, settings)
        started = time.perf_counter()
        done = _sent(settings, checked, address, dry_run, overwrite, progress)
    complain(list(checked.warnings))
    if options["quiet"]:
        return
    for line in _lines(done, address, dry_run, options["verbose"], time.perf_counter() - started):
        console.print(line)


def _made(settings: Settings, no_build: bool, progress: Progress) -> Checked:
    from sitegen.build import build, check
    from sitegen.checkouts import find_providers
    from sitegen.errors import UsageError

    if not no_build:
        return build(settings, progress).checked
    if not settings.output.is_dir():
        raise UsageError(f"there is no {settings.output}; build it first, or leave out --no-build")
    return check(settings, find_providers())


def _written(address: str, settings: Settings) -> str:
    """The target that site.yaml names; a folder is meant as seen from there."""
    from sitegen.deploy.target import is_folder

    return str(settings.source / address) if is_folder(address) else address


def _sent(
    settings: Settings, checked: Checked, address: str, dry_run: bool, overwrite: bool, progress: Progress
) -> Deployed:
    from sitegen.deploy.book import Memory
    from sitegen.deploy.branch import send_to_branch
    from sitegen.deploy.items import items_in
    from sitegen.deploy.sending import send
    from sitegen.deploy.target import check_address, is_git, open_target

    check_address(address, settings.output)
    items = items_in(settings.output)
    _check_limits(checked, {item.path: item.size for item in items}, settings.strict)
    if is_git(address):
        return send_to_branch(
            settings.output,
            items,
            address,
            source=settings.source,
            state=settings.state,
            dry_run=dry_run,
            overwrite=overwrite,
        )
    target = open_target(address)
    try:
        return send(
            settings.output,
            items,
            target,
            Memory(settings.state, address),
            dry_run=dry_run,
            overwrite=overwrite,
            progress=lambda done, total: progress("uploads", done, total),
        )
    finally:
        target.close()


def _check_limits(checked: Checked, sizes: dict[str, int], strict: bool) -> None:
    """What the host will not take must not leave the house."""
    from sitegen.errors import ContentError, as_errors, errors_in
    from sitegen.hosts.choosing import folder_problems

    problems = folder_problems(checked.catalog, sizes)
    if errors_in(problems) or (strict and problems):
        raise ContentError(as_errors(problems) if strict else problems)
    complain([problem for problem in problems if problem not in checked.warnings])


def _lines(done: Deployed, address: str, dry_run: bool, verbose: bool, seconds: float) -> list[str]:
    from rich.markup import escape

    sent, removed = len(done.uploaded), len(done.removed)
    counts = (
        f"{sent:,} uploaded ({done.bytes_uploaded / 1e6:.1f} MB), {removed:,} removed, {done.unchanged:,} unchanged"
    )
    if dry_run:
        listed = [*(f"  upload {path}" for path in done.uploaded), *(f"  remove {path}" for path in done.removed)]
        rest = [f"  and {len(listed) - MOST_LISTED:,} more; --verbose lists all"] if len(listed) > MOST_LISTED else []
        shown = listed if verbose else [*listed[:MOST_LISTED], *rest]
        return [f"[bold]Would deploy[/] to {escape(address)}: {counts}", *map(escape, shown)]
    return [f"[bold green]Deployed[/] to [bold]{escape(address)}[/] in {seconds:.1f} s: {counts}"]
