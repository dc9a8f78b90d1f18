"""`clean`: room on the disk."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.common import failing_well, terminal

KEEP = 500  # MB


@click.command()
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
@click.option("--cache", is_flag=True, required=True, expose_value=False, help="Clean the cache of pictures.")
@click.option(
    "--keep", type=click.IntRange(0), default=KEEP, show_default=True, metavar="MB", help="How much of it may stay."
)
def clean(source: str, keep: int) -> None:
    """Remove what was made once and may be made again, longest unused first."""
    from sitegen.engines.picture_cache import PictureCache

    with failing_well():
        done = PictureCache(Path(source) / ".sitegen").clean(keep * 1_000_000)
    console = terminal()
    freed, kept = f"{done.freed / 1e6:.1f} MB", f"{done.kept / 1e6:.1f} MB"
    console.print(f"[bold green]Cleaned[/] {done.removed:,} pictures, {freed}; {kept} are left")
