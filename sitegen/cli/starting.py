"""`new` and `add`: the first file of something."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sitegen.cli import completing
from sitegen.cli.common import failing_well, terminal
from sitegen.settings import SECRET_VARIABLE

if TYPE_CHECKING:
    from sitegen.adding import Addable

KINDS = ("product", "creator", "post", "circle", "event", "page", "share", "theme")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a new site in FOLDER."""
    from sitegen.starting import start

    with failing_well():
        written = start(folder)
    console = terminal()
    console.print(f"[bold green]Started[/] a store with {len(written)} files in [bold]{folder}[/]")
    console.print(f"  See it: [cyan]sitegen serve --source {folder}[/]")
    console.print("  Then edit site.yaml and the files in content/; the page follows as you save.")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name", required=False)
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
@click.option("--creator", shell_complete=completing.creators, help="Of a share: who writes it.")
@click.option("--to", help="Of a share: the name of whom it is for.")
@click.option(
    "--picks", default="", shell_complete=completing.products, help="Of a share: products, with commas between them."
)
@click.option(
    "--extends",
    default="base",
    show_default=True,
    shell_complete=completing.themes,
    help="Of a theme: the theme it starts from.",
)
def add(
    kind: str, name: str | None, source: str, creator: str | None, to: str | None, picks: str, extends: str
) -> None:
    """Add a product, creator, post, circle, event, page or theme called NAME, or a share."""
    if kind == "share":
        if not creator or not (to or name):
            raise click.UsageError("say who writes to whom: sitegen add share --creator NAME --to NAME")
        _add_share(Path(source), creator, to or name or "", picks)
        return
    if name is None:
        raise click.UsageError(f"say what the {kind} is called: sitegen add {kind} NAME")
    if kind == "theme":
        _add_theme(Path(source), name, extends)
        return
    from sitegen.adding import add as run

    with failing_well():
        file = run(Path(source), cast("Addable", kind), name, datetime.now(UTC).date())
    terminal().print(f"[bold green]Added[/] {file}")


def _add_theme(source: Path, name: str, parent: str) -> None:
    from sitegen.adding import add_theme

    with failing_well():
        files = add_theme(source, name, parent)
    console = terminal()
    for file in files:
        console.print(f"[bold green]Added[/] {file}")
    console.print(
        f"  Write [cyan]theme: {Path(files[0]).parent.name}[/] into site.yaml and see it with [cyan]sitegen serve[/]"
    )


def _add_share(source: Path, creator: str, to: str, picks: str) -> None:
    from sitegen.load.secret import FILE
    from sitegen.sharing import add_share, code_for_terminal

    wanted = [pick.strip() for pick in picks.split(",") if pick.strip()]
    with failing_well():
        shared = add_share(source, os.environ.get(SECRET_VARIABLE, "").strip() or None, creator, to, wanted)
    console = terminal()
    console.print(f"[bold green]Added[/] {shared.file}: write your letter there, then build and publish")
    console.print(f"  [bold]{shared.address}[/]")
    click.echo(code_for_terminal(shared.address))
    if shared.is_secret_new:
        console.print(f"[yellow]Keep {FILE}[/]: without it, the addresses of shares that you have sent lead nowhere.")
        console.print(f"  It belongs into no repository; on other computers set {SECRET_VARIABLE} to its text.")
