"""The commands. The only part that prints, and the only one that knows exit codes: 0, 1 content, 2 usage."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from sitegen import __version__

INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended

# Command -> where it is; imported when it is asked for, so that none waits for what others need.
_COMMANDS = {
    "add": "starting:add",
    "build": "building:build",
    "check": "building:check",
    "clean": "cleaning:clean",
    "completion": "completing:completion",
    "deploy": "deploying:deploy",
    "due": "hosting:due",
    "earnings": "earning:earnings",
    "hosting": "hosting:hosting",
    "import": "importing:import_",
    "kit": "kits:kit",
    "new": "starting:new",
    "schema": "editing:schema",
    "serve": "building:serve",
}


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Ctrl-C ends it at once, without waiting for threads that wait for dead processes."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            sys.stdout.flush()
            os._exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"sitegen.cli.{module}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SITEGEN"})
@click.version_option(__version__, prog_name="sitegen", allow_from_autoenv=False)
def main() -> None:
    """Build light, personal pages for products that people share."""
