"""The commands. The only part that prints, and the only one that knows exit codes: 0, 1 content, 2 usage."""

from __future__ import annotations

import click

from sitegen import __version__
from sitegen.cli import building, cleaning, deploying, earning, hosting, importing, kits, starting


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SITEGEN"})
@click.version_option(__version__, prog_name="sitegen", allow_from_autoenv=False)
def main() -> None:
    """Build light, personal pages for products that people share."""


for command in (
    starting.new,
    building.build,
    building.serve,
    building.check,
    starting.add,
    kits.kit,
    earning.earnings,
    importing.import_,
    deploying.deploy,
    hosting.due,
    hosting.hosting,
    cleaning.clean,
):
    main.add_command(command)
