"""`hosting` and `due`: what a host's configuration needs to say, and when to build again."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

import click

from sitegen.cli import completing
from sitegen.cli.common import complain, failing_well, settings_from, site_options, terminal


@click.command()
@click.argument("host", required=False, shell_complete=completing.hosts)
@click.option("--root", help="The server's folder that is shown at `/`. [default: /var/www/HOST]")
@site_options
def hosting(host: str | None, root: str | None, **options: Any) -> None:
    """Print what the configuration of HOST needs. [default: `hosting` in site.yaml]"""
    from sitegen.build import check as run
    from sitegen.checkouts import find_providers
    from sitegen.hosts.choosing import HOSTS, host_of
    from sitegen.hosts.facts import facts_of

    if host is not None and host not in HOSTS:
        raise click.UsageError(f"there is no host {host}; there is {', '.join(HOSTS)}")
    with failing_well(options["verbose"]):
        checked = run(settings_from(options), find_providers())
    chosen = HOSTS[host] if host else host_of(checked.catalog)
    facts = facts_of(checked.catalog, checked.plan)
    folder = (root or f"/var/www/{urlsplit(checked.catalog.base_url).hostname}").rstrip("/")
    if chosen.snippet is not None:
        click.echo(chosen.snippet(facts, folder), nl=False)
    elif files := chosen.files(facts):
        terminal().print(
            f"{chosen.title} reads {', '.join(files)}; `hosting: {chosen.name}` puts them into the output."
        )
    else:
        terminal().print(f"Say `hosting` in site.yaml, or name a host here: {', '.join(HOSTS)}.")
    complain(list(checked.warnings))


@click.command()
@site_options
def due(**options: Any) -> None:
    """Print when the next offer or publication changes the site: a time in UTC, or `never`."""
    from sitegen.build import check as run
    from sitegen.checkouts import find_providers

    with failing_well(options["verbose"]):
        moment = run(settings_from(options), find_providers()).catalog.next_change
    click.echo(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else "never")
