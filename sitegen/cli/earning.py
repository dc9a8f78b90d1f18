"""`earnings`: order exports to statements."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli import completing
from sitegen.cli.common import complain, failing_well, progress_on, settings_from, terminal

if TYPE_CHECKING:
    from sitegen.earnings.earn import Request
    from sitegen.settings import Settings

BY = ("channel", "page", "kind", "product", "circle", "creator", "month", "day", "provider")
TOOLS = ("paypal", "wise", "sepa")

_UNUSED = {"base_url": None, "drafts": False, "future": False, "jobs": os.cpu_count() or 1}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--month", help="A month, like 2026-11. [default: the last in which anything was sold]")
@click.option("--from", "first_day", metavar="DAY", help="The first day, instead of a month.")
@click.option("--to", "last_day", metavar="DAY", help="The last day. [default: today]")
@click.option("--by", type=click.Choice(BY), help="Tell what brought what, and write nothing.")
@click.option("--explain", metavar="ORDER", help="Tell why an order went where it went, and write nothing.")
@click.option(
    "--payouts", multiple=True, type=click.Choice(TOOLS), help="Fix the month's payouts, make a file to pay by."
)
@click.option("--anew", is_flag=True, help="With --payouts: work a month's payouts out again, though they were fixed.")
@click.option(
    "--format",
    metavar="NAME",
    shell_complete=completing.exports,
    help="Read the files as this, whatever their header says.",
)
@click.option("--column", multiple=True, metavar="WHAT=NAME", help="What a column of a CSV holds: order='Order No'.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="How 03/04/2026 is meant.")
@click.option("--encoding", metavar="NAME", help="The files' characters, where they are not found out.")
@click.option("--account", default="", metavar="NAME", help="Keep the orders of several shops at one provider apart.")
@click.option("--language", metavar="CODE", help="Statements in this language. [default: the site's]")
@click.option("--forget", metavar="FILE", help="Take back what was read from a file of this name.")
@click.option("--hash-email", metavar="ADDRESS", help="Print the `email_hash` of an address, and do nothing else.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
@click.option("-o", "--output", help="Where statements go. [default: SOURCE/statements]")
@click.option("--clock", help="Today, in ISO 8601. [default: now]")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say more, and show traces.")
def earnings(**options: Any) -> None:
    """Read order exports, find who brought each order, and write statements.

    Without FILES statements are made of what was read before.
    """
    if options["hash_email"]:
        from sitegen.earnings.emails import email_hash

        click.echo(f"email_hash: {email_hash(options['hash_email'])}")
        return
    settings = settings_from(options | _UNUSED)
    with failing_well(options["verbose"]):
        if options["forget"]:
            _forget(options["forget"], settings)
        elif options["explain"]:
            _explain(options, settings)
        elif options["by"]:
            _look(options, settings)
        else:
            _earn(options, settings)


def _earn(options: dict[str, Any], settings: Settings) -> None:
    from sitegen.checkouts import find_providers
    from sitegen.cli import earning_words
    from sitegen.earnings.earn import earn

    console = terminal()
    with progress_on(None if options["quiet"] or options["as_json"] else console) as progress:
        earned = earn(_request(options), settings, find_providers(), progress)
    complain(list(earned.read.warnings))
    if options["as_json"]:
        _print_json(earned.summary)
    elif not options["quiet"]:
        for part in earning_words.report(earned):
            console.print(part)


def _look(options: dict[str, Any], settings: Settings) -> None:
    from sitegen.checkouts import find_providers
    from sitegen.cli import earning_words
    from sitegen.earnings.earn import look_into

    console = terminal()
    with progress_on(None if options["quiet"] or options["as_json"] else console) as progress:
        read, found = look_into(options["by"], _request(options), settings, find_providers(), progress)
    complain(list(read.warnings))
    if options["as_json"]:
        _print_json(found)
    else:
        console.print(earning_words.insight_table(found))


def _explain(options: dict[str, Any], settings: Settings) -> None:
    from sitegen.checkouts import find_providers
    from sitegen.cli import earning_words
    from sitegen.earnings.earn import explain_order

    found = explain_order(options["explain"], _request(options), settings, find_providers())
    if options["as_json"]:
        _print_json(found)
        return
    console = terminal()
    for explanation in found:
        for line in earning_words.explanation(explanation):
            console.print(line)


def _forget(name: str, settings: Settings) -> None:
    from sitegen.earnings.earn import forget

    gone = forget(name, settings)
    terminal().print(f"[bold green]Forgot[/] {name}: {gone:,} facts that stood in no other file")


def _request(options: dict[str, Any]) -> Request:
    from sitegen.earnings.earn import Request

    if options["month"] and (options["first_day"] or options["last_day"]):
        raise click.UsageError("give either --month or --from and --to")
    if options["last_day"] and not options["first_day"]:
        raise click.UsageError("--to needs --from")
    dates = options["dates"]
    return Request(
        files=options["files"],
        month=options["month"],
        first_day=options["first_day"],
        last_day=options["last_day"],
        format=options["format"],
        account=options["account"],
        columns=dict(_column(text) for text in options["column"]),
        day_first=None if dates is None else dates == "day-first",
        encoding=options["encoding"],
        language=options["language"],
        tools=tuple(dict.fromkeys(options["payouts"])),
        pay_anew=options["anew"],
        folder=Path(options["output"]).absolute() if options["output"] else None,
    )


def _column(text: str) -> tuple[str, str]:
    from sitegen.earnings.readers.plain import MEANINGS
    from sitegen.text import did_you_mean

    meaning, equals, name = text.partition("=")
    meaning = meaning.strip().replace("_", " ")
    if not equals or not name.strip():
        raise click.UsageError(f"`--column {text}` should be like --column order='Order No'")
    if meaning not in MEANINGS:
        hint = did_you_mean(meaning, MEANINGS) or f"possible are {', '.join(MEANINGS)}"
        raise click.UsageError(f"a column cannot hold `{meaning}`; {hint}")
    return meaning, name.strip()


def _print_json(value: object) -> None:
    from sitegen.earnings.spreadsheets import as_json

    click.echo(as_json(value).decode().rstrip())
