"""`import`: what a shop or another generator exported becomes products and posts."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sitegen.cli import completing
from sitegen.cli.common import CONTENT_ERROR, complain, failing_well, terminal

if TYPE_CHECKING:
    from sitegen.importers.outcomes import Outcome
    from sitegen.importers.request import Imported, Request
    from sitegen.load.documents import Kind

KINDS = ("products", "posts", "pages")
MOST_TAGS = 8
MOST_NOTES = 6
MOST_PROBLEMS = 20


@click.command("import")
@click.argument("format", shell_complete=completing.importers)
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would happen, row by row, and write nothing.")
@click.option("--force", is_flag=True, help="Write over what was edited by hand, and bring back what was taken out.")
@click.option("--download", is_flag=True, help="Fetch pictures that lie on the web.")
@click.option("--images", multiple=True, metavar="FOLDER", type=click.Path(path_type=Path), help="Where pictures lie.")
@click.option("--circle", multiple=True, metavar="TAG=CIRCLE", help="What has this tag belongs to this circle.")
@click.option("--origin", default="", metavar="ADDRESS", help="The web address of the shop or site that was exported.")
@click.option("--currency", default="", metavar="CODE", help="The prices' currency. [default: the site's]")
@click.option("--column", multiple=True, metavar="WHAT=NAME", help="What a column of a CSV holds: title='Artikel'.")
@click.option("--columns", type=click.Path(exists=True, path_type=Path), metavar="FILE", help="The same as YAML.")
@click.option("--kind", type=click.Choice(KINDS), help="What texts in Markdown become, whatever they look like.")
@click.option("--account", default="", metavar="NAME", help="Keep the products of several shops of one kind apart.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="How 03/04/2026 is meant.")
@click.option("--encoding", metavar="NAME", help="The file's characters, where they are not found out.")
@click.option("-s", "--source", default=".", show_default=True, help="The site's folder.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Tell of every row, and show traces.")
def import_(file: Path, **options: Any) -> None:
    """Turn an export into products and posts. FORMAT is shopify, woocommerce, gumroad, csv, google-feed or markdown.

    Running it again brings them up to date and keeps what was edited by hand.
    """
    from sitegen.importers.request import run

    console = terminal()
    tells_all = (options["verbose"] or options["dry_run"]) and not options["quiet"]

    def tell(outcome: Outcome) -> None:
        if tells_all:
            _print_row(outcome)

    with failing_well(options["verbose"]):
        imported = run(_request(file, options), tell)
    if not options["quiet"]:
        for line in _summary_lines(imported, options):
            console.print(line)
    _complain(imported)


def _request(file: Path, options: dict[str, Any]) -> Request:
    from sitegen.importers.request import Request

    site = Path(options["source"]).resolve()
    dates = options["dates"]
    return Request(
        site=site,
        state=site / ".sitegen",
        format=options["format"],
        source=file.resolve(),
        origin=options["origin"],
        currency=options["currency"],
        account=options["account"],
        kind=cast("Kind | None", options["kind"]),
        columns=dict(_pair(text, "--column", "title='Product name'") for text in options["column"]),
        column_file=options["columns"],
        circles=dict(_pair(text, "--circle", "'Skin care=beauty'") for text in options["circle"]),
        images=options["images"],
        day_first=None if dates is None else dates == "day-first",
        encoding=options["encoding"],
        download=options["download"],
        force=options["force"],
        dry_run=options["dry_run"],
    )


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    what, equals, name = text.partition("=")
    if not equals or not what.strip() or not name.strip():
        raise click.UsageError(f"`{option} {text}` should be like {option} {example}")
    return what.strip(), name.strip()


def _print_row(outcome: Outcome) -> None:
    from sitegen.importers.request import lines_about
    from sitegen.text import on_one_line

    for line in lines_about(outcome):
        click.echo(on_one_line(line, 500))


def _summary_lines(imported: Imported, options: dict[str, Any]) -> list[str]:
    from rich.markup import escape

    summary = imported.summary
    counts = [f"{summary.states.get(state, 0):,} {state}" for state in ("new", "changed", "same", "left")]
    verb = "[bold]Would import[/]" if options["dry_run"] else "[bold green]Imported[/]"
    pictures = f", {summary.pictures:,} pictures" if summary.pictures else ""
    lines = [f"{verb} {escape(imported.title)}: {', '.join(counts)}{pictures}"]
    most = sorted(summary.notes.items(), key=lambda note: -note[1])
    lines += [f"  {count:,} x {escape(note)}" for note, count in most[:MOST_NOTES]]
    if summary.missing:
        fetch = "" if options["download"] else "; [cyan]--download[/] fetches them, [cyan]--images FOLDER[/] finds them"
        lines.append(f"  {summary.missing:,} pictures are not on this computer{fetch}")
    if summary.circles:
        lines.append(f"  New circles: {escape(', '.join(summary.circles))}")
    if summary.tags:
        named = ", ".join(list(summary.tags)[:MOST_TAGS])
        more = f" and {len(summary.tags) - MOST_TAGS:,} more" if len(summary.tags) > MOST_TAGS else ""
        lines.append(f"  Tags that are no circles: {escape(named)}{more}; [cyan]--circle TAG=CIRCLE[/] sorts them in")
    if imported.report:
        near = os.path.relpath(imported.report)
        lines.append(f"  [dim]Every row is told of in {escape(near)}[/]")
    return lines


def _complain(imported: Imported) -> None:
    """What could not be read; the rest is in the report."""
    from sitegen.errors import errors_in

    if not imported.problems:
        return
    complain(list(imported.problems[:MOST_PROBLEMS]))
    if len(imported.problems) > MOST_PROBLEMS:
        terminal(stderr=True).print(f"[dim]and {len(imported.problems) - MOST_PROBLEMS:,} more in the report[/]")
    if errors_in(imported.problems):
        sys.exit(CONTENT_ERROR)
