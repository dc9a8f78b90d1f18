"""`clean`: room on the disk."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.common import failing_well, terminal

KEEP = 500  # MB


@click.command()
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
@click.option("--cache", is_flag=True, required=True, help="Clean the cache of pictures.")
@click.option(
    "--keep", type=click.IntRange(0), default=KEEP, show_default=True, metavar="MB", help="How much of it may stay."
)
def clean(source: str, cache: bool, keep: int) -> None:
    """Remove what was made once and may be made again, longest unused first."""
    from sitegen.engines.picture_cache import PictureCache

    with failing_well():
        done = PictureCache(Path(source) / ".sitegen").clean(keep * 1_000_000)
    console = terminal()
    console.print(
        f"[bold green]Cleaned[/] {done.removed:,} pictures, {done.freed / 1e6:.1f} MB; {done.kept / 1e6:.1f} MB are left"
    )
