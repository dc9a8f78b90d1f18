"""`new` and `add`: the first file of something."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sitegen.cli.common import failing_well, terminal

if TYPE_CHECKING:
    from sitegen.adding import Addable

KINDS = ("product", "creator", "post", "circle", "page")


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
@click.argument("name")
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
def add(kind: str, name: str, source: str) -> None:
    """Add a product, creator, post, circle or page called NAME."""
    from sitegen.adding import add as run

    with failing_well():
        file = run(Path(source), cast("Addable", kind), name, datetime.now(UTC).date())
    terminal().print(f"[bold green]Added[/] {file}")
