"""`schema`: what editors need to complete and check what people write."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sitegen.cli.common import failing_well, terminal

KINDS = ("site", "product", "creator", "post", "circle", "share", "event", "page", "theme")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option("--translation", is_flag=True, help="Of what a text in another language may say.")
@click.option("--write", "writes", is_flag=True, help="Write all of them into .schemas/, with settings for VS Code.")
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
def schema(kind: str | None, translation: bool, writes: bool, source: str) -> None:
    """Print the JSON Schema of KIND, or of everything, for editors."""
    from sitegen.checkouts import find_providers
    from sitegen.editing.files import names_in, write
    from sitegen.editing.schemas import schemas
    from sitegen.feeds import find_feeds
    from sitegen.load.theme_homes import theme_homes, theme_names
    from sitegen.package import built_in_themes

    folder = Path(source)
    if writes and not (folder / "site.yaml").is_file():
        raise click.UsageError(f"there is no site.yaml in {source}; name the site's folder with --source")
    with failing_well():
        themes = theme_names(theme_homes(folder, built_in_themes()))
        feeds = tuple(sorted(find_feeds()))
        written = schemas(find_providers(), names_in(folder, themes, feeds))
    if not writes:
        wanted = f"{kind}.translation" if kind and translation else kind
        click.echo(json.dumps(written.get(wanted or "", written), ensure_ascii=False, indent=2))
        return
    console = terminal()
    with failing_well():
        files, left = write(folder, written)
    for file in files:
        console.print(f"[bold green]Wrote[/] {file}")
    for file in left:
        console.print(f"[yellow]Left as it is[/]: {file}, which has comments in it; docs/editing.md says what to add")
