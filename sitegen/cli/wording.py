"""How results look in a terminal: values in, lines of rich markup out. `cli` alone prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sitegen.errors import Problem, errors_in

if TYPE_CHECKING:
    from sitegen.model.skipped import Skipped
    from sitegen.standing import Told

MOST_SHOWN = 50
_MARKS = {"error": "[bold red]error[/]", "warning": "[yellow]warning[/]"}


def problem_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """Every problem in two lines, and a count at the end."""
    for problem in problems[:MOST_SHOWN]:
        place = problem.place
        spot = place.file if place.line is None else f"{place.file}:{place.line}"
        field = f" [dim]{escape(place.field)}[/]" if place.field else ""
        yield f"{_MARKS[problem.severity]} [bold]{escape(spot)}[/]{field}"
        hint = f" [dim]->[/] [cyan]{escape(problem.hint)}[/]" if problem.hint else ""
        yield f"  {escape(problem.what)}{hint}"
    if len(problems) > MOST_SHOWN:
        yield f"[dim]and {len(problems) - MOST_SHOWN:,} more; --json lists them all[/]"


def verdict(problems: Sequence[Problem]) -> str:
    errors = len(errors_in(problems))
    warnings = len(problems) - errors
    return (
        ", ".join(_counted(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n) or "nothing wrong"
    )


def skipped_lines(skipped: Sequence[Skipped]) -> Iterator[str]:
    if skipped:
        yield f"[dim]Skipped {_counted(len(skipped), 'text')}:[/]"
    for item in skipped:
        yield f"  [dim]{escape(item.file)}  {escape(item.reason)}[/]"


def summary_lines(told: Told, seconds: float, output: Path | str) -> Iterator[str]:
    """Where the result is, how much of it there is, and how to see it."""
    report = told.report
    changes = f"{report.written:,} written, {report.unchanged:,} unchanged"
    changes += f", {len(report.removed):,} removed" if report.removed else ""
    yield (
        f"[bold green]Built[/] {_counted(report.pages, 'page')}, {_counted(report.files, 'file')}, "
        f"{_size(report.bytes_total)} in {seconds:.1f} s [dim]({changes})[/]"
    )
    hint = "  see it with [cyan]sitegen serve[/]" if isinstance(output, Path) else ""
    yield f"  [bold]{escape(str(output))}[/]{hint}"
    if told.next_change:
        moment = told.next_change.strftime("%Y-%m-%d %H:%M")
        yield f"  [dim]The next offer or publication changes the site on {moment}: build again then.[/]"


def spot_lines(spots: Iterable[str]) -> Iterator[str]:
    """What keeps personal pages from being filled in."""
    for spot in spots:
        yield f"  [dim]rendered one by one, since {escape(spot)}[/]"


def files(paths: Iterable[str], most: int = 3) -> str:
    """A few names, and how many more."""
    named = list(paths)
    rest = f" and {len(named) - most} more" if len(named) > most else ""
    return ", ".join(escape(name) for name in named[:most]) + rest


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} KB"
