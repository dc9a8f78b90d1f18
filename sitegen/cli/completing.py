"""`completion`: what a shell needs to complete commands; and the names that it can complete in no time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_SITEGEN_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what SHELL needs to complete sitegen's commands, options and names."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"there is no completion for {shell}")
    root = context.find_root()
    click.echo(complete(root.command, {}, root.info_name or "sitegen", _VARIABLE).source())


def creators(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _named("creators", context, incomplete)


def products(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The last of several names with commas between them."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in _named("products", context, last)]


def themes(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from sitegen.package import built_in_themes

    homes = (_source(context) / "themes", built_in_themes())
    names = {path.parent.name for home in homes for path in home.glob("*/theme.yaml")}
    return _beginning(names | _registered("sitegen.themes"), incomplete)


def importers(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _beginning(_registered("sitegen.importers"), incomplete)


def exports(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _beginning(_registered("sitegen.orders"), incomplete)


def hosts(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from typing import get_args

    from sitegen.model.content import Hosting

    return _beginning(set(get_args(Hosting)), incomplete)


def _named(kind: str, context: click.Context, incomplete: str) -> list[str]:
    """What lies in the folder of a kind, without opening any file."""
    found = (_source(context) / "content" / kind).glob("*")
    paths = [path for path in found if path.is_dir() or path.suffix == ".md"]
    return _beginning({path.name.partition(".")[0] for path in paths}, incomplete)


def _registered(group: str) -> set[str]:
    from sitegen.installed import offers

    return {offer.name for offer in offers(group)}


def _source(context: click.Context) -> Path:
    chosen: Any = context.params.get("source")
    return Path(chosen or ".")


def _beginning(names: set[str], start: str) -> list[str]:
    return sorted(name for name in names if name.startswith(start))
